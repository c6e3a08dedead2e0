//! CalDAV beside the contract: an account at the front, and what its server may do to us.

mod connecting;
mod makers;
mod making;
mod moving;
mod named;
mod pace;
mod reading;
mod real;
mod scheduling;
mod writing;

use daybook_core::model::ids::{CalendarHandle, EventHandle, Revision};
use daybook_core::providers::{Changes, Expect, Outgoing, RemoteCalendar, RemoteError, Stored, by_id};
use daybook_tests::account;
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::{Front, Hosts};

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
