//! Settings and services.

use daybook_core::app::App;
use daybook_core::app::views::{Hue, Service, Settings, UiError};
use serde_json::{Map, Value, json};

use super::{Ended, done};
use crate::cli::args::{SaveService, Services, ServicesVerb, SettingsVerb};
use crate::cli::print::{self, COMPUTER, DAYS, NONE, OFF};

pub fn services(app: &App, asked: Services, json: bool) -> Ended {
    match asked.verb {
        None => done(print::value(&app.services()?, json, |all| print::services(all))),
        Some(ServicesVerb::Save(asked)) => {
            let saved = app.save_service(service(app, asked)?)?;
            done(print::value(&saved, json, print::service))
        }
    }
}

fn service(app: &App, asked: SaveService) -> Result<Service, UiError> {
    let SaveService { id, name, minutes, hue, description, break_minutes } = asked;
    let known = match id {
        None => {
            let (id, name, description) = (String::new(), String::new(), String::new());
            Service { id, name, minutes: 0, hue: Hue::Petrol, description, break_minutes: 0 }
        }
        Some(id) => app.services()?.into_iter().find(|known| known.id == id).ok_or_else(|| UiError {
            hint: "`daybook services` lists them.".to_owned(),
            ..UiError::unknown_id("service")
        })?,
    };
    Ok(Service {
        id: known.id,
        name: name.unwrap_or(known.name),
        minutes: minutes.unwrap_or(known.minutes),
        hue: hue.map_or(Ok(known.hue), |word| colour(&word))?,
        description: description.unwrap_or(known.description),
        break_minutes: break_minutes.unwrap_or(known.break_minutes),
    })
}

fn colour(word: &str) -> Result<Hue, UiError> {
    Hue::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Hue::ALL.iter().map(|hue| hue.word()).collect();
        UiError::input(format!("‘{word}’ is not a colour of Daybook."), format!("Use {}.", words.join(", ")))
    })
}

pub fn settings(app: &App, asked: SettingsVerb, json: bool) -> Ended {
    match asked {
        SettingsVerb::Get { name: None } => done(print::value(&object(&app.settings()?)?, json, print::settings)),
        SettingsVerb::Get { name: Some(name) } => {
            let all = object(&app.settings()?)?;
            let (field, day) = field(&all, &name)?;
            let value = all.get(&field).unwrap_or(&Value::Null);
            let value = day.and_then(|day| value.get(day)).unwrap_or(value);
            done(print::value(value, json, |value| print::setting(&field, value)))
        }
        SettingsVerb::Set { name, value } => {
            let mut all = object(&app.settings()?)?;
            let (field, day) = field(&all, &name)?;
            let value = parsed(&field, day, &value)?;
            let follows = field == "zone" && value.is_null();
            let place = match day {
                Some(day) => all.get_mut(&field).and_then(|days| days.get_mut(day)),
                None => all.get_mut(&field),
            };
            if let Some(place) = place {
                *place = value;
            }
            app.save_settings(read(&field, all)?)?;
            // Who says so has answered whether times go along.
            if let Some(changed) = app.status().zone_changed.filter(|_| follows) {
                app.answer_zone(&changed.to)?;
            }
            done(print::value(&object(&app.settings()?)?, json, print::settings))
        }
    }
}

fn object(settings: &Settings) -> Result<Map<String, Value>, UiError> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(UiError::input("These settings cannot be shown.", "")),
        Err(error) => Err(UiError::input("These settings cannot be shown.", error.to_string())),
    }
}

fn read(field: &str, all: Map<String, Value>) -> Result<Settings, UiError> {
    serde_json::from_value(Value::Object(all)).map_err(|_| {
        UiError::input(format!("This is not a value of {field}."), "`daybook settings set --help` lists the values.")
    })
}

