//! Where two truths meet: connected again, an answer lost, another calendar, an older file. Nothing is overwritten or called
//! "synced" that is not, and no twin comes to be.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Availability, BookDraft, EditDraft};
use daybook_tests::cast::far_side::{Told, Which};
use daybook_tests::world::{World, draft, form_of};

use super::{CLIENT, Practice, at, find, move_to, priya, world_of};

/// When the appointment begins here.
fn starts(practice: &Practice, id: &str) -> DateTime<Utc> {
    practice.kept(id).start.parse::<DateTime<FixedOffset>>().unwrap().to_utc()
}

/// Y1: moved there and here while the account was not connected.
pub async fn connected_again_what_changed_on_both_sides_is_asked_and_never_called_synced(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.connect_again().await;
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
    assert_eq!(practice.event().start, at("2026-12-01T14:00:00Z"));
    for taken in ["2026-12-01T12:00", "2026-12-01T15:00"] {
        assert_eq!(practice.app.check(taken, 30, None, None).unwrap().answer, Availability::Busy, "{taken}");
    }
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&item.id).unwrap();
    practice.sync().await;
    assert_eq!(practice.event().start, at("2026-12-01T11:00:00Z"));
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// Y1: only the other side changed: it stands here too, and its time is not free.
pub async fn connected_again_a_move_made_there_is_taken_over(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.connect_again().await;
    practice.sync().await;
    assert_eq!((starts(&practice, &booked.id), practice.state(&booked.id).0), (at("2026-12-01T14:00:00Z"), "synced"));
    assert_eq!(practice.app.check("2026-12-01T15:00", 30, None, None).unwrap().answer, Availability::Busy);
    assert_eq!(practice.app.check("2026-12-01T10:00", 30, None, None).unwrap().answer, Availability::Free);
    assert!(practice.there.writes().is_empty(), "nothing is sent back");
}

/// Y1: a move and a booking that waited, and a cancel made meanwhile.
pub async fn connected_again_what_waited_still_goes_out(practice: Practice) {
    let moved = practice.sent(priya(false)).await;
    let cancelled = practice.sent(draft("Ada", "2026-12-02T10:00")).await;
    practice.world.network.unplug(true);
    practice.app.reschedule(move_to(&moved.id, "2026-12-01T15:00", false)).unwrap();
    let new = practice.book(draft("Ben", "2026-12-03T10:00"));
    practice.app.sync_now().await.unwrap();
    practice.world.network.unplug(false);
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.app.cancel(&cancelled.id, false).unwrap();
    practice.connect_again().await;
    practice.sync().await;
    assert_eq!(practice.starts(), [at("2026-12-01T14:00:00Z"), at("2026-12-03T09:00:00Z")]);
    for id in [&moved.id, &cancelled.id, &new.id] {
        assert_eq!(practice.state(id).0, "synced");
    }
    assert!(practice.app.activity().unwrap().waiting.is_empty());
}

/// Y1: deleted there meanwhile: the person is asked, and no event is made again unasked.
pub async fn connected_again_what_was_deleted_there_is_asked_about(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.take_away(Which::Main, &practice.there.events(Which::Main)[0].id);
    practice.connect_again().await;
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.deleted")));
    assert!(practice.there.events(Which::Main).is_empty());
}

/// Y4: the create arrived, its answer was lost, then it was moved on the phone.
pub async fn a_create_whose_answer_was_lost_is_never_put_back_over_a_move_there(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.there.lose_an_answer();
    practice.app.sync_due().await.unwrap();
    let mails = practice.there.mails().len();
    practice.there.move_there(&practice.event().id, at("2026-12-01T13:00:00Z"));
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert_eq!(practice.event().start, at("2026-12-01T13:00:00Z"));
    assert_eq!((starts(&practice, &booked.id), practice.state(&booked.id).0), (at("2026-12-01T13:00:00Z"), "synced"));
    let old_time = practice.there.mails().len() - mails;
    assert!(old_time <= usize::from(practice.there.always_mails()), "nobody is mailed a time that nobody chose");
}

