//! A series for a client as Graph has it: a pattern and a range (`patternedRecurrence`). What Outlook would take for
//! other dates is refused. Dates that are left out have no place in it: each is removed once the series is there.

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde_json::{Value, json};

use super::{item, time};
use crate::model::event::Content;
use crate::model::repeat::{Ends, Every, Nth, Repeat};

/// What Outlook fills in or spells in its own way, and what changes no date of a series on one weekday.
const THEIRS: [&str; 2] = ["firstDayOfWeek", "recurrenceTimeZone"];

/// Why Outlook cannot have a series as it is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotThere {
    /// On the 29th, 30th or 31st: Outlook takes the last day of a month that is shorter, which all others pass over.
    MonthEnd,
    /// Windows has no zone whose clock surely shows the same on each date. In UTC the hour would change with the clocks.
    Zone,
}

/// A new series, as it is sent.
#[derive(Debug, PartialEq)]
pub(super) struct Series {
    pub start: Value,
    pub end: Value,
    pub recurrence: Value,
}

/// Returns what is sent of a series that begins at the start of `content`.
pub(super) fn series(content: &Content, repeat: &Repeat) -> Result<Series, NotThere> {
    let first = content.start.date();
    let pattern = pattern(repeat.every, first)?;
    let sent = time::sent_of_series(content.start, content.end, &content.zone, repeat.dates(first));
    let (start, end, zone) = sent.ok_or(NotThere::Zone)?;
    Ok(Series { start, end, recurrence: json!({ "pattern": pattern, "range": range(repeat.ends, first, zone) }) })
}

/// Returns whether an item repeats as `content` has it, and not at all where that is no series. What is left out is not
/// looked at.
pub(super) fn says(content: &Content, there: &Value) -> bool {
    let Some(repeat) = &content.repeat else { return !item::is_master(there) };
    let Ok(Series { recurrence, .. }) = series(content, repeat) else { return false };
    let there = there.get("recurrence").unwrap_or(&Value::Null);
    let text = |value: &Value| value.to_string().to_ascii_lowercase();
    ["pattern", "range"].iter().all(|half| {
        let (sent, there) = (recurrence.get(half).and_then(Value::as_object), there.get(half));
        let same =
            |name: &String, value: &Value| there.and_then(|there| there.get(name)).map(text) == Some(text(value));
        sent.is_some_and(|sent| sent.iter().all(|(name, value)| THEIRS.contains(&name.as_str()) || same(name, value)))
    })
}

fn pattern(every: Every, first: NaiveDate) -> Result<Value, NotThere> {
    let day = weekday(first.weekday());
    Ok(match every {
        Every::Weeks(_) => json!({
            "type": "weekly", "interval": every.interval(), "daysOfWeek": [day], "firstDayOfWeek": "monday",
        }),
        Every::MonthlyByDate if first.day() > 28 => return Err(NotThere::MonthEnd),
        Every::MonthlyByDate => {
            json!({ "type": "absoluteMonthly", "interval": every.interval(), "dayOfMonth": first.day() })
        }
        Every::MonthlyByWeekday => json!({
            "type": "relativeMonthly", "interval": every.interval(), "daysOfWeek": [day],
            "index": index(Nth::of(first)),
        }),
    })
}

fn range(ends: Ends, first: NaiveDate, zone: &str) -> Value {
    let first = first.to_string();
    match ends {
        Ends::Never => json!({ "type": "noEnd", "startDate": first, "recurrenceTimeZone": zone }),
        Ends::On(last) => json!({
            "type": "endDate", "startDate": first, "endDate": last.to_string(), "recurrenceTimeZone": zone,
        }),
        Ends::After(times) => json!({
            "type": "numbered", "startDate": first, "numberOfOccurrences": times.max(1), "recurrenceTimeZone": zone,
        }),
    }
}

