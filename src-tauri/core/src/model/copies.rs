//! What Daybook keeps of an appointment's event: what both sides last agreed on, and what was sent and not answered.

use chrono::{DateTime, Utc};

use super::ids::CalendarId;

/// One copy: what Daybook and a provider both know of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub title: String,
    pub place: String,
    pub description: String,
    pub tentative: bool,
    /// The address of the guest that Daybook invites, in lower case. Guests of others are no business of ours.
    pub guest: Option<String>,
    pub cancelled: bool,
}

/// What is merged, or asked about, as one. Start and end are: half a move would be a time nobody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Time,
    Title,
    Place,
    Description,
    Tentative,
    Guest,
    /// Not part of a [`Copy`]: where it stands.
    Calendar,
}

impl Field {
    /// The fields of a [`Copy`].
    pub const ALL: &[Self] = &[Self::Time, Self::Title, Self::Place, Self::Description, Self::Tentative, Self::Guest];

    /// Returns whether two copies hold the same value.
    pub fn equal(self, one: &Copy, other: &Copy) -> bool {
        match self {
            Self::Time => (one.start, one.end) == (other.start, other.end),
            Self::Title => one.title == other.title,
            Self::Place => one.place == other.place,
            Self::Description => one.description == other.description,
            Self::Tentative => one.tentative == other.tentative,
            Self::Guest => one.guest == other.guest,
            Self::Calendar => true,
        }
    }

    /// Takes the value of `from` over into `to`.
    pub fn take(self, from: &Copy, to: &mut Copy) {
        match self {
            Self::Time => (to.start, to.end) = (from.start, from.end),
            Self::Title => to.title.clone_from(&from.title),
            Self::Place => to.place.clone_from(&from.place),
            Self::Description => to.description.clone_from(&from.description),
            Self::Tentative => to.tentative = from.tentative,
            Self::Guest => to.guest.clone_from(&from.guest),
            Self::Calendar => {}
        }
    }
}

impl Copy {
    /// Returns whether two copies are equal but for being cancelled.
    pub fn same_fields(&self, other: &Self) -> bool {
        Field::ALL.iter().all(|field| field.equal(self, other))
    }
}

/// What both sides were last known to hold. Kept through disconnecting, a damaged mirror and a full reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    pub copy: Copy,
    /// `None` = a calendar that is not connected any more.
    pub calendar: Option<CalendarId>,
    /// A guest may have been sent an invitation.
    pub told: bool,
}

/// How much of a series, made there of the appointment's event, the person let be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The date that is the appointment.
    OneDate,
    Whole,
}

/// What was sent and not answered. Written before the request, cleared by its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub request: Request,
    pub calendar: CalendarId,
    /// A guest may have been mailed by it.
    pub told: bool,
    /// It was tried before, perhaps with other fields, and what came of that is not known for certain.
    pub repeated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Put(Copy),
    Remove,
}
