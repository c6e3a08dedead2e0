//! Writes a VTIMEZONE (RFC 5545 section 3.6.5) from the rules of a zone: right from two years before the
//! event onwards, as far as the database knows. What changes each year is a rule without an end, so that it holds for a
//! series without an end too.

#![allow(clippy::arithmetic_side_effects, reason = "days and offsets of the zone database, up to the year 2150")]

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use super::value::{offset_text, wall_text};
use crate::model::zone::Zone;
use crate::recurrence::rule::weekday_code;

/// How many days before the event it is right from.
const BEFORE: i64 = 731;
/// A yearly repetition is checked up to this year.
const HORIZON: i32 = 2150;
/// A pattern counts as one if it holds for this many years up to the horizon: long enough for every
/// weekday to fall on every date.
const YEARS: usize = 40;

/// Returns the unfolded lines of a VTIMEZONE called `tzid` that is right from before `from` onwards.
pub fn lines(zone: &Zone, tzid: &str, from: DateTime<Utc>) -> Vec<String> {
    let changes = changes(zone, from - TimeDelta::days(BEFORE));
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{tzid}")];
    for observance in observances(&changes) {
        observance.write(&mut lines);
    }
    lines.push("END:VTIMEZONE".to_owned());
    lines
}

/// A change of the clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Transition {
    /// By the clock before the change.
    wall: NaiveDateTime,
    /// Seconds east of UTC before and after.
    before: i32,
    after: i32,
    name: String,
}

impl Transition {
    /// Returns what two changes must share to be one observance.
    fn kind(&self) -> (i32, i32, &str) {
        (self.before, self.after, &self.name)
    }
}

/// Returns every change from the last one before `from` up to the horizon. The first has no real "before": it says
/// how the clock stands from then on.
fn changes(zone: &Zone, from: DateTime<Utc>) -> Vec<Transition> {
    let rules = zone.rules();
    let from = jiff::Timestamp::from_second(from.timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let first = rules.preceding(from).next();
    let info = rules.to_offset_info(from);
    let mut changes = vec![match &first {
        Some(change) => {
            let before = rules.to_offset(change.timestamp() - jiff::SignedDuration::from_secs(1)).seconds();
            change_at(change.timestamp().as_second(), before, change.offset().seconds(), change.abbreviation())
        }
        // It never changed: right since long before any event.
        None => {
            let offset = info.offset().seconds();
            change_at(-4_000_000_000, offset, offset, info.abbreviation())
        }
    }];
    for change in rules.following(from) {
        let change = (change.timestamp(), change.offset().seconds(), change.abbreviation().to_owned());
        let before = changes.last().map_or(0, |last: &Transition| last.after);
        let next = change_at(change.0.as_second(), before, change.1, &change.2);
        if next.wall.year() > HORIZON {
            break;
        }
        if next.before != next.after {
            changes.push(next);
        }
    }
    changes
}

fn change_at(second: i64, before: i32, after: i32, name: &str) -> Transition {
    let wall = DateTime::from_timestamp(second + i64::from(before), 0).unwrap_or_default().naive_utc();
    Transition { wall, before, after, name: name.to_owned() }
}

/// One STANDARD or DAYLIGHT block.
#[derive(Debug)]
struct Observance<'c> {
    /// When it first begins, by the clock before.
    first: NaiveDateTime,
    /// When else it begins; empty with a rule.
    others: Vec<NaiveDateTime>,
    rule: Option<String>,
    like: &'c Transition,
}

