//! What no server does on command: answers made up one by one.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;

use super::tag::{PROPERTY, Tag};
use super::*;
use crate::model::event::Content;
use crate::providers::{HttpResponse, SignedHttp};

const UID: &str = "0b7f6bd2-3a54-4f6e-9a4e-1f0d6a9f5c11";

/// Answers in the order they are given, and what they were the answers to.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<(u16, String)>>,
    asked: Mutex<Vec<(String, String)>>,
}

#[async_trait]
impl SignedHttp for Script {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
        let asked = format!("{} {}", request.method(), request.uri().path());
        self.asked.lock().unwrap().push((asked, String::from_utf8(request.body().clone()).unwrap()));
        let (status, body) = self.answers.lock().unwrap().pop_front().expect("nobody wrote an answer to this");
        let response = http::Response::builder().status(status).body(body.into_bytes()).unwrap();
        Ok(HttpResponse { url: Url::parse(&request.uri().to_string()).unwrap(), response })
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn play(answers: &[(u16, Value)]) -> (Arc<Script>, Box<dyn RemoteCalendar>) {
    let answers = answers.iter().map(|(status, body)| (*status, body.to_string())).collect();
    let script = Arc::new(Script { answers: Mutex::new(answers), ..Script::default() });
    let server = Url::parse("https://graph.example/v1.0").unwrap();
    let remote =
        (OUTLOOK.open)(Access { http: script.clone(), server, again: Vec::new(), user: String::new(), now: now() });
    (script, remote)
}

fn asked(script: &Script) -> Vec<String> {
    assert!(script.answers.lock().unwrap().is_empty(), "an answer is left");
    script.asked.lock().unwrap().iter().map(|(asked, _)| asked.clone()).collect()
}

fn at(time: &str) -> Value {
    json!({ "dateTime": format!("2026-12-01T{time}:00.0000000"), "timeZone": "UTC" })
}

fn item(id: &str, changes: Value) -> Value {
    let mut item = json!({ "id": id, "@odata.etag": "W/\"1\"", "subject": "Ada", "location": { "displayName": "Praxis" },
        "start": at("09:00"), "end": at("09:50"), "showAs": "busy", "type": "singleInstance" });
    item.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    item
}

fn out() -> Outgoing {
    let wall = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    let content = Content {
        uid: UID.into(),
        appointment_id: "a1".into(),
        carried: None,
        title: "Ada".into(),
        place: "Praxis".into(),
        description: String::new(),
        start: wall("2026-12-01T10:00"),
        end: wall("2026-12-01T10:50"),
        zone: "Europe/Berlin".into(),
        time_stands: false,
        repeat: None,
        tentative: false,
        sequence: 0,
        stamp: now(),
        invitation: None,
        uninvited: None,
    };
    Outgoing { handle: None, content, base: None, notify: true }
}

fn marked() -> Value {
    json!({ "transactionId": UID, "singleValueExtendedProperties": [{ "id": PROPERTY, "value": "a1" }] })
}

/// The answers of a whole reading of the primary calendar `c`.
fn round(items: Value) -> [(u16, Value); 2] {
    let delta = "https://graph.example/v1.0/me/calendarView/delta?$deltatoken=t%2B1";
    [(200, json!({ "id": "c" })), (200, json!({ "value": items, "@odata.deltaLink": delta }))]
}

fn view(ids: &[&str]) -> (u16, Value) {
    let all: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    (200, json!({ "value": all }))
}

/// Y38
#[test]
fn an_issuer_is_a_tenant_at_microsoft() {
    assert!(is_issuer("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"));
    for other in [
        "https://accounts.google.com",
        "http://login.microsoftonline.com/common",
        "https://login.microsoftonline.com.evil.example/",
        "https://login.microsoftonline.com@evil.example/",
        "login.microsoftonline.com",
        "",
    ] {
        assert!(!is_issuer(other), "{other}");
    }
}

/// S8
#[test]
fn a_grant_is_read_in_any_spelling() {
    assert_eq!(grant(&["calendars.readwrite", "User.Read"]), Grant::Full);
    assert_eq!(grant(&["https://graph.microsoft.com/Calendars.ReadWrite"]), Grant::Full);
    assert_eq!(grant(&["HTTPS://GRAPH.MICROSOFT.COM/CALENDARS.READ", "openid"]), Grant::ReadOnly);
    assert_eq!(grant(&["Calendars.ReadBasic"]), Grant::ReadOnly);
    assert_eq!(grant(&["openid", "profile", "User.Read", "Calendars.ReadWriteAll"]), Grant::Nothing);
    assert_eq!(grant(&[]), Grant::Nothing);
}

#[tokio::test]
async fn an_occurrence_whose_series_is_not_to_be_had_is_unreadable_and_one_whose_series_is_asked_for_is_whole() {
    let sparse = |id: &str, series: &str| json!({ "id": id, "type": "occurrence", "seriesMasterId": series, "start": at("09:00"), "end": at("10:00") });
    let [primary, page] = round(json!([sparse("1", "gone"), sparse("2", "kept"), sparse("3", "kept")]));
    let not_found = (404, json!({ "error": { "code": "ErrorItemNotFound" } }));
    let master = item("kept", json!({ "type": "seriesMaster", "recurrence": {}, "subject": "Group", "iCalUId": "g" }));
    let (script, remote) = play(&[primary, page, not_found, (200, master)]);
    let changes = remote.changes(&"c".into(), None, &[]).await.unwrap();
    assert!(changes.changed[0].event.is_err());
    for whole in &changes.changed[1..] {
        let part = &whole.event.as_ref().unwrap().parts[0];
        assert_eq!((part.title.as_str(), part.rule.as_ref()), ("Group", None));
    }
    assert_eq!(changes.complete.unwrap().len(), 3);
    assert_eq!(asked(&script)[2..], ["GET /v1.0/me/events/gone", "GET /v1.0/me/events/kept"]);
}

#[tokio::test]
async fn a_foreign_series_is_not_an_event_beside_its_occurrences() {
    let master = item("m", json!({ "type": "seriesMaster", "recurrence": {} }));
    let (_, remote) = play(&round(json!([master])));
    let changes = remote.changes(&"c".into(), None, &[]).await.unwrap();
    assert!(changes.changed.is_empty() && changes.complete.unwrap().is_empty());
}

/// Y20: each page is given out as it comes, what was deleted meanwhile is removed, and only the end says what there is.
#[tokio::test]
async fn pages_are_given_out_one_by_one_and_a_reading_goes_on_in_another_process() {
    let page = |items: Value, rest: &str| {
        let link = format!("https://graph.example/v1.0/me/calendarView/delta?{rest}=1");
        let name = if rest == "$skiptoken" { "@odata.nextLink" } else { "@odata.deltaLink" };
        let mut page = json!({ "value": items });
        page[name] = link.into();
        (200, page)
    };
    let (_, remote) = play(&[
        (200, json!({ "id": "c" })),
        page(json!([item("1", json!({})), item("2", json!({}))]), "$skiptoken"),
        page(json!([{ "id": "1", "@removed": { "reason": "deleted" } }, item("3", json!({}))]), "$deltatoken"),
        // Which of them carry our tag.
        (200, json!({ "value": [] })),
    ]);
    let one = remote.changes(&"c".into(), None, &[]).await.unwrap();
    assert!(one.changed.len() == 2 && one.more && one.complete.is_none());
    let last = page(json!([{ "id": "1", "@removed": { "reason": "deleted" } }, item("3", json!({}))]), "$deltatoken");
    let primary = || (200, json!({ "id": "c" }));
    let (_, other) = play(&[primary(), last, (404, json!({})), (200, json!({ "value": [] }))]);
    let known = [("1".into(), "".into()), ("2".into(), "".into())];
    let two = other.changes(&"c".into(), one.next.as_ref(), &known).await.unwrap();
    assert_eq!((two.changed.len(), two.removed, two.more), (1, vec!["1".into()], false));
    assert_eq!(two.complete, None, "only who read the first page knows what was on it");
    let (_, other) = play(&[primary(), (404, json!({}))]);
    assert!(matches!(other.changes(&"c".into(), one.next.as_ref(), &[]).await, Err(RemoteError::CursorLost)));
    let two = remote.changes(&"c".into(), one.next.as_ref(), &[]).await.unwrap();
    assert_eq!((two.changed.len(), two.removed, two.more), (1, vec!["1".into()], false));
    let mut all: Vec<_> = two.complete.unwrap().iter().map(ToString::to_string).collect();
    all.sort();
    assert_eq!(all, ["2", "3"]);
}

/// Y20: refused by name, and not in silence.
#[tokio::test]
async fn a_calendar_of_more_than_a_hundred_thousand_events_is_too_large() {
    let page = |number: usize| {
        let items: Vec<_> = (0..20_000).map(|at| json!({ "id": format!("{number}-{at}"), "@removed": {} })).collect();
        let next = format!("https://graph.example/v1.0/me/calendarView/delta?$skiptoken={number}");
        (200, json!({ "value": items, "@odata.nextLink": next }))
    };
    let mut answers = vec![(200, json!({ "id": "c" }))];
    answers.extend((0..6).map(page));
    let (_, remote) = play(&answers);
    let mut cursor = None;
    for _ in 0..5 {
        cursor = remote.changes(&"c".into(), cursor.as_ref(), &[]).await.unwrap().next;
    }
    let changes = remote.changes(&"c".into(), cursor.as_ref(), &[]).await;
    assert!(matches!(changes, Err(RemoteError::Refused(crate::providers::Refusal::TooLarge))));
}

/// Y19: shared by another person, it can be written as far as anybody says, and is answered by 403.
#[tokio::test]
async fn a_calendar_of_another_person_is_not_proposed_as_busy() {
    let calendar = |id: &str, owner: &str, default: bool| json!({ "id": id, "name": id, "canEdit": true, "canShare": false, "isDefaultCalendar": default, "owner": { "address": owner } });
    let all = [
        calendar("theirs", "boss@x.org", false),
        calendar("mine", "Me@x.org", true),
        calendar("own", "me@X.org", false),
    ];
    let (_, remote) = play(&[(200, json!({ "value": all }))]);
    let found = remote.calendars().await.unwrap();
    let aside: Vec<_> = found.iter().map(|one| (one.handle.as_str(), one.aside)).collect();
    assert_eq!(aside, [("mine", false), ("theirs", true), ("own", false)]);
}

/// Y7: an empty delta is believed only if what was known is not there.
#[tokio::test]
async fn a_reading_that_leaves_out_what_is_there_is_none() {
    let known = vec![("e".into(), "W/\"1\"".into())];
    let [primary, page] = round(json!([]));
    for (there, in_calendar) in [(true, true), (true, false), (false, false)] {
        let found =
            if there { (200, item("e", marked())) } else { (404, json!({ "error": { "code": "ErrorItemNotFound" } })) };
        let (_, remote) = play(&[primary.clone(), page.clone(), found, view(if in_calendar { &["e"] } else { &[] })]);
        let changes = remote.changes(&"c".into(), None, &known).await;
        assert_eq!(changes.is_err(), in_calendar, "{changes:?}");
        if let Ok(changes) = changes {
            assert_eq!(changes.complete, Some(Vec::new()));
        }
    }
}

#[tokio::test]
async fn a_span_that_reaches_less_than_18_months_ahead_is_begun_anew() {
    let (_, remote) = play(&round(json!([])));
    let first = remote.changes(&"c".into(), None, &[]).await.unwrap();
    let (from, to) = first.span.unwrap();
    assert!(now() - from >= chrono::TimeDelta::days(365) && to - now() >= chrono::TimeDelta::days(730));
    let graph =
        |script: Script| Graph { http: Arc::new(script), server: Url::parse("https://graph.example/v1.0").unwrap() };
    let cursor = first.next.unwrap();
    let place = |days| cursor::Place::read(&cursor, now() + chrono::TimeDelta::days(days), &graph(Script::default()));
    assert!(place(180).is_some() && place(190).is_none() && place(-800).is_none());
    // The link as it was given, and to that server only.
    let link = place(0).unwrap().link.unwrap();
    assert!(link.as_str().ends_with("delta?$deltatoken=t%2B1"), "{link}");
    let elsewhere = Graph { http: Arc::new(Script::default()), server: Url::parse("https://other.example/").unwrap() };
    assert!(cursor::Place::read(&cursor, now(), &elsewhere).is_none());
}

#[tokio::test]
async fn a_reading_without_end_or_without_a_name_is_given_up() {
    let loops = |query: &str| {
        let link = format!("https://graph.example/v1.0/me/calendarView/delta?{query}");
        (200, json!({ "value": [], "@odata.nextLink": link }))
    };
    let primary = (200, json!({ "id": "c" }));
    let (_, remote) = play(&[primary.clone(), loops("$skiptoken=1"), loops("$skiptoken=1")]);
    assert!(matches!(remote.changes(&"c".into(), None, &[]).await, Err(RemoteError::Garbled(_))));
    let mut endless = vec![primary];
    endless.extend((0..500).map(|number| loops(&format!("$skiptoken={number}"))));
    let (_, remote) = play(&endless);
    assert!(matches!(remote.changes(&"c".into(), None, &[]).await, Err(RemoteError::Garbled(_))));
    let (_, remote) = play(&round(json!([{ "subject": "nameless" }])));
    assert!(matches!(remote.changes(&"c".into(), None, &[]).await, Err(RemoteError::Garbled(_))));
}

/// A repetition that is answered by 201 and what was there already.
#[tokio::test]
async fn a_create_that_is_dropped_in_silence_meets_what_is_there_and_changes_nothing() {
    let mut old = item("e", marked());
    old["subject"] = "First wish".into();
    let (script, remote) = play(&[(201, old.clone()), (200, old), view(&["e"])]);
    match remote.put(&"c".into(), &out(), &Expect::Absent).await {
        Err(RemoteError::Conflict { theirs: Some(there) }) => {
            assert_eq!(there.event.unwrap().parts[0].title, "First wish");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(asked(&script).len(), 3, "no PATCH");
}

#[tokio::test]
async fn a_cancelled_event_under_our_name_is_made_anew_and_anothers_is_left_alone() {
    let duplicate = |code: &str| (400, json!({ "error": { "code": code, "@event.existingEventId": "e/1" } }));
    let mut cancelled = item("e/1", marked());
    cancelled["isCancelled"] = true.into();
    let fresh = item("f", json!({ "transactionId": tag::transaction(UID, 1) }));
    let (script, remote) = play(&[duplicate("errorDUPLICATEtransactionid"), (200, cancelled), (201, fresh)]);
    let stored = remote.put(&"c".into(), &out(), &Expect::Absent).await.unwrap();
    assert_eq!((stored.handle.as_str(), stored.event.uid.as_str()), ("f", UID));
    assert_eq!(asked(&script)[1], "GET /v1.0/me/events/e%2F1");
    let another = Tag { appointment_id: "other".into(), uid: None }.property();
    let theirs = item("e/1", json!({ "singleValueExtendedProperties": another }));
    let (_, remote) = play(&[duplicate("ErrorDuplicateTransactionId"), (200, theirs), view(&["e/1"])]);
    let put = remote.put(&"c".into(), &out(), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::Conflict { theirs: Some(_) })), "{put:?}");
}

/// An immutable id still finds what lies among the deleted items.
#[tokio::test]
async fn what_is_only_to_be_had_by_its_id_is_not_in_the_calendar() {
    let duplicate = (409, json!({ "error": { "code": "ErrorDuplicateTransactionId", "@event.existingEventId": "e" } }));
    let fresh = item("f", json!({ "transactionId": tag::transaction(UID, 1) }));
    let only = (200, json!({ "value": [{ "id": "c", "name": "c", "canEdit": true, "isDefaultCalendar": true }] }));
    let (script, remote) = play(&[duplicate, (200, item("e", marked())), view(&["other"]), only, (201, fresh)]);
    let stored = remote.put(&"c".into(), &out(), &Expect::Absent).await.unwrap();
    assert_eq!((stored.handle.as_str(), asked(&script).len()), ("f", 5), "no other calendar holds it either");

    let mut change = Outgoing { handle: Some("e".into()), base: Some(stored.raw), ..out() };
    change.content.title = "Ada L.".into();
    let moved_on = item("e", json!({ "@odata.etag": "W/\"2\"" }));
    let conflict = (412, json!({ "error": { "code": "ErrorIrresolvableConflict" } }));
    let (_, remote) = play(&[conflict, (200, moved_on), view(&[]), (200, json!({ "id": "c" }))]);
    let put = remote.put(&"c".into(), &change, &Expect::Revision("W/\"1\"".into())).await;
    assert!(matches!(put, Err(RemoteError::Gone)), "{put:?}");

    // Neither here nor in another calendar, and the calendar is there.
    let refused = (403, json!({ "error": { "code": "ErrorCannotDeleteObject" } }));
    let calendars = (200, json!({ "value": [{ "id": "c" }, { "id": "d" }] }));
    let looked = |last: (u16, Value)| {
        let there = (200, item("e", marked()));
        play(&[there.clone(), refused.clone(), there, view(&[]), calendars.clone(), last, (200, json!({ "id": "c" }))])
    };
    let (script, remote) = looked(view(&["other"]));
    let removed = remote.remove(&"c".into(), &"e".into(), &Expect::Any, true).await;
    assert!(matches!(removed, Err(RemoteError::Gone)), "{removed:?}");
    assert_eq!(asked(&script).len(), 7);
    // Y9: moved to another calendar is not gone.
    let (_, remote) = looked(view(&["e"]));
    let removed = remote.remove(&"c".into(), &"e".into(), &Expect::Any, true).await;
    assert!(matches!(removed, Err(RemoteError::Conflict { theirs: Some(_) })), "{removed:?}");
}

#[tokio::test]
async fn an_event_that_is_gone_is_told_from_a_calendar_that_is() {
    let stored = item("e", marked()).to_string().into_bytes();
    let mut change = Outgoing { handle: Some("e".into()), base: Some(stored), ..out() };
    change.content.title = "Ada L.".into();
    let expect = Expect::Revision("W/\"1\"".into());
    let not_found = || (404, json!({ "error": { "code": "ErrorItemNotFound" } }));
    let (_, remote) = play(&[not_found(), not_found(), (200, json!({ "id": "c" }))]);
    assert!(matches!(remote.put(&"c".into(), &change, &expect).await, Err(RemoteError::Gone)));
    let (_, remote) = play(&[not_found(), not_found(), not_found()]);
    let put = remote.put(&"c".into(), &change, &expect).await;
    assert!(matches!(put, Err(RemoteError::Refused(crate::providers::Refusal::CalendarGone))), "{put:?}");
    // Nothing that could be an id of anything.
    let (_, remote) = play(&[(200, json!({ "id": "c" }))]);
    let removed = remote.remove(&"c".into(), &"..".into(), &Expect::Any, false).await;
    assert!(matches!(removed, Err(RemoteError::Gone)), "{removed:?}");
}

/// An error inside a good answer, and a view that goes on, say nothing of a time.
#[tokio::test]
async fn only_a_whole_view_tells_what_takes_place() {
    let span = (now(), now() + chrono::TimeDelta::days(1));
    let (script, remote) = play(&[
        (200, json!({ "error": { "code": "ErrorItemNotFound" } })),
        (200, json!({ "value": [item("a", json!({}))], "@odata.nextLink": "https://graph.example/v1.0/next" })),
        (200, json!({ "value": [item("a", json!({}))] })),
    ]);
    assert!(matches!(remote.during(&"c".into(), span).await, Err(RemoteError::Garbled(_))));
    let goes_on = remote.during(&"c".into(), span).await;
    assert!(matches!(goes_on, Err(RemoteError::Refused(crate::providers::Refusal::TooLarge))));
    let found = remote.during(&"c".into(), span).await.unwrap().unwrap();
    assert_eq!(found.iter().map(|one| one.handle.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(asked(&script), ["GET /v1.0/me/calendars/c/calendarView"; 3]);
}
