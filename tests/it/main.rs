//! Tests of the product as a whole, without a window.

mod booking;
mod caldav;
mod contract;
mod disk;
mod generated;
#[cfg(target_os = "linux")]
mod keychain;
mod one_file_provider;
mod sync;