/// Y16, wanted 49: whoever may have got the invitation gets the cancellation.
pub async fn an_invitation_that_went_out_before_its_answer_was_lost_is_cancelled_with_a_mail(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.there.lose_an_answer();
    practice.app.sync_due().await.unwrap();
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.there.mails(), [(CLIENT.to_owned(), Told::Invited), (CLIENT.to_owned(), Told::Cancelled)]);
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// Y8: dragged to another calendar of the account: the same appointment, once, and moved and cancelled there.
pub async fn an_event_that_was_dragged_to_another_calendar_is_followed(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.there.drag(&practice.event().id);
    practice.sync().await;
    assert_eq!(practice.state(&booked.id).0, "synced");
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1, "it stands here once");
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.sync().await;
    let second = practice.there.events(Which::Second);
    assert_eq!(second.iter().map(|event| event.start).collect::<Vec<_>>(), [at("2026-12-01T11:00:00Z")]);
    practice.app.cancel(&booked.id, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty() && practice.there.events(Which::Second).is_empty());
}

/// Y21: bookings go elsewhere by now and the calendar is neither shown nor counted; what is still to come in it is read.
pub async fn an_appointment_in_a_calendar_that_is_not_ticked_is_still_read(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let calendar = practice.kept(&booked.id).calendar_id.unwrap();
    practice.app.set_calendar(&calendar, Some(false), Some(false), Some(false)).unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.sync().await;
    assert_eq!((starts(&practice, &booked.id), practice.state(&booked.id).0), (at("2026-12-01T14:00:00Z"), "synced"));
}

/// T2: while a question is open, both times are taken.
pub async fn what_stands_there_at_another_time_is_not_free(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    // Nobody else knows of the old time yet, and the person gave it up.
    assert_eq!(practice.app.check("2026-12-01T10:00", 30, None, None).unwrap().answer, Availability::Free);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
    for taken in ["2026-12-01T12:00", "2026-12-01T15:00"] {
        assert_eq!(practice.app.check(taken, 30, None, None).unwrap().answer, Availability::Busy, "{taken}");
        assert_ne!(practice.app.check(taken, 30, None, Some(&booked.id)).unwrap().answer, Availability::Busy);
    }
}

/// Y9, T2: cancelled here, and brought back there.
pub async fn what_is_brought_back_there_asks_and_counts(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.world.network.unplug(true);
    practice.app.cancel(&booked.id, false).unwrap();
    assert_eq!(practice.app.check("2026-12-01T10:00", 30, None, None).unwrap().answer, Availability::Free);
    practice.world.network.unplug(false);
    // Somebody changes it before the cancel reaches it: it is not deleted unseen.
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.back")));
    assert_eq!(practice.event().start, at("2026-12-01T14:00:00Z"));
    assert_eq!(practice.app.check("2026-12-01T15:00", 30, None, None).unwrap().answer, Availability::Busy);
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    assert_eq!(practice.app.retry(&item.id).unwrap_err().code.word(), "sync.back");
    practice.app.use_theirs(&item.id).unwrap();
    practice.sync().await;
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "synced"));
    assert_eq!(starts(&practice, &booked.id), at("2026-12-01T14:00:00Z"));
}

/// Y25: what may stand in the first calendar is looked for before it is booked in the other.
pub async fn after_a_lost_answer_another_calendar_is_chosen_without_a_twin(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.there.lose_an_answer();
    practice.app.sync_due().await.unwrap();
    let Some(item) = practice.app.activity().unwrap().waiting.pop() else {
        // The calendar was read in the same run: it is known to be there.
        assert_eq!(practice.state(&booked.id).0, "synced");
        return;
    };
    let main = practice.kept(&booked.id).calendar_id.unwrap();
    let others = practice.shown().calendars;
    let other = others.iter().find(|calendar| calendar.id != main && calendar.can_write).unwrap();
    practice.app.choose_calendar(&item.id, &other.id).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty(), "nothing stays behind");
    assert_eq!(practice.there.events(Which::Second).len(), 1);
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.sync.state.word(), kept.calendar_id.as_deref()), ("synced", Some(other.id.as_str())));
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1);
}

/// Y25: the move had arrived before it was discarded: the calendar is told otherwise, and both sides are equal in the end.
pub async fn a_waiting_move_that_is_discarded_after_a_lost_answer_is_taken_back_there(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.world.network.lose_an_answer();
    practice.app.sync_due().await.unwrap();
    assert_eq!(practice.event().start, at("2026-12-01T11:00:00Z"), "it had arrived");
    let item = practice.app.activity().unwrap().waiting.remove(0);
    practice.app.discard(&item.id).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert_eq!(
        (starts(&practice, &booked.id), practice.event().start),
        (at("2026-12-01T09:00:00Z"), at("2026-12-01T09:00:00Z"))
    );
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// Y34, S38: nothing of it ever left this computer.
pub async fn booked_and_cancelled_offline_sends_nothing_even_after_a_try(practice: Practice) {
    practice.world.network.unplug(true);
    let booked = practice.book(priya(true));
    practice.app.sync_now().await.unwrap();
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.network.unplug(false);
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.writes().is_empty() && practice.there.mails().is_empty());
    assert_eq!(practice.kept(&booked.id).status.word(), "cancelled");
}

