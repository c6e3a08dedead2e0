//! A series before it is booked: which of its dates are odd, and what else that day has.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::booking::times;
use super::busy::taken;
use super::free::{own, unchecked};
use super::limits::{Sought, broken};
use super::present::{day, free_time, wall};
use super::views::{
    BookDraft, FreeTime, Limit, LimitWord, Odd, OddDate, RepeatDraft, SeriesPreview, UiError, Unchecked,
};
use super::{Answer, App, recheck, series, typed};
use crate::availability::busy_times::BusyTimes;
use crate::availability::free::Search;
use crate::availability::gaps::Gap;
use crate::availability::limits::{Limits, Taken};
use crate::availability::own::Own;
use crate::availability::spans::Span;
use crate::availability::verdict::judge;
use crate::model::reason::Reason;
use crate::model::repeat::{Ends, Repeat};
use crate::model::zone::{Fold, Instant, Zone};
use crate::recurrence::repeat::parse;
use crate::store::{self, Db, connections};

/// So many free times are named for a date that is taken.
const FREE: usize = 3;

/// A date as it would be booked.
struct Planned {
    date: NaiveDate,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    /// What the clocks do to its hour.
    clocks: Option<Odd>,
    /// It is at another time than the rule gives it.
    moved: bool,
}

impl App {
    /// Returns which dates of a series are odd. What it leaves out is looked at as well, and what is moved where it was moved to.
    pub fn preview_series(&self, draft: BookDraft) -> Answer<SeriesPreview> {
        let store = self.open_store()?;
        let zone = self.zone_of(&store, draft.zone.as_deref())?;
        let home = self.known_zone(&store).unwrap_or_else(|_| zone.clone());
        let start = typed::time(&draft.start, None)?;
        let fold = draft.fold;
        let (starts_at, ends_at) = times(start, draft.minutes, &zone, fold.or(Some(Fold::First)))?;
        let Some(repeat) = draft.repeat else {
            return Err(UiError::input("This is no series.", "Say how often it repeats."));
        };
        let repeat = series::repeat_of(&RepeatDraft { skip: Vec::new(), ..repeat }, start)?;
        let length = ends_at - starts_at;
        let plan = |date: NaiveDate| {
            let wall = repeat.start_of(start, date);
            let is_first = date == start.date() && wall == start;
            let instant = zone.instant(wall);
            let clocks = match instant {
                // Of the first date alone was said which of the two it is.
                Instant::Twice(..) if !is_first || fold.is_none() => Some(Odd::Twice),
                Instant::One(_) | Instant::Twice(..) => None,
                Instant::Skipped(_) => Some(Odd::Skipped),
            };
            let at = if is_first { starts_at } else { instant.first() };
            let moved = repeat.moved_to(date).is_some();
            Planned { date, starts_at: at, ends_at: at + length, clocks, moved }
        };
        let planned: Vec<Planned> = repeat.dates(start.date()).take(series::LOOKED_AT).map(plan).collect();
        let (service_id, place) = (draft.service_id.as_deref(), draft.place.as_deref());
        let own = own(&store, &Sought { minutes: draft.minutes, except: None, service_id, place, fold }, length)?;
        let look = Look { home: &home, own: &own, now: self.now() };
        let (odd, unchecked) = store.read(|db| look.at(db, &planned))?;
        let last = planned.last().map_or(start.date(), |last| last.date);
        let passed_over = repeat.passed_over(start.date(), last);
        Ok(SeriesPreview {
            dates: count(&repeat, start.date()),
            looked_at: u32::try_from(planned.len()).unwrap_or(u32::MAX),
            last: day(last),
            odd,
            passed_over: passed_over.into_iter().map(|month| month.format("%Y-%m").to_string()).collect(),
            unchecked,
        })
    }

    /// Reads a rule of RFC 5545, such as `FREQ=WEEKLY;COUNT=10`, for a series that begins at a time. It leaves nothing out.
    pub fn repeat_by_rule(&self, rule: &str, start: &str, zone: Option<&str>) -> Answer<RepeatDraft> {
        let store = self.open_store()?;
        let zone = self.zone_of(&store, zone)?;
        let start = typed::time(start, None)?;
        let read = parse(rule.trim(), start, &zone).map_err(|why| {
            let why = why.to_string();
            UiError::input(format!("Not a series for a client: {why}."), "Write it as FREQ=WEEKLY;COUNT=10.")
        })?;
        Ok(series::draft_of(&read))
    }
}

/// Returns how many dates a series has; `None` = it has no end.
fn count(repeat: &Repeat, first: NaiveDate) -> Option<u32> {
    match repeat.ends {
        Ends::Never => None,
        Ends::On(_) | Ends::After(_) => Some(u32::try_from(repeat.dates(first).count()).unwrap_or(u32::MAX)),
    }
}

