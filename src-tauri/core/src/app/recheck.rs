//! Looks again at times that were chosen before all calendars were read, and asks where one turns out to be taken.

mod again;
mod newly;
mod note;
mod shown;
mod times;

pub(super) use again::look_again;
pub(super) use note::{found_elsewhere, note};
pub(super) use shown::{booked_over, clashes, count};
pub(super) use times::newly_taken;

use super::{Answer, App};
use crate::model::ids::AppointmentId;
use crate::store::Store;
use crate::sync;

impl App {
    /// Keeps an appointment, or a date of a series, at its time, whatever else is there.
    pub fn keep_both(&self, appointment_id: &str) -> Answer<()> {
        let id = AppointmentId::from(appointment_id);
        let store = self.open_store()?;
        let (home, now) = (self.zone(&store), self.now());
        Ok(store.write(|db| again::keep(db, &home, &id, now))?)
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
            store.write(|db| {
                let moved = sync::follow(db, &home, now)?;
                note::moved_by_rules(db, &home, &moved, now)?;
                look_again(db, &home, now).map(drop)
            })
        });
        if let Err(error) = followed {
            tracing::warn!(%error, "new zone rules were not followed");
        }
    }
}
