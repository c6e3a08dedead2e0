//! Removes an event. By DELETE rather than `cancel`: it can be made conditional, and Graph tells guests all the same
//! (if the account is not the organizer, only this calendar loses the event). Done is what a look afterwards finds done.

use http::{Method, header};

use super::event::{self, Place, missing};
use super::graph::Graph;
use crate::model::ids::{CalendarHandle, EventHandle};
use crate::providers::{Expect, RemoteError, RemoteEvent};

/// See [`super::put`]: a 412 may come although nothing changed.
const TRIES: u32 = 2;

pub(super) async fn remove(
    graph: &Graph,
    calendar: &CalendarHandle,
    handle: &EventHandle,
    expect: &Expect,
) -> Result<(), RemoteError> {
    for _ in 0..TRIES {
        // Read first: nothing documents that DELETE respects If-Match.
        let Some(there) = event::get(graph, handle.as_str()).await? else {
            return Err(missing(graph, calendar).await?);
        };
        if is_newer(&there, expect) {
            return match look(graph, calendar, there).await? {
                Some(there) => Err(RemoteError::Conflict { theirs: Some(Box::new(there)) }),
                None => Err(missing(graph, calendar).await?),
            };
        }
        let url = graph.address(&["me", "events", handle.as_str()], "")?;
        let condition = [(header::IF_MATCH, there.revision.as_str())];
        let condition = if there.revision.as_str().is_empty() { &[][..] } else { &condition[..] };
        let reply = graph.send(Method::DELETE, &url, condition, Vec::new()).await?;
        let done = reply.status.is_success();
        if !done {
            match reply.failure() {
                RemoteError::Gone => {}
                RemoteError::Conflict { .. } => continue,
                error => return Err(error),
            }
        }
        let now = match event::get(graph, handle.as_str()).await {
            Ok(Some(now)) => look(graph, calendar, now).await,
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        return match if done { now.map_err(RemoteError::after_a_write) } else { now }? {
            None if done => gone(graph, calendar).await.map_err(RemoteError::after_a_write),
            None => Err(missing(graph, calendar).await?),
            Some(now) if done && now.revision == there.revision => Err(RemoteError::Failed),
            Some(now) => Err(RemoteError::Conflict { theirs: Some(Box::new(now)) }),
        };
    }
    Err(RemoteError::Failed)
}

/// Returns an event that was found by its id, unless it is among the deleted ones.
async fn look(
    graph: &Graph,
    calendar: &CalendarHandle,
    there: RemoteEvent,
) -> Result<Option<RemoteEvent>, RemoteError> {
    Ok(match event::place(graph, calendar, &there).await? {
        Place::Here | Place::Elsewhere => Some(there),
        Place::Nowhere => None,
    })
}

/// What is not there was removed, if its calendar is there.
async fn gone(graph: &Graph, calendar: &CalendarHandle) -> Result<(), RemoteError> {
    match missing(graph, calendar).await? {
        RemoteError::Gone => Ok(()),
        error => Err(error),
    }
}

fn is_newer(there: &RemoteEvent, expect: &Expect) -> bool {
    match expect {
        Expect::Revision(revision) => there.revision != *revision,
        Expect::Any | Expect::Absent => false,
    }
}
