//! The brake: so much of a calendar gone or moved at once may well be a fault there, and is believed only when the person
//! says so. What they did here themselves does not count.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::fields;
use super::index;
use super::ours::{self, Sight};
use crate::model::appointment::Status;
use crate::model::connection::Calendar;
use crate::model::event::{Busy, Event, EventStatus, Reply};
use crate::model::ids::{AppointmentId, EventHandle, Revision};
use crate::providers::{self, Changes, Provider, RemoteEvent};
use crate::store::events::Placed;
use crate::store::{self, Db, StoreError, appointments, copies, events};

/// So many events at once ...
const EVENTS: u32 = 10;
/// ... and this part of all that are to come: one in five.
const SHARE: u32 = 5;
/// Or so many appointments.
const OWN: u32 = 5;
/// So many of them are listed by name.
const LISTED: usize = 50;

/// When an event takes place: its first start and its last end.
type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// What a reading of one calendar is about to take away.
pub(super) struct Brake<'a> {
    calendar: &'a Calendar,
    provider: Option<&'static Provider>,
    now: DateTime<Utc>,
    counted: HashSet<EventHandle>,
    /// When each of them was to end.
    lost: Vec<(Option<DateTime<Utc>>, EventHandle)>,
    /// Gone or moved: to come, whenever, and appointments among them.
    coming: u32,
    whenever: u32,
    own: u32,
}

impl<'a> Brake<'a> {
    pub fn new(calendar: &'a Calendar, provider: &str, now: DateTime<Utc>) -> Self {
        let provider = providers::by_id(provider);
        let (counted, lost) = Default::default();
        Self { calendar, provider, now, counted, lost, coming: 0, whenever: 0, own: 0 }
    }

    /// Returns the next of what would be lost or moved, to be listed.
    pub fn listed(&self) -> Vec<EventHandle> {
        let mut lost: Vec<_> = self.lost.iter().collect();
        // What is to come first, and of what is over the last.
        lost.sort_by_key(|(end, _)| match end {
            Some(end) if *end <= self.now => (1, (self.now - *end).num_seconds()),
            Some(end) => (0, (*end - self.now).num_seconds()),
            None => (0, 0),
        });
        lost.into_iter().take(LISTED).map(|(_, handle)| handle.clone()).collect()
    }

    /// Weighs pages that were not applied yet. Returns how many events and appointments would be lost or moved, where that is
    /// so much that the person has to say it is right.
    pub fn weigh(
        &mut self,
        db: &Db<'_>,
        pages: &[Changes],
        known: &[(EventHandle, Revision)],
    ) -> store::Result<Option<(u32, u32)>> {
        let missing = missing(pages, known);
        let touched = pages.iter().map(|page| page.changed.len().saturating_add(page.removed.len())).sum::<usize>();
        let few = usize::try_from(OWN).unwrap_or(usize::MAX);
        // What is asked about is held until it is answered or all of it is back.
        let asked = self.calendar.held.is_some_and(|held| !held.let_through);
        if !asked && self.counted.is_empty() && touched.saturating_add(missing.len()) < few {
            return Ok(None);
        }
        let mut weighing = Weighing { brake: self, db, arrived: Arrived::default() };
        weighing.all(pages, &missing)?;
        let calendar = self.calendar;
        let too_many = (asked && self.whenever > 0)
            || self.own >= OWN
            || (self.coming >= EVENTS
                && self.coming.saturating_mul(SHARE) >= events::count_coming(db, &calendar.id, self.now)?)
            || (self.whenever >= EVENTS && self.whenever >= events::count(db, &calendar.id)?);
        let let_through =
            calendar.held.is_some_and(|held| held.let_through && self.whenever <= held.events && self.own <= held.own);
        Ok((too_many && !let_through).then_some((self.whenever, self.own)))
    }
}

/// An event that a complete list leaves out, with the span of time that the list is about.
type Missing<'a> = (&'a EventHandle, Option<(DateTime<Utc>, DateTime<Utc>)>);

/// Returns what the mirror holds and a complete list does not.
fn missing<'a>(pages: &'a [Changes], known: &'a [(EventHandle, Revision)]) -> Vec<Missing<'a>> {
    let mut missing = Vec::new();
    for page in pages {
        let Some(complete) = &page.complete else { continue };
        let present: HashSet<_> = complete.iter().collect();
        let gone = known.iter().map(|(handle, _)| handle).filter(|handle| !present.contains(handle));
        missing.extend(gone.map(|handle| (handle, page.span)));
    }
    missing
}

/// What is new there: where an event is only spelt otherwise, nothing is lost.
#[derive(Default)]
struct Arrived {
    spans: HashMap<Span, u32>,
    appointments: HashSet<AppointmentId>,
}

struct Weighing<'w, 'a> {
    brake: &'w mut Brake<'a>,
    db: &'w Db<'w>,
    arrived: Arrived,
}

