//! Calendar links: an address that is a secret, read at its own interval, and never written to.

mod attacks;
mod names;
mod unread;

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{Availability, ConnectChoice, Connection, ConnectionStatus};
use daybook_core::ical::split::split;
use daybook_core::model::reason::Reason;
use daybook_core::model::secret::Secret;
use daybook_core::ports::Clock;
use daybook_tests::servers::ics::{Fault, Ics, SECRET};
use daybook_tests::world::{World, book, connect};

use crate::ical_corpus::collected_data;

/// Holidays that say when to look again, with a series and its override.
fn feed(hours: u32, more: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:School\r\nREFRESH-INTERVAL;VALUE=DURATION:PT{hours}H\r\n\
         BEGIN:VEVENT\r\nUID:series\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\n\
         RRULE:FREQ=DAILY;COUNT=5\r\nSUMMARY:Lesson\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:series\r\nRECURRENCE-ID:20261202T090000Z\r\nDTSTART:20261202T130000Z\r\n\
         DTEND:20261202T140000Z\r\nSUMMARY:Lesson, later\r\nEND:VEVENT\r\n{more}END:VCALENDAR\r\n"
    )
}

struct Reader {
    server: Ics,
    world: World,
    app: App,
    connection: Connection,
}

impl Reader {
    async fn of(body: &str) -> Self {
        let server = Ics::start(body).await;
        let world = World::new();
        let app = world.open().await;
        let connection = connect(&app, "link", None, "", &server.link).await.unwrap();
        app.sync_due().await.unwrap();
        Self { server, world, app, connection }
    }

    /// Whether 50 minutes from there on are free, in Berlin's time.
    fn check(&self, start: &str) -> Availability {
        self.app.check(start, 50, None, None).unwrap().answer
    }

    fn now(&self) -> Connection {
        self.app.connections().unwrap().remove(0)
    }
}

#[tokio::test]
async fn a_link_is_one_calendar_that_counts_as_busy_and_takes_no_bookings() {
    let reader = Reader::of(&feed(1, "")).await;
    assert_eq!((reader.connection.label.as_str(), reader.connection.email.as_str()), ("Calendar link", "127.0.0.1"));
    let now = reader.now();
    assert_eq!(now.status, ConnectionStatus::ReadOnly);
    let school = &now.calendars[0];
    assert_eq!(school.name, "School");
    assert!(school.counts_busy && !school.can_write && !school.receives_bookings);
    let refused = reader.app.set_calendar(&school.id, None, Some(true), None).unwrap_err();
    assert_eq!(refused.code, Reason::CalReadOnly);
    // The override moved the second lesson.
    assert_eq!(reader.check("2026-12-01T10:00"), Availability::Busy);
    assert_eq!(reader.check("2026-12-02T10:00"), Availability::Free);
    assert_eq!(reader.check("2026-12-02T14:00"), Availability::Busy);
    // Bookings stay here.
    let kept = book(&reader.app, "Ada", "2026-12-08T10:00");
    assert_eq!(kept.calendar_id, None);
    reader.app.disconnect(&reader.connection.id, true).unwrap();
    assert!(reader.app.connections().unwrap().is_empty());
    assert_eq!(reader.check("2026-12-01T10:00"), Availability::Free);
}

#[tokio::test]
async fn a_link_is_read_at_its_own_interval_and_stands_for_as_long() {
    let reader = Reader::of(&feed(2, "")).await;
    reader.server.seen();
    reader.world.clock.advance(TimeDelta::minutes(119));
    reader.app.sync_due().await.unwrap();
    assert!(reader.server.seen().is_empty(), "it is asked more often than it wants");
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free);

    // A round of the sync comes by every five minutes.
    reader.world.clock.advance(TimeDelta::minutes(5));
    reader.app.sync_due().await.unwrap();
    let seen = reader.server.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].status, seen[0].if_none_match.as_deref()), (304, Some("\"v1\"")));
    assert!(seen[0].if_modified_since.is_some());

    // Unplugged, it stands for its own interval and the grace of any calendar, and then for nothing.
    reader.world.network.unplug(true);
    reader.world.clock.advance(TimeDelta::minutes(134));
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free);
    reader.world.clock.advance(TimeDelta::minutes(1));
    reader.app.sync_due().await.unwrap();
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Unknown);
}

#[tokio::test]
async fn an_interval_beyond_reason_is_bounded() {
    let reader = Reader::of(&feed(1000, "")).await;
    reader.world.clock.advance(TimeDelta::hours(24));
    reader.server.seen();
    reader.app.sync_due().await.unwrap();
    assert_eq!(reader.server.seen().len(), 1);
    let often = Reader::of(&feed(1, "").replace("PT1H", "PT1S")).await;
    often.server.seen();
    often.world.clock.advance(TimeDelta::minutes(14));
    often.app.sync_due().await.unwrap();
    assert!(often.server.seen().is_empty());
}

#[tokio::test]
async fn what_is_new_and_what_is_gone_arrives_and_a_new_stamp_is_no_news() {
    let meeting = "BEGIN:VEVENT\r\nUID:m\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261209T090000Z\r\n\
                   DTEND:20261209T100000Z\r\nEND:VEVENT\r\n";
    let reader = Reader::of(&feed(1, meeting)).await;
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy);
    reader.server.publish(&feed(1, &meeting.replace("DTSTAMP:20261101", "DTSTAMP:20261102")));
    reader.world.clock.advance(TimeDelta::hours(1));
    assert_eq!(reader.app.sync_due().await.unwrap().pulled, 0);
    reader.server.publish(&feed(1, ""));
    reader.world.clock.advance(TimeDelta::hours(1));
    assert_eq!(reader.app.sync_due().await.unwrap().pulled, 1);
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Free);
}

