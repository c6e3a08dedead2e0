//! One occurrence of a calendar's event.

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::connection::Calendar;
use crate::model::ids::EventId;
use crate::model::span::Span;
use crate::model::zone::Zone;
use crate::store::connections;
use crate::store::occurrences::Says;

/// One occurrence of a calendar's event.
pub(in crate::app) struct Block {
    pub id: String,
    /// The UID of its event: the same event may stand in several calendars. Empty where it could not be read.
    pub uid: String,
    pub calendar: Calendar,
    pub title: String,
    pub place: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// First day and the day after the last.
    pub all_day: Option<(NaiveDate, NaiveDate)>,
    pub counts: bool,
    pub unreadable: bool,
    /// Its time is a guess: nobody knows the time zone that it is in.
    pub zone_unknown: bool,
    /// By the person's word it takes no time.
    pub ignored: bool,
}

impl Block {
    /// Returns an occurrence of a readable event as a reader in `home` has it.
    pub fn of(
        event: &EventId,
        calendar: &Calendar,
        (span, certain): (&Span, bool),
        home: &Zone,
        says: &Says,
        counts: bool,
    ) -> Self {
        let (starts_at, ends_at) = span.in_zone(home);
        // The same wherever it is read.
        let (stamp, _) = span.in_zone(&Zone::utc());
        Self {
            id: format!("{event}@{}", stamp.timestamp()),
            uid: says.uid.clone(),
            calendar: calendar.clone(),
            title: says.title.clone(),
            place: says.place.clone(),
            starts_at,
            ends_at,
            all_day: span.all_day(),
            counts,
            unreadable: false,
            zone_unknown: !certain,
            ignored: false,
        }
    }
}

/// Returns whether the person declined it.
pub(super) fn declined(says: &Says, row: &connections::Row) -> bool {
    let own = row.connection.as_ref().map(|connection| connection.account.addresses.as_slice()).unwrap_or(&[]);
    says.declined.iter().any(|address| own.iter().any(|own| own.eq_ignore_ascii_case(address)))
}
