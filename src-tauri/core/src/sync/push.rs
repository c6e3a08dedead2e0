//! Sends changes to a provider: one at a time, each closed only when the provider holds what is wanted.

use chrono::{DateTime, TimeDelta, Utc};
use zeroize::Zeroizing;

use super::engine::{Outcome, Run, Scope, Stop};
use super::fields::{adopt, fields_here, fields_of};
use super::guests::{Guests, guests};
use super::plan::{self, Base, Fields, Step};
use super::schedule;
use crate::availability::occurrences::{first_start, last_end};
use crate::change::Change;
use crate::model::appointment::{Appointment, OutboxEntry, Status, What};
use crate::model::client::Client;
use crate::model::connection::Calendar;
use crate::model::event::{Content, Event};
use crate::model::ids::{AppointmentId, ConnectionId, EventHandle, EventId, OutboxId, Revision};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::ports::Changed;
use crate::providers::{Expect, Outgoing, Refusal, RemoteError, RemoteEvent, Stored};
use crate::store::{self, Db, StoreError, appointments, calendars, changes, clients, events, outbox};

/// How often a change is retried at once because the provider's copy had moved on.
const REBASES: u32 = 3;

/// After so many tries at which the server failed, the person is asked. The waits between them add up to more than an hour,
/// which outlasts what passes by itself.
const TRIES: u32 = 12;

/// After so many failures in a row, the server itself is in trouble.
const IN_A_ROW: u32 = 3;

pub(super) fn is_due(entry: &OutboxEntry, now: DateTime<Utc>) -> bool {
    may_go(entry, now) && !schedule::is_ahead(entry.next_try_at, now, schedule::LONGEST_HOLD)
}

/// Returns whether the undo window has passed.
fn may_go(entry: &OutboxEntry, now: DateTime<Utc>) -> bool {
    !schedule::is_ahead(entry.not_before, now, schedule::LONGEST_UNDO)
}

