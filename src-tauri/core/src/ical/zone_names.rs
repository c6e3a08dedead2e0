//! Finds what a TZID means: a zone of the database, or else the clock of the VTIMEZONE that came with it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::offsets::{self, Offsets};
use super::text::unescape;
use super::tree::Tree;
use super::windows_zones;
use crate::model::clock::OwnClock;
use crate::model::event::Moment;
use crate::model::zone::{FAMILIAR, Zone};
use crate::recurrence::stamp::{self, Stamp};

/// The most names of one object whose VTIMEZONE is compared with the database; any other means its VTIMEZONE.
const MAX_NAMES: usize = 16;
/// The most rules in the VTIMEZONEs of one object that are worked out.
const MAX_RULES: usize = 200;
/// The longest name that is looked up, in bytes.
const MAX_LENGTH: usize = 200;
/// A zone has to show the same times as the VTIMEZONE until then, or for some years.
const COMPARED_UNTIL: DateTime<Utc> =
    NaiveDate::from_ymd_opt(2041, 1, 1).expect("a date").and_time(NaiveTime::MIN).and_utc();
const COMPARED_FOR: TimeDelta = TimeDelta::days(10 * 366);
/// What lies before the first start is no matter, but for the distance between a wall clock and UTC.
const BEFORE: TimeDelta = TimeDelta::days(2);
/// The farthest that clocks are from UTC, in seconds west and east.
const FARTHEST: std::ops::RangeInclusive<i32> = -43_200..=50_400;

/// The zones of one object.
pub(super) struct Names<'t> {
    tree: &'t Tree<'t>,
    home: Option<String>,
    /// What each name was found to mean: the same for all its dates, or exceptions would miss their starts.
    found: RefCell<HashMap<String, Meaning>>,
    /// How many more rules may be worked out.
    rules: Cell<usize>,
}

#[derive(Clone)]
enum Meaning {
    Zone(String),
    /// Its VTIMEZONE shows other times than any known zone.
    Own(OwnClock),
    /// An empty name is one too.
    Unknown,
}

impl<'t> Names<'t> {
    /// `home` is tried first where many zones show the same times as a VTIMEZONE.
    pub fn new(tree: &'t Tree<'t>, home: Option<&str>) -> Self {
        Self { tree, home: home.and_then(iana), found: RefCell::default(), rules: Cell::new(MAX_RULES) }
    }

    /// Returns the moment of a wall-clock time under this TZID.
    pub fn moment(&self, tzid: &str, wall: NaiveDateTime) -> Moment {
        let found = self.found.borrow().get(tzid).cloned();
        let found = found.unwrap_or_else(|| {
            let found = self.find(tzid, wall);
            self.found.borrow_mut().insert(tzid.to_owned(), found.clone());
            found
        });
        match found {
            Meaning::Zone(zone) => Moment::Zoned { wall, zone },
            Meaning::Own(clock) => Moment::Ruled { wall, clock },
            Meaning::Unknown => Moment::Unknown(wall),
        }
    }

    /// Returns the names asked about that nobody knows.
    pub fn unknown(&self) -> Vec<String> {
        let found = self.found.borrow();
        let unknown = found.iter().filter(|(_, meaning)| matches!(meaning, Meaning::Unknown));
        let mut names: Vec<_> = unknown.map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        names
    }

    /// Returns whether the object has a VTIMEZONE of this name.
    pub fn defines(&self, tzid: &str) -> bool {
        self.vtimezone(tzid).is_some()
    }

    /// Returns the seconds east of UTC at an instant, by the object's own VTIMEZONE of this name.
    pub fn offset(&self, tzid: &str, at: DateTime<Utc>) -> Option<i32> {
        let wall = at.naive_utc();
        let offsets =
            Offsets::read(self.tree, self.vtimezone(tzid)?, wall - TimeDelta::days(2), wall + TimeDelta::days(2));
        Some(offsets?.at(at))
    }

    fn vtimezone(&self, tzid: &str) -> Option<usize> {
        self.definitions(tzid).next()
    }

    /// Returns every VTIMEZONE of this name. A reader takes the first.
    pub fn definitions(&self, tzid: &str) -> impl Iterator<Item = usize> {
        // As a property it is TEXT (RFC 5545 section 3.8.3.1), as a parameter it is not.
        let is = move |value: &str| value == tzid || unescape(value) == tzid;
        let named = move |component: &usize| {
            let mut properties = self.tree.properties(*component);
            properties.any(|(_, it)| it.name == "TZID" && is(it.value.trim()))
        };
        self.vtimezones().filter(named)
    }

    fn vtimezones(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.tree.components.iter().enumerate();
        all.filter(|(_, it)| it.name == "VTIMEZONE").map(|(index, _)| index)
    }

