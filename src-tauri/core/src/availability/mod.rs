//! What takes the person's time and why, and which times are free: pure functions of what they are given.

pub mod busy;
pub mod free;
pub mod hours;
pub mod limits;
pub mod spans;
pub mod why;
