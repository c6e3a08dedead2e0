//! Where reading goes on: Google's sync token, and the span of time it belongs to.

use chrono::{DateTime, SecondsFormat, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::model::ids::Cursor;

/// How far around today is read: two years ahead, and a year of history.
const BACK: TimeDelta = TimeDelta::days(365);
const AHEAD: TimeDelta = TimeDelta::days(730);
/// A span that reaches less far ahead is begun again: a sync token's span does not move on by itself.
const LEAST: TimeDelta = TimeDelta::days(548);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub token: String,
    pub span: Span,
    /// Events per page: all parameters must be those of the first request.
    pub page: u32,
}

/// The stored form: times in seconds since 1970.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    token: String,
    from: i64,
    to: i64,
    page: u32,
}

impl Span {
    pub fn around(now: DateTime<Utc>) -> Self {
        let now = now.with_nanosecond(0).unwrap_or(now);
        Self { from: now - BACK, to: now + AHEAD }
    }

    /// `timeMin` and `timeMax`.
    pub fn bounds(self) -> (String, String) {
        let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        (text(self.from), text(self.to))
    }

    fn reaches(self, now: DateTime<Utc>) -> bool {
        self.to.signed_duration_since(now) >= LEAST && self.from < now
    }
}

impl Place {
    /// Writes a cursor; `None` only if it cannot be written, which reads as "from the beginning".
    pub fn cursor(&self) -> Option<Cursor> {
        let (from, to) = (self.span.from.timestamp(), self.span.to.timestamp());
        serde_json::to_string(&Written { token: self.token.clone(), from, to, page: self.page }).ok().map(Cursor::from)
    }

    /// Reads a cursor; `None` = not one of ours, or too old to be of use.
    pub fn parse(cursor: &Cursor, now: DateTime<Utc>) -> Option<Self> {
        let Written { token, from, to, page } = serde_json::from_str(cursor.as_str()).ok()?;
        let span = Span { from: DateTime::from_timestamp(from, 0)?, to: DateTime::from_timestamp(to, 0)? };
        span.reaches(now).then_some(Self { token, span, page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T08:00:00.5Z".parse().unwrap()
    }

    fn place(token: &str) -> Place {
        Place { token: token.to_owned(), span: Span::around(now()), page: 2500 }
    }

    #[test]
    fn the_span_is_a_year_back_and_two_ahead_in_whole_seconds() {
        let (from, to) = Span::around(now()).bounds();
        assert_eq!((from.as_str(), to.as_str()), ("2025-11-23T08:00:00Z", "2028-11-22T08:00:00Z"));
    }

    #[test]
    fn a_span_that_no_longer_reaches_far_enough_is_read_anew() {
        let cursor = place("CAIQ").cursor().unwrap();
        assert!(Place::parse(&cursor, now() + TimeDelta::days(181)).is_some());
        assert!(Place::parse(&cursor, now() + TimeDelta::days(183)).is_none());
        // A clock that was wrong when it was read.
        assert!(Place::parse(&cursor, now() - TimeDelta::days(400)).is_none());
    }

    #[test]
    fn other_strings_are_no_place() {
        for text in ["", "made up", "{}", r#"{"token":"x"}"#, "null"] {
            assert_eq!(Place::parse(&text.into(), now()), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_place_comes_back(token in "\\PC{0,40}") {
            let place = place(&token);
            prop_assert_eq!(Place::parse(&place.cursor().unwrap(), now()), Some(place));
        }
    }
}
