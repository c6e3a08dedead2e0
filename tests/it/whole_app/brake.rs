//! The brake: much that is gone or moved at once is asked about, and believed only when the person says so.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::App;
use daybook_core::app::views::{AppState, Availability, HeldCalendar};
use daybook_tests::cast::far_side::Which;
use daybook_tests::world::draft;

use super::{Practice, Practices, at, move_to};

/// Noon in Berlin, so many days after the first of December.
fn noon(day: i64) -> DateTime<Utc> {
    at("2026-12-01T11:00:00Z") + TimeDelta::days(day)
}

fn wall(day: i64) -> String {
    noon(day).format("%Y-%m-%dT12:00").to_string()
}

fn answer(app: &App, day: i64) -> Availability {
    app.check(&wall(day), 50, None, None).unwrap().answer
}

impl Practice {
    async fn planted(&self, count: i64) -> Vec<String> {
        let ids = (0..count).map(|day| self.there.plant(Which::Second, "Taken", noon(day))).collect();
        self.sync().await;
        assert!(self.held().is_empty());
        ids
    }

    fn held(&self) -> Vec<HeldCalendar> {
        self.app.activity().unwrap().held
    }

    /// Each of these days is busy at noon, whoever asks.
    fn all_busy(&self, app: &App, count: i64) {
        for day in 0..count {
            assert_eq!(answer(app, day), Availability::Busy, "day {day}");
        }
    }
}

/// S57, P9, wanted 38: an empty calendar where there were many events is a question. Until it is answered, what was known
/// stays busy and the rest is unknown, whatever is closed and opened meanwhile.
pub async fn much_that_is_gone_at_once_is_asked_about_and_stays_busy_until_then(practice: Practice) {
    let ids = practice.planted(12).await;
    ids.iter().for_each(|id| practice.there.take_away(Which::Second, id));
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.failed, report.held.len()), (0, 1));
    let held = &practice.held()[0];
    assert_eq!((held.reason.word(), held.events, held.appointments), ("cal.mass_change", 12, 0));
    let named: Vec<_> = held.lost.iter().map(|one| (one.title.as_str(), format!("{}T{}", one.day, one.from))).collect();
    assert_eq!(named, (0..12).map(|day| ("Taken", wall(day))).collect::<Vec<_>>());
    practice.all_busy(&practice.app, 12);
    let verdict = practice.app.check("2026-12-01T16:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Unknown);
    assert_eq!(verdict.unchecked[0].reason.word(), "cal.mass_change");
    let status = practice.app.status();
    assert_eq!((status.state, status.calendars_need_you), (AppState::NeedsYou, 1));

    // Days later, after a restart, it is still asked, and since then.
    let since = held.since.clone();
    practice.world.clock.advance(TimeDelta::hours(30));
    let again = practice.world.open().await;
    again.sync_now().await.unwrap();
    assert_eq!(again.activity().unwrap().held[0].since, since);
    practice.all_busy(&again, 12);

    // Answered without a network, and read after another restart.
    again.take_over(&held.calendar_id).unwrap();
    assert!(practice.held().is_empty());
    practice.all_busy(&again, 12);
    practice.world.network.unplug(true);
    again.sync_now().await.unwrap();
    practice.world.network.unplug(false);
    let last = practice.world.open().await;
    practice.all_busy(&last, 12);
    practice.world.clock.advance(TimeDelta::minutes(20));
    last.sync_due().await.unwrap();
    assert!(last.activity().unwrap().held.is_empty());
    assert_eq!(answer(&last, 3), Availability::Free);
    assert!(last.take_over(&held.calendar_id).is_err(), "there is no such question any more");
}

/// S57: what is back, under whatever name, was never gone. What is gone besides is more than what was agreed to.
pub async fn what_comes_back_by_itself_asks_no_more(practice: Practice) {
    let ids = practice.planted(12).await;
    ids.iter().for_each(|id| practice.there.take_away(Which::Second, id));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.held().len(), 1);
    let mut back = practice.planted_again(12);
    practice.sync().await;
    assert!(practice.held().is_empty());
    practice.all_busy(&practice.app, 12);
    assert_eq!(practice.app.check("2026-12-01T16:00", 50, None, None).unwrap().answer, Availability::Free);

    // Ten are gone and that is right; by the next reading all twelve are.
    let last = back.split_off(10);
    back.iter().for_each(|id| practice.there.take_away(Which::Second, id));
    practice.app.sync_now().await.unwrap();
    let held = practice.held().remove(0);
    assert_eq!(held.events, 10);
    practice.app.take_over(&held.calendar_id).unwrap();
    last.iter().for_each(|id| practice.there.take_away(Which::Second, id));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.held()[0].events, 12, "asked anew");
    practice.all_busy(&practice.app, 12);
}

