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
