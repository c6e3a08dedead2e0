//! The way to an account: the real HTTP port, signed in, opened by a provider.

use std::path::Path;
use std::sync::Arc;

use daybook_core::http::WebHttp;
use daybook_core::model::secret::Secret;
use daybook_core::ports::Http;
use daybook_core::providers::{Access, Provider, RemoteCalendar};
use daybook_core::signin::basic::Basic;
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
    let signed = Basic::new(http, Arc::new(TestClock::at(NOW)), server, user, Secret::new(password));
    (provider.open)(Access { http: Arc::new(signed), server: server.clone(), user: user.to_owned() })
}
