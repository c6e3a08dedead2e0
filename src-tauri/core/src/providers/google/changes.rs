//! Reads what changed in a calendar, by sync tokens, within a span of time around today.
//!
//! Google expands series for us. One call reads a page: the token comes with the last one, and only
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
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use crate::providers::span::ReadSpan;
use crate::providers::{Changes, MOST_ASKED, Refusal, RemoteError, RemoteEvent, Time};

/// Events per page, and the sizes to try if a page is larger than an answer may be.
const SIZES: [u32; 2] = [2500, 250];
/// The most empty pages in a row.
const EMPTY: usize = 40;
/// The most events of one reading.
const MOST: usize = 100_000;
/// A page that says neither where the next one is nor where to go on later.
const NO_END: RemoteError = RemoteError::Garbled("a list of events without its end");
/// The most events that are looked up one by one.
const LOOKS: usize = 20;

pub(super) async fn changes(
    calendar: &Calendar<'_>,
    since: Option<&Cursor>,
    known: &[(EventHandle, Revision)],
    reading: &mut Option<Reading>,
) -> Result<Changes, RemoteError> {
    let known: HashMap<&EventHandle, &Revision> = known.iter().map(|(handle, revision)| (handle, revision)).collect();
    let under_way = reading.take();
    let Some(cursor) = since else {
        let begun = Reading::begin(calendar);
        return full(calendar, begun, &known, reading).await;
    };
    match Place::parse(cursor, calendar.api.now) {
        None => Err(RemoteError::CursorLost),
        Some(place) if place.token.is_empty() => {
            let here = under_way.filter(|one| one.calendar == *calendar.handle && one.place == place);
            full(calendar, here.unwrap_or_else(|| Reading::resumed(calendar, place)), &known, reading).await
        }
        Some(place) => news(calendar, place, &known).await,
    }
}

/// Reads the coming weeks, which a list of everything brings among all others.
pub(super) async fn coming_weeks(calendar: &Calendar<'_>) -> Result<Vec<RemoteEvent>, RemoteError> {
    let span = ReadSpan::coming(calendar.api.now);
    let (from, to) = span.bounds();
    let place = Place { token: String::new(), span, page: SIZES[1], next: None };
    let page = page(calendar, &place, &[("timeMin", from.as_str()), ("timeMax", to.as_str())]).await?;
    Ok(sort_out(calendar, page.items, &HashMap::new(), &mut BTreeSet::new()).await?.live)
}

/// Asks what takes place between two instants. A list that goes on is not read to its end.
pub(super) async fn during(calendar: &Calendar<'_>, (from, to): Time) -> Result<Vec<RemoteEvent>, RemoteError> {
    let span = ReadSpan { from, to };
    let (from, to) = span.bounds();
    let place = Place { token: String::new(), span, page: MOST_ASKED, next: None };
    let page = page(calendar, &place, &[("timeMin", from.as_str()), ("timeMax", to.as_str())]).await?;
    match page.then {
        Then::Page(_) => Err(RemoteError::Refused(Refusal::TooLarge)),
        Then::End(_) => Ok(sort_out(calendar, page.items, &HashMap::new(), &mut BTreeSet::new()).await?.live),
    }
}

type Known<'a> = HashMap<&'a EventHandle, &'a Revision>;

/// A reading of everything in the span, page by page.
pub(super) struct Reading {
    calendar: CalendarHandle,
    place: Place,
    /// What the pages so far named as existing, and as deleted.
    live: HashSet<EventHandle>,
    gone: HashSet<EventHandle>,
    /// What was given out.
    given: HashSet<EventHandle>,
    /// Appointments that are series there.
    series: BTreeSet<EventHandle>,
    count: usize,
    /// Another process began it, and what that read is not known.
    resumed: bool,
}

impl Reading {
    fn begin(calendar: &Calendar<'_>) -> Self {
        let span = ReadSpan::around(calendar.api.now);
        let place = Place { token: String::new(), span, page: SIZES[0], next: None };
        Self { resumed: false, ..Self::resumed(calendar, place) }
    }

