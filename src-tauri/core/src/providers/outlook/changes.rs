//! Reads what changed: by the delta of the primary calendar, and by reading the whole span of every other, for which
//! Graph documents no delta.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use super::cursor::{self, Place};
use super::graph::{Graph, PREFER};
use super::paging;
use super::tag::{self, Tag};
use super::time;
use super::{event, item};
use crate::model::event::Unreadable;
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use crate::providers::span::ReadSpan;
use crate::providers::{Changes, Refusal, RemoteError, RemoteEvent};

/// The most events that are looked up before a reading that names none of them is believed.
const LOOKS: usize = 5;

pub(super) async fn changes(
    graph: &Graph,
    now: DateTime<Utc>,
    calendar: &CalendarHandle,
    since: Option<&Cursor>,
    known: &[(EventHandle, Revision)],
) -> Result<Changes, RemoteError> {
    let known = Known(known.iter().map(|(handle, revision)| (handle.as_str(), revision)).collect());
    let place = since.map(|cursor| Place::read(cursor, now, graph).ok_or(RemoteError::CursorLost)).transpose()?;
    match place {
        Some(Place { span, link: Some(link) }) => log(graph, calendar, span, link, &known, false).await,
        Some(Place { span, link: None }) => window(graph, span, calendar, &known).await,
        None => {
            let span = ReadSpan::around(now);
            if !is_primary(graph, calendar).await? {
                return window(graph, span, calendar, &known).await;
            }
            let first = graph.address(&["me", "calendarView", "delta"], &cursor::view(&span))?;
            log(graph, calendar, span, first, &known, true).await
        }
    }
}

/// What the mirror holds.
struct Known<'a>(HashMap<&'a str, &'a Revision>);

impl Known<'_> {
    fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    fn holds(&self, id: &str, revision: &Revision) -> bool {
        !revision.as_str().is_empty() && self.0.get(id).is_some_and(|held| *held == revision)
    }
}

