//! What the person answered to a question about two copies. Only what was asked about is settled; everything else is merged
//! as ever. Only copies change here: then it is decided anew.

use chrono::{DateTime, Utc};

use super::copies::Gathered;
use super::decide::{Act, Question, Seen, decide};
use super::fields::adopt;
use crate::model::appointment::Appointment;
use crate::model::copies::{Agreed, Copy, Field};
use crate::store::copies::Known;
use crate::store::{self, Db, appointments, copies};

/// What stands here is right, wherever that was asked.
pub(crate) fn keep_here(db: &Db<'_>, found: &Gathered, now: DateTime<Utc>) -> store::Result<()> {
    let appointment = &found.appointment;
    let mut raised = Appointment { sequence: appointment.sequence.saturating_add(1), ..appointment.clone() };
    if let Some(seen) = found.there() {
        // The person saw what stands there: it is what the next request is made for.
        let agreed = conflict(found).map_or_else(|| all_of(seen), |(fields, agreed)| with(&agreed, &fields, seen));
        let whole_series = matches!(decide(&found.copies), Act::Ask(Question::Series));
        copies::put(db, &appointment.id, &Known { agreed: Some(agreed), whole_series, ..found.known.clone() })?;
        raised.calendar_id = raised.calendar_id.or_else(|| Some(seen.calendar.clone()));
    }
    appointments::put(db, &raised, now)
}

/// What stands there is right, wherever that was asked. Returns whether nothing that was changed here is left to send.
pub(crate) fn take_there(db: &Db<'_>, found: &Gathered, now: DateTime<Utc>) -> store::Result<bool> {
    let (Some(seen), Some((fields, agreed))) = (found.there(), conflict(found)) else {
        return take_all(db, found, now).map(|()| true);
    };
    let mut copy = found.copies.here.copy.clone();
    for field in &fields {
        field.take(&seen.copy, &mut copy);
    }
    let mut taken = adopt(&found.appointment, &copy);
    if fields.contains(&Field::Guest) {
        taken = invited_there(taken, &found.copies.here.copy, seen);
    }
    if fields.contains(&Field::Calendar) {
        taken.calendar_id = Some(seen.calendar.clone());
    }
    appointments::put(db, &taken, now)?;
    let home = found.known.home.clone().filter(|_| taken.calendar_id.is_none());
    let known = Known { agreed: Some(with(&agreed, &fields, seen)), home, ..found.known.clone() };
    copies::put(db, &taken.id, &known)?;
    let ours = |field: &Field| !field.equal(&copy, &agreed.copy) && !field.equal(&copy, &seen.copy);
    Ok(!Field::ALL.iter().any(|field| !fields.contains(field) && ours(field)))
}

/// Has an appointment stand as its event does: whatever was changed here is given up.
pub(crate) fn take_all(db: &Db<'_>, found: &Gathered, now: DateTime<Utc>) -> store::Result<()> {
    let Some(seen) = found.there() else { return Ok(()) };
    let taken = invited_there(adopt(&found.appointment, &seen.copy), &found.copies.here.copy, seen);
    appointments::put(db, &Appointment { calendar_id: Some(seen.calendar.clone()), ..taken }, now)?;
    let known = Known { agreed: Some(all_of(seen)), home: None, ..found.known.clone() };
    copies::put(db, &found.appointment.id, &known)
}

/// Returns the fields that are asked about, and what both sides agreed on before; `None` where it is asked about all of it.
fn conflict(found: &Gathered) -> Option<(Vec<Field>, Agreed)> {
    let agreed = found.copies.agreed.clone()?;
    match decide(&found.copies) {
        Act::Ask(Question::Conflict(fields)) => Some((fields, agreed)),
        Act::Ask(
            Question::Deleted
            | Question::CancelledThere
            | Question::StandsThere
            | Question::Series
            | Question::NoCalendar(_),
        )
        | Act::Nothing
        | Act::Learn(_)
        | Act::Create
        | Act::Update
        | Act::Remove { .. }
        | Act::Relocate
        | Act::Wait(_) => None,
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
