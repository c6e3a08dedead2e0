//! Reads what changed in a calendar, by sync tokens, within a span of time around today.
//!
//! Google expands series for us. One call reads all pages: the token comes with the last one, and only
//! the whole list says what is gone. A practice's three years fit into two or three pages.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::api::{Ask, Calendar, parse};
use super::cursor::Place;
use super::failure::Fault;
use super::ids;
use super::item::{self, Head};
use super::object::{self, There};
use crate::model::ids::{Cursor, EventHandle, Revision};
use crate::providers::span::ReadSpan;
use crate::providers::{Changes, Refusal, RemoteError, RemoteEvent};

/// Events per page, and the sizes to try if a page is larger than an answer may be.
const SIZES: [u32; 2] = [2500, 250];
/// The most pages, and the most bytes, of one reading.
const PAGES: usize = 40;
const BYTES: usize = 64 * 1024 * 1024;
/// A page that says neither where the next one is nor where to go on later.
const NO_END: RemoteError = RemoteError::Garbled("a list of events without its end");
/// The most events that are looked up one by one.
const LOOKS: usize = 20;

pub(super) async fn changes(
    calendar: &Calendar<'_>,
    since: Option<&Cursor>,
    known: &[(EventHandle, Revision)],
) -> Result<Changes, RemoteError> {
    let known: HashMap<&EventHandle, &Revision> = known.iter().map(|(handle, revision)| (handle, revision)).collect();
    match since {
        None => full(calendar, &known).await,
        Some(cursor) => match Place::parse(cursor, calendar.api.now) {
            None => Err(RemoteError::CursorLost),
            Some(place) => news(calendar, place, &known).await,
        },
    }
}

type Known<'a> = HashMap<&'a EventHandle, &'a Revision>;

/// Reads everything in the span.
async fn full(calendar: &Calendar<'_>, known: &Known<'_>) -> Result<Changes, RemoteError> {
    let span = ReadSpan::around(calendar.api.now);
    let (from, to) = span.bounds();
    let bounds = [("timeMin", from.as_str()), ("timeMax", to.as_str())];
    let mut listed = Err(RemoteError::Refused(Refusal::TooLarge).into());
    let mut page = SIZES[0];
    for size in SIZES {
        page = size;
        listed = list(calendar, size, &bounds).await;
        if !matches!(listed, Err(Fault::Error(RemoteError::Refused(Refusal::TooLarge)))) {
            break;
        }
    }
    let listing = listed.map_err(|fault| match fault {
        Fault::Gone => RemoteError::Refused(Refusal::CalendarGone),
        Fault::Expired => RemoteError::Garbled("a full reading that is said to be old"),
        other => other.into(),
    })?;
    let token = listing.token.clone();
    let mut seen = sort_out(calendar, listing, known).await?;
    for handle in missing(&seen, known) {
        let There::Live(there) = object::get(calendar, &handle).await? else { continue };
        if is_within(&there, &span) {
            return Err(RemoteError::Garbled("a list of events that leaves out what is there"));
        }
        // Moved out of the span.
        if ids::is_own(handle.as_str()) {
            seen.live.push(*there);
        }
    }
    let complete = seen.live.iter().map(|one| one.handle.clone()).collect();
    Ok(Changes {
        changed: differing(seen.live, known),
        removed: Vec::new(),
        next: Place { token, span, page }.cursor(),
        complete: Some(complete),
        span: Some((span.from, span.to)),
        ..Changes::default()
    })
}

