//! From the button to a connection, again, and away.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use daybook_core::app::views::{OutboxItem, Rule, RuleView, SignInStep};
use daybook_tests::cast::far_side::{FarSide, SignsIn, Which};
use daybook_tests::servers::oauth::{Account, Person};
use daybook_tests::world::draft;

use super::{Practice, at, find, move_to, priya, sign_in, world_of};

/// S8: one row, the real address, a green status; bookings go to the account's own calendar. A sign-in in the browser
/// exchanges one code.
pub async fn connecting_makes_one_green_connection(practice: Practice) {
    let shown = practice.shown();
    assert_eq!((shown.email.as_str(), shown.status.word(), shown.reason), (practice.there.email(), "connected", None));
    assert!(shown.primary && shown.last_sync.is_some());
    assert_eq!(shown.provider, practice.there.provider());
    let receiving: Vec<_> = shown.calendars.iter().filter(|calendar| calendar.receives_bookings).collect();
    assert_eq!(receiving.len(), 1);
    assert!(receiving[0].can_write && receiving[0].counts_busy);
    assert!(shown.calendars.iter().any(|calendar| !calendar.can_write), "calendars to read are listed too");
    if let SignsIn::InTheBrowser(auth) = practice.there.signs_in() {
        assert_eq!((auth.exchanges(), auth.refreshes()), (1, 0));
    }
}

/// S23
pub async fn what_a_connection_says_of_mails_is_so(practice: Practice) {
    let shown = practice.shown();
    assert_eq!((shown.mails_clients, shown.always_mails), (true, practice.there.always_mails()));
}

/// S12, wanted 30: the same account again updates its row, another account of the same provider is a second one.
pub async fn the_same_account_again_updates_its_row_and_another_adds_one(practice: Practice) {
    let (app, there) = (&practice.app, practice.there.as_ref());
    let again = find(app, &practice.world, there).await;
    assert_eq!(again.connection_id.as_ref(), Some(&practice.connection.id));
    app.connect_as_proposed(&again).unwrap();
    practice.sync().await;
    assert_eq!(practice.shown().id, practice.connection.id);
    assert!(practice.shown().calendars.iter().any(|calendar| calendar.receives_bookings), "as it was");

    let ben = Account::new("ben@praxis.example", "another-subject", "Ben Beispiel");
    there.auth().accounts(&[Account::default(), ben.clone()]);
    there.auth().person(Person { account: Some(ben.email.clone()), ..Person::default() });
    let other = find(app, &practice.world, there).await;
    assert_eq!((other.email.as_str(), &other.connection_id), (ben.email.as_str(), &None));
    app.connect_as_proposed(&other).unwrap();
    practice.sync().await;
    let all = app.connections().unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(all.iter().filter(|connection| connection.primary).count(), 1);
    assert!(all.iter().all(|connection| connection.status.word() == "connected"), "{all:?}");
    let receiving = all.iter().flat_map(|all| &all.calendars).filter(|calendar| calendar.receives_bookings);
    assert_eq!(receiving.count(), 1);
}

/// S47: what waits is decided on, the sign-in is given back where there is a way, secrets and mirrored events are
/// deleted, appointments stay on this computer.
pub async fn disconnecting_gives_the_sign_in_back_and_keeps_what_was_booked(practice: Practice) {
    let (app, email) = (&practice.app, practice.there.email());
    let sent = practice.book(priya(false));
    practice.there.plant(Which::Main, "Dentist", at("2026-12-03T09:00:00Z"));
    practice.sync().await;
    practice.world.network.unplug(true);
    let waits = practice.book(draft("Ben", "2026-12-02T10:00"));
    assert_eq!(practice.shown().waiting, 1, "the question names what waits");
    let account = practice.shown().name;
    practice.world.network.unplug(false);
    let allowed = || match practice.there.signs_in() {
        SignsIn::InTheBrowser(auth) => auth.allowed(email),
        SignsIn::ByPassword { .. } => Vec::new(),
    };
    assert_eq!(allowed().is_empty(), matches!(practice.there.signs_in(), SignsIn::ByPassword { .. }));
    let revocation = app.disconnect(&practice.connection.id, true).unwrap();
    assert_eq!(revocation.is_some(), practice.there.can_revoke());
    if let Some(revocation) = revocation {
        app.revoke(revocation).await;
        assert!(allowed().is_empty(), "what was allowed is taken back");
    }
    assert!(app.connections().unwrap().is_empty());
    let file = practice.file();
    for table in ["calendar_connections", "calendars", "events"] {
        let count: i64 = file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "{table}");
    }
    let kept = app.appointment(&sent.id).unwrap();
    assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "local"));
    // Y1: what waited is kept aside until the account is back.
    assert_eq!(practice.state(&waits.id), ("waiting", Some("cal.away")));
    let listed = app.activity().unwrap().waiting;
    let listed = listed.iter().find(|one| one.appointment_id == waits.id).and_then(|one| one.provider.clone());
    assert_eq!(listed, Some(account), "the account that it waits for is named");
    app.sync_now().await.unwrap();
    assert_eq!(practice.there.events(Which::Main).len(), 2, "nothing is deleted there, nothing goes out any more");
}

