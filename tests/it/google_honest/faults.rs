//! What goes wrong on command.

use std::time::{Duration, Instant};

use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::servers::google::Fault;
use serde_json::Value;

use super::{ALL, Desk, hour, reason};

const EVENTS: &str = "calendars/primary/events";

#[tokio::test]
async fn limits_come_in_several_shapes_and_without_a_time_to_wait() {
    let desk = Desk::open().await;
    let expected = [
        (Fault::PersonTooFast, 403, "userRateLimitExceeded"),
        (Fault::TooFast403, 403, "rateLimitExceeded"),
        (Fault::TooFast429, 429, "rateLimitExceeded"),
        (Fault::CalendarLimit, 403, "quotaExceeded"),
        (Fault::NotConfigured, 403, "accessNotConfigured"),
        (Fault::Unauthorized, 401, "authError"),
        (Fault::Down, 500, "backendError"),
        (Fault::Unavailable(7), 503, "backendError"),
    ];
    for (fault, status, why) in expected {
        desk.google.once(fault.clone());
        let request =
            http::Request::get(desk.google.api_url.join("calendar/v3/users/me/calendarList").unwrap().as_str())
                .header("authorization", format!("Bearer {ALL}"));
        let answer = desk.http.send(request.body(Vec::new()).unwrap(), Limits::default()).await.unwrap();
        let retry_after = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(retry_after, (status == 503).then(|| "7".to_owned()));
        let body: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(reason(&(answer.status().as_u16(), body)), (status, why), "{fault:?}");
    }
    assert_eq!(desk.get(EVENTS).await.0, 200);
}

#[tokio::test]
async fn an_answer_is_lost_after_the_deed_was_done() {
    let desk = Desk::open().await;
    desk.google.once_on("calendar.events.insert", Fault::Down);
    desk.google.once_on("calendar.events.insert", Fault::DownAfterwards);
    desk.google.once_on("calendar.events.insert", Fault::TornAfterwards);
    assert_eq!(desk.get(EVENTS).await.0, 200);
    for kept in [0, 1] {
        assert_eq!(desk.ask("POST", EVENTS, hour(1, "A")).await.0, 500);
        assert_eq!(desk.google.events_in("primary").len(), kept);
    }
    let torn = desk.ask_with(ALL, "POST", EVENTS, &[], hour(1, "B")).await;
    assert_eq!(torn.unwrap_err(), HttpError::Unreachable);
    assert_eq!(desk.google.events_in("primary").len(), 2);
    desk.insert(hour(1, "C")).await;
}

#[tokio::test]
async fn what_is_no_answer_comes_with_200() {
    let desk = Desk::open().await;
    for fault in [Fault::WebPage, Fault::Malformed] {
        desk.google.once(fault);
        assert_eq!(desk.get(EVENTS).await, (200, Value::Null));
    }
    desk.google.once(Fault::ProxyPage);
    assert_eq!(desk.get(EVENTS).await, (502, Value::Null));
    for announced in [true, false] {
        desk.google.once(Fault::Flood { announced });
        let flood = desk.ask_with(ALL, "GET", EVENTS, &[], Value::Null).await;
        assert_eq!(flood.unwrap_err(), HttpError::TooLarge);
    }
    desk.google.once(Fault::TokenExpired);
    let told = desk.get(&format!("{EVENTS}?syncToken=any")).await;
    assert_eq!(reason(&told), (410, "fullSyncRequired"));
}

#[tokio::test]
async fn an_answer_is_slow_or_never_comes() {
    let desk = Desk::open().await;
    desk.google.once(Fault::Slow(Duration::from_millis(200)));
    let begun = Instant::now();
    assert_eq!(desk.get(EVENTS).await.0, 200);
    assert!(begun.elapsed() >= Duration::from_millis(200));
    desk.google.once(Fault::Hang);
    let held = tokio::time::timeout(Duration::from_millis(200), desk.get(EVENTS)).await;
    assert!(held.is_err());
    assert_eq!(desk.get(EVENTS).await.0, 200);
}

#[tokio::test]
async fn what_was_seen_holds_no_token() {
    let desk = Desk::open().await;
    desk.get(&format!("{EVENTS}?q=a%20b")).await;
    let seen = desk.google.seen();
    assert!(seen[0].had_authorization && !format!("{seen:?}").contains(ALL));
    assert_eq!((seen[0].asked, seen[0].parameter("q")), (Some("calendar.events.list"), Some("a b")));
    desk.google.forget_seen();
    assert!(desk.google.seen().is_empty());
}
