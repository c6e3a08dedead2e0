//! Fetches single calendar objects, checks their size and hands them to [`crate::ical`].

use url::Url;

use super::collection::Collection;
use super::dav::Reply;
use super::revision::{etag, revision};
use crate::ical;
use crate::model::event::Unreadable;
use crate::model::ids::{EventHandle, Revision};
use crate::providers::{Refusal, RemoteError, RemoteEvent};

/// The largest object that is kept, in bytes. What is larger, as with a picture in it, is kept without its large lines. Read is
/// whatever an answer may hold, which is more than the 10 MB that servers allow (RFC 4791 section 5.2.5).
pub(super) const LARGEST: usize = 1024 * 1024;

/// What is at an address.
pub(super) enum Fetched {
    Event(Box<RemoteEvent>),
    /// Something other than an event: a task, a journal entry.
    NoEvent,
    Gone,
}

impl Fetched {
    pub fn event(self) -> Option<RemoteEvent> {
        match self {
            Self::Event(event) => Some(*event),
            Self::NoEvent | Self::Gone => None,
        }
    }

    /// The server gave an object, whatever it is.
    pub fn is_given(&self) -> bool {
        match self {
            Self::Event(event) => event.event.is_ok() || !etag(&event.revision).is_empty(),
            Self::NoEvent => true,
            Self::Gone => false,
        }
    }
}

/// Fetches one object. One that the server does not give is unreadable, which is no error.
pub(super) async fn get(
    collection: &Collection<'_>,
    handle: &EventHandle,
    listed: Option<&str>,
) -> Result<Fetched, RemoteError> {
    let url = collection.member(handle)?;
    let mut reply = ask(collection, &url).await?;
    if reply.as_ref().is_some_and(Reply::is_gone)
        && let Some(plain) = plain(collection, &url)
    {
        reply = ask(collection, &plain).await?;
    }
    let Some(reply) = reply else { return Ok(unreadable(handle, listed, "too large")) };
    match reply.status.as_u16() {
        404 | 410 => Ok(Fetched::Gone),
        421 => Err(RemoteError::Gone),
        200..300 => {
            let found = revision(reply.header("etag").or(listed), reply.header("schedule-tag"));
            Ok(read(handle.clone(), found, reply.body))
        }
        status => {
            match reply.failure() {
                // A moment's trouble says nothing about the event. A 500 stays, with servers that choke on one.
                error @ (RemoteError::Throttled { .. } | RemoteError::Failed) if status != 500 => Err(error),
                _ => Ok(withheld(handle)),
            }
        }
    }
}

/// Returns the other spelling of an address, with servers that report `%40` and find only `@`.
pub(super) fn plain(collection: &Collection<'_>, url: &Url) -> Option<Url> {
    let path = url.path();
    let spelled = collection.dialect.plain_at && path.contains("%40");
    if spelled { super::href::at_origin(url, &path.replace("%40", "@")) } else { None }
}

/// Sends the GET; `None` = longer than any answer may be.
async fn ask(collection: &Collection<'_>, url: &Url) -> Result<Option<Reply>, RemoteError> {
    // Uncompressed: some front ends change the ETag of what they compress, so that it never matches again.
    match collection
        .dav
        .send("GET", url, &[("accept", "text/calendar"), ("accept-encoding", "identity")], Vec::new())
        .await
    {
        Ok(reply) => Ok(Some(reply)),
        Err(RemoteError::Refused(Refusal::TooLarge)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns an object that is there and was not given. Without a revision, so that it is asked for again.
pub(super) fn withheld(handle: &EventHandle) -> Fetched {
    unreadable(handle, None, "the server does not give it")
}

/// Turns the bytes of an object into an event, or into an unreadable one.
pub(super) fn read(handle: EventHandle, revision: Revision, raw: Vec<u8>) -> Fetched {
    let cut = if raw.len() > LARGEST { ical::cut(&raw) } else { None };
    let raw = cut.unwrap_or(raw);
    if raw.len() > LARGEST {
        return unreadable_at(handle, revision, "too large");
    }
    if !mentions(&raw, b"BEGIN:VEVENT")
        && [&b"BEGIN:VTODO"[..], b"BEGIN:VJOURNAL"].iter().any(|one| mentions(&raw, one))
    {
        return Fetched::NoEvent;
    }
    // Half of an object has no end. Its tag would keep it from ever being fetched again.
    if !mentions(&raw, b"END:VCALENDAR") {
        let revision = Revision::from("");
        return Fetched::Event(Box::new(RemoteEvent {
            handle,
            revision,
            raw,
            event: Err(Unreadable("it has no end")),
        }));
    }
    let event = ical::read(&raw, None);
    Fetched::Event(Box::new(RemoteEvent { handle, revision, raw, event }))
}

fn unreadable(handle: &EventHandle, listed: Option<&str>, why: &'static str) -> Fetched {
    unreadable_at(handle.clone(), revision(listed, None), why)
}

fn unreadable_at(handle: EventHandle, revision: Revision, why: &'static str) -> Fetched {
    Fetched::Event(Box::new(RemoteEvent { handle, revision, raw: Vec::new(), event: Err(Unreadable(why)) }))
}

fn mentions(raw: &[u8], line: &[u8]) -> bool {
    raw.windows(line.len()).any(|window| window.eq_ignore_ascii_case(line))
}
