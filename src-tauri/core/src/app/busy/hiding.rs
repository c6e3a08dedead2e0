//! Looks up what of the event of an appointment is not shown, and does not count, beside the appointment itself.

use std::collections::HashMap;

use crate::availability::hidden::Hidden;
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::{AppointmentId, CalendarId, EventId};
use crate::model::zone::Zone;
use crate::store::{Db, Result, StoreError, appointments, copies, outbox};
use crate::sync;

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
            if moved.as_ref().is_some_and(|moved| moved.repeat.is_some()) {
                return Ok(Hidden::of_changed(true));
            }
            let time = moved.map(|moved| (moved.starts_at, moved.ends_at));
            return Ok(Hidden::of_moved(time, copies::get_or_nothing(db, id)?.later));
        }
        let shown = self.own.iter().find(|own| own.id == *id && own.status != Status::Cancelled);
        let shown = shown.map(|shown| (shown.starts_at, shown.ends_at));
        if shown.is_some() && outbox::open_of(db, id)?.is_none() {
            return Ok(Hidden::beside(shown));
        }
        match sync::is_ours_to_change(db, self.home, id) {
            Ok(true) => {
                let row = appointments::get_without_texts(db, id)?;
                return Ok(Hidden::of_changed(row.is_some_and(|row| row.repeat.is_some())));
            }
            // What a damaged row was about is not known: the event counts.
            Ok(false) | Err(StoreError::Unreadable { .. }) => {}
            Err(other) => return Err(other),
        }
        Ok(Hidden::beside(shown))
    }
}
