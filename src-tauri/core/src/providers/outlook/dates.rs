//! A series that was made of an event of ours is read with its first date, which is the appointment, where that stands for
//! itself. The other dates are items of their own.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::graph::Graph;
use super::sent::sent;
use super::tag::Tag;
use super::{cursor, item, paging, time};
use crate::providers::RemoteError;
use crate::providers::span::ReadSpan;

/// How far from the series' start a date is looked for that was moved.
const FAR: TimeDelta = TimeDelta::days(366);
/// The most dates of a series that are looked through.
const TOP: &str = "$top=250";

/// How often a series is read that somebody changes meanwhile.
const TRIES: usize = 3;

/// Returns an item as sent; a series with our tag, with its first date where that was moved, changed or cancelled.
pub(super) async fn whole(graph: &Graph, mut raw: Vec<u8>) -> Result<Vec<u8>, RemoteError> {
    for _ in 0..TRIES {
        let master: Value = serde_json::from_slice(&raw).unwrap_or_default();
        let (true, Some(start)) = (item::is_master(&master) && Tag::on(&master).is_some(), item::starts(&master))
        else {
            return Ok(raw);
        };
        match find(graph, &master, time::instant(&start)).await? {
            Some(own) if item::text(&own, "type") != Some("exception") => return Ok(raw),
            Some(own) => return Ok(item::with_date(&raw, &own)),
            None => {}
        }
        // A series that was moved between the two answers looks as if its date was taken out.
        let again = sent(graph, item::id(&master).unwrap_or_default()).await?;
        if item::revision(&serde_json::from_slice(&again).unwrap_or_default()) == item::revision(&master) {
            let off =
                serde_json::json!({ "isCancelled": true, "start": master.get("start"), "end": master.get("end") });
            return Ok(item::with_date(&raw, &off));
        }
        raw = again;
    }
    Err(RemoteError::Garbled("a series that changes while it is read"))
}

/// Finds the date of a series that its rule puts there; `None` = it was cancelled.
pub(super) async fn find(graph: &Graph, master: &Value, at: DateTime<Utc>) -> Result<Option<Value>, RemoteError> {
    let series = item::id(master).ok_or(RemoteError::Garbled("an event without an id"))?;
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
