//! What verbs print as JSON beyond the views of the core. Their fields are a contract: added to, never renamed.

use daybook_core::app::views::{Appointment, Availability, Clash, FreeTime, Happened, Unchecked};
use serde::Serialize;

/// A saved change: the appointment as it is now, and how to take the change back.
#[derive(Serialize)]
pub struct Changed {
    #[serde(flatten)]
    pub appointment: Appointment,
    pub change_id: String,
    /// There where the change chose a time.
    #[serde(flatten)]
    pub time: Option<Time>,
}

/// What is known of a time that was taken.
#[derive(Serialize)]
pub struct Time {
    pub clashes: Vec<Clash>,
    /// Calendars that count as busy and could not be read lately.
    pub unchecked: Vec<Unchecked>,
}

/// A change that was taken back.
#[derive(Serialize)]
pub struct Undone {
    pub appointment_id: String,
    /// What was taken back.
    pub undone: Happened,
    /// As it is now; `None` = a booking was taken back, and nothing is left of it.
    pub appointment: Option<Appointment>,
    /// Takes this back in turn; `None` = it cannot be.
    pub change_id: Option<String>,
}

/// A time that is free as far as is known.
#[derive(Serialize)]
pub struct Offer {
    #[serde(flatten)]
    pub time: FreeTime,
    /// `unknown` where a calendar could not be checked.
    pub answer: Availability,
    pub unchecked: Vec<Unchecked>,
}
