//! Writes an event. A write is safe to repeat: a create by its transaction id, a change by the ETag it replaces.
//! An event that already says what is wanted counts as done, and nobody is mailed.
//! A create that meets its own event, changed since, is a conflict.

use http::{Method, header};
use serde_json::Value;

use super::event::{Place, missing};
use super::graph::{Graph, Reply};
use super::tag::{self, Tag};
use super::{event, fields, item, left_out, moved, repeat};
use crate::model::ids::{CalendarHandle, EventHandle, Revision};
use crate::providers::{Expect, Outgoing, Refusal, RemoteError, RemoteEvent, Stored};

/// Soon after a write, a 412 may come once although nobody else wrote (microsoftgraph/msgraph-sdk-dotnet#1201).
const TRIES: u32 = 2;

pub(super) async fn put(
    graph: &Graph,
    calendar: &CalendarHandle,
    out: &Outgoing,
    expect: &Expect,
) -> Result<Stored, RemoteError> {
    if let Some(repeats) = &out.content.repeat {
        repeat::series(&out.content, repeats).map_err(|_| RemoteError::Refused(Refusal::Other))?;
    }
    let stored = left_out::leave_out(graph, calendar, written(graph, calendar, out, expect).await?, out).await?;
    moved::give(graph, stored, out).await
}

async fn written(
    graph: &Graph,
    calendar: &CalendarHandle,
    out: &Outgoing,
    expect: &Expect,
) -> Result<Stored, RemoteError> {
    let done = match (expect, &out.handle) {
        (Expect::Absent, _) | (Expect::Any, None) => return create(graph, calendar, out, expect).await,
        (Expect::Revision(revision), Some(handle)) => update(graph, calendar, out, handle, revision).await,
        (Expect::Revision(_), None) => Err(RemoteError::Gone),
        (Expect::Any, Some(handle)) => match event::get(graph, handle.as_str()).await? {
            Some(there) => over(graph, calendar, out, &there).await,
            None => return create(graph, calendar, out, expect).await,
        },
    };
    match done {
        // The event, or its whole calendar.
        Err(RemoteError::Gone) => Err(missing(graph, calendar).await?),
        other => other,
    }
}

async fn create(
    graph: &Graph,
    calendar: &CalendarHandle,
    out: &Outgoing,
    expect: &Expect,
) -> Result<Stored, RemoteError> {
    let gone = |error| match error {
        RemoteError::Gone => RemoteError::Refused(Refusal::CalendarGone),
        other => other,
    };
    let url = graph.address(&["me", "calendars", calendar.as_str(), "events"], "").map_err(gone)?;
    for attempt in 0..tag::CHAIN {
        let tag = Tag::of(&out.content);
        let body = json(&fields::create(&out.content, attempt)?)?;
        let reply = graph.send(Method::POST, &url, &[], body).await?;
        let existing = if reply.status.is_success() {
            let stored = event::written(reply, Some(&tag))?;
            if is_as_sent(&stored, out) {
                return Ok(stored);
            }
            // Graph took it for a repetition without saying so: what came back was there already.
            let there = event::get(graph, stored.handle.as_str()).await.map_err(RemoteError::after_a_write)?;
            Some(there.ok_or(RemoteError::Failed)?)
        } else if reply.has_code("ErrorDuplicateTransactionId") {
            let id = match reply.existing() {
                Some(id) => Some(id),
                None => match find(graph, &tag).await.map_err(RemoteError::of_a_look)? {
                    None if attempt == 0 => find(graph, &tag.of_earlier()).await.map_err(RemoteError::of_a_look)?,
                    found => found,
                },
            };
            let there = match &id {
                Some(id) => event::get(graph, id).await.map_err(RemoteError::of_a_look)?,
                None => None,
            };
            // Named as a duplicate and said to be gone: it is gone where a search does not find it either.
            if id.is_some() && there.is_none() && find(graph, &tag).await.map_err(RemoteError::of_a_look)?.is_some() {
                return Err(RemoteError::Failed);
            }
            there
        } else {
            return Err(gone(reply.failure()));
        };
        // Deleted or cancelled there: create it again under the next id.
        let Some(there) = existing.filter(|there| !is_called_off(there)) else { continue };
        match event::place(graph, calendar, &there).await.map_err(RemoteError::of_a_look)? {
            Place::Here => {}
            // It was written and then moved; a reading follows it.
            Place::Elsewhere => return Err(RemoteError::Failed),
            Place::Nowhere => continue,
        }
        let theirs = Tag::on(&value(&there.raw));
        let ours = theirs.is_none_or(|theirs| theirs.appointment_id == tag.appointment_id);
        if !ours || there.event.is_err() {
            return Err(RemoteError::Conflict { theirs: Some(Box::new(there)) });
        }
        return match expect {
            Expect::Any => over(graph, calendar, out, &there).await,
            // What somebody changed since is never written over.
            Expect::Absent | Expect::Revision(_) => as_wanted(there, out),
        };
    }
    Err(RemoteError::Conflict { theirs: None })
}

