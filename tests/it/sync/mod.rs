//! From the app to a calendar and back: over Radicale, and over a front with iCloud's manners.

mod connections;
mod editing;
mod sending;

use daybook_core::app::App;
use daybook_core::app::views::{Connection, RescheduleDraft};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::{Front, Hosts};
use daybook_tests::world::{World, connect};

/// A front, a world that knows its way there, and the app connected to it.
struct Practice {
    front: Front,
    world: World,
    app: App,
    connection: Connection,
}

const APPLE: &str = USER;

impl Practice {
    async fn new() -> Self {
        let ca = Authority::new();
        let front = Front::start(&ca, Hosts::Named).await;
        let world = World::new().on(front.http(&ca.file())).with_address("ICLOUD_URL", front.root.as_str());
        let app = world.open().await;
        let connection = connect(&app, "icloud", None, APPLE, PASSWORD).await.unwrap();
        app.sync_now().await.unwrap();
        front.forget_seen();
        Self { front, world, app, connection }
    }

    /// Bodies of the calendar that receives bookings.
    fn stored(&self) -> Vec<String> {
        let name = self.receiving();
        self.front
            .names_in(&name)
            .iter()
            .map(|object| String::from_utf8(self.front.stored(&name, object).unwrap()).unwrap())
            .collect()
    }

    /// The front's name of the calendar that receives bookings: the last part of its path.
    fn receiving(&self) -> String {
        "work".to_owned()
    }

    fn writes(&self) -> Vec<String> {
        let seen = self.front.seen();
        seen.iter()
            .filter(|seen| ["PUT", "DELETE"].contains(&seen.method.as_str()))
            .map(|seen| seen.method.clone())
            .collect()
    }

    fn state(&self, id: &str) -> (String, Option<String>) {
        let sync = self.app.appointment(id).unwrap().sync;
        (sync.state.word().to_owned(), sync.reason.map(|reason| reason.word().to_owned()))
    }

    fn status(&self) -> String {
        self.app.connections().unwrap().remove(0).status.word().to_owned()
    }
}

fn move_to(id: &str, start: &str) -> RescheduleDraft {
    RescheduleDraft { id: id.to_owned(), start: start.to_owned(), ..RescheduleDraft::default() }
}

fn edit_there(practice: &Practice, start: &str, new_start: &str, end: &str, new_end: &str) {
    let calendar = practice.receiving();
    let name = practice.front.names_in(&calendar).remove(0);
    let body = practice.stored().remove(0);
    let edited: Vec<_> = body
        .split("\r\n")
        .map(|line| match line.split_once([';', ':']).map(|(name, _)| name) {
            Some("DTSTART") if line.contains("Berlin") => line.replace(start, new_start),
            Some("DTEND") => line.replace(end, new_end),
            _ => line.to_owned(),
        })
        .collect();
    practice.front.plant(&calendar, &name, edited.join("\r\n").as_bytes());
}

const SWIMMING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:swim\r\n\
DTSTAMP:20150101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20150105T100000\r\nDTEND;TZID=Europe/Berlin:20150105T113000\r\n\
RRULE:FREQ=WEEKLY;BYDAY=TU\r\nEXDATE;TZID=Europe/Berlin:20261208T100000\r\nSUMMARY:Mia: swimming\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