/// The field of a setting's name, and the day of working hours.
fn field(all: &Map<String, Value>, name: &str) -> Result<(String, Option<usize>), UiError> {
    let name = name.to_lowercase().replace('-', "_");
    if let Some(day) = name.strip_prefix("hours.").and_then(|day| DAYS.iter().position(|known| *known == day)) {
        return Ok(("hours".to_owned(), Some(day)));
    }
    if all.contains_key(&name) {
        return Ok((name, None));
    }
    Err(UiError::input(format!("There is no setting ‘{name}’."), "`daybook settings get` lists them."))
}

/// What was typed, as the JSON of its field.
fn parsed(field: &str, day: Option<usize>, text: &str) -> Result<Value, UiError> {
    match (field, day) {
        ("hours", Some(_)) => hours(text),
        ("hours", None) => {
            Err(UiError::input("Working hours are set for one day.", "Name it: hours.monday to hours.sunday."))
        }
        ("zone", None) if text == COMPUTER => Ok(Value::Null),
        ("exceptions", None) => exceptions(text),
        ("horizon_days" | "most_a_day", None) if text == NONE => Ok(Value::Null),
        ("start_step" | "single_keys" | "notice_minutes" | "horizon_days" | "most_a_day" | "travel_minutes", None) => {
            serde_json::from_str(text).map_err(|_| {
                UiError::input(
                    format!("This is not a value of {field}."),
                    "`daybook settings set --help` lists the values.",
                )
            })
        }
        _ => Ok(Value::from(text)),
    }
}

/// `09:00-13:00,14:00-18:00` or `off`.
fn hours(text: &str) -> Result<Value, UiError> {
    if text == OFF {
        return Ok(json!([]));
    }
    let spans = text.split(',').map(|span| {
        let (from, to) = span.trim().split_once(['-', '–'])?;
        Some(json!({ "from": from.trim(), "to": to.trim() }))
    });
    let spans: Option<Vec<Value>> = spans.collect();
    spans.map(Value::from).ok_or_else(|| {
        UiError::input("These are not working hours.", "Write them as 09:00-13:00,14:00-18:00, or `off`.")
    })
}

/// `2026-12-24..2027-01-01=off;2027-01-05=09:00-13:00` or `none`.
fn exceptions(text: &str) -> Result<Value, UiError> {
    if text == NONE {
        return Ok(json!([]));
    }
    let entries: Result<Vec<Value>, UiError> = text
        .split(';')
        .map(|entry| {
            let (days, spans) = entry.split_once('=').ok_or_else(|| {
                let hint = "Write them as 2026-12-24..2027-01-01=off;2027-01-05=09:00-13:00, or `none`.";
                UiError::input("These are not days with their hours.", hint)
            })?;
            let (from, to) = days.split_once("..").unwrap_or((days, days));
            Ok(json!({ "from": from.trim(), "to": to.trim(), "hours": hours(spans.trim())? }))
        })
        .collect();
    entries.map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_hours_are_read_as_they_are_printed() {
        let hours = hours("09:00-13:00, 14:00-18:00").unwrap();
        assert_eq!(hours, json!([{ "from": "09:00", "to": "13:00" }, { "from": "14:00", "to": "18:00" }]));
        assert_eq!(print::setting("hours", &hours), "09:00-13:00,14:00-18:00");
        assert_eq!(super::hours("off").unwrap(), json!([]));
        assert!(super::hours("all day").is_err());
    }

    /// P14
    #[test]
    fn days_off_are_read_as_they_are_printed() {
        let text = "2026-12-24..2027-01-01=off;2027-01-05=09:00-13:00,14:00-16:00";
        let read = exceptions(text).unwrap();
        assert_eq!(read[0], json!({ "from": "2026-12-24", "to": "2027-01-01", "hours": [] }));
        assert_eq!((&read[1]["to"], &read[1]["hours"][1]["to"]), (&json!("2027-01-05"), &json!("16:00")));
        assert_eq!(print::setting("exceptions", &read), text);
        assert_eq!(print::setting("exceptions", &exceptions("none").unwrap()), "none");
        assert!(exceptions("2026-12-24").is_err());
    }
}
