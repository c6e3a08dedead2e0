//! What the days hold, whether a time is free, and which times are free.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc};

use super::booking::times;
use super::busy::{Block, BusyTimes, taken};
use super::present::{Context, day, free_time, stamp, wall};
use super::settings::{self, minutes_of_day};
use super::views::{
    AgendaAppointment, AgendaItem, Appointment, Availability, BusyBlock, FreeTime, Settings, UiError, Unchecked,
    Verdict,
};
use super::{Answer, App, recheck, typed};
use crate::availability::slots::free_starts;
use crate::model::ids::AppointmentId;
use crate::model::zone::{Instant, Zone};
use crate::store::{Store, appointments, connections};

/// The longest agenda, in days.
const LONGEST: i64 = 366;
/// How many days ahead to look for free times.
const AHEAD: u64 = 60;

impl App {
    /// Returns everything on the days from `from` to `to`, both included, by start. Cancelled appointments too.
    pub fn agenda(&self, from: &str, to: &str) -> Answer<Vec<AgendaItem>> {
        let (from, to) = (typed::day(from)?, typed::day(to)?);
        let span = (to - from).num_days();
        if !(0..LONGEST).contains(&span) {
            return Err(UiError::input("Not a span of days.", "The second day follows the first, by a year at most."));
        }
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let (begin, end) = (zone.day_start(from), zone.day_start(to + Days::new(1)));
        let sending = self.0.engine.sending();
        let items = store.read(|db| {
            let taken = taken(db, begin, end, &zone, self.now(), None)?;
            let mut context = Context::read(db, zone.clone(), sending)?;
            let mut items = Vec::new();
            for (own, appointment) in taken.own.iter().zip(context.appointments(&taken.own)?) {
                let item = AgendaItem::Appointment(AgendaAppointment { all_day: false, appointment });
                items.push((own.starts_at, item));
            }
            for block in taken.blocks.iter().filter(|block| block.calendar.shown) {
                items.push((block.starts_at, AgendaItem::Busy(busy_block(block, &zone))));
            }
            Ok(items)
        })?;
        let mut items = items;
        items.sort_by_key(|(start, _)| *start);
        Ok(items.into_iter().map(|(_, item)| item).collect())
    }

    pub fn appointment(&self, id: &str) -> Answer<Appointment> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let sending = self.0.engine.sending();
        let found = store.read(|db| {
            let Some(kept) = appointments::get(db, &AppointmentId::from(id))? else { return Ok(None) };
            Context::read(db, zone, sending)?.appointment(&kept).map(Some)
        })?;
        found.ok_or_else(|| UiError::unknown_id("appointment"))
    }

    /// Returns whether a time is free. `except` is the appointment that is being moved.
    pub fn check(&self, start: &str, minutes: u32, zone: Option<&str>, except: Option<&str>) -> Answer<Verdict> {
        let store = self.open_store()?;
        let zone = self.zone_of(&store, zone)?;
        let home = self.known_zone(&store).unwrap_or_else(|_| zone.clone());
        let start = typed::time(start, None)?;
        if matches!(zone.instant(start), Instant::Skipped(_)) {
            return Ok(Verdict { skipped: true, ..verdict(Availability::Busy) });
        }
        let (starts_at, ends_at) = times(start, minutes, &zone)?;
        let except = except.map(AppointmentId::from);
        let settings = settings::read(&store);
        let now = self.now();
        let (taken, clashes) = store.read(|db| {
            let taken = taken(db, starts_at, ends_at, &home, now, except.as_ref())?;
            let rows = connections::all(db)?;
            let clashes = recheck::clashes(db, &taken, starts_at, ends_at, &rows, &home, |_| true)?;
            Ok((taken, clashes))
        })?;
        let unchecked = unchecked(&taken, &home);
        let answer = if !clashes.is_empty() {
            Availability::Busy
        } else if !unchecked.is_empty() {
            Availability::Unknown
        } else {
            Availability::Free
        };
        let next_free = if answer == Availability::Busy {
            let length = ends_at - starts_at;
            self.find_free(&store, &home, &settings, starts_at.max(now), length, 1, except.as_ref())?.into_iter().next()
        } else {
            None
        };
        let outside_hours = !worked(&settings, &home, home.wall(starts_at).date(), 1)
            .iter()
            .any(|(begin, end)| *begin <= starts_at && ends_at <= *end);
        let past = starts_at < now;
        Ok(Verdict { clashes, unchecked, next_free, past, outside_hours, ..verdict(answer) })
    }

    /// Returns the next free times of this length within working hours, from a day (`2026-12-01`) or a time
    /// (`2026-12-01T09:00` in the practitioner's zone) onwards.
    pub fn free_times(&self, from: &str, minutes: u32, count: u32, except: Option<&str>) -> Answer<Vec<FreeTime>> {
        if !(1..=1440).contains(&minutes) {
            return Err(UiError::input("Not a length.", "Use 1 to 1440 minutes."));
        }
        let store = self.open_store()?;
        let home = self.known_zone(&store)?;
        let settings = settings::read(&store);
        let from = if from.contains('T') {
            home.instant(typed::time(from, None)?).first()
        } else {
            home.day_start(typed::day(from)?)
        };
        let begin = from.max(self.now());
        let except = except.map(AppointmentId::from);
        let count = usize::try_from(count.min(50)).unwrap_or(50);
        self.find_free(&store, &home, &settings, begin, TimeDelta::minutes(i64::from(minutes)), count, except.as_ref())
    }

    #[expect(clippy::too_many_arguments, reason = "one private search behind two verbs")]
    fn find_free(
        &self,
        store: &Store,
        home: &Zone,
        settings: &Settings,
        from: DateTime<Utc>,
        length: TimeDelta,
        count: usize,
        except: Option<&AppointmentId>,
    ) -> Answer<Vec<FreeTime>> {
        let first = home.wall(from).date();
        let worked = worked(settings, home, first, AHEAD);
        let (Some(begin), Some(end)) = (worked.first().map(|span| span.0), worked.last().map(|span| span.1)) else {
            return Ok(Vec::new());
        };
        let taken = store.read(|db| taken(db, begin, end, home, self.now(), except))?;
        let step = TimeDelta::minutes(i64::from(settings.start_step));
        let starts = free_starts(&worked, &taken.spans(), from, length, step, count);
        Ok(starts.into_iter().map(|start| free_time(start, start + length, home)).collect())
    }
}

