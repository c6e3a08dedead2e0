//! What takes the person's time and why, and which times are free: pure functions of what they are given.

pub mod busy;
pub mod slots;
pub mod why;
