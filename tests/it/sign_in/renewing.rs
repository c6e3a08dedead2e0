//! Tokens that run out: renewed once, saved before they are used, and never lost.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use daybook_core::app::Options;
use daybook_core::app::views::AppState;
use daybook_core::model::ids::ConnectionId;
use daybook_core::ports::Clock;
use daybook_core::providers::SignIn;
use daybook_core::providers::google::GOOGLE;
use daybook_core::signin::bearer::{NoToken, Tokens};
use daybook_core::signin::registration::Registration;
use daybook_core::signin::tokens::{Session, Sessions};
use daybook_core::store::{Store, keys};
use daybook_core::vault::source::KeySource;
use daybook_tests::cast::clouds;
use daybook_tests::servers::google::{Fault as ApiFault, Google};
use daybook_tests::servers::oauth::{Fault, GOOGLE as AS_GOOGLE, Manner, RefreshRule, Refusal};
use daybook_tests::world::{World, book};
use url::Url;

use super::{Practice, google, outlook};

/// Connected, synced, and then two hours later at both ends.
async fn run_out<Api>(here: &Practice<Api>) {
    here.connect().await;
    here.app.sync_now().await.unwrap();
    assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 0));
    here.world.clock.advance(TimeDelta::hours(2));
    here.cloud.auth.expire_access_tokens();
}

async fn strict() -> Practice<Google> {
    Practice::at(clouds::google_in(Manner { refresh: RefreshRule::RotatedStrictly, ..AS_GOOGLE }).await).await
}

/// The tokens of a connection as one process sees them.
async fn process(here: &Practice<Google>, id: &str) -> Arc<Session> {
    let store = Arc::new(Store::open(&here.world.data_dir()).unwrap());
    let record = store.read(keys::current).unwrap();
    let keys = KeySource::new(here.world.keychain.clone());
    let obtained = keys.obtain(record.as_ref(), true, here.world.clock.now(), Duration::from_secs(5)).await;
    store.unlock(obtained.map_err(|_| "no key").unwrap().vault);
    let SignIn::Browser(flow) = &GOOGLE.sign_in else { panic!("not by browser") };
    let own = Registration::of(flow, &here.world.settings).map_err(|_| "not set up").unwrap();
    Sessions::default().open(&here.world.ports(), &store, own, &ConnectionId::from(id))
}

/// attack 20, S41: forty at once, in two processes, ask the server once, and get the same token.
#[tokio::test(flavor = "multi_thread")]
async fn however_many_need_a_token_it_is_renewed_once() {
    let here = strict().await;
    let id = here.connect().await.id;
    here.world.clock.advance(TimeDelta::hours(2));
    let processes = [process(&here, &id).await, process(&here, &id).await];
    let tasks: Vec<_> = (0..40)
        .map(|at| {
            let session = processes[at % 2].clone();
            tokio::spawn(async move { session.current().await })
        })
        .collect();
    let mut tokens = Vec::new();
    for task in tasks {
        tokens.push(task.await.unwrap().unwrap());
    }
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(here.cloud.auth.refreshes(), 1);
    // And so where the server refuses the one they all have.
    let refused = tokens.pop().unwrap();
    let refused = Arc::new(refused);
    let place = Url::parse("https://www.googleapis.com/calendar/v3/").unwrap();
    let tasks: Vec<_> = (0..40)
        .map(|at| {
            let (session, refused, place) = (processes[at % 2].clone(), refused.clone(), place.clone());
            tokio::spawn(async move { session.instead_of(&refused, &place).await })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap().unwrap() != *refused);
    }
    assert_eq!(here.cloud.auth.refreshes(), 2);
}

/// attack 20: the same with the app itself.
#[tokio::test(flavor = "multi_thread")]
async fn two_programs_that_sync_at_once_renew_once() {
    let here = strict().await;
    run_out(&here).await;
    let other = here.world.open().await;
    let (one, two, three) = tokio::join!(here.app.sync_now(), other.sync_now(), here.app.sync_now());
    for done in [one, two, three] {
        done.unwrap();
    }
    assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 1));
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// attack 21: what the disk holds after a crash between the answer and the commit is the old token. Where an old one
/// stays good it goes on; where not, the person signs in again, and nothing else is lost.
#[tokio::test]
async fn after_a_crash_before_the_commit_the_old_token_is_tried() {
    for (rule, status) in [
        (RefreshRule::Kept, "connected"),
        (RefreshRule::Rotated, "connected"),
        (RefreshRule::RotatedStrictly, "needs_sign_in"),
    ] {
        let here = google().await;
        here.cloud.auth.refresh_rule(rule);
        run_out(&here).await;
        let booked = book(&here.app, "Ada", "2026-12-01T10:00");
        let before = tempfile::tempdir().unwrap();
        copied(&here.world.data_dir(), &before.path().join("data"));
        // The process that is about to die: its answer came, and is nowhere.
        let id = here.app.connections().unwrap()[0].id.clone();
        process(&here, &id).await.current().await.unwrap();
        let Practice { cloud, world, app } = here;
        drop(app);
        let world = World { dir: before, ..world };
        let app = world.open().await;
        let here = Practice { cloud, world, app };
        here.app.sync_now().await.unwrap();
        assert_eq!(here.health().0, status, "{rule:?}");
        assert_eq!(here.app.appointment(&booked.id).unwrap().client, "Ada");
        if status == "needs_sign_in" {
            let refreshes = here.cloud.auth.refreshes();
            here.app.sync_now().await.unwrap();
            assert_eq!(here.cloud.auth.refreshes(), refreshes, "no storm");
            here.connect().await;
            here.app.sync_now().await.unwrap();
            assert_eq!(here.health().0, "connected");
        }
        assert_eq!(here.app.appointment(&booked.id).unwrap().sync.state.word(), "synced", "{rule:?}");
    }
}

