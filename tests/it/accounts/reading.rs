//! The way in: what patience is asked for, what a cursor that is lost costs, and how far ahead is read.

use chrono::TimeDelta;
use daybook_core::app::views::Answer;
use daybook_core::ports::Clock;
use daybook_tests::world::draft;

use super::far_side::Which;
use super::{Practice, at, practices, priya};

impl Practice {
    fn mirrored(&self) -> i64 {
        self.file().query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
    }

    fn answer(&self, start: &str) -> (Answer, Option<String>) {
        let verdict = self.app.check(start, 50, None, None).unwrap();
        (verdict.answer, verdict.unchecked.first().map(|gap| gap.reason.word().to_owned()))
    }
}

/// S53: asked for patience in whatever words, it waits at least as long as it was told, says until when, and loses
/// nothing.
#[tokio::test]
async fn patience_is_kept_in_whatever_words_it_is_asked_for() {
    for practice in practices().await {
        for (way, seconds) in practice.there.slow_downs().into_iter().enumerate() {
            let day = format!("2026-12-{:02}", way + 1);
            let booked = practice.book(draft("Client", &format!("{day}T10:00")));
            practice.there.slow_down(way);
            practice.app.sync_now().await.unwrap();
            let name = format!("{}, way {way}", practice.name());
            assert_eq!(practice.status(), ("waiting".into(), Some("rate.limited".into())), "{name}");
            let next = practice.shown().next_try.unwrap();
            let wait =
                next.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc() - practice.world.clock.now();
            assert!(wait >= TimeDelta::seconds(seconds.unwrap_or(1)), "{name}: {wait}");
            assert_eq!(practice.state(&booked.id), ("waiting".into(), Some("rate.limited".into())));
            practice.there.heal();
            practice.there.forget_seen();
            practice.app.sync_now().await.unwrap();
            assert!(practice.there.writes().is_empty(), "{name}: not before it is time, whoever presses");
            practice.world.clock.advance(wait + TimeDelta::seconds(1));
            practice.sync().await;
            assert_eq!((practice.status().0.as_str(), practice.state(&booked.id).0.as_str()), ("connected", "synced"));
        }
        assert_eq!(practice.there.events(Which::Main).len(), practice.there.slow_downs().len());
    }
}

/// S54: a cursor nobody knows any more: everything is read anew, what was deleted meanwhile is deleted, what waits here
/// stays.
#[tokio::test]
async fn a_lost_cursor_is_read_over_from_the_beginning() {
    for practice in practices().await {
        for which in [Which::Main, Which::Second] {
            let gone = practice.there.plant(which, "Gone", at("2026-12-07T09:00:00Z"));
            practice.there.plant(which, "Stays", at("2026-12-08T09:00:00Z"));
            practice.sync().await;
            assert_eq!(practice.answer("2026-12-07T10:00").0, Answer::Busy, "{} {which:?}", practice.name());
            practice.there.forget_cursors();
            practice.there.take_away(which, &gone);
            practice.there.plant(which, "New", at("2026-12-09T09:00:00Z"));
            let waits = practice.book(priya(false));
            practice.sync().await;
            assert_eq!(practice.answer("2026-12-07T10:00").0, Answer::Free, "{} {which:?}", practice.name());
            assert_eq!(practice.answer("2026-12-08T10:00").0, Answer::Busy);
            assert_eq!(practice.answer("2026-12-09T10:00").0, Answer::Busy);
            assert_eq!(practice.state(&waits.id).0, "synced");
            practice.app.cancel(&waits.id, false).unwrap();
            for event in practice.there.events(which) {
                practice.there.take_away(which, &event.id);
            }
            practice.app.sync_now().await.unwrap();
        }
    }
}

