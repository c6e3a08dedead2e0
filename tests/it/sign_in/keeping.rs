//! What is kept of a sign-in, for whom, and what becomes of it at the end.

use std::sync::Arc;

use daybook_core::app::views::{ConnectChoice, KeyState, SignInStep};
use daybook_core::ports::{KeychainError, Ports};
use daybook_tests::servers::oauth::{Account, Fault, Person, Refusal};
use daybook_tests::world::{World, book};

use super::{ANNA, ASKED, NoBrowser, Practice, google, open_with, outlook, reaches};

const BEN: &str = "ben@praxis.example";

/// attack 23: who signs in again as somebody else adds a connection, and replaces none.
#[tokio::test]
async fn another_person_is_never_put_in_the_place_of_this_one() {
    let here = google().await;
    here.cloud.auth.accounts(&[Account::default(), Account::new(BEN, "208", "Ben Beispiel")]);
    let anna = here.connect().await;
    let sealed = |here: &Practice<_>| -> String {
        let sql = "SELECT refresh_token FROM calendar_connections ORDER BY created_at, rowid LIMIT 1";
        here.file().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let before = sealed(&here);
    here.cloud.auth.person(Person { account: Some(BEN.to_owned()), ..Person::default() });
    let begun = here.app.begin_sign_in("google", Some(&anna.id), ASKED).await.unwrap();
    assert_eq!(begun.email.as_deref(), Some(ANNA));
    assert!(begun.url.contains("login_hint=anna%40praxis.example"));
    here.browse(&begun.url).await;
    let view = reaches(&here.app, SignInStep::Failed).await;
    let error = view.error.unwrap();
    assert_eq!(error.code.word(), "auth.other_account");
    assert!(error.message.contains(BEN) && error.message.contains(ANNA));
    assert_eq!((here.rows("calendar_connections"), sealed(&here)), (1, before.clone()));
    here.app.connect_as_proposed(&view.account.unwrap()).unwrap();
    let emails: Vec<_> = here.app.connections().unwrap().into_iter().map(|one| one.email).collect();
    assert!(emails.len() == 2 && emails.contains(&ANNA.to_owned()) && emails.contains(&BEN.to_owned()));
    assert_eq!(sealed(&here), before);
}

/// S43: refused for good: it is said, nothing is lost, and one sign-in lets what waited go out.
#[tokio::test]
async fn a_sign_in_that_was_taken_back_is_asked_for_and_goes_on() {
    let here = google().await;
    let anna = here.connect().await;
    here.app.sync_now().await.unwrap();
    here.cloud.auth.revoke(ANNA);
    let booked = book(&here.app, "Ada", "2026-12-01T10:00");
    here.app.sync_now().await.unwrap();
    assert_eq!(here.health(), ("needs_sign_in".to_owned(), Some("auth.expired".to_owned())));
    let url = here.app.begin_sign_in("google", Some(&anna.id), ASKED).await.unwrap().url;
    here.browse(&url).await;
    assert_eq!(reaches(&here.app, SignInStep::Done).await.connection_id, Some(anna.id));
    here.app.sync_now().await.unwrap();
    assert_eq!(here.app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
    assert_eq!(here.rows("calendar_connections"), 1);
}

/// attack 24: no browser opens: the address is there to copy, and it is one a browser may open.
#[tokio::test]
async fn without_a_browser_the_address_can_be_copied() {
    let here = google().await;
    let Practice { cloud, world, app } = here;
    drop(app);
    let app = open_with(Ports { browser: Arc::new(NoBrowser), ..world.ports() }).await;
    let here = Practice { cloud, world, app };
    let view = here.app.begin_sign_in("google", None, ASKED).await.unwrap();
    assert_eq!((view.step, view.error.unwrap().code.word()), (SignInStep::Waiting, "auth.no_browser"));
    assert_eq!(here.app.open_sign_in_again().unwrap_err().code.word(), "auth.no_browser");
    assert!(view.url.starts_with("http") && view.url.chars().all(|sign| sign.is_ascii_graphic()));
    here.browse(&view.url).await;
    assert_eq!(here.connect_what_was_found().await.email, ANNA);
}

/// attack 24: an address that no browser should be given is not given to one.
#[tokio::test]
async fn no_browser_is_given_a_strange_address() {
    for strange in ["javascript:alert(1)", "file:///etc/passwd", "http://evil.example/", "https://a@b/", "no address"] {
        let here = google().await;
        let world = World { settings: here.world.settings.clone(), ..World::new() };
        let world = world.with_address("GOOGLE_AUTH_URL", strange);
        let settings = world.settings.iter().rev().cloned().collect();
        let app = World { settings, ..world }.open().await;
        let refused = app.begin_sign_in("google", None, ASKED).await.unwrap_err();
        assert_eq!(refused.code.word(), "auth.misconfigured", "{strange}");
    }
}

/// attack 31: without the key no sign-in begins, and none is half kept.
#[tokio::test]
async fn a_keychain_that_says_no_leaves_nothing_half_kept() {
    for problem in [KeychainError::Locked, KeychainError::Failed, KeychainError::None] {
        let Practice { cloud, world, app } = outlook().await;
        drop(app);
        world.keychain.fail_with(Some(problem));
        let app = world.start();
        assert!(app.unlock(None).await.is_err());
        assert!(app.begin_sign_in("outlook", None, ASKED).await.is_err());
        assert!(app.arrived("app.daybook.desktop:/oauth/callback?code=c&state=s").is_err());
        assert!(world.browser.0.lock().unwrap().is_empty());
        assert_eq!(app.sign_in(), None);
        world.keychain.fail_with(None);
        app.unlock(None).await.unwrap();
        let here = Practice { cloud, world, app };
        assert_eq!(here.rows("pending_sign_ins"), 0);
        assert_eq!(here.connect().await.email, ANNA);
    }
}

/// attack 31: the disk is full at the moment of connecting: nothing is half kept, and the sign-in is not lost.
#[tokio::test]
async fn a_sign_in_that_cannot_be_written_can_be_tried_again() {
    let here = google().await;
    let url = here.begin().await;
    here.browse(&url).await;
    let found = reaches(&here.app, SignInStep::Found).await.account.unwrap();
    here.file()
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON calendars BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
        )
        .unwrap();
    assert!(here.app.connect_as_proposed(&found).is_err());
    here.nothing_came_of_it();
    here.file().execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(here.app.connect_as_proposed(&found).unwrap().email, ANNA);
    let choice = ConnectChoice { found_id: found.found_id, busy: vec![], receives: None, replaces: None, name: None };
    assert_eq!(here.app.connect(choice).unwrap_err().code.word(), "auth.late", "used once");
}

/// attack 32: the folder on another computer: locked, and neither garbage nor a crash.
#[tokio::test]
async fn on_another_computer_the_tokens_are_locked() {
    let here = google().await;
    here.connect().await;
    let elsewhere = World::new();
    std::fs::create_dir_all(elsewhere.data_dir()).unwrap();
    for entry in std::fs::read_dir(here.world.data_dir()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), elsewhere.data_dir().join(entry.file_name())).unwrap();
    }
    let elsewhere = elsewhere.under(&here.cloud);
    let app = elsewhere.start();
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "key.missing");
    assert_eq!(app.status().key, KeyState::Missing);
    let shown = app.connections().unwrap();
    assert_eq!((shown.len(), shown[0].status.word(), shown[0].email.as_str()), (1, "locked", ""));
    assert!(app.sync_now().await.is_err());
    assert!(elsewhere.network.sent.lock().unwrap().is_empty());
    // Going on from nothing is the person's choice, and connects anew.
    app.start_fresh().await.unwrap();
    let there = Practice { cloud: here.cloud, world: elsewhere, app };
    assert_eq!(there.connect().await.email, ANNA);
}

