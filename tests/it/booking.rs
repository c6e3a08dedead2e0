//! Booking, moving and cancelling with no network and no account.

use chrono::TimeDelta;
use daybook_core::app::Options;
use daybook_core::app::views::{
    AgendaItem, Availability, BookDraft, Done, EditDraft, Fold, Hue, RescheduleDraft, Service, Status,
};
use daybook_tests::world::{World, book, draft, form_of};

fn move_to(id: &str, start: &str) -> RescheduleDraft {
    RescheduleDraft { id: id.to_owned(), start: start.to_owned(), ..RescheduleDraft::default() }
}

/// S50: no connection, and booking works; S21: it is in the day at once.
#[tokio::test]
async fn a_booking_without_any_account_is_in_the_agenda_at_once() {
    let world = World::new();
    let app = world.open().await;
    assert!(app.status().first_run);
    let booked = book(&app, "Priya Nair", "2026-12-01T10:00");
    assert_eq!(
        (booked.start.as_str(), booked.end.as_str()),
        ("2026-12-01T10:00:00+01:00", "2026-12-01T10:50:00+01:00")
    );
    assert_eq!((booked.sync.state.word(), booked.status.word()), ("local", "confirmed"));
    let day = app.agenda("2026-12-01", "2026-12-01").unwrap();
    let [AgendaItem::Appointment(only)] = day.as_slice() else { panic!("one appointment") };
    assert_eq!(only.appointment, booked);
    assert!(!app.status().first_run);
    assert_eq!(app.status().local_only, 1);
    assert_eq!(world.network.sent.lock().unwrap().len(), 0);
}

/// S26, first half: what was booked is there after the process ends without a word.
#[tokio::test]
async fn a_booking_survives_the_end_of_the_process() {
    let world = World::new();
    let booked = {
        let app = world.open().await;
        book(&app, "Lena Brandt", "2026-12-01T16:00")
    };
    let app = world.open().await;
    assert_eq!(app.appointment(&booked.id).unwrap(), booked);
}

/// S28, wanted 32: an appointment over the change of the clocks keeps its hour and its exact length.
#[tokio::test]
async fn over_a_change_of_the_clocks_the_hour_stays_and_the_length_is_exact() {
    let app = World::new().open().await;
    let winter = book(&app, "Ada", "2027-03-27T10:00");
    let summer = book(&app, "Ada", "2027-03-29T10:00");
    assert_eq!(winter.start, "2027-03-27T10:00:00+01:00");
    assert_eq!(summer.start, "2027-03-29T10:00:00+02:00");
    let mut night = draft("Night", "2027-03-28T01:30");
    night.minutes = 60;
    let night = app.book(night).unwrap().appointment;
    assert_eq!((night.from.as_str(), night.to.as_str()), ("01:30", "03:30"));
    let skipped = app.book(draft("Nobody", "2027-03-28T02:30")).unwrap_err();
    assert_eq!(skipped.code.word(), "book.skipped");
    assert_eq!(skipped.message, "02:30 does not exist on 28 March: the clocks go forward.");
}

/// T20: of an hour that comes twice is said which of the two.
#[tokio::test]
async fn an_hour_that_comes_twice_says_which_of_the_two() {
    let app = World::new().open().await;
    let first = |client, start| BookDraft { fold: Some(Fold::First), ..draft(client, start) };
    let booked = app.book(first("Ada", "2027-10-31T02:30")).unwrap().appointment;
    let both = Some(("CEST".to_owned(), "CET".to_owned()));
    assert_eq!((booked.from.as_str(), booked.to.as_str(), &booked.clocks), ("02:30", "02:20", &both));
    let refused = app.book(first("Ben", "2027-10-31T02:00")).unwrap_err();
    assert_eq!(refused.message, "Overlaps ‘Ada’ 02:30 CEST–02:20 CET.");
    let clash = app.check("2027-10-31T02:00", 50, None, None).unwrap().clashes.remove(0);
    let times = (clash.start.as_str(), clash.end.as_str());
    assert_eq!(times, ("2027-10-31T02:30:00+02:00", "2027-10-31T02:20:00+01:00"));
    assert_eq!(clash.clocks, both);
    assert_eq!(book(&app, "Ben", "2027-10-31T10:00").clocks, None);
}

