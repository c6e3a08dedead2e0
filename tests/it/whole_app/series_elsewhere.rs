//! A series for a client as others see it: made at the provider of an appointment, changed there, and on another computer.

use daybook_core::app::App;
use daybook_core::app::views::{MovedDate, Scope};
use daybook_tests::cast::far_side::{Did, Which};

use super::again::second_computer;
use super::client_series::{shown, tuesdays};
use super::{Practice, Practices, at, move_to, priya};

const ALL: (&str, &str) = ("2026-11-30", "2027-01-10");

/// What is shown of a series in all its weeks.
fn weeks(app: &App) -> Vec<String> {
    shown(app, ALL.0, ALL.1)
}

/// The same, but for what is shown beside it: a date that is moved there lasts an hour, and stands there as long.
fn ours(app: &App) -> Vec<String> {
    weeks(app).into_iter().filter(|one| !one.ends_with(" busy")).collect()
}

fn synced(days: &[&str]) -> Vec<String> {
    days.iter().map(|day| format!("{day} synced")).collect()
}

impl Practice {
    /// An appointment whose event somebody has repeat for three weeks there, read since; its id, and the one of the event.
    async fn made_weekly(&self) -> (String, String) {
        let booked = self.sent(priya(false)).await;
        let event = self.event().id;
        self.there.repeat_weekly(&event, 3);
        self.sync().await;
        (booked.id, event)
    }
}

