//! The four copies of one appointment, as the decision sees them.

use crate::model::copies::{Agreed, Copy, Extent, Sent};
use crate::model::ids::CalendarId;

/// What the person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Here {
    pub copy: Copy,
    /// Where it belongs; `None` = on this computer, or its calendar is not connected any more.
    pub calendar: Option<CalendarId>,
    /// The guest is told of what changes.
    pub notify: bool,
    /// How much of a series made of it there the person let be changed; `None` = they were not asked.
    pub series: Option<Extent>,
    /// New zone rules moved its time, not the person: the event there is not moved after it unasked.
    pub by_rules: bool,
    /// Its series is to repeat otherwise than both sides agreed.
    pub again: bool,
    /// What somebody made of its series there does not go with what is wanted here.
    pub at_odds: bool,
}

/// What the provider holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum There {
    /// Not known, or not since the last request.
    Unread(Unread),
    /// Nothing of ours was ever known to stand there.
    Never,
    /// It stood there, and it is proved to be gone: every calendar where it could stand was read to its end, and it is in none.
    Absent,
    Event(Seen),
}

/// Why it is not known what the provider holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Its calendar was not read since the last request.
    NotSince,
    /// The connection is not there, or its calendar is missing for now.
    Away,
    /// The event was not understood.
    NotUnderstood,
}

/// Our event at the provider, found by its handle, else by our id or UID in any calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub calendar: CalendarId,
    pub copy: Copy,
    pub shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Single,
    /// Somebody made it a series, and the date that is the appointment is like the others.
    Series,
    /// One date of a series that stands for itself already, moved or off: a change of it reaches no other.
    Date,
    /// One date of a series that has it no more: it was taken out, or all of the series moved.
    Dropped,
}

/// Whether the calendar where a write would go takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Open,
    /// Not connected, or missing for now.
    Away,
    ReadOnly,
    /// Proved to be gone.
    Gone,
}

/// The four copies of one appointment, and whether a write can go where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    pub here: Here,
    pub agreed: Option<Agreed>,
    pub sent: Option<Sent>,
    pub there: There,
    pub target: Target,
}
