//! Runs the sync: one run at a time, even where two processes share the data.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::health::{
    ASK_AGAIN, due_changes, health_after, is_link, may_send, reading_due, status_when_well, wants_run, why_no_link,
};
use super::run::{Outcome, Scope, Stop};
use super::{index, push, reading, settle};
use crate::model::client::Hue;
use crate::model::connection::{Calendar, Connection, ConnectionStatus, FoundCalendar, Health};
use crate::model::ids::{AppointmentId, CalendarId, ConnectionId, OutboxId};
use crate::model::reason::Reason;
use crate::model::rules::Rules;
use crate::model::zone::Zone;
use crate::ports::{Changed, Ports};
use crate::providers::{self, Provider, RemoteCalendar, RemoteError, SignIn};
use crate::signin::registration::{Registration, Unusable};
use crate::signin::session::{self, Credentials};
use crate::signin::tokens::Sessions;
use crate::store::lock_file::NoLock;
use crate::store::{self, Db, Store, calendars, connections, copies as remembered, lock_file, outbox};

/// How long a run waits for one in another process.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many connections are run at a time.
const SIDE_BY_SIDE: usize = 4;

/// How often a run looks for what the person changed meanwhile.
const LOOK: Duration = Duration::from_secs(1);

/// How many appointments of an older file are looked at in one transaction.
const AT_ONCE: u32 = 200;

/// Of how many events it is worked out in one transaction when they happen.
const INDEXED_AT_ONCE: u32 = 500;

/// The one place that talks to providers.
pub struct Engine {
    lock_file: PathBuf,
    running: tokio::sync::Mutex<()>,
    now: Mutex<Now>,
    /// The tokens of connections that have any.
    pub sessions: Sessions,
    /// When the calendars of a connection were last listed, in this process.
    listed: Mutex<HashMap<ConnectionId, DateTime<Utc>>>,
    /// The appointments of which another process left something to send.
    inherited: HashSet<AppointmentId>,
    /// The connections of which this process has read everything that may hold an appointment.
    looked: Mutex<HashSet<ConnectionId>>,
    /// The connections that are to be read with the next run, due or not.
    wanted: Mutex<HashSet<ConnectionId>>,
}

#[derive(Default)]
struct Now {
    connections: HashSet<ConnectionId>,
    appointments: HashSet<AppointmentId>,
}

/// Says that a connection is run, until its run has ended or was cut off.
struct Running<'a>(&'a Mutex<Now>, &'a ConnectionId);

impl<'a> Running<'a> {
    fn at(now: &'a Mutex<Now>, connection: &'a ConnectionId) -> Self {
        lock(now).connections.insert(connection.clone());
        Self(now, connection)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        lock(self.0).connections.remove(self.1);
    }
}

/// Says that an appointment is being sent, as [`Running`] does of a connection.
pub(super) struct Sending<'a>(&'a Mutex<Now>, &'a AppointmentId);

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        lock(self.0).appointments.remove(self.1);
    }
}

/// The runs of connections that are under way.
type UnderWay<'a> = Vec<Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>>;

/// Waits for the first of them that ends.
async fn first_of(under_way: &mut UnderWay<'_>) -> Outcome {
    std::future::poll_fn(|context| {
        let polled = under_way.iter_mut().enumerate().find_map(|(at, run)| match run.as_mut().poll(context) {
            Poll::Ready(outcome) => Some((at, outcome)),
            Poll::Pending => None,
        });
        let Some((at, outcome)) = polled else { return Poll::Pending };
        drop(under_way.swap_remove(at));
        Poll::Ready(outcome)
    })
    .await
}

/// One connection during a run.
pub(super) struct Run<'a> {
    pub store: &'a Store,
    pub ports: &'a Ports,
    pub engine: &'a Engine,
    pub connection: &'a Connection,
    pub remote: Arc<dyn RemoteCalendar>,
    /// The person's zone, in which days and floating times are read.
    pub home: Zone,
}

impl Run<'_> {
    pub fn now(&self) -> DateTime<Utc> {
        self.ports.clock.now()
    }
}

impl Engine {
    /// Returns an engine for a file in which these appointments had an open change when it was opened.
    pub fn new(folder: &Path, inherited: HashSet<AppointmentId>) -> Self {
        Self {
            inherited,
            lock_file: folder.join("sync.lock"),
            running: tokio::sync::Mutex::new(()),
            now: Mutex::default(),
            sessions: Sessions::default(),
            listed: Mutex::default(),
            looked: Mutex::default(),
            wanted: Mutex::default(),
        }
    }

    /// Returns the connections that are being synced.
    pub fn syncing(&self) -> HashSet<ConnectionId> {
        lock(&self.now).connections.clone()
    }

