//! Downloads objects by calendar-multiget (RFC 4791 section 7.9), and one by one where that fails.

use std::collections::{HashMap, VecDeque};

use super::collection::Collection;
use super::object::{self, Fetched};
use super::revision::revision;
use super::{href, xml};
use crate::model::ids::EventHandle;
use crate::providers::{Refusal, RemoteError, RemoteEvent};

/// The most objects of one page, which is kept as a whole.
pub(super) const PAGE: usize = 500;
/// A page ends after so many bytes.
const PAGE_BYTES: usize = 8 * 1024 * 1024;
/// The most objects that one request asks for, and the least.
const BATCH: usize = 250;
const LEAST: usize = 5;
/// How many bytes one answer is to have.
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// How many objects a server is asked for that did not give more.
pub(super) const SMALL: usize = 50;

/// A member to download, with the ETag of the listing.
pub(super) struct Wanted {
    pub handle: EventHandle,
    pub etag: Option<String>,
    /// It was asked for before, and not given.
    pub doubted: bool,
}

#[derive(Default)]
pub(super) struct Got {
    pub events: Vec<RemoteEvent>,
    /// Listed, but gone when it was asked for.
    pub gone: Vec<EventHandle>,
    /// How many were asked for, whatever is there.
    pub count: usize,
    /// What was given, in bytes.
    pub bytes: usize,
}

impl Got {
    fn take(&mut self, handle: EventHandle, fetched: Fetched) {
        self.count = self.count.saturating_add(1);
        match fetched {
            Fetched::Event(event) => {
                self.bytes = self.bytes.saturating_add(event.raw.len());
                self.events.push(*event);
            }
            Fetched::NoEvent => {}
            Fetched::Gone => self.gone.push(handle),
        }
    }

    fn add(&mut self, other: Self) {
        self.events.extend(other.events);
        self.gone.extend(other.gone);
        self.count = self.count.saturating_add(other.count);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    fn is_full(&self) -> bool {
        self.count >= PAGE || self.bytes >= PAGE_BYTES
    }

    /// How many objects of this size one answer may hold.
    fn batch(&self) -> usize {
        let one = self.bytes.checked_div(self.count).unwrap_or_default().max(1);
        BATCH_BYTES.checked_div(one).unwrap_or_default().clamp(LEAST, BATCH)
    }
}

/// Downloads a page from the front of `wanted`, two requests at a time. One that cannot be fetched is unreadable and
/// stops none of the others.
pub(super) async fn page(collection: &Collection<'_>, wanted: &mut VecDeque<Wanted>) -> Result<Got, RemoteError> {
    let mut got = Got::default();
    while !wanted.is_empty() && !got.is_full() {
        let most = got.batch().min(PAGE.saturating_sub(got.count));
        let mut take = || wanted.drain(..most.min(wanted.len())).collect::<Vec<_>>();
        let (one, other) = (take(), take());
        let (one, other) = tokio::join!(batch(collection, one), batch(collection, other));
        got.add(one?);
        got.add(other?);
    }
    Ok(got)
}

async fn batch(collection: &Collection<'_>, wanted: Vec<Wanted>) -> Result<Got, RemoteError> {
    let mut found = multiget(collection, &wanted).await?;
    if found.is_empty() && wanted.len() > SMALL {
        for fewer in wanted.chunks(SMALL) {
            found.extend(multiget(collection, fewer).await?);
        }
    }
    let mut all = Vec::with_capacity(wanted.len());
    for one in wanted {
        let fetched = match found.remove(&collection.key(&one.handle)) {
            Some((etag, tag, data)) => {
                let found = revision(etag.as_deref().or(one.etag.as_deref()), tag.as_deref());
                object::read(one.handle.clone(), found, data)
            }
            // Left out, or reported missing: some servers break multiget, so ask for it alone.
            None => object::get(collection, &one.handle, one.etag.as_deref()).await?,
        };
        all.push((one, fetched));
    }
    // A list named them. Where not one of several is given, that says something of the server, and nothing of them; where it
    // is one alone, the list is believed until the next look.
    let none_given = all.iter().all(|(one, fetched)| !one.doubted && !fetched.is_given());
    if none_given && all.len() > 1 {
        return Err(RemoteError::Failed);
    }
    let mut got = Got::default();
    for (one, fetched) in all {
        let fetched = match fetched {
            Fetched::Gone if none_given => object::withheld(&one.handle),
            other => other,
        };
        got.take(one.handle, fetched);
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
    let mut found = HashMap::new();
    let read = reply.each(|one| {
        if let (Some(url), Some(data)) = (href::resolve(&reply.url, &one.href), one.props.calendar_data) {
            found.insert(href::key(url.path()), (one.props.etag, one.props.schedule_tag, data));
        }
        Ok(())
    });
    Ok(if read.is_ok() { found } else { HashMap::new() })
}
