//! How a series repeats at Graph (a pattern and a range), in the words of RFC 5545. What these would not say the same of is
//! not told.

use chrono::NaiveDate;
use serde_json::Value;

use super::time;
use crate::model::event::Moment;

/// What Graph writes of a week begins with this day where it does not say so.
const SUNDAY: &str = "SU";

/// Returns the rule of a series that begins so.
pub(super) fn told(item: &Value, start: &Moment) -> Option<String> {
    let recurrence = item.get("recurrence")?;
    let (pattern, range) = (recurrence.get("pattern")?, recurrence.get("range")?);
    if !begins(range, start) {
        return None;
    }
    let every = number(pattern, "interval").filter(|every| *every > 0)?;
    let rule = match word(pattern, "type")?.as_str() {
        "daily" => format!("FREQ=DAILY;INTERVAL={every}"),
        "weekly" => {
            let begins = word(pattern, "firstDayOfWeek").and_then(|day| weekday(&day)).unwrap_or(SUNDAY);
            format!("FREQ=WEEKLY;INTERVAL={every};WKST={begins};BYDAY={}", weekdays(pattern)?.join(","))
        }
        "absolutemonthly" => format!("FREQ=MONTHLY;INTERVAL={every};{}", date(pattern)?),
        "relativemonthly" => format!("FREQ=MONTHLY;INTERVAL={every};{}", nth(pattern)?),
        "absoluteyearly" => format!("FREQ=YEARLY;INTERVAL={every};BYMONTH={};{}", month(pattern)?, date(pattern)?),
        "relativeyearly" => format!("FREQ=YEARLY;INTERVAL={every};BYMONTH={};{}", month(pattern)?, nth(pattern)?),
        _ => return None,
    };
    let ends = match word(range, "type")?.as_str() {
        "noend" => String::new(),
        "enddate" => format!(";UNTIL={}", day(range, "endDate")?.format("%Y%m%d")),
        "numbered" => format!(";COUNT={}", number(range, "numberOfOccurrences").filter(|times| *times > 0)?),
        _ => return None,
    };
    Some(rule + &ends)
}

/// Returns whether the range begins on the day of the start, in whose zone soever.
fn begins(range: &Value, start: &Moment) -> bool {
    let own = match start {
        Moment::Date(day) => return day_of(range) == Some(*day),
        Moment::Utc(at) => at.date_naive(),
        Moment::Floating(wall) | Moment::Unknown(wall) | Moment::Zoned { wall, .. } | Moment::Ruled { wall, .. } => {
            wall.date()
        }
    };
    let zone = range.get("recurrenceTimeZone").and_then(Value::as_str).and_then(time::zone);
    let there = zone.map(|zone| zone.wall(time::instant(start)).date());
    day_of(range) == Some(own) && there.is_none_or(|there| there == own)
}

fn day_of(range: &Value) -> Option<NaiveDate> {
    day(range, "startDate")
}

/// Returns the day of a month. One that a month does not have is its last there, and no day in RFC 5545.
fn date(pattern: &Value) -> Option<String> {
    match number(pattern, "dayOfMonth")? {
        day @ 1..=28 => Some(format!("BYMONTHDAY={day}")),
        29 => Some("BYMONTHDAY=28,29;BYSETPOS=-1".to_owned()),
        30 => Some("BYMONTHDAY=28,29,30;BYSETPOS=-1".to_owned()),
        31 => Some("BYMONTHDAY=-1".to_owned()),
        _ => None,
    }
}

/// Returns which of the weekdays of a month.
fn nth(pattern: &Value) -> Option<String> {
    let number = match word(pattern, "index").as_deref() {
        None | Some("first") => 1,
        Some("second") => 2,
        Some("third") => 3,
        Some("fourth") => 4,
        Some("last") => -1,
        Some(_) => return None,
    };
    match weekdays(pattern)?.as_slice() {
        [only] => Some(format!("BYDAY={number}{only}")),
        several => Some(format!("BYDAY={};BYSETPOS={number}", several.join(","))),
    }
}

fn month(pattern: &Value) -> Option<u64> {
    number(pattern, "month").filter(|month| (1..=12).contains(month))
}

fn weekdays(pattern: &Value) -> Option<Vec<&'static str>> {
    let days = pattern.get("daysOfWeek")?.as_array()?;
    let days = days.iter().map(|day| weekday(&day.as_str()?.to_ascii_lowercase())).collect::<Option<Vec<_>>>()?;
    (!days.is_empty()).then_some(days)
}

fn weekday(day: &str) -> Option<&'static str> {
    Some(match day {
        "monday" => "MO",
        "tuesday" => "TU",
        "wednesday" => "WE",
        "thursday" => "TH",
        "friday" => "FR",
        "saturday" => "SA",
        "sunday" => "SU",
        _ => return None,
    })
}

