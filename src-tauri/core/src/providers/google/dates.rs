//! A series that was made of an event of ours is read with those of its dates that stand for themselves: what is stored of
//! it is the series as sent, with these dates in a list of our own.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::api::{Ask, Calendar, parse};
use super::ids;
use super::item::{self, Head};
use crate::model::event::{Event, Part};
use crate::model::ids::{EventHandle, Revision};
use crate::providers::span::ReadSpan;
use crate::providers::{RemoteError, RemoteEvent};

/// The most pages of the dates of one series.
const PAGES: usize = 20;
/// How long before a series begins one of its dates may have been moved to.
const EARLIER: TimeDelta = TimeDelta::days(366);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    items: Vec<Box<RawValue>>,
    next_page_token: Option<String>,
}

/// Returns an event; a series that was made of one of ours, with its dates that were moved, changed or cancelled.
pub(super) async fn whole(c: &Calendar<'_>, there: RemoteEvent) -> Result<RemoteEvent, RemoteError> {
    let Ok(Event { parts, .. }) = &there.event else { return Ok(there) };
    let Some(master) = parts.first().filter(|part| part.rule.is_some() || !part.also.is_empty()) else {
        return Ok(there);
    };
    if !ids::is_own(there.handle.as_str()) {
        return Ok(there);
    }
    let mut own = all(c, &there.handle, Some(item::instant(&master.start))).await?;
    own.retain(|(head, raw)| head.is_cancelled() || stands_for_itself(head, raw, master));
    if own.is_empty() {
        return Ok(there);
    }
    let end = there.raw.iter().rposition(|byte| *byte == b'}').unwrap_or(there.raw.len());
    let (fields, close) = there.raw.split_at(end);
    let dates: Vec<&str> = own.iter().map(|(_, raw)| raw.get()).collect();
    let list = format!(",\"daybookDates\":[{}]", dates.join(","));
    let raw = [fields, list.as_bytes(), close].concat();
    let hash = Sha256::digest(list.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    let revision = Revision::from(format!("{} {hash}", there.revision.as_str()));
    Ok(RemoteEvent { event: item::read(&raw, None), revision, raw, ..there })
}

/// Returns whether a date is not what its series says of it.
fn stands_for_itself(head: &Head, raw: &RawValue, master: &Part) -> bool {
    let Ok(Event { parts, .. }) = item::read(raw.get().as_bytes(), None) else { return true };
    let Some(part) = parts.first() else { return true };
    let guests = |part: &Part| part.guests.iter().map(|guest| guest.address.clone()).collect::<Vec<_>>();
    let how = |part: &Part| (part.busy, part.answer, part.status);
    let said = |part: &Part| (part.title.clone(), part.place.clone(), part.notes.clone(), how(part));
    let length = |part: &Part| item::instant(&part.end) - item::instant(&part.start);
    head.date() != Some(item::instant(&part.start))
        || (said(part), guests(part), length(part)) != (said(master), guests(master), length(master))
}

/// Reads all dates of a series, cancelled ones too, up to the end of the span that is read of calendars. `begins` = the start of
/// the series: a date that was moved is told of however long ago it was.
pub(super) async fn all(
    c: &Calendar<'_>,
    series: &EventHandle,
    begins: Option<DateTime<Utc>>,
) -> Result<Vec<(Head, Box<RawValue>)>, RemoteError> {
    let span = ReadSpan::around(c.api.now);
    let from = begins.and_then(|at| at.checked_sub_signed(EARLIER)).map_or(span.from, |at| at.min(span.from));
    let (from, to) = ReadSpan { from, ..span }.bounds();
    let mut found = Vec::new();
    let mut next: Option<String> = None;
    for _ in 0..PAGES {
        let mut query =
            vec![("maxResults", "2500"), ("showDeleted", "true"), ("timeMin", from.as_str()), ("timeMax", to.as_str())];
        query.extend(next.as_deref().map(|token| ("pageToken", token)));
        let answer = c.ask(Ask::get(&["events", series.as_str(), "instances"], &query)).await?;
        let Page { items, next_page_token } = parse(&answer, "the dates of a series")?;
        for raw in items {
            found.push((parse(raw.get().as_bytes(), "a date of a series")?, raw));
        }
        match next_page_token.filter(|token| !token.is_empty() && Some(token) != next.as_ref()) {
            Some(token) => next = Some(token),
            None => return Ok(found),
        }
    }
    Err(RemoteError::Garbled("dates of a series without end"))
}
