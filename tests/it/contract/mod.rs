//! What every provider must do, whatever is behind it: one test for each rule, provider and server. A new provider is
//! tried here as soon as it has a member in the cast.

mod account;
mod promises;
mod reading;
mod removing;
mod writing;

use std::future::Future;
use std::pin::Pin;

use chrono::{NaiveDateTime, TimeDelta};
use daybook_core::model::connection::FoundCalendar;
use daybook_core::model::event::{Content, Event, Moment, Unreadable};
use daybook_core::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use daybook_core::providers::{Changes, Expect, Outgoing, RemoteCalendar, RemoteError, Stored};
use daybook_tests::cast;
use daybook_tests::cast::stage::{self, Stage};
use daybook_tests::with_cast;

pub use promises::{missing_words, wrong_ids};

/// One rule, on any stage.
type Rule = fn(Stage) -> Pin<Box<dyn Future<Output = ()>>>;

macro_rules! contract {
    ($($member:ident $can:tt on $($server:ident),+;)* => $rules:tt) => {
        contract! { @list $rules }
        $(mod $member { $(mod $server { contract! { @groups $member $server $can $rules } })+ })*
    };
    (@groups $member:ident $server:ident $can:tt { $($group:ident in $file:ident $rules:tt)* }) => {
        $(daybook_tests::if_it_can! { $group $can $crate::contract::contract! { @tests $member $server $file $rules } })*
    };
    (@tests $member:ident $server:ident $file:ident { $($rule:ident,)* }) => {
        $(#[tokio::test]
        async fn $rule() {
            let who = concat!(stringify!($member), " on ", stringify!($server));
            let stage = daybook_tests::cast::$member::$server().await;
            let tried = async { $crate::contract::$file::$rule($crate::contract::Tried::on(stage).await).await };
            daybook_tests::cast::keeps(who, stringify!($rule), tried).await;
        })*
    };
    (@list { $($group:ident in $file:ident { $($rule:ident,)* })* }) => {
        /// Every rule by name, for a provider outside of the cast.
        pub const RULES: &[(&str, Rule)] = &[
            $($((stringify!($rule), |stage| Box::pin(async { $file::$rule(Tried::on(stage).await).await })),)*)*
        ];
    };
}
use contract;

// S68
with_cast! { contract! { {
    every in account {
        the_account_is_the_same_however_it_is_opened,
    }
    books in account {
        a_wrong_password_is_told_from_everything_else,
        a_change_is_quiet_exactly_where_the_provider_says_so,
    }
    books in writing {
        an_event_comes_back_as_it_was_written,
        a_create_that_is_repeated_makes_no_twin,
        a_create_that_meets_its_own_event_changed_since_is_a_conflict_and_writes_nothing,
        a_create_over_another_appointment_is_a_conflict,
        an_update_keeps_the_event_and_changes_the_revision,
        an_update_over_a_newer_state_is_a_conflict,
        an_update_that_is_repeated_is_done,
        an_update_of_what_is_gone_says_so,
        what_was_gone_before_its_removal_is_said_to_be_gone,
        a_removal_of_a_newer_state_is_a_conflict,
    }
    every in reading {
        a_foreign_cursor_is_lost,
    }
    books in removing {
        a_removal_that_is_said_to_be_of_nothing_is_a_conflict_with_what_is_there,
        a_removal_that_is_said_to_be_done_and_is_not_has_failed,
        what_a_removal_took_away_is_gone_whatever_is_said,
    }
    books in reading {
        changes_are_told_once,
        a_full_read_downloads_only_what_differs,
        a_calendar_that_is_not_there_is_gone,
    }
} } }

/// The names of the rules that are broken on the stage, a new one for each rule.
pub async fn broken(stage: impl Fn() -> Stage) -> Vec<&'static str> {
    let mut broken = Vec::new();
    for (name, rule) in RULES {
        if cast::breaks(rule(stage())).await {
            broken.push(*name);
        }
    }
    broken
}

/// An account on a stage, opened, and the calendar to try it with. Whatever is written or read through this must read
/// the same from the bytes that are kept (H1).
pub struct Tried {
    stage: Stage,
    remote: Box<dyn RemoteCalendar>,
    calendar: FoundCalendar,
}

impl Tried {
    pub async fn on(stage: Stage) -> Self {
        let remote = stage.connect();
        let calendar = stage::any(remote.as_ref()).await;
        Self { stage, remote, calendar }
    }

    fn handle(&self) -> &CalendarHandle {
        &self.calendar.handle
    }

    fn reads_back(&self, raw: &[u8], event: &Result<Event, Unreadable>) {
        assert_eq!((self.stage.provider.read)(raw, self.calendar.zone.as_deref()), *event, "read back from its bytes");
    }

    async fn put(&self, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        let put = self.remote.put(self.handle(), out, expect).await;
        match &put {
            Ok(stored) => self.reads_back(&stored.raw, &Ok(stored.event.clone())),
            Err(RemoteError::Conflict { theirs: Some(there) }) => self.reads_back(&there.raw, &there.event),
            Err(_) => {}
        }
        put
    }

    async fn create(&self, out: &Outgoing) -> Stored {
        self.put(out, &Expect::Absent).await.unwrap()
    }

    /// Removing it finds that it is not there.
    async fn is_gone(&self, handle: &EventHandle, expect: &Expect) {
        let removed = self.remote.remove(self.handle(), handle, expect, false).await;
        assert!(matches!(removed, Err(RemoteError::Gone)), "{removed:?}");
    }

    async fn remove(&self, stored: &Stored) {
        let expect = Expect::Revision(stored.revision.clone());
        self.remote.remove(self.handle(), &stored.handle, &expect, false).await.unwrap();
    }

    async fn changes(&self, since: Option<&Cursor>, known: &[(EventHandle, Revision)]) -> Changes {
        let changes = self.remote.changes(self.handle(), since, known).await.unwrap();
        assert!(!changes.more, "a page more than expected");
        for one in &changes.changed {
            self.reads_back(&one.raw, &one.event);
        }
        changes
    }
}

/// An appointment nobody wrote yet.
pub fn new(title: &str) -> Outgoing {
    let wall = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    let uid = EventHandle::random().to_string();
    let content = Content {
        appointment_id: format!("for-{uid}"),
        carried: None,
        uid,
        title: title.into(),
        place: "Praxis".into(),
        description: String::new(),
        start: wall("2026-12-01T10:00"),
        end: wall("2026-12-01T10:50"),
        zone: "Europe/Berlin".into(),
        time_stands: false,
        repeat: None,
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
