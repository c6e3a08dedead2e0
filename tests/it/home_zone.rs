//! T8, P17: a computer that does not name its zone. Nothing is booked in UTC in silence.

use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, BookDraft, RescheduleDraft, Settings, ZoneChanged, ZoneSource};
use daybook_core::model::system_zone::{Rules, SystemZone};
use daybook_tests::world::{World, draft, form_of};

/// What the form sends where the person says nothing of a zone.
fn here(client: &str, start: &str) -> BookDraft {
    BookDraft { zone: None, ..draft(client, start) }
}

async fn telling(zone: SystemZone) -> (World, App) {
    let world = World::new();
    world.clock.tell_zone(zone);
    let app = world.open().await;
    (world, app)
}

fn choose(app: &App, zone: Option<&str>) {
    let settings = Settings { zone: zone.map(str::to_owned), ..app.settings().unwrap() };
    app.save_settings(settings).unwrap();
}

/// T8, P17: what takes a time by the clock asks for the zone, and what only reads goes on and says that it is in UTC.
#[tokio::test]
async fn without_a_zone_nothing_is_booked_by_the_clock_and_the_person_is_asked() {
    let (_world, app) = telling(SystemZone::Unknown).await;
    let status = app.status();
    assert_eq!((status.zone.as_str(), status.zone_source), ("UTC", ZoneSource::Unknown));
    let refused = [
        app.book(here("Ada", "2026-12-01T10:00")).unwrap_err(),
        app.check("2026-12-01T10:00", 50, None, None).unwrap_err(),
        app.free_times("2026-12-01", 50, 3, None).unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.code.word(), "zone.unknown");
        assert_eq!(error.message, "Daybook does not know the time zone of this computer.");
        assert!(error.hint.contains("Settings"), "{}", error.hint);
    }
    assert!(app.agenda("2026-12-01", "2026-12-01").unwrap().is_empty());

    choose(&app, Some("Europe/Berlin"));
    assert_eq!(app.status().zone_source, ZoneSource::Chosen);
    let booked = app.book(here("Ada", "2026-12-01T10:00")).unwrap().appointment;
    assert_eq!((booked.start.as_str(), booked.zone.as_str()), ("2026-12-01T10:00:00+01:00", "Europe/Berlin"));
    choose(&app, None);
    assert_eq!(app.book(here("Ben", "2026-12-02T10:00")).unwrap_err().code.word(), "zone.unknown");
}

/// T8: who names the zone is asked nothing. An appointment has a zone of its own, in which it is moved and edited.
#[tokio::test]
async fn a_time_with_its_zone_is_booked_moved_and_edited_on_a_computer_without_one() {
    let (_world, app) = telling(SystemZone::Unknown).await;
    let booked = app.book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    assert_eq!((booked.start.as_str(), booked.from.as_str()), ("2026-12-01T10:00:00+01:00", "09:00"));
    let (id, start) = (booked.id.clone(), "2026-12-01T11:00".to_owned());
    let moved = app.reschedule(RescheduleDraft { id, start, ..RescheduleDraft::default() }).unwrap().appointment;
    assert_eq!(moved.start, "2026-12-01T11:00:00+01:00");
    let mut form = form_of(&moved);
    (form.zone, form.start) = (None, "2026-12-01T12:00".to_owned());
    assert_eq!(app.edit(form).unwrap().appointment.start, "2026-12-01T12:00:00+01:00");
    let verdict = app.check("2026-12-01T12:00", 50, Some("Europe/Berlin"), None).unwrap();
    assert_eq!(verdict.next_free.map(|free| free.from).as_deref(), Some("14:00"));
}

/// T8: the zone becomes known, or is another one: what was booked stays where it was.
#[tokio::test]
async fn the_day_the_zone_becomes_known_nothing_moves() {
    let (world, app) = telling(SystemZone::Unknown).await;
    let booked = app.book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    for (zone, asked) in [("Europe/Berlin", false), ("America/New_York", true), ("Etc/UTC", true)] {
        world.clock.tell_zone(SystemZone::Named(zone.to_owned()));
        assert_eq!(app.status().zone_changed.is_some(), asked, "{zone}");
        if asked {
            app.answer_zone(zone).unwrap();
        }
        let now = app.appointment(&booked.id).unwrap();
        assert_eq!((now.start, now.end, now.zone), (booked.start.clone(), booked.end.clone(), booked.zone.clone()));
        assert_eq!((app.status().zone.as_str(), app.status().zone_source), (zone, ZoneSource::Computer));
    }
}

/// T8, P17
#[tokio::test]
async fn a_zone_that_the_rules_of_the_computer_tell_is_used_and_said_to_be_worked_out() {
    let (world, app) = telling(SystemZone::Rules(Rules::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap())).await;
    assert_eq!((app.status().zone.as_str(), app.status().zone_source), ("Europe/Berlin", ZoneSource::Rules));
    let booked = app.book(here("Ada", "2026-12-01T10:00")).unwrap().appointment;
    assert_eq!(booked.start, "2026-12-01T10:00:00+01:00");
    world.clock.tell_zone(SystemZone::Rules(Rules::posix("XXX-3:17").unwrap()));
    assert_eq!(app.status().zone_source, ZoneSource::Unknown);
    assert_eq!(app.book(here("Ben", "2026-12-02T10:00")).unwrap_err().code.word(), "zone.unknown");
}

