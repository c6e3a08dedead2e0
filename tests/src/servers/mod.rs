//! Servers to test against: two real ones, and simulators with faults.

pub mod door;
pub mod gate;
pub mod google;
pub mod icloud_front;
pub mod radicale;
mod tls;
pub mod xandikos;
