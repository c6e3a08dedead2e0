//! Prepares one request of a change, and makes it.

use chrono::NaiveDateTime;

use super::copies::Gathered;
use super::decide::{Act, Shape};
use super::engine::Run;
use super::{settle, told};
use crate::change::Change;
use crate::model::appointment::{Appointment, Guess, Status};
use crate::model::carried::Carried;
use crate::model::connection::Calendar;
use crate::model::copies::{Extent, Field, Request, Sent};
use crate::model::event::{Content, OneDate};
use crate::model::ids::OutboxId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers::{Expect, Outgoing, Refusal, RemoteError, Stored};
use crate::store::copies::Known;
use crate::store::{self, Db, StoreError, carried as sealing, outbox, services};

/// A change with all that is needed to send it.
pub(super) struct Job {
    pub act: Act,
    pub gathered: Gathered,
    pub change: Change,
    /// Where the request goes: where the event stands, or is to stand.
    pub calendar: Calendar,
    /// What travels in the event, sealed.
    pub carried: Option<String>,
}

pub(super) async fn request(run: &Run<'_>, job: &Job) -> Result<Option<Stored>, RemoteError> {
    let calendar = &job.calendar.handle;
    let linked = job.gathered.linked.as_ref();
    if let Some(date) = one_date(job) {
        let mut outgoing = Outgoing { handle: linked.map(|linked| linked.row.handle.clone()), ..outgoing(run, job) };
        // One date repeats in no way of its own.
        outgoing.content.repeat = None;
        let base = linked.map(|linked| linked.row.body.to_vec());
        let expect = linked.map_or(Expect::Absent, |linked| Expect::Revision(linked.row.revision.clone()));
        let notify = if date.off { job.act == (Act::Remove { tell: true }) } else { outgoing.notify };
        return run.remote.put_date(calendar, &Outgoing { base, notify, ..outgoing }, &date, &expect).await.map(Some);
    }
    match (&job.act, linked) {
        (Act::Create, _) | (Act::Update, None) => {
            run.remote.put(calendar, &whole(run, job)?, &Expect::Absent).await.map(Some)
        }
        (Act::Update, Some(linked)) => {
            let expect = Expect::Revision(linked.row.revision.clone());
            run.remote.put(calendar, &whole(run, job)?, &expect).await.map(Some)
        }
        (Act::Remove { .. } | Act::Relocate, Some(linked)) => {
            let tell = job.act == (Act::Remove { tell: true });
            let expect = Expect::Revision(linked.row.revision.clone());
            run.remote.remove(calendar, &linked.row.handle, &expect, tell).await.map(|()| None)
        }
        (Act::Remove { .. } | Act::Relocate | Act::Nothing | Act::Ask(_) | Act::Wait(_) | Act::Learn(_), _) => Ok(None),
    }
}

/// Returns the date of a series that a request is about, where it is about no more than that.
pub(super) fn one_date(job: &Job) -> Option<OneDate> {
    let seen = job.gathered.there()?;
    let only = match seen.shape {
        Shape::Single => false,
        Shape::Series => job.gathered.known.series == Some(Extent::OneDate),
        Shape::Date | Shape::Dropped => true,
    };
    let off = match job.act {
        Act::Remove { .. } | Act::Relocate => true,
        Act::Create | Act::Update | Act::Nothing | Act::Ask(_) | Act::Wait(_) | Act::Learn(_) => false,
    };
    only.then(|| OneDate { at: job.gathered.date.unwrap_or(seen.copy.start), off })
}

pub(super) enum Prepared {
    Job(Box<Job>),
    /// Only the person can say.
    Asks,
    Nothing,
}

