//! What of an appointment goes into a Graph event: everything if it is new, else only what differs. What is not ours
//! is not named, and so it stays.

use serde_json::{Map, Value, json};

use super::repeat::{self, Series};
use super::tag::{self, Tag};
use super::{item, time};
use crate::model::event::{Content, EventStatus, Invitation, Moment};
use crate::providers::{Refusal, RemoteError};

/// The field that holds our tag.
pub(super) const TAG: &str = "singleValueExtendedProperties";

/// Returns the body of a create. Of a series it is the whole, with the dates that are left out.
pub(super) fn create(content: &Content, attempt: u32) -> Result<Value, RemoteError> {
    let mut fields = Map::new();
    let (start, end) = match &content.repeat {
        None => time::sent(content.start, content.end, &content.zone),
        Some(repeat) => {
            let sent = repeat::series(content, repeat).map_err(|_| RemoteError::Refused(Refusal::Other))?;
            let Series { start, end, recurrence } = sent;
            fields.insert("recurrence".into(), recurrence);
            (start, end)
        }
    };
    fields.insert("subject".into(), json!(content.title));
    fields.insert("start".into(), start);
    fields.insert("end".into(), end);
    fields.insert("location".into(), json!({ "displayName": content.place }));
    fields.insert("showAs".into(), json!(show_as(content.tentative)));
    fields.insert("transactionId".into(), tag::transaction(&content.uid, attempt).into());
    fields.insert(TAG.into(), tag::properties(content));
    if !content.description.is_empty() {
        fields.insert("body".into(), body(content));
    }
    if let Some(invitation) = &content.invitation {
        fields.insert("attendees".into(), json!([client(invitation)]));
    }
    Ok(Value::Object(fields))
}

/// Returns the body of a change to `base`, the item as it is there. Empty if it already says what is wanted.
pub(super) fn change(content: &Content, base: &Value) -> Map<String, Value> {
    let mut fields = Map::new();
    if !same(item::text(base, "subject"), &content.title) {
        fields.insert("subject".into(), json!(content.title));
    }
    let place = base.get("location").and_then(|it| item::text(it, "displayName"));
    if !same(place, &content.place) {
        fields.insert("location".into(), json!({ "displayName": content.place }));
    }
    let moves = moved(content, base);
    let repeats = content.repeat.as_ref().filter(|_| moves || !repeat::says(content, base));
    // What Outlook cannot have is refused before this is asked.
    let series = repeats.and_then(|repeats| repeat::series(content, repeats).ok());
    let at = match series {
        Some(Series { start, end, recurrence }) => {
            fields.insert("recurrence".into(), recurrence);
            (start, end)
        }
        None => time::sent(content.start, content.end, &content.zone),
    };
    if moves {
        let (start, end) = at;
        fields.extend([("start".into(), start), ("end".into(), end)]);
        if base.get("isAllDay").and_then(Value::as_bool) == Some(true) {
            fields.insert("isAllDay".into(), json!(false));
        }
    }
    // Free, away and the like were chosen there, and stay.
    let there = item::text(base, "showAs");
    if matches!(there, Some("busy" | "tentative")) && there != Some(show_as(content.tentative)) {
        fields.insert("showAs".into(), json!(show_as(content.tentative)));
    }
    if let Some(guests) = guests(content, base) {
        fields.insert("attendees".into(), guests);
    }
    // The body of an online meeting contains its link.
    let online = base.get("isOnlineMeeting").and_then(Value::as_bool) == Some(true)
        || base.get("onlineMeeting").is_some_and(Value::is_object);
    let notes = item::event(base).ok().and_then(|event| event.parts.into_iter().next()).map(|part| part.notes);
    if !online && !same(notes.as_deref(), &content.description) {
        fields.insert("body".into(), body(content));
    }
    let (there, wanted) = (Tag::on(base), Tag::of(content));
    let is_lost = there.as_ref().is_none_or(|there| there.appointment_id != wanted.appointment_id);
    // A tag of an earlier version is no reason to write by itself, nor is what travels sealed.
    if is_lost || (!fields.is_empty() && (content.carried.is_some() || there.as_ref() != Some(&wanted))) {
        fields.insert(TAG.into(), tag::properties(content));
    }
    fields
}

/// Returns whether the time differs, or cannot be read.
pub(super) fn moved(content: &Content, base: &Value) -> bool {
    if content.time_stands {
        return false;
    }
    let Ok(event) = item::event(base) else { return true };
    let Some(part) = event.parts.first().filter(|part| part.status != EventStatus::Cancelled) else { return true };
    let whole_day = matches!(part.start, Moment::Date(_));
    let there = (time::instant(&part.start), time::instant(&part.end));
    whole_day || there != time::instants(content.start, content.end, &content.zone)
}

/// Compares texts: Exchange trims and joins white space, which makes no difference.
pub(super) fn same(there: Option<&str>, here: &str) -> bool {
    there.unwrap_or_default().split_whitespace().eq(here.split_whitespace())
}

fn show_as(tentative: bool) -> &'static str {
    if tentative { "tentative" } else { "busy" }
}

fn body(content: &Content) -> Value {
    json!({ "contentType": "text", "content": content.description })
}

fn client(invitation: &Invitation) -> Value {
    json!({
        "emailAddress": { "address": invitation.client_address, "name": invitation.client_name },
        "type": "required",
    })
}

