//! What clients replied to their invitations, according to the mirror.

use std::collections::HashMap;

use super::views::Reply;
use crate::model::appointment::Appointment;
use crate::model::client::Client;
use crate::model::connection::Calendar;
use crate::model::event::{self, Event};
use crate::model::ids::AppointmentId;
use crate::providers;
use crate::store::{Db, Result, connections, events};

/// The events of some appointments, read together: one query for a week.
pub(super) struct Replies {
    rows: Vec<connections::Row>,
    /// `None` = the event exists but cannot be read.
    events: HashMap<AppointmentId, Option<Event>>,
}

impl Replies {
    /// Reads the events of those appointments in `kept` that invite. Costs nothing if none does.
    pub fn read<'a>(db: &Db<'_>, kept: impl Iterator<Item = &'a Appointment>, calendars: &[Calendar]) -> Result<Self> {
        let ids: Vec<_> = kept.filter(|one| one.invite && one.calendar_id.is_some()).map(|one| &one.id).collect();
        if ids.is_empty() {
            return Ok(Self { rows: Vec::new(), events: HashMap::new() });
        }
        let rows = connections::all(db)?;
        let mut found = HashMap::new();
        for mirrored in events::of_appointments(db, &ids)?.into_iter().flatten() {
            let Some(id) = mirrored.appointment_id else { continue };
            let calendar = calendars.iter().find(|calendar| calendar.id == mirrored.calendar_id);
            let row = calendar.and_then(|calendar| rows.iter().find(|row| row.id == calendar.connection_id));
            let read = row.and_then(|row| providers::by_id(&row.provider)).map(|provider| provider.read);
            let zone = calendar.and_then(|calendar| calendar.zone.as_deref());
            found.insert(id, read.and_then(|read| read(&mirrored.body, zone).ok()));
        }
        Ok(Self { rows, events: found })
    }

    /// What the client answered, as far as it is known.
    pub fn of(&self, kept: &Appointment, calendar: Option<&Calendar>, client: &Client) -> Reply {
        let (true, Some(calendar), Some(address)) = (kept.invite, calendar, client.email.as_deref()) else {
            return Reply::NotInvited;
        };
        let row = self.rows.iter().find(|row| row.id == calendar.connection_id);
        let account = row.and_then(|row| row.connection.as_ref().ok()).map(|connection| &connection.account);
        if account.is_some_and(|account| account.organizer().is_none()) {
            return Reply::NotInvited;
        }
        // Not sent yet, or not readable: no answer is known.
        let Some(Some(event)) = self.events.get(&kept.id) else { return Reply::None };
        let part = event.parts.iter().find(|part| part.occurrence.is_none()).or_else(|| event.parts.first());
        let guests = part.map(|part| part.guests.as_slice()).unwrap_or_default();
        // Where there is none, somebody removed them there, or the new address is still on its way.
        let found = guests.iter().find(|guest| guest.address.eq_ignore_ascii_case(address.trim()));
        let Some(guest) = found else { return Reply::NotInvited };
        match guest.reply {
            event::Reply::None if guest.undelivered => Reply::Undelivered,
            event::Reply::None => Reply::None,
            event::Reply::Accepted => Reply::Accepted,
            event::Reply::Maybe => Reply::Maybe,
            event::Reply::Declined => Reply::Declined,
        }
    }
}
