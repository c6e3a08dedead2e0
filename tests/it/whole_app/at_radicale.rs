//! The whole app at a real server that knows no address of its people and mails nobody.

use std::time::Duration;

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{
    AgendaItem, Appointment, Availability, BookDraft, BusyBlock, Connection, Reason, RescheduleDraft,
};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book, connect, draft, form_of};
use url::Url;

const SWIMMING: &[u8] = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:swim\r\n\
DTSTAMP:20150101T000000Z\r\nDTSTART;TZID=Europe/Berlin:20261201T140000\r\nDTEND;TZID=Europe/Berlin:20261201T150000\r\n\
SUMMARY:Mia: swimming\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

fn invited(email: &str) -> BookDraft {
    BookDraft { email: Some(email.to_owned()), invite: true, ..draft("Kim", "2026-12-01T10:00") }
}

/// S25: Radicale knows no e-mail address of this account, so that nobody can be invited in its name: no
/// half an invitation is written, what the person wished is remembered, and the reply says how it is.
#[tokio::test]
async fn without_an_organizers_address_nobody_is_invited() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    let connection = connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    assert_eq!(connection.email, USER);
    let host = radicale.url.as_str().trim_start_matches("https://").trim_end_matches('/');
    assert_eq!((connection.label.as_str(), connection.name.as_str()), ("Other (CalDAV)", host));
    let booked = app.book(invited("kim@fremd.test")).unwrap().appointment;
    assert_eq!((booked.invite, booked.reply.word()), (true, "not_invited"));
    app.sync_now().await.unwrap();
    let event = radicale.stored().remove(0);
    assert!(!event.contains("ORGANIZER") && !event.contains("ATTENDEE"), "{event}");
    let mut form = form_of(&booked);
    form.email = Some("kim.new@fremd.test".into());
    form.title = Some("Other".into());
    app.edit(form).unwrap();
    app.sync_now().await.unwrap();
    let event = radicale.stored().remove(0);
    assert!(event.contains("SUMMARY:Other") && !event.contains("mailto"), "{event}");
    let kept = app.appointment(&booked.id).unwrap();
    assert_eq!((kept.sync.state.word(), kept.invite, kept.reply.word()), ("synced", true, "not_invited"));
}

/// S58: what is brought back over another appointment was meant to be: it is not named again once all was read.
#[tokio::test]
async fn what_is_brought_back_over_an_appointment_is_asked_about_once() {
    let (world, app, _radicale) = one_account().await;
    let ada = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    world.clock.advance(TimeDelta::minutes(1));
    let cancelled = app.cancel(&ada.id, false).unwrap();
    book(&app, "Ben", "2026-12-01T10:20");
    let refused = app.bring_back(&cancelled.change_id, false, false).unwrap_err();
    assert_eq!(refused.code.word(), "book.overlap");
    app.bring_back(&cancelled.change_id, false, true).unwrap();
    app.sync_now().await.unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(app.activity().unwrap().booked_over.len(), 0, "{:?}", app.activity().unwrap().booked_over);
}

/// Y2, P3: missing in one look, a calendar is neither gone nor free, and bookings still go there when it is back.
#[tokio::test]
async fn a_calendar_that_is_missing_for_a_moment_loses_nothing() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    let ada = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    radicale.hide_calendar(true);
    app.sync_now().await.unwrap();
    let calendars = app.connections().unwrap().remove(0).calendars;
    let missing = calendars.iter().find(|calendar| calendar.name == "Praxis").unwrap();
    assert!(!missing.gone && missing.receives_bookings);
    assert_eq!((missing.reason, missing.since.is_some()), (Some(Reason::CalMissing), true));
    let verdict = app.check("2026-12-01T15:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Unknown);
    assert!(verdict.unchecked.iter().any(|gap| gap.reason.word() == "cal.missing"), "{:?}", verdict.unchecked);
    let ben = book(&app, "Ben", "2026-12-01T12:00");
    app.sync_now().await.unwrap();
    let sync = app.appointment(&ben.id).unwrap().sync;
    assert_eq!((sync.state.word(), sync.reason), ("waiting", Some(Reason::CalMissing)));
    assert!(sync.change_id.is_some(), "it can be sent elsewhere, or discarded");
    let sync = app.appointment(&ada.id).unwrap().sync;
    assert_eq!((sync.state.word(), sync.reason), ("waiting", Some(Reason::CalMissing)));
    assert_eq!(sync.change_id, None, "it was sent, and there is nothing to discard");
    radicale.hide_calendar(false);
    world.clock.advance(TimeDelta::minutes(2));
    app.sync_now().await.unwrap();
    is_synced(&app, &ben.id);
    assert_eq!(radicale.stored().len(), 2);
    assert_eq!(app.check("2026-12-01T15:00", 50, None, None).unwrap().answer, Availability::Free);
    let calendars = app.connections().unwrap().remove(0).calendars;
    assert!(calendars.iter().all(|calendar| calendar.reason.is_none() && calendar.since.is_none()));
}

