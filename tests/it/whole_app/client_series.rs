//! A series for a client, booked here as one: what lies there, what is shown of it, and how much of it is moved or cancelled.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::App;
use daybook_core::app::views::{
    AgendaItem, Availability, BookDraft, Done, Fold, MovedDate, RepeatDraft, RepeatEvery, RescheduleDraft, Scope,
};
use daybook_tests::cast::far_side::{Did, Which};

use super::{Practice, at, priya};

/// Every Tuesday at ten from 1 December 2026, so many times.
pub(super) fn tuesdays(times: u32, skip: &[&str]) -> BookDraft {
    let skip = skip.iter().map(|day| (*day).to_owned()).collect();
    let repeat = RepeatDraft { every: RepeatEvery::Week, until: None, times: Some(times), skip, moves: Vec::new() };
    BookDraft { repeat: Some(repeat), ..priya(false) }
}

/// What some days show: of each appointment its day, hour and state, and of anything else that it is busy.
pub(super) fn shown(app: &App, from: &str, to: &str) -> Vec<String> {
    let line = |item: AgendaItem| match item {
        AgendaItem::Appointment(one) => {
            let one = one.appointment;
            format!("{} {} {}", one.day, one.from, one.sync.state.word())
        }
        AgendaItem::Busy(block) => format!("{} {} busy", block.day, block.from),
    };
    app.agenda(from, to).unwrap().into_iter().map(line).collect()
}

impl Practice {
    /// When the dates of the one event of the calendar that receives bookings begin.
    fn dates_there(&self) -> Vec<DateTime<Utc>> {
        self.there.dates(&self.event().id)
    }

    /// The same of one event, in order. A date that was moved by itself may lie beside it.
    pub(super) fn dates_of(&self, event: &str) -> Vec<DateTime<Utc>> {
        let mut dates = self.there.dates(event);
        dates.sort_unstable();
        dates
    }

    /// Moves so much of a series by one of its dates.
    pub(super) fn move_dates(&self, id: &str, start: &str, scope: Scope) -> Done {
        let (id, start, scope) = (id.to_owned(), start.to_owned(), Some(scope));
        self.app.reschedule(RescheduleDraft { id, start, scope, ..RescheduleDraft::default() }).unwrap()
    }

    fn shown_from(&self, from: &str, to: &str) -> Vec<String> {
        shown(&self.app, from, to)
    }

    fn answer_at(&self, start: &str) -> Availability {
        self.app.check(start, 50, None, None).unwrap().answer
    }
}

/// P15, S29: booked without a network it is one change and one event, at ten on the wall before and after the clocks change.
pub async fn a_series_is_one_change_and_one_event_and_keeps_its_hour(practice: Practice) {
    practice.world.network.unplug(true);
    let booked = practice.book(tuesdays(18, &[]));
    assert_eq!(booked.series.as_ref().unwrap().repeat.times, Some(18));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.shown_from("2027-03-29", "2027-04-04"), ["2027-03-30 10:00 waiting"], "shown and not sent yet");
    practice.world.network.unplug(false);
    practice.sync().await;
    practice.sync().await;
    assert_eq!(practice.did(), [Did::Create]);
    let dates = practice.dates_there();
    assert_eq!(dates.len(), 18);
    assert_eq!((dates[16], dates[17]), (at("2027-03-23T09:00:00Z"), at("2027-03-30T08:00:00Z")));
    assert_eq!(practice.state(&booked.id), ("synced", None));
    assert_eq!(practice.shown_from("2027-03-22", "2027-04-11"), ["2027-03-23 10:00 synced", "2027-03-30 10:00 synced"]);
    assert_eq!(practice.answer_at("2027-03-30T10:20"), Availability::Busy);
    assert_eq!(practice.answer_at("2027-04-06T10:20"), Availability::Free, "the last is over");
    // Nothing of it is told as somebody else's.
    assert!(!practice.kept(&booked.id).repeats && practice.app.activity().unwrap().changed_there.is_empty());
    // A single date has the id of its series and its day.
    let date = practice.kept(&format!("{}@2027-03-30", booked.id));
    assert_eq!((date.day.as_str(), date.from.as_str()), ("2027-03-30", "10:00"));
    assert_eq!(practice.app.appointment(&format!("{}@2027-03-31", booked.id)).unwrap_err().code.word(), "not_found");
}

