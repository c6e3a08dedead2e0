//! Reading: the delta of the primary calendar, the span of every other, series, and what leaves the span.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use daybook_core::http::WebHttp;
use daybook_core::model::event::{Busy, EventStatus};
use daybook_core::model::zone::Zone;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_core::providers::{Expect, Refusal, RemoteError, RemoteEvent};
use daybook_tests::servers::outlook::{At, Expired, Fault};
use http::{Request, Response};
use serde_json::json;

use super::{TOKEN, made_there, open, open_through, practice, read};
use crate::contract::new;

fn titles(all: &[RemoteEvent]) -> Vec<String> {
    let mut titles: Vec<_> = all.iter().map(|one| one.event.as_ref().unwrap().parts[0].title.clone()).collect();
    titles.sort();
    titles
}

/// Traps 11, 12 and 16
#[tokio::test]
async fn every_call_asks_for_lasting_ids_and_text_and_an_empty_page_is_not_the_end() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    for number in 0..130 {
        let day = number % 28 + 1;
        let at = |hour: u32| format!("2026-12-{day:02}T{hour:02}:00:00");
        outlook.plant(&calendar, &made_there(&format!("Client {number}"), &at(9), &at(10)));
    }
    outlook.fault(Fault::EmptyPage);
    outlook.fault(Fault::Repeats);
    let all = read(remote.as_ref(), &calendar, None, &[]).await;
    assert_eq!((all.changed.len(), all.complete.map(|all| all.len())), (130, Some(130)));
    assert!(titles(&all.changed).iter().all(|title| title.starts_with("Client ")));
    assert!(outlook.most_at_once() <= 3);
    for seen in outlook.seen() {
        let prefer = seen.header("prefer").unwrap_or_default();
        assert!(prefer.contains("ImmutableId") && prefer.contains("body-content-type=\"text\""), "{prefer}");
    }
}

/// S23: every shape in which a token is refused.
#[tokio::test]
async fn a_token_that_ran_out_is_a_lost_cursor() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    let cursor = read(remote.as_ref(), &calendar, None, &[]).await.next.unwrap();
    for how in [Expired::Location, Expired::SyncStateNotFound(410), Expired::SyncStateNotFound(400)] {
        outlook.once(Fault::Expired(how));
        let changes = remote.changes(&calendar.as_str().into(), Some(&cursor), &[]).await;
        assert!(matches!(changes, Err(RemoteError::CursorLost)), "{how:?}: {changes:?}");
    }
    let made_up: daybook_core::model::ids::Cursor = cursor.as_str().replace("R0usm", "R0usn").as_str().into();
    let changes = remote.changes(&calendar.as_str().into(), Some(&made_up), &[]).await;
    assert!(matches!(changes, Err(RemoteError::CursorLost)), "{changes:?}");
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    for number in 0..130 {
        outlook.plant(&calendar, &made_there(&number.to_string(), "2026-12-01T09:00:00", "2026-12-01T10:00:00"));
    }
    outlook.fault(Fault::NextLinkAbroad);
    let changes = remote.changes(&calendar.as_str().into(), None, &[]).await;
    assert!(matches!(changes, Err(RemoteError::Refused(Refusal::Redirect))), "{changes:?}");
    assert!(outlook.seen().iter().all(|seen| seen.at != At::Abroad));
}

#[tokio::test]
async fn what_leaves_the_span_has_moved_and_what_is_deleted_or_in_another_calendar_is_gone() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    let plant = |title| outlook.plant(&calendar, &made_there(title, "2026-12-01T09:00:00", "2026-12-01T10:00:00"));
    let (far, deleted, dragged) = (plant("Far"), plant("Deleted"), plant("Dragged"));
    let all = read(remote.as_ref(), &calendar, None, &[]).await;
    assert_eq!(all.changed.len(), 3);
    let years_on = made_there("Far", "2040-12-01T09:00:00", "2040-12-01T10:00:00");
    outlook.alter(&calendar, &far, &years_on);
    outlook.take_away(&calendar, &deleted);
    outlook.move_to(&calendar, &dragged, &outlook.private_calendar());
    outlook.plant(&calendar, &made_there("Never seen", "2041-12-01T09:00:00", "2041-12-01T10:00:00"));
    let then = read(remote.as_ref(), &calendar, all.next.as_ref(), &all.changed).await;
    assert_eq!(titles(&then.changed), ["Far"]);
    let mut removed: Vec<_> = then.removed.iter().map(|handle| handle.as_str().to_owned()).collect();
    removed.sort();
    let mut wanted = vec![deleted, dragged];
    wanted.sort();
    assert_eq!(removed, wanted);
    assert!(then.complete.is_none());
}