/// Sends what waits for this connection. A refused change is parked and blocks no other; a network or a
/// server that fails ends the run.
pub(super) async fn push(run: &Run<'_>, scope: Scope, outcome: &mut Outcome) -> Result<(), Stop> {
    let now = run.now();
    let mut waiting = run.store.read(|db| outbox::waiting_for(db, &run.connection.id))?;
    // What failed before comes last, so that it holds back nothing else.
    waiting.sort_by_key(|change| change.attempts);
    let mut failed_in_a_row: u32 = 0;
    for entry in waiting {
        let due = match scope {
            Scope::Due => is_due(&entry, now),
            Scope::All => may_go(&entry, now),
        };
        if !due {
            continue;
        }
        run.engine.mark_sending(Some(entry.appointment_id.clone()));
        let sent = send(run, &entry.id).await;
        run.engine.mark_sending(None);
        run.ports.announce.changed(Changed::Agenda);
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

/// A change with all that is needed to send it.
struct Job {
    change: Change,
    appointment: Appointment,
    calendar: Calendar,
    wanted: Fields,
    guests: Guests,
    base: Option<Base>,
    body: Option<Zeroizing<Vec<u8>>>,
    step: Step,
    /// Somebody turned the event into a series: moving its master would move occurrences that were never ours.
    series: bool,
}

async fn send(run: &Run<'_>, id: &OutboxId) -> Result<Sent, Stop> {
    for _ in 0..REBASES {
        // Counted before anything is sent: the provider cannot know of a change with no attempts.
        let Some(job) = run.store.write(|db| prepare(db, run, id))? else { return Ok(Sent::Nothing) };
        // Neither moved nor removed: its other occurrences were never ours.
        if job.series && matches!(job.step, Step::Update(..) | Step::Remove(..)) {
            return park(run, &job, Reason::SyncSeries);
        }
        let calendar = &job.calendar.handle;
        let done = match &job.step {
            Step::Nothing => Ok(None),
            Step::Create => run.remote.put(calendar, &outgoing(run, &job, None), &Expect::Absent).await.map(Some),
            Step::Update(handle, revision) => {
                let expect = Expect::Revision(revision.clone());
                run.remote.put(calendar, &outgoing(run, &job, Some(handle)), &expect).await.map(Some)
            }
            Step::Remove(handle, revision) => run
                .remote
                .remove(calendar, handle, &Expect::Revision(revision.clone()), job.change.notify)
                .await
                .map(|()| None),
            Step::RemoveUnseen => remove_unseen(run, &job).await.map(|()| None),
        };
        match done {
            Ok(stored) => {
                run.store.write(|db| settle(db, run, &job, stored.as_ref()))?;
                return Ok(Sent::Done);
            }
            Err(RemoteError::Conflict { theirs: Some(theirs) }) => {
                if !run.store.write(|db| rebase(db, run, &job, &theirs))? {
                    return Ok(Sent::Parked);
                }
            }
            Err(RemoteError::Failed) => return postpone(run, id, Reason::SyncFailing),
            Err(RemoteError::Gone) => {
                run.store.write(|db| gone(db, run, &job))?;
                return Ok(Sent::Parked);
            }
            Err(RemoteError::Conflict { theirs: None }) => return park(run, &job, Reason::SyncNotUnderstood),
            Err(RemoteError::Refused(refusal)) => match refusal {
                Refusal::CalendarGone => {
                    let gone = run.store.write(|db| calendars::note_absent(db, &job.calendar.id, run.now()))?;
                    if gone {
                        return park(run, &job, Reason::CalGone);
                    }
                    return postpone(run, id, Reason::CalMissing);
                }
                Refusal::Quota => return park(run, &job, Reason::SyncFull),
                Refusal::ReadOnly | Refusal::TooLarge | Refusal::Other => {
                    return park(run, &job, Reason::SyncRejected);
                }
                Refusal::NoCalendars => return park(run, &job, Reason::SyncNotUnderstood),
                Refusal::Insecure | Refusal::Certificate | Refusal::Redirect => {
                    return Err(Stop::Remote(RemoteError::Refused(refusal)));
                }
            },
            Err(RemoteError::Garbled(_) | RemoteError::CursorLost) => {
                return park(run, &job, Reason::SyncNotUnderstood);
            }
            Err(
                error @ (RemoteError::Offline
                | RemoteError::NoAnswer
                | RemoteError::Throttled { .. }
                | RemoteError::SignedOut
                | RemoteError::NotLetIn(_)),
            ) => {
                return Err(Stop::Remote(error));
            }
        }
    }
    // The event keeps changing at the provider: back off as if the server were down.
    run.store.write(|db| {
        let Some(change) = outbox::get(db, id)? else { return Ok(()) };
        let now = run.now();
        let wait = TimeDelta::from_std(schedule::back_off(change.attempts, 0.5)).unwrap_or_default();
        let reason = change.reason;
        outbox::put(db, &change.postponed(reason, now + wait, now))
    })?;
    Ok(Sent::Nothing)
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

fn prepare(db: &Db<'_>, run: &Run<'_>, id: &OutboxId) -> store::Result<Option<Job>> {
    let Some(change) = outbox::get(db, id)?.filter(Change::waits) else { return Ok(None) };
    let Some(appointment) = appointments::get(db, &change.appointment_id)? else { return Ok(None) };
    let Some(calendar) = appointment.calendar_id.as_ref().map(|id| calendars::get(db, id)).transpose()?.flatten()
    else {
        return Ok(None);
    };
    let mirrored = events::of_appointment(db, &calendar.id, &appointment.id)?;
    let there = mirrored.as_ref().and_then(|seen| read(run, &calendar, &seen.body));
    let series = there.as_ref().is_some_and(is_series);
    let guests = guests(&appointment, client_of(db, &appointment)?.as_ref(), &run.connection.account);
    let base = mirrored.as_ref().map(|seen| Base {
        handle: seen.handle.clone(),
        revision: seen.revision.clone(),
        fields: there.as_ref().and_then(|event| fields_of(event, &run.home)),
        invites_right: there.as_ref().is_some_and(|event| guests.are_right_in(event)),
    });
    let wanted = fields_here(&appointment);
    let step = plan::push(&wanted, base.as_ref(), change.attempts);
    let change = change.tried(run.now());
    outbox::put(db, &change)?;
    let body = mirrored.map(|seen| seen.body);
    Ok(Some(Job { change, appointment, calendar, wanted, guests, base, body, step, series }))
}

fn client_of(db: &Db<'_>, appointment: &Appointment) -> store::Result<Option<Client>> {
    match clients::get(db, &appointment.client_id) {
        Err(StoreError::Unreadable { .. }) => Ok(None),
        read => read,
    }
}

fn is_series(event: &Event) -> bool {
    event.parts.len() > 1 || event.parts.iter().any(|part| part.rule.is_some() || !part.also.is_empty())
}

fn read(run: &Run<'_>, calendar: &Calendar, body: &[u8]) -> Option<Event> {
    (run.provider.read)(body, calendar.zone.as_deref()).ok()
}

fn outgoing(run: &Run<'_>, job: &Job, handle: Option<&EventHandle>) -> Outgoing {
    let appointment = &job.appointment;
    let zone = Zone::named(&appointment.zone).unwrap_or_else(|_| Zone::utc());
    Outgoing {
        handle: handle.cloned(),
        content: Content {
            uid: appointment.uid.clone(),
            appointment_id: appointment.id.as_str().to_owned(),
            title: appointment.title.clone(),
            place: appointment.place.clone(),
            description: String::new(),
            start: appointment.start,
            end: zone.wall(appointment.ends_at),
            zone: appointment.zone.clone(),
            tentative: appointment.status == Status::Tentative,
            sequence: appointment.sequence,
            stamp: run.now(),
            invitation: job.guests.invitation.clone(),
            uninvited: job.guests.gone.clone(),
        },
        base: job.body.as_ref().filter(|_| handle.is_some()).map(|body| body.to_vec()),
        notify: job.change.notify,
    }
}

/// Repeats a create whose answer was lost (which makes no twin), and removes what it finds.
async fn remove_unseen(run: &Run<'_>, job: &Job) -> Result<(), RemoteError> {
    let calendar = &job.calendar.handle;
    let mut quiet = outgoing(run, job, None);
    quiet.content.invitation = None;
    quiet.notify = false;
    let stored = run.remote.put(calendar, &quiet, &Expect::Absent).await?;
    run.remote.remove(calendar, &stored.handle, &Expect::Revision(stored.revision), false).await
}

/// Closes a change once the provider holds what was wanted, unless the appointment has changed again since.
fn settle(db: &Db<'_>, run: &Run<'_>, job: &Job, stored: Option<&Stored>) -> store::Result<()> {
    let now = run.now();
    let Some(current) = appointments::get(db, &job.appointment.id)? else { return Ok(()) };
    let guests_now = guests(&current, client_of(db, &current)?.as_ref(), &run.connection.account);
    let invited = job.guests.invited_after(current.invited.as_deref());
    match (stored, &job.step) {
        (Some(stored), _) => {
            let seen = Seen { handle: &stored.handle, revision: &stored.revision, raw: &stored.raw };
            mirror(db, run, &job.calendar, &seen, Some(&stored.event), Some(&current.id))?;
            let sequence = stored.event.parts.iter().map(|part| part.sequence).max().unwrap_or(0);
            let linked = Appointment {
                calendar_event_id: Some(stored.handle.clone()),
                sequence: current.sequence.max(sequence),
                invited,
                ..current.clone()
            };
            appointments::put(db, &linked, now)?;
        }
        (None, Step::Remove(handle, _)) => {
            events::remove(db, &job.calendar.id, handle)?;
            let unlinked = Appointment { calendar_event_id: None, invited: None, ..current.clone() };
            appointments::put(db, &unlinked, now)?;
        }
        (None, Step::Nothing) => {
            // An earlier create succeeded and its answer was lost; only the link is missing (S27).
            let handle = job.base.as_ref().map(|base| base.handle.clone());
            appointments::put(db, &Appointment { calendar_event_id: handle, invited, ..current.clone() }, now)?;
        }
        (None, Step::Create | Step::Update(..) | Step::RemoveUnseen) => {}
    }
    let Some(change) = outbox::get(db, &job.change.id)?.filter(Change::waits) else { return Ok(()) };
    let here = fields_here(&current);
    if here != job.wanted || guests_now != job.guests {
        let moved = (here.start, here.end) != (job.wanted.start, job.wanted.end);
        let what = match current.status {
            Status::Cancelled => What::Cancel,
            Status::Confirmed | Status::Tentative => {
                if moved {
                    What::Move
                } else {
                    What::Change
                }
            }
        };
        outbox::put(db, &change.goes_on(what, now))
    } else {
        outbox::put(db, &change.done(now))
    }
}

/// Makes their copy the base. Returns whether the change can be retried on it.
fn rebase(db: &Db<'_>, run: &Run<'_>, job: &Job, theirs: &RemoteEvent) -> store::Result<bool> {
    let now = run.now();
    let seen = Seen { handle: &theirs.handle, revision: &theirs.revision, raw: &theirs.raw };
    let event = theirs.event.as_ref().ok();
    // Somebody else's event under our name is not ours to touch.
    let ours = event.is_some_and(|event| event.uid == job.appointment.uid);
    if !ours {
        return park_in(db, job, Reason::SyncNotUnderstood, None, now).map(|()| false);
    }
    mirror(db, run, &job.calendar, &seen, event, Some(&job.appointment.id))?;
    let there = event.and_then(|event| fields_of(event, &run.home));
    let base = job.base.as_ref().and_then(|base| base.fields.clone());
    match (base, there) {
        (Some(base), Some(there)) => {
            let Some(here) = appointments::get(db, &job.appointment.id)? else { return Ok(false) };
            // It is never brought back there unasked.
            if there.cancelled && !base.cancelled && here.status != Status::Cancelled {
                return park_in(db, job, Reason::SyncDeleted, None, now).map(|()| false);
            }
            let merged = plan::merge(&base, &fields_here(&here), &there);
            if merged.conflict {
                let times = Some((there.start, there.end));
                return park_in(db, job, Reason::SyncConflict, times, now).map(|()| false);
            }
            if merged.adopted && !merged.fields.cancelled {
                changes::add(db, &here.id, "changed_there", Some(&here), now)?;
                appointments::put(db, &adopt(&here, &merged.fields), now)?;
            }
            Ok(true)
        }
        // A create found its own event already there: the next try compares and links it.
        (None, Some(_)) => Ok(true),
        (_, None) => park_in(db, job, Reason::SyncNotUnderstood, None, now).map(|()| false),
    }
}

/// The event was deleted there while it was changed here: parks the change, so that the person decides.
fn gone(db: &Db<'_>, run: &Run<'_>, job: &Job) -> store::Result<()> {
    if let Some(base) = &job.base {
        events::remove(db, &job.calendar.id, &base.handle)?;
    }
    let now = run.now();
    if let Some(current) = appointments::get(db, &job.appointment.id)? {
        appointments::put(db, &Appointment { calendar_event_id: None, invited: None, ..current }, now)?;
    }
    park_in(db, job, Reason::SyncDeleted, None, now)
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
    // As its occurrences are worked out later: a floating time is one of the calendar's own zone.
    let zone = calendar.zone.as_deref().and_then(|name| Zone::named(name).ok());
    let zone = zone.as_ref().unwrap_or(&run.home);
    let row = events::Mirrored {
        id: EventId::random(),
        calendar_id: calendar.id.clone(),
        handle: seen.handle.clone(),
        revision: seen.revision.clone(),
        body: Zeroizing::new(seen.raw.to_vec()),
        readable: event.is_some(),
        starts_at: event.map(|event| first_start(event, zone)),
        ends_at: event.and_then(|event| last_end(event, zone)),
        appointment_id: appointment.cloned(),
    };
    events::put(db, &row, run.now())
}
