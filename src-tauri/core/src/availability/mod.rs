//! Whether time is free: pure over what the store holds.

pub mod occurrences;
pub mod slots;