#[tokio::test]
async fn what_cannot_be_read_is_never_taken_for_free_time() {
    // One event without a readable start.
    let reader = Reader::of(&feed(1, "BEGIN:VEVENT\r\nUID:x\r\nDTSTART:soon\r\nEND:VEVENT\r\n")).await;
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Unknown);
    // A file that is cut off, or a page in its place: what was known stands, and grows old.
    let reader = Reader::of(&feed(1, "")).await;
    for body in [&feed(1, "")[..200], "<html>Sign in</html>", ""] {
        reader.server.publish(body);
        reader.world.clock.advance(TimeDelta::hours(1));
        reader.app.sync_due().await.unwrap();
        assert_eq!(reader.check("2026-12-01T10:00"), Availability::Busy, "{body}");
    }
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Unknown);
}

#[tokio::test]
async fn a_link_that_was_taken_back_asks_for_the_new_one_and_keeps_its_place() {
    let mut reader = Reader::of(&feed(1, "")).await;
    for status in [404, 410, 401, 403] {
        reader.server.fault(Some(Fault::Status(status)));
        reader.world.clock.advance(TimeDelta::hours(1));
        reader.app.sync_now().await.unwrap();
        let now = reader.now();
        assert_eq!((now.status, now.reason), (ConnectionStatus::NeedsSignIn, Some(Reason::AuthLinkGone)));
        assert_eq!(reader.check("2026-12-08T10:00"), Availability::Unknown);
        let other = Ics::start(&feed(1, "")).await;
        let found = reader.app.look_up("link", None, "", Secret::new(other.link.as_str())).await.unwrap();
        let choice = ConnectChoice {
            found_id: found.found_id.clone(),
            busy: vec![found.calendars[0].key.clone()],
            receives: None,
            replaces: Some(now.id.clone()),
            name: None,
        };
        assert_eq!(reader.app.connect(choice).unwrap().id, now.id);
        reader.app.sync_due().await.unwrap();
        assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free);
        assert_eq!(reader.now().calendars.len(), 1);
        reader.server = other;
    }
}

#[tokio::test]
async fn nothing_but_the_host_of_a_link_is_ever_shown_or_lies_on_disk() {
    let reader = Reader::of(&feed(1, "")).await;
    let shown = format!("{:?}{:?}{:?}", reader.connection, reader.now(), reader.app.activity().unwrap());
    assert!(!shown.contains(SECRET) && shown.contains("127.0.0.1"));
    for fault in [Fault::Status(500), Fault::Status(404), Fault::Redirect("https://elsewhere.example/x".into())] {
        reader.server.fault(Some(fault));
        let said = reader.app.look_up("link", None, "", Secret::new(reader.server.link.as_str())).await.unwrap_err();
        assert!(!format!("{said:?}").contains(SECRET), "{said:?}");
    }
    for link in [format!("ftp://cal.example/{SECRET}"), format!("http://cal.example/{SECRET}"), SECRET.to_owned()] {
        let said = reader.app.look_up("link", None, "", Secret::new(link)).await.unwrap_err();
        assert!(!format!("{said:?}").contains(SECRET), "{said:?}");
    }
    let bytes = reader.world.bytes_on_disk();
    assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()));
}

#[tokio::test]
async fn a_redirect_is_followed_at_the_site_of_the_link_and_nowhere_else() {
    let server = Ics::start(&feed(1, "")).await;
    let world = World::new();
    let app = world.open().await;
    server.fault(Some(Fault::Redirect(format!("/moved/{SECRET}"))));
    assert!(connect(&app, "link", None, "", &server.link).await.is_ok());
    let stranger = Ics::start(&feed(1, "")).await;
    let elsewhere = stranger.link.replace("127.0.0.1", "localhost");
    server.fault(Some(Fault::Redirect(elsewhere)));
    let refused = app.look_up("link", None, "", Secret::new(server.link.as_str())).await.unwrap_err();
    assert_eq!(refused.code, Reason::AuthRedirect);
    assert!(stranger.seen().is_empty());
    assert!(world.clock.now() > chrono::DateTime::UNIX_EPOCH);
}

#[test]
fn files_that_others_collected_are_split_or_refused() {
    let Some(folder) = collected_data() else { return };
    let mut split_up = 0;
    for source in ["icalendar", "allenporter-ical"] {
        for entry in std::fs::read_dir(folder.join("ics").join(source)).unwrap() {
            let raw = std::fs::read(entry.unwrap().path()).unwrap();
            let Ok(feed) = split(&raw) else { continue };
            split_up += 1;
            for object in feed.objects {
                // Each object is whole, and has one UID.
                let read = daybook_core::ical::read(&object.raw, None);
                assert!(!read.is_err_and(|why| ["cut off", "more than one UID"].contains(&why.0)));
                assert_eq!(split(&object.raw).unwrap().objects.len(), 1);
            }
        }
    }
    assert!(split_up > 150, "{split_up}");
}
