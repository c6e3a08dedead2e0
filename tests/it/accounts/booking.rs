//! Booked, moved, cancelled here, and what lies there then.

use chrono::TimeDelta;
use daybook_tests::world::draft;

use super::far_side::Which;
use super::{CLIENT, at, move_to, practices, priya};

/// S21, S22, S24: one create, under the right hour and zone, with title and place, and no word of the notes; what the
/// provider calls the event is kept.
#[tokio::test]
async fn a_booking_lies_there_once_with_its_hour_its_zone_and_its_texts() {
    for practice in practices().await {
        let mut form = priya(true);
        (form.title, form.place) = (Some("First visit".into()), Some("Lindenstr. 8".into()));
        form.notes = Some("afraid of dogs".into());
        let booked = practice.book(form);
        assert_eq!(booked.sync.state.word(), "waiting");
        practice.sync().await;
        let writes = practice.there.writes();
        assert_eq!(practice.methods(), ["POST"], "{}", practice.name());
        assert_eq!(writes[0].zone.as_deref(), Some(practice.there.berlin()));
        let event = practice.event();
        assert_eq!((event.title.as_str(), event.place.as_str()), ("First visit", "Lindenstr. 8"));
        assert_eq!((event.start, event.end), (at("2026-12-01T09:00:00Z"), at("2026-12-01T09:50:00Z")));
        assert_eq!(event.guests, [CLIENT]);
        assert_eq!(event.description, "", "private notes never leave this computer");
        let kept = practice.app.appointment(&booked.id).unwrap();
        assert_eq!((kept.calendar_event_id, kept.sync.state.word()), (Some(event.id), "synced"));
        assert_eq!(kept.connection_id.as_ref(), Some(&practice.connection.id));
        let (revision, raw): (String, String) = practice
            .file()
            .query_row("SELECT revision, body FROM events WHERE appointment_id = ?", [&booked.id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert!(!revision.is_empty() && !raw.is_empty());
        practice.sync().await;
        assert_eq!(practice.methods(), ["POST"], "nothing is sent twice");
    }
}

/// S25: without an address there is no guest and no mail.
#[tokio::test]
async fn without_an_address_there_is_no_guest_and_no_mail() {
    for practice in practices().await {
        practice.book(daybook_core::app::views::BookDraft { invite: true, ..draft("Priya Nair", "2026-12-01T10:00") });
        practice.sync().await;
        assert!(practice.event().guests.is_empty(), "{}", practice.name());
        assert!(practice.there.mails().is_empty());
    }
}

/// S30, S32: the same event gets the new time by one update, under the condition that nobody changed it; colour, text
/// and guests that others gave it stay.
#[tokio::test]
async fn a_move_keeps_the_event_and_all_that_is_not_ours() {
    for practice in practices().await {
        let booked = practice.book(priya(false));
        practice.sync().await;
        let before = practice.event();
        practice.there.adorn(&before.id);
        practice.sync().await;
        let adorned = practice.event();
        practice.there.forget_seen();
        practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)).unwrap();
        practice.sync().await;
        assert_eq!(practice.methods(), ["PATCH"], "{}", practice.name());
        assert!(practice.there.writes()[0].conditional, "{}", practice.name());
        let (start, end) = (at("2026-12-02T10:00:00Z"), at("2026-12-02T10:50:00Z"));
        assert_eq!(practice.event(), super::Held { start, end, ..adorned });
        assert_eq!(practice.app.appointment(&booked.id).unwrap().calendar_event_id, Some(before.id));
    }
}

/// S30, S32: the same without a reading in between: the condition fails, and the change is made over what is there.
#[tokio::test]
async fn a_move_over_a_change_that_was_not_seen_yet_keeps_it_too() {
    for practice in practices().await {
        let booked = practice.book(priya(false));
        practice.sync().await;
        practice.there.adorn(&practice.event().id);
        let adorned = practice.event();
        practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)).unwrap();
        practice.sync().await;
        let (start, end) = (at("2026-12-02T10:00:00Z"), at("2026-12-02T10:50:00Z"));
        assert_eq!(practice.event(), super::Held { start, end, ..adorned }, "{}", practice.name());
        assert_eq!(practice.state(&booked.id).0, "synced");
    }
}

