//! CalDAV beside the contract: the real servers, and what else a server may do to us.

use std::path::Path;
use std::process::Command;

use daybook_core::model::ids::{CalendarHandle, EventHandle, Revision};
use daybook_core::providers::{
    BadAddress, Changes, Expect, Outgoing, Refusal, RemoteCalendar, RemoteError, Server, SignIn, Stored, by_id,
};
use daybook_tests::account::{self, PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::{At, BadToken, Fault, Front, Hosts};
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::servers::xandikos::Xandikos;
use url::Url;

use crate::contract::{later, new};

/// An event that another device might have made.
const FOREIGN: &[u8] = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//Y//EN\r\nBEGIN:VEVENT\r\nUID:foreign\r\n\
DTSTAMP:20261101T080000Z\r\nDTSTART:20261203T090000Z\r\nDTEND:20261203T100000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// An account at the front, found and ready to be written.
struct Apple {
    ca: Authority,
    front: Front,
    remote: Box<dyn RemoteCalendar>,
}

impl Apple {
    async fn connect() -> Self {
        let apple = Self::start().await;
        apple.remote.calendars().await.unwrap();
        apple.front.forget_seen();
        apple
    }

    /// Before the first request.
    async fn start() -> Self {
        let ca = Authority::new();
        let front = Front::start(&ca, Hosts::Named).await;
        let remote = account::open(by_id("icloud").unwrap(), front.http(&ca.file()), &front.root);
        Self { ca, front, remote }
    }

    fn work(&self) -> CalendarHandle {
        "/1234567/calendars/work/".into()
    }

    async fn put(&self, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        self.remote.put(&self.work(), out, expect).await
    }

    async fn changes(
        &self,
        since: Option<&Changes>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        self.remote.changes(&self.work(), since.map(|changes| changes.next.as_ref().unwrap()), known).await
    }

    fn asked(&self, method: &str) -> usize {
        self.front.seen().iter().filter(|seen| seen.method == method).count()
    }
}

fn handles(changes: &Changes) -> Vec<&str> {
    changes.changed.iter().map(|event| event.handle.as_str()).collect()
}

fn numbered(number: usize) -> Vec<u8> {
    String::from_utf8_lossy(FOREIGN).replace("UID:foreign", &format!("UID:foreign-{number}")).into_bytes()
}

// --- connecting -------------------------------------------------------------------------------

/// S3, S4, wanted 61, 62: from the one address to the home on another host.
#[tokio::test]
async fn icloud_is_found_from_its_one_address() {
    let apple = Apple::start().await;
    let account = apple.remote.whoami().await.unwrap();
    assert_eq!(account.email, "anna@apfel.test", "the preferred address");
    assert_eq!(account.addresses, ["anna@apfel.test", "anna.keller@me.test"]);
    assert_eq!(account.server, apple.front.partition.join("/1234567/calendars/").unwrap());
    let calendars = apple.remote.calendars().await.unwrap();
    let found: Vec<_> = calendars.iter().map(|one| (one.name.as_str(), one.can_write)).collect();
    assert_eq!(found, [("Praxis", true), ("Old", true), ("Team", false)], "no inbox, no tasks, nothing subscribed");
    assert_eq!(calendars[0].color.as_deref(), Some("#ff2968"));
    let seen = apple.front.seen();
    assert!(seen.iter().all(|one| one.had_authorization), "signed from the first request on");
    assert!(seen.iter().all(|one| !one.path.contains("principal") || one.header("depth") == Some("0")));
    assert!(seen.iter().all(|one| one.header("user-agent").is_some_and(|agent| agent.starts_with("Daybook/"))));
}

/// S4: the well-known address, the root, the principal, the home and a calendar all lead to the account.
#[tokio::test]
async fn every_address_of_an_account_leads_to_it() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let xandikos = Xandikos::start(&ca).await;
    let caldav = by_id("caldav").unwrap();
    let http = account::http(&ca.file());
    let pages = [("/.well-known/caldav", "/anna/"), ("/", "/anna/"), ("/anna/", "/anna/"), ("/anna/praxis/", "/anna/")];
    for (path, home) in pages {
        let remote = account::open(caldav, http.clone(), &radicale.url.join(path).unwrap());
        let account = remote.whoami().await.unwrap();
        assert_eq!(account.server.path(), home, "{path}");
        let names: Vec<_> =
            remote.calendars().await.unwrap().into_iter().map(|one| (one.name, one.can_write)).collect();
        assert!(
            names.contains(&("Praxis".into(), true)) && names.contains(&("Team".into(), false)),
            "{path}: {names:?}"
        );
        assert_eq!(names.len(), 2, "{path}: tasks are no calendar");
    }
    for path in ["/.well-known/caldav", "/", "/anna/", "/anna/calendars/", "/anna/calendars/calendar/"] {
        let remote = account::open(caldav, http.clone(), &xandikos.url.join(path).unwrap());
        assert_eq!(remote.calendars().await.unwrap().len(), 1, "{path}");
        assert_eq!(remote.whoami().await.unwrap().server.path(), "/anna/calendars/", "{path}");
    }
}