/// Reads what changed since a token. No bounds may be given: the token has its own.
async fn news(calendar: &Calendar<'_>, place: Place, known: &Known<'_>) -> Result<Changes, RemoteError> {
    let Place { token, span, page } = place;
    let listing = list(calendar, page, &[("syncToken", token.as_str())]).await.map_err(|fault| match fault {
        Fault::Gone => RemoteError::Refused(Refusal::CalendarGone),
        Fault::Expired | Fault::Bad | Fault::Error(RemoteError::Refused(Refusal::TooLarge)) => RemoteError::CursorLost,
        other => other.into(),
    })?;
    let token = listing.token.clone();
    let seen = sort_out(calendar, listing, known).await?;
    Ok(Changes {
        changed: differing(seen.live, known),
        removed: seen.gone,
        next: Place { token, span, page }.cursor(),
        complete: None,
        span: Some((span.from, span.to)),
        ..Changes::default()
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    items: Vec<Box<RawValue>>,
    next_page_token: Option<String>,
    next_sync_token: Option<String>,
}

/// Returns the items of all pages, in order.
struct Listing {
    items: Vec<Box<RawValue>>,
    token: String,
}

async fn list(calendar: &Calendar<'_>, size: u32, about: &[(&str, &str)]) -> Result<Listing, Fault> {
    let size = size.to_string();
    let (mut items, mut bytes) = (Vec::new(), 0_usize);
    let mut next: Option<String> = None;
    for _ in 0..PAGES {
        let mut query = vec![("maxResults", size.as_str()), ("singleEvents", "true"), ("showDeleted", "true")];
        query.extend(about);
        query.extend(next.as_deref().map(|token| ("pageToken", token)));
        let body = calendar.ask(Ask::get(&["events"], &query)).await?;
        bytes = bytes.saturating_add(body.len());
        let page: Page = parse(&body, "a list of events")?;
        items.extend(page.items);
        // A page may be empty and still not be the last.
        next = page.next_page_token.filter(|token| !token.is_empty());
        if next.is_none() {
            // Only the last page has a sync token, and each other one a page token: without both it is no page.
            let token = page.next_sync_token.filter(|token| !token.is_empty()).ok_or(NO_END)?;
            return Ok(Listing { items, token });
        }
        if bytes > BYTES {
            break;
        }
    }
    Err(RemoteError::Garbled("events without end").into())
}

/// Sorts items into existing events and deleted ones.
#[derive(Default)]
struct Seen {
    live: Vec<RemoteEvent>,
    gone: Vec<EventHandle>,
}

/// Takes the last version of each event. If somebody turned an appointment of ours into a series, the
/// series replaces its occurrences, and the rule says when it happens. Moved occurrences stay, so
/// that no taken time looks free.
async fn sort_out(calendar: &Calendar<'_>, listing: Listing, known: &Known<'_>) -> Result<Seen, RemoteError> {
    let mut heads = Vec::with_capacity(listing.items.len());
    for raw in listing.items {
        let head: Head = parse(raw.get().as_bytes(), "an event of a list")?;
        if head.id.is_empty() {
            return Err(RemoteError::Garbled("an event without an id"));
        }
        heads.push((head, raw));
    }
    let last: HashMap<String, usize> = heads.iter().enumerate().map(|(at, (head, _))| (head.id.clone(), at)).collect();
    let (mut seen, mut series) = (Seen::default(), BTreeSet::new());
    for (at, (head, raw)) in heads.into_iter().enumerate() {
        if last.get(&head.id) != Some(&at) {
            continue;
        }
        let ours = head.series().filter(|master| ids::is_own(master)).map(EventHandle::from);
        let cancelled = head.is_cancelled();
        // Of a deleted series, Google reports only the deletion of its occurrences.
        let look = ours.filter(|master| if cancelled { known.contains_key(master) } else { !head.is_moved() });
        let taken =
            look.is_some_and(|master| series.contains(&master) || series.len() < LOOKS && series.insert(master));
        if cancelled {
            seen.gone.push(head.id.into());
        } else if !taken {
            seen.live.push(object::remote(head, &raw));
        }
    }
    for master in series {
        seen.gone.retain(|gone| *gone != master);
        seen.live.retain(|live| live.handle != master);
        match object::get(calendar, &master).await? {
            There::Live(there) => seen.live.push(*there),
            There::Gone => seen.gone.push(master),
        }
    }
    Ok(seen)
}

fn differing(live: Vec<RemoteEvent>, known: &Known<'_>) -> Vec<RemoteEvent> {
    live.into_iter().filter(|one| known.get(&one.handle) != Some(&&one.revision)).collect()
}

/// Returns the known events that a full list does not name and that are worth a look, our own first, if they are few.
/// Others may leave the mirror, whether they were deleted or are outside the span; but not all at once, unseen.
fn missing(seen: &Seen, known: &Known<'_>) -> Vec<EventHandle> {
    let named: HashSet<&EventHandle> = seen.live.iter().map(|one| &one.handle).chain(&seen.gone).collect();
    let none_named = !known.keys().any(|handle| named.contains(*handle));
    let mut missing: Vec<EventHandle> = known
        .keys()
        .filter(|handle| !named.contains(*handle) && (none_named || ids::is_own(handle.as_str())))
        .map(|handle| (*handle).clone())
        .collect();
    missing.sort_by_cached_key(|handle| (!ids::is_own(handle.as_str()), handle.clone()));
    missing.truncate(LOOKS);
    missing
}

/// Returns whether a list of the span has to name the event. Of a series it names the occurrences.
fn is_within(there: &RemoteEvent, span: &ReadSpan) -> bool {
    let part = there.event.as_ref().ok().and_then(|event| event.parts.first());
    part.filter(|part| part.rule.is_none() && part.also.is_empty())
        .is_some_and(|part| span.touches(item::instant(&part.start), item::instant(&part.end)))
}
