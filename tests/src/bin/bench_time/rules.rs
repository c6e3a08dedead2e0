//! The expansion of rules, beside that of the crate `rrule`: 580 series in 12 zones, as far as both have the dates that dateutil has.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use daybook_core::ical;
use daybook_core::model::event::Event;
use daybook_core::model::zone::Zone;
use daybook_core::recurrence::occurrences::{first_start, occurrences};
use daybook_tests::measure::median;
use rrule::RRuleSet;
use serde_json::Value;

/// How often each series is expanded.
const ROUNDS: usize = 21;

/// A series as both have it, and what is asked about it.
struct Row {
    event: Event,
    set: RRuleSet,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    limit: u16,
    expected: BTreeSet<i64>,
}

/// Prints how long both take, series by series and in all.
pub fn compare() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/recurrence/zoned-580.jsonl"));
    let rows: Vec<Value> = text.unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let all = rows.len();
    let rows: Vec<Row> = rows.iter().filter_map(read).filter(both_are_right).collect();
    let (mut ours, mut theirs, mut ratios) = (0.0, 0.0, Vec::new());
    for row in &rows {
        let (mine, other) = (median(each(|| row.ours())), median(each(|| row.theirs())));
        ours += mine;
        theirs += other;
        ratios.push(mine / other);
    }
    println!();
    println!(
        "Expansion of the {} series of {all} in which both are right: {:.2} ms, the crate rrule 0.14 {:.2} ms: {:.2} × in all, {:.2} × in the \
         middle one.",
        rows.len(),
        ours * 1e3,
        theirs * 1e3,
        ours / theirs,
        median(ratios),
    );
}

/// `None` = one of the two cannot read it.
fn read(row: &Value) -> Option<Row> {
    let text = |key: &str| row[key].as_str().unwrap();
    let tzid = text("tzid");
    let mut lines = vec![format!("DTSTART;TZID={tzid}:{}", text("dtstart")), format!("RRULE:{}", text("rrule"))];
    for (key, name) in [("exdates", "EXDATE"), ("rdates", "RDATE")] {
        let dates = row[key].as_array().unwrap().iter().map(|date| date.as_str().unwrap());
        lines.extend(dates.map(|date| format!("{name};TZID={tzid}:{date}")));
    }
    let object = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        lines.join("\r\n")
    );
    let event = ical::read(object.as_bytes(), None).ok()?;
    let set: RRuleSet = lines.join("\n").parse().ok()?;
    let expected: BTreeSet<i64> = row["expected_utc"].as_array()?.iter().filter_map(Value::as_i64).collect();
    let limit = u16::try_from(row["limit"].as_u64()?).ok()?;
    let from = first_start(&event, &Zone::utc());
    // A full row says nothing of what comes after it; the others were computed for 25 years.
    let last = expected
        .last()
        .filter(|_| expected.len() == usize::from(limit))
        .and_then(|at| DateTime::from_timestamp(at + 1, 0));
    let to = last.unwrap_or(from + TimeDelta::days(25 * 365));
    Some(Row { event, set, from, to, limit, expected })
}

fn both_are_right(row: &Row) -> bool {
    let ours: BTreeSet<i64> = row.ours().0.iter().map(DateTime::timestamp).collect();
    let theirs: BTreeSet<i64> = row.theirs().0.iter().copied().collect();
    ours == row.expected && theirs == row.expected
}

impl Row {
    /// The dates, and the seconds.
    fn ours(&self) -> (Vec<DateTime<Utc>>, f64) {
        let (home, begun) = (Zone::utc(), Instant::now());
        let found = occurrences(black_box(&self.event), self.from, self.to, &home).occurrences;
        let seconds = begun.elapsed().as_secs_f64();
        (found.iter().map(|one| one.span.in_zone(&home).0).collect(), seconds)
    }

    fn theirs(&self) -> (Vec<i64>, f64) {
        let last = rrule::Tz::UTC.timestamp_opt(self.to.timestamp() - 1, 0).unwrap();
        let set = self.set.clone().before(last);
        let begun = Instant::now();
        let found = black_box(set).all(self.limit).dates;
        let seconds = begun.elapsed().as_secs_f64();
        (found.iter().map(DateTime::timestamp).collect(), seconds)
    }
}

fn each<T>(mut expand: impl FnMut() -> (T, f64)) -> Vec<f64> {
    (0..ROUNDS).map(|_| expand().1).collect()
}
