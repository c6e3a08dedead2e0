//! What servers of other makers answer, word for word.

use daybook_core::model::ids::{CalendarHandle, EventHandle, Revision};
use daybook_core::providers::{Expect, RemoteCalendar, RemoteError, by_id};
use daybook_tests::account;
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::Fault;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::servers::scripted::{Asked, Scripted, answer, found, multistatus};

use super::{Apple, FOREIGN};
use crate::contract::new;

fn open(server: &Scripted, path: &str) -> Box<dyn RemoteCalendar> {
    let ca = Authority::new();
    account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &server.url.join(path).unwrap())
}

/// SOGo 5.8: every calendar of an account is a scheduling outbox as well.
fn sogo(asked: &Asked) -> axum::response::Response {
    let collection = "<D:resourcetype><D:collection/></D:resourcetype>";
    let principal = "<D:current-user-principal><D:href>/SOGo/dav/anna/</D:href></D:current-user-principal>";
    let calendar = |name: &str, title: &str, component: &str| {
        found(
            &format!("/SOGo/dav/anna/Calendar/{name}/"),
            &format!(
                "<D:resourcetype><D:collection/><n1:calendar xmlns:n1=\"urn:ietf:params:xml:ns:caldav\"/>\
                 <n1:schedule-outbox xmlns:n1=\"urn:ietf:params:xml:ns:caldav\"/></D:resourcetype>\
                 <D:displayname>{title}</D:displayname><C:supported-calendar-component-set><C:comp name=\"{component}\"/>\
                 </C:supported-calendar-component-set><D:current-user-privilege-set><D:privilege><D:all/></D:privilege>\
                 <D:privilege><D:write/></D:privilege></D:current-user-privilege-set>"
            ),
        )
    };
    match (asked.method.as_str(), asked.path.as_str()) {
        ("PROPFIND", "/.well-known/caldav" | "/SOGo/dav/") => {
            multistatus(found(&asked.path, &format!("{collection}{principal}")).as_bytes())
        }
        ("PROPFIND", "/SOGo/dav/anna/") => multistatus(
            found(
                "/SOGo/dav/anna/",
                "<C:calendar-home-set><D:href>/SOGo/dav/anna/Calendar/</D:href></C:calendar-home-set>\
                 <C:schedule-inbox-URL><D:href>/SOGo/dav/anna/Calendar/personal/</D:href></C:schedule-inbox-URL>",
            )
            .as_bytes(),
        ),
        ("PROPFIND", "/SOGo/dav/anna/Calendar/") => multistatus(
            [
                found("/SOGo/dav/anna/Calendar/", &format!("{collection}{principal}")),
                calendar("personal", "Personal Calendar", "VEVENT"),
                calendar("tasks", "Tasks", "VTODO"),
            ]
            .concat()
            .as_bytes(),
        ),
        ("OPTIONS", _) => answer(200, ""),
        _ => answer(404, ""),
    }
}

/// Y6
#[tokio::test]
async fn the_calendars_of_sogo_are_found_though_each_is_an_outbox_too() {
    let server = Scripted::start(sogo).await;
    for path in ["/.well-known/caldav", "/SOGo/dav/", "/SOGo/dav/anna/", "/SOGo/dav/anna/Calendar/"] {
        let remote = open(&server, path);
        assert_eq!(remote.whoami().await.unwrap().server.path(), "/SOGo/dav/anna/Calendar/", "{path}");
        let calendars = remote.calendars().await.unwrap();
        let found: Vec<_> = calendars.iter().map(|one| (one.name.as_str(), one.can_write)).collect();
        assert_eq!(found, [("Personal Calendar", true)], "{path}");
    }
}

/// One calendar, whose lists are `list` and whose reports are `report`.
async fn with_lists(list: &'static str, report: &'static str) -> Scripted {
    Scripted::start(move |asked| match (asked.method.as_str(), asked.depth.as_deref()) {
        ("PROPFIND", Some("0")) => multistatus(
            found(
                &asked.path,
                "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:sync-token>2</D:sync-token>",
            )
            .as_bytes(),
        ),
        ("PROPFIND", _) if list == "torn" => answer(207, "<D:multistatus xmlns:D=\"DAV:\"><D:response>"),
        ("PROPFIND", _) => multistatus(list.as_bytes()),
        ("REPORT", _) if asked.body.contains("multiget") => multistatus(b""),
        ("REPORT", _) => multistatus(report.as_bytes()),
        _ => answer(404, ""),
    })
    .await
}

