//! Reads changes from a provider: page by page, several kept in one transaction once the [`super::brake`] lets them through.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;

use super::adopt::{Clients, inherit, succeed, written_elsewhere};
use super::brake::Brake;
use super::engine::Run;
use super::fields::{is_called_off, is_series};
use super::index;
use super::ours::{self, Sight};
use super::push::{Seen, asks_again, mirror};
use super::run::Stop;
use super::{schedule, settle};
use crate::model::connection::Calendar;
use crate::model::ids::{Cursor, EventHandle, Revision};
use crate::providers::{Changes, RemoteError, RemoteEvent};
use crate::store::{self, Db, StoreError, calendars, events};

/// Most pages in one reading, so that a server without a last page is not read for ever.
const PAGES: u32 = 2000;
/// How many bytes of changes are weighed together before they are kept.
const WEIGHED: usize = 16 * 1024 * 1024;
/// Of a first reading this part of what is kept already is kept at once, up to so many bytes: writing to a large file takes longer
/// for each time, and a kill costs no more than that part.
const PART: usize = 5;
const AT_ONCE: usize = 4 * 1024 * 1024;

/// Most pages in a row that bring nothing that was not brought before.
const IDLE: u32 = 40;

/// How the reading of a calendar ended.
pub(super) enum Pulled {
    /// So many events changed.
    Read(u32),
    /// So much was gone or moved that nothing of it was taken over: the person is asked.
    Held,
}

/// What a reading came to.
enum End {
    All(Pulled),
    /// A first reading went on where another process was. What changed meanwhile in the part that was read before is not known
    /// yet, so nothing of it counts as read.
    Partly(Option<Cursor>),
}

/// Reads what changed in a calendar.
pub(super) async fn pull(run: &Run<'_>, calendar: &Calendar) -> Result<Pulled, Stop> {
    let compare_every = TimeDelta::from_std(schedule::COMPARE).unwrap_or_default();
    let saved = run.store.read(|db| calendars::cursor(db, &calendar.id))?;
    let full =
        saved.is_none() || !calendar.compared_at.is_some_and(|at| schedule::is_younger(at, run.now(), compare_every));
    if let Some(since) = saved.as_ref().filter(|_| !full)
        && let Some(next) = run.remote.nothing_new(&calendar.handle, since).await.map_err(Stop::Remote)?
    {
        run.store.note(|db| {
            if next != *since {
                calendars::put_cursor(db, &calendar.id, Some(&next))?;
            }
            calendars::put_read_again(db, &calendar.id, run.now())?;
            seen_again(db, run, calendar)
        })?;
        return Ok(Pulled::Read(0));
    }
    // A first reading goes on where another process was cut off.
    let first = calendar.last_read_at.is_none();
    let goes_on = first && saved.is_some();
    let mut end = read(run, calendar, if full && !first { None } else { saved }, full).await;
    if let Ok(End::Partly(next)) = end {
        end = read(run, calendar, next, false).await;
    }
    if matches!(end, Err(Stop::Remote(RemoteError::CursorLost))) {
        end = read(run, calendar, None, true).await;
    }
    match end {
        Ok(End::All(pulled)) => Ok(pulled),
        // It can only be of one that goes on.
        Ok(End::Partly(_)) => Err(Stop::Remote(RemoteError::CursorLost)),
        // A page that cannot be had any more is not asked for again for ever.
        Err(Stop::Remote(error @ (RemoteError::Failed | RemoteError::Garbled(_) | RemoteError::Refused(_))))
            if goes_on =>
        {
            run.store.write(|db| calendars::put_cursor(db, &calendar.id, None))?;
            Err(Stop::Remote(error))
        }
        Err(stop) => Err(stop),
    }
}

