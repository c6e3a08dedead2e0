//! The verbs of `cargo x`, and the place without a screen that the window tests share with `run`.
//! Nothing here knows the product.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person in a terminal")]

pub mod bench;
pub mod build;
pub mod check;
pub mod demo;
pub mod faults;
pub mod fix;
#[cfg(unix)]
pub mod headless;
pub mod kills;
pub mod needs;
pub mod paths;
pub mod png;
pub mod run;
pub mod say;
pub mod setup;
pub mod shot;
pub mod simulate;
pub mod test;