/// What the dates are looked at with.
struct Look<'a> {
    home: &'a Zone,
    own: &'a Own,
    now: DateTime<Utc>,
}

impl Look<'_> {
    /// Returns the odd ones among the dates, and the calendars of which more is not known than one event.
    fn at(&self, db: &Db<'_>, planned: &[Planned]) -> store::Result<(Vec<OddDate>, Vec<Unchecked>)> {
        let begin = planned.iter().map(|one| one.starts_at).min();
        let end = planned.iter().map(|one| one.ends_at).max();
        let Some((begin, end)) = begin.zip(end) else { return Ok((Vec::new(), Vec::new())) };
        // Whole days, for what else they have.
        let around = self.own.around(self.home, (begin - TimeDelta::days(1), end + TimeDelta::days(1)));
        let known = taken(db, around.0, around.1, self.home, self.now, None)?;
        let rows = connections::all(db)?;
        let mut odd = Vec::new();
        for one in planned {
            let (from, to) = (one.starts_at, one.ends_at);
            let judged = judge(&known, (from, to));
            let clashes = recheck::clashes(db, &judged.own, &judged.blocks, &rows, self.home)?;
            let hidden: Vec<&Gap> = judged.gaps.into_iter().filter(|gap| !is_wide(gap)).collect();
            let limits = self.limits(db, (from, to), &known)?;
            // Of a series that is not booked yet, the calendars know nothing.
            let beside = planned.iter().any(|other| {
                (one.moved || other.moved) && other.date != one.date && other.starts_at < to && other.ends_at > from
            });
            let why = [
                (beside || !clashes.is_empty()).then_some(Odd::Clash),
                (!hidden.is_empty()).then_some(Odd::Unknown),
                self.not_worked((from, to)),
                (!limits.is_empty()).then_some(Odd::Limit),
                one.clocks,
            ];
            let why: Vec<Odd> = why.into_iter().flatten().collect();
            if why.is_empty() {
                continue;
            }
            let (shown, starts, ends, _) = wall(from, to, self.home);
            let free = if clashes.is_empty() { Vec::new() } else { self.free(&known, self.home.wall(from).date()) };
            odd.push(OddDate {
                date: day(one.date),
                day: shown,
                from: starts,
                to: ends,
                why,
                clashes,
                limits,
                unchecked: unchecked(&hidden, self.home),
                free,
            });
        }
        let wide: Vec<&Gap> = known.gaps(begin, end).into_iter().filter(|gap| is_wide(gap)).collect();
        Ok((odd, unchecked(&wide, self.home)))
    }

    /// Returns what is odd about a time by the person's hours.
    fn not_worked(&self, time: Span) -> Option<Odd> {
        let hours = &self.own.hours;
        if hours.hold(self.home, time) {
            None
        } else if hours.of(self.home.wall(time.0).date()).is_empty() {
            Some(Odd::DayOff)
        } else {
            Some(Odd::OutsideHours)
        }
    }

    /// Returns what else of the person's own a date breaks on its day. A series is meant to go on beyond the latest day, and its
    /// first date alone may come too soon.
    fn limits(&self, db: &Db<'_>, time: Span, known: &BusyTimes) -> store::Result<Vec<Limit>> {
        let mut limits = broken(db, self.own, self.home, self.now, time, known)?;
        limits.retain(|limit| match limit.what {
            LimitWord::DayFull | LimitWord::Break | LimitWord::Travel => true,
            LimitWord::DayOff | LimitWord::OutsideHours | LimitWord::Notice | LimitWord::Horizon => false,
        });
        Ok(limits)
    }

    /// Returns the first times of a day that are free and known to be, and break no limit of that day.
    fn free(&self, known: &BusyTimes, day: NaiveDate) -> Vec<FreeTime> {
        let Own { wish, step, .. } = *self.own;
        let worked = self.own.hours.worked(self.home, day, 1);
        let taken: Vec<Taken> = self.own.taken(known).into_iter().map(|(taken, _)| taken).collect();
        let limits = Limits { horizon: None, ..self.own.limits };
        let (home, now) = (self.home, self.now);
        let search = Search { home, now, from: now, step, wish, limits: &limits };
        let starts = search.starts(&worked, &taken, usize::MAX).into_iter().map(|start| (start, start + wish.length));
        let certain = starts.filter(|(start, end)| known.gaps(*start, *end).is_empty());
        certain.take(FREE).map(|(start, end)| free_time(start, end, home)).collect()
    }
}

/// Returns whether a gap hides more than one event: that is said once, and not of each date.
fn is_wide(gap: &Gap) -> bool {
    gap.event.is_none() && gap.reason != Reason::EventZone
}
