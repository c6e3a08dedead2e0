//! `cargo x VERB`: everything a person or CI does with this repository, one file per verb.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person in a terminal")]

use std::process::ExitCode;

use x::say::{Done, Stop};
use x::{bench, build, check, demo, faults, fix, kills, run, setup, shot, simulate, test};

const USAGE: &str = "\
cargo x VERB

  setup           install what is missing to run, test and check Daybook
  run             set up, build and open the window
                    --release     the optimized build
                    --seconds N   close it again after N seconds
                    -- ARGS       arguments for daybook itself
  demo            the window against made-up providers on this computer, without an account
                    --seconds N   as for run
  test [WORDS]    set up and run every test; WORDS go to `cargo test` (only Rust tests then)
  simulate        histories of the whole sync from seeds, on a simulated world, against its laws
                    --seeds N     so many (default: 10,000)
                    --from S      the first seed
                    --trace       print the history of the first seed
  check           exactly what CI checks: format, lints, licences, stale files
  fix             format, apply lints, write generated files anew
  shot [FOLDER]   pictures of the main screens (default: shots/)
  faults          print what becomes of every request when any fault meets it (docs/faults.md)
  kills           kill the program at random moments, and look at what is left
                    --times N     how often (default: 2000)
                    --seed N      where chance begins (default: 1)
  bench sync [N …]
                  how long calendars of N events take to be read, beside the bare transfer and vdirsyncer
  bench time [N]  how long questions about a calendar of N events take (default: 100,000), beside the goals, and a file and
                  rules beside other readers
  build           the release binary and the packages for this system";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let verb = args.first().map(String::as_str);
    let done: Done = match verb {
        Some("setup") => setup::verb(),
        Some("run") => run::verb(rest),
        Some("demo") => demo::verb(rest),
        Some("test") => test::verb(rest),
        Some("check") => check::verb(),
        Some("fix") => fix::verb(),
        Some("shot") => shot::verb(rest),
        Some("faults") => faults::verb(),
        Some("simulate") => simulate::verb(rest),
        Some("kills") => kills::verb(rest),
        Some("bench") => bench::verb(rest),
        Some("build") => build::verb(),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(Stop::usage(format!("no verb `{other}`\n\n{USAGE}"))),
        None => Err(Stop::usage(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("{stop}");
            stop.code
        }
    }
}
