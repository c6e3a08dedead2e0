//! The sync activity as a face is shown it: what needs the person, what is on its way, and what happened today.

use serde::Serialize;
use ts_rs::TS;

use super::{Clash, HistoryEntry, OutboxItem, Reason};

/// The sync activity page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Activity {
    pub needs_you: Vec<OutboxItem>,
    /// Appointments at a time that could not be checked when it was chosen, and that is taken as is known by now.
    pub booked_over: Vec<BookedOver>,
    pub in_progress: Vec<OutboxItem>,
    pub waiting: Vec<OutboxItem>,
    pub done_today: Vec<OutboxItem>,
    pub last_sync: Option<String>,
    /// Calendars that were not taken over as they are now: each is a question.
    pub held: Vec<HeldCalendar>,
    /// What was changed in calendars today and taken over here, newest first: the last 50.
    pub changed_there: Vec<ChangedThere>,
}

/// An appointment that was changed in its calendar, by somebody with access to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ChangedThere {
    pub appointment_id: String,
    pub client: String,
    #[serde(flatten)]
    #[ts(flatten)]
    pub entry: HistoryEntry,
}

/// So much of a calendar is gone or moved there at once that none of it is believed before the person says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HeldCalendar {
    pub calendar_id: String,
    pub calendar: String,
    pub connection_id: String,
    /// What the account is called.
    pub provider: String,
    pub reason: Reason,
    /// How many events are gone or at another time, and how many appointments are among them.
    pub events: u32,
    pub appointments: u32,
    /// RFC 3339: when that was seen first.
    pub since: String,
    /// What is gone or at another time, as it was here: the next 50.
    pub lost: Vec<LostEvent>,
}

/// An event that is gone from its calendar, or at another time there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LostEvent {
    /// `None` = an event of the calendar's own.
    pub appointment_id: Option<String>,
    /// The client, or the event's title. Empty = it has none, or could not be read.
    pub title: String,
    /// When it was to take place; of a series, its first time.
    pub day: String,
    pub from: String,
    pub all_day: bool,
}

/// An appointment, and what else is at its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BookedOver {
    pub appointment_id: String,
    pub client: String,
    pub day: String,
    pub from: String,
    pub to: String,
    pub clashes: Vec<Clash>,
}
