//! Large calendars and slow servers: how much is asked, and how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use daybook_core::model::ids::{CalendarHandle, EventHandle, Revision};
use daybook_core::providers::{Changes, RemoteCalendar, by_id};
use daybook_tests::account;
use daybook_tests::ca::Authority;
use daybook_tests::servers::scripted::{Asked, Scripted, answer, found, multistatus};

use super::numbered;

const CALENDAR: &str = "/home/work/";

/// An account of one calendar with `count` members, which answers as fast as it can.
struct Wire {
    server: Scripted,
    /// The number of the newest change.
    now: Arc<AtomicUsize>,
}

impl Wire {
    async fn start(count: usize) -> Self {
        let mut list = found(CALENDAR, "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>");
        for number in 0..count {
            list += &member(number, "");
        }
        let list = Bytes::from(list);
        let now = Arc::new(AtomicUsize::new(1));
        let newest = now.clone();
        let server = Scripted::start(move |asked| answer_to(asked, &list, newest.load(Ordering::SeqCst))).await;
        Self { server, now }
    }

    fn open(&self) -> Box<dyn RemoteCalendar> {
        let ca = Authority::new();
        account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &self.server.url.join("home/").unwrap())
    }

    /// How many requests of a kind came in: by method, Depth and a word in the body.
    fn asked(&self, method: &str, depth: &str, word: &str) -> usize {
        let is = |one: &&Asked| one.method == method && one.depth.as_deref() == Some(depth) && one.body.contains(word);
        self.server.seen().iter().filter(is).count()
    }
}

fn member(number: usize, data: &str) -> String {
    found(&format!("{CALENDAR}{number:06}.ics"), &format!("<D:getetag>\"{number}\"</D:getetag>{data}"))
}

fn data(number: usize) -> String {
    format!("<C:calendar-data>{}</C:calendar-data>", String::from_utf8_lossy(&numbered(number)))
}

fn answer_to(asked: &Asked, list: &Bytes, now: usize) -> axum::response::Response {
    let about = format!(
        "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:sync-token>{now}</D:sync-token>\
         <D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"
    );
    let home = "<D:resourcetype><D:collection/></D:resourcetype><D:current-user-principal><D:href>/me/</D:href>\
                </D:current-user-principal>";
    match (asked.method.as_str(), asked.path.as_str(), asked.depth.as_deref()) {
        ("PROPFIND", "/me/", _) => {
            multistatus(found("/me/", "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>").as_bytes())
        }
        ("PROPFIND", "/home/", Some("1")) => multistatus((found("/home/", home) + &found(CALENDAR, &about)).as_bytes()),
        ("PROPFIND", "/home/", _) => multistatus(found("/home/", home).as_bytes()),
        ("PROPFIND", CALENDAR, Some("1")) => multistatus(list),
        ("PROPFIND", CALENDAR, _) => multistatus(found(CALENDAR, &about).as_bytes()),
        ("REPORT", CALENDAR, _) if asked.body.contains("multiget") => {
            let numbers = asked.body.split(CALENDAR).skip(1).filter_map(|rest| rest.get(..6)?.parse().ok());
            multistatus(numbers.map(|number| member(number, &data(number))).collect::<String>().as_bytes())
        }
        ("REPORT", CALENDAR, _) => multistatus(format!("<D:sync-token>{now}</D:sync-token>").as_bytes()),
        _ => answer(404, ""),
    }
}

/// Reads page by page to the end, as a sync does. Returns the last page, what is held then, and the pages.
async fn read(
    remote: &dyn RemoteCalendar,
    mut held: Vec<(EventHandle, Revision)>,
) -> (Changes, Vec<(EventHandle, Revision)>, usize) {
    let calendar: CalendarHandle = CALENDAR.into();
    let (mut cursor, mut pages) = (None, 0);
    loop {
        let page = remote.changes(&calendar, cursor.as_ref(), &held).await.unwrap();
        pages += 1;
        held.extend(page.changed.iter().map(|one| (one.handle.clone(), one.revision.clone())));
        if !page.more {
            return (page, held, pages);
        }
        cursor = page.next;
    }
}

