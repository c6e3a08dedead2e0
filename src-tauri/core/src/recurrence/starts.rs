//! Works out which starts a rule yields (RFC 5545 section 3.3.10), on the wall clock and within a budget of steps.
//!
//! It goes period by period: which days match, at which times, and which of those BYSETPOS picks. Any
//! period can be reached directly, so an old series costs no more than a new one, unless it has a COUNT.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "days, weeks and years of the calendar, and an INTERVAL of 32 bits in 64: `period` checks the one product that may be too large"
)]

use std::ops::RangeInclusive;

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Weekday};

use super::rule::{Every, Rule};

impl Rule {
    /// Returns the starts of a series that begins at `start`, in order and none earlier; the rule decides
    /// whether `start` is one of them. UNTIL is ignored. All starts within `span` come, and perhaps a few
    /// outside it. At most `budget` steps of work are done.
    pub fn walls(&self, start: NaiveDateTime, span: RangeInclusive<NaiveDateTime>, budget: u32) -> Walls {
        let rule = self.filled(start);
        let place = if rule.count.is_some() { 0 } else { rule.place_before(start, *span.start()) };
        let last = *span.end();
        Walls {
            left: rule.count.unwrap_or(u32::MAX),
            rule,
            start,
            place,
            last,
            ready: Vec::new(),
            budget,
            gave_up: false,
        }
    }

    /// Returns the rule with what it leaves open taken from the start.
    fn filled(&self, start: NaiveDateTime) -> Self {
        let mut rule = self.clone();
        let no_days = rule.weeks.is_empty()
            && rule.year_days.is_empty()
            && rule.month_days.is_empty()
            && rule.weekdays.is_empty();
        let number = |it: u32| vec![i32::try_from(it).unwrap_or(0)];
        let only = |list: &[i32]| !list.is_empty() && rule.year_days.is_empty() && rule.weekdays.is_empty();
        match rule.every {
            Every::Year if no_days => {
                if rule.months.is_empty() {
                    rule.months = number(start.month());
                }
                rule.month_days = number(start.day());
            }
            // What the rule leaves open is taken from the start: here the weekday, and there the month.
            Every::Year if only(&rule.weeks) && rule.month_days.is_empty() => {
                rule.weekdays = vec![(0, start.weekday())];
            }
            Every::Year if only(&rule.month_days) && rule.weeks.is_empty() && rule.months.is_empty() => {
                rule.months = number(start.month());
            }
            Every::Month if no_days => rule.month_days = number(start.day()),
            Every::Week if no_days => rule.weekdays = vec![(0, start.weekday())],
            Every::Year | Every::Month | Every::Week | Every::Day | Every::Hour | Every::Minute | Every::Second => {}
        }
        if rule.every < Every::Hour && rule.hours.is_empty() {
            rule.hours = number(start.hour());
        }
        if rule.every < Every::Minute && rule.minutes.is_empty() {
            rule.minutes = number(start.minute());
        }
        if rule.every < Every::Second && rule.seconds.is_empty() {
            rule.seconds = number(start.second());
        }
        rule
    }

    /// Returns the first moment of the period at `place` (0 is the one with `start` in it); `None` past the year 9999.
    fn period(&self, start: NaiveDateTime, place: i64) -> Option<NaiveDateTime> {
        let steps = place.checked_mul(i64::from(self.interval))?;
        let date = start.date();
        let wall = match self.every {
            Every::Year => {
                let year = i64::from(self.year_of(date)).checked_add(steps)?;
                self.first_of(i32::try_from(year).ok()?)?.into()
            }
            Every::Month => date.with_day(1)?.checked_add_months(Months::new(u32::try_from(steps).ok()?))?.into(),
            Every::Week => {
                let week = week_start(date, self.week_start)?;
                week.checked_add_days(Days::new(u64::try_from(steps).ok()?.checked_mul(7)?))?.into()
            }
            Every::Day => date.checked_add_days(Days::new(u64::try_from(steps).ok()?))?.into(),
            Every::Hour | Every::Minute | Every::Second => {
                let seconds = steps.checked_mul(self.seconds_of_a_period())?;
                self.floor(start)?.checked_add_signed(TimeDelta::try_seconds(seconds)?)?
            }
        };
        (wall.year() <= 9999).then_some(wall)
    }

    /// Returns the year of a day; where weeks are numbered, the one that its week belongs to.
    fn year_of(&self, day: NaiveDate) -> i32 {
        let fourth = week_start(day, self.week_start).and_then(|it| it.checked_add_days(Days::new(3)));
        fourth.filter(|_| !self.weeks.is_empty()).unwrap_or(day).year()
    }

    /// Returns the first day of a year; where weeks are numbered, of its first week, which has at least four days in it.
    fn first_of(&self, year: i32) -> Option<NaiveDate> {
        if self.weeks.is_empty() {
            return NaiveDate::from_ymd_opt(year, 1, 1);
        }
        week_start(NaiveDate::from_ymd_opt(year, 1, 4)?, self.week_start)
    }

