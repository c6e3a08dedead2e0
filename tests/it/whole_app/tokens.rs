//! Tokens over the months: renewed early and once, kept, refused, and what a clock that is wrong does to them.

use chrono::TimeDelta;
use daybook_core::app::views::{Availability, SignInStep};
use daybook_tests::cast::far_side::{Did, Which};
use daybook_tests::servers::oauth::{Fault, RefreshRule};
use daybook_tests::world::draft;

use super::{Practice, Practices, at, move_to, priya, sign_in};

impl Practice {
    /// The access token runs out this much from now, as if it had been kept so.
    fn expires_in(&self, seconds: i64) {
        use daybook_core::ports::Clock;
        let at = self.world.clock.now().timestamp() + seconds;
        assert_eq!(self.file().execute("UPDATE calendar_connections SET expires_at = ?", [at]).unwrap(), 1);
    }

    fn refreshes(&self) -> usize {
        self.there.auth().refreshes()
    }

    /// Bytes and IV of both tokens.
    fn sealed(&self) -> [(String, String); 2] {
        ["access_token", "refresh_token"].map(|column| {
            let query = format!("SELECT {column}, {column}_iv FROM calendar_connections");
            self.file().query_row(&query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
        })
    }
}

/// S39: a token that ran out is renewed once, and then the booking goes out.
pub async fn a_token_that_ran_out_is_renewed_once_and_the_booking_goes_out(practice: Practice) {
    practice.expires_in(-60);
    practice.book(priya(false));
    practice.sync().await;
    assert_eq!(practice.refreshes(), 1);
    assert_eq!(practice.did(), [Did::Create]);
    assert_eq!(practice.event().title, "Priya Nair");
    // It is renewed five minutes early, and not before.
    practice.expires_in(299);
    practice.sync().await;
    assert_eq!(practice.refreshes(), 2);
    practice.expires_in(301);
    practice.sync().await;
    assert_eq!(practice.refreshes(), 2);
}

/// S40, wanted 27: the new token is sealed under a new IV; a refresh token that came with it takes the place of the old one,
/// and where none came the old one is kept, sealed anew.
pub async fn a_renewed_token_is_sealed_anew_and_the_refresh_token_follows_the_answer(practice: Practice) {
    for rule in [RefreshRule::Kept, RefreshRule::RotatedStrictly, RefreshRule::Kept, RefreshRule::RotatedStrictly] {
        practice.there.auth().refresh_rule(rule);
        let (before, refreshes) = (practice.sealed(), practice.refreshes());
        practice.expires_in(-60);
        practice.sync().await;
        let after = practice.sealed();
        assert_eq!(practice.refreshes(), refreshes + 1);
        assert_ne!(before[0].0, after[0].0);
        assert_ne!(before[0].1, after[0].1);
        assert_ne!(before[1].1, after[1].1);
        assert_eq!(practice.status().0, "connected", "{rule:?}");
    }
    // What is kept is what is good: after a new start too.
    practice.expires_in(-60);
    let app = practice.world.open().await;
    assert_eq!(app.sync_now().await.unwrap().failed, 0);
}

/// S41: many at once with a token that ran out: one renewal.
pub async fn twenty_at_once_renew_once(practice: Practice) {
    practice.expires_in(-60);
    let mut all = Vec::new();
    for hour in 0..20 {
        let app = practice.app.clone();
        all.push(tokio::spawn(async move {
            app.book(draft("Client", &format!("2026-12-{:02}T10:00", hour + 1))).unwrap();
            app.sync_now().await.map(drop)
        }));
    }
    for one in all {
        one.await.unwrap().unwrap();
    }
    practice.sync().await;
    assert_eq!(practice.refreshes(), 1);
    assert_eq!(practice.there.events(Which::Main).len(), 20);
}

/// S41: two programs on the same data, too.
pub async fn two_programs_renew_once(practice: Practice) {
    practice.there.auth().refresh_rule(RefreshRule::RotatedStrictly);
    let other = practice.world.open().await;
    practice.expires_in(-60);
    let (one, two) = tokio::join!(practice.app.sync_now(), other.sync_now());
    assert_eq!((one.unwrap().failed, two.unwrap().failed), (0, 0));
    assert_eq!(practice.refreshes(), 1);
}

/// S42, wanted 24: a token that should be good and is refused is renewed once, and the request made once more.
pub async fn a_refused_token_is_renewed_once_and_the_request_repeated(practice: Practice) {
    practice.there.auth().expire_access_tokens();
    practice.book(priya(false));
    practice.sync().await;
    assert_eq!(practice.refreshes(), 1);
    assert_eq!(practice.event().title, "Priya Nair");
    assert_eq!(practice.did(), [Did::Create, Did::Create], "refused, then done");
}

/// S43, wanted 25: signed out by the provider: said at once, nothing lost, no storm; signing in again to the same account
/// lets everything go out.
pub async fn a_sign_in_that_ended_is_said_keeps_the_queue_and_goes_on_after_signing_in_again(practice: Practice) {
    let sent = practice.book(priya(false));
    practice.sync().await;
    practice.there.auth().revoke(practice.there.email());
    practice.expires_in(-60);
    practice.app.reschedule(move_to(&sent.id, "2026-12-02T11:00", false)).unwrap();
    let new = practice.book(draft("Ben", "2026-12-03T10:00"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status(), ("needs_sign_in", Some("auth.expired")));
    assert_eq!(practice.shown().waiting, 2);
    assert_eq!(practice.state(&new.id), ("waiting", Some("auth.expired")));
    assert_eq!(practice.app.status().connections_need_you, 1);
    let asked = practice.refreshes();
    for _ in 0..5 {
        practice.world.clock.advance(TimeDelta::minutes(30));
        practice.app.sync_now().await.unwrap();
        practice.app.sync_due().await.unwrap();
    }
    assert_eq!(practice.refreshes(), asked, "no storm");
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-03").unwrap().len(), 2, "the data is kept");
    // What cannot be read is not free.
    let verdict = practice.app.check("2026-12-09T10:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Unknown);
    assert_eq!(verdict.unchecked[0].reason.word(), "auth.expired");

    let view = sign_in(&practice.app, &practice.world, practice.there.as_ref(), Some(&practice.connection.id)).await;
    assert_eq!(view.step, SignInStep::Done, "{:?}", view.error);
    assert_eq!(view.connection_id.as_ref(), Some(&practice.connection.id));
    practice.sync().await;
    assert_eq!(practice.status(), ("connected", None));
    assert_eq!(practice.shown().waiting, 0);
    assert_eq!(practice.starts(), [at("2026-12-02T10:00:00Z"), at("2026-12-03T09:00:00Z")]);
}

/// S43, wanted 26: the same where the person connects anew in place of signing in again.
pub async fn connecting_the_same_account_anew_is_signing_in_again(practice: Practice) {
    practice.there.auth().revoke(practice.there.email());
    let new = practice.book(priya(false));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status().0, "needs_sign_in");
    practice.connect_again().await;
    practice.sync().await;
    assert_eq!((practice.status().0, practice.state(&new.id).0), ("connected", "synced"));
}

/// S44, wanted 24: no network, a failing server, a hotel's page, a wish for patience: nobody is signed out.
pub async fn a_renewal_without_an_answer_signs_nobody_out(practice: Practice) {
    let auth = practice.there.auth();
    practice.expires_in(-60);
    let booked = practice.book(priya(false));
    practice.world.network.unplug(true);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status(), ("offline", Some("net.offline")));
    practice.world.network.unplug(false);
    for (fault, status) in [
        (Fault::WebPage, "offline"),
        (Fault::DropsAnswer, "offline"),
        (Fault::Unavailable, "waiting"),
        (Fault::Throttled("60"), "waiting"),
    ] {
        auth.heal();
        auth.fault(fault.clone());
        practice.world.clock.advance(TimeDelta::minutes(20));
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.status().0, status, "{fault:?}");
        assert_eq!(practice.state(&booked.id).0, "waiting");
    }
    auth.heal();
    practice.world.clock.advance(TimeDelta::minutes(20));
    practice.sync().await;
    assert_eq!((practice.status().0, practice.state(&booked.id).0), ("connected", "synced"));
}

