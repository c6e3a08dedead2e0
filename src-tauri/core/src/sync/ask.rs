//! Asks the calendars themselves what takes place around one time, beside what was read of them. Nothing of it is kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::task::JoinSet;

use super::engine::Engine;
use super::health::may_ask;
use crate::model::connection::{Calendar, Connection};
use crate::model::ids::{CalendarId, ConnectionId};
use crate::ports::Ports;
use crate::providers::{self, RemoteCalendar, RemoteError, RemoteEvent, Time};
use crate::store::{self, Db, Store, calendars, connections};

/// So much around a time is asked for: a whole day lies elsewhere for a server than for a reader, and what is known to be there shows
/// whether the answer is to be believed.
const AROUND: TimeDelta = TimeDelta::hours(26);

/// What a calendar answered.
pub(crate) struct Answered {
    pub calendar: CalendarId,
    /// What takes place around the time, as it stands there.
    pub events: Vec<RemoteEvent>,
}

/// What was heard so far.
#[derive(Default)]
struct Heard {
    answered: Vec<Answered>,
    /// The accounts whose sign-in was refused.
    refused: Vec<ConnectionId>,
}

impl Engine {
    /// Asks each calendar that counts as busy, a request at a time of each account and all accounts at once. What does not
    /// answer within `limit` is left out, and so is what cannot be asked.
    pub(crate) async fn ask(
        &self,
        store: &Arc<Store>,
        ports: &Ports,
        (from, to): Time,
        limit: Duration,
    ) -> Vec<Answered> {
        let span = (from - AROUND, to + AROUND);
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let mut asking = JoinSet::new();
        for (connection, calendars) in store.read(|db| to_ask(db, ports)).unwrap_or_default() {
            let Some(provider) = providers::by_id(&connection.provider) else { continue };
            let Ok(remote) = self.open(store, ports, provider, &connection) else { continue };
            asking.spawn(each(remote, connection.id, calendars, span, Arc::clone(&heard)));
        }
        let all = async { while asking.join_next().await.is_some() {} };
        if tokio::time::timeout(limit, all).await.is_err() {
            tracing::info!("not every calendar said in time what takes place");
        }
        let heard = std::mem::take(&mut *lock(&heard));
        for account in &heard.refused {
            // The next run says so, and nobody asks again until then: too many tries can lock an account.
            self.want(account);
        }
        heard.answered
    }
}

/// Returns what can be asked: calendars that count, of accounts that are signed in to.
fn to_ask(db: &Db<'_>, ports: &Ports) -> store::Result<Vec<(Connection, Vec<Calendar>)>> {
    let mut all = Vec::new();
    for connection in connections::all(db)?.into_iter().filter_map(|row| row.connection.ok()) {
        if !may_ask(&connection, ports.clock.now()) {
            continue;
        }
        let mut calendars = calendars::of_connection(db, &connection.id)?;
        // Of one that is missing, or not believed as it is now, an answer proves nothing.
        calendars.retain(|one| one.counts_busy && !one.gone && one.missing_since.is_none() && one.held.is_none());
        all.push((connection, calendars));
    }
    Ok(all)
}

/// Asks the calendars of one account, one after the other.
async fn each(
    remote: Box<dyn RemoteCalendar>,
    account: ConnectionId,
    calendars: Vec<Calendar>,
    span: Time,
    heard: Arc<Mutex<Heard>>,
) {
    for calendar in calendars {
        let answer = remote.during(&calendar.handle, span).await;
        let error = match answer {
            Ok(Some(events)) => {
                lock(&heard).answered.push(Answered { calendar: calendar.id, events });
                continue;
            }
            Ok(None) => continue,
            Err(error) => error,
        };
        tracing::info!(%error, "a calendar did not say what takes place");
        match error {
            RemoteError::SignedOut | RemoteError::NotLetIn(_) => {
                lock(&heard).refused.push(account);
                return;
            }
            RemoteError::Offline | RemoteError::Unreached | RemoteError::NoAnswer | RemoteError::Throttled { .. } => {
                return;
            }
            // Another calendar may well answer.
            RemoteError::Failed
            | RemoteError::Conflict { .. }
            | RemoteError::Gone
            | RemoteError::CursorLost
            | RemoteError::Refused(_)
            | RemoteError::Garbled(_) => {}
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
