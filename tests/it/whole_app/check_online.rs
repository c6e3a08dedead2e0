//! The calendars themselves are asked about a time, beside what was read of them.

use std::time::Duration;

use chrono::TimeDelta;
use daybook_core::app::Sought;
use daybook_core::app::views::{
    Availability, BookDraft, ExceptionalDays, Hue, LimitWord, RepeatDraft, RepeatEvery, Scope, Service, Settings,
    Verdict,
};
use daybook_tests::cast::far_side::Which;

use super::{Practice, at, priya};

/// A server of the tests may have much to do.
const LONG: Duration = Duration::from_secs(30);
const TIME: &str = "2026-12-01T10:00";

impl Practice {
    async fn asked_within(&self, limit: Duration, start: &str, except: Option<&str>) -> Verdict {
        let sought = Sought { minutes: 50, except, ..Sought::default() };
        self.app.check_within(limit, start, None, &sought).await.unwrap()
    }

    async fn asked(&self, start: &str) -> Verdict {
        self.asked_within(LONG, start, None).await
    }

    /// By what was read.
    fn known(&self, start: &str) -> Availability {
        self.app.check(start, 50, None, None).unwrap().answer
    }
}

/// wanted 1, 2, 3, 6, T1: a time that was taken since its calendar was read last is busy once the calendar itself is asked;
/// and the calendar is read with the next round, due or not.
pub async fn what_was_taken_since_the_last_reading_is_busy_when_its_calendar_is_asked(practice: Practice) {
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T09:20:00Z"));
    practice.there.plant(Which::Second, "Lunch", at("2026-12-02T09:20:00Z"));
    for (start, title) in [(TIME, "Dentist"), ("2026-12-02T10:00", "Lunch")] {
        assert_eq!(practice.known(start), Availability::Free, "{title}");
        let verdict = practice.asked(start).await;
        let titles: Vec<_> = verdict.clashes.iter().map(|clash| clash.title.as_str()).collect();
        assert_eq!((verdict.answer, titles.as_slice()), (Availability::Busy, &[title][..]));
        let next = verdict.next_free.unwrap();
        assert_eq!(next.day, start[..10], "{title}");
        assert!(next.from.as_str() >= "11:20", "{title}: not the time that was asked about: {next:?}");
    }
    assert_eq!(practice.asked("2026-12-03T10:00").await.answer, Availability::Free);
    practice.app.sync_due().await.unwrap();
    assert_eq!(practice.known(TIME), Availability::Busy);
    assert_eq!(practice.known("2026-12-02T10:00"), Availability::Busy);
}

/// S58: a calendar that was not read lately and answers is known at that time. Nothing of the answer is kept.
pub async fn what_was_not_read_lately_is_free_when_its_calendar_says_so(practice: Practice) {
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T07:20:00Z"));
    practice.sync().await;
    practice.world.clock.advance(TimeDelta::minutes(16));
    assert_eq!(practice.known(TIME), Availability::Unknown);
    let verdict = practice.asked(TIME).await;
    assert_eq!((verdict.answer, verdict.unchecked.len()), (Availability::Free, 0), "{verdict:?}");
    assert_eq!(practice.known(TIME), Availability::Unknown);
}

/// S58: who does not answer in time, or cannot be reached, leaves the answer as it was, and a booking waits for nobody.
pub async fn who_does_not_answer_in_time_leaves_the_answer_as_it_was(practice: Practice) {
    practice.world.clock.advance(TimeDelta::minutes(16));
    let late = practice.world.network.delay_an_answer();
    let verdict = practice.asked_within(Duration::from_millis(50), TIME, None).await;
    drop(late);
    let reasons = |verdict: &Verdict| verdict.unchecked.iter().all(|gap| gap.reason.word() == "cal.stale");
    assert!(verdict.answer == Availability::Unknown && reasons(&verdict), "{verdict:?}");
    for down in [true, false] {
        practice.world.network.refuse(down);
        practice.world.network.unplug(!down);
        let verdict = practice.asked(TIME).await;
        assert!(verdict.answer == Availability::Unknown && reasons(&verdict), "{verdict:?}");
    }
    assert!(practice.app.book(priya(false)).is_ok());
}

