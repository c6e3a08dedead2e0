//! Times as Google reads and writes them: RFC 3339, with the offset of a zone.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::error::{ApiResult, Refusal};

/// RFC 3339 with an offset, nothing looser.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_at_checked(10)?;
    let offset =
        time.ends_with('Z') || matches!(time.get(time.len().wrapping_sub(6)..)?.chars().next(), Some('+' | '-'));
    let shape = date.as_bytes()[4] == b'-' && time.starts_with('T') && time.len() >= 10 && !time.contains('[');
    if offset && shape { text.parse().ok() } else { None }
}

/// A zone of the IANA database, as it is spelled there.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    let known = TimeZone::get(name).ok()?;
    (known.iana_name() == Some(name)).then_some(known)
}

/// As Google writes it: with the zone's offset, no fractions, `Z` for none.
pub(super) fn written(instant: Timestamp, zone: &TimeZone) -> String {
    let text = instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    text.strip_suffix("+00:00").map_or_else(|| text.clone(), |bare| format!("{bare}Z"))
}

/// A `start` or `end` as it is kept: a date, or an instant in UTC and the name of a zone. `part` is the word for
/// errors. A series needs its zone in so many words.
pub(super) fn kept(sent: &Value, part: &str, calendar: &str, series: bool) -> ApiResult<Value> {
    let text = |name: &str| sent[name].as_str();
    let bad = || Refusal::invalid(format!("Invalid {part} time."));
    let named = match text("timeZone") {
        Some(name) if zone(name).is_none() => {
            return Err(Refusal::invalid(format!("Invalid time zone definition for {part} time.")));
        }
        other => other,
    };
    match (text("date"), text("dateTime")) {
        (Some(date), None) => {
            let date: Date = date.parse().map_err(|_| bad())?;
            Ok(json!({"date": date.to_string()}))
        }
        (None, Some(_)) if series && named.is_none() => {
            Err(Refusal::required(format!("Missing time zone definition for {part} time.")))
        }
        (None, Some(given)) => {
            let instant = match (instant(given), named) {
                (Some(instant), _) => instant,
                (None, Some(name)) => {
                    let local: DateTime = given.parse().map_err(|_| bad())?;
                    zone(name).and_then(|zone| local.to_zoned(zone).ok()).ok_or_else(bad)?.timestamp()
                }
                (None, None) => return Err(bad()),
            };
            let zone = named.unwrap_or(calendar);
            Ok(json!({"dateTime": written(instant, &TimeZone::UTC), "timeZone": zone}))
        }
        (Some(_), Some(_)) => Err(bad()),
        (None, None) => Err(Refusal::required(format!("Missing {part} time."))),
    }
}

/// What was kept, as it is shown in `zone`.
pub(super) fn shown(kept: &Value, zone: &TimeZone) -> Value {
    match kept["dateTime"].as_str().and_then(instant) {
        Some(instant) => json!({"dateTime": written(instant, zone), "timeZone": kept["timeZone"]}),
        None => kept.clone(),
    }
}

/// The instant of what was kept; a date begins at midnight in `zone`.
pub(super) fn begins(kept: &Value, zone: &TimeZone) -> Option<Timestamp> {
    match kept["dateTime"].as_str() {
        Some(text) => instant(text),
        None => Some(kept["date"].as_str()?.parse::<Date>().ok()?.to_zoned(zone.clone()).ok()?.timestamp()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_time_with_an_offset_is_an_instant() {
        for good in ["2027-03-01T10:00:00Z", "2027-03-01T10:00:00.5+01:00", "2027-03-01T10:00:00-08:00"] {
            assert!(instant(good).is_some(), "{good}");
        }
        for bad in [
            "2027-03-01",
            "2027-03-01T10:00:00",
            "2027-03-01 10:00:00Z",
            "2027-03-01T10:00:00+01:00[Europe/Vienna]",
            "",
        ] {
            assert!(instant(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_time_is_shown_in_the_zone_that_is_asked_for() {
        let sent = json!({"dateTime": "2027-03-01T09:00:00Z", "timeZone": "UTC"});
        let kept = kept(&sent, "start", "Europe/Vienna", false).unwrap();
        let vienna = zone("Europe/Vienna").unwrap();
        assert_eq!(shown(&kept, &vienna), json!({"dateTime": "2027-03-01T10:00:00+01:00", "timeZone": "UTC"}));
    }
}
