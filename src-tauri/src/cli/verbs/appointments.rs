//! Book, move, change, mark and cancel. Each is saved, sent at once as far as that is possible, and printed as it is then.

use std::time::Duration;

use daybook_core::app::App;
use daybook_core::app::sentences::{Fact, with};
use daybook_core::app::views::{
    Appointment, Availability, BookDraft, Connection, Done, EditDraft, MovedDate, Reason, RepeatDraft, Reply,
    RescheduleDraft, Service, SignInKind, SyncState, UiError, Verdict,
};

use super::Ended;
use super::before::{self, wall};
use crate::cli::answers::{Changed, Time};
use crate::cli::args::{Adopt, Book, BringBack, Cancel, Edit, HowMuch, Mark, Reschedule, Which, YesNo};
use crate::cli::{End, print};

/// A change is sent at once, for as long; what has not arrived then goes with the next sync.
const SEND: Duration = Duration::from_secs(10);

/// What a change did to the time of its appointment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Took {
    Nothing,
    ATime,
    /// A time that is meant, whatever else it holds.
    ATimeAnyway,
}

pub async fn book(app: &App, asked: Book, json: bool) -> Ended {
    let took = took(true, asked.anyway);
    let invite = asked.invite;
    let meant_here = asked.calendar.as_deref() == Some("local");
    let draft = draft(app, asked)?;
    let heard = before::booking(app, &draft, json).await?;
    let booked = app.book(draft)?;
    let untold = if invite { untold(app, &booked.appointment)? } else { None };
    let nowhere = if meant_here { None } else { nowhere_to_go(app, &booked.appointment)? };
    let end = finish_heard(app, booked, took, heard, json).await?;
    let Some(why) = nowhere.or(untold) else { return Ok(end) };
    print::error(&why, json);
    Ok(if end == End::Done { End::NeedsYou } else { end })
}

pub async fn adopt(app: &App, asked: Adopt, json: bool) -> Ended {
    let service_id = asked.service.map(|named| service(app, &named)).transpose()?.flatten();
    let made = app.adopt(&asked.event, &asked.client, asked.email.as_deref(), service_id.as_deref())?;
    finish(app, made, Took::Nothing, json).await
}

pub async fn reschedule(app: &App, asked: Reschedule, json: bool) -> Ended {
    let Reschedule { id, start, minutes, fold, telling, anyway, scope } = asked;
    let (fold, notify, scope) = (fold.map(Which::fold), telling.notify(), scope.map(HowMuch::scope));
    let draft = RescheduleDraft { id, start, minutes, zone: None, fold, notify, anyway, scope };
    let heard = before::moving(app, &draft, json).await?;
    finish_heard(app, app.reschedule(draft)?, took(true, anyway), heard, json).await
}

/// The window sends the whole form; here what is not given is taken from the appointment as it is.
pub async fn edit(app: &App, asked: Edit, json: bool) -> Ended {
    let now = app.appointment(&asked.id)?;
    let a_time = asked.start.is_some() || asked.minutes.is_some() || asked.fold.is_some();
    let took = took(a_time, asked.anyway);
    let draft = EditDraft {
        client_id: asked.client.is_none().then_some(now.client_id),
        client: asked.client.unwrap_or(now.client),
        email: asked.email,
        service_id: match asked.service {
            None => now.service_id,
            Some(named) => service(app, &named)?,
        },
        start: asked.start.unwrap_or_else(|| wall(&now.start).to_owned()),
        minutes: asked.minutes.unwrap_or(now.minutes),
        zone: Some(asked.zone.unwrap_or(now.zone)),
        fold: asked.fold.map(Which::fold),
        title: asked.title.or(now.titled.then_some(now.title)),
        place: Some(asked.place.unwrap_or(now.place)),
        description: asked.description,
        notes: Some(asked.notes.unwrap_or(now.notes)),
        status: now.status,
        invite: asked.invite.map_or(now.invite, |invite| invite == YesNo::Yes),
        notify: asked.telling.notify(),
        anyway: asked.anyway,
        id: asked.id,
    };
    let heard = if a_time { before::changing(app, &draft, json).await? } else { None };
    finish_heard(app, app.edit(draft)?, took, heard, json).await
}

pub async fn bring_back(app: &App, asked: &BringBack, json: bool) -> Ended {
    let back = app.bring_back(&asked.change_id, !asked.no_notify, asked.anyway)?;
    finish(app, back, took(true, asked.anyway), json).await
}

