//! Events of a calendar that cannot be read, or not to their end: the person's word that one of them takes no time.

use chrono::{DateTime, TimeDelta, Utc};

use super::present::{day, wall};
use super::views::{UiError, UnreadEvent};
use super::{Answer, App};
use crate::availability::unread::{Time, Unread};
use crate::model::ids::EventId;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::occurrences::{has_more_dates, has_unread_rule, occurrences};
use crate::store::{Db, calendars, connections, events};

/// How far ahead it is looked whether a series can be counted.
const AHEAD: TimeDelta = TimeDelta::days(366);

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

/// Returns one as a face is shown it.
pub(super) fn shown(event: &Unread, zone: &Zone) -> UnreadEvent {
    let (id, title) = (event.id.as_str().to_owned(), event.title.clone());
    let (first, from, to) = match event.first {
        Some(Time { all_day: Some((first, _)), .. }) => (Some(day(first)), None, None),
        Some(Time { starts_at, ends_at, all_day: None, .. }) => {
            let (first, from, to, _) = wall(starts_at, ends_at, zone);
            (Some(first), Some(from), Some(to))
        }
        None => (None, None, None),
    };
    UnreadEvent { id, title, day: first, from, to, why: event.why }
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
