//! The offsets that an object's own VTIMEZONE (RFC 5545 section 3.6.5) gives.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::tree::Tree;
use crate::model::clock::OwnClock;
use crate::recurrence::rule::{Rule, Until};
use crate::recurrence::stamp::{self, Stamp};

/// The most STANDARD and DAYLIGHT blocks, and the most dates in them, that are read.
const MAX_OBSERVANCES: usize = 400;
const MAX_CHANGES: usize = 20_000;
/// The most steps of work for one rule and year: it looks at every day of the year.
const BUDGET: u32 = 400;
/// The years for which a whole clock is worked out, and the most changes it may have; it keeps its last offset after them.
const FIRST: NaiveDateTime = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a date").and_time(NaiveTime::MIN);
const LAST: NaiveDateTime = NaiveDate::from_ymd_opt(2200, 1, 1).expect("a date").and_time(NaiveTime::MIN);
const MAX_OF_A_CLOCK: usize = 4_000;

/// Returns the whole clock of a VTIMEZONE; `None` if it says nothing usable.
pub(super) fn clock(tree: &Tree<'_>, vtimezone: usize) -> Option<OwnClock> {
    let Offsets { changes } = Offsets::read(tree, vtimezone, FIRST, LAST)?;
    let (_, first, _) = changes.first().filter(|_| changes.len() <= MAX_OF_A_CLOCK)?;
    Some(OwnClock::new(*first, changes.iter().map(|(at, _, after)| (*at, *after)).collect()))
}

/// Returns how many rules a VTIMEZONE has, each of which takes work.
pub(super) fn rules(tree: &Tree<'_>, vtimezone: usize) -> usize {
    let properties = blocks(tree, vtimezone).flat_map(|block| tree.properties(block));
    properties.filter(|(_, property)| property.name == "RRULE").count()
}

fn blocks<'t>(tree: &'t Tree<'_>, vtimezone: usize) -> impl Iterator<Item = usize> + 't {
    ["STANDARD", "DAYLIGHT"].into_iter().flat_map(move |name| tree.children(Some(vtimezone), name))
}

/// The changes of the clock over some years.
#[derive(Debug)]
pub(super) struct Offsets {
    /// Instant, seconds east of UTC before and after; in order.
    changes: Vec<(DateTime<Utc>, i32, i32)>,
}

impl Offsets {
    /// Reads the offsets from `from` to `to`. Returns `None` if the VTIMEZONE says nothing usable.
    pub fn read(tree: &Tree<'_>, vtimezone: usize, from: NaiveDateTime, to: NaiveDateTime) -> Option<Self> {
        let mut changes = Vec::new();
        for (number, block) in blocks(tree, vtimezone).enumerate() {
            if number == MAX_OBSERVANCES {
                return None;
            }
            let observance = Observance::read(tree, block)?;
            changes.extend(observance.changes(from, to));
            if changes.len() > MAX_CHANGES {
                return None;
            }
        }
        changes.sort_unstable();
        (!changes.is_empty()).then_some(Self { changes })
    }

    /// Returns the seconds east of UTC at an instant.
    pub fn at(&self, at: DateTime<Utc>) -> i32 {
        let past = self.changes.partition_point(|(change, _, _)| *change <= at);
        match past.checked_sub(1).and_then(|last| self.changes.get(last)) {
            Some((_, _, after)) => *after,
            None => self.changes.first().map_or(0, |(_, before, _)| *before),
        }
    }
}

/// One STANDARD or DAYLIGHT block.
struct Observance {
    start: NaiveDateTime,
    before: i32,
    after: i32,
    also: Vec<NaiveDateTime>,
    rules: Vec<Rule>,
}

impl Observance {
    fn read(tree: &Tree<'_>, block: usize) -> Option<Self> {
        let (mut start, mut before, mut after, mut also, mut rules) = (None, None, None, Vec::new(), Vec::new());
        for (_, property) in tree.properties(block) {
            match property.name.as_str() {
                "DTSTART" => start = start.or(Some(property.value)),
                "TZOFFSETFROM" => before = before.or(Some(stamp::offset(&property.value)?)),
                "TZOFFSETTO" => after = after.or(Some(stamp::offset(&property.value)?)),
                "RDATE" => also.extend(property.value.split(',').map(str::to_owned)),
                "RRULE" => rules.push(Rule::parse(&property.value).ok()?),
                _ => {}
            }
        }
        let before = before.or(after)?;
        let wall = |text: &str| match stamp::stamp(text)? {
            Stamp::Date(date) => Some(date.into()),
            Stamp::Wall(wall) => Some(wall),
            Stamp::Utc(at) => Some(at.naive_utc() + TimeDelta::seconds(i64::from(before))),
        };
        let also = also.iter().filter(|text| !text.trim().is_empty()).map(|text| wall(text)).collect::<Option<_>>()?;
        Some(Self { start: wall(&start?)?, before, after: after?, also, rules })
    }

    /// Returns the changes between two wall-clock times, and the last one before them.
    fn changes(&self, from: NaiveDateTime, to: NaiveDateTime) -> Vec<(DateTime<Utc>, i32, i32)> {
        let mut walls = vec![self.start];
        walls.extend(&self.also);
        for rule in &self.rules {
            // Two periods of the rule before, so that the last change before `from` is among them.
            let back = i32::try_from(rule.interval).unwrap_or(1000).saturating_mul(2).min(1000);
            let seek = from.with_year(from.year().saturating_sub(back)).unwrap_or(from);
            let until = match rule.until {
                Some(Until::Utc(at)) => at.naive_utc() + TimeDelta::seconds(i64::from(self.before)),
                Some(Until::Wall(wall)) => wall,
                Some(Until::Date(date)) => date.and_time(NaiveTime::MIN) + TimeDelta::days(1),
                None => to,
            };
            let years = u32::try_from(to.year().saturating_sub(seek.year())).unwrap_or(0).min(400);
            let found = rule.walls(self.start, seek..=to, BUDGET.saturating_mul(years.saturating_add(2)));
            walls.extend(found.take_while(|wall| *wall <= until && *wall <= to).take(MAX_CHANGES));
        }
        walls.retain(|wall| *wall <= to);
        let last_before = walls.iter().copied().filter(|wall| *wall <= from).max();
        walls.retain(|wall| *wall > from || Some(*wall) == last_before);
        let at = |wall: NaiveDateTime| wall.and_utc() - TimeDelta::seconds(i64::from(self.before));
        walls.into_iter().map(|wall| (at(wall), self.before, self.after)).collect()
    }
}
