//! Histories of the whole engine, each from a seed: the real app with its store and its sync on a simulated clock, network
//! and provider, and people who do things on both sides. `docs/simulation.md` says what is real, and the laws.

mod dav;
mod device;
mod far_side;
mod google;
mod here;
mod history;
mod ics;
mod laws;
mod ledger;
mod network;
mod outlook;
mod there;
mod tokens;
mod view;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

pub use self::dav::Temper;
pub use self::far_side::{Deed, Standing};
pub use self::history::{History, Provider};
pub use self::network::Fault;

/// What a seed led to.
pub struct Outcome {
    pub trace: Vec<String>,
    /// The laws that were broken.
    pub broken: Vec<String>,
}

/// Lives through the history of a seed.
pub fn live(seed: u64) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut history = History::begin(seed).await;
        history.live().await;
        let broken = history.judge().await;
        Outcome { trace: history.trace(), broken }
    })
}

/// What came of many histories.
pub struct Run {
    pub failed: Vec<(u64, Outcome)>,
    pub lived: u64,
    pub took: Duration,
}

/// Lives through `count` histories from the seed `from` on, on all cores. `tell` is given each that broke a law, at once.
pub fn run(from: u64, count: u64, tell: impl Fn(u64, &Outcome) + Sync) -> Run {
    let began = Instant::now();
    let next = AtomicU64::new(from);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        break;
                    }
                    let outcome = live(seed);
                    if !outcome.broken.is_empty() {
                        tell(seed, &outcome);
                        failed.lock().unwrap().push((seed, outcome));
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort_by_key(|(seed, _)| *seed);
    Run { failed, lived: count, took: began.elapsed() }
}

impl Run {
    /// What is said at the end.
    pub fn summary(&self) -> String {
        let each_second = self.lived as f64 / self.took.as_secs_f64();
        let failed = self.failed.len();
        format!(
            "{} histories, {failed} broke a law, {:.1} s ({each_second:.0} a second)",
            self.lived,
            self.took.as_secs_f64()
        )
    }
}
