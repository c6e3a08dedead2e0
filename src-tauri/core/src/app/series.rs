//! The dates of a series for a client. It is one appointment; each of its dates is shown as one, and is called by the id of the
//! series and its day: `id@2026-12-08`, the day that the series gives it, whenever it takes place.

mod drafts;
mod scope;

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::Answer;
use super::views::UiError;
use crate::availability::spans::{Span, overlap};
use crate::model::appointment::Appointment;
use crate::model::ids::AppointmentId;
use crate::model::zone::Zone;

pub(super) use drafts::{draft_of, repeat_of, view};
pub(super) use scope::{Moves, begun_on, fold_with, how_much, later, made_there, moved_with, moves, rest};

/// So many dates of a series are looked at before it is booked: two years of weeks.
pub(super) const LOOKED_AT: usize = 104;

/// Splits the id of a date of a series; any other id has no date.
pub(super) fn parse(id: &str) -> (AppointmentId, Option<NaiveDate>) {
    let date = id.split_once('@').and_then(|(series, day)| Some((series, day.parse().ok()?)));
    date.map_or_else(|| (AppointmentId::from(id), None), |(series, day)| (AppointmentId::from(series), Some(day)))
}

/// Returns the appointment that an id, of a date of a series too, is about.
pub(super) fn row_of(id: &AppointmentId) -> AppointmentId {
    parse(id.as_str()).0
}

/// Returns the dates of a series that overlap `from..to`, each as an appointment, by their start.
pub(super) fn dates(series: &Appointment, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Appointment> {
    let Some(repeat) = &series.repeat else { return Vec::new() };
    let first = series.start.date();
    // Wherever its zone is, and as long as it is.
    let near = (from - (series.ends_at - series.starts_at) - TimeDelta::days(2)).date_naive();
    let days = repeat.dates(first).skip_while(|day| *day < near).filter(|day| repeat.moved_to(*day).is_none());
    let by_rule = days.map(|day| on(series, day)).take_while(|one| one.starts_at < to);
    // These may be anywhere, and in any order.
    let moved = repeat.moved_dates(first).into_iter().map(|day| on(series, day)).filter(|one| one.starts_at < to);
    let mut all: Vec<_> =
        by_rule.chain(moved).filter(|one| overlap((one.starts_at, one.ends_at), (from, to))).collect();
    all.sort_by_key(|one| one.starts_at);
    all
}

/// Returns the times that an appointment takes: of a series, those of its first dates and of all that are moved.
pub(super) fn spans(one: &Appointment) -> Vec<Span> {
    let Some(repeat) = &one.repeat else { return vec![(one.starts_at, one.ends_at)] };
    let first = one.start.date();
    let mut days: Vec<NaiveDate> = repeat.dates(first).take(LOOKED_AT).collect();
    let moved = repeat.moved_dates(first).into_iter();
    let later: Vec<NaiveDate> = moved.filter(|day| days.last().is_some_and(|last| day > last)).collect();
    days.extend(later);
    let dates = days.into_iter().map(|day| on(one, day));
    dates.map(|date| (date.starts_at, date.ends_at)).collect()
}

/// Returns the first date of a series that takes place; what is no series as it is.
pub(super) fn first(one: &Appointment) -> Appointment {
    let day = one.repeat.as_ref().and_then(|repeat| repeat.dates(one.start.date()).next());
    day.map_or_else(|| one.clone(), |day| on(one, day))
}

/// Returns one date of a series by the id that was asked for; the appointment itself where it is none.
pub(super) fn asked_for(kept: Appointment, day: Option<NaiveDate>) -> Option<Appointment> {
    let Some(day) = day else { return Some(kept) };
    let has = |day| kept.repeat.as_ref().is_some_and(|repeat| repeat.has(kept.start.date(), day));
    has(day).then(|| on(&kept, day))
}

/// Returns the date of a day, whether or not the series has it. It is as long as the first; where the clocks skip its hour, it
/// is as much later, and where it comes twice, the first of the two, unless it is the first date and that is the second.
pub(super) fn on(series: &Appointment, day: NaiveDate) -> Appointment {
    let by_rule = day.and_time(series.start.time());
    let start = series.repeat.as_ref().map_or(by_rule, |repeat| repeat.start_of(series.start, day));
    let (starts_at, ends_at) = if day == series.start.date() && start == series.start {
        (series.starts_at, series.ends_at)
    } else {
        let zone = Zone::named(&series.zone).unwrap_or_else(|_| Zone::utc());
        let at = zone.instant(start).first();
        (at, at + (series.ends_at - series.starts_at))
    };
    Appointment { id: AppointmentId::from(format!("{}@{day}", series.id)), start, starts_at, ends_at, ..series.clone() }
}

/// Returns the one date that stands at another time in one version of a series than in another, and in both of them.
pub(super) fn moved_between(before: &Appointment, after: &Appointment) -> Option<(Appointment, Appointment)> {
    let (Some(was), Some(is)) = (&before.repeat, &after.repeat) else { return None };
    let first = before.start;
    if first != after.start {
        return None;
    }
    let mut days = was.moved_dates(first.date());
    days.extend(is.moved_dates(first.date()));
    days.retain(|day| was.start_of(first, *day) != is.start_of(first, *day));
    days.retain(|day| was.has(first.date(), *day) && is.has(first.date(), *day));
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [day] => Some((on(before, *day), on(after, *day))),
        _ => None,
    }
}

/// Refuses a date that was moved to where another date of the same series is. `only` = nothing is asked of the other ones.
pub(super) fn refuse_beside_itself(series: &Appointment, only: Option<NaiveDate>) -> Answer<()> {
    let Some(repeat) = &series.repeat else { return Ok(()) };
    let moved = repeat.moved_dates(series.start.date()).into_iter();
    for date in moved.filter(|day| only.is_none_or(|only| only == *day)).map(|day| on(series, day)) {
        if dates(series, date.starts_at, date.ends_at).iter().any(|other| other.id != date.id) {
            return Err(beside_itself(&date));
        }
    }
    Ok(())
}

/// Refuses a series of which a date is where another series of the same act has one.
pub(super) fn refuse_beside(series: &Appointment, other: &Appointment) -> Answer<()> {
    let beside = |(from, to): &Span| dates(other, *from, *to).into_iter().next();
    spans(series).iter().find_map(beside).map_or(Ok(()), |date| Err(beside_itself(&date)))
}

fn beside_itself(date: &Appointment) -> UiError {
    let when = date.start.format("%Y-%m-%d %H:%M");
    UiError::input(
        format!("Another date of the series is there, {when}."),
        "Choose another time, or leave that date out.",
    )
}