/// Compares time and title, which no server changes.
fn is_as_sent(stored: &Stored, out: &Outgoing) -> bool {
    let there = value(&stored.raw);
    !fields::moved(&out.content, &there) && fields::same(item::text(&there, "subject"), &out.content.title)
}

fn is_called_off(there: &RemoteEvent) -> bool {
    item::is_cancelled(&value(&there.raw))
}

/// Finds the event with our tag, if the answer did not name it.
async fn find(graph: &Graph, tag: &Tag) -> Result<Option<String>, RemoteError> {
    let url = graph.address(&["me", "events"], &format!("$top=1&$select=id&{}", tag::search(tag)))?;
    let found = graph.get(&url).await?.value()?;
    let first = found.get("value").and_then(Value::as_array).and_then(|all| all.first());
    Ok(first.and_then(item::id).map(str::to_owned))
}

/// Writes over what was just read.
async fn over(
    graph: &Graph,
    calendar: &CalendarHandle,
    out: &Outgoing,
    there: &RemoteEvent,
) -> Result<Stored, RemoteError> {
    let out = Outgoing { base: Some(there.raw.clone()), ..out.clone() };
    update(graph, calendar, &out, &there.handle, &there.revision).await
}

async fn update(
    graph: &Graph,
    calendar: &CalendarHandle,
    out: &Outgoing,
    handle: &EventHandle,
    expected: &Revision,
) -> Result<Stored, RemoteError> {
    let Some(base) = out.base.as_deref().map(value).filter(Value::is_object) else {
        let there = event::get(graph, handle.as_str()).await?.ok_or(RemoteError::Gone)?;
        if there.revision != *expected {
            return settled(graph, calendar, there, out).await;
        }
        return Box::pin(over(graph, calendar, out, &there)).await;
    };
    let fields = Value::Object(fields::change(&out.content, &base));
    if fields.as_object().is_some_and(serde_json::Map::is_empty) {
        let there = event::get(graph, handle.as_str()).await?.ok_or(RemoteError::Gone)?;
        return settled(graph, calendar, there, out).await;
    }
    let tag = Tag::on(&fields).or_else(|| Tag::on(&base));
    for _ in 0..TRIES {
        let reply = patch(graph, handle, expected, &fields).await?;
        if reply.status.is_success() {
            return event::written(reply, tag.as_ref());
        }
        // Believed after a look, which may not say the opposite either.
        let otherwise = match reply.failure() {
            RemoteError::Gone => RemoteError::Gone,
            RemoteError::Conflict { .. } => RemoteError::Failed,
            error => return Err(error),
        };
        let there = event::get(graph, handle.as_str()).await?.ok_or(otherwise)?;
        if there.revision != *expected {
            return settled(graph, calendar, there, out).await;
        }
    }
    Err(RemoteError::Failed)
}

/// Returns the event if it already says what is wanted: the answer to the write was lost.
async fn settled(
    graph: &Graph,
    calendar: &CalendarHandle,
    there: RemoteEvent,
    out: &Outgoing,
) -> Result<Stored, RemoteError> {
    if !event::is_in(graph, calendar, &there).await? {
        return Err(RemoteError::Gone);
    }
    as_wanted(there, out)
}

/// Returns what is there if it says what is wanted, with our tag or without it.
fn as_wanted(there: RemoteEvent, out: &Outgoing) -> Result<Stored, RemoteError> {
    let same = fields::change(&out.content, &value(&there.raw)).keys().all(|name| name == fields::TAG);
    if there.event.is_ok() && same && repeat::says(&out.content, &value(&there.raw)) {
        return event::stored(there);
    }
    Err(RemoteError::Conflict { theirs: Some(Box::new(there)) })
}

async fn patch(graph: &Graph, handle: &EventHandle, over: &Revision, fields: &Value) -> Result<Reply, RemoteError> {
    let url = graph.address(&["me", "events", handle.as_str()], "")?;
    let condition = [(header::IF_MATCH, over.as_str())];
    let condition = if over.as_str().is_empty() { &[][..] } else { &condition[..] };
    graph.send(Method::PATCH, &url, condition, json(fields)?).await
}

/// Parses JSON; null if it is not JSON.
pub(super) fn value(raw: &[u8]) -> Value {
    serde_json::from_slice(raw).unwrap_or_default()
}

fn json(value: &Value) -> Result<Vec<u8>, RemoteError> {
    serde_json::to_vec(value).map_err(|_| RemoteError::Garbled("event"))
}