/// attack 22: where the new tokens cannot be written they are kept in memory, not used, not asked for again, and
/// written when there is room. (A trigger that refuses this one write stands for the full disk.)
#[tokio::test]
async fn renewed_tokens_that_cannot_be_written_are_kept_until_they_can() {
    let here = strict().await;
    run_out(&here).await;
    here.file()
        .execute_batch(
            "CREATE TRIGGER full BEFORE UPDATE OF access_token ON calendar_connections
             BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
        )
        .unwrap();
    here.cloud.api.forget_seen();
    for _ in 0..3 {
        here.app.sync_now().await.unwrap();
        assert_eq!(here.health().0, "offline");
        let status = here.app.status();
        assert_eq!((status.state, status.offline), (AppState::NotSyncing, false));
    }
    assert_eq!(here.cloud.auth.refreshes(), 1);
    assert!(here.cloud.api.seen().is_empty(), "a token was used before it was saved");
    here.file().execute_batch("DROP TRIGGER full").unwrap();
    here.app.sync_now().await.unwrap();
    assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 1));
    // What was written is the new one: the old one would end the family.
    here.world.clock.advance(TimeDelta::hours(2));
    here.world.open().await.sync_now().await.unwrap();
    assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 2));
}

/// attack 25, S60: a clock that is a day or years off, either way, causes no storm.
#[tokio::test]
async fn a_wrong_clock_causes_no_storm_of_renewals() {
    for off in [TimeDelta::hours(3), TimeDelta::days(1), TimeDelta::days(400)] {
        for off in [off, -off] {
            let here = google().await;
            here.connect().await;
            here.world.clock.advance(off);
            for _ in 0..4 {
                here.app.sync_now().await.unwrap();
                assert_eq!(here.health().0, "connected", "{off}");
            }
            let ahead = usize::from(off > TimeDelta::zero());
            assert_eq!(here.cloud.auth.refreshes(), ahead, "{off}");
            // Set right again.
            here.world.clock.advance(-off);
            for _ in 0..4 {
                here.app.sync_now().await.unwrap();
            }
            assert_eq!(here.cloud.auth.refreshes(), ahead, "{off}");
            // Whatever arithmetic says: a token that the server refuses is renewed, once.
            here.cloud.auth.expire_access_tokens();
            here.app.sync_now().await.unwrap();
            assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", ahead + 1), "{off}");
        }
    }
    // A sign-in under a wrong clock: id tokens are not read, and nothing depends on the year.
    let here = outlook().await;
    here.world.clock.advance(TimeDelta::days(-400));
    here.connect().await;
    here.app.sync_now().await.unwrap();
    assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 0));
}

/// attack 25, S60: what was put off while the clock was years ahead is not put off for years.
#[tokio::test]
async fn a_wish_to_wait_under_a_wrong_clock_is_no_wait_of_years() {
    let here = google().await;
    here.connect().await;
    here.app.sync_now().await.unwrap();
    here.world.clock.advance(TimeDelta::days(400));
    let undo_window = Duration::from_secs(6);
    let app = here.world.start_with(Options { undo_window, ..Options::default() });
    app.unlock(None).await.unwrap();
    let booked = book(&app, "Ada", "2028-12-01T10:00");
    here.cloud.api.once(ApiFault::Unavailable(3600));
    app.sync_now().await.unwrap();
    assert_eq!(here.health().0, "waiting");
    here.world.clock.advance(TimeDelta::days(-400));
    app.sync_now().await.unwrap();
    assert_eq!(here.health().0, "connected");
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}

