//! Whom a request has the provider mail, and what one that was carried out leaves in the history.

use super::copies::{Gathered, Mails};
use super::decide::{Act, Learned};
use crate::model::appointment::{Then, What};
use crate::model::copies::{Copy, Request};
use crate::model::event::{Event, Guest};
use crate::model::ids::CalendarId;
use crate::providers::Stored;

/// A request that was carried out.
pub(super) struct CarriedOut {
    pub what: What,
    pub then: Then,
}

/// Returns whether a request asks for somebody to be mailed, or has them mailed unasked. Whether the account mails at all is
/// not looked at.
pub(super) fn asks_mail(act: &Act, gathered: &Gathered, notify: bool) -> bool {
    let always = matches!(gathered.mails, Mails::Always(_));
    let guests = &gathered.guests;
    match act {
        Act::Remove { tell } => *tell || (always && was_listed(gathered)),
        Act::Create | Act::Update if always => was_listed(gathered) || gathered.copies.here.copy.guest.is_some(),
        Act::Create | Act::Update => notify && (guests.invitation.is_some() || guests.gone.is_some()),
        Act::Relocate | Act::Nothing | Act::Ask(_) | Act::Wait(_) | Act::Learn(_) => false,
    }
}

/// Returns what became of a request by its answer; `None` = it was one half of a move to another calendar.
pub(super) fn by_answer(
    act: &Act,
    gathered: &Gathered,
    notify: bool,
    calendar: &CalendarId,
    stored: Option<&Stored>,
) -> Option<CarriedOut> {
    if *act == Act::Relocate {
        return None;
    }
    let asked = asks_mail(act, gathered, notify);
    let lists = !matches!(act, Act::Remove { .. }) || was_listed(gathered);
    let told = asked && lists && is_mailed(gathered, stored.map(|stored| &stored.event));
    let then = then(gathered, &gathered.copies.here.copy, told);
    let then = Then { calendar_id: Some(calendar.clone()), ..then };
    Some(CarriedOut { what: what_of(act, gathered), then })
}

/// Returns what became of a request whose answer was lost; `None` = that is not what was learned.
pub(super) fn by_lesson(gathered: &Gathered, learned: Learned) -> Option<CarriedOut> {
    let sent = gathered.copies.sent.as_ref()?;
    let before = gathered.copies.agreed.as_ref().map(|agreed| &agreed.copy);
    let (what, copy) = match (learned, &sent.request) {
        (Learned::Arrived, Request::Put(copy)) => {
            (before.map_or(What::Book, |before| move_or_change(before, copy)), copy)
        }
        (Learned::Ended, Request::Remove) => (What::Cancel, &gathered.copies.here.copy),
        (
            Learned::Linked
            | Learned::Arrived
            | Learned::NotArrived
            | Learned::Ended
            | Learned::Followed
            | Learned::Adopted,
            Request::Put(_) | Request::Remove,
        ) => return None,
    };
    let told = sent.told && is_mailed(gathered, None);
    let then = Then { calendar_id: Some(sent.calendar.clone()), ..then(gathered, copy, told) };
    Some(CarriedOut { what, then })
}

fn then(gathered: &Gathered, copy: &Copy, told: bool) -> Then {
    Then {
        client_id: gathered.appointment.client_id.clone(),
        starts_at: copy.start,
        ends_at: copy.end,
        calendar_id: gathered.appointment.calendar_id.clone(),
        told,
    }
}

/// Returns whether the client, or the one before, is a guest of the event as far as it is known.
fn was_listed(gathered: &Gathered) -> bool {
    let agreed = gathered.copies.agreed.as_ref().map(|agreed| &agreed.copy);
    gathered.there().map(|seen| &seen.copy).or(agreed).is_some_and(|copy| copy.guest.is_some())
}

/// Returns whether the account mails its guests, and nothing in the event says that ours was not: neither in what the server
/// holds now, nor in what was seen of it.
fn is_mailed(gathered: &Gathered, stored: Option<&Event>) -> bool {
    let ours = [gathered.copies.here.copy.guest.as_deref(), gathered.appointment.invited.as_deref()];
    let is_ours = |guest: &&Guest| ours.into_iter().flatten().any(|ours| guest.address.eq_ignore_ascii_case(ours));
    let seen = gathered.linked.as_ref().and_then(|linked| linked.event.as_ref());
    let mut guests = [stored, seen].into_iter().flatten().flat_map(|event| &event.parts).flat_map(|part| &part.guests);
    let said = guests.find(is_ours);
    match gathered.mails {
        Mails::Never => false,
        Mails::WhenAsked | Mails::Always(_) => said.is_none_or(|guest| !guest.unmailed && !guest.undelivered),
    }
}

/// Returns what a change is called that carries out an act.
pub(super) fn what_of(act: &Act, gathered: &Gathered) -> What {
    let agreed = gathered.copies.agreed.as_ref();
    match act {
        Act::Create => What::Book,
        Act::Remove { .. } => What::Cancel,
        Act::Update => agreed.map_or(What::Change, |agreed| move_or_change(&agreed.copy, &gathered.copies.here.copy)),
        Act::Relocate | Act::Nothing | Act::Ask(_) | Act::Wait(_) | Act::Learn(_) => What::Change,
    }
}

fn move_or_change(before: &Copy, after: &Copy) -> What {
    if (before.start, before.end) == (after.start, after.end) { What::Change } else { What::Move }
}
