//! One event by its id, as it is sent.

use super::graph::Graph;
use super::tag;
use crate::providers::{Refusal, RemoteError};

/// Fetches an event with its tag, as it is sent.
pub(super) async fn sent(graph: &Graph, id: &str) -> Result<Vec<u8>, RemoteError> {
    let url = graph.address(&["me", "events", id], &tag::expand())?;
    let reply = graph.get(&url).await.map_err(|error| match error {
        RemoteError::Refused(Refusal::TooLarge) => RemoteError::Garbled("an event that is too large"),
        other => other,
    })?;
    if reply.status.is_success() { Ok(reply.body) } else { Err(reply.failure()) }
}