async fn is_primary(graph: &Graph, calendar: &CalendarHandle) -> Result<bool, RemoteError> {
    match graph.get(&graph.address(&["me", "calendar"], "$select=id")?).await?.value() {
        Ok(primary) => Ok(item::id(&primary) == Some(calendar.as_str())),
        Err(RemoteError::Gone) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Reads the whole span, each time.
async fn window(
    graph: &Graph,
    span: ReadSpan,
    calendar: &CalendarHandle,
    known: &Known<'_>,
) -> Result<Changes, RemoteError> {
    let gone = |error| match error {
        RemoteError::Gone => RemoteError::Refused(Refusal::CalendarGone),
        other => other,
    };
    let query = format!("{}&$top=250&{}", cursor::view(&span), tag::expand());
    let first = graph.address(&["me", "calendars", calendar.as_str(), "calendarView"], &query).map_err(gone)?;
    let items = latest(paging::all(graph, first, &[]).await.map_err(gone)?.items)?;
    let mut found = Reading::default();
    for item in &items {
        found.add(item::remote(item.raw.get().into())?, known);
    }
    // An event that was turned into a series there is not in a view; its occurrences name it.
    let mut series: Vec<&str> = items.iter().filter_map(|item| item::series(&item.value)).collect();
    series.sort_unstable();
    series.dedup();
    for id in series.into_iter().filter(|id| known.has(id)) {
        if let Some(master) = get_or_unreadable(graph, id).await? {
            found.stands(&master);
            found.add(master, known);
        }
    }
    found.show_once(items.iter().map(|item| &item.value), known, true);
    let next = Some(Place { span, link: None }.cursor());
    found.is_believable(graph, calendar, span, known).await?;
    Ok(found.changes(span, next, true))
}

/// Reads a round of the delta, from its beginning or from the link the last one ended with.
async fn log(
    graph: &Graph,
    calendar: &CalendarHandle,
    span: ReadSpan,
    from: Url,
    known: &Known<'_>,
    full: bool,
) -> Result<Changes, RemoteError> {
    let round = match paging::all(graph, from, &[(PREFER, "odata.maxpagesize=100")]).await {
        // 410, and a 400 of any kind for a token it does not know.
        Err(RemoteError::Gone) => return Err(RemoteError::CursorLost),
        Err(RemoteError::Refused(Refusal::Other)) if !full => return Err(RemoteError::CursorLost),
        other => other?,
    };
    let link = round.delta.ok_or(RemoteError::Garbled("a delta without its end"))?;
    let items = latest(round.items)?;
    let mut masters = Masters::of(&items);
    let mut found = Reading::default();
    for Item { id, raw, value } in &items {
        if value.get("@removed").is_some() {
            // In a full reading, `complete` says as much. What was never seen was never in the span (trap 14).
            if !full && known.has(id) {
                found.left(id, get_or_unreadable(graph, id).await?, span);
            }
        } else if item::is_sparse(value) {
            let master = masters.get(graph, item::series(value).unwrap_or_default()).await?;
            if let Some(ours) = master.filter(|master| Tag::on(master).is_some()) {
                found.stand(ours);
            }
            found.add(occurrence(id, raw, value, master)?, known);
        } else if item::transaction(value).is_some() && Tag::on(value).is_none() {
            // Perhaps ours: Graph sends the tag only if it is asked for.
            if known.holds(id, &item::revision(value)) {
                found.stand(value);
                found.present.push(id.as_str().into());
            } else if let Some(there) = get_or_unreadable(graph, id).await? {
                found.add_unless_series(there, value, known);
            } else if known.has(id) {
                found.removed.push(id.as_str().into());
            }
        } else {
            found.add_unless_series(item::remote(raw.get().into())?, value, known);
        }
    }
    found.show_once(items.iter().map(|item| &item.value), known, full);
    let next = Some(Place { span, link: Some(link) }.cursor());
    if full {
        found.is_believable(graph, calendar, span, known).await?;
    }
    Ok(found.changes(span, next, full))
}

/// An item, and its name.
struct Item {
    id: String,
    raw: Box<RawValue>,
    value: Value,
}

/// Returns the last state of each item: a round may name it several times.
fn latest(all: Vec<Box<RawValue>>) -> Result<Vec<Item>, RemoteError> {
    let mut items: Vec<Option<Item>> = Vec::with_capacity(all.len());
    let mut seen = HashMap::new();
    for raw in all {
        let value: Value = serde_json::from_str(raw.get()).map_err(|_| RemoteError::Garbled("event"))?;
        let id = item::id(&value).ok_or(RemoteError::Garbled("an event without an id"))?.to_owned();
        if let Some(earlier) = seen.insert(id.clone(), items.len()).and_then(|at| items.get_mut(at)) {
            *earlier = None;
        }
        items.push(Some(Item { id, raw, value }));
    }
    Ok(items.into_iter().flatten().collect())
}

/// Series by id: those of this round, and those that were fetched. `None` = could not be fetched.
struct Masters(HashMap<String, Option<Value>>);

impl Masters {
    fn of(items: &[Item]) -> Self {
        let masters = items.iter().filter(|item| item::is_master(&item.value) && item.value.get("@removed").is_none());
        Self(masters.map(|item| (item.id.clone(), Some(item.value.clone()))).collect())
    }

    async fn get(&mut self, graph: &Graph, id: &str) -> Result<Option<&Value>, RemoteError> {
        if !self.0.contains_key(id) {
            let there = get_or_unreadable(graph, id).await?.filter(|there| there.event.is_ok());
            self.0.insert(id.to_owned(), there.and_then(|there| serde_json::from_slice(&there.raw).ok()));
        }
        Ok(self.0.get(id).and_then(Option::as_ref))
    }
}

/// Completes a sparse occurrence from its series. It is stored in this form: the two were sent separately, and
/// what is stored must be readable by itself.
fn occurrence(id: &str, raw: &RawValue, value: &Value, master: Option<&Value>) -> Result<RemoteEvent, RemoteError> {
    let (Some(Value::Object(master)), Value::Object(own)) = (master, value) else {
        let event = Err(Unreadable("an occurrence without its series"));
        return Ok(RemoteEvent { handle: id.into(), revision: item::revision(value), raw: raw.get().into(), event });
    };
    let mut whole = master.clone();
    for of_the_series in ["recurrence", "transactionId", "singleValueExtendedProperties"] {
        whole.remove(of_the_series);
    }
    whole.extend(own.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), value.clone())));
    let series = master.get("@odata.etag").and_then(Value::as_str).unwrap_or_default();
    let start = value.get("start").and_then(|start| item::text(start, "dateTime")).unwrap_or_default();
    let whole = serde_json::to_vec(&whole).map_err(|_| RemoteError::Garbled("event"))?;
    let remote = item::remote(whole)?;
    // It is the same only if both are; it is never written, so no server has to know this revision.
    let both = format!("{} {series} {start}", item::revision(value));
    let revision = if series.is_empty() { Revision::from("") } else { both.into() };
    Ok(RemoteEvent { revision, ..remote })
}

