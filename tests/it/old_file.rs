//! A data file that Daybook 0.1 wrote (commit 4573621): iCloud with three calendars and a series in one of them, an
//! appointment that was sent, and one that was booked without a network and waits. The key is beside it.

use std::collections::HashMap;

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Availability, ConnectionStatus};
use daybook_core::model::secret::Secret;
use daybook_tests::servers::ics::Ics;
use daybook_tests::world::{World, book, connect};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/0.1");

/// A world as 0.1 left it, away from every provider.
fn world() -> World {
    let world = World::new();
    std::fs::create_dir_all(world.data_dir()).unwrap();
    std::fs::copy(format!("{FOLDER}/daybook.sqlite"), world.data_dir().join("daybook.db")).unwrap();
    let keys = std::fs::read_to_string(format!("{FOLDER}/keychain")).unwrap();
    let items: HashMap<_, _> = keys
        .lines()
        .map(|line| {
            let (name, hex) = line.split_once(' ').unwrap();
            let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
            (name.to_owned(), Secret::new(bytes.collect::<Vec<u8>>()))
        })
        .collect();
    world.keychain.give_back(items);
    world
}

#[tokio::test]
async fn everything_of_0_1_is_still_there() {
    let world = world();
    world.network.unplug(true);
    // Opened twice: the second finds nothing left to do.
    for _ in 0..2 {
        let app = world.open().await;
        let connections = app.connections().unwrap();
        let [icloud] = connections.as_slice() else { panic!("{connections:?}") };
        assert_eq!((icloud.provider.as_str(), icloud.email.as_str(), icloud.waiting), ("icloud", "anna@apfel.test", 1));
        let calendars: Vec<_> = icloud.calendars.iter().map(|one| (one.name.as_str(), one.events)).collect();
        assert_eq!(calendars.iter().map(|(_, events)| events).sum::<u32>(), 2, "{calendars:?}");
        assert_eq!(icloud.calendars.iter().filter(|one| one.receives_bookings).count(), 1);
        assert!(icloud.calendars.iter().all(|one| !one.named_here && one.last_read.is_some()), "{calendars:?}");

        let agenda = format!("{:?}", app.agenda("2026-11-30", "2026-12-06").unwrap());
        for held in ["Ada Lovelace", "likes the window seat", "Grace Hopper", "Mia: swimming"] {
            assert!(agenda.contains(held), "{held}: {agenda}");
        }
        let waiting = app.activity().unwrap().waiting;
        assert_eq!(waiting.len(), 1);
        // Calendars without an interval of their own stand for as long as before.
        assert_eq!(app.check("2026-12-03T10:00", 50, None, None).unwrap().answer, Availability::Free);
        assert_eq!(app.check("2026-12-01T10:00", 50, None, None).unwrap().answer, Availability::Busy);
    }
    world.clock.advance(TimeDelta::minutes(16));
    let app = world.open().await;
    assert_eq!(app.check("2026-12-03T10:00", 50, None, None).unwrap().answer, Availability::Unknown);
}

/// Y42, P28: appointments of 0.1 are bound by the first opening with their key, all of them or none; from then on one that carries
/// no mark was changed by somebody else.
#[tokio::test]
async fn the_appointments_of_0_1_are_bound_by_the_first_opening_or_the_next() {
    let world = world();
    world.network.unplug(true);
    let file = |sql: &str| {
        rusqlite::Connection::open(world.data_dir().join("daybook.db")).unwrap().execute_batch(sql).unwrap();
    };
    let shown = |app: &App| {
        let all = app.agenda("2026-11-30", "2026-12-06").unwrap();
        let own = |item| match item {
            AgendaItem::Appointment(of) => Some(of.appointment.client),
            AgendaItem::Busy(_) => None,
        };
        all.into_iter().filter_map(own).collect::<Vec<_>>()
    };
    // The tables are those of today before anything is bound.
    drop(world.start());
    file(
        "CREATE TRIGGER cut BEFORE UPDATE OF bound ON appointments
          WHEN OLD.rowid = (SELECT max(rowid) FROM appointments) BEGIN SELECT RAISE(ABORT, 'cut'); END",
    );
    let app = world.open().await;
    assert_eq!(shown(&app).len(), 2, "{:?}", shown(&app));
    drop(app);
    file("DROP TRIGGER cut");
    let app = world.open().await;
    let all = shown(&app);
    assert!(all.len() == 2 && !all.contains(&"—".to_owned()), "{all:?}");
    drop(app);
    file("UPDATE appointments SET invite = 1 - invite, bound = NULL");
    assert_eq!(shown(&world.open().await), ["—", "—"]);
}

#[tokio::test]
async fn a_file_of_0_1_takes_what_is_new() {
    let world = world();
    let app = world.open().await;
    book(&app, "Edith Clarke", "2026-12-04T10:00");
    let server = Ics::start("BEGIN:VCALENDAR\r\nX-WR-CALNAME:School\r\nEND:VCALENDAR\r\n").await;
    connect(&app, "link", None, "", &server.link).await.unwrap();
    app.sync_due().await.unwrap();
    let link = app.connections().unwrap().into_iter().find(|one| one.provider == "link").unwrap();
    assert_eq!((link.status, link.calendars[0].name.as_str()), (ConnectionStatus::ReadOnly, "School"));
}
