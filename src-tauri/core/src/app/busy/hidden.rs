//! The event of an appointment: what of it is shown, and counts, beside the appointment itself.

use chrono::{DateTime, Utc};

use crate::model::appointment::{Appointment, Status};
use crate::model::ids::AppointmentId;
use crate::model::zone::Zone;
use crate::store::{Db, Result, StoreError, appointments, copies, outbox};
use crate::sync;

/// What of an appointment's own event is not shown beside the appointment.
pub(super) enum Hidden {
    Nothing,
    /// What stands at the appointment's time.
    At(DateTime<Utc>, DateTime<Utc>),
    /// The event itself, at whatever time; of a series made of it, its first occurrence.
    First,
    /// The same, and what stands at the appointment's time.
    FirstAnd(DateTime<Utc>, DateTime<Utc>),
}

impl Hidden {
    pub fn hides(&self, time: (DateTime<Utc>, DateTime<Utc>), first: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::At(start, end) => time == (*start, *end),
            Self::First => first,
            Self::FirstAnd(start, end) => first || time == (*start, *end),
        }
    }
}

/// Returns what to hide of the event of an appointment. Whatever stands there counts until it is known to be the appointment
/// itself, or is on its way to be changed by the person alone.
pub(super) fn hidden(
    db: &Db<'_>,
    id: &AppointmentId,
    own: &[Appointment],
    except: Option<&AppointmentId>,
    home: &Zone,
) -> Result<Hidden> {
    if Some(id) == except {
        let moved = appointments::get_without_texts(db, id)?;
        let time = moved.map(|moved| (moved.starts_at, moved.ends_at));
        // The first date of its series is another one where the appointment is a later.
        let is_later = copies::get_or_nothing(db, id)?.later;
        return Ok(match time {
            Some((start, end)) if is_later => Hidden::At(start, end),
            Some((start, end)) => Hidden::FirstAnd(start, end),
            None => Hidden::First,
        });
    }
    let shown = own.iter().find(|own| own.id == *id && own.status != Status::Cancelled);
    if let Some(shown) = shown
        && outbox::open_of(db, id)?.is_none()
    {
        return Ok(Hidden::At(shown.starts_at, shown.ends_at));
    }
    match sync::is_ours_to_change(db, home, id) {
        Ok(true) => return Ok(Hidden::First),
        // What a damaged row was about is not known: the event counts.
        Ok(false) | Err(StoreError::Unreadable { .. }) => {}
        Err(other) => return Err(other),
    }
    Ok(shown.map_or(Hidden::Nothing, |shown| Hidden::At(shown.starts_at, shown.ends_at)))
}