    fn resumed(calendar: &Calendar<'_>, place: Place) -> Self {
        Self {
            calendar: calendar.handle.clone(),
            place,
            live: HashSet::new(),
            gone: HashSet::new(),
            given: HashSet::new(),
            series: BTreeSet::new(),
            count: 0,
            resumed: true,
        }
    }

    /// Begins anew with smaller pages. What was given out stays given.
    fn smaller(&mut self) {
        self.place = Place { page: SIZES[1], next: None, ..self.place.clone() };
        self.live.clear();
        self.gone.clear();
        self.series.clear();
        self.count = 0;
    }

    fn take(&mut self, seen: &Seen) {
        for handle in &seen.gone {
            self.live.remove(handle);
            self.gone.insert(handle.clone());
        }
        for one in &seen.live {
            self.gone.remove(&one.handle);
            self.live.insert(one.handle.clone());
        }
    }
}

/// Reads a page of everything in the span.
async fn full(
    calendar: &Calendar<'_>,
    mut reading: Reading,
    known: &Known<'_>,
    slot: &mut Option<Reading>,
) -> Result<Changes, RemoteError> {
    let span = reading.place.span;
    let (from, to) = span.bounds();
    let bounds = [("timeMin", from.as_str()), ("timeMax", to.as_str())];
    let page = loop {
        match page(calendar, &reading.place, &bounds).await {
            Err(Fault::Expired | Fault::Bad) if reading.resumed => return Err(RemoteError::CursorLost),
            Err(Fault::Error(RemoteError::Refused(Refusal::TooLarge))) if reading.resumed => {
                return Err(RemoteError::CursorLost);
            }
            Err(Fault::Error(RemoteError::Refused(Refusal::TooLarge))) if reading.place.page == SIZES[0] => {
                reading.smaller();
            }
            Err(Fault::Gone) => return Err(RemoteError::Refused(Refusal::CalendarGone)),
            Err(Fault::Expired) => return Err(RemoteError::Garbled("a full reading that is said to be old")),
            other => break other?,
        }
    };
    reading.count = reading.count.saturating_add(page.items.len());
    if reading.count > MOST {
        return Err(RemoteError::Refused(Refusal::TooLarge));
    }
    let mut seen = sort_out(calendar, page.items, known, &mut reading.series).await?;
    reading.take(&seen);
    let more = matches!(page.then, Then::Page(_));
    if !more && !reading.resumed {
        for handle in missing(&reading, known) {
            let There::Live(there) = object::get(calendar, &handle).await? else { continue };
            if is_within(&there, &span) {
                return Err(RemoteError::Garbled("a list of events that leaves out what is there"));
            }
            // Moved out of the span.
            if ids::is_own(handle.as_str()) {
                reading.live.insert(handle);
                seen.live.push(*there);
            }
        }
    }
    // Given out by an earlier page, and deleted since.
    let removed = reading.given.extract_if(|handle| !reading.live.contains(handle)).collect();
    let changed = differing(seen.live, known);
    reading.given.extend(changed.iter().map(|one| one.handle.clone()));
    let place = page.then.place(&reading.place);
    let mut changes = Changes {
        changed,
        removed,
        next: place.cursor(),
        complete: None,
        span: Some((span.from, span.to)),
        more,
        resumes: more,
        ..Changes::default()
    };
    if more {
        reading.place = place;
        *slot = Some(reading);
    } else if !reading.resumed {
        changes.complete = Some(reading.live.into_iter().collect());
    }
    Ok(changes)
}