/// P15: what is left out does not take place there either, and its time is free.
pub async fn what_a_series_leaves_out_does_not_take_place(practice: Practice) {
    let booked = practice.book(tuesdays(4, &["2026-12-08", "2026-12-22"]));
    practice.sync().await;
    practice.sync().await;
    assert_eq!(practice.dates_there(), [at("2026-12-01T09:00:00Z"), at("2026-12-15T09:00:00Z")]);
    assert_eq!(practice.state(&booked.id), ("synced", None));
    assert_eq!(practice.answer_at("2026-12-08T10:00"), Availability::Free);
    assert_eq!(practice.answer_at("2026-12-15T10:00"), Availability::Busy);
}

/// P16, wanted 17: the date, that and all later ones, or all; the series there stays one event.
pub async fn of_a_series_as_much_is_cancelled_as_is_meant(practice: Practice) {
    let booked = practice.sent(tuesdays(5, &[])).await;
    let date = |day: &str| format!("{}@{day}", booked.id);
    assert_eq!(practice.app.cancel(&date("2026-12-15"), false).unwrap_err().code.word(), "input", "how much?");
    practice.app.cancel_dates(&date("2026-12-15"), Scope::This, false).unwrap();
    assert_eq!(practice.shown_from("2026-12-14", "2026-12-20"), Vec::<String>::new(), "at once");
    practice.sync().await;
    practice.sync().await;
    let first = [at("2026-12-01T09:00:00Z"), at("2026-12-08T09:00:00Z")];
    let rest = [at("2026-12-22T09:00:00Z"), at("2026-12-29T09:00:00Z")];
    assert_eq!(practice.dates_there(), [first, rest].concat());
    assert_eq!(practice.answer_at("2026-12-15T10:00"), Availability::Free);
    practice.app.cancel_dates(&date("2026-12-22"), Scope::Later, false).unwrap();
    practice.sync().await;
    practice.sync().await;
    assert_eq!(practice.dates_there(), first);
    assert_eq!(practice.state(&booked.id), ("synced", None));
    assert_eq!(practice.shown_from("2026-11-30", "2027-01-10"), ["2026-12-01 10:00 synced", "2026-12-08 10:00 synced"]);
    practice.app.cancel_dates(&date("2026-12-08"), Scope::All, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.status.word(), kept.sync.state.word()), ("cancelled", "synced"));
    assert!(practice.app.activity().unwrap().needs_you.is_empty());
}

/// P16: moved by one of its dates to another weekday and hour, all of it goes along, and what is left out as well.
pub async fn a_series_is_moved_as_a_whole_by_one_update(practice: Practice) {
    let booked = practice.sent(tuesdays(4, &["2026-12-22"])).await;
    let id = format!("{}@2026-12-08", booked.id);
    let start = "2026-12-09T12:00".to_owned();
    let to = |scope| RescheduleDraft { id: id.clone(), start: start.clone(), scope, ..RescheduleDraft::default() };
    assert_eq!(practice.app.reschedule(to(None)).unwrap_err().code.word(), "input");
    practice.app.reschedule(to(Some(Scope::All))).unwrap();
    practice.sync().await;
    practice.sync().await;
    let wednesdays = ["2026-12-02T11:00:00Z", "2026-12-09T11:00:00Z", "2026-12-16T11:00:00Z"].map(at);
    assert_eq!(practice.dates_there(), wednesdays);
    assert_eq!(practice.did().iter().filter(|did| **did == Did::Update).count(), 1);
    assert_eq!(practice.state(&booked.id), ("synced", None));
    let shown = practice.shown_from("2026-11-30", "2027-01-10");
    assert_eq!(shown, ["2026-12-02 12:00 synced", "2026-12-09 12:00 synced", "2026-12-16 12:00 synced"]);
}

