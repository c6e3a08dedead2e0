//! A series for a client: how its event repeats, and whether that is what both sides agreed.

mod merge;
#[cfg(test)]
mod tests;
mod told;

use chrono::NaiveDate;

use super::fields::{is_series, master};
use crate::model::appointment::Appointment;
use crate::model::copies::Extent;
use crate::model::event::{DATES_OF_THEIR_OWN, Event, EventStatus, Moment};
use crate::model::repeat::{Moved, Repeat};
use crate::model::zone::Zone;
use crate::recurrence::repeat::parse;
use crate::store::copies::Known;

/// So many dates are compared where a series was written in another zone: two years of weeks.
const COMPARED: usize = 104;

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// As such a series; `None` = not at all.
    As(Option<Repeat>),
    /// It does, and by which rule is not told.
    Untold,
    /// In a way that no series for a client has.
    Otherwise,
}

/// What follows for the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// It is to repeat otherwise than both sides agreed.
    pub again: bool,
    /// How much of what stands there may be changed unasked.
    pub extent: Option<Extent>,
    /// What somebody made of it there does not go with what is wanted: only the person can say.
    pub at_odds: bool,
}

/// Returns how an event repeats, on the wall clock of its appointment. A date that stands for itself is one of it all the same,
/// and only its time counts.
pub(super) fn repeats(event: &Event, home: &Zone, zone: &Zone) -> Repeats {
    let Some(part) = master(event).filter(|_| is_series(event)) else { return Repeats::As(None) };
    let rule = match part.rule.as_deref() {
        Some(DATES_OF_THEIR_OWN) => return Repeats::Untold,
        Some(rule) if part.also.is_empty() && part.except_rule.is_none() => rule,
        Some(_) | None => return Repeats::Otherwise,
    };
    let start = zone.wall(part.start.instant(home));
    let Ok(repeat) = parse(rule, start, zone) else { return Repeats::Otherwise };
    let cancelled = event.parts.iter().filter(|part| part.status == EventStatus::Cancelled);
    let off = part.except.iter().chain(cancelled.filter_map(|part| part.occurrence.as_ref()));
    let skip: Vec<NaiveDate> = off.map(|moment| zone.wall(moment.instant(home)).date()).collect();
    let Some(moved) = moved(event, home, zone) else { return Repeats::Otherwise };
    Repeats::As(Some(Repeat { skip, moved, ..repeat }.normal(start)))
}

/// Returns the dates that stand at another time; `None` = one of them stands as no date of a series for a client can.
fn moved(event: &Event, home: &Zone, zone: &Zone) -> Option<Vec<Moved>> {
    let mut moved = Vec::new();
    for own in event.parts.iter().filter(|part| part.status != EventStatus::Cancelled) {
        let Some(by_rule) = own.occurrence.as_ref().map(|moment| moment.instant(home)) else { continue };
        let begins = own.start.instant(home);
        if begins == by_rule && !own.onward {
            continue;
        }
        let start = zone.wall(begins);
        // The second of two equal hours has no wall clock of its own.
        if own.onward || matches!(own.start, Moment::Date(_)) || zone.instant(start).first() != begins {
            return None;
        }
        moved.push(Moved { date: zone.wall(by_rule).date(), start });
    }
    Some(moved)
}

/// Returns how an event repeats. Where its dates are events of their own, that is what is told of its rule and of them, and
/// of whatever is not told what was agreed.
pub(super) fn stands(event: &Event, home: &Zone, zone: &Zone, agreed: Option<&Repeat>) -> Repeats {
    match (repeats(event, home, zone), &event.apart, master(event)) {
        (Repeats::Untold, Some(apart), Some(part)) => {
            let start = zone.wall(part.start.instant(home));
            told::series((event.rule_there.as_deref(), apart), agreed, start, zone)
        }
        (known, _, _) => known,
    }
}

/// Returns the series for a client that an event is on which nobody agreed yet: its rule is that of one, its clock is the one
/// of `zone`, and it has a date.
pub(super) fn as_ours(event: &Event, home: &Zone, zone: &Zone) -> Option<Repeat> {
    let Repeats::As(Some(repeat)) = stands(event, home, zone, None) else { return None };
    let part = master(event)?;
    let own = match &part.start {
        Moment::Zoned { zone: name, .. } => Zone::named(name).ok()?,
        Moment::Utc(_) if zone.is_utc() => zone.clone(),
        Moment::Date(_) | Moment::Floating(_) | Moment::Utc(_) | Moment::Ruled { .. } | Moment::Unknown(_) => {
            return None;
        }
    };
    let start = zone.wall(part.start.instant(home));
    let same = |day: NaiveDate| {
        let wall = day.and_time(start.time());
        own.instant(wall) == zone.instant(wall)
    };
    let days: Vec<NaiveDate> = repeat.dates(start.date()).take(COMPARED).collect();
    (!days.is_empty() && days.into_iter().all(same)).then_some(repeat)
}