/// S47: the other answer: what was booked through the account goes with it, and still nothing is deleted there.
pub async fn disconnecting_without_keeping_removes_it_here_only(practice: Practice) {
    let sent = practice.book(priya(false));
    practice.sync().await;
    practice.app.disconnect(&practice.connection.id, false).unwrap();
    assert_eq!(practice.app.appointment(&sent.id).unwrap_err().code.word(), "not_found");
    assert_eq!(practice.there.events(Which::Main).len(), 1);
}

/// S48: the same account, connected anew, finds its appointments again and makes no twin.
pub async fn an_account_connected_anew_finds_its_appointments_again(practice: Practice) {
    let sent = practice.book(priya(false));
    practice.sync().await;
    let id = practice.event().id;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    let kept = practice.kept(&sent.id);
    assert_eq!((kept.sync.state.word(), kept.connection_id, kept.calendar_event_id), ("local", None, None));
    assert_eq!(practice.there.events(Which::Main).len(), 1, "what is in the calendar stays there");
    practice.connect_again().await;
    practice.sync().await;
    let linked = practice.app.appointment(&sent.id).unwrap();
    assert_eq!((linked.calendar_event_id, linked.sync.state.word()), (Some(id.clone()), "synced"));
    practice.app.reschedule(move_to(&sent.id, "2026-12-02T11:00", false)).unwrap();
    practice.sync().await;
    let event = practice.event();
    assert_eq!((event.id, event.start), (id, at("2026-12-02T10:00:00Z")));
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-03").unwrap().len(), 1, "no twin here either");
}

/// S8, attack 23: who signs in to a connection again with another account is asked, and nothing is put in its place.
pub async fn another_account_never_takes_the_place_of_one(practice: Practice) {
    let there = practice.there.as_ref();
    let ben = Account::new("ben@praxis.example", "another-subject", "Ben Beispiel");
    there.auth().accounts(&[Account::default(), ben.clone()]);
    there.auth().person(Person { account: Some(ben.email.clone()), ..Person::default() });
    let view = sign_in(&practice.app, &practice.world, there, Some(&practice.connection.id)).await;
    assert_eq!(view.step, SignInStep::Failed);
    assert_eq!(view.error.unwrap().code.word(), "auth.other_account");
    assert_eq!(view.account.unwrap().email, ben.email, "it can be added as one of its own");
    assert_eq!(practice.shown().email, there.email());
    practice.sync().await;
}

/// S8: before anything was chosen, nothing is kept.
pub async fn a_sign_in_that_is_not_confirmed_leaves_nothing(there: Box<dyn FarSide>) {
    let world = world_of(there.as_ref());
    let app = world.open().await;
    let found = find(&app, &world, there.as_ref()).await;
    assert_eq!((found.email.as_str(), found.read_only), (there.email(), false));
    app.cancel_sign_in();
    assert!(app.connections().unwrap().is_empty() && app.sign_in().is_none());
}

/// S17: without the key a connection shows as locked, and nothing of it is lost.
pub async fn without_the_key_a_connection_shows_as_locked(practice: Practice) {
    let kept = practice.world.keychain.take();
    let app = practice.world.start();
    app.unlock(None).await.unwrap_err();
    let listed = app.connections().unwrap().remove(0);
    assert_eq!((listed.status.word(), listed.email.as_str()), ("locked", ""));
    practice.world.keychain.give_back(kept);
    app.unlock(None).await.unwrap();
    assert_eq!(app.connections().unwrap().remove(0).email, practice.connection.email);
}

/// Y12: what the person did during a run is not undone by its end.
pub async fn a_pause_during_a_run_stays_a_pause(practice: Practice) {
    let late = practice.world.network.delay_an_answer();
    let app = practice.app.clone();
    let run = tokio::spawn(async move { app.sync_now().await.unwrap() });
    late.answered.await.unwrap();
    practice.app.pause(&practice.connection.id, true).unwrap();
    late.arrive.send(()).unwrap();
    run.await.unwrap();
    assert_eq!(practice.status().0, "paused");
    practice.there.forget_seen();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.there.requests(), 0);
}

