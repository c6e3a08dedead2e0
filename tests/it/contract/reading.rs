//! What is read: all of it, what changed since, and from where nothing can be read.

use daybook_core::model::ids::{CalendarHandle, EventHandle};
use daybook_core::providers::{Expect, Refusal, RemoteError};

use super::{Tried, new};

pub async fn changes_are_told_once(tried: Tried) {
    let before = tried.changes(None, &[]).await;
    assert!(before.complete.is_some());
    let (one, two) = (tried.create(&new("One")).await, tried.create(&new("Two")).await);
    let told = tried.changes(before.next.as_ref(), &[]).await;
    let handles: Vec<_> = told.changed.iter().map(|event| &event.handle).collect();
    assert!(handles.contains(&&one.handle) && handles.contains(&&two.handle));
    tried.remove(&one).await;
    let known = [(one.handle.clone(), one.revision.clone()), (two.handle.clone(), two.revision.clone())];
    let then = tried.changes(told.next.as_ref(), &known).await;
    assert!(then.changed.is_empty(), "an unchanged event was downloaded again");
    let gone =
        then.removed.contains(&one.handle) || then.complete.as_ref().is_some_and(|all| !all.contains(&one.handle));
    assert!(gone);
    let quiet = tried.changes(then.next.as_ref(), &known[1..]).await;
    assert!(quiet.changed.is_empty() && !quiet.removed.contains(&two.handle));
    tried.remove(&two).await;
}

pub async fn a_full_read_downloads_only_what_differs(tried: Tried) {
    let mut known = Vec::new();
    for number in 0..60 {
        let stored = tried.create(&new(&format!("Client {number}"))).await;
        known.push((stored.handle, stored.revision));
    }
    let all = tried.changes(None, &[]).await;
    assert_eq!(all.changed.iter().filter(|one| one.event.is_ok()).count(), 60);
    assert_eq!(all.complete.map(|all| all.len()), Some(60));
    known[7].1 = "\"old\"".into();
    let stranger: EventHandle = "gone-meanwhile.ics".into();
    known.push((stranger.clone(), "\"x\"".into()));
    let again = tried.changes(None, &known).await;
    assert_eq!(again.changed.iter().map(|one| &one.handle).collect::<Vec<_>>(), [&known[7].0]);
    assert!(!again.complete.unwrap().contains(&stranger));
    for (handle, _) in known.iter().filter(|(handle, _)| *handle != stranger) {
        tried.remote.remove(tried.handle(), handle, &Expect::Any, false).await.unwrap();
    }
    assert_eq!(tried.changes(None, &[]).await.complete, Some(Vec::new()));
}

pub async fn a_foreign_cursor_is_lost(tried: Tried) {
    let changes = tried.remote.changes(tried.handle(), Some(&"made up".into()), &[]).await;
    assert!(matches!(changes, Err(RemoteError::CursorLost)), "{changes:?}");
}

pub async fn a_calendar_that_is_not_there_is_gone(tried: Tried) {
    let nowhere: CalendarHandle = tried.handle().as_str().replace(['r', 'w'], "q").as_str().into();
    assert_ne!(nowhere, *tried.handle());
    let changes = tried.remote.changes(&nowhere, None, &[]).await;
    assert!(matches!(changes, Err(RemoteError::Refused(Refusal::CalendarGone))), "{changes:?}");
    let put = tried.remote.put(&nowhere, &new("Nowhere"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::Refused(Refusal::CalendarGone))), "{put:?}");
    // Y9: what is not there was removed only where its calendar says so.
    let removed = tried.remote.remove(&nowhere, &"x.ics".into(), &Expect::Any, false).await;
    assert!(matches!(removed, Err(RemoteError::Refused(Refusal::CalendarGone))), "{removed:?}");
}
