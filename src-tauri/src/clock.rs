//! The Clock port: this computer's clock, and the zone it is set to.

use chrono::{DateTime, Utc};
use daybook_core::ports::Clock;

pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Returns `TZ` if it is set, else what the system says.
    fn zone(&self) -> String {
        jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned()
    }
}