/// S16, S22, wanted 13
#[tokio::test]
async fn a_series_is_its_occurrences_in_both_kinds_of_calendar() {
    let outlook = practice().await;
    let remote = open(&outlook.api_url, TOKEN);
    for calendar in [outlook.default_calendar(), outlook.private_calendar()] {
        let mut series = made_there("Supervision", "2026-12-01T09:00:00", "2026-12-01T10:00:00");
        series["recurrence"] = json!({
            "pattern": { "type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"], "firstDayOfWeek": "monday" },
            "range": { "type": "numbered", "startDate": "2026-12-01", "numberOfOccurrences": 4 },
        });
        series["showAs"] = json!("oof");
        let master = outlook.plant(&calendar, &series);
        let all = read(remote.as_ref(), &calendar, None, &[]).await;
        assert_eq!(titles(&all.changed), ["Supervision"; 4], "{calendar}");
        for one in &all.changed {
            let part = &one.event.as_ref().unwrap().parts[0];
            assert_eq!((part.busy, part.rule.as_ref(), part.status), (Busy::OutOfOffice, None, EventStatus::Confirmed));
            assert_eq!((daybook_core::providers::outlook::OUTLOOK.read)(&one.raw, None), one.event);
        }
        outlook.alter(&calendar, &master, &json!({ "subject": "Intervision" }));
        let then = read(remote.as_ref(), &calendar, all.next.as_ref(), &all.changed).await;
        assert_eq!(titles(&then.changed), ["Intervision"; 4], "{calendar}");
        let again = read(remote.as_ref(), &calendar, None, &then.changed).await;
        assert!(again.changed.is_empty(), "{calendar}: {}", again.changed.len());
    }
}

#[tokio::test]
async fn an_appointment_that_came_from_another_calendar_as_a_series_is_known_to_be_ours() {
    let outlook = practice().await;
    let remote = open(&outlook.api_url, TOKEN);
    let (from, to) = (outlook.default_calendar(), outlook.private_calendar());
    let stored = remote.put(&from.as_str().into(), &new("Ada"), &Expect::Absent).await.unwrap();
    let before = read(remote.as_ref(), &to, None, &[]).await;
    let recurrence = json!({ "recurrence": {
        "pattern": { "type": "daily", "interval": 1 },
        "range": { "type": "numbered", "startDate": "2026-12-01", "numberOfOccurrences": 3 },
    }});
    outlook.alter(&from, stored.handle.as_str(), &recurrence);
    outlook.move_to(&from, stored.handle.as_str(), &to);
    let then = read(remote.as_ref(), &to, before.next.as_ref(), &before.changed).await;
    assert!(then.changed.iter().any(|one| one.handle == stored.handle), "{:?}", titles(&then.changed));
}

#[tokio::test]
async fn an_appointment_made_a_series_there_stays_ours_and_says_it_is_one() {
    let outlook = practice().await;
    let remote = open(&outlook.api_url, TOKEN);
    for calendar in [outlook.default_calendar(), outlook.private_calendar()] {
        let out = new("Ada");
        let stored = remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await.unwrap();
        let before = read(remote.as_ref(), &calendar, None, &[]).await;
        let recurrence = json!({ "recurrence": {
            "pattern": { "type": "daily", "interval": 1 },
            "range": { "type": "numbered", "startDate": "2026-12-01", "numberOfOccurrences": 3 },
        }});
        outlook.alter(&calendar, stored.handle.as_str(), &recurrence);
        let then = read(remote.as_ref(), &calendar, before.next.as_ref(), &before.changed).await;
        assert!(!then.removed.contains(&stored.handle), "{calendar}");
        assert!(then.complete.as_ref().is_none_or(|all| all.contains(&stored.handle)), "{calendar}");
        let ours: Vec<_> =
            then.changed.iter().filter(|one| one.event.as_ref().unwrap().uid == out.content.uid).collect();
        assert_eq!(ours.len(), 1, "{calendar}");
        let part = &ours[0].event.as_ref().unwrap().parts[0];
        assert!(ours[0].handle == stored.handle && part.rule.is_some(), "{calendar}");
        assert_eq!(part.appointment_id.as_ref(), Some(&out.content.appointment_id), "{calendar}");
        // Y26: the appointment, and its occurrences on the days after; its own time stands there once.
        let full = read(remote.as_ref(), &calendar, None, &before.changed).await;
        for changes in [&then, &full] {
            let mut starts: Vec<_> =
                changes.changed.iter().map(|one| one.event.as_ref().unwrap().parts[0].start.clone()).collect();
            assert_eq!(starts.len(), 3, "{calendar}: {starts:?}");
            starts.dedup();
            assert_eq!(starts.len(), 3, "{calendar}: {starts:?}");
        }
        assert_eq!(full.complete.map(|all| all.len()), Some(3), "{calendar}");
    }
}