/// Turns changes that repeat for ever into rules, and lists the others.
fn observances(changes: &[Transition]) -> Vec<Observance<'_>> {
    let mut observances = Vec::new();
    let mut kinds: Vec<_> = changes.iter().map(Transition::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let all: Vec<&Transition> = changes.iter().filter(|change| change.kind() == kind).collect();
        let (listed, endless) = all.split_at(all.len() - endless(&all));
        if let Some(pattern) = Yearly::of(endless) {
            // A week that reaches into the next month needs two rules.
            for (month, rule) in pattern.rules() {
                if let Some(like) = endless.iter().find(|change| change.wall.month() == month) {
                    observances.push(Observance { first: like.wall, others: Vec::new(), rule: Some(rule), like });
                }
            }
        }
        if let Some((like, others)) = listed.split_first() {
            let others = others.iter().map(|it| it.wall).collect();
            observances.push(Observance { first: like.wall, others, rule: None, like });
        }
    }
    observances.sort_by_key(|observance| observance.first);
    observances
}

/// Returns how many of the last changes follow one yearly pattern up to the horizon.
fn endless(all: &[&Transition]) -> usize {
    let reaches = all.last().is_some_and(|last| last.wall.year() == HORIZON);
    let last_years = all.last_chunk::<YEARS>().filter(|_| reaches);
    let Some(pattern) = last_years.and_then(|changes| Yearly::of(changes)) else { return 0 };
    let from_the_end = all.iter().rev().zip(0..);
    from_the_end.take_while(|(it, back)| it.wall.year() == HORIZON - back && pattern.holds(it.wall)).count()
}

/// "The Sunday on or after the 25th of March, at two".
#[derive(Debug, PartialEq, Eq)]
struct Yearly {
    weekday: Weekday,
    time: NaiveTime,
    /// The earliest day it can be, as month and day; the latest is six days later.
    first: (u32, u32),
}

impl Yearly {
    fn of(changes: &[&Transition]) -> Option<Self> {
        let any = changes.first()?.wall;
        let first = changes.iter().map(|it| (it.wall.month(), it.wall.day())).min()?;
        let pattern = Self { weekday: any.weekday(), time: any.time(), first };
        changes.iter().all(|it| pattern.holds(it.wall)).then_some(pattern)
    }

    fn holds(&self, wall: NaiveDateTime) -> bool {
        let first = NaiveDate::from_ymd_opt(wall.year(), self.first.0, self.first.1);
        let after = first.map(|first| (wall.date() - first).num_days());
        wall.weekday() == self.weekday && wall.time() == self.time && after.is_some_and(|it| (0..7).contains(&it))
    }

