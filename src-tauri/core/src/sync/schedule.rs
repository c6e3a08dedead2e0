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

/// Returns whether `at` lies less than `limit` back. A time that is still to come was written while the clock was wrong: an age below
/// zero is no age.
pub(super) fn is_younger(at: DateTime<Utc>, now: DateTime<Utc>, limit: TimeDelta) -> bool {
    at <= now && now.signed_duration_since(at) < limit
}

/// Returns the wait after `failures` failures in a row (1 = the first): 5 s, doubled each time, at most 15
/// minutes. `dice` in 0..1 shifts it by up to a quarter either way, so that clients spread out.
pub fn back_off(failures: u32, dice: f64) -> Duration {
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(LONGEST);
    doubled.mul_f64(0.75 + dice.clamp(0.0, 1.0) / 2.0)
}

/// Returns when to try again where a server asked for patience until `until`: then or a little later. `dice` in 0..1 adds up to a
/// tenth of the wait, so that clients that were asked alike spread out.
pub(super) fn no_sooner_than(until: DateTime<Utc>, now: DateTime<Utc>, dice: f64) -> DateTime<Utc> {
    let until = until.max(now + TimeDelta::seconds(1));
    let asked = (until - now).to_std().unwrap_or_default();
    let later = TimeDelta::from_std(asked.mul_f64(dice.clamp(0.0, 1.0) / 10.0)).unwrap_or_default();
    (until + later).min(until.max(now + LONGEST_HOLD))
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

        /// T11: what was written while the clock was ahead is never younger than anything.
        #[test]
        fn an_age_below_zero_is_no_age(ago in -40_000_000i64..40_000_000, limit in 1i64..100_000) {
            let now = DateTime::UNIX_EPOCH;
            let young = is_younger(now - TimeDelta::seconds(ago), now, TimeDelta::seconds(limit));
            prop_assert_eq!(young, (0..limit).contains(&ago));
        }

        /// S53: at least as long as was asked for, and a little longer for some.
        #[test]
        fn patience_that_was_asked_for_is_kept_and_spread(asked in 0i64..86_400, dice in 0.0f64..1.0) {
            let now = DateTime::UNIX_EPOCH;
            let until = now + TimeDelta::seconds(asked);
            let at = no_sooner_than(until, now, dice);
            prop_assert!(at >= until && at > now);
            prop_assert!(is_ahead(at, now, LONGEST_HOLD));
            prop_assert!(at - now <= TimeDelta::seconds(asked.max(1) + asked.max(1) / 10 + 1));
            prop_assert!(!(60..=70_000).contains(&asked) || dice < 0.1 || at > until);
        }
    }
}