/// Returns what is wanted of a series, by what stands there. `tried` = some of it may have been sent.
pub(super) fn wish(appointment: &Appointment, known: &Known, event: Option<&Event>, home: &Zone, tried: bool) -> Wish {
    let unchanged = Wish { again: false, extent: known.series, at_odds: false };
    let Some(event) = event.filter(|_| concerns(appointment, known)) else { return unchanged };
    let (wanted, agreed) = (wanted(appointment), known.repeat.clone());
    let again = wanted != agreed;
    let whole = Some(Extent::Whole);
    match stands(event, home, &zone_of(appointment, home), agreed.as_ref()) {
        Repeats::Untold => Wish { again, extent: whole, at_odds: false },
        Repeats::As(there) if there == wanted => Wish { again: false, extent: whole, at_odds: false },
        Repeats::As(there) if there == agreed => Wish { again, extent: whole, at_odds: false },
        Repeats::As(Some(there)) if tried && is_half_done(&there, agreed.as_ref(), wanted.as_ref()) => {
            Wish { again, extent: whole, at_odds: false }
        }
        // What can be merged is, before anything is written.
        Repeats::As(there) => {
            let at_odds = together(appointment, known, event, there.as_ref(), home) == Repeats::Otherwise;
            Wish { again, extent: known.series, at_odds }
        }
        Repeats::Otherwise if wanted.is_some() => {
            Wish { again: true, extent: known.series, at_odds: known.series.is_none() }
        }
        Repeats::Otherwise => Wish { again, extent: known.series, at_odds: false },
    }
}

/// Returns how a series repeats that begins as it does here, with what both sides changed of it; [`Repeats::Otherwise`] = that does
/// not go together. Where one side has it begin on another day, each date goes along by its number.
pub(super) fn together(
    appointment: &Appointment,
    known: &Known,
    event: &Event,
    there: Option<&Repeat>,
    home: &Zone,
) -> Repeats {
    let (wanted, agreed) = (wanted(appointment), known.repeat.as_ref());
    let (Some(here), Some(agreed), Some(there)) = (&wanted, agreed, there) else {
        return if wanted.as_ref() == agreed { Repeats::As(there.cloned()) } else { Repeats::Otherwise };
    };
    let (Some(base), Some(part)) = (&known.agreed, master(event)) else { return Repeats::Otherwise };
    let zone = zone_of(appointment, home);
    let (from, to) = (zone.wall(base.copy.start).date(), appointment.start.date());
    let stood = zone.wall(part.start.instant(home)).date();
    let first = if stood == from {
        to
    } else if to == from || to == stood {
        stood
    } else {
        return Repeats::Otherwise;
    };
    let along = |repeat: &Repeat, from| along(Some(repeat), from, first).unwrap_or_else(|| repeat.clone());
    let merged = merge::merge(&along(agreed, from), &along(here, to), &along(there, stood), first);
    merged
        .map_or(Repeats::Otherwise, |merged| Repeats::As(Some(merged.normal(first.and_time(appointment.start.time())))))
}

/// Returns a series that begins on another day: what is left out or moved goes along by its number.
pub(super) fn along(repeat: Option<&Repeat>, from: NaiveDate, to: NaiveDate) -> Option<Repeat> {
    repeat.map(|repeat| if from == to { repeat.clone() } else { repeat.begun_on(from, to) })
}

/// Returns what is known of a series once the person saw how it repeats there and wants it as it is here.
pub(super) fn overruled(appointment: &Appointment, known: &Known, event: Option<&Event>) -> Known {
    let zone = zone_of(appointment, &Zone::utc());
    match event.map(|event| stands(event, &zone, &zone, known.repeat.as_ref())) {
        Some(Repeats::As(there)) => Known { repeat: there, series: None, ..known.clone() },
        Some(Repeats::Otherwise) => Known { series: Some(Extent::Whole), ..known.clone() },
        Some(Repeats::Untold) | None => known.clone(),
    }
}

/// Returns whether what stands there is what was agreed with a part of what is wanted: where each date is written or taken out
/// by itself, an answer may have been lost between two of them.
pub(super) fn is_half_done(there: &Repeat, agreed: Option<&Repeat>, wanted: Option<&Repeat>) -> bool {
    let Some(wanted) = wanted else { return false };
    let is_off = |day: &NaiveDate| wanted.skip.contains(day) || agreed.is_some_and(|agreed| agreed.skip.contains(day));
    let of_one = |one: &Repeat| one.every == there.every && one.ends == there.ends && there.skip.iter().all(is_off);
    let is_known =
        |moved: &Moved| wanted.moved.contains(moved) || agreed.is_some_and(|agreed| agreed.moved.contains(moved));
    (of_one(wanted) || agreed.is_some_and(of_one)) && there.moved.iter().all(is_known)
}

/// Returns how an appointment is to repeat, in the form that is compared.
pub(super) fn wanted(appointment: &Appointment) -> Option<Repeat> {
    appointment.repeat.as_ref().map(|repeat| repeat.normal(appointment.start))
}

/// Returns how a series repeats there, where the person takes that over. One that repeats in a way that no series for a client has
/// is one date of it from then on.
pub(super) fn as_there(appointment: &Appointment, known: &Known, event: Option<&Event>) -> Option<Repeat> {
    let Some(event) = event.filter(|_| concerns(appointment, known)) else { return appointment.repeat.clone() };
    let zone = zone_of(appointment, &Zone::utc());
    match stands(event, &zone, &zone, known.repeat.as_ref()) {
        Repeats::As(there) => there,
        Repeats::Untold => appointment.repeat.clone(),
        Repeats::Otherwise => None,
    }
}

/// Returns whether an appointment is, or was agreed to be, a series. One that somebody made a series there is none.
pub(super) fn concerns(appointment: &Appointment, known: &Known) -> bool {
    appointment.repeat.is_some() || known.repeat.is_some()
}

/// Returns the zone in which a series was agreed on.
pub(super) fn zone_of(appointment: &Appointment, home: &Zone) -> Zone {
    Zone::named(&appointment.zone).unwrap_or_else(|_| home.clone())
}
