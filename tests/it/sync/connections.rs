//! A connection's life: what is asked, found, read, lost and ended.

use chrono::TimeDelta;
use daybook_core::app::views::{AgendaItem, Answer, Appointment};
use daybook_core::model::reason::Reason;
use daybook_core::model::secret::Secret;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::canary;
use daybook_tests::servers::icloud_front::{At, Fault, Front, Hosts};
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book, connect, draft};

use super::{APPLE, Practice, SWIMMING};

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
    assert_eq!(verdict.unchecked[0].reason.word(), "net.server");
    assert!(verdict.unchecked[0].last_read.is_some());
    assert!(practice.app.book(draft("Ada", "2026-12-01T10:00")).is_ok(), "booking never waits for a network");
}

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
    assert_eq!((verdict.answer, verdict.unchecked[0].reason.word()), (Answer::Unknown, "event.unreadable"));
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

/// S3: an Apple account by app password; no browser, no other way. S45: names and addresses, never hex.
#[tokio::test]
async fn icloud_asks_for_an_app_password_and_shows_what_it_found_before_saving() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let world = World::new().on(front.http(&ca.file())).with_address("ICLOUD_URL", front.root.as_str());
    let app = world.open().await;
    let wrong = app.look_up("icloud", None, APPLE, Secret::new("wrong")).await.unwrap_err();
    assert_eq!(
        (wrong.code.word(), wrong.message.as_str()),
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
    assert_eq!((listed.status.word(), listed.reason.map(Reason::word)), ("unreadable", Some("store.record")));
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
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}

/// S17: without the key a connection shows as locked, and nothing of it is lost.
#[tokio::test]
async fn without_the_key_a_connection_shows_as_locked() {
    let practice = Practice::new().await;
    let kept = practice.world.keychain.take();
    let app = practice.world.start();
    app.unlock(None).await.unwrap_err();
    let listed = app.connections().unwrap().remove(0);
    assert_eq!((listed.status.word(), listed.email.as_str()), ("locked", ""));
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
    assert_eq!((kept.sync.state.word(), kept.connection_id), ("local", None));
    assert_eq!(practice.stored().len(), 1, "what is in the calendar stays there");
    connect(&practice.app, "icloud", None, APPLE, PASSWORD).await.unwrap();
    practice.app.sync_now().await.unwrap();
    let linked: Appointment = practice.app.appointment(&booked.id).unwrap();
    assert_eq!(linked.sync.state.word(), "synced");
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1);
    assert_eq!(practice.stored().len(), 1);
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
    assert_eq!(book(&app, "Ben", "2026-12-01T12:00").sync.state.word(), "local");
}
