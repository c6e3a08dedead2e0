//! What the person answered to a question about two copies. Only what was asked about is settled; everything else is merged
//! as ever. Only copies change here: then it is decided anew.

use chrono::{DateTime, Utc};

use super::copies::Gathered;
use super::decide::{Act, Question, Seen, Shape, decide};
use super::fields::adopt;
use super::series;
use crate::model::appointment::{Appointment, Status};
use crate::model::copies::{Agreed, Copy, Extent, Field};
use crate::store::copies::Known;
use crate::store::{self, Db, appointments, changes, copies};

/// What stands here is right, wherever that was asked; of a series, for so much of it.
pub(crate) fn keep_here(
    db: &Db<'_>,
    found: &Gathered,
    extent: Option<Extent>,
    now: DateTime<Utc>,
) -> store::Result<()> {
    let appointment = &found.appointment;
    let mut raised = Appointment { sequence: appointment.sequence.saturating_add(1), ..appointment.clone() };
    if let Some(seen) = found.there() {
        // The person saw what stands there: it is what the next request is made for.
        let act = decide(&found.copies);
        // The time here goes with the series here.
        let asked = if act == Act::Ask(Question::Repeats) { vec![Field::Time] } else { asked_about(found) };
        let known = found.copies.agreed.as_ref().filter(|_| !asked.is_empty());
        let agreed = Some(known.map_or_else(|| all_of(seen), |agreed| with(agreed, &asked, seen)));
        let known = match act {
            Act::Ask(Question::Repeats | Question::StandsThere) if found.copies.here.at_odds => {
                let event = found.linked.as_ref().and_then(|linked| linked.event.as_ref());
                series::overruled(appointment, &found.known, event)
            }
            Act::Ask(Question::Series) => Known { series: extent, ..found.known.clone() },
            Act::Ask(
                Question::Conflict(_)
                | Question::Deleted
                | Question::CancelledThere
                | Question::StandsThere
                | Question::Repeats
                | Question::NoCalendar(_),
            )
            | Act::Nothing
            | Act::Learn(_)
            | Act::Create
            | Act::Update
            | Act::Remove { .. }
            | Act::Relocate
            | Act::Wait(_) => Known { series: None, ..found.known.clone() },
        };
        copies::put(db, &appointment.id, &Known { agreed, by_rules: false, ..known })?;
        raised.calendar_id = raised.calendar_id.or_else(|| Some(seen.calendar.clone()));
    }
    appointments::put(db, &raised, now)
}

/// What stands there is right: in the fields of `only` that are asked about, where it is given, else wherever that was asked.
/// Of the other fields asked about, what stands here is right. Returns whether nothing that was changed here is left to send.
pub(crate) fn take_there(
    db: &Db<'_>,
    found: &Gathered,
    only: Option<&[Field]>,
    now: DateTime<Utc>,
) -> store::Result<bool> {
    let asked = asked_about(found);
    let Some(seen) = found.there().filter(|_| !asked.is_empty()) else {
        return take_all(db, found, now).map(|()| true);
    };
    let fields: Vec<_> = asked.iter().copied().filter(|field| only.is_none_or(|only| only.contains(field))).collect();
    let agreed = match &found.copies.agreed {
        Some(agreed) => with(agreed, &asked, seen),
        None if fields == asked => return take_all(db, found, now).map(|()| true),
        None => all_of(seen),
    };
    let (copy, mut taken) = as_there(&found.copies.here.copy, &found.appointment, &fields, seen);
    if found.copies.agreed.is_none() && taken.calendar_id.is_none() {
        taken.calendar_id = Some(seen.calendar.clone());
    }
    if fields != asked {
        taken.sequence = taken.sequence.saturating_add(1);
        let kept: Vec<_> = asked.iter().copied().filter(|field| !fields.contains(field)).collect();
        let (_, over) = as_there(&copy, &taken, &kept, seen);
        changes::add_over(db, &taken, &over, now)?;
    }
    appointments::put(db, &taken, now)?;
    let home = found.known.home.clone().filter(|_| taken.calendar_id.is_none());
    let ours = |field: &Field| !field.equal(&copy, &agreed.copy) && !field.equal(&copy, &seen.copy);
    let left = fields != asked || Field::ALL.iter().any(|field| !fields.contains(field) && ours(field));
    copies::put(db, &taken.id, &Known { agreed: Some(agreed), home, by_rules: false, ..found.known.clone() })?;
    Ok(!left)
}