/// S67: what is said to be the home lies on a foreign host.
#[tokio::test]
async fn a_home_on_a_foreign_host_gets_no_password() {
    let apple = Apple::start().await;
    apple.front.fault(Fault::HomeAbroad);
    assert!(matches!(apple.remote.calendars().await, Err(RemoteError::Refused(Refusal::Redirect))));
    assert!(apple.front.seen().iter().all(|seen| seen.at != At::Foreign));
}

/// S67: to a foreign host and back to plain http, before and after the account is known.
#[tokio::test]
async fn redirects_never_carry_the_password_away() {
    let apple = Apple::connect().await;
    for (fault, refusal) in [
        (Fault::RedirectAbroad, Refusal::Redirect),
        (Fault::RedirectPlain, Refusal::Insecure),
        (Fault::RedirectForever, Refusal::Redirect),
    ] {
        apple.front.fault(fault);
        let fresh = account::open(by_id("icloud").unwrap(), apple.front.http(&apple.ca.file()), &apple.front.root);
        let is = |error: Option<RemoteError>| matches!(error, Some(RemoteError::Refused(why)) if why == refusal);
        assert!(is(fresh.whoami().await.err()), "{refusal:?}");
        assert!(is(apple.changes(None, &[]).await.err()), "{refusal:?}");
        assert!(is(apple.put(&new("Away"), &Expect::Absent).await.err()), "{refusal:?}");
        assert!(is(apple.remote.remove(&apple.work(), &"x.ics".into(), &Expect::Any).await.err()), "{refusal:?}");
        apple.front.heal();
    }
    assert!(apple.front.seen().iter().all(|seen| seen.at != At::Foreign), "nothing at all was sent there");
}

/// S67, with the hosts as a program sees them that looks names up itself.
#[tokio::test]
async fn the_same_address_of_this_computer_is_one_site_and_another_name_is_not() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Loopback).await;
    let remote = account::open(by_id("icloud").unwrap(), account::http(&ca.file()), &front.root);
    assert_eq!(remote.calendars().await.unwrap().len(), 3);
    front.fault(Fault::RedirectAbroad);
    assert!(matches!(
        remote.changes(&"/1234567/calendars/work/".into(), None, &[]).await,
        Err(RemoteError::Refused(Refusal::Redirect))
    ));
    assert!(front.seen().iter().all(|seen| seen.at != At::Foreign));
}

/// S62
#[tokio::test]
async fn a_certificate_of_nobody_we_trust_or_of_another_host_is_refused() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let stranger = Authority::new();
    let distrusting = account::open(by_id("icloud").unwrap(), front.http(&stranger.file()), &front.root);
    assert!(matches!(distrusting.whoami().await, Err(RemoteError::Refused(Refusal::Certificate))));
    let port = front.root.port().unwrap();
    let elsewhere = Url::parse(&format!("https://127.0.0.2:{port}/")).unwrap();
    // Nothing listens there on some systems; where it does, the certificate is not for that address.
    let other = account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &elsewhere);
    assert!(matches!(other.whoami().await, Err(RemoteError::Refused(Refusal::Certificate) | RemoteError::Offline)));
    assert!(front.seen().is_empty(), "no request, no password");
}