/// S58: what lies beyond the span that is read is not known, and so never free.
#[tokio::test]
async fn beyond_what_is_read_nothing_is_free() {
    for practice in practices().await {
        assert_eq!(practice.answer("2028-06-01T10:00"), (Answer::Free, None), "{}", practice.name());
        for beyond in ["2029-06-01T10:00", "2025-06-02T10:00"] {
            let beyond = practice.answer(beyond);
            assert_eq!(beyond, (Answer::Unknown, Some("cal.beyond".into())), "{}", practice.name());
        }
        // Busy with something of one's own is busy all the same.
        practice.book(daybook_core::app::views::BookDraft { anyway: true, ..draft("Ada", "2029-06-01T10:00") });
        assert_eq!(practice.answer("2029-06-01T10:00").0, Answer::Busy);
        practice.sync().await;
        assert_eq!(practice.there.events(Which::Main).len(), 1);
    }
}

/// S54, S56: months later the span has moved on: what came into it is read, what slid out of it is forgotten and never
/// taken for deleted; appointments stay what they were.
#[tokio::test]
async fn the_span_moves_on_and_what_slides_out_of_it_was_never_deleted() {
    for practice in practices().await {
        let old = practice.book(draft("Long ago", "2026-11-20T10:00"));
        let coming = practice.book(draft("In a year", "2028-02-01T10:00"));
        let far = practice.book(draft("Far ahead", "2029-02-01T10:00"));
        for which in [Which::Main, Which::Second] {
            practice.there.plant(which, "Slides out", at("2025-12-15T09:00:00Z"));
            practice.there.plant(which, "Comes in", at("2029-04-02T09:00:00Z"));
        }
        practice.sync().await;
        let known = practice.mirrored();
        assert_eq!(practice.answer("2029-04-02T11:00").0, Answer::Unknown, "{}", practice.name());
        for months in [7, 14] {
            practice.world.clock.advance(TimeDelta::days(212));
            practice.sync().await;
            let activity = practice.app.activity().unwrap();
            assert!(activity.needs_you.is_empty(), "{} after {months}: {activity:?}", practice.name());
            for id in [&old.id, &coming.id, &far.id] {
                let kept = practice.app.appointment(id).unwrap();
                assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "synced"));
                assert!(kept.calendar_event_id.is_some(), "{} after {months}", practice.name());
            }
            assert_eq!(practice.answer("2029-04-02T11:00").0, Answer::Busy, "{} after {months}", practice.name());
            assert_eq!(practice.answer("2029-04-02T15:00").0, Answer::Free, "{} after {months}", practice.name());
            assert_eq!(practice.answer("2025-12-15T10:00").0, Answer::Unknown, "{} after {months}", practice.name());
        }
        assert_eq!(practice.mirrored(), known, "{}: two left, two came", practice.name());
        assert_eq!(practice.there.events(Which::Main).len(), 5);
        assert_eq!(practice.status(), ("connected".into(), None));
        // What slid out can still be cancelled.
        practice.app.cancel(&old.id, false).unwrap();
        practice.sync().await;
        assert_eq!(practice.there.events(Which::Main).len(), 4, "{}", practice.name());
        // And what is really deleted is still noticed.
        let there = practice.app.appointment(&coming.id).unwrap().calendar_event_id.unwrap();
        practice.there.take_away(Which::Main, &there);
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&coming.id).1.as_deref(), Some("sync.deleted"), "{}", practice.name());
    }
}

/// S56: an appointment that somebody moves there, within what is read or far out of it, is moved here, and not taken
/// for deleted.
#[tokio::test]
async fn an_appointment_that_is_moved_there_is_moved_here_however_far() {
    for practice in practices().await {
        let booked = practice.book(priya(false));
        practice.sync().await;
        practice.there.forget_seen();
        for start in ["2026-12-03T09:00:00Z", "2031-03-03T09:00:00Z"] {
            practice.there.move_there(&practice.event().id, at(start));
            practice.sync().await;
            let kept = practice.app.appointment(&booked.id).unwrap();
            let starts_at = kept.start.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().to_utc();
            assert_eq!((starts_at, kept.minutes), (at(start), 60), "{}: {:?}", practice.name(), kept.sync);
            assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "synced"));
        }
        assert!(practice.there.writes().is_empty(), "{}: nothing is sent back", practice.name());
    }
}
