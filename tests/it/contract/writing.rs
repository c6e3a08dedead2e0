//! What is written: created, updated, removed, each again and over the changes of others.

use daybook_core::providers::{Expect, RemoteError};

use super::{Tried, later, new, times};

/// S22, S24
pub async fn an_event_comes_back_as_it_was_written(tried: Tried) {
    let mut out = new("Änne „Ö“ O'Neil; 1,5 h \\ <b>&amp; 🦷");
    out.content.place = "Hauptstraße 1,\n12345 Dorf".into();
    out.content.description = "Zeile 1\nZeile 2".repeat(20);
    let stored = tried.create(&out).await;
    assert!(!stored.handle.as_str().is_empty() && !stored.revision.as_str().is_empty());
    let read = tried.changes(None, &[]).await.changed.into_iter().find(|one| one.handle == stored.handle).unwrap();
    for event in [&stored.event, &read.event.clone().unwrap()] {
        let part = &event.parts[0];
        assert_eq!(event.uid, out.content.uid);
        assert_eq!((&part.title, &part.place), (&out.content.title, &out.content.place));
        assert_eq!(part.notes, out.content.description);
        assert_eq!(times(event), (out.content.start, out.content.end, "Europe/Berlin".to_owned()));
        assert_eq!(part.appointment_id.as_deref(), Some(out.content.appointment_id.as_str()));
    }
    tried.remove(&stored).await;
}

/// wanted 45
pub async fn a_create_that_is_repeated_makes_no_twin(tried: Tried) {
    let out = new("Once");
    let first = tried.create(&out).await;
    let again = tried.create(&out).await;
    assert_eq!(again.handle, first.handle);
    let all = tried.changes(None, &[]).await.changed;
    let twins = all.iter().filter(|one| one.event.as_ref().is_ok_and(|event| event.uid == out.content.uid)).count();
    assert_eq!(twins, 1);
    tried.remove(&again).await;
}

/// Y4: the create arrived and its answer was lost; whatever was changed there since is not written over, and nobody is mailed.
pub async fn a_create_that_meets_its_own_event_changed_since_is_a_conflict_and_writes_nothing(tried: Tried) {
    let out = new("Booked");
    let stored = tried.create(&out).await;
    let mut changed = later(&out, &stored);
    changed.content.description = "written there".into();
    let there = tried.put(&changed, &Expect::Revision(stored.revision)).await.unwrap();
    let mails = tried.stage.mails().len();
    let mut again = out.clone();
    again.content.title = "Another wish".into();
    again.content.tentative = true;
    for again in [&out, &again] {
        match tried.put(again, &Expect::Absent).await {
            Err(RemoteError::Conflict { theirs: Some(theirs) }) => {
                assert_eq!((&theirs.handle, theirs.event.as_ref()), (&there.handle, Ok(&there.event)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(tried.stage.mails().len(), mails);
    // At the revision it had.
    tried.remove(&there).await;
}

pub async fn a_create_over_another_appointment_is_a_conflict(tried: Tried) {
    let out = new("Theirs");
    let theirs = tried.create(&out).await;
    let mut other = out.clone();
    other.content.appointment_id = "another".into();
    match tried.put(&other, &Expect::Absent).await {
        Err(RemoteError::Conflict { theirs: Some(there) }) => {
            assert_eq!(there.handle, theirs.handle)
        }
        other => panic!("{other:?}"),
    }
    tried.remove(&theirs).await;
}

/// S24
pub async fn an_update_keeps_the_event_and_changes_the_revision(tried: Tried) {
    let out = new("Moved");
    let stored = tried.create(&out).await;
    let moved = later(&out, &stored);
    let now = tried.put(&moved, &Expect::Revision(stored.revision.clone())).await.unwrap();
    assert_eq!(now.handle, stored.handle);
    assert_ne!(now.revision, stored.revision);
    assert_eq!(times(&now.event).0, moved.content.start);
    tried.remove(&now).await;
}

pub async fn an_update_over_a_newer_state_is_a_conflict(tried: Tried) {
    let out = new("Raced");
    let stored = tried.create(&out).await;
    let theirs = tried.put(&later(&out, &stored), &Expect::Revision(stored.revision.clone())).await.unwrap();
    let mut ours = later(&out, &stored);
    ours.content.title = "Ours".into();
    match tried.put(&ours, &Expect::Revision(stored.revision)).await {
        Err(RemoteError::Conflict { theirs: Some(there) }) => {
            assert_eq!(there.event.unwrap().parts[0].title, "Raced");
        }
        other => panic!("{other:?}"),
    }
    tried.remove(&theirs).await;
}

pub async fn an_update_that_is_repeated_is_done(tried: Tried) {
    let out = new("Repeated");
    let stored = tried.create(&out).await;
    let moved = later(&out, &stored);
    let expect = Expect::Revision(stored.revision);
    let first = tried.put(&moved, &expect).await.unwrap();
    let again = tried.put(&moved, &expect).await.unwrap();
    assert_eq!(times(&again.event), times(&first.event));
    let now = tried.put(&later(&moved, &again), &Expect::Any).await.unwrap();
    tried.remove(&now).await;
}

pub async fn an_update_of_what_is_gone_says_so(tried: Tried) {
    let out = new("Gone");
    let stored = tried.create(&out).await;
    tried.remove(&stored).await;
    let update = tried.put(&later(&out, &stored), &Expect::Revision(stored.revision.clone())).await;
    assert!(matches!(update, Err(RemoteError::Gone)), "{update:?}");
}

/// S35, S37: whether it was deleted or stands in another calendar, its account says.
pub async fn what_was_gone_before_its_removal_is_said_to_be_gone(tried: Tried) {
    let stored = tried.create(&new("Cancelled")).await;
    tried.remove(&stored).await;
    for expect in [Expect::Revision(stored.revision.clone()), Expect::Any] {
        tried.is_gone(&stored.handle, &expect).await;
    }
    tried.is_gone(&"never-there.ics".into(), &Expect::Any).await;
}

pub async fn a_removal_of_a_newer_state_is_a_conflict(tried: Tried) {
    let out = new("Changed there");
    let stored = tried.create(&out).await;
    let now = tried.put(&later(&out, &stored), &Expect::Revision(stored.revision.clone())).await.unwrap();
    let removed = tried.remote.remove(tried.handle(), &stored.handle, &Expect::Revision(stored.revision), false).await;
    assert!(matches!(removed, Err(RemoteError::Conflict { theirs: Some(_) })), "{removed:?}");
    tried.remove(&now).await;
}
