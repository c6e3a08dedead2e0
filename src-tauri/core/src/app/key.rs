//! The master key as the person meets it: unlock, choose a passphrase, start with empty data.

use std::sync::Arc;

use super::home::Home;
use super::views::{AppState, AppStatus, KeyState, Progress, UiError};
use super::{Answer, App, StoreProblem, lock, open_store, present, recheck, settings};
use crate::model::client::{Hue, Service};
use crate::model::ids::ServiceId;
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::ports::Changed;
use crate::store::{self, Store, StoreError, appointments, calendars, connections, keys, outbox, services};
use crate::vault::key::{self, KeyProblem, KeyRecord};
use crate::vault::{Vault, strength};

impl App {
    /// Fetches the key from the keychain, or makes it from the passphrase. Safe to repeat.
    pub async fn unlock(&self, passphrase: Option<Secret>) -> Answer<KeyState> {
        let _one_at_a_time = self.0.unlocking.lock().await;
        self.open_again();
        let store = self.store()?;
        if store.is_unlocked() {
            return Ok(KeyState::Ready);
        }
        let mut fetched = self.fetch_key(&store, passphrase).await;
        if let Ok((_, Some(record))) = &fetched
            && !keep(&store, record)?
        {
            // Another process made its key first: that one seals this data, and ours is dropped.
            fetched = self.fetch_key(&store, None).await;
        }
        let opened = match fetched {
            Ok((vault, _)) => self.settle(&store, vault).map(|()| KeyState::Ready),
            Err(Fetch::Key(problem)) => {
                *lock(&self.0.key) = state_of(problem);
                Err(problem.into())
            }
            Err(Fetch::Store(error)) => Err(error.into()),
        };
        self.announce(Changed::Key);
        self.announce(Changed::Status);
        opened
    }

    /// Tries the file again: there may be room by now, or a good copy in its place.
    fn open_again(&self) {
        let mut slot = lock(&self.0.store);
        if slot.is_err() {
            *slot = open_store(self.ports());
            *lock(&self.0.key) =
                slot.as_ref().map_or_else(|problem| state_without_store(*problem), |_| KeyState::NoAnswer);
        }
    }

    async fn fetch_key(
        &self,
        store: &Arc<Store>,
        passphrase: Option<Secret>,
    ) -> Result<(Vault, Option<KeyRecord>), Fetch> {
        let (record, sealed) =
            store.read(|db| Ok((keys::current(db)?, keys::holds_ciphertext(db)?))).map_err(Fetch::Store)?;
        if let (Some(record), Some(passphrase)) = (&record, passphrase) {
            let record = record.clone();
            // argon2id takes about half a second of one core.
            let vault = tokio::task::spawn_blocking(move || key::from_passphrase(&record, passphrase))
                .await
                .unwrap_or(Err(KeyProblem::Failed));
            return vault.map(|vault| (vault, None)).map_err(Fetch::Key);
        }
        let limit = self.0.options.keychain_limit;
        let obtained = self.0.keys.obtain(record.as_ref(), sealed, self.now(), limit).await.map_err(Fetch::Key)?;
        Ok((obtained.vault, obtained.new_record))
    }

    /// Unlocks the store with a vault.
    fn settle(&self, store: &Store, vault: Vault) -> Answer<()> {
        fill(store, vault)?;
        self.note_zone(store);
        self.follow_zone_rules(store);
        self.settled();
        Ok(())
    }

    fn settled(&self) {
        *lock(&self.0.key) = KeyState::Ready;
        self.0.wake.notify_one();
    }

    /// On a computer without a keychain: protects new data with a passphrase of the person's choice.
    pub async fn set_passphrase(&self, passphrase: Secret) -> Answer<KeyState> {
        let _one_at_a_time = self.0.unlocking.lock().await;
        let store = self.store()?;
        let fresh = store.read(|db| Ok(keys::current(db)?.is_none() && !keys::holds_ciphertext(db)?))?;
        if !fresh {
            return Err(KeyProblem::Missing.into());
        }
        let long_enough = passphrase.expose_str().is_some_and(|text| text.chars().count() >= 8);
        if !long_enough {
            return Err(UiError::of(Reason::KeyShort));
        }
        if strength::is_guessable(&passphrase) {
            return Err(UiError::of(Reason::KeyWeak));
        }
        let now = self.now();
        let (vault, record) = tokio::task::spawn_blocking(move || key::create_with_passphrase(passphrase, now))
            .await
            .unwrap_or(Err(KeyProblem::Failed))?;
        if !keep(&store, &record)? {
            return Err(KeyProblem::NeedsPassphrase.into());
        }
        self.settle(&store, vault)?;
        self.announce(Changed::Key);
        Ok(KeyState::Ready)
    }

