//! What takes the person's time: their appointments, and the events of their calendars.

mod block;
mod expand;
mod gaps;
mod hidden;
mod mirror;
mod news;
mod series;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::series::{dates, row_of};
use crate::availability::spans::{Span, overlap};
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::{AppointmentId, ConnectionId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::{Db, Result, appointments, calendars, connections};
use crate::sync::Answered;
use hidden::Hiding;
use mirror::{Found, Known, from_calendars};

pub(super) use block::Block;
pub(super) use gaps::Gap;

/// Everything that overlaps a span.
pub(super) struct BusyTimes {
    pub own: Vec<Appointment>,
    pub blocks: Vec<Block>,
    /// Why calendars that count as busy are not completely known.
    pub unchecked: Vec<Gap>,
    /// The accounts that hold something there that was not read yet.
    pub unread_at: Vec<ConnectionId>,
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
    taken_and_heard(db, (from, to), home, now, except, &[])
}

/// Returns the same by what calendars answered just now as well: that is known of them, however long ago they were read.
pub(super) fn taken_and_heard(
    db: &Db<'_>,
    (from, to): Span,
    home: &Zone,
    now: DateTime<Utc>,
    except: Option<&AppointmentId>,
    heard: &[Answered],
) -> Result<BusyTimes> {
    let believed = news::believed(db, (from, to), home, heard)?;
    // Where a date of a series is moved, the others are not in its way.
    let except = except.map(row_of);
    let except = except.as_ref();
    let mut own = Vec::new();
    let mut unchecked = Vec::new();
    for appointment in appointments::between(db, from, to)? {
        match appointment {
            // Its dates are added below.
            Ok(appointment) if appointment.repeat.is_some() && appointment.status != Status::Cancelled => {}
            Ok(appointment) if Some(&appointment.id) != except => own.push(appointment),
            Ok(_) => {}
            Err(_) => unchecked.push(Gap::of_all(None, Reason::StoreRecord)),
        }
    }
    let (mut its_dates, mut replaced) = (Vec::new(), Vec::new());
    for series in appointments::series_between(db, from, to)? {
        match series {
            Ok(series) => {
                replaced.extend(series::replaced(db, &series, home, (from, to))?);
                its_dates.extend(dates(&series, from, to));
            }
            Err(_) => unchecked.push(Gap::of_all(None, Reason::StoreRecord)),
        }
    }
    let rows = connections::all(db)?;
    let mut known: Known<'_> = HashMap::new();
    for calendar in calendars::all(db)? {
        let Ok(calendar) = calendar else {
            unchecked.push(Gap::of_all(None, Reason::StoreRecord));
            continue;
        };
        let Some(row) = rows.iter().find(|row| row.id == calendar.connection_id) else { continue };
        if calendar.counts_busy && !calendar.gone && !believed.contains(&calendar.id) {
            unchecked.extend(gaps::of_calendar(&calendar, row, now, (from, to)));
        }
        known.insert(calendar.id.clone(), (calendar, row));
    }
    let mut hiding = Hiding::new(&own, except, home);
    let mut found = Found { blocks: Vec::new(), unchecked };
    from_calendars(db, (from, to), home, &known, &mut hiding, &mut found)?;
    let dates_of_ours: Vec<&Appointment> = its_dates.iter().chain(&replaced).collect();
    let unread_at =
        news::add(db, (from, to), home, &known, &mut hiding, (heard, dates_of_ours.as_slice()), &mut found)?;
    let Found { mut blocks, unchecked } = found;
    series::hide(&mut blocks, &dates_of_ours);
    own.extend(its_dates.into_iter().filter(|date| Some(&row_of(&date.id)) != except));
    own.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
    blocks.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
    let blocks = once_each(blocks);
    Ok(BusyTimes { own, blocks, unchecked, unread_at })
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
                let is_better = (block.calendar.shown, block.counts) > (same.calendar.shown, same.counts);
                let other = if is_better { std::mem::replace(same, block) } else { block };
                if other.counts && !same.counts {
                    same.counts = true;
                    same.rule = other.rule;
                    same.counted_by = other.counted_by.or(Some(other.calendar));
                }
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
        let touches = |one: Span| overlap(one, (start, end));
        let own = self.own.iter().filter(|own| own.status != Status::Cancelled);
        let own = own.filter(|own| touches((own.starts_at, own.ends_at))).collect();
        let blocks = self.blocks.iter().filter(|block| block.counts);
        (own, blocks.filter(|block| touches((block.starts_at, block.ends_at))).collect())
    }

    /// Returns why `start..end` is not completely known: each calendar once, and each event of it that cannot be read.
    pub fn gaps(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<&Gap> {
        gaps::told(self.unchecked.iter().filter(|gap| gap.touches(start, end)))
    }
}
