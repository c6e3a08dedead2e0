//! What a person is told about a sign-in that does not go as it should.

use std::path::Path;

use crate::app::views::UiError;
use crate::model::reason::Reason;
use crate::providers::{Provider, Refusal, RemoteError};
use crate::signin::exchange::ExchangeError;
use crate::signin::registration::Unusable;

pub(super) fn not_set_up(provider: &Provider, unusable: &Unusable, data_dir: &Path) -> UiError {
    let file = data_dir.join(".env.local");
    match unusable {
        Unusable::Missing(name) => UiError::new(
            Reason::AuthNotSetUp,
            format!("This Daybook has no client id for {}.", provider.label),
            format!("Get one as docs/providers.md says, and write {name}=… into {}.", file.display()),
        ),
        Unusable::Address(name) => misconfigured(provider, name),
    }
}

pub(super) fn misconfigured(provider: &Provider, setting: &str) -> UiError {
    UiError::new(
        Reason::AuthMisconfigured,
        format!("Daybook is not set up rightly for {}.", provider.label),
        format!("Look at {setting}; docs/providers.md says what it takes."),
    )
}

pub(super) fn no_listener(error: &std::io::Error) -> UiError {
    UiError::new(
        Reason::AuthNoListener,
        "Daybook could not prepare the way back from the browser.",
        format!("The system says: {}. Try again.", error.kind()),
    )
}

pub(super) fn no_browser() -> UiError {
    UiError::new(Reason::AuthNoBrowser, "Your browser did not open.", "Copy the link and open it yourself.")
}

pub(super) fn bad_link() -> UiError {
    UiError::new(
        Reason::AuthBadLink,
        "This is not the finished sign-in link.",
        "Sign in first, then copy the address that starts with app.daybook.desktop: or http://127.0.0.1.",
    )
}

pub(super) fn another_sign_in() -> UiError {
    UiError::new(
        Reason::AuthStateMismatch,
        "This link belongs to another sign-in.",
        "For safety it was not used. Open the page again.",
    )
}

pub(super) fn too_late() -> UiError {
    UiError::new(
        Reason::AuthBrowserTimeout,
        "The sign-in page was not finished in time.",
        "Open it again when you are ready.",
    )
}

pub(super) fn cancelled() -> UiError {
    UiError::new(Reason::AuthCancelled, "This sign-in was cancelled.", "Nothing was connected.")
}

pub(super) fn declined() -> UiError {
    UiError::new(Reason::AuthDeclined, "You chose not to give access.", "Nothing was connected.")
}

pub(super) fn ended_elsewhere(provider: &str) -> UiError {
    let label = crate::app::present::provider_label(provider);
    UiError::new(
        Reason::AuthElsewhere,
        format!("{label} was not connected."),
        "Another Daybook was told why. Try again.",
    )
}

/// The provider itself ended it; `word` is one of RFC 6749's.
pub(super) fn refused(provider: &Provider, word: &'static str) -> UiError {
    match word {
        "server_error" | "temporarily_unavailable" => no_answer(provider),
        _ => {
            tracing::info!(provider = provider.id, word, "the provider ended a sign-in");
            let hint = "An administrator may have to allow Daybook first. Nothing was connected.";
            UiError::new(Reason::AuthRefused, format!("{} did not let Daybook in.", provider.label), hint)
        }
    }
}

pub(super) fn not_exchanged(provider: &Provider, error: &ExchangeError) -> UiError {
    match error {
        ExchangeError::NoAnswer => no_answer(provider),
        ExchangeError::Throttled { .. } => throttled(provider),
        ExchangeError::Refused { .. } => UiError::new(
            Reason::AuthCode,
            "This sign-in can no longer be finished.",
            "Its answer was used before or is too old. Open the page again.",
        ),
        ExchangeError::Misconfigured(word) => UiError::new(
            Reason::AuthMisconfigured,
            format!("Daybook is not set up rightly for {}.", provider.label),
            format!("{} says “{word}”. docs/providers.md says what it takes.", provider.label),
        ),
        ExchangeError::Garbled => not_understood(provider),
    }
}

/// Signed in, and the account cannot be read.
pub(super) fn no_account(provider: &Provider, error: &RemoteError) -> UiError {
    match error {
        RemoteError::Offline => no_answer(provider),
        RemoteError::Throttled { .. } => throttled(provider),
        RemoteError::Refused(Refusal::NoCalendars) => no_calendars(provider),
        RemoteError::SignedOut | RemoteError::Refused(_) => nothing_granted(provider),
        RemoteError::Garbled(_) | RemoteError::Conflict { .. } | RemoteError::Gone | RemoteError::CursorLost => {
            not_understood(provider)
        }
    }
}

pub(super) fn nothing_granted(provider: &Provider) -> UiError {
    UiError::new(
        Reason::AuthNoCalendarAccess,
        format!("{} gave no access to calendars.", provider.label),
        "Nothing was connected. Sign in again and allow Daybook to see and change your calendars.",
    )
}

pub(super) fn no_calendars(provider: &Provider) -> UiError {
    UiError::new(
        Reason::AuthCaldavNone,
        format!("No calendars found at {}.", provider.label),
        "This account may have no mailbox or calendar. Sign in with another one.",
    )
}

pub(super) fn no_refresh_token(provider: &Provider) -> UiError {
    UiError::new(
        Reason::AuthNoRefreshToken,
        format!("{} would end this sign-in within the hour.", provider.label),
        "Nothing was connected. Remove Daybook’s access in your account there, then connect again.",
    )
}

pub(super) fn another_account(found: &str, wanted: &str) -> UiError {
    UiError::new(
        Reason::AuthOtherAccount,
        format!("You signed in as {found}, not {wanted}."),
        format!("Reconnect {wanted}, or add {found} as a new connection."),
    )
}

fn no_answer(provider: &Provider) -> UiError {
    let hint = "Nothing was connected. Check the network and try again.";
    UiError::new(Reason::NetServer, format!("{} does not answer.", provider.label), hint)
}

fn throttled(provider: &Provider) -> UiError {
    UiError::new(Reason::RateLimited, format!("{} asked us to slow down.", provider.label), "Try again in a minute.")
}

fn not_understood(provider: &Provider) -> UiError {
    let hint = "Nothing was connected. Try again later.";
    UiError::new(Reason::AuthNotUnderstood, format!("{} answered something strange.", provider.label), hint)
}
