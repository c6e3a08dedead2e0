//! One event: what may be written of it, what the service adds, and how an answer shows it.

use serde_json::{Value, json};

use super::answer::{GraphResponse, refused};
use super::asked::{Prefer, no_zone};
use super::mailbox::{Document, Item, Name, made};
use super::series::{Instance, instant, kind, known, moment, shown as time_shown};
use super::{Person, zones};

/// What is only the service's to say; sent along it is no mistake the real one would tell of, so it is told here.
const READ_ONLY: [&str; 19] = [
    "id",
    "changeKey",
    "createdDateTime",
    "lastModifiedDateTime",
    "bodyPreview",
    "iCalUId",
    "isCancelled",
    "isDraft",
    "isOrganizer",
    "organizer",
    "originalStart",
    "originalStartTimeZone",
    "originalEndTimeZone",
    "seriesMasterId",
    "type",
    "webLink",
    "hasAttachments",
    "onlineMeeting",
    "responseStatus",
];
const TIMES: [&str; 2] = ["start", "end"];
const NEVER: &str = "0001-01-01T00:00:00Z";

/// The name of the first field that may not be written.
pub(super) fn read_only(sent: &Document) -> Option<&'static str> {
    READ_ONLY.into_iter().find(|name| sent.contains_key(*name))
}

/// Whether the whole of an event, as it would be stored, makes sense.
pub(super) fn checked(document: &Document) -> Result<(), GraphResponse> {
    let invalid = |message: &str| Err(refused(400, "ErrorPropertyValidationFailure", message));
    for name in TIMES {
        let asked = document[name]["timeZone"].as_str().unwrap_or_default();
        if zones::zone(asked).is_none() {
            return Err(no_zone(asked));
        }
        let Some((time, _)) = moment(&document[name]) else {
            return invalid("At least one property failed validation: a time is local and has no offset.");
        };
        if document["isAllDay"] == true && time.time() != jiff::civil::Time::midnight() {
            return invalid("The Event.Start property for an all-day event needs to be set to midnight.");
        }
    }
    let [start, end] = TIMES.map(|name| moment(&document[name]).map(instant));
    if end < start || document["isAllDay"] == true && end == start {
        return invalid("At least one property failed validation: the event ends before it begins.");
    }
    if document["isAllDay"] == true && document["start"]["timeZone"] != document["end"]["timeZone"] {
        return invalid("An all-day event begins and ends in one time zone.");
    }
    let guests = document["attendees"].as_array().map_or(&[][..], Vec::as_slice);
    if guests.len() > 500 {
        return invalid("More than 500 attendees.");
    }
    if guests.iter().any(|guest| !guest["emailAddress"]["address"].as_str().is_some_and(|to| to.contains('@'))) {
        return Err(refused(400, "ErrorMissingEmailAddress", "An attendee has no e-mail address."));
    }
    let recurrence = &document["recurrence"];
    if recurrence.is_object() && !known(recurrence) {
        return invalid("The recurrence is incomplete, or of a kind that is not simulated.");
    }
    Ok(())
}

/// A new event: what was sent on top of what the service assumes.
pub(super) fn fresh(sent: &Document, owner: &str) -> Document {
    let mut document = json!({
        "categories": [], "hasAttachments": false, "hideAttendees": false, "subject": "", "importance": "normal",
        "sensitivity": "normal", "isAllDay": false, "isCancelled": false, "isOrganizer": true, "isDraft": false,
        "responseRequested": true, "showAs": "busy", "isReminderOn": true, "reminderMinutesBeforeStart": 15,
        "allowNewTimeProposals": true, "isOnlineMeeting": false, "onlineMeetingProvider": "unknown",
        "onlineMeeting": null, "onlineMeetingUrl": null, "recurrence": null, "attendees": [], "locations": [],
        "location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"},
        "body": {"contentType": "html", "content": ""},
        "responseStatus": {"response": "organizer", "time": NEVER},
        "organizer": {"emailAddress": {"name": owner.split('@').next(), "address": owner}},
    });
    let document = document.as_object_mut().unwrap();
    write(document, sent);
    document.clone()
}