/// S62
#[test]
fn plain_http_to_another_computer_is_no_address() {
    let SignIn::Password { server, .. } = &by_id("caldav").unwrap().sign_in;
    assert!(matches!(server, Server::Asked));
    assert_eq!(server.addresses(Some("http://dav.example.com"), &[]), Err(BadAddress::Insecure));
    assert!(server.addresses(Some("http://127.0.0.1:5232"), &[]).is_ok());
}

/// wanted 59, 60, 63: the challenge may be combined or missing; either way it is asked once.
#[tokio::test]
async fn a_revoked_password_is_said_once_and_not_tried_again() {
    let apple = Apple::start().await;
    for fault in [None, Some(Fault::SilentChallenge)] {
        fault.into_iter().for_each(|fault| apple.front.fault(fault));
        apple.front.forget_seen();
        let http = apple.front.http(&apple.ca.file());
        let revoked = account::open_with(by_id("icloud").unwrap(), http, &apple.front.root, USER, "revoked");
        assert!(matches!(revoked.whoami().await, Err(RemoteError::SignedOut)));
        assert_eq!(apple.front.seen().len(), 1);
    }
}

/// S4, "Bad input and failure": things that are not a calendar server.
#[tokio::test]
async fn what_is_no_calendar_server_is_said_to_be_none() {
    let apple = Apple::start().await;
    for fault in [
        Fault::WebPage,
        Fault::Status { method: "PROPFIND", status: 404, retry_after: None },
        Fault::Status { method: "PROPFIND", status: 405, retry_after: None },
        Fault::Status { method: "PROPFIND", status: 501, retry_after: None },
        Fault::Status { method: "PROPFIND", status: 207, retry_after: None },
    ] {
        apple.front.fault(fault.clone());
        let met = apple.remote.whoami().await;
        assert!(matches!(met, Err(RemoteError::Refused(Refusal::NoCalendars))), "{fault:?}: {met:?}");
        apple.front.heal();
    }
}

/// "Bad input and failure": 50 MB, announced or in pieces.
#[tokio::test]
async fn an_answer_without_measure_is_given_up() {
    let apple = Apple::connect().await;
    for announced in [true, false] {
        apple.front.fault(Fault::Flood { announced });
        let met = apple.changes(None, &[]).await;
        assert!(matches!(met, Err(RemoteError::Refused(Refusal::TooLarge))), "{met:?}");
        apple.front.heal();
    }
}

/// The account lies on another partition than the one that was kept.
#[tokio::test]
async fn an_account_that_moved_is_found_again_without_a_sign_in() {
    let apple = Apple::connect().await;
    let kept = apple.remote.whoami().await.unwrap();
    let stored = apple.put(&new("Before"), &Expect::Absent).await.unwrap();
    apple.front.move_account();
    let opened = || account::open(by_id("icloud").unwrap(), apple.front.http(&apple.ca.file()), &kept.server);
    let changes = opened().changes(&apple.work(), None, &[]).await.unwrap();
    assert_eq!(handles(&changes), [stored.handle.as_str()]);
    opened().put(&apple.work(), &new("After"), &Expect::Absent).await.unwrap();
    let expect = Expect::Revision(stored.revision.clone());
    opened().remove(&apple.work(), &stored.handle, &expect).await.unwrap();
    assert_eq!(apple.front.stored("work", stored.handle.as_str()), None, "removed where it lies now");
    let now = opened().whoami().await.unwrap();
    assert_eq!(now.key, kept.key);
    assert_ne!(now.server, kept.server);
}

// --- reading ----------------------------------------------------------------------------------

/// Nothing is asked for that a server may answer only in part.
#[tokio::test]
async fn a_sync_asks_at_depth_0_and_sets_no_limit() {
    let apple = Apple::connect().await;
    let first = apple.changes(None, &[]).await.unwrap();
    apple.front.plant("work", "a.ics", FOREIGN);
    apple.front.forget_seen();
    let then = apple.changes(Some(&first), &[]).await.unwrap();
    assert_eq!(handles(&then), ["a.ics"]);
    let report = apple.front.seen().into_iter().find(|seen| seen.method == "REPORT").unwrap();
    assert_eq!(report.header("depth"), Some("0"));
    assert!(!report.body.contains("limit"));
    assert!(then.removed.is_empty() && then.complete.is_none(), "the collection among its members is no event");
}

