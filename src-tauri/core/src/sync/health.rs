//! Says which connections may run, what is due for them, and how a connection is after a run.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::run::{Scope, Stop};
use super::schedule;
use crate::model::connection::{Calendar, Connection, ConnectionStatus, Health};
use crate::model::ids::OutboxId;
use crate::model::reason::Reason;
use crate::providers::{self, Refusal, RemoteError, SignIn};
use crate::store::{self, Db, Store, calendars, outbox};

/// A link that was refused is asked again after this: the server may have been wrong.
pub(super) const ASK_AGAIN: TimeDelta = TimeDelta::hours(1);

pub(super) fn wants_run(store: &Store, connection: &Connection, scope: Scope, now: DateTime<Utc>) -> bool {
    let health = &connection.health;
    if !may_run(connection) {
        return false;
    }
    let held_back = health.retry_at.is_some_and(|at| schedule::is_ahead(at, now, schedule::LONGEST_HOLD));
    let asked_to_wait = held_back && health.status == ConnectionStatus::Waiting;
    match scope {
        Scope::All => return !asked_to_wait,
        // The program ends: what could not be sent a moment ago may go now.
        Scope::Changes => {
            let waits = || store.read(|db| outbox::waiting_for(db, &connection.id)).is_ok_and(|all| !all.is_empty());
            return !asked_to_wait && waits();
        }
        Scope::Due if held_back => return false,
        Scope::Due => {}
    }
    let answered = store.read(|db| calendars::any_let_through(db, &connection.id)).unwrap_or_default();
    answered || reading_due(health, now) || !due_changes(store, connection, now).is_empty()
}

/// Returns the changes for a connection that are to be sent now.
pub(super) fn due_changes(store: &Store, connection: &Connection, now: DateTime<Utc>) -> HashSet<OutboxId> {
    let waiting = store.read(|db| outbox::waiting_for(db, &connection.id)).unwrap_or_default();
    waiting.iter().filter(|entry| schedule::is_due(entry, now)).map(|entry| entry.id.clone()).collect()
}

/// Returns whether anything may be sent at all.
pub(super) fn may_send(connection: &Connection, now: DateTime<Utc>) -> bool {
    may_run(connection)
        && !connection.health.retry_at.is_some_and(|at| schedule::is_ahead(at, now, schedule::LONGEST_HOLD))
}

/// Returns whether a run may try this connection at all. A refused sign-in is not retried automatically: too many tries
/// can lock an account. A link has none.
pub(crate) fn may_run(connection: &Connection) -> bool {
    let health = &connection.health;
    !(health.paused || (health.status == ConnectionStatus::NeedsSignIn && !is_link(connection)))
}

/// Returns whether an account may be asked about a time. One that asked for patience is left alone.
pub(super) fn may_ask(connection: &Connection, now: DateTime<Utc>) -> bool {
    let health = &connection.health;
    let held_back = health.retry_at.is_some_and(|at| schedule::is_ahead(at, now, schedule::LONGEST_HOLD));
    may_run(connection) && !(held_back && health.status == ConnectionStatus::Waiting) && !is_link(connection)
}

pub(super) fn is_link(connection: &Connection) -> bool {
    providers::by_id(&connection.provider).is_some_and(|known| matches!(known.sign_in, SignIn::Link))
}

/// Returns what a failure means where there is no account but a calendar link; `None` = what it always means.
pub(super) const fn why_no_link(done: &Result<(), Stop>) -> Option<Reason> {
    match done {
        Err(Stop::Remote(RemoteError::SignedOut)) => Some(Reason::AuthLinkGone),
        Err(Stop::Remote(RemoteError::Garbled(_))) => Some(Reason::AuthLinkUnreadable),
        Err(Stop::Remote(RemoteError::Refused(Refusal::TooLarge))) => Some(Reason::AuthTooLarge),
        Ok(()) | Err(Stop::Store(_) | Stop::Remote(_)) => None,
    }
}

/// Returns whether a calendar that says how often it is worth reading is due.
pub(super) fn worth_reading(calendar: &Calendar, now: DateTime<Utc>) -> bool {
    let (Some(every), Some(last)) = (calendar.read_every, calendar.last_read_at) else { return true };
    !schedule::is_younger(last, now, every)
}

