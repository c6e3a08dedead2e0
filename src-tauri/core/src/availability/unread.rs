//! Events of a calendar that cannot be read, or not to their end: what is known of each.

use chrono::{DateTime, NaiveDate, Utc};

use super::spans::Span;
use crate::model::event::{Event, Moment};
use crate::model::glimpse::Glimpse;
use crate::model::ids::EventId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::recurrence::occurrences::{has_more_dates, has_unread_rule};

/// An event that is not, or not all of it, known.
#[derive(Clone, Debug)]
pub struct Unread {
    pub id: EventId,
    /// Empty = not known.
    pub title: String,
    /// When it takes place for the first time.
    pub first: Option<Time>,
    pub why: Reason,
}

/// When an event takes place.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// First day and the day after the last.
    pub all_day: Option<(NaiveDate, NaiveDate)>,
    /// False = it is a guess: nobody knows the time zone that it is in.
    pub certain: bool,
}

impl Time {
    fn of(start: &Moment, end: &Moment, home: &Zone) -> Self {
        let all_day =
            if let (Moment::Date(first), Moment::Date(end)) = (start, end) { Some((*first, *end)) } else { None };
        let starts_at = start.instant(home);
        let certain = start.is_placed() && end.is_placed();
        Self { starts_at, ends_at: end.instant(home).max(starts_at), all_day, certain }
    }

    /// Returns whether some of it lies in a span of time.
    pub fn touches(&self, (from, to): Span) -> bool {
        self.starts_at < to && (self.ends_at > from || (self.starts_at == self.ends_at && self.starts_at >= from))
    }
}

impl Unread {
    /// One of a provider that this Daybook does not know.
    pub fn unknown(id: &EventId) -> Self {
        Self { id: id.clone(), title: String::new(), first: None, why: Reason::EventUnreadable }
    }

    /// A series of which not every date is known.
    pub fn series(id: &EventId, event: &Event, home: &Zone) -> Self {
        let why = if has_unread_rule(event, home) {
            Reason::EventRule
        } else if has_more_dates(event) {
            Reason::EventUnreadable
        } else {
            Reason::EventTooOften
        };
        let part = event.parts.first();
        let title = part.map(|part| part.title.clone()).unwrap_or_default();
        Self { id: id.clone(), title, first: part.map(|part| Time::of(&part.start, &part.end, home)), why }
    }

    /// One that cannot be read at all.
    pub fn glimpsed(id: &EventId, glimpse: Glimpse, home: &Zone) -> Self {
        let first = glimpse.first.map(|(start, end)| Time::of(&start, &end, home));
        Self { id: id.clone(), title: glimpse.title, first, why: glimpse.why }
    }
}
