//! Writing: answers that are lost, transaction ids, ETags, guests and the mails they get, zones.

use daybook_core::model::event::{Content, EventStatus, Moment};
use daybook_core::model::ids::CalendarHandle;
use daybook_core::model::repeat::{Ends, Every, Moved, Repeat};
use daybook_core::providers::{Expect, Outgoing, Refusal, RemoteError, Stored};
use daybook_tests::servers::outlook::{Fault, What};
use serde_json::json;

use super::{TOKEN, invite, made_there, open, practice, read};
use crate::contract::{later, new};

/// S25, trap 19: 503 after the event was made, then the duplicate with and without the id it is of.
#[tokio::test]
async fn a_create_whose_answer_was_lost_makes_one_event_and_one_mail() {
    for bare in [false, true] {
        let outlook = practice().await;
        let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
        let mut out = new("Ada");
        invite(&mut out, "ada@clients.test");
        outlook.once(Fault::Lost { method: "POST", status: 504 });
        let lost = remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await;
        assert!(matches!(lost, Err(RemoteError::Failed)), "{lost:?}");
        if bare {
            outlook.fault(Fault::BareDuplicate);
        }
        let stored = remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await.unwrap();
        assert_eq!(stored.event.uid, out.content.uid);
        assert_eq!(outlook.ids_in(&calendar), [stored.handle.as_str()]);
        let mails: Vec<_> = outlook.mails().into_iter().map(|mail| (mail.to, mail.what)).collect();
        assert_eq!(mails, [("ada@clients.test".to_owned(), What::Invitation)]);
    }
}

/// S27: a series is one event, whatever became of the first answer, at the hour that was agreed on.
#[tokio::test]
async fn a_series_is_made_once_and_repeats_as_it_was_meant() {
    let weekly = ["2026-12-01T09", "2026-12-29T09", "2027-01-26T09", "2027-02-23T09", "2027-03-23T09", "2027-04-20T08"];
    let monthly =
        ["2026-12-01T09", "2027-01-01T09", "2027-02-01T09", "2027-03-01T09", "2027-04-01T08", "2027-05-01T08"];
    for (every, dates) in [(Every::Weeks(4), weekly), (Every::MonthlyByDate, monthly)] {
        let outlook = practice().await;
        let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
        let handle: CalendarHandle = calendar.as_str().into();
        let mut out = new("Ada");
        out.content.repeat = Some(Repeat { every, ends: Ends::After(6), skip: Vec::new(), moved: Vec::new() });
        outlook.once(Fault::Lost { method: "POST", status: 504 });
        let lost = remote.put(&handle, &out, &Expect::Absent).await;
        assert!(matches!(lost, Err(RemoteError::Failed)), "{lost:?}");
        let stored = remote.put(&handle, &out, &Expect::Absent).await.unwrap();
        assert_eq!(stored.event.uid, out.content.uid);
        assert_eq!(outlook.ids_in(&calendar), [stored.handle.as_str()]);
        let starts = outlook.dates_of(&calendar, stored.handle.as_str());
        let starts: Vec<String> = starts.iter().map(|at| at.strftime("%Y-%m-%dT%H").to_string()).collect();
        assert_eq!(starts, dates, "{every:?}");
        // Another one of the same UID is not taken for it.
        out.content.repeat = Some(Repeat { every, ends: Ends::Never, skip: Vec::new(), moved: Vec::new() });
        let other = remote.put(&handle, &out, &Expect::Absent).await;
        assert!(matches!(other, Err(RemoteError::Conflict { theirs: Some(_) })), "{other:?}");
    }
}