/// S33, S34, S38: what happens offline goes out as little as possible.
#[tokio::test]
async fn offline_changes_go_out_as_little_as_possible_to_each() {
    for practice in practices().await {
        let sent = practice.book(priya(false));
        practice.sync().await;
        practice.there.forget_seen();
        practice.world.network.unplug(true);
        let moved = practice.book(draft("Moved before sent", "2026-12-01T12:00"));
        let never = practice.book(draft("Never", "2026-12-01T14:00"));
        practice.app.reschedule(move_to(&moved.id, "2026-12-03T12:00", false)).unwrap();
        practice.app.cancel(&never.id, true).unwrap();
        practice.app.reschedule(move_to(&sent.id, "2026-12-04T10:00", false)).unwrap();
        practice.app.reschedule(move_to(&sent.id, "2026-12-05T10:00", false)).unwrap();
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.status().0, "offline");
        practice.world.network.unplug(false);
        practice.sync().await;
        let mut methods = practice.methods();
        methods.sort();
        assert_eq!(methods, ["PATCH", "POST"], "{}", practice.name());
        let mut starts: Vec<_> = practice.there.events(Which::Main).into_iter().map(|event| event.start).collect();
        starts.sort();
        assert_eq!(starts, [at("2026-12-03T11:00:00Z"), at("2026-12-05T09:00:00Z")]);
    }
}

/// S35, S37: cancelled there and history here; what was deleted there already is no error.
#[tokio::test]
async fn a_cancelled_appointment_is_gone_there_and_history_here() {
    for practice in practices().await {
        let one = practice.book(priya(false));
        let two = practice.book(draft("Ben", "2026-12-01T12:00"));
        practice.sync().await;
        let gone = practice.app.appointment(&two.id).unwrap().calendar_event_id.unwrap();
        practice.there.take_away(Which::Main, &gone);
        practice.app.cancel(&one.id, false).unwrap();
        practice.app.cancel(&two.id, false).unwrap();
        practice.sync().await;
        assert!(practice.there.events(Which::Main).is_empty(), "{}", practice.name());
        for id in [&one.id, &two.id] {
            let kept = practice.app.appointment(id).unwrap();
            assert_eq!((kept.status.word(), kept.sync.state.word()), ("cancelled", "synced"));
        }
        assert!(practice.app.activity().unwrap().needs_you.is_empty());
    }
}

/// S29: booked for winter and for summer, it is at the same hour on the wall.
#[tokio::test]
async fn the_hour_on_the_wall_is_the_same_in_winter_and_summer() {
    for practice in practices().await {
        practice.book(draft("Winter", "2026-12-01T10:00"));
        practice.book(draft("Summer", "2027-07-01T10:00"));
        practice.sync().await;
        let mut starts: Vec<_> = practice.there.events(Which::Main).into_iter().map(|event| event.start).collect();
        starts.sort();
        assert_eq!(starts, [at("2026-12-01T09:00:00Z"), at("2027-07-01T08:00:00Z")], "{}", practice.name());
        assert!(practice.there.writes().iter().all(|write| write.zone.as_deref() == Some(practice.there.berlin())));
    }
}

/// S23, S56: deleted there, it is never deleted here in silence; booked anew, its guest is invited anew.
#[tokio::test]
async fn what_is_deleted_there_is_asked_about_and_booked_anew_on_wish() {
    for practice in practices().await {
        let booked = practice.book(priya(true));
        practice.sync().await;
        practice.there.take_away(Which::Main, &practice.event().id);
        practice.app.sync_now().await.unwrap();
        assert_eq!(
            practice.state(&booked.id),
            ("needs_you".into(), Some("sync.deleted".into())),
            "{}",
            practice.name()
        );
        let mails = practice.there.mails().len();
        let change = practice.app.activity().unwrap().needs_you.remove(0);
        practice.app.retry(&change.id).unwrap();
        practice.world.clock.advance(TimeDelta::seconds(1));
        practice.sync().await;
        let event = practice.event();
        assert_eq!(
            (event.start, event.guests.as_slice()),
            (at("2026-12-01T09:00:00Z"), [CLIENT.to_owned()].as_slice())
        );
        assert_eq!(practice.there.mails().len(), mails + 1, "{}: who is invited anew is told", practice.name());
    }
}