pub async fn mark(app: &App, asked: &Mark, json: bool) -> Ended {
    let marked = app.mark(&asked.id, asked.status.into(), asked.telling.notify())?;
    finish(app, marked, Took::Nothing, json).await
}

pub async fn cancel(app: &App, asked: &Cancel, json: bool) -> Ended {
    let notify = asked.telling.notify();
    let cancelled = match asked.scope {
        Some(scope) => app.cancel_dates(&asked.id, scope.scope(), notify)?,
        None => app.cancel(&asked.id, notify)?,
    };
    finish(app, cancelled, Took::Nothing, json).await
}

/// Sends what waits of an appointment, as far as that is possible at once. Returns what has become of it.
pub async fn send(app: &App, changed: Appointment) -> Result<(Appointment, End), UiError> {
    match changed.sync.state {
        SyncState::Waiting => {}
        SyncState::NeedsYou => return Ok((changed, End::NeedsYou)),
        SyncState::Local | SyncState::Syncing | SyncState::Synced => return Ok((changed, End::Done)),
    }
    let sent = tokio::time::timeout(SEND, app.sync_due()).await;
    let now = app.appointment(&changed.id)?;
    let end = match (now.sync.state, sent) {
        (SyncState::NeedsYou, _) => End::NeedsYou,
        (SyncState::Waiting, _) if now.sync.reason == Some(Reason::CalMassChange) => End::NeedsYou,
        // An open window is at it.
        (SyncState::Waiting, Ok(Err(error))) if error.code == Reason::SyncElsewhere => End::Done,
        (SyncState::Waiting | SyncState::Syncing, _) => match account_of(app, &now)? {
            Some(account) => {
                let its = account.calendars.iter().find(|one| Some(&one.id) == now.calendar_id.as_ref());
                // Nobody can say when a calendar that is missing is back.
                let missing = its.is_some_and(|one| one.reason == Some(Reason::CalMissing));
                let end = if missing { End::NeedsYou } else { End::Unreached };
                super::end_of(account.status).max(end)
            }
            None => End::Unreached,
        },
        (SyncState::Local | SyncState::Synced, _) => End::Done,
    };
    Ok((now, end))
}

fn account_of(app: &App, appointment: &Appointment) -> Result<Option<Connection>, UiError> {
    let id = appointment.connection_id.as_deref();
    Ok(app.connections()?.into_iter().find(|one| Some(one.id.as_str()) == id))
}

/// Sends a change, looks at its time by what was read meanwhile, and prints both.
async fn finish(app: &App, saved: Done, took: Took, json: bool) -> Ended {
    finish_heard(app, saved, took, None, json).await
}

/// The same where the calendars were asked before: what they said stands where nothing was read since.
async fn finish_heard(app: &App, saved: Done, took: Took, heard: Option<Verdict>, json: bool) -> Ended {
    // Of a series, that says nothing of the other dates.
    let heard = heard.filter(|_| saved.appointment.series.is_none());
    let (appointment, end) = send(app, saved.appointment).await?;
    let looked = match took {
        Took::Nothing => None,
        Took::ATime | Took::ATimeAnyway => {
            // Of all of a series, it is said of the first date that takes place.
            let date = if appointment.series.is_some() && !appointment.id.contains('@') {
                app.first_date(&appointment.id)
            } else {
                Ok(appointment.clone())
            };
            let of = |Appointment { id, start, minutes, zone, .. }: Appointment| {
                app.check(wall(&start), minutes, Some(&zone), Some(&id))
            };
            Some(date.and_then(of))
        }
    };
    let (verdict, failed) = match looked.transpose() {
        Ok(verdict) => (verdict, None),
        Err(error) => (None, Some(error)),
    };
    let verdict = match (verdict, heard) {
        (Some(read), Some(heard)) if (read.answer, heard.answer) == (Availability::Unknown, Availability::Free) => {
            // What was asked about had no service and no place yet.
            Some(Verdict { limits: read.limits, ..heard })
        }
        (read, _) => read,
    };
    let free = verdict.as_ref().is_none_or(|verdict| verdict.answer == Availability::Free) && failed.is_none();
    let time = verdict.map(|verdict| {
        let Verdict { clashes, unchecked, limits, .. } = verdict;
        Time { clashes, unchecked, limits }
    });
    let meant = took == Took::ATimeAnyway;
    let changed = Changed { appointment, change_id: saved.change_id, time };
    print::with_accounts(app, &changed, json, |changed, known| print::changed(changed, known, meant))?;
    if let Some(error) = failed {
        print::error(&error, json);
    }
    Ok(if free || meant { end } else { End::NeedsYou })
}

