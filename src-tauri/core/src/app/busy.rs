//! What takes the person's time: their appointments, and the events of their calendars.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::model::appointment::{Appointment, Status};
use crate::model::connection::{Calendar, ConnectionStatus};
use crate::model::event::{Busy, EventStatus, Part, Reply};
use crate::model::ids::{AppointmentId, CalendarId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::occurrences;
use crate::store::{Db, Result, StoreError, appointments, calendars, connections, copies, events, outbox};
use crate::sync;

/// A calendar read longer ago than this (three missed syncs) does not prove that time is free.
const FRESH: chrono::TimeDelta = chrono::TimeDelta::minutes(15);

/// Everything that overlaps a span.
pub(super) struct BusyTimes {
    pub own: Vec<Appointment>,
    pub blocks: Vec<Block>,
    /// Calendars that count as busy and are not completely known.
    pub unchecked: Vec<Unchecked>,
}

/// One occurrence of a calendar's event.
pub(super) struct Block {
    pub id: String,
    /// The UID of its event: the same event may stand in several calendars. Empty where it could not be read.
    uid: String,
    pub calendar: Calendar,
    pub title: String,
    pub place: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// First day and the day after the last.
    pub all_day: Option<(NaiveDate, NaiveDate)>,
    pub counts: bool,
    pub unreadable: bool,
    /// Its time is a guess: nobody knows the time zone that it is in.
    pub zone_unknown: bool,
}

pub(super) struct Unchecked {
    pub calendar: Option<Calendar>,
    pub reason: Reason,
}

/// Reads what overlaps `from..to`. `except` is the appointment that is being moved.
pub(super) fn taken(
    db: &Db<'_>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    home: &Zone,
    now: DateTime<Utc>,
    except: Option<&AppointmentId>,
) -> Result<BusyTimes> {
    let mut own = Vec::new();
    let mut unchecked = Vec::new();
    for appointment in appointments::between(db, from, to)? {
        match appointment {
            Ok(appointment) if Some(&appointment.id) != except => own.push(appointment),
            Ok(_) => {}
            Err(_) => unchecked.push(Unchecked { calendar: None, reason: Reason::StoreRecord }),
        }
    }
    let rows = connections::all(db)?;
    let mut known: HashMap<CalendarId, (Calendar, &connections::Row)> = HashMap::new();
    for calendar in calendars::all(db)? {
        let Ok(calendar) = calendar else {
            unchecked.push(Unchecked { calendar: None, reason: Reason::StoreRecord });
            continue;
        };
        let Some(row) = rows.iter().find(|row| row.id == calendar.connection_id) else { continue };
        let uncovered = calendar.covered.is_some_and(|(first, last)| from < first || to > last);
        let reason = why_unchecked(&calendar, row, now).or(uncovered.then_some(Reason::CalBeyond));
        if calendar.counts_busy
            && !calendar.gone
            && let Some(reason) = reason
        {
            unchecked.push(Unchecked { calendar: Some(calendar.clone()), reason });
        }
        known.insert(calendar.id.clone(), (calendar, row));
    }
    let mut blocks = Vec::new();
    for event in events::between(db, from, to)? {
        let Ok(event) = event else {
            unchecked.push(Unchecked { calendar: None, reason: Reason::StoreRecord });
            continue;
        };
        let Some((calendar, row)) = known.get(&event.calendar_id) else { continue };
        if let Some(id) = &event.appointment_id
            && sync::is_older_copy(db, &event, id)?
        {
            continue;
        }
        let hidden = match &event.appointment_id {
            Some(id) => hidden(db, id, &own, except, home)?,
            None => Hidden::Nothing,
        };
        let gap = expand(&event, calendar, row, (from, to), home, &hidden, &mut blocks);
        if let Some(reason) = gap.filter(|_| calendar.counts_busy) {
            let told = unchecked.iter().any(|gap| gap.calendar.as_ref().is_some_and(|known| known.id == calendar.id));
            if !told {
                unchecked.push(Unchecked { calendar: Some(calendar.clone()), reason });
            }
        }
    }
    blocks.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
    let blocks = once_each(blocks);
    Ok(BusyTimes { own, blocks, unchecked })
}

/// Keeps one of what stands in several calendars, as where two accounts see the same calendar: by its UID and its time. It
/// counts if any of them does.
fn once_each(blocks: Vec<Block>) -> Vec<Block> {
    let mut places: HashMap<(String, DateTime<Utc>, DateTime<Utc>), usize> = HashMap::new();
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let key = (block.uid.clone(), block.starts_at, block.ends_at);
        let same =
            places.get(&key).and_then(|at| kept.get_mut(*at)).filter(|same| same.calendar.id != block.calendar.id);
        match same.filter(|_| !block.uid.is_empty()) {
            Some(same) => {
                let counts = same.counts || block.counts;
                if (block.calendar.shown, block.counts) > (same.calendar.shown, same.counts) {
                    *same = block;
                }
                same.counts = counts;
            }
            None => {
                places.insert(key, kept.len());
                kept.push(block);
            }
        }
    }
    kept
}