#[tokio::test]
async fn a_zone_newer_than_the_systems_database_is_right() {
    // America/Vancouver stays on UTC-7 from November 2026 on.
    let app = World::new().open().await;
    let mut far = draft("Wren", "2026-12-01T10:00");
    far.zone = Some("America/Vancouver".to_owned());
    assert_eq!(app.book(far).unwrap().appointment.start, "2026-12-01T10:00:00-07:00");
}

/// wanted 8, 9, 12: two windows, one slot: the second is refused in the transaction that would book it.
#[tokio::test]
async fn two_processes_cannot_both_book_one_time() {
    let world = World::new();
    let (one, two) = (world.open().await, world.open().await);
    let start = "2026-12-01T10:00";
    let (first, second) = tokio::join!(
        tokio::task::spawn_blocking(move || one.book(draft("Ben", start))),
        tokio::task::spawn_blocking(move || two.book(draft("Mara", start))),
    );
    let outcomes = [first.unwrap(), second.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = outcomes.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refused.code.word(), "book.overlap");
}

/// wanted 8, 10: an open window and the terminal, one slot: one of them is refused, whichever comes second.
#[tokio::test]
async fn a_window_and_the_terminal_cannot_both_book_one_time() {
    let world = World::new();
    let (window, terminal) = (world.start_with(Options::default()), world.open().await);
    window.unlock(None).await.unwrap();
    window.book(draft("Ben", "2026-12-01T10:00")).unwrap();
    let refused = terminal.book(draft("Mara", "2026-12-01T10:30")).unwrap_err();
    assert_eq!(refused.code.word(), "book.overlap");
    let moved = terminal.book(draft("Mara", "2026-12-01T12:00")).unwrap().appointment;
    let refused = window.reschedule(move_to(&moved.id, "2026-12-01T10:30")).unwrap_err();
    assert_eq!(refused.code.word(), "book.overlap");
}

/// wanted 11: who is only tentative has the time as well. A second one is refused, so no two of one time wait to be confirmed.
#[tokio::test]
async fn what_is_tentative_takes_its_time_too() {
    let app = World::new().open().await;
    let ada = book(&app, "Ada", "2026-12-01T10:00");
    app.mark(&ada.id, Status::Tentative, false).unwrap();
    assert_eq!(app.check("2026-12-01T10:30", 50, None, None).unwrap().answer, Availability::Busy);
    let refused = app.book(draft("Ben", "2026-12-01T10:30")).unwrap_err();
    assert_eq!((refused.code.word(), refused.message.as_str()), ("book.overlap", "Overlaps ‘Ada’ 10:00–10:50."));
    let free = app.free_times("2026-12-01T10:00", 50, 1, None).unwrap().remove(0);
    assert_eq!((free.day.as_str(), free.from.as_str()), ("2026-12-01", "11:00"));
}

/// T12: what was cancelled does not come back to a time that somebody else has by now, unless that is meant.
#[tokio::test]
async fn undo_of_a_cancel_says_what_it_would_hit() {
    let app = World::new().open().await;
    let ada = book(&app, "Ada", "2026-12-01T10:00");
    let cancelled = app.cancel(&ada.id, false).unwrap();
    book(&app, "Ben", "2026-12-01T10:00");
    let refused = app.undo(&cancelled.change_id).unwrap_err();
    assert_eq!((refused.code.word(), refused.message.as_str()), ("book.overlap", "Overlaps ‘Ben’ 10:00–10:50."));
    assert_eq!(app.appointment(&ada.id).unwrap().status, Status::Cancelled);
    assert!(app.undo_unsent(&ada.id, true).is_ok());
}

#[tokio::test]
async fn an_overlap_is_named_and_can_be_booked_anyway() {
    let app = World::new().open().await;
    book(&app, "Ben Adler", "2026-12-01T10:00");
    let verdict = app.check("2026-12-01T10:30", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Busy);
    assert_eq!(verdict.clashes[0].title, "Ben Adler");
    let next = verdict.next_free.unwrap();
    assert_eq!((next.day.as_str(), next.from.as_str()), ("2026-12-01", "11:00"));
    let refused = app.book(draft("Mara", "2026-12-01T10:30")).unwrap_err();
    assert_eq!((refused.code.word(), refused.message.as_str()), ("book.overlap", "Overlaps ‘Ben Adler’ 10:00–10:50."));
    let mut anyway = draft("Mara", "2026-12-01T10:30");
    anyway.anyway = true;
    app.book(anyway).unwrap();
}

