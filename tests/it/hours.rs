//! P14: working hours and the person's own limits hold in free times, and are said of what is booked against them.

use chrono::TimeDelta;
use daybook_core::app::views::{
    Availability, BookDraft, ExceptionalDays, Hue, Limit, LimitWord, RescheduleDraft, Service, Settings, WorkingSpan,
};
use daybook_core::app::{App, Sought};
use daybook_tests::world::{World, book, draft};

fn set(app: &App, change: impl FnOnce(&mut Settings)) {
    let mut settings = app.settings().unwrap();
    change(&mut settings);
    app.save_settings(settings).unwrap();
}

fn span(from: &str, to: &str) -> WorkingSpan {
    WorkingSpan { from: from.to_owned(), to: to.to_owned() }
}

fn days(from: &str, to: &str, hours: Vec<WorkingSpan>) -> ExceptionalDays {
    ExceptionalDays { from: from.to_owned(), to: to.to_owned(), hours }
}

fn service(app: &App, break_minutes: u32) -> Service {
    let (id, name, description) = (String::new(), format!("Break {break_minutes}"), String::new());
    app.save_service(Service { id, name, minutes: 50, hue: Hue::Plum, description, break_minutes }).unwrap()
}

/// Books, at a place and as a service.
fn book_as(app: &App, start: &str, service: Option<&Service>, place: &str) -> String {
    let service_id = service.map(|service| service.id.clone());
    let draft = BookDraft { service_id, place: Some(place.to_owned()), ..draft("Ada", start) };
    app.book(draft).unwrap().appointment.id
}

/// What is free on a day for 50 minutes.
fn free(app: &App, day: &str) -> Vec<String> {
    app.free_until(day, day, 50, None).unwrap().into_iter().map(|free| free.from).collect()
}

fn broken(app: &App, start: &str, sought: Sought<'_>) -> Vec<Limit> {
    let verdict = app.check_for(start, None, &Sought { minutes: 50, ..sought }).unwrap();
    assert_eq!(verdict.answer, Availability::Free, "a limit takes no time");
    verdict.limits
}

fn words(limits: &[Limit]) -> Vec<LimitWord> {
    limits.iter().map(|limit| limit.what).collect()
}

/// What is free is what breaks nothing, and what is booked against a limit is booked all the same.
fn agree(app: &App, day: &str) {
    let offered = free(app, day);
    let mut checked = 0;
    for minutes in (0..24 * 60).step_by(15) {
        let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let verdict = app.check(&format!("{day}T{time}"), 50, None, None).unwrap();
        if verdict.skipped {
            continue;
        }
        let is_free = verdict.answer == Availability::Free && verdict.limits.is_empty() && !verdict.past;
        assert_eq!(offered.contains(&time), is_free, "{day} {time}: {:?}", verdict.limits);
        checked += 1;
    }
    assert!(checked > 80);
}

/// P14: as many spans a day as one works, and none on a day off, which is said as that.
#[tokio::test]
async fn a_day_has_its_spans_and_a_day_off_has_none() {
    let app = World::new().open().await;
    set(&app, |settings| {
        settings.hours[1] = vec![span("08:00", "09:00"), span("10:30", "12:00"), span("15:00", "16:00")];
        settings.exceptions = vec![
            days("2026-12-24", "2027-01-01", vec![]),
            days("2026-12-29", "2026-12-29", vec![span("10:00", "11:00"), span("13:00", "14:00")]),
        ];
    });
    assert_eq!(free(&app, "2026-12-01"), ["08:00", "10:30", "10:45", "11:00", "15:00"]);
    assert_eq!(free(&app, "2026-12-29"), ["10:00", "13:00"], "the last of two that hold");
    assert!(free(&app, "2026-12-30").is_empty());
    assert_eq!(app.free_times("2026-12-23T17:30", 50, 1, None).unwrap()[0].day, "2026-12-29");
    for (start, said) in [
        ("2026-12-30T10:00", vec![LimitWord::DayOff]),
        ("2026-12-29T11:00", vec![LimitWord::OutsideHours]),
        ("2026-12-01T09:30", vec![LimitWord::OutsideHours]),
        ("2026-12-29T13:00", vec![]),
    ] {
        assert_eq!(words(&broken(&app, start, Sought::default())), said, "{start}");
        assert_eq!(app.check(start, 50, None, None).unwrap().outside_hours, !said.is_empty());
        book(&app, "Ada", start);
    }
    agree(&app, "2026-12-01");
    agree(&app, "2026-12-29");
}

