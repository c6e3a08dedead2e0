//! Makes a calendar in an account that has none.

use crate::app::error::sign_in_error;
use crate::app::views::{FoundAccount, UiError};
use crate::app::{Answer, App};
use crate::model::connection::{Account, FoundCalendar};
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::providers::{Provider, Refusal, RemoteError, Words};
use crate::signin::session::{self, Credentials};

impl App {
    /// Like [`App::look_up`], and makes a calendar of this name in an account that has none.
    pub async fn make_calendar(
        &self,
        provider: &str,
        server: Option<&str>,
        user: &str,
        password: Secret,
        name: &str,
    ) -> Answer<FoundAccount> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(UiError::input("A calendar needs a name.", "Use 1 to 80 characters."));
        }
        self.look_up_or_make(provider, server, user, password, Some(name)).await
    }

    pub(super) async fn make(
        &self,
        provider: &Provider,
        account: &Account,
        user: &str,
        password: &Secret,
        name: &str,
    ) -> Result<Vec<FoundCalendar>, RemoteError> {
        let credentials = Credentials::Password { user: user.to_owned(), password: password.duplicate() };
        let remote = session::open(provider, self.ports(), &account.server, Vec::new(), credentials);
        remote.make_calendar(name).await?;
        let calendars = remote.calendars().await?;
        if calendars.is_empty() { Err(RemoteError::Refused(Refusal::Other)) } else { Ok(calendars) }
    }
}

/// What to say where no calendar was made.
pub(super) fn not_made(error: &RemoteError, host: &str, words: &Words) -> UiError {
    match error {
        RemoteError::Refused(Refusal::ReadOnly | Refusal::Quota | Refusal::Other)
        | RemoteError::Garbled(_)
        | RemoteError::Gone
        | RemoteError::Conflict { .. } => UiError::new(
            Reason::AuthNoCalendar,
            format!("{host} did not let Daybook make a calendar in this account."),
            "Make one on its own pages, then connect again.",
        ),
        RemoteError::Refused(_)
        | RemoteError::Offline
        | RemoteError::Unreached
        | RemoteError::NoAnswer
        | RemoteError::Failed
        | RemoteError::Throttled { .. }
        | RemoteError::SignedOut
        | RemoteError::NotLetIn(_)
        | RemoteError::CursorLost => sign_in_error(error, host, words),
    }
}
