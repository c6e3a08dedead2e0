//! Servers to test against: real ones, and simulators with faults.
//! Servers to test against: two real ones, and simulators with faults.
mod tls;

pub mod door;
pub mod gate;
pub mod google;
pub mod icloud_front;
pub mod oauth;
pub mod oidc;
pub mod radicale;
pub mod xandikos;
