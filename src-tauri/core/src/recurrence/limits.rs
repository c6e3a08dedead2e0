//! How much work one event may cause, however it is written, and how far a guess may be off.

use chrono::{DateTime, TimeDelta, Utc};

/// The most occurrences of one event in one answer.
pub const MAX_OCCURRENCES: usize = 5_000;

/// The most steps of work for one rule in one answer: some tens of milliseconds.
pub const RULE_BUDGET: u32 = 200_000;

/// The most starts that are counted to learn when a series with a COUNT ends.
pub const MAX_COUNT: u32 = 10_000;

/// How far from its guessed time an occurrence may be whose time zone nobody knows.
pub const FAR_OFF: TimeDelta = TimeDelta::hours(14);

/// Returns the instant so much later, or earlier. Where there is none, as beyond the last year that can be counted, it is the last, or
/// the first.
pub(super) fn moved(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    let end = if by < TimeDelta::zero() { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    at.checked_add_signed(by).unwrap_or(end)
}
