//! The way out: booked, moved, cancelled here; and what the calendar makes of it.

use chrono::TimeDelta;
use daybook_core::app::views::Answer;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::Fault;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book, connect, draft};

use super::{Practice, edit_there, move_to};

/// S21, S22, S24: booked, sent once, with the right times in the zone; the event's name is kept.
#[tokio::test]
async fn a_booking_reaches_the_calendar_once_and_is_linked() {
    let practice = Practice::new().await;
    let mut form = draft("Priya Nair", "2026-12-01T10:00");
    form.place = Some("Lindenstr. 8".into());
    form.notes = Some("afraid of dogs".into());
    let booked = practice.app.book(form).unwrap().appointment;
    assert_eq!(booked.sync.state.word(), "waiting");
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.pushed, report.failed, report.waiting), (1, 0, 0));
    assert_eq!(practice.writes(), ["PUT"]);
    let stored = practice.stored();
    let [event] = stored.as_slice() else { panic!("one event, not {}", stored.len()) };
    for line in [
        "DTSTART;TZID=Europe/Berlin:20261201T100000",
        "DTEND;TZID=Europe/Berlin:20261201T105000",
        "SUMMARY:Priya Nair",
        "LOCATION:Lindenstr. 8",
        "BEGIN:VTIMEZONE",
    ] {
        assert!(event.contains(line), "{line} is missing in\n{event}");
    }
    assert!(!event.contains("dogs"), "private notes never leave this computer");
    assert!(!event.contains("ATTENDEE") && !event.contains("ORGANIZER"));
    let linked = practice.app.appointment(&booked.id).unwrap();
    assert_eq!(linked.sync.state.word(), "synced");
    assert!(linked.calendar_event_id.is_some());
    assert_eq!(linked.connection_id.as_ref(), Some(&practice.connection.id));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.writes(), ["PUT"], "nothing is sent twice");
}

/// S30, S32: the same event moves, under the condition that nobody changed it; what is not ours stays.
#[tokio::test]
async fn a_move_changes_the_same_event_and_nothing_that_is_not_ours() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Priya Nair", "2026-12-01T10:00");
    practice.app.sync_now().await.unwrap();
    let name = practice.front.names_in(&practice.receiving()).remove(0);
    let theirs = practice.stored().remove(0).replace(
        "END:VEVENT",
        "COLOR:tomato\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT",
    );
    practice.front.plant(&practice.receiving(), &name, theirs.as_bytes());
    practice.app.sync_now().await.unwrap();
    practice.front.forget_seen();
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00")).unwrap();
    practice.app.sync_now().await.unwrap();
    let writes: Vec<_> = practice.front.seen().into_iter().filter(|seen| seen.method == "PUT").collect();
    assert_eq!(writes.len(), 1);
    assert!(writes[0].header("if-match").is_some_and(|etag| etag != "*"));
    assert_eq!(practice.front.names_in(&practice.receiving()), [name]);
    let event = practice.stored().remove(0);
    assert!(event.contains("DTSTART;TZID=Europe/Berlin:20261202T110000"), "{event}");
    for kept in ["COLOR:tomato", "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC", "TRIGGER:-PT15M"] {
        assert!(event.contains(kept), "{kept} is lost");
    }
    assert!(event.contains("SEQUENCE:1"), "{event}");
}

/// S35, S37: cancelled there, kept here as history; what was gone there already is no error.
#[tokio::test]
async fn a_cancelled_appointment_goes_there_and_stays_here() {
    let practice = Practice::new().await;
    let one = book(&practice.app, "Ada", "2026-12-01T10:00");
    let two = book(&practice.app, "Ben", "2026-12-01T12:00");
    practice.app.sync_now().await.unwrap();
    practice.app.cancel(&one.id, true).unwrap();
    practice.app.cancel(&two.id, true).unwrap();
    let gone = practice.app.appointment(&two.id).unwrap().calendar_event_id.unwrap();
    practice.front.take_away(&practice.receiving(), &gone);
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!(report.failed, 0);
    assert!(practice.stored().is_empty());
    for id in [&one.id, &two.id] {
        let kept = practice.app.appointment(id).unwrap();
        assert_eq!((kept.status.word(), kept.sync.state.word()), ("cancelled", "synced"));
    }
}

