//! Who is mailed, and who is not: as the person chose where the provider leaves the choice, and always where it does not.

use chrono::TimeDelta;
use daybook_core::app::views::{EditDraft, HistoryField, Reason, Status};
use daybook_tests::cast::clouds;
use daybook_tests::cast::far_side::{Did, FarSide, Told, Which};
use daybook_tests::servers::google::Fault;
use daybook_tests::world::form_of;

use super::{CLIENT, Practice, at, find, move_to, priya, world_of};

fn told(what: Told) -> (String, Told) {
    (CLIENT.to_owned(), what)
}

/// S23, S31, S36, wanted 43, 44, 49: invited, told of the new time, told that it is off; one mail each, asked for by each
/// request.
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

/// What calendars were told of an appointment, as its history tells it: the hour, and whether the client was mailed.
fn sent_of(practice: &Practice, id: &str) -> Vec<(String, bool)> {
    let entries = practice.app.history(id).unwrap().into_iter().rev().filter(|entry| entry.what.word() == "sent");
    entries.map(|entry| (entry.after.unwrap().from, entry.told)).collect()
}

fn sent(all: &[(&str, bool)]) -> Vec<(String, bool)> {
    all.iter().map(|(hour, told)| ((*hour).to_owned(), *told)).collect()
}

/// P6, P7, S25: an invitation that is taken back takes the guest out of the event, with a mail as it was chosen; from then on
/// nobody is told, and the history says so.
pub async fn whose_invitation_is_taken_back_is_no_guest_any_more(practice: Practice) {
    let booked = practice.sent(priya(true)).await;
    let quiet = EditDraft { invite: false, notify: false, ..form_of(&booked) };
    let mut mails = vec![told(Told::Invited)];
    let always = practice.there.always_mails();
    if always {
        let refused = practice.app.edit(quiet).unwrap_err();
        assert_eq!((refused.code, practice.event().guests), (Reason::InviteAlways, vec![CLIENT.to_owned()]));
    } else {
        assert_eq!(practice.edit(quiet).sync.state.word(), "waiting");
        practice.sync().await;
        assert_eq!((practice.event().guests, practice.there.mails()), (vec![], mails.clone()));
        practice.edit(EditDraft { invite: true, notify: true, ..form_of(&practice.kept(&booked.id)) });
        practice.sync().await;
        mails.push(told(Told::Invited));
    }
    assert_eq!(practice.event().guests, [CLIENT]);
    let taken_back = practice.edit(EditDraft { invite: false, notify: true, ..form_of(&practice.kept(&booked.id)) });
    assert_eq!((taken_back.invite, taken_back.sync.state.word()), (false, "waiting"));
    practice.sync().await;
    mails.push(told(Told::Cancelled));
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", true)).unwrap();
    practice.sync().await;
    practice.app.cancel(&booked.id, true).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.mails(), mails);
    let rest = [("10:00", true), ("12:00", false), ("12:00", false)];
    let first = if always { vec![("10:00", true)] } else { vec![("10:00", true), ("10:00", false), ("10:00", true)] };
    assert_eq!(sent_of(&practice, &booked.id), sent(&[&first[..], &rest].concat()));
}

/// P7: a lost invitation that is found at another hour was mailed for the hour that it was sent with; a cancellation is
/// listed too, with the mail that it asked for.
pub async fn the_history_says_of_which_hour_the_client_was_told(practice: Practice) {
    practice.there.lose_an_answer();
    let booked = practice.book(priya(true));
    practice.app.sync_now().await.unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert_eq!((practice.kept(&booked.id).from.as_str(), practice.state(&booked.id).0), ("15:00", "synced"));
    assert_eq!(sent_of(&practice, &booked.id), sent(&[("10:00", true)]));
    let done = practice.app.activity().unwrap().done_today.remove(0);
    assert_eq!((done.from.as_str(), done.told), ("10:00", true));
    practice.app.cancel(&booked.id, practice.there.always_mails()).unwrap();
    practice.sync().await;
    let told = practice.there.always_mails();
    assert_eq!(sent_of(&practice, &booked.id), sent(&[("10:00", true), ("15:00", told)]));
    let cancelled = practice.there.mails().iter().filter(|(_, what)| *what == Told::Cancelled).count();
    assert_eq!(cancelled, usize::from(told));
}

/// P7: moved while its invitation is on the way: the client hears of both hours, and the history says so of each.
pub async fn what_is_moved_while_it_is_sent_is_told_of_both_hours(practice: Practice) {
    let booked = practice.book(priya(true));
    let late = practice.world.network.delay_an_answer();
    let app = practice.app.clone();
    let run = tokio::spawn(async move { app.sync_now().await.unwrap() });
    late.answered.await.unwrap();
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", true)).unwrap();
    late.arrive.send(()).unwrap();
    run.await.unwrap();
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.sync().await;
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Changed)]);
    assert_eq!(sent_of(&practice, &booked.id), sent(&[("10:00", true), ("12:00", true)]));
    let mut done: Vec<_> = practice.app.activity().unwrap().done_today.into_iter().map(|one| one.what.word()).collect();
    done.sort_unstable();
    assert_eq!(done, ["book", "move"]);
}