impl Weighing<'_, '_> {
    fn all(&mut self, pages: &[Changes], missing: &[Missing<'_>]) -> store::Result<()> {
        let mut changed = Vec::new();
        for remote in pages.iter().flat_map(|page| &page.changed) {
            match self.placed(&remote.handle)? {
                Some(before) => changed.push((remote, before)),
                None => self.arrives(remote)?,
            }
        }
        for (remote, before) in changed {
            // What cannot be read takes time wherever it is.
            let Ok(event) = &remote.event else { continue };
            let span = self.span(remote, event);
            let gives_up = takes_none(event) || span != (before.starts_at, before.ends_at);
            if gives_up && self.took_time(&remote.handle)? {
                self.loses(&remote.handle, &before, Some(span))?;
            }
        }
        for handle in pages.iter().flat_map(|page| &page.removed) {
            if let Some(before) = self.placed(handle)? {
                self.loses(handle, &before, None)?;
            }
        }
        for (handle, span) in missing {
            let Some(before) = self.placed(handle)? else { continue };
            if !matches!(ours::sight(&before, *span), Sight::Outside) {
                self.loses(handle, &before, None)?;
            }
        }
        Ok(())
    }

    fn placed(&self, handle: &EventHandle) -> store::Result<Option<Placed>> {
        events::placed(self.db, &self.brake.calendar.id, handle)
    }

    /// As the mirror would hold it, to the second.
    fn span(&self, remote: &RemoteEvent, event: &Event) -> Span {
        let second = |at: DateTime<Utc>| DateTime::from_timestamp(at.timestamp(), 0);
        let opened = index::as_opened(self.brake.provider, self.brake.calendar, &remote.raw, event);
        let (start, end) = fields::span(opened.as_ref().unwrap_or(event));
        (second(start), end.and_then(second))
    }

    fn arrives(&mut self, remote: &RemoteEvent) -> store::Result<()> {
        let Ok(event) = &remote.event else { return Ok(()) };
        if takes_none(event) {
            return Ok(());
        }
        let times = self.arrived.spans.entry(self.span(remote, event)).or_default();
        *times = times.saturating_add(1);
        self.arrived.appointments.extend(ours::appointment_of(self.db, event)?);
        Ok(())
    }

    /// Returns whether an event took time as it was last read.
    fn took_time(&self, handle: &EventHandle) -> store::Result<bool> {
        let held = match events::by_handle(self.db, &self.brake.calendar.id, handle) {
            Err(StoreError::Unreadable { .. }) => return Ok(true),
            held => held?,
        };
        let event = self
            .brake
            .provider
            .zip(held)
            .and_then(|(provider, held)| (provider.read)(&held.body, self.brake.calendar.zone.as_deref()).ok());
        Ok(event.is_none_or(|event| !takes_none(&event)))
    }

    /// Counts an event that is not where it was. `now_at` is where it stands now.
    fn loses(&mut self, handle: &EventHandle, before: &Placed, now_at: Option<Span>) -> store::Result<()> {
        if self.brake.counted.contains(handle) {
            return Ok(());
        }
        let own = match &before.appointment_id {
            Some(id) if self.is_known_here(id, handle, now_at)? => return Ok(()),
            Some(_) => true,
            None => false,
        };
        let spelt_otherwise = self.arrived.spans.get_mut(&(before.starts_at, before.ends_at)).filter(|left| **left > 0);
        if let Some(left) = spelt_otherwise.filter(|_| !own && now_at.is_none()) {
            *left = left.saturating_sub(1);
            return Ok(());
        }
        self.brake.counted.insert(handle.clone());
        self.brake.lost.push((before.ends_at, handle.clone()));
        self.brake.whenever = self.brake.whenever.saturating_add(1);
        self.brake.coming = self.brake.coming.saturating_add(before.is_coming(self.brake.now).into());
        self.brake.own = self.brake.own.saturating_add(own.into());
        Ok(())
    }

    /// Returns whether an appointment is not lost with this event: the person did it here, or it stands elsewhere.
    fn is_known_here(&self, id: &AppointmentId, handle: &EventHandle, now_at: Option<Span>) -> store::Result<bool> {
        let Some(appointment) = appointments::get_without_texts(self.db, id)? else { return Ok(false) };
        let start = now_at.and_then(|(start, _)| start);
        Ok(appointment.status == Status::Cancelled
            || start.is_some_and(|start| start.timestamp() == appointment.starts_at.timestamp())
            || copies::get_or_nothing(self.db, id)?.sent.is_some()
            || self.arrived.appointments.contains(id)
            || events::stands_elsewhere(self.db, id, &self.brake.calendar.id, handle)?)
    }
}

/// Returns whether nothing of an event takes the person's time.
fn takes_none(event: &Event) -> bool {
    event.parts.iter().all(|part| {
        let is_off = part.status == EventStatus::Cancelled || part.answer == Some(Reply::Declined);
        is_off || matches!(part.busy, Busy::Free | Busy::Elsewhere | Busy::Birthday)
    })
}
