//! From the app to a calendar and back: over Radicale, and over a front with iCloud's manners.

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Answer, Appointment, Connection, RescheduleDraft};
use daybook_core::model::secret::Secret;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::canary;
use daybook_tests::servers::icloud_front::{At, Fault, Front, Hosts};
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book, connect, draft};

/// A front, a world that knows its way there, and the app connected to it.
struct Practice {
    front: Front,
    world: World,
    app: App,
    connection: Connection,
}

const APPLE: &str = USER;

impl Practice {
    async fn new() -> Self {
        let ca = Authority::new();
        let front = Front::start(&ca, Hosts::Named).await;
        let world = World::new().on(front.http(&ca.file())).with_address("ICLOUD_URL", front.root.as_str());
        let app = world.open().await;
        let connection = connect(&app, "icloud", None, APPLE, PASSWORD).await.unwrap();
        app.sync_now().await.unwrap();
        front.forget_seen();
        Self { front, world, app, connection }
    }

    /// Bodies of the calendar that receives bookings.
    fn stored(&self) -> Vec<String> {
        let name = self.receiving();
        self.front
            .names_in(&name)
            .iter()
            .map(|object| String::from_utf8(self.front.stored(&name, object).unwrap()).unwrap())
            .collect()
    }

    /// The front's name of the calendar that receives bookings: the last part of its path.
    fn receiving(&self) -> String {
        "work".to_owned()
    }

    fn writes(&self) -> Vec<String> {
        let seen = self.front.seen();
        seen.iter()
            .filter(|seen| ["PUT", "DELETE"].contains(&seen.method.as_str()))
            .map(|seen| seen.method.clone())
            .collect()
    }

    fn state(&self, id: &str) -> (String, Option<String>) {
        let sync = self.app.appointment(id).unwrap().sync;
        (sync.state, sync.reason)
    }

    fn status(&self) -> String {
        self.app.connections().unwrap().remove(0).status
    }
}

fn move_to(id: &str, start: &str) -> RescheduleDraft {
    RescheduleDraft { id: id.to_owned(), start: start.to_owned(), ..RescheduleDraft::default() }
}

/// S21, S22, S24: booked, sent once, with the right times in the zone; the event's name is kept.
#[tokio::test]
async fn a_booking_reaches_the_calendar_once_and_is_linked() {
    let practice = Practice::new().await;
    let mut form = draft("Priya Nair", "2026-12-01T10:00");
    form.place = Some("Lindenstr. 8".into());
    form.notes = Some("afraid of dogs".into());
    let booked = practice.app.book(form).unwrap().appointment;
    assert_eq!(booked.sync.state, "waiting");
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
    assert_eq!(linked.sync.state, "synced");
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
        assert_eq!((kept.status.as_str(), kept.sync.state.as_str()), ("cancelled", "synced"));
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
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state, "synced");
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
    assert_eq!(moved.sync.state, "synced");
}

fn edit_there(practice: &Practice, start: &str, new_start: &str, end: &str, new_end: &str) {
    let calendar = practice.receiving();
    let name = practice.front.names_in(&calendar).remove(0);
    let body = practice.stored().remove(0);
    let edited: Vec<_> = body
        .split("\r\n")
        .map(|line| match line.split_once([';', ':']).map(|(name, _)| name) {
            Some("DTSTART") if line.contains("Berlin") => line.replace(start, new_start),
            Some("DTEND") => line.replace(end, new_end),
            _ => line.to_owned(),
        })
        .collect();
    practice.front.plant(&calendar, &name, edited.join("\r\n").as_bytes());
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
    assert_eq!(practice.app.appointment(&booked.id).unwrap().status, "confirmed");
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.retry(&item.id).unwrap();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id).0, "synced");
    let anew = practice.front.names_in(&practice.receiving());
    assert_eq!(anew.len(), 1);
    assert_ne!(anew[0], name, "a UID that was deleted is not used again");
}