/// P14, wanted 7: a service brings a break, which holds towards appointments and calendars alike.
#[tokio::test]
async fn a_break_follows_an_appointment_of_its_service() {
    let app = World::new().open().await;
    let (none, quarter) = (service(&app, 0), service(&app, 15));
    let id = book_as(&app, "2026-12-01T10:00", Some(&quarter), "");
    book_as(&app, "2026-12-01T14:00", Some(&none), "");
    let offered = free(&app, "2026-12-01");
    assert!(!offered.contains(&"10:50".to_owned()) && !offered.contains(&"11:00".to_owned()));
    assert_eq!(offered.iter().find(|from| from.as_str() > "10:00").map(String::as_str), Some("11:15"));
    assert!(offered.contains(&"15:00".to_owned()), "the other has none");
    let limit = broken(&app, "2026-12-01T11:00", Sought::default()).remove(0);
    assert_eq!((limit.what, limit.amount, limit.title.as_deref()), (LimitWord::Break, Some(15), Some("Ada")));
    assert_eq!((limit.from.as_deref(), limit.to.as_deref()), (Some("10:00"), Some("10:50")));

    // Its own break counts too: 13:00 to 13:50 would leave ten minutes.
    let own = Sought { service_id: Some(&quarter.id), ..Sought::default() };
    assert_eq!(words(&broken(&app, "2026-12-01T13:00", own)), [LimitWord::OutsideHours, LimitWord::Break]);
    let own = Sought { minutes: 50, ..own };
    let before = app.free_until_for("2026-12-01", "2026-12-01", &own).unwrap();
    assert!(before.iter().any(|free| free.from == "15:00") && !before.iter().any(|free| free.from == "09:00"));

    // The one that is moved brings its own service, and is not in its own way.
    let moved = app.free_until("2026-12-01", "2026-12-01", 50, Some(&id)).unwrap();
    assert!(moved.iter().any(|free| free.from == "10:15"));
    let to = RescheduleDraft { id: id.clone(), start: "2026-12-01T12:10".into(), ..RescheduleDraft::default() };
    app.reschedule(to).unwrap();
    assert!(app.check("2026-12-01T12:10", 50, None, Some(&id)).unwrap().limits.is_empty());
    app.cancel(&id, false).unwrap();
    assert!(free(&app, "2026-12-01").contains(&"11:00".to_owned()));
    agree(&app, "2026-12-01");
}

/// P14: between two places lies the way; where one of them is not known or is a call, none.
#[tokio::test]
async fn between_two_places_lies_the_way() {
    let app = World::new().open().await;
    set(&app, |settings| settings.travel_minutes = 30);
    book_as(&app, "2026-12-01T10:00", None, "Room 1");
    let at = |place| Sought { place: Some(place), ..Sought::default() };
    for (start, place, said) in [
        ("2026-12-01T11:00", "room 1 ", vec![]),
        ("2026-12-01T11:00", "", vec![]),
        ("2026-12-01T11:00", "https://meet.example/a", vec![]),
        ("2026-12-01T11:00", "Home", vec![LimitWord::Travel]),
        ("2026-12-01T09:00", "Home", vec![LimitWord::Travel]),
        ("2026-12-01T11:20", "Home", vec![]),
    ] {
        assert_eq!(words(&broken(&app, start, at(place))), said, "{start} {place}");
    }
    let home = Sought { minutes: 50, ..at("Home") };
    let first = app.free_times_for("2026-12-01", 1, &home).unwrap().remove(0);
    assert_eq!(first.from, "11:30");
}

