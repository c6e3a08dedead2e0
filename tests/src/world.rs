//! A world of the tests' own: a data folder, a clock that can be moved, a keychain in memory, real HTTP.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::views::{Appointment, BookDraft, ConnectChoice, Connection, EditDraft};
use daybook_core::app::{Answer, App, Options};
use daybook_core::http::{DnsNames, WebHttp};
use daybook_core::model::secret::Secret;
use daybook_core::model::system_zone::SystemZone;
use daybook_core::ports::{
    Announce, Browser, BrowserError, Changed, Clock, Http, HttpError, Keychain, KeychainError, Limits, Names, NoNames,
    NoWindow, Ports,
};
use daybook_core::store::{Store, appointments, keys};
use daybook_core::vault::Vault;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// Everything outside the app, in the tests' hands.
pub struct World {
    pub dir: TempDir,
    pub clock: Arc<TestClock>,
    pub keychain: Arc<MemoryKeychain>,
    pub browser: Arc<RecordingBrowser>,
    pub announced: Arc<Announcements>,
    pub network: Arc<Network>,
    pub names: Arc<dyn Names>,
    pub settings: Vec<(String, String)>,
}

impl World {
    /// An empty world at 2026-11-23 09:00 in Berlin (a Monday).
    pub fn new() -> Self {
        let clock = Arc::new(TestClock::at("2026-11-23T08:00:00Z"));
        let network = Arc::new(Network::over(plain_http(None), clock.clone()));
        Self {
            dir: tempfile::tempdir().unwrap(),
            clock,
            keychain: Arc::default(),
            browser: Arc::default(),
            announced: Arc::default(),
            network,
            names: Arc::new(NoNames),
            settings: Vec::new(),
        }
    }

    /// The same world, whose HTTP trusts one more certificate authority.
    pub fn trusting(mut self, ca_file: &Path) -> Self {
        self.network = Arc::new(Network::over(plain_http(Some(ca_file)), self.clock.clone()));
        self
    }

    /// The same world on another network, such as one with a simulator's host names in it.
    pub fn on(mut self, http: Arc<dyn Http>) -> Self {
        self.network = Arc::new(Network::over(http, self.clock.clone()));
        self
    }

    /// The same world, which asks this name server for services.
    pub fn naming(mut self, server: SocketAddr) -> Self {
        self.names = Arc::new(DnsNames::at(server));
        self
    }

    /// The same world, where a provider lies at another address.
    pub fn with_address(mut self, setting: &str, url: &str) -> Self {
        self.settings.push((setting.to_owned(), url.to_owned()));
        self
    }

    pub fn data_dir(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Binds the appointments in the file as they stand now, as whoever has the key can: a test changed them by hand.
    pub fn bind(&self) {
        let file = rusqlite::Connection::open(self.data_dir().join("daybook.db")).unwrap();
        file.execute("UPDATE appointments SET bound = NULL", []).unwrap();
        self.store().write(appointments::bind_all).unwrap();
    }

    /// The data file as whoever has the key can read and write it, past any app.
    pub fn store(&self) -> Store {
        let store = Store::open(&self.data_dir()).unwrap();
        let id = store.read(keys::current).unwrap().unwrap().id;
        let key = self.keychain.get(&format!("master-{id}")).unwrap().unwrap();
        store.unlock(Vault::new(&id, Secret::new(BASE64.decode(key.expose()).unwrap())));
        store
    }

    pub fn ports(&self) -> Ports {
        Ports {
            clock: self.clock.clone(),
            http: self.network.clone(),
            names: self.names.clone(),
            keychain: self.keychain.clone(),
            browser: self.browser.clone(),
            announce: self.announced.clone(),
            window: Arc::new(NoWindow),
            data_dir: self.data_dir(),
            settings: self.settings.clone(),
        }
    }

    /// The app as the terminal runs it: no undo window. The key is not fetched yet.
    pub fn start(&self) -> App {
        self.start_with(Options { undo_window: Duration::ZERO, keychain_limit: Duration::from_secs(5) })
    }

    pub fn start_with(&self, options: Options) -> App {
        App::open(self.ports(), options)
    }

    /// The app, unlocked.
    pub async fn open(&self) -> App {
        let app = self.start();
        app.unlock(None).await.unwrap();
        app
    }

    /// A copy of the data file and what belongs to it, as a backup has it.
    pub fn copy_data(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = std::fs::read_dir(self.data_dir()).unwrap().map(|entry| entry.unwrap().path());
        let data = files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("daybook.db"));
        data.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    }

    /// Puts an older copy back in place of what is there now.
    pub fn put_back(&self, copy: &[(PathBuf, Vec<u8>)]) {
        for (path, _) in self.copy_data() {
            std::fs::remove_file(path).unwrap();
        }
        for (path, bytes) in copy {
            std::fs::write(path, bytes).unwrap();
        }
    }

