//! What an event carries for the person's other computers: whose appointment it is, and with the key also with whom and what.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Appointment, BookDraft, Hue, Service};
use daybook_core::model::reason::Reason;
use daybook_tests::cast::far_side::{FarSide, Which};
use daybook_tests::cast::icloud;
use daybook_tests::world::{draft, form_of};

use super::again::second_computer;
use super::{CLIENT, Practice, at, move_to, priya};

/// P1: an event that was made on the phone, and became an appointment here, is the same appointment on another computer.
pub async fn a_second_computer_has_the_appointments_that_were_made_of_events(practice: Practice) {
    practice.there.plant(Which::Main, "Lena", at("2026-12-01T15:00:00Z"));
    practice.sync().await;
    let block = practice.app.agenda("2026-12-01", "2026-12-01").unwrap().remove(0);
    let AgendaItem::Busy(block) = block else { panic!("{block:?}") };
    let made = practice.app.adopt(&block.id, "Lena Brandt", None, None).unwrap().appointment;
    practice.app.reschedule(move_to(&made.id, "2026-12-01T12:00", false)).unwrap();
    practice.sync().await;
    practice.there.copy(&practice.event().id, at("2026-12-02T11:00:00Z"));
    let (_world, app) = second_computer(&practice).await;
    let found = app.agenda("2026-12-01", "2026-12-02").unwrap();
    let [AgendaItem::Appointment(one), AgendaItem::Busy(copy)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.appointment.id.as_str(), one.appointment.client.as_str()), (made.id.as_str(), "Lena"));
    assert_eq!((one.appointment.sync.state.word(), copy.title.as_str()), ("synced", "Lena"));
    app.cancel(&made.id, false).unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(practice.starts(), [at("2026-12-02T11:00:00Z")], "and the copy is left alone");
}

/// P1: what a person copied is no appointment, whichever of the two is read first, and takes time.
pub async fn a_copy_of_an_appointment_is_a_stranger_on_every_computer(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let event = practice.event().id;
    practice.there.copy(&event, at("2026-12-01T15:00:00Z"));
    practice.sync().await;
    let here = practice.app.agenda("2026-12-01", "2026-12-01").unwrap();
    assert!(matches!(here.as_slice(), [AgendaItem::Appointment(_), AgendaItem::Busy(_)]), "{here:?}");
    practice.there.take_away(Which::Main, &event);
    let (world, app) = second_computer(&practice).await;
    let found = app.agenda("2026-12-01", "2026-12-01").unwrap();
    assert!(matches!(found.as_slice(), [AgendaItem::Busy(_)]), "{found:?}");
    // The one that it was copied from comes later.
    practice.app.sync_now().await.unwrap();
    let change = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&change.id).unwrap();
    practice.sync().await;
    world.clock.advance(TimeDelta::minutes(1));
    app.sync_now().await.unwrap();
    let found = app.agenda("2026-12-01", "2026-12-01").unwrap();
    let [AgendaItem::Appointment(one), AgendaItem::Busy(_)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((&one.appointment.id, one.appointment.sync.state.word()), (&booked.id, "synced"));
}

