//! Tests of the product as a whole, without a window.

mod generated;
#[cfg(target_os = "linux")]
mod keychain;
