//! The occurrences of a series: rules by day, week, month and year with COUNT, UNTIL, INTERVAL, BYDAY (weeks only) and
//! EXDATE. Other rules are not expanded here, and a test that needs one fails.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde_json::{Value, json};

use super::times;

/// An endless series is expanded to here, or two years from its beginning.
const HORIZON: Date = jiff::civil::date(2029, 12, 31);
const MOST: usize = 20_000;

/// Whether [`occurrences`] can do it.
pub(super) fn known(event: &Value) -> bool {
    rule(event).is_none_or(|rule| rule.is_some())
}

/// The occurrences of a master, as events of their own without `etag` and the like: those of its rule only, exceptions
/// are not minded.
pub(super) fn occurrences(master: &Value, calendar: &TimeZone) -> Vec<Value> {
    let Some(Some(rule)) = rule(master) else { return Vec::new() };
    let zone = master["start"]["timeZone"].as_str().and_then(times::zone).unwrap_or_else(|| calendar.clone());
    let all_day = master["start"]["date"].is_string();
    let zone = if all_day { TimeZone::UTC } else { zone };
    let (Some(start), Some(end)) = (times::begins(&master["start"], &zone), times::begins(&master["end"], &zone))
    else {
        return Vec::new();
    };
    let first = start.to_zoned(zone.clone()).datetime();
    let horizon = HORIZON.max(first.date().saturating_add(2.years()));
    let excluded = excluded(master, &zone);
    let mut made = Vec::new();
    for (number, local) in rule.times(first).enumerate() {
        let Ok(at) = local.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()) else { continue };
        let over = rule.until.is_some_and(|until| at > until) || rule.count.is_some_and(|count| number >= count);
        if over || number >= MOST || local.date() > horizon {
            break;
        }
        if !excluded.contains(&at) {
            made.push(occurrence(master, at, at + end.duration_since(start), all_day));
        }
    }
    made
}

fn occurrence(master: &Value, start: Timestamp, end: Timestamp, all_day: bool) -> Value {
    let master_id = master["id"].as_str().unwrap();
    let when = |at: Timestamp, of: &Value| {
        if all_day {
            json!({"date": at.strftime("%Y-%m-%d").to_string()})
        } else {
            json!({"dateTime": times::written(at, &TimeZone::UTC), "timeZone": of["timeZone"]})
        }
    };
    let mut event = master.clone();
    event.as_object_mut().unwrap().remove("recurrence");
    event["id"] = json!(format!("{master_id}_{}", start.strftime(if all_day { "%Y%m%d" } else { "%Y%m%dT%H%M%SZ" })));
    event["recurringEventId"] = json!(master_id);
    event["originalStartTime"] = when(start, &master["start"]);
    event["start"] = when(start, &master["start"]);
    event["end"] = when(end, &master["end"]);
    event
}

