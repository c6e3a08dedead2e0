//! Saves an account that was looked up, and resumes what waited for it.

use chrono::{DateTime, Utc};

use super::look_up::{LookedUp, UsedSignIn};
use super::same_account;
use crate::app::views::{ConnectChoice, Connection, FoundAccount, UiError};
use crate::app::{Answer, App, lock};
use crate::model::appointment::OutboxEntry;
use crate::model::connection::{self, ConnectionStatus, Health};
use crate::model::ids::ConnectionId;
use crate::model::reason::Reason;
use crate::ports::Changed;
use crate::providers::{self, SignIn};
use crate::store::connections::SignedIn;
use crate::store::{self, Db, Store, calendars, connections, outbox};
use crate::sync::engine::new_calendar;

impl App {
    /// Saves an account that was looked up. The same account again updates its row (S12).
    pub fn connect(&self, choice: ConnectChoice) -> Answer<Connection> {
        let store = self.open_store()?;
        let Some(found) = lock(&self.0.found).remove(&choice.found_id) else {
            return Err(UiError::of(Reason::AuthLate));
        };
        let saved = self.save_found(&store, &found, &choice);
        if saved.is_err() {
            // The disk may be full: the person can try again with the same sign-in.
            lock(&self.0.found).insert(choice.found_id, found);
        }
        let id = saved?;
        self.0.engine.forget_listing(&id);
        self.0.engine.sessions.forget(&id);
        for what in [Changed::Connections, Changed::Status, Changed::Agenda] {
            self.announce(what);
        }
        self.0.wake.notify_one();
        self.connection(&id)
    }

    fn save_found(&self, store: &Store, found: &LookedUp, choice: &ConnectChoice) -> Answer<ConnectionId> {
        let now = self.now();
        store.write_or(|db| {
            let known = match same_account(db, found.provider.id, &found.account)? {
                Some(known) => Some(known),
                None => damaged_row(db, found.provider.id, choice.replaces.as_deref())?,
            };
            let id = known.unwrap_or_else(ConnectionId::random);
            let connection = connection::Connection {
                id: id.clone(),
                provider: found.provider.id.to_owned(),
                account: found.account.clone(),
                user_name: match &found.signed_in {
                    UsedSignIn::Password { user, .. } => user.clone(),
                    UsedSignIn::Tokens(_) => String::new(),
                },
                is_primary: false,
                read_only: found.read_only,
                health: Health {
                    status: ConnectionStatus::Syncing,
                    reason: None,
                    paused: false,
                    failures: 0,
                    retry_at: None,
                    last_sync_at: None,
                },
            };
            let signed_in = match &found.signed_in {
                UsedSignIn::Password { password, .. } => SignedIn::Password(password),
                UsedSignIn::Tokens(tokens) => SignedIn::Tokens(tokens),
            };
            connections::put(db, &connection, &signed_in, now)?;
            connections::put_health(db, &id, &connection.health)?;
            let kept = calendars::of_connection(db, &id)?;
            for (index, calendar) in found.calendars.iter().enumerate() {
                let key = calendar.handle.as_str();
                let busy = choice.busy.iter().any(|chosen| chosen == key);
                let receives = calendar.can_write && choice.receives.as_deref() == Some(key);
                let row = match kept.iter().find(|kept| kept.handle == calendar.handle) {
                    Some(kept) => connection::Calendar {
                        name: calendar.name.clone(),
                        can_write: calendar.can_write,
                        counts_busy: busy,
                        receives_bookings: receives || (kept.receives_bookings && choice.receives.is_none()),
                        gone: false,
                        ..kept.clone()
                    },
                    None => new_calendar(&id, calendar, index, busy, receives),
                };
                calendars::put(db, &row, now)?;
            }
            resume(db, &id, now)?;
            Ok(id)
        })
    }
}

impl App {
    /// Saves an account with Daybook's proposal or, if it is connected already, with what was chosen for it.
    pub fn connect_as_proposed(&self, found: &FoundAccount) -> Answer<Connection> {
        let kept = match &found.connection_id {
            Some(id) => {
                let id = ConnectionId::from(id.as_str());
                self.open_store()?.read(|db| calendars::of_connection(db, &id))?
            }
            None => Vec::new(),
        };
        let busy = found.calendars.iter().filter(|calendar| {
            let before = kept.iter().find(|kept| kept.handle.as_str() == calendar.key);
            before.map_or(calendar.counts_busy, |before| before.counts_busy)
        });
        let receives = found.calendars.iter().find(|calendar| calendar.receives_bookings && calendar.can_write);
        self.connect(ConnectChoice {
            found_id: found.found_id.clone(),
            busy: busy.map(|calendar| calendar.key.clone()).collect(),
            receives: receives.map(|calendar| calendar.key.clone()),
            replaces: None,
        })
    }
}

/// Returns the row with the damaged sign-in that this one replaces.
fn damaged_row(db: &Db<'_>, provider: &str, id: Option<&str>) -> store::Result<Option<ConnectionId>> {
    let Some(id) = id else { return Ok(None) };
    let row = connections::get(db, &ConnectionId::from(id))?;
    let is_link = providers::by_id(provider).is_some_and(|it| matches!(it.sign_in, SignIn::Link));
    Ok(row.filter(|row| row.provider == provider && (row.connection.is_err() || is_link)).map(|row| row.id))
}

/// Resumes what waited for a new sign-in.
fn resume(db: &Db<'_>, id: &ConnectionId, now: DateTime<Utc>) -> store::Result<()> {
    for entry in outbox::waiting_for(db, id)? {
        outbox::put(db, &OutboxEntry { reason: None, next_try_at: now, updated_at: now, ..entry })?;
    }
    Ok(())
}
