//! Where a provider can be tried: it, on one server that plays its part.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use daybook_core::http::WebHttp;
use daybook_core::model::connection::FoundCalendar;
use daybook_core::ports::Http;
use daybook_core::providers::{self, Provider, RemoteCalendar, Server, SignIn};
use url::Url;

use super::between::Queue;
use crate::account::{self, OneToken, PASSWORD};
use crate::ca::Authority;
use crate::servers::icloud_front::{Fault, Front, Hosts};
use crate::servers::token_check::{Caller, FixedTokens};

type Open = dyn Fn(Option<&Url>, &str) -> Box<dyn RemoteCalendar> + Send + Sync;
type Mails = dyn Fn() -> Vec<String> + Send + Sync;

/// One provider on one server, for as long as this lives.
pub struct Stage {
    pub provider: &'static Provider,
    /// Opens the account anew: at the address given or where a person would begin, with a password.
    open: Box<Open>,
    mails: Box<Mails>,
    between: Option<Queue>,
    _running: Box<dyn Any>,
}

impl Stage {
    /// A server that mails nobody, unless [`Self::mailing`] says otherwise.
    pub fn new(
        provider: &'static Provider,
        open: impl Fn(Option<&Url>, &str) -> Box<dyn RemoteCalendar> + Send + Sync + 'static,
        running: impl Any,
    ) -> Self {
        Self { provider, open: Box::new(open), mails: Box::new(Vec::new), between: None, _running: Box::new(running) }
    }

    /// How the mails of the server are read: the address of each, in order.
    pub fn mailing(mut self, mails: impl Fn() -> Vec<String> + Send + Sync + 'static) -> Self {
        self.mails = Box::new(mails);
        self
    }

    /// What can be done to its requests on their way.
    pub(super) fn by_way_of(mut self, between: Queue) -> Self {
        self.between = Some(between);
        self
    }

    /// What is to happen to the next requests; `None` = nothing is sent over a network.
    pub fn between(&self) -> Option<&Queue> {
        self.between.as_ref()
    }

    /// To whom the server sent mails so far.
    pub fn mails(&self) -> Vec<String> {
        (self.mails)()
    }

    /// As a person connects.
    pub fn connect(&self) -> Box<dyn RemoteCalendar> {
        (self.open)(None, PASSWORD)
    }

    pub fn connect_with(&self, password: &str) -> Box<dyn RemoteCalendar> {
        (self.open)(None, password)
    }

    /// As the engine does: at the address that was kept.
    pub fn open_at(&self, server: &Url) -> Box<dyn RemoteCalendar> {
        (self.open)(Some(server), PASSWORD)
    }
}

/// A calendar that may be written, or else one that may be read.
pub async fn any(remote: &dyn RemoteCalendar) -> FoundCalendar {
    let calendars = remote.calendars().await.unwrap();
    let writable = calendars.iter().position(|one| one.can_write).unwrap_or(0);
    calendars.into_iter().nth(writable).expect("a calendar")
}

/// A calendar that may be written.
pub async fn writable(remote: &dyn RemoteCalendar) -> FoundCalendar {
    let calendars = remote.calendars().await.unwrap();
    calendars.into_iter().find(|one| one.can_write).expect("a calendar to write")
}

pub(super) fn provider(id: &str) -> &'static Provider {
    providers::by_id(id).unwrap_or_else(|| panic!("{id} is no provider"))
}

/// A server at this address that is signed in to with a password.
pub(super) fn by_password(provider: &'static Provider, http: Arc<dyn Http>, url: &Url, running: impl Any) -> Stage {
    let SignIn::Password { server, .. } = &provider.sign_in else { panic!("{} takes no password", provider.id) };
    // By the way the app finds an address: what is typed, or the setting that replaces a fixed one.
    let settings = match server {
        Server::Fixed { setting, .. } => vec![((*setting).to_owned(), url.to_string())],
        Server::Asked { .. } => Vec::new(),
    };
    let begin = server.addresses(Some(url.as_str()), &settings).unwrap().remove(0);
    let between = Queue::default();
    let http = between.before(http);
    let open = move |at: Option<&Url>, password: &str| {
        account::open_with(provider, http.clone(), at.unwrap_or(&begin), account::USER, password)
    };
    Stage::new(provider, open, running).by_way_of(between)
}

/// The front, as a service that mails guests by itself.
pub(super) async fn front(provider: &'static Provider) -> Stage {
    let ca = Authority::new();
    let front = Arc::new(Front::start(&ca, Hosts::Named).await);
    front.fault(Fault::Schedules);
    let (http, url, there) = (front.http(&ca.file()), front.root.clone(), front.clone());
    by_password(provider, http, &url, (ca, front))
        .mailing(move || there.mails().into_iter().map(|mail| mail.to).collect())
}

const TOKEN: &str = "a token of Anna's";

/// Knows one person, who allowed what the provider asks for.
pub(super) fn token_check(provider: &'static Provider, email: &str) -> Arc<FixedTokens> {
    let SignIn::Browser(flow) = &provider.sign_in else { panic!("{} has no tokens", provider.id) };
    let scopes = flow.scopes.iter().map(|&scope| scope.to_owned()).collect();
    let caller = Caller { subject: "108".into(), email: email.into(), scopes };
    Arc::new(FixedTokens(HashMap::from([(TOKEN.to_owned(), caller)])))
}

/// An API at this address, which takes the token of that person.
pub(super) fn by_token(provider: &'static Provider, url: Url, running: impl Any) -> Stage {
    let between = Queue::default();
    let http = between.before(Arc::new(WebHttp::new(None).unwrap()));
    let open = move |at: Option<&Url>, password: &str| {
        let token = OneToken(if password == PASSWORD { TOKEN } else { "of nobody" });
        account::open_with_token(provider, http.clone(), at.unwrap_or(&url), Arc::new(token))
    };
    Stage::new(provider, open, running).by_way_of(between)
}