/// Y4: a data file from before the booking was sent is put back; meanwhile it was sent with an invitation, and moved there.
/// Nobody is invited again.
pub async fn a_data_file_from_before_a_booking_was_sent_overwrites_nothing(practice: Practice) {
    let booked = practice.book(priya(true));
    let before = practice.world.copy_data();
    practice.sync().await;
    assert_eq!(practice.there.mails(), [(CLIENT.to_owned(), Told::Invited)]);
    practice.there.move_there(&practice.event().id, at("2026-12-01T13:00:00Z"));
    practice.world.put_back(&before);
    let app = practice.world.open().await;
    practice.world.clock.advance(TimeDelta::minutes(10));
    app.sync_now().await.unwrap();
    assert_eq!(practice.event().start, at("2026-12-01T13:00:00Z"));
    let sync = app.appointment(&booked.id).unwrap().sync;
    assert_eq!((sync.state.word(), sync.reason.map(|reason| reason.word())), ("needs_you", Some("sync.conflict")));
    assert_eq!(practice.there.mails(), [(CLIENT.to_owned(), Told::Invited)], "one mail in all");
}

/// Y13, S51: one flipped byte in what waits: that change says so, and the others go out.
pub async fn a_damaged_row_of_one_change_holds_back_no_other(practice: Practice) {
    let damaged = practice.book(priya(false));
    let fine = practice.book(draft("Ada", "2026-12-01T12:00"));
    let flip = "UPDATE appointments SET title_auth = replace(hex(randomblob(16)), 'X', '0') WHERE id = ?";
    assert_eq!(practice.file().execute(flip, [&damaged.id]).unwrap(), 1);
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T15:00:00Z"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&fine.id).0, "synced");
    assert_eq!(practice.status(), ("connected", None));
    assert_eq!(practice.app.check("2026-12-01T16:10", 30, None, None).unwrap().answer, Availability::Busy);
    let asked = practice.app.activity().unwrap().needs_you;
    let told: Vec<_> = asked.iter().map(|item| (item.day.as_str(), item.reason.map(|reason| reason.word()))).collect();
    assert_eq!(told, [("2026-12-01", Some("store.record"))]);
}

/// P1: signed in to the same account on another computer, every appointment is one again: with its client and its length, and
/// moved without a twin. The private notes stay where they were typed.
pub async fn a_second_computer_has_the_appointments_that_the_first_one_wrote(practice: Practice) {
    let form = BookDraft { notes: Some("afraid of dogs".into()), ..priya(true) };
    practice.sent(form).await;
    let guests = practice.event().guests;
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T15:00:00Z"));
    let world = world_of(practice.there.as_ref());
    let app = world.open().await;
    let found = find(&app, &world, practice.there.as_ref()).await;
    app.connect_as_proposed(&found).unwrap();
    app.sync_now().await.unwrap();
    let kept: Vec<_> = app
        .agenda("2026-12-01", "2026-12-01")
        .unwrap()
        .into_iter()
        .filter_map(|item| match item {
            AgendaItem::Appointment(one) => Some(one.appointment),
            AgendaItem::Busy(block) => {
                assert_eq!(block.title, "Dentist");
                None
            }
        })
        .collect();
    let [one] = kept.as_slice() else { panic!("{kept:?}") };
    let email = guests.first().map(String::as_str);
    assert_eq!((one.client.as_str(), one.email.as_deref(), one.minutes), ("Priya Nair", email, 50));
    assert_eq!((one.sync.state.word(), one.notes.as_str()), ("synced", ""));
    practice.there.forget_seen();
    app.sync_now().await.unwrap();
    assert!(practice.there.writes().is_empty(), "reading it writes nothing");
    app.reschedule(move_to(&one.id, "2026-12-01T12:00", true)).unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(practice.starts(), [at("2026-12-01T11:00:00Z"), at("2026-12-01T15:00:00Z")]);
    practice.sync().await;
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 2, "and the first one follows");
}

