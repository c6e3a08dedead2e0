//! The verbs against answers that Google gives rarely, each request looked at.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value, json};
use url::Url;

use super::GOOGLE;
use crate::model::event::Content;
use crate::model::ids::{CalendarHandle, EventHandle};
use crate::model::repeat::{Ends, Every, Moved, Repeat};
use crate::providers::{
    Access, Changes, Expect, HttpResponse, Outgoing, Refusal, RemoteCalendar, RemoteError, SignedHttp,
};

const UID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const ID: &str = "dbk0f8fad5bd9cb469fa16570867728950e";

/// Answers in their order, and what was asked for them.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Result<(u16, String), RemoteError>>>,
    asked: Mutex<Vec<http::Request<Vec<u8>>>>,
}

#[async_trait]
impl SignedHttp for Script {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
        let url = Url::parse(&request.uri().to_string()).unwrap();
        self.asked.lock().unwrap().push(request);
        let (status, body) = self.answers.lock().unwrap().pop_front().expect("no such request was expected")?;
        let response = http::Response::builder().status(status).body(body.into_bytes()).unwrap();
        Ok(HttpResponse { url, response })
    }
}

impl Script {
    fn new(answers: Vec<(u16, Value)>) -> Arc<Self> {
        let script = Self::default();
        script.answers.lock().unwrap().extend(answers.into_iter().map(|(status, body)| Ok((status, body.to_string()))));
        Arc::new(script)
    }

    fn open(self: &Arc<Self>) -> Box<dyn RemoteCalendar> {
        let server = Url::parse("https://api.example/google/").unwrap();
        let now = "2026-11-23T08:00:00Z".parse().unwrap();
        (GOOGLE.open)(Access { http: self.clone(), server, again: Vec::new(), user: String::new(), now })
    }

    /// Method and address of each request.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|one| format!("{} {}", one.method(), one.uri())).collect()
    }
}

fn calendar() -> CalendarHandle {
    "de.austrian#holiday@group.v.calendar.google.com".into()
}

fn error(status: u16, reason: &str) -> (u16, Value) {
    (status, json!({"error": {"code": status, "errors": [{"domain": "global", "reason": reason, "message": "x"}]}}))
}

fn event(id: &str) -> Value {
    json!({
        "id": id, "etag": "\"3\"", "status": "confirmed", "summary": "Session", "location": "Praxis",
        "start": {"dateTime": "2027-03-01T10:00:00+01:00", "timeZone": "Europe/Vienna"},
        "end": {"dateTime": "2027-03-01T10:50:00+01:00", "timeZone": "Europe/Vienna"},
        "extendedProperties": {"private": {"daybookId": "appointment", "daybookUid": UID}},
    })
}

fn cancelled(id: &str) -> Value {
    json!({"id": id, "status": "cancelled"})
}

fn out() -> Outgoing {
    let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    let content = Content {
        uid: UID.into(),
        appointment_id: "appointment".into(),
        carried: None,
        title: "Session".into(),
        place: "Praxis".into(),
        description: String::new(),
        start: wall("2027-03-01T10:00"),
        end: wall("2027-03-01T10:50"),
        zone: "Europe/Vienna".into(),
        time_stands: false,
        repeat: None,
        tentative: false,
        sequence: 0,
        stamp: DateTime::<Utc>::UNIX_EPOCH,
        invitation: None,
        uninvited: None,
    };
    Outgoing { handle: None, content, base: None, notify: true }
}

fn over() -> Expect {
    Expect::Revision("\"3\"".into())
}

#[tokio::test]
async fn names_are_parts_of_an_address_and_etags_are_sent_as_they_came() {
    let script = Script::new(vec![(200, event(ID))]);
    script.open().put(&calendar(), &out(), &over()).await.unwrap();
    let base = "https://api.example/google/calendar/v3/calendars/de.austrian%23holiday@group.v.calendar.google.com";
    assert_eq!(script.asked(), [format!("PATCH {base}/events/{ID}?prettyPrint=false&sendUpdates=none")]);
    assert_eq!(script.asked.lock().unwrap()[0].headers()["if-match"], "\"3\"");
}

#[tokio::test]
async fn a_name_that_climbs_is_not_asked_for() {
    let script = Script::new(Vec::new());
    for name in ["..", ".", ""] {
        let changes = script.open().changes(&name.into(), None, &[]).await;
        assert!(matches!(changes, Err(RemoteError::Garbled(_))), "{name:?}: {changes:?}");
    }
    assert!(script.asked().is_empty());
}

