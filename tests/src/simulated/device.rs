//! One computer of the person: the real app with its data file, in a folder of its own.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{AgendaItem, Appointment, Connection, Settings};
use daybook_core::app::{App, Options};
use daybook_core::model::secret::Secret;
use daybook_core::ports::{NoNames, NoWindow, Ports};
use tempfile::TempDir;

use super::dav;
use super::network::Network;
use super::tokens;
use crate::world::{Announcements, MemoryKeychain, RecordingBrowser, TestClock, connect};

const OPTIONS: Options = Options { undo_window: Duration::ZERO, keychain_limit: Duration::from_secs(20) };

pub struct Device {
    /// `None` = it is switched off.
    app: Option<App>,
    dir: TempDir,
    clock: Arc<TestClock>,
    network: Arc<Network>,
    keychain: Arc<MemoryKeychain>,
}

/// The files of a data folder, by name.
pub type Copy = Vec<(String, Vec<u8>)>;

/// An empty data file and the key of it, made once: to make a file takes longer than a history.
struct Fresh {
    files: Copy,
    items: HashMap<String, Secret>,
}

static FRESH: OnceLock<Fresh> = OnceLock::new();

/// A folder in memory, where the system has one.
fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

fn ports(dir: &TempDir, clock: &Arc<TestClock>, network: &Arc<Network>, keychain: &Arc<MemoryKeychain>) -> Ports {
    Ports {
        clock: clock.clone(),
        http: network.clone(),
        names: Arc::new(NoNames),
        keychain: keychain.clone(),
        browser: Arc::<RecordingBrowser>::default(),
        announce: Arc::<Announcements>::default(),
        window: Arc::new(NoWindow),
        data_dir: dir.path().to_owned(),
        settings: network.state().far.settings(),
    }
}

fn copy_of(dir: &TempDir) -> Copy {
    let files = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap());
    let mut copy: Copy = files
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, _)| name.starts_with("daybook.db") && !name.ends_with("-shm"))
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect();
    copy.sort();
    copy
}

impl Device {
    pub async fn new(clock: &Arc<TestClock>, network: &Arc<Network>) -> Self {
        if FRESH.get().is_none() {
            let (dir, keychain) = (folder(), Arc::<MemoryKeychain>::default());
            let app = App::open(ports(&dir, clock, network, &keychain), OPTIONS);
            app.unlock(None).await.unwrap();
            // Without working hours no next free time is looked for, which is most of a verdict's work.
            let settings = app.settings().unwrap();
            app.save_settings(Settings { hours: vec![Vec::new(); 7], ..settings }).unwrap();
            drop(app);
            let _made_meanwhile = FRESH.set(Fresh { files: copy_of(&dir), items: keychain.take() });
        }
        let fresh = FRESH.get().unwrap();
        let (dir, keychain) = (folder(), Arc::<MemoryKeychain>::default());
        keychain.give_back(fresh.items.iter().map(|(name, key)| (name.clone(), key.duplicate())).collect());
        lay(&dir, &fresh.files);
        let app = App::open(ports(&dir, clock, network, &keychain), OPTIONS);
        app.unlock(None).await.unwrap();
        Self { app: Some(app), dir, clock: clock.clone(), network: network.clone(), keychain }
    }

    /// The program is started again, after whatever ended it.
    pub async fn start_again(&mut self) {
        drop(self.app.take());
        let app = App::open(ports(&self.dir, &self.clock, &self.network, &self.keychain), OPTIONS);
        app.unlock(None).await.unwrap();
        self.app = Some(app);
    }

    pub fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    pub fn copy(&self) -> Copy {
        copy_of(&self.dir)
    }

    /// An older copy of the data file takes its place.
    pub async fn put_back(&mut self, copy: &Copy) {
        drop(self.app.take());
        for (name, _) in self.copy() {
            std::fs::remove_file(self.dir.path().join(name)).unwrap();
        }
        let _shared_memory = std::fs::remove_file(self.dir.path().join("daybook.db-shm"));
        lay(&self.dir, copy);
        self.start_again().await;
    }

    pub fn connection(&self) -> Option<Connection> {
        self.app().connections().unwrap().into_iter().next()
    }

    /// Signs in, for the first time or again.
    pub async fn sign_in(&self) -> bool {
        let (provider, password) = {
            let state = self.network.state();
            (state.far.provider(), state.far.password())
        };
        if provider == "caldav" {
            return connect(self.app(), provider, Some(dav::ADDRESS), dav::USER, &password).await.is_ok();
        }
        let how = Begin { open: false, direct: true };
        let begun = self.app().begin_sign_in(provider, None, how).await.unwrap();
        let page = url::Url::parse(&begun.url).unwrap();
        let state = page.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let done = self.app().finish_sign_in(&format!("{}?state={state}&code=simulated", tokens::LINK)).await.is_ok();
        self.app().cancel_sign_in();
        done
    }

    /// Every appointment that is shown, in the order of the names of their clients.
    pub fn shown(&self) -> Vec<Appointment> {
        let items = self.app().agenda("2026-11-20", "2027-02-20").unwrap();
        let mut shown: Vec<_> = items
            .into_iter()
            .filter_map(|item| match item {
                AgendaItem::Appointment(shown) => Some(shown.appointment),
                AgendaItem::Busy(_) => None,
            })
            .collect();
        shown.sort_by(|one, other| one.client.cmp(&other.client));
        shown
    }

    pub fn appointment(&self, id: &str) -> Option<Appointment> {
        self.app().appointment(id).ok()
    }

    /// A sync, which is under way for as long as it is polled.
    pub fn sync(&self, all: bool) -> impl Future<Output = ()> + use<> {
        let app = self.app().clone();
        async move {
            let _report = if all { app.sync_now().await } else { app.sync_due().await };
        }
    }
}

fn lay(dir: &TempDir, files: &Copy) {
    for (name, bytes) in files {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
}
