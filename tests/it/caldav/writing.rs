//! Writing and removing, with answers that are lost, refused or not to be trusted.

use daybook_core::model::ids::CalendarHandle;
use daybook_core::providers::{Expect, Refusal, RemoteError};
use daybook_tests::servers::icloud_front::Fault;

use super::{Apple, FOREIGN};
use crate::contract::{later, new};

/// wanted 45: the answer to a write is lost, and the write is repeated.
#[tokio::test]
async fn a_write_whose_answer_was_lost_is_not_done_twice() {
    let apple = Apple::connect().await;
    let out = new("Torn");
    apple.front.once(Fault::DropAfterStoring);
    assert!(matches!(apple.put(&out, &Expect::Absent).await, Err(RemoteError::NoAnswer)));
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    assert_eq!(apple.front.names_in("work"), [stored.handle.as_str()]);

    let moved = later(&out, &stored);
    apple.front.once(Fault::DropAfterStoring);
    let expect = Expect::Revision(stored.revision.clone());
    assert!(matches!(apple.put(&moved, &expect).await, Err(RemoteError::NoAnswer)));
    let now = apple.put(&moved, &expect).await.unwrap();

    apple.front.once(Fault::DropAfterStoring);
    let expect = Expect::Revision(now.revision.clone());
    assert!(matches!(
        apple.remote.remove(&apple.work(), &now.handle, &expect, false).await,
        Err(RemoteError::NoAnswer)
    ));
    let again = apple.remote.remove(&apple.work(), &now.handle, &expect, false).await;
    assert!(matches!(again, Err(RemoteError::Gone)), "{again:?}");
    assert!(apple.front.names_in("work").is_empty());
}

/// A missing or weak ETag says that what is stored is not what was sent: it is read back.
#[tokio::test]
async fn a_write_without_a_strong_etag_is_read_back_before_it_is_trusted() {
    let apple = Apple::connect().await;
    for fault in [Fault::NoEtag, Fault::WeakEtag] {
        apple.front.fault(fault.clone());
        let out = new("Rewritten");
        let stored = apple.put(&out, &Expect::Absent).await.unwrap();
        assert_eq!(Some(&stored.raw), apple.front.stored("work", stored.handle.as_str()).as_ref(), "{fault:?}");
        assert!(stored.revision.as_str().starts_with('"'), "{fault:?}: {:?}", stored.revision);
        let moved = later(&out, &stored);
        let now = apple.put(&moved, &Expect::Revision(stored.revision)).await.unwrap();
        if fault == Fault::NoEtag {
            let text = String::from_utf8(now.raw).unwrap();
            assert!(text.contains("X-APPLE-CREATOR-IDENTITY"), "what the server added stays");
        }
        apple.front.heal();
    }
}

#[tokio::test]
async fn no_write_is_guarded_by_a_star_that_servers_turn_round() {
    let apple = Apple::connect().await;
    let out = new("Guarded");
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    apple.put(&later(&out, &stored), &Expect::Any).await.unwrap();
    apple.remote.remove(&apple.work(), &stored.handle, &Expect::Any, false).await.unwrap();
    let writes: Vec<_> = apple.front.seen().into_iter().filter(|seen| seen.method == "PUT").collect();
    assert_eq!(writes[0].header("if-none-match"), Some("*"));
    assert!(writes[1].header("if-match").is_some_and(|etag| etag.starts_with('"')));
    assert!(apple.front.seen().iter().all(|seen| seen.header("if-match") != Some("*")));
}

/// The UID is taken: elsewhere in the account, said with and without an address.
#[tokio::test]
async fn a_uid_that_is_taken_elsewhere_is_a_conflict_and_never_overwritten() {
    let apple = Apple::connect().await;
    let out = new("Twin");
    let theirs = String::from_utf8_lossy(FOREIGN).replace("UID:foreign", &format!("UID:{}", out.content.uid));
    apple.front.plant("work", "other-name.ics", theirs.as_bytes());
    match apple.put(&out, &Expect::Absent).await {
        Err(RemoteError::Conflict { theirs: Some(there) }) => assert_eq!(there.handle.as_str(), "other-name.ics"),
        other => panic!("{other:?}"),
    }
    apple.front.fault(Fault::BareConflict);
    assert!(matches!(apple.put(&out, &Expect::Absent).await, Err(RemoteError::Conflict { theirs: None })));
    assert_eq!(apple.front.stored("work", "other-name.ics"), Some(theirs.into_bytes()));
}

