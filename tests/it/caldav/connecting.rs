//! From an address to an account, and where the password never goes.

use daybook_core::model::reason::Reason;
use daybook_core::providers::{BadAddress, Expect, Refusal, RemoteError, Server, SignIn, by_id};
use daybook_tests::account::{self, PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::{At, Fault, Front, Hosts};
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::servers::scripted::{Scripted, answer};
use daybook_tests::servers::xandikos::Xandikos;

use super::{Apple, handles};
use crate::contract::new;

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
    assert_eq!(found, [("Praxis", true), ("Old", true), ("Team", false), ("Holidays", false)], "no inbox, no tasks");
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

/// S67, H10: to a foreign host and back to plain http, before and after the account is known.
#[tokio::test]
async fn redirects_never_carry_the_password_away() {
    let apple = Apple::connect().await;
    for (fault, refusal) in [
        (Fault::RedirectAbroad, Some(Refusal::Redirect)),
        (Fault::RedirectPlain, Some(Refusal::Insecure)),
        (Fault::RedirectForever, None),
    ] {
        apple.front.fault(fault);
        let fresh = account::open(by_id("icloud").unwrap(), apple.front.http(&apple.ca.file()), &apple.front.root);
        // Y27: a circle is no other site.
        let is = |error: Option<RemoteError>| match error {
            Some(RemoteError::Refused(why)) => Some(why) == refusal,
            Some(RemoteError::NotLetIn(Reason::AuthLoop)) => refusal.is_none(),
            _ => false,
        };
        assert!(is(fresh.whoami().await.err()), "{refusal:?}");
        assert!(is(apple.changes(None, &[]).await.err()), "{refusal:?}");
        assert!(is(apple.put(&new("Away"), &Expect::Absent).await.err()), "{refusal:?}");
        assert!(
            is(apple.remote.remove(&apple.work(), &"x.ics".into(), &Expect::Any, false).await.err()),
            "{refusal:?}"
        );
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
    assert_eq!(remote.calendars().await.unwrap().len(), 4);
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
    let (http, elsewhere) = front.http_at(&ca.file(), "anders.test");
    let other = account::open(by_id("caldav").unwrap(), http, &elsewhere);
    assert!(matches!(other.whoami().await, Err(RemoteError::Refused(Refusal::Certificate))));
    assert!(front.seen().is_empty(), "no request, no password");
}

/// S62
#[test]
fn plain_http_to_another_computer_is_no_address() {
    let SignIn::Password { server, .. } = &by_id("caldav").unwrap().sign_in else { panic!("by password") };
    assert!(matches!(server, Server::Asked { .. }));
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
    opened().remove(&apple.work(), &stored.handle, &expect, false).await.unwrap();
    assert_eq!(apple.front.stored("work", stored.handle.as_str()), None, "removed where it lies now");
    let now = opened().whoami().await.unwrap();
    assert_eq!(now.key, kept.key);
    assert_ne!(now.server, kept.server);
}

/// Y11: whatever the old host answers, the search ends where a person would begin.
#[tokio::test]
async fn an_account_that_left_a_host_is_found_from_the_fixed_address() {
    for status in [404, 410, 421, 301] {
        let apple = Apple::connect().await;
        let kept = apple.remote.whoami().await.unwrap().server;
        let stored = apple.put(&new("Before"), &Expect::Absent).await.unwrap();
        apple.front.move_account();
        apple.front.fault(Fault::LeftBehind(status));
        let opened = || {
            let (http, again) = (apple.front.http(&apple.ca.file()), vec![apple.front.root.clone()]);
            account::open_knowing(by_id("icloud").unwrap(), http, &kept, again, USER, PASSWORD)
        };
        let remote = opened();
        let changes = remote.changes(&apple.work(), None, &[]).await.unwrap();
        assert_eq!(handles(&changes), [stored.handle.as_str()], "{status}");
        let home = remote.moved().unwrap().server;
        assert!(home != kept && home.path() == kept.path(), "{status}: {home}");
        let remote = opened();
        assert_eq!(remote.calendars().await.unwrap().len(), 4, "{status}");
        assert_eq!(remote.moved().map(|moved| moved.server), Some(home), "{status}");
        let remote = opened();
        remote.put(&apple.work(), &new("After"), &Expect::Absent).await.unwrap();
        let expect = Expect::Revision(stored.revision.clone());
        opened().remove(&apple.work(), &stored.handle, &expect, false).await.unwrap();
        assert_eq!(apple.front.stored("work", stored.handle.as_str()), None, "{status}");
        assert!(apple.front.seen().iter().all(|seen| seen.at != At::Foreign), "the password stays at home");
    }
}

/// Y11: a place that does not answer proves nothing, and a calendar that is really gone is gone.
#[tokio::test]
async fn an_account_that_is_where_it_was_has_not_moved() {
    let apple = Apple::connect().await;
    let kept = apple.remote.whoami().await.unwrap().server;
    let silent = Scripted::start(|_| answer(503, "")).await;
    let opened = |again: url::Url| {
        let http = apple.front.http(&apple.ca.file());
        account::open_knowing(by_id("icloud").unwrap(), http, &kept, vec![again], USER, PASSWORD)
    };
    let remote = opened(apple.front.root.clone());
    remote.changes(&apple.work(), None, &[]).await.unwrap();
    assert_eq!(remote.moved(), None);
    apple.front.drop_calendar("work");
    let remote = opened(silent.url.clone());
    let met = remote.changes(&apple.work(), None, &[]).await;
    assert!(matches!(met, Err(RemoteError::Refused(Refusal::CalendarGone))), "{met:?}");
    assert_eq!(remote.moved(), None);
}
