//! Book, move, change, cancel and undo. Each is one transaction with the appointment, its outbox entry and its history.
//! None of them waits for a network.

mod adopt;
mod edit;
mod form;
mod moving;
mod quiet;
mod save;
mod undo;

use super::views::{BookDraft, Done, Scope, UiError};
use super::{Answer, App, series, title, typed};
use crate::model::appointment::{Appointment, Status, What};
use crate::model::ids::{AppointmentId, ServiceId};
use crate::model::zone::Fold;
use crate::store::{self, Db, appointments, calendars, changes, services};

use form::{Address, client_of, email, optional, writable};
pub(super) use form::{field, times};
use save::Change;

impl App {
    /// Books an appointment. Fails only because of the form or the disk.
    pub fn book(&self, draft: BookDraft) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let zone = self.zone_of(&store, draft.zone.as_deref())?;
        // Whole days and floating times are those of where the person is.
        let here = self.known_zone(&store).unwrap_or_else(|_| zone.clone());
        let start = typed::time(&draft.start, None)?;
        let (starts_at, ends_at) = times(start, draft.minutes, &zone, draft.fold)?;
        let repeat = draft.repeat.as_ref().map(|repeat| series::repeat_of(repeat, start)).transpose()?;
        for moved in repeat.iter().flat_map(|repeat| &repeat.moved) {
            // Of an hour that comes twice the first is meant, as on any date but the first.
            times(moved.start, draft.minutes, &zone, Some(Fold::First))?;
        }
        let name = field("name", &draft.client)?;
        if draft.client_id.is_none() && name.is_empty() {
            return Err(UiError::input("Who is it with?", "A name is enough."));
        }
        let address = email(draft.email.as_deref())?.map_or(Address::Kept, Address::Is);
        let described = draft.description.map(|text| field("description", &text)).transpose()?;
        let texts = (optional("title", draft.title)?, optional("place", draft.place)?, optional("notes", draft.notes)?);
        let now = self.now();
        let saved = store.write_or(|db| {
            let known = client_of(db, draft.client_id.as_deref(), &name, &address, now)?;
            let client = known.client;
            let calendar_id = match draft.calendar_id.as_deref() {
                Some("local") => None,
                Some(id) => Some(writable(db, id)?),
                None => calendars::receiving(db)?.map(|calendar| calendar.id),
            };
            let service_id = draft.service_id.clone().map(ServiceId::from);
            let description = match (&described, &service_id) {
                (Some(text), _) => text.clone(),
                (None, Some(id)) => line_of(db, id)?,
                (None, None) => String::new(),
            };
            // The past is a record: nobody is invited to it.
            let invite = draft.invite && client.email.is_some() && ends_at > now;
            let title = match &texts.0 {
                Some(typed) => typed.clone(),
                None => title::untyped(db, &client.name, invite, calendar_id.as_ref())?,
            };
            let id = AppointmentId::random();
            let booked = Appointment {
                uid: uuid::Uuid::new_v4().to_string(),
                client_id: client.id.clone(),
                service_id,
                title,
                place: texts.1.clone().unwrap_or_default(),
                description,
                notes: texts.2.clone().unwrap_or_default(),
                start,
                minutes: draft.minutes,
                zone: zone.name().to_owned(),
                starts_at,
                ends_at,
                status: Status::Confirmed,
                invite,
                calendar_id,
                sequence: 0,
                calendar_event_id: None,
                guessed: Vec::new(),
                invited: None,
                repeat: repeat.clone(),
                id,
            };
            self.refuse_series(db, &booked, &here, None, draft.anyway)?;
            if known.address_before.is_some() {
                self.invite_anew(db, &client.id, &booked.id, draft.invite)?;
            }
            self.save(db, &Change::new(None, &booked, What::Book, draft.invite), &home)
        })?;
        self.booked();
        Ok(saved)
    }

    /// Cancels an appointment, which stays in the history. Cancelling again changes nothing. The id of a series means all of it,
    /// unless somebody made it a series there.
    pub fn cancel(&self, id: &str, notify: bool) -> Answer<Done> {
        self.cancel_so_much(id, None, notify)
    }

    /// Cancels so much of a series, by the id of one of its dates. What takes place once is cancelled as a whole.
    pub fn cancel_dates(&self, id: &str, scope: Scope, notify: bool) -> Answer<Done> {
        self.cancel_so_much(id, Some(scope), notify)
    }

    fn cancel_so_much(&self, id: &str, scope: Option<Scope>, notify: bool) -> Answer<Done> {
        let (row, day) = series::parse(id);
        let store = self.open_store()?;
        let home = self.zone(&store);
        let saved = store.write_or(|db| {
            let before = appointments::get(db, &row)?.ok_or_else(|| UiError::unknown_id("appointment"))?;
            let stands = before.status != Status::Cancelled;
            let scope = match (scope, day) {
                (Some(scope), _) => scope,
                (None, Some(_)) => return Err(series::how_much()),
                // Whoever asks may know of one date only.
                (None, None) if stands && before.repeat.is_some() && changes::made_to_repeat(db, &row)? => {
                    return Err(series::made_there());
                }
                (None, None) => Scope::All,
            };
            if let Some(repeat) = series::rest(&before, day, scope)?.filter(|_| stands) {
                let sequence = before.sequence.saturating_add(1);
                let left = Appointment { repeat: Some(repeat), sequence, ..before.clone() };
                return self.save(db, &Change::new(Some(&before), &left, What::Change, notify), &home);
            }
            let cancelled = Appointment {
                status: Status::Cancelled,
                sequence: before.sequence.saturating_add(u32::from(before.status != Status::Cancelled)),
                ..before.clone()
            };
            self.save(db, &Change::new(Some(&before), &cancelled, What::Cancel, notify), &home)
        })?;
        self.booked();
        Ok(saved)
    }
}

/// Returns the description that a booking of a service begins with. A damaged one books all the same.
fn line_of(db: &Db<'_>, id: &ServiceId) -> store::Result<String> {
    let service = store::or_nothing(services::get(db, id))?;
    Ok(service.map(|service| service.description).unwrap_or_default())
}
