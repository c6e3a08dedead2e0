//! What a server behind a link may do wrong, or on purpose. Whatever it sends: nothing that was known is lost, no time is
//! taken for free, and the link goes nowhere else.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use daybook_core::app::views::{Availability, ConnectionStatus, UiError};
use daybook_core::model::reason::Reason;
use daybook_core::model::secret::Secret;
use daybook_tests::servers::ics::{Fault, Ics, SECRET};
use daybook_tests::world::World;

use super::{Reader, feed};

const CALENDAR: (&str, &str) = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "END:VCALENDAR\r\n");

fn event(uid: &str, start: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nEND:VEVENT\r\n")
}

fn file(events: &str) -> String {
    format!("{}{events}{}", CALENDAR.0, CALENDAR.1)
}

async fn refused(link: &str) -> UiError {
    let app = World::new().open().await;
    let error = app.look_up("link", None, "", Secret::new(link)).await.unwrap_err();
    assert!(!format!("{error:?}").contains(SECRET), "{error:?}");
    assert!(app.connections().unwrap().is_empty());
    error
}

impl Reader {
    /// Reads again an hour later, and expects that it was no good: what was known stands, and its state says why.
    async fn read_in_vain(&self, reason: Reason) {
        let before = self.now();
        self.world.clock.advance(TimeDelta::hours(1));
        self.app.sync_due().await.unwrap();
        let now = self.now();
        let status = if reason == Reason::NetServer { ConnectionStatus::Offline } else { ConnectionStatus::NotSyncing };
        assert_eq!((now.status, now.reason), (status, Some(reason)));
        assert_eq!(now.calendars[0].events, before.calendars[0].events);
        assert_eq!(now.calendars[0].last_read, before.calendars[0].last_read, "it counts as read");
        assert_eq!(self.check("2026-12-01T10:00"), Availability::Busy);
    }

    async fn read_well(&self) {
        self.server.fault(None);
        self.server.publish(&feed(1, ""));
        self.world.clock.advance(TimeDelta::hours(1));
        self.app.sync_due().await.unwrap();
        assert_eq!((self.now().status, self.now().reason), (ConnectionStatus::ReadOnly, None));
        assert_eq!(self.check("2026-12-08T10:00"), Availability::Free);
    }
}

