//! Changes an appointment: everything the form shows, or only whether it is tentative.
//! Changes to what stays on this computer (notes, service) send nothing.

use super::form::{Address, active, client_of, email, field, optional, times_of};
use super::quiet::refuse_quiet;
use super::save::Change;
use crate::app::views::{Done, EditDraft, UiError};
use crate::app::{Answer, App, series, title, typed};
use crate::model::appointment::{Appointment, Status, What};
use crate::model::ids::{ClientId, ServiceId};
use crate::store::{appointments, clients};

impl App {
    /// Changes an appointment to what the form says. It stays in its calendar.
    pub fn edit(&self, draft: EditDraft) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let name = field("name", &draft.client)?;
        if draft.client_id.is_none() && name.is_empty() {
            return Err(UiError::input("Who is it with?", "A name is enough."));
        }
        // A visible field that was emptied removes the address; a hidden one does not.
        let address = match (email(draft.email.as_deref())?, draft.email.is_some()) {
            (Some(address), _) => Address::Is(address),
            (None, true) => Address::Gone,
            (None, false) => Address::Kept,
        };
        let described = draft.description.is_some();
        let description = optional("description", draft.description)?.unwrap_or_default();
        let texts = (optional("title", draft.title)?, optional("place", draft.place)?, optional("notes", draft.notes)?);
        let now = self.now();
        let saved = store.write_or(|db| {
            let before = active(db, &draft.id)?;
            let status = certain(draft.status)?;
            let zone = typed::zone(draft.zone.as_deref().unwrap_or(&before.zone))?;
            let (_, day) = series::parse(&draft.id);
            // Where it is, it may stay.
            let known = series::asked_for(before.clone(), day).map_or(before.start, |date| date.start);
            let to = typed::time(&draft.start, Some(known))?;
            let fold = series::fold_with(&before, (day, to), &zone, draft.fold)?;
            let start = series::moved_with(&before, day, to)?;
            let (starts_at, ends_at) = times_of(&before, start, draft.minutes, &zone, fold)?;
            let moved = (starts_at, ends_at) != (before.starts_at, before.ends_at);
            let repeat = series::begun_on(&before, (day, to), start, &zone)?;
            if moved || repeat != before.repeat {
                let zone = zone.name().to_owned();
                let there = Appointment { start, starts_at, ends_at, zone, repeat: repeat.clone(), ..before.clone() };
                self.refuse_series(db, &there, &home, Some(&before.id), draft.anyway)?;
            }
            // Of two clients with the same name, it stays the one it was.
            let client_before = clients::get(db, &before.client_id)?;
            let same = client_before
                .as_ref()
                .filter(|client| client.name.trim().to_lowercase() == name.to_lowercase())
                .map(|client| client.id.clone());
            let id = draft.client_id.as_deref().or(same.as_ref().map(ClientId::as_str));
            let known = client_of(db, id, &name, &address, now)?;
            let client = &known.client;
            // The past is a record: nobody is invited to it any more.
            let invite = draft.invite && client.email.is_some() && (before.invite || ends_at > now);
            let title = title::edited(db, texts.0.clone(), (&before, client_before.as_ref()), (client, invite))?;
            let after = Appointment {
                client_id: client.id.clone(),
                service_id: draft.service_id.clone().map(ServiceId::from),
                title,
                place: texts.1.clone().unwrap_or_default(),
                description: if described { description.clone() } else { before.description.clone() },
                notes: texts.2.clone().unwrap_or_default(),
                start,
                minutes: draft.minutes,
                zone: zone.name().to_owned(),
                starts_at,
                ends_at,
                status,
                invite,
                repeat,
                sequence: before.sequence.saturating_add(u32::from(moved || status != before.status)),
                // The person has seen both.
                guessed: Vec::new(),
                ..before.clone()
            };
            if known.address_before.is_some() {
                self.invite_anew(db, &client.id, &after.id, draft.notify)?;
                if !draft.notify {
                    for other in appointments::inviting(db, &client.id, now)?.into_iter().flatten() {
                        refuse_quiet(db, &home, &other.id)?;
                    }
                }
            }
            let address = known.address_before.as_ref().map(|before| (&client.id, before.as_deref()));
            let what = kind(&before, &after, address.is_some());
            self.save(db, &Change { address, ..Change::new(Some(&before), &after, what, draft.notify) }, &home)
        })?;
        self.booked();
        Ok(saved)
    }

    /// Marks an appointment `tentative` or `confirmed`.
    pub fn mark(&self, id: &str, status: Status, notify: bool) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let status = certain(status)?;
        let saved = store.write_or(|db| {
            let before = active(db, id)?;
            let sequence = before.sequence.saturating_add(u32::from(status != before.status));
            let after = Appointment { status, sequence, ..before.clone() };
            self.save(db, &Change::new(Some(&before), &after, What::Change, notify), &home)
        })?;
        self.booked();
        Ok(saved)
    }
}

/// Reads a status that a form can choose. Cancelling is a verb of its own.
fn certain(status: Status) -> Answer<Status> {
    match status {
        Status::Confirmed | Status::Tentative => Ok(status),
        Status::Cancelled => {
            Err(UiError::input("Not a status to choose.", "An appointment is confirmed or tentative."))
        }
    }
}

/// Returns `Move` if nothing but the time changed.
pub(super) fn kind(before: &Appointment, after: &Appointment, address: bool) -> What {
    let at_its_time = |one: &Appointment| Appointment {
        start: before.start,
        minutes: before.minutes,
        zone: before.zone.clone(),
        starts_at: before.starts_at,
        ends_at: before.ends_at,
        sequence: before.sequence,
        guessed: before.guessed.clone(),
        // Begun on another day, it leaves other days out.
        repeat: before.repeat.clone(),
        ..one.clone()
    };
    let moved = (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at);
    if moved && !address && at_its_time(after) == *before { What::Move } else { What::Change }
}
