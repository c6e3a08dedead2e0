//! Where reading goes on: Google's sync token, and the span of time it belongs to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::ids::Cursor;
use crate::providers::span::ReadSpan;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Empty while everything in the span is read for the first time.
    pub token: String,
    pub span: ReadSpan,
    /// Events per page: all parameters must be those of the first request.
    pub page: u32,
    /// The token of the next page, in the midst of a reading.
    pub next: Option<String>,
}

/// The stored form: times in seconds since 1970.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    token: String,
    from: i64,
    to: i64,
    page: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Place {
    /// Writes a cursor; `None` only if it cannot be written, which reads as "from the beginning".
    pub fn cursor(&self) -> Option<Cursor> {
        let (from, to) = (self.span.from.timestamp(), self.span.to.timestamp());
        let (token, next) = (self.token.clone(), self.next.clone());
        serde_json::to_string(&Written { token, from, to, page: self.page, next }).ok().map(Cursor::from)
    }

    /// Reads a cursor; `None` = not one of ours, or too old to be of use.
    pub fn parse(cursor: &Cursor, now: DateTime<Utc>) -> Option<Self> {
        let Written { token, from, to, page, next } = serde_json::from_str(cursor.as_str()).ok()?;
        ReadSpan::at(from, to).filter(|span| span.still_good(now)).map(|span| Self { token, span, page, next })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T08:00:00.5Z".parse().unwrap()
    }

    fn place(token: &str) -> Place {
        Place { token: token.to_owned(), span: ReadSpan::around(now()), page: 2500, next: None }
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
