//! The index of occurrences: works out when an event happens, so that a question need not, and moves on as time goes by.
//!
//! Whoever changes how events are read or expanded adds a migration that sets `index_due` of all events to 0.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::fields::{self, span};
use crate::model::connection::Calendar;
use crate::model::event::{Busy, Event, EventStatus, Moment, Part};
use crate::model::ids::CalendarId;
use crate::model::span::Span;
use crate::model::zone::Zone;
use crate::providers::{self, Provider};
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::{Expansion, Occurrence, is_alike_everywhere, occurrences};
use crate::store::events::Mirrored;
use crate::store::occurrences::{Answers, Happens, Indexed, IndexedPart, Says};
use crate::store::{self, Db, calendars, connections, events, occurrences as index};

/// How many days back and ahead a series is worked out. One that happens too often for that is worked out for fewer.
const WINDOWS: [(i64, i64); 4] = [(400, 800), (60, 120), (7, 14), (1, 2)];
/// Of a window as of UTC, this much at either end is not all there for a reader elsewhere.
const EDGE: TimeDelta = TimeDelta::days(1);
/// As if for ever.
const EVER: (DateTime<Utc>, DateTime<Utc>) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);

/// Returns what the index is to hold of an event; `None` = it cannot be read. What of it is not known is found by opening it.
pub(super) fn indexed(event: Option<&Event>, now: DateTime<Utc>) -> Indexed {
    match event {
        Some(event) if is_alike_everywhere(event) => of_one_clock(event, now),
        Some(_) | None => Indexed::nothing(),
    }
}

fn of_one_clock(event: &Event, now: DateTime<Utc>) -> Indexed {
    let home = Zone::utc();
    if event.parts.iter().all(|part| part.rule.is_none()) {
        let all = occurrences(event, EVER.0, EVER.1, &home);
        if all.complete {
            return holding(event, &all, EVER, None);
        }
    }
    let windows = WINDOWS.map(|(back, ahead)| (now - TimeDelta::days(back), now + TimeDelta::days(ahead)));
    // A guess touches what is asked about from farther away.
    let far_off = if event.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    let edge = EDGE + far_off + longest_way(event);
    for (from, to) in windows {
        let found = occurrences(event, from, to, &home);
        if found.complete {
            let span = widened(event, (from + edge, to - edge));
            return holding(event, &found, span, (span != EVER).then(|| again_at(span, now)));
        }
    }
    // A rule that is not understood, or too much to be kept.
    Indexed::nothing()
}

/// Returns when a series that is worked out for this span is worked out anew: halfway to its end.
fn again_at((_, to): (DateTime<Utc>, DateTime<Utc>), now: DateTime<Utc>) -> DateTime<Utc> {
    if to == EVER.1 { to } else { now + (to - now) / 2 }
}