/// T8: UTC is a zone like any other where it is meant.
#[tokio::test]
async fn a_computer_that_is_in_utc_is_asked_nothing() {
    for zone in [SystemZone::Named("Etc/UTC".to_owned()), SystemZone::Rules(Rules::posix("UTC0").unwrap())] {
        let (_world, app) = telling(zone).await;
        let booked = app.book(here("Ada", "2026-12-01T10:00")).unwrap().appointment;
        assert_eq!(booked.start, "2026-12-01T10:00:00+00:00");
        assert!(app.status().zone_source != ZoneSource::Unknown);
    }
}

/// T20
#[tokio::test]
async fn a_zone_that_windows_names_is_kept_by_its_iana_name() {
    let (_world, app) = telling(SystemZone::Unknown).await;
    choose(&app, Some("W. Europe Standard Time"));
    assert_eq!(app.settings().unwrap().zone.as_deref(), Some("Europe/Berlin"));
    let zone = Some("Eastern Standard Time".to_owned());
    let booked = app.book(BookDraft { zone, ..draft("Ada", "2026-12-01T10:00") }).unwrap().appointment;
    assert_eq!((booked.start.as_str(), booked.zone.as_str()), ("2026-12-01T10:00:00-05:00", "America/New_York"));
    let nowhere = Settings { zone: Some("Mars Standard Time".to_owned()), ..app.settings().unwrap() };
    assert_eq!(app.save_settings(nowhere).unwrap_err().message, "Not a known time zone.");
}

/// When the only appointment of a day is shown, and in which zone.
fn shown(app: &App) -> (String, String) {
    let AgendaItem::Appointment(one) = app.agenda("2026-12-01", "2026-12-01").unwrap().remove(0) else { panic!() };
    (one.appointment.from, app.status().zone)
}

fn at(from: &str, zone: &str) -> (String, String) {
    (from.to_owned(), zone.to_owned())
}

/// An appointment at ten in Berlin, and the computer is in New York by now.
async fn travelled() -> (World, App) {
    let (world, app) = telling(SystemZone::Named("Europe/Berlin".to_owned())).await;
    app.book(here("Ada", "2026-12-01T10:00")).unwrap();
    world.clock.tell_zone(SystemZone::Named("America/New_York".to_owned()));
    (world, app)
}

/// P17: until the person has answered, all is shown and booked as before, in this run and in the next.
#[tokio::test]
async fn another_zone_of_the_computer_is_asked_about_and_nothing_moves_by_itself() {
    let (world, app) = travelled().await;
    let asked = Some(ZoneChanged { from: "Europe/Berlin".to_owned(), to: "America/New_York".to_owned() });
    for app in [app, world.open().await] {
        assert_eq!((app.status().zone_changed, shown(&app)), (asked.clone(), at("10:00", "Europe/Berlin")));
        assert_eq!(app.status().zone_source, ZoneSource::Computer);
        assert_eq!(app.answer_zone("Asia/Tokyo").unwrap_err().code.word(), "input");
    }
    let app = world.open().await;
    let booked = app.book(here("Ben", "2026-12-02T10:00")).unwrap().appointment;
    assert_eq!(booked.start, "2026-12-02T10:00:00+01:00");
    world.clock.tell_zone(SystemZone::Named("Europe/Berlin".to_owned()));
    assert_eq!(app.status().zone_changed, None, "back again there is nothing to ask");
}

/// P17: one question, and each answer holds in the next run too.
#[tokio::test]
async fn where_times_are_shown_is_answered_once() {
    let (world, app) = travelled().await;
    app.answer_zone("America/New_York").unwrap();
    for app in [app, world.open().await] {
        assert_eq!((app.status().zone_changed, shown(&app)), (None, at("04:00", "America/New_York")));
        assert_eq!(app.answer_zone("Europe/Berlin").unwrap_err().code.word(), "input", "it is not asked any more");
    }
    let (world, app) = travelled().await;
    app.answer_zone("Europe/Berlin").unwrap();
    for app in [app, world.open().await] {
        assert_eq!((app.status().zone_changed, shown(&app)), (None, at("10:00", "Europe/Berlin")));
        assert_eq!(app.status().zone_source, ZoneSource::Chosen);
    }
    let app = world.open().await;
    choose(&app, None);
    assert_eq!((app.status().zone_changed, shown(&app)), (None, at("04:00", "America/New_York")), "as was said");
}

/// P17: who chose a zone is asked nothing.
#[tokio::test]
async fn a_zone_that_was_chosen_stays_wherever_the_computer_is() {
    let (_world, app) = travelled().await;
    choose(&app, Some("Asia/Tokyo"));
    assert_eq!((app.status().zone_changed, shown(&app)), (None, at("18:00", "Asia/Tokyo")));
}

/// P17: another name of a zone whose clocks go alike is followed without a word.
#[tokio::test]
async fn another_name_of_the_same_zone_asks_nothing() {
    let (world, app) = telling(SystemZone::Named("Europe/Berlin".to_owned())).await;
    app.book(here("Ada", "2026-12-01T10:00")).unwrap();
    world.clock.tell_zone(SystemZone::Named("Europe/Vienna".to_owned()));
    assert_eq!((app.status().zone_changed, shown(&app)), (None, at("10:00", "Europe/Vienna")));
    world.clock.tell_zone(SystemZone::Named("America/New_York".to_owned()));
    let from = app.status().zone_changed.map(|changed| changed.from);
    assert_eq!(from.as_deref(), Some("Europe/Vienna"));
}
