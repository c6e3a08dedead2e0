//! The dates of a series for a client that are moved: each is an instance of it, and written by itself once the series says what
//! it is to. What says so already is left alone, so all of it is safe to repeat, and one date that is moved is one change.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::Deserialize;

use super::api::{Ask, Calendar};
use super::body;
use super::dates::all;
use super::failure::Fault;
use super::item::{self, Head};
use super::object::{self, There};
use super::write::{self, conflict, done, gone, invites, updates};
use crate::ical;
use crate::model::event::{Content, Event};
use crate::model::ids::{EventHandle, Revision};
use crate::model::zone::Zone;
use crate::providers::shifted::{self, Dates, Shifted};
use crate::providers::span::ReadSpan;
use crate::providers::{Expect, Outgoing, Refusal, RemoteError, RemoteEvent, Stored};

/// Writes an event, and of a series those dates that are moved, or were.
pub(super) async fn put(c: &Calendar<'_>, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
    if !is_about(out) {
        return write::put(c, out, expect).await;
    }
    must_be_within_reach(c, &out.content)?;
    match (expect, &out.handle) {
        (Expect::Absent, _) | (Expect::Any | Expect::Revision(_), None) => create(c, out, expect).await,
        (Expect::Revision(over), Some(handle)) => update(c, out, handle, Some(over)).await,
        (Expect::Any, Some(handle)) => update(c, out, handle, None).await,
    }
}

fn is_about(out: &Outgoing) -> bool {
    let Some(repeat) = &out.content.repeat else { return false };
    let before = read(out.base.as_deref());
    let stood = || body::zone(&out.content).is_ok_and(|zone| !seen(before.as_ref(), &zone).is_empty());
    !repeat.normal(out.content.start).moved.is_empty() || stood()
}

/// Refuses what could not be read back: a date that stands beyond what is read of a calendar would seem to be another.
fn must_be_within_reach(c: &Calendar<'_>, content: &Content) -> Result<(), RemoteError> {
    let (zone, end) = (body::zone(content)?, ReadSpan::around(c.api.now).to);
    let is_near = |one: &Shifted| one.by_rule < end && one.start < end;
    let Dates { own, .. } = shifted::dates(content, &zone, &[]);
    if own.iter().all(is_near) { Ok(()) } else { Err(RemoteError::Refused(Refusal::Other)) }
}

async fn create(c: &Calendar<'_>, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
    match write::put(c, out, expect).await {
        Ok(made) => give(c, out, &made.handle, Some(&made.raw), true).await,
        // The answer was lost before each of its dates was written.
        Err(RemoteError::Conflict { theirs: Some(there) }) if goes_on(&there, out, None) => {
            give(c, out, &there.handle, Some(&there.raw), true).await
        }
        Err(error) => Err(error),
    }
}

/// Writes a series over the state that was seen of all of it: itself where it differs, and then each date that does.
async fn update(
    c: &Calendar<'_>,
    out: &Outgoing,
    handle: &EventHandle,
    expected: Option<&Revision>,
) -> Result<Stored, RemoteError> {
    let There::Live(there) = object::get(c, handle).await? else { return Err(gone(c).await) };
    let base = if expected.is_some() { out.base.as_deref() } else { Some(there.raw.as_slice()) };
    let is_newer = expected.is_some_and(|expected| !is_same(expected, &there.revision));
    // The answer was lost, or somebody changed it since.
    if is_newer && !goes_on(&there, out, read(base).as_ref()) {
        return done(&there, out).ok_or_else(|| conflict(*there));
    }
    let says = there.event.as_ref().is_ok_and(|event| body::master_says(event, &out.content));
    if !says {
        let itself = Outgoing { base: Some(there.raw.clone()), ..out.clone() };
        write::put(c, &itself, &Expect::Revision(there.revision.clone())).await?;
    }
    give(c, out, handle, base, !says).await
}

/// Returns whether a series is what was to be written, but for dates that were not written yet.
fn goes_on(there: &RemoteEvent, out: &Outgoing, before: Option<&Event>) -> bool {
    let (Ok(event), Some(repeat)) = (&there.event, &out.content.repeat) else { return false };
    let Ok(zone) = body::zone(&out.content) else { return false };
    let at = |wall: NaiveDateTime| zone.instant(wall).first();
    let by_rule = |day: NaiveDate| at(day.and_time(out.content.start.time()));
    let wanted = repeat.normal(out.content.start).moved;
    let wanted: Vec<_> = wanted.iter().map(|one| (by_rule(one.date), at(one.start))).collect();
    let stood = seen(before, &zone);
    let is_ours = |one: &(DateTime<Utc>, DateTime<Utc>)| wanted.contains(one) || stood.contains(one);
    body::master_says(event, &out.content) && seen(Some(event), &zone).iter().all(is_ours)
}

