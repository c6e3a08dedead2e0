//! One event by its id: fetched, and as a write left it.

use serde_json::Value;

use super::graph::{Graph, Reply};
use super::item;
use super::mark::{self, Mark};
use crate::providers::{RemoteError, RemoteEvent, Stored};

/// GET, with the mark. `None` = not there.
pub(super) async fn get(graph: &Graph, id: &str) -> Result<Option<RemoteEvent>, RemoteError> {
    let reply = match graph.address(&["me", "events", id], &mark::expand()) {
        Ok(url) => graph.get(&url).await?,
        Err(error) => return none_if_gone(error),
    };
    if !reply.status.is_success() {
        return none_if_gone(reply.failure());
    }
    item::remote(reply.body).map(Some)
}

fn none_if_gone(error: RemoteError) -> Result<Option<RemoteEvent>, RemoteError> {
    if matches!(error, RemoteError::Gone) { Ok(None) } else { Err(error) }
}

/// What a write answered, with the mark that was written: reading it anew may still give the state before.
pub(super) fn written(reply: Reply, mark: Option<&Mark>) -> Result<Stored, RemoteError> {
    // An answer that cannot be read is one that was lost: the write is repeated, which does no harm.
    let lost = || RemoteError::Throttled { until: None };
    let item: Value = serde_json::from_slice(&reply.body).map_err(|_| lost())?;
    let raw = match mark.filter(|mark| Mark::on(&item).as_ref() != Some(mark)) {
        Some(mark) => mark.onto(&reply.body),
        None => reply.body,
    };
    stored(item::remote(raw).map_err(|_| lost())?)
}

pub(super) fn stored(there: RemoteEvent) -> Result<Stored, RemoteError> {
    let RemoteEvent { handle, revision, raw, event } = there;
    let event = event.map_err(|_| RemoteError::Garbled("the server stored what it cannot give back"))?;
    Ok(Stored { handle, revision, raw, event })
}
