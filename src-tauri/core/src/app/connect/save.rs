//! Saves an account that was looked up, and resumes what waited for it.

use chrono::{DateTime, Utc};

use super::look_up::{LookedUp, UsedSignIn};
use super::same_account;
use crate::app::views::{ConnectChoice, Connection, FoundAccount, UiError};
use crate::app::{Answer, App, lock};
use crate::model::connection::{self, ConnectionStatus, FoundCalendar, Health};
use crate::model::ids::{CalendarHandle, ConnectionId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers::{Provider, SignIn};
use crate::signin::registration::Registration;
use crate::store::connections::SignedIn;
use crate::store::former_calendars::Former;
use crate::store::{self, Db, Store, calendars, connections, copies, former_calendars, outbox};
use crate::sync;
use crate::sync::engine::new_calendar;

/// The most characters of a calendar's own name.
const LONGEST_NAME: usize = 200;

impl App {
    /// Saves an account that was looked up. The same account again updates its row (S12).
    pub fn connect(&self, choice: ConnectChoice) -> Answer<Connection> {
        let store = self.open_store()?;
        let name = choice.name.as_deref().map(own_name).transpose()?;
        let Some(found) = lock(&self.0.found).remove(&choice.found_id) else {
            return Err(UiError::of(Reason::AuthLate));
        };
        let home = self.zone(&store);
        let saved = self.save_found(&store, &home, &found, &choice, name.as_deref());
        if saved.is_err() {
            // The disk may be full: the person can try again with the same sign-in.
            lock(&self.0.found).insert(choice.found_id, found);
        }
        let id = saved?;
        self.0.engine.forget_listing(&id);
        self.0.engine.sessions.forget(&id);
        self.0.wake.notify_one();
        self.connection(&id)
    }

    fn save_found(
        &self,
        store: &Store,
        home: &Zone,
        found: &LookedUp,
        choice: &ConnectChoice,
        name: Option<&str>,
    ) -> Answer<ConnectionId> {
        let now = self.now();
        let is_link = matches!(found.provider.sign_in, SignIn::Link);
        if name.is_some() && !is_link {
            return Err(UiError::input("Only the calendar of a link takes a name of your own.", ""));
        }
        store.write_or(|db| {
            let known = match same_account(db, found.provider.id, &found.account)? {
                Some(known) => Some(known),
                None => replaced_row(db, found.provider, choice.replaces.as_deref())?,
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
            let before = connections::get(db, &id)?;
            connections::put(db, &connection, &signed_in, now)?;
            if let SignIn::Browser(flow) = &found.provider.sign_in
                && let Ok(own) = Registration::of(flow, &self.ports().settings)
            {
                connections::put_endpoints(db, &id, &own.endpoints())?;
            }
            connections::put_health(db, &id, &connection.health)?;
            let kept = calendars::of_connection(db, &id)?;
            let former = former_calendars::of_account(db, found.provider.id, &found.account)?;
            for (index, calendar) in found.calendars.iter().enumerate() {
                let key = calendar.handle.as_str();
                let busy = choice.busy.iter().any(|chosen| chosen == key);
                let receives = calendar.can_write && choice.receives.as_deref() == Some(key);
                let row = match kept.iter().find(|kept| kept.handle == calendar.handle) {
                    Some(kept) => connection::Calendar {
                        can_write: calendar.can_write,
                        counts_busy: busy,
                        receives_bookings: receives || (kept.receives_bookings && choice.receives.is_none()),
                        gone: false,
                        missing_since: None,
                        // What was read at another link does not stand for this one.
                        last_read_at: kept.last_read_at.filter(|_| !is_link),
                        ..kept.as_found(calendar)
                    },
                    None => new_calendar(&id, calendar, index, busy, receives),
                };
                let row = named(row, calendar, name);
                // Connected again, it is the calendar that it was.
                let same = former.iter().find(|former| former.handle == calendar.handle);
                match same.filter(|_| kept.iter().all(|kept| kept.handle != calendar.handle)) {
                    Some(former) => {
                        let shown = former.role.map_or(row.shown, |role| role.shown);
                        come_home(db, home, former, connection::Calendar { shown, ..row }, now)?;
                    }
                    None => calendars::put(db, &row, now)?,
                }
            }
            // One that is not there any more is missing, like any other: what belongs to it does not wait for ever.
            for former in &former {
                let is_there = |handle: &CalendarHandle| *handle == former.handle;
                if kept.iter().any(|kept| is_there(&kept.handle))
                    || found.calendars.iter().any(|calendar| is_there(&calendar.handle))
                    || !former.mattered() && !copies::any_home(db, &former.id)?
                {
                    continue;
                }
                let unreceived = choice.receives.is_none() && calendars::receiving(db)?.is_none();
                let row = missing(&id, former, (kept.len(), unreceived), now);
                come_home(db, home, former, row, now)?;
            }
            if is_link || before.is_some_and(|row| was_away(&row)) {
                calendars::all_count_anew(db, &id, now)?;
            }
            resume(db, &id, now)?;
            Ok(id)
        })
    }
}

impl App {
    /// Saves an account with Daybook's proposal or, if it is connected already, with what was chosen for it.
    pub fn connect_as_proposed(&self, found: &FoundAccount) -> Answer<Connection> {
        self.connect_in_place_of(found, None, None)
    }

    /// The same for a calendar link that takes the place of another, or gets a name of the person's own.
    pub fn connect_in_place_of(
        &self,
        found: &FoundAccount,
        replaces: Option<String>,
        name: Option<String>,
    ) -> Answer<Connection> {
        let kept = match found.connection_id.as_ref().or(replaces.as_ref()) {
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
            replaces,
            name,
        })
    }
}

/// Stores a calendar that is connected again, as the one that it was, with its appointments.
fn come_home(
    db: &Db<'_>,
    home: &Zone,
    former: &Former,
    row: connection::Calendar,
    now: DateTime<Utc>,
) -> store::Result<()> {
    let row = connection::Calendar { id: former.id.clone(), rules: former.rules.clone(), ..row };
    calendars::put(db, &row, now)?;
    former_calendars::remove(db, &former.id)?;
    for appointment in copies::come_home(db, &former.id)? {
        sync::settle(db, home, &appointment, now)?;
    }
    Ok(())
}

/// Returns a former calendar of an account that does not list it. `unreceived` = no calendar receives bookings.
fn missing(
    connection: &ConnectionId,
    former: &Former,
    (index, unreceived): (usize, bool),
    now: DateTime<Utc>,
) -> connection::Calendar {
    let found = FoundCalendar {
        handle: former.handle.clone(),
        name: former.name.clone(),
        color: None,
        can_write: former.role.is_none_or(|role| role.can_write),
        zone: None,
        preferred: false,
        aside: false,
    };
    let (busy, receives, shown) =
        former.role.map_or((true, false, true), |role| (role.counts_busy, role.receives_bookings, role.shown));
    let row = new_calendar(connection, &found, index, busy, receives && unreceived);
    connection::Calendar { missing_since: Some(now), shown, ..row }
}

/// Returns the row that this one takes the place of: with a damaged sign-in, or of another calendar link.
fn replaced_row(db: &Db<'_>, provider: &Provider, id: Option<&str>) -> Answer<Option<ConnectionId>> {
    let Some(id) = id else { return Ok(None) };
    let row = connections::get(db, &ConnectionId::from(id))?.filter(|row| row.provider == provider.id);
    match (&provider.sign_in, row) {
        // A mistyped id must not leave the dead link beside the new one.
        (SignIn::Link, None) => Err(UiError::unknown_id("connection")),
        (SignIn::Link, Some(row)) => Ok(Some(row.id)),
        (SignIn::Password { .. } | SignIn::Browser(_), row) => {
            Ok(row.filter(|row| row.connection.is_err()).map(|row| row.id))
        }
    }
}

/// Checks a name that the person gives to a calendar; empty = none.
fn own_name(name: &str) -> Answer<String> {
    let name = name.trim();
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(UiError::input("This name is too long.", "Use at most 200 characters, in one line."));
    }
    Ok(name.to_owned())
}

/// The calendar under the name that the person chose, if one was.
fn named(calendar: connection::Calendar, found: &FoundCalendar, name: Option<&str>) -> connection::Calendar {
    match name {
        None => calendar,
        Some("") => connection::Calendar { name: found.name.clone(), named_here: false, ..calendar },
        Some(name) => connection::Calendar { name: name.to_owned(), named_here: true, ..calendar },
    }
}

/// Returns whether an account was not read for want of a sign-in, or by the person's wish.
fn was_away(row: &connections::Row) -> bool {
    row.connection.is_err() || row.health.paused || row.health.status == ConnectionStatus::NeedsSignIn
}

/// Resumes what waited for a new sign-in.
fn resume(db: &Db<'_>, id: &ConnectionId, now: DateTime<Utc>) -> store::Result<()> {
    for change in outbox::waiting_for(db, id)? {
        outbox::put(db, &change.resumed(now))?;
    }
    Ok(())
}