/// S58 in its first form, S44 for CalDAV, wanted 1: a calendar that cannot be read makes a time
/// unknown, never free; its events stay busy.
#[tokio::test]
async fn what_was_not_read_lately_is_unknown_and_never_free() {
    let practice = Practice::new().await;
    assert_eq!(practice.app.check("2026-12-01T10:00", 50, None, None).unwrap().answer, Answer::Free);
    practice.world.network.unplug(true);
    practice.world.clock.advance(TimeDelta::minutes(16));
    practice.app.sync_now().await.unwrap();
    let verdict = practice.app.check("2026-12-01T10:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Answer::Unknown);
    assert_eq!(verdict.unchecked[0].reason, "net.server");
    assert!(verdict.unchecked[0].last_read.is_some());
    assert!(practice.app.book(draft("Ada", "2026-12-01T10:00")).is_ok(), "booking never waits for a network");
}

const SWIMMING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:swim\r\n\
DTSTAMP:20150101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20150105T100000\r\nDTEND;TZID=Europe/Berlin:20150105T113000\r\n\
RRULE:FREQ=WEEKLY;BYDAY=TU\r\nEXDATE;TZID=Europe/Berlin:20261208T100000\r\nSUMMARY:Mia: swimming\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// wanted 13-16: a series that began years ago is busy on its days, and not on the one that is left out.
#[tokio::test]
async fn the_calendars_own_events_are_busy_and_every_occurrence_counts() {
    let practice = Practice::new().await;
    practice.front.plant(&practice.receiving(), "swim.ics", SWIMMING.as_bytes());
    practice.app.sync_now().await.unwrap();
    let week = practice.app.agenda("2026-11-30", "2026-12-13").unwrap();
    let blocks: Vec<_> = week
        .iter()
        .filter_map(|item| match item {
            AgendaItem::Busy(block) => {
                Some((block.title.as_str(), block.day.as_str(), block.from.as_str(), block.counts))
            }
            AgendaItem::Appointment(_) => None,
        })
        .collect();
    assert_eq!(blocks, [("Mia: swimming", "2026-12-01", "10:00", true)]);
    let verdict = practice.app.check("2026-12-01T11:00", 50, None, None).unwrap();
    assert_eq!((verdict.answer, verdict.clashes[0].title.as_str()), (Answer::Busy, "Mia: swimming"));
    assert_eq!(practice.app.check("2026-12-08T11:00", 50, None, None).unwrap().answer, Answer::Free);
    // In summer it is still ten o'clock.
    assert_eq!(practice.app.check("2027-06-01T10:00", 50, None, None).unwrap().answer, Answer::Busy);
}

/// wanted 71: one broken object neither stops the sync nor passes for free time.
#[tokio::test]
async fn a_broken_object_stops_nothing_and_is_not_free() {
    let practice = Practice::new().await;
    practice.front.plant(&practice.receiving(), "broken.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x");
    practice.front.plant(&practice.receiving(), "swim.ics", SWIMMING.as_bytes());
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!(report.failed, 0);
    assert_eq!(practice.app.check("2026-12-01T10:00", 50, None, None).unwrap().answer, Answer::Busy);
    let verdict = practice.app.check("2026-12-02T10:00", 50, None, None).unwrap();
    assert_eq!((verdict.answer, verdict.unchecked[0].reason.as_str()), (Answer::Unknown, "event.unreadable"));
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

/// A password that is no longer accepted: said once, not tried again, nothing lost; a new sign-in drains the queue.
/// wanted 25, 28, 29, 60; S12: the same account again is the same row.
#[tokio::test]
async fn a_revoked_password_is_said_and_a_new_sign_in_goes_on() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.front.fault(Fault::Status { method: "PUT", status: 401, retry_after: None });
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status(), "needs_sign_in");
    assert_eq!(practice.state(&booked.id), ("waiting".into(), Some("auth.expired".into())));
    practice.front.forget_seen();
    practice.world.clock.advance(TimeDelta::hours(1));
    practice.app.sync_now().await.unwrap();
    assert!(practice.front.seen().is_empty(), "no storm of tries");
    practice.front.heal();
    let again = connect(&practice.app, "icloud", None, APPLE, PASSWORD).await.unwrap();
    assert_eq!(again.id, practice.connection.id);
    assert_eq!(practice.app.connections().unwrap().len(), 1);
    practice.app.sync_now().await.unwrap();
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
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state, "local");
    assert_eq!(app.status().local_only, 1);
    assert_eq!(app.send_local().unwrap(), 1);
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state, "synced");
}

/// S3: an Apple account by app password; no browser, no other way. S45: names and addresses, never hex.
#[tokio::test]
async fn icloud_asks_for_an_app_password_and_shows_what_it_found_before_saving() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let world = World::new().on(front.http(&ca.file())).with_address("ICLOUD_URL", front.root.as_str());
    let app = world.open().await;
    let wrong = app.look_up("icloud", None, APPLE, Secret::new("wrong")).await.unwrap_err();
    assert_eq!(
        (wrong.code.as_str(), wrong.message.as_str()),
        ("auth.app_password", "Apple did not accept this password.")
    );
    let found = app.look_up("icloud", None, APPLE, Secret::new(PASSWORD)).await.unwrap();
    assert!(found.calendars.iter().any(|calendar| calendar.receives_bookings));
    assert!(app.connections().unwrap().is_empty(), "nothing is saved before the person says so");
    assert!(world.browser.0.lock().unwrap().is_empty(), "no page is opened by itself");
    app.open_help("icloud").unwrap();
    assert!(world.browser.0.lock().unwrap()[0].starts_with("https://account.apple.com"));
    assert!(front.seen().iter().all(|seen| seen.at != At::Foreign || !seen.had_authorization));
}