pub(super) fn reading_due(health: &Health, now: DateTime<Utc>) -> bool {
    let every = TimeDelta::from_std(schedule::EVERY).unwrap_or_default();
    health.failures > 0 || !health.last_sync_at.is_some_and(|at| schedule::is_younger(at, now, every))
}

/// Returns the connection's health after a run, and the reason for changes that still wait.
pub(super) fn health_after(before: &Health, done: &Result<(), Stop>, now: DateTime<Utc>) -> (Health, Option<Reason>) {
    let failures = before.failures.saturating_add(1);
    let dice = f64::from(now.timestamp_subsec_micros() % 1000) / 1000.0;
    let wait = TimeDelta::from_std(schedule::back_off(failures, dice)).unwrap_or(TimeDelta::minutes(15));
    let failed = |status, reason: Reason, retry_at| {
        (Health { status, reason: Some(reason), failures, retry_at, ..before.clone() }, Some(reason))
    };
    match done {
        Ok(()) => {
            let health = Health {
                status: ConnectionStatus::Connected,
                reason: None,
                failures: 0,
                retry_at: None,
                last_sync_at: Some(now),
                paused: before.paused,
            };
            (health, None)
        }
        Err(Stop::Remote(RemoteError::SignedOut)) => failed(ConnectionStatus::NeedsSignIn, Reason::AuthExpired, None),
        Err(Stop::Remote(RemoteError::NotLetIn(reason))) => {
            failed(ConnectionStatus::NotSyncing, *reason, Some(now + wait))
        }
        Err(Stop::Remote(RemoteError::Throttled { until })) => {
            let until = until.map_or(now + wait, |until| schedule::no_sooner_than(until, now, dice));
            failed(ConnectionStatus::Waiting, Reason::RateLimited, Some(until))
        }
        Err(Stop::Remote(RemoteError::Refused(Refusal::Certificate))) => {
            failed(ConnectionStatus::NotSyncing, Reason::AuthCertificate, Some(now + wait))
        }
        Err(Stop::Remote(RemoteError::Refused(Refusal::Redirect | Refusal::Insecure))) => {
            failed(ConnectionStatus::NotSyncing, Reason::AuthRedirect, Some(now + wait))
        }
        Err(Stop::Store(_)) => failed(ConnectionStatus::NotSyncing, Reason::StoreFailed, Some(now + wait)),
        Err(Stop::Remote(RemoteError::Offline)) => {
            failed(ConnectionStatus::Offline, Reason::NetOffline, Some(now + wait))
        }
        Err(Stop::Remote(
            RemoteError::Unreached
            | RemoteError::NoAnswer
            | RemoteError::Failed
            | RemoteError::Conflict { .. }
            | RemoteError::Gone
            | RemoteError::CursorLost
            | RemoteError::Refused(
                Refusal::ReadOnly
                | Refusal::NoCalendars
                | Refusal::TooLarge
                | Refusal::CalendarGone
                | Refusal::Quota
                | Refusal::Other,
            )
            | RemoteError::Garbled(_),
        )) => failed(ConnectionStatus::Offline, Reason::NetServer, Some(now + wait)),
    }
}

/// Returns `ReadOnly` for a connection that works but has no writable calendar, else `status`.
pub(super) fn status_when_well(
    db: &Db<'_>,
    connection: &Connection,
    status: ConnectionStatus,
) -> store::Result<ConnectionStatus> {
    if status != ConnectionStatus::Connected {
        return Ok(status);
    }
    let all = calendars::of_connection(db, &connection.id)?;
    let none_writable = !all.is_empty() && all.iter().all(|calendar| !calendar.can_write);
    Ok(if none_writable { ConnectionStatus::ReadOnly } else { status })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S53
    #[test]
    fn whoever_is_asked_for_patience_waits_at_least_so_long_and_some_longer() {
        let health = Health {
            status: ConnectionStatus::Connected,
            reason: None,
            paused: false,
            failures: 0,
            retry_at: None,
            last_sync_at: None,
        };
        let later = |micros: u32| {
            let now = DateTime::from_timestamp(1_800_000_000, micros * 1_000).unwrap();
            let until = now + TimeDelta::seconds(100);
            let throttled = Err(Stop::Remote(RemoteError::Throttled { until: Some(until) }));
            health_after(&health, &throttled, now).0.retry_at.unwrap() - until
        };
        assert_eq!(later(0), TimeDelta::zero());
        assert_eq!(later(500), TimeDelta::seconds(5));
    }
}