    /// On a computer without a keychain, if the person chooses so: keeps nothing. A store in memory, sealed with a
    /// key that is stored nowhere, replaces the empty file; the next start is a first run again.
    pub async fn keep_until_quit(&self) -> Answer<KeyState> {
        let _one_at_a_time = self.0.unlocking.lock().await;
        let file = self.store()?;
        if file.is_unlocked() {
            return Err(UiError::input("The data is open already.", ""));
        }
        if *lock(&self.0.key) != KeyState::None {
            return Err(self.key_error());
        }
        // Another process may have set a passphrase meanwhile: then there is something to keep.
        let fresh = file.read(|db| Ok(keys::current(db)?.is_none() && !keys::holds_ciphertext(db)?))?;
        if !fresh {
            return Err(KeyProblem::Missing.into());
        }
        let store = Arc::new(Store::in_memory()?.announcing(Arc::clone(&self.ports().announce)));
        let (vault, record) = key::until_quit(self.now());
        keep(&store, &record)?;
        settings::copy(&file, &store)?;
        fill(&store, vault)?;
        self.note_zone(&store);
        *lock(&self.0.store) = Ok(store);
        self.settled();
        self.announce(Changed::Key);
        self.announce(Changed::Status);
        Ok(KeyState::Ready)
    }

    /// Renames the data file within its folder and begins with an empty one.
    pub async fn start_fresh(&self) -> Answer<KeyState> {
        if self.store().is_ok_and(|store| store.is_unlocked()) {
            return Err(UiError::input("The data can be read.", "Nothing was set aside."));
        }
        {
            let mut slot = lock(&self.0.store);
            let folder = &self.ports().data_dir;
            // Closed first, so that its write-ahead log is not left behind under the old name.
            *slot = Err(StoreProblem::Busy);
            store::set_aside(folder, self.now()).map_err(UiError::from)?;
            *slot = open_store(self.ports());
        }
        *lock(&self.0.key) = KeyState::NoAnswer;
        self.unlock(None).await
    }

    /// Returns the state of the whole app. Works in every state.
    pub fn status(&self) -> AppStatus {
        let key = *lock(&self.0.key);
        let store = self.store().ok();
        if let Some(store) = store.as_ref().filter(|_| key == KeyState::Ready) {
            self.note_zone(store);
        }
        let home = self.home(store.as_deref());
        let zone_changed = home.changed();
        let Home { zone, source, .. } = home;
        let wall = zone.wall(self.now());
        let mut status = AppStatus {
            key,
            first_run: false,
            today: present::day(wall.date()),
            now: present::time(wall.time()),
            zone: zone.name().to_owned(),
            zone_source: source,
            zone_changed,
            state: AppState::Locked,
            offline: false,
            syncing: None,
            waiting: 0,
            needs_you: 0,
            connections_need_you: 0,
            calendars_need_you: 0,
            importing: None,
            local_only: 0,
            last_sync: None,
            data_dir: self.ports().data_dir.display().to_string(),
            clock_off: i32::try_from(self.0.drift.minutes()).unwrap_or(i32::MAX),
            until_quit: store.as_ref().is_some_and(|store| store.is_in_memory()),
        };
        let Some(store) = store else { return status };
        let syncing = self.0.engine.syncing();
        let looked = store.read(|db| {
            let local = appointments::count_local(db, self.now())?;
            let (waiting, asked) = outbox::counts(db)?;
            let counts = (waiting, asked.saturating_add(recheck::count(db, self.now())?));
            let unread = calendars::all(db)?.iter().flatten().any(|calendar| {
                let counts = calendar.counts_busy || calendar.receives_bookings;
                counts && !calendar.gone && calendar.trouble().is_some()
            });
            let open = (counts, calendars::count_held(db)?, unread);
            let rows = connections::all(db)?;
            let imports = rows.iter().map(|row| present::first_import(db, row, syncing.contains(&row.id)));
            let imports: Vec<_> = imports.collect::<store::Result<_>>()?;
            Ok((rows, imports, open, appointments::exists_any(db)?, local))
        });
        let Ok((rows, imports, ((waiting, needs_you), held, unread), booked, local)) = looked else { return status };
        status.importing = imports.into_iter().flatten().reduce(|all, one| Progress {
            done: all.done.saturating_add(one.done),
            total: if all.total == 0 || one.total == 0 { 0 } else { all.total.saturating_add(one.total) },
        });
        let started = settings::flag(&store, settings::STARTED);
        status.first_run = key == KeyState::Ready && rows.is_empty() && !booked && !started;
        status.local_only = local;
        status.waiting = waiting;
        status.needs_you = needs_you;
        status.calendars_need_you = held;
        status.connections_need_you =
            u32::try_from(rows.iter().filter(|row| present::needs_person(row)).count()).unwrap_or(0);
        status.offline = rows.iter().any(present::found_no_network);
        let newest = rows.iter().filter_map(|row| row.health.last_sync_at).max();
        status.last_sync = newest.map(|at| present::stamp(at, &zone));
        let names = rows.iter().filter(|row| syncing.contains(&row.id)).map(present::account_name);
        let names: Vec<_> = names.collect();
        status.syncing = (!names.is_empty()).then(|| names.join(", "));
        if key == KeyState::Ready {
            status.state = if status.syncing.is_some() {
                AppState::Syncing
            } else if needs_you > 0 || held > 0 || status.connections_need_you > 0 {
                AppState::NeedsYou
            } else if rows.is_empty() {
                AppState::OnThisComputer
            } else if status.offline && rows.iter().all(present::stands_still) {
                AppState::Offline
            } else if rows.iter().all(present::stands_still) {
                AppState::NotSyncing
            } else if unread || rows.iter().any(present::stands_still) {
                AppState::Partly
            } else if status.importing.is_some() {
                AppState::Syncing
            } else if waiting > 0 {
                AppState::Waiting
            } else {
                AppState::UpToDate
            };
        }
        status
    }

