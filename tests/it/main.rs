//! Tests of the product as a whole, without a window.

mod booking;
mod caldav;
mod disk;
mod generated;
#[cfg(target_os = "linux")]
mod keychain;