/// P1: a computer with an earlier copy of the data has the key: client and service are what they were, whatever the event
/// says by now and however many services last as long.
pub async fn with_the_key_client_and_service_are_what_they_were(practice: Practice) {
    let couples = service(&practice, "Couples");
    let known = practice.sent(priya(false)).await;
    let before = practice.world.copy_data();
    let later = service(&practice, "Supervision");
    let second = BookDraft {
        title: Some("Second visit".into()),
        service_id: Some(couples.id.clone()),
        ..at_ten("2026-12-02", priya(true))
    };
    let second = practice.sent(second).await;
    let new = BookDraft { service_id: Some(later.id.clone()), ..at_ten("2026-12-03", draft("Lena Brandt", "")) };
    let new = practice.sent(BookDraft { title: Some("Lena".into()), ..new }).await;
    practice.world.put_back(&before);
    let app = practice.world.open().await;
    practice.world.clock.advance(TimeDelta::minutes(10));
    app.sync_now().await.unwrap();
    let of = |id: &str| app.appointment(id).unwrap();
    let one = of(&second.id);
    let invited = practice.there.events(Which::Main).iter().any(|event| !event.guests.is_empty());
    assert_eq!(
        (one.client_id.as_str(), one.client.as_str(), one.invite),
        (known.client_id.as_str(), "Priya Nair", invited)
    );
    assert_eq!((one.service.as_deref(), one.title.as_str(), guesses(&one)), (Some("Couples"), "Second visit", vec![]));
    assert_eq!((one.sync.state.word(), app.clients("").unwrap().len()), ("synced", 2));
    // Who was added since has only a guessed name, and is the same person everywhere.
    let one = of(&new.id);
    assert_eq!(
        (one.client_id.as_str(), one.client.as_str(), guesses(&one)),
        (new.client_id.as_str(), "Lena", vec!["client"])
    );
    assert_eq!((one.service.as_deref(), one.service_id.as_deref()), (Some("Supervision"), Some(later.id.as_str())));
    assert_eq!(of(&known.id).sync.state.word(), "synced");
    practice.there.forget_seen();
    app.sync_now().await.unwrap();
    assert!(practice.there.writes().is_empty() && app.activity().unwrap().needs_you.is_empty());
}

/// P1: without the key client and service are guessed, and marked until the person has seen them in the form. What the event
/// carries for those who have the key stays there meanwhile.
pub async fn without_the_key_what_is_guessed_is_marked_until_it_is_confirmed(practice: Practice) {
    let before = practice.world.copy_data();
    let couples = service(&practice, "Couples");
    let form = BookDraft { service_id: Some(couples.id.clone()), notes: Some("afraid of dogs".into()), ..priya(true) };
    let booked = practice.sent(BookDraft { minutes: 35, ..form }).await;
    let carried = sealed(&practice);
    let (world, app) = second_computer(&practice).await;
    let of = |id: &str| app.appointment(id).unwrap();
    let one = of(&booked.id);
    assert_eq!((one.client.as_str(), one.service, guesses(&of(&booked.id))), ("Priya Nair", None, vec!["client"]));
    assert!(app.clients("Priya").unwrap().iter().all(|client| client.guessed));
    app.reschedule(move_to(&booked.id, "2026-12-01T12:00", true)).unwrap();
    app.sync_now().await.unwrap();
    assert_eq!((practice.starts(), sealed(&practice)), (vec![at("2026-12-01T11:00:00Z")], carried));
    practice.there.forget_seen();
    app.edit(form_of(&of(&booked.id))).unwrap();
    world.clock.advance(TimeDelta::minutes(1));
    app.sync_now().await.unwrap();
    assert_eq!((guesses(&of(&booked.id)), of(&booked.id).sync.state.word()), (vec![], "synced"));
    assert!(practice.there.writes().is_empty(), "to confirm it is no news for the calendar");
    // And the one who has the key still reads it.
    practice.world.put_back(&before);
    let app = practice.world.open().await;
    practice.world.clock.advance(TimeDelta::minutes(10));
    app.sync_now().await.unwrap();
    let again = app.appointment(&booked.id).unwrap();
    assert_eq!((again.service.as_deref(), again.client_id), (Some("Couples"), booked.client_id));
    assert_eq!(again.notes, "", "the private notes never left");
}

