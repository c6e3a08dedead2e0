//! The verbs a face may ask. Window and terminal use the same ones.

mod activity;
mod agenda;
pub mod bindings;
mod booking;
mod busy;
mod check;
mod clients;
mod clock;
pub mod commands;
mod connect;
mod error;
mod free;
mod history;
mod home;
mod key;
mod limits;
pub mod occurrences;
mod present;
mod preview;
mod recheck;
mod reply;
pub mod sentences;
mod series;
mod settings;
pub mod sign_in;
mod sync;
mod title;
mod typed;
mod unread;
pub mod views;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::model::reason::Reason;
use crate::ports::{Changed, Ports};
use crate::store::{Store, StoreError, outbox};
use crate::sync::engine::Engine;
use crate::vault::source::KeySource;
use views::{KeyState, UiError};

pub use connect::Revocation;
pub use error::Answer;
pub use limits::Sought;

/// The app, with its data and its ports. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// How this process uses the app.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long a change can be undone before it is sent. Zero in the terminal.
    pub undo_window: Duration,
    /// How long to wait for the keychain.
    pub keychain_limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { undo_window: Duration::from_secs(6), keychain_limit: Duration::from_secs(10) }
    }
}

struct Inner {
    ports: Ports,
    options: Options,
    drift: clock::Drift,
    /// Behind a lock because "Start fresh" replaces it.
    store: Mutex<Result<Arc<Store>, StoreProblem>>,
    key: Mutex<KeyState>,
    keys: KeySource,
    /// Allows one attempt at the keychain at a time.
    unlocking: tokio::sync::Mutex<()>,
    /// Accounts that were looked up and not yet saved, with their passwords.
    found: Mutex<HashMap<String, connect::LookedUp>>,
    /// The current browser sign-in, or how it ended.
    sign_in: Mutex<Option<sign_in::Running>>,
    engine: Engine,
    wake: Arc<Notify>,
    /// Sign-ins that are being given back while the person goes on.
    revoking: Mutex<Vec<JoinHandle<()>>>,
}

/// Why the data file could not be opened.
#[derive(Clone, Copy, Debug)]
enum StoreProblem {
    Damaged,
    Newer(i64),
    Full,
    Busy,
    Folder(std::io::ErrorKind),
    /// Anything else, which proves no damage.
    Failed,
}

impl App {
    /// Opens the data folder. An unusable file is a state of the app, not a failure to
    /// start. [`App::unlock`] fetches the key.
    pub fn open(ports: Ports, options: Options) -> Self {
        let drift = clock::Drift::default();
        let ports = drift.watch(ports);
        let store = open_store(&ports);
        let key = match &store {
            Ok(_) => KeyState::NoAnswer,
            Err(problem) => key::state_without_store(*problem),
        };
        let inherited = store.as_ref().ok().and_then(|store| store.read(outbox::with_open_change).ok());
        let engine = Engine::new(&ports.data_dir, inherited.unwrap_or_default());
        let keys = KeySource::new(Arc::clone(&ports.keychain));
        Self(Arc::new(Inner {
            keys,
            ports,
            options,
            drift,
            store: Mutex::new(store),
            key: Mutex::new(key),
            unlocking: tokio::sync::Mutex::new(()),
            found: Mutex::new(HashMap::new()),
            sign_in: Mutex::new(None),
            engine,
            wake: Arc::new(Notify::new()),
            revoking: Mutex::default(),
        }))
    }

    /// Closes the window and ends the program.
    pub fn quit(&self) -> Answer<()> {
        let hint = "Only the window can be asked to close.";
        self.ports().window.quit().map_err(|_| UiError::new(Reason::NotFound, "There is no window here.", hint))
    }

    fn ports(&self) -> &Ports {
        &self.0.ports
    }

    fn now(&self) -> DateTime<Utc> {
        self.0.ports.clock.now()
    }

    /// Returns the store, whatever the state of the key.
    fn store(&self) -> Answer<Arc<Store>> {
        lock(&self.0.store).as_ref().map(Arc::clone).map_err(|problem| {
            UiError::from(match *problem {
                StoreProblem::Damaged => StoreError::Damaged,
                StoreProblem::Newer(version) => StoreError::Newer(version),
                StoreProblem::Full => StoreError::Full,
                StoreProblem::Busy => StoreError::Busy,
                StoreProblem::Folder(kind) => StoreError::Folder(kind),
                StoreProblem::Failed => StoreError::Sql("it could not be opened".to_owned()),
            })
        })
    }

    /// Returns the store with its key, or the sentence that says why not.
    fn open_store(&self) -> Answer<Arc<Store>> {
        let store = self.store()?;
        if store.is_unlocked() { Ok(store) } else { Err(self.key_error()) }
    }

    /// Returns why the data cannot be read; `None` = it can.
    pub fn why_locked(&self) -> Option<UiError> {
        self.open_store().err()
    }

    fn announce(&self, what: Changed) {
        self.0.ports.announce.changed(what);
    }

    /// Wakes the sync after a change of an appointment was saved.
    fn booked(&self) {
        self.0.wake.notify_one();
    }
}

fn open_store(ports: &Ports) -> Result<Arc<Store>, StoreProblem> {
    let opened = Store::open(&ports.data_dir).map(|store| store.announcing(Arc::clone(&ports.announce)));
    opened.map(Arc::new).map_err(|error| match error {
        StoreError::Newer(version) => StoreProblem::Newer(version),
        StoreError::Full => StoreProblem::Full,
        StoreError::Busy => StoreProblem::Busy,
        StoreError::Folder(kind) => StoreProblem::Folder(kind),
        StoreError::Damaged => StoreProblem::Damaged,
        StoreError::Locked | StoreError::Unreadable { .. } | StoreError::Sql(_) => StoreProblem::Failed,
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
