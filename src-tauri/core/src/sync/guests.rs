//! Whom an appointment's event should invite, and whom no longer. Guests added by others are left alone.

use crate::model::appointment::Appointment;
use crate::model::client::Client;
use crate::model::connection::Account;
use crate::model::event::Invitation;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guests {
    pub invitation: Option<Invitation>,
    /// The address that was invited and is no longer the client's, or whose invitation was taken back.
    pub gone: Option<String>,
}

/// Returns whom to invite and whom to remove: nobody, if `client` is `None` because its row cannot be read.
pub(super) fn guests(appointment: &Appointment, client: Option<&Client>, account: Option<&Account>) -> Guests {
    let Some(client) = client else { return Guests { invitation: None, gone: None } };
    let address = client.email.as_deref().map(str::trim);
    let organizer = account.and_then(|account| Some((account, account.organizer()?)));
    let invitation = address.filter(|_| appointment.invite).zip(organizer).map(|(address, (account, organizer))| {
        let (client_address, client_name) = (address.to_owned(), client.name.clone());
        Invitation {
            organizer: organizer.to_owned(),
            organizer_name: account.invites_as().unwrap_or_default().to_owned(),
            client_address,
            client_name,
            server_mails: account.server_mails,
        }
    });
    let wanted = address.filter(|_| appointment.invite);
    let gone =
        appointment.invited.clone().filter(|invited| !wanted.is_some_and(|now| now.eq_ignore_ascii_case(invited)));
    Guests { invitation, gone }
}

impl Guests {
    /// Returns the address invited once the event is written; `before` was invited until then.
    pub fn invited_after(&self, before: Option<&str>) -> Option<String> {
        match (&self.invitation, &self.gone) {
            (Some(wanted), _) => Some(wanted.client_address.clone()),
            (None, Some(_)) => None,
            (None, None) => before.map(str::to_owned),
        }
    }
}
