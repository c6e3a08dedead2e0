//! `cargo x simulate`: many histories of the whole engine on a simulated world, each from a seed.

use crate::paths;
use crate::say::{Done, Stop, run};

const PROFILE: &str = "simulate";

pub fn verb(args: &[String]) -> Done {
    let (mut seeds, mut from, mut shows) = (10_000, 0, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|text| text.parse::<u64>().ok());
        match arg.as_str() {
            "--seeds" => seeds = number().ok_or_else(|| Stop::usage("--seeds wants a number"))?,
            "--from" => from = number().ok_or_else(|| Stop::usage("--from wants the first seed"))?,
            "--trace" => shows = true,
            other => return Err(Stop::usage(format!("cargo x simulate does not know `{other}`"))),
        }
    }
    let mut build = paths::cargo();
    build.args(["build", "--quiet", "--profile", PROFILE, "--package", "daybook-tests", "--bin", "simulate"]);
    run("simulate", &mut build)?;
    let mut simulate = std::process::Command::new(paths::program(PROFILE, "simulate"));
    simulate.args([seeds.to_string(), from.to_string()]).args(shows.then_some("trace"));
    let well = simulate.status()?.success();
    if well {
        Ok(())
    } else {
        Err(Stop::new("A law was broken: `cargo x simulate --seeds 1 --from SEED --trace` shows how."))
    }
}
