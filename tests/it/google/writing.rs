//! Booking, moving and cancelling: nothing twice, nothing lost, nobody mailed who was not meant.

use daybook_core::model::event::{Content, Event};
use daybook_core::model::ids::Revision;
use daybook_core::model::repeat::{Ends, Every, Moved, Repeat};
use daybook_core::model::zone::Zone;
use daybook_core::providers::{Expect, Outgoing, Refusal, RemoteError, Stored};
use daybook_tests::servers::google::{EMAIL, Fault, HOLIDAYS, Mail, What};
use serde_json::json;

use super::{Anna, inviting};
use crate::contract::{later, new};

const CLIENT: &str = "client@example.org";
const INSERT: &str = "calendar.events.insert";

impl Anna {
    async fn put(&self, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        self.remote.put(&self.calendar, out, expect).await
    }

    async fn create(&self, out: &Outgoing) -> Stored {
        self.put(out, &Expect::Absent).await.unwrap()
    }

    fn mailed(&self) -> Vec<(String, What)> {
        self.google.mails().into_iter().map(|Mail { to, what, .. }| (to, what)).collect()
    }
}

fn over(stored: &Stored) -> Expect {
    Expect::Revision(stored.revision.clone())
}

/// S27: done there, and the answer lost.
#[tokio::test]
async fn a_booking_whose_answer_was_lost_is_there_once_and_mailed_once() {
    for fault in [Fault::DownAfterwards, Fault::TornAfterwards] {
        let anna = Anna::new().await;
        let out = inviting(new("Session"), CLIENT);
        anna.google.once_on(INSERT, fault.clone());
        let lost = anna.put(&out, &Expect::Absent).await;
        assert!(matches!(lost, Err(RemoteError::NoAnswer | RemoteError::Failed)), "{fault:?}: {lost:?}");
        anna.create(&out).await;
        assert_eq!(anna.google.events_in(EMAIL).len(), 1, "{fault:?}");
        assert_eq!(anna.mailed(), [(CLIENT.to_owned(), What::Invitation)], "{fault:?}");
    }
}

/// S27: a series is one event and one mail, whatever became of the first answer, at the hour that was agreed on.
#[tokio::test]
async fn a_series_is_made_once_and_repeats_as_it_was_meant() {
    let anna = Anna::new().await;
    let mut out = inviting(new("Session"), CLIENT);
    let skip = vec!["2026-12-29".parse().unwrap()];
    out.content.repeat = Some(Repeat { every: Every::Weeks(4), ends: Ends::After(6), skip, moved: Vec::new() });
    anna.google.once_on(INSERT, Fault::DownAfterwards);
    let lost = anna.put(&out, &Expect::Absent).await;
    assert!(matches!(lost, Err(RemoteError::NoAnswer | RemoteError::Failed)), "{lost:?}");
    let stored = anna.create(&out).await;
    assert_eq!(anna.google.events_in(EMAIL).len(), 1);
    let dates = anna.google.dates_of(EMAIL, stored.handle.as_str());
    let starts: Vec<_> = dates.iter().map(|date| date["start"]["dateTime"].as_str().unwrap()).collect();
    assert_eq!(
        starts,
        [
            "2026-12-01T09:00:00Z",
            "2027-01-26T09:00:00Z",
            "2027-02-23T09:00:00Z",
            "2027-03-23T09:00:00Z",
            "2027-04-20T08:00:00Z"
        ]
    );
    assert_eq!(anna.mailed(), [(CLIENT.to_owned(), What::Invitation)]);
    // Another one of the same UID is not taken for it.
    out.content.repeat = None;
    let other = anna.put(&out, &Expect::Absent).await;
    assert!(matches!(other, Err(RemoteError::Conflict { theirs: Some(_) })), "{other:?}");
}

