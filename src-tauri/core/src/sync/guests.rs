//! Whom an appointment's event should invite, and whom no longer. Guests added by others are left alone.

use crate::model::appointment::Appointment;
use crate::model::client::Client;
use crate::model::connection::Account;
use crate::model::event::{Event, Invitation};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guests {
    pub invitation: Option<Invitation>,
    /// The address that was invited and is no longer the client's.
    pub gone: Option<String>,
}

/// Returns whom to invite and whom to remove: nobody, if `client` is `None` because its row cannot be read.
pub(super) fn guests(appointment: &Appointment, client: Option<&Client>, account: &Account) -> Guests {
    let Some(client) = client else { return Guests { invitation: None, gone: None } };
    let address = client.email.as_deref().map(str::trim);
    let invitation = address.filter(|_| appointment.invite).zip(account.organizer()).map(|(address, organizer)| {
        let (client_address, client_name) = (address.to_owned(), client.name.clone());
        Invitation { organizer: organizer.to_owned(), client_address, client_name, server_mails: account.server_mails }
    });
    let gone =
        appointment.invited.clone().filter(|invited| !address.is_some_and(|now| now.eq_ignore_ascii_case(invited)));
    Guests { invitation, gone }
}

impl Guests {
    /// Returns whether an event already has these guests.
    pub fn are_right_in(&self, event: &Event) -> bool {
        let part = event.parts.iter().find(|part| part.occurrence.is_none()).or_else(|| event.parts.first());
        let has = |address: &str| {
            part.is_some_and(|part| part.guests.iter().any(|guest| guest.address.eq_ignore_ascii_case(address)))
        };
        self.invitation.as_ref().is_none_or(|wanted| has(&wanted.client_address))
            && self.gone.as_deref().is_none_or(|gone| !has(gone))
    }

    /// Returns the address invited once the event is written; `before` was invited until then.
    pub fn invited_after(&self, before: Option<&str>) -> Option<String> {
        match (&self.invitation, &self.gone) {
            (Some(wanted), _) => Some(wanted.client_address.clone()),
            (None, Some(_)) => None,
            (None, None) => before.map(str::to_owned),
        }
    }
}
