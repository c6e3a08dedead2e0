//! The start of a series on its own wall clock: which starts its rule yields from there, and how long it goes on.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::limits::{FAR_OFF, MAX_OCCURRENCES, RULE_BUDGET, moved};
use super::rule::{Rule, Until, until_of};
use crate::model::clock::OwnClock;
use crate::model::event::{Moment, Part};
use crate::model::zone::Zone;

/// The start of a series on its own wall clock.
pub(super) struct SeriesStart {
    /// The start itself.
    pub wall: NaiveDateTime,
    /// Where its clock is, unless it has its own.
    zone: Zone,
    kind: Kind,
    home: Zone,
}

enum Kind {
    Day,
    Floating,
    Utc,
    Zoned(String),
    Ruled(OwnClock),
    Unknown,
}

impl SeriesStart {
    pub fn of(start: &Moment, home: &Zone) -> Self {
        let home = home.clone();
        match start {
            Moment::Date(day) => Self { wall: (*day).into(), zone: home.clone(), kind: Kind::Day, home },
            Moment::Floating(wall) => Self { wall: *wall, zone: home.clone(), kind: Kind::Floating, home },
            Moment::Utc(at) => Self { wall: at.naive_utc(), zone: Zone::utc(), kind: Kind::Utc, home },
            Moment::Zoned { wall, zone } => {
                let rules = Zone::named(zone).unwrap_or_else(|_| home.clone());
                Self { wall: *wall, zone: rules, kind: Kind::Zoned(zone.clone()), home }
            }
            Moment::Ruled { wall, clock } => {
                Self { wall: *wall, zone: home.clone(), kind: Kind::Ruled(clock.clone()), home }
            }
            Moment::Unknown(wall) => Self { wall: *wall, zone: home.clone(), kind: Kind::Unknown, home },
        }
    }

    pub fn instant(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        match &self.kind {
            Kind::Ruled(clock) => clock.instant(wall).first(),
            Kind::Day | Kind::Floating | Kind::Utc | Kind::Zoned(_) | Kind::Unknown => self.zone.instant(wall).first(),
        }
    }

    fn wall_at(&self, at: DateTime<Utc>) -> NaiveDateTime {
        match &self.kind {
            Kind::Ruled(clock) => clock.wall(at),
            Kind::Day | Kind::Floating | Kind::Utc | Kind::Zoned(_) | Kind::Unknown => self.zone.wall(at),
        }
    }

    fn moment(&self, wall: NaiveDateTime) -> Moment {
        match &self.kind {
            Kind::Day => Moment::Date(wall.date()),
            Kind::Floating => Moment::Floating(wall),
            Kind::Utc => Moment::Utc(wall.and_utc()),
            Kind::Zoned(zone) => Moment::Zoned { wall, zone: zone.clone() },
            Kind::Ruled(clock) => Moment::Ruled { wall, clock: clock.clone() },
            Kind::Unknown => Moment::Unknown(wall),
        }
    }

    /// Adds the starts a rule yields between two instants. Returns false if there may be more.
    pub fn starts(&self, text: &str, earliest: DateTime<Utc>, latest: DateTime<Utc>, out: &mut Vec<Moment>) -> bool {
        let Some(rule) = self.read(text) else { return self.has_none(text, earliest, latest) };
        let (mut left, mut is_first) = (rule.count, true);
        let until = rule.until.map(|until| self.latest(until));
        let mut walls = rule.walls(self.wall, self.wall_at(earliest)..=self.wall_at(latest), RULE_BUDGET);
        let mut many: usize = 0;
        for wall in walls.by_ref() {
            // DTSTART counts as the first (RFC 5545 section 3.3.10), also where the rule does not take it.
            if let Some(count) = &mut left {
                let started = u32::from(std::mem::take(&mut is_first) && wall != self.wall);
                match count.checked_sub(started.saturating_add(1)) {
                    Some(rest) => *count = rest,
                    None => return true,
                }
            }
            let at = self.instant(wall);
            if at > latest || until.is_some_and(|until| at > until) {
                return true;
            }
            if at < earliest {
                continue;
            }
            // Twice the limit, because some will turn out to be exceptions.
            many = many.saturating_add(1);
            if many > 2 * MAX_OCCURRENCES {
                return false;
            }
            out.push(self.moment(wall));
        }
        !walls.gave_up
    }

    /// Returns a rule as this series has it; `None` = it cannot be read or followed, or is no rule of whole days.
    pub fn read(&self, text: &str) -> Option<Rule> {
        let rule = Rule::parse(text).ok().filter(Rule::is_defined)?;
        match self.kind {
            Kind::Day => rule.is_daily().then(|| rule.of_days()),
            Kind::Floating | Kind::Utc | Kind::Zoned(_) | Kind::Ruled(_) | Kind::Unknown => Some(rule),
        }
    }

    /// Returns whether a rule that cannot be read gives no start between two instants: they lie before the series, or after its
    /// UNTIL.
    fn has_none(&self, text: &str, earliest: DateTime<Utc>, latest: DateTime<Utc>) -> bool {
        latest < self.instant(self.wall) || until_of(text).is_some_and(|until| self.latest(until) < earliest)
    }

    pub fn ended_before_it_began(&self, master: &Part) -> bool {
        let mut rules = master.rule.iter().flat_map(|rules| rules.lines()).peekable();
        rules.peek().is_some()
            && rules.all(|text| {
                let until = Rule::parse(text).ok().and_then(|rule| rule.until);
                until.is_some_and(|until| self.latest(until) < self.instant(self.wall))
            })
    }

    /// Returns the last instant a start may have (UNTIL is inclusive). RFC 5545 section 3.3.10 asks for the type of
    /// the start; where UNTIL has another, it is read so that the last occurrence is not lost.
    pub fn latest(&self, until: Until) -> DateTime<Utc> {
        let end_of = |day: NaiveDate| self.instant(day.and_time(NaiveTime::MIN) + TimeDelta::seconds(86_399));
        match (&self.kind, until) {
            (_, Until::Date(day)) => end_of(day),
            (Kind::Day, Until::Wall(wall)) => end_of(wall.date()),
            (Kind::Day, Until::Utc(at)) if at.time() == NaiveTime::MIN => end_of(at.date_naive()),
            (Kind::Day, Until::Utc(at)) => end_of(self.home.wall(at).date()),
            (Kind::Floating, Until::Utc(at)) => at.max(self.instant(at.naive_utc())),
            (Kind::Unknown, Until::Utc(at)) => moved(at, FAR_OFF),
            (Kind::Floating | Kind::Zoned(_) | Kind::Ruled(_) | Kind::Unknown | Kind::Utc, Until::Wall(wall)) => {
                self.instant(wall)
            }
            (Kind::Zoned(_) | Kind::Ruled(_) | Kind::Utc, Until::Utc(at)) => at,
        }
    }
}