/// P1, P16: each of its dates is an appointment, that is told once, and as much of it is moved and cancelled as is meant.
pub async fn a_series_that_is_made_there_is_a_series_here(practice: Practice) {
    let (id, event) = practice.made_weekly().await;
    for _ in 0..2 {
        let kept = practice.kept(&id);
        assert_eq!((kept.series.map(|series| series.repeat.times), kept.repeats), (Some(Some(3)), false));
        assert_eq!(weeks(&practice.app), synced(&["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00"]));
        let told = practice.app.activity().unwrap();
        let words: Vec<_> = told.changed_there.iter().map(|one| one.entry.what.word()).collect();
        assert_eq!((words, told.needs_you.len()), (vec!["repeats_there"], 0));
        practice.sync().await;
    }
    assert!(practice.there.writes().is_empty(), "nothing is sent back");
    let date = |day: &str| format!("{id}@{day}");
    assert_eq!(practice.app.cancel(&date("2026-12-08"), false).unwrap_err().code.word(), "input", "how much?");
    practice.app.cancel_dates(&date("2026-12-08"), Scope::This, false).unwrap();
    practice.sync().await;
    practice.sync().await;
    assert_eq!(practice.dates_of(&event), ["2026-12-01T09:00:00Z", "2026-12-15T09:00:00Z"].map(at));
    practice.move_dates(&date("2026-12-15"), "2026-12-16T12:00", Scope::This);
    practice.sync().await;
    practice.sync().await;
    assert_eq!(practice.dates_of(&event), ["2026-12-01T09:00:00Z", "2026-12-16T11:00:00Z"].map(at));
    assert_eq!(weeks(&practice.app), synced(&["2026-12-01 10:00", "2026-12-16 12:00"]));
    assert!(!practice.did().contains(&Did::Create), "{:?}", practice.did());
    practice.app.cancel_dates(&date("2026-12-01"), Scope::All, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    assert!(practice.app.activity().unwrap().needs_you.is_empty());
}

/// P16: the booking was of one date. To take it back is no word about the others.
pub async fn what_was_made_a_series_there_is_undone_by_nothing_that_was_before(practice: Practice) {
    let (id, event) = practice.made_weekly().await;
    let booking = practice.app.history(&id).unwrap().pop().unwrap().change_id.unwrap();
    assert_eq!(practice.app.undo(&booking).unwrap_err().code.word(), "undo.late");
    assert_eq!(practice.app.undo_unsent(&id, false).unwrap_err().code.word(), "undo.late");
    practice.sync().await;
    assert_eq!(practice.there.dates(&event).len(), 3);
    assert!(practice.there.writes().is_empty());
}

/// P5, P16: what was changed here at the same time is asked about; left as it is there, it is a series.
pub async fn a_series_that_is_made_there_of_what_is_changed_here_is_asked_about(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let event = practice.event().id;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.there.repeat_weekly(&event, 3);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.series")));
    let asked = practice.app.activity().unwrap().needs_you.remove(0);
    practice.there.forget_seen();
    practice.app.use_theirs(&asked.id).unwrap();
    practice.sync().await;
    assert_eq!(weeks(&practice.app), synced(&["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00"]));
    assert_eq!(practice.there.dates(&event).len(), 3);
    assert!(practice.there.writes().is_empty(), "{:?}", practice.there.writes());
}

/// P16: another number of dates, and then one date taken out, by somebody there: so it is here, and nothing is sent.
pub async fn what_somebody_changes_of_a_series_there_is_taken_over(practice: Practice) {
    let booked = practice.sent(tuesdays(5, &[])).await;
    let event = practice.event().id;
    practice.there.repeat_weekly(&event, 3);
    for _ in 0..2 {
        practice.sync().await;
        assert_eq!(weeks(&practice.app), synced(&["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00"]));
    }
    practice.there.take_date(&event, at("2026-12-08T09:00:00Z"));
    for _ in 0..2 {
        practice.sync().await;
        assert_eq!(weeks(&practice.app), synced(&["2026-12-01 10:00", "2026-12-15 10:00"]));
    }
    let told = practice.app.activity().unwrap();
    let words: Vec<_> = told.changed_there.iter().map(|one| one.entry.what.word()).collect();
    assert!(!words.is_empty() && words.iter().all(|word| *word == "changed_there"), "{words:?}");
    assert!(told.needs_you.is_empty());
    assert_eq!(practice.state(&booked.id), ("synced", None));
    assert!(practice.there.writes().is_empty(), "nothing is sent back");
}

/// P1, P15: with what is left out and what is moved, and once.
pub async fn another_computer_has_a_series_with_all_its_dates(practice: Practice) {
    let booked = practice.sent(tuesdays(5, &["2026-12-01", "2026-12-22"])).await;
    practice.move_dates(&format!("{}@2026-12-08", booked.id), "2026-12-09T10:30", Scope::This);
    practice.sync().await;
    practice.there.forget_seen();
    let (_world, app) = second_computer(&practice).await;
    let all = synced(&["2026-12-09 10:30", "2026-12-15 10:00", "2026-12-29 10:00"]);
    for _ in 0..2 {
        let kept = app.appointment(&booked.id).unwrap();
        let repeat = kept.series.expect("it is a series").repeat;
        assert_eq!((repeat.times, repeat.skip), (Some(5), vec!["2026-12-01".to_owned(), "2026-12-22".to_owned()]));
        let moved: Vec<_> = repeat.moves.into_iter().map(|MovedDate { date, start }| (date, start)).collect();
        assert_eq!(moved.len(), 1);
        assert!(moved[0].0 == "2026-12-08" && moved[0].1.starts_with("2026-12-09T10:30"), "{moved:?}");
        assert_eq!((weeks(&app), kept.repeats), (all.clone(), false));
        assert_eq!(app.history(&booked.id).unwrap().len(), 1, "it was found, and nothing else is told");
        assert!(app.activity().unwrap().needs_you.is_empty());
        app.sync_now().await.unwrap();
    }
    assert!(practice.there.writes().is_empty());
}

/// P1, P16: every verb there is one of the series, and the first computer follows.
pub async fn of_a_series_another_computer_moves_and_cancels_as_much_as_is_meant(practice: Practice) {
    let booked = practice.sent(tuesdays(5, &[])).await;
    let event = practice.event().id;
    let (_world, app) = second_computer(&practice).await;
    let date = |day: &str| format!("{}@{day}", booked.id);
    app.cancel_dates(&date("2026-12-15"), Scope::This, false).unwrap();
    app.sync_now().await.unwrap();
    let there = ["2026-12-01T09:00:00Z", "2026-12-08T09:00:00Z", "2026-12-22T09:00:00Z", "2026-12-29T09:00:00Z"];
    assert_eq!(practice.dates_of(&event), there.map(at));
    app.cancel_dates(&date("2026-12-22"), Scope::Later, false).unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(practice.dates_of(&event), [at(there[0]), at(there[1])]);
    practice.sync().await;
    for app in [&practice.app, &app] {
        assert_eq!(weeks(app), synced(&["2026-12-01 10:00", "2026-12-08 10:00"]));
    }
    app.cancel_dates(&date("2026-12-01"), Scope::All, false).unwrap();
    app.sync_now().await.unwrap();
    assert!(practice.there.events(Which::Main).is_empty());
}

/// P1: whatever was kept of it here.
pub async fn an_account_connected_anew_finds_its_series_again(practices: Practices) {
    for keep in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(tuesdays(4, &["2026-12-15"])).await;
        let event = practice.event().id;
        practice.app.disconnect(&practice.connection.id, keep).unwrap();
        practice.connect_again().await;
        for _ in 0..2 {
            practice.sync().await;
            assert_eq!(weeks(&practice.app), synced(&["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-22 10:00"]));
        }
        assert!(practice.there.writes().is_empty(), "{:?}", practice.there.writes());
        practice.app.cancel_dates(&format!("{}@2026-12-08", booked.id), Scope::This, false).unwrap();
        practice.sync().await;
        assert_eq!(practice.dates_of(&event), ["2026-12-01T09:00:00Z", "2026-12-22T09:00:00Z"].map(at));
    }
}

