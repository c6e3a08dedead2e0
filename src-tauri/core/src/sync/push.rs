//! Sends changes to a provider: one at a time, each closed only when the provider holds what is wanted.

use chrono::{DateTime, TimeDelta, Utc};
use zeroize::Zeroizing;

use super::adopt::inherit;
use super::decide::Act;
use super::engine::Run;
use super::request::{Job, Prepared, one_date, prepare, request};
use super::run::{Outcome, Scope, Stop};
use super::{fields, index, reading, schedule, series, settle, told};
use crate::change::Change;
use crate::model::appointment::{Appointment, Status};
use crate::model::connection::Calendar;
use crate::model::copies::Agreed;
use crate::model::event::Event;
use crate::model::ids::{AppointmentId, ConnectionId, EventHandle, EventId, OutboxId, Revision};
use crate::model::reason::Reason;
use crate::ports::Changed;
use crate::providers::{self, Refusal, RemoteError, RemoteEvent, Stored};
use crate::store::copies::{Absence, Known};
use crate::store::{self, Db, StoreError, appointments, calendars, events, outbox};

/// How often a change is retried at once because the provider's copy had moved on.
const REBASES: u32 = 3;

/// After so many tries at which the server failed, the person is asked. The waits between them add up to more than an hour,
/// which outlasts what passes by itself.
const TRIES: u32 = 12;

/// After so many failures in a row, the server itself is in trouble.
const IN_A_ROW: u32 = 3;

/// Sends what waits for this connection. A refused change is parked and blocks no other; a network or a
/// server that fails ends the run, with the change that met it as the last one of `tried`. What was tried in this run
/// already is left alone.
pub(super) async fn push(
    run: &Run<'_>,
    scope: Scope,
    tried: &mut Vec<OutboxId>,
    outcome: &mut Outcome,
) -> Result<(), Stop> {
    let now = run.now();
    let mut waiting = run.store.read(|db| outbox::waiting_for(db, &run.connection.id))?;
    // What failed before comes last, so that it holds back nothing else.
    waiting.sort_by_key(|change| change.attempts);
    let mut failed_in_a_row: u32 = 0;
    for entry in waiting {
        let due = match scope {
            Scope::Due => schedule::is_due(&entry, now),
            Scope::All | Scope::Changes => schedule::may_go(&entry, now),
        };
        if !due || tried.contains(&entry.id) {
            continue;
        }
        let sending = run.engine.mark_sending(&entry.appointment_id);
        let sent = send(run, &entry.id).await;
        drop(sending);
        run.ports.announce.changed(Changed::Agenda);
        if !matches!(sent, Ok(Sent::Nothing)) {
            tried.push(entry.id.clone());
        }
        match sent {
            Ok(Sent::Done) => outcome.pushed = outcome.pushed.saturating_add(1),
            Ok(Sent::Parked) => outcome.failed = outcome.failed.saturating_add(1),
            Ok(Sent::Nothing) => {}
            Ok(Sent::Failed) => {
                outcome.failed = outcome.failed.saturating_add(1);
                failed_in_a_row = failed_in_a_row.saturating_add(1);
                if failed_in_a_row >= IN_A_ROW {
                    return Ok(());
                }
                continue;
            }
            Err(stop) => return Err(stop),
        }
        failed_in_a_row = 0;
    }
    Ok(())
}

/// Puts off what is due and cannot go before more is known, so that nobody wakes for it until then.
pub(super) fn put_off(run: &Run<'_>) -> store::Result<()> {
    let now = run.now();
    run.store.write(|db| {
        for change in
            outbox::waiting_for(db, &run.connection.id)?.into_iter().filter(|change| schedule::is_due(change, now))
        {
            let settled = match settle(db, &run.home, &change.appointment_id, now) {
                Err(StoreError::Unreadable { .. }) => continue,
                settled => settled?,
            };
            let waits = matches!(settled, Some((Act::Wait(_), _)));
            let unseen = run.engine.awaits_look(run, &change.appointment_id);
            if (waits || unseen)
                && let Some(change) = outbox::get(db, &change.id)?.filter(Change::waits)
            {
                let until = now + TimeDelta::from_std(schedule::EVERY).unwrap_or_default();
                let reason = change.reason.or(unseen.then_some(Reason::CalStale));
                outbox::put(db, &change.postponed(reason, until, now))?;
            }
        }
        Ok(())
    })
}

/// Returns whether a change was tried in an earlier run too.
pub(super) fn was_tried_before(run: &Run<'_>, last: Option<&OutboxId>) -> store::Result<bool> {
    let change = last.map(|id| run.store.read(|db| outbox::get(db, id))).transpose()?.flatten();
    Ok(change.is_some_and(|change| change.attempts > 1))
}

