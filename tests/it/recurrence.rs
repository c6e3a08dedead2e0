//! Series against dateutil, an implementation that is not ours.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use daybook_core::ical;
use daybook_core::model::event::Event;
use daybook_core::model::zone::Zone;
use daybook_core::recurrence::occurrences::{first_start, last_end, occurrences};
use daybook_core::recurrence::rule::{Rule, Until};
use serde_json::Value;

use crate::ical_corpus::collected_data;

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts(row: &Value, key: &str) -> Vec<String> {
    row[key].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}

fn event(lines: &[String]) -> Event {
    let object = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        lines.join("\r\n")
    );
    ical::read(object.as_bytes(), None).unwrap()
}

/// Starts until `to`, else in the 62 years after the first.
fn starts(event: &Event, to: Option<DateTime<Utc>>) -> Vec<DateTime<Utc>> {
    let home = Zone::utc();
    let from = first_start(event, &home);
    let found = occurrences(event, from, to.unwrap_or(from + TimeDelta::days(62 * 366)), &home);
    found.occurrences.iter().map(|it| it.span.in_zone(&home).0).collect()
}

/// T13, section 3.3.10: "Information, not contained in the rule, necessary to determine the various recurrence instance start time
/// and dates are derived from the Start Time (DTSTART) component attribute."
const LEFT_OPEN: &str = "BYMONTHDAY without BYMONTH: the month is that of the start; BYWEEKNO without BYDAY: the weekday is. \
                         dateutil takes every month and all seven days";

/// Rows of `zoned-580.jsonl` in which dateutil 2.9 is not RFC 5545, and why.
const DATEUTIL_ALONE: &[(&[u64], &str)] = &[
    (
        &[196, 199, 203, 207, 208, 213, 217],
        "BYSETPOS with WEEKLY and a start in the middle of a week: dateutil numbers what is left of the first week, \
         section 3.3.10 the week (\"a set of recurrence instances starts at the beginning of the interval\")",
    ),
    (&[6, 21, 86, 113, 117, 304, 306, 325, 346, 370, 373, 386, 414, 547], LEFT_OPEN),
    (&[220, 222, 223, 224, 229, 239, 245, 250, 252, 256, 264], LEFT_OPEN),
    (
        &[233, 234, 238, 261],
        "BYWEEKNO of 53 or -53 without BYDAY: as above, and dateutil has the edges of that week wrong",
    ),
    (&[251], "BYWEEKNO=53: dateutil takes 2 January 2050, which lies in week 52"),
    (&[262], "BYWEEKNO=-53: dateutil leaves out the days of that week before New Year"),
    (
        &[225, 226, 232, 244, 247, 267, 269],
        "T15, BYWEEKNO with INTERVAL: the years that are counted are those of the weeks (ISO 8601); dateutil counts calendar \
         years, and loses or adds the days of week 1 and of week 53 that lie in the year beside",
    ),
];

/// dateutil's own rules in which it is alone, and why.
const DATEUTILS_OWN_ALONE: &[(&[&str], &str)] =
    &[(&["dateutil-testYearlyByMonthDay", "dateutil-testYearlyByWeekNo", "dateutil-testYearlyBySetPos"], LEFT_OPEN)];

/// wanted 15: 580 random rules in 12 zones with exceptions and additions.
#[test]
fn series_in_zones_are_as_dateutil_has_them() {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/recurrence/zoned-580.jsonl");
    let rows = rows(&std::fs::read_to_string(fixture).unwrap());
    assert_eq!(rows.len(), 580);
    let mut odd = Vec::new();
    for row in &rows {
        let tzid = row["tzid"].as_str().unwrap();
        let mut lines = vec![
            format!("DTSTART;TZID={tzid}:{}", row["dtstart"].as_str().unwrap()),
            format!("RRULE:{}", row["rrule"].as_str().unwrap()),
        ];
        lines.extend(texts(row, "exdates").iter().map(|it| format!("EXDATE;TZID={tzid}:{it}")));
        lines.extend(texts(row, "rdates").iter().map(|it| format!("RDATE;TZID={tzid}:{it}")));
        let event = event(&lines);
        let expected: Vec<i64> =
            row["expected_utc"].as_array().unwrap().iter().map(|it| it.as_i64().unwrap()).collect();
        let limit = usize::try_from(row["limit"].as_u64().unwrap()).unwrap();
        // A full row says nothing of what comes after it.
        let full = expected.last().filter(|_| expected.len() == limit);
        let to = full.and_then(|last| DateTime::from_timestamp(last + 1, 0));
        let mut got: Vec<i64> = starts(&event, to).iter().map(DateTime::timestamp).take(limit).collect();
        // The rows were computed for some 60 years.
        let horizon = (first_start(&event, &Zone::utc()) + TimeDelta::days(60 * 365)).timestamp();
        if got.get(expected.len()).is_some_and(|next| *next > horizon) {
            got.truncate(expected.len());
        }
        if got != expected {
            odd.push(row["id"].as_u64().unwrap());
        }
        if let Some(last) = got.last().filter(|_| got.len() < limit) {
            let end = last_end(&event, &Zone::utc());
            assert!(end.is_none_or(|end| end.timestamp() >= *last), "{lines:?}");
        }
    }
    let mut known: Vec<u64> = DATEUTIL_ALONE.iter().flat_map(|(ids, _)| ids.iter().copied()).collect();
    known.sort_unstable();
    assert_eq!(odd, known);
}

/// wanted 15: dateutil's own tests, for the rule alone: whether the start belongs to the set is not its question.
#[test]
fn rules_are_as_dateutils_own_tests_have_them() {
    let Some(folder) = collected_data() else { return };
    let rows = rows(&std::fs::read_to_string(folder.join("recurrence/rrule-dateutil.jsonl")).unwrap());
    let mut odd = Vec::new();
    for row in &rows {
        let start = NaiveDateTime::parse_from_str(row["dtstart"].as_str().unwrap(), "%Y%m%dT%H%M%S").unwrap();
        let rule = Rule::parse(row["rrule"].as_str().unwrap()).unwrap();
        let until = match rule.until {
            Some(Until::Wall(wall)) => wall,
            Some(Until::Date(day)) => day.into(),
            Some(Until::Utc(_)) | None => NaiveDateTime::MAX,
        };
        let walls = rule.walls(start, start..=NaiveDateTime::MAX, 50_000_000).take_while(|wall| *wall <= until);
        let got: Vec<String> = walls.map(|it| it.format("%Y%m%dT%H%M%S").to_string()).collect();
        if got != texts(row, "expected") {
            odd.push((row["id"].as_str().unwrap(), got.into_iter().take(6).collect::<Vec<_>>()));
        }
    }
    let ids: BTreeSet<&str> = odd.iter().map(|(id, _)| *id).collect();
    let known: BTreeSet<&str> = DATEUTILS_OWN_ALONE.iter().flat_map(|(ids, _)| ids.iter().copied()).collect();
    assert_eq!(ids, known, "{odd:?}");
}
