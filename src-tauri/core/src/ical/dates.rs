//! Dates as properties name them: one, and the lists and periods of RDATE and EXDATE (RFC 5545 sections 3.8.5.1 and 3.8.5.2).

use super::duration;
use super::line::Property;
use super::value;
use super::zone_names::Names;
use crate::model::event::{Moment, Unreadable};
use crate::model::start_and_end;
use crate::recurrence::stamp::{Stamp, stamp};

/// The most dates of the lines of one name in one part.
pub const MAX_DATES: usize = 20_000;

/// Returns a date or date-time of `property` as a moment.
pub(super) fn moment(property: &Property, text: &str, names: &Names<'_>) -> Option<Moment> {
    let date_only = property.param("VALUE").is_some_and(|it| it.eq_ignore_ascii_case("DATE"));
    Some(match stamp(text)? {
        Stamp::Date(date) => Moment::Date(date),
        Stamp::Wall(wall) if date_only => Moment::Date(wall.date()),
        Stamp::Utc(at) => Moment::Utc(at),
        Stamp::Wall(wall) => match property.param("TZID") {
            Some(tzid) => names.moment(tzid, wall),
            None => Moment::Floating(wall),
        },
    })
}

/// The dates of lines of one name.
#[derive(Default)]
pub(super) struct Dates {
    /// Each start, those of periods included.
    pub single: Vec<Moment>,
    /// Those that bring their own end.
    pub periods: Vec<(Moment, Moment)>,
    /// There are some that cannot be read.
    pub unread: bool,
}

/// Returns the dates of every line `name`.
pub(super) fn dates(properties: &[Property], name: &str, names: &Names<'_>) -> Result<Dates, Unreadable> {
    let mut all = Dates::default();
    for property in properties.iter().filter(|it| it.name == name) {
        for text in property.value.split(',').filter(|text| !text.trim().is_empty()) {
            let (start, rest) = text.split_once('/').map_or((text, None), |(start, rest)| (start, Some(rest)));
            let Some(start) = moment(property, start, names) else {
                all.unread = true;
                continue;
            };
            if let Some(rest) = rest {
                let end = match value::duration(rest) {
                    Some(length) => Some(duration::add(&start, length)),
                    None => moment(property, rest, names),
                };
                let ends = end.filter(|end| start_and_end::in_order(start.clone(), end.clone()).is_ok());
                all.unread |= ends.is_none();
                all.periods.extend(ends.map(|end| (start.clone(), end)));
            }
            all.single.push(start);
            if all.single.len() > MAX_DATES {
                return Err(Unreadable("too many dates"));
            }
        }
    }
    Ok(all)
}
