//! Reads an item as Graph sends it into the model's event. A value that is missing or of another type counts as
//! not given; only a time that cannot be read makes an event unreadable.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::tag::{self, Tag};
use super::time::{Time, instant};
use super::{apart, rule};
use crate::model::event::{
    Apart, Busy, DATES_OF_THEIR_OWN, Event, EventStatus, Guest, Moment, Part, Reply, Unreadable,
};
use crate::model::ids::{EventHandle, Revision};
use crate::model::start_and_end;
use crate::providers::{RemoteError, RemoteEvent};

/// The largest item that is read, in bytes.
pub(super) const LARGEST: usize = 1024 * 1024;
/// Graph accepts 500 guests.
const GUESTS: usize = 1000;

/// Put there by [`super::dates`]: of a series, its first date where that stands for itself.
pub(super) const DATE: &str = "daybookDate";
/// The same: which of its dates take place, and which of them stand at another time than it gives them.
pub(super) const MOVED: &str = "daybookMoved";
/// The same: the dates after the first that stand for themselves.
pub(super) const OTHERS: &str = "daybookOthers";

/// Reads one item.
pub(super) fn read(raw: &[u8]) -> Result<Event, Unreadable> {
    if raw.len() > LARGEST {
        return Err(Unreadable("too large"));
    }
    event(&serde_json::from_slice(raw).map_err(|_| Unreadable("not JSON"))?)
}

/// Reads an item that is already JSON.
pub(super) fn event(item: &Value) -> Result<Event, Unreadable> {
    if is_sparse(item) {
        return Err(Unreadable("an occurrence without its series"));
    }
    let (start, end) = times(item)?;
    // An occurrence may carry its series' tag, but it is not the appointment.
    let tag = Tag::on(item).filter(|_| !is_occurrence(item));
    let (transaction, own) = (transaction(item), text(item, "iCalUId"));
    let written_as = tag.as_ref().and_then(|tag| tag.uid_of(transaction.as_deref(), own)).map(str::to_owned);
    let (original, is_copy) =
        (written_as.is_some(), written_as.is_none() && tag.as_ref().is_some_and(|tag| tag.uid.is_some()));
    let uid = written_as.or(transaction).or_else(|| own.map(str::to_owned)).unwrap_or_default();
    let guests = guests(item);
    let part = Part {
        occurrence: None,
        onward: false,
        title: text(item, "subject").unwrap_or_default().to_owned(),
        place: item.get("location").and_then(|it| text(it, "displayName")).unwrap_or_default().to_owned(),
        notes: notes(item),
        start,
        end,
        lasts: None,
        end_guessed: false,
        rule: is_master(item).then(|| DATES_OF_THEIR_OWN.to_owned()),
        also: Vec::new(),
        more_dates: false,
        except: Vec::new(),
        except_rule: None,
        busy: busy(item),
        answer: answer(item),
        travel: TimeDelta::zero(),
        status: status(item),
        organizer: item.get("organizer").and_then(address).filter(|_| !guests.is_empty()),
        guests,
        sequence: 0,
        appointment_id: tag.filter(|_| !is_copy).map(|tag| tag.appointment_id),
        original,
        carried: tag::sealed(item).filter(|_| !is_occurrence(item)).map(str::to_owned),
    };
    let own = item.get(DATE).filter(|_| is_master(item)).map(event).transpose()?;
    let own = own.and_then(|event| event.parts.into_iter().next());
    let own = own.map(|own| Part { occurrence: Some(part.start.clone()), rule: None, ..own });
    let apart = item.get(MOVED).filter(|_| is_master(item)).and_then(apart::read);
    let apart = apart.map(|apart| Apart { own: others(item), ..apart });
    let rule_there = rule::told(item, &part.start);
    Ok(Event { uid, parts: std::iter::once(part).chain(own).collect(), rule_there, apart })
}

/// Reads the dates after the first that stand for themselves. One that cannot be read is not told.
fn others(series: &Value) -> Vec<Part> {
    let all = series.get(OTHERS).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let part = |one: &Value| {
        let (by_rule, own) = (date(one)?, event(one).ok()?.parts.into_iter().next()?);
        Some(Part { occurrence: Some(Moment::Utc(by_rule)), rule: None, ..own })
    };
    all.iter().filter_map(part).collect()
}