#[tokio::test]
async fn a_report_that_is_cut_short_goes_on_where_it_ended() {
    let apple = Apple::connect().await;
    let mut page = apple.changes(None, &[]).await.unwrap();
    (0..7).for_each(|number| apple.front.plant("work", &format!("{number}.ics"), &numbered(number)));
    apple.front.fault(Fault::CutSync(3));
    let mut found = Vec::new();
    let mut pages = 0;
    loop {
        page = apple.changes(Some(&page), &[]).await.unwrap();
        pages += 1;
        found.extend(page.changed.iter().map(|event| event.handle.to_string()));
        if !page.more {
            break;
        }
    }
    assert_eq!((pages, found.len()), (3, 7));
}

/// Every form in which servers say that a token is too old.
#[tokio::test]
async fn a_lost_sync_token_is_told_in_all_its_forms() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", FOREIGN);
    let before = apple.changes(None, &[]).await.unwrap();
    apple.front.forget_tokens();
    let forms = [
        BadToken::Precondition,
        BadToken::Status(403),
        BadToken::Status(400),
        BadToken::Status(409),
        BadToken::Status(412),
        BadToken::Status(500),
    ];
    for form in forms {
        apple.front.fault(Fault::BadToken(form));
        let met = apple.changes(Some(&before), &[]).await;
        assert!(matches!(met, Err(RemoteError::CursorLost)), "{form:?}: {met:?}");
        apple.front.heal();
    }
    assert_eq!(handles(&apple.changes(None, &[]).await.unwrap()), ["a.ics"]);
}

/// A token that is swallowed and a delete that is never told: the full comparison finds both.
#[tokio::test]
async fn what_the_change_log_hides_comes_out_in_the_full_comparison() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", FOREIGN);
    apple.front.plant("work", "b.ics", &numbered(1));
    let before = apple.changes(None, &[]).await.unwrap();
    let known: Vec<_> = before.changed.iter().map(|one| (one.handle.clone(), one.revision.clone())).collect();
    apple.front.fault(Fault::BadToken(BadToken::Silent));
    apple.front.fault(Fault::LostDeletes);
    apple.front.take_away("work", "a.ics");
    apple.front.plant("work", "c.ics", &numbered(2));
    apple.front.forget_tokens();
    let told = apple.changes(Some(&before), &known).await.unwrap();
    assert!(told.changed.is_empty() && told.removed.is_empty(), "as if nothing had happened");
    let full = apple.changes(None, &known).await.unwrap();
    assert_eq!(handles(&full), ["c.ics"]);
    assert_eq!(full.complete, Some(vec!["b.ics".into(), "c.ics".into()]));
}

#[tokio::test]
async fn a_strange_status_of_a_member_is_looked_at_again() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", FOREIGN);
    let before = apple.changes(None, &[]).await.unwrap();
    apple.front.take_away("work", "a.ics");
    apple.front.fault(Fault::Teapot);
    let then = apple.changes(Some(&before), &[]).await.unwrap();
    assert_eq!(then.removed, ["a.ics".into()]);
}

#[tokio::test]
async fn a_server_without_a_change_log_is_compared_by_ctag_or_etags() {
    let apple = Apple::connect().await;
    apple.front.fault(Fault::NoSync);
    apple.front.plant("work", "a.ics", FOREIGN);
    for ctag in [true, false] {
        if !ctag {
            apple.front.fault(Fault::NoCtag);
        }
        let before = apple.changes(None, &[]).await.unwrap();
        let known: Vec<_> = before.changed.iter().map(|one| (one.handle.clone(), one.revision.clone())).collect();
        apple.front.forget_seen();
        let quiet = apple.changes(Some(&before), &known).await.unwrap();
        assert!(quiet.changed.is_empty());
        assert_eq!(apple.asked("PROPFIND"), if ctag { 1 } else { 2 });
        apple.front.plant("work", "b.ics", &numbered(if ctag { 1 } else { 2 }));
        let then = apple.changes(Some(&quiet), &known).await.unwrap();
        assert_eq!(handles(&then), ["b.ics"]);
        apple.front.take_away("work", "b.ics");
        let gone = apple.changes(Some(&then), &known).await.unwrap();
        assert_eq!(gone.complete, Some(vec!["a.ics".into()]));
    }
    assert_eq!(apple.asked("REPORT"), 0);
}

