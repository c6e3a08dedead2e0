//! An appointment with a client, and what has become of it on its way to a calendar.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::ids::{AppointmentId, CalendarId, ClientId, EventHandle, ServiceId};

/// One appointment. Its wall clock and zone are what was agreed; the instants follow from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub client_id: ClientId,
    pub service_id: Option<ServiceId>,
    pub title: String,
    pub place: String,
    /// Private: sealed here, never sent.
    pub notes: String,
    /// Wall clock in `zone`, to the minute.
    pub start: NaiveDateTime,
    /// Exact length, minutes (1 to 1440).
    pub minutes: u32,
    /// IANA name.
    pub zone: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: Status,
    /// The client gets the provider's invitation.
    pub invite: bool,
    /// Where it goes; `None` = stays on this computer.
    pub calendar_id: Option<CalendarId>,
    /// iCalendar UID: ours, random, never used again.
    pub uid: String,
    /// RFC 5545 SEQUENCE: raised by every change of time or status.
    pub sequence: u32,
    /// What the provider calls it, once it is there.
    pub calendar_event_id: Option<EventHandle>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Confirmed,
    Tentative,
    Cancelled,
}

impl Status {
    /// The word on disk and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Tentative => "tentative",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How far an appointment is on its way to its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// No calendar: it stays on this computer.
    Local,
    Waiting,
    Syncing,
    Synced,
    NeedsYou,
}

impl SyncState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Waiting => "waiting",
            Self::Syncing => "syncing",
            Self::Synced => "synced",
            Self::NeedsYou => "needs_you",
        }
    }
}
