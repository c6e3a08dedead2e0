//! What is not known of a person's time: of which calendar, for which of its hours, and why.

use chrono::{DateTime, TimeDelta, Utc};

use super::source::Source;
use super::spans::Span;
use super::unread::Unread;
use crate::model::connection::Calendar;
use crate::model::ids::CalendarId;
use crate::model::reason::Reason;
use crate::recurrence::limits::FAR_OFF;

/// So many events that cannot be read are named of one calendar.
const NAMED: usize = 10;

/// Time of which is not known whether it is taken.
#[derive(Clone, Debug)]
pub struct Gap {
    /// `None` = it is not known whose.
    pub calendar: Option<Calendar>,
    pub reason: Reason,
    /// The event that cannot be read; `None` = it is not one event that hides it, or one whose time zone is not known.
    pub event: Option<Unread>,
    /// `None` = all of it.
    pub span: Option<Span>,
}

impl Gap {
    /// Returns that nothing is known of a calendar; `None` = it is not known whose it is.
    pub fn of_all(calendar: Option<&Calendar>, reason: Reason) -> Self {
        Self { calendar: calendar.cloned(), reason, event: None, span: None }
    }

    /// Returns what an event hides that could not be read, or not to its end. `reach` = from when on it takes place, and until
    /// when; without that it may be at any time. `to` = the end of what is asked about.
    pub fn of_event(
        calendar: &Calendar,
        event: Unread,
        reach: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
        to: DateTime<Utc>,
    ) -> Self {
        let span = reach.map(|(first, last)| (first, last.unwrap_or(to)));
        Self { event: Some(event), span, ..Self::of_all(Some(calendar), Reason::EventUnreadable) }
    }

    /// Returns what an event hides of which the time zone is not known, and that is shown at `start..end`.
    pub fn of_guess(calendar: &Calendar, (start, end): Span) -> Self {
        Self { span: Some((start - FAR_OFF, end + FAR_OFF)), ..Self::of_all(Some(calendar), Reason::EventZone) }
    }

    /// Returns whose it is, where that is known.
    pub fn calendar_id(&self) -> Option<&CalendarId> {
        self.calendar.as_ref().map(|calendar| &calendar.id)
    }

    /// Returns whether any of `start..end` is not known.
    pub fn touches(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        // What has no length lies at its start.
        let end = end.max(start + TimeDelta::seconds(1));
        self.span.is_none_or(|(first, last)| first < end && last > start)
    }

    /// Returns whether it hides all of a calendar, whatever its events are.
    fn is_all(&self) -> bool {
        self.event.is_none() && self.span.is_none()
    }

    /// Returns whether the other one tells nothing new.
    fn includes(&self, other: &Self) -> bool {
        let is_same = || match (&self.event, &other.event) {
            (None, None) => self.span == other.span,
            (Some(own), Some(other)) => own.id == other.id,
            (None, Some(_)) | (Some(_), None) => false,
        };
        self.calendar_id() == other.calendar_id() && (self.is_all() || is_same())
    }
}

/// Adds what is not known, unless that tells nothing new.
pub fn add(unchecked: &mut Vec<Gap>, gap: Gap) {
    // Where so many events may be at any time, no hour is known, and no further one is named.
    let its = unchecked.iter().filter(|known| known.calendar_id() == gap.calendar_id());
    let everywhere = its.filter(|known| known.event.is_some() && known.span.is_none()).count();
    if everywhere < NAMED && !unchecked.iter().any(|known| known.includes(&gap)) {
        unchecked.push(gap);
    }
}

/// Returns what is told of these: each calendar once, and some of its events that cannot be read, unless nothing else of it is
/// known either.
pub fn told<'g>(gaps: impl Iterator<Item = &'g Gap>) -> Vec<&'g Gap> {
    let mut told: Vec<&Gap> = Vec::new();
    for gap in gaps {
        let its = told.iter().copied().filter(|told| told.calendar_id() == gap.calendar_id());
        let (events, others): (Vec<&Gap>, Vec<&Gap>) = its.partition(|told| told.event.is_some());
        let is_new = match gap.event {
            Some(_) => events.len() < NAMED && others.iter().all(|other| other.reason == Reason::EventZone),
            None => others.is_empty(),
        };
        if is_new {
            told.push(gap);
        }
    }
    told
}

/// Returns what is not known of a calendar within `from..to`, whatever its events are.
pub fn of_calendar(source: Source<'_>, now: DateTime<Utc>, (from, to): Span) -> Vec<Gap> {
    let calendar = source.calendar;
    let unread = source.why_unchecked(now).map(|reason| Gap::of_all(Some(calendar), reason));
    let before = calendar.covered.and_then(|(first, _)| (from < first).then_some((from, first)));
    let after = calendar.covered.and_then(|(_, last)| (to > last).then_some((last, to)));
    let beyond = |span| Gap { span: Some(span), ..Gap::of_all(Some(calendar), Reason::CalBeyond) };
    unread.into_iter().chain(before.map(beyond)).chain(after.map(beyond)).collect()
}