fn index(nth: Nth) -> &'static str {
    match nth {
        Nth::First => "first",
        Nth::Second => "second",
        Nth::Third => "third",
        Nth::Fourth => "fourth",
        Nth::Last => "last",
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::fields;
    use super::*;

    const ZONE: &str = "W. Europe Standard Time";

    /// Tuesdays from 1 December 2026 at ten, or so many days later.
    fn repeating(every: Every, ends: Ends, later: i64) -> Content {
        let content = fields::tests::content();
        let (start, end) = (content.start + TimeDelta::days(later), content.end + TimeDelta::days(later));
        Content { start, end, repeat: Some(Repeat { every, ends, skip: Vec::new(), moved: Vec::new() }), ..content }
    }

    fn recurrence(content: &Content) -> Value {
        series(content, content.repeat.as_ref().unwrap()).unwrap().recurrence
    }

    #[test]
    fn every_form_is_a_pattern_and_a_range() {
        let last = "2027-06-29".parse().unwrap();
        assert_eq!(
            recurrence(&repeating(Every::Weeks(2), Ends::On(last), 0)),
            json!({
                "pattern": { "type": "weekly", "interval": 2, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "monday" },
                "range": {
                    "type": "endDate", "startDate": "2026-12-01", "endDate": "2027-06-29", "recurrenceTimeZone": ZONE
                },
            })
        );
        assert_eq!(
            recurrence(&repeating(Every::MonthlyByDate, Ends::After(12), 27)),
            json!({
                "pattern": { "type": "absoluteMonthly", "interval": 1, "dayOfMonth": 28 },
                "range": {
                    "type": "numbered", "startDate": "2026-12-28", "numberOfOccurrences": 12, "recurrenceTimeZone": ZONE
                },
            })
        );
        for (later, index, start) in [(7, "second", "2026-12-08"), (28, "last", "2026-12-29")] {
            assert_eq!(
                recurrence(&repeating(Every::MonthlyByWeekday, Ends::Never, later)),
                json!({
                    "pattern": {
                        "type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": index
                    },
                    "range": { "type": "noEnd", "startDate": start, "recurrenceTimeZone": ZONE },
                })
            );
        }
    }

    /// The whole body, as it goes out.
    #[test]
    fn a_series_begins_in_a_zone_that_has_a_name_there() {
        let sent = fields::create(&repeating(Every::Weeks(1), Ends::Never, 0), 0).unwrap();
        assert_eq!(sent["start"], json!({ "dateTime": "2026-12-01T10:00:00", "timeZone": ZONE }));
        assert_eq!(sent["end"], json!({ "dateTime": "2026-12-01T10:50:00", "timeZone": ZONE }));
        assert_eq!(sent["recurrence"]["pattern"]["type"], "weekly");
        assert_eq!(fields::create(&fields::tests::content(), 0).unwrap().get("recurrence"), None);
    }

    #[test]
    fn what_outlook_would_take_for_other_dates_is_refused() {
        for later in 28..31 {
            let content = repeating(Every::MonthlyByDate, Ends::Never, later);
            assert_eq!(series(&content, content.repeat.as_ref().unwrap()), Err(NotThere::MonthEnd), "{later}");
            assert!(fields::create(&content, 0).is_err());
        }
        // Troll has no name in Windows; the night when the clocks go back has an hour twice.
        let troll = Content { zone: "Antarctica/Troll".into(), ..repeating(Every::Weeks(1), Ends::Never, 0) };
        assert_eq!(series(&troll, troll.repeat.as_ref().unwrap()), Err(NotThere::Zone));
        let (start, end) = ("2027-10-31T02:30:00".parse().unwrap(), "2027-10-31T04:00:00".parse().unwrap());
        let night = Content { start, end, ..repeating(Every::Weeks(1), Ends::Never, 0) };
        assert_eq!(series(&night, night.repeat.as_ref().unwrap()), Err(NotThere::Zone));
    }

    #[test]
    fn an_item_is_the_series_whatever_outlook_fills_in() {
        let content = repeating(Every::Weeks(1), Ends::After(4), 0);
        let mut there = json!({ "type": "seriesMaster", "recurrence": {
            "pattern": {
                "type": "weekly", "interval": 1, "month": 0, "dayOfMonth": 0, "daysOfWeek": ["Tuesday"],
                "firstDayOfWeek": "sunday", "index": "first"
            },
            "range": {
                "type": "numbered", "startDate": "2026-12-01", "endDate": "0001-01-01",
                "recurrenceTimeZone": "Central European Standard Time", "numberOfOccurrences": 4
            },
        } });
        assert!(says(&content, &there));
        assert!(!says(&Content { repeat: None, ..content.clone() }, &there));
        there["recurrence"]["range"]["numberOfOccurrences"] = 5.into();
        assert!(!says(&content, &there));
        let single = json!({ "type": "singleInstance", "recurrence": null });
        assert!(!says(&content, &single) && says(&fields::tests::content(), &single));
    }
}
