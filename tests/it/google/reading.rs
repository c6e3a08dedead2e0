//! Who it is, which calendars there are, and what changed in them.

use std::time::Duration;

use daybook_core::model::event::{Busy, Moment};
use daybook_core::model::ids::{EventHandle, Revision};
use daybook_core::providers::{Changes, Expect, Refusal, RemoteError};
use daybook_tests::servers::google::{EMAIL, Fault, HOLIDAYS, Role};
use serde_json::{Value, json};

use super::Anna;
use crate::contract::{later, new};

fn timed(title: &str, day: &str) -> Value {
    json!({
        "summary": title,
        "start": {"dateTime": format!("{day}T10:00:00+01:00"), "timeZone": "Europe/Vienna"},
        "end": {"dateTime": format!("{day}T11:00:00+01:00"), "timeZone": "Europe/Vienna"},
    })
}

fn known(changes: &Changes) -> Vec<(EventHandle, Revision)> {
    changes.changed.iter().map(|one| (one.handle.clone(), one.revision.clone())).collect()
}

fn titles(changes: &Changes) -> Vec<String> {
    let mut titles: Vec<_> =
        changes.changed.iter().map(|one| one.event.as_ref().unwrap().parts[0].title.clone()).collect();
    titles.sort();
    titles
}

impl Anna {
    /// All pages, as one.
    async fn changes(&self, since: Option<&Changes>, known: &[(EventHandle, Revision)]) -> Changes {
        let since = since.and_then(|before| before.next.as_ref());
        let mut all = self.remote.changes(&self.calendar, since, known).await.unwrap();
        while all.more {
            let mut page = self.remote.changes(&self.calendar, all.next.as_ref(), known).await.unwrap();
            for one in page.changed.drain(..) {
                all.changed.retain(|before| before.handle != one.handle);
                all.changed.push(one);
            }
            page.changed = all.changed;
            page.removed.splice(0..0, all.removed);
            all = page;
        }
        all
    }
}

/// S12
#[tokio::test]
async fn the_account_is_its_subject_and_not_its_address() {
    let account = Anna::new().await.remote.whoami().await.unwrap();
    assert_eq!((account.key.as_str(), account.email.as_str()), ("108", EMAIL));
    assert_eq!((account.addresses, account.server_mails), (vec![EMAIL.to_owned()], true));
}

#[tokio::test]
async fn calendars_say_whether_they_can_be_written() {
    let anna = Anna::new().await;
    anna.google.add_calendar("team@group.calendar.google.com", "Team", Role::WriterWithoutPrivateAccess);
    let calendars = anna.remote.calendars().await.unwrap();
    let can = |handle: &str| calendars.iter().find(|one| one.handle.as_str() == handle).unwrap().can_write;
    assert!(can(EMAIL) && can("team@group.calendar.google.com") && !can(HOLIDAYS));
    assert_eq!(calendars.iter().filter(|one| !one.can_write).count(), 2, "the colleague's free and busy too");
    assert_eq!(calendars[0].zone.as_deref(), Some("Europe/Vienna"));
}

/// A name with a `#` in it is one part of an address.
#[tokio::test]
async fn the_calendar_of_holidays_can_be_read() {
    let anna = Anna::new().await;
    anna.google.plant(
        HOLIDAYS,
        json!({"summary": "Staatsfeiertag", "transparency": "transparent",
        "start": {"date": "2027-05-01"}, "end": {"date": "2027-05-02"}}),
    );
    let changes = anna.remote.changes(&HOLIDAYS.into(), None, &[]).await.unwrap();
    let part = &changes.changed[0].event.as_ref().unwrap().parts[0];
    assert_eq!(part.start, Moment::Date("2027-05-01".parse().unwrap()));
    assert_eq!(part.busy, Busy::Birthday, "a day of that calendar");
}

#[tokio::test]
async fn short_empty_and_repeated_pages_lose_nothing_and_double_nothing() {
    let anna = Anna::new().await;
    for day in 10..30 {
        anna.google.plant(EMAIL, timed(&format!("Event {day}"), &format!("2026-12-{day}")));
    }
    anna.google.fault(Fault::ShortPages(3));
    anna.google.fault(Fault::RepeatedItem);
    anna.google.once(Fault::EmptyPage);
    let changes = anna.changes(None, &[]).await;
    assert_eq!(changes.changed.len(), 20);
    assert_eq!(changes.complete.as_ref().map(Vec::len), Some(20));
    assert!(!changes.more && changes.next.is_some());
    anna.google.plant(EMAIL, timed("New", "2026-12-01"));
    assert_eq!(titles(&anna.changes(Some(&changes), &known(&changes)).await), ["New"]);
}