/// P16: one date that is moved is one change and one mail, whatever became of the answer, and it can go back. Onto another date
/// it cannot go there, and that is refused.
#[tokio::test]
async fn a_date_of_a_series_is_moved_alone_and_goes_back() {
    let outlook = practice().await;
    let calendar = outlook.default_calendar();
    let (remote, handle): (_, CalendarHandle) = (open(&outlook.api_url, TOKEN), calendar.as_str().into());
    let mut out = new("Ada");
    invite(&mut out, "ada@clients.test");
    let weekly = |moved: Vec<Moved>| Repeat { every: Every::Weeks(1), ends: Ends::After(3), skip: Vec::new(), moved };
    out.content.repeat = Some(weekly(Vec::new()));
    let made = remote.put(&handle, &out, &Expect::Absent).await.unwrap();
    let to = |stored: &Stored, start: Option<&str>| {
        let moved = start.map(|start| Moved { date: "2026-12-08".parse().unwrap(), start: start.parse().unwrap() });
        let (base, repeat) = (Some(stored.raw.clone()), Some(weekly(moved.into_iter().collect())));
        Outgoing {
            handle: Some(stored.handle.clone()),
            base,
            content: Content { repeat, ..out.content.clone() },
            notify: true,
        }
    };
    let over = |stored: &Stored| Expect::Revision(stored.revision.clone());
    let dates = || {
        let starts = outlook.dates_of(&calendar, made.handle.as_str());
        starts.iter().map(|at| at.strftime("%m-%dT%H").to_string()).collect::<Vec<_>>()
    };
    let writes = || outlook.seen().into_iter().filter(|seen| seen.method != "GET").count();
    outlook.forget_seen();
    outlook.once(Fault::Lost { method: "PATCH", status: 502 });
    let moved = to(&made, Some("2026-12-09T15:00:00"));
    assert!(remote.put(&handle, &moved, &over(&made)).await.is_err());
    let now = remote.put(&handle, &moved, &over(&made)).await.unwrap();
    assert_eq!((dates(), writes()), (vec!["12-01T09".into(), "12-09T14".into(), "12-15T09".into()], 1));
    let mails: Vec<_> = outlook.mails().into_iter().map(|mail| mail.what).collect();
    assert_eq!(mails, [What::Invitation, What::Update]);
    assert_eq!(now.event.apart.as_ref().unwrap().dates.len(), 1);
    let onto = remote.put(&handle, &to(&now, Some("2026-12-16T15:00:00")), &over(&now)).await;
    assert!(matches!(onto, Err(RemoteError::Refused(Refusal::Other))), "{onto:?}");
    let back = remote.put(&handle, &to(&now, None), &over(&now)).await.unwrap();
    assert_eq!(dates(), ["12-01T09", "12-08T09", "12-15T09"]);
    assert!(back.event.apart.unwrap().dates.is_empty());
}

/// P16: which dates somebody moved is told with the series, and one that was moved meanwhile is not written over.
#[tokio::test]
async fn a_date_that_somebody_moved_is_told_with_its_series() {
    let outlook = practice().await;
    let calendar = outlook.default_calendar();
    let (remote, handle): (_, CalendarHandle) = (open(&outlook.api_url, TOKEN), calendar.as_str().into());
    let mut out = new("Ada");
    let weekly = |moved: Vec<Moved>| Repeat { every: Every::Weeks(1), ends: Ends::After(3), skip: Vec::new(), moved };
    out.content.repeat = Some(weekly(Vec::new()));
    let made = remote.put(&handle, &out, &Expect::Absent).await.unwrap();
    let at = |time: &str| json!({ "dateTime": time, "timeZone": "UTC" });
    let fields = json!({ "start": at("2026-12-09T13:00:00"), "end": at("2026-12-09T14:00:00") });
    outlook.alter_date(&calendar, made.handle.as_str(), "2026-12-08T09:00:00Z".parse().unwrap(), &fields);
    let all = read(remote.as_ref(), &calendar, None, &[]).await.changed;
    let series = all.iter().find(|one| one.handle == made.handle).unwrap();
    let apart = series.event.as_ref().unwrap().apart.clone().unwrap();
    let told: Vec<_> = apart.dates.iter().map(|(by_rule, start)| (by_rule.to_string(), start.to_string())).collect();
    assert_eq!(told, [("2026-12-08 09:00:00 UTC".to_owned(), "2026-12-09 13:00:00 UTC".to_owned())]);
    let moved = vec![Moved { date: "2026-12-08".parse().unwrap(), start: "2026-12-10T15:00:00".parse().unwrap() }];
    let content = Content { repeat: Some(weekly(moved)), ..out.content.clone() };
    let change = Outgoing { handle: Some(made.handle.clone()), base: Some(made.raw), content, notify: false };
    let unseen = remote.put(&handle, &change, &Expect::Revision(made.revision)).await;
    assert!(matches!(unseen, Err(RemoteError::Conflict { theirs: Some(_) })), "{unseen:?}");
    // Seen, it can be.
    let seen = Outgoing { base: Some(series.raw.clone()), ..change };
    let stored = remote.put(&handle, &seen, &Expect::Revision(series.revision.clone())).await.unwrap();
    assert_eq!(stored.event.apart.unwrap().dates[0].1.to_string(), "2026-12-10 14:00:00 UTC");
}

