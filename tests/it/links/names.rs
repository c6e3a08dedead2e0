//! What the calendar of a link is called, what zone it is in, and what becomes of that when the link changes.

use chrono::TimeDelta;
use daybook_core::app::views::{Availability, ConnectionStatus, UiError};
use daybook_core::model::reason::Reason;
use daybook_core::model::secret::Secret;
use daybook_tests::servers::ics::{Fault, Ics};
use daybook_tests::world::World;

use super::{Reader, feed};

fn called(name: &str) -> String {
    feed(1, "").replace("X-WR-CALNAME:School", &format!("X-WR-CALNAME:{name}"))
}

impl Reader {
    async fn publishes(&self, body: &str) {
        self.server.publish(body);
        self.world.clock.advance(TimeDelta::hours(1));
        self.app.sync_due().await.unwrap();
    }

    fn name(&self) -> String {
        self.now().calendars[0].name.clone()
    }

    /// Looks `link` up and saves it, in place of `replaces`, with a name of one's own.
    async fn paste(&self, link: &str, replaces: Option<&str>, name: Option<&str>) -> Result<String, UiError> {
        let found = self.app.look_up("link", None, "", Secret::new(link)).await?;
        let saved = self.app.connect_in_place_of(&found, replaces.map(str::to_owned), name.map(str::to_owned))?;
        self.app.sync_due().await.unwrap();
        Ok(saved.id)
    }
}

#[tokio::test]
async fn its_name_is_read_again_until_the_person_gives_one() {
    let reader = Reader::of(&called("School 2026")).await;
    assert_eq!((reader.name().as_str(), reader.now().calendars[0].events), ("School 2026", 1));
    reader.publishes(&called("School 2027")).await;
    assert_eq!(reader.name(), "School 2027");
    let link = reader.server.link.clone();
    assert_eq!(reader.paste(&link, None, Some("  Mia’s school ")).await.unwrap(), reader.connection.id);
    reader.publishes(&called("School 2028")).await;
    assert_eq!((reader.name().as_str(), reader.now().calendars[0].named_here), ("Mia’s school", true));
    // Pasted again without a name it keeps the one it was given, and with an empty one it is called as it is there.
    reader.paste(&link, None, None).await.unwrap();
    assert_eq!(reader.name(), "Mia’s school");
    reader.paste(&link, None, Some("")).await.unwrap();
    assert_eq!((reader.name().as_str(), reader.now().calendars[0].named_here), ("School 2028", false));
    reader.publishes(&called("School 2029")).await;
    assert_eq!(reader.name(), "School 2029");
    for bad in ["two\nlines", &"x".repeat(201)] {
        assert_eq!(reader.paste(&link, None, Some(bad)).await.unwrap_err().code, Reason::Input);
    }
}

/// T3: a time without a zone is one of wherever the person is, whatever the zone of its calendar.
#[tokio::test]
async fn another_zone_of_it_moves_no_time_that_has_none() {
    let at_ten = "BEGIN:VEVENT\r\nUID:ten\r\nDTSTART:20261209T100000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n";
    let body = |zone: &str| feed(1, at_ten).replace("REFRESH", &format!("X-WR-TIMEZONE:{zone}\r\nREFRESH"));
    let reader = Reader::of(&feed(1, at_ten)).await;
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy);
    for (zone, start) in [("America/New_York", "2026-12-09T16:00"), ("Asia/Tokyo", "2026-12-09T02:00")] {
        reader.publishes(&body(zone)).await;
        assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy, "{zone}");
        assert_eq!(reader.check(start), Availability::Free, "{zone}");
    }
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_a_dead_one_with_its_wishes_and_is_read_at_once() {
    // It wants to be read once a day.
    let mut reader = Reader::of(&feed(24, "")).await;
    let link = reader.server.link.clone();
    reader.paste(&link, None, Some("Mia’s school")).await.unwrap();
    let school = reader.now().calendars[0].id.clone();
    reader.app.set_calendar(&school, Some(false), None, None).unwrap();
    reader.server.fault(Some(Fault::Status(404)));
    reader.app.sync_now().await.unwrap();
    assert_eq!(reader.now().status, ConnectionStatus::NeedsSignIn);

    let new = Ics::start(&feed(24, "BEGIN:VEVENT\r\nUID:n\r\nDTSTART:20261210T090000Z\r\nEND:VEVENT\r\n")).await;
    let id = reader.now().id;
    for nobody in ["nobody", ""] {
        assert_eq!(reader.paste(&new.link, Some(nobody), None).await.unwrap_err().code, Reason::NotFound);
    }
    assert_eq!(reader.paste(&new.link, Some(&id), None).await.unwrap(), id);
    let [now] = &reader.app.connections().unwrap()[..] else { panic!("one connection") };
    let [calendar] = &now.calendars[..] else { panic!("one calendar") };
    assert_eq!((now.status, now.reason, calendar.id.as_str()), (ConnectionStatus::ReadOnly, None, school.as_str()));
    assert_eq!((calendar.name.as_str(), calendar.counts_busy), ("Mia’s school", false));
    assert_eq!(calendar.events, 2, "the new link was not read");
    reader.server = new;
}

/// The server may have been wrong: nobody has to paste a link that still works.
#[tokio::test]
async fn a_link_that_works_again_is_found_again() {
    let reader = Reader::of(&feed(1, "")).await;
    reader.server.fault(Some(Fault::Status(403)));
    reader.world.clock.advance(TimeDelta::hours(1));
    reader.app.sync_due().await.unwrap();
    assert_eq!(reader.now().reason, Some(Reason::AuthLinkGone));
    reader.server.fault(None);
    reader.server.seen();
    reader.world.clock.advance(TimeDelta::minutes(30));
    reader.app.sync_due().await.unwrap();
    assert!(reader.server.seen().is_empty(), "it is asked too often");
    reader.app.sync_now().await.unwrap();
    assert_eq!(reader.now().status, ConnectionStatus::ReadOnly, "by “Read again”");

    reader.server.fault(Some(Fault::Status(403)));
    reader.app.sync_now().await.unwrap();
    assert_eq!(reader.now().status, ConnectionStatus::NeedsSignIn);
    reader.server.fault(None);
    reader.world.clock.advance(TimeDelta::minutes(61));
    reader.app.sync_due().await.unwrap();
    assert_eq!(reader.now().status, ConnectionStatus::ReadOnly, "by itself");
}

#[tokio::test]
async fn it_can_be_given_a_name_from_the_beginning() {
    let world = World::new();
    let app = world.open().await;
    let server = Ics::start(&feed(1, "")).await;
    let found = app.look_up("link", None, "", Secret::new(server.link.as_str())).await.unwrap();
    let saved = app.connect_in_place_of(&found, None, Some("Holidays".into())).unwrap();
    assert_eq!(saved.calendars[0].name, "Holidays");
}