/// P16: one date that is moved is one change and one mail, whatever became of the answer, and it can go back.
#[tokio::test]
async fn a_date_of_a_series_is_moved_alone_and_goes_back() {
    let anna = Anna::new().await;
    let mut out = inviting(new("Session"), CLIENT);
    let weekly = |moved: Vec<Moved>| Repeat { every: Every::Weeks(1), ends: Ends::After(3), skip: Vec::new(), moved };
    out.content.repeat = Some(weekly(Vec::new()));
    let made = anna.create(&out).await;
    let (date, start) = ("2026-12-08".parse().unwrap(), "2026-12-09T15:00:00".parse().unwrap());
    let to = |stored: &Stored, moved: Vec<Moved>| Outgoing {
        handle: Some(stored.handle.clone()),
        base: Some(stored.raw.clone()),
        content: Content { repeat: Some(weekly(moved)), ..out.content.clone() },
        notify: true,
    };
    anna.google.forget_seen();
    anna.google.take_mails();
    let moved = to(&made, vec![Moved { date, start }]);
    anna.google.once_on("calendar.events.patch", Fault::DownAfterwards);
    let lost = anna.put(&moved, &over(&made)).await;
    assert!(matches!(lost, Err(RemoteError::Failed)), "{lost:?}");
    let now = anna.put(&moved, &over(&made)).await.unwrap();
    let writes = || anna.google.seen().into_iter().filter(|seen| seen.method != "GET").count();
    assert_eq!((writes(), anna.mailed()), (1, vec![(CLIENT.to_owned(), What::Update)]));
    let begins = |event: &Event| event.parts[1].start.instant(&Zone::utc()).to_string();
    assert_eq!((now.event.parts.len(), begins(&now.event).as_str()), (2, "2026-12-09 14:00:00 UTC"));
    let back = anna.put(&to(&now, Vec::new()), &over(&now)).await.unwrap();
    assert_eq!((back.event.parts.len(), writes(), anna.mailed().len()), (1, 2, 2));
    let starts = anna.google.dates_of(EMAIL, made.handle.as_str());
    assert_eq!(starts.len(), 3);
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_done() {
    let anna = Anna::new().await;
    let out = inviting(new("Session"), CLIENT);
    let stored = anna.create(&out).await;
    let moved = inviting(later(&out, &stored), CLIENT);
    anna.google.once_on("calendar.events.patch", Fault::DownAfterwards);
    assert!(matches!(anna.put(&moved, &over(&stored)).await, Err(RemoteError::Failed)));
    let now = anna.put(&moved, &over(&stored)).await.unwrap();
    assert_ne!(now.revision, stored.revision);
    assert_eq!(anna.mailed().len(), 2, "one invitation, one update");
}

/// An id stays burnt for ever once its event was deleted.
#[tokio::test]
async fn what_was_deleted_there_can_be_booked_again() {
    let anna = Anna::new().await;
    let out = new("Again and again");
    let mut handles = Vec::new();
    for _ in 0..6 {
        let stored = anna.create(&out).await;
        assert_eq!(anna.create(&out).await.handle, stored.handle, "a repeat finds it");
        assert_eq!(stored.event.uid, out.content.uid);
        anna.google.take_away(EMAIL, stored.handle.as_str());
        handles.push(stored.handle);
    }
    handles.dedup();
    assert_eq!(handles.len(), 6);
    assert!(matches!(anna.put(&out, &Expect::Absent).await, Err(RemoteError::Garbled(_))));
}

/// S23, S31, S36, wanted 46: the switch "tell the client" is the only one that mails.
#[tokio::test]
async fn google_mails_the_client_when_told_to_and_at_no_other_time() {
    let anna = Anna::new().await;
    let told = inviting(new("Told"), CLIENT);
    let stored = anna.create(&told).await;
    let stored = anna.put(&inviting(later(&told, &stored), CLIENT), &over(&stored)).await.unwrap();
    anna.remote.remove(&anna.calendar, &stored.handle, &over(&stored), true).await.unwrap();
    let all = [What::Invitation, What::Update, What::Cancellation].map(|what| (CLIENT.to_owned(), what));
    assert_eq!(anna.mailed(), all);

    let quiet = Anna::new().await;
    let out = Outgoing { notify: false, ..inviting(new("Quiet"), CLIENT) };
    let stored = quiet.create(&out).await;
    let moved = Outgoing { notify: false, ..inviting(later(&out, &stored), CLIENT) };
    let stored = quiet.put(&moved, &over(&stored)).await.unwrap();
    quiet.remote.remove(&quiet.calendar, &stored.handle, &over(&stored), false).await.unwrap();
    assert_eq!(quiet.mailed(), []);
    let asked = quiet.google.seen();
    let writes = asked.iter().filter(|seen| seen.method != "GET");
    for seen in writes {
        assert_eq!(seen.parameter("sendUpdates"), Some("none"), "{}", seen.method);
    }
}

/// S25: no address, no guest, no mail, whatever the switch says.
#[tokio::test]
async fn a_booking_without_an_address_invites_nobody() {
    let anna = Anna::new().await;
    let out = new("Session");
    let stored = anna.create(&out).await;
    anna.put(&later(&out, &stored), &over(&stored)).await.unwrap();
    assert!(anna.google.stored(EMAIL, stored.handle.as_str()).unwrap()["attendees"].is_null());
    assert_eq!(anna.mailed(), []);
    assert_eq!(anna.google.seen()[0].parameter("sendUpdates"), Some("none"));
}

/// S30, S32: guests, reminders and a video link that the person added stay.
#[tokio::test]
async fn what_is_not_ours_stays_when_an_appointment_moves() {
    let anna = Anna::new().await;
    let out = new("Session");
    let id = anna.create(&out).await.handle.to_string();
    let mut there = anna.google.stored(EMAIL, &id).unwrap();
    there["description"] = json!("<b>bring the file</b>");
    there["colorId"] = json!("5");
    there["reminders"] = json!({"useDefault": false, "overrides": [{"method": "popup", "minutes": 5}]});
    there["attendees"] = json!([{"email": "friend@example.org", "responseStatus": "accepted"}]);
    there["extendedProperties"]["private"]["other"] = json!("app");
    anna.google.plant(EMAIL, there);
    let changes = anna.remote.changes(&anna.calendar, None, &[]).await.unwrap();
    let seen = changes.changed.into_iter().find(|one| one.handle.as_str() == id).unwrap();
    let stored = Stored { handle: seen.handle, revision: seen.revision, raw: seen.raw, event: seen.event.unwrap() };
    let mut moved = inviting(later(&out, &stored), CLIENT);
    // As it was read, and so as it is known here.
    moved.content.description = "<b>bring the file</b>".into();
    anna.put(&moved, &over(&stored)).await.unwrap();
    let patches: Vec<_> = anna.google.seen().into_iter().filter(|seen| seen.method == "PATCH").collect();
    assert_eq!(patches.len(), 1, "one request for one change");
    assert_eq!(patches[0].header("if-match"), Some(stored.revision.as_str()));
    let now = anna.google.stored(EMAIL, &id).unwrap();
    assert_eq!(now["description"], "<b>bring the file</b>");
    assert_eq!((&now["colorId"], &now["reminders"]["overrides"][0]["minutes"]), (&json!("5"), &json!(5)));
    assert_eq!(now["extendedProperties"]["private"]["other"], "app");
    let guests: Vec<_> = now["attendees"].as_array().unwrap().iter().map(|guest| &guest["email"]).collect();
    assert_eq!(guests, ["friend@example.org", CLIENT]);
    assert_eq!(now["attendees"][0]["responseStatus"], "accepted");
}

/// Somebody made a whole day of it there.
#[tokio::test]
async fn a_whole_day_becomes_a_time_again() {
    let anna = Anna::new().await;
    let out = new("Session");
    let stored = anna.create(&out).await;
    let mut there = anna.google.stored(EMAIL, stored.handle.as_str()).unwrap();
    there["start"] = json!({"date": "2026-12-01"});
    there["end"] = json!({"date": "2026-12-02"});
    anna.google.plant(EMAIL, there);
    let Err(RemoteError::Conflict { theirs: Some(theirs) }) = anna.put(&later(&out, &stored), &over(&stored)).await
    else {
        panic!("no conflict")
    };
    let again = Outgoing { base: Some(theirs.raw.clone()), ..later(&out, &stored) };
    anna.put(&again, &Expect::Revision(theirs.revision.clone())).await.unwrap();
    let now = anna.google.stored(EMAIL, stored.handle.as_str()).unwrap();
    assert!(now["start"]["date"].is_null() && now["start"]["dateTime"].is_string());
}

/// S53, wanted 57: each limit is waited for, by the account or by the one event it is about.
#[tokio::test]
async fn limits_are_waited_for_and_nothing_is_parked() {
    let anna = Anna::new().await;
    for fault in [Fault::PersonTooFast, Fault::TooFast403, Fault::TooFast429] {
        anna.google.once(fault.clone());
        let put = anna.put(&new("x"), &Expect::Absent).await;
        assert!(matches!(put, Err(RemoteError::Throttled { until: None })), "{fault:?}: {put:?}");
    }
    anna.google.once(Fault::Unavailable(30));
    let put = anna.put(&new("x"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::Throttled { until: Some(_) })), "{put:?}");
    // Y3: of this event, and not of the account.
    for fault in [Fault::CalendarLimit, Fault::Down] {
        anna.google.once(fault.clone());
        let put = anna.put(&new("x"), &Expect::Absent).await;
        assert!(matches!(put, Err(RemoteError::Failed)), "{fault:?}: {put:?}");
    }
    for fault in [Fault::WebPage, Fault::ProxyPage] {
        anna.google.once(fault.clone());
        let put = anna.put(&new("x"), &Expect::Absent).await;
        assert!(matches!(put, Err(RemoteError::NoAnswer)), "{fault:?}: {put:?}");
    }
    assert!(anna.google.events_in(EMAIL).is_empty());
}