    /// Every byte of the data folder, for searches.
    pub fn bytes_on_disk(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.data_dir()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.extend(std::fs::read(path).unwrap());
                }
            }
        }
        all
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// Looks up an account and saves what Daybook proposes.
pub async fn connect(app: &App, provider: &str, url: Option<&str>, user: &str, password: &str) -> Answer<Connection> {
    let found = app.look_up(provider, url, user, Secret::new(password)).await?;
    let busy = found.calendars.iter().filter(|calendar| calendar.counts_busy).map(|calendar| calendar.key.clone());
    let receives = found.calendars.iter().find(|calendar| calendar.receives_bookings).map(|found| found.key.clone());
    app.connect(ConnectChoice {
        found_id: found.found_id.clone(),
        busy: busy.collect(),
        receives,
        replaces: None,
        name: None,
    })
}

/// A booking of 50 minutes.
/// Waits until this is so.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    let seen = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), seen).await.unwrap_or_else(|_| panic!("never: {what}"));
}

pub fn draft(client: &str, start: &str) -> BookDraft {
    BookDraft {
        client: client.to_owned(),
        start: start.to_owned(),
        minutes: 50,
        zone: Some("Europe/Berlin".to_owned()),
        ..BookDraft::default()
    }
}

/// The form of an appointment as it opens: everything as it is.
pub fn form_of(kept: &Appointment) -> EditDraft {
    EditDraft {
        id: kept.id.clone(),
        client_id: Some(kept.client_id.clone()),
        client: kept.client.clone(),
        email: kept.email.clone(),
        service_id: kept.service_id.clone(),
        start: kept.start[..16].to_owned(),
        minutes: kept.minutes,
        zone: Some(kept.zone.clone()),
        fold: None,
        title: Some(kept.title.clone()),
        place: Some(kept.place.clone()),
        description: Some(kept.description.clone()),
        notes: Some(kept.notes.clone()),
        status: kept.status,
        invite: kept.invite,
        notify: false,
        anyway: false,
    }
}

/// Books and returns the appointment.
pub fn book(app: &App, client: &str, start: &str) -> Appointment {
    app.book(draft(client, start)).unwrap().appointment
}

/// A clock that stands still, in Berlin unless it is said to be elsewhere.
pub struct TestClock {
    now: Mutex<DateTime<Utc>>,
    zone: Mutex<SystemZone>,
}

impl TestClock {
    pub fn at(text: &str) -> Self {
        let zone = SystemZone::Named("Europe/Berlin".to_owned());
        Self { now: Mutex::new(text.parse().unwrap()), zone: Mutex::new(zone) }
    }

    pub fn set(&self, text: &str) {
        *self.now.lock().unwrap() = text.parse().unwrap();
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.now.lock().unwrap() += by;
    }

    /// From now on the computer tells this of its zone.
    pub fn tell_zone(&self, zone: SystemZone) {
        *self.zone.lock().unwrap() = zone;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn zone(&self) -> SystemZone {
        self.zone.lock().unwrap().clone()
    }
}

/// A keychain in memory. The real one is tested apart, in `keychain.rs`.
#[derive(Default)]
pub struct MemoryKeychain {
    items: Mutex<HashMap<String, Secret>>,
    pub fault: Mutex<Option<KeychainError>>,
}

impl MemoryKeychain {
    /// As if the person had deleted Daybook's items, or moved the folder to another computer.
    pub fn take(&self) -> HashMap<String, Secret> {
        std::mem::take(&mut *self.items.lock().unwrap())
    }

    pub fn give_back(&self, items: HashMap<String, Secret>) {
        *self.items.lock().unwrap() = items;
    }

    pub fn fail_with(&self, fault: Option<KeychainError>) {
        *self.fault.lock().unwrap() = fault;
    }

    pub fn count(&self) -> usize {
        self.items.lock().unwrap().len()
    }

    fn check(&self) -> Result<(), KeychainError> {
        match *self.fault.lock().unwrap() {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }
}

impl Keychain for MemoryKeychain {
    fn get(&self, item: &str) -> Result<Option<Secret>, KeychainError> {
        self.check()?;
        Ok(self.items.lock().unwrap().get(item).map(Secret::duplicate))
    }

