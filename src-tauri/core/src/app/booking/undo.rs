//! Undoes the newest change of an appointment.

use super::edit::kind;
use super::save::Change;
use crate::app::sentences::{Fact, Facts};
use crate::app::views::UiError;
use crate::app::{Answer, App};
use crate::model::appointment::{Appointment, OutboxState, Status, What};
use crate::model::client::Client;
use crate::model::ids::{AppointmentId, ChangeId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::{Db, appointments, calendars, changes, clients, copies, outbox};

/// How far a change may have gone and still be undone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// A calendar that was told of it is told otherwise.
    Sent,
    /// It waits to be sent, or no calendar is told of it.
    Unsent,
}

impl App {
    /// Undoes the newest change of an appointment. If it was not sent yet, it never will be.
    pub fn undo(&self, change: &str) -> Answer<()> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        store.write_or(|db| self.take_back(db, &ChangeId::from(change), Reach::Sent, &home))?;
        self.booked();
        Ok(())
    }

    /// Undoes the newest change of an appointment, unless it was sent. `id` names the change or the appointment.
    /// Returns the id of the appointment, which is gone if its booking was undone.
    pub fn undo_unsent(&self, id: &str) -> Answer<String> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let undone = store.write_or(|db| {
            let newest = changes::newest_of(db, &AppointmentId::from(id))?;
            self.take_back(db, &newest.unwrap_or_else(|| ChangeId::from(id)), Reach::Unsent, &home)
        })?;
        self.booked();
        Ok(undone.as_str().to_owned())
    }

    fn take_back(&self, db: &Db<'_>, change: &ChangeId, reach: Reach, home: &Zone) -> Result<AppointmentId, UiError> {
        let change = changes::get(db, change)?.ok_or_else(|| UiError::unknown_id("change"))?;
        let newest = changes::newest_of(db, &change.appointment_id)?;
        if change.undone || newest.as_ref() != Some(&change.id) {
            return Err(UiError::of(Reason::UndoLate));
        }
        let current =
            appointments::get(db, &change.appointment_id)?.ok_or_else(|| UiError::unknown_id("appointment"))?;
        changes::mark_undone(db, &change.id)?;
        let open = outbox::open_of(db, &current.id)?;
        let nowhere = copies::get_or_nothing(db, &current.id)?.is_nowhere();
        let unsent = nowhere && open.is_some();
        let waits = open.is_some_and(|entry| entry.state == OutboxState::Waiting);
        let allowed = |change: &Change<'_>| {
            let told = current.calendar_id.is_some() && change.is_sent() && !waits;
            if told && reach == Reach::Unsent { Err(sent_already(db, &current)) } else { Ok(()) }
        };
        let Some(before) = change.before else {
            if nowhere {
                appointments::delete(db, &current.id)?;
                return Ok(current.id);
            }
            let cancelled = Appointment {
                status: Status::Cancelled,
                sequence: current.sequence.saturating_add(1),
                ..current.clone()
            };
            let change = Change::new(Some(&current), &cancelled, What::Cancel, true);
            allowed(&change)?;
            self.save(db, &change, home)?;
            return Ok(current.id);
        };
        // The client first, so that what is sent again goes to the old address.
        if let Some((id, email)) = &change.address
            && let Some(client) = clients::get(db, id)?
        {
            clients::put(db, &Client { email: email.clone(), ..client }, self.now())?;
            self.invite_anew(db, id, &current.id, true)?;
        }
        let revived = nowhere && current.status == Status::Cancelled && before.status != Status::Cancelled;
        let agreed = |one: &Appointment| (one.starts_at, one.ends_at, one.status);
        let raised = current.sequence.saturating_add(u32::from(agreed(&before) != agreed(&current)));
        let restored = Appointment {
            sequence: if unsent { before.sequence } else { raised },
            // Its calendar and its event there are facts, not choices to undo.
            // What was removed there comes back as another event: its UID may lie in a bin.
            uid: if revived { uuid::Uuid::new_v4().to_string() } else { current.uid.clone() },
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
        allowed(&change)?;
        self.save(db, &change, home)?;
        Ok(restored.id)
    }
}

fn sent_already(db: &Db<'_>, appointment: &Appointment) -> UiError {
    let calendar = appointment.calendar_id.as_ref().and_then(|id| calendars::get(db, id).ok().flatten());
    UiError::say(Reason::UndoLate, &Facts::default().and_maybe(Fact::Calendar, calendar.map(|calendar| calendar.name)))
}
