//! Servers to test against: real ones, and simulators with faults.

pub mod dns;
pub mod google;
pub mod icloud_front;
pub mod ics;
pub mod network_switch;
pub mod oauth;
pub mod oidc;
pub mod outlook;
pub mod radicale;
pub mod scripted;
mod serve;
pub mod socks;
mod tls;
pub mod token_check;
pub mod wire;
pub mod xandikos;