/// Y2: a calendar that was deleted there: said so once it is proved, and a booking that should go there asks where to.
#[tokio::test]
async fn a_deleted_calendar_is_said_and_bookings_ask_where_to_go() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    let connection = connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    assert!(!connection.mails_clients, "Radicale mails nobody, and Daybook does not promise it");
    let before = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    radicale.drop_calendar();
    app.sync_now().await.unwrap();
    world.clock.advance(TimeDelta::minutes(11));
    app.sync_now().await.unwrap();
    let calendars = app.connections().unwrap().remove(0).calendars;
    let gone = calendars.iter().find(|calendar| calendar.name == "Praxis").unwrap();
    assert!(gone.gone && gone.receives_bookings, "what the person wished stands");
    assert_eq!(app.appointment(&before.id).unwrap().client, "Ada");
    let ben = book(&app, "Ben", "2026-12-01T12:00");
    app.sync_now().await.unwrap();
    let sync = app.appointment(&ben.id).unwrap().sync;
    assert_eq!((sync.state.word(), sync.reason.map(|reason| reason.word())), ("needs_you", Some("cal.gone")));
}

/// P4, Y2: a calendar that was made again at another address, with the same events: its appointments are followed, and what
/// waited goes there.
#[tokio::test]
async fn a_calendar_that_was_made_again_elsewhere_is_followed() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    let (still, moved) = (book(&app, "Ada", "2026-12-01T10:00"), book(&app, "Ben", "2026-12-01T12:00"));
    app.sync_now().await.unwrap();
    world.clock.advance(TimeDelta::minutes(1));
    radicale.remake_calendar();
    let draft =
        RescheduleDraft { id: moved.id.clone(), start: "2026-12-01T14:00".into(), ..RescheduleDraft::default() };
    app.reschedule(draft).unwrap();
    for _ in 0..2 {
        app.sync_now().await.unwrap();
        world.clock.advance(TimeDelta::minutes(1));
    }
    let of = |id: &str| app.appointment(id).unwrap();
    assert_eq!((of(&still.id).sync.state.word(), of(&moved.id).sync.state.word()), ("synced", "synced"));
    assert_ne!(of(&still.id).calendar_id, still.calendar_id);
    assert_eq!(of(&moved.id).calendar_id, of(&still.id).calendar_id);
    let stored = radicale.stored_in("praxis-2");
    assert_eq!(stored.iter().filter(|event| event.contains("T140000")).count(), 1, "{stored:?}");
    assert_eq!(stored.len(), 2);
}

/// The same account under its two names.
async fn two_doors(radicale: &Radicale, app: &App) -> [Connection; 2] {
    let mut other = radicale.url.clone();
    other.set_host(Some("localhost")).unwrap();
    let one = connect(app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    let two = connect(app, "caldav", Some(other.as_str()), USER, PASSWORD).await.unwrap();
    [one, two]
}

fn of_the_day(app: &App) -> (Vec<Appointment>, Vec<BusyBlock>) {
    let (mut own, mut busy) = (Vec::new(), Vec::new());
    for item in app.agenda("2026-12-01", "2026-12-01").unwrap() {
        match item {
            AgendaItem::Appointment(item) => own.push(item.appointment),
            AgendaItem::Busy(block) => busy.push(block),
        }
    }
    (own, busy)
}

/// Y14, wanted 31: a calendar that two connections show holds each event once, and an appointment never clashes with itself.
#[tokio::test]
async fn what_two_connections_show_is_one_event() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    two_doors(&radicale, &app).await;
    radicale.plant("swim.ics", SWIMMING);
    app.sync_now().await.unwrap();
    let (own, busy) = of_the_day(&app);
    assert_eq!((own.len(), busy.len()), (0, 1), "{busy:?}");
    let verdict = app.check("2026-12-01T14:00", 50, None, None).unwrap();
    assert_eq!((verdict.answer, verdict.clashes.len()), (Availability::Busy, 1), "{verdict:?}");

    let ada = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&ada.id).unwrap().sync.state.word(), "synced");
    let (own, busy) = of_the_day(&app);
    assert_eq!((own.len(), busy.len()), (1, 1), "{busy:?}");
    let move_to =
        |start: &str| RescheduleDraft { id: ada.id.clone(), start: start.to_owned(), ..RescheduleDraft::default() };
    for (start, freed) in [("2026-12-01T10:20", "2026-12-01T09:20"), ("2026-12-01T12:00", "2026-12-01T10:20")] {
        world.clock.advance(TimeDelta::seconds(2));
        app.reschedule(move_to(start)).unwrap();
        app.sync_due().await.unwrap();
        assert_eq!(app.check(freed, 50, None, None).unwrap().answer, Availability::Free, "{freed}");
        let (own, busy) = of_the_day(&app);
        assert_eq!((own.len(), busy.len()), (1, 1), "{busy:?}");
    }
    assert_eq!(radicale.stored().len(), 2);
    world.clock.advance(TimeDelta::seconds(2));
    app.cancel(&ada.id, false).unwrap();
    // Whichever of the two is read first, the other one knows at its next reading.
    app.sync_now().await.unwrap();
    world.clock.advance(TimeDelta::seconds(2));
    app.sync_now().await.unwrap();
    assert_eq!((radicale.stored().len(), of_the_day(&app).1.len()), (1, 1));
}

