//! Which free times of some days are offered: within working hours and the person's own limits. What was not checked is offered,
//! and whoever shows it says so; what lies beyond the span that is read is not offered.

use chrono::{DateTime, Utc};

use super::busy_times::BusyTimes;
use super::free::Search;
use super::gaps::Gap;
use super::limits::Taken;
use super::own::Own;
use super::spans::Span;
use crate::model::reason::Reason;
use crate::model::zone::Zone;

/// Days that are searched, and what is known of them.
#[derive(Clone, Debug)]
pub struct Days<'a> {
    pub home: &'a Zone,
    pub now: DateTime<Utc>,
    /// There is no start before.
    pub from: DateTime<Utc>,
    pub own: &'a Own,
    /// What is worked on these days.
    pub worked: Vec<Span>,
    /// All of the time of which something is known.
    pub whole: Span,
    pub known: BusyTimes,
    /// Times that are taken as well, by what was not read yet.
    pub heard: &'a [Span],
}

impl Days<'_> {
    /// Returns the first `count` starts that are offered.
    pub fn offers(&self, count: usize) -> Vec<DateTime<Utc>> {
        self.outside_of(|gap| gap.reason == Reason::CalBeyond, count)
    }

    /// Returns the first start that was checked, or else the first.
    pub fn best(&self) -> Option<DateTime<Utc>> {
        let checked = self.outside_of(|_| true, 1).into_iter().next();
        checked.or_else(|| self.offers(1).into_iter().next())
    }

    /// Returns the first free starts that touch no gap of such a kind.
    fn outside_of(&self, kind: impl Fn(&Gap) -> bool, count: usize) -> Vec<DateTime<Utc>> {
        let Self { home, now, from, own, heard, .. } = *self;
        let known = own.taken(&self.known).into_iter().map(|(taken, _)| taken);
        let heard = heard.iter().map(|span| Taken::other(*span));
        let (begin, end) = self.whole;
        let gaps = self.known.unchecked.iter().filter(|gap| kind(gap) && gap.touches(begin, end));
        let gaps = gaps.map(|gap| Taken::other(self.span(gap)));
        let taken: Vec<Taken> = known.chain(heard).chain(gaps).collect();
        let search = Search { home, now, from, step: own.step, wish: own.wish, limits: &own.limits };
        search.starts(&self.worked, &taken, count)
    }

    /// Returns how much of the days a gap takes.
    fn span(&self, gap: &Gap) -> Span {
        let (begin, end) = self.whole;
        gap.span.map_or(self.whole, |(first, last)| (first.max(begin), last.min(end)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use chrono::TimeDelta;

    use super::*;
    use crate::availability::hours::Hours;
    use crate::availability::limits::{Limits, Wish};
    use crate::availability::samples::{at, block, gap, span};

    /// What is offered of a morning of five hours, for an hour, with a block in its first hour.
    fn offered(gaps: Vec<Gap>, heard: &[Span]) -> (Vec<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let none = TimeDelta::zero();
        let own = Own {
            hours: Hours::default(),
            limits: Limits { notice: none, horizon: None, most_a_day: None, travel: none },
            wish: Wish { length: TimeDelta::minutes(60), break_after: none },
            step: TimeDelta::minutes(60),
            place: None,
            breaks: HashMap::new(),
        };
        let known = BusyTimes::of(Vec::new(), vec![block("e", "a", (0, 60))], gaps, Vec::new());
        let (worked, whole) = (vec![span((0, 300))], span((0, 300)));
        let days = Days { home: &Zone::utc(), now: at(0), from: at(0), own: &own, worked, whole, known, heard };
        (days.offers(usize::MAX), days.best())
    }

    #[test]
    fn the_best_time_is_the_first_that_was_checked_and_where_none_was_the_first() {
        assert_eq!(offered(Vec::new(), &[]), (vec![at(60), at(120), at(180), at(240)], Some(at(60))));
        let part = gap("a", Some((0, 150)));
        assert_eq!(offered(vec![part], &[]), (vec![at(60), at(120), at(180), at(240)], Some(at(180))));
        assert_eq!(offered(vec![gap("a", None)], &[]).1, Some(at(60)));
        assert_eq!(offered(Vec::new(), &[span((60, 130))]), (vec![at(180), at(240)], Some(at(180))));
    }

    /// Unknown is never free: nobody will read what lies beyond.
    #[test]
    fn nothing_is_offered_beyond_the_span_that_is_read() {
        let beyond = Gap { reason: Reason::CalBeyond, ..gap("a", Some((150, 1000))) };
        assert_eq!(offered(vec![beyond], &[]), (vec![at(60)], Some(at(60))));
    }
}
