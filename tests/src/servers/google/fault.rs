//! What can go wrong on command.

use std::time::Duration;

use super::error::Refusal;

/// Each is something that Google, or a network in front of it, has been seen to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 403 `userRateLimitExceeded`: too many requests a minute of this person.
    PersonTooFast,
    /// 403 `rateLimitExceeded`.
    TooFast403,
    /// 429 `rateLimitExceeded`.
    TooFast429,
    /// 403 `quotaExceeded`: may last for hours.
    CalendarLimit,
    /// 403 `accessNotConfigured`: the project has not switched the API on.
    NotConfigured,
    /// 403 `forbidden`: the person may not do this here.
    Forbidden,
    /// 401 for a valid token.
    Unauthorized,
    /// 500 before anything was done.
    Down,
    /// 503 with `Retry-After`, in seconds.
    Unavailable(u32),
    /// The request is carried out, but the answer is 500.
    DownAfterwards,
    /// The request is carried out, but the answer breaks off.
    TornAfterwards,
    /// 200 and a page to sign in, as behind a hotel's network.
    WebPage,
    /// 502 and a proxy's page.
    ProxyPage,
    /// The answer takes this long.
    Slow(Duration),
    /// There is no answer.
    Hang,
    /// 200 and half of the JSON.
    Malformed,
    /// 200 and 50 MB, announced or not.
    Flood { announced: bool },
    /// A page of a list is empty, and there are more.
    EmptyPage,
    /// The list of calendars is empty, whatever there is.
    EmptyList,
    /// A page of a list begins with the last item of the one before it.
    RepeatedItem,
    /// Pages of a list have at most this many items.
    ShortPages(usize),
    /// 410 `fullSyncRequired` for any sync token.
    TokenExpired,
}

impl Fault {
    /// Returns the answer, for faults that are nothing but an error.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let usage = |status, reason, message: &str| Some(Refusal::new(status, "usageLimits", reason, message));
        match self {
            Self::PersonTooFast => usage(403, "userRateLimitExceeded", "User Rate Limit Exceeded"),
            Self::TooFast403 => usage(403, "rateLimitExceeded", "Rate Limit Exceeded"),
            Self::TooFast429 => usage(429, "rateLimitExceeded", "Rate Limit Exceeded"),
            Self::CalendarLimit => usage(403, "quotaExceeded", "Calendar usage limits exceeded."),
            Self::NotConfigured => usage(403, "accessNotConfigured", "Access Not Configured."),
            Self::Forbidden => Some(Refusal::global(403, "forbidden", "Forbidden")),
            Self::Unauthorized => Some(invalid_credentials()),
            Self::Down => Some(Refusal::global(500, "backendError", "Backend Error")),
            Self::Unavailable(_) => Some(Refusal::global(503, "backendError", "Backend Error")),
            Self::DownAfterwards
            | Self::TornAfterwards
            | Self::WebPage
            | Self::ProxyPage
            | Self::Slow(_)
            | Self::Hang
            | Self::Malformed
            | Self::Flood { .. }
            | Self::EmptyPage
            | Self::EmptyList
            | Self::RepeatedItem
            | Self::ShortPages(_)
            | Self::TokenExpired => None,
        }
    }
}

pub(super) fn invalid_credentials() -> Refusal {
    Refusal::global(401, "authError", "Invalid Credentials").at("header", "Authorization")
}
