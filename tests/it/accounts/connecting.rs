//! From the button to a connection, again, and away.

use std::collections::HashSet;

use daybook_core::app::views::SignInStep;
use daybook_core::model::secret::Secret;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::servers::oauth::{Account, Person};
use daybook_tests::world::connect;

use super::far_side::Which;
use super::{CLIENT, EMAIL, as_proposed, found, places, practices, priya, sign_in, world_of};

/// S8: one row, the real address, a green status; bookings go to the account's own calendar.
#[tokio::test]
async fn a_sign_in_in_the_browser_makes_one_green_connection() {
    for practice in practices().await {
        let shown = practice.shown();
        assert_eq!((shown.email.as_str(), shown.status.word(), shown.reason), (EMAIL, "connected", None));
        assert!(shown.primary && shown.last_sync.is_some());
        assert_eq!(shown.provider, practice.there.provider());
        assert_eq!((shown.mails_clients, shown.always_mails), (true, practice.there.always_mails()));
        let receiving: Vec<_> = shown.calendars.iter().filter(|calendar| calendar.receives_bookings).collect();
        assert_eq!(receiving.len(), 1, "{}", practice.name());
        assert!(receiving[0].can_write && receiving[0].counts_busy);
        assert!(shown.calendars.iter().any(|calendar| !calendar.can_write), "calendars to read are listed too");
        assert_eq!((practice.there.auth().exchanges(), practice.there.auth().refreshes()), (1, 0));
    }
}

/// S12: the same account again updates its row, another account of the same provider is a second one.
#[tokio::test]
async fn the_same_account_again_updates_its_row_and_another_adds_one() {
    for practice in practices().await {
        let (app, there) = (&practice.app, practice.there.as_ref());
        let again = found(sign_in(app, &practice.world, there, None).await);
        assert_eq!(again.connection_id.as_ref(), Some(&practice.connection.id));
        app.connect(as_proposed(&again)).unwrap();
        practice.sync().await;
        assert_eq!(practice.shown().id, practice.connection.id);
        assert!(practice.shown().calendars.iter().any(|calendar| calendar.receives_bookings), "as it was");

        let ben = Account::new("ben@praxis.example", "another-subject", "Ben Beispiel");
        there.auth().accounts(&[Account::default(), ben.clone()]);
        there.auth().person(Person { account: Some(ben.email.clone()), ..Person::default() });
        let other = found(sign_in(app, &practice.world, there, None).await);
        assert_eq!((other.email.as_str(), &other.connection_id), (ben.email.as_str(), &None));
        app.connect(as_proposed(&other)).unwrap();
        practice.sync().await;
        let all = app.connections().unwrap();
        assert_eq!(all.len(), 2, "{}", practice.name());
        assert_eq!(all.iter().filter(|connection| connection.primary).count(), 1);
        assert!(all.iter().all(|connection| connection.status.word() == "connected"), "{all:?}");
        let receiving = all.iter().flat_map(|all| &all.calendars).filter(|calendar| calendar.receives_bookings);
        assert_eq!(receiving.count(), 1);
    }
}

