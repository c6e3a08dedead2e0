//! Insert, patch, replace, delete, and the mails about it.

use daybook_tests::servers::google::{Mail, Role, What};
use serde_json::{Value, json};

use super::{ALL, Desk, hour, reason};

const EVENTS: &str = "calendars/primary/events";

#[tokio::test]
async fn an_id_of_ones_own_has_an_alphabet_and_is_never_free_again() {
    let desk = Desk::open().await;
    let with_id = |id: &str| {
        let mut event = hour(1, "A");
        event["id"] = json!(id);
        event
    };
    for bad in ["abcd", "UPPERCASE", "abcdw", "01234567-89ab", &"a".repeat(1025)] {
        assert_eq!(reason(&desk.ask("POST", EVENTS, with_id(bad)).await), (400, "invalid"), "{bad}");
    }
    desk.insert(with_id("abcde")).await;
    assert_eq!(reason(&desk.ask("POST", EVENTS, with_id("abcde")).await), (409, "duplicate"));
    let path = format!("{EVENTS}/abcde");
    assert_eq!(desk.ask("DELETE", &path, Value::Null).await.0, 204);
    assert_eq!(reason(&desk.ask("DELETE", &path, Value::Null).await), (410, "deleted"));
    assert_eq!(reason(&desk.ask("PATCH", &path, json!({"summary": "B"})).await), (410, "deleted"));
    assert_eq!(reason(&desk.ask("POST", EVENTS, with_id("abcde")).await), (409, "duplicate"));
    assert_eq!(desk.get(&path).await.1["status"], "cancelled");
    assert_eq!(reason(&desk.ask("DELETE", &format!("{EVENTS}/fghij"), Value::Null).await), (404, "notFound"));
    let mut both = with_id("fghij");
    both["iCalUID"] = json!("x@y.test");
    assert_eq!(reason(&desk.ask("POST", EVENTS, both).await), (400, "invalid"));
}

#[tokio::test]
async fn every_write_has_a_new_etag_and_an_old_one_is_refused() {
    let desk = Desk::open().await;
    let made = desk.insert(hour(1, "A")).await;
    let path = format!("{EVENTS}/{}", made["id"].as_str().unwrap());
    let etag = made["etag"].as_str().unwrap();
    let write = |etag: String, method: &'static str, body: Value| {
        let (desk, path) = (&desk, &path);
        async move { desk.ask_with(ALL, method, path, &[("if-match", etag.as_str())], body).await.unwrap() }
    };
    let changed = write(etag.to_owned(), "PATCH", json!({"summary": "B"})).await;
    assert_eq!((changed.0, &changed.1["summary"]), (200, &json!("B")));
    assert_ne!(changed.1["etag"], made["etag"]);
    for (method, body) in [("PATCH", json!({"summary": "C"})), ("PUT", hour(1, "C")), ("DELETE", Value::Null)] {
        let told = write(etag.to_owned(), method, body).await;
        assert_eq!(told.1["error"]["errors"][0]["location"], "If-Match");
        assert_eq!(reason(&told), (412, "conditionNotMet"), "{method}");
    }
    assert_eq!(write("*".to_owned(), "PATCH", json!({"summary": "D"})).await.0, 200);
    let current = desk.get(&path).await.1["etag"].as_str().unwrap().to_owned();
    assert_eq!(write(current, "DELETE", Value::Null).await.0, 204);
}

