//! The occurrences of an event in a span of time.

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::event::{Event, Moment};
use crate::model::zone::Zone;

pub struct Occurrence {
    /// Index into `event.parts`.
    pub part: usize,
    pub original: Moment,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// First day, and the day after the last.
    pub all_day: Option<(NaiveDate, NaiveDate)>,
}

pub struct Expansion {
    pub occurrences: Vec<Occurrence>,
    /// False = there may be more.
    pub complete: bool,
}

/// Single events only, so far: a series is not complete.
pub fn occurrences(event: &Event, from: DateTime<Utc>, to: DateTime<Utc>, home: &Zone) -> Expansion {
    let mut found = Vec::new();
    for (index, part) in event.parts.iter().enumerate() {
        let (starts_at, ends_at) = (at(&part.start, home), at(&part.end, home));
        if starts_at < to && (ends_at > from || starts_at >= from) {
            let all_day = match (&part.start, &part.end) {
                (Moment::Date(first), Moment::Date(end)) => Some((*first, *end)),
                _ => None,
            };
            found.push(Occurrence { part: index, original: part.start.clone(), starts_at, ends_at, all_day });
        }
    }
    let complete = event.parts.iter().all(|part| part.rule.is_none() && part.also.is_empty());
    Expansion { occurrences: found, complete }
}

pub fn first_start(event: &Event, home: &Zone) -> DateTime<Utc> {
    event.parts.iter().map(|part| at(&part.start, home)).min().unwrap_or(DateTime::UNIX_EPOCH)
}

pub fn last_end(event: &Event, home: &Zone) -> Option<DateTime<Utc>> {
    if event.parts.iter().any(|part| part.rule.is_some() || !part.also.is_empty()) {
        return None;
    }
    event.parts.iter().map(|part| at(&part.end, home)).max()
}

fn at(moment: &Moment, home: &Zone) -> DateTime<Utc> {
    match moment {
        Moment::Date(day) => home.day_start(*day),
        Moment::Floating(wall) => home.instant(*wall).first(),
        Moment::Utc(at) => *at,
        Moment::Zoned { wall, zone } => Zone::named(zone).as_ref().unwrap_or(home).instant(*wall).first(),
    }
}
