//! Turns what is stored into what is shown.

mod differs;
mod waits;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use url::Url;

use super::reply::Replies;
use super::series::{self, row_of};
use super::title;
use super::views::{Appointment, FreeTime, Progress, Sync};
use crate::change::Change;
use crate::model::appointment::{self, OutboxState, Status, SyncState};
use crate::model::client::{Client, Hue, Service};
use crate::model::connection::{Calendar, ConnectionStatus};
use crate::model::ids::{AppointmentId, CalendarId, ClientId, ServiceId};
use crate::model::reason::Reason;
use crate::model::title::is_default_title;
use crate::model::zone::Zone;
use crate::providers::{self, Server, SignIn};
use crate::store::{
    Db, Result, StoreError, calendars, clients, connections, copies, former_calendars, or_nothing, outbox, services,
};
use crate::sync;

pub(super) use differs::{Differing, differs, shown};
pub(super) use waits::waits;

pub(super) fn day(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

pub(super) fn time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Returns RFC 3339 with the zone's offset at that instant.
pub(super) fn stamp(at: DateTime<Utc>, zone: &Zone) -> String {
    match chrono::FixedOffset::east_opt(zone.offset(at)) {
        Some(offset) => at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false),
        None => at.to_rfc3339_opts(SecondsFormat::Secs, false),
    }
}

/// Returns a span on the practitioner's wall clock: day, from, to, day of the end.
pub(super) fn wall(start: DateTime<Utc>, end: DateTime<Utc>, zone: &Zone) -> (String, String, String, String) {
    let (from, to) = (zone.wall(start), zone.wall(end));
    (day(from.date()), time(from.time()), time(to.time()), day(to.date()))
}

/// Returns a span as `2026-11-25T10:00/2026-11-25T10:50` on the practitioner's wall clock.
pub(super) fn span(start: DateTime<Utc>, end: DateTime<Utc>, zone: &Zone) -> String {
    let (day, from, to, end_day) = wall(start, end, zone);
    format!("{day}T{from}/{end_day}T{to}")
}

pub(super) fn free_time(start: DateTime<Utc>, end: DateTime<Utc>, zone: &Zone) -> FreeTime {
    let (day, from, to, _) = wall(start, end, zone);
    FreeTime { day, from, to }
}

pub(super) fn provider_label(id: &str) -> String {
    providers::by_id(id).map_or_else(|| id.to_owned(), |provider| provider.label.to_owned())
}

pub(super) fn shown_host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

/// Returns what an account is called: its provider, or the server that the person named.
pub(super) fn account_name(row: &connections::Row) -> String {
    let sign_in = providers::by_id(&row.provider).map(|provider| &provider.sign_in);
    match (&row.connection, sign_in) {
        (Ok(known), Some(SignIn::Password { server: Server::Asked { .. }, .. })) => shown_host(&known.account.server),
        (_, _) => provider_label(&row.provider),
    }
}

/// Returns whether the person has to do something about a connection.
pub(super) fn needs_person(row: &connections::Row) -> bool {
    row.connection.is_err() && !matches!(row.connection, Err(StoreError::Locked))
        || matches!(row.health.status, ConnectionStatus::NeedsSignIn | ConnectionStatus::Unreadable)
}

/// Returns how far the first import of a connection is: from its first event to the end of its first complete sync. A total of
/// 0 = it is not known how many there are.
pub(super) fn first_import(db: &Db<'_>, row: &connections::Row, is_syncing: bool) -> Result<Option<Progress>> {
    if row.health.last_sync_at.is_some() {
        return Ok(None);
    }
    let (done, left) = calendars::first_readings(db, &row.id)?;
    let total = left.map_or(0, |left| done.saturating_add(left));
    Ok((is_syncing || done > 0).then_some(Progress { done, total }))
}

/// Returns whether it is paused, or its last sync failed, for want of a network or in another way.
pub(super) fn stands_still(row: &connections::Row) -> bool {
    row.health.paused || matches!(row.health.status, ConnectionStatus::Offline | ConnectionStatus::NotSyncing)
}

/// The last try found that this computer has no network.
pub(super) fn found_no_network(row: &connections::Row) -> bool {
    !row.health.paused && row.health.reason == Some(Reason::NetOffline)
}

