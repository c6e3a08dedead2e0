//! A series for a client with no network and no account: which of its dates are odd, and what is refused.

use chrono::TimeDelta;
use daybook_core::app::views::{
    AgendaItem, Availability, BookDraft, EditDraft, ExceptionalDays, Fold, LimitWord, Odd, RepeatDraft, RepeatEvery,
    RescheduleDraft, Scope, Settings, WorkingSpan,
};
use daybook_tests::world::{World, book, draft, form_of};

fn weekly(start: &str, times: Option<u32>, skip: &[&str]) -> BookDraft {
    let skip = skip.iter().map(|day| (*day).to_owned()).collect();
    let repeat = RepeatDraft { every: RepeatEvery::Week, until: None, times, skip };
    BookDraft { repeat: Some(repeat), ..draft("Priya Nair", start) }
}

/// P15: what is in the way is listed date by date, with what else that day has; nothing is booked by that.
#[tokio::test]
async fn the_odd_dates_are_listed_before_anything_is_booked() {
    let app = World::new().open().await;
    book(&app, "Lena Brandt", "2026-12-08T10:20");
    let found = app.preview_series(weekly("2026-12-01T10:00", Some(4), &[])).unwrap();
    assert_eq!((found.dates, found.looked_at, found.last.as_str()), (Some(4), 4, "2026-12-22"));
    let [odd] = found.odd.as_slice() else { panic!("{:?}", found.odd) };
    assert_eq!((odd.date.as_str(), odd.why.as_slice()), ("2026-12-08", [Odd::Clash].as_slice()));
    assert_eq!((odd.clashes.len(), odd.clashes[0].title.as_str()), (1, "Lena Brandt"));
    assert!(odd.free.iter().all(|free| free.day == "2026-12-08") && !odd.free.is_empty(), "{:?}", odd.free);
    assert_eq!(app.agenda("2026-12-01", "2026-12-31").unwrap().len(), 1);
    let sundays = app.preview_series(weekly("2026-12-06T10:00", None, &[])).unwrap();
    assert_eq!((sundays.dates, sundays.looked_at), (None, 104));
    assert!(sundays.odd.iter().all(|odd| odd.why.contains(&Odd::DayOff)) && sundays.odd.len() == 104);
}

/// P15, P17: a date whose hour the clocks skip or give twice is one to look at.
#[tokio::test]
async fn a_date_on_the_night_of_a_clock_change_is_odd() {
    let app = World::new().open().await;
    let odd = |start: &str| {
        let found = app.preview_series(weekly(start, Some(2), &[])).unwrap().odd;
        found.into_iter().filter(|one| one.why.iter().any(|why| *why != Odd::DayOff)).collect::<Vec<_>>()
    };
    let [skipped] = &odd("2027-03-21T02:30")[..] else { panic!("one") };
    assert_eq!((skipped.date.as_str(), skipped.why.contains(&Odd::Skipped)), ("2027-03-28", true));
    let [twice] = &odd("2027-10-24T02:30")[..] else { panic!("one") };
    assert_eq!((twice.date.as_str(), twice.why.contains(&Odd::Twice)), ("2027-10-31", true));
}

