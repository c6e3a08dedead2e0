//! Reads what changed in a collection: by sync-collection (RFC 6578), else by getctag and ETags.
//!
//! A read from the beginning always lists the ETags of all members and downloads those that differ
//! from the mirror's, because some servers' change logs forget.

use std::collections::{HashMap, HashSet};

use super::collection::{Collection, NOTHING};
use super::cursor::{Mark, Place};
use super::discover::is_calendar;
use super::download::{self, Wanted};
use super::multistatus::Response;
use super::revision::{etag, same};
use super::{href, xml};
use crate::model::ids::{Cursor, EventHandle, Revision};
use crate::providers::{Changes, RemoteError};

/// How many objects to download for one page.
const PAGE: usize = 500;

/// Reads one page of changes. [`RemoteError::Gone`] = this host has no such collection.
pub(super) async fn changes(
    collection: &Collection<'_>,
    since: Option<&Cursor>,
    known: &[(EventHandle, Revision)],
) -> Result<Changes, RemoteError> {
    let known = Known::new(collection, known);
    match since.map(Place::parse) {
        None => {
            let mark = mark(collection).await?;
            full(collection, &known, mark, "").await
        }
        Some(None) => Err(RemoteError::CursorLost),
        Some(Some(Place::Within { mark, after })) => full(collection, &known, mark, &after).await,
        Some(Some(Place::Since(Mark::Token(token)))) => report(collection, &known, &token).await,
        Some(Some(Place::Since(before))) => {
            let now = mark(collection).await?;
            if now == before && before != Mark::Etags {
                return Ok(Changes { next: since.cloned(), ..Changes::default() });
            }
            full(collection, &known, now, "").await
        }
    }
}

/// What the mirror holds, by comparable address.
struct Known<'a>(HashMap<String, &'a (EventHandle, Revision)>);

impl<'a> Known<'a> {
    fn new(collection: &Collection<'_>, known: &'a [(EventHandle, Revision)]) -> Self {
        Self(known.iter().map(|one| (collection.key(&one.0), one)).collect())
    }

    /// Returns a member's handle: the mirror's, if it knows another spelling.
    fn handle(&self, collection: &Collection<'_>, handle: EventHandle) -> EventHandle {
        self.0.get(&collection.key(&handle)).map_or(handle, |(known, _)| known.clone())
    }

    /// Returns some of what the mirror holds beside `everything`.
    fn missing(&self, collection: &Collection<'_>, everything: &[EventHandle]) -> Vec<Wanted> {
        let present: HashSet<String> = everything.iter().map(|handle| collection.key(handle)).collect();
        let missing = self.0.iter().filter(|(key, _)| !present.contains(*key)).take(download::BATCH);
        missing.map(|(_, (handle, _))| Wanted { handle: handle.clone(), etag: None }).collect()
    }

    fn holds(&self, collection: &Collection<'_>, wanted: &Wanted) -> bool {
        let held = self.0.get(&collection.key(&wanted.handle));
        held.is_some_and(|(_, revision)| wanted.etag.as_deref().is_some_and(|now| same(etag(revision), now)))
    }
}

/// Returns the present state of the collection, by the best means the server has.
async fn mark(collection: &Collection<'_>) -> Result<Mark, RemoteError> {
    let props = "<d:sync-token/><cs:getctag/><d:supported-report-set/><d:resourcetype/>";
    let reply = collection.dav.propfind(&collection.url, "0", props).await?;
    let first = reply.multistatus()?.responses.into_iter().next().ok_or(NOTHING)?;
    if matches!(first.status, Some(404 | 410)) {
        return Err(RemoteError::Gone);
    }
    let props = first.props;
    let has_log = props.reports.is_empty() || props.reports.iter().any(|report| report == "sync-collection");
    Ok(match (props.sync_token.filter(|_| has_log), props.ctag) {
        (Some(token), _) => Mark::Token(token),
        (None, Some(ctag)) => Mark::Ctag(ctag),
        (None, None) => Mark::Etags,
    })
}

