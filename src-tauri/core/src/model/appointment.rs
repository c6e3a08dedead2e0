//! An appointment with a client, and the change that takes it to a calendar.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::ids::{AppointmentId, CalendarId, ClientId, EventHandle, OutboxId, ServiceId};
use super::reason::Reason;
use super::repeat::Repeat;
use super::words::words;
use super::zone::Zone;

/// One appointment. Its wall clock and zone were agreed with the client; the instants follow from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub client_id: ClientId,
    pub service_id: Option<ServiceId>,
    pub title: String,
    pub place: String,
    /// For the calendar and the client.
    pub description: String,
    /// Private: sealed here, never sent.
    pub notes: String,
    /// Wall clock in `zone`, to the minute.
    pub start: NaiveDateTime,
    /// Exact length in minutes: 1 to 1440, unless somebody made its event shorter or longer.
    pub minutes: u32,
    /// IANA name.
    pub zone: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: Status,
    /// Whether the provider invites the client.
    pub invite: bool,
    /// Where it goes; `None` = stays on this computer.
    pub calendar_id: Option<CalendarId>,
    /// iCalendar UID: ours, random, never used again.
    pub uid: String,
    /// RFC 5545 SEQUENCE: raised by every change of time or status.
    pub sequence: u32,
    /// The provider's name for its event, once there is one.
    pub calendar_event_id: Option<EventHandle>,
    /// What was made of the words and the length of its event alone.
    pub guessed: Vec<Guess>,
    /// The address that the event was last written to invite. Kept when `invite` is switched off: somebody who was
    /// invited stays on the list until the appointment is for somebody else.
    pub invited: Option<String>,
    /// It is a series, of which `start` is the first date; `None` = it takes place once.
    pub repeat: Option<Repeat>,
}

impl Appointment {
    /// Returns start and end as today's zone rules have its wall clock. An instant that reads so already is kept: it may be the
    /// second of an hour that comes twice.
    pub fn times_by_rules(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let seconds = TimeDelta::seconds(self.starts_at.timestamp().rem_euclid(60));
        match Zone::named(&self.zone) {
            Ok(zone) if zone.wall(self.starts_at - seconds) != self.start => {
                let start = zone.instant(self.start).first() + seconds;
                (start, start + (self.ends_at - self.starts_at))
            }
            Ok(_) | Err(_) => (self.starts_at, self.ends_at),
        }
    }
}

words! {
    /// What may be guessed of an appointment that another computer wrote.
    pub enum Guess { Client = "client", Service = "service" }
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
    /// For a move: the start the provider last saw.
    pub old_starts_at: Option<DateTime<Utc>>,
    /// For a conflict: the provider's start and end.
    pub theirs: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether the client is told.
    pub notify: bool,
    /// How often it was tried. 0 = nothing of it can be at the provider.
    pub attempts: u32,
    /// When the undo window ends.
    pub not_before: DateTime<Utc>,
    pub next_try_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The person decided that what stands here is right, against what stands there, and that was not carried out yet.
    pub kept: bool,
    /// What was true when it was done; `None` = it is open, was dropped, or is of version 0.1.
    pub then: Option<Then>,
}

/// An appointment as its calendar was told of it. What becomes of it later changes nothing of this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Then {
    pub client_id: ClientId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub calendar_id: Option<CalendarId>,
    /// The request had the provider mail the client.
    pub told: bool,
}

words! {
    /// What a change means to the person.
    pub enum What { Book = "book", Move = "move", Change = "change", Cancel = "cancel" }
}

words! {
    /// What happened to an appointment, as its history tells it.
    pub enum Happened {
        Book = "book",
        Move = "move",
        Change = "change",
        Cancel = "cancel",
        Undo = "undo",
        /// An earlier version was brought back.
        BringBack = "bring_back",
        /// Its event was found in a calendar.
        Found = "found",
        /// The person made it of an event that somebody made in a calendar.
        Adopted = "adopted",
        ChangedThere = "changed_there",
        /// Somebody moved its event to another calendar.
        MovedThere = "moved_there",
        /// Somebody made its event repeat.
        RepeatsThere = "repeats_there",
        KeptMine = "kept_mine",
        UsedTheirs = "used_theirs",
        /// Of a series that was made there, only the date that is the appointment is to be moved or cancelled.
        OneDate = "one_date",
        /// A series that was made there is to be cancelled as a whole.
        WholeSeries = "whole_series",
        Discard = "discard",
        /// Its event was deleted or cancelled there, and the person is asked.
        DeletedThere = "deleted_there",
        /// What was deleted there is booked again.
        BookedAgain = "booked_again",
        /// The person sent it to another calendar, or to one at all.
        ChoseCalendar = "chose_calendar",
        /// A calendar was told.
        Sent = "sent",
    }
}

impl Happened {
    /// Returns whether it happened in the calendar, and not here.
    pub const fn is_there(self) -> bool {
        match self {
            Self::Found | Self::ChangedThere | Self::MovedThere | Self::RepeatsThere | Self::DeletedThere => true,
            Self::Book
            | Self::Move
            | Self::Change
            | Self::Cancel
            | Self::Undo
            | Self::BringBack
            | Self::Adopted
            | Self::KeptMine
            | Self::UsedTheirs
            | Self::OneDate
            | Self::WholeSeries
            | Self::Discard
            | Self::BookedAgain
            | Self::ChoseCalendar
            | Self::Sent => false,
        }
    }

    /// Returns whether it leaves the appointment as it was: it is told, and there is nothing to take back.
    pub const fn is_only_told(self) -> bool {
        matches!(self, Self::RepeatsThere | Self::DeletedThere | Self::Sent)
    }

    /// Returns whether the appointment begins with an event that stood in a calendar before, so that there is nothing to undo.
    pub const fn begins_there(self) -> bool {
        matches!(self, Self::Found | Self::Adopted)
    }

    /// Returns whether the person answered a question with it.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::KeptMine | Self::UsedTheirs | Self::OneDate | Self::WholeSeries | Self::BookedAgain)
    }
}

impl From<What> for Happened {
    fn from(what: What) -> Self {
        match what {
            What::Book => Self::Book,
            What::Move => Self::Move,
            What::Change => Self::Change,
            What::Cancel => Self::Cancel,
        }
    }
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
