//! Titles that nobody typed: which title an appointment gets, and whether it was typed.

use crate::model::appointment::Appointment;
use crate::model::client::Client;
use crate::model::ids::CalendarId;
use crate::model::title::{default_title, for_another, is_default_title};
use crate::store::{self, Db, calendars, clients, connections};

/// Returns the name under which the account of a calendar invites. What cannot be read names nobody.
pub(super) fn practitioner(db: &Db<'_>, calendar: Option<&CalendarId>) -> store::Result<Option<String>> {
    let Some(id) = calendar else { return Ok(None) };
    let Some(calendar) = store::or_nothing(calendars::get(db, id))? else { return Ok(None) };
    let row = connections::get(db, &calendar.connection_id)?;
    let known = row.and_then(|row| row.connection.ok());
    Ok(known.and_then(|known| known.account.invites_as().map(str::to_owned)))
}

/// Returns the title of an appointment to which the person gave none.
pub(super) fn untyped(db: &Db<'_>, client: &str, invite: bool, calendar: Option<&CalendarId>) -> store::Result<String> {
    let practitioner = if invite { practitioner(db, calendar)? } else { None };
    Ok(default_title(client, practitioner.as_deref()))
}

/// Returns the title after an edit. One that nobody typed follows the client and the invitation; where neither changes, it stays.
pub(super) fn edited(
    db: &Db<'_>,
    typed: Option<String>,
    (before, client_before): (&Appointment, Option<&Client>),
    (client, invite): (&Client, bool),
) -> store::Result<String> {
    let follows = match client_before {
        Some(known) => is_untyped(db, &known.name, before)?,
        None => false,
    };
    // Who invites may be called otherwise by now, or is not known: the title of one client is never sent to another.
    let typed = typed.map(|typed| match client_before.filter(|known| known.id != client.id && typed == before.title) {
        Some(known) => for_another(&typed, &known.name, &client.name),
        None => typed,
    });
    match typed.filter(|typed| !follows || *typed != before.title) {
        Some(typed) => Ok(typed),
        None if follows && client.id == before.client_id && invite == before.invite => Ok(before.title.clone()),
        None => untyped(db, &client.name, invite, before.calendar_id.as_ref()),
    }
}

/// Returns an appointment as it goes to another calendar: a title that nobody typed names who invites there.
pub(super) fn going_to(db: &Db<'_>, one: Appointment, calendar: &CalendarId) -> store::Result<Appointment> {
    let Some(client) = untyped_by(db, &one)? else { return Ok(one) };
    let title = untyped(db, &client.name, one.invite, Some(calendar))?;
    Ok(Appointment { title, ..one })
}

/// Returns what the person calls an appointment: its client, unless it has a title of its own.
pub(super) fn shown(db: &Db<'_>, one: &Appointment) -> store::Result<String> {
    let client = untyped_by(db, one)?;
    Ok(client.map_or_else(|| one.title.clone(), |client| client.name))
}

/// Returns the client of an appointment whose title nobody typed.
fn untyped_by(db: &Db<'_>, one: &Appointment) -> store::Result<Option<Client>> {
    let Some(client) = store::or_nothing(clients::get(db, &one.client_id))? else { return Ok(None) };
    Ok(is_untyped(db, &client.name, one)?.then_some(client))
}

fn is_untyped(db: &Db<'_>, client: &str, one: &Appointment) -> store::Result<bool> {
    let practitioner = practitioner(db, one.calendar_id.as_ref())?;
    Ok(is_default_title(&one.title, client, practitioner.as_deref()))
}