/// An appointment that is being moved is not in its own way, whatever somebody changed of its event; a paused account is not asked.
pub async fn an_appointment_that_is_moved_is_not_in_its_own_way_when_its_calendar_is_asked(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.there.retitle(&practice.event().id, "Another title");
    let moved = practice.asked_within(LONG, "2026-12-01T10:15", Some(&booked.id)).await;
    assert_eq!(moved.answer, Availability::Free, "{moved:?}");
    assert_eq!(practice.asked("2026-12-01T10:15").await.answer, Availability::Busy);
    practice.app.pause(&practice.connection.id, true).unwrap();
    practice.there.forget_seen();
    assert_eq!(practice.asked("2026-12-02T10:00").await.answer, Availability::Unknown);
    assert_eq!(practice.there.requests(), 0);
}

/// wanted 4: connected again, a time that was taken meanwhile is busy before anything is read.
pub async fn connected_again_a_time_that_is_taken_there_is_busy_when_its_calendar_is_asked(practice: Practice) {
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T09:20:00Z"));
    practice.connect_again().await;
    assert_eq!(practice.asked(TIME).await.answer, Availability::Busy);
}

/// P14: the person's own limits hold beside what was heard just now, and are said of it.
pub async fn limits_hold_beside_what_is_heard_when_a_calendar_is_asked(practice: Practice) {
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T09:20:00Z"));
    let (id, name, description) = (String::new(), "With a break".to_owned(), String::new());
    let service = Service { id, name, minutes: 50, hue: Hue::Plum, description, break_minutes: 30 };
    let service = practice.app.save_service(service).unwrap();
    let sought = Sought { minutes: 50, service_id: Some(&service.id), ..Sought::default() };
    assert!(practice.app.check_for("2026-12-01T09:15", None, &sought).unwrap().limits.is_empty());
    let verdict = practice.app.check_within(LONG, "2026-12-01T09:15", None, &sought).await.unwrap();
    let [limit] = verdict.limits.as_slice() else { panic!("one limit: {verdict:?}") };
    assert_eq!((limit.what, limit.amount, limit.title.as_deref()), (LimitWord::Break, Some(30), Some("Dentist")));
    assert_eq!(verdict.answer, Availability::Free, "a limit takes no time");
    let (from, to) = ("2026-12-01".to_owned(), "2026-12-01".to_owned());
    let exceptions = vec![ExceptionalDays { from, to, hours: Vec::new() }];
    practice.app.save_settings(Settings { exceptions, ..practice.app.settings().unwrap() }).unwrap();
    let verdict = practice.asked(TIME).await;
    assert_eq!(verdict.answer, Availability::Busy);
    assert_eq!(verdict.next_free.unwrap().day, "2026-12-02", "a day off holds no free time");
}

/// P15, P16: what an answer holds of a series of ours is its own dates and no news, also of one that was just cancelled; all else
/// counts.
pub async fn the_dates_of_a_series_are_no_news_when_its_calendar_is_asked(practice: Practice) {
    let repeat =
        RepeatDraft { every: RepeatEvery::Week, until: None, times: Some(4), skip: Vec::new(), moves: Vec::new() };
    let booked = practice.book(BookDraft { repeat: Some(repeat), ..priya(false) });
    practice.sync().await;
    practice.sync().await;
    practice.world.clock.advance(TimeDelta::minutes(16));
    let date = |day: &str| format!("{}@{day}", booked.id);
    let moved = practice.asked_within(LONG, "2026-12-08T10:15", Some(&date("2026-12-08"))).await;
    assert_eq!((moved.answer, moved.clashes.len()), (Availability::Free, 0), "{moved:?}");
    let after = practice.asked("2026-12-08T10:50").await;
    assert_eq!(after.answer, Availability::Free, "{after:?}");
    let on_it = practice.asked("2026-12-08T10:15").await;
    assert_eq!((on_it.answer, on_it.clashes.len()), (Availability::Busy, 1), "{on_it:?}");
    practice.app.cancel_dates(&date("2026-12-15"), Scope::This, false).unwrap();
    let cancelled = practice.asked("2026-12-15T10:00").await;
    assert_eq!(cancelled.answer, Availability::Free, "{cancelled:?}");
    practice.there.plant(Which::Main, "Dentist", at("2026-12-22T10:20:00Z"));
    let beside = practice.asked("2026-12-22T11:00").await;
    let titles: Vec<_> = beside.clashes.iter().map(|clash| clash.title.as_str()).collect();
    assert_eq!((beside.answer, titles.as_slice()), (Availability::Busy, &["Dentist"][..]));
}
