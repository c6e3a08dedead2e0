//! Reads changes from a provider: page by page, each applied in one transaction.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::engine::{Run, Stop};
use super::fields::{adopt, fields_here, fields_of};
use super::push::{Seen, mirror};
use super::{plan, schedule};
use crate::change::Change;
use crate::model::appointment::{Appointment, Status};
use crate::model::connection::Calendar;
use crate::model::event::Event;
use crate::model::ids::{AppointmentId, Cursor, EventHandle};
use crate::model::reason::Reason;
use crate::ports::Changed;
use crate::providers::{Changes, RemoteError, RemoteEvent};
use crate::store::{self, Db, StoreError, appointments, calendars, changes, events, outbox};

/// Most pages in one reading, so that a server without a last page is not read for ever.
const PAGES: u32 = 2000;

/// Reads what changed in a calendar. Returns how many events changed.
pub(super) async fn pull(run: &Run<'_>, calendar: &Calendar) -> Result<u32, Stop> {
    let compare_every = TimeDelta::from_std(schedule::COMPARE).unwrap_or_default();
    let saved = run.store.read(|db| calendars::cursor(db, &calendar.id))?;
    let full = saved.is_none() || calendar.compared_at.is_none_or(|at| run.now() - at >= compare_every);
    match read(run, calendar, if full { None } else { saved }).await {
        Err(Stop::Remote(RemoteError::CursorLost)) => read(run, calendar, None).await,
        done => done,
    }
}

async fn read(run: &Run<'_>, calendar: &Calendar, from: Option<Cursor>) -> Result<u32, Stop> {
    let full = from.is_none();
    let mut cursor = from;
    let mut pulled: u32 = 0;
    // Once for all pages: what they bring is there, and so is not missing at the end.
    let known = run.store.read(|db| events::known(db, &calendar.id)).or_else(|error| match error {
        // A damaged row is fetched again, as if nothing were known.
        StoreError::Unreadable { .. } => Ok(Vec::new()),
        other => Err(other),
    })?;
    for _ in 0..PAGES {
        let page = run.remote.changes(&calendar.handle, cursor.as_ref(), &known).await.map_err(Stop::Remote)?;
        let (more, next) = (page.more, page.next.clone());
        let changed = run.store.write(|db| {
            let calendar = &described(db, run, calendar, &page)?;
            let changed = apply(db, run, calendar, &page, &known)?;
            // A full reading that breaks off starts over: only its end tells what is gone.
            if !(full && more) {
                calendars::put_cursor(db, &calendar.id, next.as_ref())?;
            }
            if !more {
                calendars::put_read(db, &calendar.id, run.now(), page.span, page.every, full)?;
            }
            Ok(changed)
        })?;
        if changed > 0 {
            run.ports.announce.changed(Changed::Agenda);
        }
        pulled = pulled.saturating_add(changed);
        if !more {
            return Ok(pulled);
        }
        cursor = next;
    }
    Err(Stop::Remote(RemoteError::Garbled("changes without end")))
}

/// The calendar with the name and zone that came with its events.
fn described(db: &Db<'_>, run: &Run<'_>, calendar: &Calendar, page: &Changes) -> store::Result<Calendar> {
    // What the person chose meanwhile stays.
    let (Some(found), Some(now)) = (&page.calendar, calendars::get(db, &calendar.id)?) else {
        return Ok(calendar.clone());
    };
    let fresh = now.as_found(found);
    if fresh != now {
        calendars::put(db, &fresh, run.now())?;
    }
    Ok(fresh)
}

fn apply(
    db: &Db<'_>,
    run: &Run<'_>,
    calendar: &Calendar,
    page: &Changes,
    known: &[(EventHandle, crate::model::ids::Revision)],
) -> store::Result<u32> {
    let mut count: u32 = 0;
    let mut note = |differs: bool| count = count.saturating_add(differs.into());
    for remote in &page.changed {
        note(arrived(db, run, calendar, remote)?);
    }
    for handle in &page.removed {
        note(vanished(db, run, calendar, handle)?);
    }
    if let Some(present) = &page.complete {
        let present: HashSet<_> = present.iter().collect();
        for (handle, _) in known.iter().filter(|(handle, _)| !present.contains(handle)) {
            note(match page.span.and_then(|span| out_of_sight(db, calendar, handle, span).transpose()) {
                Some(left) => left?,
                None => vanished(db, run, calendar, handle)?,
            });
        }
    }
    Ok(count)
}

/// Stores an event that is new or changed there. Returns whether it differs from the mirror.
fn arrived(db: &Db<'_>, run: &Run<'_>, calendar: &Calendar, remote: &RemoteEvent) -> store::Result<bool> {
    let before = match events::by_handle(db, &calendar.id, &remote.handle) {
        Ok(before) => before,
        Err(StoreError::Unreadable { .. }) => None,
        Err(other) => return Err(other),
    };
    let same = before.as_ref().is_some_and(|before| before.revision == remote.revision && *before.body == remote.raw);
    let event = remote.event.as_ref().ok();
    let ours = event.map(|event| appointment_of(db, calendar, event)).transpose()?.flatten();
    let seen = Seen { handle: &remote.handle, revision: &remote.revision, raw: &remote.raw };
    let before_event =
        before.as_ref().and_then(|before| (run.provider.read)(&before.body, calendar.zone.as_deref()).ok());
    let linked = ours.as_ref().map(|ours| ours.id.clone()).or_else(|| {
        // Our event stays ours even if it became unreadable.
        before.as_ref().filter(|_| event.is_none()).and_then(|before| before.appointment_id.clone())
    });
    mirror(db, run, calendar, &seen, event, linked.as_ref())?;
    if let (Some(ours), Some(event)) = (ours, event) {
        reconcile(db, run, calendar, &ours, event, before_event.as_ref(), &remote.handle)?;
    }
    Ok(!same)
}

