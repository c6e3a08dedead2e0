//! Servers to test against: two real ones, and simulators with faults.

pub mod radicale;
pub mod xandikos;
