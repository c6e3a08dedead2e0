//! What a person set of their own time, beside working hours: breaks, the way between two places, notice, horizon, and
//! how much a day holds. Pure.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::spans::{Span, overlap};
use crate::model::zone::Zone;

/// What keeps a time from being offered although nothing takes it.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The shortest time from now to a start.
    pub notice: TimeDelta,
    /// The last day with a start is so many days from today; `None` = there is no last.
    pub horizon: Option<u32>,
    /// So many appointments begin on a day; `None` = any number.
    pub most_a_day: Option<u32>,
    /// Between two appointments at different places.
    pub travel: TimeDelta,
}

/// An appointment that a time is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub length: TimeDelta,
    /// Nothing may begin for so long after it.
    pub break_after: TimeDelta,
}

/// Something that takes time already.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    pub time: Span,
    /// It is an appointment, and one of those of its day.
    pub ours: bool,
    /// No appointment may begin for so long after it.
    pub break_after: TimeDelta,
    /// It is known to be at another place than the wish.
    pub elsewhere: bool,
}

impl Taken {
    /// Returns something that is no appointment of ours.
    pub const fn other(time: Span) -> Self {
        Self { time, ours: false, break_after: TimeDelta::zero(), elsewhere: false }
    }
}

/// A limit that a time breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    Notice,
    Horizon,
    DayFull,
    /// Too little time is left beside what has this place in the list.
    Break {
        beside: usize,
        needs: TimeDelta,
    },
    /// The same, because it is elsewhere.
    Travel {
        beside: usize,
        needs: TimeDelta,
    },
}

impl Limits {
    /// Returns the first instant that keeps the notice.
    pub fn earliest(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.notice
    }

    /// Returns the first instant that is beyond the horizon; `None` = none is.
    pub fn beyond(&self, home: &Zone, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = Days::new(u64::from(self.horizon?).saturating_add(1));
        home.wall(now).date().checked_add_days(days).map(|day| home.day_start(day))
    }

    /// Returns the days on which no further appointment may begin.
    pub fn full_days(&self, home: &Zone, taken: &[Taken]) -> HashSet<NaiveDate> {
        let Some(most) = self.most_a_day else { return HashSet::new() };
        let mut days: HashMap<NaiveDate, u32> = HashMap::new();
        for one in taken.iter().filter(|one| one.ours) {
            let held = days.entry(home.wall(one.time.0).date()).or_default();
            *held = held.saturating_add(1);
        }
        days.into_iter().filter(|(_, held)| *held >= most).map(|(day, _)| day).collect()
    }

    /// Returns what may not touch a wish together with the break after it.
    pub fn kept_from(&self, wish: Wish, one: &Taken) -> Span {
        let travel = self.travel_to(one);
        let before = (travel - wish.break_after).max(TimeDelta::zero());
        let after = one.time.1 + one.break_after.max(travel);
        // What has no length takes its moment.
        let least = if one.time.0 == one.time.1 { one.time.1 + TimeDelta::seconds(1) } else { after };
        (one.time.0 - before, after.max(least))
    }

    /// Returns what a time breaks. What it overlaps is no limit, and what has passed kept no notice.
    pub fn broken(
        &self,
        home: &Zone,
        now: DateTime<Utc>,
        wish: Wish,
        start: DateTime<Utc>,
        taken: &[Taken],
    ) -> Vec<Broken> {
        let end = start + wish.length;
        let mut broken = Vec::new();
        if now <= start && start < self.earliest(now) {
            broken.push(Broken::Notice);
        }
        if self.beyond(home, now).is_some_and(|beyond| start >= beyond) {
            broken.push(Broken::Horizon);
        }
        if self.full_days(home, taken).contains(&home.wall(start).date()) {
            broken.push(Broken::DayFull);
        }
        for (beside, one) in taken.iter().enumerate() {
            if overlap(one.time, (start, end)) {
                continue;
            }
            let (left, needs) = if one.time.1 <= start {
                (start - one.time.1, one.break_after)
            } else if one.time.0 >= end {
                (one.time.0 - end, wish.break_after)
            } else {
                continue;
            };
            let travel = self.travel_to(one);
            if left < needs {
                broken.push(Broken::Break { beside, needs });
            } else if left < travel {
                broken.push(Broken::Travel { beside, needs: travel });
            }
        }
        broken
    }

