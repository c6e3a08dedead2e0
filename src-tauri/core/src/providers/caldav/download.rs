//! Downloads objects by calendar-multiget (RFC 4791 section 7.9), and one by one where that fails.

use std::collections::HashMap;

use super::collection::Collection;
use super::object::{self, Fetched};
use super::revision::revision;
use super::{href, xml};
use crate::model::ids::EventHandle;
use crate::providers::{Refusal, RemoteError, RemoteEvent};

/// How many objects one request asks for.
pub(super) const BATCH: usize = 50;

/// A member to download, with the ETag of the listing.
pub(super) struct Wanted {
    pub handle: EventHandle,
    pub etag: Option<String>,
}

#[derive(Default)]
pub(super) struct Got {
    pub events: Vec<RemoteEvent>,
    /// Listed, but gone when it was asked for.
    pub gone: Vec<EventHandle>,
}

impl Got {
    fn take(&mut self, handle: EventHandle, fetched: Fetched) {
        match fetched {
            Fetched::Event(event) => self.events.push(*event),
            Fetched::NoEvent => {}
            Fetched::Gone => self.gone.push(handle),
        }
    }
}

/// Downloads all of them. One that cannot be fetched is unreadable and stops none of the others.
pub(super) async fn all(collection: &Collection<'_>, wanted: Vec<Wanted>) -> Result<Got, RemoteError> {
    let mut got = Got::default();
    let mut wanted = wanted.into_iter().peekable();
    while wanted.peek().is_some() {
        let batch: Vec<Wanted> = wanted.by_ref().take(BATCH).collect();
        let mut found = multiget(collection, &batch).await?;
        for one in batch {
            let fetched = match found.remove(&collection.key(&one.handle)) {
                Some((etag, tag, data)) => {
                    let found = revision(etag.as_deref().or(one.etag.as_deref()), tag.as_deref());
                    object::read(one.handle.clone(), found, data)
                }
                // Left out, or reported missing: some servers break multiget, so ask for it alone.
                None => object::get(collection, &one.handle, one.etag.as_deref()).await?,
            };
            got.take(one.handle, fetched);
        }
    }
    Ok(got)
}

/// Returns whether the server still has any of these, which a list left out.
pub(super) async fn any_there(collection: &Collection<'_>, missing: &[Wanted]) -> Result<bool, RemoteError> {
    match missing {
        [one] => Ok(object::get(collection, &one.handle, None).await?.event().is_some_and(|there| there.event.is_ok())),
        several => Ok(!multiget(collection, several).await?.is_empty()),
    }
}

type Data = (Option<String>, Option<String>, Vec<u8>);

/// Returns ETag, Schedule-Tag and data, by comparable address; empty if the server cannot do it.
async fn multiget(collection: &Collection<'_>, batch: &[Wanted]) -> Result<HashMap<String, Data>, RemoteError> {
    let mut body = String::from(
        r#"<?xml version="1.0" encoding="utf-8"?><c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:schedule-tag/><c:calendar-data/></d:prop>"#,
    );
    if batch.len() < 2 {
        return Ok(HashMap::new());
    }
    for one in batch {
        body.push_str(&format!("<d:href>{}</d:href>", xml::escape(collection.member(&one.handle)?.path())));
    }
    body.push_str("</c:calendar-multiget>");
    let reply = match collection.dav.report(&collection.url, "1", body).await {
        Ok(reply) => reply,
        Err(RemoteError::Refused(Refusal::TooLarge)) => return Ok(HashMap::new()),
        Err(error) => return Err(error),
    };
    let Ok(answer) = reply.multistatus() else { return Ok(HashMap::new()) };
    let found = answer.responses.into_iter().filter_map(|one| {
        let url = href::resolve(&reply.url, &one.href)?;
        Some((href::key(url.path()), (one.props.etag, one.props.schedule_tag, one.props.calendar_data?)))
    });
    Ok(found.collect())
}
