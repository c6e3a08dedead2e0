//! How much of a series is meant, and what becomes of it where so much of it is moved or cancelled.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use crate::app::Answer;
use crate::app::views::{Scope, UiError};
use crate::model::appointment::Appointment;
use crate::model::repeat::{Ends, Every, Moved, Nth, Repeat};
use crate::model::zone::{Fold, Instant, Zone};

/// How much is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Moves {
    /// All of a series, or what takes place once.
    All,
    /// One date of a series.
    Date(NaiveDate),
    /// A date and all after it, which is not all.
    Later(NaiveDate),
}

/// Returns how much of an appointment is moved, by the date that was named and what was said.
pub(in crate::app) fn moves(one: &Appointment, day: Option<NaiveDate>, scope: Option<Scope>) -> Answer<Moves> {
    let Some(repeat) = &one.repeat else { return Ok(Moves::All) };
    match scope.ok_or_else(how_much)? {
        Scope::All => Ok(Moves::All),
        Scope::This => Ok(Moves::Date(date_of(one, repeat, day)?)),
        Scope::Later => {
            let date = date_of(one, repeat, day)?;
            let before = rest(one, Some(date), Scope::Later)?;
            Ok(if before.is_some() { Moves::Later(date) } else { Moves::All })
        }
    }
}

/// Returns the date that was named, if the series has it.
fn date_of(one: &Appointment, repeat: &Repeat, day: Option<NaiveDate>) -> Answer<NaiveDate> {
    let which = || UiError::input("Which of its dates?", "Give the id of the date, as the agenda has it.");
    let day = day.ok_or_else(which)?;
    if repeat.has(one.start.date(), day) { Ok(day) } else { Err(UiError::unknown_id("appointment")) }
}

/// Returns the start of a series of which the date of a day is moved to another time, and all others as far.
pub(in crate::app) fn moved_with(
    series: &Appointment,
    day: Option<NaiveDate>,
    to: NaiveDateTime,
) -> Answer<NaiveDateTime> {
    let Some(day) = day else { return Ok(to) };
    // A date that was moved by itself and stays there moves no other one.
    if stays(series, day, to) {
        return Ok(series.start);
    }
    let first = series.start.date().checked_add_signed(to.date() - day);
    let far = || UiError::input("Not a date.", "The series would begin beyond the calendar.");
    Ok(first.ok_or_else(far)?.and_time(to.time()))
}

/// Returns which of the two the start of a series is to be, where it comes twice, by what was said of the date of a day that is
/// to be at a time. Only the first date can be the second: the rule means the first of the two (RFC 5545 section 3.3.5).
pub(in crate::app) fn fold_with(
    series: &Appointment,
    (day, to): (Option<NaiveDate>, NaiveDateTime),
    zone: &Zone,
    said: Option<Fold>,
) -> Answer<Option<Fold>> {
    if day.is_none_or(|day| day == series.start.date()) {
        return Ok(said);
    }
    if said == Some(Fold::Second) && matches!(zone.instant(to), Instant::Twice(..)) {
        let message = "Of a series, only the first date can be after the clocks go back.";
        return Err(UiError::input(message, "Take the time before the clocks go back, or choose another."));
    }
    // The first date goes along as the one of the two that it is.
    Ok(Some(zone.fold(series.starts_at).unwrap_or(Fold::First)))
}

/// Returns how a series repeats that begins at another time from now on, as it was moved by one of its dates: that one goes where
/// all go, and any other that was moved by itself stays where it is.
pub(in crate::app) fn begun_on(
    series: &Appointment,
    (day, to): (Option<NaiveDate>, NaiveDateTime),
    start: NaiveDateTime,
    zone: &Zone,
) -> Answer<Option<Repeat>> {
    let Some(repeat) = &series.repeat else { return Ok(None) };
    refuse_uneven(repeat, series.start.date(), (series.start.date(), start.date()))?;
    let goes_along = day.filter(|day| !stays(series, *day, to));
    let kept = Repeat { moved: moved_but(series, repeat, goes_along, zone), ..repeat.clone() };
    let moved = kept.begun_on(series.start.date(), start.date()).normal(start);
    if moved.dates(start.date()).next().is_none() {
        return Err(no_dates());
    }
    Ok(Some(moved))
}

