//! `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date.

use chrono::{DateTime, TimeDelta, Utc};

/// The longest a server can silence a calendar.
const MOST: TimeDelta = TimeDelta::days(1);

/// Returns when to ask again; `None` = the header says nothing usable.
pub(super) fn until(headers: &http::HeaderMap, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => TimeDelta::seconds(i64::from(seconds)),
        Err(_) => DateTime::parse_from_rfc2822(text).ok()?.with_timezone(&Utc).signed_duration_since(now),
    };
    Some(now + wait.clamp(TimeDelta::zero(), MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(header: &str) -> Option<i64> {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let mut headers = http::HeaderMap::new();
        headers.insert(http::header::RETRY_AFTER, header.parse().unwrap());
        until(&headers, now).map(|at| (at - now).num_seconds())
    }

    #[test]
    fn seconds_and_dates_are_understood_and_bounded() {
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Sun, 22 Nov 2026 12:01:30 GMT"), Some(90));
        assert_eq!(seconds("Sun, 22 Nov 2020 12:01:30 GMT"), Some(0));
        assert_eq!(seconds("4000000000"), Some(86_400));
        assert_eq!(seconds("Fri, 22 Nov 2999 12:00:00 GMT"), Some(86_400));
    }

    #[test]
    fn nonsense_says_nothing() {
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-5"), None);
        assert_eq!(seconds("99999999999999999999"), None);
    }
}
