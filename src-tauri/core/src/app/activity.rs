//! The outbox as the person sees it, and what they decide about it.

use chrono::{DateTime, Utc};

use super::present::{Context, free_time, provider_label, stamp, wall};
use super::views::{Activity, ItemState, OutboxItem, UiError};
use super::{Answer, App};
use crate::change::Change;
use crate::model::appointment::{Appointment, OutboxEntry, OutboxState, Status};
use crate::model::ids::{CalendarId, OutboxId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::{self, Db, appointments, calendars, changes, connections, events, outbox};
use crate::sync::plan::Fields;
use crate::sync::{adopt, fields_here, fields_of};

impl App {
    /// Returns every open change, and what was done today.
    pub fn activity(&self) -> Answer<Activity> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let today = zone.day_start(zone.wall(self.now()).date());
        let sending = self.0.engine.sending();
        Ok(store.read(|db| {
            let mut context = Context::read(db, zone.clone(), sending.clone())?;
            let rows = connections::all(db)?;
            let mut activity = Activity {
                needs_you: Vec::new(),
                in_progress: Vec::new(),
                waiting: Vec::new(),
                done_today: Vec::new(),
                last_sync: rows.iter().filter_map(|row| row.health.last_sync_at).max().map(|at| stamp(at, &zone)),
            };
            let open = outbox::open(db)?.into_iter().map(|change| OutboxEntry::clone(&change));
            for entry in open.chain(outbox::done_since(db, today)?) {
                let Some(appointment) = appointments::get(db, &entry.appointment_id)? else { continue };
                let sending = sending.as_ref() == Some(&entry.appointment_id);
                let item = item(&mut context, &rows, &entry, &appointment, sending)?;
                match entry.state {
                    OutboxState::NeedsYou => activity.needs_you.push(item),
                    OutboxState::Waiting if sending => activity.in_progress.push(item),
                    OutboxState::Waiting => activity.waiting.push(item),
                    OutboxState::Done => activity.done_today.push(item),
                    OutboxState::Dropped => {}
                }
            }
            Ok(activity)
        })?)
    }

    /// Retries a change now. An event that was deleted at the provider is booked there again. A conflict is refused:
    /// [`App::keep_mine`] and [`App::use_theirs`] say which side is right.
    pub fn retry(&self, id: &str) -> Answer<()> {
        self.decide(id, |db, entry, appointment, now| {
            if entry.reason == Some(Reason::SyncConflict) {
                return Err(UiError::of(Reason::SyncConflict));
            }
            if entry.reason == Some(Reason::SyncDeleted) {
                // A deleted UID must not be reused (Nextcloud keeps it in the bin).
                let uid = uuid::Uuid::new_v4().to_string();
                let renewed =
                    Appointment { uid, sequence: 0, calendar_event_id: None, invited: None, ..appointment.clone() };
                if let Some(calendar) = &appointment.calendar_id {
                    events::forget(db, calendar, &appointment.id)?;
                }
                appointments::put(db, &renewed, now)?;
                // Booked again: whoever is invited is told, as with any booking.
                return Ok(outbox::put(db, &entry.booked_anew(appointment.invite, now))?);
            }
            Ok(outbox::put(db, &entry.sent_again(now))?)
        })
    }

    /// Discards a change that could not be sent. A booking stays on this computer; a move takes the
    /// provider's time; an event that was deleted there is cancelled here.
    pub fn discard(&self, id: &str) -> Answer<()> {
        let home = self.zone(&*self.open_store()?);
        self.decide(id, |db, entry, appointment, now| {
            let there = appointment
                .calendar_id
                .as_ref()
                .and_then(|calendar| self.seen_there(db, calendar, appointment, &home).ok().flatten());
            changes::add(db, &appointment.id, "discard", Some(appointment), now)?;
            let after = match (entry.reason, there) {
                (Some(Reason::SyncDeleted), _) => Appointment { status: Status::Cancelled, ..appointment.clone() },
                // A cancel that is discarded makes the appointment stand again.
                (_, Some(there)) if !there.cancelled => {
                    adopt(&Appointment { status: Status::Confirmed, ..appointment.clone() }, &there)
                }
                (_, Some(there)) => adopt(appointment, &there),
                (_, None) => Appointment { calendar_id: None, ..appointment.clone() },
            };
            appointments::put(db, &after, now)?;
            Ok(outbox::put(db, &entry.dropped(now))?)
        })
    }

    /// Sends a change to another calendar.
    pub fn choose_calendar(&self, id: &str, calendar: &str) -> Answer<()> {
        let calendar = CalendarId::from(calendar);
        self.decide(id, |db, entry, appointment, now| {
            let chosen = calendars::get(db, &calendar)?
                .filter(|chosen| chosen.can_write && !chosen.gone)
                .ok_or_else(|| UiError::unknown_id("calendar that takes bookings"))?;
            if appointment.calendar_event_id.is_some() {
                return Err(UiError::of(Reason::CalThere));
            }
            let sent = Appointment { calendar_id: Some(chosen.id), ..appointment.clone() };
            appointments::put(db, &sent, now)?;
            Ok(outbox::put(db, &entry.sent_elsewhere(now))?)
        })
    }

    /// Settles a conflict: our time is right and overwrites the provider's.
    pub fn keep_mine(&self, id: &str) -> Answer<()> {
        self.decide(id, |db, entry, appointment, now| {
            changes::add(db, &appointment.id, "kept_mine", Some(appointment), now)?;
            let raised = Appointment { sequence: appointment.sequence.saturating_add(1), ..appointment.clone() };
            appointments::put(db, &raised, now)?;
            Ok(outbox::put(db, &entry.sent_again(now))?)
        })
    }

    /// Settles a conflict: their time is right. Ours stays in the history.
    pub fn use_theirs(&self, id: &str) -> Answer<()> {
        let home = self.zone(&*self.open_store()?);
        self.decide(id, |db, entry, appointment, now| {
            let Some((start, end)) = entry.theirs else {
                return Err(UiError::input("There is no other time to use.", ""));
            };
            let there = appointment
                .calendar_id
                .as_ref()
                .and_then(|calendar| self.seen_there(db, calendar, appointment, &home).ok().flatten());
            let here = fields_here(appointment);
            let theirs = Fields { start, end, cancelled: here.cancelled, ..there.unwrap_or(here) };
            changes::add(db, &appointment.id, "used_theirs", Some(appointment), now)?;
            appointments::put(db, &adopt(appointment, &theirs), now)?;
            Ok(outbox::put(db, &entry.done(now))?)
        })
    }

    /// Carries out one decision about one open change, in one transaction.
    fn decide(
        &self,
        id: &str,
        act: impl FnOnce(&Db<'_>, Change, &Appointment, DateTime<Utc>) -> Result<(), UiError>,
    ) -> Answer<()> {
        let now = self.now();
        self.open_store()?.write_or(|db| {
            let entry = outbox::get(db, &OutboxId::from(id))?.ok_or_else(|| UiError::unknown_id("open change"))?;
            let appointment =
                appointments::get(db, &entry.appointment_id)?.ok_or_else(|| UiError::unknown_id("appointment"))?;
            act(db, entry, &appointment, now)
        })?;
        self.booked();
        Ok(())
    }

    fn seen_there(
        &self,
        db: &Db<'_>,
        calendar: &CalendarId,
        appointment: &Appointment,
        home: &Zone,
    ) -> store::Result<Option<Fields>> {
        let Some(seen) = events::of_appointment(db, calendar, &appointment.id)? else { return Ok(None) };
        let Some(calendar) = calendars::get(db, calendar)? else { return Ok(None) };
        let row = connections::get(db, &calendar.connection_id)?;
        let read = row.and_then(|row| crate::providers::by_id(&row.provider)).map(|provider| provider.read);
        let event = read.and_then(|read| read(&seen.body, calendar.zone.as_deref()).ok());
        Ok(event.and_then(|event| fields_of(&event, home)))
    }
}

fn item(
    context: &mut Context<'_, '_>,
    rows: &[connections::Row],
    entry: &OutboxEntry,
    appointment: &Appointment,
    sending: bool,
) -> store::Result<OutboxItem> {
    let zone = context.zone.clone();
    let client = context.client(&appointment.client_id)?.name;
    let (day, from, ..) = wall(appointment.starts_at, appointment.ends_at, &zone);
    let old = entry.old_starts_at.map(|at| wall(at, at, &zone));
    let calendar = appointment.calendar_id.as_ref().and_then(|id| context.calendar(id.as_str()));
    let row = calendar.and_then(|calendar| rows.iter().find(|row| row.id == calendar.connection_id));
    let tried = entry.attempts > 0 && entry.state == OutboxState::Waiting && !sending;
    let state = match entry.state {
        OutboxState::Waiting if sending => ItemState::Syncing,
        OutboxState::Waiting => ItemState::Waiting,
        OutboxState::NeedsYou => ItemState::NeedsYou,
        // What was dropped is listed nowhere.
        OutboxState::Done | OutboxState::Dropped => ItemState::Done,
    };
    Ok(OutboxItem {
        id: entry.id.as_str().to_owned(),
        appointment_id: entry.appointment_id.as_str().to_owned(),
        what: entry.what,
        client,
        day,
        from,
        old_day: old.as_ref().map(|old| old.0.clone()),
        old_from: old.map(|old| old.1),
        connection_id: calendar.map(|calendar| calendar.connection_id.as_str().to_owned()),
        provider: row.map(|row| provider_label(&row.provider)),
        calendar: calendar.map(|calendar| calendar.name.clone()),
        state,
        reason: entry.reason,
        attempts: entry.attempts,
        at: stamp(entry.updated_at, &zone),
        next_try: tried.then(|| stamp(entry.next_try_at, &zone)),
        theirs: entry.theirs.map(|(start, end)| free_time(start, end, &zone)),
    })
}
