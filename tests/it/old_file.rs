//! A data file that Daybook 0.1 wrote (commit 4573621): iCloud with three calendars and a series in one of them, an
//! appointment that was sent, and one that was booked without a network and waits. The key is beside it.

use std::collections::HashMap;

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Availability, ConnectionStatus, RescheduleDraft};
use daybook_core::model::secret::Secret;
use daybook_core::store::{calendars, connections, events};
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::{Front, Hosts};
use daybook_tests::servers::ics::Ics;
use daybook_tests::world::{World, book, connect};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/0.1");

/// A world as 0.1 left it, away from every provider.
fn world() -> World {
    left_by_0_1(World::new())
}

fn left_by_0_1(world: World) -> World {
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

/// The appointment that 0.1 sent, on the first of December at two, and its object.
const SENT: &str = "ecf06e05-e966-4a00-86c9-1d1fe626a226";
const SENT_OBJECT: &str = "7c21f29d-6a29-4b1c-9f93-a9ca3eb62db9.ics";
/// The one that waits.
const WAITING: &str = "4a690cb7-cb23-4f5e-8c58-65116c2d9c70";

/// The file of 0.1 and its account: there lies what 0.1 had read, and the cursors of then mean nothing any more.
struct Online {
    front: Front,
    world: World,
    _ca: Authority,
}

impl Online {
    /// `is_known`: the file still holds what 0.1 had read of its calendars.
    async fn begin(is_known: bool) -> Self {
        let ca = Authority::new();
        let front = Front::start(&ca, Hosts::Named).await;
        for (name, object) in read_by_0_1() {
            front.plant("work", &name, &object);
        }
        front.forget_tokens();
        let world = World::new().on(front.http(&ca.file())).with_address("ICLOUD_URL", front.root.as_str());
        let world = left_by_0_1(world);
        if !is_known {
            let file = rusqlite::Connection::open(world.data_dir().join("daybook.db")).unwrap();
            assert_eq!(file.execute("DELETE FROM events", []).unwrap(), 2);
        }
        // The server of then had another port.
        let home = front.partition.join("1234567/calendars/").unwrap();
        let store = world.store();
        let moved = store.write(|db| {
            let connection = connections::all(db)?.remove(0).connection?;
            // What is lost with the mirror is read from the beginning.
            for calendar in calendars::of_connection(db, &connection.id)?.iter().filter(|_| !is_known) {
                calendars::put_cursor(db, &calendar.id, None)?;
            }
            connections::put_place(db, &connection.id, &home, &connection.account.key)
        });
        moved.unwrap();
        world.clock.advance(TimeDelta::hours(1));
        Self { front, world, _ca: ca }
    }

    fn object(&self) -> String {
        String::from_utf8(self.front.stored("work", SENT_OBJECT).unwrap()).unwrap()
    }

    /// Somebody moves the appointment that was sent to four. Returns its object.
    fn move_there(&self) -> String {
        let moved = self.object().replace("T140000", "T160000").replace("T145000", "T165000");
        self.front.plant("work", SENT_OBJECT, moved.as_bytes());
        moved
    }

    /// What was to change something there.
    fn writes(&self) -> Vec<(String, String)> {
        let seen = self.front.seen().into_iter().filter(|seen| ["PUT", "DELETE"].contains(&seen.method.as_str()));
        seen.map(|seen| (seen.method, seen.body)).collect()
    }

    /// The appointment that waited stands there, once, and was sent once; nothing else was.
    fn only_what_waited_was_sent(&self) {
        let writes = self.writes();
        let [(method, body)] = writes.as_slice() else { panic!("{writes:?}") };
        assert!(method == "PUT" && body.contains("SUMMARY:Grace Hopper"), "{writes:?}");
        let all = self.front.names_in("work").into_iter().map(|name| self.front.stored("work", &name).unwrap());
        let all: Vec<_> = all.map(|object| String::from_utf8(object).unwrap()).collect();
        assert_eq!(all.len(), 3, "{all:?}");
        assert_eq!(all.iter().filter(|object| object.contains("SUMMARY:Grace Hopper")).count(), 1, "{all:?}");
    }
}

/// The objects of the calendar that receives bookings, as the file holds them, in the order of their ETags.
fn read_by_0_1() -> Vec<(String, Vec<u8>)> {
    let world = world();
    let read = world.store().read(|db| {
        let calendar = calendars::receiving(db)?.unwrap();
        let mut known = events::known(db, &calendar.id)?;
        known.sort_by(|(_, one), (_, other)| one.as_str().cmp(other.as_str()));
        let held = known.iter().map(|(handle, _)| events::by_handle(db, &calendar.id, handle));
        held.collect::<Result<Vec<_>, _>>()
    });
    let held = read.unwrap().into_iter().flatten();
    let held: Vec<_> = held.map(|one| (one.handle.as_str().to_owned(), one.body.to_vec())).collect();
    assert_eq!(held.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["swim.ics", SENT_OBJECT]);
    held
}

fn state(app: &App, id: &str) -> (&'static str, Option<&'static str>) {
    let sync = app.appointment(id).unwrap().sync;
    (sync.state.word(), sync.reason.map(|reason| reason.word()))
}

/// P31, Y4: taken online, what 0.1 had sent and stands there as it was is synced, whether or not the file still knows what it had
/// read. What waited goes out, once, however often it is synced.
#[tokio::test]
async fn what_0_1_had_sent_is_synced_and_what_waited_goes_out_once() {
    for is_known in [true, false] {
        let online = Online::begin(is_known).await;
        let before = online.object();
        let app = online.world.open().await;
        for _ in 0..3 {
            let report = app.sync_now().await.unwrap();
            assert_eq!(report.failed, 0, "{report:?}");
            assert_eq!((state(&app, SENT), state(&app, WAITING)), (("synced", None), ("synced", None)), "{is_known}");
            online.only_what_waited_was_sent();
            online.world.clock.advance(TimeDelta::minutes(11));
        }
        assert_eq!(online.object(), before);
        let activity = app.activity().unwrap();
        assert!(activity.needs_you.is_empty() && activity.waiting.is_empty(), "{activity:?}");
        let kept = app.appointment(SENT).unwrap();
        assert_eq!((kept.from.as_str(), kept.notes.as_str()), ("14:00", "likes the window seat"));
    }
}

/// P31, Y4: what 0.1 had sent and read is moved here where somebody only moved it there since.
#[tokio::test]
async fn what_was_moved_there_since_0_1_read_it_is_moved_here() {
    let online = Online::begin(true).await;
    let moved = online.move_there();
    let app = online.world.open().await;
    let report = app.sync_now().await.unwrap();
    assert_eq!(report.failed, 0, "{report:?}");
    assert_eq!((app.appointment(SENT).unwrap().from.as_str(), state(&app, SENT)), ("16:00", ("synced", None)));
    let history = app.history(SENT).unwrap();
    let there =
        history.iter().find(|entry| entry.what.word() == "changed_there").unwrap_or_else(|| panic!("{history:?}"));
    assert_eq!(there.changed[0].before, "2026-12-01T14:00/2026-12-01T14:50");
    assert_eq!(online.object(), moved);
    online.only_what_waited_was_sent();
}

/// P31, Y1, Y4: what was moved there is asked about, and not written over, where it was moved here as well, and where the file does
/// not know what had been agreed on.
#[tokio::test]
async fn what_was_moved_there_since_0_1_is_asked_about_where_nobody_knows_better() {
    for is_known in [true, false] {
        let online = Online::begin(is_known).await;
        let moved = online.move_there();
        let app = online.world.open().await;
        let mut here = "2026-12-01T14:00/2026-12-01T14:50";
        if is_known {
            let (id, start) = (SENT.to_owned(), "2026-12-01T12:00".to_owned());
            app.reschedule(RescheduleDraft { id, start, ..RescheduleDraft::default() }).unwrap();
            here = "2026-12-01T12:00/2026-12-01T12:50";
        }
        app.sync_now().await.unwrap();
        assert_eq!(state(&app, SENT), ("needs_you", Some("sync.conflict")), "{is_known}");
        assert_eq!(state(&app, WAITING), ("synced", None), "{is_known}");
        let mut asked = app.activity().unwrap().needs_you;
        assert_eq!(asked.len(), 1, "{asked:?}");
        let item = asked.remove(0);
        let differs: Vec<_> =
            item.differs.iter().map(|one| (one.field.word(), one.here.as_str(), one.there.as_str())).collect();
        assert_eq!(differs, [("time", here, "2026-12-01T16:00/2026-12-01T16:50")]);
        assert_eq!(online.object(), moved);
        app.use_theirs(&item.id).unwrap();
        app.sync_now().await.unwrap();
        assert_eq!((app.appointment(SENT).unwrap().from.as_str(), state(&app, SENT)), ("16:00", ("synced", None)));
        assert_eq!(online.object(), moved);
        if !is_known {
            online.only_what_waited_was_sent();
        }
    }
}
