//! The dates of a series for a client that are moved. Graph has no place for them in a series: each is an instance of it, and
//! written by itself once the series is there. What says so already is left alone, and nobody is mailed of it.

use chrono::{DateTime, TimeDelta, Utc};
use http::{Method, header};
use serde_json::{Map, Value};

use super::dates::within;
use super::graph::Graph;
use super::{event, item, time};
use crate::model::event::{Apart, Event};
use crate::model::zone::Zone;
use crate::providers::shifted::{self, Dates, Shifted};
use crate::providers::span::ReadSpan;
use crate::providers::{Outgoing, Refusal, RemoteError, Stored};

/// How far from where it is to stand a date is looked for that somebody moved.
const NEAR: TimeDelta = TimeDelta::days(31);
/// A look so soon after a write may still give what was.
const LOOKS: usize = 2;

/// Gives the dates of a series their times: those that are moved, and those that were and go back.
pub(super) async fn give(graph: &Graph, stored: Stored, out: &Outgoing) -> Result<Stored, RemoteError> {
    let Some(own) = dates(out) else { return Ok(stored) };
    let all = own.iter().flat_map(Shifted::places);
    let (Some(first), Some(last)) = (all.clone().min(), all.max()) else { return Ok(stored) };
    let span = ReadSpan { from: first - NEAR, to: last + NEAR };
    let series = stored.handle.as_str();
    // Each change makes all of it another one.
    for _ in 0..=own.len() {
        let there = within(graph, series, &span).await.map_err(RemoteError::after_a_write)?;
        match next(&own, &there, out)? {
            Next::Nothing => return written(graph, stored, &own).await,
            Next::Theirs => {
                let theirs = event::get(graph, series).await.map_err(RemoteError::after_a_write)?;
                return Err(RemoteError::Conflict { theirs: theirs.map(Box::new) });
            }
            Next::Change(one, fields) => change(graph, &one, fields).await.map_err(after_the_series)?,
        }
    }
    Err(RemoteError::Failed)
}

/// Outlook moves no date onto the day of another or past it: that is refused for good, and the person is asked.
fn after_the_series(error: RemoteError) -> RemoteError {
    match error {
        RemoteError::Refused(Refusal::Other) => error,
        other => other.after_a_write(),
    }
}

/// Returns the dates of a series that are to be written; `None` = it is none, or there are none.
fn dates(out: &Outgoing) -> Option<Vec<Shifted>> {
    let zone = Zone::named(&out.content.zone).ok().filter(|_| out.content.repeat.is_some())?;
    let seen = before(out).and_then(|before| before.apart).map(|apart| apart.dates).unwrap_or_default();
    // What the series has no more, it takes along.
    let Dates { own, dropped: _ } = shifted::dates(&out.content, &zone, &seen);
    (!own.is_empty()).then_some(own)
}

/// Returns where these dates of a series stood when it was seen last, if not where it gives them.
pub(super) fn stood(out: &Outgoing, dates: &[DateTime<Utc>]) -> Vec<DateTime<Utc>> {
    let seen = before(out).and_then(|before| before.apart).map(|apart| apart.dates).unwrap_or_default();
    seen.into_iter().filter(|(by_rule, _)| dates.contains(by_rule)).map(|(_, start)| start).collect()
}

fn before(out: &Outgoing) -> Option<Event> {
    out.base.as_deref().and_then(|base| item::read(base).ok())
}

enum Next {
    Nothing,
    /// Somebody moved a date since it was seen.
    Theirs,
    Change(Box<Value>, Map<String, Value>),
}

/// Returns the next date that does not stand where it is to.
fn next(own: &[Shifted], there: &[Value], out: &Outgoing) -> Result<Next, RemoteError> {
    let content = &out.content;
    let lasts = |(start, end): (DateTime<Utc>, DateTime<Utc>)| end - start;
    let times = |item: &Value| item::times(item).map(|(start, end)| (time::instant(&start), time::instant(&end)));
    let wanted = lasts(time::instants(content.start, content.end, &content.zone));
    let series = out.base.as_deref().and_then(|base| serde_json::from_slice::<Value>(base).ok());
    let series = series.and_then(|base| times(&base).ok()).map(lasts);
    for date in own {
        let Some(one) = there.iter().find(|one| item::date(one) == Some(date.by_rule)) else {
            // It was deleted there, and nothing brings it back.
            if date.is_moved() {
                return Err(RemoteError::Refused(Refusal::Other));
            }
            continue;
        };
        let (start, end) = times(one).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?;
        let ends = date.start + shifted::length(end - start, series, wanted);
        if (start, end) == (date.start, ends) {
            continue;
        }
        if !date.may_stand_at(start) {
            return Ok(Next::Theirs);
        }
        let zone = Zone::named(&content.zone).unwrap_or_else(|_| Zone::utc());
        let (start, end) = time::sent(zone.wall(date.start), zone.wall(ends), &content.zone);
        let fields = [("start".to_owned(), start), ("end".to_owned(), end)].into_iter().collect();
        return Ok(Next::Change(Box::new(one.clone()), fields));
    }
    Ok(Next::Nothing)
}

async fn change(graph: &Graph, one: &Value, fields: Map<String, Value>) -> Result<(), RemoteError> {
    let id = item::id(one).ok_or(RemoteError::Garbled("an event without an id"))?;
    let url = graph.address(&["me", "events", id], "")?;
    let over = item::revision(one);
    let condition = [(header::IF_MATCH, over.as_str())];
    let condition = if over.as_str().is_empty() { &[][..] } else { &condition[..] };
    let body = serde_json::to_vec(&Value::Object(fields)).map_err(|_| RemoteError::Garbled("event"))?;
    let reply = graph.send(Method::PATCH, &url, condition, body).await?;
    if reply.status.is_success() {
        return Ok(());
    }
    match reply.failure() {
        // Whoever changed it meanwhile: it is looked at again.
        RemoteError::Conflict { .. } | RemoteError::Gone => Ok(()),
        error => Err(error),
    }
}

/// Returns the series as it is, once it tells of its dates what was written.
async fn written(graph: &Graph, stored: Stored, own: &[Shifted]) -> Result<Stored, RemoteError> {
    if tells(stored.event.apart.as_ref(), own) {
        return Ok(stored);
    }
    for _ in 0..LOOKS {
        let now = event::get(graph, stored.handle.as_str()).await.map_err(RemoteError::after_a_write)?;
        let now = event::stored(now.ok_or(RemoteError::Failed)?)?;
        if tells(now.event.apart.as_ref(), own) {
            return Ok(now);
        }
    }
    Err(RemoteError::Failed)
}

/// Returns whether what is told of a series has these dates where they are to be.
fn tells(apart: Option<&Apart>, own: &[Shifted]) -> bool {
    let Some(apart) = apart else { return false };
    let is_told = |one: &&Shifted| one.by_rule >= apart.from && one.by_rule < apart.to;
    own.iter().filter(is_told).all(|one| {
        let told = apart.dates.iter().find(|(by_rule, _)| *by_rule == one.by_rule).map(|(_, start)| *start);
        told.unwrap_or(one.by_rule) == one.start
    })
}
