//! What the tests share: a world of their own, real and simulated servers, the real window, and helpers.

pub mod account;
pub mod browser;
pub mod ca;
pub mod canary;
pub mod cast;
#[cfg(target_os = "linux")]
mod close_button;
#[cfg(target_os = "linux")]
pub mod computer;
pub mod demo;
pub mod dice;
pub mod faults;
#[cfg(target_os = "linux")]
pub mod keyring;
pub mod measure;
pub mod over_http;
pub mod practice;
pub mod process;
#[cfg(target_os = "linux")]
mod pseudo_terminal;
pub mod python;
pub mod servers;
pub mod signing_in;
pub mod simulated;
#[cfg(target_os = "linux")]
pub mod window;
pub mod world;