/// wanted 5: half an hour that is taken is not offered as part of an hour.
#[tokio::test]
async fn free_times_touch_nothing_that_is_taken_and_stay_in_working_hours() {
    let app = World::new().open().await;
    let mut short = draft("Ben", "2026-12-01T09:30");
    short.minutes = 30;
    app.book(short).unwrap();
    let found = app.free_times("2026-12-01", 60, 3, None).unwrap();
    let starts: Vec<_> = found.iter().map(|free| (free.day.as_str(), free.from.as_str())).collect();
    assert_eq!(starts, [("2026-12-01", "10:00"), ("2026-12-01", "10:15"), ("2026-12-01", "10:30")]);
    let later = app.free_times("2026-12-01T13:00", 60, 1, None).unwrap();
    assert_eq!((later[0].day.as_str(), later[0].from.as_str()), ("2026-12-01", "14:00"));
}

#[tokio::test]
async fn a_cancelled_appointment_stays_in_the_history_and_frees_its_time() {
    let app = World::new().open().await;
    let booked = book(&app, "Ben", "2026-12-01T10:00");
    assert_eq!(app.cancel(&booked.id, true).unwrap().appointment.status.word(), "cancelled");
    assert_eq!(app.check("2026-12-01T10:00", 50, None, None).unwrap().answer, Availability::Free);
    assert_eq!(app.appointment(&booked.id).unwrap().status.word(), "cancelled");
    assert_eq!(app.cancel(&booked.id, true).unwrap().appointment.status.word(), "cancelled");
    assert_eq!(app.reschedule(move_to(&booked.id, "2026-12-02T10:00")).unwrap_err().code.word(), "book.cancelled");
}

#[tokio::test]
async fn every_change_can_be_taken_back_once() {
    let app = World::new().open().await;
    let done = app.book(draft("Ben", "2026-12-01T10:00")).unwrap();
    let id = done.appointment.id.clone();
    let moved = app.reschedule(move_to(&id, "2026-12-02T11:00")).unwrap();
    assert_eq!(app.undo(&done.change_id).unwrap_err().code.word(), "undo.late");
    app.undo(&moved.change_id).unwrap();
    assert_eq!(app.appointment(&id).unwrap().start, "2026-12-01T10:00:00+01:00");
    assert_eq!(app.undo(&moved.change_id).unwrap_err().code.word(), "undo.late");
    let gone = app.cancel(&id, false).unwrap();
    app.undo(&gone.change_id).unwrap();
    assert_eq!(app.appointment(&id).unwrap().status.word(), "confirmed");
}

