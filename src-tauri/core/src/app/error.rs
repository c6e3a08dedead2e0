//! Errors at the edge: a reason, a sentence, a hint.

use super::sentences::{self, Fact, Facts, Said, with};
use super::views::UiError;
use crate::model::reason::Reason;
use crate::providers::{Refusal, RemoteError, Words};
use crate::store::StoreError;
use crate::vault::key::KeyProblem;

pub type Answer<T> = Result<T, UiError>;

impl UiError {
    /// The sentence of a reason, where nothing more is to be named.
    pub fn of(reason: Reason) -> Self {
        Self::say(reason, &Facts::default())
    }

    /// The sentence of a reason, with what is known.
    pub fn say(reason: Reason, facts: &Facts) -> Self {
        let Said { message, hint } = sentences::say(reason, facts);
        Self { code: reason, message, hint }
    }

    /// A reason in words of its own, for what no table can know.
    pub fn new(code: Reason, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }

    /// The input does not say what it must; `hint` says what is expected.
    pub fn input(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Reason::Input, message, hint)
    }

    pub fn unknown_id(what: &str) -> Self {
        Self::say(Reason::NotFound, &with(Fact::Thing, what))
    }
}

impl From<StoreError> for UiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::of(Reason::KeyLockedLater),
            StoreError::Full => Self::of(Reason::StoreFull),
            StoreError::Damaged => Self::of(Reason::StoreFile),
            StoreError::Newer(_) => Self::of(Reason::StoreNewer),
            StoreError::Busy => Self::of(Reason::StoreBusy),
            StoreError::Unreadable { .. } => Self::of(Reason::StoreRecord),
            StoreError::Folder(kind) => Self::say(Reason::StoreFolder, &with(Fact::System, kind.to_string())),
            StoreError::Sql(what) => Self::say(Reason::StoreFailed, &with(Fact::System, what)),
        }
    }
}

impl From<KeyProblem> for UiError {
    fn from(problem: KeyProblem) -> Self {
        Self::of(match problem {
            KeyProblem::Locked => Reason::KeyLockedStart,
            KeyProblem::Missing => Reason::KeyMissing,
            KeyProblem::None => Reason::KeyNone,
            KeyProblem::NeedsPassphrase => Reason::KeyPassphrase,
            KeyProblem::WrongPassphrase => Reason::KeyWrongPassphrase,
            KeyProblem::NoAnswer => Reason::KeyNoAnswer,
            KeyProblem::Failed => Reason::KeyFailed,
        })
    }
}

/// What to say of a remote error met at a calendar link, where there is neither account nor password.
pub fn link_error(error: &RemoteError, host: &str, words: &Words) -> UiError {
    match error {
        RemoteError::Garbled(_) => UiError::of(Reason::AuthLinkUnreadable),
        RemoteError::SignedOut => match words.refused {
            Some((message, hint)) => UiError::new(Reason::AuthLinkGone, message, hint),
            None => UiError::of(Reason::AuthLinkGone),
        },
        RemoteError::Refused(Refusal::Insecure) => {
            UiError::new(Reason::AuthInsecure, "This link is not secure.", "Use one that begins with https or webcal.")
        }
        RemoteError::Refused(Refusal::Redirect) => UiError::new(
            Reason::AuthRedirect,
            format!("{host} sends Daybook on to another site."),
            "Nothing was sent there. If you trust that site, use its own link.",
        ),
        RemoteError::Refused(Refusal::Certificate) => UiError::new(
            Reason::AuthCertificate,
            format!("The certificate of {host} is not valid."),
            "It may be for another host or out of date. Daybook did not send the link.",
        ),
        RemoteError::Offline
        | RemoteError::Unreached
        | RemoteError::NoAnswer
        | RemoteError::Failed
        | RemoteError::Throttled { .. }
        | RemoteError::NotLetIn(_)
        | RemoteError::Gone
        | RemoteError::CursorLost
        | RemoteError::Conflict { .. }
        | RemoteError::Refused(
            Refusal::NoCalendars
            | Refusal::ReadOnly
            | Refusal::CalendarGone
            | Refusal::TooLarge
            | Refusal::Quota
            | Refusal::Other,
        ) => sign_in_error(error, host, words),
    }
}

/// What to say of a remote error met while signing in with a password.
pub fn sign_in_error(error: &RemoteError, host: &str, words: &Words) -> UiError {
    if let (RemoteError::SignedOut, Some((message, hint))) = (error, words.refused) {
        return UiError::new(Reason::AuthAppPassword, message, hint);
    }
    let reason = match error {
        RemoteError::SignedOut => Reason::AuthCaldavPassword,
        RemoteError::NotLetIn(reason) => *reason,
        RemoteError::Offline => Reason::NetOffline,
        RemoteError::Unreached | RemoteError::NoAnswer | RemoteError::Failed => Reason::NetServer,
        RemoteError::Throttled { .. } => Reason::RateLimited,
        RemoteError::Refused(Refusal::Insecure) => Reason::AuthInsecure,
        RemoteError::Refused(Refusal::Certificate) => Reason::AuthCertificate,
        RemoteError::Refused(Refusal::Redirect) => Reason::AuthRedirect,
        RemoteError::Refused(Refusal::TooLarge) => Reason::AuthTooLarge,
        RemoteError::Garbled(_) => Reason::AuthNotCaldav,
        RemoteError::Refused(
            Refusal::NoCalendars | Refusal::ReadOnly | Refusal::CalendarGone | Refusal::Quota | Refusal::Other,
        )
        | RemoteError::Gone
        | RemoteError::CursorLost
        | RemoteError::Conflict { .. } => Reason::AuthCaldavNone,
    };
    UiError::say(reason, &with(Fact::Host, host))
}
