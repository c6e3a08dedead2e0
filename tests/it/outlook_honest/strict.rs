//! Who may ask for what, how much at a time, and what goes wrong on command.

use std::time::{Duration, Instant};

use daybook_core::ports::HttpError;
use daybook_tests::servers::outlook::{Fault, Person};
use serde_json::{Value, json};

use super::{MARCH, client, event_path, graph, session, with};

#[tokio::test]
async fn what_is_not_documented_is_refused_and_told() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let asked = [
        ("GET", "/me/calendars?sendUpdates=none".to_owned(), None),
        ("GET", "/me/events/delta".to_owned(), None),
        ("GET", "/me/calendarView".to_owned(), None),
        ("GET", format!("/me/calendarView/delta?{MARCH}&$select=subject"), None),
        ("GET", format!("/me/calendarView?{MARCH}&$select=colour"), None),
        ("POST", "/me/events".to_owned(), Some(with(session(), "colour", json!("red")))),
        ("POST", "/me/events".to_owned(), Some(with(session(), "subject", json!(7)))),
        ("POST", "/me/events".to_owned(), Some(with(session(), "showAs", json!("opaque")))),
        ("POST", "/me/events".to_owned(), Some(with(session(), "id", json!("mine")))),
        ("PUT", "/me/calendar".to_owned(), Some(json!({}))),
    ];
    for (method, path, body) in asked {
        let said = graph.ask(method, &path, &[], body).await;
        assert_eq!(said.status, 400, "{method} {path}: {}", said.body);
        assert_eq!(outlook.undocumented().len(), 1, "{method} {path}");
    }
    assert!(outlook.ids_in(&outlook.default_calendar()).is_empty());
}

#[tokio::test]
async fn a_test_that_asks_for_something_undocumented_fails_at_its_end() {
    let outlook = graph().await;
    client(&outlook).get("/me/calendars?sendUpdates=none").await;
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(outlook))).is_err());
}

#[tokio::test]
async fn a_token_counts_for_its_scopes_only() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let made = graph.post("/me/events", session()).await;
    let path = event_path(made.body["id"].as_str().unwrap());
    let reads = graph.with("reads");
    assert_eq!(reads.get(&path).await.status, 200);
    assert_eq!(reads.post("/me/events", session()).await.refused(), (403, "ErrorAccessDenied"));
    let basic = graph.with("basic");
    assert_eq!(basic.get("/me").await.refused(), (403, "Authorization_RequestDenied"));
    assert!(basic.get(&path).await.body.get("body").is_none());
    let nobody = graph.with("guessed");
    let said = nobody.get("/me").await;
    assert_eq!(said.refused(), (401, "InvalidAuthenticationToken"));
    assert!(said.header("www-authenticate").starts_with("Bearer"));
    let other = graph.with("other");
    assert_eq!(other.get(&path).await.refused(), (404, "ErrorItemNotFound"), "another's mailbox");
    assert_eq!(other.get("/me/calendars").await.ids(), outlook.calendars_of("ben"));
    assert_eq!(outlook.calendars_of("anna")[0], outlook.default_calendar());
    let sent = format!("{:?}", outlook.seen());
    assert!(!sent.contains("Bearer") && outlook.seen().iter().all(|seen| seen.had_authorization));
}

#[tokio::test]
async fn accounts_are_as_odd_as_they_are() {
    let outlook = graph().await;
    let graph = client(&outlook);
    outlook.person(Person::Personal);
    let me = graph.get("/me?$select=id,displayName,mail,userPrincipalName").await.body;
    assert_eq!((&me["mail"], &me["userPrincipalName"]), (&Value::Null, &json!("anna@practice.test")));
    assert_eq!(graph.get("/me/calendars").await.values()[0]["allowedOnlineMeetingProviders"], json!([]));
    outlook.person(Person::Guest);
    let me = graph.get("/me").await.body;
    assert_eq!(me["userPrincipalName"], "anna_practice.test#EXT#@practice.onmicrosoft.com");
    outlook.person(Person::NoMailbox);
    assert_eq!(graph.get("/me").await.status, 200);
    assert_eq!(graph.get("/me/calendars").await.refused(), (404, "MailboxNotEnabledForRESTAPI"));
}

#[tokio::test]
async fn an_error_has_graphs_envelope_and_the_callers_request_id() {
    let outlook = graph().await;
    let said = client(&outlook).ask("GET", "/me/events/none", &[("client-request-id", "b1f0")], None).await;
    assert_eq!(said.refused(), (404, "ErrorItemNotFound"));
    assert_eq!(
        (&said.body["error"]["innerError"]["client-request-id"], said.header("client-request-id")),
        (&json!("b1f0"), "b1f0")
    );
}

#[tokio::test]
async fn the_fifth_request_at_a_time_is_turned_away() {
    let outlook = graph().await;
    let graph = client(&outlook);
    outlook.fault(Fault::Hang);
    let four = async { tokio::join!(graph.get("/me"), graph.get("/me"), graph.get("/me"), graph.get("/me")) };
    let fifth = async {
        while outlook.most_at_once() < 4 {
            tokio::task::yield_now().await;
        }
        graph.get("/me").await
    };
    let turned = tokio::select! {
        _ = four => panic!("none of the four is answered"),
        said = fifth => said,
    };
    assert_eq!((turned.refused(), turned.header("retry-after")), ((429, "ApplicationThrottled"), "1"));
    outlook.heal();
    // The service sees by and by that the four gave up.
    let again = async { while graph.get("/me").await.status == 429 {} };
    tokio::time::timeout(Duration::from_secs(10), again).await.unwrap();
}

#[tokio::test]
async fn what_can_go_wrong_goes_wrong_on_command() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let busy = Fault::Status { method: "GET", status: 429, code: "TooManyRequests", retry_after: Some("7") };
    outlook.once(busy);
    let said = graph.get("/me").await;
    assert_eq!((said.refused(), said.header("retry-after")), ((429, "TooManyRequests"), "7"));
    outlook.once(Fault::Slow(Duration::from_millis(50)));
    let begun = Instant::now();
    assert_eq!(graph.get("/me").await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(50));
    outlook.once(Fault::WebPage);
    let said = graph.get("/me").await;
    assert_eq!((said.status, said.header("content-type")), (200, "text/html"));
    outlook.once(Fault::Malformed);
    let said = graph.get("/me").await;
    assert_eq!((said.status, said.body), (200, Value::Null));
    outlook.once(Fault::Flood);
    assert!(matches!(graph.try_to("GET", "/me", &[], None).await, Err(HttpError::TooLarge)));
    outlook.once(Fault::Hang);
    let own = outlook.default_calendar();
    let done = async {
        while outlook.ids_in(&own).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        _ = graph.try_to("POST", "/me/events", &[], Some(session())) => panic!("no answer comes"),
        () = done => {}
    }
    assert_eq!(graph.get("/me").await.status, 200, "and whoever gave up is not counted any more");
}
