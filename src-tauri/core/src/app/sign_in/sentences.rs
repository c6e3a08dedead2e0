//! What a person is told about a sign-in that does not go as it should.

use std::path::Path;

use crate::app::present::provider_label;
use crate::app::sentences::{Fact, Facts, with};
use crate::app::views::UiError;
use crate::model::reason::Reason;
use crate::providers::{Provider, Refusal, RemoteError};
use crate::signin::exchange::ExchangeError;
use crate::signin::registration::Unusable;

fn of(provider: &Provider) -> Facts {
    with(Fact::Provider, provider.label)
}

pub(super) fn about(reason: Reason, provider: &Provider) -> UiError {
    UiError::say(reason, &of(provider))
}

pub(super) fn not_set_up(provider: &Provider, unusable: &Unusable, data_dir: &Path) -> UiError {
    let file = data_dir.join(".env.local").display().to_string();
    match unusable {
        Unusable::Missing(name) => {
            UiError::say(Reason::AuthNotSetUp, &of(provider).and(Fact::Setting, name.clone()).and(Fact::File, file))
        }
        Unusable::Address(name) => misconfigured(provider, name),
    }
}

pub(super) fn misconfigured(provider: &Provider, setting: &str) -> UiError {
    UiError::say(Reason::AuthMisconfigured, &of(provider).and(Fact::Setting, setting))
}

pub(super) fn no_listener(error: &std::io::Error) -> UiError {
    UiError::say(Reason::AuthNoListener, &with(Fact::System, error.kind().to_string()))
}

pub(super) fn ended_elsewhere(provider: &str) -> UiError {
    UiError::say(Reason::AuthElsewhere, &with(Fact::Provider, provider_label(provider)))
}

/// The provider itself ended it; `word` is one of RFC 6749's.
pub(super) fn refused(provider: &Provider, word: &'static str) -> UiError {
    match word {
        "server_error" | "temporarily_unavailable" => about(Reason::NetServer, provider),
        "admin_policy_enforced" => about(Reason::AuthApproval, provider),
        _ => {
            tracing::info!(provider = provider.id, word, "the provider ended a sign-in");
            about(Reason::AuthRefused, provider)
        }
    }
}

pub(super) fn not_exchanged(provider: &Provider, error: &ExchangeError) -> UiError {
    match error {
        ExchangeError::Offline => UiError::of(Reason::NetOffline),
        ExchangeError::NoAnswer => about(Reason::NetServer, provider),
        ExchangeError::Throttled { .. } => about(Reason::RateLimited, provider),
        ExchangeError::Refused { .. } => UiError::of(Reason::AuthCode),
        ExchangeError::Misconfigured(word) => {
            UiError::say(Reason::AuthMisconfigured, &of(provider).and(Fact::Word, word.to_string()))
        }
        ExchangeError::Forbidden(word) => refused(provider, word),
        ExchangeError::Garbled => about(Reason::AuthNotUnderstood, provider),
    }
}

/// Signed in, and the account cannot be read.
pub(super) fn no_account(provider: &Provider, error: &RemoteError) -> UiError {
    let reason = match error {
        RemoteError::Offline => Reason::NetOffline,
        RemoteError::Unreached | RemoteError::NoAnswer | RemoteError::Failed => Reason::NetServer,
        RemoteError::Throttled { .. } => Reason::RateLimited,
        RemoteError::NotLetIn(reason) => *reason,
        RemoteError::Refused(Refusal::NoCalendars) => Reason::AuthCaldavNone,
        RemoteError::Refused(Refusal::TooLarge | Refusal::Quota | Refusal::Other) => Reason::AuthNotUnderstood,
        RemoteError::SignedOut | RemoteError::Refused(_) => Reason::AuthNoCalendarAccess,
        RemoteError::Garbled(_) | RemoteError::Conflict { .. } | RemoteError::Gone | RemoteError::CursorLost => {
            Reason::AuthNotUnderstood
        }
    };
    about(reason, provider)
}

pub(super) fn another_account(found: &str, wanted: &str) -> UiError {
    UiError::say(Reason::AuthOtherAccount, &with(Fact::Found, found).and(Fact::Email, wanted))
}
