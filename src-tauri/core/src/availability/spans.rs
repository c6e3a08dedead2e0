//! Spans of time.

use chrono::{DateTime, Utc};

/// A span of instants; the end is exclusive.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// Returns the same time in order, in spans that do not touch each other. One that ends before it begins is left out.
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|(begin, end)| begin <= end);
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for (begin, end) in spans {
        match merged.last_mut() {
            Some(last) if begin <= last.1 => last.1 = last.1.max(end),
            Some(_) | None => merged.push((begin, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_overlap_or_touch_are_one() {
        let at = |minutes: i64| DateTime::from_timestamp(minutes * 60, 0).unwrap();
        let span = |(begin, end): (i64, i64)| (at(begin), at(end));
        let spans = [(50, 60), (0, 10), (5, 20), (20, 30), (40, 40), (99, 90)].map(span).to_vec();
        assert_eq!(merged(spans), [(0, 30), (40, 40), (50, 60)].map(span));
    }
}
