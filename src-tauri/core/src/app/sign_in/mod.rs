//! Begins a sign-in in the browser and watches it; `finish` follows once its answer arrives, whichever way.
//!
//! One sign-in at a time per process. What it takes to finish it is sealed in the data file, so that a
//! link that starts the program, or another process, can do so too.

mod finish;
mod sentences;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::views::{FoundAccount, SignInStep, SignInView, UiError};
use super::{Answer, App, lock, present};
use crate::model::ids::{ConnectionId, SignInId};
use crate::model::reason::Reason;
use crate::model::sign_in::{PendingSignIn, Step};
use crate::ports::Changed;
use crate::providers::{self, CodeFlow, Provider, SignIn};
use crate::signin::attempt::{self, Wishes};
use crate::signin::loopback::{Acceptance, Bound, Door, Listening};
use crate::signin::registration::{Redirect, Registration};
use crate::store::{connections, pending_sign_ins};

pub use finish::Arrival;

/// How long a person has to sign in.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// How often to check whether time is up, or another process has finished it.
const LOOK: Duration = Duration::from_millis(500);

/// How a sign-in is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// Opens the person's browser; otherwise the address is only shown.
    pub open: bool,
    /// Connects with Daybook's proposal, without asking.
    pub direct: bool,
}

/// The sign-in of this process.
pub(super) struct Running {
    id: SignInId,
    provider: &'static Provider,
    connection: Option<(ConnectionId, String)>,
    url: String,
    until: DateTime<Utc>,
    progress: SignInProgress,
    /// The listener, for no longer than it is needed.
    listening: Option<Listening>,
}

enum SignInProgress {
    Waiting(Option<UiError>),
    Finishing,
    Found(FoundAccount),
    /// Another account than the connection's own signed in.
    Other(FoundAccount, UiError),
    Done(ConnectionId),
    Failed(UiError),
}

impl SignInProgress {
    fn is_open(&self) -> bool {
        matches!(self, Self::Waiting(_) | Self::Finishing)
    }
}

impl App {
    /// Begins a sign-in: binds the listener, stores what it takes to finish, opens the browser. Ends an earlier
    /// sign-in. `connection` = sign in to this one again.
    pub async fn begin_sign_in(&self, provider: &str, connection: Option<&str>, how: Begin) -> Answer<SignInView> {
        let store = self.open_store()?;
        let provider = providers::by_id(provider).ok_or_else(|| UiError::unknown_id("provider"))?;
        let (flow, own) = self.registration(provider)?;
        let again = match connection {
            Some(id) => {
                let id = ConnectionId::from(id);
                let row = store.read(|db| connections::get(db, &id))?.filter(|row| row.provider == provider.id);
                let row = row.ok_or_else(|| UiError::unknown_id("connection"))?;
                let email = row.connection.ok().map(|known| known.account.email).unwrap_or_default();
                Some((id, email))
            }
            None => None,
        };
        self.cancel_sign_in();
        let (bound, redirect) = match &own.redirect {
            Redirect::Link(link) => (None, link.clone()),
            Redirect::Loopback(wanted) => {
                let bound = Bound::bind(wanted).await.map_err(|error| sentences::no_listener(&error))?;
                let redirect = bound.redirect().to_owned();
                (Some(bound), redirect)
            }
        };
        let claims = match &again {
            Some((id, _)) => self.0.engine.sessions.claims(id).await,
            None => None,
        };
        let wishes = Wishes {
            login_hint: again.as_ref().map(|(_, email)| email.as_str()).filter(|email| email.contains('@')),
            claims: claims.as_deref(),
        };
        let attempt = attempt::begin(flow, &own, &redirect, wishes)
            .ok_or_else(|| sentences::misconfigured(provider, &format!("{}_REDIRECT_URI", flow.setting)))?;
        let now = self.now();
        let pending = PendingSignIn {
            id: SignInId::random(),
            provider: provider.id.to_owned(),
            connection: again.as_ref().map(|(id, _)| id.clone()),
            redirect,
            direct: how.direct,
            step: Step::Waiting,
            created_at: now,
            expires_at: now + GOOD_FOR,
        };
        store.write(|db| pending_sign_ins::begin(db, &pending, &attempt.state, &attempt.verifier, now))?;
        let listening = bound.map(|bound| bound.serve(self.door()));
        let begun_meanwhile = lock(&self.0.sign_in).replace(Running {
            id: pending.id.clone(),
            provider,
            connection: again,
            url: attempt.url.clone(),
            until: pending.expires_at,
            progress: SignInProgress::Waiting(None),
            listening,
        });
        if let Some(other) = begun_meanwhile {
            self.forget_sign_in(&other);
        }
        tokio::spawn(self.clone().watch_sign_in(pending.id.clone()));
        if how.open && self.ports().browser.open(&attempt.url).is_err() {
            self.opened(&pending.id, Some(UiError::of(Reason::AuthNoBrowser)));
        }
        self.announce(Changed::SignIn);
        self.sign_in().ok_or_else(|| UiError::unknown_id("sign-in"))
    }

