//! `cargo x bench`: how long a calendar takes to be read, beside the bare transfer and beside another client (`sync`), and how long
//! questions about a large one take, beside the goals and beside other readers (`time`).

use std::process::Command;

use crate::say::{Done, Stop, run};
use crate::{build, paths, setup};

/// Optimized, with the checks of a debug build: quicker to build than what is shipped, and no quicker to run.
const PROFILE: &str = "simulate";

pub fn verb(args: &[String]) -> Done {
    match args {
        [what, counts @ ..] if what == "sync" && counts.iter().all(|count| is_count(count)) => sync(counts),
        [what] if what == "time" => time(&[]),
        [what, count] if what == "time" && is_count(count) => time(std::slice::from_ref(count)),
        _ => Err(Stop::usage("cargo x bench sync [EVENTS …] | time [EVENTS]")),
    }
}

fn is_count(text: &str) -> bool {
    text.parse::<u32>().is_ok()
}

fn sync(counts: &[String]) -> Done {
    setup::to_demo()?;
    let mut build = paths::cargo();
    build.args(["build", "--quiet", "--profile", PROFILE, "--package", "daybook-tests", "--bin", "bench_sync"]);
    run("bench", &mut build)?;
    let mut bench = Command::new(paths::program(PROFILE, "bench_sync"));
    run("bench", bench.args(counts).env("DAYBOOK_VENV", paths::venv()))
}

fn time(count: &[String]) -> Done {
    setup::to_demo()?;
    build::programs(PROFILE, &["daybook", "bench_time"])?;
    let mut bench = Command::new(paths::program(PROFILE, "bench_time"));
    bench.env("DAYBOOK_BIN", paths::binary(PROFILE)).env("DAYBOOK_VENV", paths::venv());
    run("bench", bench.args(count))
}
