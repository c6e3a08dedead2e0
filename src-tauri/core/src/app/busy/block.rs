//! One occurrence of a calendar's event.

use chrono::{DateTime, NaiveDate, Utc};

use crate::availability::busy::{Kind, decide};
use crate::availability::why::{more, why};
use crate::model::connection::Calendar;
use crate::model::ids::{AppointmentId, EventId};
use crate::model::rules::Rule;
use crate::model::span::Span;
use crate::model::zone::Zone;
use crate::store::connections;
use crate::store::occurrences::IndexedPart;

/// One occurrence of a calendar's event.
pub(in crate::app) struct Block {
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
        part: &IndexedPart,
        (rule, counts): (Rule, bool),
    ) -> Self {
        let says = &part.says;
        let (starts_at, ends_at) = span.in_zone(home);
        // The same wherever it is read.
        let (stamp, _) = span.in_zone(&Zone::utc());
        Self {
            id: format!("{event}@{}{}", stamp.timestamp(), if part.travel { "t" } else { "" }),
            uid: says.uid.clone(),
            own: None,
            calendar: calendar.clone(),
            title: says.title.clone(),
            place: says.place.clone(),
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

/// Returns whether a part counts as busy by the rules of its calendar, and which one says so.
pub(super) fn decided(part: &IndexedPart, all_day: bool, calendar: &Calendar, row: &connections::Row) -> (Rule, bool) {
    let answers = &part.says.answers;
    let answer = if answers.is_empty() { None } else { answers.said(&own_addresses(calendar, row)) };
    decide(&Kind { takes: part.takes, answer, all_day, travel: part.travel }, &calendar.rules)
}

/// Returns under what the person may be invited there, as far as that is certain.
fn own_addresses<'r>(calendar: &'r Calendar, row: &'r connections::Row) -> Vec<&'r str> {
    let Ok(connection) = &row.connection else { return Vec::new() };
    let account = &connection.account;
    // Some calendars are named by an address.
    let more = [account.email.as_str(), connection.user_name.as_str(), calendar.handle.as_str()];
    account.addresses.iter().map(String::as_str).chain(more).collect()
}
