//! Tells which events of a calendar are of appointments, and which only left the span that is read.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::event::Event;
use crate::model::ids::AppointmentId;
use crate::store::events::Placed;
use crate::store::{self, Db, appointments};

/// Finds the appointment an event was written for, in whatever calendar it stands: by our tag, or by the UID where a
/// server drops tags. A copy that somebody made of it has another UID, and is no appointment.
pub(super) fn appointment_of(db: &Db<'_>, event: &Event) -> store::Result<Option<AppointmentId>> {
    let mark = event.parts.iter().find_map(|part| part.appointment_id.clone());
    let found = match mark {
        Some(id) => appointments::with_uid(db, &AppointmentId::from(id), &event.uid)?,
        None => None,
    };
    match found {
        Some(found) => Ok(Some(found)),
        None => appointments::by_uid(db, &event.uid),
    }
}

/// Whether an event lies in the span of time that is read of its calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    Inside,
    Outside,
}

/// Returns whether an event may be left out of a list about `span`; `None` = the list is about all there are.
pub(super) fn sight(event: &Placed, span: Option<(DateTime<Utc>, DateTime<Utc>)>) -> Sight {
    let Some((from, to)) = span else { return Sight::Inside };
    // Zones and whole days make the edges inexact.
    let edge = TimeDelta::days(2);
    let before = event.ends_at.is_some_and(|ends_at| ends_at <= from + edge);
    let after = event.starts_at.is_some_and(|starts_at| starts_at >= to - edge);
    if before || after { Sight::Outside } else { Sight::Inside }
}
