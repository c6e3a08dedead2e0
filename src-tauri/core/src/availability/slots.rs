//! Finds free times between taken spans within working hours. Pure.

use chrono::{DateTime, TimeDelta, Utc};

/// A span of instants; the end is exclusive.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// Returns the first `count` starts at which `length` fits into `worked` without touching `taken`. Starts lie
/// on steps of `step` from the beginning of each worked span, none before `from`.
pub fn free_starts(
    worked: &[Span],
    taken: &[Span],
    from: DateTime<Utc>,
    length: TimeDelta,
    step: TimeDelta,
    count: usize,
) -> Vec<DateTime<Utc>> {
    let mut found = Vec::new();
    if length <= TimeDelta::zero() || step <= TimeDelta::zero() {
        return found;
    }
    for &(begin, end) in worked {
        let mut start = begin;
        while start + length <= end && found.len() < count {
            let clash =
                taken.iter().filter(|(from, to)| *from < start + length && *to > start).map(|span| span.1).max();
            match clash {
                // Goes on at the first step at or after the end of what is in the way.
                Some(until) => {
                    let steps = (until - begin).num_seconds().div_euclid(step.num_seconds());
                    let mut next = begin + step * i32::try_from(steps).unwrap_or(i32::MAX);
                    while next < until || next <= start {
                        next += step;
                    }
                    start = next;
                }
                None => {
                    if start >= from {
                        found.push(start);
                    }
                    start += step;
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minutes * 60, 0).unwrap()
    }

    proptest! {
        /// wanted 5: an hour is never offered over half an hour that is taken.
        #[test]
        fn an_offered_time_touches_nothing_taken(
            taken in prop::collection::vec((0i64..600, 1i64..120), 0..12), length in 5i64..120, step in 5i64..60
        ) {
            let taken: Vec<Span> = taken.into_iter().map(|(start, length)| (at(start), at(start + length))).collect();
            let worked = [(at(0), at(240)), (at(300), at(600))];
            let length = TimeDelta::minutes(length);
            for start in free_starts(&worked, &taken, at(0), length, TimeDelta::minutes(step), 50) {
                prop_assert!(taken.iter().all(|(from, to)| *to <= start || *from >= start + length));
                prop_assert!(worked.iter().any(|(from, to)| *from <= start && start + length <= *to));
            }
        }

        #[test]
        fn every_free_step_is_offered(taken in prop::collection::vec((0i64..300, 1i64..60), 0..6)) {
            let taken: Vec<Span> = taken.into_iter().map(|(start, length)| (at(start), at(start + length))).collect();
            let (length, step) = (TimeDelta::minutes(50), TimeDelta::minutes(15));
            let found = free_starts(&[(at(0), at(300))], &taken, at(0), length, step, 100);
            let mut start = at(0);
            while start + length <= at(300) {
                let free = taken.iter().all(|(from, to)| *to <= start || *from >= start + length);
                prop_assert_eq!(found.contains(&start), free);
                start += step;
            }
        }
    }
}