/// P1: a service is guessed where one alone lasts as long, and says so.
pub async fn a_guessed_service_is_marked_too(practice: Practice) {
    practice.sent(BookDraft { minutes: 35, ..priya(false) }).await;
    let world = super::world_of(practice.there.as_ref());
    let app = world.open().await;
    app.save_service(Service {
        id: String::new(),
        name: "Short".into(),
        minutes: 35,
        hue: Hue::Plum,
        description: String::new(),
        break_minutes: 0,
    })
    .unwrap();
    let found = super::find(&app, &world, practice.there.as_ref()).await;
    app.connect_as_proposed(&found).unwrap();
    app.sync_now().await.unwrap();
    let found = app.agenda("2026-12-01", "2026-12-01").unwrap();
    let [AgendaItem::Appointment(one)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (one.appointment.service.as_deref(), guesses(&one.appointment)),
        (Some("Short"), vec!["client", "service"])
    );
}

/// What travels beside the event says nothing to whoever has no key: no name, no address, no service, never a private note.
pub async fn what_travels_beside_an_event_names_nobody(practice: Practice) {
    let couples = service(&practice, "Couples");
    let form = BookDraft { service_id: Some(couples.id.clone()), notes: Some("afraid of dogs".into()), ..priya(true) };
    let booked = practice.sent(form).await;
    let whole = practice.there.whole(&practice.event().id);
    assert!(!whole.contains("afraid of dogs") && !whole.contains("Couples") && !whole.contains(&booked.client_id));
    let text = sealed(&practice);
    let bytes = BASE64.decode(text.strip_prefix("1.").unwrap()).unwrap();
    let said = format!("{text}{}", String::from_utf8_lossy(&bytes));
    for plain in ["Priya", CLIENT, "Couples", "dogs", "client", &booked.client_id, &couples.id] {
        assert!(!said.contains(plain), "{plain}");
    }
    assert!(text.len() <= 1024, "{}", text.len());
}

/// S58, P12: two computers book one time without a network: once both have synced, each names what is at its time.
pub async fn two_computers_that_book_one_time_both_hear_of_it(practice: Practice) {
    let (world, app) = second_computer(&practice).await;
    let networks = [&practice.world.network, &world.network];
    networks.iter().for_each(|network| network.unplug(true));
    let one = practice.book(draft("Ada", "2026-12-01T10:00"));
    let two = app.book(draft("Ben", "2026-12-01T10:20")).unwrap().appointment;
    networks.iter().for_each(|network| network.unplug(false));
    [&practice.world.clock, &world.clock].iter().for_each(|clock| clock.advance(TimeDelta::minutes(1)));
    practice.sync().await;
    app.sync_now().await.unwrap();
    practice.sync().await;
    let over = |app: &App| -> Vec<(String, Vec<String>)> {
        let over = app.activity().unwrap().booked_over.into_iter();
        over.map(|one| (one.appointment_id, one.clashes.into_iter().map(|clash| clash.title).collect())).collect()
    };
    assert_eq!(over(&practice.app), [(one.id, vec!["Ben".to_owned()])]);
    assert_eq!(over(&app), [(two.id, vec!["Ada".to_owned()])]);
    assert_eq!(practice.there.events(Which::Main).len(), 2);
}

/// P12: an event that the person made an appointment here is one of theirs: what another computer, which has not seen the event,
/// books over it is asked about, as of any appointment that was booked here.
pub async fn what_another_computer_books_over_an_adopted_event_is_asked_about(practice: Practice) {
    let (world, app) = second_computer(&practice).await;
    practice.there.plant(Which::Main, "Lena", at("2026-12-01T09:00:00Z"));
    practice.sync().await;
    let block = practice.app.agenda("2026-12-01", "2026-12-01").unwrap().remove(0);
    let AgendaItem::Busy(block) = block else { panic!("{block:?}") };
    let made = practice.app.adopt(&block.id, "Lena Brandt", None, None).unwrap().appointment;
    practice.sync().await;
    assert!(practice.app.activity().unwrap().booked_over.is_empty(), "its own event is nothing that it overlaps");
    app.book(draft("Ben", "2026-12-01T10:20")).unwrap();
    [&practice.world.clock, &world.clock].iter().for_each(|clock| clock.advance(TimeDelta::minutes(1)));
    app.sync_now().await.unwrap();
    practice.sync().await;
    let over: Vec<_> = practice.app.activity().unwrap().booked_over;
    let [over] = over.as_slice() else { panic!("{over:?}") };
    let clashes: Vec<_> = over.clashes.iter().map(|clash| clash.title.as_str()).collect();
    assert_eq!((over.appointment_id.as_str(), clashes), (made.id.as_str(), vec!["Ben"]));
}

