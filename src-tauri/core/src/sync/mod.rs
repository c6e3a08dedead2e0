//! Between the outbox, the mirror and the providers. [`plan`] decides, [`engine`] runs, [`schedule`] waits.

pub mod engine;
mod fields;
pub mod plan;
mod pull;
mod push;
pub mod schedule;

pub(crate) use fields::fields_of;