/// P7: who changed what and when, newest first; any version can be brought back, and that is a change of its own.
#[tokio::test]
async fn the_history_tells_every_change_and_brings_any_version_back() {
    let world = World::new();
    let app = world.open().await;
    let booked = app.book(draft("Ben", "2026-12-01T10:00")).unwrap().appointment;
    world.clock.advance(TimeDelta::hours(1));
    let moved = app.reschedule(move_to(&booked.id, "2026-12-02T11:00")).unwrap();
    let mut form = form_of(&moved.appointment);
    form.place = Some("Room 2".into());
    let edited = app.edit(form).unwrap();
    let cancelled = app.cancel(&booked.id, false).unwrap();

    let told = app.history(&booked.id).unwrap();
    let what: Vec<_> = told.iter().map(|entry| entry.what.word()).collect();
    assert_eq!(what, ["cancel", "change", "move", "book"]);
    assert!(told.iter().all(|entry| !entry.there && !entry.told));
    let change = &told[2].changed[0];
    assert_eq!(
        (change.field.word(), change.before.as_str(), change.after.as_str()),
        ("time", "2026-12-01T10:00/2026-12-01T10:50", "2026-12-02T11:00/2026-12-02T11:50")
    );
    let place = &told[1].changed[0];
    assert_eq!((place.field.word(), place.before.as_str(), place.after.as_str()), ("place", "", "Room 2"));
    assert_eq!(told[0].change_id.as_deref(), Some(cancelled.change_id.as_str()));
    assert_eq!((told[3].before.clone(), told[3].back.len()), (None, 0), "nothing was before it");
    assert_eq!(app.bring_back(told[3].change_id.as_deref().unwrap(), false, false).unwrap_err().code.word(), "input");

    // Its time went to somebody else meanwhile: that is said, and left to the person.
    book(&app, "Mara", "2026-12-01T10:30");
    let refused = app.bring_back(&moved.change_id, false, false).unwrap_err();
    assert_eq!((refused.code.word(), refused.message.as_str()), ("book.overlap", "Overlaps ‘Mara’ 10:30–11:20."));
    assert_eq!(app.appointment(&booked.id).unwrap().status.word(), "cancelled");
    let back = app.bring_back(&moved.change_id, false, true).unwrap().appointment;
    assert_eq!((back.start, back.place.as_str(), back.status.word()), (booked.start, "", "confirmed"));
    let back = app.bring_back(&edited.change_id, false, false).unwrap().appointment;
    assert_eq!((back.day.as_str(), back.from.as_str()), ("2026-12-02", "11:00"));
    let what: Vec<_> = app.history(&booked.id).unwrap().iter().map(|entry| entry.what.word()).collect();
    assert_eq!(what, ["bring_back", "bring_back", "cancel", "change", "move", "book"], "nothing is erased");
}

/// P7, T12: undo says what it undoes, and does not go back to a time that somebody else has by now.
#[tokio::test]
async fn undo_says_what_it_undoes_and_looks_for_overlaps() {
    let app = World::new().open().await;
    let booked = app.book(draft("Ben", "2026-12-01T10:00")).unwrap();
    let moved = app.reschedule(move_to(&booked.appointment.id, "2026-12-02T11:00")).unwrap();
    book(&app, "Mara", "2026-12-01T10:00");
    assert_eq!(app.undo(&moved.change_id).unwrap_err().code.word(), "book.overlap");
    assert_eq!(app.appointment(&booked.appointment.id).unwrap().day, "2026-12-02", "nothing was done");
    let undone = app.undo_unsent(&booked.appointment.id, true).unwrap();
    assert_eq!((undone.undone.word(), undone.client.as_str(), undone.from.as_str()), ("move", "Ben", "10:00"));
    // Undone again, it is as it was before the undo.
    let redone = app.undo(&undone.change_id.unwrap()).unwrap();
    assert_eq!((redone.undone.word(), redone.day.as_str()), ("undo", "2026-12-02"));
    let gone = app.book(draft("Zoe", "2026-12-03T10:00")).unwrap();
    let gone = app.undo(&gone.change_id).unwrap();
    assert_eq!((gone.undone.word(), gone.appointment, gone.client.as_str()), ("book", None, "Zoe"));
}

#[tokio::test]
async fn what_changes_nothing_leaves_the_change_before_it_to_be_taken_back() {
    let app = World::new().open().await;
    let booked = book(&app, "Ben", "2026-12-01T10:00");
    let marked = app.mark(&booked.id, Status::Tentative, false).unwrap();
    let nothing = |done: Done, before: &Done| {
        assert_eq!((&done.appointment, done.change_id.as_str()), (&before.appointment, ""));
    };
    nothing(app.mark(&booked.id, Status::Tentative, false).unwrap(), &marked);
    let mut same = form_of(&marked.appointment);
    same.status = Status::Tentative;
    nothing(app.edit(same).unwrap(), &marked);
    let cancelled = app.cancel(&booked.id, false).unwrap();
    nothing(app.cancel(&booked.id, true).unwrap(), &cancelled);
    app.undo_unsent(&booked.id, false).unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().status.word(), "tentative");
}

/// Y40: the newest change is the last one that was made, also after the clock was set back.
#[tokio::test]
async fn a_clock_that_was_set_back_leaves_the_newest_change_the_newest() {
    let world = World::new();
    let app = world.open().await;
    let done = app.book(draft("Ben", "2026-12-01T10:00")).unwrap();
    world.clock.advance(chrono::TimeDelta::days(-2));
    let moved = app.reschedule(move_to(&done.appointment.id, "2026-12-02T11:00")).unwrap();
    assert_eq!(app.undo(&done.change_id).unwrap_err().code.word(), "undo.late");
    app.undo(&moved.change_id).unwrap();
    assert_eq!(app.appointment(&done.appointment.id).unwrap().start, "2026-12-01T10:00:00+01:00");
}