/// S26, S33, S34, S38: offline, everything is accepted; what goes out later is only what is left of it.
#[tokio::test]
async fn what_happens_offline_goes_out_as_little_as_possible() {
    let practice = Practice::new().await;
    let sent = book(&practice.app, "Sent before", "2026-12-01T08:00");
    practice.app.sync_now().await.unwrap();
    practice.front.forget_seen();
    practice.world.network.unplug(true);
    let start = std::time::Instant::now();
    let moved = book(&practice.app, "Moved before sent", "2026-12-01T10:00");
    assert!(start.elapsed() < std::time::Duration::from_secs(1));
    let never = book(&practice.app, "Never", "2026-12-01T12:00");
    practice.app.reschedule(move_to(&moved.id, "2026-12-03T10:00")).unwrap();
    practice.app.cancel(&never.id, true).unwrap();
    practice.app.reschedule(move_to(&sent.id, "2026-12-04T08:00")).unwrap();
    practice.app.reschedule(move_to(&sent.id, "2026-12-05T08:00")).unwrap();
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.pushed, report.waiting), (0, 2));
    assert_eq!(practice.status(), "offline");
    assert_eq!(practice.state(&moved.id), ("waiting".into(), Some("net.server".into())));
    practice.world.network.unplug(false);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.writes(), ["PUT", "PUT"]);
    let mut starts: Vec<_> = practice
        .stored()
        .iter()
        .map(|event| event.lines().find(|line| line.starts_with("DTSTART;TZID")).unwrap().to_owned())
        .collect();
    starts.sort();
    assert_eq!(starts, ["DTSTART;TZID=Europe/Berlin:20261203T100000", "DTSTART;TZID=Europe/Berlin:20261205T080000"]);
    assert_eq!(practice.status(), "connected");
}

/// S27, for CalDAV: the server stored it and the answer was lost; after a restart there is one event.
#[tokio::test]
async fn a_lost_answer_makes_no_twin() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.front.once(Fault::DropAfterStoring);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id).0, "waiting");
    assert_eq!(practice.stored().len(), 1);
    let app = practice.world.open().await;
    app.sync_now().await.unwrap();
    assert_eq!(practice.stored().len(), 1);
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}

/// A create whose answer was lost, and then a cancel: nothing is left behind there.
#[tokio::test]
async fn a_cancel_after_a_lost_answer_leaves_nothing_behind() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.front.once(Fault::DropAfterStoring);
    practice.app.sync_now().await.unwrap();
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.app.sync_now().await.unwrap();
    assert!(practice.stored().is_empty());
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// wanted 50: a move there reaches the appointment here.
#[tokio::test]
async fn a_move_in_the_calendar_reaches_the_appointment() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.app.sync_now().await.unwrap();
    edit_there(&practice, "T100000", "T150000", "T105000", "T155000");
    practice.app.sync_now().await.unwrap();
    let moved = practice.app.appointment(&booked.id).unwrap();
    assert_eq!((moved.start.as_str(), moved.minutes), ("2026-12-01T15:00:00+01:00", 50));
    assert_eq!(moved.sync.state.word(), "synced");
}

/// Moved here and there to different times: neither is lost, the person decides; both ways.
#[tokio::test]
async fn two_moves_of_one_appointment_are_left_to_the_person() {
    for keep_mine in [true, false] {
        let practice = Practice::new().await;
        let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
        practice.app.sync_now().await.unwrap();
        edit_there(&practice, "T100000", "T150000", "T105000", "T155000");
        practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00")).unwrap();
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you".into(), Some("sync.conflict".into())));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(item.theirs.as_ref().map(|theirs| theirs.from.as_str()), Some("15:00"));
        if keep_mine {
            practice.app.keep_mine(&item.id).unwrap();
        } else {
            practice.app.use_theirs(&item.id).unwrap();
        }
        practice.app.sync_now().await.unwrap();
        let hour = if keep_mine { "T120000" } else { "T150000" };
        assert!(practice.stored()[0].contains(&format!("DTSTART;TZID=Europe/Berlin:20261201{hour}")));
        assert_eq!(practice.state(&booked.id).0, "synced");
    }
}

