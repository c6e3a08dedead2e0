//! Finds free times: within working hours, beside what is taken, and within the person's own limits. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::limits::{Limits, Taken, Wish};
use super::spans::{Span, merged};
use crate::model::zone::Zone;

/// What is looked for.
pub struct Search<'a> {
    pub home: &'a Zone,
    pub now: DateTime<Utc>,
    /// There is no start before.
    pub from: DateTime<Utc>,
    /// Between possible starts.
    pub step: TimeDelta,
    pub wish: Wish,
    pub limits: &'a Limits,
}

impl Search<'_> {
    /// Returns the first `count` starts, on steps from the beginning of each worked span. The spans are in order, and
    /// each lies on one day.
    pub fn starts(&self, worked: &[Span], taken: &[Taken], count: usize) -> Vec<DateTime<Utc>> {
        let Wish { length, break_after } = self.wish;
        let mut found = Vec::new();
        if length <= TimeDelta::zero() || self.step < TimeDelta::seconds(1) {
            return found;
        }
        let blocked = merged(taken.iter().map(|one| self.limits.kept_from(self.wish, one)).collect());
        let full = self.limits.full_days(self.home, taken);
        let earliest = self.from.max(self.limits.earliest(self.now));
        let beyond = self.limits.beyond(self.home, self.now);
        for &(begin, end) in worked {
            if full.contains(&self.home.wall(begin).date()) {
                continue;
            }
            let mut next = blocked.partition_point(|span| span.1 <= begin);
            let mut start = self.step_at((begin, end), earliest);
            while start + length <= end && found.len() < count && beyond.is_none_or(|beyond| start < beyond) {
                while blocked.get(next).is_some_and(|span| span.1 <= start) {
                    next = next.saturating_add(1);
                }
                start = match blocked.get(next) {
                    Some(span) if span.0 < start + length + break_after => self.step_at((begin, end), span.1),
                    Some(_) | None => {
                        found.push(start);
                        start + self.step
                    }
                };
            }
        }
        found
    }

    /// Returns the first step of a worked span that is not before `at`, or the end of the span where there is none.
    fn step_at(&self, (begin, end): Span, at: DateTime<Utc>) -> DateTime<Utc> {
        if at <= begin {
            return begin;
        }
        if at >= end {
            return end;
        }
        let steps = (at - begin).num_seconds().checked_div(self.step.num_seconds()).unwrap_or(0);
        let mut start = begin + self.step * i32::try_from(steps).unwrap_or(i32::MAX);
        while start < at {
            start += self.step;
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{Days, NaiveDate};
    use proptest::prelude::*;

    use super::*;
    use crate::availability::hours::{Exception, Hours};
    use crate::availability::spans::overlap;

    /// Days that are searched.
    const DAYS: u64 = 9;
    const MINUTES: i64 = 9 * 1440;

    fn minutes(n: i64) -> TimeDelta {
        TimeDelta::minutes(n)
    }

    /// Two and three spans a day, whole days, nights, and two days that are exceptions.
    fn hours(first: NaiveDate) -> Hours {
        let two = vec![(540, 780), (840, 1080)];
        let three = vec![(0, 200), (437, 600), (1200, 1440)];
        let week = vec![two.clone(), three.clone(), two, three, vec![(0, 1440)], vec![], vec![(100, 300)]];
        let day = |n| first.checked_add_days(Days::new(n)).unwrap();
        let off = Exception { first: day(2), last: day(3), spans: Vec::new() };
        let other = Exception { first: day(3), last: day(3), spans: vec![(480, 900)] };
        Hours { week, exceptions: vec![off, other] }
    }

    fn a_taken() -> impl Strategy<Value = (i64, i64, bool, i64, bool)> {
        (-300..MINUTES, 0i64..300, any::<bool>(), 0i64..40, any::<bool>())
    }

    fn limits() -> impl Strategy<Value = Limits> {
        let most = prop::option::of(1u32..4);
        (0i64..4000, prop::option::of(0u32..9), most, 0i64..60).prop_map(|(notice, horizon, most_a_day, travel)| {
            Limits { notice: minutes(notice), horizon, most_a_day, travel: minutes(travel) }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// P14, wanted 5, 32, 33, 34: what is offered touches nothing and breaks no limit, and every step that does
        /// neither is offered, in any zone and over any change of its clocks.
        #[test]
        fn a_step_is_offered_exactly_where_it_touches_nothing_and_breaks_no_limit(
            zone in prop::sample::select(Zone::all_names().collect::<Vec<_>>()),
            day in 0u64..730,
            now in 0i64..2000,
            from in 0i64..3000,
            step in prop::sample::select(vec![5i64, 10, 15, 20, 30, 60]),
            (length, pause) in (5i64..120, 0i64..40),
            limits in limits(),
            taken in prop::collection::vec(a_taken(), 0..14),
        ) {
            let Ok(home) = Zone::named(&zone) else { return Ok(()) };
            let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().checked_add_days(Days::new(day)).unwrap();
            let begin = home.day_start(first);
            let taken: Vec<Taken> = taken
                .into_iter()
                .map(|(start, length, ours, pause, elsewhere)| {
                    let time = (begin + minutes(start), begin + minutes(start + length));
                    let break_after = if ours { minutes(pause) } else { TimeDelta::zero() };
                    Taken { time, ours, break_after, elsewhere }
                })
                .collect();
            let wish = Wish { length: minutes(length), break_after: minutes(pause) };
            let (now, from) = (begin + minutes(now), begin + minutes(from.max(now)));
            let search = Search { home: &home, now, from, step: minutes(step), wish, limits: &limits };
            let worked = hours(first).worked(&home, first, DAYS);
            let found: BTreeSet<_> = search.starts(&worked, &taken, usize::MAX).into_iter().collect();
            for &(begin, end) in &worked {
                let mut start = begin;
                while start + wish.length <= end {
                    let touches = taken.iter().any(|one| overlap(one.time, (start, start + wish.length)));
                    let breaks = !limits.broken(&home, now, wish, start, &taken).is_empty();
                    let free = start >= from && !touches && !breaks;
                    prop_assert_eq!(found.contains(&start), free, "{} in {}", home.wall(start), zone);
                    start += minutes(step);
                }
            }
            prop_assert!(found.iter().all(|start| hours(first).hold(&home, (*start, *start + wish.length))));
        }
    }

    #[test]
    fn no_more_than_was_asked_for_are_found_and_the_first_of_them() {
        let home = Zone::utc();
        let limits = Limits { notice: minutes(0), horizon: None, most_a_day: None, travel: minutes(0) };
        let at = |n: i64| DateTime::from_timestamp(n * 60, 0).unwrap();
        let wish = Wish { length: minutes(50), break_after: minutes(0) };
        let search = Search { home: &home, now: at(0), from: at(0), step: minutes(15), wish, limits: &limits };
        let taken = [Taken::other((at(60), at(100)))];
        let found = search.starts(&[(at(0), at(300)), (at(400), at(500))], &taken, 3);
        assert_eq!(found, [at(0), at(105), at(120)]);
        // T18: what has no length takes its moment, and none of the time before and after it.
        let moment = [Taken::other((at(60), at(60)))];
        let found = search.starts(&[(at(0), at(150))], &moment, usize::MAX);
        assert_eq!(found, [at(0), at(75), at(90)]);
    }

    /// P14: half a million events are each looked at once, and not for each start.
    #[test]
    fn a_year_of_an_event_each_minute_is_searched() {
        let home = Zone::utc();
        let limits = Limits { notice: minutes(0), horizon: None, most_a_day: None, travel: minutes(0) };
        let at = |n: i64| DateTime::from_timestamp(n * 60, 0).unwrap();
        let wish = Wish { length: minutes(30), break_after: minutes(0) };
        let search = Search { home: &home, now: at(0), from: at(0), step: minutes(5), wish, limits: &limits };
        let worked: Vec<Span> = (0..366).map(|day| (at(day * 1440), at(day * 1440 + 1440))).collect();
        // Every minute of every day but its last half hour is taken, by an event each.
        let minute = |n: i64| Taken::other((at(n), at(n + 1)));
        let taken: Vec<Taken> = (0..366 * 1440).filter(|n| n % 1440 < 1410).map(minute).collect();
        assert_eq!(search.starts(&worked, &taken, usize::MAX).len(), 366);
    }
}