    /// Returns the sign-in of this process, until the person has dealt with how it ended.
    pub fn sign_in(&self) -> Option<SignInView> {
        let now = self.now();
        lock(&self.0.sign_in).as_ref().map(|running| running.view(now))
    }

    /// Opens the page again.
    pub fn open_sign_in_again(&self) -> Answer<()> {
        let waiting = lock(&self.0.sign_in)
            .as_ref()
            .filter(|running| matches!(running.progress, SignInProgress::Waiting(_)))
            .map(|running| (running.id.clone(), running.url.clone()));
        let (id, url) = waiting.ok_or_else(|| UiError::unknown_id("sign-in"))?;
        let opened = self.ports().browser.open(&url).map_err(|_| UiError::of(Reason::AuthNoBrowser));
        self.opened(&id, opened.clone().err());
        self.announce(Changed::SignIn);
        opened
    }

    /// Ends the sign-in, or dismisses how it ended. Its answer is no longer accepted.
    pub fn cancel_sign_in(&self) {
        let Some(ended) = lock(&self.0.sign_in).take() else { return };
        self.forget_sign_in(&ended);
        self.announce(Changed::SignIn);
    }

    /// Forgets a sign-in: no answer to it is accepted any more, and one that is being finished connects nothing.
    fn forget_sign_in(&self, ended: &Running) {
        if ended.progress.is_open()
            && let Ok(store) = self.open_store()
            && let Err(error) = store.write(|db| pending_sign_ins::forget(db, &ended.id))
        {
            tracing::warn!(%error, "a sign-in that was cancelled is still kept; it runs out by itself");
        }
    }

    /// Notes whether the browser opened. If the answer has arrived already, that no longer matters.
    fn opened(&self, id: &SignInId, problem: Option<UiError>) {
        if let Some(running) = lock(&self.0.sign_in).as_mut().filter(|running| running.id == *id)
            && matches!(running.progress, SignInProgress::Waiting(_))
        {
            running.progress = SignInProgress::Waiting(problem);
        }
    }