/// Returns how the dates from one on repeat as a series of their own, where that date is moved to a time.
pub(in crate::app) fn later(series: &Appointment, day: NaiveDate, start: NaiveDateTime, zone: &Zone) -> Answer<Repeat> {
    let repeat = series.repeat.as_ref().ok_or_else(|| UiError::unknown_id("appointment"))?;
    let first = series.start.date();
    // A rule knows the last weekday of a month by a start that is the fifth.
    if repeat.every == Every::MonthlyByWeekday && Nth::of(day) != Nth::of(first) {
        let message = "From this date on, the series would no longer be on the last weekday of the month.";
        return Err(UiError::input(message, "Move all dates, or those from a fifth weekday of a month on."));
    }
    refuse_uneven(repeat, first, (day, start.date()))?;
    let kept = Repeat { moved: moved_but(series, repeat, Some(day), zone), ..repeat.clone() };
    let rest = kept.later(first, day, start.date()).normal(start);
    if rest.dates(start.date()).next().is_none() {
        return Err(no_dates());
    }
    Ok(rest)
}

/// Returns whether a date is to be at the time at which it is.
fn stays(series: &Appointment, day: NaiveDate, to: NaiveDateTime) -> bool {
    series.repeat.as_ref().is_some_and(|repeat| repeat.start_of(series.start, day) == to)
}

/// Returns what was moved of a series by itself, but for one date, on the wall clock of another zone.
fn moved_but(series: &Appointment, repeat: &Repeat, but: Option<NaiveDate>, zone: &Zone) -> Vec<Moved> {
    let own = Zone::named(&series.zone).ok().filter(|own| own.name() != zone.name());
    let there = |start| own.as_ref().map_or(start, |own| zone.wall(own.instant(start).first()));
    let others = repeat.moved.iter().filter(|one| Some(one.date) != but);
    others.map(|one| Moved { start: there(one.start), ..*one }).collect()
}

/// Refuses to have a date and all after it go to where its rule would lose some of them, or have them at other distances.
fn refuse_uneven(repeat: &Repeat, first: NaiveDate, (date, to): (NaiveDate, NaiveDate)) -> Answer<()> {
    let Some((day, then)) = repeat.uneven(first, date, to) else { return Ok(()) };
    let same_month = (date.year(), date.month()) == (to.year(), to.month());
    let what = if repeat.every == Every::MonthlyByDate && same_month && day.with_day(to.day()).is_none() {
        // Only the last three days are not in every month.
        let number = if to.day() == 31 { "31st".to_owned() } else { format!("{}th", to.day()) };
        format!("‘every month on the {number}’ has no date in {}", day.format("%B %Y"))
    } else {
        format!("the one of {day} would be on {then}")
    };
    let message = format!("The dates cannot all go along as far: {what}.");
    Err(UiError::input(message, "Move only this date, or cancel the series and book it anew."))
}

fn no_dates() -> UiError {
    UiError::input("The series would have no dates.", "It would begin after its end.")
}

/// Of a date of a series is not said how much of the series is meant.
pub(in crate::app) fn how_much() -> UiError {
    UiError::input("This is a date of a series.", "Say how much is meant: this, this and later, or all.")
}

/// The same of what somebody made a series there, and whoever cancels it may know as one appointment.
pub(in crate::app) fn made_there() -> UiError {
    let hint = "Say how much of it is meant: by the id of a date, this, or this and later; or all.";
    UiError::input("It was made a series in its calendar.", hint)
}

/// Returns what is left of a series once so much of it is cancelled, or goes on as another; `None` = nothing.
pub(in crate::app) fn rest(one: &Appointment, day: Option<NaiveDate>, scope: Scope) -> Answer<Option<Repeat>> {
    let Some(repeat) = &one.repeat else { return Ok(None) };
    let left = match scope {
        Scope::All => return Ok(None),
        Scope::This => {
            let day = date_of(one, repeat, day)?;
            Repeat { skip: repeat.skip.iter().copied().chain([day]).collect(), ..repeat.clone() }
        }
        Scope::Later => {
            let Some(last) = date_of(one, repeat, day)?.pred_opt() else { return Ok(None) };
            Repeat { ends: Ends::On(last), ..repeat.clone() }
        }
    };
    let goes_on = left.dates(one.start.date()).next().is_some();
    Ok(goes_on.then(|| left.normal(one.start)))
}