/// Returns a series, as sent, with a field of our own.
pub(super) fn with(raw: &[u8], name: &str, value: &Value) -> Vec<u8> {
    let end = raw.iter().rposition(|byte| *byte == b'}').unwrap_or(raw.len());
    let (fields, close) = raw.split_at(end);
    [fields, format!(r#","{name}":{value}"#).as_bytes(), close].concat()
}

/// Returns the id of the first date of a series, where that stands for itself.
pub(super) fn own_date(series: &Value) -> Option<&str> {
    series.get(DATE).and_then(id)
}

/// Returns the start that its series gives to an occurrence.
pub(super) fn date(item: &Value) -> Option<DateTime<Utc>> {
    let original = text(item, "originalStart").and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    original.map(|at| at.to_utc()).or_else(|| starts(item).as_ref().map(instant))
}

/// Returns an item with its id and state there.
pub(super) fn remote(raw: Vec<u8>) -> Result<RemoteEvent, RemoteError> {
    let item: Value = serde_json::from_slice(&raw).map_err(|_| RemoteError::Garbled("event"))?;
    let handle: EventHandle = id(&item).ok_or(RemoteError::Garbled("an event without an id"))?.into();
    let event = if raw.len() > LARGEST { Err(Unreadable("too large")) } else { event(&item) };
    Ok(RemoteEvent { handle, revision: revision(&item), raw, event })
}

pub(super) fn text<'v>(item: &'v Value, name: &str) -> Option<&'v str> {
    item.get(name).and_then(Value::as_str)
}

pub(super) fn id(item: &Value) -> Option<&str> {
    text(item, "id").filter(|id| !id.is_empty())
}

/// Returns the ETag as sent in the item; empty if there is none.
pub(super) fn revision(item: &Value) -> Revision {
    text(item, "@odata.etag").unwrap_or_default().into()
}

/// Returns the transaction id, if it has the form of ours.
pub(super) fn transaction(item: &Value) -> Option<String> {
    text(item, "transactionId").and_then(tag::ours).filter(|_| !is_occurrence(item))
}

pub(super) fn is_master(item: &Value) -> bool {
    text(item, "type") == Some("seriesMaster") || item.get("recurrence").is_some_and(Value::is_object)
}

pub(super) fn is_occurrence(item: &Value) -> bool {
    matches!(text(item, "type"), Some("occurrence" | "exception")) || series(item).is_some()
}

/// Returns the series an occurrence belongs to.
pub(super) fn series(item: &Value) -> Option<&str> {
    text(item, "seriesMasterId").filter(|id| !id.is_empty())
}

/// Returns whether an occurrence gives only its time and leaves the rest to its series, as in a delta.
pub(super) fn is_sparse(item: &Value) -> bool {
    is_occurrence(item) && item.get("subject").is_none() && item.get("showAs").is_none()
}

/// Returns the start of an item, sparse or not.
pub(super) fn starts(item: &Value) -> Option<Moment> {
    written(item).ok().map(|(start, _)| start)
}

/// Returns start and end of an item in order.
pub(super) fn times(item: &Value) -> Result<(Moment, Moment), Unreadable> {
    let (start, end) = written(item)?;
    start_and_end::in_order(start, end.ok_or(start_and_end::NO_END)?)
}

/// Returns start and end of an item as they are written; `None` = the end cannot be read.
pub(super) fn written(item: &Value) -> Result<(Moment, Option<Moment>), Unreadable> {
    let (start, end) = (Time::read(item.get("start"))?, Time::read(item.get("end")).ok());
    let (own_start, own_end) = (text(item, "originalStartTimeZone"), text(item, "originalEndTimeZone"));
    if item.get("isAllDay").and_then(Value::as_bool) == Some(true)
        && let Some(first) = start.day(own_start)
    {
        let after = end.as_ref().map(|end| end.day(own_end.or(own_start)));
        // An end that is there and no day: both are times.
        if after != Some(None) {
            return Ok((first, after.flatten()));
        }
    }
    // The start's zone for both, as an appointment has one.
    Ok((start.moment(own_start), end.map(|end| end.moment(own_start.or(own_end)))))
}

/// Reads what kind of time an event takes. Unknown, and any later word, is busy; what is tentative its status says.
fn busy(item: &Value) -> Busy {
    if is_cancelled(item) {
        return Busy::Free;
    }
    match text(item, "showAs") {
        Some("free") => Busy::Free,
        Some("oof") => Busy::OutOfOffice,
        Some("workingElsewhere") => Busy::Elsewhere,
        Some(_) | None => Busy::Busy,
    }
}

