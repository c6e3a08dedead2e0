//! Servers to test against: real ones, and simulators with faults.

pub mod door;
pub mod gate;
pub mod google;
pub mod icloud_front;
pub mod oauth;
pub mod oidc;
pub mod outlook;
pub mod radicale;
mod tls;
pub mod xandikos;
