//! Who is signed in and which calendars there are, and answers that are not Graph's.

use daybook_core::providers::{Expect, Refusal, RemoteError};
use daybook_tests::servers::outlook::{Fault, Person};

use super::{TOKEN, open, practice};
use crate::contract::new;

/// Traps 6 and 7
#[tokio::test]
async fn each_kind_of_account_is_known_by_its_id_and_shown_by_an_address() {
    let outlook = practice().await;
    let remote = open(&outlook.api_url, TOKEN);
    let mut keys = Vec::new();
    for person in [Person::Work, Person::Personal, Person::Guest] {
        outlook.person(person);
        let account = remote.whoami().await.unwrap();
        assert!(account.server_mails && account.email.contains('@') && !account.email.contains('#'), "{account:?}");
        assert_eq!(account.server.as_str(), outlook.api_url.as_str());
        keys.push(account.key);
    }
    assert!(keys.iter().all(|key| *key == keys[0] && !key.contains('@')));
    outlook.person(Person::NoMailbox);
    assert!(matches!(remote.calendars().await, Err(RemoteError::Refused(Refusal::NoCalendars))));
}

/// S13
#[tokio::test]
async fn a_calendar_that_can_only_be_read_says_so_and_refuses() {
    let outlook = practice().await;
    let remote = open(&outlook.api_url, TOKEN);
    let all = remote.calendars().await.unwrap();
    let birthdays = all.iter().find(|one| one.handle.as_str() == outlook.birthdays()).unwrap();
    assert!(!birthdays.can_write && all.iter().filter(|one| one.can_write).count() >= 2);
    let put = remote.put(&birthdays.handle, &new("Cake"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::Refused(Refusal::ReadOnly))));
}

/// S40: a hotel's page, half an answer, far too much of one, a server that is down.
#[tokio::test]
async fn what_is_not_an_answer_of_graph_signs_nobody_out() {
    let outlook = practice().await;
    let remote = open(&outlook.api_url, TOKEN);
    let calendar = outlook.default_calendar().as_str().into();
    let down = |status, code| Fault::Status { method: "GET", status, code, retry_after: None };
    for (fault, wanted) in [
        (Fault::WebPage, "NoAnswer"),
        (Fault::Malformed, "Garbled"),
        (Fault::Flood, "TooLarge"),
        (down(500, "generalException"), "Failed"),
        (down(503, "serviceNotAvailable"), "Throttled"),
        (down(429, "ApplicationThrottled"), "Throttled"),
        (down(403, "ErrorQuotaExceeded"), "Quota"),
        (down(403, "ErrorAccessDenied"), "ReadOnly"),
    ] {
        outlook.fault(fault.clone());
        for error in [
            remote.whoami().await.map(|_| ()).unwrap_err(),
            remote.calendars().await.map(|_| ()).unwrap_err(),
            remote.changes(&calendar, None, &[]).await.map(|_| ()).unwrap_err(),
        ] {
            assert!(format!("{error:?}").contains(wanted), "{fault:?}: {error:?}");
        }
        outlook.heal();
    }
}