/// Graph is free in its capitals.
fn word(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_ascii_lowercase)
}

fn number(value: &Value, name: &str) -> Option<u64> {
    value.get(name)?.as_u64()
}

fn day(range: &Value, name: &str) -> Option<NaiveDate> {
    range.get(name)?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::repeat::{Ends, Every, Repeat};
    use crate::model::zone::Zone;
    use crate::recurrence::repeat::parse;
    use crate::recurrence::rule::Rule;

    fn series(pattern: Value, range: Value) -> Value {
        json!({ "recurrence": { "pattern": pattern, "range": range } })
    }

    /// Tuesday, 8 December 2026, at ten in Berlin.
    fn start() -> Moment {
        let wall = "2026-12-08T10:00:00".parse().unwrap();
        Moment::Zoned { wall, zone: "Europe/Berlin".into() }
    }

    fn endless() -> Value {
        json!({ "type": "noEnd", "startDate": "2026-12-08", "recurrenceTimeZone": "W. Europe Standard Time" })
    }

    #[test]
    fn each_pattern_has_its_rule() {
        for (pattern, rule) in [
            (json!({ "type": "daily", "interval": 7 }), "FREQ=DAILY;INTERVAL=7"),
            (
                json!({ "type": "weekly", "interval": 2, "daysOfWeek": ["Tuesday", "friday"], "firstDayOfWeek": "monday" }),
                "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,FR",
            ),
            (
                json!({ "type": "absoluteMonthly", "interval": 1, "dayOfMonth": 8 }),
                "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=8",
            ),
            (
                json!({ "type": "absoluteMonthly", "interval": 1, "dayOfMonth": 30 }),
                "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            ),
            (
                json!({ "type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "second" }),
                "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU",
            ),
            (
                json!({ "type": "relativeMonthly", "interval": 1, "daysOfWeek": ["monday", "tuesday"], "index": "last" }),
                "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU;BYSETPOS=-1",
            ),
            (
                json!({ "type": "absoluteYearly", "interval": 1, "dayOfMonth": 8, "month": 12 }),
                "FREQ=YEARLY;INTERVAL=1;BYMONTH=12;BYMONTHDAY=8",
            ),
        ] {
            let told = told(&series(pattern.clone(), endless()), &start());
            assert_eq!(told.as_deref(), Some(rule), "{pattern}");
            assert!(Rule::parse(rule).is_ok(), "{rule}");
        }
    }

    #[test]
    fn what_is_written_for_a_client_is_read_as_it_was_meant() {
        let weekly = json!({ "type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "sunday" });
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for (kind, ends) in [
            (json!({ "type": "numbered", "numberOfOccurrences": 5 }), Ends::After(5)),
            (json!({ "type": "endDate", "endDate": "2027-01-05" }), Ends::On("2027-01-05".parse().unwrap())),
            (json!({ "type": "noEnd", "endDate": "0001-01-01", "numberOfOccurrences": 0 }), Ends::Never),
        ] {
            let mut range = endless();
            range.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
            let rule = told(&series(weekly.clone(), range), &start()).unwrap();
            let read = parse(&rule, "2026-12-08T10:00:00".parse().unwrap(), &berlin);
            assert_eq!(
                read,
                Ok(Repeat { every: Every::Weeks(1), ends, skip: Vec::new(), moved: Vec::new() }),
                "{rule}"
            );
        }
    }

    #[test]
    fn what_cannot_be_said_is_not_told() {
        let daily = json!({ "type": "daily", "interval": 1 });
        let on = |day: &str| json!({ "type": "noEnd", "startDate": day });
        assert!(told(&series(daily.clone(), on("2026-12-08")), &start()).is_some());
        for (pattern, range) in [
            (daily.clone(), on("2026-12-07")),
            (daily.clone(), json!({ "type": "numbered", "startDate": "2026-12-08", "numberOfOccurrences": 0 })),
            (json!({ "type": "daily", "interval": 0 }), on("2026-12-08")),
            (json!({ "type": "weekly", "interval": 1, "daysOfWeek": [] }), on("2026-12-08")),
            (json!({ "type": "lunar", "interval": 1 }), on("2026-12-08")),
        ] {
            assert_eq!(told(&series(pattern.clone(), range.clone()), &start()), None, "{pattern} {range}");
        }
        // The day of its own zone is another one there.
        let late = Moment::Zoned { wall: "2026-12-08T23:30:00".parse().unwrap(), zone: "America/New_York".into() };
        assert_eq!(told(&series(daily, endless()), &late), None);
        assert_eq!(told(&json!({ "recurrence": null }), &start()), None);
    }
}