/// Y14, P1: the same account under another name, while the first is connected, or after it was disconnected: the
/// appointment is found in it, is moved there, and leaves nothing behind when it is cancelled.
#[tokio::test]
async fn under_another_name_of_its_server_an_appointment_is_found_again() {
    for at_once in [true, false] {
        let (_world, app, radicale) = one_account().await;
        let one = app.connections().unwrap().remove(0);
        let ada = book(&app, "Ada", "2026-12-01T10:00");
        app.sync_now().await.unwrap();
        let other = by_another_name(&radicale);
        if at_once {
            connect(&app, "caldav", Some(other.as_str()), USER, PASSWORD).await.unwrap();
            app.sync_now().await.unwrap();
        }
        app.disconnect(&one.id, true).unwrap();
        if !at_once {
            connect(&app, "caldav", Some(other.as_str()), USER, PASSWORD).await.unwrap();
        }
        app.sync_now().await.unwrap();
        let (own, busy) = of_the_day(&app);
        assert_eq!((own.len(), busy.len()), (1, 0), "{busy:?}");
        assert_eq!(own[0].sync.state.word(), "synced", "{at_once}: {:?}", own[0].sync);
        let start = "2026-12-01T12:00".to_owned();
        app.reschedule(RescheduleDraft { id: ada.id.clone(), start, ..RescheduleDraft::default() }).unwrap();
        app.sync_now().await.unwrap();
        let [event] = &radicale.stored()[..] else { panic!("{:?}", radicale.stored()) };
        assert!(event.contains("20261201T120000"), "{event}");
        app.cancel(&ada.id, false).unwrap();
        app.sync_now().await.unwrap();
        assert!(radicale.stored().is_empty());
    }
}

/// P1: it was never sent, and its account is connected under another name of its server, where its neighbours are found.
#[tokio::test]
async fn what_was_never_sent_goes_where_its_calendar_is_found_under_another_name() {
    let (world, app, radicale) = one_account().await;
    let one = app.connections().unwrap().remove(0);
    sent(&app, "Ada", "2026-12-01T10:00").await;
    world.network.unplug(true);
    let ben = book(&app, "Ben", "2026-12-01T12:00");
    app.disconnect(&one.id, true).unwrap();
    world.network.unplug(false);
    connect_by_another_name(&app, &radicale).await;
    is_synced(&app, &ben.id);
    assert_eq!(radicale.stored().len(), 2);
}

/// P1: as above, and its neighbours were moved to another calendar meanwhile.
#[tokio::test]
async fn what_was_never_sent_goes_to_the_calendar_of_the_same_name_even_if_its_neighbours_left_it() {
    let (world, app, radicale) = one_account().await;
    let one = app.connections().unwrap().remove(0);
    sent(&app, "Ada", "2026-12-01T10:00").await;
    world.network.unplug(true);
    let ben = book(&app, "Ben", "2026-12-01T12:00");
    app.disconnect(&one.id, true).unwrap();
    radicale.drag_all_to("Home");
    world.network.unplug(false);
    connect_by_another_name(&app, &radicale).await;
    is_synced(&app, &ben.id);
    let [event] = &radicale.stored()[..] else { panic!("{:?}", radicale.stored()) };
    assert!(event.contains("SUMMARY:Ben"), "{event}");
}

