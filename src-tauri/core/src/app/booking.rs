//! Book, move, cancel, and take back. One transaction each: the appointment, its way out, its history.
//! None of them waits for a network.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::present::{self, Context};
use super::taken::taken;
use super::views::{BookDraft, Done, RescheduleDraft, UiError};
use super::{Answer, App};
use crate::model::appointment::{self, OutboxEntry, OutboxState, Status, What};
use crate::model::ids::{AppointmentId, CalendarId, ChangeId, ClientId, OutboxId, ServiceId};
use crate::model::zone::{Instant, Zone};
use crate::store::{self, Db, StoreError, appointments, calendars, changes, clients, outbox};

/// Longest text of a field of the form, characters.
const LONGEST: usize = 4000;

impl App {
    /// Books. Fails only for what the form says, or for the disk.
    pub fn book(&self, draft: BookDraft) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let zone = zone_of(draft.zone.as_deref(), &home)?;
        let times = times(&draft.start, draft.minutes, &zone)?;
        let name = field("name", &draft.client)?;
        if draft.client_id.is_none() && name.is_empty() {
            return Err(UiError::input("Who is it with?", "A name is enough."));
        }
        let email = email(draft.email.as_deref())?;
        let texts = (optional("title", draft.title)?, optional("place", draft.place)?, optional("notes", draft.notes)?);
        let now = self.now();
        let saved = store.write_or(|db| {
            self.refuse_overlap(db, times.1, times.2, &home, None, draft.anyway)?;
            let client = client_of(db, draft.client_id.as_deref(), &name, email.clone(), now)?;
            let calendar_id = match draft.calendar_id.as_deref() {
                Some("local") => None,
                Some(id) => Some(writable(db, id)?),
                None => calendars::receiving(db)?.filter(|calendar| !calendar.gone).map(|calendar| calendar.id),
            };
            let id = AppointmentId::random();
            let booked = appointment::Appointment {
                uid: uuid::Uuid::new_v4().to_string(),
                client_id: client.id.clone(),
                service_id: draft.service_id.clone().map(ServiceId::from),
                title: texts.0.clone().unwrap_or_else(|| client.name.clone()),
                place: texts.1.clone().unwrap_or_default(),
                notes: texts.2.clone().unwrap_or_default(),
                start: times.0,
                minutes: draft.minutes,
                zone: zone.name().to_owned(),
                starts_at: times.1,
                ends_at: times.2,
                status: Status::Confirmed,
                // What has passed is a record; nobody is invited to it.
                invite: draft.invite && client.email.is_some() && times.2 > now,
                calendar_id,
                sequence: 0,
                calendar_event_id: None,
                id,
            };
            self.save(db, None, &booked, What::Book, draft.invite, &home)
        })?;
        self.booked();
        Ok(saved)
    }

    /// Moves. The same event at the provider gets the new time.
    pub fn reschedule(&self, draft: RescheduleDraft) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let saved = store.write_or(|db| {
            let before = active(db, &draft.id)?;
            let zone = match draft.zone.as_deref() {
                Some(name) => zone_of(Some(name), &home)?,
                None => zone_of(Some(&before.zone), &home)?,
            };
            let minutes = draft.minutes.unwrap_or(before.minutes);
            let (start, starts_at, ends_at) = times(&draft.start, minutes, &zone)?;
            self.refuse_overlap(db, starts_at, ends_at, &home, Some(&before.id), draft.anyway)?;
            let moved = appointment::Appointment {
                start,
                minutes,
                zone: zone.name().to_owned(),
                starts_at,
                ends_at,
                sequence: before.sequence + 1,
                ..before.clone()
            };
            self.save(db, Some(&before), &moved, What::Move, draft.notify, &home)
        })?;
        self.booked();
        Ok(saved)
    }

    /// Cancels. It stays in the history. Cancelling again changes nothing.
    pub fn cancel(&self, id: &str, notify: bool) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let saved = store.write_or(|db| {
            let before =
                appointments::get(db, &AppointmentId::from(id))?.ok_or_else(|| UiError::unknown_id("appointment"))?;
            let cancelled = appointment::Appointment {
                status: Status::Cancelled,
                sequence: before.sequence + u32::from(before.status != Status::Cancelled),
                ..before.clone()
            };
            self.save(db, Some(&before), &cancelled, What::Cancel, notify, &home)
        })?;
        self.booked();
        Ok(saved)
    }

    /// Takes the newest change of an appointment back. What was not sent yet is never sent.
    pub fn undo(&self, change: &str) -> Answer<()> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        store.write_or(|db| {
            let change = changes::get(db, &ChangeId::from(change))?.ok_or_else(|| UiError::unknown_id("change"))?;
            let newest = changes::newest_of(db, &change.appointment_id)?;
            if change.undone || newest.as_ref() != Some(&change.id) {
                return Err(UiError::new("undo.late", "It was changed again since.", "Open it to see how it is now."));
            }
            let current =
                appointments::get(db, &change.appointment_id)?.ok_or_else(|| UiError::unknown_id("appointment"))?;
            changes::mark_undone(db, &change.id)?;
            let unsent = outbox::open_of(db, &current.id)?.is_some_and(|entry| entry.attempts == 0);
            match change.before {
                None if current.calendar_id.is_none() || unsent => {
                    appointments::delete(db, &current.id)?;
                    Ok(())
                }
                None => {
                    let cancelled = appointment::Appointment {
                        status: Status::Cancelled,
                        sequence: current.sequence + 1,
                        ..current.clone()
                    };
                    self.save(db, Some(&current), &cancelled, What::Cancel, true, &home).map(|_| ())
                }
                Some(before) => {
                    let restored = appointment::Appointment {
                        start: before.start,
                        minutes: before.minutes,
                        zone: before.zone,
                        starts_at: before.starts_at,
                        ends_at: before.ends_at,
                        status: before.status,
                        sequence: if unsent { before.sequence } else { current.sequence + 1 },
                        ..current.clone()
                    };
                    let what = if restored.status == current.status { What::Move } else { What::Book };
                    self.save(db, Some(&current), &restored, what, true, &home).map(|_| ())
                }
            }
        })?;
        self.booked();
        Ok(())
    }

    /// Writes an appointment with its way out and its history note.
    fn save(
        &self,
        db: &Db<'_>,
        before: Option<&appointment::Appointment>,
        after: &appointment::Appointment,
        what: What,
        notify: bool,
        home: &Zone,
    ) -> Result<Done, UiError> {
        let now = self.now();
        appointments::put(db, after, now)?;
        let change_id = changes::add(db, &after.id, what.word(), before, now)?;
        if after.calendar_id.is_some() && before != Some(after) {
            self.send_later(db, before, after, what, notify)?;
        }
        let mut context = Context::read(db, home.clone(), None)?;
        Ok(Done { appointment: context.appointment(after)?, change_id: change_id.as_str().to_owned() })
    }

    /// One open change per appointment: a later one takes the place of an earlier one that still waits.
    fn send_later(
        &self,
        db: &Db<'_>,
        before: Option<&appointment::Appointment>,
        after: &appointment::Appointment,
        what: What,
        notify: bool,
    ) -> store::Result<()> {
        let now = self.now();
        let undo_window = TimeDelta::from_std(self.0.options.undo_window).unwrap_or_default();
        let open = outbox::open_of(db, &after.id)?;
        let never_sent = after.calendar_event_id.is_none() && open.as_ref().is_none_or(|entry| entry.attempts == 0);
        if after.status == Status::Cancelled && never_sent {
            // Nothing of it was ever sent, so nothing has to be taken back there (S38).
            if let Some(entry) = open {
                outbox::put(db, &OutboxEntry { state: OutboxState::Dropped, updated_at: now, ..entry })?;
            }
            return Ok(());
        }
        let old_starts_at = open
            .as_ref()
            .and_then(|entry| entry.old_starts_at)
            .or(before.filter(|_| what == What::Move).map(|before| before.starts_at));
        let entry = match open {
            // A booking that still waits stays a booking, with its new time (S34).
            Some(entry) => OutboxEntry {
                what: if entry.what == What::Book && never_sent { What::Book } else { what },
                state: OutboxState::Waiting,
                reason: None,
                theirs: None,
                old_starts_at,
                notify: entry.notify || notify,
                not_before: now + undo_window,
                next_try_at: now,
                updated_at: now,
                ..entry
            },
            None => OutboxEntry {
                id: OutboxId::random(),
                appointment_id: after.id.clone(),
                what,
                state: OutboxState::Waiting,
                reason: None,
                old_starts_at,
                theirs: None,
                notify,
                attempts: 0,
                not_before: now + undo_window,
                next_try_at: now,
                created_at: now,
                updated_at: now,
            },
        };
        outbox::put(db, &entry)
    }

    /// Sends an appointment anew after the person decided so.
    pub(super) fn send_again(
        &self,
        db: &Db<'_>,
        after: &appointment::Appointment,
        what: What,
        notify: bool,
    ) -> store::Result<()> {
        self.send_later(db, None, after, what, notify)
    }

    /// In the same transaction as the booking, so that two windows cannot both take one time (wanted 8).
    fn refuse_overlap(
        &self,
        db: &Db<'_>,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        home: &Zone,
        except: Option<&AppointmentId>,
        anyway: bool,
    ) -> Result<(), UiError> {
        if anyway {
            return Ok(());
        }
        let taken = taken(db, start, end, home, self.now(), except)?;
        let (own, blocks) = taken.blocking(start, end);
        let (title, from, to) = if let Some(own) = own.first() {
            (own.title.clone(), own.starts_at, own.ends_at)
        } else if let Some(block) = blocks.first() {
            (block.title.clone(), block.starts_at, block.ends_at)
        } else {
            return Ok(());
        };
        let (_, from, to, _) = present::wall(from, to, home);
        Err(UiError::new(
            "book.overlap",
            format!("Overlaps ‘{title}’ {from}–{to}."),
            "Choose another time, or book anyway.",
        ))
    }
}

