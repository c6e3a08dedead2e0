//! Signing in with a user name and a password: finds the address that knows them.

use std::sync::Arc;

use url::Url;

use super::basic::Basic;
use crate::model::connection::{Account, FoundCalendar};
use crate::model::secret::Secret;
use crate::ports::{Clock, Http};
use crate::providers::{Access, BadAddress, Provider, Refusal, RemoteCalendar, RemoteError, SignIn};

/// What a person typed into the dialog.
pub struct Typed<'a> {
    /// Bare host, full address or e-mail; `None` where the provider has an address of its own.
    pub address: Option<&'a str>,
    pub user: &'a str,
    pub password: &'a Secret,
}

/// An account that was reached, before anything is saved.
pub struct Reached {
    /// The user name that was accepted; it may be shorter than the one typed.
    pub user: String,
    /// Where to open it the next time is in [`Account::server`].
    pub account: Account,
    pub calendars: Vec<FoundCalendar>,
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    #[error(transparent)]
    Address(#[from] BadAddress),
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

/// Signs in at the first address that has calendars and lists them. A password that is refused is
/// tried again only with the local part of an e-mail address (RFC 6764 section 6).
pub async fn reach(
    provider: &Provider,
    http: &Arc<dyn Http>,
    clock: &Arc<dyn Clock>,
    settings: &[(String, String)],
    typed: &Typed<'_>,
) -> Result<Reached, Failed> {
    let SignIn::Password { server, .. } = &provider.sign_in;
    let addresses = server.addresses(typed.address, settings)?;
    let mut refused = RemoteError::SignedOut;
    for user in names(typed) {
        match first(provider, http, clock, &addresses, user, typed.password).await {
            Ok((account, calendars)) => return Ok(Reached { user: user.to_owned(), account, calendars }),
            Err(RemoteError::SignedOut) => {}
            Err(error) => {
                refused = error;
                break;
            }
        }
    }
    Err(refused.into())
}

/// The account behind `server`, signed in.
pub fn open(
    provider: &Provider,
    http: &Arc<dyn Http>,
    clock: &Arc<dyn Clock>,
    server: &Url,
    user: &str,
    password: Secret,
) -> Box<dyn RemoteCalendar> {
    let signed = Basic::new(http.clone(), clock.clone(), server, user, password);
    (provider.open)(Access { http: Arc::new(signed), server: server.clone(), user: user.to_owned() })
}

async fn first(
    provider: &Provider,
    http: &Arc<dyn Http>,
    clock: &Arc<dyn Clock>,
    addresses: &[Url],
    user: &str,
    password: &Secret,
) -> Result<(Account, Vec<FoundCalendar>), RemoteError> {
    let mut worst = None;
    for address in addresses {
        let remote = open(provider, http, clock, address, user, password.duplicate());
        match look(remote.as_ref()).await {
            Ok(found) => return Ok(found),
            // A page without calendars, or one that leads elsewhere: the next address may do. The
            // first reason that says more than "nothing here" is the one to show.
            Err(RemoteError::Refused(Refusal::NoCalendars)) => {}
            Err(error @ RemoteError::Refused(Refusal::Redirect | Refusal::Insecure | Refusal::TooLarge | Refusal::Other)) => {
                worst.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
    }
    Err(worst.unwrap_or(RemoteError::Refused(Refusal::NoCalendars)))
}

async fn look(remote: &dyn RemoteCalendar) -> Result<(Account, Vec<FoundCalendar>), RemoteError> {
    let account = remote.whoami().await?;
    let calendars = remote.calendars().await?;
    if calendars.is_empty() { Err(RemoteError::Refused(Refusal::NoCalendars)) } else { Ok((account, calendars)) }
}

/// The user names to try.
fn names<'a>(typed: &Typed<'a>) -> Vec<&'a str> {
    let user = typed.user.trim();
    let by_email = typed.address.is_some_and(|address| !address.contains(['/', ':']) && address.contains('@'));
    match user.split_once('@') {
        Some((local, _)) if by_email && !local.is_empty() => vec![user, local],
        _ => vec![user],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(address: Option<&str>, user: &str) -> Vec<String> {
        let password = Secret::new("x");
        names(&Typed { address, user, password: &password }).into_iter().map(str::to_owned).collect()
    }

    /// S4
    #[test]
    fn the_local_part_is_tried_second_and_only_after_an_email_address() {
        assert_eq!(tried(Some("anna@praxis.example"), "anna@praxis.example"), ["anna@praxis.example", "anna"]);
        assert_eq!(tried(Some("praxis.example"), "anna@praxis.example"), ["anna@praxis.example"]);
        assert_eq!(tried(Some("anna@praxis.example"), "anna"), ["anna"]);
        assert_eq!(tried(None, "anna@icloud.com"), ["anna@icloud.com"]);
    }
}
