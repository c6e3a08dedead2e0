//! CalDAV against the servers people really run.

use chrono::NaiveDateTime;
use daybook_core::model::event::Content;
use daybook_core::providers::{Expect, Outgoing, RemoteError, by_id};
use daybook_tests::account;
use daybook_tests::ca::Authority;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::servers::xandikos::Xandikos;

fn content(uid: &str) -> Content {
    let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    Content {
        uid: uid.into(),
        appointment_id: format!("a-{uid}"),
        title: "Anna Müller".into(),
        place: "Praxis, Hauptstraße 1".into(),
        description: "First visit".into(),
        start: wall("2026-12-01T10:00"),
        end: wall("2026-12-01T10:50"),
        zone: "Europe/Berlin".into(),
        tentative: false,
        sequence: 0,
        stamp: "2026-11-22T12:00:00Z".parse().unwrap(),
        invitation: None,
    }
}

#[tokio::test]
async fn smoke() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let xandikos = Xandikos::start(&ca).await;
    for url in [&radicale.url, &xandikos.url] {
        let remote = account::open(by_id("caldav").unwrap(), account::http(&ca.file()), url);
        println!("{:?}", remote.whoami().await.unwrap());
        let calendars = remote.calendars().await.unwrap();
        println!("{calendars:#?}");
        let calendar = calendars.iter().find(|one| one.can_write).unwrap().handle.clone();
        let out = Outgoing { handle: None, content: content("11111111-1111-4111-8111-111111111111"), base: None };
        let stored = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
        println!("{} {}", stored.handle, stored.revision);
        let again = remote.put(&calendar, &out, &Expect::Absent).await.unwrap();
        assert_eq!(again.revision, stored.revision);
        let changes = remote.changes(&calendar, None, &[]).await.unwrap();

        let next = remote
            .changes(&calendar, changes.next.as_ref(), &[(stored.handle.clone(), stored.revision.clone())])
            .await
            .unwrap();

        remote.remove(&calendar, &stored.handle, &Expect::Revision(stored.revision.clone())).await.unwrap();
        remote.remove(&calendar, &stored.handle, &Expect::Revision(stored.revision.clone())).await.unwrap();
        let last = remote
            .changes(&calendar, next.next.as_ref(), &[(stored.handle.clone(), stored.revision.clone())])
            .await
            .unwrap();

        assert_eq!(last.removed, [stored.handle]);
        let wrong = account::open_with(by_id("caldav").unwrap(), account::http(&ca.file()), url, "anna", "no");
        assert!(matches!(wrong.whoami().await, Err(RemoteError::SignedOut)));
    }
}