#[tokio::test]
async fn an_edit_of_what_is_cancelled_is_refused_as_cancelled() {
    let app = World::new().open().await;
    let booked = book(&app, "Ben", "2026-12-01T10:00");
    let cancelled = app.cancel(&booked.id, false).unwrap().appointment;
    let form = form_of(&cancelled);
    assert_eq!(app.edit(form).unwrap_err().code.word(), "book.cancelled");
}

#[tokio::test]
async fn a_booking_taken_back_before_it_was_sent_was_never_there() {
    let app = World::new().open().await;
    let done = app.book(draft("Ben", "2026-12-01T10:00")).unwrap();
    app.undo(&done.change_id).unwrap();
    assert_eq!(app.appointment(&done.appointment.id).unwrap_err().code.word(), "not_found");
    assert!(app.agenda("2026-12-01", "2026-12-01").unwrap().is_empty());
}

#[tokio::test]
async fn a_client_is_found_again_by_name_and_keeps_what_was_known() {
    let world = World::new();
    let app = world.open().await;
    let mut first = draft("Priya Nair", "2026-11-24T10:00");
    first.email = Some("priya@example.com".to_owned());
    let first = app.book(first).unwrap().appointment;
    let second = book(&app, "priya nair", "2026-12-01T10:00");
    assert_eq!((second.client_id, second.email.as_deref()), (first.client_id, Some("priya@example.com")));
    world.clock.advance(TimeDelta::days(2));
    let found = app.clients("nai").unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].last_seen.as_deref(), found[0].minutes), (Some("2026-11-24"), Some(50)));
    assert!(app.clients("zoe").unwrap().is_empty());
}

/// S25: without an e-mail address nobody is invited.
#[tokio::test]
async fn without_an_address_nobody_is_invited() {
    let app = World::new().open().await;
    let mut uninvited = draft("Ben", "2026-12-01T10:00");
    uninvited.invite = true;
    assert!(!app.book(uninvited).unwrap().appointment.invite);
}

#[tokio::test]
async fn bad_input_is_refused_with_a_sentence_and_changes_nothing() {
    let app = World::new().open().await;
    let wrong = |change: fn(&mut daybook_core::app::views::BookDraft)| {
        let mut form = draft("Ben", "2026-12-01T10:00");
        change(&mut form);
        let error = app.book(form).unwrap_err();
        assert!(!error.message.is_empty());
        error.code.word()
    };
    assert_eq!(wrong(|form| form.client = "  ".into()), "input");
    assert_eq!(wrong(|form| form.start = "tomorrow".into()), "input");
    assert_eq!(wrong(|form| form.minutes = 0), "input");
    assert_eq!(wrong(|form| form.minutes = 1441), "input");
    assert_eq!(wrong(|form| form.zone = Some("Berlin".into())), "input");
    assert_eq!(wrong(|form| form.email = Some("no address".into())), "input");
    assert_eq!(wrong(|form| form.notes = Some("x".repeat(4001))), "input");
    assert_eq!(wrong(|form| form.calendar_id = Some("none".into())), "not_found");
    assert_eq!(wrong(|form| form.client_id = Some("none".into())), "not_found");
    assert!(app.agenda("2026-11-30", "2026-12-06").unwrap().is_empty());
    assert!(app.clients("").unwrap().is_empty());
}