#[tokio::test]
async fn a_page_or_half_a_file_in_place_of_the_calendar_is_not_read_and_says_so() {
    let reader = Reader::of(&feed(1, "")).await;
    let whole = feed(1, "");
    let page = "<!DOCTYPE html>\n<html><title>Sign in</title></html>";
    for body in [page, "", &whole[..whole.len() / 2], whole.strip_suffix("END:VCALENDAR\r\n").unwrap()] {
        reader.server.publish(body);
        reader.read_in_vain(Reason::AuthLinkUnreadable).await;
        reader.world.clock.advance(TimeDelta::minutes(16));
        let verdict = reader.app.check("2026-12-08T10:00", 50, None, None).unwrap();
        assert_eq!((verdict.answer, verdict.unchecked[0].reason), (Availability::Unknown, Reason::AuthLinkUnreadable));
        reader.read_well().await;
    }
    let server = Ics::start(page).await;
    let said = refused(&server.link).await;
    assert_eq!(said.code, Reason::AuthLinkUnreadable);
    assert_eq!(said.message, "There is no whole calendar at this link.");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_read() {
    let reader = Reader::of(&feed(1, "")).await;
    reader.server.fault(Some(Fault::BreaksOff));
    reader.read_in_vain(Reason::NetServer).await;
    reader.read_well().await;
}

#[tokio::test]
async fn an_answer_without_end_and_a_bomb_are_stopped_and_nothing_is_lost() {
    let reader = Reader::of(&feed(1, "")).await;
    for fault in [Fault::Endless, Fault::Bomb] {
        reader.server.fault(Some(fault));
        reader.read_in_vain(Reason::AuthTooLarge).await;
        assert_eq!(refused(&reader.server.link).await.code, Reason::AuthTooLarge);
        reader.read_well().await;
    }
}

#[tokio::test]
async fn a_million_events_are_refused_in_good_time() {
    let reader = Reader::of(&feed(1, "")).await;
    let begun = Instant::now();
    // More than 16 MB; and less, with more events than are taken.
    for (body, reason) in [
        (file(&"BEGIN:VEVENT\nEND:VEVENT\n".repeat(1_000_000)), Reason::AuthTooLarge),
        (file(&"BEGIN:VEVENT\nEND:VEVENT\n".repeat(60_000)), Reason::AuthLinkUnreadable),
    ] {
        reader.server.publish(&body);
        reader.read_in_vain(reason).await;
    }
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    reader.read_well().await;
}

#[tokio::test]
async fn not_modified_is_believed_only_where_it_was_asked() {
    let server = Ics::start(&feed(1, "")).await;
    server.fault(Some(Fault::Status(304)));
    assert_eq!(refused(&server.link).await.code, Reason::AuthLinkUnreadable);
    // A file without a mark: there is nothing it could be compared with.
    let reader = Reader::of(&feed(1, "")).await;
    reader.server.unmark();
    reader.server.publish(&feed(1, ""));
    reader.world.clock.advance(TimeDelta::hours(1));
    reader.app.sync_due().await.unwrap();
    reader.server.fault(Some(Fault::Status(304)));
    reader.read_in_vain(Reason::AuthLinkUnreadable).await;
    // One that says so for ever is asked for the whole file once a day, without a condition.
    let reader = Reader::of(&feed(1, "")).await;
    reader.server.fault(Some(Fault::Status(304)));
    for _ in 0..24 {
        reader.world.clock.advance(TimeDelta::hours(1));
        reader.app.sync_due().await.unwrap();
    }
    assert!(reader.server.seen().iter().any(|seen| seen.if_none_match.is_none() && seen.status == 304));
    assert_eq!(reader.now().reason, Some(Reason::AuthLinkUnreadable));
}

#[tokio::test]
async fn a_uid_that_stands_twice_blocks_both_times() {
    let both = event("same", "20261209T090000Z") + &event("same", "20261209T130000Z");
    let reader = Reader::of(&file(&both)).await;
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy);
    assert_eq!(reader.check("2026-12-09T14:00"), Availability::Busy);
    assert_eq!(reader.check("2026-12-09T16:00"), Availability::Free);
    reader.server.publish(&file(&event("same", "20261209T130000Z")));
    reader.world.clock.advance(TimeDelta::hours(1));
    reader.app.sync_due().await.unwrap();
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Free);
    assert_eq!(reader.check("2026-12-09T14:00"), Availability::Busy);
}

/// A whole file without events is an empty calendar: it is read, and is no fault.
#[tokio::test]
async fn a_file_with_a_zone_and_nothing_else_is_an_empty_calendar() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n\
                TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    let reader = Reader::of(&file(zone)).await;
    let now = reader.now();
    assert_eq!((now.status, now.calendars[0].events), (ConnectionStatus::ReadOnly, 0));
    assert_eq!(reader.check("2026-12-01T10:00"), Availability::Free);
}

#[tokio::test]
async fn a_redirect_leads_to_no_other_host_and_no_insecure_one_and_carries_no_password() {
    let stranger = Ics::start(&feed(1, "")).await;
    let at_home = stranger.link.strip_prefix("http://127.0.0.1").unwrap();
    let server = Ics::start(&feed(1, "")).await;
    for (to, reason) in [
        (format!("http://calendar.example/{SECRET}"), Reason::AuthInsecure),
        ("http://192.168.1.1/admin?reboot".to_owned(), Reason::AuthInsecure),
        ("https://admin:admin@192.168.1.1/admin".to_owned(), Reason::AuthRedirect),
        ("https://[::ffff:127.0.0.1]/".to_owned(), Reason::AuthRedirect),
        (format!("http://root:toor@localhost{at_home}"), Reason::AuthRedirect),
        ("file:///etc/passwd".to_owned(), Reason::AuthLinkUnreadable),
        (server.link.clone(), Reason::AuthLoop),
    ] {
        server.fault(Some(Fault::Redirect(to.clone())));
        assert_eq!(refused(&server.link).await.code, reason, "{to}");
    }
    assert!(stranger.seen().is_empty());
    // On its own site it is followed, but a name and a password in the address are the server's wish.
    let own = server.link.replace("http://", "http://root:toor@").replace("/calendar/", "/moved/");
    server.seen();
    server.fault(Some(Fault::Redirect(own)));
    let world = World::new();
    let app = world.open().await;
    app.look_up("link", None, "", Secret::new(server.link.as_str())).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| !seen.signed_in), "{seen:?}");
}
