//! A series for a client with no network and no account: which of its dates are odd, and what is refused.

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{
    AgendaItem, Availability, BookDraft, Done, EditDraft, ExceptionalDays, Fold, Happened, HistoryField, LimitWord,
    MovedDate, Odd, RepeatDraft, RepeatEvery, RescheduleDraft, Scope, Settings, UiError, WorkingSpan,
};
use daybook_tests::world::{World, book, draft, form_of};

fn weekly(start: &str, times: Option<u32>, skip: &[&str]) -> BookDraft {
    let skip = skip.iter().map(|day| (*day).to_owned()).collect();
    let repeat = RepeatDraft { every: RepeatEvery::Week, until: None, times, skip, moves: Vec::new() };
    BookDraft { repeat: Some(repeat), ..draft("Priya Nair", start) }
}

/// The same with dates at other times: each the day that the series gives it, and when it takes place.
fn moving(draft: BookDraft, moves: &[(&str, &str)]) -> BookDraft {
    let moved = |(date, start): &(&str, &str)| MovedDate { date: (*date).to_owned(), start: (*start).to_owned() };
    let moves = moves.iter().map(moved).collect();
    BookDraft { repeat: draft.repeat.clone().map(|repeat| RepeatDraft { moves, ..repeat }), ..draft }
}

/// Moves so much of a series by one of its dates.
fn move_to(app: &App, id: &str, start: &str, scope: Scope) -> Result<Done, UiError> {
    let (id, start, scope) = (id.to_owned(), start.to_owned(), Some(scope));
    app.reschedule(RescheduleDraft { id, start, scope, ..RescheduleDraft::default() })
}

