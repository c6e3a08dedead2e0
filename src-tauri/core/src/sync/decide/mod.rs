//! Decides what to do about one appointment, from its four copies: here, agreed, sent, there. Pure and total: no clock,
//! no I/O. Sending, reading, connecting again and every answer of the person ask here and nowhere else.

mod copies;
mod merge;

pub use copies::{Copies, Here, Seen, Shape, Target, There, Unread};
use merge::merge;

use crate::model::copies::{Agreed, Copy, Field, Request, Sent};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The copies are equal, or nothing of the appointment is anywhere else. With an event there: "synced".
    Nothing,
    /// Only our own copies change; then decide again.
    Learn(Box<Lesson>),
    /// Write a new event. It is keyed by our UID, so that a second one can never come to be.
    Create,
    /// Write over the event that was seen, and over no other.
    Update,
    /// Remove the event that was seen, and no other.
    Remove {
        /// A guest may know of it, and the person wants them told.
        tell: bool,
    },
    /// The person chose another calendar: write the event there, then remove it where it was seen.
    Relocate,
    /// Only the person can say.
    Ask(Question),
    /// Nothing can be said before more is known.
    Wait(Unread),
}

/// What our own copies become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    pub what: Learned,
    pub here: Here,
    pub agreed: Option<Agreed>,
}

/// Why our own copies change. All but the last two leave what the person sees as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learned {
    /// Both sides are equal, and now both are known to be.
    Linked,
    /// A request whose answer was lost had arrived.
    Arrived,
    /// A request whose answer was lost had not arrived.
    NotArrived,
    /// It is cancelled here and gone there.
    Ended,
    /// It was moved to another calendar there.
    Followed,
    /// What was changed there now stands here, beside what was changed here.
    Adopted,
}

/// What only the person can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Both sides changed these fields, and differently; or they differ and nobody knows who changed them.
    Conflict(Vec<Field>),
    /// It was deleted there.
    Deleted,
    /// It was cancelled there.
    CancelledThere,
    /// It is cancelled here and stands there: it was brought back, or changed since it was last known.
    StandsThere,
    /// It was made into a series there; what was changed here would change all of it.
    Series,
    /// It is a series here, and what was made of it there does not go with that.
    Repeats,
    /// The calendar where it belongs takes no events.
    NoCalendar(Target),
}

/// Returns what to do about an appointment.
pub fn decide(copies: &Copies) -> Act {
    let act = match (&copies.sent, &copies.agreed, &copies.there) {
        (Some(sent), _, there) => after_request(copies, sent, there),
        (None, None, There::Never) => unknown_there(&copies.here),
        (None, _, There::Unread(why)) => Act::Wait(*why),
        (None, None, There::Event(seen)) => meet(&copies.here, seen),
        (None, None, There::Absent) if copies.here.copy.cancelled => Act::Nothing,
        (None, Some(_), There::Absent | There::Never) if copies.here.copy.cancelled => {
            learn(copies, Learned::Ended, None)
        }
        (None, _, There::Absent | There::Never) => Act::Ask(Question::Deleted),
        (None, Some(agreed), There::Event(seen)) => compare(&copies.here, agreed, seen),
    };
    match (act, copies.target) {
        (act @ (Act::Create | Act::Update | Act::Remove { .. } | Act::Relocate), Target::Open) => act,
        (Act::Create | Act::Update | Act::Remove { .. } | Act::Relocate, Target::Away) => Act::Wait(Unread::Away),
        (Act::Create | Act::Update | Act::Remove { .. } | Act::Relocate, target) => {
            Act::Ask(Question::NoCalendar(target))
        }
        (act, _) => act,
    }
}

/// An answer was lost. What stands there says whether the request had arrived.
fn after_request(copies: &Copies, sent: &Sent, there: &There) -> Act {
    let agreed = copies.agreed.as_ref();
    match (&sent.request, there) {
        (_, There::Unread(why)) => Act::Wait(*why),
        (Request::Remove, There::Absent | There::Never) => learn(copies, Learned::Ended, None),
        (Request::Put(_), There::Absent | There::Never) | (Request::Remove, There::Event(_)) => {
            learn(copies, Learned::NotArrived, agreed.cloned())
        }
        // Something else may have been sent before it, and be what stands there.
        (Request::Put(put), There::Event(seen)) if agreed.is_none() && sent.repeated && *put != seen.copy => {
            learn(copies, Learned::NotArrived, None)
        }
        (Request::Put(put), There::Event(seen)) => {
            if arrived(agreed.map(|agreed| &agreed.copy), put, &seen.copy) {
                let agreed = Agreed { copy: put.clone(), calendar: Some(sent.calendar.clone()), told: sent.told };
                learn(copies, Learned::Arrived, Some(agreed))
            } else {
                learn(copies, Learned::NotArrived, agreed.cloned())
            }
        }
    }
}

/// Returns whether something of what was sent, and was not there before, is seen there. A create is seen by its event.
fn arrived(before: Option<&Copy>, put: &Copy, seen: &Copy) -> bool {
    let Some(before) = before else { return true };
    put == seen || Field::ALL.iter().any(|field| !field.equal(put, before) && field.equal(put, seen))
}