/// Compares all ETags with the mirror's and downloads what differs, starting after `after`.
async fn full(collection: &Collection<'_>, known: &Known<'_>, mark: Mark, after: &str) -> Result<Changes, RemoteError> {
    let reply = collection.dav.propfind(&collection.url, "1", "<d:getetag/><d:resourcetype/>").await?;
    let (mut members, mut itself) = (Vec::new(), false);
    reply.each(|response| {
        if response.status == Some(507) {
            return Err(RemoteError::Garbled("the list of members is cut short"));
        }
        if response.status.is_none_or(|status| (200..300).contains(&status)) {
            itself |= is_itself(collection, &reply.url, &response);
            members.extend(member(collection, known, &reply.url, &response));
        }
        Ok(())
    })?;
    if !itself {
        return Err(NOTHING);
    }
    // In the same order for all pages, so that they end whatever the server answers.
    members.sort_by(|one, other| one.handle.cmp(&other.handle));
    members.dedup_by(|one, other| one.handle == other.handle);
    let everything: Vec<EventHandle> = members.iter().map(|one| one.handle.clone()).collect();
    let missing = known.missing(collection, &everything);
    if !missing.is_empty() && download::any_there(collection, &missing).await? {
        return Err(RemoteError::Garbled("a list that leaves out what is there"));
    }
    members.retain(|one| one.handle.as_str() > after && !known.holds(collection, one));
    let more = members.len() > PAGE;
    members.truncate(PAGE);
    let last = members.last().map(|one| one.handle.as_str().to_owned()).unwrap_or_default();
    let got = download::all(collection, members).await?;
    let next = if more { Place::Within { mark, after: last } } else { Place::Since(mark) };
    let complete = (!more).then(|| everything.into_iter().filter(|one| !got.gone.contains(one)).collect());
    Ok(Changes {
        changed: got.events,
        removed: got.gone,
        next: Some(next.cursor()),
        complete,
        more,
        ..Changes::default()
    })
}

/// Asks for what changed since `token`.
async fn report(collection: &Collection<'_>, known: &Known<'_>, token: &str) -> Result<Changes, RemoteError> {
    // No DAV:limit: some servers cut the answer and still hand out the newest token.
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8"?><d:sync-collection xmlns:d="DAV:"><d:sync-token>{}</d:sync-token><d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"#,
        xml::escape(token)
    );
    let reply = collection.dav.report(&collection.url, "0", body).await?;
    match reply.status.as_u16() {
        200..300 | 404 | 410 | 421 => {}
        403 if reply.preconditions().is_empty_error() => return Err(RemoteError::Throttled { until: None }),
        408 | 423 | 425 => return Err(reply.failure()),
        // The RFC says 403 valid-sync-token; servers also send 400, 409, 412 and 500.
        400..=501 => return Err(RemoteError::CursorLost),
        _ => return Err(reply.failure()),
    }
    let answer = reply.multistatus()?;
    // RFC 6578 section 6.2: without one the answer is cut, or none at all.
    let next = answer.sync_token.ok_or(RemoteError::Garbled("a report without a sync token"))?;
    let cut = answer.responses.iter().any(|one| one.status == Some(507));
    let (mut wanted, mut removed) = (Vec::new(), Vec::new());
    for response in answer.responses {
        let Some(member) = member(collection, known, &reply.url, &response) else { continue };
        match response.status {
            Some(404 | 410) => removed.push(member.handle),
            // RFC 6578 section 3.6: more to come, and nothing about this member.
            Some(507) => {}
            // Infomaniak sends 418: whatever it means, look at the member again.
            Some(status) if !(200..300).contains(&status) => wanted.push(Wanted { etag: None, ..member }),
            Some(_) | None if known.holds(collection, &member) => {}
            Some(_) | None => wanted.push(member),
        }
    }
    if cut && next == token {
        return Err(RemoteError::CursorLost);
    }
    let mark = Mark::Token(next);
    if wanted.len() > PAGE {
        // Too much for one page. A full read takes it page by page, and later reads go on from this token.
        let next = Some(Place::Within { mark, after: String::new() }.cursor());
        return Ok(Changes { removed, next, more: true, ..Changes::default() });
    }
    let got = download::all(collection, wanted).await?;
    removed.extend(got.gone);
    let next = Some(Place::Since(mark).cursor());
    Ok(Changes { changed: got.events, removed, next, more: cut, ..Changes::default() })
}

/// Returns whether an entry is about the collection itself, which may be spelt otherwise: there is no calendar in a
/// calendar (RFC 4791 section 4.2).
fn is_itself(collection: &Collection<'_>, base: &url::Url, entry: &Response) -> bool {
    let is_at = |url: url::Url| collection.is_itself(&url) || href::key(url.path()) == href::key(base.path());
    is_calendar(&entry.props) || href::resolve(base, &entry.href).is_some_and(is_at)
}

/// Returns the member an entry is about; `None` for the collection itself and for collections in it.
fn member(collection: &Collection<'_>, known: &Known<'_>, base: &url::Url, entry: &Response) -> Option<Wanted> {
    let url = href::resolve(base, &entry.href)?;
    let is_collection = entry.props.kinds.iter().any(|kind| kind == "collection");
    if is_collection || collection.is_itself(&url) || url.path().ends_with('/') {
        return None;
    }
    let handle = known.handle(collection, collection.handle(&url));
    Some(Wanted { handle, etag: entry.props.etag.clone() })
}