/// Whatever keeps a change from being sent stands at it, whether it was tried or not.
pub async fn what_waits_says_what_keeps_it(practice: Practice) {
    let says = |reason| {
        let waiting = practice.app.activity().unwrap().waiting;
        let said = |item: &OutboxItem| (item.reason.map(|reason| reason.word()), item.next_try.is_some());
        let all: Vec<_> = waiting.iter().map(said).collect();
        assert!(!all.is_empty() && all.iter().all(|one| *one == reason), "{all:?}");
    };
    let booked = practice.book(priya(false));
    practice.app.pause(&practice.connection.id, true).unwrap();
    says((Some("paused"), false));
    practice.app.pause(&practice.connection.id, false).unwrap();
    practice.world.network.unplug(true);
    practice.app.sync_now().await.unwrap();
    practice.book(draft("Ada", "2026-12-02T10:00"));
    says((Some("net.offline"), true));
    practice.world.network.unplug(false);
    practice.there.end_sign_in();
    practice.world.clock.advance(TimeDelta::hours(2));
    practice.app.sync_now().await.unwrap();
    practice.book(draft("Mara", "2026-12-03T10:00"));
    says((Some("auth.expired"), false));
    assert_eq!(practice.state(&booked.id), ("waiting", Some("auth.expired")));
}

/// A cancel of a booking whose answer was lost waits until it is known whether that arrived, and says what keeps it until then.
pub async fn a_cancel_of_a_lost_booking_says_what_it_waits_for(practice: Practice) {
    practice.world.network.lose_an_answer_to(&["POST", "PUT"]);
    let booked = practice.book(priya(true));
    practice.app.sync_now().await.unwrap();
    practice.app.cancel(&booked.id, true).unwrap();
    assert_eq!(practice.state(&booked.id), ("waiting", Some("net.server")));
    let item = practice.app.activity().unwrap().waiting.remove(0);
    assert_eq!((item.reason.map(|reason| reason.word()), item.next_try.is_some()), (Some("net.server"), true));
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty() && practice.app.activity().unwrap().waiting.is_empty());
}

/// Y24: with a change that waits for a connection that may not run, the sync sleeps.
pub async fn what_may_not_go_lets_the_sync_sleep(practice: Practice) {
    practice.book(priya(false));
    assert!(practice.app.until_next_round() < Duration::from_secs(10), "it may go");
    practice.app.pause(&practice.connection.id, true).unwrap();
    assert!(practice.app.until_next_round() >= Duration::from_secs(60), "paused");
    practice.app.pause(&practice.connection.id, false).unwrap();
    practice.there.end_sign_in();
    practice.world.clock.advance(TimeDelta::hours(2));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.status().0, "needs_sign_in");
    assert!(practice.app.until_next_round() >= Duration::from_secs(60), "signed out");
}

/// What the person had set of the calendars, by name: whether they count as busy, receive bookings, are shown, and the rules that
/// are not as by default.
fn roles(practice: &Practice) -> BTreeMap<String, (bool, bool, bool, Vec<&'static str>)> {
    let connections = practice.app.connections().unwrap();
    let calendars = connections.into_iter().flat_map(|one| one.calendars);
    let own = |rules: Vec<RuleView>| {
        let changed = rules.into_iter().filter(|rule| rule.counts != rule.default);
        changed.map(|rule| rule.rule.word()).collect()
    };
    calendars.map(|one| (one.name, (one.counts_busy, one.receives_bookings, one.shown, own(one.rules)))).collect()
}

/// A calendar's role comes back with its account: bookings go where they went, and what was taken is taken.
pub async fn connected_again_each_calendar_is_for_what_it_was_for(practice: Practice) {
    let all = &practice.connection.calendars;
    let main = all.iter().find(|one| one.receives_bookings).unwrap();
    let second = all.iter().find(|one| one.can_write && one.id != main.id).unwrap();
    practice.app.set_calendar(&second.id, Some(true), Some(true), Some(true)).unwrap();
    practice.app.set_calendar(&main.id, Some(false), Some(false), Some(false)).unwrap();
    practice.app.set_rule(&second.id, Rule::Tentative, false).unwrap();
    for other in all.iter().filter(|one| one.id != main.id && one.id != second.id) {
        practice.app.set_calendar(&other.id, Some(!other.counts_busy), None, Some(false)).unwrap();
    }
    let before = roles(&practice);
    assert_eq!(before[&second.name].3, ["tentative"]);
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.connect_again().await;
    assert_eq!(roles(&practice), before);
    practice.sent(priya(false)).await;
    assert_eq!((practice.there.events(Which::Main).len(), practice.there.events(Which::Second).len()), (0, 1));
}
