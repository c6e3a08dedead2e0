//! Histories of the whole sync on a simulated world, each from a seed, against its laws: `docs/simulation.md`.

use daybook_tests::simulated;

/// As many as fit into half a minute of an unoptimised build. `cargo x simulate` lives through as many as one likes.
const HISTORIES: u64 = 60;

#[test]
fn no_history_of_a_fixed_set_breaks_a_law() {
    let run = simulated::run(0, HISTORIES, |_, _| {});
    let broken: Vec<_> =
        run.failed.iter().map(|(seed, outcome)| format!("seed {seed}: {:?}", outcome.broken)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_same_seed_gives_the_same_history() {
    for seed in 0..8 {
        assert_eq!(simulated::live(seed).trace, simulated::live(seed).trace, "seed {seed}");
    }
}
