//! A series for a client as an object holds it: its rule, and what is left out of it in the form of the start.

use std::collections::{BTreeMap, BTreeSet};

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
    let out: BTreeSet<DateTime<Utc>> = part.except.iter().map(|moment| moment.instant(zone)).collect();
    (rule == Some(bare(repeat).normal(start)), out == skipped(repeat, start, zone))
}

/// Returns whether an event is this series, has these dates left out, each as an exception or as a date that is cancelled, and
/// these moved, and no other.
pub fn is_repeated(event: &Event, repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> bool {
    let at = |wall: NaiveDateTime| zone.instant(wall).first();
    let wanted = repeat.normal(start).moved.into_iter();
    let wanted: BTreeMap<_, _> = wanted.map(|one| (at(one.date.and_time(start.time())), at(one.start))).collect();
    is_ruled(event, repeat, start, zone) && moved(event, zone) == wanted
}

/// Returns whether an event is this series, and has these dates left out, wherever those stand that it has.
pub fn is_ruled(event: &Event, repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> bool {
    let [master, dates @ ..] = event.parts.as_slice() else { return false };
    let rule = master.rule.as_ref().and_then(|rule| repeat::parse(rule, start, zone).ok());
    let off = dates.iter().filter(|part| part.status == EventStatus::Cancelled);
    let out = master.except.iter().chain(off.filter_map(|part| part.occurrence.as_ref()));
    let out: BTreeSet<DateTime<Utc>> = out.map(|moment| moment.instant(zone)).collect();
    rule == Some(bare(repeat))
        && master.also.is_empty()
        && !master.more_dates
        && master.except_rule.is_none()
        && out == skipped(repeat, start, zone)
}

/// Returns the dates of a series that stand at another time than it gives them: by the start that it gives, where each begins.
pub fn moved(event: &Event, zone: &Zone) -> BTreeMap<DateTime<Utc>, DateTime<Utc>> {
    let live = event.parts.iter().filter(|part| part.status != EventStatus::Cancelled);
    let both = live.filter_map(|part| Some((part.occurrence.as_ref()?.instant(zone), part.start.instant(zone))));
    both.filter(|(by_rule, start)| by_rule != start).collect()
}

fn bare(repeat: &Repeat) -> Repeat {
    Repeat { skip: Vec::new(), moved: Vec::new(), ..repeat.clone() }
}

/// Returns the starts of the dates that a series leaves out.
fn skipped(repeat: &Repeat, start: NaiveDateTime, zone: &Zone) -> BTreeSet<DateTime<Utc>> {
    let days = repeat.skipped(start.date()).into_iter();
    days.map(|day| zone.instant(day.and_time(start.time())).first()).collect()
}
