//! `cargo x kills`: kills the program at random moments of what it does, and looks at what is left each time.

use crate::say::{Done, Stop, run};
use crate::{build, paths, setup};

pub fn verb(args: &[String]) -> Done {
    let (mut times, mut seed) = (2000_u64, 1_u64);
    let mut rest = args;
    while let [flag, number, after @ ..] = rest {
        let wanted = match flag.as_str() {
            "--times" => &mut times,
            "--seed" => &mut seed,
            _ => return Err(usage()),
        };
        *wanted = number.parse().map_err(|_| usage())?;
        rest = after;
    }
    if !rest.is_empty() {
        return Err(usage());
    }
    setup::to_test()?;
    build::programs("debug", &["daybook"])?;
    let mut cargo = paths::cargo();
    cargo.args(["test", "--package", "daybook-tests", "--test", "faults", "--", "--ignored", "--nocapture", "kills::"]);
    cargo.env("DAYBOOK_BIN", paths::binary("debug")).env("DAYBOOK_VENV", paths::venv());
    cargo.env("DAYBOOK_KILLS", times.to_string()).env("DAYBOOK_KILLS_SEED", seed.to_string());
    run("kills", &mut cargo)
}

fn usage() -> Stop {
    Stop::usage("cargo x kills knows --times N and --seed N, and nothing else")
}