/// Finds the appointment an event was written for: by our tag, or by the UID where a server drops tags.
fn appointment_of(db: &Db<'_>, calendar: &Calendar, event: &Event) -> store::Result<Option<Appointment>> {
    let mark = event.parts.iter().find_map(|part| part.appointment_id.clone());
    let found = match mark {
        Some(id) => appointments::get(db, &AppointmentId::from(id))?.filter(|found| found.uid == event.uid),
        None => None,
    };
    let found = match found {
        Some(found) => Some(found),
        None => appointments::by_uid(db, &event.uid)?,
    };
    // A copy in another calendar is not the appointment; an appointment without a calendar is found again (S48).
    Ok(found.filter(|found| found.calendar_id.as_ref().is_none_or(|id| *id == calendar.id)))
}

fn reconcile(
    db: &Db<'_>,
    run: &Run<'_>,
    calendar: &Calendar,
    ours: &Appointment,
    event: &Event,
    before: Option<&Event>,
    handle: &EventHandle,
) -> store::Result<()> {
    let now = run.now();
    let Some(there) = fields_of(event, &run.home) else { return Ok(()) };
    let mut ours = ours.clone();
    if ours.calendar_event_id.as_ref() != Some(handle) || ours.calendar_id.as_ref() != Some(&calendar.id) {
        ours.calendar_event_id = Some(handle.clone());
        ours.calendar_id = Some(calendar.id.clone());
        appointments::put(db, &ours, now)?;
    }
    let here = fields_here(&ours);
    let base = before.and_then(|before| fields_of(before, &run.home)).unwrap_or_else(|| there.clone());
    let merged = plan::merge(&base, &here, &there);
    let open = outbox::open_of(db, &ours.id)?;
    if there.cancelled && !here.cancelled {
        return ask(db, run, &ours, open, Reason::SyncDeleted, None);
    }
    if merged.conflict {
        return ask(db, run, &ours, open, Reason::SyncConflict, Some((there.start, there.end)));
    }
    if merged.adopted && merged.fields != here {
        changes::add(db, &ours.id, "changed_there", Some(&ours), now)?;
        appointments::put(db, &adopt(&ours, &merged.fields), now)?;
    }
    // The provider now has the same values: there is nothing left to decide.
    if let Some(change) = open.filter(|change| change.needs_person() && merged.fields == there) {
        outbox::put(db, &change.done(now))?;
    }
    Ok(())
}

/// Drops an event outside the synced span, unless an appointment is linked to it. Returns whether it was dropped;
/// `None` if it lies inside.
fn out_of_sight(
    db: &Db<'_>,
    calendar: &Calendar,
    handle: &EventHandle,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> store::Result<Option<bool>> {
    let known = match events::by_handle(db, &calendar.id, handle) {
        Ok(Some(known)) => known,
        Ok(None) | Err(StoreError::Unreadable { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    // Zones and whole days make the edges inexact.
    let edge = TimeDelta::days(2);
    let before = known.ends_at.is_some_and(|ends_at| ends_at <= from + edge);
    let after = known.starts_at.is_some_and(|starts_at| starts_at >= to - edge);
    if !(before || after) {
        return Ok(None);
    }
    if known.appointment_id.is_some() { Ok(Some(false)) } else { events::remove(db, &calendar.id, handle).map(Some) }
}

/// Handles an event that is no longer there. Returns whether it was known.
fn vanished(db: &Db<'_>, run: &Run<'_>, calendar: &Calendar, handle: &EventHandle) -> store::Result<bool> {
    let before = match events::by_handle(db, &calendar.id, handle) {
        Ok(before) => before,
        Err(StoreError::Unreadable { .. }) => None,
        Err(other) => return Err(other),
    };
    let known = events::remove(db, &calendar.id, handle)?;
    let Some(id) = before.and_then(|before| before.appointment_id) else { return Ok(known) };
    let Some(ours) = appointments::get(db, &id)? else { return Ok(known) };
    let now = run.now();
    let ours = Appointment { calendar_event_id: None, invited: None, ..ours };
    appointments::put(db, &ours, now)?;
    let open = outbox::open_of(db, &id)?;
    if ours.status == Status::Cancelled {
        if let Some(change) = open {
            outbox::put(db, &change.done(now))?;
        }
    } else {
        ask(db, run, &ours, open, Reason::SyncDeleted, None)?;
    }
    Ok(known)
}

/// Parks the change so that the person decides.
fn ask(
    db: &Db<'_>,
    run: &Run<'_>,
    ours: &Appointment,
    open: Option<Change>,
    reason: Reason,
    theirs: Option<(DateTime<Utc>, DateTime<Utc>)>,
) -> store::Result<()> {
    let now = run.now();
    let change = match open {
        Some(open) => open.asked(reason, theirs, now),
        None => Change::question(&ours.id, reason, theirs, now),
    };
    outbox::put(db, &change)
}
