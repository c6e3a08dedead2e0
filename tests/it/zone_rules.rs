//! T7: what new zone rules do to what is kept on this computer. The older rules of Vancouver are those of Los Angeles.

use daybook_core::app::App;
use daybook_core::app::views::{Appointment, BookDraft, RescheduleDraft};
use daybook_tests::servers::ics::Ics;
use daybook_tests::world::{World, connect, draft};

fn file(world: &World) -> rusqlite::Connection {
    rusqlite::Connection::open(world.data_dir().join("daybook.db")).unwrap()
}

/// Tells the file that it was written by the rules of Los Angeles, and opens it anew.
async fn updated(world: &World) -> App {
    let sql = "UPDATE appointments SET zone = 'America/Vancouver' WHERE zone = 'America/Los_Angeles';
               UPDATE settings SET value = '\"2025b\"' WHERE name = 'zone_rules';";
    file(world).execute_batch(sql).unwrap();
    world.bind();
    world.open().await
}

fn book(app: &App, client: &str, zone: &str, start: &str) -> Appointment {
    let zone = Some(zone.to_owned());
    app.book(BookDraft { zone, anyway: true, ..draft(client, start) }).unwrap().appointment
}

fn from(app: &App, of: &Appointment) -> String {
    app.appointment(&of.id).unwrap().from
}

#[tokio::test]
async fn new_zone_rules_move_what_is_to_come_and_leave_what_is_over() {
    let world = World::new();
    let app = world.open().await;
    let over = book(&app, "Ada", "America/Los_Angeles", "2026-12-01T10:00");
    let coming = book(&app, "Ben", "America/Los_Angeles", "2026-12-03T10:00");
    let elsewhere = book(&app, "Cleo", "Europe/Berlin", "2026-12-03T10:00");
    drop(app);
    world.clock.advance(chrono::TimeDelta::days(9));
    let app = updated(&world).await;
    assert_eq!([&over, &coming, &elsewhere].map(|one| from(&app, one)), ["19:00", "18:00", "10:00"]);
    // An earlier version is brought back by the rules of today.
    let later = RescheduleDraft { id: elsewhere.id.clone(), start: "2026-12-04T10:00".into(), ..Default::default() };
    let moved = app.reschedule(later).unwrap();
    app.undo(&moved.change_id).unwrap();
    assert_eq!(from(&app, &elsewhere), "10:00");
    assert_eq!(app.activity().unwrap().needs_you.len(), 0, "no calendar, no question");
}

/// S58: an overlap that only the rules made is shown as one that could not be checked is; what was booked so on purpose is not.
#[tokio::test]
async fn an_overlap_that_new_zone_rules_make_is_shown() {
    let world = World::new();
    let app = world.open().await;
    let moved = book(&app, "Ada", "America/Los_Angeles", "2026-12-01T10:00");
    let meant = book(&app, "Ben", "America/Los_Angeles", "2026-12-01T10:00");
    book(&app, "Cleo", "Europe/Berlin", "2026-12-01T18:00");
    assert!(app.activity().unwrap().booked_over.is_empty());
    let app = updated(&world).await;
    let over = app.activity().unwrap().booked_over;
    let mut named: Vec<_> = over.iter().map(|one| (one.client.as_str(), one.clashes.len())).collect();
    named.sort_unstable();
    assert_eq!(named, [("Ada", 1), ("Ben", 1)], "{over:?}");
    assert!(over.iter().all(|one| one.clashes[0].title == "Cleo"), "{over:?}");
    assert_eq!(app.status().needs_you, 2);
    for one in [&moved, &meant] {
        app.keep_both(&one.id).unwrap();
    }
    assert!(world.open().await.activity().unwrap().booked_over.is_empty());
}

/// The process ends in the middle of it: nothing of it was done, and the next opening does all of it.
#[tokio::test]
async fn new_zone_rules_are_followed_once_or_not_at_all() {
    let world = World::new();
    let app = world.open().await;
    let booked: Vec<_> = ["2026-12-01", "2026-12-02", "2026-12-03"]
        .map(|day| book(&app, "Ada", "America/Los_Angeles", &format!("{day}T10:00")))
        .into();
    drop(app);
    let cut = format!(
        "CREATE TRIGGER cut BEFORE UPDATE OF starts_at ON appointments WHEN OLD.id = '{}' BEGIN SELECT RAISE(ABORT, 'cut'); END",
        booked[1].id
    );
    file(&world).execute_batch(&cut).unwrap();
    let app = updated(&world).await;
    assert!(booked.iter().all(|one| from(&app, one) == "19:00"), "all of them are where they were");
    drop(app);
    file(&world).execute_batch("DROP TRIGGER cut").unwrap();
    for _ in 0..2 {
        let app = world.open().await;
        assert!(booked.iter().all(|one| from(&app, one) == "18:00"), "all of them are at ten, once");
    }
}

/// The mirror is asked by when its events take place, as each row notes it.
#[tokio::test]
async fn new_zone_rules_place_the_events_of_calendars_anew() {
    let world = World::new();
    let app = world.open().await;
    let event = |uid: &str, more: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;TZID=America/Vancouver:20261201T100000\r\n\
             DTEND;TZID=America/Vancouver:20261201T110000\r\nSUMMARY:{uid}\r\n{more}END:VEVENT\r\n"
        )
    };
    let text = format!(
        "BEGIN:VCALENDAR\r\n{}{}END:VCALENDAR\r\n",
        event("once", ""),
        event("weekly", "RRULE:FREQ=WEEKLY;COUNT=3\r\n")
    );
    let server = Ics::start(&text).await;
    connect(&app, "link", None, "", &server.link).await.unwrap();
    app.sync_now().await.unwrap();
    drop(app);
    let times = || {
        let file = file(&world);
        let mut all = file.prepare("SELECT starts_at, ends_at FROM events ORDER BY ends_at").unwrap();
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<Vec<(i64, i64)>, _>>().unwrap()
    };
    let right = times();
    assert_eq!(right.len(), 2);
    file(&world).execute_batch("UPDATE events SET starts_at = starts_at + 3600, ends_at = ends_at + 3600").unwrap();
    drop(updated(&world).await);
    assert_eq!(times(), right);
}
