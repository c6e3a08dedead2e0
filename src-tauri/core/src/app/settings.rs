//! How the practitioner works and how the window looks.

use chrono::NaiveTime;
use serde_json::{Map, Value};

use super::views::{
    ClockStyle, ExceptionalDays, HourHeight, Service, Settings, Theme, UiError, WeekStart, WorkingSpan,
};
use super::{Answer, App, booking, typed};
use crate::model::client;
use crate::model::ids::ServiceId;
use crate::model::zone::Zone;
use crate::store::{self, Db, Store, services};

const NAME: &str = "settings";
/// The longest break after an appointment, and the longest way between two places, in minutes.
const LONGEST_BREAK: u32 = 240;
/// The longest notice, in minutes: 60 days.
const LONGEST_NOTICE: u32 = 60 * 1440;
/// The latest day that may be set, in days from today.
const LATEST: u32 = 730;
/// The most appointments a day that may be set.
const MOST_A_DAY: u32 = 100;
/// The most exceptions that are kept.
const EXCEPTIONS: usize = 366;
/// In which zone the computer was when the person last knew.
const SEEN_ZONE: &str = "seen_zone";
/// "Start booking" was pressed.
pub(super) const STARTED: &str = "started";

impl App {
    pub fn settings(&self) -> Answer<Settings> {
        Ok(read(&*self.store()?))
    }

    pub fn save_settings(&self, settings: Settings) -> Answer<()> {
        let zone = settings.zone.as_deref().map(typed::zone).transpose()?.map(|zone| zone.name().to_owned());
        let settings = Settings { zone, ..settings };
        check(&settings)?;
        let text =
            serde_json::to_string(&settings).map_err(|_| UiError::input("These settings cannot be saved.", ""))?;
        let store = self.store()?;
        // Who chooses the computer's zone means the one that it is in.
        let told = if settings.zone.is_none() && read(&store).zone.is_some() { self.told_zone() } else { None };
        store.write(|db| {
            told.iter().try_for_each(|zone| note_zone(db, zone))?;
            store::settings::put(db, NAME, &text)
        })?;
        Ok(())
    }

    /// Ends the first run.
    pub fn start_booking(&self) -> Answer<()> {
        self.store()?.write(|db| store::settings::put(db, STARTED, "true"))?;
        Ok(())
    }

    pub fn services(&self) -> Answer<Vec<Service>> {
        let found = self.open_store()?.read(services::all)?;
        Ok(found.into_iter().map(view).collect())
    }

    /// Changes a service, or adds one if its id is empty.
    pub fn save_service(&self, service: Service) -> Answer<Service> {
        let name = service.name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(UiError::input("A service needs a name.", "Use 1 to 80 characters."));
        }
        if !(1..=1440).contains(&service.minutes) {
            return Err(UiError::input("A service needs a length.", "Use 1 to 1440 minutes."));
        }
        if service.break_minutes > LONGEST_BREAK {
            return Err(UiError::input("This break is too long.", format!("Use 0 to {LONGEST_BREAK} minutes.")));
        }
        let id = if service.id.is_empty() { ServiceId::random() } else { ServiceId::from(service.id) };
        let description = booking::field("description", &service.description)?;
        let saved = client::Service {
            id,
            name: name.to_owned(),
            minutes: service.minutes,
            hue: service.hue,
            description,
            break_minutes: service.break_minutes,
        };
        self.open_store()?.write(|db| services::put(db, &saved))?;
        Ok(view(saved))
    }
}

fn view(service: client::Service) -> Service {
    let client::Service { id, name, minutes, hue, description, break_minutes } = service;
    Service { id: id.as_str().to_owned(), name, minutes, hue, description, break_minutes }
}

pub(super) fn flag(store: &Store, name: &str) -> bool {
    store.read(|db| store::settings::get(db, name)).ok().flatten().is_some_and(|value| value == "true")
}

/// Copies the settings into another store.
pub(super) fn copy(from: &Store, to: &Store) -> store::Result<()> {
    match from.read(|db| store::settings::get(db, NAME))? {
        Some(text) => to.write(|db| store::settings::put(db, NAME, &text)),
        None => Ok(()),
    }
}

/// Returns the zone that the computer was in, as far as the person knows.
pub(super) fn seen_zone(store: &Store) -> Option<Zone> {
    let saved = store.read(|db| store::settings::get(db, SEEN_ZONE)).ok().flatten()?;
    Zone::named(&serde_json::from_str::<String>(&saved).ok()?).ok()
}

/// Writes down that the person knows the computer to be in this zone.
pub(super) fn note_zone(db: &Db<'_>, zone: &Zone) -> store::Result<()> {
    store::settings::put(db, SEEN_ZONE, &Value::from(zone.name()).to_string())
}

/// Returns the saved settings, or the defaults.
pub(super) fn read(store: &Store) -> Settings {
    let saved = store.read(|db| store::settings::get(db, NAME)).ok().flatten();
    saved.map_or_else(defaults, |text| known(&text))
}

/// What is known of saved settings: one that another version wrote and this one does not know is as by default.
fn known(text: &str) -> Settings {
    if let Ok(settings) = serde_json::from_str(text) {
        return settings;
    }
    let saved: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
    saved.into_iter().fold(defaults(), |settings, (name, value)| {
        let Ok(Value::Object(mut changed)) = serde_json::to_value(&settings) else { return settings };
        changed.insert(name, value);
        serde_json::from_value(Value::Object(changed)).unwrap_or(settings)
    })
}

