//! What a benchmark measures of its own process (Linux), and how it sums up many times.

use serde::{Deserialize, Serialize};

/// How long one thing took, done many times, in seconds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Times {
    pub count: usize,
    pub p50: f64,
    pub p99: f64,
}

impl Times {
    pub fn of(mut each: Vec<f64>) -> Self {
        each.sort_by(f64::total_cmp);
        let at = |hundredths: usize| {
            let place = (each.len() * hundredths).div_ceil(100).saturating_sub(1);
            each.get(place).copied().unwrap_or_default()
        };
        Self { count: each.len(), p50: at(50), p99: at(99) }
    }
}

/// The middle one.
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Seconds of CPU that this process took, to the nanosecond.
pub fn cpu() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let worked = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    worked.sum::<u64>() as f64 / 1e9
}

/// The most memory that this process held so far, in kB.
pub fn peak() -> u64 {
    status("VmHWM:")
}

/// The memory that this process holds now, in kB.
pub fn resident() -> u64 {
    status("VmRSS:")
}

/// From now on the peak is that of what comes. Where the system does not let it be forgotten, it stays the highest of all.
pub fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").ok();
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_least_that_so_many_do_not_exceed() {
        let times = Times::of((1..=200).rev().map(f64::from).collect());
        assert_eq!((times.count, times.p50, times.p99), (200, 100.0, 198.0));
        let one = Times::of(vec![7.0]);
        assert_eq!((one.p50, one.p99), (7.0, 7.0));
        assert_eq!(Times::of(Vec::new()).p99, 0.0);
    }
}
