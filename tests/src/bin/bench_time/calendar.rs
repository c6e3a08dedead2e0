//! What lies in the calendar that is asked about: the single events and series of a practice of some years, and events that
//! somebody wrote to keep a program busy.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta};

/// Single events a day: they take the first or the second half of it, by turns.
const DAY: usize = 20;
/// The calendar goes on so many days from today, if it is large enough.
const AHEAD: usize = 500;
/// One event of so many is a series.
const A_SERIES: usize = 100;

/// The day on which the tests' clocks begin.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A day that is so many days from today.
pub fn in_days(days: usize) -> NaiveDate {
    today() + TimeDelta::days(i64::try_from(days).unwrap())
}

/// A wall-clock time in Berlin of this winter that no event takes: three a day, each of an hour.
pub fn free_start(at: usize) -> String {
    let day = in_days(1 + at / 3);
    let first = if is_taken_early(day) { 12 } else { 9 };
    format!("{day}T{:02}:00", first + at % 3)
}

/// Single events take one half of a day: from 5 to 10 o'clock (UTC), or from 12 to 17.
fn is_taken_early(day: NaiveDate) -> bool {
    day.num_days_from_ce() % 2 == 0
}

/// The events of a calendar, by number: single ones, series, hostile ones.
#[derive(Clone, Copy)]
pub struct Calendar {
    singles: usize,
    series: usize,
    hostile: usize,
}

impl Calendar {
    /// So many events in all: one in a hundred is a series, and so many are hostile.
    pub fn of(events: usize, hostile: usize) -> Self {
        let series = events / A_SERIES;
        Self { singles: events.saturating_sub(series + hostile).max(DAY), series, hostile }
    }

    pub const fn count(self) -> usize {
        self.singles + self.series + self.hostile
    }

    pub const fn series(self) -> usize {
        self.series
    }

    /// An event as it lies there.
    pub fn object(self, number: usize) -> String {
        whole(&self.components(number))
    }

    /// The same, without the calendar around it.
    pub fn components(self, number: usize) -> String {
        match number.checked_sub(self.singles) {
            None => single(number, self.day_of(number), 0, &format!("Session number {number}")),
            Some(at) if at < self.series => self.a_series(number, at),
            Some(at) => hostile(number, at - self.series),
        }
    }

    /// Whether it may take place in the weeks of which a person wants to know first.
    pub fn is_soon(self, number: usize) -> bool {
        let weeks = today() - TimeDelta::weeks(1)..today() + TimeDelta::weeks(8);
        number >= self.singles || weeks.contains(&self.day_of(number))
    }

    /// A single event that is to come, moved by five minutes. Returns its number, its day, its title and what is written there.
    pub fn moved(self, round: usize) -> (usize, NaiveDate, String, String) {
        let behind = usize::try_from((today() - self.first_day()).num_days()).unwrap();
        let number = (behind + round % self.ahead()) * DAY + round % DAY;
        let number = number.min(self.singles.saturating_sub(1));
        let (day, title) = (self.day_of(number), format!("Moved in round {round}"));
        let text = whole(&single(number, day, 5, &title));
        (number, day, title, text)
    }

    const fn days(self) -> usize {
        self.singles.div_ceil(DAY)
    }

    /// How many of its days are to come, at least one.
    fn ahead(self) -> usize {
        (self.days() / 3).clamp(1, AHEAD)
    }

    fn first_day(self) -> NaiveDate {
        let behind = self.days().saturating_sub(self.ahead());
        today() - TimeDelta::days(i64::try_from(behind).unwrap())
    }

    fn day_of(self, single: usize) -> NaiveDate {
        self.first_day() + TimeDelta::days(i64::try_from(single / DAY).unwrap())
    }