/// P1: cancelled and brought back on one computer, it is another event; the other computer has it once, and asks nothing.
pub async fn what_was_brought_back_elsewhere_is_the_same_appointment(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let (world, app) = second_computer(&practice).await;
    let here = |app: &App| app.agenda("2026-12-01", "2026-12-01").unwrap();
    assert_eq!(here(&app).len(), 1);
    let cancelled = practice.app.cancel(&booked.id, false).unwrap();
    practice.sync().await;
    practice.app.undo(&cancelled.change_id).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.sync().await;
    world.clock.advance(TimeDelta::minutes(1));
    app.sync_now().await.unwrap();
    let found = here(&app);
    let [AgendaItem::Appointment(one)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.appointment.status.word(), one.appointment.sync.state.word()), ("confirmed", "synced"));
    assert!(app.activity().unwrap().needs_you.is_empty());
    app.reschedule(move_to(&one.appointment.id, "2026-12-01T12:00", false)).unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(practice.event().start, at("2026-12-01T11:00:00Z"));
}

/// P1: a colleague who was added to an appointment is not its client on another computer, and is not invited from there; what
/// takes no time there is left alone.
pub async fn a_second_computer_takes_no_colleague_for_the_client(practice: Practice) {
    practice.sent(draft("Priya Nair", "2026-12-01T10:00")).await;
    practice.there.adorn(&practice.event().id);
    let (_world, app) = second_computer(&practice).await;
    let found = app.agenda("2026-12-01", "2026-12-01").unwrap();
    let [AgendaItem::Appointment(one)] = found.as_slice() else { panic!("{found:?}") };
    let one = &one.appointment;
    assert_eq!((one.client.as_str(), one.email.as_deref(), one.invite), ("Priya Nair", None, false));
    assert_eq!(app.clients("").unwrap().len(), 1);
}

pub(super) async fn second_computer(practice: &Practice) -> (World, App) {
    let world = world_of(practice.there.as_ref());
    let app = world.open().await;
    let found = find(&app, &world, practice.there.as_ref()).await;
    app.connect_as_proposed(&found).unwrap();
    app.sync_now().await.unwrap();
    (world, app)
}

/// An event that was made on the phone is moved and cancelled like any appointment once it is one.
pub async fn an_event_made_elsewhere_becomes_an_appointment_on_wish(practice: Practice) {
    practice.there.plant(Which::Main, "Lena", at("2026-12-01T15:00:00Z"));
    practice.sync().await;
    let block = practice.app.agenda("2026-12-01", "2026-12-01").unwrap().remove(0);
    let AgendaItem::Busy(block) = block else { panic!("{block:?}") };
    let made = practice.app.adopt(&block.id, "Lena Brandt", None, None).unwrap().appointment;
    assert_eq!((made.client.as_str(), made.title.as_str(), made.sync.state.word()), ("Lena Brandt", "Lena", "synced"));
    assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1, "it stands here once");
    practice.app.adopt(&block.id, "Lena Brandt", None, None).unwrap_err();
    practice.sync().await;
    assert!(practice.there.writes().is_empty());
    practice.app.reschedule(move_to(&made.id, "2026-12-01T12:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.event().start, at("2026-12-01T11:00:00Z"));
    practice.app.cancel(&made.id, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
}

/// The description: written with the booking, changed here, kept by a move, and emptied.
pub async fn the_line_for_the_client_goes_there_comes_back_and_can_be_emptied(practice: Practice) {
    let line = |text: &str| Some(text.to_owned());
    let booked = practice.sent(BookDraft { description: line("Please bring the letter."), ..priya(false) }).await;
    assert_eq!(
        (practice.event().description.trim(), booked.description.as_str()),
        ("Please bring the letter.", "Please bring the letter.")
    );
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.event().description.trim(), "Please bring the letter.");
    practice.edit(EditDraft { description: line("Second floor."), ..form_of(&practice.kept(&booked.id)) });
    practice.sync().await;
    assert_eq!(practice.event().description.trim(), "Second floor.");
    practice.edit(EditDraft { description: line(""), ..form_of(&practice.kept(&booked.id)) });
    practice.sync().await;
    assert_eq!((practice.event().description.trim(), practice.state(&booked.id).0), ("", "synced"));
    assert_eq!(practice.kept(&booked.id).description, "");
}
