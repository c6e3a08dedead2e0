//! A recurrence rule (RFC 5545 section 3.3.10) as it is written. `starts` works out which starts it yields;
//! `occurrences` adds zones, exceptions and the meaning of UNTIL.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use super::stamp::{Stamp, stamp};

/// A rule of which every part was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub every: Every,
    /// At least 1.
    pub interval: u32,
    pub count: Option<u32>,
    pub until: Option<Until>,
    pub(super) week_start: Weekday,
    pub(super) months: Vec<i32>,
    pub(super) weeks: Vec<i32>,
    pub(super) year_days: Vec<i32>,
    pub(super) month_days: Vec<i32>,
    /// With 0 for "every".
    pub(super) weekdays: Vec<(i32, Weekday)>,
    pub(super) hours: Vec<i32>,
    pub(super) minutes: Vec<i32>,
    pub(super) seconds: Vec<i32>,
    pub(super) positions: Vec<i32>,
}

/// FREQ
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Every {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

/// UNTIL in the form it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    Date(NaiveDate),
    Wall(NaiveDateTime),
    Utc(chrono::DateTime<chrono::Utc>),
}

/// The rule is not one of RFC 5545, or belongs to a calendar other than the Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rule cannot be read")]
pub struct UnknownRule;

impl Rule {
    /// Reads the value of an RRULE. One unknown part makes the whole rule unknown: it might mean anything.
    pub fn parse(text: &str) -> Result<Self, UnknownRule> {
        let (mut every, mut seen) = (None, Vec::new());
        let mut rule = Self {
            every: Every::Year,
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Mon,
            months: Vec::new(),
            weeks: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
        };
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(UnknownRule)?;
            let value = value.trim().to_ascii_uppercase();
            let numbers = |range| numbers(&value, range);
            let name = name.trim().to_ascii_uppercase();
            // Of two, nobody knows which is meant.
            if seen.contains(&name) {
                return Err(UnknownRule);
            }
            match name.as_str() {
                "FREQ" => every = Some(frequency(&value).ok_or(UnknownRule)?),
                "INTERVAL" => rule.interval = positive(&value)?,
                // Some calendars write so that there is no COUNT.
                "COUNT" if value == "-1" => {}
                "COUNT" => rule.count = Some(positive(&value)?),
                "UNTIL" => rule.until = Some(until(&value).ok_or(UnknownRule)?),
                "WKST" => rule.week_start = weekday(&value).ok_or(UnknownRule)?,
                "BYMONTH" => rule.months = numbers(1..=12)?,
                "BYWEEKNO" => rule.weeks = numbers(-53..=53)?,
                "BYYEARDAY" => rule.year_days = numbers(-366..=366)?,
                "BYMONTHDAY" => rule.month_days = numbers(-31..=31)?,
                "BYDAY" => rule.weekdays = weekdays(&value)?,
                "BYHOUR" => rule.hours = numbers_from_zero(&value, 23)?,
                "BYMINUTE" => rule.minutes = numbers_from_zero(&value, 59)?,
                // 60 is a leap second, which no calendar shows.
                "BYSECOND" => rule.seconds = numbers_from_zero(&value, 60)?.into_iter().map(|it| it.min(59)).collect(),
                "BYSETPOS" => rule.positions = numbers(-366..=366)?,
                // RFC 7529, as far as it names the default.
                "RSCALE" if value == "GREGORIAN" => {}
                "SKIP" if value == "OMIT" => {}
                name if name.starts_with("X-") => {}
                _ => return Err(UnknownRule),
            }
            seen.push(name);
        }
        rule.every = every.ok_or(UnknownRule)?;
        Ok(rule)
    }

    /// Returns the rule as a whole-day series has it: parts about times of day MUST be ignored (RFC 5545 section 3.3.10).
    #[must_use]
    pub fn of_days(self) -> Self {
        Self { hours: Vec::new(), minutes: Vec::new(), seconds: Vec::new(), ..self }
    }

    /// Returns whether RFC 5545 says what the rule means: by the table in section 3.3.10 some parts MUST NOT stand beside some
    /// frequencies, and engines differ in what they make of them (decision 0019).
    pub fn is_defined(&self) -> bool {
        let weeks = self.weeks.is_empty() || self.every == Every::Year;
        let year_days = match self.every {
            Every::Month | Every::Week | Every::Day => self.year_days.is_empty(),
            Every::Year | Every::Hour | Every::Minute | Every::Second => true,
        };
        let month_days = self.month_days.is_empty() || self.every != Every::Week;
        weeks && year_days && month_days
    }

    /// Returns whether the rule is about days, not times within a day. Whole-day series can have no other.
    pub fn is_daily(&self) -> bool {
        self.every <= Every::Day
    }
}

/// Returns the UNTIL of a rule, whatever else of it cannot be read: nothing of the series is later.
pub fn until_of(text: &str) -> Option<Until> {
    let parts = text.split(';').filter_map(|part| part.split_once('='));
    let mut untils = parts.filter(|(name, _)| name.trim().eq_ignore_ascii_case("UNTIL"));
    let (_, value) = untils.next()?;
    // Of two, nobody knows which is meant.
    if untils.next().is_some() { None } else { until(value) }
}

