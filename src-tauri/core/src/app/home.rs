//! The practitioner's own zone: the chosen one, else the computer's. Where neither is known, days are read in UTC and
//! nothing is booked by the clock: the person is asked.

use super::views::{UiError, ZoneSource};
use super::{Answer, App, settings, typed};
use crate::model::reason::Reason;
use crate::model::system_zone::SystemZone;
use crate::model::zone::Zone;
use crate::store::Store;

/// A zone, and how it is known.
pub(super) struct Home {
    pub zone: Zone,
    pub source: ZoneSource,
}

impl App {
    /// Returns the practitioner's zone; without a store, the computer's. UTC stands for one that is not known.
    pub(super) fn home(&self, store: Option<&Store>) -> Home {
        let chosen = store.and_then(|store| settings::read(store).zone).and_then(|name| Zone::named(&name).ok());
        if let Some(zone) = chosen {
            return Home { zone, source: ZoneSource::Chosen };
        }
        let told = self.ports().clock.zone();
        let source = match &told {
            SystemZone::Named(_) => ZoneSource::Computer,
            SystemZone::Rules(_) => ZoneSource::Rules,
            SystemZone::Unknown => ZoneSource::Unknown,
        };
        match told.zone(self.now()) {
            Some(zone) => Home { zone, source },
            None => Home { zone: Zone::utc(), source: ZoneSource::Unknown },
        }
    }

    /// Returns the zone that days and times are shown in.
    pub(super) fn zone(&self, store: &Store) -> Zone {
        self.home(Some(store)).zone
    }

    /// Returns the zone that a time without one is meant in, or the error that asks for it.
    pub(super) fn known_zone(&self, store: &Store) -> Answer<Zone> {
        let home = self.home(Some(store));
        match home.source {
            ZoneSource::Chosen | ZoneSource::Computer | ZoneSource::Rules => Ok(home.zone),
            ZoneSource::Unknown => Err(UiError::of(Reason::ZoneUnknown)),
        }
    }

    /// Returns the zone of a time: the one that came with it, else the practitioner's.
    pub(super) fn zone_of(&self, store: &Store, named: Option<&str>) -> Answer<Zone> {
        named.map_or_else(|| self.known_zone(store), typed::zone)
    }
}
