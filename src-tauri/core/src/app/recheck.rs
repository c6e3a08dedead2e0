//! Looks again at times that were chosen before all calendars were read, and asks where one turns out to be taken.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::busy::{BusyTimes, taken};
use super::present::{self, stamp, wall};
use super::views::{BookedOver, Clash};
use super::{Answer, App, title};
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::{AppointmentId, CalendarId};
use crate::model::zone::Zone;
use crate::store::unchecked_times::{self, UncheckedTime};
use crate::store::{Db, Result, Store, appointments, calendars, changes, connections};
use crate::sync::{self, ByRules};

impl App {
    /// Keeps an appointment at its time, whatever else is there.
    pub fn keep_both(&self, appointment_id: &str) -> Answer<()> {
        let id = AppointmentId::from(appointment_id);
        Ok(self.open_store()?.write(|db| unchecked_times::remove(db, &id))?)
    }
}

impl App {
    /// Has what is to come follow the zone rules of this Daybook, where another one with other rules wrote the file last. Where it
    /// cannot be written, the next opening tries again.
    pub(super) fn follow_zone_rules(&self, store: &Store) {
        let (home, now) = (self.zone(store), self.now());
        let followed = store.read(sync::are_new).and_then(|new| {
            if !new {
                return Ok(());
            }
            store.write(|db| moved_by_rules(db, &home, &sync::follow(db, &home, now)?, now))
        });
        if let Err(error) = followed {
            tracing::warn!(%error, "new zone rules were not followed");
        }
    }
}

/// Asks where an appointment that new zone rules moved overlaps something now and did not before.
fn moved_by_rules(db: &Db<'_>, home: &Zone, moved: &[ByRules], now: DateTime<Utc>) -> Result<()> {
    let known = unchecked_times::all(db)?;
    for ByRules { appointment, over } in moved.iter().filter(|moved| is_coming(&moved.appointment, now)) {
        let known = known.iter().find(|time| time.appointment == appointment.id);
        let meant = known.map(|time| time.meant.clone()).unwrap_or_default();
        let meant = meant.into_iter().chain(over.iter().map(|id| id.as_str().to_owned())).collect();
        let (id, starts_at, ends_at) = (appointment.id.clone(), appointment.starts_at, appointment.ends_at);
        let time = UncheckedTime { appointment: id, starts_at, ends_at, chosen_at: now, meant, clashes: false };
        unchecked_times::put(db, &time)?;
    }
    look_again(db, home, now).map(drop)
}

/// Notes of an appointment whose time was just chosen whether all of that time was checked. What came into a calendar since it
/// was read last is known once it is read again.
pub(super) fn note(db: &Db<'_>, home: &Zone, appointment: &Appointment, now: DateTime<Utc>) -> Result<()> {
    let (starts_at, ends_at) = (appointment.starts_at, appointment.ends_at);
    if !is_coming(appointment, now) {
        return unchecked_times::remove(db, &appointment.id);
    }
    let taken = taken(db, starts_at, ends_at, home, now, Some(&appointment.id))?;
    // Whoever books over an appointment of this computer was told of it, and meant it.
    for earlier in unchecked_times::all(db)? {
        if taken.own.iter().any(|own| own.id == earlier.appointment) {
            let meant = earlier.meant.iter().cloned().chain([appointment.id.as_str().to_owned()]).collect();
            unchecked_times::put(db, &UncheckedTime { meant, ..earlier })?;
        }
    }
    if taken.gaps(starts_at, ends_at).is_empty() && calendars::all_read_since(db, now)? {
        return unchecked_times::remove(db, &appointment.id);
    }
    let meant = overlapping(&taken, starts_at, ends_at);
    let id = appointment.id.clone();
    let time = UncheckedTime { appointment: id, starts_at, ends_at, chosen_at: now, meant, clashes: false };
    unchecked_times::put(db, &time)
}

/// Notes the times that were booked here and that another computer of the person booked as well, as a run that began `since`
/// then has found. `read` = the calendars that had been read before: what a first reading brings was there all along.
pub(super) fn found_elsewhere(
    db: &Db<'_>,
    home: &Zone,
    since: DateTime<Utc>,
    read: &HashSet<CalendarId>,
    now: DateTime<Utc>,
) -> Result<()> {
    for id in changes::found_since(db, since)? {
        let found = appointments::get_without_texts(db, &id)?.filter(|found| is_coming(found, now));
        let is_news = |found: &Appointment| found.calendar_id.as_ref().is_some_and(|calendar| read.contains(calendar));
        let Some(found) = found.filter(is_news) else { continue };
        let known = unchecked_times::all(db)?;
        let over = taken(db, found.starts_at, found.ends_at, home, now, Some(&id))?;
        let (over, _) = over.blocking(found.starts_at, found.ends_at);
        for own in over {
            // A date of a series is none that could be kept in mind by itself.
            let is_date = own.repeat.is_some();
            if is_date || known.iter().any(|time| time.appointment == own.id) || changes::was_found(db, &own.id)? {
                continue;
            }
            let (starts_at, ends_at) = (own.starts_at, own.ends_at);
            let around = taken(db, starts_at, ends_at, home, now, Some(&own.id))?;
            let meant = overlapping(&around, starts_at, ends_at).into_iter().filter(|one| one != id.as_str()).collect();
            let (appointment, chosen_at) = (own.id.clone(), since);
            let time = UncheckedTime { appointment, starts_at, ends_at, chosen_at, meant, clashes: false };
            unchecked_times::put(db, &time)?;
        }
    }
    Ok(())
}