/// Stricter servers say that a deleted event may not be changed.
#[tokio::test]
async fn a_forbidden_change_of_a_deleted_event_is_gone_and_of_a_live_one_is_refused() {
    let script = Script::new(vec![error(403, "forbidden"), (200, cancelled(ID))]);
    let put = script.open().put(&calendar(), &out(), &over()).await;
    assert!(matches!(put, Err(RemoteError::Gone)), "{put:?}");
    let script = Script::new(vec![error(403, "forbidden"), (200, event(ID))]);
    let put = script.open().put(&calendar(), &out(), &over()).await;
    assert!(matches!(put, Err(RemoteError::Refused(Refusal::ReadOnly))), "{put:?}");
}

#[tokio::test]
async fn a_change_that_google_answers_with_a_cancelled_event_is_gone() {
    let script = Script::new(vec![(200, cancelled(ID))]);
    assert!(matches!(script.open().put(&calendar(), &out(), &over()).await, Err(RemoteError::Gone)));
}

#[tokio::test]
async fn an_id_that_is_taken_by_nothing_is_burnt() {
    let again = format!("{ID}n1");
    let script = Script::new(vec![error(409, "duplicate"), error(404, "notFound"), (200, event(&again))]);
    let stored = script.open().put(&calendar(), &out(), &Expect::Absent).await.unwrap();
    assert_eq!((stored.handle.as_str(), stored.event.uid.as_str()), (again.as_str(), UID));
}

#[tokio::test]
async fn a_removal_over_a_newer_state_that_is_deleted_finds_nothing() {
    let script = Script::new(vec![error(412, "conditionNotMet"), (200, cancelled(ID))]);
    let removed = script.open().remove(&calendar(), &ID.into(), &over(), true).await;
    assert!(matches!(removed, Err(RemoteError::Gone)), "{removed:?}");
    assert!(script.asked()[0].contains("sendUpdates=all"));
}

/// What cannot be read is kept under its name, so that its time is not taken for free.
#[tokio::test]
async fn an_event_that_cannot_be_read_is_kept_and_stops_nothing() {
    let odd = json!({"id": "odd12", "etag": "\"1\"", "start": {"dateTime": "yesterday"}});
    let raw = odd.to_string();
    let script = Script::new(vec![(200, json!({"items": [odd, event(ID)], "nextSyncToken": "t"}))]);
    let changes = script.open().changes(&calendar(), None, &[]).await.unwrap();
    assert_eq!(changes.complete.as_ref().map(Vec::len), Some(2));
    assert!(changes.changed[0].event.is_err() && changes.changed[1].event.is_ok());
    assert_eq!((changes.changed[0].handle.as_str(), changes.changed[0].raw.as_slice()), ("odd12", raw.as_bytes()));
}

/// The bytes are those that were sent, spaces and order and unknown fields included.
#[tokio::test]
async fn the_bytes_of_an_event_are_kept_as_they_came() {
    let raw = r#"{ "zzz":1e3,  "id":"x1234","etag":"\"1\"", "start":{"date":"2027-03-01"}}"#;
    let script = Script::new(Vec::new());
    let page = format!("{{\"items\": [ {raw} ], \"nextSyncToken\": \"t\"}}");
    script.answers.lock().unwrap().push_back(Ok((200, page)));
    let changes = script.open().changes(&calendar(), None, &[]).await.unwrap();
    assert_eq!(changes.changed[0].raw, raw.as_bytes());
}

/// Y7: an answer in place of a page removes nothing.
#[tokio::test]
async fn a_page_that_has_neither_of_the_two_tokens_is_no_end() {
    let first = (200, json!({"items": [event(ID)], "nextPageToken": "p"}));
    for last in [json!({}), json!({"items": []}), json!({"items": [event("other")], "nextSyncToken": ""})] {
        let script = Script::new(vec![first.clone(), (200, last.clone())]);
        let remote = script.open();
        let begun = remote.changes(&calendar(), None, &[]).await.unwrap();
        assert!(begun.more && begun.complete.is_none());
        let changes = remote.changes(&calendar(), begun.next.as_ref(), &[]).await;
        assert!(matches!(changes, Err(RemoteError::Garbled(_))), "{last}: {changes:?}");
    }
    let whole = Script::new(vec![(200, json!({"items": [], "nextSyncToken": "t"})), (200, json!({}))]);
    let remote = whole.open();
    let cursor = remote.changes(&calendar(), None, &[]).await.unwrap().next;
    let news = remote.changes(&calendar(), cursor.as_ref(), &[]).await;
    assert!(matches!(news, Err(RemoteError::Garbled(_))), "{news:?}");
}

