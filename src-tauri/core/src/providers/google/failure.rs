//! What a bad answer means: by its reason, not by its status alone. None of its text is kept.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::model::reason::Reason;
use crate::providers::{Refusal, RemoteError};

/// A calendar's own usage limit lasts for hours.
const LONG: TimeDelta = TimeDelta::hours(1);

/// Why there is no good answer.
#[derive(Debug)]
pub(super) enum Fault {
    /// Not there: it never was, was deleted, or may not be seen.
    Gone,
    /// The id is taken, or another request is working on it.
    Taken,
    /// It has changed since.
    Stale,
    /// The sync token is too old.
    Expired,
    /// Google did not accept the request.
    Bad,
    /// An error that means the same in any request.
    Error(RemoteError),
}

impl From<RemoteError> for Fault {
    fn from(error: RemoteError) -> Self {
        Self::Error(error)
    }
}

/// Where nothing better is known about it.
impl From<Fault> for RemoteError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Gone => Self::Gone,
            Fault::Taken => Self::Failed,
            Fault::Stale => Self::Conflict { theirs: None },
            Fault::Expired => Self::CursorLost,
            Fault::Bad => Self::Refused(Refusal::Other),
            Fault::Error(error) => error,
        }
    }
}

/// Returns the meaning of an answer that is not 2xx.
pub(super) fn fault(status: u16, body: &[u8], now: DateTime<Utc>) -> Fault {
    for reason in reasons(body) {
        if let Some(fault) = by_reason(&reason, now) {
            return fault;
        }
    }
    by_status(status)
}

fn by_reason(reason: &str, now: DateTime<Utc>) -> Option<Fault> {
    Some(match reason {
        "rateLimitExceeded" | "userRateLimitExceeded" | "RATE_LIMIT_EXCEEDED" => {
            RemoteError::Throttled { until: None }.into()
        }
        // Of one calendar or of invitations: what else there is can be read and written.
        "quotaExceeded" => RemoteError::Failed.into(),
        "dailyLimitExceeded" => RemoteError::Throttled { until: Some(now + LONG) }.into(),
        "insufficientPermissions"
        | "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        | "requiredAccessLevel"
        | "forbidden"
        | "forbiddenForNonOrganizer" => RemoteError::Refused(Refusal::ReadOnly).into(),
        "accessNotConfigured" | "SERVICE_DISABLED" => RemoteError::NotLetIn(Reason::AuthApiOff).into(),
        "fullSyncRequired" | "updatedMinTooLongAgo" => Fault::Expired,
        _ => return None,
    })
}

fn by_status(status: u16) -> Fault {
    match status {
        400 => Fault::Bad,
        401 => RemoteError::SignedOut.into(),
        404 | 410 => Fault::Gone,
        409 => Fault::Taken,
        412 => Fault::Stale,
        413 => RemoteError::Refused(Refusal::TooLarge).into(),
        429 => RemoteError::Throttled { until: None }.into(),
        408 | 423 | 425 | 500.. => RemoteError::Failed.into(),
        _ => RemoteError::Garbled("an error that is not known").into(),
    }
}

/// Returns the reasons, in both of Google's forms: `errors`, and the `details` of newer front ends.
fn reasons(body: &[u8]) -> Vec<String> {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let lists = ["/error/errors", "/error/details"].into_iter().filter_map(|place| body.pointer(place)?.as_array());
    let reasons = lists.flatten().filter_map(|one| one.get("reason")?.as_str());
    reasons.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T08:00:00Z".parse().unwrap()
    }

    fn told(status: u16, reason: &str) -> RemoteError {
        let body = format!(r#"{{"error":{{"code":{status},"message":"secret","errors":[{{"reason":"{reason}"}}]}}}}"#);
        fault(status, body.as_bytes(), now()).into()
    }

    /// S53, wanted 57: four kinds of 403, four reactions.
    #[test]
    fn a_403_means_what_its_reason_says() {
        for reason in ["rateLimitExceeded", "userRateLimitExceeded"] {
            assert!(matches!(told(403, reason), RemoteError::Throttled { until: None }), "{reason}");
            assert!(matches!(told(429, reason), RemoteError::Throttled { until: None }), "{reason}");
        }
        assert!(matches!(told(403, "quotaExceeded"), RemoteError::Failed), "Y3");
        match told(403, "dailyLimitExceeded") {
            RemoteError::Throttled { until: Some(until) } => assert_eq!(until, now() + TimeDelta::hours(1)),
            other => panic!("{other:?}"),
        }
        for reason in ["insufficientPermissions", "requiredAccessLevel", "forbidden"] {
            assert!(matches!(told(403, reason), RemoteError::Refused(Refusal::ReadOnly)), "{reason}");
        }
        for reason in ["accessNotConfigured", "SERVICE_DISABLED"] {
            assert!(matches!(told(403, reason), RemoteError::NotLetIn(Reason::AuthApiOff)), "Y27: {reason}");
        }
        assert!(matches!(told(403, "somethingNew"), RemoteError::Garbled(_)));
    }

    #[test]
    fn a_missing_scope_is_told_by_the_newer_form_too() {
        let body = br#"{"error":{"code":403,"status":"PERMISSION_DENIED","details":[{"@type":"x"},
            {"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT","domain":"googleapis.com"}]}}"#;
        assert!(matches!(fault(403, body, now()), Fault::Error(RemoteError::Refused(Refusal::ReadOnly))));
    }

    #[test]
    fn the_two_kinds_of_410_are_told_apart() {
        assert!(matches!(told(410, "fullSyncRequired"), RemoteError::CursorLost));
        assert!(matches!(told(410, "deleted"), RemoteError::Gone));
    }

    /// Y3
    #[test]
    fn a_request_that_the_server_failed_at_is_no_trouble_of_the_connection() {
        for status in [408, 423, 425, 500, 502, 504] {
            assert!(matches!(told(status, "backendError"), RemoteError::Failed));
        }
    }

    /// S61
    #[test]
    fn no_error_repeats_what_the_server_said() {
        for (status, reason) in [(400, "invalid"), (403, "forbidden"), (404, "notFound"), (418, "x")] {
            let error = told(status, reason);
            assert!(!format!("{error} {error:?}").contains("secret"), "{status}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(status in 100u16..1000, body in "\\PC{0,80}") {
            let _ = fault(status, body.as_bytes(), now());
        }
    }
}