/// Deleted there, or edited here and deleted there: asked, never in silence (wanted 39, 42).
#[tokio::test]
async fn what_was_deleted_there_is_asked_about() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.app.sync_now().await.unwrap();
    let name = practice.front.names_in(&practice.receiving()).remove(0);
    practice.front.take_away(&practice.receiving(), &name);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you".into(), Some("sync.deleted".into())));
    assert_eq!(practice.app.appointment(&booked.id).unwrap().status.word(), "confirmed");
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.retry(&item.id).unwrap();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id).0, "synced");
    let anew = practice.front.names_in(&practice.receiving());
    assert_eq!(anew.len(), 1);
    assert_ne!(anew[0], name, "a UID that was deleted is not used again");
}

/// S53 for CalDAV: asked to slow down, it waits at least that long, says so, and loses nothing.
#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.front.once(Fault::Status { method: "PUT", status: 503, retry_after: Some("120") });
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status(), "waiting");
    assert_eq!(practice.state(&booked.id), ("waiting".into(), Some("rate.limited".into())));
    practice.front.forget_seen();
    practice.world.clock.advance(TimeDelta::seconds(119));
    practice.app.sync_now().await.unwrap();
    practice.app.sync_due().await.unwrap();
    assert!(practice.front.seen().is_empty(), "not a request before its time");
    practice.world.clock.advance(TimeDelta::seconds(2));
    practice.app.sync_due().await.unwrap();
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// One bad item never blocks the rest.
#[tokio::test]
async fn a_refused_change_is_parked_and_the_others_go_out() {
    let practice = Practice::new().await;
    let refused = book(&practice.app, "Oskar", "2026-12-01T10:00");
    let fine = book(&practice.app, "Ada", "2026-12-01T12:00");
    practice.front.once(Fault::Status { method: "PUT", status: 403, retry_after: None });
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.pushed, report.failed), (1, 1));
    assert_eq!(practice.state(&refused.id), ("needs_you".into(), Some("sync.rejected".into())));
    assert_eq!(practice.state(&fine.id).0, "synced");
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.retry(&item.id).unwrap();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&refused.id).0, "synced");
}

/// What somebody made into a series there is not moved from here: its exceptions would come back.
#[tokio::test]
async fn an_appointment_that_became_a_series_there_is_not_moved_over() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.app.sync_now().await.unwrap();
    let name = practice.front.names_in(&practice.receiving()).remove(0);
    let series =
        practice.stored().remove(0).replace("STATUS:CONFIRMED", "RRULE:FREQ=WEEKLY;COUNT=3\r\nSTATUS:CONFIRMED");
    practice.front.plant(&practice.receiving(), &name, series.as_bytes());
    practice.app.sync_now().await.unwrap();
    // Its later occurrences are taken, and the first is not drawn twice.
    assert_eq!(practice.app.check("2026-12-08T10:00", 50, None, None).unwrap().answer, Answer::Busy);
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1);
    practice.front.forget_seen();
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T10:00")).unwrap();
    practice.app.sync_now().await.unwrap();
    assert!(practice.writes().is_empty());
    assert_eq!(practice.state(&booked.id), ("needs_you".into(), Some("sync.series".into())));
    practice.app.cancel(&booked.id, false).unwrap();
}

/// S50: what was booked before any calendar was connected is offered, and sent when the person says so.
#[tokio::test]
async fn what_was_booked_before_connecting_can_be_sent() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    let booked = book(&app, "Ada", "2026-12-01T10:00");
    connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "local");
    assert_eq!(app.status().local_only, 1);
    assert_eq!(app.send_local().unwrap(), 1);
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}