    /// Returns how many days a year has that begins on a day.
    fn days_from(&self, first: NaiveDate) -> i32 {
        let next = self.year_of(first).checked_add(1).and_then(|year| self.first_of(year));
        next.and_then(|next| i32::try_from((next - first).num_days()).ok()).unwrap_or(366)
    }

    /// Returns the length of a period that is shorter than a day.
    const fn seconds_of_a_period(&self) -> i64 {
        match self.every {
            Every::Hour => 3600,
            Every::Minute => 60,
            Every::Second => 1,
            Every::Year | Every::Month | Every::Week | Every::Day => 86_400,
        }
    }

    fn floor(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        let wall = if self.every == Every::Hour { wall.with_minute(0)? } else { wall };
        if self.every == Every::Second { Some(wall) } else { wall.with_second(0) }
    }

    /// Returns a place whose period is close to `seek` and not after it.
    fn place_before(&self, start: NaiveDateTime, seek: NaiveDateTime) -> i64 {
        let apart = seek - start;
        let periods = match self.every {
            Every::Year => i64::from(self.year_of(seek.date()) - self.year_of(start.date())),
            Every::Month => {
                i64::from(seek.year() - start.year()) * 12 + i64::from(seek.month()) - i64::from(start.month())
            }
            Every::Week => apart.num_days() / 7,
            Every::Day => apart.num_days(),
            Every::Hour | Every::Minute | Every::Second => apart.num_seconds() / self.seconds_of_a_period(),
        };
        (periods / i64::from(self.interval) - 1).max(0)
    }

    /// Returns whether a day passes every BY rule about days.
    fn takes(&self, day: NaiveDate) -> bool {
        let (month_length, year_length) = (days_of_month(day), days_of_year(day.year()));
        let number = |it: u32| i32::try_from(it).unwrap_or(0);
        let (in_month, in_year) = (number(day.day()), number(day.ordinal()));
        let among = |list: &[i32], at: i32, length: i32| list.iter().any(|&it| it == at || it == at - length - 1);
        (self.months.is_empty() || self.months.contains(&number(day.month())))
            && (self.month_days.is_empty() || among(&self.month_days, in_month, month_length))
            && (self.year_days.is_empty() || among(&self.year_days, in_year, year_length))
            && (self.weekdays.is_empty() || self.takes_weekday(day, in_month, month_length, in_year, year_length))
            && (self.weeks.is_empty() || self.takes_week(day))
    }

    fn takes_weekday(&self, day: NaiveDate, in_month: i32, month_length: i32, in_year: i32, year_length: i32) -> bool {
        let (at, length) = match self.every {
            Every::Year if self.months.is_empty() => (in_year, year_length),
            Every::Year | Every::Month => (in_month, month_length),
            // A number before a weekday means nothing here.
            Every::Week | Every::Day | Every::Hour | Every::Minute | Every::Second => (0, 0),
        };
        let (nth, nth_last) = ((at - 1) / 7 + 1, -((length - at) / 7 + 1));
        let day = day.weekday();
        self.weekdays.iter().any(|&(n, weekday)| weekday == day && (n == 0 || length == 0 || n == nth || n == nth_last))
    }

    /// Returns whether BYWEEKNO takes a day. Weeks begin on `week_start`, and the first has at least four days in the
    /// year (RFC 5545 section 3.3.10).
    fn takes_week(&self, day: NaiveDate) -> bool {
        let Some(fourth) = week_start(day, self.week_start).and_then(|it| it.checked_add_days(Days::new(3))) else {
            return false;
        };
        let week = i32::try_from(fourth.ordinal0() / 7 + 1).unwrap_or(0);
        let last = NaiveDate::from_ymd_opt(fourth.year(), 12, 28)
            .and_then(|it| week_start(it, self.week_start)?.checked_add_days(Days::new(3)));
        let weeks = last.map_or(52, |it| i32::try_from(it.ordinal0() / 7 + 1).unwrap_or(52));
        self.weeks.iter().any(|&it| it == week || it == week - weeks - 1)
    }
}

/// The starts of a series, one after the other.
pub struct Walls {
    rule: Rule,
    start: NaiveDateTime,
    place: i64,
    /// Periods that begin after this are ignored.
    last: NaiveDateTime,
    /// Found but not returned yet; the next one is last.
    ready: Vec<NaiveDateTime>,
    /// How many more starts COUNT allows.
    left: u32,
    budget: u32,
    /// The budget is used up: there may be more starts than were returned.
    pub gave_up: bool,
}

impl Iterator for Walls {
    type Item = NaiveDateTime;

