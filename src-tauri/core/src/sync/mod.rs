//! Between the outbox, the mirror and the providers. [`plan`] decides, [`engine`] runs, [`schedule`] waits.

pub mod engine;
mod fields;
mod guests;
pub mod plan;
mod pull;
mod push;
pub mod schedule;

pub(crate) use fields::{adopt, fields_here, fields_of};
