//! freeBusy: spans without their content; what cannot be read is an error inside a 200.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::answer::Asked;
use super::error::{ApiResult, Refusal};
use super::state::{Calendar, State};
use super::{series, times};

const MOST_CALENDARS: usize = 50;

pub(super) fn query(state: &State, asked: &Asked) -> ApiResult<Value> {
    let bound = |name: &str| match asked.body[name].as_str() {
        None => Err(Refusal::required(format!("Missing {name} parameter."))),
        Some(text) => times::instant(text).ok_or_else(|| Refusal::global(400, "badRequest", format!("Bad {name}."))),
    };
    let (from, to) = (bound("timeMin")?, bound("timeMax")?);
    if to <= from {
        return Err(Refusal::new(400, "calendar", "timeRangeEmpty", "The specified time range is empty."));
    }
    if to.duration_since(from).as_hours() > 24 * 92 {
        let message = "The requested time range is too long.";
        return Err(Refusal::new(400, "calendar", "timeRangeTooLong", message));
    }
    let zone = match asked.body["timeZone"].as_str() {
        None => TimeZone::UTC,
        Some(name) => times::zone(name).ok_or_else(|| Refusal::invalid("Invalid time zone."))?,
    };
    let mut calendars = Map::new();
    for (number, item) in asked.body["items"].as_array().into_iter().flatten().enumerate() {
        let id = item["id"].as_str().unwrap_or_default();
        let failed = |reason: &str| json!({"errors": [{"domain": "global", "reason": reason}], "busy": []});
        let told = match state.calendar(&asked.caller.email, id) {
            _ if number >= MOST_CALENDARS => failed("tooManyCalendarsRequested"),
            Err(_) => failed("notFound"),
            Ok(at) => {
                let write =
                    |(start, end)| json!({"start": times::written(start, &zone), "end": times::written(end, &zone)});
                let busy = spans(&state.calendars[at], from, to).into_iter().map(write);
                json!({"busy": busy.collect::<Vec<Value>>()})
            }
        };
        calendars.insert(id.to_owned(), told);
    }
    Ok(json!({
        "kind": "calendar#freeBusy",
        "timeMin": times::written(from, &TimeZone::UTC),
        "timeMax": times::written(to, &TimeZone::UTC),
        "calendars": calendars,
    }))
}

/// Returns the spans in order, merging those that overlap or touch.
fn spans(calendar: &Calendar, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let zone = calendar.zone();
    let mut events = Vec::new();
    for stored in calendar.events.values().filter(|stored| !stored.cancelled()) {
        if stored.event["recurrence"].is_array() {
            let own = series::occurrences(&stored.event, &zone).into_iter();
            events.extend(own.filter(|one| !calendar.events.contains_key(one["id"].as_str().unwrap())));
        } else {
            events.push(stored.event.clone());
        }
    }
    let mut spans: Vec<(Timestamp, Timestamp)> = events
        .iter()
        .filter(|event| busy(event))
        .filter_map(|event| Some((times::begins(&event["start"], &zone)?, times::begins(&event["end"], &zone)?)))
        .filter(|(start, end)| *end > from && *start < to)
        .map(|(start, end)| (start.max(from), end.min(to)))
        .collect();
    spans.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (start, end) in spans {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

fn busy(event: &Value) -> bool {
    let mut guests = event["attendees"].as_array().into_iter().flatten();
    event["transparency"] != "transparent"
        && event["eventType"] != "workingLocation"
        && !guests.any(|guest| guest["self"] == true && guest["responseStatus"] == "declined")
}