/// Y8, S27: it was made, and dragged into another calendar before it is sent again. A reading finds it there.
#[tokio::test]
async fn a_create_that_is_repeated_makes_no_twin_of_what_was_dragged_elsewhere() {
    let outlook = practice().await;
    let (remote, calendar, other) =
        (open(&outlook.api_url, TOKEN), outlook.default_calendar(), outlook.private_calendar());
    let out = new("Ada");
    let stored = remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await.unwrap();
    outlook.move_to(&calendar, stored.handle.as_str(), &other);
    let again = remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await;
    assert!(matches!(again, Err(RemoteError::Failed)), "{again:?}");
    assert_eq!((outlook.ids_in(&calendar).len(), outlook.ids_in(&other).len()), (0, 1));
}

/// Its transaction id is used up with it.
#[tokio::test]
async fn what_was_deleted_there_can_be_booked_again_under_the_same_uid() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    let handle: CalendarHandle = calendar.as_str().into();
    let out = new("Ada");
    let mut handles = Vec::new();
    for _ in 0..3 {
        let stored = remote.put(&handle, &out, &Expect::Absent).await.unwrap();
        let again = remote.put(&handle, &out, &Expect::Absent).await.unwrap();
        assert_eq!(again.handle, stored.handle);
        let all = read(remote.as_ref(), &calendar, None, &[]).await.changed;
        let event = all[0].event.as_ref().unwrap();
        assert_eq!((all.len(), &event.uid, &stored.event.uid), (1, &out.content.uid, &out.content.uid));
        assert_eq!(event.parts[0].appointment_id.as_ref(), Some(&out.content.appointment_id));
        assert!(!handles.contains(&stored.handle));
        outlook.take_away(&calendar, stored.handle.as_str());
        handles.push(stored.handle);
    }
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_made_once() {
    let outlook = practice().await;
    let calendar: CalendarHandle = outlook.default_calendar().as_str().into();
    let remote = open(&outlook.api_url, TOKEN);
    let mut out = new("Ada");
    invite(&mut out, "ada@clients.test");
    let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
    let expect = Expect::Revision(stored.revision.clone());
    outlook.once(Fault::Lost { method: "PATCH", status: 502 });
    assert!(remote.put(&calendar, &later(&out, &stored), &expect).await.is_err());
    let moved = remote.put(&calendar, &later(&out, &stored), &expect).await.unwrap();
    assert_ne!(moved.revision, stored.revision);
    let mails: Vec<_> = outlook.mails().into_iter().map(|mail| mail.what).collect();
    assert_eq!(mails, [What::Invitation, What::Update]);
}

/// A 412 for nothing, and a read that is behind.
#[tokio::test]
async fn what_graph_says_too_early_or_too_late_makes_no_conflict() {
    let outlook = practice().await;
    let calendar: CalendarHandle = outlook.default_calendar().as_str().into();
    let remote = open(&outlook.api_url, TOKEN);
    let out = new("Ada");
    let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
    outlook.once(Fault::SpuriousConflict);
    outlook.once(Fault::StaleRead);
    let next = later(&out, &stored);
    let moved = remote.put(&calendar, &next, &Expect::Revision(stored.revision)).await.unwrap();
    let Moment::Zoned { wall, zone } = &moved.event.parts[0].start else { panic!("{moved:?}") };
    assert_eq!((*wall, zone.as_str()), (next.content.start, "Europe/Berlin"));
    outlook.heal();
    outlook.once(Fault::SpuriousConflict);
    remote.remove(&calendar, &moved.handle, &Expect::Revision(moved.revision), true).await.unwrap();
    assert!(outlook.ids_in(calendar.as_str()).is_empty());
}

