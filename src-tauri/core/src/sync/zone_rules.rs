//! New zone rules, as they come with a newer Daybook: works out again when what is to come takes place, and has the decision
//! find where a calendar has it otherwise.

use chrono::{DateTime, TimeDelta, Utc};

use super::copies::gather;
use super::index::{Readers, indexed};
use super::settle::rest;
use crate::model::appointment::Appointment;
use crate::model::copies::{Copy, Request};
use crate::model::ids::AppointmentId;
use crate::model::zone::Zone;
use crate::store::copies::Known;
use crate::store::{self, Db, appointments, copies, events, occurrences, settings};

/// The setting that says by which rules the file was written last.
const NAME: &str = "zone_rules";
/// More than any rule ever moved a clock.
const SLACK: TimeDelta = TimeDelta::days(1);

/// An appointment that new rules moved.
pub(crate) struct ByRules {
    pub appointment: Appointment,
    /// What it overlapped before: the person knew.
    pub over: Vec<AppointmentId>,
}

/// Returns whether the file was written by other zone rules than this Daybook has.
pub(crate) fn are_new(db: &Db<'_>) -> store::Result<bool> {
    Ok(settings::get(db, NAME)? != Some(word()))
}

fn word() -> String {
    serde_json::Value::from(Zone::rules_version()).to_string()
}

/// Works out again when appointments and events take place that are to come, and notes by which rules. What is over stays as it
/// was. Returns the appointments that moved.
pub(crate) fn follow(db: &Db<'_>, home: &Zone, now: DateTime<Utc>) -> store::Result<Vec<ByRules>> {
    if !are_new(db)? {
        return Ok(Vec::new());
    }
    place_events(db, now)?;
    let mut coming = Vec::new();
    for id in appointments::ending_after(db, now - SLACK)? {
        let Some(appointment) = store::or_nothing(appointments::get_without_texts(db, &id))? else { continue };
        let times = appointment.times_by_rules();
        if appointment.ends_at > now || times.1 > now {
            coming.push((appointment, times));
        }
    }
    // All of them move before any of them is looked at.
    let mut moved = Vec::new();
    for (before, times) in coming.iter().filter(|(before, times)| *times != (before.starts_at, before.ends_at)) {
        moved.push(ByRules { appointment: at(before, *times), over: overlapped(db, before)? });
    }
    for ByRules { appointment, .. } in &moved {
        appointments::put_times(db, &appointment.id, (appointment.starts_at, appointment.ends_at))?;
    }
    for (before, times) in &coming {
        compare(db, home, before, *times, now)?;
    }
    settings::put(db, NAME, &word())?;
    Ok(moved)
}

fn at(appointment: &Appointment, (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>)) -> Appointment {
    Appointment { starts_at, ends_at, ..appointment.clone() }
}

fn overlapped(db: &Db<'_>, before: &Appointment) -> store::Result<Vec<AppointmentId>> {
    let others = appointments::between(db, before.starts_at, before.ends_at)?.into_iter().flatten();
    Ok(others.map(|other| other.id).filter(|id| *id != before.id).collect())
}

/// Has it asked about an appointment that its calendar has at another instant now. A time that the person changed, and that
/// waits to be sent, is theirs.
fn compare(
    db: &Db<'_>,
    home: &Zone,
    before: &Appointment,
    times: (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> store::Result<()> {
    let known = copies::get_or_nothing(db, &before.id)?;
    if known.is_nowhere() {
        return Ok(());
    }
    let old = (before.starts_at, before.ends_at);
    let held = known.from_mirror || last_known(&known).is_some_and(|copy| (copy.start, copy.end) == old);
    let there = store::or_nothing(gather(db, home, &before.id))?;
    let there = there.as_ref().and_then(|gathered| gathered.there()).map(|seen| (seen.copy.start, seen.copy.end));
    if held && (times != old || there.is_some_and(|there| there != old)) {
        copies::put(db, &before.id, &Known { by_rules: true, ..known })?;
    }
    rest(db, home, &before.id, now)
}

/// Returns what its calendar was last sent, or is known to hold.
fn last_known(known: &Known) -> Option<&Copy> {
    let sent = known.sent.as_ref().and_then(|sent| match &sent.request {
        Request::Put(copy) => Some(copy),
        Request::Remove => None,
    });
    sent.or(known.agreed.as_ref().map(|agreed| &agreed.copy))
}

/// Notes when the events of the mirror take place that are to come.
fn place_events(db: &Db<'_>, now: DateTime<Utc>) -> store::Result<()> {
    let mut readers = Readers::default();
    for id in events::ending_after(db, now - SLACK)? {
        let Some(row) = store::or_nothing(events::get(db, &id))? else { continue };
        let (event, bounds) = readers.read(db, &row)?;
        if let Some((start, end)) = bounds
            && (Some(start), end) != (row.starts_at, row.ends_at)
        {
            events::put_times(db, &id, start, end)?;
        }
        if let Some(event) = event {
            occurrences::put(db, &id, &indexed(Some(&event), now))?;
        }
    }
    Ok(())
}
