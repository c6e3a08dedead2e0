//! Keeps outbox, mirror and providers in step: [`plan`] decides, [`engine`] runs, [`schedule`] says when.

pub mod decide;
pub mod engine;
mod fields;
mod guests;
pub mod plan;
mod pull;
mod push;
pub mod schedule;

pub(crate) use fields::{adopt, fields_here, fields_of};
