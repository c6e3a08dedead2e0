//! Holds what is to come against each calendar that came to count: connected, found, made to count, or back, and read since.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::note::chosen;
use super::times::{coming, month_of, others, words_of};
use crate::app::busy::taken;
use crate::app::series::row_of;
use crate::availability::block::Block;
use crate::availability::busy_times::BusyTimes;
use crate::model::appointment::Appointment;
use crate::model::ids::{AppointmentId, CalendarId};
use crate::model::zone::Zone;
use crate::store::unchecked_times::{self, UncheckedTime};
use crate::store::{self, Db, Result, appointments, calendars, changes};

/// What is held against what is to come.
struct New {
    calendars: HashSet<CalendarId>,
    /// The appointments that were found meanwhile: what else stood there then was there all along.
    found: HashSet<AppointmentId>,
}

/// Notes the coming appointments that overlap something in a calendar that came to count, or of which that is not known, to be
/// looked at again. Each such calendar is looked through once.
pub(super) fn hold_against(db: &Db<'_>, home: &Zone, now: DateTime<Utc>) -> Result<()> {
    let came = calendars::came_to_count(db, now)?;
    let Some(since) = came.iter().map(|(_, since)| *since).min() else { return Ok(()) };
    let found = changes::found_since(db, since)?.into_iter().collect();
    let new = New { calendars: came.into_iter().map(|(id, _)| id).collect(), found };
    let mut dates = Vec::new();
    for id in appointments::ending_after(db, now)? {
        if !new.found.contains(&id)
            && let Some(one) = store::or_nothing(appointments::get_without_texts(db, &id))?
        {
            dates.extend(coming(&one, now));
        }
    }
    dates.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
    for near in dates.chunk_by(|a, b| month_of(a) == month_of(b)) {
        let (from, to) = (near.iter().map(|one| one.starts_at).min(), near.iter().map(|one| one.ends_at).max());
        let Some((from, to)) = from.zip(to) else { continue };
        let taken = taken(db, from, to, home, now, None)?;
        for date in near {
            note(db, &taken, date, &new)?;
        }
    }
    for id in &new.calendars {
        calendars::was_held_against(db, id)?;
    }
    Ok(())
}

/// Notes an appointment, or a date, if there is something new at its time. All else that it overlaps is as it was before.
fn note(db: &Db<'_>, taken: &BusyTimes, date: &Appointment, new: &New) -> Result<()> {
    let (mut own, mut blocks) = others(taken, date);
    let count = own.len().saturating_add(blocks.len());
    own.retain(|own| !new.found.contains(&row_of(&own.id)));
    blocks.retain(|block| !new.has(block));
    let gaps = taken.gaps(date.starts_at, date.ends_at);
    let hides = gaps.iter().any(|gap| gap.calendar_id().is_some_and(|id| new.calendars.contains(id)));
    if own.len().saturating_add(blocks.len()) == count && !hides {
        return Ok(());
    }
    let known = unchecked_times::get(db, &date.id)?;
    // It is looked at again as it is.
    if known.as_ref().is_some_and(|known| known.open) {
        return Ok(());
    }
    let mut meant = words_of(db, &own, &blocks)?;
    meant.extend(known.map(|known| known.meant).unwrap_or_default());
    // Nothing more has to be read for it.
    unchecked_times::put(db, &UncheckedTime { meant, ..chosen(date, DateTime::UNIX_EPOCH) })
}

impl New {
    fn has(&self, block: &Block) -> bool {
        self.calendars.contains(&block.calendar.id) || self.calendars.contains(&block.ruled_by().id)
    }
}
