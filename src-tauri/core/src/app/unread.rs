//! Events of a calendar that cannot be read, or not to their end: what is known of each, and the person's word that one of them
//! takes no time.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::present::{day, wall};
use super::views::{UiError, UnreadEvent};
use super::{Answer, App};
use crate::model::event::{Event, Moment};
use crate::model::glimpse::Glimpse;
use crate::model::ids::EventId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::occurrences::{has_more_dates, has_unread_rule, occurrences};
use crate::store::{Db, calendars, connections, events};

/// How far ahead it is looked whether a series can be counted.
const AHEAD: TimeDelta = TimeDelta::days(366);

/// An event that is not, or not all of it, known.
pub(super) struct Unread {
    pub id: EventId,
    title: String,
    /// When it takes place for the first time.
    pub first: Option<Time>,
    pub why: Reason,
}

/// When an event takes place.
#[derive(Clone, Copy)]
pub(super) struct Time {
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
    pub fn touches(&self, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> bool {
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

    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns it as a face is shown it.
    pub fn shown(&self, zone: &Zone) -> UnreadEvent {
        let (id, title) = (self.id.as_str().to_owned(), self.title.clone());
        let (first, from, to) = match self.first {
            Some(Time { all_day: Some((first, _)), .. }) => (Some(day(first)), None, None),
            Some(Time { starts_at, ends_at, all_day: None, .. }) => {
                let (first, from, to, _) = wall(starts_at, ends_at, zone);
                (Some(first), Some(from), Some(to))
            }
            None => (None, None, None),
        };
        UnreadEvent { id, title, day: first, from, to, why: self.why }
    }
}

impl App {
    /// Has an event that cannot be read take no time, or count again. `event` is the id of what the agenda or a verdict shows. Once
    /// it is changed in its calendar, it counts again.
    pub fn ignore_event(&self, event: &str, ignore: bool) -> Answer<()> {
        let store = self.open_store()?;
        let (home, now) = (self.zone(&store), self.now());
        let id = EventId::from(event.split('@').next().unwrap_or(event).to_owned());
        store.write_or(|db| {
            let row = events::get(db, &id)?.ok_or_else(|| UiError::unknown_id("event"))?;
            if ignore && !is_unread(db, &row, &home, now)? {
                return Err(UiError::input("This event can be read.", "Only one that cannot be read is ignored."));
            }
            Ok(events::ignore(db, &id, ignore)?)
        })
    }
}

/// Returns whether an event cannot be read, or not to the end of the coming year.
fn is_unread(db: &Db<'_>, row: &events::Mirrored, home: &Zone, now: DateTime<Utc>) -> Answer<bool> {
    let unknown = || UiError::unknown_id("event");
    let calendar = calendars::get(db, &row.calendar_id)?.ok_or_else(unknown)?;
    let connection = connections::get(db, &calendar.connection_id)?.ok_or_else(unknown)?;
    let provider = providers::by_id(&connection.provider).ok_or_else(unknown)?;
    let Ok(event) = (provider.read)(&row.body, calendar.zone.as_deref()) else { return Ok(true) };
    Ok(has_unread_rule(&event, home) || has_more_dates(&event) || !occurrences(&event, now, now + AHEAD, home).complete)
}