/// S13, S15, S16, S18: what lies on disk of a connection and its events.
#[tokio::test]
async fn a_connection_and_its_events_are_sealed_on_disk() {
    let practice = Practice::new().await;
    let event = SWIMMING.replace("Mia: swimming", canary::TITLE);
    practice.front.plant(&practice.receiving(), "swim.ics", event.as_bytes());
    let mut form = draft(canary::CLIENT, "2026-12-01T18:00");
    form.email = Some(canary::CLIENT_EMAIL.into());
    form.notes = Some(canary::NOTES.into());
    form.place = Some(canary::PLACE.into());
    practice.app.book(form).unwrap();
    practice.app.sync_now().await.unwrap();
    canary::assert_absent(&practice.world.data_dir(), &[]);
    let planted = [("the account's e-mail", practice.connection.email.as_str()), ("the password", PASSWORD)];
    canary::assert_none_of(&planted, &practice.world.data_dir(), &[]);
    let db = rusqlite::Connection::open(practice.world.data_dir().join("daybook.db")).unwrap();
    let row: (String, Option<String>, Option<i64>, i64, i64, String, String, i64) = db
        .query_row(
            "SELECT provider, refresh_token, expires_at, created_at, updated_at, password_iv, password_auth, is_primary
             FROM calendar_connections",
            [],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                ))
            },
        )
        .unwrap();
    assert_eq!(
        (row.0.as_str(), row.1, row.2),
        ("icloud", None, None),
        "no made-up token, and a password does not expire"
    );
    assert!(row.3 > 0 && row.4 >= row.3);
    assert_eq!((row.5.len(), row.6.len(), row.7), (32, 32, 1));
}

/// S51: one flipped byte in a sign-in: that connection says so, everything else works, and a new
/// sign-in takes its place.
#[tokio::test]
async fn a_damaged_sign_in_says_so_and_can_be_replaced() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    let db = rusqlite::Connection::open(practice.world.data_dir().join("daybook.db")).unwrap();
    let flip = "UPDATE calendar_connections SET password = CASE substr(password, 1, 1) WHEN '0' THEN '1' ELSE '0' END
                || substr(password, 2)";
    assert_eq!(db.execute(flip, []).unwrap(), 1);
    let app = practice.world.open().await;
    let listed = app.connections().unwrap().remove(0);
    assert_eq!((listed.status.as_str(), listed.reason.as_deref()), ("unreadable", Some("store.record")));
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().client, "Ada");
    let found = app.look_up("icloud", None, APPLE, Secret::new(PASSWORD)).await.unwrap();
    let choice = daybook_core::app::views::ConnectChoice {
        busy: found.calendars.iter().map(|calendar| calendar.key.clone()).collect(),
        found_id: found.found_id,
        receives: None,
        replaces: Some(listed.id.clone()),
    };
    assert_eq!(app.connect(choice).unwrap().id, listed.id);
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state, "synced");
}

/// S17: without the key a connection shows as locked, and nothing of it is lost.
#[tokio::test]
async fn without_the_key_a_connection_shows_as_locked() {
    let practice = Practice::new().await;
    let kept = practice.world.keychain.take();
    let app = practice.world.start();
    app.unlock(None).await.unwrap_err();
    let listed = app.connections().unwrap().remove(0);
    assert_eq!((listed.status.as_str(), listed.email.as_str()), ("locked", ""));
    practice.world.keychain.give_back(kept);
    app.unlock(None).await.unwrap();
    assert_eq!(app.connections().unwrap().remove(0).email, practice.connection.email);
}

/// Disconnecting keeps the appointments here if so wished; the sign-in is gone from disk; the same
/// account connected again finds its events and makes no second ones (S48 in its first form).
#[tokio::test]
async fn disconnecting_and_connecting_again_loses_and_doubles_nothing() {
    let practice = Practice::new().await;
    let booked = book(&practice.app, "Ada", "2026-12-01T10:00");
    practice.app.sync_now().await.unwrap();
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    let kept = practice.app.appointment(&booked.id).unwrap();
    assert_eq!((kept.sync.state.as_str(), kept.connection_id), ("local", None));
    assert_eq!(practice.stored().len(), 1, "what is in the calendar stays there");
    connect(&practice.app, "icloud", None, APPLE, PASSWORD).await.unwrap();
    practice.app.sync_now().await.unwrap();
    let linked: Appointment = practice.app.appointment(&booked.id).unwrap();
    assert_eq!(linked.sync.state, "synced");
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1);
    assert_eq!(practice.stored().len(), 1);
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

/// A calendar that was deleted there: said so, bookings stay on this computer, nothing is lost.
#[tokio::test]
async fn a_deleted_calendar_is_said_and_bookings_stay_here() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    let connection = connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    assert!(!connection.mails_clients, "Radicale mails nobody, and Daybook does not promise it");
    let before = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    radicale.drop_calendar();
    app.sync_now().await.unwrap();
    let calendars = app.connections().unwrap().remove(0).calendars;
    let gone = calendars.iter().find(|calendar| calendar.name == "Praxis").unwrap();
    assert!(gone.gone && !gone.receives_bookings);
    assert_eq!(app.appointment(&before.id).unwrap().client, "Ada");
    assert_eq!(book(&app, "Ben", "2026-12-01T12:00").sync.state, "local");
}
