//! Settles an appointment: writes down what the decision makes of its four copies, and what was seen or missed of its event.

use chrono::{DateTime, Utc};

use super::copies::{Gathered, gather, is_older_copy};
use super::decide::{Act, Learned, Lesson, Question, Shape, Target, Unread, decide};
use super::fields::{adopt, copy_here};
use super::told::{self, CarriedOut};
use super::{repeats, series};
use crate::change::{Change, Intent};
use crate::model::appointment::{Appointment, Happened, What};
use crate::model::connection::Calendar;
use crate::model::copies::{Agreed, Field};
use crate::model::ids::{AppointmentId, CalendarId, EventHandle};
use crate::model::reason::Reason;
use crate::model::repeat::Repeat;
use crate::model::zone::Zone;
use crate::store::copies::{Absence, Known};
use crate::store::{self, Db, StoreError, appointments, calendars, changes, copies, events, former_calendars, outbox};

/// More lessons in a row than any history of copies has.
const LESSONS: u32 = 8;

/// Learns all that can be learned of an appointment, and leaves its change as the decision says: closed, waiting, or with
/// the question that only the person can answer. Returns what is to be done; `None` = there is no such appointment.
pub(crate) fn settle(
    db: &Db<'_>,
    home: &Zone,
    id: &AppointmentId,
    now: DateTime<Utc>,
) -> store::Result<Option<(Act, Gathered)>> {
    settle_after(db, home, id, None, now)
}

/// The same after a request that was carried out.
pub(super) fn settle_after(
    db: &Db<'_>,
    home: &Zone,
    id: &AppointmentId,
    mut done: Option<CarriedOut>,
    now: DateTime<Utc>,
) -> store::Result<Option<(Act, Gathered)>> {
    copies::mend(db, id)?;
    for _ in 0..LESSONS {
        let Some(gathered) = gather(db, home, id)? else { return Ok(None) };
        match decide(&gathered.copies) {
            Act::Learn(lesson) => {
                done = told::by_lesson(&gathered, lesson.what).or(done);
                learn(db, &gathered, &lesson, now)?;
            }
            _ if repeats::learn(db, home, &gathered, now)? => {}
            act => {
                let change = note(db, &gathered, &act, done, now)?;
                note_series(db, &gathered, now)?;
                return Ok(Some((act, Gathered { change, ..gathered })));
            }
        }
    }
    tracing::error!("the copies of an appointment do not come to rest");
    Ok(None)
}

/// Has an appointment booked as if nothing of it had ever been anywhere, once its account was read: another computer may
/// have booked it again already. Returns it.
pub(crate) fn begin_anew(db: &Db<'_>, appointment: &Appointment, now: DateTime<Utc>) -> store::Result<Appointment> {
    // A deleted UID must not be used again (Nextcloud keeps it in the bin).
    let uid = uuid::Uuid::new_v4().to_string();
    let renewed = Appointment { uid, sequence: 0, calendar_event_id: None, invited: None, ..appointment.clone() };
    events::unlink(db, &appointment.id)?;
    copies::put(db, &appointment.id, &Known { looked: false, ..Known::default() })?;
    appointments::put(db, &renewed, now)?;
    Ok(renewed)
}

/// Notes that an appointment's event was seen.
pub(crate) fn found(db: &Db<'_>, id: &AppointmentId) -> store::Result<()> {
    let known = copies::get_or_nothing(db, id)?;
    if known.absence == Absence::No {
        return Ok(());
    }
    copies::put(db, id, &Known { absence: Absence::No, ..known })
}

/// Drops an event that is not where it was. If it was an appointment's, it may stand elsewhere. Returns whether it was known.
pub(crate) fn lost(
    db: &Db<'_>,
    home: &Zone,
    calendar: &Calendar,
    handle: &EventHandle,
    now: DateTime<Utc>,
) -> store::Result<bool> {
    let id = events::appointment_at(db, &calendar.id, handle)?;
    let older = match (&id, events::by_handle(db, &calendar.id, handle)) {
        (Some(id), Ok(Some(row))) => is_older_copy(db, (&row.calendar_id, &row.id), id)?,
        (None, _) | (_, Ok(None) | Err(StoreError::Unreadable { .. })) => false,
        (Some(_), Err(other)) => return Err(other),
    };
    let known = events::remove(db, &calendar.id, handle)?;
    if let Some(id) = id.filter(|_| !older) {
        missed(db, home, &id, now)?;
    }
    Ok(known)
}