/// Y20: each page is given out as it comes, what was deleted meanwhile is removed, and only the end says what there is.
#[tokio::test]
async fn pages_are_given_out_one_by_one_and_a_reading_goes_on_in_another_process() {
    let script = Script::new(vec![
        (200, json!({"items": [event("one11"), event("two22")], "nextPageToken": "p"})),
        (200, json!({"items": [cancelled("one11"), event("six66")], "nextSyncToken": "t"})),
        (200, json!({"items": [cancelled("one11"), event("six66")], "nextSyncToken": "t"})),
        (400, json!({})),
        (200, json!({"items": [event("new77")], "nextPageToken": "q"})),
        (200, json!({"items": [cancelled("two22")], "nextSyncToken": "u"})),
    ]);
    let handles = |changes: &Changes| changes.changed.iter().map(|one| one.handle.to_string()).collect::<Vec<_>>();
    let remote = script.open();
    let one = remote.changes(&calendar(), None, &[]).await.unwrap();
    assert_eq!((handles(&one), one.more, one.complete), (vec!["one11".into(), "two22".into()], true, None));
    let other = script.open().changes(&calendar(), one.next.as_ref(), &[]).await.unwrap();
    assert_eq!((handles(&other), other.more), (vec!["six66".into()], false));
    assert_eq!(other.complete, None, "only who read the first page knows what was on it");
    let two = remote.changes(&calendar(), one.next.as_ref(), &[]).await.unwrap();
    assert_eq!((handles(&two), two.removed, two.more), (vec!["six66".into()], vec!["one11".into()], false));
    let mut all: Vec<_> = two.complete.unwrap().iter().map(ToString::to_string).collect();
    all.sort();
    assert_eq!(all, ["six66", "two22"]);
    let lost = script.open().changes(&calendar(), one.next.as_ref(), &[]).await;
    assert!(matches!(lost, Err(RemoteError::CursorLost)), "{lost:?}");
    let three = remote.changes(&calendar(), two.next.as_ref(), &[]).await.unwrap();
    assert_eq!((handles(&three), three.more), (vec!["new77".into()], true));
    let four = script.open().changes(&calendar(), three.next.as_ref(), &[]).await.unwrap();
    assert_eq!((four.removed, four.more), (vec!["two22".into()], false));
    assert!(script.asked()[5].contains("pageToken=q") && script.asked()[5].contains("syncToken=t"));
}

/// Y20: refused by name, and not in silence.
#[tokio::test]
async fn a_calendar_of_more_than_a_hundred_thousand_events_is_too_large() {
    let page = |number: usize| {
        let items: Vec<_> =
            (0..2500).map(|at| json!({"id": format!("e{number}x{at}"), "start": {"date": "2027-03-01"}})).collect();
        (200, json!({"items": items, "nextPageToken": number.to_string()}))
    };
    let script = Script::new((0..41).map(page).collect());
    let remote = script.open();
    let mut cursor = None;
    for _ in 0..40 {
        cursor = remote.changes(&calendar(), cursor.as_ref(), &[]).await.unwrap().next;
    }
    let changes = remote.changes(&calendar(), cursor.as_ref(), &[]).await;
    assert!(matches!(changes, Err(RemoteError::Refused(Refusal::TooLarge))), "{changes:?}");
}

/// Y7: an empty list is believed only if what was known is not there.
#[tokio::test]
async fn a_list_that_leaves_out_what_is_there_is_no_list() {
    let known = vec![("someone1".into(), "\"3\"".into()), ("someone2".into(), "\"3\"".into())];
    let empty = || (200, json!({"items": [], "nextSyncToken": "t"}));
    let script = Script::new(vec![empty(), error(404, "notFound"), (200, event("someone2"))]);
    let changes = script.open().changes(&calendar(), None, &known).await;
    assert!(matches!(changes, Err(RemoteError::Garbled(_))), "{changes:?}");
    let script = Script::new(vec![empty(), error(404, "notFound"), (200, cancelled("someone2"))]);
    let changes = script.open().changes(&calendar(), None, &known).await.unwrap();
    assert_eq!(changes.complete, Some(Vec::new()));
}

