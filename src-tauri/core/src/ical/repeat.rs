//! A series for a client as an object holds it: its rule, and what is left out of it in the form of the start.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::line::Property;
use super::value::{utc_text, wall_text};
use crate::model::event::{Event, EventStatus, Part, Unreadable};
use crate::model::repeat::Repeat;
use crate::model::zone::{Instant, Zone};
use crate::recurrence::repeat;

/// Returns the lines of a series, unfolded: RRULE, and an EXDATE for each date that is left out (RFC 5545 section 3.8.5.1).
/// A start that the clocks skip has no wall clock that a series could follow.
pub fn recurrence_lines(repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> Result<Vec<String>, Unreadable> {
    let (rule, except) = properties(repeat, start, zone)?;
    Ok(std::iter::once(rule).chain(except).map(|property| property.to_line()).collect())
}

/// Returns the rule of a series, and what is left out of it.
pub(super) fn properties(
    repeat: &Repeat,
    start: NaiveDateTime,
    zone: &Zone,
) -> Result<(Property, Vec<Property>), Unreadable> {
    if matches!(zone.instant(start), Instant::Skipped(_)) {
        return Err(Unreadable("a series begins at an hour that does not exist"));
    }
    let except = |day: NaiveDate| {
        let wall = day.and_time(start.time());
        if zone.is_utc() {
            return Property::new("EXDATE", utc_text(wall.and_utc()));
        }
        Property::new("EXDATE", wall_text(wall)).with("TZID", zone.name())
    };
    let rule = Property::new("RRULE", repeat::rrule(repeat, start, zone));
    Ok((rule, repeat.skipped(start.date()).into_iter().map(except).collect()))
}

/// Returns whether the rule of a master is that of a series, and whether the same dates are left out of it.
pub(super) fn says(part: &Part, repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> (bool, bool) {
    let rule = part.rule.as_ref().and_then(|rule| repeat::parse(rule, start, zone).ok());
    let wanted = Repeat { skip: Vec::new(), ..repeat.clone() }.normal(start.date());
    let out: BTreeSet<DateTime<Utc>> = part.except.iter().map(|moment| moment.instant(zone)).collect();
    let skipped = repeat.skipped(start.date()).into_iter();
    let skipped: BTreeSet<_> = skipped.map(|day| zone.instant(day.and_time(start.time())).first()).collect();
    (rule == Some(wanted), out == skipped)
}

/// Returns whether an event is this series and has these dates left out, each as an exception or as a date that is cancelled,
/// and no other date that stands for itself.
pub fn is_repeated(event: &Event, repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> bool {
    let [master, dates @ ..] = event.parts.as_slice() else { return false };
    let rule = master.rule.as_ref().and_then(|rule| repeat::parse(rule, start, zone).ok());
    let is_off = |part: &Part| part.status == EventStatus::Cancelled;
    let out = master.except.iter().chain(dates.iter().filter_map(|part| part.occurrence.as_ref()));
    let out: BTreeSet<DateTime<Utc>> = out.map(|moment| moment.instant(zone)).collect();
    let skipped = repeat.skipped(start.date()).into_iter();
    let skipped: BTreeSet<_> = skipped.map(|day| zone.instant(day.and_time(start.time())).first()).collect();
    rule == Some(Repeat { skip: Vec::new(), ..repeat.clone() })
        && master.also.is_empty()
        && master.except_rule.is_none()
        && dates.iter().all(is_off)
        && out == skipped
}