/// P9: nine of many, or four appointments, are an ordinary day.
pub async fn a_few_are_believed_at_once(practice: Practice) {
    let ids = practice.planted(12).await;
    ids.iter().take(9).for_each(|id| practice.there.take_away(Which::Second, id));
    practice.sync().await;
    assert!(practice.held().is_empty());
    assert_eq!((answer(&practice.app, 3), answer(&practice.app, 10)), (Availability::Free, Availability::Busy));
}

/// P9: of sixty that are to come, eleven are no fifth and are believed; twelve are a fifth.
pub async fn of_many_a_fifth_at_once_is_asked_about_and_less_is_believed(practices: Practices) {
    for (gone, is_held) in [(11, false), (12, true)] {
        let practice = practices.another().await;
        let ids = practice.planted(60).await;
        ids.iter().take(gone).for_each(|id| practice.there.take_away(Which::Second, id));
        practice.sync().await;
        let held: Vec<_> = practice.held().into_iter().map(|one| (one.reason.word(), one.events)).collect();
        assert_eq!(held, if is_held { vec![("cal.mass_change", 12)] } else { Vec::new() }, "{gone} gone");
        let first = if is_held { Availability::Busy } else { Availability::Free };
        assert_eq!((answer(&practice.app, 3), answer(&practice.app, 59)), (first, Availability::Busy), "{gone} gone");
    }
}

/// P9: what is asked about is held until it is answered, or all of it is back: not because one of it is, nor for what the person does
/// meanwhile to an appointment among it.
pub async fn a_part_that_is_back_or_changed_here_answers_for_nothing(practices: Practices) {
    for what in ["back", "moved", "cancelled"] {
        let practice = practices.another().await;
        let booked: Vec<_> = (0..5).map(|day| practice.book(draft("Client", &wall(day)))).collect();
        for day in 10..14 {
            practice.there.plant(Which::Main, "Foreign", noon(day));
        }
        practice.sync().await;
        let lost: Vec<_> = practice.there.events(Which::Main).into_iter().collect();
        lost.iter().for_each(|event| practice.there.take_away(Which::Main, &event.id));
        practice.app.sync_now().await.unwrap();
        assert_eq!((practice.held()[0].events, practice.held()[0].appointments), (9, 5), "{what}");
        match what {
            "back" => drop(practice.there.plant(Which::Main, "Foreign", noon(10))),
            "moved" => drop(practice.app.reschedule(move_to(&booked[0].id, &wall(30), false)).unwrap()),
            _ => drop(practice.app.cancel(&booked[0].id, false).unwrap()),
        }
        for _ in 0..3 {
            practice.sync().await;
            assert_eq!(practice.held().len(), 1, "{what}");
            assert!(practice.app.activity().unwrap().needs_you.is_empty(), "{what}");
            (10..14).for_each(|day| assert_eq!(answer(&practice.app, day), Availability::Busy, "{what} {day}"));
        }
        practice.app.take_over(&practice.held()[0].calendar_id).unwrap();
        practice.sync().await;
        assert_eq!(answer(&practice.app, 13), Availability::Free, "{what}");
        let asked = practice.app.activity().unwrap().needs_you.len();
        assert_eq!(asked, if what == "cancelled" { 4 } else { 5 }, "{what}");
    }
}

