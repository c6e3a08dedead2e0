//! Undoes the newest change of an appointment.

use super::edit::kind;
use super::save::Change;
use crate::app::views::UiError;
use crate::app::{Answer, App};
use crate::model::appointment::{Appointment, Status, What};
use crate::model::client::Client;
use crate::model::ids::ChangeId;
use crate::model::reason::Reason;
use crate::store::{appointments, changes, clients, outbox};

impl App {
    /// Undoes the newest change of an appointment. If it was not sent yet, it never will be.
    pub fn undo(&self, change: &str) -> Answer<()> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let now = self.now();
        store.write_or(|db| {
            let change = changes::get(db, &ChangeId::from(change))?.ok_or_else(|| UiError::unknown_id("change"))?;
            let newest = changes::newest_of(db, &change.appointment_id)?;
            if change.undone || newest.as_ref() != Some(&change.id) {
                return Err(UiError::of(Reason::UndoLate));
            }
            let current =
                appointments::get(db, &change.appointment_id)?.ok_or_else(|| UiError::unknown_id("appointment"))?;
            changes::mark_undone(db, &change.id)?;
            let unsent = outbox::open_of(db, &current.id)?.is_some_and(|entry| entry.attempts == 0);
            let Some(before) = change.before else {
                if current.calendar_id.is_none() || unsent {
                    return Ok(appointments::delete(db, &current.id)?);
                }
                let cancelled =
                    Appointment { status: Status::Cancelled, sequence: current.sequence + 1, ..current.clone() };
                return self
                    .save(db, &Change::new(Some(&current), &cancelled, What::Cancel, true), &home)
                    .map(|_| ());
            };
            // The client first, so that what is sent again goes to the old address.
            if let Some((id, email)) = &change.address
                && let Some(client) = clients::get(db, id)?
            {
                clients::put(db, &Client { email: email.clone(), ..client }, now)?;
                self.invite_anew(db, id, &current.id, true)?;
            }
            let agreed = |one: &Appointment| (one.starts_at, one.ends_at, one.status);
            let raised = current.sequence + u32::from(agreed(&before) != agreed(&current));
            let restored = Appointment {
                sequence: if unsent { before.sequence } else { raised },
                // Its calendar and its event there are facts, not choices to undo.
                uid: current.uid.clone(),
                calendar_id: current.calendar_id.clone(),
                calendar_event_id: current.calendar_event_id.clone(),
                invited: current.invited.clone(),
                ..before
            };
            let address = change.address.as_ref().map(|(id, before)| (id, before.as_deref()));
            let what = match (current.status, restored.status) {
                (Status::Cancelled, Status::Confirmed | Status::Tentative) => What::Book,
                (Status::Cancelled, Status::Cancelled)
                | (Status::Confirmed | Status::Tentative, Status::Confirmed | Status::Tentative | Status::Cancelled) => {
                    kind(&current, &restored, address.is_some())
                }
            };
            let change = Change { address, ..Change::new(Some(&current), &restored, what, true) };
            self.save(db, &change, &home).map(|_| ())
        })?;
        self.booked();
        Ok(())
    }
}