/// The dates of a series that are to take place at another time, as they are typed: `2026-12-08=2026-12-09T10:30`.
pub fn moves(typed: &[String]) -> Result<Vec<MovedDate>, UiError> {
    let read = |one: &String| match one.split_once('=') {
        Some((date, start)) => Ok(MovedDate { date: date.trim().to_owned(), start: start.trim().to_owned() }),
        None => Err(UiError::input("Not a date and its new time.", "Write them as 2026-12-08=2026-12-09T10:30.")),
    };
    typed.iter().map(read).collect()
}

fn took(a_time: bool, anyway: bool) -> Took {
    match (a_time, anyway) {
        (false, _) => Took::Nothing,
        (true, false) => Took::ATime,
        (true, true) => Took::ATimeAnyway,
    }
}

/// The service of this id or name; `None` for an empty one.
fn service(app: &App, named: &str) -> Result<Option<String>, UiError> {
    if named.trim().is_empty() {
        return Ok(None);
    }
    named_service(app, named).map(|service| Some(service.id))
}

/// The service of this id or name.
pub fn named_service(app: &App, named: &str) -> Result<Service, UiError> {
    let same = |name: &str| name.trim().to_lowercase() == named.trim().to_lowercase();
    let found = app.services()?.into_iter().find(|one| one.id == named || same(&one.name));
    found.ok_or_else(|| UiError { hint: "`daybook services` lists them.".to_owned(), ..UiError::unknown_id("service") })
}

/// Why a booking that was not meant to stays on this computer, although an account is connected.
fn nowhere_to_go(app: &App, booked: &Appointment) -> Result<Option<UiError>, UiError> {
    if booked.calendar_id.is_some() {
        return Ok(None);
    }
    let links: Vec<_> = app.providers().into_iter().filter(|one| one.sign_in == SignInKind::Link).collect();
    let mut accounts = app.connections()?;
    accounts.retain(|account| links.iter().all(|link| link.id != account.provider));
    let writable = accounts.iter().flat_map(|one| &one.calendars).any(|calendar| calendar.can_write && !calendar.gone);
    Ok(match (accounts.is_empty(), writable) {
        (true, _) => None,
        (false, false) => Some(UiError::of(Reason::CalNoneWritable)),
        (false, true) => Some(UiError {
            hint: "`daybook calendar ID --bookings` says where they go, `daybook send-local` sends it there."
                .to_owned(),
            ..UiError::of(Reason::CalNoneReceives)
        }),
    })
}

/// Why nobody mails the invitation of what was booked into a calendar. Only on this computer it may still go to another.
fn untold(app: &App, booked: &Appointment) -> Result<Option<UiError>, UiError> {
    if !booked.invite || booked.calendar_id.is_none() {
        return Ok(None);
    }
    if booked.reply == Reply::NotInvited {
        return Ok(Some(UiError::of(Reason::InviteNoAddress)));
    }
    let account = account_of(app, booked)?.filter(|account| !account.mails_clients);
    Ok(account.map(|account| UiError::say(Reason::InviteNotMailed, &with(Fact::Host, account.host))))
}

fn draft(app: &App, asked: Book) -> Result<BookDraft, UiError> {
    let service_id = asked.service.map(|named| service(app, &named)).transpose()?.flatten();
    let (start, zone) = (asked.time.start.as_str(), asked.time.zone.as_deref());
    let repeat = match &asked.repeat {
        Some(rule) => {
            let bare = app.repeat_by_rule(rule, start, zone)?;
            Some(RepeatDraft { skip: asked.skip, moves: moves(&asked.moves)?, ..bare })
        }
        None => None,
    };
    Ok(BookDraft {
        client_id: None,
        client: asked.client,
        email: asked.email,
        service_id,
        start: asked.time.start,
        minutes: asked.time.minutes,
        zone: asked.time.zone,
        fold: asked.time.fold.map(Which::fold),
        title: asked.title,
        place: asked.place,
        description: asked.description,
        notes: asked.notes,
        calendar_id: asked.calendar,
        invite: asked.invite,
        anyway: asked.anyway,
        repeat,
    })
}
