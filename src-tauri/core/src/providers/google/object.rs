//! Single events of a calendar: as they come in a list or an answer, or fetched alone.

use serde_json::value::RawValue;

use super::api::{Ask, Calendar, parse};
use super::dates;
use super::failure::Fault;
use super::item::{self, Head};
use crate::model::ids::EventHandle;
use crate::providers::{Refusal, RemoteError, RemoteEvent};

/// What an id stands for.
pub(super) enum There {
    Live(Box<RemoteEvent>),
    /// Nothing, or the remains of a deleted event.
    Gone,
}

impl There {
    /// Reads the event of an answer.
    pub fn read(body: &[u8]) -> Result<Self, RemoteError> {
        let raw: Box<RawValue> = parse(body, "an event")?;
        let head: Head = parse(raw.get().as_bytes(), "an event")?;
        if head.id.is_empty() {
            return Err(RemoteError::Garbled("an event without an id"));
        }
        Ok(if head.is_cancelled() { Self::Gone } else { Self::Live(Box::new(remote(head, &raw))) })
    }
}

/// An event with its bytes, readable or not.
pub(super) fn remote(head: Head, raw: &RawValue) -> RemoteEvent {
    let raw = raw.get().as_bytes();
    RemoteEvent { handle: head.id.into(), revision: head.etag.into(), event: item::read(raw, None), raw: raw.to_vec() }
}

/// Fetches what is there now.
pub(super) async fn get(calendar: &Calendar<'_>, handle: &EventHandle) -> Result<There, RemoteError> {
    Ok(look(calendar, handle).await?.unwrap_or(There::Gone))
}

/// Fetches what is there now. `None` = nothing that is known to have been there.
pub(super) async fn look(calendar: &Calendar<'_>, handle: &EventHandle) -> Result<Option<There>, RemoteError> {
    match calendar.ask(Ask::get(&["events", handle.as_str()], &[])).await {
        Ok(body) => match There::read(&body)? {
            There::Live(there) => Ok(Some(There::Live(Box::new(dates::whole(calendar, *there).await?)))),
            There::Gone => Ok(Some(There::Gone)),
        },
        Err(Fault::Gone) => Ok(None),
        Err(Fault::Error(RemoteError::Refused(Refusal::TooLarge))) => {
            Err(RemoteError::Garbled("an event that is too large"))
        }
        Err(other) => Err(other.into()),
    }
}