    fn travel_to(&self, one: &Taken) -> TimeDelta {
        if one.ours && one.elsewhere { self.travel } else { TimeDelta::zero() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Limits =
        Limits { notice: TimeDelta::zero(), horizon: None, most_a_day: None, travel: TimeDelta::zero() };

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-12-{text}:00Z").parse().unwrap()
    }

    fn ours(from: &str, to: &str, pause: i64, elsewhere: bool) -> Taken {
        Taken { time: (at(from), at(to)), ours: true, break_after: TimeDelta::minutes(pause), elsewhere }
    }

    fn broken(limits: Limits, pause: i64, start: &str, taken: &[Taken]) -> Vec<Broken> {
        let wish = Wish { length: TimeDelta::minutes(50), break_after: TimeDelta::minutes(pause) };
        limits.broken(&Zone::utc(), at("01T12:00"), wish, at(start), taken)
    }

    /// P14
    #[test]
    fn each_limit_is_broken_by_what_is_beyond_it_and_by_nothing_else() {
        let notice = Limits { notice: TimeDelta::hours(24), ..NONE };
        assert_eq!(broken(notice, 0, "02T11:59", &[]), [Broken::Notice]);
        assert!(broken(notice, 0, "02T12:00", &[]).is_empty());
        assert!(broken(notice, 0, "01T11:00", &[]).is_empty(), "it has passed");
        let horizon = Limits { horizon: Some(2), ..NONE };
        assert!(broken(horizon, 0, "03T23:59", &[]).is_empty());
        assert_eq!(broken(horizon, 0, "04T00:00", &[]), [Broken::Horizon]);
        let full = Limits { most_a_day: Some(1), ..NONE };
        let lunch = Taken::other((at("03T12:00"), at("03T13:00")));
        assert_eq!(broken(full, 0, "02T10:00", &[ours("02T08:00", "02T09:00", 0, false)]), [Broken::DayFull]);
        assert!(broken(full, 0, "03T10:00", &[ours("02T08:00", "02T09:00", 0, false), lunch]).is_empty());
    }

    /// P14, wanted 7: an event of a calendar is kept apart from an appointment as another appointment is.
    #[test]
    fn a_break_follows_each_appointment_whatever_comes_next() {
        let needs = TimeDelta::minutes(15);
        let pause = Broken::Break { beside: 0, needs };
        let before = ours("02T09:00", "02T10:00", 15, false);
        assert_eq!(broken(NONE, 0, "02T10:10", &[before]), [pause]);
        assert!(broken(NONE, 0, "02T10:15", &[before]).is_empty());
        let event = Taken::other((at("02T11:00"), at("02T12:00")));
        assert_eq!(broken(NONE, 15, "02T10:00", &[event]), [pause]);
        assert!(broken(NONE, 15, "02T09:55", &[event]).is_empty());
        assert!(broken(NONE, 0, "02T12:00", &[event]).is_empty(), "an event has no break");
        assert!(broken(NONE, 15, "02T09:30", &[before]).is_empty(), "what it overlaps is said as that");
    }

    /// P14
    #[test]
    fn the_way_counts_between_appointments_at_different_places_and_holds_a_break() {
        let limits = Limits { travel: TimeDelta::minutes(30), ..NONE };
        let needs = TimeDelta::minutes(30);
        let before = ours("02T09:00", "02T10:00", 15, true);
        assert_eq!(broken(limits, 0, "02T10:20", &[before]), [Broken::Travel { beside: 0, needs }]);
        assert!(broken(limits, 0, "02T10:30", &[before]).is_empty());
        assert!(broken(limits, 0, "02T10:15", &[Taken { elsewhere: false, ..before }]).is_empty());
        let after = ours("02T12:00", "02T13:00", 0, true);
        assert_eq!(broken(limits, 0, "02T10:45", &[after]), [Broken::Travel { beside: 0, needs }]);
        assert!(broken(limits, 0, "02T10:40", &[after]).is_empty());
    }
}
