//! What calendars answered about one time, held against what was read of them.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use zeroize::Zeroizing;

use super::expand::expand;
use super::hiding::Hiding;
use super::mirror::{Found, Known};
use crate::availability::block::Block;
use crate::availability::gaps::{self, Gap};
use crate::availability::hidden::{Hidden, hide_dates};
use crate::availability::spans::Span;
use crate::model::appointment::Appointment;
use crate::model::ids::{CalendarId, ConnectionId, EventId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers::RemoteEvent;
use crate::store::events::Mirrored;
use crate::store::occurrences as index;
use crate::store::{self, Db, Result, appointments, events};
use crate::sync::Answered;

/// What is known to take place so near to a time stands in an answer about it, wherever a server reads its days.
const NEAR: TimeDelta = TimeDelta::hours(6);

/// Returns the calendars whose answer is to be believed. One that names nothing of what is known to be there says nothing: some
/// servers look in an index of theirs that comes late.
pub(super) fn believed(db: &Db<'_>, (from, to): Span, home: &Zone, heard: &[Answered]) -> Result<HashSet<CalendarId>> {
    let mut believed = HashSet::new();
    if heard.is_empty() {
        return Ok(believed);
    }
    let mut near: HashMap<CalendarId, HashSet<EventId>> = HashMap::new();
    for one in index::between(db, (from - NEAR, to + NEAR), TimeDelta::zero(), home)?.into_iter().flatten() {
        near.entry(one.calendar_id).or_default().insert(one.event);
    }
    for Answered { calendar, events } in heard {
        let mut named = !near.contains_key(calendar);
        for remote in events {
            if named {
                break;
            }
            let mirrored = store::or_nothing(events::by_handle(db, calendar, &remote.handle))?;
            named = mirrored.is_some_and(|row| near.get(calendar).is_some_and(|near| near.contains(&row.id)));
        }
        if named {
            believed.insert(calendar.clone());
        }
    }
    Ok(believed)
}

/// Adds what was not read yet, or is not as it was read. `dates` are those of our own series, which are no news. Returns the accounts
/// in which there is such.
pub(super) fn add(
    db: &Db<'_>,
    (from, to): Span,
    home: &Zone,
    known: &Known<'_>,
    hiding: &mut Hiding<'_>,
    (heard, dates): (&[Answered], &[&Appointment]),
    found: &mut Found,
) -> Result<Vec<ConnectionId>> {
    let mut unread_at = Vec::new();
    for answered in heard {
        let Some((calendar, row)) = known.get(&answered.calendar) else { continue };
        for remote in &answered.events {
            let mirrored = store::or_nothing(events::by_handle(db, &calendar.id, &remote.handle))?;
            let is_read = |row: &Mirrored| row.revision == remote.revision && !remote.revision.as_str().is_empty();
            if mirrored.as_ref().is_some_and(is_read) {
                continue;
            }
            let is_new = mirrored.is_none();
            let event = as_it_stands(db, &calendar.id, remote, mirrored)?;
            let hidden = hiding.of(db, (&calendar.id, &event.id), event.appointment_id.as_ref())?;
            if matches!(hidden, Hidden::All) {
                continue;
            }
            let mut blocks = Vec::new();
            let hides = expand(&event, calendar, row, (from, to), home, hidden, &mut blocks);
            hide_dates(&mut blocks, dates);
            blocks.retain(|block| block.counts && !found.blocks.iter().any(|known| is_same(known, block)));
            let touches = hides.iter().any(|gap| gap.touches(from, to));
            if blocks.is_empty() && !touches {
                continue;
            }
            found.blocks.append(&mut blocks);
            for gap in hides {
                // What was never read has no name yet that a person could use.
                let gap =
                    if is_new { Gap { span: gap.span, ..Gap::of_all(Some(calendar), Reason::CalStale) } } else { gap };
                gaps::add(&mut found.unchecked, gap);
            }
            if !unread_at.contains(&row.id) {
                unread_at.push(row.id.clone());
            }
        }
    }
    Ok(unread_at)
}

/// Returns an event as the mirror would hold it.
fn as_it_stands(
    db: &Db<'_>,
    calendar: &CalendarId,
    remote: &RemoteEvent,
    mirrored: Option<Mirrored>,
) -> Result<Mirrored> {
    let (id, linked) = match mirrored {
        Some(row) => (row.id, row.appointment_id),
        None => (EventId::random(), None),
    };
    // What was written, and whose answer did not come.
    let appointment_id = match (linked, &remote.event) {
        (Some(linked), _) => Some(linked),
        (None, Ok(event)) => store::or_nothing(appointments::by_uid(db, &event.uid))?,
        (None, Err(_)) => None,
    };
    Ok(Mirrored {
        id,
        calendar_id: calendar.clone(),
        handle: remote.handle.clone(),
        revision: remote.revision.clone(),
        body: Zeroizing::new(remote.raw.clone()),
        readable: remote.event.is_ok(),
        starts_at: None,
        ends_at: None,
        appointment_id,
        ignored: false,
    })
}

/// Returns whether a known block is the same occurrence, and counts.
fn is_same(known: &Block, block: &Block) -> bool {
    let time = |one: &Block| (one.starts_at, one.ends_at);
    let same_event = known.id == block.id || (!block.uid.is_empty() && known.uid == block.uid);
    known.counts && same_event && time(known) == time(block)
}
