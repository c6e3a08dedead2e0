//! The event of an appointment: what of it is shown, and counts, beside the appointment itself.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::model::appointment::{Appointment, Status};
use crate::model::ids::{AppointmentId, CalendarId, EventId};
use crate::model::zone::Zone;
use crate::store::{Db, Result, StoreError, appointments, copies, outbox};
use crate::sync;

/// What of an appointment's own event is not shown beside the appointment.
#[derive(Clone, Copy)]
pub(super) enum Hidden {
    Nothing,
    /// What stands at the appointment's time.
    At(DateTime<Utc>, DateTime<Utc>),
    /// The event itself, at whatever time; of a series made of it, its first occurrence.
    First,
    /// The same, and what stands at the appointment's time.
    FirstAnd(DateTime<Utc>, DateTime<Utc>),
    /// All of it: another account shows how it was before, or it is a series that is on its way to be changed.
    All,
}

impl Hidden {
    pub fn hides(self, time: (DateTime<Utc>, DateTime<Utc>), first: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::At(start, end) => time == (start, end),
            Self::First => first,
            Self::FirstAnd(start, end) => first || time == (start, end),
            Self::All => true,
        }
    }
}

/// Tells what to hide of each event, and finds it out once.
pub(super) struct Hiding<'a> {
    own: &'a [Appointment],
    except: Option<&'a AppointmentId>,
    home: &'a Zone,
    known: HashMap<EventId, Hidden>,
}

impl<'a> Hiding<'a> {
    /// `except` is the appointment that is being moved.
    pub fn new(own: &'a [Appointment], except: Option<&'a AppointmentId>, home: &'a Zone) -> Self {
        Self { own, except, home, known: HashMap::new() }
    }

    /// Returns what to hide of an event that may be an appointment's.
    pub fn of(
        &mut self,
        db: &Db<'_>,
        (calendar, event): (&CalendarId, &EventId),
        appointment: Option<&AppointmentId>,
    ) -> Result<Hidden> {
        let Some(id) = appointment else { return Ok(Hidden::Nothing) };
        if let Some(known) = self.known.get(event) {
            return Ok(*known);
        }
        let older = sync::is_older_copy(db, (calendar, event), id)?;
        let hidden = if older { Hidden::All } else { self.beside(db, id)? };
        self.known.insert(event.clone(), hidden);
        Ok(hidden)
    }

    /// Returns what to hide of the event of an appointment. Whatever stands there counts until it is known to be the appointment
    /// itself, or is on its way to be changed by the person alone.
    fn beside(&self, db: &Db<'_>, id: &AppointmentId) -> Result<Hidden> {
        if Some(id) == self.except {
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
        let shown = self.own.iter().find(|own| own.id == *id && own.status != Status::Cancelled);
        if let Some(shown) = shown
            && outbox::open_of(db, id)?.is_none()
        {
            return Ok(Hidden::At(shown.starts_at, shown.ends_at));
        }
        match sync::is_ours_to_change(db, self.home, id) {
            Ok(true) => {
                // A series is all of its event.
                let row = appointments::get_without_texts(db, id)?;
                let is_series = row.is_some_and(|row| row.repeat.is_some());
                return Ok(if is_series { Hidden::All } else { Hidden::First });
            }
            // What a damaged row was about is not known: the event counts.
            Ok(false) | Err(StoreError::Unreadable { .. }) => {}
            Err(other) => return Err(other),
        }
        Ok(shown.map_or(Hidden::Nothing, |shown| Hidden::At(shown.starts_at, shown.ends_at)))
    }
}