/// Returns the guest list that replaces the one there: everybody except who is no longer invited, plus the client.
/// `None` = nobody is missing and nobody has to go.
fn guests(content: &Content, base: &Value) -> Option<Value> {
    let there = base.get("attendees").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is = |guest: &Value, who: &str| {
        item::address(guest).is_some_and(|address| address.trim().eq_ignore_ascii_case(who.trim()))
    };
    let is_gone = |guest: &Value| content.uninvited.as_deref().is_some_and(|gone| is(guest, gone));
    let missing = content.invitation.as_ref();
    let missing = missing.filter(|invitation| !there.iter().any(|guest| is(guest, &invitation.client_address)));
    if missing.is_none() && !there.iter().any(is_gone) {
        return None;
    }
    let kept = there.iter().filter(|guest| !is_gone(guest)).map(|guest| {
        let mut kept = Map::new();
        for name in ["emailAddress", "type"] {
            kept.extend(guest.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        Value::Object(kept)
    });
    Some(Value::Array(kept.chain(missing.map(client)).collect()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn content() -> Content {
        let wall = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
        Content {
            uid: "0b7f6bd2-3a54-4f6e-9a4e-1f0d6a9f5c11".into(),
            appointment_id: "a1".into(),
            carried: None,
            title: "Ada".into(),
            place: "Praxis".into(),
            description: String::new(),
            start: wall("2026-12-01T10:00"),
            end: wall("2026-12-01T10:50"),
            zone: "Europe/Vienna".into(),
            time_stands: false,
            repeat: None,
            tentative: false,
            sequence: 0,
            stamp: "2026-11-22T12:00:00Z".parse().unwrap(),
            invitation: None,
            uninvited: None,
        }
    }

    fn there() -> Value {
        let mut there = create(&content(), 0).unwrap();
        there["start"] = json!({ "dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC" });
        there["end"] = json!({ "dateTime": "2026-12-01T09:50:00.0000000", "timeZone": "UTC" });
        there["originalStartTimeZone"] = "W. Europe Standard Time".into();
        there
    }

    fn names(fields: &Map<String, Value>) -> Vec<&str> {
        fields.keys().map(String::as_str).collect()
    }

    #[test]
    fn what_is_there_already_is_not_sent_again() {
        assert!(change(&content(), &there()).is_empty());
        let spaced = Content { title: " Ada\t".into(), ..content() };
        assert!(change(&spaced, &there()).is_empty());
    }

    #[test]
    fn only_what_differs_is_sent_and_both_times_together() {
        let later = Content { end: content().end + chrono::TimeDelta::minutes(10), ..content() };
        assert_eq!(names(&change(&later, &there())), ["end", "start"]);
        let titled = Content { title: "Ada L.".into(), ..content() };
        assert_eq!(names(&change(&titled, &there())), ["subject"]);
        let tentative = Content { tentative: true, ..content() };
        assert_eq!(change(&tentative, &there())["showAs"], "tentative");
        let mut away = there();
        away["showAs"] = "oof".into();
        assert!(change(&tentative, &away).is_empty());
    }

    #[test]
    fn no_guest_is_dropped_and_no_way_into_a_meeting() {
        let mut base = there();
        base["attendees"] = json!([
            { "emailAddress": { "address": "old@x.org", "name": "Old" }, "type": "optional", "status": { "response": "accepted" } },
        ]);
        base["isOnlineMeeting"] = true.into();
        let invitation = Invitation {
            organizer: "me@x.org".into(),
            organizer_name: String::new(),
            client_address: "ada@x.org".into(),
            client_name: "Ada".into(),
            server_mails: true,
        };
        let invited = Content { invitation: Some(invitation), description: "new words".into(), ..content() };
        let fields = change(&invited, &base);
        assert_eq!(names(&fields), ["attendees"]);
        assert_eq!(fields["attendees"][0]["emailAddress"]["address"], "old@x.org");
        assert_eq!(fields["attendees"][1]["emailAddress"]["address"], "ada@x.org");
        base["attendees"][0]["emailAddress"]["address"] = "ADA@x.org".into();
        assert!(change(&invited, &base).is_empty());
        assert!(change(&content(), &base).is_empty());
        let another = Content { uninvited: Some("old@x.org".into()), ..content() };
        base["attendees"][0]["emailAddress"]["address"] = "Old@x.org".into();
        assert_eq!(change(&another, &base)["attendees"], json!([]));
    }

    #[test]
    fn what_travels_sealed_is_no_reason_to_write() {
        let carries = Content { carried: Some("1.c2VhbGVk".into()), ..content() };
        assert!(change(&carries, &there()).is_empty());
        let titled = change(&Content { title: "Ada L.".into(), ..carries }, &there());
        assert_eq!(names(&titled), ["singleValueExtendedProperties", "subject"]);
        assert_eq!(tag::sealed(&Value::Object(titled)), Some("1.c2VhbGVk"));
    }

    #[test]
    fn an_event_that_lost_its_mark_gets_it_back() {
        let mut base = there();
        base["singleValueExtendedProperties"].take();
        let fields = change(&content(), &base);
        assert_eq!(fields["singleValueExtendedProperties"], Tag::of(&content()).property());
    }
}