/// A list without end is not read for ever.
#[tokio::test]
async fn pages_without_end_are_left() {
    let anna = Anna::new().await;
    anna.google.fault(Fault::EmptyPage);
    let endless = tokio::time::timeout(Duration::from_secs(30), anna.remote.changes(&anna.calendar, None, &[])).await;
    assert!(matches!(endless.unwrap(), Err(RemoteError::Garbled(_))));
}

/// S54, wanted 55
#[tokio::test]
async fn a_change_log_that_is_lost_is_read_anew() {
    let anna = Anna::new().await;
    let gone = anna.google.plant(EMAIL, timed("Deleted in the gap", "2026-12-10"));
    anna.google.plant(EMAIL, timed("Stays", "2026-12-11"));
    let before = anna.changes(None, &[]).await;
    anna.google.take_away(EMAIL, &gone);
    anna.google.forget_tokens();
    let lost = anna.remote.changes(&anna.calendar, before.next.as_ref(), &[]).await;
    assert!(matches!(lost, Err(RemoteError::CursorLost)), "{lost:?}");
    let anew = anna.changes(None, &known(&before)).await;
    assert!(anew.changed.is_empty());
    let all = anew.complete.unwrap();
    assert!(all.len() == 1 && !all.contains(&gone.as_str().into()));
    // A token that Google does not take is as good as lost.
    let cursor = before.next.unwrap().to_string();
    let token = cursor.split('"').nth(3).unwrap().to_owned();
    let made_up = cursor.replace(&token, "madeUp").as_str().into();
    let lost = anna.remote.changes(&anna.calendar, Some(&made_up), &[]).await;
    assert!(matches!(lost, Err(RemoteError::CursorLost)), "{lost:?}");
}

/// wanted 13: Google expands a series; each of its occurrences takes time.
#[tokio::test]
async fn a_series_comes_as_its_occurrences() {
    let anna = Anna::new().await;
    let mut series = timed("Weekly", "2027-01-04");
    series["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=5"]);
    let id = anna.google.plant(EMAIL, series);
    let all = anna.changes(None, &[]).await;
    assert_eq!((all.changed.len(), all.complete.as_ref().map(Vec::len)), (5, Some(5)));
    anna.google.take_away(EMAIL, &id);
    let then = anna.changes(Some(&all), &known(&all)).await;
    assert!(known(&all).iter().all(|(handle, _)| then.removed.contains(handle)), "{:?}", then.removed);
}

/// An appointment of ours that somebody made a series of in Google's window.
#[tokio::test]
async fn an_appointment_that_became_a_series_stays_one_event_with_a_rule() {
    let anna = Anna::new().await;
    let out = new("Session");
    let stored = anna.remote.put(&anna.calendar, &out, &Expect::Absent).await.unwrap();
    let before = anna.changes(None, &[]).await;
    let mut there = anna.google.stored(EMAIL, stored.handle.as_str()).unwrap();
    there["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=4"]);
    anna.google.plant(EMAIL, there);
    for changes in [anna.changes(Some(&before), &known(&before)).await, anna.changes(None, &known(&before)).await] {
        assert_eq!(changes.changed.len(), 1);
        assert_eq!(changes.changed[0].handle, stored.handle);
        let event = changes.changed[0].event.as_ref().unwrap();
        assert_eq!(
            (event.uid.as_str(), event.parts[0].rule.as_deref()),
            (out.content.uid.as_str(), Some("FREQ=WEEKLY;COUNT=4"))
        );
        assert!(!changes.removed.contains(&stored.handle));
        assert!(changes.complete.is_none_or(|all| all == [stored.handle.clone()]));
    }
    // Neither a change nor a new booking writes over it unseen.
    let put = anna.remote.put(&anna.calendar, &later(&out, &stored), &Expect::Revision(stored.revision.clone())).await;
    assert!(matches!(put, Err(RemoteError::Conflict { theirs: Some(_) })), "{put:?}");
    // One occurrence that was moved must not look free.
    let now = anna.changes(None, &[]).await;
    let mut moved = timed("Session", "2026-12-10");
    moved["recurringEventId"] = json!(stored.handle.as_str());
    moved["originalStartTime"] = json!({"dateTime": "2026-12-08T10:00:00+01:00", "timeZone": "Europe/Berlin"});
    anna.google.plant(EMAIL, moved);
    let then = anna.changes(Some(&now), &known(&now)).await;
    assert_eq!(then.changed.len(), 1);
    let parts = &then.changed[0].event.as_ref().unwrap().parts;
    assert_eq!((&then.changed[0].handle, parts.len()), (&stored.handle, 2), "it is a date of the series: {parts:?}");
    assert!(parts[1].occurrence.is_some() && parts[1].start != *parts[1].occurrence.as_ref().unwrap());
    // And the end of the series is the end of the appointment.
    let mut all = known(&now);
    all.extend(known(&then));
    anna.google.take_away(EMAIL, stored.handle.as_str());
    let last = anna.changes(Some(&then), &all).await;
    assert!(all.iter().all(|(handle, _)| last.removed.contains(handle)), "{:?}", last.removed);
}

