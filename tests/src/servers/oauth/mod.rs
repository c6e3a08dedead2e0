//! An authorization server on this computer that behaves like Google's or Microsoft's, with faults as a test
//! wants them: strict about redirects, PKCE and codes, with people who consent, and a clock that can be moved.
//!
//! Their differences are data ([`manner`]). Calendar APIs ask it about tokens through [`TokenCheck`].
//! Plain http: the product allows that on this computer only.

mod answer;
mod authorize;
pub mod fault;
mod id_token;
pub mod manner;
mod page;
mod redirect;
mod refuse;
mod scope;
mod state;
mod token;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::Bytes;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::request::Parts;
use url::Url;

pub use self::fault::{Fault, Hostile, Refusal};
pub use self::manner::{GOOGLE, MICROSOFT, Manner, RefreshRule, SecretRule};
use self::refuse::Why;
use self::state::State;
use super::serve::{self, Serving};
use super::token_check::{Caller, Denied, TokenCheck};
use crate::browser::{Browser, Redirect};

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub email: String,
    /// The provider's own id of the person: `sub` at Google, `oid` at Microsoft.
    pub subject: String,
    pub name: String,
}

impl Account {
    pub fn new(email: &str, subject: &str, name: &str) -> Self {
        Self { email: email.to_owned(), subject: subject.to_owned(), name: name.to_owned() }
    }
}

impl Default for Account {
    fn default() -> Self {
        Self::new("anna@praxis.example", "108234567890123456789", "Anna Beispiel")
    }
}

/// What the person at the stub browser does with a consent page.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The e-mail of the account to choose; else the hinted one, else the first.
    pub account: Option<String>,
    /// Scopes whose boxes are left unticked, as the server spells them.
    pub unticks: Vec<String>,
    pub denies: bool,
}

/// A request to the token or revocation endpoint, without its secrets.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub grant_type: Option<String>,
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub scope: Option<String>,
    /// The names of all parameters.
    pub parameters: Vec<String>,
    pub had_authorization: bool,
    pub had_origin: bool,
    pub status: u16,
    /// The word of a refusal that is not a fault.
    pub error: Option<&'static str>,
}

impl Seen {
    /// Returns whether the request had this parameter: `client_secret`, `code_verifier` …
    pub fn has(&self, parameter: &str) -> bool {
        self.parameters.iter().any(|name| name == parameter)
    }
}

pub struct Auth {
    pub auth_url: Url,
    pub token_url: Url,
    /// Where the provider has one.
    pub revoke_url: Option<Url>,
    state: Arc<Mutex<State>>,
    _serving: Serving,
}

impl Auth {
    /// Listens at a free port, with one [`Account::default`].
    pub async fn start(manner: Manner) -> Self {
        let state = Arc::new(Mutex::new(State::new(manner, wall_clock())));
        let shared = state.clone();
        let serving = serve::plain(move |parts, body| respond(shared.clone(), parts, body)).await;
        let root = Url::parse(&format!("http://{}/", serving.address)).unwrap();
        let at = |path: &str| root.join(path).unwrap();
        let (auth_url, token_url) = (at(manner.authorize_path), at(manner.token_path));
        Self { auth_url, token_url, revoke_url: manner.revoke_path.map(at), state, _serving: serving }
    }

    /// Replaces the people with accounts. At least one.
    pub fn accounts(&self, accounts: &[Account]) {
        assert!(!accounts.is_empty(), "nobody could sign in");
        self.state().accounts = accounts.to_vec();
    }

    /// Sets what the stub browser's person does from now on.
    pub fn person(&self, person: Person) {
        self.state().person = person;
    }

    /// Opens an authorization request as a browser would, decides as [`Self::person`] says, and returns where the
    /// browser would be sent, without going there.
    pub async fn consent(&self, authorization_url: &str) -> Redirect {
        self.browser().consent(authorization_url).await
    }

    /// Makes a browser without a history. [`Browser::open`] consents and goes on to the app.
    pub fn browser(&self) -> Browser {
        Browser::new()
    }

