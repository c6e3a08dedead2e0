//! The Clock port: this computer's clock, and the zone it is set to.

use chrono::{DateTime, Utc};
use daybook_core::model::system_zone::{Rules, SystemZone};
use daybook_core::model::zone::Zone;
use daybook_core::ports::Clock;
use jiff::tz::TimeZone;

pub struct SystemClock;

/// Returns the name of the zone that this computer is set to. `None` = it tells nothing of it.
pub fn zone_name() -> Option<String> {
    let zone = SystemClock.zone().zone(SystemClock.now())?;
    Some(zone.name().to_owned())
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Returns what `TZ` says if it is set, else what the system says.
    fn zone(&self) -> SystemZone {
        let tz = std::env::var_os("TZ").map(|text| text.to_string_lossy().into_owned());
        zone(tz.as_deref(), TimeZone::system)
    }
}

/// Returns what these say of the zone. `system` reads files: its own, and the one that `TZ` names by a path.
fn zone(tz: Option<&str>, system: impl FnOnce() -> TimeZone) -> SystemZone {
    let Some(tz) = tz.map(|text| text.trim_start_matches(':')) else { return found(&system()) };
    // To other programs an empty one is UTC, but it tells nothing of where the person is.
    if tz.is_empty() {
        return SystemZone::Unknown;
    }
    match (named(tz), Rules::posix(tz)) {
        (Some(name), _) => SystemZone::Named(name),
        (None, Ok(rules)) => SystemZone::Rules(rules),
        (None, Err(_)) => found(&system()),
    }
}

fn found(zone: &TimeZone) -> SystemZone {
    match zone.iana_name() {
        Some(name) => SystemZone::Named(name.to_owned()),
        None if zone.is_unknown() => SystemZone::Unknown,
        None => SystemZone::Rules(Rules::new(zone.clone())),
    }
}

/// Returns the zone of a name, or of the path of its file, as the database spells it.
fn named(text: &str) -> Option<String> {
    let name = text.rsplit_once("zoneinfo/").map_or(text, |(_, name)| name);
    // Two more copies of the same files, the second with leap seconds.
    let name = name.strip_prefix("posix/").or_else(|| name.strip_prefix("right/")).unwrap_or(name);
    Zone::named(name).ok().map(|zone| zone.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CET: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

    /// What `TZ` says on a computer whose system tells nothing.
    fn told(tz: &str) -> SystemZone {
        zone(Some(tz), TimeZone::unknown)
    }

    /// T8, P17
    #[test]
    fn every_way_to_write_the_name_of_a_zone_is_its_name() {
        for tz in [
            "Europe/Berlin",
            ":Europe/Berlin",
            "europe/berlin",
            "posix/Europe/Berlin",
            ":right/Europe/Berlin",
            "/usr/share/zoneinfo/Europe/Berlin",
            ":/usr/share/zoneinfo/posix/Europe/Berlin",
            "../zoneinfo/Europe/Berlin",
        ] {
            assert_eq!(told(tz), SystemZone::Named("Europe/Berlin".into()), "{tz}");
        }
    }

    /// T8, P17
    #[test]
    fn rules_are_rules_and_a_zone_that_is_utc_is_utc() {
        let berlin = Some("Europe/Berlin".to_owned());
        let now = "2026-11-23T08:00:00Z".parse().unwrap();
        for tz in [CET, ":CET-1CEST,M3.5.0,M10.5.0/3"] {
            assert_eq!(told(tz).zone(now).map(|zone| zone.name().to_owned()), berlin, "{tz}");
            assert!(matches!(told(tz), SystemZone::Rules(_)), "{tz}");
        }
        for tz in ["UTC", "Etc/UTC", "UTC0", ":UTC"] {
            assert!(told(tz).zone(now).is_some_and(|zone| zone.is_utc()), "{tz}");
        }
    }

    /// T8, P17
    #[test]
    fn what_tells_nothing_is_unknown_and_never_utc() {
        for tz in ["", ":", "nonsense", "Mars/Olympus", "/nowhere/at/all", "Etc/Unknown"] {
            assert_eq!(told(tz), SystemZone::Unknown, "{tz}");
        }
        assert_eq!(zone(None, TimeZone::unknown), SystemZone::Unknown);
        assert_eq!(zone(Some(""), || TimeZone::UTC), SystemZone::Unknown);
    }

    /// T8: `/etc/localtime` is a copy of a zone file, or `TZ` names such a copy.
    #[test]
    fn the_system_is_asked_where_tz_is_not_set_or_names_a_file() {
        let copy = || TimeZone::posix(CET).unwrap();
        assert_eq!(zone(None, copy), SystemZone::Rules(Rules::posix(CET).unwrap()));
        assert_eq!(zone(Some("/home/anna/localtime"), copy), SystemZone::Rules(Rules::posix(CET).unwrap()));
        let named = || TimeZone::get("Europe/Vienna").unwrap();
        assert_eq!(zone(None, named), SystemZone::Named("Europe/Vienna".into()));
    }
}
