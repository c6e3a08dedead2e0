//! A CalDAV service over two hosts that behaves like iCloud, with faults as a test wants them.
//!
//! As at iCloud: a combined challenge, the home on a partition host, 400 for a principal at
//! Depth 1, 404 for an event without an end, `If-Match: *` turned round, a UID only once in an
//! account, the collection among its own members, sync tokens that are no URI. Faults come on top.

mod answer;
mod calendar;
mod fault;
mod report;
mod write;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use daybook_core::http::WebHttp;
use daybook_core::ports::Http;
use url::Url;

use self::calendar::State;
pub use self::fault::{BadToken, Fault};
use super::serve::{self, Serving};
use crate::ca::Authority;

/// What the hosts are called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hosts {
    /// Names under one domain, and a foreign one; [`Front::http`] knows where they are.
    Named,
    /// Ports of 127.0.0.1 for the service, `localhost` for the foreign host: for programs that look
    /// names up themselves.
    Loopback,
}

/// Which host a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Root,
    Partition,
    /// Where the account is after [`Front::move_account`].
    OtherPartition,
    Foreign,
}

/// A request as it came in, its secret left out.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: At,
    pub method: String,
    pub path: String,
    pub had_authorization: bool,
    /// All but `Authorization`, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A mail the service sent to a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub method: &'static str,
    pub uid: String,
}

pub struct Front {
    /// The address a person or a provider begins with.
    pub root: Url,
    pub partition: Url,
    state: Arc<Mutex<State>>,
    names: Vec<(&'static str, SocketAddr)>,
    _serving: Vec<Serving>,
}

const NAMES: [&str; 4] = ["caldav.apfel.test", "p42-caldav.apfel.test", "p77-caldav.apfel.test", "fremd.test"];

impl Front {
    pub async fn start(ca: &Authority, hosts: Hosts) -> Self {
        let mut issued_for = NAMES.to_vec();
        issued_for.extend(["127.0.0.1", "localhost"]);
        let issued = ca.issue(&issued_for);
        let state = Arc::new(Mutex::new(State::new()));
        let (mut urls, mut names, mut serving) = (Vec::new(), Vec::new(), Vec::new());
        for (at, name) in [At::Root, At::Partition, At::OtherPartition, At::Foreign].into_iter().zip(NAMES) {
            let shared = state.clone();
            let server = serve::tls(&issued, move |parts, body| {
                std::future::ready(answer::to(&mut shared.lock().unwrap(), at, &parts, &body))
            })
            .await;
            let address = server.address;
            let host = match hosts {
                Hosts::Named => name,
                Hosts::Loopback if at == At::Foreign => "localhost",
                Hosts::Loopback => "127.0.0.1",
            };
            urls.push(Url::parse(&format!("https://{host}:{}/", address.port())).unwrap());
            names.push((name, address));
            serving.push(server);
        }
        let (root, partition) = (urls[0].clone(), urls[1].clone());
        state.lock().unwrap().urls = urls;
        Self { root, partition, state, names, _serving: serving }
    }

    /// The network with the front's own names in it.
    pub fn http(&self, ca: &Path) -> Arc<dyn Http> {
        Arc::new(WebHttp::with_names(Some(ca), &self.names).unwrap())
    }

    /// The network where `name`, for which there is no certificate, leads to the front. With its address.
    pub fn http_at(&self, ca: &Path, name: &str) -> (Arc<dyn Http>, Url) {
        let (_, address) = self.names[0];
        let url = Url::parse(&format!("https://{name}:{}/", address.port())).unwrap();
        (Arc::new(WebHttp::with_names(Some(ca), &[(name, address)]).unwrap()), url)
    }

    /// From now on, until [`Self::heal`].
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push((fault, false));
    }

    /// For the next request that it concerns.
    pub fn once(&self, fault: Fault) {
        self.state().faults.push((fault, true));
    }

    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// Every request so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    pub fn forget_seen(&self) {
        self.state().seen.clear();
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.state().mails.clone()
    }

    /// Puts an object there as another device would, with any bytes.
    pub fn plant(&self, calendar: &str, name: &str, object: &[u8]) {
        self.state().calendar(calendar).store(name, object.to_vec());
    }

    /// What lies there.
    pub fn stored(&self, calendar: &str, name: &str) -> Option<Vec<u8>> {
        self.state().calendar(calendar).objects.get(name).map(|object| object.body.clone())
    }

    /// The names of all objects.
    pub fn names_in(&self, calendar: &str) -> Vec<String> {
        self.state().calendar(calendar).objects.keys().cloned().collect()
    }

    /// Takes an object away as another device would.
    pub fn take_away(&self, calendar: &str, name: &str) {
        self.state().calendar(calendar).remove(name);
    }

    /// Sync tokens given out so far are not known any more.
    pub fn forget_tokens(&self) {
        for calendar in &mut self.state().calendars {
            calendar.forgotten = calendar.now;
        }
    }

    /// The person gives a calendar another title.
    pub fn name_calendar(&self, calendar: &str, title: &str) {
        title.clone_into(&mut self.state().calendar(calendar).title);
    }

    pub fn drop_calendar(&self, calendar: &str) {
        let mut state = self.state();
        if let Some(at) = state.calendars.iter().position(|one| one.name == calendar) {
            let gone = state.calendars.remove(at);
            state.dropped.push((at, gone));
        }
    }

    /// Brings back a calendar that was dropped, with all that lay in it.
    pub fn bring_calendar_back(&self, calendar: &str) {
        let mut state = self.state();
        let known = state.dropped.iter().position(|(_, one)| one.name == calendar).expect("it was dropped");
        let (at, back) = state.dropped.remove(known);
        state.calendars.insert(at, back);
    }

    /// Takes every calendar out of the account, or brings back all that were there in the place of what was made since.
    pub fn without_calendars(&self, without: bool) {
        let mut state = self.state();
        if without {
            let all = std::mem::take(&mut state.calendars);
            state.aside.get_or_insert(all);
        } else if let Some(all) = state.aside.take() {
            state.calendars = all;
        }
    }

    /// Changes whether the person may write to a calendar.
    pub fn let_write(&self, calendar: &str, writable: bool) {
        self.state().calendar(calendar).writable = writable;
    }

    /// Another person's account in place of [`crate::account::USER`]'s.
    pub fn account(&self, user: &str, password: &str) {
        self.state().sign_in = format!("{user}:{password}");
    }

    /// The account moves to another partition; the old one knows nothing of it any more.
    pub fn move_account(&self) {
        self.state().moved = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}