/// S: "broken ICS on the server". Each is kept as unreadable, none stops the others.
#[tokio::test]
async fn one_broken_object_stops_none_of_the_others() {
    let apple = Apple::connect().await;
    let huge = [FOREIGN, &b"X-PAD:"[..], &vec![b'x'; 2 << 20], b"\r\n"].concat();
    let two = String::from_utf8_lossy(FOREIGN).replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:other\r\nDTSTART:20261203T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR",
    );
    apple.front.plant("work", "1-broken.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nnonsense");
    apple.front.plant("work", "2-control.ics", b"\x01\x02\x1b[0m");
    apple.front.plant("work", "3-empty.ics", b"");
    apple.front.plant("work", "4-huge.ics", &huge);
    apple.front.plant("work", "5-two-uids.ics", two.as_bytes());
    apple.front.plant(
        "work",
        "6-task.ics",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
    );
    apple.front.plant("work", "7-good.ics", FOREIGN);
    let all = apple.changes(None, &[]).await.unwrap();
    let good: Vec<_> = all.changed.iter().filter(|one| one.event.is_ok()).map(|one| one.handle.as_str()).collect();
    assert!(good.contains(&"7-good.ics"), "{good:?}");
    let bad: Vec<_> = all.changed.iter().filter(|one| one.event.is_err()).map(|one| one.handle.as_str()).collect();
    for name in ["1-broken.ics", "2-control.ics", "3-empty.ics", "4-huge.ics"] {
        assert!(bad.contains(&name), "{name} is not among the unreadable: {bad:?}");
    }
    assert!(!handles(&all).contains(&"6-task.ics"), "a task takes no time and is no broken event");
    assert_eq!(all.complete.unwrap().len(), 7);
    let huge = all.changed.iter().find(|one| one.handle.as_str() == "4-huge.ics").unwrap();
    assert!(huge.raw.is_empty() && !huge.revision.as_str().is_empty());
}

#[tokio::test]
async fn objects_come_one_by_one_where_multiget_fails() {
    let apple = Apple::connect().await;
    (0..5).for_each(|number| apple.front.plant("work", &format!("{number}.ics"), &numbered(number)));
    for fault in [Fault::HalfMultiget, Fault::NoMultiget] {
        apple.front.fault(fault.clone());
        let all = apple.changes(None, &[]).await.unwrap();
        assert_eq!(all.changed.iter().filter(|one| one.event.is_ok()).count(), 5, "{fault:?}");
        apple.front.heal();
    }
    // And an object that is never given is unreadable, while the others arrive.
    apple.front.fault(Fault::NoMultiget);
    apple.front.once(Fault::Status { method: "GET", status: 500, retry_after: None });
    let all = apple.changes(None, &[]).await.unwrap();
    assert_eq!((all.changed.len(), all.changed.iter().filter(|one| one.event.is_err()).count()), (5, 1));
}

#[tokio::test]
async fn addresses_with_an_at_sign_are_found_in_either_spelling() {
    let apple = Apple::connect().await;
    let before = apple.changes(None, &[]).await.unwrap();
    apple.front.plant("work", "anna@x.ics", FOREIGN);
    apple.front.fault(Fault::PercentAt);
    let told = apple.changes(Some(&before), &[]).await.unwrap();
    assert_eq!(told.changed.len(), 1);
    assert!(told.changed[0].event.is_ok());
    // The mirror knows it by the other spelling: it is the same event.
    let known = [("anna@x.ics".into(), told.changed[0].revision.clone())];
    assert!(apple.changes(Some(&before), &known).await.unwrap().changed.is_empty());
    apple.front.take_away("work", "anna@x.ics");
    assert_eq!(apple.changes(Some(&told), &known).await.unwrap().removed, ["anna@x.ics".into()]);
}

