//! The dates that a series for a client leaves out. Graph has no place for them in a series: each is removed once it is there.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::dates::within;
use super::graph::Graph;
use super::{event, item, moved, remove, time};
use crate::model::event::Event;
use crate::model::ids::CalendarHandle;
use crate::providers::span::ReadSpan;
use crate::providers::{Expect, Outgoing, RemoteError, Stored};

/// A look so soon after a write may still give what was.
const LOOKS: usize = 2;
/// More than any date lasts.
const DAY: TimeDelta = TimeDelta::days(1);

/// Removes the dates that a series leaves out. Those that are off already are left alone, so it is safe to repeat.
pub(super) async fn leave_out(
    graph: &Graph,
    calendar: &CalendarHandle,
    stored: Stored,
    out: &Outgoing,
) -> Result<Stored, RemoteError> {
    let content = &out.content;
    let skipped = content.repeat.as_ref().map(|repeat| repeat.skipped(content.start.date())).unwrap_or_default();
    let off: Vec<DateTime<Utc>> = skipped
        .iter()
        .map(|day| {
            let start = day.and_time(content.start.time());
            time::instants(start, start, &content.zone).0
        })
        .collect();
    // Each is looked for where it was moved to as well.
    let around: Vec<DateTime<Utc>> = off.iter().copied().chain(moved::stood(out, &off)).collect();
    let (Some(first), Some(last)) = (around.iter().min(), around.iter().max()) else { return Ok(stored) };
    let span = ReadSpan { from: *first - DAY, to: *last + DAY };
    let all = within(graph, stored.handle.as_str(), &span).await.map_err(RemoteError::after_a_write)?;
    let left: Vec<&Value> = all.iter().filter(|one| item::date(one).is_some_and(|at| off.contains(&at))).collect();
    if left.is_empty() {
        return Ok(stored);
    }
    for one in left {
        let id = item::id(one).ok_or(RemoteError::Garbled("an event without an id"))?;
        match remove::remove(graph, calendar, &id.into(), &Expect::Any).await {
            Ok(()) | Err(RemoteError::Gone) => {}
            Err(error) => return Err(error.after_a_write()),
        }
    }
    // All of it is another one now.
    let still_has = |event: &Event| {
        let stand = event.apart.as_ref().and_then(|apart| apart.stand.as_ref());
        stand.is_some_and(|stand| stand.iter().any(|one| off.contains(one)))
    };
    for _ in 0..LOOKS {
        let now = event::get(graph, stored.handle.as_str()).await.map_err(RemoteError::after_a_write)?;
        let now = event::stored(now.ok_or(RemoteError::Failed)?)?;
        if !still_has(&now.event) {
            return Ok(now);
        }
    }
    Err(RemoteError::Failed)
}