/// Fetches one event. One that the server does not give is unreadable, which is no error.
async fn get_or_unreadable(graph: &Graph, id: &str) -> Result<Option<RemoteEvent>, RemoteError> {
    match event::get(graph, id).await {
        Err(RemoteError::Refused(_) | RemoteError::Garbled(_) | RemoteError::Conflict { .. }) => {
            let event = Err(Unreadable("the server does not give it"));
            Ok(Some(RemoteEvent { handle: id.into(), revision: "".into(), raw: Vec::new(), event }))
        }
        other => other,
    }
}

/// The result of a reading.
#[derive(Default)]
struct Reading {
    changed: Vec<RemoteEvent>,
    removed: Vec<EventHandle>,
    present: Vec<EventHandle>,
    /// Appointments that are series there, by id, with the start of each.
    series: HashMap<String, DateTime<Utc>>,
}

impl Reading {
    fn add(&mut self, remote: RemoteEvent, known: &Known<'_>) {
        self.present.push(remote.handle.clone());
        if !known.holds(remote.handle.as_str(), &remote.revision) {
            self.changed.push(remote);
        }
    }

    /// Takes a series. Its occurrences take the time, not the series itself: it counts only if it is an appointment of
    /// ours that was turned into a series there.
    fn add_unless_series(&mut self, remote: RemoteEvent, listed: &Value, known: &Known<'_>) {
        let marked = remote.event.as_ref().is_ok_and(|event| event.parts.iter().any(|it| it.appointment_id.is_some()));
        if !item::is_master(listed) || marked || known.has(remote.handle.as_str()) {
            self.stands(&remote);
            self.add(remote, known);
        }
    }

    /// Notes that a series stands in the calendar as an appointment, at the time of its first occurrence.
    fn stands(&mut self, master: &RemoteEvent) {
        if let Ok(master) = serde_json::from_slice(&master.raw) {
            self.stand(&master);
        }
    }

    fn stand(&mut self, master: &Value) {
        if let (true, Some(id), Some(start)) = (item::is_master(master), item::id(master), starts(master)) {
            self.series.insert(id.to_owned(), start);
        }
    }

    /// Leaves out the occurrence that is the appointment itself: it stands there already. The others take their own time.
    fn show_once<'v>(&mut self, listed: impl Iterator<Item = &'v Value>, known: &Known<'_>, full: bool) {
        for one in listed {
            let series = item::series(one).and_then(|series| self.series.get(series));
            let (Some(series), Some(id)) = (series, item::id(one)) else { continue };
            if starts(one).as_ref() != Some(series) {
                continue;
            }
            self.changed.retain(|changed| changed.handle.as_str() != id);
            self.present.retain(|present| present.as_str() != id);
            if !full && known.has(id) {
                self.removed.push(id.into());
            }
        }
    }

    /// Takes an event the delta no longer has: moved out of the span, or gone. If it can still be fetched and should be
    /// in the span, it is in another calendar or among the deleted items.
    fn left(&mut self, id: &str, there: Option<RemoteEvent>, span: ReadSpan) {
        match there.filter(|there| !is_within(there, span)) {
            Some(there) => self.changed.push(there),
            None => self.removed.push(id.into()),
        }
    }

    /// Fails if a full reading names nothing of what is known, and something of it is there all the same.
    async fn is_believable(
        &self,
        graph: &Graph,
        calendar: &CalendarHandle,
        span: ReadSpan,
        known: &Known<'_>,
    ) -> Result<(), RemoteError> {
        if self.present.iter().any(|handle| known.has(handle.as_str())) {
            return Ok(());
        }
        let mut ids: Vec<&str> = known.0.keys().copied().collect();
        ids.sort_unstable();
        for id in ids.into_iter().take(LOOKS) {
            if let Some(there) = get_or_unreadable(graph, id).await?.filter(|there| is_within(there, span))
                && event::is_in(graph, calendar, &there).await?
            {
                return Err(RemoteError::Garbled("a reading that leaves out what is there"));
            }
        }
        Ok(())
    }

    fn changes(self, span: ReadSpan, next: Option<Cursor>, full: bool) -> Changes {
        let Self { changed, removed, present, series: _ } = self;
        let complete = full.then_some(present);
        Changes { changed, removed, next, complete, span: Some((span.from, span.to)), ..Changes::default() }
    }
}

/// Returns when an item starts.
fn starts(item: &Value) -> Option<DateTime<Utc>> {
    item::starts(item).map(|start| time::instant(&start))
}

/// Returns whether a reading of the span has to name the event. Of a series it names the occurrences.
fn is_within(there: &RemoteEvent, span: ReadSpan) -> bool {
    let part = there.event.as_ref().ok().and_then(|event| event.parts.first());
    part.is_some_and(|it| it.rule.is_none() && span.touches(time::instant(&it.start), time::instant(&it.end)))
}
