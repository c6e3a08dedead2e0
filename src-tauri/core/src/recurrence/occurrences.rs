//! When an event happens: the occurrences of a series, and of its exceptions, within a span of time.
//!
//! The rule runs on the wall clock, and each start is then taken to its zone. What cannot be known is said
//! (`complete: false`), because unknown is never free. Whether an occurrence takes time is decided elsewhere.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::limits::{MAX_COUNT, MAX_OCCURRENCES, RULE_BUDGET};
use super::rule::{Rule, until_of};
use super::series_start::SeriesStart;
use crate::model::event::{Event, EventStatus, Moment, Part};
use crate::model::zone::Zone;

/// One time an event happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Index of the event's part that describes it.
    pub part: usize,
    /// The start it had before anybody moved it.
    pub original: Moment,
    pub starts_at: DateTime<Utc>,
    /// Not before `starts_at`; equal to it if the occurrence has no length.
    pub ends_at: DateTime<Utc>,
    /// For a whole-day event: the first day, and the day after the last.
    pub all_day: Option<(NaiveDate, NaiveDate)>,
    /// False = nobody knows the time zone that it is in: it is read at home, and may be as far off as [`super::limits::FAR_OFF`].
    pub certain: bool,
}

impl Occurrence {
    /// Returns whether it overlaps `[from, to)`, or has no length and starts in it.
    pub fn overlaps(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
        let (start, end) = (self.starts_at, self.ends_at);
        start < to && (end > from || (start == end && start >= from))
    }
}

/// What was found in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// In order of their starts.
    pub occurrences: Vec<Occurrence>,
    /// False = there may be more: a rule that cannot be read, or more than the limits allow.
    pub complete: bool,
}

/// Returns the occurrences that overlap `[from, to)`, and those without length that start in it. Cancelled
/// ones are left out. Floating times and whole days are read in `home`.
pub fn occurrences(event: &Event, from: DateTime<Utc>, to: DateTime<Utc>, home: &Zone) -> Expansion {
    let (from, to) = (within_years(from), within_years(to));
    let series = Series::new(event, home);
    let mut expansion = Expansion { occurrences: Vec::new(), complete: true };
    let gone = series.master().map(|master| Gone::new(&series, master));
    for (index, part) in series.overrides() {
        let original = part.occurrence.clone().unwrap_or_else(|| part.start.clone());
        if gone.as_ref().is_some_and(|gone| gone.has(&series, &original)) {
            continue;
        }
        expansion.add(series.at((index, part), original, &part.start), from, to);
    }
    if let Some(master) = series.master() {
        series.expand(master, from, to, &mut expansion);
    }
    let cancelled = |index: usize| event.parts.get(index).is_some_and(|part| part.status == EventStatus::Cancelled);
    expansion.occurrences.retain(|it| !cancelled(it.part));
    expansion.occurrences.sort_by_key(|it| (it.starts_at, it.ends_at));
    if expansion.occurrences.len() > MAX_OCCURRENCES {
        expansion.occurrences.truncate(MAX_OCCURRENCES);
        expansion.complete = false;
    }
    expansion
}

