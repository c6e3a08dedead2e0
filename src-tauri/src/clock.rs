//! The Clock port: this computer's clock, and the zone it is set to.

use chrono::{DateTime, Utc};
use daybook_core::ports::Clock;

pub struct SystemClock;

/// Returns the zone that this computer is set to, by `TZ` or else by the system. `None` = it has no name.
pub fn zone() -> Option<String> {
    jiff::tz::TimeZone::system().iana_name().map(str::to_owned)
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn zone(&self) -> String {
        zone().unwrap_or_else(|| "UTC".to_owned())
    }
}