/// P1: deleted there and booked again on two computers, neither of which has seen the other's answer: whichever is sent later
/// finds what stands there by then, and writes nothing beside it.
pub async fn what_two_computers_book_again_stands_there_once(practice: Practice) {
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let (world, app) = second_computer(&practice).await;
    practice.there.take_away(Which::Main, &practice.event().id);
    let networks = [&practice.world.network, &world.network];
    for (computer, network) in [&practice.app, &app].into_iter().zip(networks) {
        computer.sync_now().await.unwrap();
        network.unplug(true);
        let asked = computer.activity().unwrap().needs_you.remove(0);
        assert_eq!(asked.reason, Some(Reason::SyncDeleted));
        computer.keep_mine(&asked.id).unwrap();
    }
    networks.iter().for_each(|network| network.unplug(false));
    for computer in [&practice.app, &app, &practice.app] {
        computer.sync_now().await.unwrap();
    }
    assert_eq!(practice.there.events(Which::Main).len(), 1);
    for computer in [&practice.app, &app] {
        let found = computer.agenda("2026-12-01", "2026-12-01").unwrap();
        let [AgendaItem::Appointment(one)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((&one.appointment.id, one.appointment.sync.state.word()), (&booked.id, "synced"));
    }
}

/// P1: what another computer booked again was read before its calendar could say that the event which it replaces is gone: it is
/// found once that is known, and nobody is asked.
#[tokio::test]
async fn what_was_booked_again_and_read_too_early_is_found_in_the_mirror() {
    let practice = Practice::of(Box::new(icloud::place().await) as Box<dyn FarSide>).await;
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let (world, app) = second_computer(&practice).await;
    practice.there.take_away(Which::Main, &practice.event().id);
    practice.sync().await;
    let asked = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&asked.id).unwrap();
    practice.sync().await;
    practice.there.drag(&practice.event().id);
    world.network.fail_at(Some("work"));
    app.sync_now().await.unwrap();
    world.network.fail_at(None);
    app.sync_now().await.unwrap();
    let found = app.agenda("2026-12-01", "2026-12-01").unwrap();
    let [AgendaItem::Appointment(one)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((&one.appointment.id, one.appointment.sync.state.word()), (&booked.id, "synced"));
    let there = [Which::Main, Which::Second].map(|which| practice.there.events(which).len());
    assert_eq!(there, [0, 1]);
}

fn at_ten(day: &str, form: BookDraft) -> BookDraft {
    BookDraft { start: format!("{day}T10:00"), ..form }
}

fn service(practice: &Practice, name: &str) -> Service {
    let (id, description) = (String::new(), String::new());
    let service = Service { id, name: name.into(), minutes: 50, hue: Hue::Plum, description, break_minutes: 0 };
    practice.app.save_service(service).unwrap()
}

fn guesses(one: &Appointment) -> Vec<&'static str> {
    one.guessed.iter().map(|guess| guess.word()).collect()
}

/// What the only event of the main calendar carries.
fn sealed(practice: &Practice) -> String {
    let whole = practice.there.whole(&practice.event().id);
    let is_text = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut texts = whole.split(|c| !is_text(c)).filter(|text| text.starts_with("1.") && text.len() > 100);
    let text = texts.next().unwrap_or_else(|| panic!("{whole}")).to_owned();
    assert_eq!(texts.next(), None, "it stands there once");
    text
}
