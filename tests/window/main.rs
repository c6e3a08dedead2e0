//! Tests through the real window: the app as it is shipped, under a virtual display.
#![cfg(target_os = "linux")]

mod closing;
mod demo;
mod first_run;
mod key;
mod made_up;
mod pictures;
mod practice;
mod sign_in;
