//! The way in: what patience is asked for, what a cursor that is lost costs, and how far ahead is read.

use chrono::TimeDelta;
use daybook_core::app::views::{AgendaItem, AppState, Availability, BookDraft, BookedOver, RepeatDraft, RepeatEvery};
use daybook_core::ports::Clock;
use daybook_tests::cast::far_side::{FarSide, Which};
use daybook_tests::cast::icloud;
use daybook_tests::world::draft;

use super::{Practice, at, move_to, priya};

impl Practice {
    fn mirrored(&self) -> i64 {
        self.file().query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
    }

    fn answer(&self, start: &str) -> (Availability, Option<String>) {
        let verdict = self.app.check(start, 50, None, None).unwrap();
        (verdict.answer, verdict.unchecked.first().map(|gap| gap.reason.word().to_owned()))
    }
}

/// T11: a clock that was ahead when a calendar was read says nothing of how fresh that is.
pub async fn a_reading_of_the_future_is_no_reading(practice: Practice) {
    assert_eq!(practice.answer("2026-12-01T10:00").0, Availability::Free);
    practice.world.clock.advance(TimeDelta::days(-1));
    assert_eq!(practice.answer("2026-12-01T10:00"), (Availability::Unknown, Some("cal.stale".into())));
}

/// S58 in its first form, S44, wanted 1: a calendar that cannot be read makes a time unknown, never free; booking never
/// waits for a network.
pub async fn what_was_not_read_lately_is_unknown_and_never_free(practice: Practice) {
    assert_eq!(practice.answer("2026-12-01T10:00").0, Availability::Free);
    practice.world.clock.advance(TimeDelta::minutes(16));
    assert_eq!(
        practice.answer("2026-12-01T10:00"),
        (Availability::Unknown, Some("cal.stale".into())),
        "nobody was asked"
    );
    practice.world.network.unplug(true);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.answer("2026-12-01T10:00"), (Availability::Unknown, Some("net.offline".into())));
    let verdict = practice.app.check("2026-12-01T10:00", 50, None, None).unwrap();
    assert!(verdict.unchecked[0].last_read.is_some());
    assert!(practice.app.book(priya(false)).is_ok(), "booking never waits for a network");
    // H2: with no network the person is offline; with one, it is the server that does not answer.
    assert!(practice.app.status().offline);
    practice.world.network.unplug(false);
    practice.world.network.silence(true);
    practice.world.clock.advance(TimeDelta::minutes(16));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.answer("2026-12-02T10:00"), (Availability::Unknown, Some("net.server".into())));
    let status = practice.app.status();
    assert_eq!((status.state, status.offline, practice.status().0), (AppState::NotSyncing, false, "offline"));
    // Version 0.1 wrote this word for every failure.
    let old = "UPDATE calendar_connections SET status = 'offline', reason = 'auth.certificate'";
    practice.file().execute(old, []).unwrap();
    assert_eq!(practice.status(), ("not_syncing", Some("auth.certificate")));
    // A disk that failed is not a server that does not answer.
    practice.file().execute("UPDATE calendar_connections SET reason = 'store.failed'", []).unwrap();
    assert_eq!(practice.answer("2026-12-02T10:00"), (Availability::Unknown, Some("store.failed".into())));
}

/// S53: asked for patience in whatever words, it waits at least as long as it was told, says until when, and loses
/// nothing.
pub async fn patience_is_kept_in_whatever_words_it_is_asked_for(practice: Practice) {
    for (way, seconds) in practice.there.slow_downs().into_iter().enumerate() {
        let day = format!("2026-12-{:02}", way + 1);
        let booked = practice.book(draft("Client", &format!("{day}T10:00")));
        practice.there.slow_down(way);
        practice.app.sync_now().await.unwrap();
        let name = format!("way {way}");
        assert_eq!(practice.status(), ("waiting", Some("rate.limited")), "{name}");
        let next = practice.shown().next_try.unwrap();
        let wait = next.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc() - practice.world.clock.now();
        assert!(wait >= TimeDelta::seconds(seconds.unwrap_or(1)), "{name}: {wait}");
        assert_eq!(practice.state(&booked.id), ("waiting", Some("rate.limited")));
        practice.there.heal();
        practice.there.forget_seen();
        for early in [TimeDelta::zero(), wait - TimeDelta::seconds(1)] {
            practice.world.clock.advance(early);
            practice.app.sync_now().await.unwrap();
            practice.app.sync_due().await.unwrap();
            assert_eq!(practice.there.requests(), 0, "{name}: not a request before its time, whoever presses");
        }
        practice.world.clock.advance(TimeDelta::seconds(2));
        if way == 0 {
            practice.app.sync_due().await.unwrap();
        } else {
            practice.sync().await;
        }
        assert_eq!((practice.status().0, practice.state(&booked.id).0), ("connected", "synced"));
    }
    assert_eq!(practice.there.events(Which::Main).len(), practice.there.slow_downs().len());
}