/// Line ends, order and everything that is not ours: as the server has it.
#[tokio::test]
async fn objects_are_handed_on_byte_for_byte() {
    let apple = Apple::connect().await;
    let odd = String::from_utf8_lossy(FOREIGN).replace(
        "SUMMARY:Dentist",
        "SUMMARY:Zahn & Bohrer <1>\r\nX-APPLE-STRUCTURED-LOCATION;X-TITLE=\"a;b\":geo:1\\,2  \r\nX-LONG:ä\r\n ö",
    );
    apple.front.plant("work", "a.ics", odd.as_bytes());
    apple.front.plant("work", "b.ics", &numbered(2));
    let all = apple.changes(None, &[]).await.unwrap();
    assert_eq!(all.changed[0].raw, odd.as_bytes());
}

// --- writing ----------------------------------------------------------------------------------

/// wanted 45: the answer to a write is lost, and the write is repeated.
#[tokio::test]
async fn a_write_whose_answer_was_lost_is_not_done_twice() {
    let apple = Apple::connect().await;
    let out = new("Torn");
    apple.front.once(Fault::DropAfterStoring);
    assert!(matches!(apple.put(&out, &Expect::Absent).await, Err(RemoteError::Offline)));
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    assert_eq!(apple.front.names_in("work"), [stored.handle.as_str()]);

    let moved = later(&out, &stored);
    apple.front.once(Fault::DropAfterStoring);
    let expect = Expect::Revision(stored.revision.clone());
    assert!(matches!(apple.put(&moved, &expect).await, Err(RemoteError::Offline)));
    let now = apple.put(&moved, &expect).await.unwrap();

    apple.front.once(Fault::DropAfterStoring);
    let expect = Expect::Revision(now.revision.clone());
    assert!(matches!(apple.remote.remove(&apple.work(), &now.handle, &expect).await, Err(RemoteError::Offline)));
    apple.remote.remove(&apple.work(), &now.handle, &expect).await.unwrap();
    assert!(apple.front.names_in("work").is_empty());
}

/// A missing or weak ETag says that what is stored is not what was sent: it is read back.
#[tokio::test]
async fn a_write_without_a_strong_etag_is_read_back_before_it_is_trusted() {
    let apple = Apple::connect().await;
    for fault in [Fault::NoEtag, Fault::WeakEtag] {
        apple.front.fault(fault.clone());
        let out = new("Rewritten");
        let stored = apple.put(&out, &Expect::Absent).await.unwrap();
        assert_eq!(Some(&stored.raw), apple.front.stored("work", stored.handle.as_str()).as_ref(), "{fault:?}");
        assert!(stored.revision.as_str().starts_with('"'), "{fault:?}: {:?}", stored.revision);
        let moved = later(&out, &stored);
        let now = apple.put(&moved, &Expect::Revision(stored.revision)).await.unwrap();
        if fault == Fault::NoEtag {
            let text = String::from_utf8(now.raw).unwrap();
            assert!(text.contains("X-APPLE-CREATOR-IDENTITY"), "what the server added stays");
        }
        apple.front.heal();
    }
}

#[tokio::test]
async fn no_write_is_guarded_by_a_star_that_servers_turn_round() {
    let apple = Apple::connect().await;
    let out = new("Guarded");
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    apple.put(&later(&out, &stored), &Expect::Any).await.unwrap();
    apple.remote.remove(&apple.work(), &stored.handle, &Expect::Any).await.unwrap();
    let writes: Vec<_> = apple.front.seen().into_iter().filter(|seen| seen.method == "PUT").collect();
    assert_eq!(writes[0].header("if-none-match"), Some("*"));
    assert!(writes[1].header("if-match").is_some_and(|etag| etag.starts_with('"')));
    assert!(apple.front.seen().iter().all(|seen| seen.header("if-match") != Some("*")));
}

