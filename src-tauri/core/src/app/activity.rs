//! The outbox as the person sees it, and what they decide about it.

mod answering;
mod held;

use chrono::{DateTime, Utc};

pub(super) use held::held;

use super::present::{Context, Differing, differs, free_time, stamp, waits, wall};
use super::views::{Activity, HistoryField, ItemState, OutboxItem, UiError};
use super::{Answer, App, history, recheck, title};
use crate::change::Change;
use crate::model::appointment::{Appointment, Happened, OutboxEntry, OutboxState, Status};
use crate::model::connection::{ConnectionStatus, Health};
use crate::model::copies::Extent;
use crate::model::ids::{CalendarId, OutboxId};
use crate::model::reason::Reason;
use crate::store::copies::Known;
use crate::store::{self, Db, StoreError, appointments, calendars, changes, connections, copies, outbox};
use crate::sync::{self, Gathered, adopt};

impl App {
    /// Returns every open change, and what was done today.
    pub fn activity(&self) -> Answer<Activity> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let now = self.now();
        let today = zone.day_start(zone.wall(now).date());
        let sending = self.0.engine.sending();
        Ok(store.read(|db| {
            let mut context = Context::read(db, zone.clone(), sending.clone())?;
            let rows = connections::all(db)?;
            let mut activity = Activity {
                needs_you: Vec::new(),
                booked_over: recheck::booked_over(&mut context, db, now)?,
                in_progress: Vec::new(),
                waiting: Vec::new(),
                done_today: Vec::new(),
                held: held(&mut context, &rows)?,
                changed_there: history::changed_there(db, &mut context, today)?,
                last_sync: rows.iter().filter_map(|row| row.health.last_sync_at).max().map(|at| stamp(at, &zone)),
            };
            let open = outbox::open(db)?.into_iter().map(|change| OutboxEntry::clone(&change));
            for entry in open.chain(outbox::done_since(db, today)?) {
                let appointment = match appointments::get(db, &entry.appointment_id) {
                    // Listed all the same, by its time.
                    Err(StoreError::Unreadable { .. }) => appointments::get_without_texts(db, &entry.appointment_id),
                    read => read,
                };
                let Some(appointment) = appointment? else { continue };
                let sending = sending.contains(&entry.appointment_id);
                let item = item(&mut context, &entry, &appointment, sending)?;
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

    /// Settles the question about a calendar of which much is gone or moved there: it is right, and is taken over when it is
    /// read next. Where by then more of it is gone, that is asked anew.
    pub fn take_over(&self, calendar_id: &str) -> Answer<()> {
        let id = CalendarId::from(calendar_id);
        if !self.open_store()?.write(|db| calendars::let_through(db, &id))? {
            return Err(UiError::unknown_id("calendar with such a question"));
        }
        self.booked();
        Ok(())
    }

    /// Retries a change now. A question about two copies is refused: [`App::keep_mine`] and [`App::use_theirs`] say which side is
    /// right.
    pub fn retry(&self, id: &str) -> Answer<()> {
        self.decide(id, |db, entry, found, now| match entry.reason {
            Some(Reason::SyncConflict) => Err(answering::undecided(found)),
            Some(
                reason @ (Reason::SyncRules
                | Reason::SyncBack
                | Reason::SyncSeries
                | Reason::SyncRepeats
                | Reason::SyncDeleted),
            ) => Err(UiError::of(reason)),
            Some(_) | None => {
                // The person wants it tried now, whatever the last try met. Patience that was asked for is kept.
                if let Some(calendar) = &found.calendar
                    && let Some(row) = connections::get(db, &calendar.connection_id)?
                    && row.health.status != ConnectionStatus::Waiting
                {
                    connections::put_health(db, &row.id, &Health { retry_at: None, ..row.health })?;
                }
                Ok(Some(entry.sent_again(now)))
            }
        })
    }

    /// Discards a change that could not be sent. A booking stays on this computer; a move takes the
    /// provider's time; an event that was deleted there is cancelled here. Where an answer was lost, what arrived is taken
    /// back once that is known; a booking stays then where it stands.
    pub fn discard(&self, id: &str) -> Answer<()> {
        self.decide(id, |db, entry, found, now| {
            let appointment = &found.appointment;
            changes::add(db, &appointment.id, Happened::Discard, Some(appointment), now)?;
            let reason = entry.reason;
            if let Some(sent) = &found.known.sent {
                // It may have arrived and been told: it is looked for first, and taken back as it was sent.
                let after = match &found.copies.agreed {
                    Some(agreed) => adopt(appointment, &agreed.copy),
                    None => Appointment { calendar_id: None, ..appointment.clone() },
                };
                appointments::put(db, &after, now)?;
                return Ok(Some(entry.taken_back(sent.told, now)));
            }
            outbox::put(db, &entry.dropped(now))?;
            if reason == Some(Reason::SyncDeleted) {
                let after = Appointment { status: Status::Cancelled, ..appointment.clone() };
                appointments::put(db, &after, now)?;
                sync::give_up_dropped(db, found)?;
            } else if found.there().is_some() {
                sync::take_all(db, found, now)?;
            } else if let Some(agreed) = &found.copies.agreed {
                appointments::put(db, &adopt(appointment, &agreed.copy), now)?;
            } else {
                appointments::put(db, &Appointment { calendar_id: None, ..appointment.clone() }, now)?;
                copies::put(db, &appointment.id, &Known { home: None, ..found.known.clone() })?;
            }
            Ok(None)
        })
    }

    /// Sends a change to another calendar.
    pub fn choose_calendar(&self, id: &str, calendar: &str) -> Answer<()> {
        let calendar = CalendarId::from(calendar);
        self.decide(id, |db, entry, found, now| {
            let chosen = calendars::get(db, &calendar)?
                .filter(|chosen| chosen.can_write && !chosen.gone)
                .ok_or_else(|| UiError::unknown_id("calendar that takes bookings"))?;
            if found.appointment.status == Status::Cancelled {
                return Err(UiError::input("It is cancelled.", "Only what takes place goes to another calendar."));
            }
            if found.there().is_some() {
                return Err(UiError::of(Reason::CalThere));
            }
            // What may stand in the other calendar is looked for first.
            let appointment = if found.known.sent.is_some() || found.is_unread() {
                found.appointment.clone()
            } else {
                sync::begin_anew(db, &found.appointment, now)?
            };
            let appointment = title::going_to(db, appointment, &chosen.id)?;
            changes::add(db, &appointment.id, Happened::ChoseCalendar, Some(&appointment), now)?;
            appointments::put(db, &Appointment { calendar_id: Some(chosen.id), ..appointment }, now)?;
            Ok(Some(entry.sent_elsewhere(now)))
        })
    }

    /// Settles a question: what stands here is right, and replaces what stands at the provider. What was not asked about is
    /// merged. What was deleted there is booked again. Of a series that was made there, all is cancelled; anything else is refused,
    /// for its exceptions would come back. A series of ours is written over the one there.
    pub fn keep_mine(&self, id: &str) -> Answer<()> {
        self.decide(id, |db, entry, found, now| {
            // Whoever is invited is told, as with any booking.
            if entry.reason == Some(Reason::SyncDeleted) {
                changes::add(db, &found.appointment.id, Happened::BookedAgain, Some(&found.appointment), now)?;
                sync::begin_anew(db, &found.appointment, now)?;
                return Ok(Some(entry.booked_anew(found.appointment.invite, now)));
            }
            if entry.reason == Some(Reason::SyncSeries) && found.appointment.status != Status::Cancelled {
                return Err(UiError::of(Reason::SyncSeries));
            }
            if entry.reason == Some(Reason::SyncSeries) {
                changes::add(db, &found.appointment.id, Happened::WholeSeries, Some(&found.appointment), now)?;
                sync::keep_here(db, found, Some(Extent::Whole), now)?;
                return Ok(Some(as_here(found, entry.sent_again(now))));
            }
            sync::note_kept(db, found, now)?;
            sync::keep_here(db, found, Some(Extent::Whole), now)?;
            Ok(Some(as_here(found, entry.keeping_here(now))))
        })
    }

    /// Settles the question about a series that was made there: only the date that is the appointment is moved or cancelled.
    pub fn only_this_date(&self, id: &str) -> Answer<()> {
        self.decide(id, |db, entry, found, now| {
            if entry.reason != Some(Reason::SyncSeries) {
                return Err(UiError::input("It is not asked about a series.", ""));
            }
            changes::add(db, &found.appointment.id, Happened::OneDate, Some(&found.appointment), now)?;
            sync::keep_here(db, found, Some(Extent::OneDate), now)?;
            Ok(Some(as_here(found, entry.sent_again(now))))
        })
    }

    /// Settles a question: what stands at the provider is right, wherever that was asked. Ours stays in the history, and what
    /// was not asked about is still sent.
    pub fn use_theirs(&self, id: &str) -> Answer<()> {
        self.use_theirs_of(id, None)
    }

    /// The same for some of the fields that are asked about, by name: of the others what stands here is right, and is sent.
    pub fn use_theirs_of(&self, id: &str, fields: Option<&[HistoryField]>) -> Answer<()> {
        self.decide(id, |db, entry, found, now| {
            if found.there().is_none() {
                return Err(UiError::input("There is no other time to use.", ""));
            }
            let only = fields.map(|given| answering::asked_for(given, found)).transpose()?;
            changes::add(db, &found.appointment.id, Happened::UsedTheirs, Some(&found.appointment), now)?;
            if !sync::take_there(db, found, only.as_deref(), now)? {
                return Ok(Some(entry.sent_again(now)));
            }
            // Nothing of it was sent, and the history tells of the answer.
            outbox::put(db, &entry.dropped(now))?;
            Ok(None)
        })
    }

    /// Carries out one answer about one open change, in one transaction: only copies change, and then it is decided anew.
    fn decide(
        &self,
        id: &str,
        act: impl FnOnce(&Db<'_>, Change, &Gathered, DateTime<Utc>) -> Result<Option<Change>, UiError>,
    ) -> Answer<()> {
        let now = self.now();
        let store = self.open_store()?;
        let home = self.zone(&store);
        store.write_or(|db| {
            let entry = outbox::get(db, &OutboxId::from(id))?.ok_or_else(|| UiError::unknown_id("open change"))?;
            let found = sync::gather(db, &home, &entry.appointment_id)?;
            let found = found.ok_or_else(|| UiError::unknown_id("appointment"))?;
            if let Some(change) = act(db, entry, &found, now)? {
                outbox::put(db, &change)?;
            }
            sync::settle(db, &home, &found.appointment.id, now)?;
            Ok(())
        })?;
        self.booked();
        Ok(())
    }
}

/// A question that came from there may have been begun as something else than the cancel that its answer is.
fn as_here(found: &Gathered, answered: Change) -> Change {
    if found.appointment.status == Status::Cancelled { answered.cancelling() } else { answered }
}

fn item(
    context: &mut Context<'_, '_>,
    entry: &OutboxEntry,
    appointment: &Appointment,
    sending: bool,
) -> store::Result<OutboxItem> {
    let zone = context.zone.clone();
    // What is done is told as it was then.
    let then = entry.then.as_ref();
    let client = context.client(then.map_or(&appointment.client_id, |then| &then.client_id))?.name;
    let (starts_at, ends_at) =
        then.map_or((appointment.starts_at, appointment.ends_at), |then| (then.starts_at, then.ends_at));
    let (day, from, ..) = wall(starts_at, ends_at, &zone);
    let old = entry.old_starts_at.map(|at| wall(at, at, &zone));
    let calendar_id = then.map_or(appointment.calendar_id.as_ref(), |then| then.calendar_id.as_ref());
    let calendar = calendar_id.and_then(|id| context.calendar(id.as_str()));
    // Of an account that is not connected, where it belongs is known still.
    let home = match (then, calendar_id) {
        (None, None) => copies::get_or_nothing(context.db(), &appointment.id)?.home,
        (_, _) => None,
    };
    let (provider, named) = context.place(calendar_id.or(home.as_ref()))?;
    let (reason, next_try) = match entry.state {
        OutboxState::Waiting if !sending => waits(context.db(), entry, appointment.calendar_id.as_ref())?,
        OutboxState::Waiting | OutboxState::NeedsYou | OutboxState::Done | OutboxState::Dropped => (entry.reason, None),
    };
    let state = match entry.state {
        OutboxState::Waiting if sending => ItemState::Syncing,
        OutboxState::Waiting => ItemState::Waiting,
        OutboxState::NeedsYou => ItemState::NeedsYou,
        // What was dropped is listed nowhere.
        OutboxState::Done | OutboxState::Dropped => ItemState::Done,
    };
    let Differing { asked: differs, along } = differs(context, entry)?;
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
        provider,
        calendar: named,
        state,
        reason,
        attempts: entry.attempts,
        at: stamp(entry.updated_at, &zone),
        next_try: next_try.map(|at| stamp(at, &zone)),
        told: then.is_some_and(|then| then.told),
        theirs: entry.theirs.map(|(start, end)| free_time(start, end, &zone)),
        differs,
        along,
    })
}