/// S54, wanted 3, 53, 54: a cursor nobody knows any more: everything is read anew, what was deleted meanwhile is deleted, what
/// waits here stays.
pub async fn a_lost_cursor_is_read_over_from_the_beginning(practice: Practice) {
    for which in [Which::Main, Which::Second] {
        let gone = practice.there.plant(which, "Gone", at("2026-12-07T09:00:00Z"));
        practice.there.plant(which, "Stays", at("2026-12-08T09:00:00Z"));
        practice.sync().await;
        assert_eq!(practice.answer("2026-12-07T10:00").0, Availability::Busy, "{which:?}");
        practice.there.forget_cursors();
        practice.there.take_away(which, &gone);
        practice.there.plant(which, "New", at("2026-12-09T09:00:00Z"));
        let waits = practice.book(priya(false));
        practice.sync().await;
        assert_eq!(practice.answer("2026-12-07T10:00").0, Availability::Free, "{which:?}");
        assert_eq!(practice.answer("2026-12-08T10:00").0, Availability::Busy);
        assert_eq!(practice.answer("2026-12-09T10:00").0, Availability::Busy);
        assert_eq!(practice.state(&waits.id).0, "synced");
        practice.app.cancel(&waits.id, false).unwrap();
        for event in practice.there.events(which) {
            practice.there.take_away(which, &event.id);
        }
        practice.app.sync_now().await.unwrap();
    }
}

/// S58: what lies beyond the span that is read is not known, and so never free.
pub async fn beyond_what_is_read_nothing_is_free(practice: Practice) {
    assert_eq!(practice.answer("2028-06-01T10:00"), (Availability::Free, None));
    for beyond in ["2029-06-01T10:00", "2025-06-02T10:00"] {
        let beyond = practice.answer(beyond);
        assert_eq!(beyond, (Availability::Unknown, Some("cal.beyond".into())));
    }
    // Busy with something of one's own is busy all the same.
    practice.book(BookDraft { anyway: true, ..draft("Ada", "2029-06-01T10:00") });
    assert_eq!(practice.answer("2029-06-01T10:00").0, Availability::Busy);
    practice.sync().await;
    assert_eq!(practice.there.events(Which::Main).len(), 1);
}

/// S54, S56: months later the span has moved on: what came into it is read, what slid out of it is forgotten and never
/// taken for deleted; appointments stay what they were.
pub async fn the_span_moves_on_and_what_slides_out_of_it_was_never_deleted(practice: Practice) {
    let old = practice.book(draft("Long ago", "2026-11-20T10:00"));
    let coming = practice.book(draft("In a year", "2028-02-01T10:00"));
    let far = practice.book(draft("Far ahead", "2029-02-01T10:00"));
    for which in [Which::Main, Which::Second] {
        practice.there.plant(which, "Slides out", at("2025-12-15T09:00:00Z"));
        practice.there.plant(which, "Comes in", at("2029-04-02T09:00:00Z"));
    }
    practice.sync().await;
    let known = practice.mirrored();
    assert_eq!(practice.answer("2029-04-02T11:00").0, Availability::Unknown);
    for months in [7, 14] {
        practice.world.clock.advance(TimeDelta::days(212));
        practice.sync().await;
        let activity = practice.app.activity().unwrap();
        assert!(activity.needs_you.is_empty(), "after {months}: {activity:?}");
        for id in [&old.id, &coming.id, &far.id] {
            let kept = practice.app.appointment(id).unwrap();
            assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "synced"));
            assert!(kept.calendar_event_id.is_some(), "after {months}");
        }
        assert_eq!(practice.answer("2029-04-02T11:00").0, Availability::Busy, "after {months}");
        assert_eq!(practice.answer("2029-04-02T15:00").0, Availability::Free, "after {months}");
        assert_eq!(practice.answer("2025-12-15T10:00").0, Availability::Unknown, "after {months}");
    }
    assert_eq!(practice.mirrored(), known, "two left, two came");
    assert_eq!(practice.there.events(Which::Main).len(), 5);
    assert_eq!(practice.status(), ("connected", None));
    // What slid out can still be cancelled.
    practice.app.cancel(&old.id, false).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.events(Which::Main).len(), 4);
    // And what is really deleted is still noticed.
    let there = practice.app.appointment(&coming.id).unwrap().calendar_event_id.unwrap();
    practice.there.take_away(Which::Main, &there);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&coming.id).1, Some("sync.deleted"));
}

