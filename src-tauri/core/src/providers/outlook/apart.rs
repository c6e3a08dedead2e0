//! What is kept, with a series, of its dates: which of them take place, and those that are not as it gives them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::model::event::Apart;
use crate::providers::span::ReadSpan;

/// Returns what is kept of the dates of a series that lie in a span: the start that it gives each, and where it stands.
pub(super) fn noted(all: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>, span: &ReadSpan) -> Value {
    let all: Vec<[i64; 2]> = all.map(|(by_rule, start)| [by_rule.timestamp(), start.timestamp()]).collect();
    let dates: Vec<[i64; 2]> = all.iter().copied().filter(|[by_rule, start]| by_rule != start).collect();
    let stand: Vec<i64> = all.iter().map(|[by_rule, _]| *by_rule).collect();
    json!({ "from": span.from.timestamp(), "to": span.to.timestamp(), "dates": dates, "stand": stand })
}

/// Reads what [`noted`] made.
pub(super) fn read(noted: &Value) -> Option<Apart> {
    let at = |value: &Value| DateTime::from_timestamp(value.as_i64()?, 0);
    let pair = |pair: &Value| Some((at(pair.get(0)?)?, at(pair.get(1)?)?));
    let dates = noted.get("dates")?.as_array()?.iter().map(pair).collect::<Option<Vec<_>>>()?;
    // Not told by an earlier version.
    let stand = noted.get("stand").and_then(Value::as_array);
    let stand = stand.and_then(|stand| stand.iter().map(at).collect::<Option<Vec<_>>>());
    Some(Apart { from: at(noted.get("from")?)?, to: at(noted.get("to")?)?, dates, stand, own: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_series_the_dates_are_kept_that_stand_at_another_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let moved = (at("2026-12-15T09:00:00Z"), at("2026-12-16T11:00:00Z"));
        let natural = (at("2026-12-08T09:00:00Z"), at("2026-12-08T09:00:00Z"));
        let span = ReadSpan { from: at("2025-12-01T00:00:00Z"), to: at("2028-12-01T00:00:00Z") };
        let kept = noted([natural, moved].into_iter(), &span);
        let stand = Some(vec![natural.0, moved.0]);
        let own = Vec::new();
        assert_eq!(read(&kept), Some(Apart { from: span.from, to: span.to, dates: vec![moved], stand, own }));
        let of_an_earlier_version = json!({ "from": 0, "to": 1, "dates": [] });
        assert_eq!(read(&of_an_earlier_version).and_then(|read| read.stand), None);
        assert_eq!(read(&json!({ "from": 0, "to": 1, "dates": [[1]] })), None);
    }
}
