//! The `recurrence` lines of a series: RFC 5545 without a start, so [`crate::ical`] reads them
//! with the start that Google gives separately.

use std::fmt::Write as _;

use crate::ical;
use crate::model::event::{Moment, Part, Unreadable};

/// The most lines of one event.
const LINES: usize = 1000;

/// Returns the part with the rule, the additional dates and the exceptions of `lines`.
pub(super) fn with(lines: &[String], part: Part) -> Result<Part, Unreadable> {
    if lines.is_empty() {
        return Ok(part);
    }
    if lines.len() > LINES || lines.iter().any(|line| line.chars().any(char::is_control)) {
        return Err(Unreadable("a rule of repetition is not readable"));
    }
    let mut text = String::from("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:series\r\n");
    let _ = write!(text, "DTSTART{}\r\n", written(&part.start));
    for line in lines.iter().filter(|line| is_about_dates(line)) {
        let _ = write!(text, "{line}\r\n");
    }
    text.push_str("END:VEVENT\r\nEND:VCALENDAR\r\n");
    let read = ical::read(text.as_bytes(), None)?.parts.into_iter().next().ok_or(Unreadable("no series"))?;
    let Part { rule, also, more_dates, except, except_rule, .. } = read;
    Ok(Part { rule, also, more_dates, except, except_rule, ..part })
}

/// The only properties allowed there; anything else could end the component early.
fn is_about_dates(line: &str) -> bool {
    let name = line.split([':', ';']).next().unwrap_or_default();
    ["RRULE", "RDATE", "EXDATE", "EXRULE"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn written(moment: &Moment) -> String {
    const WALL: &str = "%Y%m%dT%H%M%S";
    match moment {
        Moment::Date(day) => format!(";VALUE=DATE:{}", day.format("%Y%m%d")),
        Moment::Floating(wall) => format!(":{}", wall.format(WALL)),
        Moment::Utc(at) => format!(":{}Z", at.format(WALL)),
        // Google gives no start in these forms.
        Moment::Ruled { wall, clock } => format!(":{}Z", clock.instant(*wall).first().format(WALL)),
        Moment::Unknown(wall) => format!(":{}", wall.format(WALL)),
        Moment::Zoned { wall, zone } => format!(";TZID={zone}:{}", wall.format(WALL)),
    }
}
