//! Whether a span of time is free, by what is known of it. Unknown is never free.

use super::block::Block;
use super::busy_times::BusyTimes;
use super::gaps::Gap;
use super::spans::Span;
use crate::model::appointment::Appointment;

/// The honest answer to "is this time free?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Free,
    /// Something is there that takes time, whatever else is not known.
    Busy,
    /// Nothing is known to be there, and not all is known.
    Unknown,
}

/// The verdict on a span of time, and what led to it.
#[derive(Clone, Debug)]
pub struct Judged<'t> {
    pub verdict: Verdict,
    /// The appointments that it overlaps.
    pub own: Vec<&'t Appointment>,
    /// The events that it overlaps, and that count.
    pub blocks: Vec<&'t Block>,
    /// Why it is not completely known.
    pub gaps: Vec<&'t Gap>,
}

/// Judges a span of time. `taken` holds all that overlaps it.
pub fn judge(taken: &BusyTimes, (start, end): Span) -> Judged<'_> {
    let (own, blocks) = taken.blocking(start, end);
    let gaps = taken.gaps(start, end);
    let verdict = if !own.is_empty() || !blocks.is_empty() {
        Verdict::Busy
    } else if !gaps.is_empty() {
        Verdict::Unknown
    } else {
        Verdict::Free
    };
    Judged { verdict, own, blocks, gaps }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::availability::samples::{appointment, block, gap, span};
    use crate::availability::spans::overlap;
    use crate::model::appointment::Status;

    fn verdict(taken: &BusyTimes, time: (i64, i64)) -> Verdict {
        judge(taken, span(time)).verdict
    }

    #[test]
    fn a_time_of_which_all_is_known_is_free_where_nothing_takes_it() {
        assert_eq!(verdict(&BusyTimes::default(), (0, 60)), Verdict::Free);
        let taken = BusyTimes { blocks: vec![block("e", "a", (60, 120))], ..BusyTimes::default() };
        assert_eq!(verdict(&taken, (0, 60)), Verdict::Free);
        assert_eq!(verdict(&taken, (0, 61)), Verdict::Busy);
        assert_eq!(verdict(&taken, (120, 150)), Verdict::Free);
        let free = Block { counts: false, ..block("e", "a", (60, 120)) };
        assert_eq!(verdict(&BusyTimes { blocks: vec![free], ..BusyTimes::default() }, (60, 120)), Verdict::Free);
    }

    #[test]
    fn what_is_known_to_take_time_is_busy_whatever_else_is_not_known() {
        let own = vec![appointment("a", (0, 50))];
        let taken = BusyTimes { own, unchecked: vec![gap("stale", None)], ..BusyTimes::default() };
        let judged = judge(&taken, span((30, 60)));
        assert_eq!((judged.verdict, judged.own.len(), judged.gaps.len()), (Verdict::Busy, 1, 1));
        assert_eq!(verdict(&taken, (50, 60)), Verdict::Unknown);
    }

    /// T10: an event that cannot be read hides no more than the hours that it can touch.
    #[test]
    fn a_gap_hides_its_hours_and_one_without_any_hides_all() {
        let taken = BusyTimes { unchecked: vec![gap("part", Some((60, 120)))], ..BusyTimes::default() };
        assert_eq!(verdict(&taken, (0, 60)), Verdict::Free);
        assert_eq!(verdict(&taken, (119, 180)), Verdict::Unknown);
        // T18: what has no length lies at its start.
        assert_eq!((verdict(&taken, (60, 60)), verdict(&taken, (120, 120))), (Verdict::Unknown, Verdict::Free));
        let all = BusyTimes { unchecked: vec![gap("all", None)], ..BusyTimes::default() };
        assert_eq!(verdict(&all, (5000, 5010)), Verdict::Unknown);
    }

    proptest! {
        /// Unknown is never free: whatever else takes time, and however many gaps are told of one calendar.
        #[test]
        fn a_time_is_never_free_where_a_gap_touches_it(
            own in prop::collection::vec((0i64..300, 1i64..60, any::<bool>()), 0..4),
            blocks in prop::collection::vec((0i64..300, 0i64..60, any::<bool>()), 0..4),
            gaps in prop::collection::vec((0u8..3, prop::option::of((0i64..300, 1i64..60))), 0..15),
            (start, length) in (0i64..300, 0i64..90),
        ) {
            let asked = span((start, start + length));
            let own = own.into_iter().enumerate().map(|(number, (start, length, stands))| {
                let status = if stands { Status::Confirmed } else { Status::Cancelled };
                Appointment { status, ..appointment(&number.to_string(), (start, start + length)) }
            });
            let blocks = blocks.into_iter().enumerate().map(|(number, (start, length, counts))| {
                Block { counts, ..block(&number.to_string(), "events", (start, start + length)) }
            });
            let gaps = gaps.into_iter().map(|(calendar, time)| {
                gap(&calendar.to_string(), time.map(|(start, length)| (start, start + length)))
            });
            let taken = BusyTimes::of(own.collect(), blocks.collect(), gaps.collect(), Vec::new());
            let judged = judge(&taken, asked);
            let appointments = taken.own.iter().filter(|own| own.status != Status::Cancelled);
            let appointments = appointments.map(|own| (own.starts_at, own.ends_at));
            let events = taken.blocks.iter().filter(|block| block.counts);
            let mut times = appointments.chain(events.map(|block| (block.starts_at, block.ends_at)));
            let is_taken = times.any(|time| overlap(time, asked));
            let is_hidden = taken.unchecked.iter().any(|gap| gap.span.is_none_or(|hours| overlap(hours, asked)));
            let expected = match (is_taken, is_hidden) {
                (true, _) => Verdict::Busy,
                (false, true) => Verdict::Unknown,
                (false, false) => Verdict::Free,
            };
            prop_assert_eq!(judged.verdict, expected);
            prop_assert_eq!(judged.gaps.is_empty(), !is_hidden);
        }
    }
}