/// Reads from a cursor, or from the beginning. `full` = everything there is.
async fn read(run: &Run<'_>, calendar: &Calendar, from: Option<Cursor>, full: bool) -> Result<End, Stop> {
    let goes_on = full && from.is_some();
    let mut cursor = from;
    let mut pulled: u32 = 0;
    let mut brake = Brake::new(calendar, &run.connection.provider, run.now());
    let (mut pages, mut bytes, mut kept) = (Vec::new(), 0_usize, 0_usize);
    // Once for all pages: what they bring is there, and so is not missing at the end.
    let known = run.store.read(|db| events::known(db, &calendar.id)).or_else(|error| match error {
        // A damaged row is fetched again, as if nothing were known.
        StoreError::Unreadable { .. } => Ok(Vec::new()),
        other => Err(other),
    })?;
    let mut weeks_come_first = calendar.last_read_at.is_none() && cursor.is_none() && known.is_empty();
    let mut known = Arc::new(known);
    let mut ahead = JoinSet::new();
    let (mut brought, mut idle) = (HashSet::new(), 0_u32);
    for _ in 0..PAGES {
        let page = match ahead.join_next().await {
            Some(fetched) => fetched.unwrap_or(Err(RemoteError::Garbled("the reading of a page broke off"))),
            None => run.remote.changes(&calendar.handle, cursor.as_ref(), &known).await,
        };
        let page = page.map_err(Stop::Remote)?;
        let more = page.more;
        cursor.clone_from(&page.next);
        if more {
            // The next page comes while this one is kept.
            let (remote, known) = (Arc::clone(&run.remote), Arc::clone(&known));
            let (handle, cursor) = (calendar.handle.clone(), cursor.clone());
            ahead.spawn(async move { remote.changes(&handle, cursor.as_ref(), &known).await });
        }
        if more && std::mem::take(&mut weeks_come_first) {
            // A server that does not give them is no trouble: they come with the rest.
            let coming = run.remote.coming_weeks(&calendar.handle).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the coming weeks are read with all others");
                Vec::new()
            });
            // They may be gone again when the rest is read.
            let theirs = coming.iter().map(|one| (one.handle.clone(), one.revision.clone()));
            known = Arc::new(known.iter().cloned().chain(theirs).collect());
            pages.push(Changes { changed: coming, more, ..Changes::default() });
        }
        let news = page.changed.iter().map(|one| (one.handle.clone(), Some(one.revision.clone())));
        let gone = page.removed.iter().map(|handle| (handle.clone(), None));
        let before = brought.len();
        brought.extend(news.chain(gone));
        idle = if brought.len() > before { 0 } else { idle.saturating_add(1) };
        if more && idle > IDLE {
            break;
        }
        bytes = page.changed.iter().map(|one| one.raw.len()).fold(bytes, usize::saturating_add);
        pages.push(page);
        // A calendar that was never read to its end has nothing to lose, and is kept as it comes.
        let first = calendar.last_read_at.is_none();
        let enough = if first { AT_ONCE.min(kept / PART) } else { WEIGHED };
        if more && bytes < enough {
            continue;
        }
        if !first && let Some(lost) = run.store.read(|db| brake.weigh(db, &pages, &known))? {
            tracing::warn!(events = lost.0, appointments = lost.1, "much of a calendar is gone or moved at once");
            let listed = brake.listed();
            run.store.write(|db| {
                events::hold(db, &calendar.id, &listed)?;
                calendars::hold(db, &calendar.id, lost, run.now())
            })?;
            return Ok(End::All(Pulled::Held));
        }
        let partly = goes_on && !more && pages.last().is_some_and(|page| page.complete.is_none());
        let keep_all = |db: &Db<'_>| {
            let counts = pages.iter().map(|page| keep(db, run, calendar, page, (full, partly), &known));
            counts.sum::<store::Result<u32>>()
        };
        // What the power takes of a reading that goes on is read again.
        let changed = if more { run.store.note(keep_all) } else { run.store.write(keep_all) }?;
        pulled = pulled.saturating_add(changed);
        if partly {
            return Ok(End::Partly(cursor));
        }
        if !more {
            return Ok(End::All(Pulled::Read(pulled)));
        }
        pages.clear();
        (bytes, kept) = (0, kept.saturating_add(bytes));
    }
    Err(Stop::Remote(RemoteError::Garbled("changes without end")))
}

/// Keeps a page, and where reading goes on.
fn keep(
    db: &Db<'_>,
    run: &Run<'_>,
    calendar: &Calendar,
    page: &Changes,
    (full, partly): (bool, bool),
    known: &[(EventHandle, Revision)],
) -> store::Result<u32> {
    let calendar = &described(db, run, calendar, page)?;
    let changed = apply(db, run, calendar, page, known)?;
    // A full reading that breaks off starts over: only its end tells what is gone. In a first one, nothing can be.
    if !(full && page.more) || page.resumes && calendar.last_read_at.is_none() {
        calendars::put_cursor(db, &calendar.id, page.next.as_ref())?;
    }
    if page.more && calendar.last_read_at.is_none() {
        calendars::put_still_to_read(db, &calendar.id, page.left)?;
    }
    if !page.more && !partly {
        calendars::put_read(db, &calendar.id, run.now(), page.span, page.every, page.complete.is_some())?;
        seen_again(db, run, calendar)?;
    }
    Ok(changed)
}