/// P15: one booking can be taken back as one, and no date of it is left.
pub async fn a_series_that_was_not_sent_is_undone_as_one(practice: Practice) {
    let done = practice.app.book(tuesdays(4, &[])).unwrap();
    practice.app.undo(&done.change_id).unwrap();
    practice.sync().await;
    assert!(practice.did().is_empty());
    assert_eq!(practice.shown_from("2026-11-30", "2027-01-10"), Vec::<String>::new());
}

/// P15, P17: no rule can have its first date in the second of two equal hours. Nothing is sent that would be at another time.
pub async fn a_series_that_begins_in_the_second_of_two_equal_hours_is_not_sent_as_another(practice: Practice) {
    let night = BookDraft { start: "2027-10-31T02:30".to_owned(), fold: Some(Fold::Second), ..tuesdays(2, &[]) };
    let booked = practice.book(night);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.rejected")));
    assert!(practice.did().is_empty() && practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.kept(&booked.id).start, "2027-10-31T02:30:00+01:00");
}

/// T1, P12: of a series booked while nothing could be checked, each date is looked at again, and each that is taken is asked about
/// by itself, with its day.
pub async fn each_date_that_was_not_checked_is_looked_at_again(practice: Practice) {
    practice.world.network.unplug(true);
    practice.world.clock.advance(TimeDelta::minutes(20));
    practice.there.plant(Which::Main, "Dentist", at("2026-12-08T09:20:00Z"));
    practice.there.plant(Which::Main, "Lunch", at("2026-12-22T09:20:00Z"));
    let booked = practice.book(tuesdays(5, &[]));
    practice.app.sync_now().await.unwrap();
    assert!(practice.app.activity().unwrap().booked_over.is_empty(), "nothing is known yet");
    practice.world.network.unplug(false);
    practice.sync().await;
    let date = |day: &str| format!("{}@{day}", booked.id);
    let asked = || -> Vec<(String, String, String)> {
        let over = practice.app.activity().unwrap().booked_over.into_iter();
        over.map(|mut one| (one.appointment_id, one.day, one.clashes.remove(0).title)).collect()
    };
    let of = |day: &str, title: &str| (date(day), day.to_owned(), title.to_owned());
    assert_eq!(asked(), [of("2026-12-08", "Dentist"), of("2026-12-22", "Lunch")]);
    assert_eq!(practice.app.status().needs_you, 2);
    // Each is answered by itself.
    practice.app.keep_both(&date("2026-12-08")).unwrap();
    assert_eq!(asked(), [of("2026-12-22", "Lunch")]);
    practice.app.cancel_dates(&date("2026-12-22"), Scope::This, false).unwrap();
    assert_eq!((asked(), practice.app.status().needs_you), (Vec::new(), 0));
    practice.sync().await;
    practice.sync().await;
    assert_eq!(asked(), []);
}

