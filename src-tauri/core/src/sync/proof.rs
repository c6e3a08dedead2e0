//! Tells what is nowhere: what was looked for in all of an account that could be read, and not found.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::adopt::inherit;
use super::settle;
use crate::model::ids::{AppointmentId, CalendarId, ConnectionId};
use crate::model::zone::Zone;
use crate::store::copies::{Absence, Known};
use crate::store::{self, Db, appointments, calendars, copies, events};

/// How much of an account was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Every calendar that can be.
    Whole,
    /// All but calendars that were never given and have failed for long.
    AllButFailing,
}

/// An account was read: what was looked for in it and not found is nowhere, unless the calendar where it stood last is not among
/// what was read. What once stood may be in a calendar that always fails, so that waits. What was booked anew does not.
pub(super) fn prove(
    db: &Db<'_>,
    home: &Zone,
    connection: &ConnectionId,
    (read, reach): (&HashSet<CalendarId>, Reach),
    now: DateTime<Utc>,
) -> store::Result<()> {
    for id in copies::to_look_for(db, connection)? {
        let known = copies::get_or_nothing(db, &id)?;
        if reach == Reach::AllButFailing && !is_booked_anew(db, &id, &known, read)? {
            continue;
        }
        let sent = known.sent.as_ref().map(|sent| &sent.calendar);
        let stood = sent.or(known.agreed.as_ref().and_then(|agreed| agreed.calendar.as_ref()));
        if let Some(stood) = stood.filter(|stood| !read.contains(*stood))
            && calendars::get(db, stood)?
                .is_some_and(|calendar| !calendar.gone && calendar.connection_id == *connection)
        {
            continue;
        }
        let unread = link_unread(db, connection, &id)?;
        let absence = match known.absence {
            Absence::Suspected if unread => Absence::No,
            Absence::Suspected => Absence::Proved,
            absence @ (Absence::No | Absence::Proved) => absence,
        };
        // What was sent and got no answer is learned of first: it is younger than what was noted before.
        let unanswered = known.sent.is_some();
        copies::put(db, &id, &Known { looked: true, absence, ..known })?;
        if unanswered || !inherit(db, home, &id, now)? {
            settle::rest(db, home, &id, now)?;
        }
    }
    Ok(())
}

/// Returns whether nothing of an appointment has been anywhere since it was booked again, and where it is to go was read.
fn is_booked_anew(db: &Db<'_>, id: &AppointmentId, known: &Known, read: &HashSet<CalendarId>) -> store::Result<bool> {
    if known.absence != Absence::No || known.sent.is_some() || known.agreed.is_some() {
        return Ok(false);
    }
    let target = appointments::get_without_texts(db, id)?.and_then(|appointment| appointment.calendar_id);
    Ok(target.is_some_and(|target| read.contains(&target)))
}

/// Links what stands where the appointment's event was last seen and could not be read. Returns whether there is such an event:
/// it is there, whatever it says.
fn link_unread(db: &Db<'_>, connection: &ConnectionId, id: &AppointmentId) -> store::Result<bool> {
    let appointment = store::or_nothing(appointments::get(db, id))?;
    let Some(handle) = appointment.and_then(|appointment| appointment.calendar_event_id) else { return Ok(false) };
    for calendar in calendars::of_connection(db, connection)? {
        if events::is_unread(db, &calendar.id, &handle)? {
            events::link(db, &calendar.id, &handle, id)?;
            return Ok(true);
        }
    }
    Ok(false)
}
