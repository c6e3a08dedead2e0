//! What a calendar file is found to hold. Only the terminal shows it.

use serde::Serialize;

/// What happens in a calendar file on some days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileOccurrences {
    /// By start.
    pub occurrences: Vec<FileOccurrence>,
    /// What could not be known, in the order of the file; the first hundred of it.
    pub unknown: Vec<FileUnknown>,
    /// How much more of that there is.
    pub more_unknown: u32,
}

impl FileOccurrences {
    /// Returns whether everything is known.
    pub fn is_complete(&self) -> bool {
        self.unknown.is_empty()
    }
}

/// One time an event of the file happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileOccurrence {
    /// Empty if the event has none.
    pub uid: String,
    /// RFC 3339 with the offset of the zone that was asked for; for whole days the first one, `2026-12-02`.
    pub start: String,
    /// The same; for whole days the day after the last.
    pub end: String,
    pub all_day: bool,
    pub summary: String,
}

/// What could not be known of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum FileUnknown {
    /// An event that cannot be read, and why.
    Event { uid: String, summary: String, why: String },
    /// A series that may go on: a rule that cannot be read, or more dates than are counted.
    Series { uid: String, summary: String },
    /// An event whose times, or some of them, are in a time zone that nobody knows: the names of such zones. It is listed as it
    /// would be at home, and may be 14 hours off.
    Zone { uid: String, summary: String, why: String },
    /// More than is read of one file: what comes after it.
    Rest,
}