/// What the views of one answer share, read once.
pub(super) struct Context<'d, 'a> {
    db: &'d Db<'a>,
    pub zone: Zone,
    services: Vec<Service>,
    pub calendars: Vec<Calendar>,
    open: HashMap<AppointmentId, Change>,
    clients: HashMap<ClientId, Client>,
    /// The name under which each calendar invites.
    practitioners: HashMap<CalendarId, Option<String>>,
    sending: HashSet<AppointmentId>,
}

impl<'d, 'a> Context<'d, 'a> {
    pub fn read(db: &'d Db<'a>, zone: Zone, sending: HashSet<AppointmentId>) -> Result<Self> {
        let open = outbox::open(db)?.into_iter().map(|entry| (entry.appointment_id.clone(), entry)).collect();
        Ok(Self {
            db,
            zone,
            services: services::all(db)?,
            calendars: calendars::all(db)?.into_iter().flatten().collect(),
            open,
            clients: HashMap::new(),
            practitioners: HashMap::new(),
            sending,
        })
    }

    pub fn db(&self) -> &'d Db<'a> {
        self.db
    }

    pub fn client(&mut self, id: &ClientId) -> Result<Client> {
        if let Some(client) = self.clients.get(id) {
            return Ok(client.clone());
        }
        let client = match clients::get(self.db, id) {
            Ok(Some(client)) => client,
            // The appointment stays visible at its time even if the name is lost.
            Ok(None) | Err(StoreError::Unreadable { .. }) => {
                Client { id: id.clone(), name: "—".to_owned(), email: None, phone: None }
            }
            Err(other) => return Err(other),
        };
        self.clients.insert(id.clone(), client.clone());
        Ok(client)
    }

    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.iter().find(|calendar| calendar.id.as_str() == id)
    }

    /// Returns what account and calendar are called, also of those that were disconnected.
    pub fn place(&self, calendar: Option<&CalendarId>) -> Result<(Option<String>, Option<String>)> {
        let Some(id) = calendar else { return Ok((None, None)) };
        if let Some(calendar) = self.calendar(id.as_str()) {
            let row = connections::get(self.db, &calendar.connection_id)?;
            return Ok((row.map(|row| account_name(&row)), Some(calendar.name.clone())));
        }
        Ok(match former_calendars::get(self.db, id)? {
            Some(of) => (Some(of.account.unwrap_or_else(|| provider_label(&of.provider))), of.calendar),
            None => (None, None),
        })
    }

    /// Returns the view of one appointment; [`Self::appointments`] reads several together.
    pub fn appointment(&mut self, kept: &appointment::Appointment) -> Result<Appointment> {
        let row = row(kept);
        let replies = Replies::read(self.db, std::iter::once(&row), &self.calendars)?;
        self.present(kept, &replies)
    }

    pub fn appointments(&mut self, kept: &[appointment::Appointment]) -> Result<Vec<Appointment>> {
        let rows: Vec<_> = kept.iter().map(row).collect();
        let replies = Replies::read(self.db, rows.iter(), &self.calendars)?;
        kept.iter().map(|one| self.present(one, &replies)).collect()
    }

    fn present(&mut self, kept: &appointment::Appointment, replies: &Replies) -> Result<Appointment> {
        let client = self.client(&kept.client_id)?;
        let titled = self.is_titled(kept, &client.name)?;
        let service = kept.service_id.as_ref().and_then(|id| self.service(id));
        let own_zone = Zone::named(&kept.zone).unwrap_or_else(|_| self.zone.clone());
        let (day, from, to, end_day) = wall(kept.starts_at, kept.ends_at, &self.zone);
        let calendar = kept.calendar_id.as_ref().and_then(|id| self.calendar(id.as_str()));
        let row = row(kept);
        let reply = replies.of(&row, calendar, &client);
        Ok(Appointment {
            id: kept.id.as_str().to_owned(),
            client: client.name,
            client_id: client.id.as_str().to_owned(),
            email: client.email,
            title: kept.title.clone(),
            place: kept.place.clone(),
            description: kept.description.clone(),
            notes: kept.notes.clone(),
            start: stamp(kept.starts_at, &own_zone),
            end: stamp(kept.ends_at, &own_zone),
            zone: kept.zone.clone(),
            day,
            from,
            to,
            end_day,
            minutes: kept.minutes,
            service: service.map(|service| service.name.clone()),
            service_id: kept.service_id.as_ref().map(|id| id.as_str().to_owned()),
            hue: service.map_or(Hue::Petrol, |service| service.hue),
            status: kept.status,
            invite: kept.invite,
            reply,
            sync: self.sync(&row)?,
            connection_id: calendar.map(|calendar| calendar.connection_id.as_str().to_owned()),
            calendar_id: kept.calendar_id.as_ref().map(|id| id.as_str().to_owned()),
            calendar_event_id: calendar.and(kept.calendar_event_id.as_ref()).map(|handle| handle.as_str().to_owned()),
            guessed: kept.guessed.clone(),
            repeats: kept.repeat.is_none() && copies::repeats(self.db, &kept.id)?,
            series: kept.repeat.as_ref().map(|repeat| series::view(&row.id, repeat)),
            titled,
            clocks: self.zone.clocks(kept.starts_at, kept.ends_at),
        })
    }

    fn is_titled(&mut self, kept: &appointment::Appointment, client: &str) -> Result<bool> {
        if kept.title == client {
            return Ok(false);
        }
        let Some(id) = &kept.calendar_id else { return Ok(true) };
        let practitioner = match self.practitioners.get(id) {
            Some(known) => known.clone(),
            None => {
                let found = title::practitioner(self.db, Some(id))?;
                self.practitioners.insert(id.clone(), found.clone());
                found
            }
        };
        Ok(!is_default_title(&kept.title, client, practitioner.as_deref()))
    }

    fn sync(&self, kept: &appointment::Appointment) -> Result<Sync> {
        let Some(entry) = self.open.get(&kept.id) else {
            let known = copies::get_or_nothing(self.db, &kept.id)?;
            if kept.calendar_id.is_none() && known.sent.is_none() {
                // It stands in a calendar still, of an account that was disconnected.
                let reason = known.agreed.is_some().then_some(Reason::CalAway);
                return Ok(at_rest(SyncState::Local, reason));
            }
            let calendar = kept.calendar_id.as_ref().and_then(|id| self.calendar(id.as_str()));
            let stands = |since| kept.status != Status::Cancelled && kept.ends_at > since;
            let held = calendar.and_then(|calendar| calendar.held).filter(|held| held.own > 0 && stands(held.since));
            // Some of its calendar's appointments stand at another time there or are gone, and it may be one of them.
            if held.is_some_and(|held| !held.let_through) {
                return Ok(at_rest(SyncState::NeedsYou, Some(Reason::CalMassChange)));
            }
            let synced = match sync::is_synced(self.db, &self.zone, &kept.id) {
                Err(StoreError::Unreadable { .. }) => false,
                known => known? && held.is_none(),
            };
            let missing = calendar.is_some_and(|calendar| calendar.missing_since.is_some());
            let state = if synced { SyncState::Synced } else { SyncState::Waiting };
            return Ok(at_rest(state, (!synced && missing).then_some(Reason::CalMissing)));
        };
        let state = match entry.state {
            OutboxState::NeedsYou => SyncState::NeedsYou,
            OutboxState::Waiting if self.sending.contains(&kept.id) => SyncState::Syncing,
            OutboxState::Waiting | OutboxState::Done | OutboxState::Dropped => SyncState::Waiting,
        };
        let (reason, next_try) = match state {
            SyncState::Waiting => waits(self.db, entry, kept.calendar_id.as_ref())?,
            SyncState::Local | SyncState::Syncing | SyncState::Synced | SyncState::NeedsYou => (entry.reason, None),
        };
        // One that cannot be read stays visible at its time, with its question.
        let Differing { asked, along } = or_nothing(differs(self, entry))?;
        Ok(Sync {
            state,
            reason,
            next_try: next_try.map(|at| stamp(at, &self.zone)),
            change_id: Some(entry.id.as_str().to_owned()),
            theirs: entry.theirs.map(|(start, end)| free_time(start, end, &self.zone)),
            differs: asked,
            along,
        })
    }
}

/// Returns the appointment that is kept, of which this may be a date.
fn row(shown: &appointment::Appointment) -> appointment::Appointment {
    appointment::Appointment { id: row_of(&shown.id), ..shown.clone() }
}

/// Returns what there is to say where no change is on its way.
const fn at_rest(state: SyncState, reason: Option<Reason>) -> Sync {
    Sync { state, reason, next_try: None, change_id: None, theirs: None, differs: Vec::new(), along: Vec::new() }
}