#[tokio::test]
async fn a_calendar_that_may_only_be_read_is_not_written() {
    let anna = Anna::new().await;
    let put = anna.remote.put(&HOLIDAYS.into(), &new("x"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::Refused(Refusal::ReadOnly))), "{put:?}");
}

/// wanted 58: a box left empty on the consent page.
#[tokio::test]
async fn a_right_that_was_not_granted_is_told_from_a_limit() {
    let read = "https://www.googleapis.com/auth/calendar.events.readonly";
    let list = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";
    let anna = Anna::with_scopes(&["openid", "email", list, read]).await;
    assert!(anna.remote.changes(&anna.calendar, None, &[]).await.is_ok());
    let put = anna.put(&new("x"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::Refused(Refusal::ReadOnly))), "{put:?}");
}

/// S61
#[tokio::test]
async fn no_error_names_a_token_an_address_or_a_title() {
    let anna = Anna::new().await;
    let out = inviting(new("Frau Geheim"), "not an address");
    let stored = anna.create(&new("Frau Geheim")).await;
    let mut errors = vec![anna.put(&out, &Expect::Absent).await.unwrap_err()];
    errors.push(anna.remote.put(&"no/such".into(), &out, &Expect::Absent).await.unwrap_err());
    errors.push(anna.remote.put(&"..".into(), &out, &Expect::Absent).await.unwrap_err());
    let bent = Expect::Revision(Revision::from("\"a\r\nb\""));
    errors.push(anna.put(&later(&out, &stored), &bent).await.unwrap_err());
    for error in errors {
        let said = format!("{error} {error:?}");
        for secret in ["ya29", "127.0.0.1", "anna", "Geheim", "not an address", "no/such"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}
