//! The first import of an account: how far it is, what comes first, that it goes on after a kill, and that it holds nobody up.

use daybook_core::app::App;
use daybook_core::app::views::{Availability, Connection};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::servers::wire::{Line, Wire};
use daybook_tests::world::{World, book, connect, until};

const EVENTS: u32 = 3_000;

/// Syncs beside the test.
pub(crate) fn sync(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move { drop(app.sync_now().await.unwrap()) })
}

fn shown(app: &App) -> Connection {
    app.connections().unwrap().remove(0)
}

pub(crate) fn answer(app: &App, start: &str) -> Availability {
    app.check(start, 50, None, None).unwrap().answer
}

/// P9
#[tokio::test]
async fn it_says_how_far_it_is_brings_the_coming_weeks_first_and_goes_on_after_a_kill() {
    let wire = Wire::start(EVENTS as usize, Some(Line::carrying(8))).await;
    let world = World::new();
    let app = world.open().await;
    connect(&app, "caldav", Some(wire.home().as_str()), USER, PASSWORD).await.unwrap();
    assert_eq!(app.status().importing, None);
    let run = sync(&app);
    until("the first page", || shown(&app).progress.is_some_and(|import| import.done > 0)).await;
    let import = shown(&app).progress.unwrap();
    assert!(import.done < EVENTS && import.total == EVENTS, "{import:?}");
    assert!(app.status().importing.is_some());
    // The next weeks are there, and what was not read yet is not free.
    assert_eq!(answer(&app, "2026-11-24T10:00"), Availability::Busy);
    assert_eq!(answer(&app, "2027-11-24T10:00"), Availability::Unknown);
    book(&app, "Ada", "2026-11-24T20:00");
    run.abort();
    let _cut_off = run.await;
    drop(app);

    let app = world.open().await;
    let before = shown(&app).progress.unwrap();
    assert!(before.done >= import.done && before.total == EVENTS, "{before:?}");
    wire.take_seen();
    app.sync_now().await.unwrap();
    let (seen, _) = wire.take_seen();
    let asked: usize = seen.iter().map(|one| one.body.matches(".ics").count()).sum();
    assert!(asked <= (EVENTS - before.done) as usize, "{asked} asked for, {before:?}");
    assert_eq!((shown(&app).progress, app.status().importing), (None, None));
    assert_eq!(shown(&app).calendars[0].events, EVENTS);
    assert_eq!(answer(&app, "2027-11-24T10:00"), Availability::Busy);
}

/// A long first import of one account holds back no booking of another.
#[tokio::test]
async fn it_holds_back_no_booking_of_another_account() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let wire = Wire::start(20_000, Some(Line::carrying(2))).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    app.sync_now().await.unwrap();
    connect(&app, "caldav", Some(wire.home().as_str()), USER, PASSWORD).await.unwrap();
    let calendars = app.connections().unwrap().into_iter().flat_map(|one| one.calendars);
    let praxis = calendars.into_iter().find(|one| one.name == "Praxis").unwrap();
    app.set_calendar(&praxis.id, None, Some(true), None).unwrap();
    let run = sync(&app);
    until("the import", || app.status().importing.is_some_and(|import| import.done > 0)).await;
    let booked = book(&app, "Ada", "2026-12-01T20:00");
    until("the booking", || app.appointment(&booked.id).unwrap().sync.state.word() == "synced").await;
    assert_eq!(radicale.stored().len(), 1);
    assert!(app.status().importing.is_some() && !run.is_finished());
    run.abort();
}
