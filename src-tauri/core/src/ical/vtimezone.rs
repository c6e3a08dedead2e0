//! VTIMEZONE (RFC 5545 section 3.6.5) from the rules of a zone: true from two years before the
//! event on and for ever after, as far as the database knows.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc, Weekday};

use super::value::{offset_text, wall_text};
use crate::model::zone::Zone;

/// How far back before the event it is true, days.
const BEFORE: i64 = 731;
/// What repeats every year from some point on repeats until here.
const HORIZON: i32 = 2150;
/// A pattern counts as such once it has held this many years up to the horizon: long enough for every
/// weekday to have met every date.
const YEARS: usize = 40;

/// The unfolded lines of a VTIMEZONE called `tzid`, true from before `from` on.
pub fn lines(zone: &Zone, tzid: &str, from: DateTime<Utc>) -> Vec<String> {
    let changes = changes(zone, from - TimeDelta::days(BEFORE));
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{tzid}")];
    for observance in observances(&changes) {
        observance.write(&mut lines);
    }
    lines.push("END:VTIMEZONE".to_owned());
    lines
}

/// The clocks are changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    /// By the clock that is about to be changed.
    wall: NaiveDateTime,
    /// Seconds east of UTC before and after.
    before: i32,
    after: i32,
    name: String,
}

impl Change {
    /// What two changes share that can be one observance.
    fn kind(&self) -> (i32, i32, &str) {
        (self.before, self.after, &self.name)
    }
}

/// Every change from the last one before `from` up to the horizon. The first has no real "before": it says
/// how the clock stands from then on.
fn changes(zone: &Zone, from: DateTime<Utc>) -> Vec<Change> {
    let rules = zone.rules();
    let from = jiff::Timestamp::from_second(from.timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let first = rules.preceding(from).next();
    let info = rules.to_offset_info(from);
    let mut changes = vec![match &first {
        Some(change) => {
            let before = rules.to_offset(change.timestamp() - jiff::SignedDuration::from_secs(1)).seconds();
            change_at(change.timestamp().as_second(), before, change.offset().seconds(), change.abbreviation())
        }
        // It never changed: true since long before anything is written down.
        None => {
            let offset = info.offset().seconds();
            change_at(-4_000_000_000, offset, offset, info.abbreviation())
        }
    }];
    for change in rules.following(from) {
        let change = (change.timestamp(), change.offset().seconds(), change.abbreviation().to_owned());
        let before = changes.last().map_or(0, |last: &Change| last.after);
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

fn change_at(second: i64, before: i32, after: i32, name: &str) -> Change {
    let wall = DateTime::from_timestamp(second + i64::from(before), 0).unwrap_or_default().naive_utc();
    Change { wall, before, after, name: name.to_owned() }
}

/// One STANDARD or DAYLIGHT block.
#[derive(Debug)]
struct Observance<'c> {
    /// The times it begins; with a rule, only the first.
    at: Vec<NaiveDateTime>,
    rule: Option<String>,
    like: &'c Change,
}

/// Changes that repeat for ever become a rule each; the others are listed.
fn observances(changes: &[Change]) -> Vec<Observance<'_>> {
    let mut observances = Vec::new();
    let mut kinds: Vec<_> = changes.iter().map(Change::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let all: Vec<&Change> = changes.iter().filter(|change| change.kind() == kind).collect();
        let (listed, endless) = all.split_at(all.len() - endless(&all));
        if let Some((like, rule)) = endless.first().and_then(|first| Some((*first, Yearly::of(endless)?))) {
            observances.push(Observance { at: vec![like.wall], rule: Some(rule.text()), like });
        }
        if let Some(like) = listed.first() {
            observances.push(Observance { at: listed.iter().map(|it| it.wall).collect(), rule: None, like });
        }
    }
    observances.sort_by_key(|observance| observance.at[0]);
    observances
}

/// How many of the last changes follow one yearly pattern, to the horizon.
fn endless(all: &[&Change]) -> usize {
    let reaches = all.last().is_some_and(|last| last.wall.year() == HORIZON);
    if !reaches || all.len() < YEARS {
        return 0;
    }
    let Some(pattern) = Yearly::of(&all[all.len() - YEARS..]) else { return 0 };
    let mut year = HORIZON + 1;
    all.iter()
        .rev()
        .take_while(|it| {
            year -= 1;
            it.wall.year() == year && pattern.holds(it.wall)
        })
        .count()
}

/// "The Sunday on or after the 25th of March at two".
#[derive(Debug, PartialEq, Eq)]
struct Yearly {
    month: u32,
    weekday: Weekday,
    /// The first day of the month it can be; it can be six days later at most.
    day: u32,
    time: chrono::NaiveTime,
}

impl Yearly {
    fn of(changes: &[&Change]) -> Option<Self> {
        let first = changes.first()?.wall;
        let day = changes.iter().map(|it| it.wall.day()).min()?;
        let pattern = Self { month: first.month(), weekday: first.weekday(), day, time: first.time() };
        changes.iter().all(|it| pattern.holds(it.wall)).then_some(pattern)
    }

    fn holds(&self, wall: NaiveDateTime) -> bool {
        wall.month() == self.month
            && wall.weekday() == self.weekday
            && wall.time() == self.time
            && (self.day..self.day + 7).contains(&wall.day())
    }

    fn text(&self) -> String {
        let weekday = match self.weekday {
            Weekday::Mon => "MO",
            Weekday::Tue => "TU",
            Weekday::Wed => "WE",
            Weekday::Thu => "TH",
            Weekday::Fri => "FR",
            Weekday::Sat => "SA",
            Weekday::Sun => "SU",
        };
        let month = self.month;
        let last = match month {
            4 | 6 | 9 | 11 => 24,
            _ => 25,
        };
        match self.day {
            day @ (1 | 8 | 15 | 22) => format!("FREQ=YEARLY;BYMONTH={month};BYDAY={}{weekday}", day / 7 + 1),
            day if day == last && month != 2 => format!("FREQ=YEARLY;BYMONTH={month};BYDAY=-1{weekday}"),
            day => {
                let days: Vec<_> = (day..day + 7).map(|day| day.to_string()).collect();
                format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={};BYDAY={weekday}", days.join(","))
            }
        }
    }
}

impl Observance<'_> {
    fn write(&self, lines: &mut Vec<String>) {
        // By the direction of the change, not by the database's idea of what is summer: Ireland and Morocco
        // count their winter as the exception there.
        let name = if self.like.after > self.like.before { "DAYLIGHT" } else { "STANDARD" };
        lines.push(format!("BEGIN:{name}"));
        lines.push(format!("DTSTART:{}", wall_text(self.at[0])));
        if let Some(rule) = &self.rule {
            lines.push(format!("RRULE:{rule}"));
        }
        // The start is one of the set by itself.
        lines.extend(self.at[1..].iter().map(|at| format!("RDATE:{}", wall_text(*at))));
        lines.push(format!("TZOFFSETFROM:{}", offset_text(self.like.before)));
        lines.push(format!("TZOFFSETTO:{}", offset_text(self.like.after)));
        lines.push(format!("TZNAME:{}", self.like.name));
        lines.push(format!("END:{name}"));
    }
}
