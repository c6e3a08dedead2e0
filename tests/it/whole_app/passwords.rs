//! Sign-ins with a password: sealed, refused, damaged, given anew.

use chrono::TimeDelta;
use daybook_core::app::views::{Availability, ConnectChoice};
use daybook_core::model::reason::Reason;
use daybook_tests::account::PASSWORD;
use daybook_tests::canary;
use daybook_tests::cast::far_side::Which;
use daybook_tests::world::draft;

use super::{Practice, Practices, at, find, priya};

/// A password that is no longer accepted: said once, not tried again, nothing lost; a new sign-in drains the queue.
/// wanted 1, 25, 28, 29, 60; S12: the same account again is the same row.
pub async fn a_revoked_password_is_said_and_a_new_sign_in_goes_on(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.there.end_sign_in();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status().0, "needs_sign_in");
    assert_eq!(practice.state(&booked.id), ("waiting", Some("auth.expired")));
    practice.there.forget_seen();
    practice.world.clock.advance(TimeDelta::hours(1));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.there.requests(), 0, "no storm of tries");
    // What cannot be read is not free.
    let verdict = practice.app.check("2026-12-09T10:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Unknown);
    assert!(verdict.unchecked.iter().all(|gap| gap.reason.word().starts_with("auth.")), "{:?}", verdict.unchecked);
    practice.there.heal();
    let again = practice.connect_again().await;
    assert_eq!(again.id, practice.connection.id);
    assert_eq!(practice.shown().id, practice.connection.id);
    practice.sync().await;
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// S13, S15, S16, S18: what lies on disk of a connection and its events: the password sealed as tokens are, and no token
/// made up for it; a password does not expire.
pub async fn a_password_is_sealed_and_no_token_is_made_up_for_it(practice: Practice) {
    practice.there.plant(Which::Main, canary::TITLE, at("2026-12-01T09:00:00Z"));
    let mut form = draft(canary::CLIENT, "2026-12-01T18:00");
    form.email = Some(canary::CLIENT_EMAIL.into());
    form.notes = Some(canary::NOTES.into());
    form.place = Some(canary::PLACE.into());
    practice.book(form);
    practice.sync().await;
    canary::assert_absent(&practice.world.data_dir(), &[]);
    let planted = [("the account's e-mail", practice.connection.email.as_str()), ("the password", PASSWORD)];
    canary::assert_none_of(&planted, &practice.world.data_dir(), &[]);
    let file = practice.file();
    let row: (String, Option<String>, Option<String>, Option<i64>, i64, i64) = file
        .query_row(
            "SELECT provider, access_token, refresh_token, expires_at, created_at, updated_at FROM calendar_connections",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
        )
        .unwrap();
    assert_eq!((row.0.as_str(), row.1, row.2, row.3), (practice.there.provider(), None, None, None));
    assert!(row.4 > 0 && row.5 >= row.4);
    let sealed: (String, String, i64) = file
        .query_row("SELECT password_iv, password_auth, is_primary FROM calendar_connections", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .unwrap();
    assert_eq!((sealed.0.len(), sealed.1.len(), sealed.2), (32, 32, 1));
}

/// S51: one flipped byte in a sign-in: that connection says so, everything else works, and a new sign-in takes its
/// place.
pub async fn a_damaged_sign_in_says_so_and_can_be_replaced(practice: Practice) {
    let booked = practice.book(priya(false));
    let flip = "UPDATE calendar_connections SET password = CASE substr(password, 1, 1) WHEN '0' THEN '1' ELSE '0' END
                || substr(password, 2)";
    assert_eq!(practice.file().execute(flip, []).unwrap(), 1);
    let app = practice.world.open().await;
    let listed = app.connections().unwrap().remove(0);
    assert_eq!((listed.status.word(), listed.reason.map(Reason::word)), ("unreadable", Some("store.record")));
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().client, "Priya Nair");
    let found = find(&app, &practice.world, practice.there.as_ref()).await;
    let choice = ConnectChoice {
        busy: found.calendars.iter().map(|calendar| calendar.key.clone()).collect(),
        found_id: found.found_id,
        receives: None,
        replaces: Some(listed.id.clone()),
        name: None,
    };
    let own_name = ConnectChoice { name: Some("Mine".to_owned()), ..choice.clone() };
    assert_eq!(app.connect(own_name).unwrap_err().code, Reason::Input, "only the calendar of a link takes a name");
    assert_eq!(app.connect(choice).unwrap().id, listed.id);
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}

/// Y12: signed in anew while a run with the old password is refused. The refusal says nothing about the new sign-in.
pub async fn a_run_with_the_old_password_says_nothing_of_the_new_one(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.there.end_sign_in();
    let late = practice.world.network.delay_an_answer();
    let app = practice.app.clone();
    let run = tokio::spawn(async move { app.sync_now().await.unwrap() });
    late.answered.await.unwrap();
    practice.there.heal();
    practice.connect_again().await;
    late.arrive.send(()).unwrap();
    run.await.unwrap();
    assert_ne!(practice.status().0, "needs_sign_in");
    practice.sync().await;
    assert_eq!((practice.status().0, practice.state(&booked.id).0), ("connected", "synced"));
}

/// S60: a clock that is a day off, either way, signs nobody out and makes no storm of requests; it is told until it is right.
pub async fn a_wrong_clock_signs_nobody_out_and_is_told(practices: Practices) {
    for days in [1, -1] {
        let practice = practices.another().await;
        // Wrong, and then put right.
        for (number, (by, ahead)) in [(days, -days), (-days, 0)].into_iter().enumerate() {
            practice.world.clock.advance(TimeDelta::days(by));
            *practice.world.network.ahead.lock().unwrap() = TimeDelta::days(ahead);
            let booked = practice.book(draft("Client", &format!("2026-12-0{}T10:00", number + 1)));
            practice.sync().await;
            assert_eq!((practice.status(), practice.state(&booked.id).0), (("connected", None), "synced"), "{days}");
            assert_eq!(i64::from(practice.app.status().clock_off), -ahead * 24 * 60);
            assert_eq!(practice.app.check("2026-12-04T10:00", 50, None, None).unwrap().answer, Availability::Free);
            practice.there.forget_seen();
            for _ in 0..5 {
                practice.app.sync_due().await.unwrap();
            }
            assert_eq!(practice.there.requests(), 0, "{days}: nothing is due");
        }
        assert_eq!(practice.there.events(Which::Main).len(), 2);
    }
}
