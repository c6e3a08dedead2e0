//! The program in a terminal, as it is shipped, with no display.
#![cfg(target_os = "linux")]

mod alone;
mod asking;
mod calendar;
mod decisions;
mod faults;
mod links;
mod locked;
mod occurrences;
mod other_engines;
mod proxies;
mod sign_in;
mod telling;
mod verbs;
mod zones;