/// Returns a span of time, without an end where nothing of the event lies beyond it.
fn widened(event: &Event, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> (DateTime<Utc>, DateTime<Utc>) {
    let (first, last) = span(event);
    // What moves all later dates may move them to before the first.
    let begins_later = first > from + EDGE && !event.parts.iter().any(|part| part.onward);
    let ends_earlier = last.is_some_and(|last| last < to - EDGE);
    (if begins_later { EVER.0 } else { from }, if ends_earlier { EVER.1 } else { to })
}

fn holding(
    event: &Event,
    found: &Expansion,
    span: (DateTime<Utc>, DateTime<Utc>),
    due: Option<DateTime<Utc>>,
) -> Indexed {
    let happens = with_ways(event, &found.occurrences);
    let used: BTreeSet<usize> = happens.iter().map(|one| one.part).collect();
    let parts = used.into_iter().filter_map(|part| described(event, part)).collect();
    Indexed { span: Some(span), due, parts, happens }
}

/// Returns when an event takes time: at its occurrences, and on the way to them, which has a part of its own behind those of
/// the event.
pub(crate) fn with_ways(event: &Event, found: &[Occurrence]) -> Vec<Happens> {
    let ways = found.iter().filter_map(|one| {
        let travel = event.parts.get(one.part)?.travel;
        let span = way_to(&one.span, travel).filter(|_| travel > TimeDelta::zero())?;
        let part = event.parts.len().checked_add(one.part)?;
        Some(Happens { part, span, first: one.first, certain: one.certain })
    });
    let own = |one: &Occurrence| Happens { part: one.part, span: one.span, first: one.first, certain: one.certain };
    found.iter().map(own).chain(ways).collect()
}

/// Nobody travels to a whole day.
fn way_to(span: &Span, travel: TimeDelta) -> Option<Span> {
    match *span {
        Span::Timed { start, .. } => Some(Span::Timed { start: start.checked_sub_signed(travel)?, end: start }),
        Span::Floating { start, .. } => Some(Span::Floating { start: start.checked_sub_signed(travel)?, end: start }),
        Span::Days { .. } => None,
    }
}

/// Returns how long before an event its way begins at most.
pub(crate) fn longest_way(event: &Event) -> TimeDelta {
    event.parts.iter().map(|part| part.travel).max().unwrap_or_default()
}

/// Returns what a question needs of a part of an event, or of the way to it.
pub(crate) fn described(event: &Event, part: usize) -> Option<IndexedPart> {
    let before = event.parts.len();
    let (travel, own) = match part.checked_sub(before) {
        Some(to) => (true, event.parts.get(to)?),
        None => (false, event.parts.get(part)?),
    };
    let says =
        Says { uid: event.uid.clone(), title: own.title.clone(), place: own.place.clone(), answers: Answers::of(own) };
    let takes = match (own.busy, own.status) {
        (_, EventStatus::Cancelled) => Busy::Free,
        (Busy::Busy, EventStatus::Tentative) => Busy::Tentative,
        (busy, EventStatus::Confirmed | EventStatus::Tentative) => busy,
    };
    Some(IndexedPart { part, takes, travel, says })
}

/// Returns an event that was just fetched as it is read whenever it is opened: the calendar's zone stands in where none is named.
/// `None` = it is read in no other way.
pub(super) fn as_opened(provider: Option<&Provider>, calendar: &Calendar, raw: &[u8], event: &Event) -> Option<Event> {
    let zone = calendar.zone.as_deref()?;
    let floats = |moment: &Moment| matches!(moment, Moment::Floating(_) | Moment::Unknown(_));
    let any = |part: &Part| {
        let more = part.also.iter().chain(&part.except).chain(&part.occurrence);
        more.chain([&part.start, &part.end]).any(floats)
    };
    if !event.parts.iter().any(any) {
        return None;
    }
    (provider?.read)(raw, Some(zone)).ok().filter(|event| !event.parts.is_empty())
}

/// Reads rows of the mirror, and finds what reads those of each calendar once.
#[derive(Default)]
pub(super) struct Readers(HashMap<CalendarId, Option<(&'static Provider, Option<String>)>>);

impl Readers {
    /// Returns what a row says, and when that takes place. `None` = it was not understood, and nobody knows when.
    pub fn read(&mut self, db: &Db<'_>, row: &Mirrored) -> store::Result<(Option<Event>, Option<fields::Bounds>)> {
        let reader = match self.0.get(&row.calendar_id) {
            Some(reader) => reader.clone(),
            None => {
                let reader = reader_of(db, &row.calendar_id)?;
                self.0.insert(row.calendar_id.clone(), reader.clone());
                reader
            }
        };
        let Some((provider, zone)) = reader else { return Ok((None, None)) };
        let zone = zone.as_deref();
        let event = (provider.read)(&row.body, zone).ok().filter(|event| !event.parts.is_empty());
        let bounds = fields::bounds(event.as_ref(), Some(provider), zone, &row.body);
        Ok((event, bounds))
    }
}

fn reader_of(db: &Db<'_>, id: &CalendarId) -> store::Result<Option<(&'static Provider, Option<String>)>> {
    let Some(calendar) = store::or_nothing(calendars::get(db, id))? else { return Ok(None) };
    let connection = connections::get(db, &calendar.connection_id)?;
    Ok(connection.and_then(|row| providers::by_id(&row.provider)).map(|provider| (provider, calendar.zone)))
}

/// Works out again when events happen of which that is due: those of an older file, and series that time has carried on. Returns
/// whether there was one.
pub(super) fn move_on(db: &Db<'_>, at_most: u32, now: DateTime<Utc>) -> store::Result<bool> {
    let due = index::due(db, now, at_most)?;
    let mut readers = Readers::default();
    for id in &due {
        let row = store::or_nothing(events::get(db, id))?;
        let (event, bounds) = row.as_ref().map(|row| readers.read(db, row)).transpose()?.unwrap_or_default();
        index::put(db, id, &indexed(event.as_ref(), now))?;
        // An older file has the bounds of a reader where it was read.
        if let (Some((start, end)), Some(row)) = (bounds, row)
            && (Some(start), end) != (row.starts_at, row.ends_at)
        {
            events::put_times(db, id, start, end)?;
        }
    }
    Ok(!due.is_empty())
}

/// Has the events of a calendar opened again whose zone is another one now: it may be where
/// times lie of which no zone is named.
pub(super) fn follow_zone(db: &Db<'_>, before: &Calendar, after: &Calendar) -> store::Result<()> {
    if before.zone == after.zone { Ok(()) } else { index::forget(db, &after.id) }
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