/// P16: one date is moved and stays a date of the one series there, and goes back by the same way.
pub async fn one_date_of_a_series_is_moved_and_the_series_stays_one(practice: Practice) {
    let booked = practice.sent(tuesdays(4, &[])).await;
    let event = practice.event().id;
    let date = format!("{}@2026-12-08", booked.id);
    practice.move_dates(&date, "2026-12-09T10:30", Scope::This);
    let shown = |hour: &str, state: &str| {
        let days = ["2026-12-01 10:00", hour, "2026-12-15 10:00", "2026-12-22 10:00"];
        days.map(|day| format!("{day} {state}")).to_vec()
    };
    let all = ("2026-11-30", "2027-01-10");
    assert_eq!(practice.shown_from(all.0, all.1), shown("2026-12-09 10:30", "waiting"), "at once");
    practice.sync().await;
    practice.sync().await;
    let rest = ["2026-12-15T09:00:00Z", "2026-12-22T09:00:00Z"];
    let there = |second: &str| [at("2026-12-01T09:00:00Z"), at(second), at(rest[0]), at(rest[1])];
    assert_eq!(practice.dates_of(&event), there("2026-12-09T09:30:00Z"));
    assert!(!practice.did().contains(&Did::Create) && !practice.did().contains(&Did::Remove), "{:?}", practice.did());
    assert_eq!(practice.shown_from(all.0, all.1), shown("2026-12-09 10:30", "synced"));
    assert_eq!(practice.answer_at("2026-12-08T10:00"), Availability::Free);
    assert_eq!(practice.answer_at("2026-12-09T11:00"), Availability::Busy);
    practice.move_dates(&date, "2026-12-08T10:00", Scope::This);
    practice.sync().await;
    practice.sync().await;
    assert_eq!(practice.dates_of(&event), there("2026-12-08T09:00:00Z"));
    assert_eq!(practice.shown_from(all.0, all.1), shown("2026-12-08 10:00", "synced"));
    assert!(practice.app.activity().unwrap().needs_you.is_empty());
}

/// P15: booked with an odd date moved, it lies there with that date where it was moved to.
pub async fn a_series_with_a_moved_date_is_booked_with_it(practice: Practice) {
    let moves = vec![MovedDate { date: "2026-12-08".to_owned(), start: "2026-12-09T10:30".to_owned() }];
    let draft = tuesdays(3, &[]);
    let repeat = draft.repeat.clone().map(|repeat| RepeatDraft { moves, ..repeat });
    let booked = practice.book(BookDraft { repeat, ..draft });
    practice.sync().await;
    let event = practice.there.events(Which::Main).remove(0).id;
    practice.sync().await;
    assert_eq!(
        practice.dates_of(&event),
        ["2026-12-01T09:00:00Z", "2026-12-09T09:30:00Z", "2026-12-15T09:00:00Z"].map(at)
    );
    assert_eq!(practice.state(&booked.id), ("synced", None));
    let shown = practice.shown_from("2026-11-30", "2027-01-10");
    assert_eq!(shown, ["2026-12-01 10:00 synced", "2026-12-09 10:30 synced", "2026-12-15 10:00 synced"]);
}

/// P16: one series ends there and another one goes on, and one undo takes both back before anything was sent.
pub async fn the_later_dates_of_a_series_go_on_as_another_series(practice: Practice) {
    let booked = practice.sent(tuesdays(4, &[])).await;
    let date = format!("{}@2026-12-15", booked.id);
    let done = practice.move_dates(&date, "2026-12-16T12:00", Scope::Later);
    let undone = practice.app.undo(&done.change_id).unwrap();
    assert_eq!((undone.appointment_id.as_str(), undone.change_id), (booked.id.as_str(), None));
    practice.sync().await;
    practice.sync().await;
    let tuesdays = ["2026-12-01T09:00:00Z", "2026-12-08T09:00:00Z", "2026-12-15T09:00:00Z", "2026-12-22T09:00:00Z"];
    assert_eq!(practice.dates_there(), tuesdays.map(at));
    let done = practice.move_dates(&date, "2026-12-16T12:00", Scope::Later);
    practice.sync().await;
    practice.sync().await;
    let events = practice.there.events(Which::Main);
    let mut dates: Vec<_> = events.iter().map(|event| practice.dates_of(&event.id)).collect();
    dates.sort();
    let wednesdays = ["2026-12-16T11:00:00Z", "2026-12-23T11:00:00Z"].map(at).to_vec();
    assert_eq!(dates, [tuesdays[..2].iter().map(|start| at(start)).collect(), wednesdays]);
    for id in [&booked.id, &done.appointment.id] {
        assert_eq!(practice.state(id), ("synced", None));
    }
    let shown = practice.shown_from("2026-11-30", "2027-01-10");
    let hours = ["2026-12-01 10:00", "2026-12-08 10:00", "2026-12-16 12:00", "2026-12-23 12:00"];
    assert_eq!(shown, hours.map(|hour| format!("{hour} synced")));
}

