//! An event: what may be written into it, how it is stored, how it is shown.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::error::{ApiResult, Refusal};
use super::state::Calendar;
use super::{Role, times};

/// Ignored if a client sends them.
const READ_ONLY: [&str; 12] = [
    "kind",
    "etag",
    "htmlLink",
    "created",
    "updated",
    "creator",
    "organizer",
    "hangoutLink",
    "recurringEventId",
    "originalStartTime",
    "locked",
    "attendeesOmitted",
];

/// Left out if they have this value.
const DEFAULTS: [(&str, Value); 4] = [
    ("guestsCanModify", Value::Bool(false)),
    ("guestsCanInviteOthers", Value::Bool(true)),
    ("guestsCanSeeOtherGuests", Value::Bool(true)),
    ("anyoneCanAddSelf", Value::Bool(false)),
];

const LONGEST_KEY: usize = 44;
const LONGEST_VALUE: usize = 1024;

/// Returns what a client sent, without what it cannot set.
pub(super) fn writable(sent: &Value) -> Value {
    let mut kept = sent.clone();
    if let Some(fields) = kept.as_object_mut() {
        fields.retain(|name, _| !READ_ONLY.contains(&name.as_str()));
    }
    kept
}

/// Applies a patch: objects merge, `null` clears, everything else is replaced, lists too.
pub(super) fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = json!({});
    }
    let fields = into.as_object_mut().unwrap();
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(name);
        } else {
            merge(fields.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// Turns a whole event into its stored form, or says what is wrong with it.
pub(super) fn accepted(mut event: Value, calendar: &Calendar) -> ApiResult<Value> {
    let series = event["recurrence"].as_array().is_some_and(|lines| !lines.is_empty());
    for part in ["start", "end"] {
        if event[part].is_null() {
            return Err(Refusal::required(format!("Missing {part} time.")));
        }
        event[part] = times::kept(&event[part], part, &calendar.zone, series)?;
    }
    if event["start"]["date"].is_string() != event["end"]["date"].is_string() {
        return Err(Refusal::invalid("Start and end times must either both be date or both be dateTime."));
    }
    let at = |part: &str| times::begins(&event[part], &TimeZone::UTC);
    if at("end") < at("start") || event["start"]["date"].is_string() && at("end") == at("start") {
        return Err(Refusal::new(400, "calendar", "timeRangeEmpty", "The specified time range is empty."));
    }
    one_of(&event, "status", &["confirmed", "tentative", "cancelled"])?;
    one_of(&event, "transparency", &["opaque", "transparent"])?;
    one_of(&event, "visibility", &["default", "public", "private", "confidential"])?;
    recurrence(&event)?;
    reminders(&event)?;
    attendees(&mut event, calendar)?;
    extended(&mut event)?;
    let fields = event.as_object_mut().unwrap();
    fields.retain(|name, value| {
        let usual = match name.as_str() {
            "transparency" => *value == "opaque",
            "visibility" => *value == "default",
            name => DEFAULTS.iter().any(|(known, usual)| *known == name && value == usual),
        };
        !usual && !value.is_null() && *value != json!([]) && *value != json!({})
    });
    Ok(event)
}

fn one_of(event: &Value, name: &str, allowed: &[&str]) -> ApiResult<()> {
    match event[name].as_str() {
        Some(value) if !allowed.contains(&value) => Err(Refusal::invalid(format!("Invalid value for {name}."))),
        _ => Ok(()),
    }
}

fn recurrence(event: &Value) -> ApiResult<()> {
    let mut lines = event["recurrence"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let known = ["RRULE", "EXRULE", "RDATE", "EXDATE"];
    if lines.all(|line| line.split_once([':', ';']).is_some_and(|(name, _)| known.contains(&name))) {
        Ok(())
    } else {
        Err(Refusal::invalid("Invalid recurrence rule."))
    }
}

fn reminders(event: &Value) -> ApiResult<()> {
    let overrides = event["reminders"]["overrides"].as_array().map_or(&[][..], Vec::as_slice);
    if event["reminders"]["useDefault"] == true && !overrides.is_empty() {
        let reason = "cannotUseDefaultRemindersAndSpecifyOverride";
        return Err(Refusal::new(400, "calendar", reason, "Cannot specify both default reminders and overrides."));
    }
    let fits = |one: &Value| {
        matches!(one["method"].as_str(), Some("email" | "popup"))
            && one["minutes"].as_i64().is_some_and(|minutes| (0..=40320).contains(&minutes))
    };
    if overrides.len() > 5 || !overrides.iter().all(fits) {
        return Err(Refusal::invalid("Invalid reminder override."));
    }
    Ok(())
}

fn attendees(event: &mut Value, calendar: &Calendar) -> ApiResult<()> {
    let organizer = event["organizer"]["email"].clone();
    let Some(list) = event["attendees"].as_array_mut() else { return Ok(()) };
    for guest in list {
        let email = guest["email"].as_str().unwrap_or_default().to_owned();
        if !is_address(&email) {
            return Err(Refusal::invalid("Invalid attendee email."));
        }
        let fields = guest.as_object_mut().unwrap();
        for name in ["self", "organizer", "id"] {
            fields.remove(name);
        }
        fields.retain(|name, value| match name.as_str() {
            "optional" | "resource" => *value == true,
            "additionalGuests" => *value != 0,
            _ => !value.is_null(),
        });
        fields.entry("responseStatus").or_insert(json!("needsAction"));
        if email == calendar.id {
            fields.insert("self".to_owned(), json!(true));
        }
        if organizer == *email {
            fields.insert("organizer".to_owned(), json!(true));
        }
        one_of(guest, "responseStatus", &["needsAction", "declined", "tentative", "accepted"])?;
    }
    Ok(())
}

/// RFC 5322 without comments, quotes and domain literals.
fn is_address(text: &str) -> bool {
    let atoms = |text: &str, allowed: fn(char) -> bool| {
        text.split('.').all(|atom| !atom.is_empty() && atom.chars().all(allowed))
    };
    text.split_once('@').is_some_and(|(local, domain)| {
        atoms(local, |c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
            && domain.contains('.')
            && atoms(domain, |c| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// Drops long keys and cuts long values, silently.
fn extended(event: &mut Value) -> ApiResult<()> {
    let (mut number, mut size) = (0, 0);
    for side in ["private", "shared"] {
        let Some(properties) = event["extendedProperties"][side].as_object_mut() else { continue };
        properties.retain(|key, value| key.chars().count() <= LONGEST_KEY && value.is_string());
        for (key, value) in properties {
            let cut: String = value.as_str().unwrap().chars().take(LONGEST_VALUE).collect();
            (number, size) = (number + 1, size + key.len() + cut.len());
            *value = json!(cut);
        }
    }
    if let Some(both) = event.get_mut("extendedProperties").and_then(Value::as_object_mut) {
        both.retain(|_, properties| properties.as_object().is_some_and(|properties| !properties.is_empty()));
    }
    if number > 300 || size > 32 << 10 {
        return Err(Refusal::invalid("Extended properties are too large."));
    }
    if event["extendedProperties"].is_null() {
        event.as_object_mut().unwrap().remove("extendedProperties");
    }
    Ok(())
}

/// How to show an event.
pub(super) struct View {
    pub zone: TimeZone,
    pub most_attendees: Option<usize>,
    pub times_only: bool,
    /// Does what the service does in its own time.
    pub settled: bool,
}

pub(super) fn shown(event: &Value, calendar: &Calendar, view: &View) -> Value {
    let mut event = event.clone();
    for part in ["start", "end", "originalStartTime"] {
        if event[part].is_object() {
            event[part] = times::shown(&event[part], &view.zone);
        }
    }
    let fields = event.as_object_mut().unwrap();
    let hidden = matches!(fields.get("visibility").and_then(Value::as_str), Some("private" | "confidential"))
        && calendar.role == Role::WriterWithoutPrivateAccess;
    fields.retain(|_, value| !value.is_null());
    if view.times_only || hidden || calendar.role == Role::FreeBusyReader {
        let kept = [
            "kind",
            "etag",
            "id",
            "status",
            "updated",
            "start",
            "end",
            "recurringEventId",
            "originalStartTime",
            "iCalUID",
            "transparency",
            "recurrence",
        ];
        fields.retain(|name, _| kept.contains(&name.as_str()));
        fields.insert("visibility".to_owned(), json!("private"));
    }
    if let Some(most) = view.most_attendees {
        omit_attendees(fields, most);
    }
    if view.settled && event["conferenceData"]["createRequest"].is_object() {
        let link = "https://meet.google.com/abc-defg-hij";
        event["conferenceData"]["createRequest"]["status"] = json!({"statusCode": "success"});
        event["conferenceData"]["entryPoints"] = json!([{"entryPointType": "video", "uri": link}]);
        event["hangoutLink"] = json!(link);
    }
    event
}

fn omit_attendees(event: &mut Map<String, Value>, most: usize) {
    if let Some(list) = event.get_mut("attendees").and_then(Value::as_array_mut)
        && list.len() > most
    {
        list.sort_by_key(|guest| guest["self"] != true);
        list.truncate(most);
        event.insert("attendeesOmitted".to_owned(), json!(true));
    }
}

/// Returns all that a list says about a cancelled event.
pub(super) fn tombstone(event: &Value, view: &View) -> Value {
    let mut left = json!({"kind": "calendar#event", "etag": event["etag"], "id": event["id"], "status": "cancelled"});
    if event["recurringEventId"].is_string() {
        left["recurringEventId"] = event["recurringEventId"].clone();
        left["originalStartTime"] = times::shown(&event["originalStartTime"], &view.zone);
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_merges_objects_replaces_lists_and_clears_with_null() {
        let mut event = json!({"a": {"b": 1, "c": 2}, "list": [1, 2], "gone": "x"});
        merge(&mut event, &json!({"a": {"b": 3}, "list": [9], "gone": null, "new": {"x": null, "y": 1}}));
        assert_eq!(event, json!({"a": {"b": 3, "c": 2}, "list": [9], "new": {"y": 1}}));
    }

    #[test]
    fn only_addresses_are_addresses() {
        assert!(["a@b.test", "a.b+c@x-y.example.org"].iter().all(|good| is_address(good)));
        assert!(
            ["", "a", "a@b", "@b.test", "a b@c.test", "a@@b.test", "a.@b.test", "a@b..test"]
                .iter()
                .all(|bad| !is_address(bad))
        );
    }
}
