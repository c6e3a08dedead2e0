//! Reads what changed in a collection: by sync-collection (RFC 6578), else by getctag and ETags.
//!
//! A read from the beginning always lists the ETags of all members and downloads those that differ
//! from the mirror's, because some servers' change logs forget.

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};

use super::collection::{Collection, NOTHING};
use super::cursor::{Mark, Place};
use super::dav::Reply;
use super::discover::is_calendar;
use super::download::{self, Wanted};
use super::multistatus::{Props, Response};
use super::revision::{etag, revision, same};
use super::{href, object, xml};
use crate::model::ids::{Cursor, EventHandle, Revision};
use crate::providers::{Changes, Refusal, RemoteError, RemoteEvent};

/// The largest list of members, in bytes: 100,000 of 500 each.
const LIST: usize = 48 * 1024 * 1024;

/// A full reading of several pages: its list is read once, and each page takes from it what is left to download.
pub(super) struct Reading {
    collection: url::Url,
    /// The state of the collection before its list was read.
    mark: Mark,
    /// The last member of the page before.
    after: String,
    everything: Vec<EventHandle>,
    left: VecDeque<Wanted>,
    /// Listed, but gone when it was asked for.
    gone: HashSet<EventHandle>,
}

/// An answer about what changed since a token.
pub(super) struct Asked {
    collection: url::Url,
    token: String,
    reply: Reply,
}

/// What is kept between requests.
pub(super) struct UnderWay {
    pub reading: Option<Reading>,
    pub asked: Option<Asked>,
}

/// Returns where reading goes on if nothing changed, and else the answer that says what did.
pub(super) async fn nothing_new(
    collection: &Collection<'_>,
    since: &Cursor,
    listed: Option<Mark>,
) -> Result<(Option<Cursor>, Option<Asked>), RemoteError> {
    let Some(Place::Since(before)) = Place::parse(since) else { return Ok((None, None)) };
    if listed.as_ref() == Some(&before) && before != Mark::Etags {
        return Ok((Some(since.clone()), None));
    }
    let Mark::Token(token) = before else { return Ok((None, None)) };
    let reply = match ask(collection, &token, WITH_OBJECTS).await {
        Ok(reply) => reply,
        Err(error @ (RemoteError::SignedOut | RemoteError::Throttled { .. } | RemoteError::Offline)) => {
            return Err(error);
        }
        // It is met again, and understood, where the changes are asked for.
        Err(_) => return Ok((None, None)),
    };
    let mut news = false;
    let next = reply.each(|response| {
        news |= !href::resolve(&reply.url, &response.href).is_some_and(|url| collection.is_itself(&url))
            || response.status == Some(507);
        Ok(())
    });
    if let (Ok(Some(next)), false) = (next, news) {
        return Ok((Some(Place::Since(Mark::Token(next)).cursor()), None));
    }
    Ok((None, Some(Asked { collection: collection.url.clone(), token, reply })))
}

/// What a report is asked for: the objects with it.
const WITH_OBJECTS: &str = "<d:getetag/><c:schedule-tag/><c:calendar-data/>";