/// attack 26: no network, a hotel's network or a broken server sign nobody out.
#[tokio::test]
async fn no_network_signs_nobody_out() {
    let here = google().await;
    run_out(&here).await;
    for fault in [
        Fault::WebPage,
        Fault::DropsAnswer,
        Fault::Flood,
        Fault::Refuses(Refusal::TemporarilyUnavailable),
        Fault::Refuses(Refusal::ServerError),
        Fault::RedirectsTo("https://hotel.example/".to_owned()),
    ] {
        here.cloud.auth.once(fault.clone());
        here.app.sync_now().await.unwrap();
        // A server that says it is busy is waited for.
        assert!(["offline", "waiting"].contains(&here.health().0.as_str()), "{fault:?} {:?}", here.health());
        here.world.clock.advance(TimeDelta::hours(1));
    }
    here.world.network.unplug(true);
    here.app.sync_now().await.unwrap();
    assert_eq!(here.health().0, "offline");
    here.world.network.unplug(false);
    here.cloud.api.once(ApiFault::WebPage);
    here.app.sync_now().await.unwrap();
    assert_ne!(here.health().0, "needs_sign_in");
    here.app.sync_now().await.unwrap();
    assert_eq!(here.health().0, "connected");
}

/// A connection that ended, or was signed in to anew, while its tokens were renewed: the renewal is not put over it.
#[tokio::test]
async fn a_renewal_does_not_overwrite_a_new_sign_in() {
    let here = google().await;
    let id = here.connect().await.id;
    here.world.clock.advance(TimeDelta::hours(2));
    let session = process(&here, &id).await;
    here.cloud.auth.once(Fault::Slow(Duration::from_millis(300)));
    let renewal = tokio::spawn(async move { session.current().await });
    super::until("it is under way", || here.cloud.auth.refreshes() == 1).await;
    here.connect().await;
    let fresh = stored(&here);
    renewal.await.unwrap().unwrap();
    assert_eq!(stored(&here), fresh);
    // And after the end nothing is used.
    here.world.clock.advance(TimeDelta::hours(2));
    let session = process(&here, &id).await;
    here.cloud.auth.once(Fault::Slow(Duration::from_millis(300)));
    let renewal = tokio::spawn(async move { session.current().await });
    super::until("it is under way", || here.cloud.auth.refreshes() == 2).await;
    here.app.disconnect(&id, true).unwrap();
    assert!(matches!(renewal.await.unwrap(), Err(NoToken::SignedOut)));
    assert_eq!(here.rows("calendar_connections"), 0);
}

fn stored(here: &Practice<Google>) -> (String, String) {
    let sql = "SELECT access_token, refresh_token FROM calendar_connections";
    here.file().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

/// Y37: a sync that is cut off in the middle of a renewal loses no token, where each is good for one use.
#[tokio::test]
async fn a_sync_that_is_cut_off_keeps_the_renewed_token() {
    let here = strict().await;
    run_out(&here).await;
    let late = here.world.network.delay_an_answer();
    let app = here.app.clone();
    let run = tokio::spawn(async move { app.sync_now().await.map(drop) });
    late.answered.await.unwrap();
    assert_eq!(here.cloud.auth.refreshes(), 1);
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    late.arrive.send(()).unwrap();
    here.app.tokens_saved().await;
    here.world.open().await.sync_now().await.unwrap();
    assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 1));
}

/// Y30: a calendar that refuses every token is asked with the one that there is, and no reading renews it again. Whatever else
/// refuses it still has it renewed.
#[tokio::test]
async fn a_place_that_refuses_new_tokens_too_renews_them_no_more() {
    let here = google().await;
    let id = here.connect().await.id;
    let session = process(&here, &id).await;
    let [closed, other] = ["calendars/closed/events", "users/me/calendarList"]
        .map(|path| Url::parse("https://www.googleapis.com/calendar/v3/").unwrap().join(path).unwrap());
    let before = here.cloud.auth.refreshes();
    let renewed = || here.cloud.auth.refreshes() - before;
    let first = session.current().await.unwrap();
    let second = session.instead_of(&first, &closed).await.unwrap();
    session.refused_anew(&closed).await;
    for _ in 0..3 {
        assert!(matches!(session.instead_of(&second, &closed).await, Err(NoToken::SignedOut)));
    }
    assert_eq!(renewed(), 1);
    let third = session.instead_of(&second, &other).await.unwrap();
    assert_eq!(renewed(), 2, "elsewhere it is worth a try");
    here.world.clock.advance(TimeDelta::minutes(61));
    session.instead_of(&third, &closed).await.unwrap();
    assert_eq!(renewed(), 3, "and here after an hour");
}

/// Y30: as many readings as there are, one calendar that answers 401 costs one renewal.
#[tokio::test]
async fn readings_of_a_closed_calendar_do_not_renew_the_token_each_time() {
    let here = google().await;
    here.connect().await;
    here.app.sync_now().await.unwrap();
    let before = here.cloud.auth.refreshes();
    here.cloud.api.fault_on("calendar.events.list", ApiFault::Unauthorized);
    for _ in 0..4 {
        here.app.sync_now().await.unwrap();
        here.world.clock.advance(TimeDelta::minutes(6));
    }
    let calendars = here.app.connections().unwrap()[0].calendars.len();
    let renewed = here.cloud.auth.refreshes() - before;
    assert!((1..=calendars).contains(&renewed), "{renewed} for {calendars} calendars");
}
