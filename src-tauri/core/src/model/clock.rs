//! A clock that is in no database: the changes that an object itself defines (RFC 5545 section 3.6.5).

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::zone::Instant;

/// No clock is as far from UTC as this.
const REACH: TimeDelta = TimeDelta::days(1);

/// A wall clock with changes of its own. Cheap to clone, and the same as another that shows the same times.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnClock(Arc<Changes>);

#[derive(Debug, PartialEq, Eq, Hash)]
struct Changes {
    /// Seconds east of UTC before the first change.
    first: i32,
    /// Each with the seconds east of UTC from then on; in order, and none that changes nothing.
    then: Vec<(DateTime<Utc>, i32)>,
}

impl OwnClock {
    /// Returns a clock that never changes, so many seconds east of UTC.
    pub fn fixed(east: i32) -> Self {
        Self::new(east, Vec::new())
    }

    /// Returns the clock that is `first` seconds east of UTC, and from each of these instants on as many as stand there.
    pub fn new(first: i32, mut changes: Vec<(DateTime<Utc>, i32)>) -> Self {
        changes.sort_by_key(|(at, _)| *at);
        let mut then: Vec<(DateTime<Utc>, i32)> = Vec::with_capacity(changes.len());
        for (at, east) in changes {
            // Of two at one instant the later one counts.
            then.pop_if(|(last, _)| *last == at);
            if then.last().map_or(first, |(_, before)| *before) != east {
                then.push((at, east));
            }
        }
        Self(Arc::new(Changes { first, then }))
    }

    /// Returns the seconds east of UTC at an instant.
    pub fn offset(&self, at: DateTime<Utc>) -> i32 {
        let last = self.past(at).checked_sub(1).and_then(|last| self.0.then.get(last));
        last.map_or(self.0.first, |(_, east)| *east)
    }

    /// Returns the wall-clock time at an instant.
    pub fn wall(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let east = TimeDelta::seconds(i64::from(self.offset(at)));
        at.naive_utc().checked_add_signed(east).unwrap_or(at.naive_utc())
    }

    /// Returns the changes after an instant, each with the seconds east of UTC from then on.
    pub fn changes(&self, after: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, i32)> + '_ {
        self.0.then.iter().skip(self.past(after)).copied()
    }

    /// Returns the instant or instants of a wall-clock time.
    pub fn instant(&self, wall: NaiveDateTime) -> Instant {
        let shown = wall.and_utc();
        let at = |east: i32| shown.checked_sub_signed(TimeDelta::seconds(i64::from(east))).unwrap_or(shown);
        let earliest = shown.checked_sub_signed(REACH).unwrap_or(shown);
        let latest = shown.checked_add_signed(REACH).unwrap_or(shown);
        let (mut first, mut last, mut skipped) = (None, None, None);
        let mut since: Option<DateTime<Utc>> = None;
        let mut east = self.offset(earliest);
        let changes = self.changes(earliest).take_while(|(change, _)| *change <= latest);
        for change in changes.map(Some).chain([None]) {
            let meant = at(east);
            if since.is_none_or(|since| since <= meant) && change.is_none_or(|(until, _)| meant < until) {
                first = first.or(Some(meant));
                last = Some(meant);
            }
            if let Some((change, next)) = change {
                if meant >= change && at(next) < change {
                    skipped = skipped.or(Some(meant));
                }
                (since, east) = (Some(change), next);
            }
        }
        match (first, last) {
            (Some(first), Some(last)) if first < last => Instant::Twice(first, last),
            (Some(first), _) => Instant::One(first),
            (None, _) => Instant::Skipped(skipped.unwrap_or_else(|| at(east))),
        }
    }

    fn past(&self, at: DateTime<Utc>) -> usize {
        self.0.then.partition_point(|(change, _)| *change <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::zone::Zone;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().unwrap()
    }

    fn wall(text: &str) -> NaiveDateTime {
        format!("{text}:00").parse().unwrap()
    }

    /// An hour on from 28 March 2027 at 01:00 UTC to 24 October at 01:00 UTC.
    fn clock() -> OwnClock {
        OwnClock::new(3600, vec![(at("2027-10-24T01:00"), 3600), (at("2027-03-28T01:00"), 7200)])
    }

    #[test]
    fn a_time_is_read_by_the_offset_that_holds_then() {
        assert_eq!(clock().instant(wall("2027-01-04T10:00")), Instant::One(at("2027-01-04T09:00")));
        assert_eq!(clock().instant(wall("2027-07-05T10:00")), Instant::One(at("2027-07-05T08:00")));
        assert_eq!(clock().wall(at("2027-07-05T08:00")), wall("2027-07-05T10:00"));
        assert_eq!(OwnClock::fixed(19_800).instant(wall("2027-07-05T10:00")), Instant::One(at("2027-07-05T04:30")));
    }

    #[test]
    fn a_time_in_the_gap_is_read_by_the_offset_before_it() {
        assert_eq!(clock().instant(wall("2027-03-28T02:30")), Instant::Skipped(at("2027-03-28T01:30")));
        assert_eq!(clock().instant(wall("2027-03-28T03:00")), Instant::One(at("2027-03-28T01:00")));
    }

    #[test]
    fn a_time_that_happens_twice_names_both() {
        let both = Instant::Twice(at("2027-10-24T00:30"), at("2027-10-24T01:30"));
        assert_eq!(clock().instant(wall("2027-10-24T02:30")), both);
        assert_eq!(clock().instant(wall("2027-10-24T03:00")), Instant::One(at("2027-10-24T02:00")));
    }

    #[test]
    fn clocks_that_show_the_same_times_are_the_same() {
        let nothing = (at("2027-05-01T00:00"), 7200);
        let twice = (at("2027-03-28T01:00"), 0);
        let other = OwnClock::new(3600, vec![twice, (twice.0, 7200), nothing, (at("2027-10-24T01:00"), 3600)]);
        assert_eq!(other, clock());
        assert_ne!(OwnClock::fixed(3600), clock());
    }

    #[test]
    fn the_rules_of_a_zone_give_what_the_zone_gives() {
        for name in ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "America/St_Johns"] {
            let zone = Zone::named(name).unwrap();
            let from = at("2026-01-01T00:00");
            let clock = OwnClock::new(zone.offset(from), zone.changes(from).take(60).collect());
            let half_hours = (0..48 * 730).map(|n| wall("2026-01-03T00:00") + TimeDelta::minutes(30 * n));
            for wall in half_hours {
                assert_eq!(clock.instant(wall), zone.instant(wall), "{wall} in {name}");
            }
        }
    }
}
