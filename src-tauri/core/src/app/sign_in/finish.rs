//! Finishes a sign-in whose answer came by the listener, by a link, or pasted by hand: one entrance for all of them.

use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

use super::{Running, SignInProgress, is_over, sentences};
use crate::app::connect::{LookedUp, UsedSignIn};
use crate::app::views::{Connection, FoundAccount, UiError};
use crate::app::{Answer, App, lock};
use crate::model::ids::{ConnectionId, SignInId};
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::model::sign_in::{PendingSignIn, Step, TokenSet};
use crate::ports::Changed;
use crate::providers::{self, Grant, Provider};
use crate::signin::bearer::{NoToken, Tokens};
use crate::signin::callback::{self, Callback, Outcome};
use crate::signin::exchange::TokenEndpoint;
use crate::signin::session::{self, Credentials};
use crate::store::{Store, connections, pending_sign_ins};

/// What an address turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The answer a sign-in waits for; it is being finished.
    Taken,
    /// An answer that has been used before.
    Already,
}

/// A sign-in that is ours to finish: no other process can claim it any more.
struct Claimed {
    pending: PendingSignIn,
    provider: &'static Provider,
    outcome: Outcome,
    verifier: Secret,
}

enum Claim {
    Ours(Box<Claimed>),
    Already,
}

impl App {
    /// Takes an address that may be the answer to a sign-in, and finishes that sign-in in the background. The error
    /// is for a person who pasted the address; from anybody else, it changes nothing.
    ///
    /// Not for the web view, whose own [`App::use_link`] takes only what the person pasted.
    pub fn arrived(&self, address: &str) -> Answer<Arrival> {
        self.take(address, None)
    }

    fn take(&self, address: &str, only: Option<&SignInId>) -> Answer<Arrival> {
        match self.claim(address, only)? {
            Claim::Already => Ok(Arrival::Already),
            Claim::Ours(claimed) => {
                let app = self.clone();
                tokio::spawn(async move { app.complete(*claimed, false).await });
                Ok(Arrival::Taken)
            }
        }
    }

    /// Takes the address that the person copied out of the browser, for the sign-in that is shown.
    pub fn use_link(&self, address: &str) -> Answer<()> {
        let shown = lock(&self.0.sign_in).as_ref().map(|running| running.id.clone());
        let shown = shown.ok_or_else(|| UiError::unknown_id("sign-in"))?;
        self.take(address.trim(), Some(&shown)).map(drop)
    }

    /// Finishes a sign-in from a terminal, and connects with Daybook's proposal.
    pub async fn finish_sign_in(&self, address: &str) -> Answer<Option<Connection>> {
        match self.claim(address, None)? {
            Claim::Already => Ok(None),
            Claim::Ours(claimed) => self.complete(*claimed, true).await.map(Some),
        }
    }

    /// Checks an address and claims the waiting sign-in it belongs to (only `only`, if given).
    fn claim(&self, address: &str, only: Option<&SignInId>) -> Answer<Claim> {
        let store = self.open_store()?;
        let Callback { place, state, outcome, issuer } =
            callback::read(address).map_err(|_| UiError::of(Reason::AuthBadLink))?;
        let pending = store.read(|db| pending_sign_ins::by_state(db, &state))?;
        // attack 1, 2: nobody waits for this. No request is made.
        let pending = pending.filter(|pending| only.is_none_or(|only| pending.id == *only));
        let pending = pending.ok_or_else(|| UiError::of(Reason::AuthStateMismatch))?;
        let provider = providers::by_id(&pending.provider).ok_or_else(|| UiError::of(Reason::AuthStateMismatch))?;
        let (flow, own) = self.registration(provider)?;
        // attack 7: it must arrive at the place that was asked for.
        let asked = Url::parse(&pending.redirect).map(|url| callback::place(&url));
        if asked.ok().as_deref() != Some(place.as_str()) {
            return Err(UiError::of(Reason::AuthStateMismatch));
        }
        // attack 35
        let asked = |said: &str| Url::parse(said).is_ok_and(|said| said.origin() == own.auth_url.origin());
        if issuer.as_deref().is_some_and(|said| !(flow.is_issuer)(said) && !asked(said)) {
            tracing::warn!(provider = provider.id, "an answer named another issuer");
            return Err(UiError::of(Reason::AuthStateMismatch));
        }
        if pending.step != Step::Waiting {
            return Ok(Claim::Already);
        }
        if is_over(pending.expires_at, self.now()) {
            return Err(UiError::of(Reason::AuthBrowserTimeout));
        }
        match store.write(|db| pending_sign_ins::claim(db, &pending.id))? {
            None => Ok(Claim::Already),
            Some(verifier) => Ok(Claim::Ours(Box::new(Claimed { pending, provider, outcome, verifier }))),
        }
    }

    async fn complete(&self, claimed: Claimed, direct: bool) -> Answer<Connection> {
        let pending = claimed.pending.clone();
        let provider = claimed.provider;
        self.show(&pending, provider);
        let ended = self.read_account(claimed, direct).await;
        let store = self.open_store()?;
        let step = match &ended {
            Ok(Ended::Connected(connection)) => Step::Done(ConnectionId::from(connection.id.as_str())),
            Ok(Ended::Ask(_) | Ended::Other(..)) => Step::Claimed,
            Err(error) => Step::Failed(error.code),
        };
        if let Err(error) = store.write(|db| pending_sign_ins::end(db, &pending.id, &step)) {
            tracing::warn!(%error, "how a sign-in ended could not be saved");
        }
        let (progress, answer) = match ended {
            Ok(Ended::Connected(connection)) => {
                (SignInProgress::Done(ConnectionId::from(connection.id.as_str())), Ok(connection))
            }
            Ok(Ended::Ask(found)) => (SignInProgress::Found(found), Err(UiError::unknown_id("connection"))),
            Ok(Ended::Other(found, error)) => (SignInProgress::Other(found, error.clone()), Err(error)),
            Err(error) => {
                tracing::info!(
                    provider = provider.id,
                    code = error.code.word(),
                    "a sign-in ended without a connection"
                );
                (SignInProgress::Failed(error.clone()), Err(error))
            }
        };
        self.progress(&pending.id, progress);
        answer
    }