/// Puts what was sent over what is there.
pub(super) fn write(document: &mut Document, sent: &Document) {
    for (name, value) in sent {
        let value = match name.as_str() {
            name if name.starts_with('@') || name == "singleValueExtendedProperties" => continue,
            // It cannot be unset.
            "isOnlineMeeting" if document["isOnlineMeeting"] == true => continue,
            "attendees" => guests(&document["attendees"], value),
            _ => value.clone(),
        };
        document.insert(name.clone(), value);
    }
    if let Some(location) = sent.get("location").filter(|_| !sent.contains_key("locations")) {
        document.insert("locations".to_owned(), json!([location]));
    }
    let [start, end] = TIMES.map(|name| sent.get(name).map(|time| time["timeZone"].clone()));
    for (name, zone) in [("originalStartTimeZone", start), ("originalEndTimeZone", end)] {
        if let Some(zone) = zone.filter(|_| !sent.contains_key(name)) {
            document.insert(name.to_owned(), zone);
        }
    }
    fill(document);
    // The way in is part of the body: a body without it takes it away.
    let way = document["onlineMeeting"]["joinUrl"].as_str().map(str::to_owned);
    if way.is_some_and(|way| !document["body"]["content"].as_str().unwrap_or_default().contains(&way)) {
        document.insert("onlineMeeting".to_owned(), Value::Null);
    }
}

