//! A series for a client: how often, until when, and which of its dates are left out. It means the wall clock of its
//! start: the same weekday or date, at the same hour.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

/// The most weeks from one date of a series to the next.
pub const MOST_WEEKS: u32 = 4;
/// No series goes on after this year.
const LAST_YEAR: i32 = 9999;

/// How an appointment repeats; its start is the first date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub every: Every,
    pub ends: Ends,
    /// Dates that are left out. [`Ends::After`] counts them, as every provider does.
    pub skip: Vec<NaiveDate>,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// So many weeks, 1 to 4, on the weekday of the start. Another number counts as the nearest of these.
    Weeks(u32),
    /// Every month on the date of the start. A month that does not have it is passed over (RFC 5545 section 3.3.10).
    MonthlyByDate,
    /// Every month on the weekday of the start: the second Tuesday. Where the start is the fifth, the last is meant.
    MonthlyByWeekday,
}

/// Until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Never,
    /// The last day on which a date may be.
    On(NaiveDate),
    /// So many dates, at least one.
    After(u32),
}

/// Which of the weekdays of its month a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nth {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

impl Repeat {
    /// Returns the dates, in order, without those that are left out. A series without an end goes on to the year 9999.
    pub fn dates(&self, start: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        self.by_rule(start).filter(|day| !self.skip.contains(day))
    }

    /// Returns whether a day is one of the dates.
    pub fn has(&self, start: NaiveDate, day: NaiveDate) -> bool {
        self.dates(start).take_while(|date| *date <= day).last() == Some(day)
    }

    /// Returns the dates that the series would have if they were not left out, in order.
    pub fn skipped(&self, start: NaiveDate) -> Vec<NaiveDate> {
        let last = self.skip.iter().max().copied();
        let dates = self.by_rule(start).take_while(|day| Some(*day) <= last);
        dates.filter(|day| self.skip.contains(day)).collect()
    }

    /// Returns the same series in the one form by which two are compared: what is left out is in order, and a date of it.
    pub fn normal(&self, start: NaiveDate) -> Self {
        let every = match self.every {
            Every::Weeks(_) => Every::Weeks(self.every.interval()),
            every @ (Every::MonthlyByDate | Every::MonthlyByWeekday) => every,
        };
        let ends = match self.ends {
            Ends::After(times) => Ends::After(times.max(1)),
            ends @ (Ends::Never | Ends::On(_)) => ends,
        };
        Self { every, ends, skip: self.skipped(start) }
    }

    /// Returns the series that begins on another day: in place of each date that is left out, the date of the same number is.
    pub fn moved(&self, from: NaiveDate, to: NaiveDate) -> Self {
        let bare = Self { skip: Vec::new(), ..self.clone() };
        let last = self.skip.iter().max().copied();
        let pairs = bare.by_rule(from).take_while(|day| Some(*day) <= last).zip(bare.by_rule(to));
        let skip = pairs.filter(|(before, _)| self.skip.contains(before)).map(|(_, after)| after).collect();
        Self { skip, ..bare }
    }

    /// Returns the series as it is kept.
    pub fn words(&self) -> String {
        let every = match self.every {
            Every::Weeks(weeks) => format!("weeks {weeks}"),
            Every::MonthlyByDate => "month_date".to_owned(),
            Every::MonthlyByWeekday => "month_weekday".to_owned(),
        };
        let ends = match self.ends {
            Ends::Never => "never".to_owned(),
            Ends::On(day) => format!("on {day}"),
            Ends::After(times) => format!("after {times}"),
        };
        let skip: Vec<String> = self.skip.iter().map(NaiveDate::to_string).collect();
        format!("{every};{ends};{}", skip.join(","))
    }

    /// Reads what [`Self::words`] made.
    pub fn from_words(words: &str) -> Option<Self> {
        let mut parts = words.split(';');
        let (every, ends, skip) = (parts.next()?, parts.next()?, parts.next()?);
        let every = match every.split_once(' ') {
            Some(("weeks", weeks)) => Every::Weeks(weeks.parse().ok()?),
            None if every == "month_date" => Every::MonthlyByDate,
            None if every == "month_weekday" => Every::MonthlyByWeekday,
            Some(_) | None => return None,
        };
        let ends = match ends.split_once(' ') {
            Some(("on", day)) => Ends::On(day.parse().ok()?),
            Some(("after", times)) => Ends::After(times.parse().ok()?),
            None if ends == "never" => Ends::Never,
            Some(_) | None => return None,
        };
        let skip = skip.split(',').filter(|day| !day.is_empty()).map(str::parse::<NaiveDate>);
        let skip = skip.collect::<Result<Vec<_>, _>>().ok()?;
        Some(Self { every, ends, skip })
    }

    fn by_rule(&self, start: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let every = self.every;
        let (last, most) = match self.ends {
            Ends::Never => (NaiveDate::MAX, usize::MAX),
            Ends::On(day) => (day, usize::MAX),
            Ends::After(times) => (NaiveDate::MAX, usize::try_from(times.max(1)).unwrap_or(usize::MAX)),
        };
        let dates = (0..=u32::MAX).map_while(move |step| every.date(start, step)).flatten();
        dates.take_while(move |day| day.year() <= LAST_YEAR && *day <= last).take(most)
    }
}

impl Every {
    /// Returns how many weeks, or months, it is from one date to the next.
    pub fn interval(self) -> u32 {
        match self {
            Self::Weeks(weeks) => weeks.clamp(1, MOST_WEEKS),
            Self::MonthlyByDate | Self::MonthlyByWeekday => 1,
        }
    }

