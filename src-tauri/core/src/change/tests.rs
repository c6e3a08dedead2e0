//! The steps of a change, one by one and in any order.

use proptest::prelude::*;

use super::*;
use crate::model::ids::ClientId;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn intent(what: What) -> Intent {
    Intent { what, notify: false, moved_from: None, not_before: at(6) }
}

fn then() -> Then {
    let client_id = ClientId::from("c".to_owned());
    Then { client_id, starts_at: at(10), ends_at: at(20), calendar_id: None, told: false }
}

fn begun(what: What) -> Change {
    Change::begun(&AppointmentId::from("a".to_owned()), intent(what), at(0))
}

/// S34
#[test]
fn a_booking_that_was_never_sent_stays_a_booking_when_it_is_moved() {
    let moved = Intent { moved_from: Some(at(3600)), ..intent(What::Move) };
    let unsent = begun(What::Book).followed_by(moved, true, at(1));
    assert_eq!((unsent.what, unsent.old_starts_at), (What::Book, Some(at(3600))));
    let sent = begun(What::Book).tried(at(1)).followed_by(moved, false, at(2));
    assert_eq!(sent.what, What::Move);
}

#[test]
fn the_old_time_is_that_of_the_first_of_several_moves() {
    let moved = |from| Intent { moved_from: Some(at(from)), ..intent(What::Move) };
    let twice =
        Change::begun(&AppointmentId::from("a".to_owned()), moved(10), at(0)).followed_by(moved(20), false, at(1));
    assert_eq!(twice.old_starts_at, Some(at(10)));
}

#[test]
fn whoever_was_to_be_told_of_one_change_is_told_of_both() {
    let told =
        Change::begun(&AppointmentId::from("a".to_owned()), Intent { notify: true, ..intent(What::Book) }, at(0));
    assert!(told.followed_by(intent(What::Move), true, at(1)).notify);
}

#[test]
fn a_wait_is_never_cut_short_by_another() {
    let long = begun(What::Move).postponed(Some(Reason::RateLimited), at(900), at(1));
    assert_eq!(long.postponed(Some(Reason::NetServer), at(60), at(2)).next_try_at, at(900));
}

#[test]
fn what_the_person_sends_again_goes_at_once_and_forgets_the_question() {
    let asked = begun(What::Move).tried(at(1)).asked(Reason::SyncConflict, Some((at(10), at(20))), at(2));
    assert!(asked.needs_person());
    let again = asked.sent_again(at(3));
    assert!(again.waits() && !again.is_unsent());
    assert_eq!((again.reason, again.theirs, again.next_try_at), (None, None, at(3)));
    assert!(again.booked_anew(true, at(4)).is_unsent(), "what was sent before does not count");
}

/// Whoever was promised word of a move gets it, with a quiet edit on top; a cancel is told as its own answer says.
#[test]
fn a_later_change_keeps_the_promise_and_a_cancel_makes_its_own() {
    let asked = |what, notify| Intent { notify, ..intent(what) };
    let moved = Change::begun(&AppointmentId::from("a".to_owned()), asked(What::Move, true), at(0));
    assert!(moved.clone().followed_by(asked(What::Change, false), false, at(1)).notify);
    assert!(!moved.clone().followed_by(asked(What::Cancel, false), false, at(1)).notify);
    let quiet = moved.taken_back(false, at(1));
    assert!(!quiet.notify && quiet.followed_by(asked(What::Cancel, true), false, at(2)).notify);
}

/// P7: a request that was carried out stands by itself, and the rest goes on; what was kept is so until that is carried out,
/// or until it is asked anew which side is right.
#[test]
fn what_was_carried_out_of_a_change_stands_by_itself() {
    let kept = begun(What::Move).tried(at(1)).keeping_here(at(2));
    let part = kept.carried_out(What::Book, then(), at(3));
    assert_eq!((part.what, part.then.clone(), part.id == kept.id), (What::Book, Some(then()), false));
    assert!(kept.waits() && kept.kept);
    assert!(kept.clone().asked(Reason::SyncRejected, None, at(4)).kept, "a refusal is no other question");
    assert!(!kept.clone().asked(Reason::SyncConflict, Some((at(10), at(20))), at(4)).kept);
    assert!(!kept.overruled().kept);
}

/// P7: a question that came from there is called a change; answered by a cancel, what is sent is one.
#[test]
fn what_is_answered_by_a_cancel_is_sent_as_one() {
    let asked = begun(What::Change).asked(Reason::SyncBack, Some((at(10), at(20))), at(1));
    let answered = asked.keeping_here(at(2)).cancelling();
    assert_eq!((answered.what, answered.waits(), answered.kept), (What::Cancel, true, true));
    assert_eq!(answered.what, What::Cancel);
}

#[test]
fn a_closed_change_never_opens_again() {
    for closed in [begun(What::Book).done(What::Book, then(), at(1)), begun(What::Book).dropped(at(1))] {
        assert_eq!(Change::stored((*closed).clone()), None);
    }
    let open = begun(What::Book);
    assert_eq!(Change::stored((*open).clone()), Some(open));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Followed(What),
    Tried,
    Postponed(i64),
    Resumed,
    Asked,
    SentAgain,
    BookedAnew,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let what = prop::sample::select(What::ALL.to_vec());
    let one = prop_oneof![
        what.prop_map(Step::Followed),
        Just(Step::Tried),
        (0i64..2000).prop_map(Step::Postponed),
        Just(Step::Resumed),
        Just(Step::Asked),
        Just(Step::SentAgain),
        Just(Step::BookedAnew),
    ];
    prop::collection::vec(one, 0..20)
}

proptest! {
    /// Whatever happens to a change, it waits with no answer of theirs, or asks with a reason; and what was tried stays known
    /// until the person books anew.
    #[test]
    fn a_change_waits_or_asks_and_remembers_that_it_was_tried(steps in steps()) {
        let mut change = begun(What::Book);
        let mut tried = false;
        for (second, step) in (1i64..).zip(steps) {
            let now = at(second);
            let id = change.id.clone();
            change = match step {
                Step::Followed(what) => change.followed_by(intent(what), !tried, now),
                Step::Tried => { tried = true; change.tried(now) }
                Step::Postponed(until) => change.postponed(Some(Reason::NetServer), at(until), now),
                Step::Resumed => change.resumed(now),
                Step::Asked => change.asked(Reason::SyncConflict, Some((at(1), at(2))), now),
                Step::SentAgain => change.sent_again(now),
                Step::BookedAnew => { tried = false; change.booked_anew(true, now) }
            };
            prop_assert_eq!(&change.id, &id);
            prop_assert_eq!(change.updated_at, now);
            prop_assert_eq!(change.is_unsent(), !tried);
            prop_assert!(change.waits() != change.needs_person());
            if matches!(step, Step::Followed(_) | Step::SentAgain | Step::BookedAnew) {
                prop_assert!(change.waits() && change.reason.is_none() && change.theirs.is_none());
            }
        }
    }
}