    /// Returns a rule for each month it can fall in.
    fn rules(&self) -> Vec<(u32, String)> {
        let weekday = weekday_code(self.weekday);
        let (month, day) = self.first;
        let length = match month {
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let days = |days: std::ops::RangeInclusive<u32>| days.map(|day| day.to_string()).collect::<Vec<_>>().join(",");
        let rule = |month, days| format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={days};BYDAY={weekday}");
        if day + 6 > length {
            let next = month % 12 + 1;
            return vec![(month, rule(month, days(day..=length))), (next, rule(next, days(1..=day + 6 - length)))];
        }
        let number = match day {
            1 | 8 | 15 | 22 => i64::from(day / 7 + 1),
            day if day + 6 == length && month != 2 => -1,
            _ => return vec![(month, rule(month, days(day..=day + 6)))],
        };
        vec![(month, format!("FREQ=YEARLY;BYMONTH={month};BYDAY={number}{weekday}"))]
    }
}

impl Observance<'_> {
    fn write(&self, lines: &mut Vec<String>) {
        // By the direction of the change, not by the database's idea of what is summer: Ireland and Morocco
        // count their winter as the exception there.
        let name = if self.like.after > self.like.before { "DAYLIGHT" } else { "STANDARD" };
        lines.push(format!("BEGIN:{name}"));
        lines.push(format!("DTSTART:{}", wall_text(self.first)));
        if let Some(rule) = &self.rule {
            lines.push(format!("RRULE:{rule}"));
        }
        // The start is always part of the set.
        lines.extend(self.others.iter().map(|at| format!("RDATE:{}", wall_text(*at))));
        lines.push(format!("TZOFFSETFROM:{}", offset_text(self.like.before)));
        lines.push(format!("TZOFFSETTO:{}", offset_text(self.like.after)));
        lines.push(format!("TZNAME:{}", self.like.name));
        lines.push(format!("END:{name}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::offsets::Offsets;
    use crate::ical::tree::Tree;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn text(zone: &str, from: &str) -> String {
        lines(&Zone::named(zone).unwrap(), zone, at(from)).join("\r\n")
    }

    /// Compares what was written with the database, every `step` days from `from` for `years`, and just before and
    /// after every change of the clock.
    fn compare(name: &str, from: DateTime<Utc>, years: i64, step: i64) {
        let zone = Zone::named(name).unwrap();
        let written = lines(&zone, name, from).join("\r\n");
        let tree = Tree::parse(written.as_bytes()).unwrap();
        let to = from + TimeDelta::days(365 * years);
        let read = Offsets::read(&tree, 0, from.naive_utc() - TimeDelta::days(1), to.naive_utc()).unwrap();
        let days = (0..365 * years / step).map(|day| from + TimeDelta::days(step * day));
        let changes = zone.rules().following(jiff::Timestamp::from_second(from.timestamp()).unwrap());
        let changes = changes.map(|it| it.timestamp().as_second()).take_while(|it| *it < to.timestamp() - 86_400);
        let around = changes.flat_map(|it| [it - 1, it, it + 1]).map(|it| DateTime::from_timestamp(it, 0).unwrap());
        for instant in days.chain(around.collect::<Vec<_>>()) {
            assert_eq!(read.at(instant), zone.offset(instant), "{name} at {instant}\n{written}");
        }
    }

    #[test]
    fn every_zone_is_told_truly_for_a_century_from_today_on() {
        let names: Vec<_> = Zone::all_names().collect();
        assert!(names.len() > 400, "{}", names.len());
        for name in names {
            compare(&name, at("2024-11-20T00:00:00Z"), 120, 97);
        }
    }

    #[test]
    fn every_zone_is_told_truly_for_appointments_long_ago() {
        for name in Zone::all_names() {
            compare(&name, at("1975-06-01T00:00:00Z"), 60, 211);
        }
    }

    #[test]
    fn a_usual_zone_is_two_rules() {
        assert_eq!(
            text("Europe/Vienna", "2027-03-01T09:00:00Z"),
            "BEGIN:VTIMEZONE\r\nTZID:Europe/Vienna\r\n\
             BEGIN:STANDARD\r\nDTSTART:20241027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
             TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n\
             BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
             TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n\
             END:VTIMEZONE"
        );
    }

    #[test]
    fn a_zone_that_gave_up_summer_time_has_no_rule_after_it() {
        let vancouver = text("America/Vancouver", "2027-03-01T09:00:00Z");
        assert!(!vancouver.contains("RRULE"), "{vancouver}");
        assert!(vancouver.contains("TZOFFSETTO:-0700"));
    }

    #[test]
    fn a_zone_without_changes_is_one_block() {
        let kolkata = text("Asia/Kolkata", "2027-03-01T09:00:00Z");
        assert_eq!(kolkata.matches("BEGIN:").count(), 2, "{kolkata}");
    }

    #[test]
    fn every_block_begins_where_its_rule_does() {
        // RFC 5545 section 3.8.5.3: the start must be one of the rule's.
        for name in Zone::all_names() {
            let zone = Zone::named(&name).unwrap();
            for observance in observances(&changes(&zone, at("2025-01-01T00:00:00Z"))) {
                if let Some(rule) = &observance.rule {
                    let rule = crate::recurrence::rule::Rule::parse(rule).unwrap();
                    let start = observance.first;
                    assert_eq!(rule.walls(start, start..=NaiveDateTime::MAX, 10_000).next(), Some(start), "{name}");
                }
            }
        }
    }
}
