//! Which times are free, within working hours and the person's own limits. What was not checked is offered and says so;
//! what lies beyond the span that is read is not offered.

use chrono::{DateTime, TimeDelta, Utc};

use super::busy::{BusyTimes, Gap, taken};
use super::limits::{Own, Sought};
use super::present::{stamp, wall};
use super::settings;
use super::views::{OfferedTime, UiError, Unchecked};
use super::{Answer, App, typed};
use crate::availability::free::Search;
use crate::availability::limits::Taken;
use crate::availability::spans::Span;
use crate::model::ids::AppointmentId;
use crate::model::reason::Reason;
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
        Ok(self.search(&store, &home, &wanted, AHEAD)?.map(|search| search.offers(count)).unwrap_or_default())
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
        let search = self.search(&store, &home, &wanted, u64::try_from(left).unwrap_or(0))?;
        Ok(search.map(|search| search.offers(usize::MAX)).unwrap_or_default())
    }

    /// Returns the next free time: the first that was checked, or else the first.
    pub(super) fn next_free(&self, store: &Store, home: &Zone, wanted: &Wanted<'_>) -> Answer<Option<OfferedTime>> {
        Ok(self.search(store, home, wanted, AHEAD)?.and_then(|search| search.next()))
    }

    /// Reads what is known of so many days. `None` = nobody works then.
    fn search<'a>(
        &self,
        store: &Store,
        home: &'a Zone,
        wanted: &'a Wanted<'a>,
        days: u64,
    ) -> Answer<Option<Searched<'a>>> {
        let (own, now) = (wanted.own, self.now());
        let worked = own.hours.worked(home, home.wall(wanted.from).date(), days);
        let (Some(first), Some(last)) = (worked.first(), worked.last()) else { return Ok(None) };
        let whole = own.around(home, (first.0, last.1));
        let known = store.read(|db| taken(db, whole.0, whole.1, home, now, wanted.except))?;
        Ok(Some(Searched { home, now, wanted, worked, whole, known }))
    }
}

/// Reads what holds for an appointment of this length.
pub(super) fn own(store: &Store, sought: &Sought<'_>, length: TimeDelta) -> Answer<Own> {
    let settings = settings::read(store);
    Ok(store.read(|db| Own::read(db, &settings, sought, length))?)
}

/// Days that are searched, and what is known of them.
struct Searched<'a> {
    home: &'a Zone,
    now: DateTime<Utc>,
    wanted: &'a Wanted<'a>,
    worked: Vec<Span>,
    whole: Span,
    known: BusyTimes,
}

impl Searched<'_> {
    fn offers(&self, count: usize) -> Vec<OfferedTime> {
        self.outside_of(|gap| gap.reason == Reason::CalBeyond, count)
    }

    fn next(&self) -> Option<OfferedTime> {
        let checked = self.outside_of(|_| true, 1).into_iter().next();
        checked.or_else(|| self.offers(1).into_iter().next())
    }

    /// Returns the first free times that touch no gap of such a kind.
    fn outside_of(&self, kind: impl Fn(&Gap) -> bool, count: usize) -> Vec<OfferedTime> {
        let Wanted { from, own, heard, .. } = *self.wanted;
        let known = own.taken(&self.known).into_iter().map(|(taken, _)| taken);
        let heard = heard.iter().map(|span| Taken::other(*span));
        let (begin, end) = self.whole;
        let gaps = self.known.unchecked.iter().filter(|gap| kind(gap) && gap.touches(begin, end));
        let gaps = gaps.map(|gap| Taken::other(self.span(gap)));
        let taken: Vec<Taken> = known.chain(heard).chain(gaps).collect();
        let (home, now, step, wish, limits) = (self.home, self.now, own.step, own.wish, &own.limits);
        let search = Search { home, now, from, step, wish, limits };
        search.starts(&self.worked, &taken, count).into_iter().map(|start| self.offer(start)).collect()
    }

    /// Returns how much of the days a gap takes.
    fn span(&self, gap: &Gap) -> Span {
        let (begin, end) = self.whole;
        gap.span.map_or(self.whole, |(first, last)| (first.max(begin), last.min(end)))
    }

    fn offer(&self, start: DateTime<Utc>) -> OfferedTime {
        let end = start + self.wanted.own.wish.length;
        let (day, from, to, _) = wall(start, end, self.home);
        let unchecked = unchecked(&self.known.gaps(start, end), self.home);
        OfferedTime {
            day,
            from,
            to,
            start: stamp(start, self.home),
            end: stamp(end, self.home),
            zone: self.home.name().to_owned(),
            clocks: self.home.clocks(start, end),
            checked: unchecked.is_empty(),
            unchecked,
        }
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
            event: gap.event.as_ref().map(|event| event.shown(home)),
        })
        .collect()
}

fn length(minutes: u32) -> Answer<TimeDelta> {
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