/// Reads one page of changes. [`RemoteError::Gone`] = this host has no such collection. `under_way` is kept between pages,
/// `listed` is the state of the collection as a list of all of them just gave it.
pub(super) async fn changes(
    collection: &Collection<'_>,
    since: Option<&Cursor>,
    known: &[(EventHandle, Revision)],
    under_way: &mut UnderWay,
    listed: Option<Mark>,
    soon: Soon,
) -> Result<Changes, RemoteError> {
    let reading = &mut under_way.reading;
    match since.map(Place::parse) {
        None => {
            let mark = mark(collection).await?;
            page(collection, full(collection, known, mark, soon).await?, reading).await
        }
        Some(None) => Err(RemoteError::CursorLost),
        Some(Some(Place::Within { mark, after })) => {
            let goes_on = |one: &Reading| one.collection == collection.url && one.mark == mark && one.after == after;
            let reads = match reading.take().filter(goes_on) {
                Some(reads) => reads,
                // What was kept of it is known by now, and is not asked for again.
                None => full(collection, known, mark, soon).await?,
            };
            page(collection, reads, reading).await
        }
        Some(Some(Place::Since(before))) => {
            let doubts = known.iter().any(|(_, revision)| etag(revision).is_empty());
            if listed.as_ref() == Some(&before) && before != Mark::Etags && !doubts {
                return Ok(Changes { next: since.cloned(), ..Changes::default() });
            }
            if let Mark::Token(token) = &before {
                let answers = |one: &Asked| one.collection == collection.url && one.token == *token;
                let asked = under_way.asked.take().filter(answers).map(|asked| asked.reply);
                return report(collection, known, token, asked).await;
            }
            let now = mark(collection).await?;
            if now == before && before != Mark::Etags && !doubts {
                return Ok(Changes { next: since.cloned(), ..Changes::default() });
            }
            page(collection, full(collection, known, now, soon).await?, reading).await
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
        let missing = self.0.iter().filter(|(key, _)| !present.contains(*key)).take(download::SMALL);
        missing.map(|(_, (handle, _))| Wanted { handle: handle.clone(), etag: None, doubted: true }).collect()
    }

    /// Returns some of what was asked for before and not given.
    fn doubted(&self) -> Vec<Wanted> {
        let doubted = self.0.values().filter(|(_, revision)| etag(revision).is_empty()).take(download::SMALL);
        doubted.map(|(handle, _)| Wanted { handle: handle.clone(), etag: None, doubted: true }).collect()
    }

    fn doubts(&self, collection: &Collection<'_>, handle: &EventHandle) -> bool {
        self.0.get(&collection.key(handle)).is_some_and(|(_, revision)| etag(revision).is_empty())
    }

    fn holds(&self, collection: &Collection<'_>, wanted: &Wanted) -> bool {
        let held = self.0.get(&collection.key(&wanted.handle));
        held.is_some_and(|(_, revision)| wanted.etag.as_deref().is_some_and(|now| same(etag(revision), now)))
    }
}

/// Returns the present state of the collection, by the best means the server has.
async fn mark(collection: &Collection<'_>) -> Result<Mark, RemoteError> {
    let reply = collection.dav.propfind(&collection.url, "0", &format!("{MARKS}<d:resourcetype/>")).await?;
    let first = reply.multistatus()?.responses.into_iter().next().ok_or(NOTHING)?;
    if matches!(first.status, Some(404 | 410)) {
        return Err(RemoteError::Gone);
    }
    Ok(mark_of(&first.props))
}

/// The properties that [`mark_of`] reads.
pub(super) const MARKS: &str = "<d:sync-token/><cs:getctag/><d:supported-report-set/>";

/// Returns the state of a collection that its own properties tell.
pub(super) fn mark_of(props: &Props) -> Mark {
    let has_log = props.reports.is_empty() || props.reports.iter().any(|report| report == "sync-collection");
    match (props.sync_token.as_ref().filter(|_| has_log), &props.ctag) {
        (Some(token), _) => Mark::Token(token.clone()),
        (None, Some(ctag)) => Mark::Ctag(ctag.clone()),
        (None, None) => Mark::Etags,
    }
}

/// The weeks of which a person wants to know first.
pub(super) type Soon = (DateTime<Utc>, DateTime<Utc>);

/// Asks which members take place in these weeks (RFC 4791 section 7.8). A server that does not say is no trouble.
async fn takes_place(collection: &Collection<'_>, (from, to): Soon) -> HashSet<String> {
    let utc = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8"?><c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="{}" end="{}"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"#,
        utc(from),
        utc(to)
    );
    let mut found = HashSet::new();
    let Ok(reply) = collection.dav.report(&collection.url, "1", body).await else { return found };
    let read = reply.each(|one| {
        found.extend(href::resolve(&reply.url, &one.href).map(|url| href::key(url.path())));
        Ok(())
    });
    if read.is_ok() { found } else { HashSet::new() }
}