    /// Returns the appointments that are being sent.
    pub fn sending(&self) -> HashSet<AppointmentId> {
        lock(&self.now).appointments.clone()
    }

    pub(super) fn mark_sending<'a>(&'a self, appointment: &'a AppointmentId) -> Sending<'a> {
        lock(&self.now).appointments.insert(appointment.clone());
        Sending(&self.now, appointment)
    }

    /// Has this connection read with the next run, due or not.
    pub fn want(&self, id: &ConnectionId) {
        lock(&self.wanted).insert(id.clone());
    }

    /// Has the calendars of this connection listed again at the next run.
    pub fn forget_listing(&self, id: &ConnectionId) {
        lock(&self.listed).remove(id);
    }

    /// Syncs every connection that `scope` covers, a few at a time. As long as one of them is busy, what the person changes
    /// meanwhile goes out to the others.
    pub async fn run(
        &self,
        store: &Arc<Store>,
        ports: &Ports,
        home: &Zone,
        scope: Scope,
    ) -> Result<Vec<Outcome>, NoLock> {
        let _running = self.running.lock().await;
        let _lock = lock_file::hold(&self.lock_file, PATIENCE).await?;
        // A part at a time: a practice may have years of appointments.
        let part = || store.write(|db| settle::from_older_file(db, home, AT_ONCE, ports.clock.now()));
        while part().unwrap_or_else(|error| {
            tracing::warn!(%error, "what an older version agreed on could not be written down");
            false
        }) {}
        // What is not worked out is opened for each question until it is.
        let part = || store.write(|db| index::move_on(db, INDEXED_AT_ONCE, ports.clock.now()));
        while part().unwrap_or_else(|error| {
            tracing::warn!(%error, "when events happen could not be worked out");
            false
        }) {}
        let mut outcomes: Vec<Outcome> = Vec::new();
        // The changes that each connection has had a try at.
        let mut begun: HashMap<ConnectionId, HashSet<OutboxId>> = HashMap::new();
        let (mut under_way, mut busy) = (UnderWay::new(), HashSet::new());
        loop {
            for row in store.read(connections::all).unwrap_or_default() {
                let Ok(connection) = row.connection else { continue };
                if busy.contains(&connection.id) {
                    continue;
                }
                let due = due_changes(store, &connection, ports.clock.now());
                let (wants, scope) = match begun.get(&connection.id) {
                    None => {
                        let wanted = scope == Scope::Due && lock(&self.wanted).contains(&connection.id);
                        let scope = if wanted { Scope::All } else { scope };
                        (wants_run(store, &connection, scope, ports.clock.now()), scope)
                    }
                    Some(tried) => (may_send(&connection, ports.clock.now()) && !due.is_subset(tried), Scope::Due),
                };
                if !wants || (under_way.len() >= SIDE_BY_SIDE && due.is_empty()) {
                    continue;
                }
                if scope == Scope::All {
                    lock(&self.wanted).remove(&connection.id);
                }
                begun.entry(connection.id.clone()).or_default().extend(due);
                busy.insert(connection.id.clone());
                under_way.push(Box::pin(self.run_at(store, ports, home, connection, row.sign_ins, scope)));
            }
            if under_way.is_empty() {
                return Ok(outcomes);
            }
            tokio::select! {
                outcome = first_of(&mut under_way) => {
                    busy.remove(&outcome.connection);
                    match outcomes.iter_mut().find(|one| one.connection == outcome.connection) {
                        Some(before) => before.add(&outcome),
                        None => outcomes.push(outcome),
                    }
                }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Runs one connection, and says that it does.
    async fn run_at(
        &self,
        store: &Arc<Store>,
        ports: &Ports,
        home: &Zone,
        connection: Connection,
        sign_ins: u32,
        scope: Scope,
    ) -> Outcome {
        let running = Running::at(&self.now, &connection.id);
        ports.announce.changed(Changed::Status);
        let outcome = self.run_one(store, ports, home, (&connection, sign_ins), scope).await;
        drop(running);
        for what in [Changed::Connections, Changed::Activity, Changed::Status] {
            ports.announce.changed(what);
        }
        outcome
    }

    async fn run_one(
        &self,
        store: &Arc<Store>,
        ports: &Ports,
        home: &Zone,
        (connection, sign_ins): (&Connection, u32),
        scope: Scope,
    ) -> Outcome {
        let mut outcome = Outcome { connection: connection.id.clone(), pushed: 0, pulled: 0, failed: 0, unsaved: None };
        let done = self.sync(store, ports, home, connection, scope, &mut outcome).await;
        let now = ports.clock.now();
        let (mut health, mut reason) = health_after(&connection.health, &done, now);
        // Whatever was sent at the end says nothing of how fresh the calendars are.
        if scope == Scope::Changes {
            health.last_sync_at = connection.health.last_sync_at;
        }
        if is_link(connection)
            && let Some(why) = why_no_link(&done)
        {
            (health.reason, reason) = (Some(why), Some(why));
            if health.status == ConnectionStatus::NeedsSignIn {
                health.retry_at = Some(now + ASK_AGAIN);
            }
        }
        let save = |db: &Db<'_>| -> store::Result<()> {
            let Some(now_there) = connections::get(db, &connection.id)? else { return Ok(()) };
            // Somebody signed in anew meanwhile: what the old sign-in met says nothing about the new one.
            if now_there.sign_ins != sign_ins {
                return Ok(());
            }
            let paused = now_there.health.paused;
            let health = Health { status: status_when_well(db, connection, health.status)?, paused, ..health.clone() };
            connections::put_health(db, &connection.id, &health)?;
            if let (Some(reason), Some(until)) = (reason, health.retry_at.or(Some(now))) {
                push::delay(db, &connection.id, reason, until, now)?;
            }
            Ok(())
        };
        // That all is as it was may be lost with the power.
        let as_before = outcome.pushed.saturating_add(outcome.pulled) == 0
            && health == Health { last_sync_at: health.last_sync_at, ..connection.health.clone() };
        let saved = if as_before { store.note(save) } else { store.write(save) };
        if let Err(error) = saved {
            tracing::warn!(%error, "the outcome of a sync could not be saved");
            outcome.unsaved = Some(error);
        }
        if let Err(stop) = &done {
            outcome.failed = outcome.failed.saturating_add(1);
            match stop {
                Stop::Remote(error) => tracing::info!(provider = connection.provider, %error, "sync ended early"),
                Stop::Store(error) => tracing::warn!(provider = connection.provider, %error, "sync ended early"),
            }
        }
        outcome
    }

    async fn sync(
        &self,
        store: &Arc<Store>,
        ports: &Ports,
        home: &Zone,
        connection: &Connection,
        scope: Scope,
        outcome: &mut Outcome,
    ) -> Result<(), Stop> {
        let Some(provider) = providers::by_id(&connection.provider) else {
            return Err(Stop::Remote(RemoteError::Garbled("a provider of another version")));
        };
        let remote = self.open(store, ports, provider, connection)?;
        let run = Run { store, ports, engine: self, connection, remote: remote.into(), home: home.clone() };
        let done = self.exchange(&run, scope, outcome).await;
        if done.is_ok() {
            push::put_off(&run)?;
        }
        reading::follow(&run)?;
        done
    }

    /// Sends what waits and reads what is new.
    async fn exchange(&self, run: &Run<'_>, scope: Scope, outcome: &mut Outcome) -> Result<(), Stop> {
        let mut tried = Vec::new();
        // After a failure the server is asked for something that is easy to give: that says whose trouble it is.
        let failed = run.connection.health.failures > 0;
        // The file may be an older copy: what waits in it was sent since, and what came of that is seen first.
        let inherits = self.inherits(run)?;
        if inherits || failed {
            let lesser = if scope == Scope::Changes { Scope::Due } else { scope };
            reading::read(run, if inherits { Scope::All } else { lesser }, outcome).await?;
        }
        if scope == Scope::Changes {
            push::push(run, scope, &mut tried, outcome).await?;
            // Where an answer was lost, what came of it is seen before anything is sent again.
            if inherits || failed || run.store.read(|db| remembered::to_look_for(db, &run.connection.id))?.is_empty() {
                return Ok(());
            }
            reading::read(run, Scope::Due, outcome).await?;
            return push::push(run, scope, &mut tried, outcome).await;
        }
        match push::push(run, scope, &mut tried, outcome).await {
            // A change that gets no answer time after time keeps nothing from being read.
            Err(Stop::Remote(RemoteError::NoAnswer | RemoteError::Unreached))
                if failed || push::was_tried_before(run, tried.last())? =>
            {
                if !failed && !inherits {
                    reading::read(run, scope, outcome).await?;
                }
                outcome.failed = outcome.failed.saturating_add(1);
                return push::unanswered(run, tried.last());
            }
            sent if failed => return sent,
            sent => sent?,
        }
        let asked = run.store.read(|db| {
            let sought = !remembered::to_look_for(db, &run.connection.id)?.is_empty();
            Ok(sought || calendars::any_let_through(db, &run.connection.id)?)
        })?;
        let is_due = scope != Scope::Due || reading_due(&run.connection.health, run.now());
        if !asked && (inherits || !is_due) {
            return Ok(());
        }
        reading::read(run, scope, outcome).await?;
        // A reading may have freed a change: a conflict that was none, a lost answer that is known by now.
        match push::push(run, scope, &mut tried, outcome).await {
            Err(Stop::Remote(RemoteError::NoAnswer | RemoteError::Unreached))
                if push::was_tried_before(run, tried.last())? =>
            {
                outcome.failed = outcome.failed.saturating_add(1);
                push::unanswered(run, tried.last())
            }
            sent => sent,
        }
    }

    /// Returns whether another process left an open change of an appointment.
    pub(super) fn is_inherited(&self, appointment: &AppointmentId) -> bool {
        self.inherited.contains(appointment)
    }

    /// Returns whether another process left an open change, and this one has not read the account yet: it may be sent since.
    pub(super) fn awaits_look(&self, run: &Run<'_>, appointment: &AppointmentId) -> bool {
        self.is_inherited(appointment) && !lock(&self.looked).contains(&run.connection.id)
    }

    pub(super) fn note_looked(&self, id: &ConnectionId) {
        lock(&self.looked).insert(id.clone());
    }

    /// Returns whether something waits for a connection that has to be read before it is sent.
    fn inherits(&self, run: &Run<'_>) -> store::Result<bool> {
        if self.inherited.is_empty() || lock(&self.looked).contains(&run.connection.id) {
            return Ok(false);
        }
        let waiting = run.store.read(|db| outbox::waiting_for(db, &run.connection.id))?;
        Ok(waiting.iter().any(|change| self.is_inherited(&change.appointment_id)))
    }

    /// Returns when the calendars of a connection were last listed, in this process.
    pub(super) fn listed(&self, id: &ConnectionId) -> Option<DateTime<Utc>> {
        lock(&self.listed).get(id).copied()
    }

    pub(super) fn note_listed(&self, id: &ConnectionId, now: DateTime<Utc>) {
        lock(&self.listed).insert(id.clone(), now);
    }
}

impl Engine {
    /// Opens a connection with its stored sign-in.
    pub(super) fn open(
        &self,
        store: &Arc<Store>,
        ports: &Ports,
        provider: &'static Provider,
        connection: &Connection,
    ) -> Result<Box<dyn RemoteCalendar>, Stop> {
        match &provider.sign_in {
            SignIn::Password { .. } => {
                let password = store.read(|db| connections::password(db, &connection.id))?;
                let password = password.ok_or(Stop::Remote(RemoteError::SignedOut))?;
                let credentials = Credentials::Password { user: connection.user_name.clone(), password };
                let again = session::begin_again(provider, ports, connection);
                Ok(session::open(provider, ports, &connection.account.server, again, credentials))
            }
            SignIn::Link => {
                let link = store.read(|db| connections::password(db, &connection.id))?;
                let link = link.ok_or(Stop::Remote(RemoteError::SignedOut))?;
                session::open_link(provider, ports, &link).map_err(|_| Stop::Remote(RemoteError::SignedOut))
            }
            SignIn::Browser(flow) => {
                let own = Registration::of(flow, &ports.settings).map_err(|error| {
                    tracing::warn!(provider = provider.id, %error, "this provider is not set up any more");
                    Stop::Remote(RemoteError::NotLetIn(match error {
                        Unusable::Missing(_) => Reason::AuthNotSetUp,
                        Unusable::Address(_) => Reason::AuthMisconfigured,
                    }))
                })?;
                let kept = store.read(|db| connections::endpoints(db, &connection.id))?;
                let own = match kept {
                    Some(kept) => own.at(kept),
                    None => {
                        store.write(|db| connections::put_endpoints(db, &connection.id, &own.endpoints()))?;
                        own
                    }
                };
                let server = own.api_url.clone();
                let tokens = self.sessions.open(ports, store, own, &connection.id);
                Ok(session::open(provider, ports, &server, Vec::new(), Credentials::Tokens(tokens)))
            }
        }
    }
}

/// Returns a found calendar as it is first stored.
pub(crate) fn new_calendar(
    connection: &ConnectionId,
    found: &FoundCalendar,
    index: usize,
    counts_busy: bool,
    receives_bookings: bool,
) -> Calendar {
    let hue = found.color.as_deref().and_then(Hue::nearest).unwrap_or_else(|| Hue::nth(index));
    Calendar {
        id: CalendarId::random(),
        connection_id: connection.clone(),
        handle: found.handle.clone(),
        name: found.name.clone(),
        named_here: false,
        hue,
        zone: found.zone.clone(),
        can_write: found.can_write,
        counts_busy,
        rules: Rules::default(),
        receives_bookings,
        shown: true,
        gone: false,
        missing_since: None,
        unread: None,
        last_read_at: None,
        compared_at: None,
        covered: None,
        read_every: None,
        held: None,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
