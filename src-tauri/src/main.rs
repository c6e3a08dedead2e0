//! The program `daybook`: everything is in the library beside it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    daybook_lib::start()
}