const MEMBER: &str = "<D:response><D:href>/a/1.ics</D:href><D:propstat><D:prop><D:getetag>\"1\"</D:getetag></D:prop>\
<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>";

/// Y7: empty, without the collection, cut off, the collection refused.
#[tokio::test]
async fn a_list_without_the_collection_itself_is_no_answer() {
    let calendar: CalendarHandle = "/a/".into();
    let held = [EventHandle::from("1.ics"), "2.ics".into()].map(|handle| (handle, Revision::from("\"1\"")));
    let refused = "<D:response><D:href>/a/</D:href><D:status>HTTP/1.1 403 Forbidden</D:status></D:response>";
    for list in ["", MEMBER, "torn", refused] {
        let server = with_lists(list, "").await;
        let met = open(&server, "/a/").changes(&calendar, None, &held).await;
        assert!(matches!(met, Err(RemoteError::Garbled(_))), "{list}: {met:?}");
    }
    let itself = found("/a/", "<D:resourcetype><D:collection/></D:resourcetype>") + MEMBER;
    let server = with_lists(itself.leak(), "").await;
    let full = open(&server, "/a/").changes(&calendar, None, &held).await.unwrap();
    assert_eq!(full.complete, Some(vec!["1.ics".into()]), "a whole list is an answer");
}

/// Y7: nothing is removed, and the cursor stays.
#[tokio::test]
async fn a_report_without_its_token_is_no_answer() {
    let calendar: CalendarHandle = "/a/".into();
    let gone = "<D:response><D:href>/a/1.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>";
    for report in ["", gone, MEMBER] {
        let server = with_lists("", report).await;
        let met = open(&server, "/a/").changes(&calendar, Some(&"sync 1".into()), &[]).await;
        assert!(matches!(met, Err(RemoteError::Garbled(_))), "{report}: {met:?}");
    }
}

/// Y7: a calendar is not gone because an answer about it is empty.
#[tokio::test]
async fn an_empty_answer_about_a_calendar_does_not_say_that_it_is_gone() {
    let server = Scripted::start(|asked| match asked.method.as_str() {
        "PROPFIND" => multistatus(b""),
        _ => answer(404, ""),
    })
    .await;
    let remote = open(&server, "/a/");
    for since in [None, Some("sync 1".into())] {
        let met = remote.changes(&"/a/".into(), since.as_ref(), &[]).await;
        assert!(matches!(met, Err(RemoteError::Garbled(_))), "{met:?}");
    }
}

/// Y7: the list holds the collection and nothing else, and what it leaves out is there when it is asked for.
#[tokio::test]
async fn a_list_that_leaves_out_what_is_there_removes_nothing() {
    let lying = Scripted::start(|asked| match (asked.method.as_str(), asked.depth.as_deref()) {
        ("PROPFIND", _) => {
            multistatus(found("/a/", "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>").as_bytes())
        }
        ("REPORT", _) => {
            let data = String::from_utf8_lossy(FOREIGN);
            multistatus(found("/a/1.ics", &format!("<C:calendar-data>{data}</C:calendar-data>")).as_bytes())
        }
        ("GET", _) => answer(200, FOREIGN),
        _ => answer(404, ""),
    })
    .await;
    let known: Vec<_> = (0..3).map(|one| (format!("{one}.ics").into(), Revision::from("\"1\""))).collect();
    for held in [&known[..], &known[..1]] {
        let met = open(&lying, "/a/").changes(&"/a/".into(), None, held).await;
        assert!(matches!(met, Err(RemoteError::Garbled(_))), "{met:?}");
    }
}

