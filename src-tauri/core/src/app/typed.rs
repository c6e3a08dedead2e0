//! Days and times as a person types them, or a face sends them for one.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use super::Answer;
use super::views::UiError;
use crate::store::appointments::WALL;

/// The years that a person may ask for. Events of calendars may lie outside of them: those are read as they are.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// A day, written `2026-12-01`.
pub(super) fn day(text: &str) -> Answer<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| UiError::input("Not a date.", "Write it as 2026-12-01."))?;
    within_years(day).map(|()| day)
}

/// A wall-clock time, written `2026-12-01T10:00`. `known` is where the appointment is already: it may stay there.
pub(super) fn time(text: &str, known: Option<NaiveDateTime>) -> Answer<NaiveDateTime> {
    let wall = NaiveDateTime::parse_from_str(text, WALL)
        .map_err(|_| UiError::input("Not a date and time.", "Write it as 2026-12-01T10:00."))?;
    if known != Some(wall) {
        within_years(wall.date())?;
    }
    Ok(wall)
}

fn within_years(day: NaiveDate) -> Answer<()> {
    if YEARS.contains(&day.year()) {
        return Ok(());
    }
    let hint = format!("Choose a day in the years {} to {}.", YEARS.start(), YEARS.end());
    Err(UiError::input("Daybook does not go that far.", hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appointment_that_others_moved_far_away_may_stay_there() {
        let far = "2301-01-01T10:00".parse::<NaiveDateTime>().ok();
        assert!(time("2301-01-01T10:00", None).is_err());
        assert_eq!(time("2301-01-01T10:00", far).ok(), far);
        assert!(time("2301-01-01T10:15", far).is_err());
    }
}
