//! An appointment with a client, and what has become of it on its way to a calendar.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::ids::{AppointmentId, CalendarId, ClientId, EventHandle, OutboxId, ServiceId};
use super::reason::Reason;
use super::words::words;

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
    /// The address that the event there was last written to invite. Stays when `invite` is switched off:
    /// who was invited is not told otherwise in silence.
    pub invited: Option<String>,
}

words! {
    /// Whether an appointment stands.
    pub enum Status { Confirmed = "confirmed", Tentative = "tentative", Cancelled = "cancelled" }
}

words! {
    /// How far an appointment is on its way to its calendar.
    pub enum SyncState {
        /// No calendar: it stays on this computer.
        Local = "local",
        Waiting = "waiting",
        Syncing = "syncing",
        Synced = "synced",
        NeedsYou = "needs_you",
    }
}

/// A change on its way to a provider: one open entry per appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    pub id: OutboxId,
    pub appointment_id: AppointmentId,
    pub what: What,
    pub state: OutboxState,
    /// Why it waits or needs the person.
    pub reason: Option<Reason>,
    /// A move: where the provider last saw it.
    pub old_starts_at: Option<DateTime<Utc>>,
    /// A conflict: the provider's start and end.
    pub theirs: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Tell the client.
    pub notify: bool,
    /// 0 = never tried, so that nothing of it can be at the provider.
    pub attempts: u32,
    /// The undo window ends.
    pub not_before: DateTime<Utc>,
    pub next_try_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

words! {
    /// What a change is to the person.
    pub enum What { Book = "book", Move = "move", Change = "change", Cancel = "cancel" }
}

words! {
    /// Where a change is on its way.
    pub enum OutboxState {
        Waiting = "waiting",
        NeedsYou = "needs_you",
        Done = "done",
        /// Taken back before it was sent, or discarded by the person.
        Dropped = "dropped",
    }
}