/// S24, traps 9 and 18
#[tokio::test]
async fn what_is_not_ours_stays_and_nobody_is_uninvited() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    let mut out = new("Ada");
    invite(&mut out, "ada@clients.test");
    let stored = remote.put(&calendar.as_str().into(), &out, &Expect::Absent).await.unwrap();
    let there = json!({
        "location": { "displayName": "Praxis", "address": { "city": "Dorf" } },
        "attendees": [
            { "emailAddress": { "address": "ada@clients.test", "name": "Ada" }, "type": "required" },
            { "emailAddress": { "address": "colleague@practice.test", "name": "C." }, "type": "optional" },
        ],
        "categories": ["Red category"], "showAs": "oof",
    });
    outlook.alter(&calendar, stored.handle.as_str(), &there);
    let changed = read(remote.as_ref(), &calendar, None, &[]).await.changed.remove(0);
    let mut moved = later(&out, &stored);
    moved.base = Some(changed.raw.clone());
    let now = remote.put(&calendar.as_str().into(), &moved, &Expect::Revision(changed.revision)).await.unwrap();
    assert_eq!(now.event.parts[0].guests.len(), 2);
    let kept = outlook.stored(&calendar, stored.handle.as_str()).unwrap();
    assert_eq!(kept["location"]["address"]["city"], "Dorf", "{kept}");
    assert_eq!((&kept["categories"][0], &kept["showAs"]), (&json!("Red category"), &json!("oof")));
    assert_eq!(kept["attendees"].as_array().unwrap().len(), 2);
}

/// S35: Graph tells the guests, whatever is asked, and tells them once.
#[tokio::test]
async fn a_removal_cancels_for_the_guests_once() {
    let outlook = practice().await;
    let calendar: CalendarHandle = outlook.default_calendar().as_str().into();
    let remote = open(&outlook.api_url, TOKEN);
    let mut out = new("Ada");
    invite(&mut out, "ada@clients.test");
    let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
    let expect = Expect::Revision(stored.revision);
    outlook.once(Fault::Lost { method: "DELETE", status: 504 });
    assert!(remote.remove(&calendar, &stored.handle, &expect, true).await.is_err());
    let again = remote.remove(&calendar, &stored.handle, &expect, true).await;
    assert!(matches!(again, Err(RemoteError::Gone)), "{again:?}");
    let mails: Vec<_> = outlook.mails().into_iter().map(|mail| mail.what).collect();
    assert_eq!(mails, [What::Invitation, What::Cancellation]);
}

/// A zone Graph knows by another name, and one it has no name for.
#[tokio::test]
async fn a_zone_graph_refuses_is_written_all_the_same() {
    let outlook = practice().await;
    let calendar: CalendarHandle = outlook.default_calendar().as_str().into();
    let remote = open(&outlook.api_url, TOKEN);
    for (zone, start) in [("Europe/Vienna", "2026-12-01T09:00:00Z"), ("Antarctica/Troll", "2026-12-01T10:00:00Z")] {
        let mut out = new("Ada");
        out.content.zone = zone.into();
        let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
        let at: chrono::DateTime<chrono::Utc> = start.parse().unwrap();
        match &stored.event.parts[0].start {
            Moment::Utc(there) => assert_eq!(*there, at),
            Moment::Zoned { wall, zone } => assert_eq!((*wall, zone.as_str()), (out.content.start, "Europe/Berlin")),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_tentative_booking_comes_back_tentative_and_is_confirmed_by_a_change() {
    let outlook = practice().await;
    let calendar: CalendarHandle = outlook.default_calendar().as_str().into();
    let remote = open(&outlook.api_url, TOKEN);
    let mut out = new("Ada");
    out.content.tentative = true;
    let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
    assert_eq!(stored.event.parts[0].status, EventStatus::Tentative);
    let mut sure = later(&out, &stored);
    sure.content.tentative = false;
    let now = remote.put(&calendar, &sure, &Expect::Revision(stored.revision)).await.unwrap();
    assert_eq!(now.event.parts[0].status, EventStatus::Confirmed);
}

/// S16: a whole day, at midnight of UTC or of its own zone.
#[tokio::test]
async fn a_whole_day_is_one_however_graph_writes_its_midnight() {
    let outlook = practice().await;
    let (remote, calendar) = (open(&outlook.api_url, TOKEN), outlook.default_calendar());
    let mut day = made_there("Fair", "2026-12-01T00:00:00", "2026-12-02T00:00:00");
    day["isAllDay"] = json!(true);
    outlook.plant(&calendar, &day);
    for floating in [false, true] {
        if floating {
            outlook.fault(Fault::FloatingAllDay);
        }
        let all = read(remote.as_ref(), &calendar, None, &[]).await.changed;
        let part = &all[0].event.as_ref().unwrap().parts[0];
        assert_eq!((&part.start, &part.appointment_id), (&Moment::Date("2026-12-01".parse().unwrap()), &None));
        assert_eq!(part.end, Moment::Date("2026-12-02".parse().unwrap()));
    }
}
