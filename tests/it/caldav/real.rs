//! Servers that people run: Radicale, and python-caldav as another client of it.

use std::path::Path;
use std::process::Command;

use daybook_core::model::ids::CalendarHandle;
use daybook_core::providers::{Expect, Refusal, RemoteError, by_id};
use daybook_tests::account::{self, PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::radicale::Radicale;
use url::Url;

use super::{FOREIGN, handles};
use crate::contract::{later, new};

/// S22, S24, wanted 35: another client sees what was agreed.
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
