//! What every provider must do, whatever is behind it. The suite walks the list of providers: a new
//! one is tried here before anyone writes a test for it.

use chrono::{NaiveDateTime, TimeDelta};
use daybook_core::model::event::{Content, Event, Moment};
use daybook_core::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use daybook_core::providers::{self, Changes, Expect, Outgoing, Refusal, RemoteCalendar, RemoteError, Stored};
use daybook_tests::stage::{self, Stage};

/// S68: each provider on each server that can play it.
#[tokio::test]
async fn every_provider_keeps_the_contract_on_every_server() {
    for provider in providers::ALL {
        let stages = stage::stages(provider).await;
        assert!(!stages.is_empty(), "nothing to try {} on", provider.id);
        for stage in stages {
            keeps_the_contract(&stage).await;
        }
    }
}

/// The whole suite, for a stage of any kind.
pub async fn keeps_the_contract(stage: &Stage) {
    let name = stage.name.as_str();
    the_account_is_the_same_however_it_is_opened(stage).await;
    a_wrong_password_is_told_from_everything_else(stage).await;
    let remote = stage.connect();
    let calendar = stage::writable(remote.as_ref()).await;
    let tried = Tried { name, remote: remote.as_ref(), calendar };
    tried.an_event_comes_back_as_it_was_written().await;
    tried.a_create_that_is_repeated_makes_no_twin().await;
    tried.a_create_that_was_stored_late_is_brought_up_to_date().await;
    tried.a_create_over_another_appointment_is_a_conflict().await;
    tried.an_update_keeps_the_event_and_changes_the_revision().await;
    tried.an_update_over_a_newer_state_is_a_conflict().await;
    tried.an_update_that_is_repeated_is_done().await;
    tried.an_update_of_what_is_gone_says_so().await;
    tried.what_is_gone_can_be_removed_again().await;
    tried.a_removal_of_a_newer_state_is_a_conflict().await;
    tried.changes_are_told_once().await;
    tried.a_full_read_downloads_only_what_differs().await;
    tried.a_foreign_cursor_is_lost().await;
    tried.a_calendar_that_is_not_there_is_gone().await;
}

/// S12
async fn the_account_is_the_same_however_it_is_opened(stage: &Stage) {
    let account = stage.connect().whoami().await.unwrap();
    let again = stage.open_at(&account.server);
    assert_eq!(again.whoami().await.unwrap(), account, "{}", stage.name);
    let one = stage.connect().calendars().await.unwrap();
    let other = again.calendars().await.unwrap();
    assert!(!one.is_empty() && one == other, "{}", stage.name);
    for calendar in &one {
        assert_eq!(one.iter().filter(|other| other.handle == calendar.handle).count(), 1, "{}", stage.name);
    }
    // At the kept address nothing needs to be found out again before an event is written.
    let calendar = one.iter().find(|one| one.can_write).unwrap().handle.clone();
    stage.open_at(&account.server).changes(&calendar, None, &[]).await.unwrap();
}

async fn a_wrong_password_is_told_from_everything_else(stage: &Stage) {
    let calendar = stage::writable(stage.connect().as_ref()).await;
    let stranger = stage.connect_with("wrong");
    assert!(matches!(stranger.whoami().await, Err(RemoteError::SignedOut)), "{}", stage.name);
    assert!(matches!(stranger.calendars().await, Err(RemoteError::SignedOut)), "{}", stage.name);
    assert!(matches!(stranger.changes(&calendar, None, &[]).await, Err(RemoteError::SignedOut)), "{}", stage.name);
    let put = stranger.put(&calendar, &new("Nobody"), &Expect::Absent).await;
    assert!(matches!(put, Err(RemoteError::SignedOut)), "{}", stage.name);
    let removed = stranger.remove(&calendar, &"x.ics".into(), &Expect::Any, false).await;
    assert!(matches!(removed, Err(RemoteError::SignedOut)), "{}", stage.name);
}