#[tokio::test]
async fn an_event_without_a_name_is_not_left_out_in_silence() {
    let script = Script::new(vec![(200, json!({"items": [{"id": "", "start": {"date": "2027-03-01"}}]}))]);
    assert!(matches!(script.open().changes(&calendar(), None, &[]).await, Err(RemoteError::Garbled(_))));
}

#[tokio::test]
async fn a_page_that_is_too_large_is_asked_for_in_smaller_ones() {
    let script = Script::new(Vec::new());
    script.answers.lock().unwrap().push_back(Err(RemoteError::Refused(Refusal::TooLarge)));
    let last = json!({"items": [], "nextSyncToken": "t"}).to_string();
    script.answers.lock().unwrap().push_back(Ok((200, last.clone())));
    script.answers.lock().unwrap().push_back(Ok((200, last)));
    let remote = script.open();
    let changes = remote.changes(&calendar(), None, &[]).await.unwrap();
    remote.changes(&calendar(), changes.next.as_ref(), &[]).await.unwrap();
    let sizes: Vec<bool> = script.asked().iter().map(|asked| asked.contains("maxResults=250&")).collect();
    assert_eq!(sizes, [false, true, true]);
    assert!(!script.asked()[2].contains("timeMin"), "a token has its own bounds");
}

#[tokio::test]
async fn few_missing_events_are_looked_up_our_own_first_and_no_more() {
    let mut known: Vec<(EventHandle, _)> =
        (0..30).map(|n| (format!("other{n}").as_str().into(), "\"1\"".into())).collect();
    known.push((ID.into(), "\"1\"".into()));
    let mut far = event(ID);
    far["start"]["dateTime"] = "2035-03-01T10:00:00+01:00".into();
    far["end"]["dateTime"] = "2035-03-01T10:50:00+01:00".into();
    let mut answers = vec![(200, json!({"items": [], "nextSyncToken": "t"})), (200, far)];
    answers.extend((0..19).map(|_| error(404, "notFound")));
    let script = Script::new(answers);
    let changes = script.open().changes(&calendar(), None, &known).await.unwrap();
    assert_eq!(changes.complete, Some(vec![ID.into()]));
    assert_eq!(changes.changed.len(), 1);
}

#[tokio::test]
async fn an_account_without_an_address_or_a_subject_is_none() {
    for body in [json!({"id": "108"}), json!({"email": "a@b.c"}), json!({"id": "", "email": "a@b.c"}), json!([])] {
        let script = Script::new(vec![(200, body)]);
        assert!(matches!(script.open().whoami().await, Err(RemoteError::Garbled(_))));
    }
}

/// An error inside a good answer, and a list that goes on, say nothing of a time.
#[tokio::test]
async fn only_a_whole_list_tells_what_takes_place() {
    let span = ("2027-03-01T00:00:00Z".parse().unwrap(), "2027-03-02T00:00:00Z".parse().unwrap());
    let script = Script::new(vec![
        (200, json!({"error": {"errors": [{"domain": "global", "reason": "notFound"}]}})),
        (200, json!({"items": [event("a")], "nextPageToken": "more"})),
        (200, json!({"items": [event("a"), cancelled("b")], "nextSyncToken": "t"})),
    ]);
    let remote = script.open();
    assert!(matches!(remote.during(&calendar(), span).await, Err(RemoteError::Garbled(_))));
    assert!(matches!(remote.during(&calendar(), span).await, Err(RemoteError::Refused(Refusal::TooLarge))));
    let found = remote.during(&calendar(), span).await.unwrap().unwrap();
    assert_eq!(found.iter().map(|one| one.handle.as_str()).collect::<Vec<_>>(), ["a"]);
    assert!(script.asked()[2].contains("timeMin=2027-03-01T00%3A00%3A00Z"), "{:?}", script.asked());
}

/// Mondays at ten in Vienna from 1 March 2027, three of them, the second of which is moved.
fn moved_out() -> Outgoing {
    let moved = Moved { date: "2027-03-08".parse().unwrap(), start: "2027-03-09T15:00:00".parse().unwrap() };
    let repeat = Repeat { every: Every::Weeks(1), ends: Ends::After(3), skip: Vec::new(), moved: vec![moved] };
    let mut out = out();
    out.content.repeat = Some(repeat);
    out.base = Some(master().to_string().into_bytes());
    Outgoing { handle: Some(ID.into()), ..out }
}