/// Y28: in the mirror and in our next update every byte of it is as it was.
#[tokio::test]
async fn a_line_folded_inside_a_character_and_latin_1_survive_a_multiget() {
    let folded = FOREIGN.to_vec();
    let at = folded.windows(7).position(|part| part == b"Dentist").unwrap();
    let with = |title: &[u8]| [&folded[..at], title, &folded[at + 7..]].concat();
    let party = with(b"Party \xf0\x9f\r\n \x8e\x89 for two\r\nX-OTHER:\xc3\r\n \xa4");
    let latin_1 = [&b"BEGIN:VCALENDAR\r\nX-WR-CALNAME:\xfc\r\n"[..], &with(b"Z\xe4hne")[17..]].concat();
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", &party);
    apple.front.plant("work", "b.ics", &latin_1);
    apple.front.fault(Fault::RawMultiget);
    let all = apple.changes(None, &[]).await.unwrap();
    assert_eq!((all.changed[0].raw.as_slice(), all.changed[1].raw.as_slice()), (&party[..], &latin_1[..]));
    let title = |at: usize| all.changed[at].event.as_ref().unwrap().parts[0].title.clone();
    assert_eq!((title(0), title(1)), ("Party 🎉 for two".into(), "Zähne".into()));
    assert_eq!(apple.asked("GET"), 0, "both came with the multiget");
    let mut out = new("Party");
    out.content.uid = "foreign".into();
    apple.front.take_away("work", "b.ics");
    let there = &all.changed[0];
    let expect = Expect::Revision(there.revision.clone());
    out.handle = Some(there.handle.clone());
    out.base = Some(there.raw.clone());
    apple.put(&out, &expect).await.unwrap();
    let kept = apple.front.stored("work", "a.ics").unwrap();
    assert!(kept.windows(14).any(|part| part == b"X-OTHER:\xc3\r\n \xa4\r"), "{}", String::from_utf8_lossy(&kept));
}

/// Y18: what was pasted, wherever the server lists it.
#[tokio::test]
async fn the_calendar_whose_address_was_pasted_is_the_preferred_one() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let http = account::http(&ca.file());
    let preferred = async |path: &str| {
        let remote = account::open(by_id("caldav").unwrap(), http.clone(), &radicale.url.join(path).unwrap());
        remote.whoami().await.unwrap();
        let found = remote.calendars().await.unwrap();
        assert_eq!(found.len(), 2);
        found.into_iter().filter(|one| one.preferred).map(|one| one.handle.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(preferred("/anna/praxis/").await, ["/anna/praxis/"]);
    assert_eq!(preferred("/anna/team").await, ["/anna/team/"]);
    assert!(preferred("/anna/").await.is_empty());
}

/// Y18, RFC 6638 section 9.2: the inbox says it, in the home or elsewhere.
#[tokio::test]
async fn without_a_pasted_address_the_default_calendar_of_the_server_is_preferred() {
    for inbox in ["/home/inbox/", "/elsewhere/inbox/"] {
        let server = Scripted::start(move |asked| {
            let default =
                "<C:schedule-default-calendar-URL><D:href>/home/second/</D:href></C:schedule-default-calendar-URL>";
            let calendar = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>";
            let here =
                found(inbox, &format!("<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>{default}"));
            match asked.path.as_str() {
                "/" => multistatus(
                    found("/", "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>").as_bytes(),
                ),
                "/me/" => multistatus(
                    found(
                        "/me/",
                        &format!(
                            "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>\
                             <C:schedule-inbox-URL><D:href>{inbox}</D:href></C:schedule-inbox-URL>"
                        ),
                    )
                    .as_bytes(),
                ),
                "/home/" => {
                    let mut all = found("/home/", "<D:resourcetype><D:collection/></D:resourcetype>");
                    all += &found("/home/first/", calendar);
                    all += &found("/home/second/", calendar);
                    multistatus((if inbox.starts_with("/home") { all + &here } else { all }).as_bytes())
                }
                path if path == inbox => multistatus(here.as_bytes()),
                _ => answer(404, ""),
            }
        })
        .await;
        let found = open(&server, "/").calendars().await.unwrap();
        let preferred: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.preferred)).collect();
        assert_eq!(preferred, [("first", false), ("second", true)], "{inbox}");
    }
}