/// attack 33: tokens that were moved to another row, or to another column, open nowhere.
#[tokio::test]
async fn a_token_that_was_moved_does_not_open() {
    for sql in [
        "UPDATE calendar_connections SET (access_token, access_token_iv, access_token_auth) = (SELECT other.access_token,
         other.access_token_iv, other.access_token_auth FROM calendar_connections other
         WHERE other.id <> calendar_connections.id) WHERE id = ?",
        "UPDATE calendar_connections SET access_token = refresh_token, access_token_iv = refresh_token_iv,
         access_token_auth = refresh_token_auth WHERE id = ?",
    ] {
        let here = google().await;
        here.cloud.auth.accounts(&[Account::default(), Account::new(BEN, "208", "Ben Beispiel")]);
        let damaged = here.connect().await.id;
        here.cloud.auth.person(Person { account: Some(BEN.to_owned()), ..Person::default() });
        let whole = here.connect().await.id;
        here.app.sync_now().await.unwrap();
        assert_eq!(here.file().execute(sql, [&damaged]).unwrap(), 1);
        let health = |id: &str| {
            let found = here.app.connections().unwrap().into_iter().find(|one| one.id == id).unwrap();
            (found.status.word().to_owned(), found.reason.map(|reason| reason.word().to_owned()))
        };
        here.app.sync_now().await.unwrap();
        assert_eq!(health(&damaged), ("unreadable".to_owned(), Some("store.record".to_owned())));
        assert_eq!(health(&whole).0, "connected");
        assert_eq!(here.cloud.auth.refreshes(), 0);
        // Signed in to anew, in the same row.
        here.cloud.auth.person(Person { account: Some(ANNA.to_owned()), ..Person::default() });
        let url = here.app.begin_sign_in("google", Some(&damaged), ASKED).await.unwrap().url;
        here.browse(&url).await;
        let found = reaches(&here.app, SignInStep::Found).await.account.unwrap();
        let busy = found.calendars.iter().map(|calendar| calendar.key.clone()).collect();
        let choice = ConnectChoice { found_id: found.found_id, busy, receives: None, replaces: Some(damaged.clone()), name: None };
        assert_eq!(here.app.connect(choice).unwrap().id, damaged);
        here.app.sync_now().await.unwrap();
        assert_eq!(health(&damaged).0, "connected");
    }
}

/// attack 34: the provider cannot be told: the sign-in is gone here all the same.
#[tokio::test]
async fn a_connection_ends_here_whether_or_not_the_provider_answers() {
    for fault in [
        Some(Fault::Unavailable),
        Some(Fault::DropsAnswer),
        Some(Fault::WebPage),
        Some(Fault::Refuses(Refusal::ServerError)),
        None,
    ] {
        let here = google().await;
        let id = here.connect().await.id;
        here.cloud.auth.forget_seen();
        match fault {
            Some(fault) => here.cloud.auth.fault(fault),
            None => here.world.network.unplug(true),
        }
        let revocation = here.app.disconnect(&id, true).unwrap().unwrap();
        here.nothing_came_of_it();
        here.app.revoke(revocation).await;
        here.nothing_came_of_it();
        assert!(here.cloud.auth.seen().len() <= 1, "asked once");
    }
    // And where it answers, nothing that was given out is good any more.
    let here = google().await;
    let id = here.connect().await.id;
    let revocation = here.app.disconnect(&id, true).unwrap().unwrap();
    here.app.revoke(revocation).await;
    assert_eq!(
        here.cloud.auth.seen().last().map(|seen| (seen.path.clone(), seen.status)),
        Some(("/revoke".into(), 200))
    );
    assert!(here.cloud.auth.allowed(ANNA).is_empty());
}