#[tokio::test]
async fn a_patch_merges_and_a_put_clears() {
    let desk = Desk::open().await;
    let mut event = hour(1, "A");
    event["description"] = json!("long");
    event["attendees"] = json!([{"email": "a@x.test"}, {"email": "b@x.test"}]);
    event["extendedProperties"] = json!({"private": {"one": "1", "two": "2"}, "shared": {"three": "3"}});
    let path = format!("{EVENTS}/{}", desk.insert(event).await["id"].as_str().unwrap());
    let patch = json!({
        "description": null,
        "attendees": [{"email": "c@x.test"}],
        "extendedProperties": {"private": {"two": null, "four": "4"}},
    });
    let (_, patched) = desk.ask("PATCH", &path, patch).await;
    assert_eq!(patched["extendedProperties"], json!({"private": {"one": "1", "four": "4"}, "shared": {"three": "3"}}));
    assert_eq!(patched["attendees"], json!([{"email": "c@x.test", "responseStatus": "needsAction"}]));
    assert!(patched["description"].is_null() && patched["summary"] == "A");
    let (_, put) = desk.ask("PUT", &path, hour(2, "B")).await;
    assert!(put["attendees"].is_null() && put["extendedProperties"].is_null() && put["summary"] == "B");
    assert_eq!(reason(&desk.ask("PUT", &path, json!({"summary": "B"})).await), (400, "required"));
}

#[tokio::test]
async fn from_an_hour_to_a_whole_day_the_old_fields_are_cleared_by_hand() {
    let desk = Desk::open().await;
    let path = format!("{EVENTS}/{}", desk.insert(hour(1, "A")).await["id"].as_str().unwrap());
    let day = |date: &str| json!({"date": date});
    let plain = json!({"start": day("2027-03-01"), "end": day("2027-03-02")});
    assert_eq!(reason(&desk.ask("PATCH", &path, plain).await), (400, "invalid"));
    let cleared = |date: &str| json!({"date": date, "dateTime": null, "timeZone": null});
    let whole = json!({"start": cleared("2027-03-01"), "end": cleared("2027-03-02")});
    let (status, event) = desk.ask("PATCH", &path, whole).await;
    assert_eq!((status, &event["start"]), (200, &day("2027-03-01")));
    let half = json!({"start": cleared("2027-03-01"), "end": hour(1, "")["end"]});
    assert_eq!(desk.ask("PATCH", &path, half).await.0, 400);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_googles_reasons() {
    let desk = Desk::open().await;
    let refused = |change: Value| {
        let mut event = hour(1, "A");
        event.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let desk = &desk;
        async move {
            let told = desk.ask("POST", EVENTS, event).await;
            let (status, reason) = reason(&told);
            format!("{status} {reason}")
        }
    };
    let zoneless = json!({"dateTime": "2027-03-01T09:00:00Z"});
    let expected = [
        (json!({"attendees": [{"email": "nobody"}]}), "400 invalid"),
        (json!({"end": null}), "400 required"),
        (json!({"end": hour(1, "")["start"], "start": hour(1, "")["end"]}), "400 timeRangeEmpty"),
        (json!({"end": {"date": "2027-03-02"}}), "400 invalid"),
        (json!({"start": {"dateTime": "2027-03-01T09:00:00"}}), "400 invalid"),
        (json!({"start": {"dateTime": "2027-03-01T09:00:00Z", "timeZone": "W. Europe Standard Time"}}), "400 invalid"),
        (json!({"start": zoneless, "recurrence": ["RRULE:FREQ=DAILY;COUNT=2"]}), "400 required"),
        (json!({"recurrence": ["DTSTART:20270301T090000Z"]}), "400 invalid"),
        (json!({"transparency": "busy"}), "400 invalid"),
        (json!({"reminders": {"useDefault": false, "overrides": [{"method": "sms", "minutes": 5}]}}), "400 invalid"),
    ];
    for (change, reason) in expected {
        assert_eq!(refused(change.clone()).await, reason, "{change}");
    }
}

#[tokio::test]
async fn long_properties_are_cut_and_dropped_without_a_word() {
    let desk = Desk::open().await;
    let mut event = hour(1, "A");
    event["extendedProperties"] = json!({"private": {"k".repeat(45): "x", "k".repeat(44): "v".repeat(1025)}});
    let made = desk.insert(event).await;
    let kept = made["extendedProperties"]["private"].as_object().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[&"k".repeat(44)].as_str().unwrap().len(), 1024);
}