/// Looks again at every time that was not checked. Returns whether there is something new to ask, or less.
pub(super) fn look_again(db: &Db<'_>, home: &Zone, now: DateTime<Utc>) -> Result<bool> {
    let mut news = false;
    for time in unchecked_times::all(db)? {
        let Some(appointment) = still_there(db, &time, now)? else {
            unchecked_times::remove(db, &time.appointment)?;
            news |= time.clashes;
            continue;
        };
        let taken = taken(db, time.starts_at, time.ends_at, home, now, Some(&appointment.id))?;
        let clashes = overlapping(&taken, time.starts_at, time.ends_at).iter().any(|id| !time.meant.contains(id));
        news |= clashes != time.clashes;
        let is_known = taken.gaps(time.starts_at, time.ends_at).is_empty();
        if clashes || !is_known || !calendars::all_read_since(db, time.chosen_at)? {
            unchecked_times::put(db, &UncheckedTime { clashes, ..time })?;
        } else {
            unchecked_times::remove(db, &time.appointment)?;
        }
    }
    Ok(news)
}

/// Counts the appointments that the person has to look at.
pub(super) fn count(db: &Db<'_>, now: DateTime<Utc>) -> Result<u32> {
    let mut count: u32 = 0;
    for time in unchecked_times::clashing(db)? {
        count = count.saturating_add(u32::from(still_there(db, &time, now)?.is_some()));
    }
    Ok(count)
}

/// Returns each appointment that was booked over something, with what that is.
pub(super) fn booked_over(
    context: &mut present::Context<'_, '_>,
    db: &Db<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<BookedOver>> {
    let home = context.zone.clone();
    let rows = connections::all(db)?;
    let mut found = Vec::new();
    for time in unchecked_times::clashing(db)? {
        let Some(appointment) = still_there(db, &time, now)? else { continue };
        let (start, end) = (time.starts_at, time.ends_at);
        let taken = taken(db, start, end, &home, now, Some(&appointment.id))?;
        let clashes: Vec<Clash> =
            clashes(db, &taken, start, end, &rows, &home, |id| !time.meant.iter().any(|meant| meant == id))?;
        if clashes.is_empty() {
            continue;
        }
        let (day, from, to, _) = wall(start, end, &home);
        let client = context.client(&appointment.client_id)?.name;
        let appointment_id = appointment.id.as_str().to_owned();
        found.push(BookedOver { appointment_id, client, day, from, to, clashes });
    }
    Ok(found)
}

/// Returns what overlaps a time, as far as `counts` lets it.
pub(super) fn clashes(
    db: &Db<'_>,
    taken: &BusyTimes,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    rows: &[connections::Row],
    home: &Zone,
    counts: impl Fn(&str) -> bool,
) -> Result<Vec<Clash>> {
    let (own, blocks) = taken.blocking(start, end);
    let own = own.into_iter().filter(|own| counts(own.id.as_str())).map(|own| -> Result<Clash> {
        let (day, from, to, _) = wall(own.starts_at, own.ends_at, home);
        Ok(Clash {
            title: title::shown(db, own)?,
            own: true,
            day,
            from,
            to,
            all_day: false,
            calendar: None,
            connection: None,
            email: None,
            rule: None,
            rule_calendar_id: None,
            why: None,
            start: stamp(own.starts_at, home),
            end: stamp(own.ends_at, home),
            clocks: home.clocks(own.starts_at, own.ends_at),
        })
    });
    let blocks = blocks.into_iter().filter(|block| counts(&block.id)).map(|block| -> Result<Clash> {
        let (day, from, to, _) = wall(block.starts_at, block.ends_at, home);
        let row = rows.iter().find(|row| row.id == block.calendar.connection_id);
        Ok(Clash {
            title: block.title.clone(),
            own: false,
            day,
            from,
            to,
            all_day: block.all_day.is_some(),
            calendar: Some(block.calendar.name.clone()),
            connection: row.map(present::account_name),
            email: row.and_then(|row| row.connection.as_ref().ok()).map(|found| found.account.email.clone()),
            rule: Some(block.rule),
            rule_calendar_id: Some(block.ruled_by().id.as_str().to_owned()),
            why: Some(block.why()),
            start: stamp(block.starts_at, home),
            end: stamp(block.ends_at, home),
            clocks: home.clocks(block.starts_at, block.ends_at),
        })
    });
    own.chain(blocks).collect()
}

/// Returns the appointment, if it is still to come at that time.
fn still_there(db: &Db<'_>, time: &UncheckedTime, now: DateTime<Utc>) -> Result<Option<Appointment>> {
    let found = appointments::get_without_texts(db, &time.appointment)?;
    let same = |one: &Appointment| (one.starts_at, one.ends_at) == (time.starts_at, time.ends_at);
    Ok(found.filter(|one| is_coming(one, now) && same(one)))
}

fn is_coming(appointment: &Appointment, now: DateTime<Utc>) -> bool {
    appointment.status != Status::Cancelled && appointment.ends_at > now
}

fn overlapping(taken: &BusyTimes, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<String> {
    let (own, blocks) = taken.blocking(start, end);
    let own = own.into_iter().map(|own| own.id.as_str().to_owned());
    own.chain(blocks.into_iter().map(|block| block.id.clone())).collect()
}
