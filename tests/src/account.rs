//! The way to an account: the real HTTP port, signed in, opened by a provider.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use daybook_core::http::WebHttp;
use daybook_core::model::secret::Secret;
use daybook_core::ports::Http;
use daybook_core::providers::{Access, Provider, RemoteCalendar};
use daybook_core::signin::basic::Basic;
use daybook_core::signin::bearer::{Bearer, NoToken, Tokens};
use url::Url;

use crate::world::TestClock;

pub const USER: &str = "anna";
pub const PASSWORD: &str = "correct horse";

/// What every clock says while accounts are tried on their own.
pub const NOW: &str = "2026-11-23T08:00:00Z";

/// The network, with a certificate authority of ours.
pub fn http(ca: &Path) -> Arc<dyn Http> {
    Arc::new(WebHttp::new(Some(ca)).unwrap())
}

/// Opens `provider` at `server` as [`USER`].
pub fn open(provider: &Provider, http: Arc<dyn Http>, server: &Url) -> Box<dyn RemoteCalendar> {
    open_with(provider, http, server, USER, PASSWORD)
}

pub fn open_with(
    provider: &Provider,
    http: Arc<dyn Http>,
    server: &Url,
    user: &str,
    password: &str,
) -> Box<dyn RemoteCalendar> {
    open_knowing(provider, http, server, Vec::new(), user, password)
}

/// Opens `provider` at `server`, knowing where to begin again.
pub fn open_knowing(
    provider: &Provider,
    http: Arc<dyn Http>,
    server: &Url,
    again: Vec<Url>,
    user: &str,
    password: &str,
) -> Box<dyn RemoteCalendar> {
    let signed = Basic::new(http, Arc::new(TestClock::at(NOW)), server, user, Secret::new(password));
    let now = NOW.parse().unwrap();
    (provider.open)(Access { http: Arc::new(signed), server: server.clone(), again, user: user.to_owned(), now })
}

/// Opens `provider` at `server` with an access token.
pub fn open_with_token(
    provider: &Provider,
    http: Arc<dyn Http>,
    server: &Url,
    tokens: Arc<dyn Tokens>,
) -> Box<dyn RemoteCalendar> {
    let signed = Bearer::new(http, Arc::new(TestClock::at(NOW)), tokens, server, 2);
    let now = NOW.parse().unwrap();
    (provider.open)(Access {
        http: Arc::new(signed),
        server: server.clone(),
        again: Vec::new(),
        user: String::new(),
        now,
    })
}

/// One access token, and none after it.
pub struct OneToken(pub &'static str);

#[async_trait]
impl Tokens for OneToken {
    async fn current(&self) -> Result<Secret, NoToken> {
        Ok(Secret::new(self.0))
    }

    async fn instead_of(&self, _refused: &Secret, _at: &Url) -> Result<Secret, NoToken> {
        Err(NoToken::SignedOut)
    }
}
