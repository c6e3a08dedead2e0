//! A series that was made of an event of ours is read with its first date, which is the appointment, where that stands for
//! itself. The other dates are items of their own: it is noted which of them take place, and how those stand that were changed.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::graph::Graph;
use super::sent::sent;
use super::tag::Tag;
use super::{apart, cursor, item, others, paging, time};
use crate::providers::RemoteError;
use crate::providers::span::ReadSpan;

/// How far from the series' start a date is looked for that was moved.
const FAR: TimeDelta = TimeDelta::days(366);
/// How long after the series' start it is told which of its dates were moved.
const TOLD: TimeDelta = TimeDelta::days(3 * 366);
/// The most dates of a series that are looked through.
const TOP: &str = "$top=250";

const NAMELESS: RemoteError = RemoteError::Garbled("an event without an id");
/// How often a series is read that somebody changes meanwhile.
const TRIES: usize = 3;

/// Returns an item as sent; a series with our tag, with what is noted of its dates.
pub(super) async fn whole(graph: &Graph, mut raw: Vec<u8>) -> Result<Vec<u8>, RemoteError> {
    for _ in 0..TRIES {
        let master: Value = serde_json::from_slice(&raw).unwrap_or_default();
        let (true, Some(start)) = (item::is_master(&master) && Tag::on(&master).is_some(), item::starts(&master))
        else {
            return Ok(raw);
        };
        let (at, series) = (time::instant(&start), item::id(&master).ok_or(NAMELESS)?);
        let span = ReadSpan { from: at - FAR, to: at + TOLD };
        let all = within(graph, series, &span).await?;
        let starts = |one: &Value| item::starts(one).map(|start| time::instant(&start));
        let dates = all.iter().filter_map(|one| Some((item::date(one)?, starts(one)?)));
        let told = item::with(&raw, item::MOVED, &apart::noted(dates, &span));
        let told = item::with(&told, item::OTHERS, &others::others(&all, at));
        match all.into_iter().find(|one| item::date(one) == Some(at)) {
            Some(own) if item::text(&own, "type") != Some("exception") => return Ok(told),
            Some(own) => return Ok(item::with(&told, item::DATE, &own)),
            None => {}
        }
        // A series that was moved between the two answers looks as if its date was taken out.
        let again = sent(graph, item::id(&master).unwrap_or_default()).await?;
        if item::revision(&serde_json::from_slice(&again).unwrap_or_default()) == item::revision(&master) {
            let off =
                serde_json::json!({ "isCancelled": true, "start": master.get("start"), "end": master.get("end") });
            return Ok(item::with(&told, item::DATE, &off));
        }
        raw = again;
    }
    Err(RemoteError::Garbled("a series that changes while it is read"))
}

/// Finds the date of a series that its rule puts there; `None` = it was cancelled.
pub(super) async fn find(graph: &Graph, master: &Value, at: DateTime<Utc>) -> Result<Option<Value>, RemoteError> {
    let series = item::id(master).ok_or(NAMELESS)?;
    let all = within(graph, series, &ReadSpan { from: at - FAR, to: at + FAR }).await?;
    Ok(all.into_iter().find(|one| item::date(one) == Some(at)))
}

/// Returns the dates of a series that take place in a span.
pub(super) async fn within(graph: &Graph, series: &str, span: &ReadSpan) -> Result<Vec<Value>, RemoteError> {
    let first = graph.address(&["me", "events", series, "instances"], &format!("{}&{TOP}", cursor::view(span)))?;
    let round = paging::all(graph, first, &[]).await?;
    let all = round.items.iter().map(|raw| serde_json::from_str::<Value>(raw.get()));
    all.collect::<Result<Vec<_>, _>>().map_err(|_| RemoteError::Garbled("event"))
}
