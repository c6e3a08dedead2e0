//! One occurrence of a calendar's event, and what decides whether it counts.

use chrono::{DateTime, NaiveDate, Utc};

use super::busy::{Kind, decide};
use super::why::{more, why};
use crate::model::connection::Calendar;
use crate::model::event::{Busy, Reply};
use crate::model::ids::{AppointmentId, EventId};
use crate::model::rules::Rule;
use crate::model::span::Span;
use crate::model::zone::Zone;

/// What is told of a part of an event, or of the way to it, to the person whose calendar it is in.
#[derive(Clone, Copy, Debug)]
pub struct Described<'e> {
    pub uid: &'e str,
    pub title: &'e str,
    pub place: &'e str,
    pub takes: Busy,
    /// What the person answered; `None` = they were not asked.
    pub answer: Option<Reply>,
    /// It is the way to another part.
    pub travel: bool,
}

impl Described<'_> {
    /// Returns whether it counts as busy by the rules of its calendar, and which one says so.
    pub fn decided(&self, all_day: bool, calendar: &Calendar) -> (Rule, bool) {
        let Self { takes, answer, travel, .. } = *self;
        decide(&Kind { takes, answer, all_day, travel }, &calendar.rules)
    }
}

/// One occurrence of a calendar's event.
#[derive(Clone, Debug)]
pub struct Block {
    pub id: String,
    /// The UID of its event: the same event may stand in several calendars. Empty where it could not be read.
    pub uid: String,
    /// The appointment of which its event is.
    pub own: Option<AppointmentId>,
    pub calendar: Calendar,
    pub title: String,
    pub place: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// First day and the day after the last.
    pub all_day: Option<(NaiveDate, NaiveDate)>,
    pub counts: bool,
    /// What decided that.
    pub rule: Rule,
    /// The calendar that has it count, where that is another one in which it stands as well.
    pub counted_by: Option<Calendar>,
    pub unreadable: bool,
    /// Its time is a guess: nobody knows the time zone that it is in.
    pub zone_unknown: bool,
    /// By the person's word it takes no time.
    pub ignored: bool,
    /// No occurrence: from here on the event has more of them than are listed.
    pub more: bool,
}

impl Block {
    /// Returns an occurrence of a readable event as a reader in `home` has it.
    pub fn of(
        event: &EventId,
        calendar: &Calendar,
        (span, certain): (&Span, bool),
        home: &Zone,
        part: &Described<'_>,
        (rule, counts): (Rule, bool),
    ) -> Self {
        let (starts_at, ends_at) = span.in_zone(home);
        // The same wherever it is read.
        let (stamp, _) = span.in_zone(&Zone::utc());
        Self {
            id: format!("{event}@{}{}", stamp.timestamp(), if part.travel { "t" } else { "" }),
            uid: part.uid.to_owned(),
            own: None,
            calendar: calendar.clone(),
            title: part.title.to_owned(),
            place: part.place.to_owned(),
            starts_at,
            ends_at,
            all_day: span.all_day(),
            counts,
            rule,
            counted_by: None,
            unreadable: false,
            zone_unknown: !certain,
            ignored: false,
            more: false,
        }
    }

    /// Returns the calendar whose rules decide whether it counts.
    pub fn ruled_by(&self) -> &Calendar {
        self.counted_by.as_ref().unwrap_or(&self.calendar)
    }

    /// Returns in a sentence why it counts, or does not.
    pub fn why(&self) -> String {
        if self.more {
            return more(&self.title);
        }
        let calendar = self.ruled_by();
        why(self.rule, self.counts, &calendar.name, calendar.counts_busy)
    }
}
