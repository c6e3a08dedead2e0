//! Writes and removes events. A write is safe to repeat: an insert names its own id, a change names
//! the state it replaces, and what is already there counts as done.

use super::api::{Ask, Calendar};
use super::body;
use super::failure::Fault;
use super::ids;
use super::object::{There, get, look};
use crate::model::ids::{EventHandle, Revision};
use crate::providers::{Expect, Outgoing, Refusal, RemoteError, RemoteEvent, Stored};

pub(super) async fn put(c: &Calendar<'_>, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
    let handle = || out.handle.clone().or_else(|| ids::of(&out.content.uid).into_iter().next().map(EventHandle::from));
    match expect {
        Expect::Absent => create(c, out).await,
        Expect::Revision(over) => update(c, out, &handle().ok_or(RemoteError::Gone)?, over, out.base.as_deref()).await,
        // Over the present state and nothing newer: guests must be known to be kept.
        Expect::Any => {
            let handle = handle().ok_or(RemoteError::Gone)?;
            match get(c, &handle).await? {
                There::Live(there) => update(c, out, &handle, &there.revision, Some(&there.raw)).await,
                There::Gone => Err(gone(c).await),
            }
        }
    }
}

async fn create(c: &Calendar<'_>, out: &Outgoing) -> Result<Stored, RemoteError> {
    for id in ids::of(&out.content.uid) {
        let ask = Ask {
            method: "POST",
            path: &["events"],
            query: &[("sendUpdates", updates(invites(out)))],
            over: None,
            body: Some(body::insert(&out.content, &id)?),
        };
        match c.ask(ask).await {
            Ok(answer) => return stored(&answer),
            Err(Fault::Gone) => return Err(RemoteError::Refused(Refusal::CalendarGone)),
            // A lost answer, somebody else's event, or an id that a deleted event has used.
            Err(Fault::Taken) => match get(c, &id.as_str().into()).await.map_err(RemoteError::of_a_look)? {
                There::Gone => {}
                // What somebody changed since is never written over.
                There::Live(there) => return done(&there, out).ok_or_else(|| conflict(*there)),
            },
            Err(other) => return Err(other.into()),
        }
    }
    Err(RemoteError::Garbled("every id of the appointment is burnt"))
}

async fn update(
    c: &Calendar<'_>,
    out: &Outgoing,
    handle: &EventHandle,
    over: &Revision,
    base: Option<&[u8]>,
) -> Result<Stored, RemoteError> {
    let ask = Ask {
        method: "PATCH",
        path: &["events", handle.as_str()],
        query: &[("sendUpdates", updates(invites(out)))],
        over: Some(over),
        body: Some(body::patch(&out.content, base)?),
    };
    match c.ask(ask).await {
        Ok(answer) => stored(&answer),
        // Believed after a look.
        Err(Fault::Gone) => match look(c, handle).await? {
            Some(There::Live(there)) if there.revision == *over => Err(RemoteError::Failed),
            Some(There::Live(there)) => done(&there, out).ok_or_else(|| conflict(*there)),
            Some(There::Gone) => Err(RemoteError::Gone),
            None => Err(gone(c).await),
        },
        Err(Fault::Stale) => match get(c, handle).await? {
            There::Gone => Err(RemoteError::Gone),
            There::Live(there) => done(&there, out).ok_or_else(|| conflict(*there)),
        },
        // Google also says "forbidden" of deleted events.
        Err(Fault::Error(RemoteError::Refused(Refusal::ReadOnly))) => match get(c, handle).await? {
            There::Gone => Err(RemoteError::Gone),
            There::Live(_) => Err(RemoteError::Refused(Refusal::ReadOnly)),
        },
        Err(other) => Err(other.into()),
    }
}

/// Removes an event. Done is what a look afterwards finds done, whatever was answered.
pub(super) async fn remove(
    c: &Calendar<'_>,
    handle: &EventHandle,
    expect: &Expect,
    notify: bool,
) -> Result<(), RemoteError> {
    let over = match expect {
        Expect::Revision(revision) => Some(revision),
        Expect::Any | Expect::Absent => None,
    };
    let path = ["events", handle.as_str()];
    let query = [("sendUpdates", updates(notify))];
    let removed = c.ask(Ask { method: "DELETE", path: &path, query: &query, over, body: None }).await;
    let refused = match removed {
        Ok(_) | Err(Fault::Gone | Fault::Stale) => false,
        // Google also says "forbidden" of deleted events.
        Err(Fault::Error(RemoteError::Refused(Refusal::ReadOnly))) => true,
        Err(other) => return Err(other.into()),
    };
    let looked = look(c, handle).await;
    let there = match if removed.is_ok() { looked.map_err(RemoteError::after_a_write) } else { looked }? {
        // A cancelled event that is given answers for its calendar too.
        Some(There::Gone) => return removed.map(drop).map_err(|_| RemoteError::Gone),
        None => {
            return match gone(c).await {
                RemoteError::Gone => removed.map(drop).map_err(|_| RemoteError::Gone),
                error if removed.is_ok() => Err(error.after_a_write()),
                error => Err(error),
            };
        }
        Some(There::Live(there)) => there,
    };
    let is_newer = over.is_some_and(|revision| *revision != there.revision);
    Err(match removed {
        _ if refused => RemoteError::Refused(Refusal::ReadOnly),
        Ok(_) if !is_newer => RemoteError::Failed,
        Ok(_) | Err(_) => conflict(*there),
    })
}

/// Returns whom Google mails: everybody or nobody.
pub(super) fn updates(notify: bool) -> &'static str {
    if notify { "all" } else { "none" }
}

pub(super) fn invites(out: &Outgoing) -> bool {
    out.notify && (out.content.invitation.is_some() || out.content.uninvited.is_some())
}

/// After an event was not found: fails if its calendar is gone too.
pub(super) async fn gone(c: &Calendar<'_>) -> RemoteError {
    match c.exists().await {
        Ok(true) => RemoteError::Gone,
        Ok(false) => RemoteError::Refused(Refusal::CalendarGone),
        Err(error) => error,
    }
}

pub(super) fn conflict(theirs: RemoteEvent) -> RemoteError {
    RemoteError::Conflict { theirs: Some(Box::new(theirs)) }
}

/// Returns what is there, if it says what was to be written.
pub(super) fn done(there: &RemoteEvent, out: &Outgoing) -> Option<Stored> {
    let event = there.event.as_ref().ok().filter(|event| body::says(event, &out.content))?;
    let (handle, revision) = (there.handle.clone(), there.revision.clone());
    Some(Stored { handle, revision, raw: there.raw.clone(), event: event.clone() })
}

/// Returns what Google holds after a write, by its answer.
fn stored(answer: &[u8]) -> Result<Stored, RemoteError> {
    match There::read(answer)? {
        There::Gone => Err(RemoteError::Gone),
        There::Live(there) => {
            let RemoteEvent { handle, revision, raw, event } = *there;
            let event = event.map_err(|_| RemoteError::Garbled("Google stored what it cannot give back"))?;
            Ok(Stored { handle, revision, raw, event })
        }
    }
}