    fn set(&self, item: &str, key: &Secret) -> Result<(), KeychainError> {
        self.check()?;
        self.items.lock().unwrap().insert(item.to_owned(), key.duplicate());
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<(), KeychainError> {
        self.check()?;
        self.items.lock().unwrap().remove(item);
        Ok(())
    }
}

#[derive(Default)]
pub struct RecordingBrowser(pub Mutex<Vec<String>>);

impl Browser for RecordingBrowser {
    fn open(&self, url: &str) -> Result<(), BrowserError> {
        self.0.lock().unwrap().push(url.to_owned());
        Ok(())
    }
}

#[derive(Default)]
pub struct Announcements(pub Mutex<Vec<Changed>>);

impl Announce for Announcements {
    fn changed(&self, what: Changed) {
        self.0.lock().unwrap().push(what);
    }
}

/// The real HTTP, with a plug that can be pulled and a count of what went out. Its servers live by the world's clock.
pub struct Network {
    real: Arc<dyn Http>,
    clock: Arc<TestClock>,
    /// How far the servers' clock is ahead of the world's.
    pub ahead: Mutex<TimeDelta>,
    pub unplugged: Mutex<bool>,
    /// The network is there, and no server answers.
    pub silent: Mutex<bool>,
    refusing: Mutex<bool>,
    pub sent: Mutex<Vec<String>>,
    loses: Mutex<Option<Loses>>,
    fails_at: Mutex<Option<&'static str>>,
    late: Mutex<Option<(oneshot::Sender<()>, oneshot::Receiver<()>)>>,
}

/// Which answer is lost, and what comes in its place.
struct Loses {
    methods: &'static [&'static str],
    status: Option<u16>,
}

/// An answer that is on its way for as long as a test likes.
pub struct Late {
    /// The server has answered.
    pub answered: oneshot::Receiver<()>,
    /// Lets the answer arrive.
    pub arrive: oneshot::Sender<()>,
}

fn plain_http(ca_file: Option<&Path>) -> Arc<dyn Http> {
    daybook_core::http::install_crypto();
    Arc::new(WebHttp::new(ca_file).unwrap())
}

impl Network {
    fn over(real: Arc<dyn Http>, clock: Arc<TestClock>) -> Self {
        Self {
            real,
            clock,
            ahead: Mutex::default(),
            unplugged: Mutex::default(),
            silent: Mutex::default(),
            refusing: Mutex::default(),
            sent: Mutex::default(),
            loses: Mutex::default(),
            fails_at: Mutex::default(),
            late: Mutex::default(),
        }
    }

    /// This computer has no network.
    pub fn unplug(&self, unplugged: bool) {
        *self.unplugged.lock().unwrap() = unplugged;
    }

    /// The servers are down.
    pub fn silence(&self, silent: bool) {
        *self.silent.lock().unwrap() = silent;
    }

    /// The servers are down, and every connection to them is refused.
    pub fn refuse(&self, refusing: bool) {
        *self.refusing.lock().unwrap() = refusing;
    }

    /// Whatever is asked at an address with this in it is answered by 500.
    pub fn fail_at(&self, part: Option<&'static str>) {
        *self.fails_at.lock().unwrap() = part;
    }

    /// The next answer is late.
    pub fn delay_an_answer(&self) -> Late {
        let ((answers, answered), (arrive, arrives)) = (oneshot::channel(), oneshot::channel());
        *self.late.lock().unwrap() = Some((answers, arrives));
        Late { answered, arrive }
    }

    /// The next PUT or PATCH is carried out, and its answer lost.
    pub fn lose_an_answer(&self) {
        self.lose_an_answer_to(&["PUT", "PATCH"]);
    }

    /// The next request of one of these methods is carried out, and its answer lost.
    pub fn lose_an_answer_to(&self, methods: &'static [&'static str]) {
        *self.loses.lock().unwrap() = Some(Loses { methods, status: None });
    }

    /// The next request of one of these methods is carried out, and the server says that it is too busy.
    pub fn be_busy_after(&self, methods: &'static [&'static str]) {
        *self.loses.lock().unwrap() = Some(Loses { methods, status: Some(503) });
    }

    /// How many requests of this method went out.
    pub fn count(&self, method: &str) -> usize {
        self.sent.lock().unwrap().iter().filter(|sent| *sent == method).count()
    }
}

#[async_trait]
impl Http for Network {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        if *self.unplugged.lock().unwrap() {
            return Err(HttpError::Offline);
        }
        if *self.refusing.lock().unwrap() {
            return Err(HttpError::Unreached);
        }
        if *self.silent.lock().unwrap() {
            return Err(HttpError::Unreachable);
        }
        self.sent.lock().unwrap().push(request.method().as_str().to_owned());
        if self.fails_at.lock().unwrap().is_some_and(|part| request.uri().path().contains(part)) {
            return Ok(http::Response::builder().status(500).body(Vec::new()).unwrap());
        }
        let method = request.method().clone();
        let mut answer = self.real.send(request, limits).await?;
        let lost = self.loses.lock().unwrap().take_if(|loses| loses.methods.contains(&method.as_str()));
        match lost.map(|lost| lost.status) {
            Some(None) => return Err(HttpError::Unreachable),
            Some(Some(status)) => return Ok(http::Response::builder().status(status).body(Vec::new()).unwrap()),
            None => {}
        }
        let late = self.late.lock().unwrap().take();
        if let Some((answers, arrives)) = late {
            answers.send(()).unwrap();
            arrives.await.unwrap();
        }
        let there = self.clock.now() + *self.ahead.lock().unwrap();
        if let Some(date) = answer.headers_mut().get_mut(http::header::DATE) {
            *date = there.format("%a, %d %b %Y %H:%M:%S GMT").to_string().parse().unwrap();
        }
        Ok(answer)
    }
}
