//! Reads what changed, a page a call: by the delta of the primary calendar, and by reading the whole span of every other, for which
//! Graph documents no delta.

use chrono::{DateTime, Utc};
use url::Url;

use super::cursor::{self, Place};
use super::event::{self, get_or_unreadable};
use super::graph::{Graph, PREFER};
use super::item;
use super::paging;
use super::reading::{Kind, Known, MOST, Reading};
use super::series::{Item, latest, occurrence};
use super::tag::{self, Tag};
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use crate::providers::span::ReadSpan;
use crate::providers::{Changes, MOST_ASKED, Refusal, RemoteError, RemoteEvent, Time};

pub(super) async fn changes(
    graph: &Graph,
    now: DateTime<Utc>,
    calendar: &CalendarHandle,
    since: Option<&Cursor>,
    known: &[(EventHandle, Revision)],
    slot: &mut Option<Reading>,
) -> Result<Changes, RemoteError> {
    let known = Known(known.iter().map(|(handle, revision)| (handle.as_str(), revision)).collect());
    let place = since.map(|cursor| Place::read(cursor, now, graph).ok_or(RemoteError::CursorLost)).transpose()?;
    let under_way = slot.take();
    let reading = match place {
        Some(Place { span, link: Some(link), under_way: true }) => {
            match under_way.filter(|one| one.calendar == *calendar && link == one.at) {
                Some(here) => here,
                None => {
                    let kind = if is_primary(graph, calendar).await? { Kind::Log } else { Kind::Window };
                    Reading::resumed(calendar, kind, span, link)
                }
            }
        }
        Some(Place { span, link: Some(link), under_way: _ }) => Reading::new(calendar, Kind::News, span, link),
        Some(Place { span, link: None, under_way: _ }) => window(graph, calendar, span)?,
        None => {
            let span = ReadSpan::around(now);
            if is_primary(graph, calendar).await? {
                let first = graph.address(&["me", "calendarView", "delta"], &cursor::view(&span))?;
                Reading::new(calendar, Kind::Log, span, first)
            } else {
                window(graph, calendar, span)?
            }
        }
    };
    page(graph, reading, &known, slot).await
}

/// Reads the whole span of a calendar without a change log, each time.
fn window(graph: &Graph, calendar: &CalendarHandle, span: ReadSpan) -> Result<Reading, RemoteError> {
    Ok(Reading::new(calendar, Kind::Window, span, view(graph, calendar, span, 250)?))
}

/// Returns the address of what takes place in a span, so many events a page.
fn view(graph: &Graph, calendar: &CalendarHandle, span: ReadSpan, top: u32) -> Result<Url, RemoteError> {
    let query = format!("{}&$top={top}&{}", cursor::view(&span), tag::expand());
    let first = graph.address(&["me", "calendars", calendar.as_str(), "calendarView"], &query);
    first.map_err(|error| Kind::Window.failure(error))
}

/// Asks what takes place between two instants. A view that goes on is not read to its end.
pub(super) async fn during(
    graph: &Graph,
    calendar: &CalendarHandle,
    (from, to): Time,
) -> Result<Vec<RemoteEvent>, RemoteError> {
    let first = view(graph, calendar, ReadSpan { from, to }, MOST_ASKED)?;
    let page = paging::page(graph, &first, &[]).await.map_err(|error| Kind::Window.failure(error))?;
    if page.next.is_some() {
        return Err(RemoteError::Refused(Refusal::TooLarge));
    }
    latest(page.items)?.into_iter().map(|item| item::remote(item.raw.get().into())).collect()
}

/// Reads the coming weeks, which a reading of everything brings among all others.
pub(super) async fn coming_weeks(
    graph: &Graph,
    now: DateTime<Utc>,
    calendar: &CalendarHandle,
) -> Result<Vec<RemoteEvent>, RemoteError> {
    let reading = window(graph, calendar, ReadSpan::coming(now))?;
    let page = paging::page(graph, &reading.at, &[]).await.map_err(|error| Kind::Window.failure(error))?;
    latest(page.items)?.into_iter().map(|item| item::remote(item.raw.get().into())).collect()
}

