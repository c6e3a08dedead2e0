//! Writes one date of a series that was made of an event of ours: its instance, and no other.

use http::{Method, header};
use serde_json::Value;

use super::dates::find;
use super::event::missing;
use super::event::{get, stored};
use super::graph::Graph;
use super::put::value;
use super::{fields, item, remove, time};
use crate::model::event::{EventStatus, Moment, OneDate};
use crate::model::ids::{CalendarHandle, Revision};
use crate::providers::{Expect, Outgoing, RemoteError, RemoteEvent, Stored};

/// Writes one date of a series, over the state that was seen of all of it.
pub(super) async fn put(
    graph: &Graph,
    calendar: &CalendarHandle,
    out: &Outgoing,
    date: &OneDate,
    expect: &Expect,
) -> Result<Stored, RemoteError> {
    let handle = out.handle.clone().ok_or(RemoteError::Gone)?;
    let Some(there) = get(graph, handle.as_str()).await? else { return Err(missing(graph, calendar).await?) };
    let is_newer = match expect {
        Expect::Revision(known) => *known != there.revision,
        Expect::Any => false,
        Expect::Absent => true,
    };
    let own = if is_newer { None } else { find(graph, &value(&there.raw), date.at).await? };
    // The answer was lost, or somebody changed it since.
    let Some(own) = own else { return settled(there, out, date) };
    let id = item::id(&own).ok_or(RemoteError::Garbled("an event without an id"))?.to_owned();
    let over = item::revision(&own);
    let written = if date.off {
        remove::remove(graph, calendar, &id.as_str().into(), &Expect::Revision(over)).await
    } else {
        change(graph, &id, &over, out, &own).await
    };
    match written {
        Ok(()) => {}
        Err(RemoteError::Gone | RemoteError::Conflict { .. }) => {
            let now = get(graph, handle.as_str()).await?.ok_or(RemoteError::Gone)?;
            return if now.revision == there.revision { Err(RemoteError::Failed) } else { settled(now, out, date) };
        }
        Err(error) => return Err(error),
    }
    let now = get(graph, handle.as_str()).await.map_err(RemoteError::after_a_write)?.ok_or(RemoteError::Failed)?;
    // A look so soon may still give what was.
    settled(now, out, date).map_err(|_| RemoteError::Failed)
}

async fn change(graph: &Graph, id: &str, over: &Revision, out: &Outgoing, own: &Value) -> Result<(), RemoteError> {
    let mut wanted = fields::change(&out.content, own);
    // The tag is that of the series.
    wanted.remove(fields::TAG);
    if wanted.is_empty() {
        return Ok(());
    }
    let url = graph.address(&["me", "events", id], "")?;
    let condition = [(header::IF_MATCH, over.as_str())];
    let condition = if over.as_str().is_empty() { &[][..] } else { &condition[..] };
    let body = serde_json::to_vec(&Value::Object(wanted)).map_err(|_| RemoteError::Garbled("event"))?;
    let reply = graph.send(Method::PATCH, &url, condition, body).await?;
    if reply.status.is_success() { Ok(()) } else { Err(reply.failure()) }
}

/// Returns the series if the date in it says what is wanted.
fn settled(there: RemoteEvent, out: &Outgoing, date: &OneDate) -> Result<Stored, RemoteError> {
    let instant = |moment: &Moment| time::instant(moment);
    let event = there.event.as_ref().ok();
    let apart = event.and_then(|event| event.apart.as_ref());
    let parts = event.map(|event| event.parts.as_slice()).unwrap_or_default().iter();
    let mut parts = parts.chain(apart.into_iter().flat_map(|apart| &apart.own));
    let part = parts.find(|part| part.occurrence.as_ref().map(instant) == Some(date.at));
    let is_out = || date.off && apart.is_some_and(|apart| apart.lacks(date.at));
    let says = part.map_or_else(is_out, |part| {
        let is_off = part.status == EventStatus::Cancelled;
        let times = time::instants(out.content.start, out.content.end, &out.content.zone);
        let same = (instant(&part.start), instant(&part.end)) == times || out.content.time_stands;
        if date.off { is_off } else { !is_off && same && fields::same(Some(&part.title), &out.content.title) }
    });
    if says { stored(there) } else { Err(RemoteError::Conflict { theirs: Some(Box::new(there)) }) }
}