/// Reads what the person answered; `None` = they were not asked.
fn answer(item: &Value) -> Option<Reply> {
    match text(item.get("responseStatus")?, "response")? {
        "organizer" | "accepted" => Some(Reply::Accepted),
        "tentativelyAccepted" => Some(Reply::Maybe),
        "declined" => Some(Reply::Declined),
        "notResponded" => Some(Reply::None),
        _ => None,
    }
}

fn status(item: &Value) -> EventStatus {
    match text(item, "showAs") {
        _ if is_cancelled(item) => EventStatus::Cancelled,
        Some("tentative") => EventStatus::Tentative,
        Some(_) | None => EventStatus::Confirmed,
    }
}

pub(super) fn is_cancelled(item: &Value) -> bool {
    item.get("isCancelled").and_then(Value::as_bool) == Some(true)
}

/// Returns the body, if it came as text, with the model's line ends.
fn notes(item: &Value) -> String {
    let body = item.get("body");
    let plain = body.filter(|body| text(body, "contentType").is_some_and(|kind| kind.eq_ignore_ascii_case("text")));
    let found = plain.and_then(|body| text(body, "content")).or_else(|| text(item, "bodyPreview"));
    found.unwrap_or_default().replace("\r\n", "\n").trim_end().to_owned()
}

fn guests(item: &Value) -> Vec<Guest> {
    let all = item.get("attendees").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let guest = |one: &Value| {
        let name = one.get("emailAddress").and_then(|it| text(it, "name")).unwrap_or_default().to_owned();
        let reply = match one.get("status").and_then(|status| text(status, "response")) {
            Some("accepted" | "organizer") => Reply::Accepted,
            Some("tentativelyAccepted") => Reply::Maybe,
            Some("declined") => Reply::Declined,
            Some(_) | None => Reply::None,
        };
        Some(Guest { address: address(one)?, name, reply, undelivered: false, unmailed: false })
    };
    all.iter().take(GUESTS).filter_map(guest).collect()
}