/// The change that was tried last got no answer, and the server answers other requests: that is the change's own trouble.
pub(super) fn unanswered(run: &Run<'_>, last: Option<&OutboxId>) -> Result<(), Stop> {
    last.map_or(Ok(()), |id| postpone(run, id, Reason::SyncFailing).map(drop))
}

/// Holds back everything that waits for the connection until then, and notes why.
pub(super) fn delay(
    db: &Db<'_>,
    connection: &ConnectionId,
    reason: Reason,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> store::Result<()> {
    for change in outbox::waiting_for(db, connection)? {
        outbox::put(db, &change.postponed(Some(reason), until, now))?;
    }
    Ok(())
}

enum Sent {
    Done,
    Parked,
    /// There was nothing (left) to send.
    Nothing,
    /// The server failed at it; it is sent again later.
    Failed,
}

async fn send(run: &Run<'_>, id: &OutboxId) -> Result<Sent, Stop> {
    let mut removed = false;
    for _ in 0..REBASES {
        // Written down before anything is sent: what the provider may know of is never forgotten.
        let job = match run.store.write(|db| prepare(db, run, id))? {
            Prepared::Job(job) => job,
            Prepared::Asks => return Ok(Sent::Parked),
            Prepared::Nothing if removed => return Ok(Sent::Done),
            Prepared::Nothing => return Ok(Sent::Nothing),
        };
        let done = request(run, &job).await;
        let definite = match &done {
            Ok(_) => true,
            Err(error) => is_definite(error, &job.act),
        };
        match done {
            Ok(stored) => {
                run.store.write(|db| answered(db, run, &job, stored.as_ref()))?;
                if job.act != Act::Relocate {
                    return Ok(Sent::Done);
                }
                // It is written where it belongs at once, unless that is another account.
                removed = true;
            }
            Err(RemoteError::Conflict { theirs: Some(theirs) }) => {
                if !run.store.write(|db| met(db, run, &job, &theirs))? {
                    return Ok(Sent::Parked);
                }
                continue;
            }
            Err(RemoteError::Gone) => {
                run.store.write(|db| not_found(db, run, &job))?;
                // The rest of its account says whether it was deleted or moved.
                return Ok(Sent::Nothing);
            }
            Err(error) => {
                if definite {
                    run.store.write(|db| unsent(db, &job))?;
                }
                // One request that is refused is its own trouble, where the sign-in is good.
                if matches!(error, RemoteError::SignedOut) && reading::is_let_in(run).await? {
                    return postpone(run, id, Reason::SyncFailing);
                }
                return refused(run, &job, error);
            }
        }
    }
    // The event keeps changing at the provider, or is said to.
    postpone(run, id, Reason::SyncFailing)
}

/// Returns whether an error says that nothing of the request was carried out.
fn is_definite(error: &RemoteError, act: &Act) -> bool {
    match error {
        // What was created and is said to be refused may be moved before it is seen: it is looked for before it is sent again.
        RemoteError::Refused(Refusal::ReadOnly | Refusal::TooLarge | Refusal::Quota | Refusal::Other)
            if *act == Act::Create =>
        {
            false
        }
        RemoteError::Offline
        | RemoteError::Unreached
        | RemoteError::SignedOut
        | RemoteError::NotLetIn(_)
        | RemoteError::Refused(_)
        | RemoteError::Conflict { .. }
        | RemoteError::CursorLost
        | RemoteError::Gone => true,
        // A server that is too busy to answer may have done it.
        RemoteError::NoAnswer | RemoteError::Failed | RemoteError::Throttled { .. } | RemoteError::Garbled(_) => false,
    }
}

fn refused(run: &Run<'_>, job: &Job, error: RemoteError) -> Result<Sent, Stop> {
    let id = &job.change.id;
    match error {
        // Something is in the way that cannot be seen, or the answer is none. That may pass.
        RemoteError::Failed
        | RemoteError::Conflict { .. }
        | RemoteError::Gone
        | RemoteError::Refused(Refusal::NoCalendars)
        | RemoteError::Garbled(_)
        | RemoteError::CursorLost => postpone(run, id, Reason::SyncFailing),
        RemoteError::Refused(Refusal::CalendarGone) => {
            let gone = run.store.write(|db| calendars::note_absent(db, &job.calendar.id, run.now()))?;
            if !gone {
                return postpone(run, id, Reason::CalMissing);
            }
            // What was cancelled is gone with it; the rest is asked about.
            let settled = run.store.write(|db| settle(db, &run.home, &job.gathered.appointment.id, run.now()))?;
            let asks = settled.and_then(|(_, gathered)| gathered.change).is_some_and(|change| change.needs_person());
            Ok(if asks { Sent::Parked } else { Sent::Done })
        }
        RemoteError::Refused(Refusal::Quota) => park(run, job, Reason::SyncFull),
        RemoteError::Refused(Refusal::ReadOnly | Refusal::TooLarge | Refusal::Other) => {
            park(run, job, Reason::SyncRejected)
        }
        // One object may be guarded by a page to sign in to; where all of them are, reading says so.
        RemoteError::Refused(Refusal::Redirect) => postpone(run, id, Reason::SyncFailing),
        error @ RemoteError::Refused(Refusal::Insecure | Refusal::Certificate) => Err(Stop::Remote(error)),
        error @ (RemoteError::Offline
        | RemoteError::Unreached
        | RemoteError::NoAnswer
        | RemoteError::Throttled { .. }
        | RemoteError::SignedOut
        | RemoteError::NotLetIn(_)) => Err(Stop::Remote(error)),
    }
}

/// Postpones a change that could not be sent, whatever becomes of others; after some tries, the person is asked.
fn postpone(run: &Run<'_>, id: &OutboxId, reason: Reason) -> Result<Sent, Stop> {
    run.store.write(|db| {
        let Some(change) = outbox::get(db, id)? else { return Ok(()) };
        let now = run.now();
        if change.attempts >= TRIES {
            return outbox::put(db, &change.asked(reason, None, now));
        }
        let wait = TimeDelta::from_std(schedule::back_off(change.attempts, 0.5)).unwrap_or_default();
        outbox::put(db, &change.postponed(Some(reason), now + wait, now))
    })?;
    Ok(Sent::Failed)
}

/// The request was carried out: what it said is what both sides hold, and what changed here meanwhile is sent next.
fn answered(db: &Db<'_>, run: &Run<'_>, job: &Job, stored: Option<&Stored>) -> store::Result<()> {
    let now = run.now();
    let id = &job.gathered.appointment.id;
    let Some(current) = appointments::get(db, id)? else { return Ok(()) };
    let current_status = current.status;
    let known = store::copies::get_or_nothing(db, id)?;
    let copy = job.gathered.copies.here.copy.clone();
    let told = known.agreed.as_ref().is_some_and(|agreed| agreed.told) || copy.guest.is_some();
    let date = one_date(job).map(|date| date.at).filter(|_| stored.is_some() && job.act != Act::Relocate);
    let agreed = match stored {
        // The date that it was is off, and what stands again elsewhere is another event.
        Some(stored) if job.act == Act::Relocate => {
            let seen = Seen { handle: &stored.handle, revision: &stored.revision, raw: &stored.raw };
            mirror(db, run, &job.calendar, &seen, Some(&stored.event), None)?;
            let uid = uuid::Uuid::new_v4().to_string();
            let unlinked = Appointment { calendar_event_id: None, invited: None, uid, ..current };
            appointments::put(db, &unlinked, now)?;
            None
        }
        Some(stored) => {
            let seen = Seen { handle: &stored.handle, revision: &stored.revision, raw: &stored.raw };
            mirror(db, run, &job.calendar, &seen, Some(&stored.event), Some(id))?;
            let sequence = stored.event.parts.iter().map(|part| part.sequence).max().unwrap_or(0);
            let linked = Appointment {
                calendar_event_id: Some(stored.handle.clone()),
                sequence: current.sequence.max(sequence),
                invited: job.gathered.guests.invited_after(current.invited.as_deref()),
                ..current
            };
            appointments::put(db, &linked, now)?;
            Some(Agreed { copy, calendar: Some(job.calendar.id.clone()), told })
        }
        None => {
            if let Some(linked) = &job.gathered.linked {
                events::remove(db, &job.calendar.id, &linked.row.handle)?;
                events::doubt(db, id)?;
            }
            // What stands again elsewhere is another event: a removed UID is not used again.
            let stands = job.act == Act::Relocate || current.status != Status::Cancelled;
            let uid = if stands { uuid::Uuid::new_v4().to_string() } else { current.uid.clone() };
            let unlinked = Appointment { calendar_event_id: None, invited: None, uid, ..current };
            appointments::put(db, &unlinked, now)?;
            None
        }
    };
    let later = date.is_some() && job.gathered.later;
    let repeat = match (stored, date) {
        (Some(_), None) => series::wanted(&job.gathered.appointment),
        (Some(_), Some(_)) => known.repeat.clone(),
        (None, _) => None,
    };
    let (absence, by_rules) = (Absence::No, false);
    let (sent, looked, series) = (None, true, None);
    let known = Known { agreed, sent, looked, absence, series, date, by_rules, later, repeat, ..known };
    store::copies::put(db, id, &known)?;
    let mut done = told::by_answer(&job.act, &job.gathered, job.change.notify, &job.calendar.id, stored);
    let called_off = stored.is_none() && current_status == Status::Cancelled;
    if called_off && let Some(done) = done.take() {
        settle::removed(db, id, done, now)?;
    }
    let settled = settle::settle_after(db, &run.home, id, done, now)?;
    // What another computer booked again stood behind it, and stands there still.
    if called_off && inherit(db, &run.home, id, now)? {
        return Ok(());
    }
    let Some((act, gathered)) = settled else { return Ok(()) };
    match gathered.change.clone() {
        Some(change) if change.waits() => {
            let what = told::what_of(&act, &gathered);
            outbox::put(db, &change.goes_on(what, now))
        }
        Some(_) | None => Ok(()),
    }
}

/// Nothing of the request was carried out.
fn unsent(db: &Db<'_>, job: &Job) -> store::Result<()> {
    let id = &job.gathered.appointment.id;
    if appointments::get(db, id)?.is_none() {
        return Ok(());
    }
    let known = store::copies::get_or_nothing(db, id)?;
    store::copies::put(db, id, &Known { sent: None, looked: true, ..known })
}

/// A series is another one than the person saw: what they said of it is no answer any more.
pub(super) fn asks_again(db: &Db<'_>, id: &AppointmentId) -> store::Result<()> {
    let known = store::copies::get_or_nothing(db, id)?;
    if known.series.is_none() || known.sent.is_some() {
        return Ok(());
    }
    store::copies::put(db, id, &Known { series: None, ..known })
}

/// The request met a copy that it was not made for, and wrote nothing. Returns whether the change still waits.
fn met(db: &Db<'_>, run: &Run<'_>, job: &Job, theirs: &RemoteEvent) -> store::Result<bool> {
    let now = run.now();
    unsent(db, job)?;
    asks_again(db, &job.gathered.appointment.id)?;
    let seen = Seen { handle: &theirs.handle, revision: &theirs.revision, raw: &theirs.raw };
    let event = theirs.event.as_ref().ok();
    let appointment = &job.gathered.appointment;
    // Somebody else's event under our name is not ours to touch.
    if event.is_none_or(|event| event.uid != appointment.uid) {
        return park_in(db, job, Reason::SyncNotUnderstood, None, now).map(|()| false);
    }
    mirror(db, run, &job.calendar, &seen, event, Some(&appointment.id))?;
    settle::found(db, &appointment.id)?;
    let settled = settle(db, &run.home, &appointment.id, now)?;
    Ok(settled.and_then(|(_, gathered)| gathered.change).is_some_and(|change| change.waits()))
}

/// The event is not where it was seen. Whether it was deleted or moved, a reading of its account tells.
fn not_found(db: &Db<'_>, run: &Run<'_>, job: &Job) -> store::Result<()> {
    unsent(db, job)?;
    if let Some(linked) = &job.gathered.linked {
        settle::lost(db, &run.home, &job.calendar, &linked.row.handle, run.now())?;
    }
    Ok(())
}

fn park(run: &Run<'_>, job: &Job, reason: Reason) -> Result<Sent, Stop> {
    run.store.write(|db| park_in(db, job, reason, None, run.now()))?;
    Ok(Sent::Parked)
}

fn park_in(
    db: &Db<'_>,
    job: &Job,
    reason: Reason,
    theirs: Option<(DateTime<Utc>, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> store::Result<()> {
    let Some(change) = outbox::get(db, &job.change.id)? else { return Ok(()) };
    outbox::put(db, &change.asked(reason, theirs, now))
}

/// The provider's copy of an event.
pub(super) struct Seen<'a> {
    pub handle: &'a EventHandle,
    pub revision: &'a Revision,
    pub raw: &'a [u8],
}

/// Stores the provider's copy in the mirror.
pub(super) fn mirror(
    db: &Db<'_>,
    run: &Run<'_>,
    calendar: &Calendar,
    seen: &Seen<'_>,
    event: Option<&Event>,
    appointment: Option<&AppointmentId>,
) -> store::Result<()> {
    let event = event.filter(|event| !event.parts.is_empty());
    // As its occurrences are worked out later.
    let provider = providers::by_id(&run.connection.provider);
    let opened = event.and_then(|event| index::as_opened(provider, calendar, seen.raw, event));
    let event = opened.as_ref().or(event);
    let (now, bounds) = (run.now(), fields::bounds(event, provider, calendar.zone.as_deref(), seen.raw));
    let row = events::Mirrored {
        id: EventId::random(),
        calendar_id: calendar.id.clone(),
        handle: seen.handle.clone(),
        revision: seen.revision.clone(),
        body: Zeroizing::new(seen.raw.to_vec()),
        readable: event.is_some(),
        starts_at: bounds.map(|bounds| bounds.0),
        ends_at: bounds.and_then(|bounds| bounds.1),
        appointment_id: appointment.cloned(),
        ignored: false,
    };
    events::put(db, &row, &index::indexed(event, now), now)
}