/// A copy made in Google's window carries our properties and is not the appointment.
#[tokio::test]
async fn a_copy_of_an_appointment_is_not_the_appointment() {
    let anna = Anna::new().await;
    let out = new("Session");
    let stored = anna.remote.put(&anna.calendar, &out, &Expect::Absent).await.unwrap();
    let mut copy = timed("Session", "2026-12-20");
    copy["extendedProperties"] =
        anna.google.stored(EMAIL, stored.handle.as_str()).unwrap()["extendedProperties"].clone();
    anna.google.plant(EMAIL, copy);
    let all = anna.changes(None, &[]).await;
    let ours = all.changed.iter().filter(|one| one.event.as_ref().is_ok_and(|event| event.uid == out.content.uid));
    assert_eq!(ours.count(), 1);
}

#[tokio::test]
async fn only_what_lies_around_today_is_read_and_said_to_be() {
    let anna = Anna::new().await;
    anna.google.plant(EMAIL, timed("Long ago", "2024-01-10"));
    anna.google.plant(EMAIL, timed("Soon", "2026-12-10"));
    let far = anna.google.plant(EMAIL, timed("Far ahead", "2031-01-10"));
    let all = anna.changes(None, &[]).await;
    assert_eq!(titles(&all), ["Soon"]);
    let (from, to) = all.span.unwrap();
    assert_eq!(from.to_rfc3339(), "2025-11-22T00:00:00+00:00");
    assert_eq!(to.to_rfc3339(), "2028-11-23T00:00:00+00:00");
    // An appointment of ours that was moved out of the span is not gone; anybody else's event is out of sight.
    let ours = anna.remote.put(&anna.calendar, &new("Ours"), &Expect::Absent).await.unwrap().handle;
    anna.google.edit(EMAIL, ours.as_str(), timed("Ours, far ahead", "2031-01-10"));
    let old = |handle: &EventHandle| (handle.clone(), "\"old\"".into());
    let all = anna.changes(None, &[old(&far.into()), old(&ours)]).await;
    assert_eq!(titles(&all), ["Ours, far ahead", "Soon"]);
    assert!(all.complete.unwrap().contains(&ours));
}

/// S57: it must not look as if all had been deleted.
#[tokio::test]
async fn trouble_on_the_way_is_told_from_an_empty_calendar() {
    let anna = Anna::new().await;
    for fault in [Fault::WebPage, Fault::ProxyPage] {
        anna.google.once(fault.clone());
        let changes = anna.remote.changes(&anna.calendar, None, &[]).await;
        assert!(matches!(changes, Err(RemoteError::NoAnswer)), "{fault:?}: {changes:?}");
    }
    anna.google.once(Fault::Down);
    assert!(matches!(anna.remote.changes(&anna.calendar, None, &[]).await, Err(RemoteError::Failed)));
    anna.google.once(Fault::Malformed);
    assert!(matches!(anna.remote.changes(&anna.calendar, None, &[]).await, Err(RemoteError::Garbled(_))));
    anna.google.once(Fault::NotConfigured);
    assert!(matches!(anna.remote.changes(&anna.calendar, None, &[]).await, Err(RemoteError::NotLetIn(_))));
    anna.google.fault(Fault::Flood { announced: false });
    let flood = anna.remote.changes(&anna.calendar, None, &[]).await;
    assert!(matches!(flood, Err(RemoteError::Refused(Refusal::TooLarge))), "{flood:?}");
}