/// The UID is taken: elsewhere in the account, said with and without an address.
#[tokio::test]
async fn a_uid_that_is_taken_elsewhere_is_a_conflict_and_never_overwritten() {
    let apple = Apple::connect().await;
    let out = new("Twin");
    let theirs = String::from_utf8_lossy(FOREIGN).replace("UID:foreign", &format!("UID:{}", out.content.uid));
    apple.front.plant("work", "other-name.ics", theirs.as_bytes());
    match apple.put(&out, &Expect::Absent).await {
        Err(RemoteError::Conflict { theirs: Some(there) }) => assert_eq!(there.handle.as_str(), "other-name.ics"),
        other => panic!("{other:?}"),
    }
    apple.front.fault(Fault::BareConflict);
    assert!(matches!(apple.put(&out, &Expect::Absent).await, Err(RemoteError::Conflict { theirs: None })));
    assert_eq!(apple.front.stored("work", "other-name.ics"), Some(theirs.into_bytes()));
}

/// Servers that overwrite in spite of the guard: the random name keeps others' events safe.
#[tokio::test]
async fn a_server_that_minds_no_guard_overwrites_nobody() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", FOREIGN);
    apple.front.fault(Fault::IgnoresIfNoneMatch);
    apple.put(&new("Mine"), &Expect::Absent).await.unwrap();
    assert_eq!(apple.front.stored("work", "a.ics"), Some(FOREIGN.to_vec()));
    assert_eq!(apple.front.names_in("work").len(), 2);
}

/// Refusals by what the engine does next.
#[tokio::test]
async fn every_refusal_of_a_write_says_what_to_do() {
    let apple = Apple::connect().await;
    let team: CalendarHandle = "/1234567/calendars/team/".into();
    let met = apple.remote.put(&team, &new("No"), &Expect::Absent).await;
    assert!(matches!(met, Err(RemoteError::Refused(Refusal::ReadOnly))), "{met:?}");
    let status = |status| Fault::Status { method: "PUT", status, retry_after: None };
    let named = |status, name| Fault::Precondition { method: "PUT", status, name };
    for (fault, refusal) in [
        (status(507), Refusal::Quota),
        (named(403, "d:quota-not-exceeded"), Refusal::Quota),
        (status(413), Refusal::TooLarge),
        (named(403, "c:max-resource-size"), Refusal::TooLarge),
        (status(403), Refusal::ReadOnly),
        (named(403, "c:valid-calendar-data"), Refusal::Other),
        (status(400), Refusal::Other),
        (status(415), Refusal::Other),
    ] {
        apple.front.once(fault.clone());
        let met = apple.put(&new("No"), &Expect::Absent).await;
        assert!(matches!(met, Err(RemoteError::Refused(why)) if why == refusal), "{fault:?}: {met:?}");
    }
    for later in [500, 502, 504, 423] {
        apple.front.once(status(later));
        let met = apple.put(&new("Later"), &Expect::Absent).await;
        assert!(matches!(met, Err(RemoteError::Throttled { until: None })), "{later}: {met:?}");
    }
}

/// wanted 56, 57: busy is not refused, and it says until when.
#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_said() {
    let apple = Apple::connect().await;
    for (status, retry_after, until) in [
        (503, Some("120"), Some("2026-11-23T08:02:00Z")),
        (429, Some("Mon, 23 Nov 2026 08:10:00 GMT"), Some("2026-11-23T08:10:00Z")),
        (503, None, None),
    ] {
        apple.front.once(Fault::Status { method: "PUT", status, retry_after });
        let Err(RemoteError::Throttled { until: met }) = apple.put(&new("Busy"), &Expect::Absent).await else {
            panic!()
        };
        assert_eq!(met, until.map(|at| at.parse().unwrap()));
    }
    apple.front.once(Fault::Precondition { method: "PUT", status: 403, name: "c:valid-calendar-data" });
    apple.front.heal();
    assert!(apple.front.names_in("work").is_empty());
}