/// A year beyond what dates can hold once ended the process.
#[tokio::test]
async fn days_are_taken_from_1900_to_2200_and_no_others() {
    let app = World::new().open().await;
    for (first, last) in [("1900-01-01", "1900-01-01"), ("2200-12-31", "2200-12-31")] {
        assert!(app.agenda(first, last).unwrap().is_empty());
        let booked = book(&app, "Ben", &format!("{first}T23:30"));
        assert_eq!(app.agenda(first, last).unwrap().len(), 1);
        assert!(app.check(&format!("{first}T10:00"), 50, None, None).is_ok());
        assert!(app.free_times(first, 50, 1, None).is_ok());
        app.cancel(&booked.id, false).unwrap();
    }
    let booked = book(&app, "Ben", "2026-12-01T10:00");
    for day in ["1899-12-31", "2201-01-01", "0001-01-01", "-0001-01-01", "9999-12-31", "+262142-12-31", "-262143-01-01"]
    {
        let start = format!("{day}T10:00");
        let edited = EditDraft { start: start.clone(), ..form_of(&booked) };
        let refused = [
            app.agenda(day, day).unwrap_err(),
            app.agenda("2026-12-01", day).unwrap_err(),
            app.check(&start, 50, None, None).unwrap_err(),
            app.free_times(day, 50, 1, None).unwrap_err(),
            app.free_times(&start, 50, 1, None).unwrap_err(),
            app.book(draft("Ada", &start)).unwrap_err(),
            app.reschedule(move_to(&booked.id, &start)).unwrap_err(),
            app.edit(edited).unwrap_err(),
        ];
        for error in refused {
            assert_eq!(
                (error.code.word(), error.message.as_str()),
                ("input", "Daybook does not go that far."),
                "{day}"
            );
            assert_eq!(error.hint, "Choose a day in the years 1900 to 2200.");
        }
    }
    assert_eq!(app.appointment(&booked.id).unwrap(), booked);
}

#[tokio::test]
async fn the_week_of_a_busy_practice_is_read_quickly() {
    let app = World::new().open().await;
    for week in 0..10 {
        for hour in 8..18 {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap() + TimeDelta::days(week * 7);
            book(&app, &format!("Client {week} {hour}"), &format!("{day}T{hour:02}:00"));
        }
    }
    let week = app.agenda("2026-11-30", "2026-12-06").unwrap();
    assert_eq!(week.len(), 10);
}

#[tokio::test]
async fn an_edit_changes_everything_the_form_shows_and_undo_brings_everything_back() {
    let app = World::new().open().await;
    let mut first = draft("Ben", "2026-12-01T10:00");
    first.email = Some("ben@example.com".into());
    first.place = Some("Room 1".into());
    first.notes = Some("first".into());
    let booked = app.book(first).unwrap().appointment;
    let mut form = form_of(&booked);
    form.email = Some("ben@other.example".into());
    form.title = None;
    form.place = None;
    form.notes = Some("second".into());
    form.service_id = app.services().unwrap().first().map(|service| service.id.clone());
    form.start = "2026-12-02T09:00".into();
    form.minutes = 80;
    form.zone = Some("Europe/London".into());
    form.status = Status::Tentative;
    let done = app.edit(form).unwrap();
    let edited = done.appointment;
    assert_eq!((edited.start.as_str(), edited.from.as_str()), ("2026-12-02T09:00:00+00:00", "10:00"));
    assert_eq!((edited.title.as_str(), edited.place.as_str(), edited.notes.as_str()), ("Ben", "", "second"));
    assert_eq!((edited.status.word(), edited.email.as_deref()), ("tentative", Some("ben@other.example")));
    assert!(edited.service.is_some());
    app.undo(&done.change_id).unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap(), booked);

    let mut form = form_of(&booked);
    form.client_id = None;
    form.client = "Mara".into();
    let done = app.edit(form).unwrap();
    assert_eq!(
        (done.appointment.client.as_str(), done.appointment.email.as_deref()),
        ("Mara", Some("ben@example.com"))
    );
    app.undo(&done.change_id).unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap(), booked);
    assert_eq!(app.undo(&done.change_id).unwrap_err().code.word(), "undo.late");
}

#[tokio::test]
async fn an_address_that_was_emptied_is_gone_and_one_that_was_not_shown_is_kept() {
    let app = World::new().open().await;
    let mut first = draft("Ben", "2026-12-01T10:00");
    first.email = Some("ben@example.com".into());
    first.invite = true;
    let booked = app.book(first).unwrap().appointment;
    let mut form = form_of(&booked);
    form.email = None;
    assert_eq!(app.edit(form.clone()).unwrap().appointment, booked);
    form.email = Some(String::new());
    let done = app.edit(form).unwrap();
    assert_eq!(
        (done.appointment.email, done.appointment.invite),
        (None, false),
        "without an address nobody is invited"
    );
    app.undo(&done.change_id).unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap(), booked);
}

