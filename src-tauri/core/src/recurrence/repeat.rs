//! The rule of a series for a client in the words of RFC 5545 (section 3.3.10), and which of all rules are one.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::rule::{self, Rule, Until, weekday_code};
use crate::model::repeat::{Ends, Every, MOST_WEEKS, Nth, Repeat};
use crate::model::zone::Zone;

/// Why a rule is no series for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    #[error("it is no recurrence rule")]
    Unreadable,
    #[error("a series is every week, every two, three or four weeks, or every month")]
    Often,
    #[error("the days of the rule are not the weekday or the date of the start")]
    OtherDays,
    #[error("UNTIL and COUNT exclude each other")]
    TwoEnds,
    #[error("it ends before it begins")]
    Ended,
}

/// Returns the value of RRULE. What is left out is not part of it.
pub fn rrule(repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> String {
    let weekday = weekday_code(start.weekday());
    let every = match (repeat.every, repeat.every.interval()) {
        (Every::Weeks(_), 1) => format!("FREQ=WEEKLY;BYDAY={weekday}"),
        (Every::Weeks(_), weeks) => format!("FREQ=WEEKLY;INTERVAL={weeks};BYDAY={weekday}"),
        (Every::MonthlyByDate, _) => format!("FREQ=MONTHLY;BYMONTHDAY={}", start.day()),
        (Every::MonthlyByWeekday, _) => format!("FREQ=MONTHLY;BYDAY={}{weekday}", number(Nth::of(start.date()))),
    };
    let ends = match repeat.ends {
        Ends::Never => String::new(),
        Ends::On(day) => format!(";UNTIL={}", last_instant(day, start, zone).format("%Y%m%dT%H%M%SZ")),
        Ends::After(times) => format!(";COUNT={}", times.max(1)),
    };
    every + &ends
}

/// Reads the value of an RRULE. Whatever a series for a client cannot be is refused, not rounded.
pub fn parse(text: &str, start: NaiveDateTime, zone: &Zone) -> Result<Repeat, NotOurs> {
    let rule = Rule::parse(text).map_err(|_| NotOurs::Unreadable)?;
    let finer =
        [&rule.months, &rule.weeks, &rule.year_days, &rule.hours, &rule.minutes, &rule.seconds, &rule.positions];
    if finer.iter().any(|list| !list.is_empty()) {
        return Err(NotOurs::OtherDays);
    }
    let days = (rule.month_days.as_slice(), rule.weekdays.as_slice());
    let (date, nth) = (i32::try_from(start.day()).unwrap_or(0), number(Nth::of(start.date())));
    let every = match rule.every {
        rule::Every::Week if rule.interval <= MOST_WEEKS => match days {
            ([], []) => Every::Weeks(rule.interval),
            ([], [only]) if *only == (0, start.weekday()) => Every::Weeks(rule.interval),
            _ => return Err(NotOurs::OtherDays),
        },
        rule::Every::Month if rule.interval == 1 => match days {
            ([], []) => Every::MonthlyByDate,
            ([only], []) if *only == date => Every::MonthlyByDate,
            ([], [only]) if *only == (nth, start.weekday()) => Every::MonthlyByWeekday,
            _ => return Err(NotOurs::OtherDays),
        },
        rule::Every::Year
        | rule::Every::Month
        | rule::Every::Week
        | rule::Every::Day
        | rule::Every::Hour
        | rule::Every::Minute
        | rule::Every::Second => return Err(NotOurs::Often),
    };
    let ends = match (rule.count, rule.until) {
        (None, None) => Ends::Never,
        (Some(times), None) => Ends::After(times),
        (None, Some(until)) => match last_day(until, start, zone) {
            day if day < start.date() => return Err(NotOurs::Ended),
            day => Ends::On(day),
        },
        (Some(_), Some(_)) => return Err(NotOurs::TwoEnds),
    };
    Ok(Repeat { every, ends, skip: Vec::new(), moved: Vec::new() })
}

/// Returns the number that stands before a weekday.
fn number(nth: Nth) -> i32 {
    match nth {
        Nth::First => 1,
        Nth::Second => 2,
        Nth::Third => 3,
        Nth::Fourth => 4,
        Nth::Last => -1,
    }
}

/// Returns UNTIL, which is in UTC where the start has a zone: the end of the last day, so that no new rules of the zone cost
/// the last date. Where the clocks skip the end of that day, the hour that is read for the start may be later.
fn last_instant(day: NaiveDate, start: NaiveDateTime, zone: &Zone) -> DateTime<Utc> {
    let begins = zone.instant(day.and_time(start.time())).first();
    day.succ_opt().map_or(begins, |next| begins.max(zone.day_start(next) - TimeDelta::seconds(1)))
}

/// Returns the last day on which the series may have a date. UNTIL in another form than the start asks for is read as
/// [`super::occurrences`] reads it.
fn last_day(until: Until, start: NaiveDateTime, zone: &Zone) -> NaiveDate {
    let at = match until {
        Until::Date(day) => return day,
        Until::Wall(wall) => zone.instant(wall).first(),
        Until::Utc(at) => at,
    };
    let day = zone.wall(at).date();
    let mut before = std::iter::successors(Some(day), NaiveDate::pred_opt).take(3);
    before.find(|day| zone.instant(day.and_time(start.time())).first() <= at).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::ical;
    use crate::model::event::Moment;
    use crate::recurrence::occurrences::occurrences;

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin").unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_rule_is_written_as_the_rfc_has_it() {
        for (every, ends, start, text) in [
            (Every::Weeks(1), Ends::Never, "2027-03-02T10:00:00", "FREQ=WEEKLY;BYDAY=TU"),
            (
                Every::Weeks(2),
                Ends::On(day("2027-06-30")),
                "2027-03-02T10:00:00",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630T215959Z",
            ),
            (Every::MonthlyByDate, Ends::After(5), "2027-03-31T10:00:00", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5"),
            (Every::MonthlyByWeekday, Ends::Never, "2027-03-09T10:00:00", "FREQ=MONTHLY;BYDAY=2TU"),
            (Every::MonthlyByWeekday, Ends::Never, "2027-03-30T10:00:00", "FREQ=MONTHLY;BYDAY=-1TU"),
        ] {
            assert_eq!(
                rrule(&Repeat { every, ends, skip: Vec::new(), moved: Vec::new() }, wall(start), &berlin()),
                text
            );
        }
    }

    #[test]
    fn a_rule_that_others_wrote_is_read_if_it_means_the_same() {
        for (text, every, ends) in [
            ("freq=weekly;interval=3", Every::Weeks(3), Ends::Never),
            ("FREQ=WEEKLY;WKST=SU;BYDAY=TU;COUNT=2", Every::Weeks(1), Ends::After(2)),
            ("FREQ=MONTHLY", Every::MonthlyByDate, Ends::Never),
            ("FREQ=WEEKLY;UNTIL=20270330T080000Z", Every::Weeks(1), Ends::On(day("2027-03-30"))),
            ("FREQ=WEEKLY;UNTIL=20270330T075959Z", Every::Weeks(1), Ends::On(day("2027-03-29"))),
            ("FREQ=WEEKLY;UNTIL=20270330T095959", Every::Weeks(1), Ends::On(day("2027-03-29"))),
            ("FREQ=WEEKLY;UNTIL=20270330", Every::Weeks(1), Ends::On(day("2027-03-30"))),
        ] {
            let read = parse(text, wall("2027-03-09T10:00:00"), &berlin());
            assert_eq!(read, Ok(Repeat { every, ends, skip: Vec::new(), moved: Vec::new() }), "{text}");
        }
    }

    #[test]
    fn any_other_rule_is_refused_and_says_why() {
        for (text, why) in [
            ("every week", NotOurs::Unreadable),
            ("FREQ=WEEKLY;INTERVAL=0", NotOurs::Unreadable),
            ("FREQ=DAILY", NotOurs::Often),
            ("FREQ=WEEKLY;INTERVAL=5", NotOurs::Often),
            ("FREQ=MONTHLY;INTERVAL=2", NotOurs::Often),
            ("FREQ=YEARLY", NotOurs::Often),
            ("FREQ=WEEKLY;BYDAY=MO", NotOurs::OtherDays),
            ("FREQ=WEEKLY;BYDAY=TU,TH", NotOurs::OtherDays),
            ("FREQ=WEEKLY;BYHOUR=10", NotOurs::OtherDays),
            ("FREQ=MONTHLY;BYDAY=-1TU", NotOurs::OtherDays),
            ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", NotOurs::OtherDays),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", NotOurs::OtherDays),
            ("FREQ=MONTHLY;BYMONTHDAY=9;BYDAY=2TU", NotOurs::OtherDays),
            ("FREQ=WEEKLY;COUNT=3;UNTIL=20270401T000000Z", NotOurs::TwoEnds),
            ("FREQ=WEEKLY;UNTIL=20270309T085959Z", NotOurs::Ended),
        ] {
            assert_eq!(parse(text, wall("2027-03-09T10:00:00"), &berlin()), Err(why), "{text}");
        }
        let fifth = parse("FREQ=MONTHLY;BYDAY=5TU", wall("2027-03-30T10:00:00"), &berlin());
        assert_eq!(fifth, Err(NotOurs::OtherDays), "it passes over a month without a fifth");
    }

    /// Clocks that skip an hour, half an hour, the first hour of a day and the last, and one that skips nothing.
    fn zones() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Asia/Beirut",
            "America/Sao_Paulo",
            "America/Nuuk",
            "Africa/Casablanca",
            "UTC",
        ])
    }

    fn any_series() -> impl Strategy<Value = (NaiveDateTime, Repeat)> {
        let every = prop_oneof![
            (1u32..=MOST_WEEKS).prop_map(Every::Weeks),
            Just(Every::MonthlyByDate),
            Just(Every::MonthlyByWeekday)
        ];
        let quarters = 0i64..40 * 366 * 96;
        (every, quarters, 0u8..3, 0u32..900, prop::collection::vec(0usize..30, 0..4)).prop_map(
            |(every, quarters, kind, number, left_out)| {
                let start = wall("2000-01-01T00:00:00") + TimeDelta::minutes(15 * quarters);
                let ends = match kind {
                    0 => Ends::Never,
                    1 => Ends::On(start.date() + Days::new(number.into())),
                    _ => Ends::After(number / 15 + 1),
                };
                let whole = Repeat { every, ends, skip: Vec::new(), moved: Vec::new() };
                let skip = left_out.iter().filter_map(|place| whole.dates(start.date()).nth(*place)).collect();
                (start, Repeat { skip, ..whole })
            },
        )
    }

    /// The object of a series, as any writer would have it.
    fn object(repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> String {
        let (tzid, stamp) = (zone.name(), |wall: NaiveDateTime| wall.format("%Y%m%dT%H%M%S").to_string());
        let mut text = format!(
            "BEGIN:VEVENT\r\nUID:u\r\nDTSTART;TZID={tzid}:{}\r\nDURATION:PT50M\r\nRRULE:{}\r\n",
            stamp(start),
            rrule(repeat, start, zone)
        );
        for day in repeat.skipped(start.date()) {
            text += &format!("EXDATE;TZID={tzid}:{}\r\n", stamp(day.and_time(start.time())));
        }
        text + "END:VEVENT\r\n"
    }

    proptest! {
        #[test]
        fn a_rule_that_was_written_is_read_as_it_was_meant((start, repeat) in any_series(), zone in zones()) {
            let zone = Zone::named(zone).unwrap();
            let read = parse(&rrule(&repeat, start, &zone), start, &zone);
            prop_assert_eq!(read, Ok(Repeat { skip: Vec::new(), ..repeat }));
        }

        /// Whatever the clocks do: the days on the wall are the same.
        #[test]
        fn the_dates_of_a_series_are_those_that_a_reader_of_its_rule_finds(
            (start, repeat) in any_series(), zone in zones()
        ) {
            let zone = Zone::named(zone).unwrap();
            let event = ical::read(object(&repeat, start, &zone).as_bytes(), None).unwrap();
            let last = start.date() + Days::new(1500);
            let from = zone.instant(start).first() - TimeDelta::days(2);
            let found = occurrences(&event, from, start.and_utc() + TimeDelta::days(1504), &zone);
            let day = |moment: &Moment| match moment {
                Moment::Date(day) => *day,
                Moment::Floating(wall)
                | Moment::Zoned { wall, .. }
                | Moment::Ruled { wall, .. }
                | Moment::Unknown(wall) => wall.date(),
                Moment::Utc(at) => zone.wall(*at).date(),
            };
            let read: Vec<NaiveDate> =
                found.occurrences.iter().map(|it| day(&it.original)).filter(|day| *day <= last).collect();
            let meant: Vec<NaiveDate> = repeat.dates(start.date()).take_while(|day| *day <= last).collect();
            prop_assert!(found.complete);
            prop_assert_eq!(read, meant);
        }
    }
}