/// Lists all members and compares their ETags with the mirror's. What differs is left to download, the coming weeks first.
async fn full(
    collection: &Collection<'_>,
    known: &[(EventHandle, Revision)],
    mark: Mark,
    soon: Soon,
) -> Result<Reading, RemoteError> {
    let known = Known::new(collection, known);
    let reply = collection.dav.list(&collection.url, "<d:getetag/><d:resourcetype/>", LIST).await?;
    let (mut members, mut itself) = (Vec::new(), false);
    reply.each(|response| {
        if response.status == Some(507) {
            return Err(RemoteError::Garbled("the list of members is cut short"));
        }
        if response.status.is_none_or(|status| (200..300).contains(&status)) {
            itself |= is_itself(collection, &reply.url, &response);
            members.extend(member(collection, &known, &reply.url, &response));
        }
        Ok(())
    })?;
    if !itself {
        return Err(NOTHING);
    }
    drop(reply);
    members.sort_by(|one, other| one.handle.cmp(&other.handle));
    members.dedup_by(|one, other| one.handle == other.handle);
    let everything: Vec<EventHandle> = members.iter().map(|one| one.handle.clone()).collect();
    let missing = known.missing(collection, &everything);
    if !missing.is_empty() && download::any_there(collection, &missing).await? {
        return Err(RemoteError::Garbled("a list that leaves out what is there"));
    }
    members.retain(|one| !known.holds(collection, one));
    if members.len() > download::PAGE {
        let first = takes_place(collection, soon).await;
        members.sort_by_cached_key(|one| !first.contains(&collection.key(&one.handle)));
    }
    Ok(Reading {
        collection: collection.url.clone(),
        mark,
        after: String::new(),
        everything,
        left: members.into(),
        gone: HashSet::new(),
    })
}

/// Downloads the next page of a full reading, which is kept in `rest` if there are more.
async fn page(
    collection: &Collection<'_>,
    mut reading: Reading,
    rest: &mut Option<Reading>,
) -> Result<Changes, RemoteError> {
    let before = reading.left.iter().map(|one| &one.handle).take(download::PAGE).cloned().collect::<Vec<_>>();
    let got = download::page(collection, &mut reading.left).await?;
    reading.gone.extend(got.gone.iter().cloned());
    let mut changes = Changes { changed: got.events, removed: got.gone, ..Changes::default() };
    if reading.left.is_empty() {
        changes.next = Some(Place::Since(reading.mark).cursor());
        let present = reading.everything.into_iter().filter(|one| !reading.gone.contains(one));
        changes.complete = Some(present.collect());
    } else {
        let last = got.count.checked_sub(1).and_then(|at| before.get(at));
        reading.after = last.map(|last| last.as_str().to_owned()).unwrap_or_default();
        changes.next = Some(Place::Within { mark: reading.mark.clone(), after: reading.after.clone() }.cursor());
        changes.more = true;
        changes.left = u32::try_from(reading.left.len()).ok();
        *rest = Some(reading);
    }
    Ok(changes)
}

