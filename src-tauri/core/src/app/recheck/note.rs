//! Notes which times of an appointment are to be looked at again, and what the person meant them to overlap.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::times::{Standing, coming, newly_taken, others, time_of, words_of};
use crate::app::busy::taken;
use crate::app::series::row_of;
use crate::availability::busy_times::BusyTimes;
use crate::availability::spans::Span;
use crate::model::appointment::Appointment;
use crate::model::ids::CalendarId;
use crate::model::zone::Zone;
use crate::store::unchecked_times::{self, UncheckedTime};
use crate::store::{Db, Result, appointments, calendars, changes};
use crate::sync::ByRules;

/// Notes of an appointment, of a series each date, whose time was just chosen whether all of that time was checked, and what it
/// overlaps. What came into a calendar since it was read last is known once it is read again.
pub(in crate::app) fn note(
    db: &Db<'_>,
    home: &Zone,
    before: Option<&Appointment>,
    after: &Appointment,
    now: DateTime<Utc>,
) -> Result<()> {
    let new: HashSet<Span> = newly_taken(after, before, now).into_iter().collect();
    if new.is_empty() {
        return Ok(());
    }
    let mut standing = Standing::new(now);
    for known in unchecked_times::of_appointment(db, &after.id)? {
        if standing.of(db, &known)?.is_none() {
            unchecked_times::remove(db, &known.id)?;
        }
    }
    let dates: Vec<Appointment> = coming(after, now).into_iter().filter(|date| new.contains(&time_of(date))).collect();
    let (from, to) = (dates.iter().map(|date| date.starts_at).min(), dates.iter().map(|date| date.ends_at).max());
    let Some((from, to)) = from.zip(to) else { return Ok(()) };
    let taken = taken(db, from, to, home, now, Some(&after.id))?;
    let all_read = calendars::all_read_since(db, now)?;
    for date in &dates {
        let (own, blocks) = others(&taken, date);
        tell_of(db, &own, date)?;
        let open = !all_read || !taken.gaps(date.starts_at, date.ends_at).is_empty();
        let meant = words_of(db, &own, &blocks)?;
        if open || !meant.is_empty() {
            unchecked_times::put(db, &UncheckedTime { meant, open, ..chosen(date, now) })?;
        } else {
            unchecked_times::remove(db, &date.id)?;
        }
    }
    Ok(())
}

/// Returns a time to look at again, of which nothing else is known.
pub(super) fn chosen(date: &Appointment, chosen_at: DateTime<Utc>) -> UncheckedTime {
    UncheckedTime {
        id: date.id.clone(),
        appointment: row_of(&date.id),
        starts_at: date.starts_at,
        ends_at: date.ends_at,
        chosen_at,
        meant: Vec::new(),
        open: true,
        clashes: false,
    }
}

/// Whoever books over an appointment of this computer was told of it, and meant it.
fn tell_of(db: &Db<'_>, own: &[&Appointment], date: &Appointment) -> Result<()> {
    for own in own {
        if let Some(earlier) = unchecked_times::get(db, &own.id)? {
            let meant = earlier.meant.iter().cloned().chain([date.id.as_str().to_owned()]).collect();
            unchecked_times::put(db, &UncheckedTime { meant, ..earlier })?;
        }
    }
    Ok(())
}

/// Notes the times that were booked here and that another computer of the person booked as well, as a run that began `since`
/// then has found. `read` = the calendars that had been read before: what a first reading brings was there all along.
pub(in crate::app) fn found_elsewhere(
    db: &Db<'_>,
    home: &Zone,
    since: DateTime<Utc>,
    read: &HashSet<CalendarId>,
    now: DateTime<Utc>,
) -> Result<()> {
    for id in changes::found_since(db, since)? {
        let is_news = |found: &Appointment| found.calendar_id.as_ref().is_some_and(|calendar| read.contains(calendar));
        let Some(found) = appointments::get_without_texts(db, &id)?.filter(is_news) else { continue };
        for date in coming(&found, now) {
            let over = taken(db, date.starts_at, date.ends_at, home, now, Some(&id))?;
            for own in others(&over, &date).0 {
                let known = unchecked_times::get(db, &own.id)?;
                if known.as_ref().is_some_and(|known| known.open) || changes::was_found(db, &row_of(&own.id))? {
                    continue;
                }
                let around = taken(db, own.starts_at, own.ends_at, home, now, None)?;
                let meant = meant_but_for(db, &around, own, known, date.id.as_str())?;
                unchecked_times::put(db, &UncheckedTime { meant, ..chosen(own, since) })?;
            }
        }
    }
    Ok(())
}

/// Returns what is known to have been meant, and all that overlaps an appointment by now but for one.
fn meant_but_for(
    db: &Db<'_>,
    around: &BusyTimes,
    own: &Appointment,
    known: Option<UncheckedTime>,
    but: &str,
) -> Result<Vec<String>> {
    let (beside, blocks) = others(around, own);
    let mut meant = words_of(db, &beside, &blocks)?;
    meant.extend(known.map(|known| known.meant).unwrap_or_default());
    meant.retain(|word| word != but);
    Ok(meant)
}

/// Notes the appointments that new zone rules moved. What moved along overlapped them before.
pub(super) fn moved_by_rules(db: &Db<'_>, home: &Zone, moved: &[ByRules], now: DateTime<Utc>) -> Result<()> {
    for ByRules { appointment, over } in moved {
        let moved_along = |own: &Appointment| {
            let row = row_of(&own.id);
            own.zone == appointment.zone && moved.iter().any(|moved| moved.appointment.id == row)
        };
        for date in coming(appointment, now) {
            let taken = taken(db, date.starts_at, date.ends_at, home, now, None)?;
            let (mut along, _) = others(&taken, &date);
            along.retain(|own| moved_along(own));
            let mut meant = words_of(db, &along, &[])?;
            meant.extend(over.iter().map(|id| id.as_str().to_owned()));
            meant.extend(unchecked_times::get(db, &date.id)?.map(|known| known.meant).unwrap_or_default());
            unchecked_times::put(db, &UncheckedTime { meant, ..chosen(&date, now) })?;
        }
    }
    Ok(())
}