/// An appointment that is not cancelled.
fn active(db: &Db<'_>, id: &str) -> Result<appointment::Appointment, UiError> {
    let found = appointments::get(db, &AppointmentId::from(id))?.ok_or_else(|| UiError::unknown_id("appointment"))?;
    if found.status == Status::Cancelled {
        return Err(UiError::new("book.cancelled", "This appointment is cancelled.", "Book a new one."));
    }
    Ok(found)
}

fn writable(db: &Db<'_>, id: &str) -> Result<CalendarId, UiError> {
    let found = calendars::get(db, &CalendarId::from(id))?.ok_or_else(|| UiError::unknown_id("calendar"))?;
    if found.can_write && !found.gone {
        Ok(found.id)
    } else {
        Err(UiError::new("cal.read_only", format!("‘{}’ takes no bookings.", found.name), "Choose another calendar."))
    }
}

/// The client of this id; or the one of this name (and e-mail, where one is given); or a new one.
fn client_of(
    db: &Db<'_>,
    id: Option<&str>,
    name: &str,
    email: Option<String>,
    now: DateTime<Utc>,
) -> Result<crate::model::client::Client, UiError> {
    use crate::model::client::Client;
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let found = match id {
        Some(id) => Some(clients::get(db, &ClientId::from(id))?.ok_or_else(|| UiError::unknown_id("client"))?),
        None => clients::all(db)?.into_iter().flatten().find(|client| {
            same(&client.name, name)
                && match (&client.email, &email) {
                    (Some(known), Some(given)) => same(known, given),
                    (None, _) | (_, None) => true,
                }
        }),
    };
    let client = match found {
        Some(known) if email.is_none() || known.email == email => return Ok(known),
        Some(known) => Client { email, ..known },
        None => Client { id: ClientId::random(), name: name.to_owned(), email, phone: None },
    };
    clients::put(db, &client, now)?;
    Ok(client)
}