    /// Finds what a name means. That of a place tells more than the rules that came with it, which may be old; any other means
    /// what came with it (RFC 5545 section 3.2.19): "GMT" has summer time in many a calendar, and "UTC+1" too.
    fn find(&self, tzid: &str, wall: NaiveDateTime) -> Meaning {
        let by_name = known(tzid);
        if let Some(zone) = by_name.as_ref().filter(|_| names_a_place(tzid)) {
            return Meaning::Zone(zone.clone());
        }
        let Some((vtimezone, clock)) = self.clock(tzid) else {
            return match (by_name, fixed(plain(tzid))) {
                (Some(zone), _) => Meaning::Zone(zone),
                (None, Some(east)) => Meaning::Own(OwnClock::fixed(east)),
                (None, None) => Meaning::Unknown,
            };
        };
        if self.found.borrow().len() >= MAX_NAMES {
            return Meaning::Own(clock);
        }
        let since = self.earliest(tzid, wall).and_utc() - BEFORE;
        let fits = |name: &str| Zone::named(name).is_ok_and(|zone| shows_the_same(&zone, &clock, since));
        let hint = self.tree.properties(vtimezone).find(|(_, it)| it.name == "X-LIC-LOCATION");
        let hint = hint.and_then(|(_, it)| iana(it.value.trim()));
        let likely = [by_name, hint, self.home.clone()];
        let first = likely.into_iter().flatten().find(|name| fits(name));
        let familiar = || FAMILIAR.iter().find(|name| fits(name)).map(|name| (*name).to_owned());
        let any = first.or_else(familiar).or_else(|| Zone::all_names().find(|name| fits(name)));
        any.map_or(Meaning::Own(clock), Meaning::Zone)
    }

    /// Returns the VTIMEZONE of a name, and its clock.
    fn clock(&self, tzid: &str) -> Option<(usize, OwnClock)> {
        let vtimezone = self.vtimezone(tzid)?;
        let left = self.rules.get().checked_sub(offsets::rules(self.tree, vtimezone))?;
        self.rules.set(left);
        Some((vtimezone, offsets::clock(self.tree, vtimezone)?))
    }

    /// Returns the earliest start under a name: parts stand in any order, and all are to be on one clock.
    fn earliest(&self, tzid: &str, wall: NaiveDateTime) -> NaiveDateTime {
        let properties = (0..self.tree.components.len()).flat_map(|component| self.tree.properties(component));
        let starts = properties.filter(|(_, it)| it.name == "DTSTART" && it.param("TZID") == Some(tzid));
        let walls = starts.filter_map(|(_, it)| match stamp::stamp(&it.value)? {
            Stamp::Wall(wall) => Some(wall),
            Stamp::Date(_) | Stamp::Utc(_) => None,
        });
        walls.chain([wall]).min().unwrap_or(wall)
    }
}

/// Returns whether a zone shows the same times as a clock for some years.
fn shows_the_same(zone: &Zone, clock: &OwnClock, since: DateTime<Utc>) -> bool {
    let until = COMPARED_UNTIL.max(since + COMPARED_FOR);
    let theirs = zone.changes(since).take_while(|(at, _)| *at < until);
    let own = clock.changes(since).take_while(|(at, _)| *at < until);
    zone.offset(since) == clock.offset(since) && theirs.eq(own)
}

/// Returns a name without what some programs put around it.
fn plain(tzid: &str) -> &str {
    tzid.trim().trim_matches('"').trim()
}

/// Returns whether a name is that of a place, and not an offset or a bare abbreviation, of which many clocks have the same.
fn names_a_place(tzid: &str) -> bool {
    let plain = plain(tzid);
    let offset = fixed(plain).is_some() || plain.to_ascii_uppercase().starts_with("ETC/");
    let abbreviation = iana(plain).is_some() && !plain.contains('/');
    !offset && !abbreviation
}

/// Returns the IANA zone that a TZID names by itself, without its VTIMEZONE.
pub(crate) fn known(tzid: &str) -> Option<String> {
    let tzid = plain(tzid);
    if tzid.len() > MAX_LENGTH {
        return None;
    }
    let written = || iana(tzid).or_else(|| trailing(tzid));
    written().or_else(|| windows_zones::iana(tzid).and_then(iana)).or_else(|| of_offset(fixed(tzid)?)).or_else(|| {
        // "America/Los Angeles"
        tzid.contains('/').then(|| iana(&tzid.replace(' ', "_"))).flatten()
    })
}

/// Returns the name as the database spells it.
fn iana(name: &str) -> Option<String> {
    Zone::named(name).ok().map(|zone| zone.name().to_owned())
}

/// Returns the longest ending that is a zone name, as in `/mozilla.org/20070129_1/Europe/Berlin`.
fn trailing(tzid: &str) -> Option<String> {
    std::iter::successors(tzid.split_once('/'), |(_, rest)| rest.split_once('/')).find_map(|(_, rest)| iana(rest))
}

/// Returns the zone that is always so many seconds east of UTC, where there is one.
fn of_offset(east: i32) -> Option<String> {
    match east {
        0 => iana("UTC"),
        // These names have their signs reversed.
        east if east % 3600 == 0 => iana(&format!("Etc/GMT{:+}", east.saturating_neg() / 3600)),
        _ => None,
    }
}

/// Returns the seconds east of UTC of `UTC+11`, `GMT-0300` or `+05:30`: a clock that never changes.
fn fixed(tzid: &str) -> Option<i32> {
    let upper = tzid.to_ascii_uppercase();
    let rest = upper.trim_start_matches('(').trim_end_matches(')');
    let rest = rest.strip_prefix("UTC").or(rest.strip_prefix("GMT")).unwrap_or(rest).trim();
    if !rest.starts_with(['+', '-']) {
        return None;
    }
    let digits = match rest.split_at_checked(1) {
        Some((sign, hour)) if hour.len() == 1 => format!("{sign}0{hour}"),
        _ => rest.to_owned(),
    };
    stamp::offset(&digits).filter(|east| FARTHEST.contains(east))
}