fn defaults() -> Settings {
    let span = |from: &str, to: &str| WorkingSpan { from: from.to_owned(), to: to.to_owned() };
    let full = vec![span("09:00", "13:00"), span("14:00", "18:00")];
    let half = vec![span("09:00", "14:00")];
    Settings {
        zone: None,
        hours: vec![full.clone(), full.clone(), full.clone(), full, half, vec![], vec![]],
        start_step: 15,
        theme: Theme::System,
        hour_height: HourHeight::Normal,
        clock: ClockStyle::System,
        week_start: WeekStart::Monday,
        single_keys: true,
        exceptions: Vec::new(),
        notice_minutes: 0,
        horizon_days: None,
        most_a_day: None,
        travel_minutes: 0,
    }
}

/// Reads a time of day as `HH:MM`; `24:00` is the end of the day.
pub(super) fn minutes_of_day(text: &str) -> Option<u32> {
    use chrono::Timelike as _;
    if text == "24:00" {
        return Some(24 * 60);
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    Some(time.num_seconds_from_midnight() / 60)
}

fn check(settings: &Settings) -> Answer<()> {
    if settings.hours.len() != 7 || !settings.hours.iter().all(|spans| is_orderly(spans)) {
        return Err(UiError::input("These working hours overlap or end before they start.", "Use 09:00 to 13:00."));
    }
    if ![5, 10, 15, 20, 30, 60].contains(&settings.start_step) {
        return Err(UiError::input("A setting has a value Daybook does not know.", ""));
    }
    if settings.exceptions.len() > EXCEPTIONS {
        return Err(UiError::input("These are too many days off.", format!("Use at most {EXCEPTIONS} entries.")));
    }
    settings.exceptions.iter().try_for_each(check_days)?;
    for (fits, hint) in [
        (settings.notice_minutes <= LONGEST_NOTICE, format!("The notice is 0 to {LONGEST_NOTICE} minutes.")),
        (settings.travel_minutes <= LONGEST_BREAK, format!("The way is 0 to {LONGEST_BREAK} minutes.")),
        (is_within(settings.horizon_days, LATEST), format!("The horizon is 1 to {LATEST} days, or none.")),
        (
            is_within(settings.most_a_day, MOST_A_DAY),
            format!("A day has 1 to {MOST_A_DAY} appointments, or any number."),
        ),
    ] {
        if !fits {
            return Err(UiError::input("A limit of your time is out of reach.", hint));
        }
    }
    Ok(())
}

fn check_days(days: &ExceptionalDays) -> Answer<()> {
    if typed::day(&days.from)? > typed::day(&days.to)? {
        return Err(UiError::input("These days end before they begin.", "The second day is the first, or follows it."));
    }
    if !is_orderly(&days.hours) {
        return Err(UiError::input("These hours overlap or end before they start.", "Use 09:00 to 13:00."));
    }
    Ok(())
}

/// Returns whether each span of a day ends after it began, and begins after the one before it.
fn is_orderly(spans: &[WorkingSpan]) -> bool {
    let mut end = 0;
    spans.len() <= 8
        && spans.iter().all(|span| {
            let (Some(from), Some(to)) = (minutes_of_day(&span.from), minutes_of_day(&span.to)) else {
                return false;
            };
            let fits = from >= end && from < to;
            end = to;
            fits
        })
}

fn is_within(number: Option<u32>, most: u32) -> bool {
    number.is_none_or(|number| (1..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H2
    #[test]
    fn a_setting_of_a_later_version_costs_none_of_the_others() {
        let mut saved = serde_json::to_value(Settings { theme: Theme::Dark, start_step: 30, ..defaults() }).unwrap();
        assert_eq!(known(&saved.to_string()).theme, Theme::Dark);
        saved["theme"] = "sepia".into();
        saved["sounds"] = true.into();
        assert_eq!(known(&saved.to_string()), Settings { start_step: 30, ..defaults() });
        assert_eq!(known("no JSON"), defaults());
    }

    /// P14: what an earlier version saved has no limits, and those of this one are kept within reach.
    #[test]
    fn a_limit_that_was_never_set_is_none_and_one_out_of_reach_is_refused() {
        let mut saved = serde_json::to_value(Settings { start_step: 30, ..defaults() }).unwrap();
        let fields = saved.as_object_mut().unwrap();
        for name in ["exceptions", "notice_minutes", "horizon_days", "most_a_day", "travel_minutes"] {
            assert!(fields.remove(name).is_some(), "{name}");
        }
        assert_eq!(known(&saved.to_string()), Settings { start_step: 30, ..defaults() });
        let days = |from: &str, to: &str, hours| ExceptionalDays { from: from.into(), to: to.into(), hours };
        let backwards = vec![WorkingSpan { from: "13:00".into(), to: "09:00".into() }];
        for wrong in [
            Settings { notice_minutes: LONGEST_NOTICE + 1, ..defaults() },
            Settings { horizon_days: Some(0), ..defaults() },
            Settings { most_a_day: Some(0), ..defaults() },
            Settings { travel_minutes: LONGEST_BREAK + 1, ..defaults() },
            Settings { exceptions: vec![days("2026-12-24", "2026-12-23", vec![])], ..defaults() },
            Settings { exceptions: vec![days("2026-02-30", "2026-03-01", vec![])], ..defaults() },
            Settings { exceptions: vec![days("2026-12-24", "2026-12-24", backwards)], ..defaults() },
        ] {
            assert!(check(&wrong).is_err(), "{wrong:?}");
        }
        let right = Settings { exceptions: vec![days("2026-12-24", "2026-12-24", vec![])], ..defaults() };
        assert!(check(&Settings { horizon_days: Some(60), most_a_day: Some(1), ..right }).is_ok());
    }
}