pub(super) fn zone_of(name: Option<&str>, home: &Zone) -> Result<Zone, UiError> {
    match name {
        None => Ok(home.clone()),
        Some(name) => {
            Zone::named(name).map_err(|_| UiError::input("Not a known time zone.", "Use a name such as Europe/Berlin."))
        }
    }
}

/// Wall-clock start, and both instants. The length is exact, also over a change of the clocks (S28).
pub(super) fn times(
    start: &str,
    minutes: u32,
    zone: &Zone,
) -> Result<(NaiveDateTime, DateTime<Utc>, DateTime<Utc>), UiError> {
    let wall = NaiveDateTime::parse_from_str(start, appointments::WALL)
        .map_err(|_| UiError::input("Not a date and time.", "Write it as 2026-12-01T10:00."))?;
    if !(1..=1440).contains(&minutes) {
        return Err(UiError::input("Not a length.", "Use 1 to 1440 minutes."));
    }
    let starts_at = match zone.instant(wall) {
        Instant::One(at) | Instant::Twice(at, _) => at,
        Instant::Skipped(_) => {
            return Err(UiError::new(
                "book.skipped",
                format!("This hour does not exist on {} (clocks go forward).", wall.format("%-d %B")),
                "Choose another time.",
            ));
        }
    };
    Ok((wall, starts_at, starts_at + TimeDelta::minutes(i64::from(minutes))))
}

fn field(name: &str, text: &str) -> Answer<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
    if text.chars().count() > LONGEST {
        return Err(UiError::input(format!("The {name} is too long."), format!("Use at most {LONGEST} characters.")));
    }
    Ok(text)
}

fn optional(name: &str, text: Option<String>) -> Answer<Option<String>> {
    Ok(text.map(|text| field(name, &text)).transpose()?.filter(|text| !text.is_empty()))
}

fn email(text: Option<&str>) -> Answer<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let whole = text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
    match text.split_once('@') {
        Some((local, domain)) if whole && !local.is_empty() && domain.len() > 2 && !domain.contains('@') => {
            Ok(Some(text.to_owned()))
        }
        _ => Err(UiError::input("Not an e-mail address.", "Write it as anna@example.com.")),
    }
}

impl store::Store {
    /// [`store::Store::write`] for a change that can be refused with a sentence.
    pub(super) fn write_or<T>(&self, change: impl FnOnce(&Db<'_>) -> Result<T, UiError>) -> Result<T, UiError> {
        let mut refused = None;
        let outcome = self.write(|db| {
            change(db).map_err(|error| {
                refused = Some(error);
                StoreError::Busy
            })
        });
        match (outcome, refused) {
            (_, Some(error)) => Err(error),
            (outcome, None) => Ok(outcome?),
        }
    }
}