#[tokio::test]
async fn nobody_is_mailed_unless_it_is_said() {
    let desk = Desk::open().await;
    let mail = |to: &str, what, event: &str| Mail { to: to.to_owned(), what, event: event.to_owned() };
    let mut event = hour(1, "A");
    event["attendees"] = json!([{"email": "client@example.org"}, {"email": "friend@gmail.com"}]);
    desk.insert(event.clone()).await;
    assert_eq!(desk.google.mails(), []);

    let (_, made) = desk.ask("POST", &format!("{EVENTS}?sendUpdates=externalOnly"), event).await;
    let id = made["id"].as_str().unwrap();
    assert_eq!(desk.google.mails(), [mail("client@example.org", What::Invitation, id)]);
    let path = format!("{EVENTS}/{id}?sendUpdates=all");
    let fewer = json!({"attendees": [{"email": "friend@gmail.com"}, {"email": "new@example.org"}]});
    desk.ask("PATCH", &path, fewer).await;
    desk.ask("PATCH", &path, json!({"reminders": {"useDefault": false}})).await;
    desk.ask("DELETE", &path, Value::Null).await;
    let expected = [
        mail("friend@gmail.com", What::Update, id),
        mail("new@example.org", What::Invitation, id),
        mail("client@example.org", What::Cancellation, id),
        mail("friend@gmail.com", What::Cancellation, id),
        mail("new@example.org", What::Cancellation, id),
    ];
    assert_eq!(desk.google.mails()[1..], expected);
}

#[tokio::test]
async fn a_calendar_is_written_by_who_may() {
    let desk = Desk::open().await;
    desk.google.add_calendar("team@x.test", "Team", Role::WriterWithoutPrivateAccess);
    let ids = desk.google.calendars(super::EMAIL);
    for (id, status) in ids.iter().zip([200, 200, 403, 403, 200]) {
        let encoded = id.replace('#', "%23").replace('@', "%40");
        let told = desk.ask("POST", &format!("calendars/{encoded}/events"), hour(1, "A")).await;
        assert_eq!(told.0, status, "{id}");
        if status == 403 {
            assert_eq!(reason(&told), (403, "requiredAccessLevel"));
        }
    }
}

#[tokio::test]
async fn a_guest_changes_only_what_is_the_guests_own() {
    let desk = Desk::open().await;
    let mut event = hour(1, "Theirs");
    event["organizer"] = json!({"email": "boss@x.test"});
    event["attendees"] = json!([{"email": super::EMAIL, "responseStatus": "needsAction"}, {"email": "boss@x.test"}]);
    let path = format!("{EVENTS}/{}", desk.google.plant("primary", event));
    assert_eq!(reason(&desk.ask("PATCH", &path, json!({"summary": "Mine"})).await), (403, "forbiddenForNonOrganizer"));
    assert_eq!(reason(&desk.ask("PUT", &path, hour(1, "Mine")).await), (403, "forbiddenForNonOrganizer"));
    let answer =
        json!({"attendees": [{"email": super::EMAIL, "responseStatus": "accepted"}, {"email": "boss@x.test"}]});
    let (status, told) = desk.ask("PATCH", &path, answer).await;
    assert_eq!((status, &told["attendees"][0]["self"]), (200, &json!(true)));
}

#[tokio::test]
async fn a_conference_is_made_only_with_its_version_and_only_later() {
    let desk = Desk::open().await;
    let mut event = hour(1, "A");
    event["conferenceData"] = json!({"createRequest": {"requestId": "1"}});
    assert!(desk.insert(event.clone()).await["conferenceData"].is_null());
    let (_, made) = desk.ask("POST", &format!("{EVENTS}?conferenceDataVersion=1"), event).await;
    assert_eq!(made["conferenceData"]["createRequest"]["status"]["statusCode"], "pending");
    assert!(made["hangoutLink"].is_null());
    let (_, later) = desk.get(&format!("{EVENTS}/{}", made["id"].as_str().unwrap())).await;
    assert!(later["hangoutLink"].is_string());
}
