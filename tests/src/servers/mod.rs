//! Servers to test against: real ones, and simulators with faults.

pub mod door;
pub mod gate;
pub mod icloud_front;
pub mod oauth;
pub mod oidc;
pub mod radicale;
mod tls;
pub mod xandikos;