/// wanted 8: an edit that moves is refused where the time is taken; one that does not move never is.
#[tokio::test]
async fn an_edit_is_refused_only_where_it_moves_onto_something() {
    let app = World::new().open().await;
    book(&app, "Ben", "2026-12-01T10:00");
    let mut over = draft("Mara", "2026-12-01T10:30");
    over.anyway = true;
    let mara = app.book(over).unwrap().appointment;
    let mut form = form_of(&mara);
    form.notes = Some("brings the papers".into());
    app.edit(form.clone()).unwrap();
    form.start = "2026-12-01T10:15".into();
    assert_eq!(app.edit(form.clone()).unwrap_err().code.word(), "book.overlap");
    assert_eq!(app.appointment(&mara.id).unwrap().from, "10:30");
    form.anyway = true;
    assert_eq!(app.edit(form).unwrap().appointment.from, "10:15");
}

#[tokio::test]
async fn a_form_that_cannot_be_meant_changes_nothing() {
    let app = World::new().open().await;
    let booked = book(&app, "Ben", "2026-12-01T10:00");
    let wrong = |change: fn(&mut daybook_core::app::views::EditDraft)| {
        let mut form = form_of(&booked);
        change(&mut form);
        app.edit(form).unwrap_err().code.word()
    };
    assert_eq!(wrong(|form| form.id = "none".into()), "not_found");
    assert_eq!(wrong(|form| form.status = Status::Cancelled), "input");
    assert_eq!(wrong(|form| form.client_id = Some("none".into())), "not_found");
    assert_eq!(wrong(|form| form.minutes = 0), "input");
    assert_eq!(wrong(|form| form.start = "2027-03-28T02:30".into()), "book.skipped");
    assert_eq!(wrong(|form| form.email = Some("no address".into())), "input");
    assert_eq!(wrong(|form| form.notes = Some("x".repeat(4001))), "input");
    assert_eq!(
        wrong(|form| {
            form.client_id = None;
            form.client = " ".into();
        }),
        "input"
    );
    assert_eq!(app.mark(&booked.id, Status::Cancelled, false).unwrap_err().code.word(), "input");
    assert_eq!(app.mark("none", Status::Tentative, false).unwrap_err().code.word(), "not_found");
    assert_eq!(app.appointment(&booked.id).unwrap(), booked);
    app.cancel(&booked.id, false).unwrap();
    assert_eq!(wrong(|_| ()), "book.cancelled");
    assert_eq!(app.mark(&booked.id, Status::Tentative, false).unwrap_err().code.word(), "book.cancelled");
}

/// P10: a service may bring a line for the calendar and the client. What is typed, or emptied, takes its place.
#[tokio::test]
async fn a_booking_begins_with_the_line_of_its_service() {
    let world = World::new();
    let app = world.open().await;
    let yoga = Service {
        id: String::new(),
        name: "Yoga".into(),
        minutes: 60,
        hue: Hue::Moss,
        description: "Bring a mat".into(),
        break_minutes: 0,
    };
    let yoga = app.save_service(yoga).unwrap();
    let booked = |start: &str, description: Option<&str>| {
        let description = description.map(str::to_owned);
        let draft = BookDraft { service_id: Some(yoga.id.clone()), description, ..draft("Ada", start) };
        app.book(draft).unwrap().appointment.description
    };
    assert_eq!(booked("2026-12-01T10:00", None), "Bring a mat");
    assert_eq!(booked("2026-12-02T10:00", Some(" ")), "");
    assert_eq!(booked("2026-12-03T10:00", Some("Room 3")), "Room 3");
    assert_eq!(book(&app, "Ben", "2026-12-04T10:00").description, "");
    // An appointment that was made keeps the line it was made with.
    app.save_service(Service { description: String::new(), ..yoga.clone() }).unwrap();
    let first = app.agenda("2026-12-01", "2026-12-01").unwrap().remove(0);
    let AgendaItem::Appointment(first) = first else { panic!("{first:?}") };
    assert_eq!(first.appointment.description, "Bring a mat");
    let disk = world.bytes_on_disk();
    assert!(!disk.windows(11).any(|bytes| bytes == b"Bring a mat"), "it lies sealed");
}