    fn next(&mut self) -> Option<NaiveDateTime> {
        while self.left > 0 {
            if let Some(wall) = self.ready.pop() {
                self.left -= 1;
                return Some(wall);
            }
            let period = self.rule.period(self.start, self.place).filter(|it| *it <= self.last)?;
            self.place += 1;
            self.fill(period)?;
        }
        None
    }
}

impl Walls {
    /// Fills in the starts of one period; `None` = the budget is used up.
    fn fill(&mut self, period: NaiveDateTime) -> Option<()> {
        let days = self.days(period)?;
        if days.is_empty() && self.rule.every > Every::Day {
            self.skip_the_day(period);
            return Some(());
        }
        let times = self.times(period);
        let all = days.len().saturating_mul(times.len());
        self.spend(all)?;
        let nth = |at: usize| {
            let day = days.get(at.checked_div(times.len())?)?;
            Some(day.and_time(*times.get(at.checked_rem(times.len())?)?))
        };
        let mut found: Vec<_> = if self.rule.positions.is_empty() {
            (0..all).filter_map(nth).collect()
        } else {
            let places = self.rule.positions.iter().filter_map(|&position| match usize::try_from(position) {
                Ok(position) => position.checked_sub(1),
                Err(_) => all.checked_sub(usize::try_from(position.unsigned_abs()).ok()?),
            });
            places.filter_map(nth).collect()
        };
        found.retain(|wall| *wall >= self.start);
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        self.ready = found;
        Some(())
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        match u32::try_from(steps).ok().and_then(|steps| self.budget.checked_sub(steps)) {
            Some(left) => {
                self.budget = left;
                Some(())
            }
            None => {
                self.gave_up = true;
                None
            }
        }
    }

    /// Returns the days of a period that match.
    fn days(&mut self, period: NaiveDateTime) -> Option<Vec<NaiveDate>> {
        let first = period.date();
        let many = match self.rule.every {
            Every::Year => self.rule.days_from(first),
            Every::Month => days_of_month(first),
            Every::Week => 7,
            Every::Day | Every::Hour | Every::Minute | Every::Second => 1,
        };
        self.spend(usize::try_from(many).unwrap_or(1))?;
        if self.rule.every == Every::Year && self.rule.weeks.is_empty() && !self.rule.months.is_empty() {
            return Some(self.days_of_months(first.year()));
        }
        Some(first.iter_days().take(usize::try_from(many).unwrap_or(1)).filter(|day| self.rule.takes(*day)).collect())
    }

    /// Returns the days of a year that match, where the rule names its months: the other months need not be looked at.
    fn days_of_months(&self, year: i32) -> Vec<NaiveDate> {
        let months = (1..=12).filter(|month| self.rule.months.contains(month));
        let firsts = months.filter_map(|month| NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, 1));
        let days = firsts.flat_map(|first| first.iter_days().take(usize::try_from(days_of_month(first)).unwrap_or(0)));
        days.filter(|day| self.rule.takes(*day)).collect()
    }

    /// Returns the times of day within a period.
    fn times(&self, period: NaiveDateTime) -> Vec<NaiveTime> {
        let rule = &self.rule;
        // A list filters what the period itself fixes, and enumerates what is finer.
        let pick = |list: &[i32], at: u32, fixed: bool| -> Vec<u32> {
            let mut list: Vec<u32> = list.iter().filter_map(|it| u32::try_from(*it).ok()).collect();
            if fixed && list.is_empty() {
                return vec![at];
            }
            list.retain(|it| !fixed || *it == at);
            list.sort_unstable();
            list.dedup();
            list
        };
        let hours = pick(&rule.hours, period.hour(), rule.every >= Every::Hour);
        let minutes = pick(&rule.minutes, period.minute(), rule.every >= Every::Minute);
        let seconds = pick(&rule.seconds, period.second(), rule.every >= Every::Second);
        let mut times = Vec::with_capacity(hours.len() * minutes.len() * seconds.len());
        for hour in hours {
            for minute in &minutes {
                times.extend(seconds.iter().filter_map(|second| NaiveTime::from_hms_opt(hour, *minute, *second)));
            }
        }
        times
    }

    /// Skips to the first period of the next day: none of this one matches.
    fn skip_the_day(&mut self, period: NaiveDateTime) {
        let Some(next) = period.date().succ_opt() else { return };
        let step = self.rule.seconds_of_a_period() * i64::from(self.rule.interval);
        let apart = (NaiveDateTime::from(next) - period).num_seconds();
        // `place` is already one past this period.
        self.place += (apart + step - 1) / step - 1;
    }
}

fn week_start(day: NaiveDate, first: Weekday) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(day.weekday().days_since(first).into()))
}

fn days_of_month(day: NaiveDate) -> i32 {
    i32::from(day.num_days_in_month())
}

fn days_of_year(year: i32) -> i32 {
    if NaiveDate::from_yo_opt(year, 366).is_some() { 366 } else { 365 }
}