/// Seed 20000059: dragged to another calendar before its answer came, it is no event of this one.
#[tokio::test]
async fn what_stands_in_another_calendar_is_left_to_the_reading_of_that() {
    let apple = Apple::connect().await;
    let out = new("Dragged");
    let there = String::from_utf8_lossy(FOREIGN).replace("UID:foreign", &format!("UID:{}", out.content.uid));
    apple.front.plant("legacy", "dragged.ics", there.as_bytes());
    let met = apple.put(&out, &Expect::Absent).await;
    assert!(matches!(met, Err(RemoteError::Conflict { theirs: None })), "{met:?}");
}

/// Servers that overwrite in spite of the guard: the random name keeps others' events safe.
#[tokio::test]
async fn a_server_that_minds_no_guard_overwrites_nobody() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", FOREIGN);
    apple.front.fault(Fault::IgnoresIfNoneMatch);
    apple.put(&new("Mine"), &Expect::Absent).await.unwrap();
    assert_eq!(apple.front.stored("work", "a.ics"), Some(FOREIGN.to_vec()));
    assert_eq!(apple.front.names_in("work").len(), 2);
}

/// Refusals by what the engine does next.
#[tokio::test]
async fn every_refusal_of_a_write_says_what_to_do() {
    let apple = Apple::connect().await;
    let team: CalendarHandle = "/1234567/calendars/team/".into();
    let met = apple.remote.put(&team, &new("No"), &Expect::Absent).await;
    assert!(matches!(met, Err(RemoteError::Refused(Refusal::ReadOnly))), "{met:?}");
    let status = |status| Fault::Status { method: "PUT", status, retry_after: None };
    let named = |status, name| Fault::Precondition { method: "PUT", status, name };
    for (fault, refusal) in [
        (status(507), Refusal::Quota),
        (named(403, "d:quota-not-exceeded"), Refusal::Quota),
        (status(413), Refusal::TooLarge),
        (named(403, "c:max-resource-size"), Refusal::TooLarge),
        (status(403), Refusal::ReadOnly),
        (named(403, "c:valid-calendar-data"), Refusal::Other),
        (status(400), Refusal::Other),
        (status(415), Refusal::Other),
    ] {
        apple.front.once(fault.clone());
        let met = apple.put(&new("No"), &Expect::Absent).await;
        assert!(matches!(met, Err(RemoteError::Refused(why)) if why == refusal), "{fault:?}: {met:?}");
    }
    for later in [500, 502, 504, 423] {
        apple.front.once(status(later));
        let met = apple.put(&new("Later"), &Expect::Absent).await;
        assert!(matches!(met, Err(RemoteError::Failed)), "{later}: {met:?}");
    }
}

/// wanted 56, 57: busy is not refused, and it says until when.
#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_said() {
    let apple = Apple::connect().await;
    for (status, retry_after, until) in [
        (503, Some("120"), Some("2026-11-23T08:02:00Z")),
        (429, Some("Mon, 23 Nov 2026 08:10:00 GMT"), Some("2026-11-23T08:10:00Z")),
        (503, None, None),
    ] {
        apple.front.once(Fault::Status { method: "PUT", status, retry_after });
        let Err(RemoteError::Throttled { until: met }) = apple.put(&new("Busy"), &Expect::Absent).await else {
            panic!()
        };
        assert_eq!(met, until.map(|at| at.parse().unwrap()));
    }
    apple.front.once(Fault::Precondition { method: "PUT", status: 403, name: "c:valid-calendar-data" });
    apple.front.heal();
    assert!(apple.front.names_in("work").is_empty());
}

/// "A deleted calendar": reading, writing and removing say so.
#[tokio::test]
async fn a_calendar_that_was_deleted_is_said_to_be_gone() {
    let apple = Apple::connect().await;
    let out = new("Orphan");
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    let before = apple.changes(None, &[]).await.unwrap();
    apple.front.drop_calendar("work");
    let gone = |error: Option<RemoteError>| matches!(error, Some(RemoteError::Refused(Refusal::CalendarGone)));
    assert!(gone(apple.changes(Some(&before), &[]).await.err()));
    assert!(gone(apple.changes(None, &[]).await.err()));
    assert!(gone(apple.put(&new("New"), &Expect::Absent).await.err()));
    let expect = Expect::Revision(stored.revision.clone());
    assert!(gone(apple.put(&later(&out, &stored), &expect).await.err()));
    assert!(gone(apple.remote.remove(&apple.work(), &stored.handle, &expect, false).await.err()));
    let kept: Vec<_> = apple.remote.calendars().await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(kept, ["Old", "Team", "Holidays"]);
}