/// P1: what was deleted there while the account was not connected is asked about, also under another name; what is found again was
/// moved by nobody.
#[tokio::test]
async fn what_is_not_found_under_another_name_is_asked_about() {
    let (_world, app, radicale) = one_account().await;
    let one = app.connections().unwrap().remove(0);
    let ada = book(&app, "Ada", "2026-12-01T10:00");
    let zoe = book(&app, "Zoe", "2026-12-01T12:00");
    app.sync_now().await.unwrap();
    app.disconnect(&one.id, true).unwrap();
    radicale.delete("Zoe");
    connect_by_another_name(&app, &radicale).await;
    let sync = app.appointment(&zoe.id).unwrap().sync;
    assert_eq!((sync.state.word(), sync.reason.map(|reason| reason.word())), ("needs_you", Some("sync.deleted")));
    assert_eq!(app.appointment(&ada.id).unwrap().sync.state.word(), "synced");
    let happened: Vec<_> = app.history(&ada.id).unwrap().into_iter().map(|entry| entry.what.word()).collect();
    assert!(!happened.contains(&"moved_there"), "{happened:?}");
}

/// P1: a calendar was deleted and made again elsewhere, and a booking still waited for it when its account was disconnected.
#[tokio::test]
async fn what_waits_for_a_calendar_that_was_made_again_goes_there_under_another_name() {
    let (_world, app, radicale) = one_account().await;
    book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    radicale.remake_calendar();
    app.sync_now().await.unwrap();
    let ben = book(&app, "Ben", "2026-12-01T12:00");
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&ben.id).unwrap().sync.state.word(), "waiting");
    app.disconnect(&app.connections().unwrap().remove(0).id, true).unwrap();
    connect_by_another_name(&app, &radicale).await;
    is_synced(&app, &ben.id);
}

/// P1: as above, and the request that was under way got no answer. Whether it arrived, the account says under its other name.
#[tokio::test]
async fn what_got_no_answer_is_looked_for_where_its_calendar_is_found_under_another_name() {
    let (world, app, radicale) = one_account().await;
    let one = app.connections().unwrap().remove(0);
    sent(&app, "Ada", "2026-12-01T10:00").await;
    world.network.silence(true);
    let ben = book(&app, "Ben", "2026-12-01T12:00");
    assert_eq!(app.sync_now().await.unwrap().failed, 1);
    app.disconnect(&one.id, true).unwrap();
    world.network.silence(false);
    connect_by_another_name(&app, &radicale).await;
    is_synced(&app, &ben.id);
    assert_eq!(radicale.stored().len(), 2);
}

/// P4: one server keeps its answer to itself; what goes to the other is sent and read meanwhile.
#[tokio::test]
async fn an_account_that_does_not_answer_holds_back_no_other() {
    let (world, app, servers) = two_accounts().await;
    let connections = app.connections().unwrap();
    let booked = [(0, "Ada", "2026-12-01T10:00"), (1, "Ben", "2026-12-01T12:00")].map(|(at, client, start)| {
        let calendar = connections[at].calendars.iter().find(|calendar| calendar.can_write).unwrap();
        let form = BookDraft { calendar_id: Some(calendar.id.clone()), ..draft(client, start) };
        app.book(form).unwrap().appointment.id
    });
    let state = |id: &String| app.appointment(id).unwrap().sync.state.word();
    let late = world.network.delay_an_answer();
    let run = tokio::spawn({
        let app = app.clone();
        async move { app.sync_now().await }
    });
    late.answered.await.unwrap();
    let one = async {
        while booked.iter().all(|id| state(id) != "synced") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), one).await.expect("the other account is held back");
    assert!(!run.is_finished());
    assert_eq!(booked.iter().filter(|id| state(id) == "synced").count(), 1);
    late.arrive.send(()).unwrap();
    run.await.unwrap().unwrap();
    assert_eq!(servers.map(|server| server.stored().len()), [1, 1]);
}

async fn sent(app: &App, client: &str, start: &str) -> Appointment {
    let booked = book(app, client, start);
    app.sync_now().await.unwrap();
    booked
}

async fn one_account() -> (World, App, Radicale) {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    (world, app, radicale)
}

/// Connects the account under another host of its server, and lets it come to rest.
async fn connect_by_another_name(app: &App, radicale: &Radicale) {
    connect(app, "caldav", Some(by_another_name(radicale).as_str()), USER, PASSWORD).await.unwrap();
    app.sync_now().await.unwrap();
    app.sync_now().await.unwrap();
}

fn is_synced(app: &App, id: &str) {
    let sync = app.appointment(id).unwrap().sync;
    assert_eq!(sync.state.word(), "synced", "{sync:?}");
}

/// The same server under another host.
fn by_another_name(radicale: &Radicale) -> Url {
    let mut other = radicale.url.clone();
    other.set_host(Some("localhost")).unwrap();
    other
}

async fn two_accounts() -> (World, App, [Radicale; 2]) {
    let ca = Authority::new();
    let servers = [Radicale::start(&ca).await, Radicale::start(&ca).await];
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    for server in &servers {
        connect(&app, "caldav", Some(server.url.as_str()), USER, PASSWORD).await.unwrap();
    }
    app.sync_now().await.unwrap();
    (world, app, servers)
}