/// Adds the occurrences of an event. Returns why there may be more in that span than could be read.
fn expand(
    event: &events::Mirrored,
    calendar: &Calendar,
    row: &connections::Row,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    home: &Zone,
    hidden: &Hidden,
    blocks: &mut Vec<Block>,
) -> Option<Reason> {
    let Some(provider) = providers::by_id(&row.provider) else { return Some(Reason::EventUnreadable) };
    let read = (provider.read)(&event.body, calendar.zone.as_deref());
    let Ok(parsed) = read else {
        // Once readable and now not: shown if its time is known.
        let (Some(starts_at), Some(ends_at)) = (event.starts_at, event.ends_at) else {
            return Some(Reason::EventUnreadable);
        };
        blocks.push(Block {
            id: event.id.as_str().to_owned(),
            uid: String::new(),
            calendar: calendar.clone(),
            title: String::new(),
            place: String::new(),
            starts_at,
            ends_at,
            all_day: None,
            counts: calendar.counts_busy,
            unreadable: true,
            zone_unknown: false,
        });
        return Some(Reason::EventUnreadable);
    };
    let zone = calendar.zone.as_deref().and_then(|name| Zone::named(name).ok());
    let off = if parsed.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    let expansion = occurrences(&parsed, from - off, to + off, zone.as_ref().unwrap_or(home));
    let addresses = row.connection.as_ref().map(|connection| connection.account.addresses.as_slice()).unwrap_or(&[]);
    let mut guessed = false;
    for occurrence in expansion.occurrences {
        let Some(part) = parsed.parts.get(occurrence.part) else { continue };
        let first = event.starts_at.is_some_and(|at| at == occurrence.starts_at || at == occurrence.starts_at - off);
        if hidden.hides((occurrence.starts_at, occurrence.ends_at), first) || part.status == EventStatus::Cancelled {
            continue;
        }
        let counts = calendar.counts_busy && part.busy == Busy::Busy && !declined(part, addresses);
        guessed |= counts && !occurrence.certain;
        if !occurrence.overlaps(from, to) {
            continue;
        }
        blocks.push(Block {
            id: format!("{}@{}", event.id, occurrence.starts_at.timestamp()),
            uid: parsed.uid.clone(),
            calendar: calendar.clone(),
            title: part.title.clone(),
            place: part.place.clone(),
            starts_at: occurrence.starts_at,
            ends_at: occurrence.ends_at,
            all_day: occurrence.all_day,
            counts,
            unreadable: false,
            zone_unknown: !occurrence.certain,
        });
    }
    if expansion.complete { guessed.then_some(Reason::EventZone) } else { Some(Reason::EventUnreadable) }
}

/// What of an appointment's own event is not shown beside the appointment.
enum Hidden {
    Nothing,
    /// What stands at the appointment's time.
    At(DateTime<Utc>, DateTime<Utc>),
    /// The event itself, at whatever time; of a series made of it, its first occurrence.
    First,
    /// The same, and what stands at the appointment's time.
    FirstAnd(DateTime<Utc>, DateTime<Utc>),
}