/// P16: one date moved there, another one cancelled here: both are, on both sides, and nobody is asked.
pub async fn what_both_sides_change_of_different_dates_is_merged(practice: Practice) {
    let booked = practice.sent(tuesdays(5, &[])).await;
    let event = practice.event().id;
    practice.there.move_date(&event, at("2026-12-08T09:00:00Z"), at("2026-12-09T13:00:00Z"));
    practice.app.cancel_dates(&format!("{}@2026-12-22", booked.id), Scope::This, false).unwrap();
    for _ in 0..2 {
        practice.sync().await;
        let there = ["2026-12-01T09:00:00Z", "2026-12-09T13:00:00Z", "2026-12-15T09:00:00Z", "2026-12-29T09:00:00Z"];
        assert_eq!(practice.dates_of(&event), there.map(at));
        let here = ["2026-12-01 10:00", "2026-12-09 14:00", "2026-12-15 10:00", "2026-12-29 10:00"];
        assert_eq!(ours(&practice.app), synced(&here));
        assert!(practice.app.activity().unwrap().needs_you.is_empty());
    }
    let told = practice.app.activity().unwrap().changed_there;
    let words: Vec<_> = told.iter().map(|one| one.entry.what.word()).collect();
    assert!(!words.is_empty() && words.iter().all(|word| *word == "changed_there"), "{words:?}");
}

/// P16: the same date moved on both sides is asked about, and either answer is the end of it.
pub async fn the_same_date_that_both_sides_move_is_settled_by_either_answer(practices: Practices) {
    for keep in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(tuesdays(3, &[])).await;
        let event = practice.event().id;
        practice.move_dates(&format!("{}@2026-12-08", booked.id), "2026-12-09T12:00", Scope::This);
        practice.there.move_date(&event, at("2026-12-08T09:00:00Z"), at("2026-12-10T13:00:00Z"));
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.repeats")));
        let asked = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(practice.app.retry(&asked.id).unwrap_err().code.word(), "sync.repeats", "to try again is no answer");
        practice.app.only_this_date(&asked.id).unwrap_err();
        let (there, here) = if keep {
            practice.app.keep_mine(&asked.id).unwrap();
            ("2026-12-09T11:00:00Z", "2026-12-09 12:00")
        } else {
            practice.app.use_theirs(&asked.id).unwrap();
            ("2026-12-10T13:00:00Z", "2026-12-10 14:00")
        };
        for _ in 0..2 {
            practice.sync().await;
            assert_eq!(practice.dates_of(&event), ["2026-12-01T09:00:00Z", there, "2026-12-15T09:00:00Z"].map(at));
            assert_eq!(ours(&practice.app), synced(&["2026-12-01 10:00", here, "2026-12-15 10:00"]));
            assert!(practice.app.activity().unwrap().needs_you.is_empty());
        }
    }
}

/// P16: by a rule that no series for a client has, it is "synced" on no computer, and either answer is the end of it.
pub async fn a_series_that_repeats_there_as_none_of_ours_does_is_asked_about(practices: Practices) {
    let all = ["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00", "2026-12-22 10:00", "2026-12-29 10:00"];
    for keep in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(tuesdays(5, &[])).await;
        let event = practice.event().id;
        let (_world, second) = second_computer(&practice).await;
        assert_eq!(weeks(&second), synced(&all));
        practice.there.repeat(&event, 3);
        for app in [&practice.app, &second, &practice.app] {
            app.sync_now().await.unwrap();
            let sync = app.appointment(&booked.id).unwrap().sync;
            assert_eq!((sync.state.word(), sync.reason.map(|one| one.word())), ("needs_you", Some("sync.repeats")));
            assert!(weeks(app).iter().all(|one| !one.ends_with("synced")), "{:?}", weeks(app));
        }
        assert_eq!(practice.there.dates(&event).len(), 3, "nothing is written unasked");
        let asked = practice.app.activity().unwrap().needs_you.remove(0);
        if keep {
            practice.app.keep_mine(&asked.id).unwrap();
        } else {
            practice.app.use_theirs(&asked.id).unwrap();
        }
        for _ in 0..2 {
            practice.sync().await;
            assert!(practice.app.activity().unwrap().needs_you.is_empty());
            let kept = practice.kept(&booked.id);
            assert_eq!((kept.series.is_some(), kept.sync.state.word()), (keep, "synced"));
        }
        assert_eq!(practice.there.dates(&event).len(), if keep { 5 } else { 3 });
        if keep {
            second.sync_now().await.unwrap();
            for app in [&practice.app, &second] {
                assert_eq!(weeks(app), synced(&all));
                assert!(app.activity().unwrap().needs_you.is_empty(), "the question has answered itself");
            }
        } else {
            let dates = ["2026-12-01 10:00 synced", "2026-12-08 10:00 busy", "2026-12-15 10:00 busy"];
            assert_eq!(weeks(&practice.app), dates);
        }
    }
}
