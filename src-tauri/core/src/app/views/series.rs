//! What a face is shown of a series for a client, and what it sends of one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Clash, FreeTime, Limit, Odd, RepeatEvery, Unchecked};

/// How an appointment repeats; its start is the first date. Without an end it goes on for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RepeatDraft {
    pub every: RepeatEvery,
    /// The last day on which a date may be, `2027-06-30`.
    #[serde(default)]
    pub until: Option<String>,
    /// So many dates; those that are left out count.
    #[serde(default)]
    pub times: Option<u32>,
    /// Dates that are left out.
    #[serde(default)]
    pub skip: Vec<String>,
    /// Dates that take place at another time.
    #[serde(default)]
    pub moves: Vec<MovedDate>,
}

/// A date of a series that takes place at another time than the series gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct MovedDate {
    /// The day that the series gives it, `2026-12-08`.
    pub date: String,
    /// When it takes place, `2026-12-09T10:30`: wall clock in the zone of the series.
    pub start: String,
}

/// The series of which an appointment is a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Series {
    /// The id of all of it.
    pub id: String,
    pub repeat: RepeatDraft,
}

/// A series before it is booked: which of its dates are odd. What it leaves out is looked at too, and what is moved at its new time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SeriesPreview {
    /// How many dates it has; `None` = it has no end.
    pub dates: Option<u32>,
    /// So many were looked at, from the first on.
    pub looked_at: u32,
    /// The last that was looked at.
    pub last: String,
    pub odd: Vec<OddDate>,
    /// Months that have no date because they are too short for its day, `2027-02`, as far as was looked.
    pub passed_over: Vec<String>,
    /// Calendars of which more is not known than one event: any of its dates may be taken there.
    pub unchecked: Vec<Unchecked>,
}

/// A date of a series at which something is odd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OddDate {
    /// The day that the series gives it, by which it is left out or moved.
    pub date: String,
    /// In the practitioner's zone.
    pub day: String,
    pub from: String,
    pub to: String,
    pub why: Vec<Odd>,
    pub clashes: Vec<Clash>,
    /// With `limit`: which. Neither notice nor horizon, which are said of the first date by `check`.
    pub limits: Vec<Limit>,
    /// Events that cannot be read and may take its time.
    pub unchecked: Vec<Unchecked>,
    /// Times of that day that are free in every calendar and keep the person's own limits.
    pub free: Vec<FreeTime>,
}
