//! Whether time is free: pure over what the store holds.

mod base;
pub mod occurrences;
pub mod slots;