/// Returns the address of a guest or an organizer.
pub(super) fn address(person: &Value) -> Option<String> {
    let address = text(person.get("emailAddress")?, "address")?;
    (!address.is_empty()).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn item() -> Value {
        json!({
            "@odata.etag": "W/\"abc==\"", "id": "AA/b+c=", "iCalUId": "0400", "type": "singleInstance",
            "subject": "Ada", "location": { "displayName": "Praxis", "coordinates": {} }, "isAllDay": false,
            "body": { "contentType": "text", "content": "one\r\ntwo\r\n" }, "showAs": "busy",
            "start": { "dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC" },
            "end": { "dateTime": "2026-12-01T09:50:00.0000000", "timeZone": "UTC" },
            "originalStartTimeZone": "W. Europe Standard Time", "originalEndTimeZone": "W. Europe Standard Time",
        })
    }

    fn with(changes: Value) -> Event {
        event(&merged(changes)).unwrap()
    }

    fn merged(changes: Value) -> Value {
        let mut item = item();
        item.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        item
    }

    #[test]
    fn an_item_is_read_in_the_models_words() {
        let event = with(json!({}));
        let part = &event.parts[0];
        assert_eq!((event.uid.as_str(), part.title.as_str(), part.place.as_str()), ("0400", "Ada", "Praxis"));
        assert_eq!(part.notes, "one\ntwo");
        let wall = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap().and_hms_opt(10, 0, 0).unwrap();
        assert_eq!(part.start, Moment::Zoned { wall, zone: "Europe/Berlin".into() });
        assert_eq!((part.organizer.as_ref(), part.rule.as_ref()), (None, None));
    }

    /// T21: what the person answered, where they were asked.
    #[test]
    fn the_persons_own_answer_is_read() {
        for (word, reply) in [
            ("organizer", Some(Reply::Accepted)),
            ("accepted", Some(Reply::Accepted)),
            ("tentativelyAccepted", Some(Reply::Maybe)),
            ("declined", Some(Reply::Declined)),
            ("notResponded", Some(Reply::None)),
            ("none", None),
            ("", None),
        ] {
            let part = &with(json!({ "responseStatus": { "response": word } })).parts[0];
            assert_eq!(part.answer, reply, "{word}");
        }
        assert_eq!(with(json!({ "responseStatus": null })).parts[0].answer, None);
    }

    /// T21
    #[test]
    fn what_takes_the_time_and_what_does_not() {
        for (said, busy) in [
            (json!({ "showAs": "free" }), Busy::Free),
            (json!({ "showAs": "workingElsewhere" }), Busy::Elsewhere),
            (json!({ "isCancelled": true }), Busy::Free),
            (json!({ "showAs": "tentative" }), Busy::Busy),
            (json!({ "showAs": "oof" }), Busy::OutOfOffice),
            (json!({ "showAs": "unknown" }), Busy::Busy),
            (json!({ "showAs": 7 }), Busy::Busy),
            (json!({ "showAs": "atTheMoon" }), Busy::Busy),
        ] {
            assert_eq!(with(said.clone()).parts[0].busy, busy, "{said}");
        }
        assert_eq!(with(json!({ "isCancelled": true })).parts[0].status, EventStatus::Cancelled);
        assert_eq!(with(json!({ "showAs": "tentative" })).parts[0].status, EventStatus::Tentative);
    }

    #[test]
    fn a_whole_day_ends_before_its_end() {
        let day = |d| Moment::Date(NaiveDate::from_ymd_opt(2026, 12, d).unwrap());
        let at = |text: &str| json!({ "dateTime": text, "timeZone": "UTC" });
        let there = json!({ "isAllDay": true, "start": at("2026-12-01T00:00:00"), "end": at("2026-12-02T00:00:00") });
        let part = &with(there).parts[0];
        assert_eq!((&part.start, &part.end), (&day(1), &day(2)));
        // T22: in a zone that somebody made up, an hour east of UTC.
        let there = json!({
            "isAllDay": true, "start": at("2026-11-30T23:00:00"), "end": at("2026-12-01T23:00:00"),
            "originalStartTimeZone": "tzone://Microsoft/Custom", "originalEndTimeZone": "tzone://Microsoft/Custom",
        });
        let part = &with(there).parts[0];
        assert_eq!((&part.start, &part.end), (&day(1), &day(2)));
    }

    /// T18: what stands between the two is taken, or nobody knows; it is never no time.
    #[test]
    fn an_end_before_its_start_is_never_no_time() {
        let at = |text: &str| json!({ "dateTime": text, "timeZone": "UTC" });
        let zones =
            json!({ "originalStartTimeZone": null, "originalEndTimeZone": null, "end": at("2026-12-01T08:00:00") });
        let part = &with(zones).parts[0];
        let utc = |text: &str| Moment::Utc(text.parse().unwrap());
        assert_eq!((&part.start, &part.end), (&utc("2026-12-01T08:00:00Z"), &utc("2026-12-01T09:00:00Z")));
        let day = json!({ "isAllDay": true, "start": at("2026-12-05T00:00:00"), "end": at("2026-12-01T00:00:00") });
        for broken in
            [json!({ "end": at("2026-11-01T08:00:00") }), json!({ "end": at("then") }), json!({ "end": null }), day]
        {
            assert!(event(&merged(broken.clone())).is_err(), "{broken}");
        }
        // A day of no length is a day.
        let none = json!({ "isAllDay": true, "start": at("2026-12-05T00:00:00"), "end": at("2026-12-05T00:00:00") });
        let ends = Moment::Date(NaiveDate::from_ymd_opt(2026, 12, 6).unwrap());
        assert_eq!(with(none).parts[0].end, ends);
    }

    #[test]
    fn guests_come_with_their_answers() {
        let guest = |address, response| json!({ "emailAddress": { "address": address, "name": "A" }, "status": { "response": response } });
        let event = with(json!({
            "attendees": [guest("a@x.org", "accepted"), guest("b@x.org", "none"), { "emailAddress": null }],
            "organizer": { "emailAddress": { "address": "me@x.org" } },
        }));
        let part = &event.parts[0];
        assert_eq!(part.guests.iter().map(|it| it.reply).collect::<Vec<_>>(), [Reply::Accepted, Reply::None]);
        assert_eq!(part.organizer.as_deref(), Some("me@x.org"));
    }

    #[test]
    fn our_event_is_known_by_its_transaction_and_its_occurrences_are_not_it() {
        let uid = "0b7f6bd2-3a54-4f6e-9a4e-1f0d6a9f5c11";
        let tag = Tag { appointment_id: "a1".into(), uid: None }.property();
        let ours = json!({ "transactionId": uid.to_uppercase(), "singleValueExtendedProperties": tag });
        let event = with(ours.clone());
        assert_eq!((event.uid.as_str(), event.parts[0].appointment_id.as_deref()), (uid, Some("a1")));
        let mut occurrence = ours.clone();
        occurrence["type"] = "occurrence".into();
        occurrence["seriesMasterId"] = "AAM".into();
        let event = with(occurrence);
        assert_eq!((event.uid.as_str(), event.parts[0].appointment_id.as_deref()), ("0400", None));
        let mut master = ours;
        master["type"] = "seriesMaster".into();
        assert!(with(master).parts[0].rule.is_some());
        let tag = Tag { appointment_id: "a1".into(), uid: Some(uid.into()) }.property();
        let of =
            |transaction: &str| with(json!({ "transactionId": transaction, "singleValueExtendedProperties": tag }));
        let again = of(&tag::transaction(uid, 1));
        assert_eq!((again.uid.as_str(), again.parts[0].original), (uid, true));
        // A copy has a transaction id of its own, or none.
        for transaction in ["", "localevent:cd4fd2ac", "5d0e6a4c-7a5d-4a52-9a39-0d7f4c5d1b11"] {
            let copy = of(transaction);
            assert_eq!((&copy.parts[0].appointment_id, copy.parts[0].original), (&None, false), "{transaction}");
            assert_ne!(copy.uid, uid);
        }
        // One that was made there, and became an appointment.
        let adopted = Tag { appointment_id: "a1".into(), uid: Some("0400".into()) }.property();
        let adopted = with(json!({ "singleValueExtendedProperties": adopted }));
        assert_eq!((adopted.parts[0].appointment_id.as_deref(), adopted.parts[0].original), (Some("a1"), true));
    }

    #[test]
    fn what_has_no_time_is_unreadable_and_not_free() {
        assert!(event(&json!({ "id": "x", "showAs": "free" })).is_err());
        assert!(event(&merged(json!({ "start": { "dateTime": "2026-12-01T09:00:00", "timeZone": "Mars" } }))).is_err());
        assert!(read(b"[1,2").is_err());
        let sparse = json!({ "id": "x", "type": "occurrence", "start": item()["start"], "end": item()["end"] });
        assert!(event(&sparse).is_err());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let names = prop::sample::select(vec![
            "id",
            "start",
            "end",
            "dateTime",
            "timeZone",
            "isAllDay",
            "type",
            "attendees",
            "emailAddress",
            "address",
            "status",
            "location",
            "body",
            "transactionId",
            "seriesMasterId",
            "singleValueExtendedProperties",
            "value",
        ]);
        let words = prop::sample::select(vec![
            "2026-12-01T09:00:00.0000000",
            "9998-12-31T23:59:59",
            "0002-01-01T00:00:00",
            "UTC",
            "Europe/Berlin",
            "(UTC+14:00) Kiritimati Island",
            "seriesMaster",
            "",
            "💇",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            words.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((names.clone(), inner), 0..8).prop_map(|all| {
                    Value::Object(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(raw in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&raw);
        }

        #[test]
        fn any_json_is_read_or_refused(
            value in any_json(), start in any_json(), end in any_json(), zone in any_json(), day in any_json()
        ) {
            let _ = event(&value);
            let _ = event(&merged(json!({
                "start": start, "end": end, "originalStartTimeZone": zone, "isAllDay": day, "attendees": value,
            })));
        }
    }

    /// Microsoft's own examples, where `DAYBOOK_GRAPH_EXAMPLES` names the file that holds them.
    #[test]
    fn every_event_of_the_documentation_is_read() {
        let Some(path) = std::env::var_os("DAYBOOK_GRAPH_EXAMPLES") else { return };
        let mut read = 0;
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let mut example: Value = serde_json::from_str(line).unwrap();
            let body = example["body"].take();
            let all = body["value"].as_array().cloned().unwrap_or_else(|| vec![body]);
            let timed = |it: &&Value| it["start"]["dateTime"].is_string() && it["end"]["dateTime"].is_string();
            for item in all.iter().filter(timed).filter(|it| it["id"].is_string()) {
                assert!(event(item).is_ok_and(|event| !event.parts.is_empty()), "{item}");
                read += 1;
            }
        }
        assert!(read > 20, "{read}");
    }
}
