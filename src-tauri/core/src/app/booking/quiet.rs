//! Refuses a change that is to be kept from the client, where the account tells its guests of every change.

use crate::app::sentences::{Fact, with};
use crate::app::views::UiError;
use crate::model::copies::Request;
use crate::model::ids::AppointmentId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::Db;
use crate::sync::{self, Gathered};

/// Returns an error if the next request about an appointment, as it is saved now, tells somebody whatever is asked.
pub(super) fn refuse_quiet(db: &Db<'_>, home: &Zone, id: &AppointmentId) -> Result<(), UiError> {
    let Some(found) = sync::gather(db, home, id)? else { return Ok(()) };
    // What was never sent has told nobody: its invitation is a choice of its own.
    if found.known.is_nowhere() || !has_guest(&found) {
        return Ok(());
    }
    match found.always_mailed_by() {
        Some(provider) => Err(UiError::say(Reason::InviteAlways, &with(Fact::Provider, provider.label))),
        None => Ok(()),
    }
}

/// Returns whether the client, or the one before, is a guest of the event there or is about to be.
fn has_guest(found: &Gathered) -> bool {
    let sent = found.copies.sent.as_ref().is_some_and(|sent| match &sent.request {
        Request::Put(copy) => copy.guest.is_some(),
        Request::Remove => false,
    });
    let agreed = found.copies.agreed.as_ref().is_some_and(|agreed| agreed.copy.guest.is_some());
    let there = found.there().is_some_and(|seen| seen.copy.guest.is_some());
    sent || agreed || there || found.guests.invitation.is_some()
}
