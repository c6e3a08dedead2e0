//! What a new object and an edited one have in common: start, end and state as they are written.

use chrono::{DateTime, Utc};

use super::line::Property;
use super::value::{utc_text, wall_text};
use crate::model::clock::OwnClock;
use crate::model::event::{Content, Unreadable};
use crate::model::zone::Zone;

/// Start and end as they are written.
pub(super) struct Times {
    pub zone: Zone,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// It is a series, whose later dates follow the same clock.
    pub repeats: bool,
}

impl Times {
    pub fn of(content: &Content) -> Result<Self, Unreadable> {
        let zone = Zone::named(&content.zone).map_err(|_| Unreadable("the zone is not known"))?;
        let (start, end) = zone.span(content.start, content.end);
        if end <= start {
            return Err(Unreadable("the end is not after the start"));
        }
        Ok(Self { zone, start, end, repeats: content.repeat.is_some() })
    }

    pub fn dtstart(&self, tzid: &str) -> Property {
        self.property("DTSTART", self.start, tzid)
    }

    pub fn dtend(&self, tzid: &str) -> Property {
        self.property("DTEND", self.end, tzid)
    }

    /// Returns a time by the wall clock if that names the instant, else in UTC.
    fn property(&self, name: &str, at: DateTime<Utc>, tzid: &str) -> Property {
        let wall = self.zone.wall(at);
        if self.zone.is_utc() || self.zone.instant(wall).first() != at {
            return Property::new(name, utc_text(at));
        }
        Property::new(name, wall_text(wall)).with("TZID", tzid)
    }
}

/// Returns a time by a clock that the object defines under this name, if that names the instant, else in UTC.
pub(super) fn by_own_clock(name: &str, at: DateTime<Utc>, tzid: &str, clock: &OwnClock) -> Property {
    let wall = clock.wall(at);
    if clock.instant(wall).first() != at {
        return Property::new(name, utc_text(at));
    }
    Property::new(name, wall_text(wall)).with("TZID", tzid)
}

/// Returns the value of STATUS.
pub(super) fn status(content: &Content) -> &'static str {
    if content.tentative { "TENTATIVE" } else { "CONFIRMED" }
}