fn verdict(answer: Availability) -> Verdict {
    Verdict {
        answer,
        clashes: Vec::new(),
        unchecked: Vec::new(),
        next_free: None,
        past: false,
        outside_hours: false,
        skipped: false,
    }
}

fn unchecked(taken: &BusyTimes, home: &Zone) -> Vec<Unchecked> {
    taken
        .unchecked
        .iter()
        .map(|gap| Unchecked {
            calendar: gap.calendar.as_ref().map(|calendar| calendar.name.clone()).unwrap_or_default(),
            calendar_id: gap.calendar.as_ref().map(|calendar| calendar.id.as_str().to_owned()).unwrap_or_default(),
            last_read: gap.calendar.as_ref().and_then(|calendar| calendar.last_read_at).map(|at| stamp(at, home)),
            reason: gap.reason,
        })
        .collect()
}

/// Returns the working hours of `days` days from `first` on, as instants.
fn worked(settings: &Settings, home: &Zone, first: NaiveDate, days: u64) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut spans = Vec::new();
    for date in first.iter_days().take(usize::try_from(days).unwrap_or(0)) {
        let weekday = usize::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
        for span in settings.hours.get(weekday).into_iter().flatten() {
            let at = |text: &str| {
                let minutes = minutes_of_day(text)?;
                let midnight = date.and_time(chrono::NaiveTime::MIN);
                Some(home.instant(midnight + TimeDelta::minutes(i64::from(minutes))).first())
            };
            if let (Some(begin), Some(end)) = (at(&span.from), at(&span.to)) {
                spans.push((begin, end));
            }
        }
    }
    spans
}

fn busy_block(block: &Block, zone: &Zone) -> BusyBlock {
    let (mut first, from, to, mut last) = wall(block.starts_at, block.ends_at, zone);
    if let Some((begin, end)) = block.all_day {
        first = day(begin);
        last = day(end.pred_opt().unwrap_or(end).max(begin));
    }
    BusyBlock {
        id: block.id.clone(),
        title: block.title.clone(),
        place: block.place.clone(),
        start: stamp(block.starts_at, zone),
        end: stamp(block.ends_at, zone),
        zone: zone.name().to_owned(),
        day: first,
        from,
        to,
        end_day: last,
        all_day: block.all_day.is_some(),
        counts: block.counts,
        calendar_id: block.calendar.id.as_str().to_owned(),
        calendar: block.calendar.name.clone(),
        connection_id: block.calendar.connection_id.as_str().to_owned(),
        hue: block.calendar.hue,
        unreadable: block.unreadable,
        zone_unknown: block.zone_unknown,
    }
}
