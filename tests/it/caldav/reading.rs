//! What changed, from servers that tell it badly.

use daybook_core::model::ids::{EventHandle, Revision};
use daybook_core::providers::{Changes, RemoteError};
use daybook_tests::servers::icloud_front::{BadToken, Fault};

use super::{Apple, FOREIGN, handles, numbered};

fn known(changes: &Changes) -> Vec<(EventHandle, Revision)> {
    changes.changed.iter().map(|one| (one.handle.clone(), one.revision.clone())).collect()
}

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
    let known = known(&before);
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
        let known = known(&before);
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

/// Y3: a moment's trouble over one object is not the object's: it is read again later, and not taken for unreadable.
#[tokio::test]
async fn an_object_that_cannot_be_had_for_a_moment_is_asked_for_again() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "one.ics", &numbered(1));
    for status in [502, 423, 408] {
        apple.front.fault(Fault::NoMultiget);
        apple.front.once(Fault::Status { method: "GET", status, retry_after: None });
        let met = apple.changes(None, &[]).await;
        assert!(matches!(met, Err(RemoteError::Failed)), "{status}: {met:?}");
    }
    let read = apple.changes(None, &[]).await.unwrap();
    assert!(read.changed.len() == 1 && read.changed[0].event.is_ok());
}

/// S: "broken ICS on the server". Each is kept as unreadable, none stops the others.
#[tokio::test]
async fn one_broken_object_stops_none_of_the_others() {
    let apple = Apple::connect().await;
    let huge = [FOREIGN, &b"X-PAD:one line of very many\r\n".repeat(80_000)].concat();
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

/// A first read of a large calendar comes in pages, and what changes meanwhile is told afterwards.
#[tokio::test]
async fn a_large_calendar_is_read_in_pages_and_nothing_between_them_is_lost() {
    let apple = Apple::connect().await;
    (0..1200).for_each(|number| apple.front.plant("work", &format!("{number:04}.ics"), &numbered(number)));
    let first = apple.changes(None, &[]).await.unwrap();
    assert!(first.more && first.complete.is_none());
    assert_eq!(first.changed.len(), 500);
    // Between the pages: one that was read already changes, one goes, one comes.
    apple.front.plant("work", "0000.ics", &numbered(9000));
    apple.front.take_away("work", "1100.ics");
    apple.front.plant("work", "0000a.ics", &numbered(9001));
    let mut held = known(&first);
    let second = apple.changes(Some(&first), &held).await.unwrap();
    held.extend(known(&second));
    let third = apple.changes(Some(&second), &held).await.unwrap();
    assert!(second.more && !third.more);
    assert_eq!((second.changed.len(), third.changed.len()), (500, 199));
    assert_eq!(third.complete.as_ref().map(Vec::len), Some(1199), "all that were listed but the one that is gone");
    held.extend(known(&third));
    let after = apple.changes(Some(&third), &held).await.unwrap();
    assert_eq!(handles(&after), ["0000.ics", "0000a.ics"]);
    assert_eq!(after.removed, ["1100.ics".into()]);
}

/// A server whose members change under every look comes to an end all the same.
#[tokio::test]
async fn pages_come_to_an_end_though_the_mirror_keeps_nothing() {
    let apple = Apple::connect().await;
    (0..1001).for_each(|number| apple.front.plant("work", &format!("{number:04}.ics"), &numbered(number)));
    let mut page = apple.changes(None, &[]).await.unwrap();
    let mut pages = 1;
    while page.more {
        page = apple.changes(Some(&page), &[]).await.unwrap();
        pages += 1;
    }
    assert_eq!(pages, 3);
}

/// An import of many events elsewhere: too many for one page of a report.
#[tokio::test]
async fn a_report_of_very_many_changes_is_read_in_pages() {
    let apple = Apple::connect().await;
    apple.front.plant("work", "old.ics", FOREIGN);
    let before = apple.changes(None, &[]).await.unwrap();
    let mut held = known(&before);
    apple.front.take_away("work", "old.ics");
    (0..700).for_each(|number| apple.front.plant("work", &format!("{number:04}.ics"), &numbered(number)));
    let mut page = apple.changes(Some(&before), &held).await.unwrap();
    assert!(page.more);
    assert_eq!(page.removed, ["old.ics".into()]);
    while page.more {
        page = apple.changes(Some(&page), &held).await.unwrap();
        held.extend(known(&page));
    }
    assert_eq!(held.len(), 701, "each once, beside the one that is gone");
    assert!(apple.changes(Some(&page), &held).await.unwrap().changed.is_empty());
}