impl Hidden {
    fn hides(&self, time: (DateTime<Utc>, DateTime<Utc>), first: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::At(start, end) => time == (*start, *end),
            Self::First => first,
            Self::FirstAnd(start, end) => first || time == (*start, *end),
        }
    }
}

/// Returns what to hide of the event of an appointment. Whatever stands there counts until it is known to be the appointment
/// itself, or is on its way to be changed by the person alone.
fn hidden(
    db: &Db<'_>,
    id: &AppointmentId,
    own: &[Appointment],
    except: Option<&AppointmentId>,
    home: &Zone,
) -> Result<Hidden> {
    if Some(id) == except {
        let moved = appointments::get_without_texts(db, id)?;
        let time = moved.map(|moved| (moved.starts_at, moved.ends_at));
        // The first date of its series is another one where the appointment is a later.
        let is_later = copies::get_or_nothing(db, id)?.later;
        return Ok(match time {
            Some((start, end)) if is_later => Hidden::At(start, end),
            Some((start, end)) => Hidden::FirstAnd(start, end),
            None => Hidden::First,
        });
    }
    let shown = own.iter().find(|own| own.id == *id && own.status != Status::Cancelled);
    if let Some(shown) = shown
        && outbox::open_of(db, id)?.is_none()
    {
        return Ok(Hidden::At(shown.starts_at, shown.ends_at));
    }
    match sync::is_ours_to_change(db, home, id) {
        Ok(true) => return Ok(Hidden::First),
        // What a damaged row was about is not known: the event counts.
        Ok(false) | Err(StoreError::Unreadable { .. }) => {}
        Err(other) => return Err(other),
    }
    Ok(shown.map_or(Hidden::Nothing, |shown| Hidden::At(shown.starts_at, shown.ends_at)))
}

fn declined(part: &Part, own_addresses: &[String]) -> bool {
    part.guests.iter().any(|guest| {
        guest.reply == Reply::Declined && own_addresses.iter().any(|own| own.eq_ignore_ascii_case(&guest.address))
    })
}

fn why_unchecked(calendar: &Calendar, row: &connections::Row, now: DateTime<Utc>) -> Option<Reason> {
    if row.connection.is_err() {
        return Some(Reason::StoreRecord);
    }
    if row.health.paused {
        return Some(Reason::Paused);
    }
    if row.health.status == ConnectionStatus::NeedsSignIn {
        return Some(row.health.reason.unwrap_or(Reason::AuthExpired));
    }
    if calendar.missing_since.is_some() {
        return Some(Reason::CalMissing);
    }
    if calendar.held.is_some() {
        return Some(Reason::CalMassChange);
    }
    // One that is read less often by its own wish stands for as long, and for the same grace.
    let good_for = FRESH + calendar.read_every.unwrap_or_default();
    let fresh = calendar.last_read_at.is_some_and(|at| at <= now && now - at < good_for);
    if fresh {
        return None;
    }
    let own = calendar.unread.map(|(reason, _)| reason);
    Some(row.health.reason.or(own).unwrap_or(Reason::CalStale))
}

impl BusyTimes {
    /// Returns what blocks `start..end`: overlapping appointments that are not cancelled, and events that count.
    pub fn blocking(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> (Vec<&Appointment>, Vec<&Block>) {
        let own = self
            .own
            .iter()
            .filter(|own| own.status != Status::Cancelled && own.starts_at < end && own.ends_at > start)
            .collect();
        let blocks =
            self.blocks.iter().filter(|block| block.counts && block.starts_at < end && block.ends_at > start).collect();
        (own, blocks)
    }

    /// Returns the spans that are not free, in no particular order.
    pub fn spans(&self) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let own = self.own.iter().filter(|own| own.status != Status::Cancelled).map(|own| (own.starts_at, own.ends_at));
        let blocks = self.blocks.iter().filter(|block| block.counts).map(|block| (block.starts_at, block.ends_at));
        own.chain(blocks).collect()
    }
}
