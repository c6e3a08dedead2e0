//! One event by its id: fetched, or as a write left it.

use std::collections::HashSet;

use chrono::TimeDelta;
use serde_json::Value;

use super::graph::{Graph, Reply};
use super::sent::sent;
use super::tag::{self, Tag};
use super::{account, cursor, dates, item, paging, time};
use crate::model::event::Unreadable;
use crate::model::ids::CalendarHandle;
use crate::providers::span::ReadSpan;
use crate::providers::{Refusal, RemoteError, RemoteEvent, Stored};

/// Fetches an event with its tag. `None` = not there.
pub(super) async fn get(graph: &Graph, id: &str) -> Result<Option<RemoteEvent>, RemoteError> {
    let raw = match sent(graph, id).await {
        Ok(raw) => dates::whole(graph, raw).await,
        Err(error) => Err(error),
    };
    raw.map_or_else(none_if_gone, |raw| item::remote(raw).map(Some))
}

/// Returns which of these events carry our tag, each as it is there. Their log names no tag, and one that was made there
/// has no transaction id of ours to tell by.
pub(super) async fn tagged_of(graph: &Graph, ids: &[String]) -> Result<Vec<RemoteEvent>, RemoteError> {
    let first = graph.address(&["me", "events"], &format!("$top=250&$select=id&{}", tag::search_all()))?;
    let tagged = unless_refused(paging::all(graph, first, &[]).await)?.map(|round| round.items).unwrap_or_default();
    let tagged: HashSet<String> = tagged
        .iter()
        .filter_map(|raw| serde_json::from_str(raw.get()).ok())
        .filter_map(|item: Value| item::id(&item).map(str::to_owned))
        .collect();
    let mut found = Vec::new();
    for id in ids.iter().filter(|id| tagged.contains(*id)) {
        found.extend(unless_refused(get(graph, id).await)?.flatten());
    }
    Ok(found)
}

/// Returns what was asked for beyond what is needed; `None` = the server does not give it.
fn unless_refused<T>(asked: Result<T, RemoteError>) -> Result<Option<T>, RemoteError> {
    match asked {
        Err(RemoteError::Refused(_) | RemoteError::Garbled(_) | RemoteError::Conflict { .. } | RemoteError::Gone) => {
            Ok(None)
        }
        other => other.map(Some),
    }
}

/// Fetches one event. One that the server does not give is unreadable, which is no error.
pub(super) async fn get_or_unreadable(graph: &Graph, id: &str) -> Result<Option<RemoteEvent>, RemoteError> {
    match get(graph, id).await {
        Err(RemoteError::Refused(_) | RemoteError::Garbled(_) | RemoteError::Conflict { .. }) => Ok(Some(withheld(id))),
        other => other,
    }
}

/// Returns an event that is there and was not given. Without a revision, so that it is asked for again.
pub(super) fn withheld(id: &str) -> RemoteEvent {
    let event = Err(Unreadable("the server does not give it"));
    RemoteEvent { handle: id.into(), revision: "".into(), raw: Vec::new(), event }
}

/// Returns whether an event that could be fetched by its id is in this calendar. An immutable id outlives a deletion,
/// because the item is still among the deleted ones, and Graph ignores the calendar in an address.
pub(super) async fn is_in(graph: &Graph, calendar: &CalendarHandle, there: &RemoteEvent) -> Result<bool, RemoteError> {
    let Some(part) = there.event.as_ref().ok().and_then(|event| event.parts.first()) else { return Ok(true) };
    // A day on both sides, because whole days begin at the mailbox's midnight. A series is known by its occurrences.
    let (around, onward) = (TimeDelta::days(1), TimeDelta::days(if part.rule.is_some() { 366 } else { 1 }));
    let span = ReadSpan { from: time::instant(&part.start) - around, to: time::instant(&part.end) + onward };
    let query = format!("{}&$top=250&$select=id,seriesMasterId", cursor::view(&span));
    let Ok(first) = graph.address(&["me", "calendars", calendar.as_str(), "calendarView"], &query) else {
        return Ok(false);
    };
    let round = match paging::all(graph, first, &[]).await {
        // That is proof only where the calendar itself says so.
        Err(RemoteError::Gone) => {
            return match missing(graph, calendar).await? {
                RemoteError::Refused(Refusal::CalendarGone) => Ok(false),
                RemoteError::Gone => Err(RemoteError::Failed),
                error => Err(error),
            };
        }
        other => other?,
    };
    let is_it = |item: Value| [item::id(&item), item::series(&item)].contains(&Some(there.handle.as_str()));
    Ok(round.items.iter().any(|raw| serde_json::from_str(raw.get()).is_ok_and(is_it)))
}

/// Returns why an event is not there: it alone is gone, or its whole calendar.
pub(super) async fn missing(graph: &Graph, calendar: &CalendarHandle) -> Result<RemoteError, RemoteError> {
    let there = match graph.address(&["me", "calendars", calendar.as_str()], "$select=id") {
        Ok(url) => graph.get(&url).await?.value(),
        Err(error) => Err(error),
    };
    Ok(match there {
        Err(RemoteError::Gone) => RemoteError::Refused(Refusal::CalendarGone),
        Ok(_) => RemoteError::Gone,
        Err(error) => error,
    })
}

/// Where an event is that could be fetched by its id.
pub(super) enum Place {
    Here,
    /// In another calendar of the account.
    Elsewhere,
    /// In none: among the deleted ones.
    Nowhere,
}

pub(super) async fn place(graph: &Graph, here: &CalendarHandle, there: &RemoteEvent) -> Result<Place, RemoteError> {
    if is_in(graph, here, there).await? {
        return Ok(Place::Here);
    }
    for other in account::calendars(graph).await?.iter().filter(|other| other.handle != *here) {
        if is_in(graph, &other.handle, there).await? {
            return Ok(Place::Elsewhere);
        }
    }
    Ok(Place::Nowhere)
}

fn none_if_gone(error: RemoteError) -> Result<Option<RemoteEvent>, RemoteError> {
    if matches!(error, RemoteError::Gone) { Ok(None) } else { Err(error) }
}

/// Returns what a write answered, with the tag that was written: reading it again may still give the old state.
pub(super) fn written(reply: Reply, tag: Option<&Tag>) -> Result<Stored, RemoteError> {
    // An unreadable answer counts as lost: the write is repeated, which does no harm.
    let lost = || RemoteError::Failed;
    let item: Value = serde_json::from_slice(&reply.body).map_err(|_| lost())?;
    let raw = match tag.filter(|tag| Tag::on(&item).as_ref() != Some(tag)) {
        Some(tag) => tag.onto(&reply.body),
        None => reply.body,
    };
    stored(item::remote(raw).map_err(|_| lost())?)
}

pub(super) fn stored(there: RemoteEvent) -> Result<Stored, RemoteError> {
    let RemoteEvent { handle, revision, raw, event } = there;
    let event = event.map_err(|_| RemoteError::Garbled("the server stored what it cannot give back"))?;
    Ok(Stored { handle, revision, raw, event })
}