/// A calendar that was missing when the run began was read now: what stands in it can be seen again.
fn seen_again(db: &Db<'_>, run: &Run<'_>, calendar: &Calendar) -> store::Result<()> {
    if calendar.missing_since.is_none() && !calendar.gone {
        return Ok(());
    }
    settle::rest_in(db, &run.home, calendar, run.now())
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
        index::follow_zone(db, &now, &fresh)?;
    }
    Ok(fresh)
}

fn apply(
    db: &Db<'_>,
    run: &Run<'_>,
    calendar: &Calendar,
    page: &Changes,
    known: &[(EventHandle, Revision)],
) -> store::Result<u32> {
    let mut count: u32 = 0;
    let mut note = |differs: bool| count = count.saturating_add(differs.into());
    let mut clients = Clients::default();
    for remote in &page.changed {
        note(arrived(db, run, calendar, remote, &mut clients)?);
    }
    for handle in &page.removed {
        note(settle::lost(db, &run.home, calendar, handle, run.now())?);
    }
    if let Some(present) = &page.complete {
        let present: HashSet<_> = present.iter().collect();
        for (handle, _) in known.iter().filter(|(handle, _)| !present.contains(handle)) {
            note(match out_of_sight(db, calendar, handle, page.span)? {
                Some(left) => left,
                None => settle::lost(db, &run.home, calendar, handle, run.now())?,
            });
        }
    }
    succeed(db, &run.home, calendar, &mut clients, run.now())?;
    Ok(count)
}

/// Stores an event that is new or changed there. Returns whether it differs from the mirror.
fn arrived(
    db: &Db<'_>,
    run: &Run<'_>,
    calendar: &Calendar,
    remote: &RemoteEvent,
    clients: &mut Clients,
) -> store::Result<bool> {
    let before = events::placed(db, &calendar.id, &remote.handle)?;
    let same = before.as_ref().is_some_and(|before| before.revision == remote.revision);
    let event = remote.event.as_ref().ok();
    let ours = event.map(|event| ours::appointment_of(db, event)).transpose()?.flatten();
    let seen = Seen { handle: &remote.handle, revision: &remote.revision, raw: &remote.raw };
    let linked = ours.or_else(|| {
        // Our event stays ours even if it became unreadable.
        before.as_ref().filter(|_| event.is_none()).and_then(|before| before.appointment_id.clone())
    });
    mirror(db, run, calendar, &seen, event, linked.as_ref())?;
    // Another event took the place of an appointment's.
    if let Some(replaced) = before.and_then(|before| before.appointment_id).filter(|id| linked.as_ref() != Some(id)) {
        settle::missed(db, &run.home, &replaced, run.now())?;
    }
    if let Some(linked) = &linked {
        settle::found(db, linked)?;
        if !same {
            asks_again(db, linked)?;
        }
        // What another computer booked again in its place may have been read before.
        let may_be_off = event.is_some_and(|event| is_called_off(event) || is_series(event));
        if !(may_be_off && inherit(db, &run.home, linked, run.now())?) {
            settle::rest(db, &run.home, linked, run.now())?;
        }
    } else if let Some(event) = event {
        let (place, what) = ((calendar, &run.connection.account), (&remote.handle, event));
        written_elsewhere(db, &run.home, place, what, clients, run.now())?;
    }
    Ok(!same)
}

/// Drops an event outside the synced span, unless an appointment is linked to it. Returns whether it was dropped;
/// `None` if it lies inside.
fn out_of_sight(
    db: &Db<'_>,
    calendar: &Calendar,
    handle: &EventHandle,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
) -> store::Result<Option<bool>> {
    let Some(known) = events::placed(db, &calendar.id, handle)? else { return Ok(None) };
    match ours::sight(&known, span) {
        Sight::Inside => Ok(None),
        Sight::Outside if known.appointment_id.is_some() => Ok(Some(false)),
        Sight::Outside => events::remove(db, &calendar.id, handle).map(Some),
    }
}