/// P15, P17: which of the two is said of the first date alone, which keeps it. The rule means the first for all others.
#[tokio::test]
async fn the_first_date_of_a_series_is_the_one_of_the_two_that_was_named() {
    let app = World::new().open().await;
    let night = |fold| BookDraft { fold, ..weekly("2027-10-31T02:30", Some(2), &[]) };
    assert_eq!(app.book(night(None)).unwrap_err().code.word(), "book.twice");
    let twice = |fold| {
        let found = app.preview_series(night(fold)).unwrap().odd;
        found.iter().filter(|one| one.why.contains(&Odd::Twice)).map(|one| one.date.clone()).collect::<Vec<_>>()
    };
    assert_eq!((twice(None), twice(Some(Fold::Second))), (vec!["2027-10-31".to_owned()], vec![]));
    let booked = app.book(night(Some(Fold::Second))).unwrap().appointment;
    let (first, next) = (format!("{}@2027-10-31", booked.id), format!("{}@2027-11-07", booked.id));
    let starts = |id: &str| app.appointment(id).unwrap().start;
    assert_eq!(starts(&first), "2027-10-31T02:30:00+01:00");
    assert_eq!(app.check("2027-10-31T02:30", 50, None, Some(&first)).unwrap().fold, Some(Fold::Second));
    let longer = EditDraft { minutes: 60, ..form_of(&app.appointment(&next).unwrap()) };
    app.edit(longer).unwrap();
    assert_eq!(starts(&first), "2027-10-31T02:30:00+01:00");
    let to = |id: &str, start: &str, fold| {
        let (id, start, scope) = (id.to_owned(), start.to_owned(), Some(Scope::All));
        app.reschedule(RescheduleDraft { id, start, fold, scope, ..RescheduleDraft::default() })
    };
    to(&next, "2027-11-07T02:40", None).unwrap();
    assert_eq!(starts(&first), "2027-10-31T02:40:00+01:00");
    let before = app.book(weekly("2027-10-24T01:30", Some(2), &[])).unwrap().appointment;
    let second = format!("{}@2027-10-31", before.id);
    assert_eq!(to(&second, "2027-10-31T02:30", Some(Fold::Second)).unwrap_err().code.word(), "input");
    to(&second, "2027-10-31T02:00", Some(Fold::First)).unwrap();
    assert_eq!(starts(&second), "2027-10-31T02:00:00+02:00");
}

/// P14, P15: so is one that the person's hours or another limit of theirs is against. Soon and late are said of the first date.
#[tokio::test]
async fn a_date_against_a_limit_of_the_person_is_odd() {
    let app = World::new().open().await;
    book(&app, "Lena Brandt", "2026-12-08T14:00");
    let days = |day: &str, hours| ExceptionalDays { from: day.to_owned(), to: day.to_owned(), hours };
    let short = vec![WorkingSpan { from: "14:00".to_owned(), to: "16:00".to_owned() }];
    let exceptions = vec![days("2026-12-15", short), days("2026-12-22", Vec::new())];
    let limits = Settings { most_a_day: Some(1), horizon_days: Some(1), ..app.settings().unwrap() };
    app.save_settings(Settings { exceptions, ..limits }).unwrap();
    let found = app.preview_series(weekly("2026-12-01T10:00", Some(5), &[])).unwrap();
    let odd: Vec<_> = found.odd.iter().map(|odd| (odd.date.as_str(), odd.why.clone())).collect();
    let (full, short, off) = (vec![Odd::Limit], vec![Odd::OutsideHours], vec![Odd::DayOff]);
    assert_eq!(odd, [("2026-12-08", full), ("2026-12-15", short), ("2026-12-22", off)]);
    let limits: Vec<_> = found.odd.iter().flat_map(|odd| &odd.limits).map(|limit| (limit.what, limit.amount)).collect();
    assert_eq!(limits, [(LimitWord::DayFull, Some(1))]);
    let over = app.preview_series(weekly("2026-12-08T14:10", Some(1), &[])).unwrap().odd.remove(0);
    assert_eq!(over.why, [Odd::Clash, Odd::Limit]);
    assert!(over.free.is_empty(), "the day is full: {:?}", over.free);
}

/// P14: the dates of a series are appointments of their days; the series that is moved, by whatever date, is none of them.
#[tokio::test]
async fn each_date_of_a_series_counts_for_the_limits_of_its_day() {
    let app = World::new().open().await;
    let booked = app.book(weekly("2026-12-01T10:00", Some(3), &[])).unwrap().appointment;
    app.save_settings(Settings { most_a_day: Some(1), ..app.settings().unwrap() }).unwrap();
    let is_full = |start: &str, except: Option<&str>| {
        let verdict = app.check(start, 50, None, except).unwrap();
        assert_eq!(verdict.answer, Availability::Free);
        verdict.limits.iter().any(|limit| limit.what == LimitWord::DayFull)
    };
    assert!(is_full("2026-12-08T14:00", None) && is_full("2026-12-15T14:00", None));
    assert!(!is_full("2026-12-22T14:00", None), "the last is over");
    assert!(app.free_until("2026-12-08", "2026-12-08", 50, None).unwrap().is_empty());
    let date = format!("{}@2026-12-08", booked.id);
    assert!(!is_full("2026-12-08T14:00", Some(&date)));
    assert!(!app.free_until("2026-12-08", "2026-12-08", 50, Some(&date)).unwrap().is_empty());
}

