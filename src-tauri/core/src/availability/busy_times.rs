//! What takes the person's time within a span: their appointments, the events of their calendars, and what is not known of those.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::block::Block;
use super::gaps::{self, Gap};
use super::spans::{Span, overlap};
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::ConnectionId;

/// Everything that overlaps a span.
#[derive(Clone, Debug, Default)]
pub struct BusyTimes {
    /// By their start. Cancelled ones too.
    pub own: Vec<Appointment>,
    /// By their start.
    pub blocks: Vec<Block>,
    /// Why calendars that count as busy are not completely known.
    pub unchecked: Vec<Gap>,
    /// The accounts that hold something there that was not read yet.
    pub unread_at: Vec<ConnectionId>,
}

impl BusyTimes {
    /// Puts in order what was found, and keeps one of what stands in several calendars.
    pub fn of(
        mut own: Vec<Appointment>,
        mut blocks: Vec<Block>,
        unchecked: Vec<Gap>,
        unread_at: Vec<ConnectionId>,
    ) -> Self {
        own.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
        blocks.sort_by(|a, b| (a.starts_at, &a.id).cmp(&(b.starts_at, &b.id)));
        Self { own, blocks: once_each(blocks), unchecked, unread_at }
    }

    /// Returns what blocks `start..end`: overlapping appointments that are not cancelled, and events that count.
    pub fn blocking(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> (Vec<&Appointment>, Vec<&Block>) {
        let touches = |one: Span| overlap(one, (start, end));
        let own = self.own.iter().filter(|own| own.status != Status::Cancelled);
        let own = own.filter(|own| touches((own.starts_at, own.ends_at))).collect();
        let blocks = self.blocks.iter().filter(|block| block.counts);
        (own, blocks.filter(|block| touches((block.starts_at, block.ends_at))).collect())
    }

    /// Returns why `start..end` is not completely known: each calendar once, and each event of it that cannot be read.
    pub fn gaps(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<&Gap> {
        gaps::told(self.unchecked.iter().filter(|gap| gap.touches(start, end)))
    }
}

/// Keeps one of what stands in several calendars, as where two accounts see the same calendar: by its UID and its time. It
/// counts if any of them does.
fn once_each(blocks: Vec<Block>) -> Vec<Block> {
    let mut places: HashMap<(String, DateTime<Utc>, DateTime<Utc>), usize> = HashMap::new();
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let key = (block.uid.clone(), block.starts_at, block.ends_at);
        let same =
            places.get(&key).and_then(|at| kept.get_mut(*at)).filter(|same| same.calendar.id != block.calendar.id);
        match same.filter(|_| !block.uid.is_empty()) {
            Some(same) => {
                let is_better = (block.calendar.shown, block.counts) > (same.calendar.shown, same.counts);
                let other = if is_better { std::mem::replace(same, block) } else { block };
                if other.counts && !same.counts {
                    same.counts = true;
                    same.rule = other.rule;
                    same.counted_by = other.counted_by.or(Some(other.calendar));
                }
            }
            None => {
                places.insert(key, kept.len());
                kept.push(block);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::samples::{appointment, at, block, calendar};
    use crate::model::connection::Calendar;

    fn known(own: Vec<Appointment>, blocks: Vec<Block>) -> BusyTimes {
        BusyTimes::of(own, blocks, Vec::new(), Vec::new())
    }

    #[test]
    fn what_stands_in_two_calendars_is_one_and_counts_if_either_does() {
        let shown = Block { counts: false, ..block("e", "shown", (0, 60)) };
        let hidden = Calendar { shown: false, ..calendar("hidden") };
        let other = Block { calendar: hidden, ..block("e", "hidden", (0, 60)) };
        for blocks in [vec![shown.clone(), other.clone()], vec![other, shown]] {
            let known = known(Vec::new(), blocks);
            let [one] = known.blocks.as_slice() else { panic!("{} of one", known.blocks.len()) };
            assert_eq!((one.calendar.name.as_str(), one.counts), ("shown", true));
            assert_eq!(one.ruled_by().name, "hidden", "its rules have it count");
        }
        let unnamed = |calendar| Block { uid: String::new(), ..block("e", calendar, (0, 60)) };
        assert_eq!(known(Vec::new(), vec![unnamed("a"), unnamed("b")]).blocks.len(), 2, "nobody knows what they are");
        let twice = vec![block("e", "a", (0, 60)), block("e", "a", (0, 60))];
        assert_eq!(known(Vec::new(), twice).blocks.len(), 2, "in one calendar they are two");
        assert_eq!(known(Vec::new(), vec![block("e", "a", (0, 60)), block("e", "b", (0, 50))]).blocks.len(), 2);
    }

    #[test]
    fn cancelled_appointments_and_events_that_do_not_count_block_nothing() {
        let cancelled = Appointment { status: Status::Cancelled, ..appointment("cancelled", (0, 60)) };
        let own = vec![appointment("later", (30, 60)), cancelled, appointment("over", (0, 10))];
        let blocks = vec![Block { counts: false, ..block("free", "a", (0, 60)) }, block("busy", "a", (0, 60))];
        let known = known(own, blocks);
        assert_eq!(known.own.iter().map(|own| own.id.as_str()).collect::<Vec<_>>(), ["cancelled", "over", "later"]);
        let (own, blocks) = known.blocking(at(10), at(40));
        assert_eq!(own.iter().map(|own| own.id.as_str()).collect::<Vec<_>>(), ["later"]);
        assert_eq!(blocks.iter().map(|block| block.id.as_str()).collect::<Vec<_>>(), ["busy"]);
        assert!(known.blocking(at(60), at(90)).1.is_empty(), "the end is exclusive");
    }
}