/// When the appointments of December begin, in order.
fn starts(app: &App) -> Vec<String> {
    let items = app.agenda("2026-12-01", "2026-12-31").unwrap();
    let start = |item: AgendaItem| match item {
        AgendaItem::Appointment(one) => format!("{} {}", one.appointment.day, one.appointment.from),
        AgendaItem::Busy(block) => panic!("{block:?}"),
    };
    items.into_iter().map(start).collect()
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
    let dates = |app: &App| {
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
    let read = |rule: &str| app.repeat_by_rule(rule, "2026-12-01T10:00", Some("Europe/Berlin"));
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

/// P16: one date is moved by itself, is called as before, and goes back by the same way or by undo.
#[tokio::test]
async fn one_date_of_a_series_is_moved_and_no_other() {
    let world = World::new();
    let all = ["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00"];
    let id = {
        let app = world.open().await;
        let booked = app.book(weekly("2026-12-01T10:00", Some(3), &[])).unwrap().appointment;
        let date = format!("{}@2026-12-08", booked.id);
        let done = move_to(&app, &date, "2026-12-09T10:30", Scope::This).unwrap();
        assert_eq!((&done.appointment.id, done.appointment.start.as_str()), (&date, "2026-12-09T10:30:00+01:00"));
        let moved = [MovedDate { date: "2026-12-08".to_owned(), start: "2026-12-09T10:30".to_owned() }];
        assert_eq!(app.appointment(&booked.id).unwrap().series.unwrap().repeat.moves, moved);
        // P7: one line, with the two times of that date.
        let told = app.history(&date).unwrap().remove(0);
        let time = told.changed.iter().find(|one| one.field == HistoryField::Time).unwrap();
        assert_eq!((told.what, time.before.as_str()), (Happened::Move, "2026-12-08T10:00/2026-12-08T10:50"));
        assert_eq!(time.after, "2026-12-09T10:30/2026-12-09T11:20");
        assert_eq!(starts(&app), ["2026-12-01 10:00", "2026-12-09 10:30", "2026-12-15 10:00"]);
        app.undo(&done.change_id).unwrap();
        assert_eq!(starts(&app), all);
        world.clock.advance(TimeDelta::seconds(1));
        // To before the first of them, and after the last.
        move_to(&app, &date, "2026-12-23T18:00", Scope::This).unwrap();
        date
    };
    let app = world.open().await;
    assert_eq!(starts(&app), ["2026-12-01 10:00", "2026-12-15 10:00", "2026-12-23 18:00"]);
    move_to(&app, &id, "2026-11-30T18:00", Scope::This).unwrap();
    assert_eq!(app.agenda("2026-11-30", "2026-11-30").unwrap().len(), 1, "before all others");
    move_to(&app, &id, "2026-12-08T10:00", Scope::This).unwrap();
    assert_eq!(starts(&app), all);
    assert!(app.appointment(&id).unwrap().series.unwrap().repeat.moves.is_empty());
}

/// P14, P16: where it takes place counts, and not where the series has it.
#[tokio::test]
async fn a_moved_date_takes_its_new_time_and_frees_the_old_one() {
    let app = World::new().open().await;
    let booked = app.book(weekly("2026-12-01T10:00", Some(3), &[])).unwrap().appointment;
    let date = |day: &str| format!("{}@{day}", booked.id);
    move_to(&app, &date("2026-12-08"), "2026-12-09T10:30", Scope::This).unwrap();
    let answer = |start: &str| app.check(start, 50, None, None).unwrap().answer;
    assert_eq!((answer("2026-12-08T10:00"), answer("2026-12-09T11:00")), (Availability::Free, Availability::Busy));
    let free = app.free_until("2026-12-09", "2026-12-09", 50, None).unwrap();
    assert!(free.iter().all(|one| one.to.as_str() <= "10:30" || one.from.as_str() >= "11:20"), "{free:?}");
    app.save_settings(Settings { most_a_day: Some(1), ..app.settings().unwrap() }).unwrap();
    let full = |day: &str| app.free_until(day, day, 50, None).unwrap().is_empty();
    assert!(full("2026-12-09") && !full("2026-12-08"));
    // It is refused over anything, another date of its own included, and it is as long as the others.
    book(&app, "Lena Brandt", "2026-12-10T10:00");
    let refused = |start: &str| move_to(&app, &date("2026-12-08"), start, Scope::This).unwrap_err();
    assert_eq!(refused("2026-12-10T10:20").code.word(), "book.overlap");
    assert_eq!(refused("2026-12-15T09:30").code.word(), "input");
    assert_eq!(refused("2027-03-28T02:30").code.word(), "book.skipped");
    let longer = RescheduleDraft {
        id: date("2026-12-08"),
        start: "2026-12-09T10:30".to_owned(),
        minutes: Some(80),
        scope: Some(Scope::This),
        ..RescheduleDraft::default()
    };
    assert_eq!(app.reschedule(longer).unwrap_err().code.word(), "input");
    let none = move_to(&app, &date("2026-12-09"), "2026-12-11T10:00", Scope::This).unwrap_err();
    assert_eq!(none.code.word(), "not_found");
    // One that is left out is not moved any more.
    app.cancel_dates(&date("2026-12-08"), Scope::This, false).unwrap();
    assert_eq!(answer("2026-12-09T10:30"), Availability::Free);
    assert!(app.appointment(&booked.id).unwrap().series.unwrap().repeat.moves.is_empty());
}

/// P16: what else is changed of a series leaves a moved date where it is, and a form that shows it moves nothing.
#[tokio::test]
async fn a_moved_date_stays_where_it_is_while_its_series_is_changed() {
    let app = World::new().open().await;
    let booked = app.book(weekly("2026-12-01T10:00", Some(3), &[])).unwrap().appointment;
    let date = format!("{}@2026-12-08", booked.id);
    move_to(&app, &date, "2026-12-09T10:30", Scope::This).unwrap();
    let form = form_of(&app.appointment(&date).unwrap());
    app.edit(EditDraft { notes: Some("Left knee".to_owned()), ..form }).unwrap();
    assert_eq!(starts(&app), ["2026-12-01 10:00", "2026-12-09 10:30", "2026-12-15 10:00"]);
    move_to(&app, &format!("{}@2026-12-15", booked.id), "2026-12-16T12:00", Scope::All).unwrap();
    assert_eq!(starts(&app), ["2026-12-02 12:00", "2026-12-09 10:30", "2026-12-16 12:00"]);
}

/// P16: one series ends, another one goes on at the new time, and one undo takes both back.
#[tokio::test]
async fn the_later_dates_of_a_series_are_moved_and_taken_back_as_one() {
    let world = World::new();
    let app = world.open().await;
    let first =
        BookDraft { notes: Some("Left knee".to_owned()), ..weekly("2026-12-01T10:00", Some(5), &["2026-12-22"]) };
    let booked = app.book(first).unwrap().appointment;
    let all = ["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-15 10:00", "2026-12-29 10:00"];
    assert_eq!(starts(&app), all);
    let date = format!("{}@2026-12-15", booked.id);
    for by_the_new in [true, false] {
        let done = move_to(&app, &date, "2026-12-16T12:00", Scope::Later).unwrap();
        assert_eq!(starts(&app), ["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-16 12:00", "2026-12-30 12:00"]);
        let begun = done.appointment;
        let repeat = begun.series.as_ref().unwrap().repeat.clone();
        assert_eq!((repeat.times, repeat.skip), (Some(3), vec!["2026-12-23".to_owned()]));
        assert_eq!((&begun.client_id, begun.notes.as_str()), (&booked.client_id, "Left knee"));
        let ended = app.history(&booked.id).unwrap().remove(0);
        let ended = ended.change_id.unwrap();
        let undone = app.undo(if by_the_new { &done.change_id } else { &ended }).unwrap();
        assert_eq!((undone.appointment_id, undone.change_id), (booked.id.clone(), None));
        assert_eq!(starts(&app), all, "by the new one: {by_the_new}");
        assert_eq!(app.appointment(&begun.id).unwrap_err().code.word(), "not_found");
        world.clock.advance(TimeDelta::seconds(1));
    }
    // From the first date on, it is all of it.
    let done = move_to(&app, &format!("{}@2026-12-01", booked.id), "2026-12-02T12:00", Scope::Later).unwrap();
    assert_eq!(done.appointment.id, booked.id);
    assert_eq!(starts(&app), ["2026-12-02 12:00", "2026-12-09 12:00", "2026-12-16 12:00", "2026-12-30 12:00"]);
    // What was taken meanwhile is not taken twice.
    let later = move_to(&app, &format!("{}@2026-12-16", booked.id), "2026-12-17T08:00", Scope::Later).unwrap();
    book(&app, "Lena Brandt", "2026-12-16T12:20");
    assert_eq!(app.undo(&later.change_id).unwrap_err().code.word(), "book.overlap");
    assert_eq!(app.appointment(&later.appointment.id).unwrap().id, later.appointment.id, "nothing of it was done");
}

/// P15: an odd date is moved before the series is booked, and is looked at where it goes.
#[tokio::test]
async fn an_odd_date_is_moved_before_the_series_is_booked() {
    let app = World::new().open().await;
    book(&app, "Lena Brandt", "2026-12-08T10:20");
    let with = |start: &str| moving(weekly("2026-12-01T10:00", Some(4), &[]), &[("2026-12-08", start)]);
    let odd = |start: &str| {
        let found = app.preview_series(with(start)).unwrap().odd;
        found.into_iter().map(|one| (one.date, one.day, one.from, one.why)).collect::<Vec<_>>()
    };
    assert!(odd("2026-12-09T10:30").is_empty());
    let on = |day: &str, from: &str, why| ("2026-12-08".to_owned(), day.to_owned(), from.to_owned(), vec![why]);
    assert_eq!(odd("2026-12-08T11:00"), [on("2026-12-08", "11:00", Odd::Clash)]);
    assert_eq!(odd("2026-12-13T10:00"), [on("2026-12-13", "10:00", Odd::DayOff)]);
    // The clocks skip that hour, and no chosen time is in it.
    let night = with("2027-03-28T02:30");
    assert!(app.preview_series(night.clone()).unwrap().odd[0].why.contains(&Odd::Skipped));
    assert_eq!(app.book(night).unwrap_err().code.word(), "book.skipped");
    let beside = app.preview_series(with("2026-12-15T10:20")).unwrap().odd;
    assert_eq!(beside.iter().map(|one| one.date.as_str()).collect::<Vec<_>>(), ["2026-12-08", "2026-12-15"]);
    assert_eq!(app.book(with("2026-12-15T10:20")).unwrap_err().code.word(), "input");
    assert_eq!(app.book(with("2026-12-08T11:00")).unwrap_err().code.word(), "book.overlap");
    let none = moving(weekly("2026-12-01T10:00", Some(4), &[]), &[("2026-12-09", "2026-12-10T10:00")]);
    assert_eq!(app.preview_series(none).unwrap_err().code.word(), "input");
    app.book(with("2026-12-09T10:30")).unwrap();
    let all = ["2026-12-01 10:00", "2026-12-08 10:20", "2026-12-09 10:30", "2026-12-15 10:00", "2026-12-22 10:00"];
    assert_eq!(starts(&app), all);
}
