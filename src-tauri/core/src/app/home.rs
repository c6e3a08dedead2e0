//! The practitioner's own zone: the chosen one, else the computer's. Where neither is known, days are read in UTC and
//! nothing is booked by the clock: the person is asked. Where the computer's is another one by now, times are shown in the one
//! before until the person has said which.

use super::views::{Settings, UiError, ZoneChanged, ZoneSource};
use super::{Answer, App, settings, typed};
use crate::model::reason::Reason;
use crate::model::system_zone::{SystemZone, go_alike};
use crate::model::zone::Zone;
use crate::store::Store;

/// A zone, and how it is known.
pub(super) struct Home {
    pub zone: Zone,
    pub source: ZoneSource,
    /// The computer's zone, where the person is asked whether times go along to it.
    pub moved_to: Option<Zone>,
}

impl Home {
    /// Returns the question, where there is one.
    pub fn changed(&self) -> Option<ZoneChanged> {
        let to = self.moved_to.as_ref()?;
        Some(ZoneChanged { from: self.zone.name().to_owned(), to: to.name().to_owned() })
    }
}

impl App {
    /// Returns the practitioner's zone; without a store, the computer's. UTC stands for one that is not known.
    pub(super) fn home(&self, store: Option<&Store>) -> Home {
        let chosen = store.and_then(|store| settings::read(store).zone).and_then(|name| Zone::named(&name).ok());
        if let Some(zone) = chosen {
            return Home { zone, source: ZoneSource::Chosen, moved_to: None };
        }
        let told = self.ports().clock.zone();
        let source = match &told {
            SystemZone::Named(_) => ZoneSource::Computer,
            SystemZone::Rules(_) => ZoneSource::Rules,
            SystemZone::Unknown => ZoneSource::Unknown,
        };
        let Some(told) = told.zone(self.now()) else {
            return Home { zone: Zone::utc(), source: ZoneSource::Unknown, moved_to: None };
        };
        match store.and_then(settings::seen_zone).filter(|seen| !go_alike(seen, &told, self.now())) {
            Some(seen) => Home { zone: seen, source, moved_to: Some(told) },
            None => Home { zone: told, source, moved_to: None },
        }
    }

    /// Notes the zone that the computer is in, unless the person is asked about it. Where it cannot be written, the next time
    /// tries again.
    pub(super) fn note_zone(&self, store: &Store) {
        let Some(told) = self.told_zone() else { return };
        let is_news = |seen: &Zone| seen.name() != told.name() && go_alike(seen, &told, self.now());
        if settings::seen_zone(store).as_ref().is_none_or(is_news)
            && let Err(error) = store.write(|db| settings::note_zone(db, &told))
        {
            tracing::warn!(%error, "the time zone of this computer was not noted");
        }
    }

    /// Returns the zone that the computer is in.
    pub(super) fn told_zone(&self) -> Option<Zone> {
        self.ports().clock.zone().zone(self.now())
    }

    /// Answers in which zone times are shown, where the computer's has changed: the one before, which is chosen by it, or the one
    /// that the computer is in.
    pub fn answer_zone(&self, zone: &str) -> Answer<()> {
        let store = self.store()?;
        let home = self.home(Some(&store));
        match &home.moved_to {
            Some(to) if to.name() == zone => Ok(store.write(|db| settings::note_zone(db, to))?),
            Some(_) if home.zone.name() == zone => {
                let zone = Some(zone.to_owned());
                self.save_settings(Settings { zone, ..settings::read(&store) })
            }
            Some(_) | None => {
                Err(UiError::input("This is not asked.", "Choose the time zone in Settings, under Language & region."))
            }
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