/// Nothing was ever agreed on or sent, and no event is known.
fn unknown_there(here: &Here) -> Act {
    if here.copy.cancelled || here.calendar.is_none() { Act::Nothing } else { Act::Create }
}

/// Our event stands there, and what both sides last agreed on is not known. No knowledge is no permission.
fn meet(here: &Here, seen: &Seen) -> Act {
    let differing: Vec<_> = Field::ALL.iter().copied().filter(|field| !field.equal(&here.copy, &seen.copy)).collect();
    match (here.copy.cancelled, seen.copy.cancelled) {
        (true, true) => link(here, seen),
        (true, false) => Act::Ask(Question::StandsThere),
        (false, true) => Act::Ask(Question::CancelledThere),
        (false, false) if differing.is_empty() => link(here, seen),
        (false, false) => Act::Ask(Question::Conflict(differing)),
    }
}

fn compare(here: &Here, agreed: &Agreed, seen: &Seen) -> Act {
    let elsewhere = here.calendar.as_ref() != Some(&seen.calendar);
    let moved_here = elsewhere && here.calendar.is_some() && agreed.calendar.as_ref() == Some(&seen.calendar);
    if elsewhere && !moved_here {
        if here.calendar.is_some() && here.calendar != agreed.calendar && agreed.calendar.is_some() {
            return Act::Ask(Question::Conflict(vec![Field::Calendar]));
        }
        let followed = Here { calendar: Some(seen.calendar.clone()), ..here.clone() };
        let agreed = Agreed { calendar: Some(seen.calendar.clone()), ..agreed.clone() };
        return Act::Learn(Box::new(Lesson { what: Learned::Followed, here: followed, agreed: Some(agreed) }));
    }
    let changed_there = !agreed.copy.same_fields(&seen.copy);
    match (here.copy.cancelled, seen.copy.cancelled) {
        // Where all of a series moved, its date may stand at another time, and nobody cancelled that.
        (true, true) if seen.shape == Shape::Dropped && !agreed.copy.cancelled => {
            return Act::Ask(Question::StandsThere);
        }
        // Whatever else differs is merged or asked about if it is ever brought back.
        (true, true) => return Act::Nothing,
        (true, false) if agreed.copy.cancelled || changed_there => return Act::Ask(Question::StandsThere),
        (true, false) if here.at_odds => return Act::Ask(Question::Repeats),
        (true, false) if asks_about_series(here, seen) => return Act::Ask(Question::Series),
        (true, false) => return Act::Remove { tell: here.notify && (agreed.told || seen.copy.guest.is_some()) },
        // A date that was taken out of a series is not put back: it is booked anew.
        (false, true) if !agreed.copy.cancelled || matches!(seen.shape, Shape::Date | Shape::Dropped) => {
            return Act::Ask(Question::CancelledThere);
        }
        // What was moved there goes with the series there, and is not taken over before the person has said which is right.
        (false, true | false) if here.at_odds => return Act::Ask(Question::Repeats),
        (false, true | false) => {}
    }
    let mut merged = merge(&agreed.copy, &here.copy, &seen.copy);
    let moved_by_rules = here.by_rules && !Field::Time.equal(&here.copy, &seen.copy);
    if moved_by_rules && !merged.conflicts.contains(&Field::Time) {
        merged.conflicts.insert(0, Field::Time);
    }
    if !merged.conflicts.is_empty() {
        return Act::Ask(Question::Conflict(merged.conflicts));
    }
    if !merged.copy.same_fields(&here.copy) {
        let here = Here { copy: merged.copy, by_rules: false, ..here.clone() };
        return Act::Learn(Box::new(Lesson { what: Learned::Adopted, agreed: Some(knowing(agreed, seen)), here }));
    }
    if here.copy == seen.copy && !moved_here && !here.again {
        return if agreed.copy == seen.copy && !here.by_rules { Act::Nothing } else { link(here, seen) };
    }
    if asks_about_series(here, seen) {
        return Act::Ask(Question::Series);
    }
    if moved_here { Act::Relocate } else { Act::Update }
}

fn asks_about_series(here: &Here, seen: &Seen) -> bool {
    seen.shape == Shape::Series && here.series.is_none()
}

fn link(here: &Here, seen: &Seen) -> Act {
    let here = Here { calendar: Some(seen.calendar.clone()), by_rules: false, ..here.clone() };
    let agreed =
        Agreed { copy: seen.copy.clone(), calendar: Some(seen.calendar.clone()), told: seen.copy.guest.is_some() };
    Act::Learn(Box::new(Lesson { what: Learned::Linked, here, agreed: Some(agreed) }))
}

fn knowing(agreed: &Agreed, seen: &Seen) -> Agreed {
    Agreed { copy: seen.copy.clone(), calendar: Some(seen.calendar.clone()), ..agreed.clone() }
}

fn learn(copies: &Copies, what: Learned, agreed: Option<Agreed>) -> Act {
    Act::Learn(Box::new(Lesson { what, here: copies.here.clone(), agreed }))
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
