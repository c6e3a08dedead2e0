//! The span of time that is kept of a calendar that is never read whole. One for all providers, so that
//! what is known reaches as far at each of them.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

/// Busy time for two years ahead, and a year of history.
const BACK: TimeDelta = TimeDelta::days(366);
const AHEAD: TimeDelta = TimeDelta::days(731);
const COMING: TimeDelta = TimeDelta::weeks(8);
/// With less than this ahead, another span is begun: about 18 months. A change log's span does not move on by itself.
const LEAST_AHEAD: TimeDelta = TimeDelta::days(548);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReadSpan {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl ReadSpan {
    /// 12 months back and 24 ahead, in whole days.
    pub fn around(now: DateTime<Utc>) -> Self {
        let day = |at: DateTime<Utc>| at.date_naive().and_time(NaiveTime::MIN).and_utc();
        Self { from: day(now - BACK), to: day(now + AHEAD) }
    }

    /// The coming weeks, in whole days: what a person looks at first.
    pub fn coming(now: DateTime<Utc>) -> Self {
        let around = Self::around(now);
        let from = around.from + BACK - TimeDelta::days(1);
        Self { from, to: from + COMING }
    }

    /// The span a cursor was written with, in seconds since 1970. `None` where those are no times.
    pub fn at(from: i64, to: i64) -> Option<Self> {
        Some(Self { from: DateTime::from_timestamp(from, 0)?, to: DateTime::from_timestamp(to, 0)? })
    }

    /// Whether it still reaches far enough ahead, and is one that could have been begun here.
    pub fn still_good(&self, now: DateTime<Utc>) -> bool {
        let ahead = self.to.signed_duration_since(now);
        self.from < now && ahead >= LEAST_AHEAD && ahead <= AHEAD + TimeDelta::days(1)
    }

    /// Both ends as text, to the second, in UTC (RFC 3339).
    pub fn bounds(&self) -> (String, String) {
        let text = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        (text(self.from), text(self.to))
    }

    pub fn touches(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        start < self.to && end > self.from
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T08:00:00.5Z".parse().unwrap()
    }

    #[test]
    fn the_coming_weeks_begin_yesterday() {
        let (from, to) = ReadSpan::coming(now()).bounds();
        assert_eq!((from.as_str(), to.as_str()), ("2026-11-22T00:00:00Z", "2027-01-17T00:00:00Z"));
    }

    #[test]
    fn the_span_is_a_year_back_and_two_ahead_in_whole_days() {
        let (from, to) = ReadSpan::around(now()).bounds();
        assert_eq!((from.as_str(), to.as_str()), ("2025-11-22T00:00:00Z", "2028-11-23T00:00:00Z"));
    }

    #[test]
    fn a_span_that_no_longer_reaches_far_enough_is_begun_anew() {
        let span = ReadSpan::around(now());
        assert!(span.still_good(now()));
        assert!(span.still_good(now() + TimeDelta::days(182)));
        assert!(!span.still_good(now() + TimeDelta::days(183)));
        // A clock that was wrong when it was read.
        assert!(!span.still_good(now() - TimeDelta::days(2)));
        assert!(!span.still_good(now() - TimeDelta::days(400)));
    }
}