    pub(super) fn key_error(&self) -> UiError {
        match *lock(&self.0.key) {
            KeyState::Ready => StoreError::Locked.into(),
            KeyState::Locked => KeyProblem::Locked.into(),
            KeyState::Missing => KeyProblem::Missing.into(),
            KeyState::None => KeyProblem::None.into(),
            KeyState::Passphrase => KeyProblem::NeedsPassphrase.into(),
            KeyState::NoAnswer => KeyProblem::NoAnswer.into(),
            KeyState::Damaged => StoreError::Damaged.into(),
            KeyState::Newer => StoreError::Newer(0).into(),
        }
    }
}

/// Gives a store its key, binds the rows of an older file, and adds the services of a first run if it has none.
fn fill(store: &Store, vault: Vault) -> store::Result<()> {
    store.unlock(vault.clone());
    if !vault.binds_rows() {
        let bound = store.write(|db| {
            appointments::bind_all(db)?;
            keys::note_bound(db)
        });
        match bound {
            Ok(()) => vault.set_binds_rows(),
            // A file that cannot be written is read as it is.
            Err(error) => tracing::info!(%error, "the rows of the older file are not bound yet"),
        }
    }
    if store.read(|db| Ok(!services::all(db)?.is_empty()))? {
        return Ok(());
    }
    store.write(|db| if services::all(db)?.is_empty() { add_first_services(db) } else { Ok(()) })
}

/// Stores the record of a new key, unless another process stored one first. Returns whether it did.
fn keep(store: &Store, record: &KeyRecord) -> store::Result<bool> {
    store.write(|db| {
        let first = keys::current(db)?.is_none();
        if first {
            keys::put(db, record)?;
        }
        Ok(first)
    })
}

enum Fetch {
    Key(KeyProblem),
    Store(StoreError),
}

/// Returns what the window shows while there is no store.
pub(super) fn state_without_store(problem: StoreProblem) -> KeyState {
    match problem {
        StoreProblem::Newer(_) => KeyState::Newer,
        StoreProblem::Damaged => KeyState::Damaged,
        StoreProblem::Full | StoreProblem::Busy | StoreProblem::Folder(_) | StoreProblem::Failed => KeyState::NoAnswer,
    }
}

fn state_of(problem: KeyProblem) -> KeyState {
    match problem {
        KeyProblem::Locked => KeyState::Locked,
        KeyProblem::Missing => KeyState::Missing,
        KeyProblem::None => KeyState::None,
        KeyProblem::NeedsPassphrase | KeyProblem::WrongPassphrase => KeyState::Passphrase,
        KeyProblem::NoAnswer | KeyProblem::Failed => KeyState::NoAnswer,
    }
}

/// Adds the services of a practice's first day; all of them can be changed.
fn add_first_services(db: &store::Db<'_>) -> store::Result<()> {
    for (name, minutes, hue) in
        [("Session", 50, Hue::Petrol), ("First consultation", 80, Hue::Moss), ("Online session", 50, Hue::Indigo)]
    {
        let (id, name, description) = (ServiceId::random(), name.to_owned(), String::new());
        services::put(db, &Service { id, name, minutes, hue, description, break_minutes: 0 })?;
    }
    Ok(())
}
