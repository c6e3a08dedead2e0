//! A real CalDAV server as a far side: what lies in its one calendar that can be written, read and changed as another device
//! does it. Needs a runtime of several threads.

use std::any::Any;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use daybook_core::model::ids::CalendarHandle;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_core::providers::{Expect, RemoteCalendar, RemoteEvent};
use tokio::runtime::Handle;
use url::Url;

use super::dav::{Dav, Shelves};
use super::stage;
use crate::account::{self, PASSWORD, USER};
use crate::ca::Authority;
use crate::servers::icloud_front::{At, Front, Mail, Seen};
use crate::servers::radicale::Radicale;
use crate::servers::xandikos::Xandikos;

pub struct Real {
    url: Url,
    http: Arc<dyn Http>,
    remote: Box<dyn RemoteCalendar>,
    calendar: CalendarHandle,
    seen: Arc<Mutex<Vec<Seen>>>,
    _running: Box<dyn Any>,
}

pub async fn radicale() -> Dav<Real> {
    let ca = Authority::new();
    let server = Radicale::start(&ca).await;
    at(ca, server.url.clone(), server).await
}

pub async fn xandikos() -> Dav<Real> {
    let ca = Authority::new();
    let server = Xandikos::start(&ca).await;
    at(ca, server.url.clone(), server).await
}

async fn at(ca: Authority, url: Url, running: impl Any) -> Dav<Real> {
    let http = account::http(&ca.file());
    let remote = account::open(stage::provider("caldav"), http.clone(), &url);
    let calendar = stage::writable(remote.as_ref()).await.handle;
    Dav::at(Real { url, http, remote, calendar, seen: Arc::default(), _running: Box::new(running) }, ca)
}

fn now<T>(done: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| Handle::current().block_on(done))
}

impl Real {
    fn all(&self) -> Vec<RemoteEvent> {
        let mut all = now(self.remote.changes(&self.calendar, None, &[])).unwrap().changed;
        all.sort_by(|one, other| one.handle.as_str().cmp(other.handle.as_str()));
        all
    }
}

impl Shelves for Real {
    fn root(&self) -> &Url {
        &self.url
    }

    fn network(&self, ca: &Path) -> Arc<dyn Http> {
        Arc::new(Watched { http: account::http(ca), seen: self.seen.clone() })
    }

    fn plant(&self, _: &str, name: &str, object: &[u8]) {
        let url = self.url.join(self.calendar.as_str()).unwrap().join(name).unwrap();
        let request = http::Request::put(url.as_str())
            .header("authorization", format!("Basic {}", BASE64.encode(format!("{USER}:{PASSWORD}"))))
            .header("content-type", "text/calendar; charset=utf-8")
            .body(object.to_vec())
            .unwrap();
        let answer = now(self.http.send(request, Limits::default())).unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    fn stored(&self, _: &str, name: &str) -> Option<Vec<u8>> {
        self.all().into_iter().find(|one| one.handle.as_str() == name).map(|one| one.raw)
    }

    fn names_in(&self, _: &str) -> Vec<String> {
        self.all().into_iter().map(|one| one.handle.as_str().to_owned()).collect()
    }

    fn take_away(&self, _: &str, name: &str) {
        now(self.remote.remove(&self.calendar, &name.into(), &Expect::Any, false)).unwrap();
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn forget_seen(&self) {
        self.seen.lock().unwrap().clear();
    }

    fn mails(&self) -> Vec<Mail> {
        Vec::new()
    }

    fn front(&self) -> &Front {
        panic!("a real server does not fail when it is told to")
    }

    fn schedules(&self) -> bool {
        false
    }
}

/// The network of an app, and what it asked.
struct Watched {
    http: Arc<dyn Http>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

#[async_trait]
impl Http for Watched {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let named = request.headers().iter().filter(|(name, _)| *name != http::header::AUTHORIZATION);
        self.seen.lock().unwrap().push(Seen {
            at: At::Root,
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            had_authorization: request.headers().contains_key(http::header::AUTHORIZATION),
            headers: named.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect(),
            body: String::from_utf8_lossy(request.body()).into_owned(),
        });
        self.http.send(request, limits).await
    }
}
