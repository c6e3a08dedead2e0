//! When to try again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::appointment::OutboxEntry;

/// How often every connection is read.
pub const EVERY: Duration = Duration::from_secs(5 * 60);

/// How often all revisions are compared, for servers that lose changes.
pub const COMPARE: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest a connection or change is held back; a longer `Retry-After` is cut to it.
pub const LONGEST_HOLD: TimeDelta = TimeDelta::days(1);

/// The longest undo window.
pub const LONGEST_UNDO: TimeDelta = TimeDelta::hours(1);

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Returns whether `at` is still to come. A time further ahead than `longest` was written while the clock was wrong,
/// and does not count.
pub fn is_ahead(at: DateTime<Utc>, now: DateTime<Utc>, longest: TimeDelta) -> bool {
    at > now && at - now <= longest
}

/// Returns the wait after `failures` failures in a row (1 = the first): 5 s, doubled each time, at most 15
/// minutes. `dice` in 0..1 shifts it by up to a quarter either way, so that clients spread out.
pub fn back_off(failures: u32, dice: f64) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST);
    doubled.mul_f64(0.75 + dice.clamp(0.0, 1.0) / 2.0)
}

/// Returns whether a change is to be sent now.
pub(super) fn is_due(entry: &OutboxEntry, now: DateTime<Utc>) -> bool {
    may_go(entry, now) && !is_ahead(entry.next_try_at, now, LONGEST_HOLD)
}

/// Returns whether the undo window has passed.
pub(super) fn may_go(entry: &OutboxEntry, now: DateTime<Utc>) -> bool {
    !is_ahead(entry.not_before, now, LONGEST_UNDO)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_grow_and_stay_in_bounds(failures in 1u32..1000, dice in 0.0f64..1.0) {
            let wait = back_off(failures, dice);
            prop_assert!(wait >= Duration::from_millis(3750));
            prop_assert!(wait <= LONGEST.mul_f64(1.25));
            prop_assert!(back_off(failures + 1, dice) >= wait);
        }
    }
}