/// What the client should read of an invitation: whom it is with, where the account tells its owner's name.
fn subject(there: &dyn FarSide, id: &str) -> &'static str {
    if there.whole(id).contains("ORGANIZER;CN=Anna Keller") { "Priya Nair – Anna Keller" } else { "Priya Nair" }
}

/// Y41: the subject of an invitation names both; a typed title stays; without an invitation it is the client's name.
pub async fn the_subject_of_an_invitation_names_both(practice: Practice) {
    let booked = practice.sent(priya(true)).await;
    let both = subject(practice.there.as_ref(), &practice.event().id);
    assert_eq!((practice.event().title.as_str(), booked.title.as_str(), booked.titled), (both, both, false));
    // Here the client is what it is called.
    let clash = practice.app.check("2026-12-01T10:00", 30, None, None).unwrap().clashes.remove(0);
    assert_eq!((clash.title.as_str(), clash.own), ("Priya Nair", true));
    // What is about neither the client nor the invitation leaves it alone.
    let notes = EditDraft { notes: Some("knee".to_owned()), notify: true, ..form_of(&booked) };
    assert_eq!(practice.edit(notes).sync.state.word(), "synced");
    for (invite, title) in [(false, "Priya Nair"), (true, both)] {
        practice.edit(EditDraft { invite, notify: true, ..form_of(&practice.kept(&booked.id)) });
        practice.sync().await;
        let kept = practice.kept(&booked.id);
        assert_eq!((practice.event().title.as_str(), kept.title.as_str(), kept.titled), (title, title, false));
    }
    let typed = Some("First visit".to_owned());
    practice.edit(EditDraft { title: typed, notify: true, ..form_of(&practice.kept(&booked.id)) });
    practice.sync().await;
    for invite in [false, true] {
        practice.edit(EditDraft { invite, notify: true, ..form_of(&practice.kept(&booked.id)) });
        practice.sync().await;
        assert_eq!((practice.event().title.as_str(), practice.kept(&booked.id).titled), ("First visit", true));
    }
}

/// Y41: booked before it was known who invites.
pub async fn what_is_sent_later_names_who_invites_too(there: Box<dyn FarSide>) {
    let world = world_of(there.as_ref());
    let app = world.open().await;
    let booked = app.book(priya(true)).unwrap().appointment;
    assert_eq!((booked.title.as_str(), booked.titled), ("Priya Nair", false));
    let found = find(&app, &world, there.as_ref()).await;
    app.connect_as_proposed(&found).unwrap();
    app.sync_now().await.unwrap();
    assert_eq!(app.send_local().unwrap().sent, 1);
    app.sync_now().await.unwrap();
    let event = there.events(Which::Main).remove(0);
    assert_eq!(event.title, subject(there.as_ref(), &event.id));
}

/// S55, P7: what the person chose is in the history at once, with what it was chosen over, which can be brought back. That a
/// calendar was told of it is, once one was.
#[tokio::test]
async fn what_was_not_chosen_stays_in_the_history_and_can_be_brought_back() {
    let practice = Practice::of(Box::new(clouds::google().await)).await;
    let booked = practice.sent(priya(false)).await;
    let later = || practice.world.clock.advance(TimeDelta::minutes(1));
    later();
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.app.sync_now().await.unwrap();
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.there.api.once_on("calendar.events.patch", Fault::Forbidden);
    later();
    practice.app.keep_mine(&item.id).unwrap();
    practice.app.sync_now().await.unwrap();
    let happened = || -> Vec<_> {
        practice.app.history(&booked.id).unwrap().into_iter().rev().map(|entry| entry.what.word()).collect()
    };
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.rejected")));
    assert_eq!(happened(), ["book", "sent", "move", "kept_mine"]);
    let kept = practice.app.history(&booked.id).unwrap().remove(0);
    let [time] = &kept.changed[..] else { panic!("{kept:?}") };
    let (theirs, mine) = ("2026-12-01T15:00/2026-12-01T16:00", "2026-12-01T12:00/2026-12-01T12:50");
    assert_eq!((time.field, time.before.as_str(), time.after.as_str()), (HistoryField::Time, theirs, mine));
    later();
    practice.app.retry(&item.id).unwrap();
    practice.sync().await;
    assert_eq!((practice.state(&booked.id).0, practice.event().start), ("synced", at("2026-12-01T11:00:00Z")));
    assert_eq!(happened(), ["book", "sent", "move", "kept_mine", "sent"]);
    practice.app.bring_back(&kept.change_id.unwrap(), false, false).unwrap();
    practice.sync().await;
    assert_eq!((practice.state(&booked.id).0, practice.event().start), ("synced", at("2026-12-01T14:00:00Z")));
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
