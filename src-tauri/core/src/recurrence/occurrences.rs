//! When an event happens: the occurrences of a series, and of its exceptions, within a span of time.
//!
//! The rule runs on the wall clock, and each start is then taken to its zone. What cannot be known is said
//! (`complete: false`), because unknown is never free. Whether an occurrence takes time is decided elsewhere.

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::excluded::{Excluded, Gone};
use super::limits::{FAR_OFF, MAX_COUNT, MAX_OCCURRENCES, RULE_BUDGET, moved};
use super::rule::until_of;
use super::series::{Series, shifted};
use super::series_start::SeriesStart;
use crate::model::event::{Event, EventStatus, Moment, Part};
use crate::model::span::Span;
use crate::model::zone::Zone;

/// One time an event happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Index of the event's part that describes it.
    pub part: usize,
    /// The start it had before anybody moved it.
    pub original: Moment,
    /// Its end is equal to its start if it has no length.
    pub span: Span,
    /// It starts when its event first does.
    pub first: bool,
    /// False = nobody knows the time zone that it is in: it is read at home, and may be as far off as [`FAR_OFF`].
    pub certain: bool,
}

/// What was found in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// In order of their starts.
    pub occurrences: Vec<Occurrence>,
    /// False = there may be more: a rule or a date that cannot be read, or more than the limits allow.
    pub complete: bool,
}

/// Returns the occurrences that overlap `[from, to)` for a reader in `home`, and those without length that start in it. Cancelled
/// ones are left out.
pub fn occurrences(event: &Event, from: DateTime<Utc>, to: DateTime<Utc>, home: &Zone) -> Expansion {
    let (from, to) = (within_years(from), within_years(to));
    let series = Series::on_its_clock(event, home);
    let slack = series.slack();
    let mut expansion = expand(&series, from - slack, to + slack);
    expansion.occurrences.retain(|it| it.span.overlaps(from, to, home));
    expansion.occurrences.sort_by_cached_key(|it| it.span.in_zone(home));
    if expansion.occurrences.len() > MAX_OCCURRENCES {
        expansion.occurrences.truncate(MAX_OCCURRENCES);
        expansion.complete = false;
    }
    expansion
}

/// Returns whether an event has the same dates wherever it is read, though days and floating times lie at other instants there.
/// It has not where times of several kinds meet, such as an exception in UTC and a start that floats.
pub fn is_alike_everywhere(event: &Event) -> bool {
    Series::read_in(event, &Zone::utc()).is_alike_everywhere()
}

/// Returns a time before which no occurrence starts for a reader in `home`, unless all later ones were moved.
pub fn first_start(event: &Event, home: &Zone) -> DateTime<Utc> {
    Series::read_in(event, home).first_start()
}

/// Returns a time after which no occurrence ends, though none need end so late. `None` = no end, or none known.
pub fn last_end(event: &Event, home: &Zone) -> Option<DateTime<Utc>> {
    if has_more_dates(event) {
        return None;
    }
    let series = Series::read_in(event, home);
    let mut last = DateTime::<Utc>::MIN_UTC;
    for part in &event.parts {
        // A day for the hours by which a zone and its wall clock differ, and for days of 25 hours.
        let length = series.length(part) + TimeDelta::days(1);
        let mut starts: Vec<_> = std::iter::once(&part.start).chain(&part.also).map(|it| series.instant(it)).collect();
        for text in part.rule.iter().flat_map(|rules| rules.lines()) {
            let base = SeriesStart::of(&part.start, series.home());
            let Some(rule) = base.read(text) else {
                starts.push(moved(base.latest(until_of(text)?), TimeDelta::days(1)));
                continue;
            };
            starts.push(match (rule.until, rule.count) {
                (Some(until), _) => moved(base.latest(until), TimeDelta::days(1)),
                (None, Some(count)) if count <= MAX_COUNT => {
                    let mut walls = rule.walls(base.wall, base.wall..=NaiveDateTime::MAX, RULE_BUDGET);
                    let wall = walls.by_ref().last();
                    if walls.gave_up {
                        return None;
                    }
                    wall.map_or(base.instant(base.wall), |wall| base.instant(wall))
                }
                (None, _) => return None,
            });
        }
        // An override that stands for all later ones moves the end of the series too.
        let shift = series.longest_shift();
        last = starts.into_iter().map(|start| moved(start, length + shift)).fold(last, DateTime::max);
    }
    Some(last)
}

/// Returns from when on an event takes place for a reader in `home`, and until when, where that is known. One in a zone that nobody
/// knows may be far off.
pub fn reach(event: &Event, home: &Zone) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    let off = if event.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    (moved(first_start(event, home), -off), last_end(event, home).map(|end| moved(end, off)))
}

/// Returns whether a rule of an event cannot be read, so that nobody knows its dates after the first.
pub fn has_unread_rule(event: &Event, home: &Zone) -> bool {
    event.parts.iter().any(|part| {
        let base = SeriesStart::of(&part.start, home);
        let mut rules = part.rule.iter().chain(&part.except_rule).flat_map(|rules| rules.lines());
        rules.any(|text| base.read(text).is_none())
    })
}

/// Returns whether an event has dates that nobody knows, though each of its rules can be read.
pub fn has_more_dates(event: &Event) -> bool {
    event.parts.iter().any(|part| part.more_dates)
}

