//! Checks this computer's clock against the `Date` of answers (RFC 9110 section 6.6.1). The result is only shown:
//! no clock is set and no time is corrected.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, header};

use crate::ports::{Announce, Changed, Clock, Http, HttpError, Limits, Ports};

/// Less than this is not worth mentioning: answers take a while, and servers are off by seconds themselves.
const TOLD: TimeDelta = TimeDelta::minutes(5);

/// The minutes by which the clock is ahead of the servers', negative if it is behind; 0 = close enough.
#[derive(Clone, Default)]
pub(super) struct Drift(Arc<AtomicI64>);

impl Drift {
    pub fn minutes(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns the same ports, with their answers watched.
    pub fn watch(&self, ports: Ports) -> Ports {
        let watched = Watched {
            http: Arc::clone(&ports.http),
            clock: Arc::clone(&ports.clock),
            announce: Arc::clone(&ports.announce),
            drift: self.clone(),
        };
        Ports { http: Arc::new(watched), ..ports }
    }
}

struct Watched {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    announce: Arc<dyn Announce>,
    drift: Drift,
}

#[async_trait]
impl Http for Watched {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let asked = self.clock.now();
        let response = self.http.send(request, limits).await?;
        // Error pages may come from anything in between.
        if response.status().is_success()
            && let Some(minutes) = drift(response.headers(), asked, self.clock.now())
        {
            let before = self.drift.0.swap(minutes, Ordering::Relaxed);
            if (before == 0) != (minutes == 0) {
                tracing::info!(minutes, "the clock of this computer against that of a server");
                self.announce.changed(Changed::Status);
            }
        }
        Ok(response)
    }
}

/// Returns the drift; `None` = the answer does not say. Any time between `asked` and `now` counts as right.
fn drift(headers: &HeaderMap, asked: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    // From a cache: as old as it says, or older.
    if text(header::AGE).is_some_and(|age| age.trim() != "0") {
        return None;
    }
    let there = DateTime::parse_from_rfc2822(text(header::DATE)?.trim()).ok()?.to_utc();
    let (ahead, behind) = (asked.signed_duration_since(there), there.signed_duration_since(now));
    Some(match (ahead > TOLD, behind > TOLD) {
        (true, _) => ahead.num_minutes(),
        (false, true) => (-behind).num_minutes(),
        (false, false) => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(fields: &[(header::HeaderName, &str)]) -> Option<i64> {
        let asked: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let headers = fields.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        drift(&headers, asked, asked + TimeDelta::seconds(20))
    }

    /// S60
    #[test]
    fn a_clock_that_is_off_by_more_than_five_minutes_is_noticed_either_way() {
        let at = |date| minutes(&[(header::DATE, date)]);
        assert_eq!(at("Sun, 22 Nov 2026 11:55:00 GMT"), Some(0));
        assert_eq!(at("Sun, 22 Nov 2026 12:05:20 GMT"), Some(0));
        assert_eq!(at("Sun, 22 Nov 2026 11:50:00 GMT"), Some(10));
        assert_eq!(at("Mon, 23 Nov 2026 12:00:20 GMT"), Some(-1440));
    }

    #[test]
    fn an_answer_that_does_not_say_or_is_old_says_nothing() {
        assert_eq!(minutes(&[]), None);
        assert_eq!(minutes(&[(header::DATE, "yesterday")]), None);
        let old = (header::DATE, "Sun, 22 Nov 2026 09:00:00 GMT");
        assert_eq!(minutes(&[old.clone(), (header::AGE, "10800")]), None);
        assert_eq!(minutes(&[old, (header::AGE, "0")]), Some(180));
    }
}