/// Nothing that could empty a calendar is ever sent.
#[tokio::test]
async fn a_handle_that_means_the_calendar_itself_is_refused() {
    let apple = Apple::connect().await;
    for handle in ["", ".", "./", "..", "../work/", "/1234567/calendars/work/", "/1234567/calendars/work", "%2e"] {
        let met = apple.remote.remove(&apple.work(), &handle.into(), &Expect::Any, false).await;
        assert!(matches!(met, Err(RemoteError::Garbled(_))), "{handle:?}: {met:?}");
    }
    assert_eq!(apple.asked("DELETE"), 0);
}

/// A server that drops what it does not know: the repeat of a lost create is still recognised.
#[tokio::test]
async fn a_server_that_forgets_our_mark_makes_no_twin_and_no_conflict() {
    let apple = Apple::connect().await;
    apple.front.fault(Fault::DropsUnknown);
    let out = new("Unmarked");
    apple.front.once(Fault::DropAfterStoring);
    assert!(matches!(apple.put(&out, &Expect::Absent).await, Err(RemoteError::NoAnswer)));
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    assert!(!String::from_utf8_lossy(&stored.raw).contains("X-DAYBOOK"));
    assert_eq!(apple.front.names_in("work").len(), 1);
}

/// A server without ETags: the bytes themselves say whether somebody else was there.
#[tokio::test]
async fn without_etags_a_change_by_somebody_else_is_still_a_conflict() {
    let apple = Apple::connect().await;
    apple.front.fault(Fault::NoEtagAnywhere);
    let out = new("Bare");
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    assert_eq!(stored.revision.as_str(), "");
    let moved = later(&out, &stored);
    let now = apple.put(&moved, &Expect::Revision(stored.revision.clone())).await.unwrap();
    let theirs = String::from_utf8_lossy(&now.raw).replace("SUMMARY:Bare", "SUMMARY:Theirs");
    apple.front.plant("work", now.handle.as_str(), theirs.as_bytes());
    let met = apple.put(&later(&moved, &now), &Expect::Revision(now.revision)).await;
    assert!(matches!(met, Err(RemoteError::Conflict { theirs: Some(_) })), "{met:?}");
}

/// "Keep mine" writes what is ours over theirs and leaves the rest of theirs.
#[tokio::test]
async fn writing_over_anything_keeps_what_somebody_else_added() {
    let apple = Apple::connect().await;
    let out = new("Mine");
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    let theirs =
        String::from_utf8_lossy(&stored.raw).replace("END:VEVENT", "X-APPLE-TRAVEL-DURATION:PT20M\r\nEND:VEVENT");
    apple.front.plant("work", stored.handle.as_str(), theirs.as_bytes());
    let now = apple.put(&later(&out, &stored), &Expect::Any).await.unwrap();
    assert!(String::from_utf8_lossy(&now.raw).contains("X-APPLE-TRAVEL-DURATION:PT20M"));
}

/// T10: an event with a picture in it is read for its times. Kept without the picture, it is not written back.
#[tokio::test]
async fn an_event_with_a_picture_is_read_and_never_written_back_without_it() {
    let apple = Apple::connect().await;
    let picture = format!("ATTACH;ENCODING=BASE64;VALUE=BINARY:{}\r\nSUMMARY:", "QUJD".repeat(300_000));
    let whole = String::from_utf8_lossy(FOREIGN).replace("SUMMARY:", &picture);
    apple.front.plant("work", "a.ics", whole.as_bytes());
    let found = apple.changes(None, &[]).await.unwrap().changed.remove(0);
    assert_eq!(found.event.as_ref().unwrap().parts[0].title, "Dentist");
    assert!(found.raw.len() < 1_000, "{}", found.raw.len());
    let mut out = new("Mine");
    (out.handle, out.base) = (Some(found.handle.clone()), Some(found.raw.clone()));
    for expect in [Expect::Revision(found.revision.clone()), Expect::Any] {
        let met = apple.put(&out, &expect).await;
        assert!(matches!(met, Err(RemoteError::Refused(Refusal::TooLarge))), "{met:?}");
    }
    assert_eq!(apple.front.stored("work", "a.ics"), Some(whole.into_bytes()));
    let expect = Expect::Revision(found.revision);
    apple.remote.remove(&apple.work(), &found.handle, &expect, false).await.unwrap();
    assert_eq!(apple.front.stored("work", "a.ics"), None);
}
