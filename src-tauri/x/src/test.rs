//! `cargo x test`: sets up and runs every test, the quick ones first; ends with one count of all.

use std::process::Command;

use crate::say::{Done, Stop, run_reading, say};
use crate::{build, paths, setup};

/// Serves the core to the tests of the interface.
const CORE: &str = "core_over_http";

/// What the runners counted.
#[derive(Default, Debug, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

pub fn verb(words: &[String]) -> Done {
    setup::to_test()?;
    let mut count = Count::default();
    let mut well = true;
    // The interface is tried on the real core, which has to be there first.
    build::programs("debug", &["daybook", CORE])?;
    if words.is_empty() {
        let mut npm = paths::npm();
        npm.args(["test", "--silent"]).env("NO_COLOR", "1").env("DAYBOOK_CORE", paths::program("debug", CORE));
        well &= runner(&mut npm, &mut count)?;
    }
    let mut cargo = paths::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    cargo.env("DAYBOOK_BIN", paths::binary("debug"));
    cargo.env("DAYBOOK_VENV", paths::venv());
    if !words.is_empty() {
        cargo.arg("--").args(words);
    }
    well &= runner(&mut cargo, &mut count)?;
    println!("\n{} passed, {} failed", count.passed, count.failed);
    if well && count.failed == 0 && count.passed > 0 {
        return Ok(());
    }
    Err(Stop::new(if count.passed == 0 { "No test was run." } else { "Not every test passed." }))
}

fn runner(command: &mut Command, count: &mut Count) -> Result<bool, Stop> {
    let well = run_reading("test", command, |line| count.read(line))?;
    if !well {
        say("test", "this runner ended with an error");
    }
    Ok(well)
}

impl Count {
    /// Adds the counts of a closing line of cargo's or vitest's test runner; ignores any other line.
    fn read(&mut self, line: &str) {
        let line = line.trim();
        let numbers = if let Some(rest) = line.strip_prefix("test result: ") {
            rest.split_once(". ").map(|(_, rest)| (rest, ';'))
        } else {
            line.strip_prefix("Tests ").map(|rest| (rest, '|'))
        };
        let Some((numbers, between)) = numbers else { return };
        for part in numbers.split(between) {
            let mut words = part.split_whitespace();
            let number: u64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => self.passed += number,
                Some("failed") => self.failed += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_cargo_and_vitest_are_counted_and_no_other() {
        let mut count = Count::default();
        count.read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s");
        count.read("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s");
        count.read(" Test Files  3 passed (3)");
        count.read("      Tests  1 failed | 39 passed (40)");
        count.read("test x ... ok");
        assert_eq!(count, Count { passed: 53, failed: 4 });
    }
}
