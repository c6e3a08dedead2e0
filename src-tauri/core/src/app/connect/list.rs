//! Lists connections and calendars, even without the key and even damaged ones.

use std::collections::HashSet;

use crate::app::present::{self, provider_label, shown_host, stamp};
use crate::app::views::{Calendar, Connection, RuleView, SyncRow, UiError};
use crate::app::{Answer, App};
use crate::availability::why::which;
use crate::model::connection::{self, ConnectionStatus};
use crate::model::ids::ConnectionId;
use crate::model::reason::Reason;
use crate::model::rules::Rule;
use crate::model::zone::Zone;
use crate::providers::{self, Server, SignIn};
use crate::store::{self, Db, StoreError, calendars, connections, events, outbox};

impl App {
    /// Returns every connection, even without the key and even damaged ones.
    pub fn connections(&self) -> Answer<Vec<Connection>> {
        let store = self.store()?;
        let zone = self.zone(&store);
        let syncing = self.0.engine.syncing();
        let unlocked = store.is_unlocked();
        Ok(store.read(|db| {
            connections::all(db)?.into_iter().map(|row| view(db, row, &zone, &syncing, unlocked)).collect()
        })?)
    }

    /// Returns how every connection is, without its calendars. What a run did to it is left at nothing.
    pub(in crate::app) fn accounts(&self) -> Answer<Vec<SyncRow>> {
        let syncing = self.0.engine.syncing();
        Ok(self.store()?.read(|db| {
            let rows = connections::all(db)?.into_iter().map(|row| {
                let (status, reason) = state(&row, syncing.contains(&row.id));
                let waiting = outbox::waiting_for(db, &row.id)?.len();
                Ok(SyncRow {
                    id: row.id.as_str().to_owned(),
                    provider: row.provider,
                    email: row.connection.ok().map(|known| known.account.email).unwrap_or_default(),
                    status,
                    reason,
                    pushed: 0,
                    pulled: 0,
                    failed: 0,
                    waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
                })
            });
            rows.collect()
        })?)
    }

    pub(super) fn connection(&self, id: &ConnectionId) -> Answer<Connection> {
        self.connections()?
            .into_iter()
            .find(|found| found.id == id.as_str())
            .ok_or_else(|| UiError::unknown_id("connection"))
    }
}

/// Returns how a connection is, and why.
fn state(row: &connections::Row, is_syncing: bool) -> (ConnectionStatus, Option<Reason>) {
    let status = match (&row.connection, row.health.paused) {
        (Err(StoreError::Locked), _) => ConnectionStatus::Locked,
        (Err(_), _) => ConnectionStatus::Unreadable,
        (Ok(_), true) => ConnectionStatus::Paused,
        (Ok(_), false) if is_syncing => ConnectionStatus::Syncing,
        (Ok(_), false) => row.health.status,
    };
    let reason = match status {
        ConnectionStatus::Unreadable => Some(Reason::StoreRecord),
        ConnectionStatus::Locked => Some(Reason::KeyMissing),
        ConnectionStatus::Paused | ConnectionStatus::Connected => None,
        // Signing in again helps only where less was allowed than asked for.
        ConnectionStatus::ReadOnly => {
            row.connection.as_ref().is_ok_and(|known| known.read_only).then_some(Reason::AuthPartial)
        }
        ConnectionStatus::Syncing
        | ConnectionStatus::NeedsSignIn
        | ConnectionStatus::Offline
        | ConnectionStatus::NotSyncing
        | ConnectionStatus::Waiting => row.health.reason,
    };
    (status, reason)
}

fn view(
    db: &Db<'_>,
    row: connections::Row,
    zone: &Zone,
    syncing: &HashSet<ConnectionId>,
    unlocked: bool,
) -> store::Result<Connection> {
    let is_syncing = syncing.contains(&row.id);
    let (status, reason) = state(&row, is_syncing);
    let calendars = if unlocked {
        let found = calendars::of_connection(db, &row.id)?;
        found.iter().map(|calendar| calendar_view(db, calendar, zone)).collect::<store::Result<_>>()?
    } else {
        Vec::new()
    };
    let name = present::account_name(&row);
    let known = row.connection.as_ref().ok();
    let provider = providers::by_id(&row.provider);
    let is_link = provider.is_some_and(|provider| matches!(provider.sign_in, SignIn::Link));
    let link = calendars.first().filter(|_| is_link).map(|calendar: &Calendar| calendar.name.clone());
    let always_mails = provider.is_some_and(|provider| !provider.abilities.quiet_changes);
    let (user, server) = match provider.map(|provider| &provider.sign_in) {
        Some(SignIn::Password { server, .. }) => {
            let named = matches!(server, Server::Asked { .. });
            let server = known.filter(|_| named).map(|known| known.account.server.to_string());
            (known.map(|known| known.user_name.clone()), server)
        }
        // A link is a secret, and a browser asks for the rest.
        Some(SignIn::Browser(_) | SignIn::Link) | None => (None, None),
    };
    let waiting = outbox::waiting_for(db, &row.id)?.len();
    let progress = present::first_import(db, &row, is_syncing)?;
    Ok(Connection {
        progress,
        id: row.id.as_str().to_owned(),
        label: provider_label(&row.provider),
        name: link.unwrap_or(name),
        provider: row.provider,
        email: known.map(|known| known.account.email.clone()).unwrap_or_default(),
        status,
        reason,
        host: known.map(|known| shown_host(&known.account.server)).unwrap_or_default(),
        user,
        server,
        primary: row.is_primary,
        mails_clients: known.is_some_and(|known| known.account.server_mails),
        always_mails,
        last_sync: row.health.last_sync_at.map(|at| stamp(at, zone)),
        next_try: row.health.retry_at.map(|at| stamp(at, zone)),
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        calendars,
    })
}

pub(super) fn calendar_view(db: &Db<'_>, calendar: &connection::Calendar, zone: &Zone) -> store::Result<Calendar> {
    Ok(Calendar {
        id: calendar.id.as_str().to_owned(),
        connection_id: calendar.connection_id.as_str().to_owned(),
        name: calendar.name.clone(),
        named_here: calendar.named_here,
        hue: calendar.hue,
        can_write: calendar.can_write,
        counts_busy: calendar.counts_busy,
        rules: rules(calendar),
        receives_bookings: calendar.receives_bookings,
        events: events::count(db, &calendar.id)?,
        shown: calendar.shown,
        gone: calendar.gone,
        reason: calendar.trouble().map(|(reason, _)| reason),
        since: calendar.trouble().and_then(|(_, since)| since).map(|at| stamp(at, zone)),
        held: calendar.held.is_some_and(|held| !held.let_through),
        last_read: calendar.last_read_at.map(|at| stamp(at, zone)),
    })
}

fn rules(calendar: &connection::Calendar) -> Vec<RuleView> {
    let view = |rule: Rule| RuleView {
        rule,
        which: which(rule).to_owned(),
        counts: calendar.rules.counts(rule),
        default: rule.by_default(),
    };
    Rule::changeable().map(view).collect()
}