    /// Shows a sign-in that a link brought to a program that was not running when it began.
    fn show(&self, pending: &PendingSignIn, provider: &'static Provider) {
        {
            let mut running = lock(&self.0.sign_in);
            match running.as_mut() {
                Some(running) if running.id == pending.id => running.progress = SignInProgress::Finishing,
                Some(_) => {}
                None => {
                    *running = Some(Running {
                        id: pending.id.clone(),
                        provider,
                        connection: pending.connection.clone().map(|id| (id, String::new())),
                        url: String::new(),
                        until: pending.expires_at,
                        progress: SignInProgress::Finishing,
                        listening: None,
                    });
                }
            }
        }
        self.announce(Changed::SignIn);
    }

    async fn read_account(&self, claimed: Claimed, direct: bool) -> Answer<Ended> {
        let Claimed { pending, provider, outcome, verifier } = claimed;
        let store = self.open_store()?;
        let (flow, own) = self.registration(provider)?;
        let code = match outcome {
            Outcome::Code(code) => code,
            Outcome::Declined => return Err(UiError::of(Reason::AuthDeclined)),
            Outcome::NeedsApproval => return Err(sentences::about(Reason::AuthApproval, provider)),
            Outcome::Failed(word) => return Err(sentences::refused(provider, word)),
        };
        let endpoint =
            TokenEndpoint { http: Arc::clone(&self.ports().http), clock: Arc::clone(&self.ports().clock), own: &own };
        let answer = endpoint.trade(code, verifier, &pending.redirect).await;
        let answer = answer.map_err(|error| sentences::not_exchanged(provider, &error))?;
        // RFC 6749 section 5.1: if the answer does not say, everything asked for was granted.
        let scopes = answer.scopes.unwrap_or_else(|| own.scopes.clone());
        let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        let grant = (flow.grant)(&scopes);
        if grant == Grant::Nothing {
            return Err(sentences::about(Reason::AuthNoCalendarAccess, provider));
        }
        let mut tokens = answer.set;
        let held: Arc<dyn Tokens> = Arc::new(Held(tokens.access.duplicate()));
        let remote = session::open(provider, self.ports(), &own.api_url, Vec::new(), Credentials::Tokens(held));
        let account = remote.whoami().await.map_err(|error| sentences::no_account(provider, &error))?;
        let mut calendars = remote.calendars().await.map_err(|error| sentences::no_account(provider, &error))?;
        if calendars.is_empty() {
            return Err(sentences::about(Reason::AuthCaldavNone, provider));
        }
        if grant == Grant::ReadOnly {
            for calendar in &mut calendars {
                calendar.can_write = false;
            }
        }
        if tokens.refresh.is_none() {
            tokens.refresh = refresh_token_before(&store, provider.id, &account.key)?;
            if tokens.refresh.is_none() {
                return Err(sentences::about(Reason::AuthNoRefreshToken, provider));
            }
        }
        // If the person cancelled while it was being finished, nothing is connected.
        if store.read(|db| pending_sign_ins::get(db, &pending.id))?.is_none() {
            return Err(UiError::of(Reason::AuthCancelled));
        }
        let key = account.key.clone();
        let found = LookedUp {
            provider,
            account,
            signed_in: UsedSignIn::Tokens(tokens),
            read_only: grant == Grant::ReadOnly,
            calendars,
            at: self.now(),
        };
        let found = self.remember(&store, found)?;
        if let Some(wanted) = &pending.connection {
            let row = store.read(|db| connections::get(db, wanted))?;
            return match row.map(|row| row.connection) {
                // attack 23: another person's account never replaces this one.
                Some(Ok(known)) if known.account.key != key => {
                    let error = sentences::another_account(&found.email, &known.account.email);
                    Ok(Ended::Other(found, error))
                }
                Some(Ok(_)) => self.connect_as_proposed(&found).map(Ended::Connected),
                Some(Err(_)) | None => Ok(Ended::Ask(found)),
            };
        }
        if direct || pending.direct {
            return self.connect_as_proposed(&found).map(Ended::Connected);
        }
        Ok(Ended::Ask(found))
    }
}

enum Ended {
    Connected(Connection),
    Ask(FoundAccount),
    Other(FoundAccount, UiError),
}

/// Returns the stored refresh token. A provider may send none if the same person consented before: the old one then
/// stays valid.
fn refresh_token_before(store: &Store, provider: &str, key: &str) -> Answer<Option<Secret>> {
    Ok(store.read(|db| {
        for row in connections::all(db)? {
            if row.provider == provider && row.connection.as_ref().is_ok_and(|known| known.account.key == key) {
                return Ok(connections::tokens(db, &row.id)?.and_then(|tokens: TokenSet| tokens.refresh));
            }
        }
        Ok(None)
    })?)
}

/// The access token of a sign-in that is not saved yet.
struct Held(Secret);

#[async_trait]
impl Tokens for Held {
    async fn current(&self) -> Result<Secret, NoToken> {
        Ok(self.0.duplicate())
    }

    async fn instead_of(&self, _refused: &Secret, _at: &Url) -> Result<Secret, NoToken> {
        Err(NoToken::SignedOut)
    }
}