    /// Most are courses of 20 weeks, one in twenty goes on for ever. Of some a week is left out, and another moved.
    fn a_series(self, number: usize, at: usize) -> String {
        let since = TimeDelta::days(i64::try_from(at * self.days() / self.series).unwrap());
        let evening = TimeDelta::minutes(if at.is_multiple_of(2) { 18 * 60 } else { 18 * 60 + 45 });
        let first = (self.first_day() + since).and_time(NaiveTime::MIN) + evening;
        let stamp = |weeks: i64| (first + TimeDelta::weeks(weeks)).format("%Y%m%dT%H%M%S").to_string();
        let count = if at.is_multiple_of(20) { "" } else { ";COUNT=20" };
        let odd = at % 10 == 3;
        let except = if odd { format!("EXDATE;TZID=Europe/Berlin:{}\r\n", stamp(2)) } else { String::new() };
        let mut text = event(
            number,
            &format!(
                "DTSTART;TZID=Europe/Berlin:{}\r\nDURATION:PT45M\r\nRRULE:FREQ=WEEKLY{count}\r\n{except}SUMMARY:Course {at}\r\n",
                stamp(0)
            ),
        );
        if odd {
            let moved = (first + TimeDelta::weeks(3) + TimeDelta::hours(25)).format("%Y%m%dT%H%M%S");
            text += &event(
                number,
                &format!(
                    "RECURRENCE-ID;TZID=Europe/Berlin:{}\r\nDTSTART;TZID=Europe/Berlin:{moved}\r\nDURATION:PT45M\r\n\
                     SUMMARY:Course {at}\\, another day\r\n",
                    stamp(3)
                ),
            );
        }
        text
    }
}

fn whole(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Calendar 4.2//EN\r\n{events}END:VCALENDAR\r\n")
}

fn event(number: usize, lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{number}@time.example\r\nDTSTAMP:20261101T080000Z\r\n{lines}END:VEVENT\r\n")
}

fn single(number: usize, day: NaiveDate, later: usize, title: &str) -> String {
    let half = if is_taken_early(day) { 5 * 60 } else { 12 * 60 };
    let minute = half + number % DAY * 15 + later;
    let stamp = |minute: usize| format!("{}T{:02}{:02}00Z", day.format("%Y%m%d"), minute / 60, minute % 60);
    event(
        number,
        &format!(
            "CREATED:20261101T080000Z\r\nLAST-MODIFIED:20261101T080000Z\r\nSEQUENCE:0\r\nDTSTART:{}\r\nDTEND:{}\r\n\
             SUMMARY:{title}\r\nLOCATION:Room 2\\, second floor\\, Lindenstrasse 12\r\n\
             DESCRIPTION:Bring the form that was sent.\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n",
            stamp(minute),
            stamp(minute + 15)
        ),
    )
}

/// Events of the night that cost a program as much as they can, whatever it is asked.
fn hostile(number: usize, at: usize) -> String {
    let all = |range: RangeInclusive<i32>| {
        let numbers = range.filter(|number| *number != 0).map(|number| number.to_string());
        numbers.collect::<Vec<_>>().join(",")
    };
    let minutes = format!("0,{}", all(1..=59));
    let start = "DTSTART:20150105T030000Z\r\nDURATION:PT1S\r\n";
    let lines = match at % 8 {
        0 => format!("{start}RRULE:FREQ=SECONDLY;BYHOUR=3;BYMINUTE={minutes};BYSECOND={minutes}\r\n"),
        1 => "DTSTART:20261101T030000Z\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY;COUNT=1000000\r\n".to_owned(),
        2 => format!("{start}RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n"),
        3 => format!("{start}RRULE:FREQ=DAILY\r\n{}", dates("EXDATE")),
        4 => format!(
            "{start}RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=3;BYMINUTE={minutes};BYSECOND={minutes};BYSETPOS={}\r\n",
            all(-366..=366)
        ),
        5 => format!("{start}RRULE:FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31\r\n"),
        6 => format!("{start}RRULE:FREQ=DAILY;COUNT=1000000\r\n"),
        _ => format!("{start}{}", dates("RDATE")),
    };
    event(number, &format!("{lines}SUMMARY:Hostile {at}\r\n"))
}

/// Five thousand days, each on a line of its own.
fn dates(name: &str) -> String {
    let first = NaiveDate::from_ymd_opt(2015, 1, 6).unwrap();
    let mut text = String::new();
    for day in first.iter_days().take(5000) {
        write!(text, "{name}:{}T030000Z\r\n", day.format("%Y%m%d")).unwrap();
    }
    text
}
