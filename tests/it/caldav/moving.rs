//! Any server whose home moves: the queue is kept, and the new place is saved.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::response::Response;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::servers::scripted::{Asked, Scripted, answer, found, multistatus};
use daybook_tests::world::{World, book, connect};

/// What the server does at the moment.
#[derive(Clone, Default)]
struct Now {
    homes: Vec<&'static str>,
    /// What is answered below a home that was left; 0 = an empty list.
    left: u16,
    stored: HashMap<String, String>,
}

struct Place {
    server: Scripted,
    now: Arc<Mutex<Now>>,
}

impl Place {
    async fn start() -> Self {
        let now = Arc::new(Mutex::new(Now { homes: vec!["/old/anna/"], ..Now::default() }));
        let seen = now.clone();
        let server = Scripted::start(move |asked| respond(asked, &mut seen.lock().unwrap())).await;
        Self { server, now }
    }

    fn move_to(&self, homes: &[&'static str], left: u16) {
        let mut now = self.now.lock().unwrap();
        (now.homes, now.left) = (homes.to_vec(), left);
        self.server.forget_seen();
    }

    fn asked_under(&self, folder: &str) -> usize {
        self.server.seen().iter().filter(|one| one.path.starts_with(folder)).count()
    }
}

fn respond(asked: &Asked, now: &mut Now) -> Response {
    let collection = "<D:resourcetype><D:collection/></D:resourcetype><D:current-user-principal><D:href>/who/anna/</D:href></D:current-user-principal>";
    let calendar = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>Praxis</D:displayname><CS:getctag>1</CS:getctag>";
    if asked.is("PROPFIND", "/") {
        return multistatus(found("/", collection).as_bytes());
    }
    if asked.is("PROPFIND", "/who/anna/") {
        let homes: String = now.homes.iter().map(|home| format!("<D:href>{home}</D:href>")).collect();
        return multistatus(
            found("/who/anna/", &format!("<C:calendar-home-set>{homes}</C:calendar-home-set>")).as_bytes(),
        );
    }
    let Some(home) = now.homes.iter().find(|home| asked.path.starts_with(**home)) else {
        return match (asked.path.starts_with("/old/"), now.left) {
            (true, 0) if asked.method == "PROPFIND" && asked.path == "/old/anna/" => {
                multistatus(found("/old/anna/", "<D:resourcetype><D:collection/></D:resourcetype>").as_bytes())
            }
            (true, 0) | (false, _) => answer(404, ""),
            (true, left) => answer(left, ""),
        };
    };
    let work = format!("{home}work/");
    match (asked.method.as_str(), asked.path.strip_prefix(&work)) {
        ("PROPFIND", None) => multistatus((found(home, collection) + &found(&work, calendar)).as_bytes()),
        ("PROPFIND", Some("")) => multistatus(found(&work, calendar).as_bytes()),
        ("PUT", Some(name)) if !name.is_empty() => {
            now.stored.insert(name.to_owned(), asked.body.clone());
            let mut made = answer(201, "");
            made.headers_mut().insert("etag", "\"1\"".parse().unwrap());
            made
        }
        ("GET", Some(name)) if now.stored.contains_key(name) => {
            let mut object = answer(200, now.stored[name].clone());
            object.headers_mut().insert("etag", "\"1\"".parse().unwrap());
            object
        }
        ("GET", Some(_)) => answer(404, ""),
        _ => answer(207, ""),
    }
}

/// Y11: another folder on the same server, whatever the old one answers.
#[tokio::test]
async fn a_home_in_another_folder_is_found_from_the_principal() {
    for left in [404, 410, 421, 0] {
        let place = Place::start().await;
        let world = World::new();
        let app = world.open().await;
        connect(&app, "caldav", Some(place.server.url.as_str()), USER, PASSWORD).await.unwrap();
        app.sync_now().await.unwrap();
        let before = app.connections().unwrap().remove(0).calendars;
        world.network.unplug(true);
        let booked = book(&app, "Ada", "2026-12-01T10:00");
        world.network.unplug(false);
        place.move_to(&["/new/home/of/anna/"], left);
        for _ in 0..2 {
            app.sync_now().await.unwrap();
        }
        let now = app.connections().unwrap().remove(0).calendars;
        assert_eq!(now.len(), 1, "{left}: the same calendar, and not a second one: {now:?}");
        assert_eq!((&now[0].id, now[0].gone, now[0].receives_bookings), (&before[0].id, false, true), "{left}");
        assert_eq!(place.now.lock().unwrap().stored.len(), 1, "{left}: what waited is there");
        let state = app.appointment(&booked.id).unwrap().sync.state;
        assert_eq!(state.word(), "synced", "{left}");
        place.server.forget_seen();
        app.sync_now().await.unwrap();
        assert_eq!(place.asked_under("/old/"), 0, "{left}: the new place is saved");
        assert_eq!(place.asked_under("/who/"), 0, "{left}");
    }
}

/// Y11: version 0.1 kept the first home of several. The principal is looked for once.
#[tokio::test]
async fn a_connection_of_0_1_finds_its_other_homes_once() {
    let place = Place::start().await;
    let world = World::new();
    let app = world.open().await;
    connect(&app, "caldav", Some(place.server.url.as_str()), USER, PASSWORD).await.unwrap();
    app.sync_now().await.unwrap();
    place.move_to(&["/old/anna/", "/team/"], 404);
    app.sync_now().await.unwrap();
    assert_eq!(app.connections().unwrap()[0].calendars.len(), 1, "an account of one home is asked at its home");
    let file = rusqlite::Connection::open(world.data_dir().join("daybook.db")).unwrap();
    assert_eq!(file.execute("DELETE FROM settings WHERE name LIKE 'placed.%'", []).unwrap(), 1);
    app.sync_now().await.unwrap();
    assert_eq!(app.connections().unwrap()[0].calendars.len(), 2);
    let reopened = world.open().await;
    reopened.sync_now().await.unwrap();
    assert_eq!(reopened.connections().unwrap()[0].calendars.iter().filter(|one| !one.gone).count(), 2);
    assert_eq!(
        file.query_row("SELECT count(*) FROM settings WHERE name LIKE 'placed.%'", [], |row| row.get::<_, u32>(0)),
        Ok(1)
    );
}
