//! The verbs a face may ask.

pub mod bindings;
pub mod views;
