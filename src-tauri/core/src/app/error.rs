//! Errors at the edge: a reason, a sentence, a hint.

use super::views::UiError;
use crate::model::reason::Reason;
use crate::providers::{AppPassword, Refusal, RemoteError};
use crate::store::StoreError;
use crate::vault::key::KeyProblem;

pub type Answer<T> = Result<T, UiError>;

impl UiError {
    pub fn new(code: Reason, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }

    /// The input does not say what it must; `hint` says what is expected.
    pub fn input(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Reason::Input, message, hint)
    }

    pub fn unknown_id(what: &str) -> Self {
        Self::new(Reason::NotFound, format!("There is no such {what}."), "It may have been removed in another window.")
    }
}

impl From<StoreError> for UiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => {
                Self::new(Reason::KeyLockedLater, "The keychain locked itself.", "Unlock the keychain to go on.")
            }
            StoreError::Full => {
                Self::new(Reason::StoreFull, "The disk is full.", "Nothing was saved. Free some space and try again.")
            }
            StoreError::Damaged => Self::new(
                Reason::StoreFile,
                "Daybook’s data file is damaged.",
                "The file was left as it is. Restore a copy of it, or set it aside and connect your calendars again.",
            ),
            StoreError::Newer(_) => Self::new(
                Reason::StoreNewer,
                "This data was written by a newer Daybook.",
                "Install the newer version. Nothing was changed.",
            ),
            StoreError::Busy => Self::new(
                Reason::StoreBusy,
                "Another Daybook is writing just now.",
                "Nothing was saved. Try again in a moment.",
            ),
            StoreError::Unreadable { .. } => Self::new(
                Reason::StoreRecord,
                "Something saved here could not be read.",
                "It was damaged on disk. Everything else works.",
            ),
            StoreError::Folder(kind) => {
                Self::new(Reason::StoreFolder, "The data folder cannot be used.", format!("The system says: {kind}."))
            }
            StoreError::Sql(what) => Self::new(Reason::StoreFailed, "The data file did not answer as it should.", what),
        }
    }
}

impl From<KeyProblem> for UiError {
    fn from(problem: KeyProblem) -> Self {
        match problem {
            KeyProblem::Locked => Self::new(
                Reason::KeyLockedStart,
                "Daybook is locked.",
                "Your system keychain is locked, so Daybook cannot read your appointments. Nothing is lost.",
            ),
            KeyProblem::Missing => Self::new(
                Reason::KeyMissing,
                "The key for your data is missing.",
                "This can happen after moving to a new computer or resetting the keychain. The data file itself is untouched.",
            ),
            KeyProblem::None => Self::new(
                Reason::KeyNone,
                "This computer has no keychain.",
                "Choose a passphrase to protect your data. Daybook asks for it at each start.",
            ),
            KeyProblem::NeedsPassphrase => {
                Self::new(Reason::KeyPassphrase, "Daybook is locked.", "Enter your passphrase to open it.")
            }
            KeyProblem::WrongPassphrase => {
                Self::new(Reason::KeyWrongPassphrase, "This is not the passphrase.", "Nothing is lost. Try again.")
            }
            KeyProblem::NoAnswer => Self::new(
                Reason::KeyNoAnswer,
                "The keychain does not answer.",
                "It may be waiting for you in another window. Unlock it there, then try again.",
            ),
            KeyProblem::Failed => {
                Self::new(Reason::KeyFailed, "The keychain could not be used.", "Nothing is lost. Try again.")
            }
        }
    }
}

/// The key of the message for a remote error met while signing in, and the sentence of it.
pub fn sign_in_error(error: &RemoteError, host: &str, app_password: Option<&AppPassword>) -> UiError {
    if let (RemoteError::SignedOut, Some(AppPassword { refused: (message, hint), .. })) = (error, app_password) {
        return UiError::new(Reason::AuthAppPassword, *message, *hint);
    }
    let (code, message, hint) = match error {
        RemoteError::SignedOut => (
            Reason::AuthCaldavPassword,
            format!("{host} did not accept this user name and password."),
            "If the server uses two-step sign-in, make an app password there.",
        ),
        RemoteError::Offline => {
            (Reason::NetServer, format!("{host} does not answer."), "Check the address and the network.")
        }
        RemoteError::Throttled { .. } => {
            (Reason::RateLimited, format!("{host} asked us to slow down."), "Try again in a minute.")
        }
        RemoteError::Refused(Refusal::Insecure) => {
            (Reason::AuthInsecure, "This address is not secure.".to_owned(), "Daybook only sends passwords over https.")
        }
        RemoteError::Refused(Refusal::Certificate) => (
            Reason::AuthCertificate,
            format!("The certificate of {host} is not valid."),
            "It may be for another host or out of date. Daybook sent no password.",
        ),
        RemoteError::Refused(Refusal::Redirect) => (
            Reason::AuthRedirect,
            format!("{host} sends Daybook on to another site."),
            "The password was not sent there. Use the address of that site if you trust it.",
        ),
        RemoteError::Refused(Refusal::TooLarge) => {
            (Reason::AuthTooLarge, format!("{host} sent far more than a calendar."), "Check the address.")
        }
        RemoteError::Garbled(_) => (
            Reason::AuthNotCaldav,
            format!("There is no calendar server at {host}."),
            "Check the address, or paste the full calendar address.",
        ),
        RemoteError::Refused(
            Refusal::NoCalendars | Refusal::ReadOnly | Refusal::CalendarGone | Refusal::Quota | Refusal::Other,
        )
        | RemoteError::Gone
        | RemoteError::CursorLost
        | RemoteError::Conflict { .. } => (
            Reason::AuthCaldavNone,
            format!("No calendars found at {host}."),
            "Check the address, or paste the full calendar address.",
        ),
    };
    UiError::new(code, message, hint)
}
