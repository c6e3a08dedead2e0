//! Makes an appointment of an event that the person made elsewhere.

use std::collections::HashSet;

use super::form::{Address, client_of, email, field};
use crate::app::present::Context;
use crate::app::views::{Done, UiError};
use crate::app::{Answer, App};
use crate::model::appointment::Happened;
use crate::model::ids::{AppointmentId, EventId, ServiceId};
use crate::providers;
use crate::store::{appointments, calendars, connections, events};
use crate::sync::adopt::{Made, guest_of, is_plain, make};

impl App {
    /// Makes an appointment of an event of a calendar, which is moved and cancelled like one from then on. `event` is the id
    /// of what the agenda shows. Nothing is sent.
    pub fn adopt(&self, event: &str, client: &str, address: Option<&str>, service_id: Option<&str>) -> Answer<Done> {
        let store = self.open_store()?;
        // An event without a zone of its own gets this one.
        let home = self.known_zone(&store)?;
        let name = field("name", client)?;
        if name.is_empty() {
            return Err(UiError::input("Who is it with?", "A name is enough."));
        }
        let address = email(address)?.map_or(Address::Kept, Address::Is);
        let id = EventId::from(event.split('@').next().unwrap_or(event).to_owned());
        let now = self.now();
        let made = store.write_or(|db| {
            let unknown = || UiError::unknown_id("event");
            let row = events::get(db, &id)?.ok_or_else(unknown)?;
            if row.appointment_id.is_some() {
                return Err(UiError::input("This is an appointment already.", ""));
            }
            let calendar = calendars::get(db, &row.calendar_id)?.ok_or_else(unknown)?;
            let connection = connections::get(db, &calendar.connection_id)?.ok_or_else(unknown)?;
            let provider = providers::by_id(&connection.provider).ok_or_else(unknown)?;
            let account = connection.connection?.account;
            let read = (provider.read)(&row.body, calendar.zone.as_deref());
            let Some((event, part)) = read.as_ref().ok().and_then(|event| Some((event, event.parts.first()?))) else {
                return Err(UiError::input("This event could not be read.", ""));
            };
            if !calendar.can_write {
                return Err(UiError::input("This calendar takes no changes from Daybook.", ""));
            }
            if !is_plain(event, part) {
                return Err(UiError::input(
                    "This event is all day, or repeats.",
                    "An appointment is made of a single event with a time of its own.",
                ));
            }
            if appointments::by_uid(db, &event.uid)?.is_some() {
                return Err(UiError::input("This is an appointment already.", ""));
            }
            let guest = guest_of(part, &account);
            let address = match (address, guest) {
                (Address::Kept, Some(guest)) => Address::Is(guest.address.clone()),
                (given, _) => given,
            };
            let client = client_of(db, None, &name, &address, now)?.client;
            // Whoever else is invited there is no business of ours.
            let guest = guest.filter(|guest| {
                client.email.as_deref().is_some_and(|email| email.trim().eq_ignore_ascii_case(&guest.address))
            });
            let id = AppointmentId::random();
            let service = service_id.map(|id| ServiceId::from(id.to_owned()));
            let (told, guessed) = (guest.is_some(), Vec::new());
            let made = Made { id: id.clone(), client: client.id, service, guest, told, guessed };
            make(db, &home, (&calendar, &row.handle, event), &made, Happened::Adopted, now)?;
            let kept = appointments::get(db, &id)?.ok_or_else(unknown)?;
            Ok(Done {
                appointment: Context::read(db, home.clone(), HashSet::default())?.appointment(&kept)?,
                change_id: String::new(),
            })
        })?;
        self.booked();
        Ok(made)
    }
}
