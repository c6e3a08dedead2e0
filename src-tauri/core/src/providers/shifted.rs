//! The dates of a series for a client that take place at another time than its rule gives, for providers where each of them is
//! written by itself.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::model::event::Content;
use crate::model::zone::Zone;

/// A date that is to stand at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shifted {
    /// The start that the series gives it.
    pub by_rule: DateTime<Utc>,
    /// The start at which it is to take place: that of the series, where it goes back.
    pub start: DateTime<Utc>,
    /// Where it stood when it was seen last.
    seen: DateTime<Utc>,
}

impl Shifted {
    /// Returns where it may stand.
    pub fn places(&self) -> [DateTime<Utc>; 3] {
        [self.by_rule, self.start, self.seen]
    }

    /// Returns whether it is to stand at another time than the series gives it.
    pub fn is_moved(&self) -> bool {
        self.start != self.by_rule
    }

    /// Returns whether nobody put it there since it was seen.
    pub fn may_stand_at(&self, at: DateTime<Utc>) -> bool {
        self.places().contains(&at)
    }
}

/// What of the dates of a series is to be written.
pub(super) struct Dates {
    /// Each that is moved, and each that was and goes back.
    pub own: Vec<Shifted>,
    /// Those that were moved, by the start that the series gave them, and that it has no more.
    pub dropped: Vec<DateTime<Utc>>,
}

/// Returns which dates of a series are to be written. `seen` = those that stood at another time when it was seen last: the start
/// that the series gave each, and where it stood.
pub(super) fn dates(content: &Content, zone: &Zone, seen: &[(DateTime<Utc>, DateTime<Utc>)]) -> Dates {
    let Some(repeat) = &content.repeat else { return Dates { own: Vec::new(), dropped: Vec::new() } };
    let at = |wall: NaiveDateTime| zone.instant(wall).first();
    let first = content.start;
    let stood = |by_rule: DateTime<Utc>| seen.iter().find(|(date, _)| *date == by_rule).map_or(by_rule, |(_, at)| *at);
    let moved = repeat.normal(first).moved;
    let mut own: Vec<Shifted> = moved
        .iter()
        .map(|one| {
            let by_rule = at(one.date.and_time(first.time()));
            Shifted { by_rule, start: at(one.start), seen: stood(by_rule) }
        })
        .collect();
    let mut dropped = Vec::new();
    for (by_rule, seen) in seen.iter().copied() {
        let day = zone.wall(by_rule).date();
        let is_date = at(day.and_time(first.time())) == by_rule && repeat.has(first.date(), day);
        if !is_date {
            dropped.push(by_rule);
        } else if !own.iter().any(|one| one.by_rule == by_rule) {
            own.push(Shifted { by_rule, start: by_rule, seen });
        }
    }
    Dates { own, dropped }
}

/// Returns how long a date is to be that is so long now: as all others, unless it had a length of its own among them.
pub(super) fn length(own: TimeDelta, before: Option<TimeDelta>, wanted: TimeDelta) -> TimeDelta {
    if own.is_zero() || before.is_none_or(|before| before == own) { wanted } else { own }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::repeat::{Ends, Every, Moved, Repeat};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// P16
    #[test]
    fn a_date_is_written_where_it_is_moved_and_where_it_goes_back() {
        let moved = Moved { date: "2027-03-30".parse().unwrap(), start: "2027-03-31T15:00:00".parse().unwrap() };
        let (skip, moved) = (vec!["2027-03-23".parse().unwrap()], vec![moved]);
        let repeat = Repeat { every: Every::Weeks(1), ends: Ends::After(6), skip, moved };
        let start = "2027-03-02T10:00:00".parse().unwrap();
        let content = Content {
            uid: String::new(),
            appointment_id: String::new(),
            carried: None,
            title: String::new(),
            place: String::new(),
            description: String::new(),
            start,
            end: "2027-03-02T10:50:00".parse().unwrap(),
            zone: "Europe/Berlin".into(),
            time_stands: false,
            repeat: Some(repeat),
            tentative: false,
            sequence: 0,
            stamp: DateTime::UNIX_EPOCH,
            invitation: None,
            uninvited: None,
        };
        let seen = [
            (at("2027-03-09T09:00:00Z"), at("2027-03-10T14:00:00Z")),
            (at("2027-03-23T09:00:00Z"), at("2027-03-24T14:00:00Z")),
            (at("2027-03-30T08:00:00Z"), at("2027-03-31T12:00:00Z")),
        ];
        let Dates { own, dropped } = dates(&content, &Zone::named("Europe/Berlin").unwrap(), &seen);
        let found: Vec<_> = own.iter().map(|one| (one.by_rule, one.start, one.is_moved())).collect();
        assert_eq!(
            found,
            [
                (at("2027-03-30T08:00:00Z"), at("2027-03-31T13:00:00Z"), true),
                (at("2027-03-09T09:00:00Z"), at("2027-03-09T09:00:00Z"), false),
            ]
        );
        assert_eq!(dropped, [at("2027-03-23T09:00:00Z")], "it is left out now");
        assert!(own[0].may_stand_at(at("2027-03-31T12:00:00Z")) && !own[0].may_stand_at(at("2027-03-31T11:00:00Z")));
    }

    #[test]
    fn a_date_of_a_length_of_its_own_keeps_it() {
        let minutes = TimeDelta::minutes;
        assert_eq!(length(minutes(50), Some(minutes(50)), minutes(60)), minutes(60));
        assert_eq!(length(minutes(90), Some(minutes(50)), minutes(60)), minutes(90));
        assert_eq!(length(minutes(90), None, minutes(60)), minutes(60));
    }
}