    /// Returns the schemes of the links by which sign-ins come back, for the providers that are set up here.
    pub fn link_schemes(&self) -> Vec<String> {
        let redirects = providers::ALL.iter().filter_map(|provider| match &provider.sign_in {
            SignIn::Browser(flow) => Registration::of(flow, &self.ports().settings).ok().map(|own| own.redirect),
            SignIn::Password { .. } | SignIn::Link => None,
        });
        let schemes = redirects.filter_map(|redirect| match redirect {
            Redirect::Link(link) => link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()),
            Redirect::Loopback(_) => None,
        });
        schemes.collect()
    }

    /// Returns how a browser sign-in to this provider works here, or why it does not.
    fn registration(&self, provider: &'static Provider) -> Answer<(&'static CodeFlow, Registration)> {
        let SignIn::Browser(flow) = &provider.sign_in else { return Err(UiError::unknown_id("provider")) };
        let own = Registration::of(flow, &self.ports().settings)
            .map_err(|unusable| sentences::not_set_up(provider, &unusable, &self.ports().data_dir))?;
        Ok((flow, own))
    }

    /// Returns the function to which the listener passes an address.
    fn door(&self) -> Door {
        let app = Arc::downgrade(&self.0);
        Arc::new(move |address| {
            let app = app.upgrade().map(App);
            Box::pin(async move {
                match app.and_then(|app| app.arrived(&address).ok()) {
                    Some(Arrival::Taken | Arrival::Already) => Acceptance::Taken,
                    None => Acceptance::Strange,
                }
            })
        })
    }

    /// Ends a sign-in whose time is up (by the wall clock, because the computer may have slept), and notices
    /// when another process has finished it.
    async fn watch_sign_in(self, id: SignInId) {
        loop {
            tokio::time::sleep(LOOK).await;
            let (waiting, over) = match lock(&self.0.sign_in).as_ref() {
                Some(running) if running.id == id && running.progress.is_open() => {
                    (matches!(running.progress, SignInProgress::Waiting(_)), is_over(running.until, self.now()))
                }
                Some(_) | None => return,
            };
            if !waiting {
                continue;
            }
            let Ok(store) = self.open_store() else { continue };
            match store.read(|db| pending_sign_ins::get(db, &id)) {
                Ok(Some(PendingSignIn { step: Step::Done(connection), .. })) => {
                    self.progress(&id, SignInProgress::Done(connection));
                    for what in [Changed::Connections, Changed::Status, Changed::Agenda] {
                        self.announce(what);
                    }
                }
                Ok(Some(PendingSignIn { step: Step::Failed(_), provider, .. })) => {
                    self.progress(&id, SignInProgress::Failed(sentences::ended_elsewhere(&provider)));
                }
                Ok(_) if over => {
                    if let Err(error) = store.write(|db| pending_sign_ins::forget(db, &id)) {
                        tracing::warn!(%error, "a sign-in that ran out is still kept");
                    }
                    self.progress(&id, SignInProgress::Failed(UiError::of(Reason::AuthBrowserTimeout)));
                }
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Sets how far this process's sign-in is; does nothing if it is another one.
    fn progress(&self, id: &SignInId, progress: SignInProgress) {
        if let Some(running) = lock(&self.0.sign_in).as_mut().filter(|running| running.id == *id) {
            running.progress = progress;
            if let Some(listening) = running.listening.as_ref().filter(|_| !running.progress.is_open()) {
                listening.finish();
            }
        }
        self.announce(Changed::SignIn);
    }
}

/// Returns whether time is up. If much more time is left than a person is given, the clock was set back.
fn is_over(until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let left = until - now;
    left <= TimeDelta::zero() || left > GOOD_FOR * 2
}

impl Running {
    fn view(&self, now: DateTime<Utc>) -> SignInView {
        let (step, account, error) = match &self.progress {
            SignInProgress::Waiting(error) => (SignInStep::Waiting, None, error.clone()),
            SignInProgress::Finishing => (SignInStep::Finishing, None, None),
            SignInProgress::Found(account) => (SignInStep::Found, Some(account.clone()), None),
            SignInProgress::Other(account, error) => (SignInStep::Failed, Some(account.clone()), Some(error.clone())),
            SignInProgress::Done(_) => (SignInStep::Done, None, None),
            SignInProgress::Failed(error) => (SignInStep::Failed, None, Some(error.clone())),
        };
        let connection = match &self.progress {
            SignInProgress::Done(id) => Some(id.as_str().to_owned()),
            SignInProgress::Waiting(_)
            | SignInProgress::Finishing
            | SignInProgress::Found(_)
            | SignInProgress::Other(..)
            | SignInProgress::Failed(_) => self.connection.as_ref().map(|(id, _)| id.as_str().to_owned()),
        };
        SignInView {
            id: self.id.as_str().to_owned(),
            provider: self.provider.id.to_owned(),
            label: present::provider_label(self.provider.id),
            connection_id: connection,
            email: self.connection.as_ref().map(|(_, email)| email.clone()),
            step,
            url: self.url.clone(),
            left: u32::try_from((self.until - now).num_seconds()).unwrap_or(0),
            account,
            error,
        }
    }
}