/// What a recurrence shows where nothing was sent: nulls are not Exchange's way.
fn fill(document: &mut Document) {
    let zone = document["originalStartTimeZone"].clone();
    let Some(recurrence) = document.get_mut("recurrence").and_then(Value::as_object_mut) else { return };
    let pattern = json!({"dayOfMonth": 0, "month": 0, "index": "first", "firstDayOfWeek": "sunday"});
    let range = json!({"endDate": "0001-01-01", "numberOfOccurrences": 0, "recurrenceTimeZone": zone});
    for (part, assumed) in [("pattern", pattern), ("range", range)] {
        let Some(sent) = recurrence.get_mut(part).and_then(Value::as_object_mut) else { continue };
        for (name, value) in assumed.as_object().unwrap() {
            if sent.get(name).is_none_or(Value::is_null) {
                sent.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Makes an online meeting of an event that asks for one, where the account has any.
pub(super) fn meet(document: &mut Document, number: u64, person: Person) {
    if document["isOnlineMeeting"] != true || document["onlineMeeting"].is_object() {
        return;
    }
    if person == Person::Personal {
        document.insert("isOnlineMeeting".to_owned(), json!(false));
        return;
    }
    let way = format!("https://teams.microsoft.com/l/meetup-join/{number:08}");
    let body = format!("{}\r\n________________\r\n{way}", document["body"]["content"].as_str().unwrap_or_default());
    document["body"]["content"] = json!(body);
    document.insert("onlineMeetingProvider".to_owned(), json!("teamsForBusiness"));
    document.insert("onlineMeeting".to_owned(), json!({"joinUrl": way}));
}

/// The new list; who was on the old one keeps the answer given.
fn guests(old: &Value, new: &Value) -> Value {
    let answer = |address: &Value| {
        let known = old.as_array().into_iter().flatten().find(|guest| guest["emailAddress"]["address"] == *address);
        known.map_or(json!({"response": "none", "time": NEVER}), |guest| guest["status"].clone())
    };
    let guests = new.as_array().into_iter().flatten().map(|guest| {
        let address = &guest["emailAddress"]["address"];
        let name = guest["emailAddress"]["name"].as_str().or(address.as_str());
        let kind = guest["type"].as_str().unwrap_or("required");
        json!({"type": kind, "status": answer(address), "emailAddress": {"name": name, "address": address}})
    });
    guests.collect()
}

/// How an answer shows events.
pub(super) struct How<'a> {
    pub prefer: &'a Prefer,
    pub select: Option<Vec<String>>,
    /// The extended properties that were asked for, by their ids.
    pub expand: Vec<String>,
    /// All-day events at midnight of any zone.
    pub floating: bool,
    /// Not with `Calendars.ReadBasic`.
    pub bodies: bool,
}

/// The ids in `singleValueExtendedProperties($filter=id eq '...')`.
pub(super) fn quoted(text: &str) -> Vec<String> {
    text.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// An item, or an instance of it.
pub(super) fn shown(item: &Item, instance: Option<&Instance>, how: &How<'_>) -> Value {
    let date = instance.and_then(|instance| instance.date);
    let document = instance.map_or(&item.document, |instance| &instance.document);
    let mut event = document.clone();
    let id = |occurrence| json!(Name { number: item.number, occurrence }.id(item, how.prefer.immutable));
    event.insert("id".to_owned(), id(date));
    event.insert("@odata.etag".to_owned(), json!(item.etag()));
    event.insert("changeKey".to_owned(), json!(item.change_key()));
    event.insert("createdDateTime".to_owned(), json!(made(item.number)));
    event.insert("lastModifiedDateTime".to_owned(), json!(made(item.version)));
    event.insert("webLink".to_owned(), json!(format!("https://outlook.office365.com/owa/?itemid={}", item.number)));
    let series = format!("040000008200E00074C5B7101A82E008{:016X}", item.number);
    let (uid, kind) = match date {
        None => (series, kind(document)),
        // Each occurrence has its own.
        Some(date) => (
            format!("{series}{}", date.strftime("%Y%m%d")),
            if item.exceptions.contains_key(&date) { "exception" } else { "occurrence" },
        ),
    };
    event.insert("iCalUId".to_owned(), json!(uid));
    event.insert("type".to_owned(), json!(kind));
    event.insert("seriesMasterId".to_owned(), date.map_or(Value::Null, |_| id(None)));
    if let Some(date) = date {
        let (begins, zone) = moment(&item.document["start"]).unwrap();
        let original = instant((date.to_datetime(begins.time()), zone));
        event.insert("originalStart".to_owned(), json!(original.to_string()));
    }
    for name in TIMES {
        event.insert(name.to_owned(), time(document, name, how));
    }
    let text = plain(&document["body"]);
    event.insert("bodyPreview".to_owned(), json!(text.chars().take(255).collect::<String>()));
    event.insert("body".to_owned(), body(&document["body"], &text, how.prefer.text));
    if !how.bodies {
        event.remove("body");
        event.remove("bodyPreview");
    }
    if how.select.as_ref().is_some_and(|names| names.iter().any(|name| name == "cancelledOccurrences")) {
        let days = item.cancelled.iter().map(|date| format!("OID.{}.{date}", item.immutable_id()));
        event.insert("cancelledOccurrences".to_owned(), days.collect());
    }
    if let Some(names) = &how.select {
        event.retain(|name, _| ["id", "@odata.etag"].contains(&name.as_str()) || names.contains(name));
    }
    let asked = item.properties.iter().filter(|(id, _)| how.expand.contains(id));
    let asked: Vec<Value> = asked.map(|(id, value)| json!({"id": id, "value": value})).collect();
    if !asked.is_empty() {
        event.insert("singleValueExtendedProperties".to_owned(), json!(asked));
    }
    Value::Object(event)
}

/// An occurrence in a delta page, which leaves the rest to its master.
pub(super) fn sparse(event: &Value) -> Value {
    let names = ["id", "seriesMasterId", "type", "start", "end"];
    let kept = names.into_iter().map(|name| (name.to_owned(), event[name].clone()));
    let kind = ("@odata.type".to_owned(), json!("#microsoft.graph.event"));
    kept.chain([kind]).collect()
}

fn time(document: &Document, name: &str, how: &How<'_>) -> Value {
    let (local, own) = moment(&document[name]).unwrap();
    let zone = &how.prefer.zone;
    let own = if how.floating && document["isAllDay"] == true { zone.clone() } else { own };
    time_shown(instant((local, own)), zone, &how.prefer.zone_name)
}

/// A text comes back as HTML, unless preferred otherwise.
fn body(stored: &Value, text: &str, as_text: bool) -> Value {
    let content = stored["content"].as_str().unwrap_or_default();
    match (as_text, stored["contentType"] == "text") {
        (true, _) => json!({"contentType": "text", "content": text}),
        (false, false) => json!({"contentType": "html", "content": content}),
        (false, true) => {
            let inside = escaped(content).replace("\r\n", "\n").replace('\n', "<br>\r\n");
            let head = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">";
            let page = format!("<html><head>\r\n{head}</head><body>{inside}\r\n</body></html>");
            json!({"contentType": "html", "content": page})
        }
    }
}

fn plain(stored: &Value) -> String {
    let content = stored["content"].as_str().unwrap_or_default();
    if stored["contentType"] == "text" {
        return content.to_owned();
    }
    let mut text = String::new();
    for part in content.split('<') {
        text += part.split_once('>').map_or(part, |(_, after)| after);
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
