//! The span of time that is read: Graph's calendars are never read whole.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

const BACK: TimeDelta = TimeDelta::days(366);
const AHEAD: TimeDelta = TimeDelta::days(731);
/// With less than this ahead (about 18 months), a new span is begun.
const LEAST_AHEAD: TimeDelta = TimeDelta::days(548);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Span {
    /// Returns the span of 12 months back and 24 ahead, in whole days.
    pub fn around(now: DateTime<Utc>) -> Self {
        let day = |at: DateTime<Utc>| at.date_naive().and_time(NaiveTime::MIN).and_utc();
        Self { from: day(now - BACK), to: day(now + AHEAD) }
    }

    /// Returns whether the span still reaches far enough ahead, and could have been begun here.
    pub fn still_good(&self, now: DateTime<Utc>) -> bool {
        let ahead = self.to.signed_duration_since(now);
        self.from < now && ahead >= LEAST_AHEAD && ahead <= AHEAD + TimeDelta::days(1)
    }

    pub fn query(&self) -> String {
        let text = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        format!("startDateTime={}&endDateTime={}", text(self.from), text(self.to))
    }

    pub fn touches(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        start < self.to && end > self.from
    }
}