/// Somebody else acts just before the dates of a series are asked for.
struct Meanwhile {
    web: WebHttp,
    act: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

#[async_trait]
impl Http for Meanwhile {
    async fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        if request.uri().path().ends_with("/instances")
            && let Some(act) = self.act.lock().unwrap().take()
        {
            act();
        }
        self.web.send(request, limits).await
    }
}

/// P5: nobody took its date out; it is where the series was moved to.
#[tokio::test]
async fn a_series_that_is_moved_while_it_is_read_is_read_once_more() {
    let outlook = practice().await;
    let calendar = outlook.default_calendar();
    let remote = open(&outlook.api_url, TOKEN);
    let stored = remote.put(&calendar.as_str().into(), &new("Ada"), &Expect::Absent).await.unwrap();
    let id = stored.handle.as_str().to_owned();
    let recurrence = json!({ "recurrence": {
        "pattern": { "type": "daily", "interval": 1 },
        "range": { "type": "numbered", "startDate": "2026-12-01", "numberOfOccurrences": 3 },
    }});
    outlook.alter(&calendar, &id, &recurrence);
    let (there, folder, series) = (outlook.clone(), calendar.clone(), id.clone());
    let act = move || {
        let at = |time: &str| json!({ "dateTime": format!("2026-12-01T{time}:00"), "timeZone": "UTC" });
        there.alter(&folder, &series, &json!({ "start": at("14:00"), "end": at("14:50") }));
    };
    let http = Meanwhile { web: WebHttp::new(None).unwrap(), act: Mutex::new(Some(Box::new(act))) };
    let remote = open_through(Arc::new(http), &outlook.api_url, TOKEN);
    let all = read(remote.as_ref(), &calendar, None, &[]).await;
    let own = all.changed.iter().find(|one| one.handle.as_str() == id).expect("it is there");
    let parts = &own.event.as_ref().unwrap().parts;
    assert!(parts.iter().all(|part| part.status != EventStatus::Cancelled), "{parts:?}");
    assert_eq!(parts[0].start.instant(&Zone::utc()).to_rfc3339(), "2026-12-01T14:00:00+00:00");
}

#[tokio::test]
async fn a_calendar_without_a_delta_is_read_whole_and_tells_only_what_differs() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.private_calendar());
    let one = outlook.plant(&calendar, &made_there("One", "2026-12-01T09:00:00", "2026-12-01T10:00:00"));
    let all = read(remote.as_ref(), &calendar, None, &[]).await;
    assert_eq!(titles(&all.changed), ["One"]);
    let out = new("Two");
    remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await.unwrap();
    outlook.forget_seen();
    let then = read(remote.as_ref(), &calendar, all.next.as_ref(), &all.changed).await;
    assert_eq!(titles(&then.changed), ["Two"]);
    assert_eq!(then.changed[0].event.as_ref().unwrap().parts[0].appointment_id, Some(out.content.appointment_id));
    assert_eq!((then.complete.unwrap().len(), then.removed.len(), outlook.seen().len()), (2, 0, 1));
    outlook.take_away(&calendar, &one);
    let last = read(remote.as_ref(), &calendar, then.next.as_ref(), &[]).await;
    assert_eq!(last.complete.unwrap().len(), 1);
    outlook.drop_calendar(&calendar);
    let gone = remote.changes(&calendar.as_str().into(), last.next.as_ref(), &[]).await;
    assert!(matches!(gone, Err(RemoteError::Refused(Refusal::CalendarGone))), "{gone:?}");
}
