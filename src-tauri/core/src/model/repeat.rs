//! A series for a client: how often, until when, which of its dates are left out, and which take place at another time. It
//! means the wall clock of its start: the same weekday or date, at the same hour.

mod words;

#[cfg(test)]
mod tests;

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime, Weekday};

/// The most weeks from one date of a series to the next.
pub const MOST_WEEKS: u32 = 4;
/// So many dates are held against those of the same series on another day: two years of months.
const COMPARED: usize = 24;
/// No series goes on after this year.
const LAST_YEAR: i32 = 9999;

/// How an appointment repeats; its start is the first date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub every: Every,
    pub ends: Ends,
    /// Dates that are left out. [`Ends::After`] counts them, as every provider does.
    pub skip: Vec<NaiveDate>,
    /// Dates that take place at another time. Where one is left out as well, it is left out.
    pub moved: Vec<Moved>,
}

/// A date that takes place at another time than the rule gives. It is as long as all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The day that the rule gives it, by which it is called.
    pub date: NaiveDate,
    /// The wall clock at which it takes place.
    pub start: NaiveDateTime,
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
    /// Returns the dates, in order, without those that are left out: each by the day of the rule, whenever it takes place. A
    /// series without an end goes on to the year 9999.
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

    /// Returns the dates that take place at another time than the rule gives, in order.
    pub fn moved_dates(&self, start: NaiveDate) -> Vec<NaiveDate> {
        let last = self.moved.iter().map(|one| one.date).max();
        let dates = self.dates(start).take_while(|day| Some(*day) <= last);
        dates.filter(|day| self.moved_to(*day).is_some()).collect()
    }

    /// Returns when the date of a day takes place, in a series that begins at `first`.
    pub fn start_of(&self, first: NaiveDateTime, date: NaiveDate) -> NaiveDateTime {
        self.moved_to(date).unwrap_or_else(|| date.and_time(first.time()))
    }

    /// Returns where the date of a day was moved to, if it was.
    pub fn moved_to(&self, date: NaiveDate) -> Option<NaiveDateTime> {
        self.moved.iter().find(|one| one.date == date).map(|one| one.start)
    }

    /// Returns the same series with the date of a day at another time.
    pub fn with_moved(&self, date: NaiveDate, start: NaiveDateTime) -> Self {
        let others = self.moved.iter().copied().filter(|one| one.date != date);
        let moved = others.chain([Moved { date, start }]).collect();
        Self { moved, ..self.clone() }
    }

    /// Returns the same series in the one form by which two are compared: what is left out and what is moved is in order, and
    /// a date of it. What is left out, or moved to where it would be anyway, is not moved.
    pub fn normal(&self, start: NaiveDateTime) -> Self {
        let every = match self.every {
            Every::Weeks(_) => Every::Weeks(self.every.interval()),
            every @ (Every::MonthlyByDate | Every::MonthlyByWeekday) => every,
        };
        let ends = match self.ends {
            Ends::After(times) => Ends::After(times.max(1)),
            ends @ (Ends::Never | Ends::On(_)) => ends,
        };
        let dates = self.moved_dates(start.date()).into_iter();
        let moved = dates.map(|date| Moved { date, start: self.start_of(start, date) });
        let moved = moved.filter(|one| one.start != one.date.and_time(start.time())).collect();
        Self { every, ends, skip: self.skipped(start.date()), moved }
    }

    /// Returns the series that begins on another day: in place of each date that is left out or moved, the date of the same
    /// number is. One that is moved keeps its own start.
    pub fn begun_on(&self, from: NaiveDate, to: NaiveDate) -> Self {
        let bare = self.bare();
        self.along(bare.by_rule(from).zip(bare.by_rule(to)), self.ends)
    }

    /// Returns the series of the dates from one on, with that one on another day: as many as are left, where they are counted,
    /// and otherwise as [`Self::begun_on`] has it.
    pub fn later(&self, first: NaiveDate, date: NaiveDate, to: NaiveDate) -> Self {
        let bare = self.bare();
        let before = bare.by_rule(first).take_while(|day| *day < date).count();
        let ends = match self.ends {
            Ends::After(times) => Ends::After(times.saturating_sub(u32::try_from(before).unwrap_or(u32::MAX)).max(1)),
            ends @ (Ends::Never | Ends::On(_)) => ends,
        };
        let rest = Self { ends, ..bare.clone() };
        self.along(bare.by_rule(first).skip(before).zip(rest.by_rule(to)), ends)
    }

    /// Returns where the dates from one on would not all go along as far, if that one were on another day: the first that
    /// would not, and the date of the same number then.
    pub fn uneven(&self, first: NaiveDate, date: NaiveDate, to: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let far = to.signed_duration_since(date);
        let bare = self.bare();
        let dates = bare.by_rule(first).skip_while(move |day| *day < date).take(COMPARED);
        let then = Self { ends: Ends::Never, ..bare }.by_rule(to);
        dates.zip(then).find(|(day, then)| day.checked_add_signed(far) != Some(*then))
    }

    /// Returns the months up to a day that have no date because they are too short, each by its first day.
    pub fn passed_over(&self, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        match self.every {
            Every::Weeks(_) | Every::MonthlyByWeekday => return Vec::new(),
            Every::MonthlyByDate => {}
        }
        let months = (0..=u32::MAX).map_while(|step| first.with_day(1)?.checked_add_months(Months::new(step)));
        let months = months.take_while(|month| *month <= last);
        months.filter(|month| month.with_day(first.day()).is_none()).collect()
    }

    /// Returns the series with what is left out and what is moved carried over from each date to another one.
    fn along(&self, pairs: impl Iterator<Item = (NaiveDate, NaiveDate)>, ends: Ends) -> Self {
        let last = self.skip.iter().copied().chain(self.moved.iter().map(|one| one.date)).max();
        let pairs: Vec<_> = pairs.take_while(|(before, _)| Some(*before) <= last).collect();
        let skip = pairs.iter().filter(|(before, _)| self.skip.contains(before)).map(|(_, after)| *after).collect();
        let moved = pairs.iter().filter_map(|(before, after)| {
            let start = self.moved_to(*before)?;
            Some(Moved { date: *after, start })
        });
        Self { every: self.every, ends, skip, moved: moved.collect() }
    }

    /// Returns the rule alone.
    fn bare(&self) -> Self {
        Self { every: self.every, ends: self.ends, skip: Vec::new(), moved: Vec::new() }
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
