//! Removals whose answer is not what happened. An event is gone when a look finds it gone.

use daybook_core::providers::{Expect, RemoteError};
use daybook_tests::cast::between::Meddling;

use super::{Tried, later, new};

/// Y9: 404 and 410 while it is there.
pub async fn a_removal_that_is_said_to_be_of_nothing_is_a_conflict_with_what_is_there(tried: Tried) {
    let Some(between) = tried.stage.between() else { return };
    let stored = tried.create(&new("Alive")).await;
    let expect = Expect::Revision(stored.revision.clone());
    for status in [404, 410] {
        between.next("DELETE", Meddling::Answered(status));
        match tried.remote.remove(tried.handle(), &stored.handle, &expect, false).await {
            Err(RemoteError::Conflict { theirs: Some(there) }) => {
                assert_eq!((&there.handle, there.event.as_ref()), (&stored.handle, Ok(&stored.event)), "{status}");
            }
            other => panic!("{status}: {other:?}"),
        }
    }
    tried.remove(&stored).await;
}

/// Y9: 200 and 204 for nothing, also over what somebody changed.
pub async fn a_removal_that_is_said_to_be_done_and_is_not_has_failed(tried: Tried) {
    let Some(between) = tried.stage.between() else { return };
    let out = new("Alive");
    let stored = tried.create(&out).await;
    let old = Expect::Revision(stored.revision.clone());
    for (status, expect) in [(200, &old), (204, &Expect::Any)] {
        between.next("DELETE", Meddling::Answered(status));
        let removed = tried.remote.remove(tried.handle(), &stored.handle, expect, false).await;
        assert!(matches!(removed, Err(RemoteError::Failed)), "{status}: {removed:?}");
    }
    let now = tried.put(&later(&out, &stored), &old).await.unwrap();
    between.next("DELETE", Meddling::Answered(204));
    let removed = tried.remote.remove(tried.handle(), &stored.handle, &old, false).await;
    assert!(matches!(removed, Err(RemoteError::Conflict { theirs: Some(_) })), "{removed:?}");
    // A provider that looks before did not send it.
    between.clear();
    tried.remove(&now).await;
}

/// Y9: the answer is another one, or none.
pub async fn what_a_removal_took_away_is_gone_whatever_is_said(tried: Tried) {
    let Some(between) = tried.stage.between() else { return };
    for status in [404, 410] {
        let stored = tried.create(&new("Gone")).await;
        between.next("DELETE", Meddling::Misreported(status));
        tried.is_gone(&stored.handle, &Expect::Revision(stored.revision.clone())).await;
    }
    let stored = tried.create(&new("Gone")).await;
    let expect = Expect::Revision(stored.revision.clone());
    between.next("DELETE", Meddling::Lost);
    let removed = tried.remote.remove(tried.handle(), &stored.handle, &expect, false).await;
    assert!(matches!(removed, Err(RemoteError::NoAnswer)), "{removed:?}");
    tried.is_gone(&stored.handle, &expect).await;
    assert!(!tried.changes(None, &[]).await.complete.unwrap().contains(&stored.handle));
}