/// P15: all dates are checked in the transaction of the booking; what is left out is none of them.
#[tokio::test]
async fn a_series_over_something_is_refused_and_names_the_date() {
    let app = World::new().open().await;
    book(&app, "Lena Brandt", "2026-12-15T10:20");
    let refused = app.book(weekly("2026-12-01T10:00", Some(4), &[])).unwrap_err();
    assert_eq!(refused.code.word(), "book.overlap");
    assert!(refused.message.contains("Lena Brandt") && refused.message.contains("2026-12-15"), "{}", refused.message);
    assert_eq!(app.agenda("2026-12-01", "2026-12-31").unwrap().len(), 1, "nothing of it is left");
    app.book(weekly("2026-12-01T10:00", Some(4), &["2026-12-15"])).unwrap();
    // And what comes later is refused over any of its dates.
    let over = app.book(draft("Ada", "2026-12-22T10:30")).unwrap_err();
    assert_eq!(over.code.word(), "book.overlap");
    assert_eq!(app.check("2026-12-22T10:30", 50, None, None).unwrap().answer, Availability::Busy);
    let free = app.free_until("2026-12-22", "2026-12-22", 50, None).unwrap();
    assert!(free.iter().all(|one| one.to.as_str() <= "10:00" || one.from.as_str() >= "10:50"), "{free:?}");
}

/// P16: a cancelled date stays away, comes back by undo, and the whole survives the end of the process.
#[tokio::test]
async fn what_was_cancelled_of_a_series_comes_back_by_undo() {
    let world = World::new();
    let dates = |app: &daybook_core::app::App| {
        let items = app.agenda("2026-12-01", "2026-12-31").unwrap();
        let day = |item: AgendaItem| match item {
            AgendaItem::Appointment(one) => one.appointment.id.split('@').nth(1).unwrap_or_default().to_owned(),
            AgendaItem::Busy(block) => block.id,
        };
        items.into_iter().map(day).collect::<Vec<_>>()
    };
    {
        let app = world.open().await;
        let booked = app.book(weekly("2026-12-01T10:00", Some(3), &[])).unwrap().appointment;
        let all = ["2026-12-01", "2026-12-08", "2026-12-15"];
        assert_eq!(dates(&app), all);
        let done = app.cancel_dates(&format!("{}@2026-12-08", booked.id), Scope::This, false).unwrap();
        assert_eq!(dates(&app), ["2026-12-01", "2026-12-15"]);
        app.undo(&done.change_id).unwrap();
        assert_eq!(dates(&app), all);
        world.clock.advance(TimeDelta::seconds(1));
        app.cancel_dates(&format!("{}@2026-12-08", booked.id), Scope::Later, false).unwrap();
    }
    assert_eq!(dates(&world.open().await), ["2026-12-01"]);
}

/// P15: a rule as calendars write it, and what no series for a client can be.
#[tokio::test]
async fn a_rule_is_read_and_what_a_series_cannot_be_is_refused() {
    let app = World::new().open().await;
    let read = |rule: &str| app.repeat_by_rule(rule, "2026-12-01T10:00", Some("Europe/Berlin"), Vec::new());
    let series = read("FREQ=WEEKLY;INTERVAL=2;UNTIL=20270302T090000Z").unwrap();
    assert_eq!((series.every, series.until.as_deref()), (RepeatEvery::TwoWeeks, Some("2027-03-02")));
    for rule in ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "weekly"] {
        assert_eq!(read(rule).unwrap_err().code.word(), "input", "{rule}");
    }
}

