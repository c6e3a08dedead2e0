//! Booked, moved, cancelled here, and what lies there then.

use std::time::{Duration, Instant};

use daybook_core::app::views::BookDraft;
use daybook_tests::cast::far_side::{Did, FarSide, Held, Which};
use daybook_tests::world::draft;

use super::{CLIENT, Practice, at, find, move_to, priya, world_of};

/// S21, S22, S24, wanted 38: one create, under the right hour and zone, with title and place, and no word of the notes; what
/// the provider calls the event is kept, and another sync changes nothing.
pub async fn a_booking_lies_there_once_with_its_hour_its_zone_and_its_texts(practice: Practice) {
    let mut form = priya(true);
    (form.title, form.place) = (Some("First visit".into()), Some("Lindenstr. 8".into()));
    form.notes = Some("afraid of dogs".into());
    let booked = practice.book(form);
    assert_eq!(booked.sync.state.word(), "waiting");
    practice.sync().await;
    let writes = practice.there.writes();
    assert_eq!(practice.did(), [Did::Create]);
    assert_eq!(writes[0].zone.as_deref(), Some(practice.there.berlin()));
    let event = practice.event();
    assert_eq!((event.title.as_str(), event.place.as_str()), ("First visit", "Lindenstr. 8"));
    assert_eq!((event.start, event.end), (at("2026-12-01T09:00:00Z"), at("2026-12-01T09:50:00Z")));
    assert_eq!(event.guests, [CLIENT]);
    assert_eq!(event.description, "", "private notes never leave this computer");
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.calendar_event_id, kept.sync.state.word()), (Some(event.id), "synced"));
    assert_eq!(kept.connection_id.as_ref(), Some(&practice.connection.id));
    let stored = "SELECT revision, body FROM events JOIN event_bodies ON event = number WHERE appointment_id = ?";
    let (revision, raw): (String, Vec<u8>) =
        practice.file().query_row(stored, [&booked.id], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert!(!revision.is_empty() && !raw.is_empty());
    practice.sync().await;
    assert_eq!(practice.did(), [Did::Create], "nothing is sent twice");
}

/// S25: without an address there is no guest and no mail.
pub async fn without_an_address_there_is_no_guest_and_no_mail(practice: Practice) {
    practice.book(BookDraft { invite: true, ..draft("Priya Nair", "2026-12-01T10:00") });
    practice.sync().await;
    assert!(practice.event().guests.is_empty());
    assert!(practice.there.mails().is_empty());
}

/// S30, S32, wanted 42, 44, 52: the same event gets the new time by one update, under the condition that nobody changed it;
/// colour, text and guests that others gave it stay.
pub async fn a_move_keeps_the_event_and_all_that_is_not_ours(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let before = practice.event();
    practice.there.adorn(&before.id);
    practice.sync().await;
    let adorned = practice.event();
    practice.there.forget_seen();
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.did(), [Did::Update]);
    assert!(practice.there.writes()[0].conditional);
    let (start, end) = (at("2026-12-02T10:00:00Z"), at("2026-12-02T10:50:00Z"));
    assert_eq!(practice.event(), Held { start, end, ..adorned });
    assert_eq!(practice.kept(&booked.id).calendar_event_id, Some(before.id));
}

/// S30, S32, wanted 41: the same without a reading in between: the condition fails, and the change is made over what is there.
pub async fn a_move_over_a_change_that_was_not_seen_yet_keeps_it_too(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.sync().await;
    practice.there.adorn(&practice.event().id);
    let adorned = practice.event();
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)).unwrap();
    practice.sync().await;
    let (start, end) = (at("2026-12-02T10:00:00Z"), at("2026-12-02T10:50:00Z"));
    assert_eq!(practice.event(), Held { start, end, ..adorned });
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// S26, S33, S34, S38: offline, everything is accepted at once; what goes out later is only what is left of it.
pub async fn what_happens_offline_goes_out_as_little_as_possible(practice: Practice) {
    let sent = practice.sent(priya(false)).await;
    practice.world.network.unplug(true);
    let start = Instant::now();
    let moved = practice.book(draft("Moved before sent", "2026-12-01T12:00"));
    assert!(start.elapsed() < Duration::from_secs(1));
    let never = practice.book(draft("Never", "2026-12-01T14:00"));
    practice.app.reschedule(move_to(&moved.id, "2026-12-03T12:00", false)).unwrap();
    practice.app.cancel(&never.id, true).unwrap();
    practice.app.reschedule(move_to(&sent.id, "2026-12-04T10:00", false)).unwrap();
    practice.app.reschedule(move_to(&sent.id, "2026-12-05T10:00", false)).unwrap();
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.pushed, report.waiting), (0, 2));
    assert_eq!(practice.status().0, "offline");
    assert_eq!(practice.state(&moved.id), ("waiting", Some("net.offline")));
    practice.world.network.unplug(false);
    practice.sync().await;
    let mut did = practice.did();
    did.sort();
    assert_eq!(did, [Did::Create, Did::Update]);
    assert_eq!(practice.starts(), [at("2026-12-03T11:00:00Z"), at("2026-12-05T09:00:00Z")]);
    assert_eq!(practice.status().0, "connected");
}

/// S35, S37, wanted 48, 51: cancelled there and history here; what was deleted there already is no error.
pub async fn a_cancelled_appointment_is_gone_there_and_history_here(practice: Practice) {
    let one = practice.book(priya(false));
    let two = practice.book(draft("Ben", "2026-12-01T12:00"));
    practice.sync().await;
    let gone = practice.app.appointment(&two.id).unwrap().calendar_event_id.unwrap();
    practice.there.take_away(Which::Main, &gone);
    practice.app.cancel(&one.id, false).unwrap();
    practice.app.cancel(&two.id, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    for id in [&one.id, &two.id] {
        let kept = practice.kept(id);
        assert_eq!((kept.status.word(), kept.sync.state.word()), ("cancelled", "synced"));
    }
    assert!(practice.app.activity().unwrap().needs_you.is_empty());
}

/// S29, wanted 32, 36: booked for winter and for summer, it is at the same hour on the wall.
pub async fn the_hour_on_the_wall_is_the_same_in_winter_and_summer(practice: Practice) {
    practice.book(draft("Winter", "2026-12-01T10:00"));
    practice.book(draft("Summer", "2027-07-01T10:00"));
    practice.sync().await;
    assert_eq!(practice.starts(), [at("2026-12-01T09:00:00Z"), at("2027-07-01T08:00:00Z")]);
    assert!(practice.there.writes().iter().all(|write| write.zone.as_deref() == Some(practice.there.berlin())));
}

/// S50: what was booked before any calendar was connected is offered, and sent when the person says so.
pub async fn what_was_booked_before_connecting_can_be_sent(there: Box<dyn FarSide>) {
    let world = world_of(there.as_ref());
    let app = world.open().await;
    let booked = app.book(priya(false)).unwrap().appointment;
    let found = find(&app, &world, there.as_ref()).await;
    app.connect_as_proposed(&found).unwrap();
    app.sync_now().await.unwrap();
    let state = || app.appointment(&booked.id).unwrap().sync.state.word();
    assert_eq!(state(), "local");
    assert!(there.events(Which::Main).is_empty());
    assert_eq!(app.status().local_only, 1);
    assert_eq!(app.send_local().unwrap().sent, 1);
    app.sync_now().await.unwrap();
    assert_eq!(state(), "synced");
    assert_eq!(there.events(Which::Main).len(), 1);
}