fn until(text: &str) -> Option<Until> {
    Some(match stamp(text)? {
        Stamp::Date(date) => Until::Date(date),
        Stamp::Wall(wall) => Until::Wall(wall),
        Stamp::Utc(at) => Until::Utc(at),
    })
}

fn frequency(text: &str) -> Option<Every> {
    Some(match text {
        "YEARLY" => Every::Year,
        "MONTHLY" => Every::Month,
        "WEEKLY" => Every::Week,
        "DAILY" => Every::Day,
        "HOURLY" => Every::Hour,
        "MINUTELY" => Every::Minute,
        "SECONDLY" => Every::Second,
        _ => return None,
    })
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

/// Returns a weekday as a rule writes it.
pub fn weekday_code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

fn weekdays(text: &str) -> Result<Vec<(i32, Weekday)>, UnknownRule> {
    list(text)
        .map(|item| {
            let cut = item.len().checked_sub(2).filter(|cut| item.is_char_boundary(*cut)).ok_or(UnknownRule)?;
            let (number, day) = item.split_at(cut);
            let number = match number {
                "" => 0,
                number => {
                    number.parse().ok().filter(|it: &i32| *it != 0 && (-53..=53).contains(it)).ok_or(UnknownRule)?
                }
            };
            Ok((number, weekday(day).ok_or(UnknownRule)?))
        })
        .collect()
}

fn positive(text: &str) -> Result<u32, UnknownRule> {
    text.parse().ok().filter(|it| *it > 0).ok_or(UnknownRule)
}

fn numbers(text: &str, range: RangeInclusive<i32>) -> Result<Vec<i32>, UnknownRule> {
    let number = |item: &str| item.parse().ok().filter(|it| *it != 0 && range.contains(it)).ok_or(UnknownRule);
    list(text).map(number).collect()
}

fn numbers_from_zero(text: &str, most: i32) -> Result<Vec<i32>, UnknownRule> {
    list(text).map(|item| item.parse().ok().filter(|it| (0..=most).contains(it)).ok_or(UnknownRule)).collect()
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_weekday_is_within_a_year() {
        for day in ["MO", "1MO", "+53MO", "-53MO"] {
            assert!(Rule::parse(&format!("FREQ=YEARLY;BYDAY={day}")).is_ok(), "{day}");
        }
        // The last has no absolute value in 32 bits.
        for day in ["0MO", "54MO", "-54MO", "2147483648MO", "-2147483648MO"] {
            assert_eq!(Rule::parse(&format!("FREQ=YEARLY;BYDAY={day}")), Err(UnknownRule), "{day}");
        }
    }

    /// T10
    #[test]
    fn no_count_is_read_where_it_is_certain_and_nowhere_else() {
        let rule = Rule::parse("FREQ=WEEKLY;COUNT=-1;INTERVAL=4;BYDAY=MO;UNTIL=20270331;").unwrap();
        assert_eq!((rule.count, rule.interval), (None, 4));
        assert_eq!(rule, Rule::parse("FREQ=WEEKLY;INTERVAL=4;BYDAY=MO;UNTIL=20270331").unwrap());
        for part in
            ["COUNT=0", "COUNT=-2", "COUNT=", "INTERVAL=0", "INTERVAL=-1", "BYDAY=", "RSCALE=CHINESE", "BYDAI=MO"]
        {
            assert_eq!(Rule::parse(&format!("FREQ=WEEKLY;{part}")), Err(UnknownRule), "{part}");
        }
    }

    #[test]
    fn a_rule_that_says_a_part_twice_or_nothing_is_none() {
        for text in ["FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;COUNT=2;count=3", "FREQ=DAILY;COUNT=-1;COUNT=3", "", ";"] {
            assert_eq!(Rule::parse(text), Err(UnknownRule), "{text}");
        }
    }

    /// T13
    #[test]
    fn what_the_table_of_the_rfc_forbids_is_not_defined() {
        let defined = |text: &str| Rule::parse(text).unwrap().is_defined();
        for text in
            ["MONTHLY;BYWEEKNO=20", "SECONDLY;BYWEEKNO=20;BYDAY=MO", "WEEKLY;BYMONTHDAY=1,3", "DAILY;BYYEARDAY=100"]
        {
            assert!(!defined(&format!("FREQ={text}")), "{text}");
        }
        for text in
            ["YEARLY;BYWEEKNO=20", "MONTHLY;BYMONTHDAY=1", "HOURLY;BYYEARDAY=100", "YEARLY;BYYEARDAY=-1", "WEEKLY"]
        {
            assert!(defined(&format!("FREQ={text}")), "{text}");
        }
    }

    /// T10
    #[test]
    fn the_end_of_a_rule_that_cannot_be_read_is_read_all_the_same() {
        let day = Until::Date(NaiveDate::from_ymd_opt(2027, 3, 31).unwrap());
        assert_eq!(until_of("FREQ=WEEKLY;INTERVAL=0;until=20270331"), Some(day));
        for text in ["FREQ=WEEKLY;INTERVAL=0", "UNTIL=then", "UNTIL", "UNTIL=20270331;UNTIL=20280331", ""] {
            assert_eq!(until_of(text), None, "{text}");
        }
    }
}
