//! Servers to test against: two real ones, and a simulator with faults.

pub mod door;
pub mod gate;
pub mod icloud_front;
pub mod outlook;
pub mod radicale;
mod tls;
pub mod xandikos;
