//! What takes the person's time: their appointments, and the events of their calendars.

mod gaps;
mod hidden;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::availability::slots::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::connection::Calendar;
use crate::model::event::{Busy, EventStatus, Part, Reply};
use crate::model::ids::{AppointmentId, CalendarId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::occurrences;
use crate::store::{Db, Result, appointments, calendars, connections, events};
use crate::sync;
use hidden::{Hidden, hidden};

pub(super) use gaps::Gap;

/// Everything that overlaps a span.
pub(super) struct BusyTimes {
    pub own: Vec<Appointment>,
    pub blocks: Vec<Block>,
    /// Why calendars that count as busy are not completely known.
    pub unchecked: Vec<Gap>,
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
            Err(_) => unchecked.push(Gap::of_all(None, Reason::StoreRecord)),
        }
    }
    let rows = connections::all(db)?;
    let mut known: HashMap<CalendarId, (Calendar, &connections::Row)> = HashMap::new();
    for calendar in calendars::all(db)? {
        let Ok(calendar) = calendar else {
            unchecked.push(Gap::of_all(None, Reason::StoreRecord));
            continue;
        };
        let Some(row) = rows.iter().find(|row| row.id == calendar.connection_id) else { continue };
        if calendar.counts_busy && !calendar.gone {
            unchecked.extend(gaps::of_calendar(&calendar, row, now, (from, to)));
        }
        known.insert(calendar.id.clone(), (calendar, row));
    }
    let mut blocks = Vec::new();
    for event in events::between(db, from, to)? {
        let Ok(event) = event else {
            unchecked.push(Gap::of_all(None, Reason::StoreRecord));
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
        let gaps = expand(&event, calendar, row, (from, to), home, &hidden, &mut blocks);
        for gap in gaps.into_iter().filter(|_| calendar.counts_busy) {
            if !unchecked.iter().any(|known| known.includes(&gap)) {
                unchecked.push(gap);
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

/// Adds the occurrences of an event. Returns where in that span there may be more than could be read.
fn expand(
    event: &events::Mirrored,
    calendar: &Calendar,
    row: &connections::Row,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    home: &Zone,
    hidden: &Hidden,
    blocks: &mut Vec<Block>,
) -> Vec<Gap> {
    let unread = || vec![Gap::of_event(calendar, event, (from, to))];
    let Some(provider) = providers::by_id(&row.provider) else { return unread() };
    let read = (provider.read)(&event.body, calendar.zone.as_deref());
    let Ok(parsed) = read else {
        // Once readable and now not: shown if its time is known.
        let (Some(starts_at), Some(ends_at)) = (event.starts_at, event.ends_at) else { return unread() };
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
        return unread();
    };
    let zone = calendar.zone.as_deref().and_then(|name| Zone::named(name).ok());
    let off = if parsed.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    let expansion = occurrences(&parsed, from - off, to + off, zone.as_ref().unwrap_or(home));
    let addresses = row.connection.as_ref().map(|connection| connection.account.addresses.as_slice()).unwrap_or(&[]);
    let mut gaps = if expansion.complete { Vec::new() } else { unread() };
    for occurrence in expansion.occurrences {
        let Some(part) = parsed.parts.get(occurrence.part) else { continue };
        let first = event.starts_at.is_some_and(|at| at == occurrence.starts_at || at == occurrence.starts_at - off);
        if hidden.hides((occurrence.starts_at, occurrence.ends_at), first) || part.status == EventStatus::Cancelled {
            continue;
        }
        let counts = calendar.counts_busy && part.busy == Busy::Busy && !declined(part, addresses);
        if counts && !occurrence.certain {
            gaps.push(Gap::of_guess(calendar, (occurrence.starts_at, occurrence.ends_at)));
        }
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
    gaps
}

fn declined(part: &Part, own_addresses: &[String]) -> bool {
    part.guests.iter().any(|guest| {
        guest.reply == Reply::Declined && own_addresses.iter().any(|own| own.eq_ignore_ascii_case(&guest.address))
    })
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

    /// Returns why `start..end` is not completely known: each calendar once.
    pub fn gaps(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<&Gap> {
        let mut found: Vec<&Gap> = Vec::new();
        for gap in self.unchecked.iter().filter(|gap| gap.touches(start, end)) {
            if !found.iter().any(|told| told.calendar_id() == gap.calendar_id()) {
                found.push(gap);
            }
        }
        found
    }

    /// Returns the spans that are not free, in no particular order.
    pub fn spans(&self) -> Vec<Span> {
        let own = self.own.iter().filter(|own| own.status != Status::Cancelled).map(|own| (own.starts_at, own.ends_at));
        let blocks = self.blocks.iter().filter(|block| block.counts).map(|block| (block.starts_at, block.ends_at));
        own.chain(blocks).collect()
    }
}