/// P14: neither sooner than the notice nor later than the horizon, and what has passed kept no notice.
#[tokio::test]
async fn a_time_keeps_the_notice_and_the_horizon() {
    let world = World::new();
    let app = world.open().await;
    set(&app, |settings| {
        settings.notice_minutes = 24 * 60;
        settings.horizon_days = Some(2);
    });
    let all = app.free_until("2026-11-23", "2026-11-30", 50, None).unwrap();
    assert_eq!((all[0].day.as_str(), all[0].from.as_str()), ("2026-11-24", "09:00"));
    assert_eq!(all.last().map(|free| (free.day.as_str(), free.from.as_str())), Some(("2026-11-25", "17:00")));
    let limit = |start: &str| broken(&app, start, Sought::default());
    assert_eq!(words(&limit("2026-11-23T15:00")), [LimitWord::Notice]);
    assert_eq!(limit("2026-11-23T15:00")[0].amount, Some(24 * 60));
    assert!(limit("2026-11-24T09:00").is_empty());
    assert_eq!(
        (words(&limit("2026-11-26T09:00")), limit("2026-11-26T09:00")[0].amount),
        (vec![LimitWord::Horizon], Some(2))
    );
    book(&app, "Ada", "2026-11-23T15:00");
    book(&app, "Ada", "2026-11-26T09:00");
    world.clock.advance(TimeDelta::hours(3));
    let past = app.check("2026-11-23T10:00", 50, None, None).unwrap();
    assert!(past.past && past.limits.is_empty());
    for day in ["2026-11-23", "2026-11-24", "2026-11-26"] {
        agree(&app, day);
    }
    // With a notice of two months the days are counted from where it ends.
    set(&app, |settings| {
        settings.notice_minutes = 60 * 24 * 60;
        settings.horizon_days = None;
    });
    assert_eq!(app.free_times("2026-11-23", 50, 1, None).unwrap()[0].day, "2027-01-22");
}

/// P14: a day with as many appointments as it may have is full; what is cancelled or moved is none of them, and an event none.
#[tokio::test]
async fn a_day_holds_so_many_appointments() {
    let app = World::new().open().await;
    set(&app, |settings| settings.most_a_day = Some(2));
    let early = book(&app, "Ada", "2026-12-01T06:00");
    book(&app, "Ben", "2026-12-01T20:00");
    assert!(free(&app, "2026-12-01").is_empty(), "before and after the working hours they count as well");
    assert_eq!(app.free_times("2026-12-01", 50, 1, None).unwrap()[0].day, "2026-12-02");
    let limits = broken(&app, "2026-12-01T10:00", Sought::default());
    assert_eq!((words(&limits), limits[0].amount), (vec![LimitWord::DayFull], Some(2)));
    assert!(broken(&app, "2026-12-01T10:00", Sought { except: Some(&early.id), ..Sought::default() }).is_empty());
    assert_eq!(app.free_until("2026-12-01", "2026-12-01", 50, Some(&early.id)).unwrap().len(), 26);
    book(&app, "Zoe", "2026-12-01T10:00");
    agree(&app, "2026-12-01");
    app.cancel(&early.id, false).unwrap();
    assert!(free(&app, "2026-12-01").is_empty(), "there are two others still");
}

/// P14, wanted 32, 33, 34: where the clocks change the hours are those on the wall, and every limit holds.
#[tokio::test]
async fn limits_hold_on_the_night_that_the_clocks_change() {
    let app = World::new().open().await;
    let pause = service(&app, 20);
    set(&app, |settings| {
        let nights = ["2027-03-28", "2027-10-31"];
        settings.exceptions =
            nights.map(|day| days(day, day, vec![span("00:30", "05:00"), span("09:00", "12:00")])).to_vec();
    });
    assert_eq!(free(&app, "2027-03-28").first().map(String::as_str), Some("00:30"));
    assert_eq!(free(&app, "2027-03-29").first().map(String::as_str), Some("09:00"));
    assert_eq!(free(&app, "2027-03-22").first().map(String::as_str), Some("09:00"));
    book_as(&app, "2027-03-28T01:00", Some(&pause), "");
    // It ends at 01:50, and the break after it at 03:10: the hour in between does not exist.
    assert_eq!(free(&app, "2027-03-28").first().map(String::as_str), Some("03:15"));
    agree(&app, "2027-03-28");
    book_as(&app, "2027-10-31T01:00", Some(&pause), "");
    let starts = free(&app, "2027-10-31");
    assert_eq!(&starts[..5], ["02:15", "02:30", "02:45", "02:00", "02:15"], "each time of the hour that comes twice");
}

/// P14: the length that is offered first is the one that a client usually books.
#[tokio::test]
async fn a_client_has_a_usual_length() {
    let world = World::new();
    let app = world.open().await;
    for (day, minutes) in [("24", 80), ("25", 50), ("26", 80), ("27", 30)] {
        let draft = BookDraft { minutes, ..draft("Lena Brandt", &format!("2026-11-{day}T10:00")) };
        app.book(draft).unwrap();
    }
    world.clock.advance(TimeDelta::days(10));
    assert_eq!(app.clients("lena").unwrap()[0].minutes, Some(80));
}