/// Notes that what stands here is kept, and what stands there instead in what was asked about.
pub(crate) fn note_kept(db: &Db<'_>, found: &Gathered, now: DateTime<Utc>) -> store::Result<()> {
    let here = &found.appointment;
    let over = found.there().map(|seen| {
        if here.status == Status::Cancelled && !seen.copy.cancelled {
            // All of it stands there.
            let status = if seen.copy.tentative { Status::Tentative } else { Status::Confirmed };
            return Appointment { status, ..as_there(&found.copies.here.copy, here, Field::ALL, seen).1 };
        }
        as_there(&found.copies.here.copy, here, &asked_about(found), seen).1
    });
    changes::add_over(db, here, over.as_ref().unwrap_or(here), now)?;
    Ok(())
}

/// Returns an appointment and its copy with these fields as they stand there.
fn as_there(here: &Copy, appointment: &Appointment, fields: &[Field], seen: &Seen) -> (Copy, Appointment) {
    let mut copy = here.clone();
    for field in fields {
        field.take(&seen.copy, &mut copy);
    }
    let mut taken = adopt(appointment, &copy);
    if fields.contains(&Field::Guest) {
        taken = invited_there(taken, here, seen);
    }
    if fields.contains(&Field::Calendar) {
        taken.calendar_id = Some(seen.calendar.clone());
    }
    (copy, taken)
}

/// Has an appointment stand as its event does: whatever was changed here is given up.
pub(crate) fn take_all(db: &Db<'_>, found: &Gathered, now: DateTime<Utc>) -> store::Result<()> {
    let Some(seen) = found.there() else { return Ok(()) };
    let taken = invited_there(adopt(&found.appointment, &seen.copy), &found.copies.here.copy, seen);
    // It may have been removed and be back: its handle is known again.
    let calendar_event_id = found.linked.as_ref().map(|linked| linked.row.handle.clone());
    let event = found.linked.as_ref().and_then(|linked| linked.event.as_ref());
    let repeat = series::as_there(&found.appointment, &found.known, event);
    let calendar_id = Some(seen.calendar.clone());
    let taken = Appointment { calendar_id, calendar_event_id, repeat: repeat.clone(), ..taken };
    appointments::put(db, &taken, now)?;
    let known = Known { agreed: Some(all_of(seen)), repeat, home: None, by_rules: false, ..found.known.clone() };
    copies::put(db, &found.appointment.id, &known)
}

/// The person gave up a date that its series has no more. That is settled, wherever it may stand now.
pub(crate) fn give_up_dropped(db: &Db<'_>, found: &Gathered) -> store::Result<()> {
    let (Some(seen), Some(agreed)) = (found.there(), &found.copies.agreed) else { return Ok(()) };
    if seen.shape != Shape::Dropped {
        return Ok(());
    }
    let agreed = Agreed { copy: Copy { cancelled: true, ..agreed.copy.clone() }, ..agreed.clone() };
    copies::put(db, &found.appointment.id, &Known { agreed: Some(agreed), ..found.known.clone() })
}

/// Returns the fields that are asked about; none where it is asked about all of it, or nothing is asked.
pub(crate) fn asked_about(found: &Gathered) -> Vec<Field> {
    match decide(&found.copies) {
        Act::Ask(Question::Conflict(fields)) => fields,
        Act::Ask(
            Question::Deleted
            | Question::CancelledThere
            | Question::StandsThere
            | Question::Series
            | Question::Repeats
            | Question::NoCalendar(_),
        )
        | Act::Nothing
        | Act::Learn(_)
        | Act::Create
        | Act::Update
        | Act::Remove { .. }
        | Act::Relocate
        | Act::Wait(_) => Vec::new(),
    }
}

fn with(agreed: &Agreed, fields: &[Field], seen: &Seen) -> Agreed {
    let mut after = agreed.clone();
    for field in fields {
        field.take(&seen.copy, &mut after.copy);
        if *field == Field::Calendar {
            after.calendar = Some(seen.calendar.clone());
        }
    }
    after
}

fn all_of(seen: &Seen) -> Agreed {
    Agreed { copy: seen.copy.clone(), calendar: Some(seen.calendar.clone()), told: seen.copy.guest.is_some() }
}

/// Whoever was taken off the list there is not invited again.
fn invited_there(taken: Appointment, here: &Copy, seen: &Seen) -> Appointment {
    let guest = seen.copy.guest.clone();
    Appointment { invite: taken.invite && (guest.is_some() || here.guest.is_none()), invited: guest, ..taken }
}
