//! What can be told of an event that cannot be read.

use chrono::{DateTime, TimeDelta, Utc};

use super::event::Moment;
use super::reason::Reason;
use super::zone::Zone;

/// More than the clock of a zone may be from another, with a day's length.
const SLACK: TimeDelta = TimeDelta::days(2);

/// What a first look at such an event finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// What of it cannot be read.
    pub why: Reason,
    /// Empty = not known.
    pub title: String,
    /// When it takes place for the first time, and its end.
    pub first: Option<(Moment, Moment)>,
    /// Every time that it names; `None` = there are some that cannot be read.
    pub named: Option<Vec<Moment>>,
    /// It may go on after all of them.
    pub goes_on: bool,
}

impl Glimpse {
    /// Returns one that tells nothing but why.
    pub const fn nothing(why: Reason) -> Self {
        Self { why, title: String::new(), first: None, named: None, goes_on: true }
    }

    /// Returns the span of time that the event can touch, without an end where none is known; `None` = it may take place at any
    /// time.
    pub fn span(&self, home: &Zone) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
        let named = self.named.as_ref()?;
        let instants = || named.iter().map(|moment| moment.instant(home));
        let (first, last) = (instants().min()?, instants().max()?);
        // In a zone that nobody knows, the first is a guess.
        let first = if named.iter().all(Moment::is_placed) { first } else { first - SLACK };
        Some((first, (!self.goes_on).then(|| last + SLACK)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T10
    #[test]
    fn an_event_touches_what_it_names_and_where_that_is_not_known_any_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let named = vec![Moment::Utc(at("2026-12-02T10:00:00Z")), Moment::Utc(at("2026-12-01T10:00:00Z"))];
        let nothing = Glimpse::nothing(Reason::EventUnreadable);
        assert_eq!(nothing.span(&Zone::utc()), None);
        let known = Glimpse { named: Some(named), goes_on: false, ..nothing };
        let (from, to) = (at("2026-12-01T10:00:00Z"), at("2026-12-04T10:00:00Z"));
        assert_eq!(known.span(&Zone::utc()), Some((from, Some(to))));
        let nowhere = Moment::Unknown("2026-12-01T10:00:00".parse().unwrap());
        let guessed = Glimpse { named: Some(vec![nowhere]), ..known.clone() };
        assert_eq!(guessed.span(&Zone::utc()), Some((from - SLACK, Some(from + SLACK))));
        assert_eq!(Glimpse { goes_on: true, ..known }.span(&Zone::utc()), Some((from, None)));
    }
}
