//! What takes the person's time: their appointments, and the events of their calendars.

mod expand;
mod gaps;
mod hidden;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::availability::slots::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::connection::Calendar;
use crate::model::ids::{AppointmentId, CalendarId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::{Db, Result, appointments, calendars, connections, events};
use crate::sync;
use expand::expand;
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
    /// By the person's word it takes no time.
    pub ignored: bool,
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
        for gap in expand(&event, calendar, row, (from, to), home, &hidden, &mut blocks) {
            if calendar.counts_busy {
                gaps::add(&mut unchecked, gap);
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

    /// Returns why `start..end` is not completely known: each calendar once, and each event of it that cannot be read.
    pub fn gaps(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<&Gap> {
        gaps::told(self.unchecked.iter().filter(|gap| gap.touches(start, end)))
    }

    /// Returns the spans that are not free, in no particular order.
    pub fn spans(&self) -> Vec<Span> {
        let own = self.own.iter().filter(|own| own.status != Status::Cancelled).map(|own| (own.starts_at, own.ends_at));
        let blocks = self.blocks.iter().filter(|block| block.counts).map(|block| (block.starts_at, block.ends_at));
        own.chain(blocks).collect()
    }
}