/// P16: of a series one date is moved by one update, and all others stay.
pub async fn a_date_of_a_series_is_moved_by_one_update_and_the_others_stay(practice: Practice) {
    let booked = practice.sent(tuesdays(4, &[])).await;
    let there = practice.event().id;
    let id = format!("{}@2026-12-08", booked.id);
    let start = "2026-12-09T12:00".to_owned();
    let draft = RescheduleDraft { id, start, scope: Some(Scope::This), ..RescheduleDraft::default() };
    practice.app.reschedule(draft).unwrap();
    for _ in 0..3 {
        practice.sync().await;
    }
    assert_eq!(practice.did(), [Did::Update]);
    let dates = ["2026-12-01T09:00:00Z", "2026-12-09T11:00:00Z", "2026-12-15T09:00:00Z", "2026-12-22T09:00:00Z"];
    assert_eq!(practice.there.dates(&there), dates.map(at));
    assert_eq!(practice.state(&booked.id), ("synced", None));
    assert_eq!(practice.shown_from("2026-12-07", "2026-12-13"), ["2026-12-09 12:00 synced"]);
    assert_eq!(practice.answer_at("2026-12-08T10:00"), Availability::Free);
    assert!(practice.app.activity().unwrap().changed_there.is_empty(), "nobody else did it");
}

/// P16: one date is moved there: it is moved here too, and nothing is sent. It lasts an hour there then, which is their own.
pub async fn a_date_of_a_series_that_is_moved_there_is_moved_here(practice: Practice) {
    let booked = practice.sent(tuesdays(3, &[])).await;
    let there = practice.event().id;
    practice.there.move_date(&there, at("2026-12-08T09:00:00Z"), at("2026-12-09T13:00:00Z"));
    for _ in 0..2 {
        practice.sync().await;
        let shown = practice.shown_from("2026-12-07", "2026-12-13");
        assert!(shown.contains(&"2026-12-09 14:00 synced".to_owned()), "{shown:?}");
        assert!(!shown.iter().any(|one| one.starts_with("2026-12-08")), "{shown:?}");
        assert_eq!(practice.state(&booked.id), ("synced", None));
        assert_eq!(practice.answer_at("2026-12-08T10:00"), Availability::Free);
        assert_eq!(practice.answer_at("2026-12-09T14:10"), Availability::Busy);
    }
    assert!(practice.did().is_empty());
    let dates = ["2026-12-01T09:00:00Z", "2026-12-09T13:00:00Z", "2026-12-15T09:00:00Z"];
    assert_eq!(practice.there.dates(&there), dates.map(at));
}

/// P16: the date that is moved here is moved there to another time: that is asked, and neither is written over.
pub async fn a_date_of_a_series_that_both_sides_move_is_asked_about(practice: Practice) {
    let booked = practice.sent(tuesdays(3, &[])).await;
    let there = practice.event().id;
    let (id, start) = (format!("{}@2026-12-08", booked.id), "2026-12-09T12:00".to_owned());
    let draft = RescheduleDraft { id, start, scope: Some(Scope::This), ..RescheduleDraft::default() };
    practice.app.reschedule(draft).unwrap();
    practice.there.move_date(&there, at("2026-12-08T09:00:00Z"), at("2026-12-10T13:00:00Z"));
    for _ in 0..2 {
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.repeats")));
    }
    let dates = ["2026-12-01T09:00:00Z", "2026-12-10T13:00:00Z", "2026-12-15T09:00:00Z"];
    assert_eq!(practice.there.dates(&there), dates.map(at));
}