/// Y20: the list is asked for once, whatever the number of pages, and objects come by the hundred.
#[tokio::test]
async fn a_first_reading_asks_for_the_list_once_and_for_objects_by_the_hundred() {
    let wire = Wire::start(2_000).await;
    let remote = wire.open();
    let (last, held, pages) = read(remote.as_ref(), Vec::new()).await;
    assert_eq!((held.len(), pages), (2_000, 4));
    assert_eq!(last.complete.map(|all| all.len()), Some(2_000));
    assert_eq!(wire.asked("PROPFIND", "1", ""), 1);
    assert_eq!(wire.asked("REPORT", "1", "calendar-multiget"), 8);
    assert_eq!(wire.server.seen().len(), 11, "once for the state of the collection, and once for what is soon");
}

/// Y20: 40,000 never came through.
#[tokio::test]
async fn a_calendar_of_very_many_events_is_read() {
    let wire = Wire::start(40_000).await;
    let held = (0..39_990).map(|number| (format!("{number:06}.ics").into(), format!("\"{number}\"").as_str().into()));
    let (last, held, pages) = read(wire.open().as_ref(), held.collect()).await;
    assert_eq!((held.len(), pages), (40_000, 1));
    assert_eq!(last.complete.map(|all| all.len()), Some(40_000));
}

/// Y20: the list of calendars says that nothing is new, so that no calendar is asked.
#[tokio::test]
async fn nothing_new_is_one_request() {
    let wire = Wire::start(3).await;
    let (last, held, _) = read(wire.open().as_ref(), Vec::new()).await;
    let look = async || {
        wire.server.forget_seen();
        let remote = wire.open();
        remote.calendars().await.unwrap();
        let page = remote.changes(&CALENDAR.into(), last.next.as_ref(), &held).await.unwrap();
        assert!(page.changed.is_empty() && !page.more);
        (page.next, wire.server.seen().len())
    };
    assert_eq!(look().await, (last.next.clone(), 1));
    // And without that list it is one as well.
    wire.server.forget_seen();
    wire.open().changes(&CALENDAR.into(), last.next.as_ref(), &held).await.unwrap();
    assert_eq!(wire.server.seen().len(), 1);
    wire.now.store(2, Ordering::SeqCst);
    let (next, requests) = look().await;
    assert_eq!((next, requests), (Some("sync 2".into()), 2), "something is new somewhere");
}

/// Y20: a mirror that holds half of it needs the other half only.
#[tokio::test]
async fn a_reading_that_was_broken_off_goes_on_with_what_is_left() {
    let wire = Wire::start(1_200).await;
    let first = wire.open().changes(&CALENDAR.into(), None, &[]).await.unwrap();
    assert!(first.more);
    let held: Vec<_> = first.changed.iter().map(|one| (one.handle.clone(), one.revision.clone())).collect();
    wire.server.forget_seen();
    let (last, held, pages) = read(wire.open().as_ref(), held).await;
    assert_eq!((held.len(), pages), (1_200, 2));
    assert_eq!(last.complete.map(|all| all.len()), Some(1_200));
    assert_eq!(wire.asked("REPORT", "1", "calendar-multiget"), 3, "250, 250, 200 and no more");
}

/// Y20: where a report gives the objects, none is asked for again. Where it is refused, it is asked without them.
#[tokio::test]
async fn a_report_brings_the_objects_where_the_server_gives_them() {
    for gives in [true, false] {
        let server = Scripted::start(move |asked| match asked.method.as_str() {
            "REPORT" if asked.body.contains("multiget") => panic!("asked again"),
            "REPORT" if gives => {
                multistatus((member(1, &data(1)) + &member(2, &data(2)) + "<D:sync-token>2</D:sync-token>").as_bytes())
            }
            "REPORT" if asked.body.contains("calendar-data") => answer(400, ""),
            "REPORT" => multistatus((member(1, "") + "<D:sync-token>2</D:sync-token>").as_bytes()),
            "GET" => answer(200, numbered(1)),
            _ => answer(404, ""),
        })
        .await;
        let ca = Authority::new();
        let remote = account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &server.url);
        let page = remote.changes(&CALENDAR.into(), Some(&"sync 1".into()), &[]).await.unwrap();
        assert!(page.changed.iter().all(|one| one.event.is_ok()));
        assert_eq!((page.changed.len(), page.next), (if gives { 2 } else { 1 }, Some("sync 2".into())));
        assert_eq!(server.seen().len(), if gives { 1 } else { 3 });
    }
}
