//! Invitations at a server that mails guests by itself (RFC 6638).

use daybook_core::model::event::Invitation;
use daybook_core::providers::{Expect, Outgoing, RemoteError};
use daybook_tests::servers::icloud_front::Fault;

use super::Apple;
use crate::contract::{later, new};

fn inviting(server_mails: bool) -> Outgoing {
    let mut out = new("Invited");
    out.content.invitation = Some(Invitation {
        organizer: "anna@apfel.test".into(),
        organizer_name: String::new(),
        client_address: "klient@fremd.test".into(),
        client_name: "Kim Klient".into(),
        server_mails,
    });
    out
}

/// Two things must be there before the window may promise a mail.
#[tokio::test]
async fn a_server_that_mails_says_so_and_one_that_does_not_is_believed() {
    let apple = Apple::connect().await;
    assert!(!apple.remote.whoami().await.unwrap().server_mails);
    apple.front.fault(Fault::Schedules);
    assert!(apple.remote.whoami().await.unwrap().server_mails);
    apple.front.once(Fault::Status { method: "OPTIONS", status: 500, retry_after: None });
    assert!(!apple.remote.whoami().await.unwrap().server_mails, "unknown is no promise");
}

/// wanted 43, 46, 47: one mail for a booking, none where the server is not to tell, none for a repeat.
#[tokio::test]
async fn the_client_is_told_once_or_not_at_all() {
    let apple = Apple::connect().await;
    apple.front.fault(Fault::Schedules);
    let quiet = inviting(false);
    apple.put(&quiet, &Expect::Absent).await.unwrap();
    assert_eq!(apple.front.mails(), []);
    let told = inviting(true);
    apple.front.once(Fault::DropAfterStoring);
    assert!(matches!(apple.put(&told, &Expect::Absent).await, Err(RemoteError::NoAnswer)));
    apple.put(&told, &Expect::Absent).await.unwrap();
    let mails: Vec<_> = apple.front.mails().into_iter().map(|mail| (mail.to, mail.method)).collect();
    assert_eq!(mails, [("klient@fremd.test".to_owned(), "REQUEST")]);
}

/// The client's answer changes the ETag and not the Schedule-Tag: moving the appointment is no conflict.
#[tokio::test]
async fn an_answer_of_the_client_is_no_conflict_where_the_server_gives_a_schedule_tag() {
    let apple = Apple::connect().await;
    for schedules in [true, false] {
        if schedules {
            apple.front.fault(Fault::Schedules);
        }
        let out = inviting(true);
        let stored = apple.put(&out, &Expect::Absent).await.unwrap();
        let answered = String::from_utf8_lossy(&stored.raw).replace("ATTENDEE;", "ATTENDEE;X-ANSWERED=1;");
        assert!(answered.contains("X-ANSWERED"), "{answered}");
        apple.front.plant("work", stored.handle.as_str(), answered.as_bytes());
        apple.front.forget_seen();
        let moved = apple.put(&later(&out, &stored), &Expect::Revision(stored.revision)).await;
        let put = apple.front.seen().into_iter().find(|seen| seen.method == "PUT").unwrap();
        assert_eq!(put.header("if-schedule-tag-match").is_some(), schedules);
        assert_eq!(put.header("if-match").is_some(), !schedules);
        assert_eq!(moved.is_ok(), schedules, "{moved:?}");
        apple.front.heal();
    }
}
