//! Writes one date of a series that was made of an event of ours: its instance, and no other.

use super::api::{Ask, Calendar};
use super::body;
use super::dates::all;
use super::failure::Fault;
use super::item;
use super::object::{self, There};
use super::write::{conflict, gone, invites, updates};
use crate::model::event::{EventStatus, OneDate, Part};
use crate::model::ids::Revision;
use crate::providers::{Expect, Outgoing, RemoteError, RemoteEvent, Stored};

/// Writes one date of a series, over the state that was seen of all of it.
pub(super) async fn put(
    c: &Calendar<'_>,
    out: &Outgoing,
    date: &OneDate,
    expect: &Expect,
) -> Result<Stored, RemoteError> {
    let handle = out.handle.clone().ok_or(RemoteError::Gone)?;
    let There::Live(there) = object::get(c, &handle).await? else { return Err(gone(c).await) };
    let is_newer = match expect {
        Expect::Revision(known) => *known != there.revision,
        Expect::Any => false,
        Expect::Absent => true,
    };
    let begins = there.event.as_ref().ok().and_then(|event| event.parts.first()).map(|part| item::instant(&part.start));
    let dates = if is_newer { Vec::new() } else { all(c, &handle, begins).await? };
    let own = dates.into_iter().find(|(head, _)| head.date() == Some(date.at) && !head.is_cancelled());
    // The answer was lost, or somebody changed it since.
    let Some((head, raw)) = own else { return done(&there, out, date).ok_or_else(|| conflict(*there)) };
    let (path, over) = (["events", head.id.as_str()], Revision::from(head.etag.as_str()));
    let notify = if date.off { out.notify } else { invites(out) };
    let query = [("sendUpdates", updates(notify))];
    let body = if date.off { None } else { Some(body::patch(&out.content, Some(raw.get().as_bytes()))?) };
    let method = if date.off { "DELETE" } else { "PATCH" };
    let written = match c.ask(Ask { method, path: &path, query: &query, over: Some(&over), body }).await {
        Ok(_) => true,
        Err(Fault::Gone | Fault::Stale) => false,
        Err(other) => return Err(other.into()),
    };
    let looked = object::get(c, &handle).await;
    let now = match if written { looked.map_err(RemoteError::after_a_write) } else { looked }? {
        There::Live(now) => now,
        There::Gone => return Err(gone(c).await),
    };
    match done(&now, out, date) {
        Some(stored) => Ok(stored),
        None if written || now.revision == there.revision => Err(RemoteError::Failed),
        None => Err(conflict(*now)),
    }
}

/// Returns the series, if the date in it says what was to be written.
fn done(there: &RemoteEvent, out: &Outgoing, date: &OneDate) -> Option<Stored> {
    let event = there.event.as_ref().ok()?;
    let is_it = |part: &&Part| part.occurrence.as_ref().map(item::instant) == Some(date.at);
    let part = event.parts.iter().find(is_it)?;
    let is_off = part.status == EventStatus::Cancelled;
    let says = if date.off { is_off } else { !is_off && body::part_says(part, &out.content) };
    let (handle, revision) = (there.handle.clone(), there.revision.clone());
    says.then(|| Stored { handle, revision, raw: there.raw.clone(), event: event.clone() })
}
