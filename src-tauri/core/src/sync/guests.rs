//! Whom an appointment's event is to invite, and whom no longer. Guests that others add there are theirs.

use crate::model::appointment::Appointment;
use crate::model::client::Client;
use crate::model::connection::Account;
use crate::model::event::{Event, Invitation};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guests {
    pub invitation: Option<Invitation>,
    /// Was invited, and is not the client's address any more.
    pub gone: Option<String>,
}

/// `client` is `None` where their row cannot be read: then nobody is invited and nobody taken off the list.
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
    /// Whether an event has those guests already.
    pub fn are_right_in(&self, event: &Event) -> bool {
        let part = event.parts.iter().find(|part| part.occurrence.is_none()).or_else(|| event.parts.first());
        let has = |address: &str| {
            part.is_some_and(|part| part.guests.iter().any(|guest| guest.address.eq_ignore_ascii_case(address)))
        };
        self.invitation.as_ref().is_none_or(|wanted| has(&wanted.client_address))
            && self.gone.as_deref().is_none_or(|gone| !has(gone))
    }

    /// Who is invited once it was written, where `before` was until then.
    pub fn invited_after(&self, before: Option<&str>) -> Option<String> {
        match (&self.invitation, &self.gone) {
            (Some(wanted), _) => Some(wanted.client_address.clone()),
            (None, Some(_)) => None,
            (None, None) => before.map(str::to_owned),
        }
    }
}