/// Decides about a change that is due and, if something is to be sent, writes down what.
pub(super) fn prepare(db: &Db<'_>, run: &Run<'_>, id: &OutboxId) -> store::Result<Prepared> {
    let Some(before) = outbox::get(db, id)?.filter(Change::waits) else { return Ok(Prepared::Nothing) };
    let appointment = before.appointment_id.clone();
    if run.engine.awaits_look(run, &appointment) {
        return Ok(Prepared::Nothing);
    }
    let settled = match settle(db, &run.home, &appointment, run.now()) {
        Ok(settled) => settled,
        // A damaged row is that change's trouble alone (S51).
        Err(StoreError::Unreadable { .. }) => {
            outbox::put(db, &before.asked(Reason::StoreRecord, None, run.now()))?;
            return Ok(Prepared::Asks);
        }
        Err(other) => return Err(other),
    };
    let Some((act, gathered)) = settled else { return Ok(Prepared::Nothing) };
    let Some(change) = gathered.change.clone() else { return Ok(Prepared::Nothing) };
    let (request, calendar) = match (&act, &gathered.linked, &gathered.calendar) {
        (Act::Create, _, Some(calendar)) | (Act::Update, None, Some(calendar)) => {
            (Request::Put(gathered.copies.here.copy.clone()), calendar)
        }
        (Act::Update, Some(linked), _) => (Request::Put(gathered.copies.here.copy.clone()), &linked.calendar),
        (Act::Remove { .. } | Act::Relocate, Some(linked), _) => (Request::Remove, &linked.calendar),
        (Act::Ask(_), ..) if change.needs_person() => return Ok(Prepared::Asks),
        _ => return Ok(Prepared::Nothing),
    };
    // It went to another account meanwhile, whose own run sends it.
    if !change.waits() || calendar.connection_id != run.connection.id {
        return Ok(Prepared::Nothing);
    }
    let calendar = calendar.clone();
    let told = told::asks_mail(&act, &gathered, change.notify);
    let carried = if request == Request::Remove { None } else { carried(db, &gathered, told)? };
    // What waits in an older copy of the file may have been sent since that copy was made.
    let repeated = change.attempts > 0 || run.engine.is_inherited(&appointment);
    let sent = Sent { request, calendar: calendar.id.clone(), told, repeated };
    let known = Known { sent: Some(sent), looked: false, ..gathered.known.clone() };
    store::copies::put(db, &appointment, &known)?;
    let change = change.tried(run.now());
    outbox::put(db, &change)?;
    Ok(Prepared::Job(Box::new(Job { act, gathered, change, calendar, carried })))
}

/// Seals what the person's other computers are to know of an appointment; `None` = who it is with was only guessed here, and
/// what the event carries may say it.
fn carried(db: &Db<'_>, gathered: &Gathered, tells: bool) -> store::Result<Option<String>> {
    let appointment = &gathered.appointment;
    if appointment.guessed.contains(&Guess::Client) {
        return Ok(None);
    }
    let service = match &appointment.service_id {
        Some(id) => {
            let service = store::or_nothing(services::get(db, id))?;
            Some((id.clone(), service.map(|service| service.name).unwrap_or_default()))
        }
        None => None,
    };
    let told = tells || gathered.copies.agreed.as_ref().is_some_and(|agreed| agreed.told);
    let told = gathered.guests.invited_after(appointment.invited.as_deref()).filter(|_| told);
    let content = Carried { client: appointment.client_id.clone(), service, told };
    sealing::seal(db, &appointment.id, &appointment.uid, &content)
}

/// Returns what is sent where it is all of the event. No series is sent in UTC: its hour would change with the clocks.
fn whole(run: &Run<'_>, job: &Job) -> Result<Outgoing, RemoteError> {
    let outgoing = outgoing(run, job);
    if outgoing.content.repeat.is_some() && outgoing.content.zone != job.gathered.appointment.zone {
        return Err(RemoteError::Refused(Refusal::Other));
    }
    Ok(outgoing)
}

fn outgoing(run: &Run<'_>, job: &Job) -> Outgoing {
    let appointment = &job.gathered.appointment;
    let (start, end, zone) = written(appointment);
    let over = job.gathered.linked.as_ref().filter(|_| job.act == Act::Update);
    let (here, there) = (&job.gathered.copies.here.copy, job.gathered.there().map(|seen| &seen.copy));
    Outgoing {
        handle: over.map(|linked| linked.row.handle.clone()),
        content: Content {
            uid: appointment.uid.clone(),
            appointment_id: appointment.id.as_str().to_owned(),
            carried: job.carried.clone(),
            title: appointment.title.clone(),
            place: appointment.place.clone(),
            description: appointment.description.clone(),
            start,
            end,
            zone,
            time_stands: over.is_some() && there.is_some_and(|copy| Field::Time.equal(copy, here)),
            repeat: appointment.repeat.clone(),
            tentative: appointment.status == Status::Tentative,
            sequence: appointment.sequence,
            stamp: run.now(),
            invitation: job.gathered.guests.invitation.clone(),
            uninvited: job.gathered.guests.gone.clone(),
        },
        base: over.map(|linked| linked.row.body.to_vec()),
        notify: job.change.notify,
    }
}

/// Returns start, end and zone as they are written: by the wall clock that was agreed on, where that tells these instants. In an
/// hour that comes twice it need not: the second of the two can be told to every calendar in UTC alone (RFC 5545 section 3.3.5).
fn written(appointment: &Appointment) -> (NaiveDateTime, NaiveDateTime, String) {
    let Appointment { starts_at, ends_at, .. } = *appointment;
    let zone = Zone::named(&appointment.zone).unwrap_or_else(|_| Zone::utc());
    let (start, end) = (appointment.start, zone.wall(ends_at));
    let comes_twice = zone.fold(starts_at).is_some() || zone.fold(ends_at).is_some();
    if comes_twice && zone.span(start, end) != (starts_at, ends_at) {
        return (starts_at.naive_utc(), ends_at.naive_utc(), Zone::utc().name().to_owned());
    }
    (start, end, appointment.zone.clone())
}