/// Reads a page.
async fn page(
    graph: &Graph,
    mut reading: Reading,
    known: &Known<'_>,
    slot: &mut Option<Reading>,
) -> Result<Changes, RemoteError> {
    let (kind, span) = (reading.kind, reading.span);
    let most = [(PREFER, "odata.maxpagesize=100")];
    let headers = if kind == Kind::Window { &[][..] } else { &most[..] };
    let page = paging::page(graph, &reading.at, headers).await.map_err(|error| match (reading.resumed, error) {
        // The link of another process is no longer known.
        (true, RemoteError::Gone | RemoteError::Refused(Refusal::Other)) => RemoteError::CursorLost,
        (_, error) => kind.failure(error),
    })?;
    reading.count = reading.count.saturating_add(page.items.len());
    if reading.count > MOST {
        return Err(RemoteError::Refused(Refusal::TooLarge));
    }
    let items = latest(page.items)?;
    if kind == Kind::Window {
        for item in &items {
            reading.add(item::remote(item.raw.get().into())?, known);
        }
    } else {
        logged(graph, &items, &mut reading, known).await?;
    }
    reading.note_occurrences(items.iter().map(|item| &item.value));
    let more = page.next.is_some();
    let place = match (page.next, kind) {
        (Some(next), _) => Place { span, link: Some(next), under_way: kind.is_full() },
        (None, Kind::Window) => {
            // An event that was turned into a series there is not in a view; its occurrences name it. A series that nothing
            // is known of may be one that came from another calendar.
            for (id, is_new) in reading.series_of_occurrences(known) {
                let Some(master) = get_or_unreadable(graph, &id).await? else { continue };
                let is_ours = || serde_json::from_slice(&master.raw).is_ok_and(|master| Tag::on(&master).is_some());
                if !is_new || is_ours() {
                    reading.stands(&master);
                    reading.add(master, known);
                }
            }
            Place { span, link: None, under_way: false }
        }
        (None, Kind::Log | Kind::News) => {
            let link = page.delta.ok_or(RemoteError::Garbled("a delta without its end"))?;
            Place { span, link: Some(link), under_way: false }
        }
    };
    if kind == Kind::News && !more {
        for id in known.doubted(&reading) {
            match get_or_unreadable(graph, &id).await? {
                Some(there) => reading.add(there, known),
                None => reading.removed.push(id.into()),
            }
        }
    }
    if kind == Kind::Log && reading.resumed && !more {
        // The process that was cut off did not come to ask.
        reading.untagged.extend(known.ids());
    }
    if (!more || kind == Kind::News) && !reading.untagged.is_empty() {
        for tagged in event::tagged_of(graph, &std::mem::take(&mut reading.untagged)).await? {
            reading.replace(tagged);
        }
    }
    reading.show_once(known);
    if reading.is_complete() && !more {
        reading.is_believable(graph, known).await?;
    }
    let mut changes = reading.take(more);
    changes.next = Some(place.cursor());
    changes.resumes = more && kind.is_full();
    if let (true, true, Some(at)) = (more, kind.is_full(), place.link) {
        reading.at = at;
        *slot = Some(reading);
    }
    Ok(changes)
}

async fn is_primary(graph: &Graph, calendar: &CalendarHandle) -> Result<bool, RemoteError> {
    match graph.get(&graph.address(&["me", "calendar"], "$select=id")?).await?.value() {
        Ok(primary) => Ok(item::id(&primary) == Some(calendar.as_str())),
        Err(RemoteError::Gone) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Takes the items of a page of the change log.
async fn logged(graph: &Graph, items: &[Item], reading: &mut Reading, known: &Known<'_>) -> Result<(), RemoteError> {
    reading.masters.extend(items);
    for Item { id, raw, value } in items {
        if value.get("@removed").is_some() {
            reading.present.remove(&EventHandle::from(id.as_str()));
            // In a full reading, `complete` says as much. What was never seen was never in the span (trap 14).
            if !reading.is_complete() && known.has(id) {
                reading.left(id, get_or_unreadable(graph, id).await?);
            }
        } else if item::is_sparse(value) {
            let master = reading.masters.get(graph, item::series(value).unwrap_or_default()).await?;
            let whole = occurrence(id, raw, value, master)?;
            if let Some(ours) = master.filter(|master| Tag::on(master).is_some()).cloned() {
                reading.stand(&ours);
            }
            reading.add(whole, known);
        } else if item::transaction(value).is_some() && Tag::on(value).is_none() {
            // Perhaps ours: Graph sends the tag only if it is asked for.
            if known.holds(id, &item::revision(value)) && !item::is_master(value) {
                reading.stand(value);
                reading.present.insert(id.as_str().into());
            } else if let Some(there) = get_or_unreadable(graph, id).await? {
                reading.add_unless_series(there, value, known);
            } else if known.is_doubted(id) {
                reading.removed.push(id.as_str().into());
            } else {
                // A list that names it is believed until the next look.
                reading.add(event::withheld(id), known);
            }
        } else {
            let is_new = !known.holds(id, &item::revision(value));
            if is_new && Tag::on(value).is_none() && !item::is_master(value) && !item::is_occurrence(value) {
                reading.untagged.push(id.clone());
            }
            reading.add_unless_series(item::remote(raw.get().into())?, value, known);
        }
    }
    Ok(())
}