/// Returns a time before which no occurrence starts.
pub fn first_start(event: &Event, home: &Zone) -> DateTime<Utc> {
    let series = Series::new(event, home);
    let starts = event.parts.iter().flat_map(|part| std::iter::once(&part.start).chain(&part.also));
    starts.map(|moment| series.instant(moment)).min().unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// Returns a time after which no occurrence ends, though none need end so late. `None` = no end, or none known.
pub fn last_end(event: &Event, home: &Zone) -> Option<DateTime<Utc>> {
    let series = Series::new(event, home);
    let mut last = DateTime::<Utc>::MIN_UTC;
    for part in &event.parts {
        // A day for the hours by which a zone and its wall clock differ, and for days of 25 hours.
        let length = series.length(part) + TimeDelta::days(1);
        let mut starts: Vec<_> = std::iter::once(&part.start).chain(&part.also).map(|it| series.instant(it)).collect();
        for text in part.rule.iter().flat_map(|rules| rules.lines()) {
            let base = SeriesStart::of(&part.start, series.home);
            let Ok(rule) = Rule::parse(text) else {
                starts.push(base.latest(until_of(text)?) + TimeDelta::days(1));
                continue;
            };
            starts.push(match (rule.until, rule.count) {
                (Some(until), _) => base.latest(until) + TimeDelta::days(1),
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
        last = starts.into_iter().map(|start| start + length + shift).fold(last, DateTime::max);
    }
    Some(last)
}

/// Returns whether a rule of an event cannot be read, so that nobody knows its dates after the first.
pub fn has_unread_rule(event: &Event, home: &Zone) -> bool {
    event.parts.iter().any(|part| {
        let base = SeriesStart::of(&part.start, home);
        let mut rules = part.rule.iter().chain(&part.except_rule).flat_map(|rules| rules.lines());
        rules.any(|text| base.read(text).is_none())
    })
}

impl Expansion {
    fn add(&mut self, occurrence: Occurrence, from: DateTime<Utc>, to: DateTime<Utc>) {
        if occurrence.overlaps(from, to) {
            self.occurrences.push(occurrence);
        }
    }
}

/// An event and the zones its times are in.
struct Series<'e> {
    event: &'e Event,
    home: &'e Zone,
    zones: HashMap<&'e str, Zone>,
}

impl<'e> Series<'e> {
    fn new(event: &'e Event, home: &'e Zone) -> Self {
        let mut zones = HashMap::new();
        for part in &event.parts {
            let more = part.also.iter().chain(&part.except).chain(&part.occurrence);
            for moment in more.chain([&part.start, &part.end]) {
                if let Moment::Zoned { zone, .. } = moment {
                    zones.entry(zone.as_str()).or_insert_with(|| Zone::named(zone).unwrap_or_else(|_| home.clone()));
                }
            }
        }
        Self { event, home, zones }
    }

    fn master(&self) -> Option<&'e Part> {
        self.event.parts.first().filter(|part| part.occurrence.is_none())
    }

    /// Returns the parts that stand for one occurrence or for all later ones, with their positions.
    fn overrides(&self) -> impl Iterator<Item = (usize, &'e Part)> + use<'e> {
        self.event.parts.iter().enumerate().filter(|(_, part)| part.occurrence.is_some())
    }

    fn zone(&self, name: &str) -> &Zone {
        self.zones.get(name).unwrap_or(self.home)
    }

    fn instant(&self, moment: &Moment) -> DateTime<Utc> {
        match moment {
            Moment::Date(day) => self.home.day_start(*day),
            Moment::Floating(wall) | Moment::Unknown(wall) => self.home.instant(*wall).first(),
            Moment::Utc(at) => *at,
            Moment::Zoned { wall, zone } => self.zone(zone).instant(*wall).first(),
            Moment::Ruled { wall, clock } => clock.instant(*wall).first(),
        }
    }

    /// Returns the exact length of a part, which every occurrence has (RFC 5545 section 3.8.5.3).
    fn length(&self, part: &Part) -> TimeDelta {
        (self.instant(&part.end) - self.instant(&part.start)).max(TimeDelta::zero())
    }

    /// Returns an occurrence described by a part, with the part's length.
    fn at(&self, (part, own): (usize, &Part), original: Moment, start: &Moment) -> Occurrence {
        let starts_at = self.instant(start);
        if let (Moment::Date(day), Moment::Date(first), Moment::Date(end)) = (start, &own.start, &own.end) {
            let days = u64::try_from((*end - *first).num_days()).unwrap_or(0).max(1);
            let end = day.checked_add_days(Days::new(days)).unwrap_or(*day);
            let ends_at = self.home.day_start(end);
            return Occurrence { part, original, starts_at, ends_at, all_day: Some((*day, end)), certain: true };
        }
        let ends_at = starts_at.checked_add_signed(self.length(own)).unwrap_or(starts_at);
        let certain = [start, &own.start, &own.end].into_iter().all(Moment::is_placed);
        Occurrence { part, original, starts_at, ends_at, all_day: None, certain }
    }

    /// Adds the occurrences of the master that have no part of their own.
    fn expand(&self, master: &'e Part, from: DateTime<Utc>, to: DateTime<Utc>, found: &mut Expansion) {
        let onward = self.onward();
        let reach = self.longest_shift();
        // The longest part decides how far before the span one may begin; a day for zones and long days.
        let length = self.event.parts.iter().map(|part| self.length(part)).max().unwrap_or_default();
        let earliest = from - length - reach - TimeDelta::days(2);
        let latest = to + reach + TimeDelta::days(2);

        let base = SeriesStart::of(&master.start, self.home);
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
        let overridden = self.event.parts.iter().filter_map(|part| part.occurrence.as_ref());
        let taken = Excluded::of(self, master.except.iter().chain(&off).chain(overridden));
        let mut seen = HashSet::new();
        for start in starts {
            let at = self.instant(&start);
            if at < earliest || at > latest || taken.has(self, &start, at) || !seen.insert(at) {
                continue;
            }
            let later = onward.partition_point(|(since, _, _)| *since <= at);
            let occurrence = match later.checked_sub(1).and_then(|index| onward.get(index)) {
                Some((_, part, shift)) => self.at(*part, start.clone(), &shifted(&start, *shift)),
                None => self.at((0, master), start.clone(), &start),
            };
            found.add(occurrence, from, to);
            if found.occurrences.len() > MAX_OCCURRENCES {
                found.complete = false;
                return;
            }
        }
    }

    /// Returns the overrides that stand for all later occurrences: since when, which part, by how much.
    fn onward(&self) -> Vec<(DateTime<Utc>, (usize, &'e Part), TimeDelta)> {
        let parts = self.overrides().filter(|(_, part)| part.onward);
        let mut all: Vec<_> = parts
            .filter_map(|(index, part)| {
                let original = self.instant(part.occurrence.as_ref()?);
                Some((original, (index, part), self.instant(&part.start) - original))
            })
            .collect();
        all.sort_by_key(|(since, _, _)| *since);
        all
    }

    fn longest_shift(&self) -> TimeDelta {
        self.onward().into_iter().map(|(_, _, shift)| shift.abs()).max().unwrap_or_default()
    }
}

/// Limits a time to the years a calendar has, with room for zones and lengths on both sides.
fn within_years(at: DateTime<Utc>) -> DateTime<Utc> {
    const YEAR_1: DateTime<Utc> = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date").and_time(NaiveTime::MIN).and_utc();
    const YEAR_9999: DateTime<Utc> =
        NaiveDate::from_ymd_opt(9999, 1, 1).expect("a date").and_time(NaiveTime::MIN).and_utc();
    at.clamp(YEAR_1, YEAR_9999)
}

fn shifted(start: &Moment, by: TimeDelta) -> Moment {
    match start {
        Moment::Date(day) => Moment::Date(day.checked_add_signed(by).unwrap_or(*day)),
        Moment::Floating(wall) => Moment::Floating(wall.checked_add_signed(by).unwrap_or(*wall)),
        Moment::Utc(at) => Moment::Utc(at.checked_add_signed(by).unwrap_or(*at)),
        Moment::Zoned { wall, zone } => {
            Moment::Zoned { wall: wall.checked_add_signed(by).unwrap_or(*wall), zone: zone.clone() }
        }
        Moment::Ruled { wall, clock } => {
            Moment::Ruled { wall: wall.checked_add_signed(by).unwrap_or(*wall), clock: clock.clone() }
        }
        Moment::Unknown(wall) => Moment::Unknown(wall.checked_add_signed(by).unwrap_or(*wall)),
    }
}

/// The dates that a series has no more, though a part of their own still describes them.
struct Gone {
    except: Excluded,
    also: Excluded,
    /// The last instant that any of the rules allows; `None` = there is none.
    latest: Option<DateTime<Utc>>,
}

impl Gone {
    fn new(series: &Series<'_>, master: &Part) -> Self {
        let base = SeriesStart::of(&master.start, series.home);
        let untils: Option<Vec<_>> = master
            .rule
            .iter()
            .flat_map(|rules| rules.lines())
            .map(|text| Rule::parse(text).ok()?.until.map(|until| base.latest(until)))
            .collect();
        Self {
            except: Excluded::of(series, master.except.iter()),
            also: Excluded::of(series, master.also.iter().chain([&master.start])),
            latest: untils.and_then(|untils| untils.into_iter().max()),
        }
    }

    /// Returns whether a date is an exception (RFC 5545 section 3.8.5.1), or lies beyond UNTIL.
    fn has(&self, series: &Series<'_>, original: &Moment) -> bool {
        let at = series.instant(original);
        let beyond = original.is_placed()
            && self.latest.is_some_and(|latest| at > latest)
            && !self.also.has(series, original, at);
        beyond || self.except.has(series, original, at)
    }
}

/// The originals that are exceptions or have a part of their own.
struct Excluded {
    instants: HashSet<DateTime<Utc>>,
    /// Days: of whole-day exceptions, and of every exception as it was written.
    days: HashSet<NaiveDate>,
    whole_days: HashSet<NaiveDate>,
    /// Wall-clock times in a zone that nobody knows: they take out their like alone, as the instant is only guessed.
    unknown: HashSet<NaiveDateTime>,
}

impl Excluded {
    fn of<'m>(series: &Series<'_>, moments: impl Iterator<Item = &'m Moment>) -> Self {
        let mut taken = Self {
            instants: HashSet::new(),
            days: HashSet::new(),
            whole_days: HashSet::new(),
            unknown: HashSet::new(),
        };
        for moment in moments {
            if moment.is_placed() {
                taken.instants.insert(series.instant(moment));
            }
            match moment {
                Moment::Date(day) => {
                    taken.whole_days.insert(*day);
                    taken.days.insert(*day);
                }
                // Midnight in UTC stands for the day it names; any other time for the day it is at home.
                Moment::Utc(utc) if utc.time() == NaiveTime::MIN => {
                    taken.days.insert(utc.date_naive());
                }
                Moment::Utc(utc) => {
                    taken.days.insert(series.home.wall(*utc).date());
                }
                Moment::Floating(wall) | Moment::Zoned { wall, .. } | Moment::Ruled { wall, .. } => {
                    taken.days.insert(wall.date());
                }
                Moment::Unknown(wall) => {
                    taken.days.insert(wall.date());
                    taken.unknown.insert(*wall);
                }
            }
        }
        taken
    }

    /// Returns whether a start is taken: by the same instant; for a whole day, by an exception on that day; for a
    /// time, by a whole-day exception on its day.
    fn has(&self, series: &Series<'_>, start: &Moment, at: DateTime<Utc>) -> bool {
        match start {
            Moment::Date(day) => self.days.contains(day),
            Moment::Unknown(wall) => self.unknown.contains(wall) || self.whole_days.contains(&wall.date()),
            Moment::Floating(wall) | Moment::Zoned { wall, .. } | Moment::Ruled { wall, .. } => {
                self.instants.contains(&at) || self.whole_days.contains(&wall.date())
            }
            Moment::Utc(utc) => self.instants.contains(&at) || self.whole_days.contains(&series.home.wall(*utc).date()),
        }
    }
}
