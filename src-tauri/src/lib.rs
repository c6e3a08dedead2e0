//! The shell around the product: the window, the command line, and the ports to this computer.

mod browser;
mod cli;
mod clock;
mod closing;
mod commands;
mod data_dir;
mod events;
pub mod keychain;
mod links;
mod logs;
mod memory;
mod ports;
mod settings;
mod window;

use std::process::ExitCode;

/// Runs the program: a verb on the command line needs no display; anything else opens the window.
pub fn start() -> ExitCode {
    memory::leave_no_core_file();
    match cli::read() {
        cli::Wish::Verb(asked) => {
            memory::close_to_others();
            cli::run(asked)
        }
        cli::Wish::File { asked, json } => {
            memory::close_to_others();
            cli::of_file(&asked, json)
        }
        cli::Wish::Window(data_dir) => window::run(&data_dir).unwrap_or_else(|window::NoScreen| cli::no_screen()),
    }
}
