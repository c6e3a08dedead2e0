//! Runs histories of the whole engine: `simulate SEEDS FROM [trace]`. `cargo x simulate` builds and starts it.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::process::ExitCode;

use daybook_tests::simulated;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let number = |text: Option<String>, other: u64| text.and_then(|text| text.parse().ok()).unwrap_or(other);
    let (count, from) = (number(args.next(), 1000), number(args.next(), 0));
    let shows = args.next().is_some();
    let run = simulated::run(from, count, |seed, outcome| println!("seed {seed}\n  {}", outcome.broken.join("\n  ")));
    if shows {
        println!("{}", simulated::live(from).trace.join("\n"));
    }
    println!("{}", run.summary());
    if run.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
