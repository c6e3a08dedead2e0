//! Tests of the product as a whole, without a window.

mod booking;
mod disk;
mod caldav;
mod generated;
#[cfg(target_os = "linux")]
mod keychain;
