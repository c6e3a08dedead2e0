//! Finds the IANA zone for a TZID and the VTIMEZONE that came with it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use chrono::{DateTime, Datelike as _, NaiveDateTime, TimeDelta, Utc};

use super::offsets::Offsets;
use super::text::unescape;
use super::tree::Tree;
use super::windows_zones;
use crate::model::event::Moment;
use crate::model::zone::Zone;

/// The most names of one object whose VTIMEZONE is compared with the database.
const MAX_NAMES: usize = 16;
/// The most years for which a VTIMEZONE that fits no zone is worked out.
const MAX_YEARS: usize = 64;
/// The longest name that is looked up, in bytes.
const MAX_LENGTH: usize = 200;
const YEAR: TimeDelta = TimeDelta::days(366);
/// Tried first where many zones fit, so that the name is one a person has heard of.
const FAMILIAR: &[&str] = &[
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];

/// The zones of one object.
pub(super) struct Names<'t> {
    tree: &'t Tree<'t>,
    home: Option<String>,
    /// What each name was found to mean: the same for all its dates, or exceptions would miss their starts.
    found: RefCell<HashMap<String, Resolved>>,
    /// For names that are no zone: what their VTIMEZONE says around a year.
    offsets: RefCell<HashMap<(String, i32), Rc<Offsets>>>,
}

#[derive(Clone)]
enum Resolved {
    Zone(String),
    /// Its VTIMEZONE fits no known zone: instants can be worked out, a zone cannot be named.
    Offsets(usize),
    Nothing,
}

impl<'t> Names<'t> {
    pub fn new(tree: &'t Tree<'t>, home: Option<&str>) -> Self {
        Self { tree, home: home.and_then(iana), found: RefCell::default(), offsets: RefCell::default() }
    }

    /// Returns the moment of a wall-clock time under this TZID. An unknown TZID is read at home, or floats.
    pub fn moment(&self, tzid: &str, wall: NaiveDateTime) -> Moment {
        let found = self.found.borrow().get(tzid).cloned();
        let found = found.unwrap_or_else(|| {
            let found = self.find(tzid, wall);
            self.found.borrow_mut().insert(tzid.to_owned(), found.clone());
            found
        });
        let offsets = match &found {
            Resolved::Offsets(vtimezone) => self.offsets(tzid, *vtimezone, wall),
            Resolved::Zone(_) | Resolved::Nothing => None,
        };
        match (found, offsets, &self.home) {
            (Resolved::Zone(zone), _, _) => Moment::Zoned { wall, zone },
            (_, Some(offsets), _) => Moment::Utc(offsets.instant(wall)),
            (_, None, Some(home)) => Moment::Zoned { wall, zone: home.clone() },
            (_, None, None) => Moment::Floating(wall),
        }
    }

    fn offsets(&self, tzid: &str, vtimezone: usize, wall: NaiveDateTime) -> Option<Rc<Offsets>> {
        let key = (tzid.to_owned(), wall.year());
        if let Some(offsets) = self.offsets.borrow().get(&key) {
            return Some(offsets.clone());
        }
        if self.offsets.borrow().len() >= MAX_YEARS {
            return None;
        }
        let offsets = Rc::new(Offsets::read(self.tree, vtimezone, wall - YEAR, wall + YEAR)?);
        self.offsets.borrow_mut().insert(key, offsets.clone());
        Some(offsets)
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
        // As a property it is TEXT (RFC 5545 section 3.8.3.1), as a parameter it is not.
        let is = |value: &str| value == tzid || unescape(value) == tzid;
        let named = |component: &usize| {
            let mut properties = self.tree.properties(*component);
            properties.any(|(_, it)| it.name == "TZID" && is(it.value.trim()))
        };
        self.vtimezones().find(named)
    }

    fn vtimezones(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.tree.components.iter().enumerate();
        all.filter(|(_, it)| it.name == "VTIMEZONE").map(|(index, _)| index)
    }

    /// Finds a zone by its name alone, else one whose clock matches the VTIMEZONE for three years around `wall`. The name of a
    /// place tells more than the rules that came with it, which may be old; any other name means what came with it (RFC 5545
    /// section 3.2.19): "GMT" has summer time in many a calendar, and "UTC+1" too.
    fn find(&self, tzid: &str, wall: NaiveDateTime) -> Resolved {
        let (by_name, vtimezone) = (known(tzid), self.vtimezone(tzid));
        let (Some(vtimezone), None) = (vtimezone, by_name.as_ref().filter(|_| names_a_place(tzid))) else {
            return by_name.map_or(Resolved::Nothing, Resolved::Zone);
        };
        let nothing = || by_name.clone().map_or(Resolved::Nothing, Resolved::Zone);
        if self.found.borrow().len() >= MAX_NAMES {
            return nothing();
        }
        let (from, to) = (wall - YEAR, wall + YEAR + YEAR);
        let Some(offsets) = Offsets::read(self.tree, vtimezone, from, to) else { return nothing() };
        let samples: Vec<_> = (0..157).map(|week| from.and_utc() + TimeDelta::weeks(week)).collect();
        let fits = |name: &str| {
            Zone::named(name).is_ok_and(|zone| samples.iter().all(|at| zone.offset(*at) == offsets.at(*at)))
        };
        let hint = self.tree.properties(vtimezone).find(|(_, it)| it.name == "X-LIC-LOCATION");
        let hint = hint.and_then(|(_, it)| iana(it.value.trim()));
        let likely = [by_name.clone(), hint, self.home.clone()];
        let first = likely.into_iter().flatten().find(|name| fits(name));
        let familiar = || FAMILIAR.iter().find(|name| fits(name)).map(|name| (*name).to_owned());
        let any = first.or_else(familiar).or_else(|| Zone::all_names().find(|name| fits(name)));
        any.map_or(Resolved::Offsets(vtimezone), Resolved::Zone)
    }
}

/// Returns whether a name is that of a place, and not an offset or a bare abbreviation, of which many clocks have the same.
fn names_a_place(tzid: &str) -> bool {
    let plain = tzid.trim().trim_matches('"').trim();
    let offset = fixed(plain).is_some() || plain.to_ascii_uppercase().starts_with("ETC/");
    let abbreviation = iana(plain).is_some() && !plain.contains('/');
    !offset && !abbreviation
}

/// Returns the IANA zone that a TZID names by itself, without its VTIMEZONE.
pub(crate) fn known(tzid: &str) -> Option<String> {
    let tzid = tzid.trim().trim_matches('"').trim();
    if tzid.len() > MAX_LENGTH {
        return None;
    }
    let plain = || iana(tzid).or_else(|| trailing(tzid));
    plain().or_else(|| windows_zones::iana(tzid).and_then(iana)).or_else(|| fixed(tzid)).or_else(|| {
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

/// Returns the zone of `UTC+11`, `GMT-0300` or `+02:00`: a clock that never changes.
fn fixed(tzid: &str) -> Option<String> {
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
    match crate::recurrence::stamp::offset(&digits)? {
        0 => iana("UTC"),
        // These names have their signs reversed.
        east if east % 3600 == 0 => iana(&format!("Etc/GMT{:+}", east.saturating_neg() / 3600)),
        _ => None,
    }
}