/// T12: no date comes back to a time that somebody else has by now, whatever of the series was cancelled, unless that is meant.
#[tokio::test]
async fn undo_checks_each_date_of_a_series_that_comes_back() {
    for scope in [Scope::This, Scope::Later, Scope::All] {
        let app = World::new().open().await;
        let booked = app.book(weekly("2026-12-01T10:00", Some(4), &[])).unwrap().appointment;
        let cancelled = app.cancel_dates(&format!("{}@2026-12-08", booked.id), scope, false).unwrap();
        book(&app, "Ben", "2026-12-08T10:20");
        let before = app.appointment(&booked.id).unwrap();
        let refused = [
            app.undo(&cancelled.change_id).unwrap_err(),
            app.undo_unsent(&booked.id, false).unwrap_err(),
            app.bring_back(&cancelled.change_id, false, false).unwrap_err(),
        ];
        for refused in refused {
            let said = (refused.code.word(), refused.message.as_str());
            assert_eq!(said, ("book.overlap", "Overlaps ‘Ben’ 2026-12-08, 10:20–11:10."), "{scope:?}");
        }
        assert_eq!(app.appointment(&booked.id).unwrap(), before, "{scope:?}: nothing was done");
        assert!(app.undo_unsent(&booked.id, true).is_ok(), "{scope:?}");
    }
}

/// T12: the same of a series that was moved; a date that stands already is not asked about again.
#[tokio::test]
async fn undo_of_a_moved_series_names_the_date_that_it_would_hit() {
    let app = World::new().open().await;
    let ada = book(&app, "Ada", "2026-12-22T10:00");
    let anyway = BookDraft { anyway: true, ..weekly("2026-12-01T10:00", Some(4), &[]) };
    let booked = app.book(anyway).unwrap().appointment;
    let date = format!("{}@2026-12-08", booked.id);
    let cancelled = app.cancel_dates(&date, Scope::This, false).unwrap();
    app.undo(&cancelled.change_id).unwrap();
    let (start, scope) = ("2026-12-08T12:00".to_owned(), Some(Scope::All));
    let moved = app.reschedule(RescheduleDraft { id: date, start, scope, ..RescheduleDraft::default() }).unwrap();
    app.cancel(&ada.id, false).unwrap();
    book(&app, "Ben", "2026-12-15T10:00");
    let refused = app.undo(&moved.change_id).unwrap_err();
    assert_eq!(refused.message, "Overlaps ‘Ben’ 2026-12-15, 10:00–10:50.");
    assert!(app.undo_unsent(&booked.id, true).is_ok());
}

/// wanted 8, 9, P15: two processes, a series and a single time on one of its dates: one of them is refused.
#[tokio::test]
async fn two_processes_cannot_book_a_series_and_the_time_of_one_of_its_dates() {
    let world = World::new();
    let (one, two) = (world.open().await, world.open().await);
    let (series, single) = tokio::join!(
        tokio::task::spawn_blocking(move || one.book(weekly("2026-12-01T10:00", Some(4), &[]))),
        tokio::task::spawn_blocking(move || two.book(draft("Mara", "2026-12-22T10:30"))),
    );
    let outcomes = [series.unwrap(), single.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = outcomes.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refused.code.word(), "book.overlap");
}

/// T12, wanted 8: two processes, the undo of a cancel and a booking at that time: one of them is refused.
#[tokio::test]
async fn two_processes_cannot_undo_a_cancel_and_book_its_time() {
    let world = World::new();
    let (one, two) = (world.open().await, world.open().await);
    let booked = one.book(weekly("2026-12-01T10:00", Some(4), &[])).unwrap().appointment;
    let date = format!("{}@2026-12-08", booked.id);
    let change = one.cancel_dates(&date, Scope::This, false).unwrap().change_id;
    let (undone, single) = tokio::join!(
        tokio::task::spawn_blocking(move || one.undo(&change).map(drop)),
        tokio::task::spawn_blocking(move || two.book(draft("Mara", "2026-12-08T10:30")).map(drop)),
    );
    let outcomes = [undone.unwrap(), single.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = outcomes.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refused.code.word(), "book.overlap");
}
