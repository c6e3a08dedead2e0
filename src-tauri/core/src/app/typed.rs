//! Days, times and zones as a person types them, or a face sends them for one.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::Answer;
use super::views::UiError;
use crate::model::zone::Zone;
use crate::providers;
use crate::store::appointments::WALL;

/// The years that a person may ask for. Events of calendars may lie outside of them: those are read as they are.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// The most days that are looked at together.
const LONGEST: i64 = 366;

/// A day, written `2026-12-01`.
pub(super) fn day(text: &str) -> Answer<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| no_such_day(text).unwrap_or_else(|| UiError::input("Not a date.", "Write it as 2026-12-01.")))?;
    within_years(day).map(|()| day)
}

/// A wall-clock time, written `2026-12-01T10:00`. `known` is where the appointment is already: it may stay there.
pub(super) fn time(text: &str, known: Option<NaiveDateTime>) -> Answer<NaiveDateTime> {
    let wall = NaiveDateTime::parse_from_str(text, WALL).map_err(|_| {
        let missing = text.split_once('T').and_then(|(day, time)| no_such_day(day).or_else(|| no_such_time(time)));
        missing.unwrap_or_else(|| UiError::input("Not a date and time.", "Write it as 2026-12-01T10:00."))
    })?;
    if known != Some(wall) {
        within_years(wall.date())?;
    }
    Ok(wall)
}

/// A time zone by its IANA name, or by one that calendars use for it, such as `W. Europe Standard Time`.
pub(super) fn zone(text: &str) -> Answer<Zone> {
    let found = Zone::named(text).ok().or_else(|| providers::zone_called(text));
    found.ok_or_else(|| UiError::input("Not a known time zone.", "Use a name such as Europe/Berlin."))
}

/// Refuses two days that are no span of days to look at.
pub(super) fn days(first: NaiveDate, last: NaiveDate) -> Answer<()> {
    if (0..LONGEST).contains(&(last - first).num_days()) {
        return Ok(());
    }
    Err(UiError::input("Not a span of days.", "The second day follows the first, by a year at most."))
}

fn within_years(day: NaiveDate) -> Answer<()> {
    if YEARS.contains(&day.year()) {
        return Ok(());
    }
    let hint = format!("Choose a day in the years {} to {}.", YEARS.start(), YEARS.end());
    Err(UiError::input("Daybook does not go that far.", hint))
}

/// What is wrong with a day that is written as one; `None` = it is not, or nothing is.
fn no_such_day(text: &str) -> Option<UiError> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    if year.len() != 4 || day.len() > 2 {
        return None;
    }
    let (year, month, day): (i32, u32, u32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !(1..=12).contains(&month) {
        return Some(UiError::input(format!("There is no month {month}."), "The months are 01 to 12."));
    }
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let days = u32::from(first.num_days_in_month());
    (!(1..=days).contains(&day)).then(|| {
        let name = first.format("%B");
        UiError::input(format!("There is no {day} {name}."), format!("{name} {year} has {days} days."))
    })
}

/// The same for a time of day.
fn no_such_time(text: &str) -> Option<UiError> {
    let (hour, minute) = text.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hours > 23 || minutes > 59)
        .then(|| UiError::input(format!("There is no {hour}:{minute}."), "A day goes from 00:00 to 23:59."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_calendar_or_the_clock_does_not_have_is_named() {
        for (typed, message, hint) in [
            ("2026-02-30", "There is no 30 February.", "February 2026 has 28 days."),
            ("2026-02-29", "There is no 29 February.", "February 2026 has 28 days."),
            ("2026-04-31", "There is no 31 April.", "April 2026 has 30 days."),
            ("2026-13-01", "There is no month 13.", "The months are 01 to 12."),
            ("2026-12-00", "There is no 0 December.", "December 2026 has 31 days."),
            ("tomorrow", "Not a date.", "Write it as 2026-12-01."),
            ("01-12-2026", "Not a date.", "Write it as 2026-12-01."),
        ] {
            let error = day(typed).unwrap_err();
            assert_eq!((error.message.as_str(), error.hint.as_str()), (message, hint), "{typed}");
        }
        for (typed, message) in [
            ("2026-02-30T10:00", "There is no 30 February."),
            ("2026-12-01T24:30", "There is no 24:30."),
            ("2026-12-01T10:75", "There is no 10:75."),
            ("2026-12-01 10:00", "Not a date and time."),
            ("2026-12-01T10", "Not a date and time."),
        ] {
            assert_eq!(time(typed, None).unwrap_err().message, message, "{typed}");
        }
        assert!(day("2028-02-29").is_ok());
    }

    /// T20
    #[test]
    fn a_zone_is_known_by_the_names_that_calendars_use_and_by_no_ending_of_a_path() {
        for (typed, name) in [
            ("Europe/Berlin", "Europe/Berlin"),
            ("europe/berlin", "Europe/Berlin"),
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("America/Los Angeles", "America/Los_Angeles"),
            ("UTC+2", "Etc/GMT-2"),
        ] {
            assert_eq!(zone(typed).unwrap().name(), name, "{typed}");
        }
        for typed in ["", "Berlin", "Europe/GMT", "Etc/Unknown", "Mars Standard Time"] {
            assert_eq!(zone(typed).unwrap_err().message, "Not a known time zone.", "{typed}");
        }
    }

    /// T19
    #[test]
    fn years_that_no_calendar_has_are_refused() {
        for typed in ["0001-01-01T00:00", "1899-12-31T23:59", "2201-01-01T00:00", "9999-12-31T23:30"] {
            assert_eq!(time(typed, None).unwrap_err().message, "Daybook does not go that far.", "{typed}");
        }
        for typed in ["+262142-12-31T23:30", "+262143-01-01T00:00", "-262143-01-01T00:00", "-262144-01-01T00:00"] {
            assert!(time(typed, None).is_err(), "{typed}");
            assert!(day(typed.split('T').next().unwrap()).is_err(), "{typed}");
        }
        assert!(time("1900-01-01T00:00", None).is_ok() && time("2200-12-31T23:30", None).is_ok());
    }

    #[test]
    fn an_appointment_that_others_moved_far_away_may_stay_there() {
        let far = "2301-01-01T10:00".parse::<NaiveDateTime>().ok();
        assert!(time("2301-01-01T10:00", None).is_err());
        assert_eq!(time("2301-01-01T10:00", far).ok(), far);
        assert!(time("2301-01-01T10:15", far).is_err());
    }
}
