//! Looks at the noted times again, and keeps those that the person decided to keep.

use chrono::{DateTime, Utc};

use super::newly;
use super::times::{Standing, month_of, others, time_of, unmeant, words_of};
use crate::app::busy::taken;
use crate::app::series::parse;
use crate::model::appointment::Appointment;
use crate::model::ids::AppointmentId;
use crate::model::zone::Zone;
use crate::store::unchecked_times::{self, UncheckedTime};
use crate::store::{Db, Result, calendars};

/// Looks again at every time that was not checked. Returns whether there is something new to ask, or less.
pub(in crate::app) fn look_again(db: &Db<'_>, home: &Zone, now: DateTime<Utc>) -> Result<bool> {
    newly::hold_against(db, home, now)?;
    let mut standing = Standing::new(now);
    let (mut news, mut left) = (false, Vec::new());
    for time in unchecked_times::open(db)? {
        match standing.of(db, &time)? {
            Some(date) => left.push((time, date)),
            None => {
                unchecked_times::remove(db, &time.id)?;
                news |= time.clashes;
            }
        }
    }
    unchecked_times::remove_over(db, now)?;
    // One question a month, for a series has many dates.
    for near in left.chunk_by(|(_, a), (_, b)| month_of(a) == month_of(b)) {
        news |= look_at(db, home, near, now)?;
    }
    Ok(news)
}

fn look_at(db: &Db<'_>, home: &Zone, near: &[(UncheckedTime, Appointment)], now: DateTime<Utc>) -> Result<bool> {
    let from = near.iter().map(|(time, _)| time.starts_at).min();
    let to = near.iter().map(|(time, _)| time.ends_at).max();
    let Some((from, to)) = from.zip(to) else { return Ok(false) };
    let taken = taken(db, from, to, home, now, None)?;
    let mut news = false;
    for (time, date) in near {
        let (own, blocks) = unmeant(db, &taken, date, &time.meant)?;
        let clashes = !own.is_empty() || !blocks.is_empty();
        news |= clashes != time.clashes;
        let (start, end) = time_of(date);
        let open = clashes || !taken.gaps(start, end).is_empty() || !calendars::all_read_since(db, time.chosen_at)?;
        if !open && time.meant.is_empty() {
            unchecked_times::remove(db, &time.id)?;
        } else if (clashes, open) != (time.clashes, time.open) {
            unchecked_times::put(db, &UncheckedTime { clashes, open, ..time.clone() })?;
        }
    }
    Ok(news)
}

/// Keeps an appointment at its time, a series at all its times: what it overlaps is meant from now on.
pub(super) fn keep(db: &Db<'_>, home: &Zone, id: &AppointmentId, now: DateTime<Utc>) -> Result<()> {
    let (row, day) = parse(id.as_str());
    let mut standing = Standing::new(now);
    for time in unchecked_times::of_appointment(db, &row)? {
        if day.is_some() && time.id != *id {
            continue;
        }
        let Some(date) = standing.of(db, &time)? else {
            unchecked_times::remove(db, &time.id)?;
            continue;
        };
        let taken = taken(db, time.starts_at, time.ends_at, home, now, None)?;
        let (own, blocks) = others(&taken, &date);
        let mut meant = words_of(db, &own, &blocks)?;
        meant.extend(time.meant.iter().cloned());
        meant.sort_unstable();
        meant.dedup();
        unchecked_times::put(db, &UncheckedTime { meant, open: false, clashes: false, ..time })?;
    }
    Ok(())
}