    /// Returns the date so many steps after the start: within, `None` where that month does not have it; `None` beyond the
    /// years there are.
    fn date(self, start: NaiveDate, step: u32) -> Option<Option<NaiveDate>> {
        let month = || start.with_day(1)?.checked_add_months(Months::new(step));
        match self {
            Self::Weeks(_) => {
                let days = u64::from(step).checked_mul(u64::from(self.interval()))?.checked_mul(7)?;
                start.checked_add_days(Days::new(days)).map(Some)
            }
            Self::MonthlyByDate => month().map(|first| first.with_day(start.day())),
            Self::MonthlyByWeekday => month().map(|first| Nth::of(start).in_month(first, start.weekday())),
        }
    }
}

impl Nth {
    /// Returns which of the weekdays of its month a day is: a fifth one is the last.
    pub fn of(day: NaiveDate) -> Self {
        match day.day0() / 7 {
            0 => Self::First,
            1 => Self::Second,
            2 => Self::Third,
            3 => Self::Fourth,
            _ => Self::Last,
        }
    }

    /// Returns that weekday of the month that begins on a day.
    fn in_month(self, first: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
        let number = match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 3,
            Self::Fourth => 4,
            Self::Last => {
                let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
                return last.checked_sub_days(Days::new(last.weekday().days_since(weekday).into()));
            }
        };
        NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dates(every: Every, ends: Ends, start: &str) -> Vec<String> {
        let repeat = Repeat { every, ends, skip: Vec::new() };
        repeat.dates(day(start)).take(6).map(|day| day.to_string()).collect()
    }

    #[test]
    fn every_so_many_weeks_is_the_weekday_of_the_start() {
        let found = dates(Every::Weeks(2), Ends::On(day("2027-04-01")), "2027-03-02");
        assert_eq!(found, ["2027-03-02", "2027-03-16", "2027-03-30"]);
        assert_eq!(dates(Every::Weeks(4), Ends::After(2), "2027-12-20"), ["2027-12-20", "2028-01-17"]);
    }

    #[test]
    fn a_month_that_does_not_have_the_date_is_passed_over() {
        let found = dates(Every::MonthlyByDate, Ends::After(4), "2027-01-31");
        assert_eq!(found, ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]);
        let found = dates(Every::MonthlyByDate, Ends::On(day("2028-03-01")), "2027-12-29");
        assert_eq!(found, ["2027-12-29", "2028-01-29", "2028-02-29"]);
    }

    #[test]
    fn the_fifth_weekday_of_a_month_is_its_last() {
        let second = dates(Every::MonthlyByWeekday, Ends::After(3), "2027-03-09");
        assert_eq!(second, ["2027-03-09", "2027-04-13", "2027-05-11"]);
        let last = dates(Every::MonthlyByWeekday, Ends::After(3), "2027-03-30");
        assert_eq!(last, ["2027-03-30", "2027-04-27", "2027-05-25"]);
    }

    #[test]
    fn what_is_left_out_counts_and_does_not_happen() {
        let skip = vec![day("2027-03-16"), day("2027-03-09"), day("2027-03-10"), day("2027-03-09")];
        let repeat = Repeat { every: Every::Weeks(1), ends: Ends::After(4), skip };
        let found: Vec<_> = repeat.dates(day("2027-03-02")).collect();
        assert_eq!(found, [day("2027-03-02"), day("2027-03-23")]);
        assert_eq!(repeat.skipped(day("2027-03-02")), [day("2027-03-09"), day("2027-03-16")]);
    }

    #[test]
    fn it_is_read_back_as_it_was_kept() {
        for every in [Every::Weeks(3), Every::MonthlyByDate, Every::MonthlyByWeekday] {
            for ends in [Ends::Never, Ends::On(day("2027-06-30")), Ends::After(12)] {
                for skip in [vec![], vec![day("2027-03-16"), day("2027-03-23")]] {
                    let repeat = Repeat { every, ends, skip };
                    assert_eq!(Repeat::from_words(&repeat.words()), Some(repeat));
                }
            }
        }
        for words in ["", "weeks 1", "weeks x;never;", "days 1;never;", "month_date;after;", "weeks 1;never;today"] {
            assert_eq!(Repeat::from_words(words), None, "{words}");
        }
    }

    #[test]
    fn begun_on_another_day_it_leaves_the_dates_of_the_same_number_out() {
        let skip = vec![day("2027-03-09"), day("2027-03-23"), day("2027-03-24")];
        let tuesdays = Repeat { every: Every::Weeks(1), ends: Ends::Never, skip };
        let thursdays = tuesdays.moved(day("2027-03-02"), day("2027-03-04"));
        assert_eq!(thursdays.skip, [day("2027-03-11"), day("2027-03-25")]);
        assert_eq!(tuesdays.normal(day("2027-03-02")).skip, [day("2027-03-09"), day("2027-03-23")]);
    }

    #[test]
    fn a_series_without_an_end_ends_with_the_years() {
        for every in [Every::Weeks(0), Every::MonthlyByDate, Every::MonthlyByWeekday] {
            let repeat = Repeat { every, ends: Ends::Never, skip: Vec::new() };
            assert_eq!(repeat.dates(day("9999-10-31")).last().map(|day| day.year()), Some(9999), "{every:?}");
        }
        let before = Repeat { every: Every::Weeks(1), ends: Ends::On(day("2027-03-01")), skip: Vec::new() };
        assert_eq!(before.dates(day("2027-03-02")).count(), 0);
    }
}
