//! When events happen and which times are free: pure functions of what they are given.

pub mod limits;
pub mod occurrences;
mod series_start;
pub mod slots;