/// S58, P12, wanted 1: what was booked into a time that could not be checked is looked at again once it can be: where it is
/// taken, the person is asked, once, until they keep it, move it or cancel it.
pub async fn a_time_that_was_not_checked_is_looked_at_again_when_it_can_be(practice: Practice) {
    practice.world.network.unplug(true);
    practice.world.clock.advance(TimeDelta::minutes(20));
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T09:20:00Z"));
    practice.there.plant(Which::Main, "Lunch", at("2026-12-03T09:20:00Z"));
    let taken = practice.book(draft("Ada", "2026-12-01T10:00"));
    let free = practice.book(draft("Ben", "2026-12-02T10:00"));
    let moved = practice.book(draft("Cleo", "2026-12-03T10:00"));
    practice.app.sync_now().await.unwrap();
    assert!(practice.app.activity().unwrap().booked_over.is_empty(), "nothing is known yet");
    practice.world.network.unplug(false);
    practice.sync().await;
    let asked = |practice: &Practice| -> Vec<(String, Vec<String>)> {
        let over = practice.app.activity().unwrap().booked_over;
        let titles = |one: &BookedOver| one.clashes.iter().map(|clash| clash.title.clone()).collect();
        over.iter().map(|one| (one.appointment_id.clone(), titles(one))).collect()
    };
    let both = [(taken.id.clone(), vec!["Dentist".to_owned()]), (moved.id.clone(), vec!["Lunch".to_owned()])];
    assert_eq!(asked(&practice), both);
    assert_eq!(practice.app.status().needs_you, 2);
    assert_eq!(practice.state(&free.id).0, "synced");
    practice.app.keep_both(&taken.id).unwrap();
    practice.app.reschedule(move_to(&moved.id, "2026-12-03T12:00", false)).unwrap();
    assert_eq!(asked(&practice), []);
    practice.sync().await;
    assert_eq!((asked(&practice).len(), practice.app.status().needs_you), (0, 0));
}

/// S58, wanted 4: free when it was booked, as far as anything had been read; it was taken a minute before.
pub async fn a_time_that_was_taken_since_the_last_reading_is_asked_about(practice: Practice) {
    practice.sync().await;
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T09:20:00Z"));
    let booked = practice.book(draft("Ada", "2026-12-01T10:00"));
    let moved = practice.book(draft("Ben", "2026-12-03T10:00"));
    practice.there.plant(Which::Main, "Lunch", at("2026-12-02T09:20:00Z"));
    practice.app.reschedule(move_to(&moved.id, "2026-12-02T10:00", false)).unwrap();
    practice.sync().await;
    let over = practice.app.activity().unwrap().booked_over;
    let named: Vec<_> = over.iter().map(|one| (one.appointment_id.as_str(), one.clashes[0].title.as_str())).collect();
    assert_eq!(named, [(booked.id.as_str(), "Dentist"), (moved.id.as_str(), "Lunch")]);
    practice.app.keep_both(&booked.id).unwrap();
    practice.app.reschedule(move_to(&moved.id, "2026-12-03T10:00", false)).unwrap();
    practice.sync().await;
    assert!(practice.app.activity().unwrap().booked_over.is_empty());
}

impl Practice {
    /// The appointments that turned out to be over something, with what that is.
    fn over(&self) -> Vec<(String, String)> {
        let over = self.app.activity().unwrap().booked_over.into_iter();
        over.map(|mut one| (one.appointment_id, one.clashes.remove(0).title)).collect()
    }

    /// A minute later everything is read.
    async fn sync_later(&self) {
        self.world.clock.advance(TimeDelta::minutes(1));
        self.sync().await;
    }
}