fn master() -> Value {
    let mut master = event(ID);
    master["recurrence"] = json!(["RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"]);
    master
}

/// The dates of the series, the second one at this start, an hour less ten minutes long.
fn instances(second: &str) -> (u16, Value) {
    let at = |text: &str| json!({"dateTime": format!("{text}:00+01:00"), "timeZone": "Europe/Vienna"});
    let date = |day: &str, start: &str| {
        let mut one = event(&format!("{ID}_2027{day}T090000Z"));
        let end = start.replace(":00", ":50");
        (one["recurringEventId"], one["originalStartTime"]) =
            (json!(ID), at(&format!("2027-{}-{}T10:00", &day[..2], &day[2..])));
        (one["start"], one["end"], one["etag"]) = (at(start), at(&end), json!(format!("\"{day}\"")));
        one
    };
    let dates = [date("0301", "2027-03-01T10:00"), date("0308", second), date("0315", "2027-03-15T10:00")];
    (200, json!({"items": dates}))
}

const BY_RULE: &str = "2027-03-08T10:00";

/// P16: its instance, over the state that was seen, and nothing of the series itself.
#[tokio::test]
async fn a_date_that_is_moved_is_one_change_of_its_instance() {
    let (there, moved) = (|| (200, master()), "2027-03-09T15:00");
    let before = [there(), instances(BY_RULE), instances(BY_RULE), (200, json!({}))];
    let script = Script::new(before.into_iter().chain([there(), instances(moved)]).collect());
    let stored = script.open().put(&calendar(), &moved_out(), &over()).await.unwrap();
    assert!(stored.revision.as_str().starts_with("\"3\" "), "its dates are told of too: {:?}", stored.revision);
    let asked = script.asked.lock().unwrap();
    let writes: Vec<_> = asked.iter().filter(|one| one.method() != "GET").collect();
    let [write] = writes.as_slice() else { panic!("{writes:?}") };
    let path = format!("/events/{ID}_20270308T090000Z");
    assert!(write.method() == "PATCH" && write.uri().path().ends_with(&path), "{write:?}");
    assert!(write.uri().query().unwrap().contains("sendUpdates=none") && write.headers()["if-match"] == "\"0308\"");
    let sent: Value = serde_json::from_slice(write.body()).unwrap();
    let at =
        |time: &str| json!({"dateTime": format!("2027-03-09T{time}:00"), "timeZone": "Europe/Vienna", "date": null});
    assert_eq!(sent, json!({"start": at("15:00"), "end": at("15:50")}));
}

/// P16: the answer was lost, so it stands there already; and what somebody else made of the date is not written over.
#[tokio::test]
async fn a_date_that_is_moved_already_is_left_alone_and_one_that_somebody_moved_too() {
    let there = || (200, master());
    let moved = || instances("2027-03-09T15:00");
    let script = Script::new(vec![there(), moved(), moved(), there(), moved()]);
    script.open().put(&calendar(), &moved_out(), &over()).await.unwrap();
    assert!(script.asked().iter().all(|asked| asked.starts_with("GET ")), "{:?}", script.asked());
    let theirs = || instances("2027-03-10T12:00");
    let script = Script::new(vec![there(), theirs(), theirs(), there(), theirs()]);
    let put = script.open().put(&calendar(), &moved_out(), &over()).await;
    assert!(matches!(put, Err(RemoteError::Conflict { theirs: Some(_) })), "{put:?}");
    assert!(script.asked().iter().all(|asked| asked.starts_with("GET ")), "{:?}", script.asked());
}

/// P16: beyond what is read it could not be told from a date that stands where its rule has it.
#[tokio::test]
async fn a_date_is_not_moved_to_where_nothing_is_read() {
    let mut out = moved_out();
    out.content.repeat.as_mut().unwrap().moved[0].start = "2030-03-09T15:00:00".parse().unwrap();
    let script = Script::new(Vec::new());
    let put = script.open().put(&calendar(), &out, &over()).await;
    assert!(matches!(put, Err(RemoteError::Refused(Refusal::Other))), "{put:?}");
}
