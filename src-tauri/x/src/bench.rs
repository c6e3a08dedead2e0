//! `cargo x bench sync`: how long a calendar takes to be read, beside the bare transfer and beside another client.

use std::process::Command;

use crate::say::{Done, Stop, run};
use crate::{paths, setup};

/// Optimized, with the checks of a debug build: quicker to build than what is shipped, and no quicker to run.
const PROFILE: &str = "simulate";

pub fn verb(args: &[String]) -> Done {
    let counts = match args {
        [what, counts @ ..] if what == "sync" && counts.iter().all(|count| count.parse::<u32>().is_ok()) => counts,
        _ => return Err(Stop::usage("cargo x bench sync [EVENTS …]")),
    };
    setup::to_demo()?;
    let mut build = paths::cargo();
    build.args(["build", "--quiet", "--profile", PROFILE, "--package", "daybook-tests", "--bin", "bench_sync"]);
    run("bench", &mut build)?;
    let mut bench = Command::new(paths::program(PROFILE, "bench_sync"));
    run("bench", bench.args(counts).env("DAYBOOK_VENV", paths::venv()))
}
