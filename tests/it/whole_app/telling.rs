//! Who is mailed, and who is not: as the person chose where the provider leaves the choice, and always where it does not.

use daybook_core::app::views::{EditDraft, Reason, Status};
use daybook_tests::cast::far_side::{Did, Told};
use daybook_tests::world::form_of;

use super::{CLIENT, Practice, move_to, priya};

fn told(what: Told) -> (String, Told) {
    (CLIENT.to_owned(), what)
}

/// S23, S31, S36: invited, told of the new time, told that it is off; one mail each, asked for by each request.
pub async fn whoever_is_to_be_told_is_told_once_each_time(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.sync().await;
    assert_eq!(practice.there.mails(), [told(Told::Invited)]);
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", true)).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Changed)]);
    practice.app.cancel(&booked.id, true).unwrap();
    practice.sync().await;
    let all = [told(Told::Invited), told(Told::Changed), told(Told::Cancelled)];
    assert_eq!(practice.there.mails(), all);
    let asked: Vec<_> = practice.there.writes().into_iter().map(|write| write.asks_mails).collect();
    let expected = if practice.there.always_mails() { None } else { Some(true) };
    assert_eq!(asked, [expected; 3]);
}

/// Y15, S31, S36, P6: who is not to be told is not told, where the provider leaves the choice; else that is said before
/// anything is sent, and nothing changes.
pub async fn whoever_is_not_to_be_told_is_not_where_that_can_be_chosen(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.sync().await;
    let always = practice.shown().always_mails;
    assert_eq!(always, practice.there.always_mails());
    let before = practice.kept(&booked.id);
    let place = EditDraft { place: Some("Room 2".to_owned()), notify: false, ..form_of(&before) };
    let quiet = [
        practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)),
        practice.app.edit(place),
        practice.app.mark(&booked.id, Status::Tentative, false),
        practice.app.cancel(&booked.id, false),
    ];
    practice.sync().await;
    assert_eq!(practice.there.mails(), [told(Told::Invited)]);
    if always {
        let codes: Vec<_> = quiet.into_iter().map(|refused| refused.unwrap_err().code).collect();
        assert_eq!(codes, [Reason::InviteAlways; 4]);
        assert_eq!(practice.kept(&booked.id), before);
        assert_eq!(practice.did(), [Did::Create]);
        // What no calendar is told of tells nobody.
        let notes = EditDraft { notes: Some("knee".to_owned()), notify: false, ..form_of(&before) };
        assert_eq!(practice.edit(notes).notes, "knee");
    } else {
        assert!(quiet.iter().all(Result::is_ok), "{quiet:?}");
        let asked: Vec<_> = practice.there.writes().into_iter().map(|write| write.asks_mails).collect();
        assert_eq!(asked, [Some(true), Some(false)]);
    }
}

/// S23, S25: a client with an address who is not to be invited is no guest and hears nothing, anywhere.
pub async fn whoever_is_not_invited_hears_nothing(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.sync().await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", true)).unwrap();
    practice.sync().await;
    assert!(practice.event().guests.is_empty());
    practice.app.cancel(&booked.id, true).unwrap();
    practice.sync().await;
    assert!(practice.there.mails().is_empty(), "{:?}", practice.there.mails());
}

/// S23: what a booking and a quiet move that waited together come to is still an invitation.
pub async fn a_booking_that_is_moved_before_it_was_sent_still_invites(practice: Practice) {
    practice.world.network.unplug(true);
    let booked = practice.book(priya(true));
    practice.app.sync_now().await.unwrap();
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)).unwrap();
    practice.world.network.unplug(false);
    practice.sync().await;
    assert_eq!(practice.there.mails(), [told(Told::Invited)]);
    assert_eq!(practice.did(), [Did::Create]);
}
