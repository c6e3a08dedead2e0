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

/// Returns whether two spans share an instant. One without length is the instant at which it begins, as RFC 4791 section 9.9 has it:
/// "(start <= DTSTART AND end > DTSTART)".
pub fn overlap(one: Span, other: Span) -> bool {
    let holds = |(begin, end): Span, at: DateTime<Utc>| begin == at || (begin < at && at < end);
    holds(one, other.0) || holds(other, one.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T18
    #[test]
    fn what_has_no_length_takes_its_moment() {
        let at = |minutes: i64| DateTime::from_timestamp(minutes * 60, 0).unwrap();
        let both = |(a, b): (i64, i64), (c, d): (i64, i64)| {
            let (one, other) = ((at(a), at(b)), (at(c), at(d)));
            assert_eq!(overlap(one, other), overlap(other, one));
            overlap(one, other)
        };
        assert!(both((10, 20), (19, 30)) && both((10, 20), (12, 13)) && both((10, 20), (10, 11)));
        assert!(!both((10, 20), (20, 30)));
        for (moment, taken) in [(9, false), (10, true), (15, true), (20, false)] {
            assert_eq!(both((10, 20), (moment, moment)), taken, "{moment}");
        }
        assert!(both((10, 10), (10, 10)) && !both((10, 10), (11, 11)));
    }

    #[test]
    fn spans_that_overlap_or_touch_are_one() {
        let at = |minutes: i64| DateTime::from_timestamp(minutes * 60, 0).unwrap();
        let span = |(begin, end): (i64, i64)| (at(begin), at(end));
        let spans = [(50, 60), (0, 10), (5, 20), (20, 30), (40, 40), (99, 90)].map(span).to_vec();
        assert_eq!(merged(spans), [(0, 30), (40, 40), (50, 60)].map(span));
    }
}