/// Notes that an appointment's event is not where it was, and is to be looked for unless it stands in another calendar.
pub(crate) fn missed(db: &Db<'_>, home: &Zone, id: &AppointmentId, now: DateTime<Utc>) -> store::Result<()> {
    if appointments::get_without_texts(db, id)?.is_none() {
        return Ok(());
    }
    if events::linked_to(db, id)?.is_empty() {
        let row = copies::get_or_nothing(db, id)?;
        if row.absence == Absence::No {
            copies::put(db, id, &Known { absence: Absence::Suspected, ..row })?;
        }
    }
    rest(db, home, id, now)
}

/// Settles an appointment in passing. One whose row is damaged says so itself wherever it is shown, and holds nothing up.
pub(crate) fn rest(db: &Db<'_>, home: &Zone, id: &AppointmentId, now: DateTime<Utc>) -> store::Result<()> {
    match settle(db, home, id, now) {
        Ok(_) | Err(StoreError::Unreadable { .. }) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Settles what is to come in a calendar, or stands there: it is there again, or not any more.
pub(crate) fn rest_in(db: &Db<'_>, home: &Zone, calendar: &Calendar, now: DateTime<Utc>) -> store::Result<()> {
    for id in appointments::coming_in(db, &calendar.id, now)? {
        rest(db, home, &id, now)?;
    }
    Ok(())
}

/// Writes down what was agreed on in a file of version 0.1, where the mirror alone told it.
pub(crate) fn from_older_file(db: &Db<'_>, home: &Zone, at_most: u32, now: DateTime<Utc>) -> store::Result<bool> {
    let ids = copies::from_mirror(db, at_most)?;
    for id in &ids {
        match settle(db, home, id, now) {
            Ok(_) => {}
            // It says so itself wherever it is shown.
            Err(StoreError::Unreadable { .. }) => copies::put(db, id, &Known::default())?,
            Err(other) => return Err(other),
        }
        let known = copies::get_or_nothing(db, id)?;
        if known.from_mirror {
            copies::put(db, id, &Known { from_mirror: false, ..known })?;
        }
    }
    Ok(!ids.is_empty())
}

fn learn(db: &Db<'_>, gathered: &Gathered, lesson: &Lesson, now: DateTime<Utc>) -> store::Result<()> {
    let before = &gathered.appointment;
    let here = &lesson.here;
    let mut after = before.clone();
    if here.copy != gathered.copies.here.copy {
        after = adopt(before, &here.copy);
        // A guest who was taken off there is not invited again.
        if gathered.copies.here.copy.guest.is_some() && here.copy.guest.is_none() {
            after.invite = false;
        }
    }
    after.repeat = series::along(before.repeat.as_ref(), before.start.date(), after.start.date());
    after.calendar_id.clone_from(&here.calendar);
    let what = match lesson.what {
        Learned::Adopted => Some(Happened::ChangedThere),
        Learned::Followed => Some(Happened::MovedThere),
        Learned::Linked | Learned::Arrived | Learned::NotArrived | Learned::Ended => None,
    };
    // Where its calendar was not connected, it was found again, and nobody moved it.
    let there = before.calendar_id.clone().or_else(|| after.calendar_id.clone());
    let was = Appointment { calendar_id: there, ..before.clone() };
    if let Some(what) = what.filter(|_| visible(&after) != visible(&was)) {
        changes::add(db, &before.id, what, Some(&was), now)?;
    }
    let handle = gathered.linked.as_ref().map(|linked| linked.row.handle.clone());
    match &lesson.agreed {
        Some(agreed) => {
            after.calendar_event_id = handle;
            after.invited.clone_from(&agreed.copy.guest);
        }
        None => (after.calendar_event_id, after.invited) = (None, None),
    }
    after.sequence = after.sequence.max(sequence_there(gathered));
    if lesson.what == Learned::Ended && !here.copy.cancelled {
        // It is wanted again, and is another event: a removed UID is not used again.
        (after.uid, after.sequence) = (uuid::Uuid::new_v4().to_string(), 0);
    }
    if after != *before || gathered.known.from_mirror {
        appointments::put(db, &after, now)?;
    }
    let home = gathered.known.home.clone().filter(|_| after.calendar_id.is_none());
    let known = Known {
        agreed: lesson.agreed.clone(),
        sent: None,
        looked: true,
        absence: match gathered.known.absence {
            // What was deleted there and not by us is asked about again if the cancel is undone.
            Absence::Proved if gathered.copies.sent.is_none() => Absence::Proved,
            Absence::No | Absence::Suspected | Absence::Proved if lesson.what == Learned::Ended => Absence::No,
            absence @ (Absence::No | Absence::Suspected | Absence::Proved) => absence,
        },
        home,
        from_mirror: false,
        series: gathered.known.series,
        by_rules: here.by_rules,
        repeats: gathered.known.repeats,
        repeat: agreed_repeat(gathered, lesson),
        date: if gathered.linked.is_some() { gathered.date } else { gathered.known.date },
        later: if gathered.linked.is_some() { gathered.later } else { gathered.known.later },
    };
    copies::put(db, &before.id, &known)?;
    // The answer to its removal was lost, and it is gone.
    if lesson.what == Learned::Ended
        && here.copy.cancelled
        && let Some(done) = told::by_lesson(gathered, lesson.what)
    {
        removed(db, &before.id, done, now)?;
    }
    // Its account is connected under another name: everything else of it goes along.
    if let (Some(former), Some(found_in)) = (&gathered.known.home, &after.calendar_id)
        && calendars::get(db, former)?.is_none()
    {
        for (former, now_in) in under_another_name(db, former, found_in)? {
            for id in copies::move_home(db, &former, &now_in, now)? {
                if let Some(change) = outbox::open_of(db, &id)?.filter(|change| change.reason == Some(Reason::CalAway))
                {
                    outbox::put(db, &change.resumed(now))?;
                }
            }
        }
    }
    Ok(())
}

/// Returns how both sides agreed that a series repeats, where they agree on its start by now.
fn agreed_repeat(gathered: &Gathered, lesson: &Lesson) -> Option<Repeat> {
    let (known, after) = (&gathered.known, lesson.agreed.as_ref()?);
    let day = |agreed: &Agreed| series::zone_of(&gathered.appointment, &Zone::utc()).wall(agreed.copy.start).date();
    let to = day(after);
    series::along(known.repeat.as_ref(), known.agreed.as_ref().map_or(to, day), to)
}

/// Returns for each calendar of an account that was disconnected which one it is under another name of the account: the one that is
/// called the same. Where none is, what was in `former` goes where an event of it was found.
fn under_another_name(
    db: &Db<'_>,
    former: &CalendarId,
    found_in: &CalendarId,
) -> store::Result<Vec<(CalendarId, CalendarId)>> {
    let Some(found) = calendars::get(db, found_in)? else { return Ok(Vec::new()) };
    let mut all = calendars::of_connection(db, &found.connection_id)?;
    all.retain(|calendar| calendar.can_write && !calendar.gone && calendar.missing_since.is_none());
    let mut pairs = Vec::new();
    for one in former_calendars::beside(db, former)? {
        let same = if found.name == one.name { Some(&found) } else { all.iter().find(|all| all.name == one.name) };
        let to = same.or((one.id == *former).then_some(&found));
        pairs.extend(to.map(|to| (one.id, to.id.clone())));
    }
    Ok(pairs)
}

/// Notes that somebody made the event repeat, or that it does so no more, and which of its dates it is. The person hears of it
/// before anything of it is moved.
fn note_series(db: &Db<'_>, gathered: &Gathered, now: DateTime<Utc>) -> store::Result<()> {
    let Some(seen) = gathered.there() else { return Ok(()) };
    let (repeats, before) = (seen.shape != Shape::Single, &gathered.known);
    let (date, later) = (gathered.date, gathered.later);
    if (repeats, date, later) == (before.repeats, before.date, before.later) {
        return Ok(());
    }
    let appointment = &gathered.appointment;
    let known = copies::get_or_nothing(db, &appointment.id)?;
    copies::put(db, &appointment.id, &Known { repeats, date, later, ..known })?;
    if repeats && !before.repeats && appointment.repeat.is_none() {
        changes::add(db, &appointment.id, Happened::RepeatsThere, Some(appointment), now)?;
    }
    Ok(())
}

/// Closes a cancel whose request removed the event: nothing is left that could tell so afterwards.
pub(super) fn removed(db: &Db<'_>, id: &AppointmentId, done: CarriedOut, now: DateTime<Utc>) -> store::Result<()> {
    let Some(change) = outbox::open_of(db, id)?.filter(Change::waits) else { return Ok(()) };
    outbox::put(db, &change.done(done.what, done.then, now))
}

fn sequence_there(gathered: &Gathered) -> u32 {
    let parts = gathered.linked.as_ref().and_then(|linked| linked.event.as_ref()).map(|event| event.parts.as_slice());
    parts.unwrap_or_default().iter().map(|part| part.sequence).max().unwrap_or(0)
}

/// What a note in the history would show.
fn visible(appointment: &Appointment) -> impl PartialEq + use<> {
    let fields = copy_here(appointment, appointment.invite.then_some("invited"));
    (fields, appointment.calendar_id.clone())
}

/// Leaves the open change as the act says, and returns it. `done` = a request of it was carried out.
fn note(
    db: &Db<'_>,
    gathered: &Gathered,
    act: &Act,
    done: Option<CarriedOut>,
    now: DateTime<Utc>,
) -> store::Result<Option<Change>> {
    // Whatever waits to be seen is looked for: its event may have stood in a calendar that is gone.
    let known = &gathered.known;
    if *act == Act::Wait(Unread::NotSince) && known.sent.is_none() && known.looked && known.absence == Absence::No {
        copies::put(db, &gathered.appointment.id, &Known { absence: Absence::Suspected, ..known.clone() })?;
    }
    // What was learned on the way from an older file is written down once.
    if gathered.known.from_mirror {
        let known = Known { agreed: gathered.copies.agreed.clone(), from_mirror: false, ..gathered.known.clone() };
        copies::put(db, &gathered.appointment.id, &known)?;
        appointments::put(db, &gathered.appointment, now)?;
    }
    let Some(mut change) = gathered.change.clone() else {
        let begun = match act {
            Act::Nothing | Act::Wait(_) | Act::Learn(_) => return Ok(None),
            Act::Ask(question) => {
                // A calendar that was deleted takes all of its past along; nobody is asked about that.
                let over = gathered.appointment.ends_at <= now && gathered.copies.target == Target::Gone;
                if over || gathered.copies.here.copy.cancelled && matches!(question, Question::NoCalendar(_)) {
                    return Ok(None);
                }
                let (reason, theirs) = (reason_of(question, gathered), theirs(question, gathered));
                note_deletion(db, gathered, reason, now)?;
                let what = if theirs.is_some() { What::Move } else { What::Change };
                Change::question(&gathered.appointment.id, what, reason, theirs, now)
            }
            // Nobody chose to tell anybody of it.
            Act::Create | Act::Update | Act::Remove { .. } | Act::Relocate => {
                let what = told::what_of(act, gathered);
                let intent = Intent { what, notify: false, moved_from: None, not_before: now };
                Change::begun(&gathered.appointment.id, intent, now)
            }
        };
        outbox::put(db, &begun)?;
        return Ok(Some(begun));
    };
    let is_away = gathered.known.home.is_some() && gathered.calendar.is_none();
    if let Some(done) = done {
        if *act == Act::Nothing && !is_away {
            outbox::put(db, &change.done(done.what, done.then, now))?;
            return Ok(None);
        }
        outbox::put(db, &change.carried_out(done.what, done.then, now))?;
        change = change.overruled();
    }
    let after = match act {
        Act::Nothing if is_away => waits(change, Reason::CalAway, now),
        // It came to be so by itself: no request was carried out, and what nobody was sent is not done.
        Act::Nothing => {
            outbox::put(db, &change.dropped(now))?;
            return Ok(None);
        }
        Act::Create | Act::Update | Act::Remove { .. } | Act::Relocate if change.needs_person() => {
            // The question has answered itself; a refusal has not.
            if change.reason.is_none_or(is_question) { change.sent_again(now) } else { return Ok(Some(change)) }
        }
        Act::Create | Act::Update | Act::Remove { .. } | Act::Relocate | Act::Learn(_) => return Ok(Some(change)),
        Act::Ask(question) => {
            let (reason, theirs) = (reason_of(question, gathered), theirs(question, gathered));
            if change.needs_person() && change.reason == Some(reason) && change.theirs == theirs {
                return Ok(Some(change));
            }
            if change.reason != Some(reason) {
                note_deletion(db, gathered, reason, now)?;
            }
            change.asked(reason, theirs, now)
        }
        Act::Wait(_) if change.needs_person() => return Ok(Some(change)),
        Act::Wait(Unread::Away) => {
            let missing = gathered.calendar.is_some() || gathered.linked.is_some();
            waits(change, if missing { Reason::CalMissing } else { Reason::CalAway }, now)
        }
        Act::Wait(Unread::NotSince | Unread::NotUnderstood) => return Ok(Some(change)),
    };
    if gathered.change.as_ref() != Some(&after) {
        outbox::put(db, &after)?;
    }
    Ok(Some(after))
}

/// Notes in the history what a question about a deletion is asked for.
fn note_deletion(db: &Db<'_>, gathered: &Gathered, reason: Reason, now: DateTime<Utc>) -> store::Result<()> {
    if reason != Reason::SyncDeleted {
        return Ok(());
    }
    let appointment = &gathered.appointment;
    changes::add(db, &appointment.id, Happened::DeletedThere, Some(appointment), now)?;
    Ok(())
}

fn waits(change: Change, reason: Reason, now: DateTime<Utc>) -> Change {
    if change.needs_person() || change.reason == Some(reason) {
        change
    } else {
        change.postponed(Some(reason), now, now)
    }
}

/// Returns whether a reason is one that the decision asks about, and so takes back by itself.
const fn is_question(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::SyncConflict
            | Reason::SyncRules
            | Reason::SyncDeleted
            | Reason::SyncBack
            | Reason::SyncSeries
            | Reason::SyncRepeats
            | Reason::CalGone
            | Reason::CalReadOnly
    )
}

fn reason_of(question: &Question, gathered: &Gathered) -> Reason {
    match question {
        Question::Conflict(fields) if gathered.known.by_rules && fields[..] == [Field::Time] => Reason::SyncRules,
        Question::Conflict(_) => Reason::SyncConflict,
        Question::Deleted if gathered.copies.target == Target::Gone => Reason::CalGone,
        Question::Deleted | Question::CancelledThere => Reason::SyncDeleted,
        Question::StandsThere => Reason::SyncBack,
        Question::Series => Reason::SyncSeries,
        Question::Repeats => Reason::SyncRepeats,
        Question::NoCalendar(Target::ReadOnly) => Reason::CalReadOnly,
        Question::NoCalendar(Target::Gone | Target::Away | Target::Open) => Reason::CalGone,
    }
}

/// Returns start and end of what stands there, where the question is which of two copies is right.
fn theirs(question: &Question, gathered: &Gathered) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    match question {
        Question::Conflict(_) | Question::StandsThere => {}
        Question::Deleted
        | Question::CancelledThere
        | Question::Series
        | Question::Repeats
        | Question::NoCalendar(_) => return None,
    }
    gathered.there().filter(|seen| !seen.copy.cancelled).map(|seen| (seen.copy.start, seen.copy.end))
}
