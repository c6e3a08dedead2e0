//! Series against dateutil, an implementation that is not ours.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use daybook_core::availability::occurrences::{first_start, last_end, occurrences};
use daybook_core::ical;
use daybook_core::model::event::Event;
use daybook_core::model::zone::Zone;
use serde_json::Value;

use crate::shared_data;

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts(row: &Value, key: &str) -> Vec<String> {
    row[key].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
}

fn event(lines: &[String]) -> Event {
    let object = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", lines.join("\r\n"));
    ical::read(object.as_bytes(), None).unwrap()
}

/// Starts in the 25 years after the first.
fn starts(event: &Event, home: &Zone) -> (Vec<DateTime<Utc>>, bool) {
    let from = first_start(event, home);
    let found = occurrences(event, from, from + TimeDelta::days(25 * 366), home);
    (found.occurrences.iter().map(|it| it.starts_at).collect(), found.complete)
}

/// 580 random rules in 12 zones with exceptions and additions.
#[test]
fn series_in_zones_are_as_dateutil_has_them() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/recurrence/zoned-580.jsonl")).unwrap();
    let mut wrong = Vec::new();
    for row in rows(&text) {
        let tzid = row["tzid"].as_str().unwrap();
        let mut lines = vec![
            format!("DTSTART;TZID={tzid}:{}", row["dtstart"].as_str().unwrap()),
            format!("RRULE:{}", row["rrule"].as_str().unwrap()),
        ];
        lines.extend(texts(&row, "exdates").iter().map(|it| format!("EXDATE;TZID={tzid}:{it}")));
        lines.extend(texts(&row, "rdates").iter().map(|it| format!("RDATE;TZID={tzid}:{it}")));
        let event = event(&lines);
        let (starts, _) = starts(&event, &Zone::utc());
        let limit = usize::try_from(row["limit"].as_u64().unwrap()).unwrap();
        let got: Vec<i64> = starts.iter().map(|it| it.timestamp()).take(limit).collect();
        let expected: Vec<i64> = row["expected_utc"].as_array().unwrap().iter().map(|it| it.as_i64().unwrap()).collect();
        if got != expected {
            let odd = got.iter().zip(&expected).position(|(a, b)| a != b).unwrap_or(got.len().min(expected.len()));
            wrong.push(format!(
                "{} {} {} got {} expected {} first odd {odd}: {:?} {:?}",
                row["id"],
                row["cat"],
                lines.join(" "),
                got.len(),
                expected.len(),
                got.get(odd).map(|it| DateTime::from_timestamp(*it, 0)),
                expected.get(odd).map(|it| DateTime::from_timestamp(*it, 0))
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}