/// T1, P12: what was booked while a calendar did not count, or was not read by the person's wish, is held against it once it counts
/// and is read, and once only; what was booked over an event of it on purpose is not asked about.
pub async fn what_was_booked_is_held_against_each_calendar_that_comes_to_count(practice: Practice) {
    practice.there.plant(Which::Second, "Swimming", at("2026-12-03T09:20:00Z"));
    practice.there.plant(Which::Second, "Lunch", at("2026-12-04T09:20:00Z"));
    practice.sync().await;
    let found = practice.app.agenda("2026-12-03", "2026-12-03").unwrap().remove(0);
    let AgendaItem::Busy(swimming) = found else { panic!("{found:?}") };
    let counts = |counts| practice.app.set_calendar(&swimming.rule_calendar_id, Some(counts), None, None).unwrap();
    practice.book(BookDraft { anyway: true, ..draft("Ben", "2026-12-04T10:00") });
    counts(false);
    let booked = practice.book(draft("Ada", "2026-12-03T10:00"));
    practice.sync_later().await;
    assert_eq!(practice.over(), []);
    counts(true);
    practice.sync_later().await;
    let over = [(booked.id.clone(), "Swimming".to_owned())];
    assert_eq!(practice.over(), over);
    practice.app.keep_both(&booked.id).unwrap();
    // It comes to count again, and what is known is not asked about again.
    counts(false);
    practice.sync_later().await;
    counts(true);
    practice.sync_later().await;
    assert_eq!(practice.over(), []);
    // What comes there while its account is paused is seen when that is over.
    let cleo = practice.book(draft("Cleo", "2026-12-07T10:00"));
    practice.sync_later().await;
    practice.sync_later().await;
    practice.app.pause(&practice.connection.id, true).unwrap();
    practice.there.plant(Which::Second, "School", at("2026-12-07T09:20:00Z"));
    practice.app.pause(&practice.connection.id, false).unwrap();
    practice.sync_later().await;
    assert_eq!(practice.over(), [(cleo.id, "School".to_owned())]);
}

/// T1, P12: a booking made while no calendar was connected, and one of an account that was away meanwhile, are held against what
/// is connected, by each date; what was meant is known again.
pub async fn what_was_booked_while_no_calendar_was_connected_is_held_against_it(practice: Practice) {
    practice.there.plant(Which::Second, "Lunch", at("2026-12-04T09:20:00Z"));
    practice.sync().await;
    practice.book(BookDraft { anyway: true, ..draft("Ben", "2026-12-04T10:00") });
    practice.sync_later().await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.plant(Which::Second, "Swimming", at("2026-12-03T09:20:00Z"));
    practice.there.plant(Which::Second, "School", at("2026-12-16T09:20:00Z"));
    let booked = practice.book(draft("Ada", "2026-12-03T10:00"));
    let repeat =
        RepeatDraft { every: RepeatEvery::Week, until: None, times: Some(3), skip: Vec::new(), moves: Vec::new() };
    let series = practice.book(BookDraft { repeat: Some(repeat), ..draft("Cleo", "2026-12-02T10:00") });
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.over(), []);
    practice.connect_again().await;
    practice.sync_later().await;
    let date = format!("{}@2026-12-16", series.id);
    assert_eq!(practice.over(), [(booked.id.clone(), "Swimming".to_owned()), (date.clone(), "School".to_owned())]);
    practice.app.keep_both(&booked.id).unwrap();
    practice.app.keep_both(&date).unwrap();
    practice.sync_later().await;
    assert_eq!(practice.over(), []);
}

/// S31, Y3: a calendar that was never given and has failed for an hour holds up nothing that is booked again.
#[tokio::test]
async fn a_calendar_that_always_fails_holds_up_no_booking_for_ever() {
    let practice = Practice::of(Box::new(icloud::place().await) as Box<dyn FarSide>).await;
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let main = booked.calendar_id.clone().unwrap();
    let cancelled = practice.app.cancel(&booked.id, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    practice.file().execute("UPDATE calendars SET last_read_at = NULL WHERE id <> ?", [&main]).unwrap();
    practice.there.plant(Which::Second, "Swimming", at("2026-12-03T15:00:00Z"));
    practice.world.network.fail_at(Some("legacy"));
    practice.app.undo(&cancelled.change_id).unwrap();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id).0, "waiting", "another computer may have booked it there");
    practice.world.clock.advance(TimeDelta::hours(1));
    // Another process of the program goes on where this one was.
    let app = practice.world.open().await;
    app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("synced", None));
    assert_eq!(practice.event().title, "Ada");
}