struct Tried<'a> {
    name: &'a str,
    remote: &'a dyn RemoteCalendar,
    calendar: CalendarHandle,
}

impl Tried<'_> {
    async fn put(&self, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        self.remote.put(&self.calendar, out, expect).await
    }

    async fn create(&self, out: &Outgoing) -> Stored {
        self.put(out, &Expect::Absent).await.unwrap_or_else(|error| panic!("{}: {error:?}", self.name))
    }

    async fn remove(&self, stored: &Stored) {
        self.remote
            .remove(&self.calendar, &stored.handle, &Expect::Revision(stored.revision.clone()), false)
            .await
            .unwrap();
    }

    async fn changes(&self, since: Option<&Cursor>, known: &[(EventHandle, Revision)]) -> Changes {
        let changes = self.remote.changes(&self.calendar, since, known).await;
        let changes = changes.unwrap_or_else(|error| panic!("{}: {error:?}", self.name));
        assert!(!changes.more, "{}: a page more than expected", self.name);
        changes
    }

    /// S22, S24
    async fn an_event_comes_back_as_it_was_written(&self) {
        let mut out = new("Änne „Ö“ O'Neil; 1,5 h \\ <b>&amp; 🦷");
        out.content.place = "Hauptstraße 1,\n12345 Dorf".into();
        out.content.description = "Zeile 1\nZeile 2".repeat(20);
        let stored = self.create(&out).await;
        assert!(!stored.handle.as_str().is_empty() && !stored.revision.as_str().is_empty(), "{}", self.name);
        let read = self.changes(None, &[]).await.changed.into_iter().find(|one| one.handle == stored.handle).unwrap();
        for event in [&stored.event, &read.event.clone().unwrap()] {
            let part = &event.parts[0];
            assert_eq!(event.uid, out.content.uid, "{}", self.name);
            assert_eq!((&part.title, &part.place), (&out.content.title, &out.content.place), "{}", self.name);
            assert_eq!(part.notes, out.content.description, "{}", self.name);
            assert_eq!(times(event), (out.content.start, out.content.end, "Europe/Berlin".to_owned()), "{}", self.name);
            assert_eq!(part.appointment_id.as_deref(), Some(out.content.appointment_id.as_str()), "{}", self.name);
        }
        self.remove(&stored).await;
    }

    /// wanted 45
    async fn a_create_that_is_repeated_makes_no_twin(&self) {
        let out = new("Once");
        let first = self.create(&out).await;
        let again = self.create(&out).await;
        assert_eq!(again.handle, first.handle, "{}", self.name);
        let all = self.changes(None, &[]).await.changed;
        let twins = all.iter().filter(|one| one.event.as_ref().is_ok_and(|event| event.uid == out.content.uid)).count();
        assert_eq!(twins, 1, "{}", self.name);
        self.remove(&again).await;
    }

    async fn a_create_that_was_stored_late_is_brought_up_to_date(&self) {
        let mut out = new("First wish");
        self.create(&out).await;
        out.content.title = "Second wish".into();
        let now = self.create(&out).await;
        assert_eq!(now.event.parts[0].title, "Second wish", "{}", self.name);
        self.remove(&now).await;
    }

    async fn a_create_over_another_appointment_is_a_conflict(&self) {
        let out = new("Theirs");
        let theirs = self.create(&out).await;
        let mut other = out.clone();
        other.content.appointment_id = "another".into();
        match self.put(&other, &Expect::Absent).await {
            Err(RemoteError::Conflict { theirs: Some(there) }) => {
                assert_eq!(there.handle, theirs.handle, "{}", self.name)
            }
            other => panic!("{}: {other:?}", self.name),
        }
        self.remove(&theirs).await;
    }

    /// S24
    async fn an_update_keeps_the_event_and_changes_the_revision(&self) {
        let out = new("Moved");
        let stored = self.create(&out).await;
        let moved = later(&out, &stored);
        let now = self.put(&moved, &Expect::Revision(stored.revision.clone())).await.unwrap();
        assert_eq!(now.handle, stored.handle, "{}", self.name);
        assert_ne!(now.revision, stored.revision, "{}", self.name);
        assert_eq!(times(&now.event).0, moved.content.start, "{}", self.name);
        self.remove(&now).await;
    }

    async fn an_update_over_a_newer_state_is_a_conflict(&self) {
        let out = new("Raced");
        let stored = self.create(&out).await;
        let theirs = self.put(&later(&out, &stored), &Expect::Revision(stored.revision.clone())).await.unwrap();
        let mut ours = later(&out, &stored);
        ours.content.title = "Ours".into();
        match self.put(&ours, &Expect::Revision(stored.revision)).await {
            Err(RemoteError::Conflict { theirs: Some(there) }) => {
                assert_eq!(there.event.unwrap().parts[0].title, "Raced", "{}", self.name);
            }
            other => panic!("{}: {other:?}", self.name),
        }
        self.remove(&theirs).await;
    }

    async fn an_update_that_is_repeated_is_done(&self) {
        let out = new("Repeated");
        let stored = self.create(&out).await;
        let moved = later(&out, &stored);
        let expect = Expect::Revision(stored.revision);
        let first = self.put(&moved, &expect).await.unwrap();
        let again = self.put(&moved, &expect).await.unwrap();
        assert_eq!(times(&again.event), times(&first.event), "{}", self.name);
        let now = self.put(&later(&moved, &again), &Expect::Any).await.unwrap();
        self.remove(&now).await;
    }

    async fn an_update_of_what_is_gone_says_so(&self) {
        let out = new("Gone");
        let stored = self.create(&out).await;
        self.remove(&stored).await;
        let update = self.put(&later(&out, &stored), &Expect::Revision(stored.revision.clone())).await;
        assert!(matches!(update, Err(RemoteError::Gone)), "{}: {update:?}", self.name);
    }

    /// S35, S37
    async fn what_is_gone_can_be_removed_again(&self) {
        let stored = self.create(&new("Cancelled")).await;
        for expect in
            [Expect::Revision(stored.revision.clone()), Expect::Revision(stored.revision.clone()), Expect::Any]
        {
            self.remote.remove(&self.calendar, &stored.handle, &expect, false).await.unwrap();
        }
        self.remote.remove(&self.calendar, &"never-there.ics".into(), &Expect::Any, false).await.unwrap();
    }

    async fn a_removal_of_a_newer_state_is_a_conflict(&self) {
        let out = new("Changed there");
        let stored = self.create(&out).await;
        let now = self.put(&later(&out, &stored), &Expect::Revision(stored.revision.clone())).await.unwrap();
        let removed =
            self.remote.remove(&self.calendar, &stored.handle, &Expect::Revision(stored.revision), false).await;
        assert!(matches!(removed, Err(RemoteError::Conflict { theirs: Some(_) })), "{}: {removed:?}", self.name);
        self.remove(&now).await;
    }

    async fn changes_are_told_once(&self) {
        let before = self.changes(None, &[]).await;
        assert!(before.complete.is_some(), "{}", self.name);
        let (one, two) = (self.create(&new("One")).await, self.create(&new("Two")).await);
        let told = self.changes(before.next.as_ref(), &[]).await;
        let handles: Vec<_> = told.changed.iter().map(|event| &event.handle).collect();
        assert!(handles.contains(&&one.handle) && handles.contains(&&two.handle), "{}", self.name);
        self.remove(&one).await;
        let known = [(one.handle.clone(), one.revision.clone()), (two.handle.clone(), two.revision.clone())];
        let then = self.changes(told.next.as_ref(), &known).await;
        assert!(then.changed.is_empty(), "{}: an unchanged event was downloaded again", self.name);
        let gone =
            then.removed.contains(&one.handle) || then.complete.as_ref().is_some_and(|all| !all.contains(&one.handle));
        assert!(gone, "{}", self.name);
        let quiet = self.changes(then.next.as_ref(), &known[1..]).await;
        assert!(quiet.changed.is_empty() && !quiet.removed.contains(&two.handle), "{}", self.name);
        self.remove(&two).await;
    }

    async fn a_full_read_downloads_only_what_differs(&self) {
        let mut known = Vec::new();
        for number in 0..60 {
            let stored = self.create(&new(&format!("Client {number}"))).await;
            known.push((stored.handle, stored.revision));
        }
        let all = self.changes(None, &[]).await;
        assert_eq!(all.changed.iter().filter(|one| one.event.is_ok()).count(), 60, "{}", self.name);
        assert_eq!(all.complete.map(|all| all.len()), Some(60), "{}", self.name);
        known[7].1 = "\"old\"".into();
        let stranger: EventHandle = "gone-meanwhile.ics".into();
        known.push((stranger.clone(), "\"x\"".into()));
        let again = self.changes(None, &known).await;
        assert_eq!(again.changed.iter().map(|one| &one.handle).collect::<Vec<_>>(), [&known[7].0], "{}", self.name);
        assert!(!again.complete.unwrap().contains(&stranger), "{}", self.name);
        for (handle, _) in &known {
            self.remote.remove(&self.calendar, handle, &Expect::Any, false).await.unwrap();
        }
        assert_eq!(self.changes(None, &[]).await.complete, Some(Vec::new()), "{}", self.name);
    }

    async fn a_foreign_cursor_is_lost(&self) {
        let changes = self.remote.changes(&self.calendar, Some(&"made up".into()), &[]).await;
        assert!(matches!(changes, Err(RemoteError::CursorLost)), "{}: {changes:?}", self.name);
    }

    async fn a_calendar_that_is_not_there_is_gone(&self) {
        let nowhere: CalendarHandle = self.calendar.as_str().replace(['r', 'w'], "q").as_str().into();
        assert_ne!(nowhere, self.calendar);
        let changes = self.remote.changes(&nowhere, None, &[]).await;
        assert!(matches!(changes, Err(RemoteError::Refused(Refusal::CalendarGone))), "{}: {changes:?}", self.name);
        let put = self.remote.put(&nowhere, &new("Nowhere"), &Expect::Absent).await;
        assert!(matches!(put, Err(RemoteError::Refused(Refusal::CalendarGone))), "{}: {put:?}", self.name);
        self.remote.remove(&nowhere, &"x.ics".into(), &Expect::Any, false).await.unwrap();
    }
}

