//! Windows, pages, sync tokens, series, free and busy.

use daybook_tests::servers::google::Fault;
use serde_json::{Value, json};

use super::{Desk, Told, hour, reason};

const EVENTS: &str = "calendars/primary/events";

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|event| event["summary"].as_str().unwrap_or("-")).collect()
}

/// All pages: the items, the number of pages, the sync token.
async fn all(desk: &Desk, query: &str) -> (Vec<Value>, usize, Option<String>) {
    let (mut items, mut pages, mut token) = (Vec::new(), 0, String::new());
    loop {
        let (status, page) = desk.get(&format!("{EVENTS}?{query}{token}")).await;
        assert_eq!(status, 200, "{page}");
        items.extend(page["items"].as_array().unwrap().clone());
        pages += 1;
        match page["nextPageToken"].as_str() {
            Some(next) => {
                assert!(page["nextSyncToken"].is_null(), "only the last page has it");
                token = format!("&pageToken={}", encoded(next));
            }
            None => return (items, pages, page["nextSyncToken"].as_str().map(encoded)),
        }
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn a_sync_token_tells_what_changed_and_tombstones_hold_an_id() {
    let desk = Desk::open().await;
    let kept = desk.google.plant("primary", hour(1, "Kept"));
    let gone = desk.google.plant("primary", hour(2, "Gone"));
    let (items, _, token) = all(&desk, "singleEvents=false").await;
    assert_eq!(items.len(), 2);
    desk.google.take_away("primary", &gone);
    desk.google.plant("primary", hour(3, "New"));
    let (items, _, next) = all(&desk, &format!("singleEvents=false&syncToken={}", token.unwrap())).await;
    assert_eq!(items.len(), 2);
    let fields: Vec<&String> = items[0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["etag", "id", "kind", "status"]);
    assert_eq!((items[0]["id"].as_str(), items[0]["status"].as_str()), (Some(gone.as_str()), Some("cancelled")));
    assert_eq!(items[1]["summary"], "New");
    let (items, _, _) = all(&desk, &format!("singleEvents=false&syncToken={}", next.unwrap())).await;
    assert!(items.is_empty(), "{kept} did not change");
    // A list without a token leaves out what is gone, unless it is asked for.
    assert_eq!(all(&desk, "").await.0.len(), 2);
    assert_eq!(all(&desk, "showDeleted=true").await.0.len(), 3);
}

#[tokio::test]
async fn a_sync_token_goes_with_its_parameters_and_with_no_restriction() {
    let desk = Desk::open().await;
    let (_, _, token) = all(&desk, "singleEvents=true&timeMin=2027-03-01T00:00:00Z").await;
    let token = token.unwrap();
    let ask = |query: String| {
        let desk = &desk;
        async move { desk.get(&format!("{EVENTS}?{query}")).await }
    };
    let restrictions = [
        "iCalUID=x",
        "orderBy=updated",
        "privateExtendedProperty=a%3Db",
        "q=x",
        "sharedExtendedProperty=a%3Db",
        "timeMin=2027-03-01T00:00:00Z",
        "timeMax=2027-03-01T00:00:00Z",
        "updatedMin=2026-11-20T00:00:00Z",
        "showDeleted=false",
    ];
    for restriction in restrictions {
        let told = ask(format!("singleEvents=true&syncToken={token}&{restriction}")).await;
        assert_eq!(reason(&told), (400, "badRequest"), "{restriction}");
    }
    assert_eq!(ask(format!("syncToken={token}")).await.0, 400);
    assert_eq!(reason(&ask("syncToken=made-up".to_owned()).await), (400, "invalid"));
    assert_eq!(ask(format!("singleEvents=true&maxResults=5&syncToken={token}")).await.0, 200);
    desk.google.forget_tokens();
    let told: Told = ask(format!("singleEvents=true&syncToken={token}")).await;
    assert_eq!(told.1["error"]["errors"][0]["location"], "syncToken");
    assert_eq!(reason(&told), (410, "fullSyncRequired"));
}

#[tokio::test]
async fn pages_may_be_short_or_empty_and_have_more_behind_them() {
    let desk = Desk::open().await;
    for day in 1..=6 {
        desk.google.plant("primary", hour(day, &day.to_string()));
    }
    let window = "maxResults=2&timeMin=2027-03-06T00:00:00Z";
    let (_, first) = desk.get(&format!("{EVENTS}?{window}")).await;
    assert!(names(&first).is_empty() && first["nextPageToken"].is_string());
    let (items, pages, token) = all(&desk, window).await;
    assert_eq!((items.len(), pages, token.is_some()), (1, 3, true));
    // A page token is of the list it was given out with.
    let other = format!("{EVENTS}?pageToken={}", encoded(first["nextPageToken"].as_str().unwrap()));
    assert_eq!(reason(&desk.get(&other).await), (400, "invalid"));

    desk.google.once(Fault::EmptyPage);
    let (items, pages, _) = all(&desk, "maxResults=3").await;
    assert_eq!((items.len(), pages), (6, 3));
    desk.google.fault(Fault::ShortPages(2));
    desk.google.fault(Fault::RepeatedItem);
    let (items, pages, _) = all(&desk, "").await;
    assert_eq!((items.len(), pages), (8, 3));
}

#[tokio::test]
async fn a_window_is_open_at_both_ends() {
    let desk = Desk::open().await;
    desk.google.plant("primary", hour(1, "From nine to ten"));
    for (window, number) in [
        ("timeMin=2027-03-01T10:00:00Z", 0),
        ("timeMin=2027-03-01T09:59:59Z", 1),
        ("timeMax=2027-03-01T09:00:00Z", 0),
        ("timeMax=2027-03-01T09:00:01Z", 1),
        ("timeMin=2027-03-01T10:59:59%2B01:00", 1),
    ] {
        assert_eq!(all(&desk, window).await.0.len(), number, "{window}");
    }
    assert_eq!(desk.get(&format!("{EVENTS}?timeMin=2027-03-01T10:00:00")).await.0, 400);
    assert_eq!(desk.get(&format!("{EVENTS}?orderBy=startTime")).await.0, 400);
    let told = desk.get(&format!("{EVENTS}?updatedMin=2020-01-01T00:00:00Z")).await;
    assert_eq!(reason(&told), (410, "updatedMinTooLongAgo"));
    assert_eq!(desk.google.undocumented().len(), 1, "the time without an offset");
}

#[tokio::test]
async fn a_series_is_told_as_one_or_as_its_occurrences() {
    let desk = Desk::open().await;
    let mut master = hour(1, "Weekly");
    master["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=4"]);
    let id = desk.google.plant("primary", master);
    let slot = |day: u8| hour(day, "")["start"].clone();
    let mut moved = hour(9, "Moved");
    moved["recurringEventId"] = json!(id);
    moved["originalStartTime"] = slot(8);
    let moved = desk.google.plant("primary", moved);
    assert_eq!(moved, format!("{id}_20270308T090000Z"));
    let third = format!("{id}_20270315T090000Z");
    assert_eq!(desk.ask("DELETE", &format!("{EVENTS}/{third}"), Value::Null).await.0, 204);

    let (items, _, token) = all(&desk, "singleEvents=true&orderBy=startTime").await;
    assert_eq!(names(&json!({"items": items})), ["Weekly", "Moved", "Weekly"]);
    assert!(items.iter().all(|one| one["recurringEventId"] == id && one["recurrence"].is_null()));
    assert_eq!(token, None, "a list in order has none");
    let (items, ..) = all(&desk, "").await;
    assert_eq!(names(&json!({"items": items})), ["Weekly", "Moved", "-"]);
    assert_eq!(items[2]["originalStartTime"]["dateTime"], "2027-03-15T10:00:00+01:00");
    let (_, instances) = desk.get(&format!("{EVENTS}/{id}/instances?timeMin=2027-03-09T10:00:00Z")).await;
    assert_eq!(names(&instances), ["Moved", "Weekly"]);

    let (_, _, token) = all(&desk, "singleEvents=true").await;
    let token = token.unwrap();
    desk.ask("PATCH", &format!("{EVENTS}/{id}"), json!({"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]})).await;
    let (items, ..) = all(&desk, &format!("singleEvents=true&syncToken={token}")).await;
    let fourth = items.iter().find(|one| one["id"] == format!("{id}_20270322T090000Z")).unwrap();
    assert_eq!(fourth["status"], "cancelled");
    assert_eq!(desk.ask("DELETE", &format!("{EVENTS}/{id}"), Value::Null).await.0, 204);
    let (items, ..) = all(&desk, &format!("singleEvents=true&syncToken={token}")).await;
    assert!(items.iter().all(|one| one["status"] == "cancelled") && items.len() == 4, "{items:#?}");
}

#[tokio::test]
async fn an_occurrence_that_is_cancelled_or_moved_is_told_by_its_own_id() {
    let desk = Desk::open().await;
    let mut master = hour(1, "Weekly");
    master["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=3"]);
    let id = desk.google.plant("primary", master);
    let (_, _, token) = all(&desk, "singleEvents=true").await;
    let (second, third) = (format!("{id}_20270308T090000Z"), format!("{id}_20270315T090000Z"));
    desk.google.take_away("primary", &second);
    let (status, moved) = desk.ask("PATCH", &format!("{EVENTS}/{third}"), json!({"summary": "Moved"})).await;
    assert_eq!((status, &moved["recurringEventId"]), (200, &json!(id)));
    let (items, ..) = all(&desk, &format!("singleEvents=true&syncToken={}", token.unwrap())).await;
    assert_eq!(items.len(), 2, "{items:#?}");
    assert_eq!((&items[0]["id"], &items[0]["status"]), (&json!(second), &json!("cancelled")));
    assert_eq!((&items[1]["id"], &items[1]["summary"]), (&json!(third), &json!("Moved")));
    assert_eq!(names(&json!({"items": all(&desk, "singleEvents=true").await.0})), ["Weekly", "Moved"]);
}

#[tokio::test]
async fn a_rule_the_simulator_does_not_know_fails_who_asks_for_its_occurrences() {
    let desk = Desk::open().await;
    let mut master = hour(1, "Second Monday");
    master["recurrence"] = json!(["RRULE:FREQ=MONTHLY;BYDAY=2MO"]);
    desk.google.plant("primary", master);
    assert_eq!(all(&desk, "timeMin=2028-01-01T00:00:00Z").await.0.len(), 1);
    assert!(desk.google.undocumented().is_empty());
    all(&desk, "singleEvents=true").await;
    assert_eq!(desk.google.undocumented().len(), 1);
}

#[tokio::test]
async fn the_answer_holds_no_more_than_the_fields_that_are_asked_for() {
    let desk = Desk::open().await;
    desk.google.plant("primary", hour(1, "A"));
    let (_, page) = desk.get(&format!("{EVENTS}?fields=nextPageToken,items(summary,start/dateTime)")).await;
    assert_eq!(page, json!({"items": [{"summary": "A", "start": {"dateTime": "2027-03-01T10:00:00+01:00"}}]}));
}

#[tokio::test]
async fn a_calendar_that_was_dropped_is_gone_from_the_list_and_not_found() {
    let desk = Desk::open().await;
    let (_, list) = desk.get("users/me/calendarList").await;
    let (first, second) = (&list["items"][0], list["items"][1]["id"].as_str().unwrap());
    assert_eq!((first["primary"].as_bool(), first["accessRole"].as_str()), (Some(true), Some("owner")));
    desk.google.drop_calendar(second);
    assert_eq!(reason(&desk.get(&format!("calendars/{}/events", encoded(second))).await), (404, "notFound"));
    let token = encoded(list["nextSyncToken"].as_str().unwrap());
    let (_, changed) = desk.get(&format!("users/me/calendarList?syncToken={token}")).await;
    assert_eq!(changed["items"].as_array().unwrap().len(), 1);
    assert_eq!((&changed["items"][0]["id"], &changed["items"][0]["deleted"]), (&json!(second), &json!(true)));
    desk.google.hide_calendar(super::EMAIL);
    assert_eq!(desk.get("users/me/calendarList").await.1["items"].as_array().unwrap().len(), 2);
    let (_, hidden) = desk.get("users/me/calendarList?showHidden=true").await;
    assert_eq!(hidden["items"][0]["hidden"], true);
    let told = desk.get(&format!("users/me/calendarList?syncToken={token}&minAccessRole=writer")).await;
    assert_eq!(told.0, 400);
    let (_, writable) = desk.get("users/me/calendarList?minAccessRole=writer&showHidden=true&maxResults=1").await;
    assert_eq!(writable["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn free_and_busy_says_inside_a_200_what_it_does_not_know() {
    let desk = Desk::open().await;
    desk.google.plant("primary", hour(1, "A"));
    let mut free = hour(2, "Free");
    free["transparency"] = json!("transparent");
    desk.google.plant("primary", free);
    let body = json!({
        "timeMin": "2027-03-01T00:00:00Z", "timeMax": "2027-03-08T00:00:00Z",
        "items": [{"id": "primary"}, {"id": "nobody@x.test"}],
    });
    let (status, told) = desk.ask("POST", "freeBusy", body).await;
    assert_eq!(status, 200);
    let busy = json!([{"start": "2027-03-01T09:00:00Z", "end": "2027-03-01T10:00:00Z"}]);
    assert_eq!(told["calendars"]["primary"], json!({"busy": busy}));
    assert_eq!(told["calendars"]["nobody@x.test"]["errors"][0]["reason"], "notFound");
}

#[tokio::test]
async fn a_calendar_of_which_only_times_are_seen_shows_no_more() {
    let desk = Desk::open().await;
    let id = desk.google.calendars(super::EMAIL)[3].clone();
    desk.google.plant(&id, hour(1, "Not for you"));
    let (_, page) = desk.get(&format!("calendars/{}/events", encoded(&id))).await;
    assert_eq!(page["accessRole"], "freeBusyReader");
    assert!(page["items"][0]["summary"].is_null() && page["items"][0]["start"].is_object());
}
