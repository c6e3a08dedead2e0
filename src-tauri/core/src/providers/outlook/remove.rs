//! Removes an event. By DELETE rather than `cancel`: it can be made conditional, and Graph tells guests all the same
//! (if the account is not the organizer, only this calendar loses the event).

use http::{Method, header};

use super::event;
use super::graph::Graph;
use crate::model::ids::EventHandle;
use crate::providers::{Expect, RemoteError, RemoteEvent};

/// See [`super::put`]: a 412 may come although nothing changed.
const TRIES: u32 = 2;

pub(super) async fn remove(graph: &Graph, handle: &EventHandle, expect: &Expect) -> Result<(), RemoteError> {
    for _ in 0..TRIES {
        // Read first: nothing documents that DELETE respects If-Match.
        let Some(there) = event::get(graph, handle.as_str()).await? else { return Ok(()) };
        if is_newer(&there, expect) {
            return Err(RemoteError::Conflict { theirs: Some(Box::new(there)) });
        }
        let url = graph.address(&["me", "events", handle.as_str()], "")?;
        let condition = [(header::IF_MATCH, there.revision.as_str())];
        let condition = if there.revision.as_str().is_empty() { &[][..] } else { &condition[..] };
        let reply = graph.send(Method::DELETE, &url, condition, Vec::new()).await?;
        if reply.status.is_success() {
            return Ok(());
        }
        match reply.failure() {
            RemoteError::Gone => return Ok(()),
            RemoteError::Conflict { .. } => {}
            error => return Err(error),
        }
    }
    Err(RemoteError::Failed)
}

fn is_newer(there: &RemoteEvent, expect: &Expect) -> bool {
    match expect {
        Expect::Revision(revision) => there.revision != *revision,
        Expect::Any | Expect::Absent => false,
    }
}