/// "A deleted calendar": reading and writing say so, and a removal has nothing left to do.
#[tokio::test]
async fn a_calendar_that_was_deleted_is_said_to_be_gone() {
    let apple = Apple::connect().await;
    let out = new("Orphan");
    let stored = apple.put(&out, &Expect::Absent).await.unwrap();
    let before = apple.changes(None, &[]).await.unwrap();
    apple.front.drop_calendar("work");
    let gone = |error: Option<RemoteError>| matches!(error, Some(RemoteError::Refused(Refusal::CalendarGone)));
    assert!(gone(apple.changes(Some(&before), &[]).await.err()));
    assert!(gone(apple.changes(None, &[]).await.err()));
    assert!(gone(apple.put(&new("New"), &Expect::Absent).await.err()));
    let expect = Expect::Revision(stored.revision.clone());
    assert!(gone(apple.put(&later(&out, &stored), &expect).await.err()));
    apple.remote.remove(&apple.work(), &stored.handle, &expect).await.unwrap();
    let kept: Vec<_> = apple.remote.calendars().await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(kept, ["Old", "Team"]);
}

/// Nothing that could empty a calendar is ever sent.
#[tokio::test]
async fn a_handle_that_means_the_calendar_itself_is_refused() {
    let apple = Apple::connect().await;
    for handle in ["", ".", "./", "..", "../work/", "/1234567/calendars/work/", "/1234567/calendars/work", "%2e"] {
        let met = apple.remote.remove(&apple.work(), &handle.into(), &Expect::Any).await;
        assert!(matches!(met, Err(RemoteError::Garbled(_))), "{handle:?}: {met:?}");
    }
    assert_eq!(apple.asked("DELETE"), 0);
}

// --- the real servers -------------------------------------------------------------------------

/// S22, S24: another client sees what was agreed.
#[tokio::test]
async fn python_caldav_reads_what_was_written() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let remote = account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &radicale.url);
    let calendar: CalendarHandle = "/anna/praxis/".into();
    let mut out = new("Änne „Ö“ Müller; 50 min, Praxis");
    out.content.place = "Hauptstraße 1, 12345 Dorf".into();
    out.content.description = "Erster Termin\nBitte nüchtern".into();
    let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
    let moved = later(&out, &stored);
    remote.put(&calendar, &moved, &Expect::Revision(stored.revision)).await.unwrap();
    let read = read_back(&radicale.url, &ca.file(), calendar.as_str(), &out.content.uid).await;
    assert_eq!(
        read,
        serde_json::json!([{
            "title": out.content.title, "place": out.content.place, "description": out.content.description,
            "start": "2026-12-02T10:00:00+01:00", "end": "2026-12-02T10:50:00+01:00", "zone": "Europe/Berlin",
            "status": "CONFIRMED", "guests": [],
        }])
    );
}

async fn read_back(url: &Url, ca: &Path, calendar: &str, uid: &str) -> serde_json::Value {
    let arguments = [url.as_str(), &ca.display().to_string(), USER, PASSWORD, calendar, uid].map(str::to_owned);
    let run = tokio::task::spawn_blocking(move || {
        Command::new(daybook_tests::python::interpreter())
            .args(["-c", include_str!("read_back.py")])
            .args(arguments)
            .output()
    });
    let output = run.await.unwrap().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Behind the server's back: broken files, and a calendar that is deleted.
#[tokio::test]
async fn radicale_with_a_broken_store_hides_nothing() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let remote = account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &radicale.url);
    let calendar: CalendarHandle = "/anna/praxis/".into();
    radicale.plant("good.ics", FOREIGN);
    let all = remote.changes(&calendar, None, &[]).await.unwrap();
    assert_eq!(handles(&all), ["good.ics"]);
    radicale.drop_calendar();
    let met = remote.changes(&calendar, all.next.as_ref(), &[]).await;
    assert!(matches!(met, Err(RemoteError::Refused(Refusal::CalendarGone))), "{met:?}");
}

/// Read-only by the server's own rights.
#[tokio::test]
async fn a_read_only_calendar_of_radicale_refuses_a_booking() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let remote = account::open(by_id("caldav").unwrap(), account::http(&ca.file()), &radicale.url);
    let met = remote.put(&"/anna/team/".into(), &new("No"), &Expect::Absent).await;
    assert!(matches!(met, Err(RemoteError::Refused(Refusal::ReadOnly))), "{met:?}");
}