struct Rule {
    every: Every,
    interval: i64,
    count: Option<usize>,
    until: Option<Timestamp>,
    days: Vec<Weekday>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

/// `None` = no series, `Some(None)` = a rule that is not known here.
fn rule(event: &Value) -> Option<Option<Rule>> {
    let lines = event["recurrence"].as_array()?;
    let mut rules = lines.iter().filter_map(|line| line.as_str()?.strip_prefix("RRULE:"));
    let (first, second) = (rules.next(), rules.next());
    let others =
        lines.iter().any(|line| !line.as_str().is_some_and(|l| l.starts_with("RRULE:") || l.starts_with("EXDATE")));
    Some(if others || second.is_some() { None } else { first.and_then(parse) })
}

fn parse(text: &str) -> Option<Rule> {
    let mut rule = Rule { every: Every::Day, interval: 1, count: None, until: None, days: Vec::new() };
    let mut named = false;
    for part in text.split(';') {
        match part.split_once('=')? {
            ("FREQ", every) => {
                named = true;
                rule.every = match every {
                    "DAILY" => Every::Day,
                    "WEEKLY" => Every::Week,
                    "MONTHLY" => Every::Month,
                    "YEARLY" => Every::Year,
                    _ => return None,
                }
            }
            ("INTERVAL", number) => rule.interval = number.parse().ok().filter(|number| *number > 0)?,
            ("COUNT", number) => rule.count = Some(number.parse().ok()?),
            ("UNTIL", text) => rule.until = Some(until(text)?),
            ("BYDAY", days) => rule.days = days.split(',').map(weekday).collect::<Option<_>>()?,
            ("WKST", _) => {}
            _ => return None,
        }
    }
    (named && (rule.days.is_empty() || rule.every == Every::Week)).then_some(rule)
}

fn weekday(text: &str) -> Option<Weekday> {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let number = names.iter().position(|name| *name == text)?;
    Weekday::from_monday_zero_offset(i8::try_from(number).ok()?).ok()
}

/// A moment in UTC, or the last second of a day.
fn until(text: &str) -> Option<Timestamp> {
    let local = match text.strip_suffix('Z') {
        Some(local) => DateTime::strptime("%Y%m%dT%H%M%S", local).ok()?,
        None => Date::strptime("%Y%m%d", text).ok()?.at(23, 59, 59, 0),
    };
    Some(local.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// `EXDATE:20270301T090000Z`, `EXDATE;TZID=Europe/Vienna:20270301T100000`, `EXDATE;VALUE=DATE:20270301`.
fn excluded(master: &Value, zone: &TimeZone) -> Vec<Timestamp> {
    let lines = master["recurrence"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut made = Vec::new();
    for (head, values) in lines.filter(|line| line.starts_with("EXDATE")).filter_map(|line| line.split_once(':')) {
        let named = head.split(';').find_map(|part| part.strip_prefix("TZID=")).and_then(times::zone);
        for value in values.split(',') {
            let local = value.strip_suffix('Z');
            let zone = if local.is_some() { TimeZone::UTC } else { named.clone().unwrap_or_else(|| zone.clone()) };
            let local = local.unwrap_or(value);
            let parsed = DateTime::strptime("%Y%m%dT%H%M%S", local)
                .or_else(|_| Date::strptime("%Y%m%d", local).map(|date| date.at(0, 0, 0, 0)));
            made.extend(parsed.and_then(|local| local.to_zoned(zone)).map(|zoned| zoned.timestamp()));
        }
    }
    made
}

impl Rule {
    /// The wall clock times, without an end. A month or year without the day has none.
    fn times(&self, first: DateTime) -> impl Iterator<Item = DateTime> + '_ {
        let step = move |number: i64| -> Span {
            match self.every {
                Every::Day => (number * self.interval).days(),
                Every::Week => (number * self.interval).weeks(),
                Every::Month => (number * self.interval).months(),
                Every::Year => (number * self.interval).years(),
            }
        };
        (0..MOST as i64).flat_map(move |number| {
            let Ok(base) = first.checked_add(step(number)) else { return Vec::new() };
            if self.every != Every::Week || self.days.is_empty() {
                return if self.every == Every::Week || self.every == Every::Day || base.day() == first.day() {
                    vec![base]
                } else {
                    Vec::new()
                };
            }
            let monday = base - i64::from(base.weekday().to_monday_zero_offset()).days();
            let mut days: Vec<DateTime> =
                self.days.iter().map(|day| monday + i64::from(day.to_monday_zero_offset()).days()).collect();
            days.sort_unstable();
            days.retain(|day| *day >= first);
            days
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(start: Value, recurrence: &[&str]) -> Vec<String> {
        let master = json!({"id": "abcde", "start": start, "end": start, "recurrence": recurrence});
        let made = occurrences(&master, &TimeZone::UTC);
        made.iter().map(|one| one["id"].as_str().unwrap()["abcde_".len()..].to_owned()).collect()
    }

    #[test]
    fn a_weekly_series_keeps_its_hour_when_the_clocks_change() {
        let start = json!({"dateTime": "2027-03-22T09:00:00Z", "timeZone": "Europe/Vienna"});
        assert_eq!(starts(start, &["RRULE:FREQ=WEEKLY;COUNT=2"]), ["20270322T090000Z", "20270329T080000Z"]);
    }

    #[test]
    fn days_of_the_week_begin_with_the_first_occurrence() {
        let start = json!({"date": "2027-03-03"});
        let rule = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270310";
        assert_eq!(starts(start, &[rule, "EXDATE;VALUE=DATE:20270308"]), ["20270303", "20270310"]);
    }

    #[test]
    fn an_old_series_without_an_end_goes_on() {
        let start = json!({"dateTime": "2015-01-05T09:00:00Z", "timeZone": "Europe/Vienna"});
        let made = starts(start, &["RRULE:FREQ=WEEKLY;INTERVAL=2"]);
        assert!(made.contains(&"20281218T090000Z".to_owned()), "the last is {:?}", made.last());
    }

    #[test]
    fn a_rule_that_is_not_known_here_is_said_to_be() {
        let event = |line: &str| json!({"recurrence": [line]});
        assert!(known(&event("RRULE:FREQ=DAILY;UNTIL=20270310T000000Z")) && known(&json!({})));
        assert!(!known(&event("RRULE:FREQ=MONTHLY;BYDAY=2MO")) && !known(&event("RDATE:20270301T090000Z")));
    }
}