/// Y10, S44: a token endpoint that fails, in whatever words, is the connection's trouble. No change is parked for it, it is
/// asked once a run, and everything goes out when it is well again.
pub async fn a_failing_token_endpoint_parks_no_change(practice: Practice) {
    const HTML: &str = "<html>Blocked by your company</html>";
    let auth = practice.there.auth();
    let booked: Vec<_> = ["10:00", "12:00", "14:00"]
        .map(|hour| practice.book(draft("Ada", &format!("2026-12-01T{hour}"))))
        .into_iter()
        .collect();
    for (status, body, word, reason) in [
        (403, HTML, "offline", "net.server"),
        (400, HTML, "offline", "net.server"),
        (404, r#"{"message":"no such page"}"#, "offline", "net.server"),
        (401, r#"{"error":"invalid_client"}"#, "not_syncing", "auth.misconfigured"),
        (400, r#"{"error":"unauthorized_client"}"#, "not_syncing", "auth.misconfigured"),
        (400, r#"{"error":"invalid_request"}"#, "not_syncing", "auth.misconfigured"),
        (401, r#"{"error":"disabled_client"}"#, "not_syncing", "auth.misconfigured"),
        (403, r#"{"error":"org_internal"}"#, "not_syncing", "auth.refused"),
        (400, r#"{"error":"admin_policy_enforced"}"#, "not_syncing", "auth.approval"),
    ] {
        practice.expires_in(-60);
        auth.heal();
        auth.fault(Fault::Says(status, body));
        let asked = auth.refreshes();
        practice.world.clock.advance(TimeDelta::minutes(20));
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.status(), (word, Some(reason)), "{status} {body}");
        assert_eq!(auth.refreshes(), asked + 1, "{status} {body}");
        for one in &booked {
            assert_eq!(practice.state(&one.id).0, "waiting", "{status} {body}");
        }
    }
    auth.heal();
    practice.world.clock.advance(TimeDelta::minutes(20));
    practice.sync().await;
    assert_eq!(practice.status(), ("connected", None));
    for one in &booked {
        assert_eq!(practice.state(&one.id).0, "synced");
    }
}

/// S60: a clock that is a day off, either way, before or after signing in, makes no storm of renewals, and is told.
pub async fn a_wrong_clock_makes_no_storm_of_renewals(practices: Practices) {
    for days in [1, -1] {
        let practice = practices.another().await;
        practice.world.clock.advance(TimeDelta::days(days));
        *practice.world.network.ahead.lock().unwrap() = TimeDelta::days(-days);
        let before = practice.refreshes();
        for hour in 8..12 {
            practice.book(draft("Client", &format!("2026-12-01T{hour:02}:00")));
            practice.sync().await;
        }
        assert!(practice.refreshes() - before <= 1, "{days} {}", practice.refreshes());
        // The person is told which way.
        assert_eq!(i64::from(practice.app.status().clock_off), days * 24 * 60);
        // Put right again.
        practice.world.clock.advance(TimeDelta::days(-days));
        *practice.world.network.ahead.lock().unwrap() = TimeDelta::zero();
        for hour in 13..17 {
            practice.book(draft("Client", &format!("2026-12-01T{hour:02}:00")));
            practice.sync().await;
        }
        assert!(practice.refreshes() - before <= 2, "{days} {}", practice.refreshes());
        assert_eq!(practice.there.events(Which::Main).len(), 8);
        assert_eq!(practice.app.status().clock_off, 0);
    }
}
