//! Moves an appointment: of a series one date, that and all later ones, or all.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};

use super::form::{active, instant, times_of};
use super::save::Change;
use crate::app::present::Context;
use crate::app::views::{Done, RescheduleDraft, Scope, UiError};
use crate::app::{Answer, App, series, typed};
use crate::model::appointment::{Appointment, Happened, What};
use crate::model::ids::{AppointmentId, ChangeId};
use crate::model::zone::{Fold, Zone};
use crate::store::{Db, appointments, changes};

/// What was asked for, as it is meant.
struct Wanted<'a> {
    draft: &'a RescheduleDraft,
    start: NaiveDateTime,
    zone: Zone,
    home: &'a Zone,
}

impl App {
    /// Moves an appointment. The same event at the provider gets the new time. Of a series, so much is moved as is said.
    pub fn reschedule(&self, draft: RescheduleDraft) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let saved = store.write_or(|db| {
            let before = active(db, &draft.id)?;
            let (_, day) = series::parse(&draft.id);
            let much = series::moves(&before, day, draft.scope)?;
            let zone = typed::zone(draft.zone.as_deref().unwrap_or(&before.zone))?;
            // Where it is, it may stay.
            let known = series::asked_for(before.clone(), day).map_or(before.start, |date| date.start);
            let start = typed::time(&draft.start, Some(known))?;
            let wanted = Wanted { draft: &draft, start, zone, home: &home };
            match much {
                series::Moves::All => self.move_all(db, &before, day, &wanted),
                series::Moves::Date(day) => self.move_date(db, &before, day, &wanted),
                series::Moves::Later(day) => self.move_later(db, &before, day, &wanted),
            }
        })?;
        self.booked();
        Ok(saved)
    }

    /// Moves what takes place once, or all dates of a series as far as the one of a day.
    fn move_all(
        &self,
        db: &Db<'_>,
        before: &Appointment,
        day: Option<NaiveDate>,
        wanted: &Wanted<'_>,
    ) -> Result<Done, UiError> {
        let Wanted { draft, start: to, zone, home } = wanted;
        let minutes = draft.minutes.unwrap_or(before.minutes);
        let fold = series::fold_with(before, (day, *to), zone, draft.fold)?;
        let start = series::moved_with(before, day, *to)?;
        let (starts_at, ends_at) = times_of(before, start, minutes, zone, fold)?;
        let moved = Appointment {
            start,
            minutes,
            zone: zone.name().to_owned(),
            starts_at,
            ends_at,
            sequence: before.sequence.saturating_add(1),
            repeat: series::begun_on(before, (day, *to), start, zone)?,
            ..before.clone()
        };
        self.refuse_series(db, &moved, home, Some(&before.id), draft.anyway)?;
        self.save(db, &Change::new(Some(before), &moved, What::Move, draft.notify), home)
    }

    /// Moves one date of a series. It stays a date of it, and is as long as the others.
    fn move_date(
        &self,
        db: &Db<'_>,
        before: &Appointment,
        day: NaiveDate,
        wanted: &Wanted<'_>,
    ) -> Result<Done, UiError> {
        let Wanted { draft, home, .. } = wanted;
        if draft.minutes.is_some_and(|minutes| minutes != before.minutes) {
            let message = "All dates of a series are equally long.";
            return Err(UiError::input(
                message,
                "Change the length of all of them, or cancel this one and book it anew.",
            ));
        }
        let start = wall_of(before, day, wanted)?;
        let repeat = before.repeat.as_ref().map(|repeat| repeat.with_moved(day, start).normal(before.start));
        let sequence = before.sequence.saturating_add(u32::from(repeat != before.repeat));
        let after = Appointment { repeat, sequence, ..before.clone() };
        let date = series::on(&after, day);
        if !draft.anyway {
            series::refuse_beside_itself(&after, Some(day))?;
        }
        self.refuse_overlaps(db, &[(date.starts_at, date.ends_at)], home, Some(&before.id), draft.anyway)?;
        let done = self.save(db, &Change::new(Some(before), &after, What::Move, draft.notify), home)?;
        // What was learned on the way stands in it too.
        let kept = appointments::get(db, &before.id)?.unwrap_or(after);
        let mut context = Context::read(db, (*home).clone(), HashSet::new())?;
        Ok(Done { appointment: context.appointment(&series::on(&kept, day))?, ..done })
    }

    /// Ends a series before one of its dates, and has it go on from there as a series of its own.
    fn move_later(
        &self,
        db: &Db<'_>,
        before: &Appointment,
        day: NaiveDate,
        wanted: &Wanted<'_>,
    ) -> Result<Done, UiError> {
        let Wanted { draft, start, zone, home } = wanted;
        let minutes = draft.minutes.unwrap_or(before.minutes);
        let (starts_at, ends_at) = times_of(before, *start, minutes, zone, draft.fold)?;
        let begun = Appointment {
            id: AppointmentId::random(),
            uid: uuid::Uuid::new_v4().to_string(),
            start: *start,
            minutes,
            zone: zone.name().to_owned(),
            starts_at,
            ends_at,
            sequence: 0,
            calendar_event_id: None,
            invited: None,
            repeat: Some(series::later(before, day, *start, zone)?),
            ..before.clone()
        };
        let ended = Appointment {
            repeat: series::rest(before, Some(day), Scope::Later)?,
            sequence: before.sequence.saturating_add(1),
            ..before.clone()
        };
        if !draft.anyway {
            series::refuse_beside(&begun, &ended)?;
        }
        // Before the other one ends: its later dates are known to be its own.
        self.refuse_series(db, &begun, home, Some(&before.id), draft.anyway)?;
        let end = Change::new(Some(before), &ended, What::Change, draft.notify);
        let end = self.save(db, &Change { noted: Happened::Move, ..end }, home)?;
        let done = self.save(db, &Change::new(None, &begun, What::Book, draft.notify), home)?;
        changes::tie(db, &ChangeId::from(end.change_id), &ChangeId::from(done.change_id.as_str()))?;
        Ok(done)
    }

    /// Refuses an appointment of which a time overlaps something: of a series, any of those that are looked at.
    pub(super) fn refuse_series(
        &self,
        db: &Db<'_>,
        one: &Appointment,
        home: &Zone,
        except: Option<&AppointmentId>,
        anyway: bool,
    ) -> Result<(), UiError> {
        if !anyway {
            series::refuse_beside_itself(one, None)?;
        }
        self.refuse_overlaps(db, &series::spans(one), home, except, anyway)
    }
}

/// Returns when a date of a series is to take place, on the wall clock of its series. Where the time comes twice, the first is
/// meant: no series can say otherwise of one date.
fn wall_of(series: &Appointment, day: NaiveDate, wanted: &Wanted<'_>) -> Answer<NaiveDateTime> {
    let Wanted { draft, start, zone, .. } = wanted;
    let own = typed::zone(&series.zone)?;
    // The rule may mean an hour that the clocks skip, and the second of two.
    if zone.name() == own.name() && *start == day.and_time(series.start.time()) {
        return Ok(*start);
    }
    let at = instant(*start, zone, draft.fold.or(Some(Fold::First)))?;
    let wall = own.wall(at);
    if own.instant(wall).first() == at {
        return Ok(wall);
    }
    let message = "A date that is moved by itself cannot be after the clocks go back.";
    Err(UiError::input(message, "Take the time before the clocks go back, or choose another."))
}