/// P9: a change that waits for such a question names it.
pub async fn what_waits_for_the_answer_about_a_calendar_says_so(practice: Practice) {
    let booked: Vec<_> = (0..6).map(|day| practice.book(draft("Client", &wall(day)))).collect();
    practice.sync().await;
    for event in practice.there.events(Which::Main) {
        practice.there.take_away(Which::Main, &event.id);
    }
    practice.app.sync_now().await.unwrap();
    let held = practice.held().remove(0);
    practice.app.cancel(&booked[0].id, false).unwrap();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked[0].id), ("waiting", Some("cal.mass_change")));
    let item = practice.app.activity().unwrap().waiting.remove(0);
    assert_eq!((item.reason.map(|reason| reason.word()), item.next_try), (Some("cal.mass_change"), None));
    practice.app.take_over(&held.calendar_id).unwrap();
    practice.sync().await;
    assert!(practice.app.activity().unwrap().waiting.is_empty());
}

/// P9: five appointments that stand at another time at once are asked about first, and then are moved.
pub async fn five_appointments_moved_there_at_once_are_asked_about(practice: Practice) {
    let booked: Vec<_> = (0..5).map(|day| practice.book(draft("Client", &wall(day)))).collect();
    practice.sync().await;
    for event in practice.there.events(Which::Main) {
        practice.there.move_there(&event.id, event.start + TimeDelta::hours(4));
    }
    practice.app.sync_now().await.unwrap();
    let held = practice.held().remove(0);
    assert_eq!((held.events, held.appointments), (5, 5));
    for (day, one) in (0..).zip(&booked) {
        assert_eq!((practice.kept(&one.id).from.as_str(), answer(&practice.app, day)), ("12:00", Availability::Busy));
        assert_eq!(
            practice.state(&one.id),
            ("needs_you", Some("cal.mass_change")),
            "nobody knows whether it is synced"
        );
    }
    practice.app.take_over(&held.calendar_id).unwrap();
    practice.sync().await;
    for one in &booked {
        assert_eq!((practice.kept(&one.id).from.as_str(), practice.state(&one.id).0), ("16:00", "synced"));
    }
}

/// P9: what the person moves and cancels here, and a cursor that is lost while all is still there, is no question.
pub async fn what_is_done_here_and_what_is_found_again_holds_nothing_back(practice: Practice) {
    practice.planted(12).await;
    let booked: Vec<_> = (0..12).map(|day| practice.book(draft("Client", &wall(20 + day)))).collect();
    practice.sync().await;
    for (day, one) in (40..).zip(&booked) {
        practice.app.reschedule(move_to(&one.id, &wall(day), false)).unwrap();
    }
    practice.sync().await;
    practice.sync().await;
    assert!(practice.held().is_empty());
    practice.there.forget_cursors();
    practice.sync().await;
    assert!(practice.held().is_empty());
    for one in &booked {
        practice.app.cancel(&one.id, false).unwrap();
    }
    practice.sync().await;
    practice.there.forget_cursors();
    practice.sync().await;
    assert!(practice.held().is_empty());
    practice.all_busy(&practice.app, 12);
}

/// P9: whenever a run is cut off, before and after the answer, nothing of it is free before it was let through, and all of it
/// afterwards.
pub async fn a_run_that_is_cut_off_anywhere_neither_frees_nor_forgets(practice: Practice) {
    let ids = practice.planted(12).await;
    ids.iter().for_each(|id| practice.there.take_away(Which::Second, id));
    practice.cut_off_until(|app| !app.activity().unwrap().held.is_empty(), true).await;
    let held = practice.held().remove(0);
    practice.app.take_over(&held.calendar_id).unwrap();
    practice.cut_off_until(|app| answer(app, 3) != Availability::Busy, false).await;
    practice.sync().await;
    assert!(practice.held().is_empty());
    assert_eq!(answer(&practice.app, 0), Availability::Free);
}

impl Practice {
    fn planted_again(&self, count: i64) -> Vec<String> {
        (0..count).map(|day| self.there.plant(Which::Second, "Taken again", noon(day))).collect()
    }

    /// Cuts a run off ever later, each time in a program of its own, until `reached`.
    async fn cut_off_until(&self, reached: impl Fn(&App) -> bool, all_busy: bool) {
        for step in 0..60_u32 {
            let app = self.world.open().await;
            let _ = tokio::time::timeout(Duration::from_micros(300) * step * step, app.sync_now()).await;
            if all_busy {
                self.all_busy(&app, 12);
            }
            if reached(&app) {
                return;
            }
        }
        panic!("no run came to its end");
    }
}
