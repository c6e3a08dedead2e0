//! What the tests share: a world of their own, real servers, simulated ones, and the way to an account on them.

pub mod account;
pub mod ca;
pub mod canary;
#[cfg(target_os = "linux")]
pub mod keyring;
pub mod process;
pub mod python;
pub mod servers;
pub mod world;
