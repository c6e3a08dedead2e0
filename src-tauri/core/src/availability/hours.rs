//! Working hours: those of a week, and the days that have others or none. Pure.

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta};

use super::spans::Span;
use crate::model::zone::Zone;

/// From and to, in minutes since the beginning of a day; 1440 is its end.
pub type Minutes = (u32, u32);

/// When a person works.
#[derive(Clone, Debug, Default)]
pub struct Hours {
    /// Monday to Sunday.
    pub week: Vec<Vec<Minutes>>,
    /// Where several hold on a day, the last does.
    pub exceptions: Vec<Exception>,
}

/// Days, both included, that have other hours than their weekdays; no spans = they are off.
#[derive(Clone, Debug)]
pub struct Exception {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub spans: Vec<Minutes>,
}

impl Hours {
    /// Returns what is worked on a day.
    pub fn of(&self, day: NaiveDate) -> &[Minutes] {
        if let Some(exception) = self.exception(day) {
            return &exception.spans;
        }
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a day is off that others of its weekday may not be.
    pub fn is_off(&self, day: NaiveDate) -> bool {
        self.exception(day).is_some_and(|exception| exception.spans.is_empty())
    }

    /// Returns what is worked on `days` days from `first` on, as instants.
    pub fn worked(&self, home: &Zone, first: NaiveDate, days: u64) -> Vec<Span> {
        let mut worked = Vec::new();
        for day in first.iter_days().take(usize::try_from(days).unwrap_or(0)) {
            let midnight = day.and_time(NaiveTime::MIN);
            let at = |minutes: u32| home.instant(midnight + TimeDelta::minutes(i64::from(minutes))).first();
            worked.extend(self.of(day).iter().map(|(from, to)| (at(*from), at(*to))));
        }
        worked
    }

    /// Returns whether a time lies within what is worked on the day that it begins on.
    pub fn hold(&self, home: &Zone, (start, end): Span) -> bool {
        let worked = self.worked(home, home.wall(start).date(), 1);
        worked.iter().any(|(begin, last)| *begin <= start && end <= *last)
    }

    fn exception(&self, day: NaiveDate) -> Option<&Exception> {
        self.exceptions.iter().rev().find(|exception| (exception.first..=exception.last).contains(&day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Three spans on a Monday, two on a Tuesday, none else.
    fn hours(exceptions: &[(&str, &str, &[Minutes])]) -> Hours {
        let mut week = vec![Vec::new(); 7];
        week[0] = vec![(480, 600), (660, 780), (840, 1440)];
        week[1] = vec![(540, 720), (780, 1020)];
        let exception = |(first, last, spans): &(&str, &str, &[Minutes])| Exception {
            first: day(first),
            last: day(last),
            spans: spans.to_vec(),
        };
        Hours { week, exceptions: exceptions.iter().map(exception).collect() }
    }

    /// P14
    #[test]
    fn a_day_has_the_hours_of_its_weekday_or_those_of_its_exception() {
        let away = ("2026-11-30", "2026-12-06", &[][..]);
        let hours = hours(&[away, ("2026-12-02", "2026-12-02", &[(600, 660)][..])]);
        assert_eq!(hours.of(day("2026-11-23")).len(), 3);
        assert_eq!((hours.of(day("2026-11-25")).len(), hours.is_off(day("2026-11-25"))), (0, false));
        assert_eq!((hours.of(day("2026-12-01")).len(), hours.is_off(day("2026-12-01"))), (0, true));
        assert_eq!((hours.of(day("2026-12-02")), hours.is_off(day("2026-12-02"))), (&[(600, 660)][..], false));
        assert_eq!(hours.of(day("2026-12-07")).len(), 3);
        let home = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(hours.worked(&home, day("2026-11-30"), 8).len(), 1 + 3);
    }

    /// wanted 33: hours are those of the clock on the wall, before and after it changes.
    #[test]
    fn hours_follow_the_clock_on_the_wall_where_it_changes() {
        let home = Zone::named("Europe/Berlin").unwrap();
        let night = [("2027-03-28", "2027-03-28", &[(60, 240)][..]), ("2027-10-31", "2027-10-31", &[(60, 240)][..])];
        let hours = hours(&night);
        let length = |day: NaiveDate| {
            let (begin, end) = hours.worked(&home, day, 1)[0];
            (home.wall(begin).time().format("%H:%M").to_string(), (end - begin).num_minutes())
        };
        assert_eq!(length(day("2027-03-22")), ("08:00".to_owned(), 120));
        assert_eq!(length(day("2027-03-29")), ("08:00".to_owned(), 120));
        assert_eq!(length(day("2027-03-28")), ("01:00".to_owned(), 120), "an hour is skipped");
        assert_eq!(length(day("2027-10-31")), ("01:00".to_owned(), 240), "an hour comes twice");
    }
}