/// S13, S15: tokens and the address lie sealed as hex, each field with an IV and a tag of 32 characters; nothing of
/// them can be read anywhere in the data folder. Provider and times are plain.
#[tokio::test]
async fn tokens_lie_sealed_and_nothing_of_them_can_be_read_on_disk() {
    for practice in practices().await {
        practice.book(priya(true));
        practice.sync().await;
        let file = practice.file();
        for column in ["email", "access_token", "refresh_token", "account", "addresses"] {
            let query = format!("SELECT {column}, {column}_iv, {column}_auth FROM calendar_connections");
            let (data, iv, tag): (String, String, String) =
                file.query_row(&query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
            let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(is_hex(&data) && is_hex(&iv) && is_hex(&tag) && !data.is_empty(), "{column}");
            assert_eq!((iv.len(), tag.len()), (32, 32), "{column}");
        }
        let (provider, expires, created, updated): (String, i64, i64, i64) = file
            .query_row("SELECT provider, expires_at, created_at, updated_at FROM calendar_connections", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .unwrap();
        assert_eq!(provider, practice.there.provider());
        assert_eq!(expires - created, 3599);
        assert!(updated >= created);
        // A password is none of a sign-in by browser, and none is made up.
        let password: Option<String> =
            file.query_row("SELECT password FROM calendar_connections", [], |row| row.get(0)).unwrap();
        assert_eq!(password, None);
        let bytes = practice.world.bytes_on_disk();
        let mut secrets = practice.there.auth().issued();
        secrets.extend([EMAIL.to_owned(), CLIENT.to_owned(), "Priya".to_owned()]);
        for secret in secrets {
            for form in [secret.clone(), secret.bytes().map(|byte| format!("{byte:02x}")).collect()] {
                assert!(!bytes.windows(form.len()).any(|window| window == form.as_bytes()), "{}", practice.name());
            }
        }
    }
}

/// S14, S40: each write seals anew: the same address twice gives other bytes, and no IV is ever used again.
#[tokio::test]
async fn every_write_of_a_token_has_an_iv_of_its_own() {
    for practice in practices().await {
        let mut seen = HashSet::new();
        let mut count = 0;
        for _ in 0..3 {
            for column in ["email", "access_token", "refresh_token"] {
                let query = format!("SELECT {column}, {column}_iv FROM calendar_connections");
                let (data, iv): (String, String) =
                    practice.file().query_row(&query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
                count += 2;
                seen.extend([data, iv]);
            }
            let again = found(sign_in(&practice.app, &practice.world, practice.there.as_ref(), None).await);
            practice.app.connect(as_proposed(&again)).unwrap();
        }
        assert_eq!(seen.len(), count, "{}", practice.name());
    }
}

/// S16: beside tokens, a password is sealed the same way, and no token is made up for it.
#[tokio::test]
async fn a_password_beside_tokens_is_sealed_the_same_way() {
    use daybook_tests::ca::Authority;
    use daybook_tests::servers::icloud_front::{Front, Hosts};
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let world =
        daybook_tests::world::World::new().on(front.http(&ca.file())).with_address("ICLOUD_URL", front.root.as_str());
    let app = world.open().await;
    connect(&app, "icloud", None, USER, PASSWORD).await.unwrap();
    let file = rusqlite::Connection::open(world.data_dir().join("daybook.db")).unwrap();
    let row: (Option<String>, Option<String>, Option<i64>, String) = file
        .query_row("SELECT access_token, refresh_token, expires_at, password_iv FROM calendar_connections", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap();
    assert_eq!((row.0, row.1, row.2, row.3.len()), (None, None, None, 32));
    assert!(Secret::new(PASSWORD).expose_str().is_some());
    let bytes = world.bytes_on_disk();
    assert!(!bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
}

/// S47: what waits is decided on, the sign-in is given back where there is a way, secrets and mirrored events are
/// deleted, appointments stay on this computer.
#[tokio::test]
async fn disconnecting_gives_the_sign_in_back_and_keeps_what_was_booked() {
    for practice in practices().await {
        let (app, auth) = (&practice.app, practice.there.auth());
        let sent = practice.book(priya(false));
        practice.there.plant(Which::Main, "Dentist", super::at("2026-12-03T09:00:00Z"));
        practice.sync().await;
        practice.world.network.unplug(true);
        let waits = practice.book(daybook_tests::world::draft("Ben", "2026-12-02T10:00"));
        assert_eq!(practice.shown().waiting, 1, "the question names what waits");
        practice.world.network.unplug(false);
        assert!(!auth.allowed(EMAIL).is_empty());
        let revocation = app.disconnect(&practice.connection.id, true).unwrap();
        assert_eq!(revocation.is_some(), practice.there.can_revoke(), "{}", practice.name());
        if let Some(revocation) = revocation {
            app.revoke(revocation).await;
            assert!(auth.allowed(EMAIL).is_empty(), "what was allowed is taken back");
        }
        assert!(app.connections().unwrap().is_empty());
        let file = practice.file();
        for table in ["calendar_connections", "calendars", "events"] {
            let count: i64 = file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
            assert_eq!(count, 0, "{table}");
        }
        for id in [&sent.id, &waits.id] {
            let kept = app.appointment(id).unwrap();
            assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "local"));
        }
        app.sync_now().await.unwrap();
        assert_eq!(practice.there.events(Which::Main).len(), 2, "nothing is deleted there, nothing goes out any more");
    }
}

/// S47: the other answer: what was booked through the account goes with it, and still nothing is deleted there.
#[tokio::test]
async fn disconnecting_without_keeping_removes_it_here_only() {
    for practice in practices().await {
        let sent = practice.book(priya(false));
        practice.sync().await;
        practice.app.disconnect(&practice.connection.id, false).unwrap();
        assert_eq!(practice.app.appointment(&sent.id).unwrap_err().code.word(), "not_found");
        assert_eq!(practice.there.events(Which::Main).len(), 1, "{}", practice.name());
    }
}

/// S48: the same account, connected anew, finds its appointments again and makes no twin.
#[tokio::test]
async fn an_account_connected_anew_finds_its_appointments_again() {
    for practice in practices().await {
        let sent = practice.book(priya(false));
        practice.sync().await;
        let id = practice.event().id;
        practice.app.disconnect(&practice.connection.id, true).unwrap();
        assert_eq!(practice.app.appointment(&sent.id).unwrap().calendar_event_id, None);
        let again = found(sign_in(&practice.app, &practice.world, practice.there.as_ref(), None).await);
        practice.app.connect(as_proposed(&again)).unwrap();
        practice.sync().await;
        let linked = practice.app.appointment(&sent.id).unwrap();
        assert_eq!((linked.calendar_event_id, linked.sync.state.word()), (Some(id.clone()), "synced"));
        practice.app.reschedule(super::move_to(&sent.id, "2026-12-02T11:00", false)).unwrap();
        practice.sync().await;
        let event = practice.event();
        assert_eq!((event.id, event.start), (id, super::at("2026-12-02T10:00:00Z")), "{}", practice.name());
        assert_eq!(practice.app.agenda("2026-12-01", "2026-12-03").unwrap().len(), 1, "no twin here either");
    }
}

/// S8, attack 23: who signs in to a connection again with another account is asked, and nothing is put in its place.
#[tokio::test]
async fn another_account_never_takes_the_place_of_one() {
    for practice in practices().await {
        let there = practice.there.as_ref();
        let ben = Account::new("ben@praxis.example", "another-subject", "Ben Beispiel");
        there.auth().accounts(&[Account::default(), ben.clone()]);
        there.auth().person(Person { account: Some(ben.email.clone()), ..Person::default() });
        let view = sign_in(&practice.app, &practice.world, there, Some(&practice.connection.id)).await;
        assert_eq!(view.step, SignInStep::Failed, "{}", practice.name());
        assert_eq!(view.error.unwrap().code.word(), "auth.other_account");
        assert_eq!(view.account.unwrap().email, ben.email, "it can be added as one of its own");
        assert_eq!(practice.shown().email, EMAIL);
        practice.sync().await;
    }
}

/// S8: before anything was chosen, nothing is kept.
#[tokio::test]
async fn a_sign_in_that_is_not_confirmed_leaves_nothing() {
    for there in places().await {
        let world = world_of(there.as_ref());
        let app = world.open().await;
        let found = found(sign_in(&app, &world, there.as_ref(), None).await);
        assert_eq!((found.email.as_str(), found.read_only), (EMAIL, false));
        app.cancel_sign_in();
        assert!(app.connections().unwrap().is_empty() && app.sign_in().is_none());
    }
}
