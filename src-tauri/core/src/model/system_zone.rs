//! What a computer tells of its zone: a name, or no more than the rules that its clock goes by.

use chrono::{DateTime, TimeDelta, Utc};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::zone::{FAMILIAR, UnknownZone, Zone};

/// How far before and after now a clock must go alike: what was long ago tells apart what is one for a booking.
const BEFORE: TimeDelta = TimeDelta::days(366);
const AFTER: TimeDelta = TimeDelta::days(3653);

/// The zone of a computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemZone {
    /// Its IANA name.
    Named(String),
    /// How its clock goes, and no name.
    Rules(Rules),
    Unknown,
}

impl SystemZone {
    /// Returns the zone, where it is known. Of several with the rules it is the one a person has heard of.
    pub fn zone(&self, now: DateTime<Utc>) -> Option<Zone> {
        match self {
            Self::Named(name) => Zone::named(name).ok(),
            Self::Rules(rules) => rules.zone(now),
            Self::Unknown => None,
        }
    }
}

/// How a clock goes, as a zone file or a POSIX `TZ` says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules(TimeZone);

impl Rules {
    /// Returns the rules of a zone that was found without its name.
    pub fn new(rules: TimeZone) -> Self {
        Self(rules)
    }

    /// Reads a POSIX `TZ` such as `CET-1CEST,M3.5.0,M10.5.0/3`.
    pub fn posix(text: &str) -> Result<Self, UnknownZone> {
        TimeZone::posix(text).map(Self).map_err(|_| UnknownZone)
    }

    /// Returns a zone of the database with the same clock about now. `None` = there is none.
    fn zone(&self, now: DateTime<Utc>) -> Option<Zone> {
        let second = |at: DateTime<Utc>| Timestamp::from_second(at.timestamp()).ok();
        let (from, to) = (second(now - BEFORE)?, second(now + AFTER)?);
        let wanted: Vec<_> = course(&self.0, from, to).collect();
        let fits = |zone: &Zone| course(zone.rules(), from, to).eq(wanted.iter().copied());
        let fitting = |name: &str| Zone::named(name).ok().filter(|zone| fits(zone));
        FAMILIAR.iter().find_map(|name| fitting(name)).or_else(|| Zone::all_names().find_map(|name| fitting(&name)))
    }
}

/// Returns whether clocks in two zones show the same from now on, as those of two names for one zone do.
pub fn go_alike(one: &Zone, other: &Zone, now: DateTime<Utc>) -> bool {
    let second = |at: DateTime<Utc>| Timestamp::from_second(at.timestamp()).ok();
    let (Some(from), Some(to)) = (second(now), second(now + AFTER)) else { return false };
    course(one.rules(), from, to).eq(course(other.rules(), from, to))
}

/// Returns the offset at first, and then each other one with the instant from which it counts.
fn course(rules: &TimeZone, from: Timestamp, to: Timestamp) -> impl Iterator<Item = (Timestamp, Offset)> {
    let later = rules.following(from).map(|change| (change.timestamp(), change.offset()));
    let all = std::iter::once((from, rules.to_offset(from))).chain(later.take_while(move |(at, _)| *at <= to));
    let mut last = None;
    // Where only the name of the time changes, the clock goes on.
    all.filter(move |(_, offset)| last.replace(*offset) != Some(*offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T08:00:00Z".parse().unwrap()
    }

    fn name_of(posix: &str) -> Option<String> {
        let zone = SystemZone::Rules(Rules::posix(posix).unwrap()).zone(now());
        zone.map(|zone| zone.name().to_owned())
    }

    /// T8, P17
    #[test]
    fn rules_without_a_name_are_those_of_a_place_that_a_person_has_heard_of() {
        for (posix, name) in [
            ("CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"),
            ("<+01>-1<+02>,M3.5.0,M10.5.0/3", "Europe/Berlin"),
            ("GMT0BST,M3.5.0/1,M10.5.0", "Europe/London"),
            ("EST5EDT,M3.2.0,M11.1.0", "America/New_York"),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "Australia/Sydney"),
            ("IST-5:30", "Asia/Kolkata"),
            ("UTC0", "UTC"),
        ] {
            assert_eq!(name_of(posix).as_deref(), Some(name), "{posix}");
        }
    }

    /// T8: a week more or less of summer time is another clock.
    #[test]
    fn rules_that_no_place_has_name_none() {
        for posix in ["XXX-3:17", "CET-1CEST,M3.4.0,M10.5.0/3", "CET-1CEST,M3.5.0/3,M10.5.0/3"] {
            assert_eq!(name_of(posix), None, "{posix}");
        }
        assert!(Rules::posix("nonsense").is_err() && Rules::posix("").is_err());
    }

    /// P17
    #[test]
    fn two_names_of_one_zone_go_alike_and_another_zone_does_not() {
        let zone = |name: &str| Zone::named(name).unwrap();
        let alike = |one: &str, other: &str| go_alike(&zone(one), &zone(other), now());
        for (one, other) in [
            ("Europe/Berlin", "Europe/Vienna"),
            ("Asia/Calcutta", "Asia/Kolkata"),
            ("UTC", "Etc/Zulu"),
            ("Europe/Berlin", "Europe/Berlin"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} and {other}");
        }
        for (one, other) in [
            ("Europe/Berlin", "America/New_York"),
            ("Europe/London", "Africa/Abidjan"),
            ("Europe/Berlin", "Africa/Lagos"),
        ] {
            assert!(!alike(one, other) && !alike(other, one), "{one} and {other}");
        }
    }

    /// T8: a file of rules is as good as its name for the years to come.
    #[test]
    fn the_rules_of_any_place_are_found_again_with_the_same_clock() {
        for name in Zone::all_names().step_by(9) {
            let place = Zone::named(&name).unwrap();
            let found = Rules::new(place.rules().clone()).zone(now()).unwrap();
            for weeks in 0..500 {
                let at = now() + TimeDelta::weeks(weeks);
                assert_eq!(found.offset(at), place.offset(at), "{name}: {} at {at}", found.name());
            }
        }
    }

    /// T8
    #[test]
    fn a_name_counts_as_it_is_and_one_of_no_place_is_nothing() {
        let named = |name: &str| SystemZone::Named(name.to_owned()).zone(now()).map(|zone| zone.name().to_owned());
        assert_eq!(named("Europe/Vienna").as_deref(), Some("Europe/Vienna"));
        assert_eq!(named("Etc/UTC").as_deref(), Some("Etc/UTC"));
        assert_eq!((named("Etc/Unknown"), named("Mars/Olympus")), (None, None));
        assert!(SystemZone::Unknown.zone(now()).is_none());
    }
}
