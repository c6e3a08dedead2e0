//! Which times are free, within working hours and the person's own limits: what is known of them is read, and what is offered is
//! shown with what was not checked. Which are offered is worked out in `availability/offers.rs`.

use chrono::{DateTime, TimeDelta, Utc};

use super::busy::taken;
use super::limits::{self, Sought};
use super::present::{stamp, wall};
use super::views::{OfferedTime, UiError, Unchecked};
use super::{Answer, App, settings, typed, unread};
use crate::availability::gaps::Gap;
use crate::availability::offers::Days;
use crate::availability::own::Own;
use crate::availability::spans::Span;
use crate::model::ids::AppointmentId;
use crate::model::zone::Zone;
use crate::store::Store;

/// How many days ahead to look for free times.
const AHEAD: u64 = 60;
/// The most of them in one answer, where no last day is given.
const MOST: usize = 50;

/// What kind of time is looked for.
pub(super) struct Wanted<'a> {
    /// Where the search begins.
    pub from: DateTime<Utc>,
    /// The appointment that is being moved.
    pub except: Option<&'a AppointmentId>,
    pub own: &'a Own,
    /// Times that are taken as well, by what was not read yet.
    pub heard: &'a [Span],
}

impl App {
    /// Returns the next free times of this length within working hours, from a day (`2026-12-01`) or a time
    /// (`2026-12-01T09:00` in the practitioner's zone) onwards.
    pub fn free_times(&self, from: &str, minutes: u32, count: u32, except: Option<&str>) -> Answer<Vec<OfferedTime>> {
        self.free_times_for(from, count, &Sought { minutes, except, ..Sought::default() })
    }

    /// Returns the same for an appointment of which more is known.
    pub fn free_times_for(&self, from: &str, count: u32, sought: &Sought<'_>) -> Answer<Vec<OfferedTime>> {
        let length = length(sought.minutes)?;
        let store = self.open_store()?;
        let home = self.known_zone(&store)?;
        let own = own(&store, sought, length)?;
        // No day is lost to the notice.
        let from = begin(from, &home)?.max(own.limits.earliest(self.now()));
        let except = sought.except.map(AppointmentId::from);
        let count = usize::try_from(count).map_or(MOST, |count| count.min(MOST));
        let wanted = Wanted { from, except: except.as_ref(), own: &own, heard: &[] };
        let days = self.search(&store, &home, &wanted, AHEAD)?;
        Ok(days.map(|days| offered(&days, days.offers(count))).unwrap_or_default())
    }

    /// Returns all free times of this length within working hours, from a day or a time onwards to the end of a day.
    pub fn free_until(&self, from: &str, to: &str, minutes: u32, except: Option<&str>) -> Answer<Vec<OfferedTime>> {
        self.free_until_for(from, to, &Sought { minutes, except, ..Sought::default() })
    }

    /// Returns the same for an appointment of which more is known.
    pub fn free_until_for(&self, from: &str, to: &str, sought: &Sought<'_>) -> Answer<Vec<OfferedTime>> {
        let length = length(sought.minutes)?;
        let store = self.open_store()?;
        let home = self.known_zone(&store)?;
        let (begin, last) = (begin(from, &home)?, typed::day(to)?);
        typed::days(home.wall(begin).date(), last)?;
        let own = own(&store, sought, length)?;
        let from = begin.max(self.now());
        let left = (last - home.wall(from).date()).num_days().saturating_add(1);
        let except = sought.except.map(AppointmentId::from);
        let wanted = Wanted { from, except: except.as_ref(), own: &own, heard: &[] };
        let days = self.search(&store, &home, &wanted, u64::try_from(left).unwrap_or(0))?;
        Ok(days.map(|days| offered(&days, days.offers(usize::MAX))).unwrap_or_default())
    }

    /// Returns the next free time: the first that was checked, or else the first.
    pub(super) fn next_free(&self, store: &Store, home: &Zone, wanted: &Wanted<'_>) -> Answer<Option<OfferedTime>> {
        let days = self.search(store, home, wanted, AHEAD)?;
        Ok(days.and_then(|days| days.best().map(|start| offer(&days, start))))
    }

    /// Reads what is known of so many days. `None` = nobody works then.
    fn search<'a>(&self, store: &Store, home: &'a Zone, wanted: &'a Wanted<'a>, days: u64) -> Answer<Option<Days<'a>>> {
        let Wanted { from, except, own, heard } = *wanted;
        let now = self.now();
        let worked = own.hours.worked(home, home.wall(from).date(), days);
        let (Some(first), Some(last)) = (worked.first(), worked.last()) else { return Ok(None) };
        let whole = own.around(home, (first.0, last.1));
        let known = store.read(|db| taken(db, whole.0, whole.1, home, now, except))?;
        Ok(Some(Days { home, now, from, own, worked, whole, known, heard }))
    }
}

/// Reads what holds for an appointment of this length.
pub(super) fn own(store: &Store, sought: &Sought<'_>, length: TimeDelta) -> Answer<Own> {
    let settings = settings::read(store);
    Ok(store.read(|db| limits::read(db, &settings, sought, length))?)
}

/// Returns free times as a face is shown them.
fn offered(days: &Days<'_>, starts: Vec<DateTime<Utc>>) -> Vec<OfferedTime> {
    starts.into_iter().map(|start| offer(days, start)).collect()
}

fn offer(days: &Days<'_>, start: DateTime<Utc>) -> OfferedTime {
    let (home, end) = (days.home, start + days.own.wish.length);
    let (day, from, to, _) = wall(start, end, home);
    let unchecked = unchecked(&days.known.gaps(start, end), home);
    OfferedTime {
        day,
        from,
        to,
        start: stamp(start, home),
        end: stamp(end, home),
        zone: home.name().to_owned(),
        clocks: home.clocks(start, end),
        checked: unchecked.is_empty(),
        unchecked,
    }
}

/// Returns what was not checked as a face is shown it.
pub(super) fn unchecked(gaps: &[&Gap], home: &Zone) -> Vec<Unchecked> {
    gaps.iter()
        .map(|gap| Unchecked {
            calendar: gap.calendar.as_ref().map(|calendar| calendar.name.clone()).unwrap_or_default(),
            calendar_id: gap.calendar.as_ref().map(|calendar| calendar.id.as_str().to_owned()).unwrap_or_default(),
            last_read: gap.calendar.as_ref().and_then(|calendar| calendar.last_read_at).map(|at| stamp(at, home)),
            reason: gap.reason,
            event: gap.event.as_ref().map(|event| unread::shown(event, home)),
        })
        .collect()
}

/// Reads how long something is to be.
pub(super) fn length(minutes: u32) -> Answer<TimeDelta> {
    if !(1..=1440).contains(&minutes) {
        return Err(UiError::input("Not a length.", "Use 1 to 1440 minutes."));
    }
    Ok(TimeDelta::minutes(i64::from(minutes)))
}

/// Returns when a day begins, or a time of one is.
fn begin(from: &str, home: &Zone) -> Answer<DateTime<Utc>> {
    if from.contains('T') {
        Ok(home.instant(typed::time(from, None)?).first())
    } else {
        Ok(home.day_start(typed::day(from)?))
    }
}