/// Returns what overlaps `[from, to)` on the clock of the series.
fn expand(series: &Series<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Expansion {
    let mut expansion = Expansion { occurrences: Vec::new(), complete: true };
    let first = series.first_start();
    expansion.complete = to <= first || series.parts().iter().all(|part| !part.more_dates);
    let gone = series.master().map(|master| Gone::new(series, master));
    for (index, part) in series.overrides() {
        let original = part.occurrence.clone().unwrap_or_else(|| part.start.clone());
        if gone.as_ref().is_some_and(|gone| gone.has(series, &original)) {
            continue;
        }
        expansion.add(series, described(series, (index, part), original, &part.start, first), from, to);
    }
    if let Some(master) = series.master() {
        expand_master(series, master, first, (from, to), &mut expansion);
    }
    let cancelled = |index: usize| series.parts().get(index).is_some_and(|part| part.status == EventStatus::Cancelled);
    expansion.occurrences.retain(|it| !cancelled(it.part));
    expansion
}

impl Expansion {
    fn add(&mut self, series: &Series<'_>, occurrence: Occurrence, from: DateTime<Utc>, to: DateTime<Utc>) {
        if occurrence.span.overlaps(from, to, series.home()) {
            self.occurrences.push(occurrence);
        }
    }
}

/// Returns an occurrence described by a part, with the part's length.
fn described(
    series: &Series<'_>,
    (part, own): (usize, &Part),
    original: Moment,
    start: &Moment,
    first: DateTime<Utc>,
) -> Occurrence {
    let at = series.instant(start);
    let span = match (start, &own.start, &own.end) {
        (Moment::Date(day), Moment::Date(begins), Moment::Date(ends)) => {
            let days = u64::try_from((*ends - *begins).num_days()).unwrap_or(0).max(1);
            Span::Days { first: *day, end: day.checked_add_days(Days::new(days)).unwrap_or(*day) }
        }
        (Moment::Floating(wall), Moment::Floating(begins), Moment::Floating(ends))
        | (Moment::Unknown(wall), Moment::Unknown(begins), Moment::Unknown(ends)) => {
            let length = (*ends - *begins).max(TimeDelta::zero());
            Span::Floating { start: *wall, end: wall.checked_add_signed(length).unwrap_or(*wall) }
        }
        (_, _, _) => Span::Timed { start: at, end: series.end(own, start) },
    };
    let certain = !own.end_guessed && [start, &own.start, &own.end].into_iter().all(Moment::is_placed);
    Occurrence { part, original, span, first: at == first, certain }
}

/// Adds the occurrences of the master that have no part of their own.
fn expand_master(
    series: &Series<'_>,
    master: &Part,
    first: DateTime<Utc>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    found: &mut Expansion,
) {
    let onward = series.onward();
    let reach = series.longest_shift();
    // The longest part decides how far before the span one may begin; a day for zones and long days.
    let length = series.parts().iter().map(|part| series.length(part)).max().unwrap_or_default();
    let earliest = moved(from, -(length + reach + TimeDelta::days(2)));
    let latest = moved(to, reach + TimeDelta::days(2));

    let base = SeriesStart::of(&master.start, series.home());
    let mut starts = master.also.clone();
    // The start belongs to the set whether or not the rule takes it (RFC 5545 section 3.8.5.3), unless the
    // series was ended before it began: no calendar shows that.
    if !base.ended_before_it_began(master) {
        starts.push(master.start.clone());
    }
    for text in master.rule.iter().flat_map(|rules| rules.lines()) {
        found.complete &= base.starts(text, earliest, latest, &mut starts);
    }
    let mut off = Vec::new();
    for text in master.except_rule.iter().flat_map(|rules| rules.lines()) {
        found.complete &= base.starts(text, earliest, latest, &mut off);
    }
    let overridden = series.parts().iter().filter_map(|part| part.occurrence.as_ref());
    let days = days_beside_times(master);
    let (days, overridden): (Vec<_>, Vec<_>) = overridden.partition(|original| days.contains(*original));
    let mut taken = Excluded::of(series, master.except.iter().chain(&off).chain(overridden));
    taken.add_days(days);
    let mut seen = HashSet::new();
    for start in starts {
        let at = series.instant(&start);
        if at < earliest || at > latest || taken.has(series, &start, at) || !seen.insert(at) {
            continue;
        }
        let later = onward.partition_point(|(since, _, _)| *since <= at);
        let occurrence = match later.checked_sub(1).and_then(|index| onward.get(index)) {
            Some((_, part, shift)) => described(series, *part, start.clone(), &shifted(&start, *shift), first),
            None => described(series, (0, master), start.clone(), &start, first),
        };
        found.add(series, occurrence, from, to);
        if found.occurrences.len() > MAX_OCCURRENCES {
            found.complete = false;
            return;
        }
    }
}

/// Returns the additional whole days of a series that has times: no time on such a day is meant by it.
fn days_beside_times(master: &Part) -> HashSet<&Moment> {
    let is_day = |moment: &&Moment| matches!(moment, Moment::Date(_));
    master.also.iter().filter(is_day).filter(|_| !is_day(&&master.start)).collect()
}

/// Limits a time to the years a calendar has, with room for zones and lengths on both sides.
fn within_years(at: DateTime<Utc>) -> DateTime<Utc> {
    const YEAR_1: DateTime<Utc> = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date").and_time(NaiveTime::MIN).and_utc();
    const YEAR_9999: DateTime<Utc> =
        NaiveDate::from_ymd_opt(9999, 1, 1).expect("a date").and_time(NaiveTime::MIN).and_utc();
    at.clamp(YEAR_1, YEAR_9999)
}