    /// Issues tokens without a sign-in, for tests that begin after it.
    ///
    /// # Panics
    /// If there is no such account or scope.
    pub fn token_for(&self, email: &str, scopes: &[&str]) -> (String, String) {
        let mut state = self.state();
        let account = state.account(email).unwrap_or_else(|| panic!("no account {email}"));
        let scopes = scope::asked(state.manner.wording, &scopes.join(" ")).unwrap();
        let client = state.manner.clients[0].id;
        state.allow(client, email, &scopes);
        let family = state.new_family(account, client, scopes.clone());
        (state.new_access(family, scopes), state.new_refresh(family))
    }

    /// Returns what a person has allowed the first client, as the server spells it.
    pub fn allowed(&self, email: &str) -> Vec<String> {
        let state = self.state();
        state.allowed(state.manner.clients[0].id, email).into_iter().collect()
    }

    /// Sets a fault from now on, until [`Self::heal`].
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push((fault, false));
    }

    /// Sets a fault for the next request that it applies to.
    pub fn once(&self, fault: Fault) {
        self.state().faults.push((fault, true));
    }

    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// Moves the server's clock on.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        let now = state.now() + by;
        state.set_now(now);
    }

    /// Sets the server's clock, which is this computer's at first.
    pub fn set_clock(&self, now: DateTime<Utc>) {
        self.state().set_now(now);
    }

    /// Expires every access token issued so far.
    pub fn expire_access_tokens(&self) {
        self.state().expire_access_tokens();
    }

    /// Withdraws consent, as by the provider's own page or a new password.
    pub fn revoke(&self, email: &str) {
        self.state().revoke(email);
    }

    /// Changes how refresh tokens are treated from now on.
    pub fn refresh_rule(&self, rule: RefreshRule) {
        self.state().manner.refresh = rule;
    }

    /// Returns the requests to the token and revocation endpoints so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    pub fn forget_seen(&self) {
        self.state().seen.clear();
    }

    /// Returns how many refreshes were tried, successful or not.
    pub fn refreshes(&self) -> usize {
        self.state().seen.iter().filter(|seen| seen.grant_type.as_deref() == Some("refresh_token")).count()
    }

    /// Returns how many codes were sent, successful or not.
    pub fn exchanges(&self) -> usize {
        self.state().seen.iter().filter(|seen| seen.grant_type.as_deref() == Some("authorization_code")).count()
    }

    /// Returns every code and token issued, to search for where none may be.
    pub fn issued(&self) -> Vec<String> {
        self.state().issued.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl TokenCheck for Auth {
    fn caller(&self, authorization: Option<&str>) -> Result<Caller, Denied> {
        let token = authorization.and_then(|text| text.strip_prefix("Bearer ")).ok_or(Denied::Missing)?;
        let state = self.state();
        let (account, scopes) = state.holder(token).ok_or(Denied::Invalid)?;
        let (subject, email) = (account.subject.clone(), account.email.clone());
        Ok(Caller { subject, email, scopes: scopes.to_vec() })
    }
}

async fn respond(shared: Arc<Mutex<State>>, parts: Parts, body: Bytes) -> Response {
    let body = String::from_utf8_lossy(&body);
    let (path, method) = (parts.uri.path(), parts.method.as_str());
    let then = {
        let mut state = shared.lock().unwrap();
        let manner = state.manner;
        match (method, path) {
            ("GET", path) if path == manner.authorize_path => {
                return authorize::ask(&mut state, parts.uri.query().unwrap_or_default());
            }
            ("POST", path) if path == manner.authorize_path => return authorize::decide(&mut state, &body),
            ("POST", path) if path == manner.token_path => token::exchange(&mut state, &parts, &body),
            ("POST", path) if Some(path) == manner.revoke_path => token::revoke(&mut state, &parts, &body),
            (_, path) if path == manner.token_path => return answer::no(&state, Why::Malformed),
            _ => return answer::plain(404, "text/plain", "There is nothing here."),
        }
    };
    if let Some(wait) = then.wait {
        tokio::time::sleep(wait).await;
    }
    // Ends this connection, and says nothing on standard error as a panic would.
    then.answer.unwrap_or_else(|| std::panic::resume_unwind(Box::new("the answer is lost")))
}

#[expect(clippy::disallowed_methods, reason = "the server is no part of the product, whose clock is a port")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}
