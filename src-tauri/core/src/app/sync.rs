//! Keeping in sync while the app runs, and on request.

use std::collections::{BTreeSet, HashSet};
use std::io::ErrorKind;
use std::time::Duration;

use chrono::TimeDelta;

use super::present::Context;
use super::sentences::{Fact, with};
use super::views::{SyncReport, SyncRow, UiError};
use super::{Answer, App, activity, recheck};
use crate::change::Change;
use crate::model::ids::ConnectionId;
use crate::model::reason::Reason;
use crate::ports::Changed;
use crate::store::lock_file::NoLock;
use crate::store::{Db, StoreError, calendars, connections, outbox};
use crate::sync::may_run;
use crate::sync::run::Scope;
use crate::sync::schedule;

/// The longest sleep after a failure: the network may be back.
const WHILE_OFFLINE: Duration = Duration::from_secs(60);
/// How often to look for another process's changes.
const LOOK: Duration = Duration::from_secs(2);

/// What keeps a sync from running at all.
fn no_lock(why: NoLock) -> UiError {
    let kind = match why {
        NoLock::Held => return UiError::of(Reason::SyncElsewhere),
        NoLock::Refused(kind) => kind,
    };
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => UiError::of(Reason::StoreFull),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => StoreError::Folder(kind).into(),
        _ => UiError::say(Reason::StoreLock, &with(Fact::System, kind.to_string())),
    }
}

impl App {
    /// Syncs every connection now. Also called when the network is back.
    pub async fn sync_now(&self) -> Answer<SyncReport> {
        self.sync(Scope::All).await
    }

    /// Sends what is due and reads what is due.
    pub async fn sync_due(&self) -> Answer<SyncReport> {
        self.sync(Scope::Due).await
    }

    async fn sync(&self, scope: Scope) -> Answer<SyncReport> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let (began, read) = (self.now(), store.read(calendars::ever_read)?);
        let outcomes = self.0.engine.run(&store, self.ports(), &home, scope).await.map_err(no_lock)?;
        let look_again = |db: &Db<'_>| {
            if outcomes.iter().any(|outcome| outcome.pulled > 0) {
                recheck::found_elsewhere(db, &home, began, &read, self.now())?;
            }
            recheck::look_again(db, &home, self.now())
        };
        let news = store.write(look_again).unwrap_or_else(|error| {
            tracing::warn!(%error, "times that were not checked could not be looked at again");
            false
        });
        if news {
            self.announce(Changed::Activity);
            self.announce(Changed::Status);
        }
        if let Some(error) = outcomes.iter().find_map(|outcome| outcome.unsaved.clone()) {
            return Err(error.into());
        }
        let mut report = SyncReport::default();
        for row in self.accounts()? {
            let outcome = outcomes.iter().find(|outcome| outcome.connection == ConnectionId::from(row.id.as_str()));
            let count = |field: fn(&crate::sync::run::Outcome) -> u32| outcome.map_or(0, field);
            let row = SyncRow {
                pushed: count(|outcome| outcome.pushed),
                pulled: count(|outcome| outcome.pulled),
                failed: count(|outcome| outcome.failed),
                ..row
            };
            report.pushed = report.pushed.saturating_add(row.pushed);
            report.pulled = report.pulled.saturating_add(row.pulled);
            report.failed = report.failed.saturating_add(row.failed);
            report.connections.push(row);
        }
        let (waiting, held) = store.read(|db| {
            let mut context = Context::read(db, home.clone(), HashSet::new())?;
            Ok((outbox::counts(db)?.0, activity::held(&mut context, &connections::all(db)?)?))
        })?;
        (report.waiting, report.held) = (waiting, held);
        Ok(report)
    }

    /// Sends what waits, whether or not it could still be undone, for a program that is about to end: for `limit` at most.
    /// Returns how many changes wait all the same, and announces them.
    pub async fn send_before_the_end(&self, limit: Duration) -> u32 {
        if self.waiting() == 0 {
            return 0;
        }
        let now = self.now();
        let hurried = self.open_store().and_then(|store| {
            Ok(store.write(|db| {
                let mut waiting = outbox::open(db)?.into_iter().filter(Change::waits);
                waiting.try_for_each(|change| outbox::put(db, &change.hurried(now)))
            })?)
        });
        if let Err(error) = hurried {
            tracing::info!(code = error.code.word(), "what can still be undone was not hurried");
        }
        match tokio::time::timeout(limit, self.sync(Scope::Changes)).await {
            Ok(Ok(report)) => tracing::info!(sent = report.pushed, "sent before the end"),
            Ok(Err(error)) => tracing::info!(code = error.code.word(), "nothing was sent before the end"),
            Err(_) => tracing::info!("sending before the end took too long"),
        }
        // A token that was traded for another is worth nothing any more.
        drop(tokio::time::timeout(limit, self.tokens_saved()).await);
        let left = self.waiting();
        if left > 0 {
            self.announce(Changed::Status);
            self.announce(Changed::Closing);
        }
        left
    }

    /// Returns how many changes wait to be sent, as far as they can be read.
    pub fn waiting(&self) -> u32 {
        let counts = self.open_store().and_then(|store| Ok(store.read(outbox::counts)?));
        counts.map_or(0, |(waiting, _)| waiting)
    }

    /// Returns the ids of the changes that wait to be sent, as far as they can be read.
    pub fn what_waits(&self) -> BTreeSet<String> {
        let open = self.open_store().and_then(|store| Ok(store.read(outbox::open)?)).unwrap_or_default();
        open.into_iter().filter(Change::waits).map(|change| change.id.as_str().to_owned()).collect()
    }

    /// Keeps in sync for as long as it is polled: wakes on a change, when something is due, at least
    /// every five minutes.
    pub async fn keep_in_sync(&self) {
        loop {
            if self.open_store().is_ok()
                && let Err(error) = self.sync_due().await
            {
                tracing::info!(code = error.code.word(), "a round of the sync did not run");
            }
            let wait = self.until_next_round();
            tokio::select! {
                () = self.0.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Returns how long the sync may sleep: until something can be done at a connection that may run.
    pub fn until_next_round(&self) -> Duration {
        let Ok(store) = self.open_store() else { return schedule::EVERY };
        let now = self.now();
        let looked = store.read(|db| {
            let mut times = Vec::new();
            for connection in connections::all(db)?.into_iter().filter_map(|row| row.connection.ok()).filter(may_run) {
                times.push((outbox::next_due(db, &connection.id)?, connection.health.retry_at));
            }
            Ok(times)
        });
        let Ok(times) = looked else { return WHILE_OFFLINE };
        // A change waits as long as its connection is held back.
        let next = times.iter().filter_map(|(due, held)| (*due).max(*held)).min();
        let until = next.map_or(TimeDelta::MAX, |at| at - now).max(TimeDelta::milliseconds(200));
        let longest = if times.iter().any(|(_, held)| held.is_some()) { WHILE_OFFLINE } else { schedule::EVERY };
        until.to_std().unwrap_or(longest).min(longest)
    }

    /// Announces what another process wrote to the same data, for as long as it is polled.
    pub async fn watch_data(&self) {
        let mut seen = None;
        loop {
            if let Ok(store) = self.store()
                && let Ok(version) = store.data_version()
            {
                if seen.is_some_and(|seen| seen != version) {
                    for what in
                        [Changed::Agenda, Changed::Connections, Changed::Activity, Changed::Status, Changed::Settings]
                    {
                        self.announce(what);
                    }
                    self.0.wake.notify_one();
                }
                seen = Some(version);
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}