/// An appointment nobody wrote yet.
pub fn new(title: &str) -> Outgoing {
    let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    let uid = EventHandle::random().to_string();
    let content = Content {
        appointment_id: format!("for-{uid}"),
        uid,
        title: title.into(),
        place: "Praxis".into(),
        description: String::new(),
        start: wall("2026-12-01T10:00"),
        end: wall("2026-12-01T10:50"),
        zone: "Europe/Berlin".into(),
        tentative: false,
        sequence: 0,
        stamp: "2026-11-22T12:00:00Z".parse().unwrap(),
        invitation: None,
        uninvited: None,
    };
    Outgoing { handle: None, content, base: None, notify: true }
}

/// The same appointment a day later, written over what is stored.
pub fn later(out: &Outgoing, stored: &Stored) -> Outgoing {
    let mut content = out.content.clone();
    content.start += TimeDelta::days(1);
    content.end += TimeDelta::days(1);
    content.sequence += 1;
    Outgoing { handle: Some(stored.handle.clone()), content, base: Some(stored.raw.clone()), notify: true }
}

fn times(event: &Event) -> (NaiveDateTime, NaiveDateTime, String) {
    match (&event.parts[0].start, &event.parts[0].end) {
        (Moment::Zoned { wall, zone }, Moment::Zoned { wall: end, .. }) => (*wall, *end, zone.clone()),
        other => panic!("not in a zone: {other:?}"),
    }
}
