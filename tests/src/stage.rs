//! Where a provider can be tried: each on every server that can play its part, found by how it
//! signs in and not by its name.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use daybook_core::http::WebHttp;
use daybook_core::model::ids::CalendarHandle;
use daybook_core::ports::Http;
use daybook_core::providers::{Provider, RemoteCalendar, Server, SignIn};

use crate::account::{self, OneToken, PASSWORD};
use crate::ca::Authority;
use crate::servers::google::{self, Google};
use crate::servers::icloud_front::{Front, Hosts};
use crate::servers::outlook::Outlook;
use crate::servers::radicale::Radicale;
use crate::servers::token_check::{Caller, Known};
use crate::servers::xandikos::Xandikos;

type Open = dyn Fn(Option<&url::Url>, &str) -> Box<dyn RemoteCalendar> + Send + Sync;

/// One provider on one server, for as long as this lives.
pub struct Stage {
    /// For messages.
    pub name: String,
    /// Opens the account anew: at the address given or where a person would begin, with a password.
    open: Box<Open>,
    _running: Box<dyn Any + Send + Sync>,
}

impl Stage {
    pub fn new(
        name: String,
        open: impl Fn(Option<&url::Url>, &str) -> Box<dyn RemoteCalendar> + Send + Sync + 'static,
        running: impl Any + Send + Sync,
    ) -> Self {
        Self { name, open: Box::new(open), _running: Box::new(running) }
    }

    /// As a person connects.
    pub fn connect(&self) -> Box<dyn RemoteCalendar> {
        (self.open)(None, PASSWORD)
    }

    pub fn connect_with(&self, password: &str) -> Box<dyn RemoteCalendar> {
        (self.open)(None, password)
    }

    /// As the engine does: at the address that was kept.
    pub fn open_at(&self, server: &url::Url) -> Box<dyn RemoteCalendar> {
        (self.open)(Some(server), PASSWORD)
    }
}

/// A calendar that may be written.
pub async fn writable(remote: &dyn RemoteCalendar) -> CalendarHandle {
    let calendars = remote.calendars().await.unwrap();
    calendars.into_iter().find(|one| one.can_write).expect("a calendar to write").handle
}

/// Every stage on which `provider` can be tried.
pub async fn stages(provider: &'static Provider) -> Vec<Stage> {
    match &provider.sign_in {
        SignIn::Password { server: Server::Fixed { .. }, .. } => vec![front(provider).await],
        SignIn::Password { server: Server::Asked, .. } => {
            vec![radicale(provider).await, xandikos(provider).await, front(provider).await]
        }
        // Each has an API of its own, so each has a simulator of its own.
        SignIn::Browser(flow) if flow.api_url.contains("google") => vec![google(provider).await],
        SignIn::Browser(_) => vec![outlook(provider).await],
    }
}

pub async fn radicale(provider: &'static Provider) -> Stage {
    let ca = Authority::new();
    let server = Radicale::start(&ca).await;
    let (http, url) = (account::http(&ca.file()), server.url.clone());
    on(provider, "Radicale", http, url, (ca, server))
}

pub async fn xandikos(provider: &'static Provider) -> Stage {
    let ca = Authority::new();
    let server = Xandikos::start(&ca).await;
    let (http, url) = (account::http(&ca.file()), server.url.clone());
    on(provider, "Xandikos", http, url, (ca, server))
}

pub async fn front(provider: &'static Provider) -> Stage {
    let ca = Authority::new();
    let server = Front::start(&ca, Hosts::Named).await;
    let (http, url) = (server.http(&ca.file()), server.root.clone());
    on(provider, "the front", http, url, (ca, server))
}

/// The simulator of Google, and the token of the person whose calendars are in it.
pub async fn google(provider: &'static Provider) -> Stage {
    let gate = gate(provider, google::EMAIL);
    let server = Google::start(gate).await;
    let url = server.api_url.clone();
    with_token(provider, url, server)
}

/// The simulator of Graph, the same way.
pub async fn outlook(provider: &'static Provider) -> Stage {
    let server = Outlook::start(gate(provider, "practice@outlook.test")).await;
    let url = server.api_url.clone();
    with_token(provider, url, server)
}

const TOKEN: &str = "a token of Anna's";

/// Knows one person, who allowed what the provider asks for.
fn gate(provider: &'static Provider, email: &str) -> Arc<Known> {
    let SignIn::Browser(flow) = &provider.sign_in else { panic!("{} has no tokens", provider.id) };
    let scopes = flow.scopes.iter().map(|&scope| scope.to_owned()).collect();
    let caller = Caller { subject: "108".into(), email: email.into(), scopes };
    Arc::new(Known(HashMap::from([(TOKEN.to_owned(), caller)])))
}

fn with_token(provider: &'static Provider, url: url::Url, running: impl Any + Send + Sync) -> Stage {
    let http: Arc<dyn Http> = Arc::new(WebHttp::new(None).unwrap());
    let open = move |at: Option<&url::Url>, password: &str| {
        let token = OneToken(if password == PASSWORD { TOKEN } else { "of nobody" });
        account::open_with_token(provider, http.clone(), at.unwrap_or(&url), Arc::new(token))
    };
    Stage::new(format!("{} on its simulator", provider.id), open, running)
}

fn on(
    provider: &'static Provider,
    server: &str,
    http: Arc<dyn Http>,
    url: url::Url,
    running: impl Any + Send + Sync,
) -> Stage {
    // By the way the app finds an address: what is typed, or the setting that replaces a fixed one.
    let begin = match &provider.sign_in {
        SignIn::Password { server: place, .. } => {
            let settings = match place {
                Server::Fixed { setting, .. } => vec![((*setting).to_owned(), url.to_string())],
                Server::Asked => Vec::new(),
            };
            place.addresses(Some(url.as_str()), &settings).unwrap().remove(0)
        }
        SignIn::Browser(_) => url,
    };
    let open = move |at: Option<&url::Url>, password: &str| {
        account::open_with(provider, http.clone(), at.unwrap_or(&begin), account::USER, password)
    };
    Stage::new(format!("{} on {server}", provider.id), open, running)
}
