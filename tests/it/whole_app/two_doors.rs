//! One account of a real server under two names: its address and `localhost`.

use daybook_core::app::App;
use daybook_core::app::views::Connection;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book, connect};

async fn door(app: &App, radicale: &Radicale, name: Option<&str>) -> Connection {
    let mut url = radicale.url.clone();
    if let Some(name) = name {
        url.set_host(Some(name)).unwrap();
    }
    connect(app, "caldav", Some(url.as_str()), USER, PASSWORD).await.unwrap()
}

/// Y14: removed through one door, what the other one showed before is no event that somebody brought back.
#[tokio::test]
async fn a_cancel_through_one_door_asks_nothing_about_the_other() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    door(&app, &radicale, None).await;
    let second = door(&app, &radicale, Some("localhost")).await;
    let praxis = second.calendars.iter().find(|calendar| calendar.name == "Praxis").unwrap();
    app.set_calendar(&praxis.id, None, Some(true), None).unwrap();
    let booked = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    app.sync_now().await.unwrap();
    app.cancel(&booked.id, false).unwrap();
    app.sync_now().await.unwrap();
    assert!(radicale.stored().is_empty());
    for _ in 0..2 {
        assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
        assert!(app.activity().unwrap().needs_you.is_empty());
        app.sync_now().await.unwrap();
    }
    assert!(app.agenda("2026-12-01", "2026-12-01").unwrap().len() <= 1, "the appointment in its history alone");
}

/// P1: the answer to a cancel was lost, and the account comes back under another name: its event is seen there and removed.
#[tokio::test]
async fn a_cancel_whose_answer_was_lost_goes_out_through_the_other_door() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    let first = door(&app, &radicale, None).await;
    let booked = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    app.cancel(&booked.id, false).unwrap();
    world.network.silence(true);
    app.sync_now().await.unwrap();
    world.network.silence(false);
    app.disconnect(&first.id, true).unwrap();
    let item = app.activity().unwrap().waiting.remove(0);
    door(&app, &radicale, Some("localhost")).await;
    let calendar = app.connections().unwrap().remove(0).calendars.remove(0);
    app.choose_calendar(&item.id, &calendar.id).unwrap_err();
    app.sync_now().await.unwrap();
    assert!(radicale.stored().is_empty());
    let kept = app.appointment(&booked.id).unwrap();
    assert_eq!((kept.status.word(), kept.sync.state.word()), ("cancelled", "synced"));
    assert!(app.activity().unwrap().waiting.is_empty());
}
