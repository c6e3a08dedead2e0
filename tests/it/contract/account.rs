//! The account itself, and what a provider promises about it.

use daybook_core::model::event::Invitation;
use daybook_core::providers::{Expect, Outgoing, RemoteError};

use super::{Tried, later, new};

/// S12
pub async fn the_account_is_the_same_however_it_is_opened(tried: Tried) {
    let account = tried.remote.whoami().await.unwrap();
    let again = tried.stage.open_at(&account.server);
    assert_eq!(again.whoami().await.unwrap(), account);
    let one = tried.remote.calendars().await.unwrap();
    let other = again.calendars().await.unwrap();
    assert!(!one.is_empty() && one == other);
    for calendar in &one {
        assert_eq!(one.iter().filter(|other| other.handle == calendar.handle).count(), 1);
    }
    // At the kept address nothing needs to be found out again before an event is read.
    tried.stage.open_at(&account.server).changes(tried.handle(), None, &[]).await.unwrap();
}

pub async fn a_wrong_password_is_told_from_everything_else(tried: Tried) {
    let calendar = tried.handle();
    let stranger = tried.stage.connect_with("wrong");
    assert!(matches!(stranger.whoami().await, Err(RemoteError::SignedOut)));
    assert!(matches!(stranger.calendars().await, Err(RemoteError::SignedOut)));
    assert!(matches!(stranger.changes(calendar, None, &[]).await, Err(RemoteError::SignedOut)));
    let put = stranger.put(calendar, &new("Nobody"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::SignedOut)));
    let removed = stranger.remove(calendar, &"x.ics".into(), &Expect::Any, false).await;
    assert!(matches!(removed, Err(RemoteError::SignedOut)));
}

const GUEST: &str = "klient@fremd.test";

/// H1, S23: a guest is mailed where the account says that its server mails; a change that is to be quiet mails nobody
/// where the provider says that it can be, and the guest where it says that it cannot.
pub async fn a_change_is_quiet_exactly_where_the_provider_says_so(tried: Tried) {
    let account = tried.remote.whoami().await.unwrap();
    let Some(organizer) = account.addresses.first() else {
        assert!(!account.server_mails, "nobody can be invited in the name of an account without an address");
        return;
    };
    let told = |mails: usize| vec![GUEST.to_owned(); if account.server_mails { mails } else { 0 }];
    let unasked = usize::from(!tried.stage.provider.abilities.quiet_changes);
    let mut out = new("Invited");
    out.content.invitation = Some(Invitation {
        organizer: organizer.clone(),
        organizer_name: String::new(),
        client_address: GUEST.into(),
        client_name: "Kim Klient".into(),
        server_mails: account.server_mails,
    });
    let stored = tried.create(&out).await;
    assert_eq!(tried.stage.mails(), told(1), "invited");
    let moved = later(&out, &stored);
    let stored = tried.put(&moved, &Expect::Revision(stored.revision)).await.unwrap();
    assert_eq!(tried.stage.mails(), told(2), "told of the new time");
    let moved = Outgoing { notify: false, ..later(&moved, &stored) };
    let stored = tried.put(&moved, &Expect::Revision(stored.revision)).await.unwrap();
    assert_eq!(tried.stage.mails(), told(2 + unasked), "moved in silence");
    tried.remove(&stored).await;
    assert_eq!(tried.stage.mails(), told(2 + 2 * unasked), "removed in silence");
}
