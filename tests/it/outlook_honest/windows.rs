//! What lies in a window, in pages; and what changed in it.

use daybook_tests::servers::outlook::{At, Expired, Fault};
use serde_json::{Value, json};

use super::{IMMUTABLE, MARCH, Said, client, coded, event, event_path, graph, session, weekly, with};

#[tokio::test]
async fn a_window_shows_occurrences_with_a_uid_of_their_own() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let master = graph.post("/me/events", weekly()).await.body;
    assert_eq!(master["type"], "seriesMaster");
    let range = &master["recurrence"]["range"];
    assert_eq!(
        (&range["endDate"], &range["recurrenceTimeZone"]),
        (&json!("0001-01-01"), &json!("W. Europe Standard Time"))
    );
    let view = graph.get(&format!("/me/calendarView?{MARCH}")).await;
    // Summer begins on the 28th: nine o'clock UTC, then eight.
    let starts: Vec<&str> = view.values().iter().map(|one| one["start"]["dateTime"].as_str().unwrap()).collect();
    assert_eq!(starts.len(), 5);
    assert_eq!((starts[3], starts[4]), ("2027-03-22T09:00:00.0000000", "2027-03-29T08:00:00.0000000"));
    assert!(view.values().iter().all(|one| one["seriesMasterId"] == master["id"] && one["type"] == "occurrence"));
    let uids: std::collections::HashSet<_> = view.values().iter().map(|one| one["iCalUId"].to_string()).collect();
    assert_eq!(uids.len(), 5);
    assert_eq!(graph.get("/me/events").await.ids(), [master["id"].as_str().unwrap()]);

    let second = event_path(view.ids()[1]);
    let across = event("Moved", "2027-03-16T10:00:00", "2027-03-16T10:50:00");
    assert_eq!(graph.patch(&second, across).await.refused(), (400, "ErrorOccurrenceCrossingBoundary"));
    let moved = graph.patch(&second, event("Moved", "2027-03-09T10:00:00", "2027-03-09T10:50:00")).await.body;
    assert_eq!((&moved["type"], &moved["originalStart"]), (&json!("exception"), &json!("2027-03-08T09:00:00Z")));
    assert_eq!(graph.ask("DELETE", &event_path(view.ids()[2]), &[], None).await.status, 204);
    assert_eq!(graph.get(&event_path(view.ids()[2])).await.status, 404);
    let view = graph.get(&format!("/me/calendarView?{MARCH}")).await;
    let names: Vec<&Value> = view.values().iter().map(|one| &one["subject"]).collect();
    assert_eq!(names, ["Session", "Moved", "Session", "Session"]);
    let select = format!("{}?$select=cancelledOccurrences", event_path(master["id"].as_str().unwrap()));
    assert_eq!(graph.get(&select).await.body["cancelledOccurrences"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn pages_hold_ten_and_a_link_works_only_as_it_is() {
    let outlook = graph().await;
    let graph = client(&outlook);
    for number in 0..23 {
        outlook.plant(&outlook.default_calendar(), &with(session(), "subject", json!(number.to_string())));
    }
    let view = format!("/me/calendarView?{MARCH}");
    let first = graph.get(&view).await;
    assert_eq!(first.values().len(), 10);
    let second = graph.get(&first.next()).await;
    let third = graph.get(&second.next()).await;
    assert_eq!((third.values().len(), third.body.get("@odata.nextLink")), (3, None));
    assert_eq!(graph.get(&format!("{view}&$skip=5")).await.refused(), (400, "BadRequest"));
    assert_eq!(graph.get(&format!("{view}&$top=1000")).await.values().len(), 23);
    assert_eq!(graph.get(&format!("{view}&$top=1001")).await.status, 400);
    let local = view.replace("00Z", "00+02:00");
    assert_eq!(graph.get(&local).await.code(), "ErrorInvalidParameter", "a plus is a space");
    outlook.once(Fault::NextLinkAbroad);
    let lured = graph.get(&view).await.next();
    assert!(lured.starts_with("http://localhost:"));
    graph.get(&lured).await;
    assert_eq!(outlook.seen().iter().filter(|seen| seen.at == At::Abroad && seen.had_authorization).count(), 1);
}

#[tokio::test]
async fn a_delta_says_what_changed_in_its_window_and_what_is_not_there_any_more() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let own = outlook.default_calendar();
    let id = outlook.plant(&own, &session());
    let start = format!("/me/calendarView/delta?{MARCH}");
    let first = graph.get(&start).await;
    assert_eq!(first.ids(), [&id]);
    let nothing = graph.get(&first.delta()).await;
    assert!(nothing.values().is_empty());
    let outside = outlook.plant(&own, &event("Later", "2027-06-01T10:00:00", "2027-06-01T11:00:00"));
    outlook.alter(&own, &id, &json!({"subject": "Other"}));
    let said = graph.get(&nothing.delta()).await;
    let by = |said: &Said, id: &str| said.values().iter().find(|one| one["id"] == id).cloned().unwrap();
    assert_eq!(by(&said, &id)["subject"], "Other");
    assert_eq!(by(&said, &outside)["@removed"]["reason"], "deleted", "though it was never there");
    // Out of the window is removed, and is not deleted.
    outlook.alter(&own, &id, &event("Other", "2027-05-03T10:00:00", "2027-05-03T11:00:00"));
    let said = graph.get(&said.delta()).await;
    assert_eq!((said.ids(), &said.values()[0]["@removed"]["reason"]), (vec![&*id], &json!("deleted")));
    assert_eq!(graph.get(&event_path(&id)).await.status, 200);
    outlook.take_away(&own, &id);
    assert_eq!(graph.get(&said.delta()).await.values()[0]["@removed"]["reason"], "deleted");
}

#[tokio::test]
async fn a_delta_has_pages_empty_ones_and_repeats() {
    let outlook = graph().await;
    let graph = client(&outlook);
    for number in 0..5 {
        outlook.plant(&outlook.default_calendar(), &with(session(), "subject", json!(number.to_string())));
    }
    outlook.fault(Fault::EmptyPage);
    outlook.fault(Fault::Repeats);
    let few = [IMMUTABLE, ("prefer", "odata.maxpagesize=2")];
    let start = format!("/me/calendars/{}/calendarView/delta?{MARCH}", coded(&outlook.default_calendar()));
    let mut said = graph.ask("GET", &start, &few, None).await;
    assert!(said.values().is_empty() && said.body.get("@odata.deltaLink").is_none());
    let mut names = Vec::new();
    while said.body.get("@odata.nextLink").is_some() {
        said = graph.ask("GET", &said.next(), &few, None).await;
        assert!(said.values().len() <= 2);
        names.extend(said.values().iter().map(|one| one["subject"].as_str().unwrap().to_owned()));
    }
    assert_eq!(names, ["What it was called before", "1", "2", "3", "4", "0"]);
    let link = said.delta();
    assert_eq!(graph.get(&link.replace("%2b", "%2B")).await.status, 400, "not as it is");
}

#[tokio::test]
async fn a_series_in_a_delta_is_its_master_and_sparse_occurrences() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let id = outlook.plant(&outlook.default_calendar(), &weekly());
    let said = graph.get(&format!("/me/calendarView/delta?{MARCH}")).await;
    assert_eq!((said.values().len(), &said.values()[0]["type"]), (6, &json!("seriesMaster")));
    assert!(said.values()[1..].iter().all(|one| one.get("subject").is_none() && one["seriesMasterId"] == *id));
    let rule = weekly()["recurrence"].to_string().replace("Monday", "Tuesday");
    outlook.alter(
        &outlook.default_calendar(),
        &id,
        &json!({"recurrence": serde_json::from_str::<Value>(&rule).unwrap()}),
    );
    let moved = graph.get(&said.delta()).await;
    let gone = moved.values().iter().filter(|one| one.get("@removed").is_some()).count();
    assert_eq!(
        (gone, moved.values().len() - gone),
        (5, 5 + 1 - usize::from(moved.body.get("@odata.nextLink").is_some()))
    );
}

#[tokio::test]
async fn a_delta_token_runs_out_in_each_of_its_ways() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let start = format!("/me/calendarView/delta?{MARCH}");
    let link = graph.get(&start).await.delta();
    outlook.once(Fault::Expired(Expired::Location));
    let gone = graph.get(&link).await;
    assert_eq!(gone.status, 410);
    assert!(gone.header("location").ends_with("$deltatoken="));
    assert_eq!(graph.get(gone.header("location")).await.status, 200, "where to begin again");
    outlook.once(Fault::Expired(Expired::SyncStateNotFound(400)));
    assert_eq!(graph.get(&link).await.refused(), (400, "SyncStateNotFound"));
    assert_eq!(graph.get(&link).await.status, 200);
    outlook.forget_tokens();
    assert_eq!(graph.get(&link).await.refused(), (410, "SyncStateNotFound"));
    assert_eq!(graph.get(&start).await.status, 200);
    outlook.drop_calendar(&outlook.private_calendar());
    assert_eq!(graph.get("/me/calendars").await.values().len(), 2);
    let path = format!("/me/calendars/{}/calendarView?{MARCH}", coded(&outlook.private_calendar()));
    assert_eq!(graph.get(&path).await.refused(), (404, "ErrorItemNotFound"));
}