/// Writes the dates of a series that is as it is wanted. `written` = something of the request was written already.
async fn give(
    c: &Calendar<'_>,
    out: &Outgoing,
    handle: &EventHandle,
    base: Option<&[u8]>,
    mut written: bool,
) -> Result<Stored, RemoteError> {
    let given = give_each(c, out, handle, base, &mut written).await;
    given.map_err(|error| if written { error.after_a_write() } else { error })
}

async fn give_each(
    c: &Calendar<'_>,
    out: &Outgoing,
    handle: &EventHandle,
    base: Option<&[u8]>,
    written: &mut bool,
) -> Result<Stored, RemoteError> {
    let (zone, before) = (body::zone(&out.content)?, read(base));
    let master = before.as_ref().and_then(|event| event.parts.first());
    let Dates { own, dropped } = shifted::dates(&out.content, &zone, &seen(before.as_ref(), &zone));
    let there = all(c, handle, Some(zone.instant(out.content.start).first())).await?;
    for date in &own {
        let live = there.iter().find(|(head, _)| head.date() == Some(date.by_rule) && !head.is_cancelled());
        let Some((head, raw)) = live else {
            // It was deleted there, and nothing can stand in its place.
            if date.is_moved() {
                return Err(RemoteError::Refused(Refusal::Other));
            }
            continue;
        };
        let event = item::read(raw.get().as_bytes(), None).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?;
        let part = event.parts.first().ok_or(RemoteError::Garbled("a date of a series"))?;
        if !date.may_stand_at(item::instant(&part.start)) {
            return Err(met(c, handle).await);
        }
        let Some(body) = body::date(&out.content, (part, raw.get().as_bytes()), master, date)? else { continue };
        let (path, over) = (["events", head.id.as_str()], Revision::from(head.etag.as_str()));
        let query = [("sendUpdates", updates(invites(out)))];
        match c.ask(Ask { method: "PATCH", path: &path, query: &query, over: Some(&over), body: Some(body) }).await {
            Ok(_) => *written = true,
            Err(Fault::Gone | Fault::Stale) => return Err(met(c, handle).await),
            Err(other) => return Err(other.into()),
        }
    }
    for id in ids_of(base, &dropped) {
        drop_date(c, &id).await?;
        *written = true;
    }
    match object::get(c, handle).await? {
        There::Live(now) => done(&now, out).ok_or(RemoteError::Failed),
        There::Gone => Err(gone(c).await),
    }
}

/// Removes what is left of a date that its series has no more. The change of the series told of it already.
async fn drop_date(c: &Calendar<'_>, id: &str) -> Result<(), RemoteError> {
    let (path, query) = (["events", id], [("sendUpdates", updates(false))]);
    match c.ask(Ask { method: "DELETE", path: &path, query: &query, over: None, body: None }).await {
        // Google also says "forbidden" of deleted events.
        Ok(_) | Err(Fault::Gone | Fault::Stale | Fault::Error(RemoteError::Refused(Refusal::ReadOnly))) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// Returns what a request met that it was not made for.
async fn met(c: &Calendar<'_>, handle: &EventHandle) -> RemoteError {
    match object::get(c, handle).await {
        Ok(There::Live(there)) => conflict(*there),
        Ok(There::Gone) => gone(c).await,
        Err(error) => error,
    }
}

fn read(base: Option<&[u8]>) -> Option<Event> {
    base.and_then(|base| item::read(base, None).ok())
}

/// Returns the dates of a series that stand at another time than it gives them.
fn seen(event: Option<&Event>, zone: &Zone) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    event.map(|event| ical::moved(event, zone).into_iter().collect()).unwrap_or_default()
}

/// Returns whether a series is the one that was seen. What a write answered tells nothing of its dates.
fn is_same(seen: &Revision, now: &Revision) -> bool {
    let bare = |revision: &Revision| revision.as_str().split(' ').next().unwrap_or_default().to_owned();
    seen == now || !seen.as_str().contains(' ') && bare(seen) == bare(now)
}

#[derive(Deserialize)]
struct Base {
    #[serde(default, rename = "daybookDates")]
    dates: Vec<Head>,
}

/// Returns the ids of these dates, by the starts that the series gave them.
fn ids_of(base: Option<&[u8]>, dates: &[DateTime<Utc>]) -> Vec<String> {
    let read = base.and_then(|base| serde_json::from_slice::<Base>(base).ok());
    let own = read.into_iter().flat_map(|base| base.dates);
    own.filter(|head| head.date().is_some_and(|at| dates.contains(&at))).map(|head| head.id).collect()
}