/// Asks for what changed since `token`, with the objects in the answer where the server gives them.
async fn report(
    collection: &Collection<'_>,
    known: &[(EventHandle, Revision)],
    token: &str,
    asked: Option<Reply>,
) -> Result<Changes, RemoteError> {
    let asked = match asked {
        Some(reply) => Ok(reply),
        None => ask(collection, token, WITH_OBJECTS).await,
    };
    let asked = match asked {
        // Too much at once, or a server that takes no such question: the objects are asked for afterwards.
        Err(RemoteError::Refused(Refusal::TooLarge | Refusal::Other)) => ask(collection, token, "<d:getetag/>").await,
        asked => asked,
    };
    let reply = asked.map_err(|error| match error {
        RemoteError::Refused(Refusal::Other) => RemoteError::CursorLost,
        other => other,
    })?;
    let known = Known::new(collection, known);
    let (mut wanted, mut removed, mut changed, mut cut) = (VecDeque::new(), Vec::new(), Vec::new(), false);
    let next = reply.each(|mut response| {
        cut |= response.status == Some(507);
        let data = response.props.calendar_data.take().filter(|_| response.props.etag.is_some());
        let Some(member) = member(collection, &known, &reply.url, &response) else { return Ok(()) };
        match (response.status, data) {
            (Some(404 | 410), _) => removed.push(member.handle),
            // RFC 6578 section 3.6: more to come, and nothing about this member.
            (Some(507), _) => {}
            // Infomaniak sends 418: whatever it means, look at the member again.
            (Some(status), _) if !(200..300).contains(&status) => {
                wanted.push_back(Wanted { etag: None, doubted: true, ..member });
            }
            (Some(_) | None, _) if known.holds(collection, &member) => {}
            (Some(_) | None, Some(data)) => {
                let found = revision(response.props.etag.as_deref(), response.props.schedule_tag.as_deref());
                changed.extend(object::read(member.handle, found, data).event());
            }
            (Some(_) | None, None) => wanted.push_back(member),
        }
        Ok(())
    })?;
    // RFC 6578 section 6.2: without one the answer is cut, or none at all.
    let next = next.ok_or(RemoteError::Garbled("a report without a sync token"))?;
    if cut && next == token {
        return Err(RemoteError::CursorLost);
    }
    let mark = Mark::Token(next);
    let named: HashSet<String> = changed
        .iter()
        .map(|one: &RemoteEvent| &one.handle)
        .chain(&removed)
        .chain(wanted.iter().map(|one| &one.handle))
        .map(|handle| collection.key(handle))
        .collect();
    wanted.extend(known.doubted().into_iter().filter(|one| !named.contains(&collection.key(&one.handle))));
    let got = if wanted.len() > download::PAGE {
        download::Got::default()
    } else {
        download::page(collection, &mut wanted).await?
    };
    changed.extend(got.events);
    removed.extend(got.gone);
    if !wanted.is_empty() {
        // Too much for one page. A full reading takes it page by page, and later ones go on from this token.
        let next = Some(Place::Within { mark, after: String::new() }.cursor());
        return Ok(Changes { changed, removed, next, more: true, ..Changes::default() });
    }
    Ok(Changes { changed, removed, next: Some(Place::Since(mark).cursor()), more: cut, ..Changes::default() })
}

/// Sends the report for these properties. [`Refusal::Other`] = the token is not known, or the question not understood.
async fn ask(collection: &Collection<'_>, token: &str, props: &str) -> Result<Reply, RemoteError> {
    // No DAV:limit: some servers cut the answer and still hand out the newest token.
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8"?><d:sync-collection xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:sync-token>{}</d:sync-token><d:sync-level>1</d:sync-level><d:prop>{props}</d:prop></d:sync-collection>"#,
        xml::escape(token)
    );
    let reply = collection.dav.report(&collection.url, "0", body).await?;
    match reply.status.as_u16() {
        200..300 | 404 | 410 | 421 => Ok(reply),
        403 if reply.preconditions().is_empty_error() => Err(RemoteError::Throttled { until: None }),
        408 | 423 | 425 => Err(reply.failure()),
        // The RFC says 403 valid-sync-token; servers also send 400, 409, 412 and 500.
        400..=501 if reply.preconditions().names("valid-sync-token") => Err(RemoteError::CursorLost),
        400..=501 => Err(RemoteError::Refused(Refusal::Other)),
        _ => Err(reply.failure()),
    }
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
    let doubted = known.doubts(collection, &handle);
    Some(Wanted { handle, etag: entry.props.etag.clone(), doubted })
}
