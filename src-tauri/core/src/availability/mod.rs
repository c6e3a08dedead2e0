//! Whether time is free: pure over what the store holds.

pub mod occurrences;
mod series_start;
pub mod slots;