/// Reads a page of what changed since a token. No bounds may be given: the token has its own.
async fn news(calendar: &Calendar<'_>, place: Place, known: &Known<'_>) -> Result<Changes, RemoteError> {
    let page = page(calendar, &place, &[("syncToken", place.token.as_str())]).await.map_err(|fault| match fault {
        Fault::Gone => RemoteError::Refused(Refusal::CalendarGone),
        Fault::Expired | Fault::Bad | Fault::Error(RemoteError::Refused(Refusal::TooLarge)) => RemoteError::CursorLost,
        other => other.into(),
    })?;
    let seen = sort_out(calendar, page.items, known, &mut BTreeSet::new()).await?;
    Ok(Changes {
        changed: differing(seen.live, known),
        removed: seen.gone,
        next: page.then.place(&place).cursor(),
        complete: None,
        span: Some((place.span.from, place.span.to)),
        more: matches!(page.then, Then::Page(_)),
        ..Changes::default()
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    #[serde(default)]
    items: Vec<Box<RawValue>>,
    next_page_token: Option<String>,
    next_sync_token: Option<String>,
}

struct Page {
    items: Vec<Box<RawValue>>,
    then: Then,
}

/// What comes after a page.
enum Then {
    Page(String),
    /// The end; what changes from now on is read by this token.
    End(String),
}

impl Then {
    fn place(&self, of: &Place) -> Place {
        match self {
            Self::Page(next) => Place { next: Some(next.clone()), ..of.clone() },
            Self::End(token) => Place { token: token.clone(), next: None, ..of.clone() },
        }
    }
}

/// Reads the next page with something in it, or the last one.
async fn page(calendar: &Calendar<'_>, place: &Place, about: &[(&str, &str)]) -> Result<Page, Fault> {
    let size = place.page.to_string();
    let mut next = place.next.clone();
    for _ in 0..EMPTY {
        let mut query = vec![("maxResults", size.as_str()), ("singleEvents", "true"), ("showDeleted", "true")];
        query.extend(about);
        query.extend(next.as_deref().map(|token| ("pageToken", token)));
        let body = calendar.ask(Ask::get(&["events"], &query)).await?;
        let Sent { items, next_page_token, next_sync_token } = parse(&body, "a list of events")?;
        // Only the last page has a sync token, and each other one a page token: without both it is no page.
        match next_page_token.filter(|token| !token.is_empty()) {
            Some(token) if Some(&token) == next.as_ref() => break,
            // A page may be empty and still not be the last.
            Some(token) if items.is_empty() => next = Some(token),
            Some(token) => return Ok(Page { items, then: Then::Page(token) }),
            None => {
                let token = next_sync_token.filter(|token| !token.is_empty()).ok_or(NO_END)?;
                return Ok(Page { items, then: Then::End(token) });
            }
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

/// Takes the last version of each event of a page. If somebody turned an appointment of ours into a series, the
/// series replaces its occurrences: the rule says when it happens, and it holds the dates that were moved or cancelled.
async fn sort_out(
    calendar: &Calendar<'_>,
    items: Vec<Box<RawValue>>,
    known: &Known<'_>,
    series: &mut BTreeSet<EventHandle>,
) -> Result<Seen, RemoteError> {
    let mut heads = Vec::with_capacity(items.len());
    for raw in items {
        let head: Head = parse(raw.get().as_bytes(), "an event of a list")?;
        if head.id.is_empty() {
            return Err(RemoteError::Garbled("an event without an id"));
        }
        heads.push((head, raw));
    }
    let last: HashMap<String, usize> = heads.iter().enumerate().map(|(at, (head, _))| (head.id.clone(), at)).collect();
    let (mut seen, before) = (Seen::default(), series.clone());
    for (at, (head, raw)) in heads.into_iter().enumerate() {
        if last.get(&head.id) != Some(&at) {
            continue;
        }
        let ours = head.series().filter(|master| ids::is_own(master)).map(EventHandle::from);
        let cancelled = head.is_cancelled();
        // Of a deleted series, Google reports only the deletion of its occurrences.
        let look = ours.filter(|master| !cancelled || known.contains_key(master));
        let taken =
            look.is_some_and(|master| series.contains(&master) || series.len() < LOOKS && series.insert(master));
        if cancelled {
            seen.gone.push(head.id.into());
        } else if !taken {
            seen.live.push(object::remote(head, &raw));
        }
    }
    for master in series.difference(&before).cloned().collect::<Vec<_>>() {
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
fn missing(reading: &Reading, known: &Known<'_>) -> Vec<EventHandle> {
    let named = |handle: &EventHandle| reading.live.contains(handle) || reading.gone.contains(handle);
    let none_named = !known.keys().any(|handle| named(handle));
    let mut missing: Vec<EventHandle> = known
        .keys()
        .filter(|handle| !named(handle) && (none_named || ids::is_own(handle.as_str())))
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
