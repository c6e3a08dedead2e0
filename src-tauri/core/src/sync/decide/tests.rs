//! The table of the decision, a row a test, and its laws over disturbed copies of one appointment.

use chrono::DateTime;

use super::*;
use crate::model::copies::Extent;
use crate::model::ids::CalendarId;

fn at(minutes: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(minutes * 60, 0).unwrap()
}

fn copy(start: i64) -> Copy {
    Copy {
        start: at(start),
        end: at(start + 50),
        title: "Ada".into(),
        place: String::new(),
        description: String::new(),
        tentative: false,
        guest: None,
        cancelled: false,
    }
}

fn cancelled(copy: Copy) -> Copy {
    Copy { cancelled: true, ..copy }
}

fn titled(title: &str, copy: Copy) -> Copy {
    Copy { title: title.into(), ..copy }
}

fn praxis() -> CalendarId {
    CalendarId::from("praxis".to_owned())
}

fn work() -> CalendarId {
    CalendarId::from("work".to_owned())
}

fn here(copy: Copy) -> Here {
    Here { copy, calendar: Some(praxis()), notify: true, series: None, by_rules: false, again: false, at_odds: false }
}

fn agreed(copy: Copy) -> Option<Agreed> {
    let told = copy.guest.is_some();
    Some(Agreed { copy, calendar: Some(praxis()), told })
}

fn seen(copy: Copy) -> There {
    There::Event(Seen { calendar: praxis(), copy, shape: Shape::Single })
}

fn put(copy: Copy) -> Option<Sent> {
    let told = copy.guest.is_some();
    Some(Sent { request: Request::Put(copy), calendar: praxis(), told, repeated: false })
}

fn copies(here: Here, agreed: Option<Agreed>, sent: Option<Sent>, there: There) -> Copies {
    Copies { here, agreed, sent, there, target: Target::Open }
}

/// Learns until there is something to do or to ask.
fn settle(mut copies: Copies) -> (Act, Copies) {
    for _ in 0..8 {
        match decide(&copies) {
            Act::Learn(lesson) => {
                copies = Copies { here: lesson.here, agreed: lesson.agreed, sent: None, ..copies };
            }
            act => return (act, copies),
        }
    }
    panic!("never settles: {copies:?}");
}

#[test]
fn equal_copies_need_nothing() {
    assert_eq!(decide(&copies(here(copy(0)), agreed(copy(0)), None, seen(copy(0)))), Act::Nothing);
}

#[test]
fn what_changed_here_is_written_over_what_was_seen() {
    assert_eq!(decide(&copies(here(copy(60)), agreed(copy(0)), None, seen(copy(0)))), Act::Update);
}

#[test]
fn what_was_cancelled_here_is_removed_and_a_guest_is_told_if_the_person_wants_it() {
    let guest = Copy { guest: Some("ada@client.example".into()), ..copy(0) };
    let mut four = copies(here(cancelled(guest.clone())), agreed(guest.clone()), None, seen(guest));
    assert_eq!(decide(&four), Act::Remove { tell: true });
    four.here.notify = false;
    assert_eq!(decide(&four), Act::Remove { tell: false });
}

#[test]
fn what_changed_there_is_taken_over() {
    let (act, after) = settle(copies(here(copy(0)), agreed(copy(0)), None, seen(copy(60))));
    assert_eq!((act, after.here.copy), (Act::Nothing, copy(60)));
}

#[test]
fn different_fields_merge() {
    let (act, after) = settle(copies(here(copy(60)), agreed(copy(0)), None, seen(titled("Ada L.", copy(0)))));
    assert_eq!((act, after.here.copy), (Act::Update, titled("Ada L.", copy(60))));
}

/// P16: of a series for a client, another rule is a change as any; somebody else's series is not touched unasked.
#[test]
fn a_series_that_is_to_repeat_otherwise_is_written_where_that_may_be_done_unasked() {
    let again = |series| Here { again: true, series, ..here(copy(0)) };
    let there = There::Event(Seen { calendar: praxis(), copy: copy(0), shape: Shape::Series });
    let ours = copies(again(Some(Extent::Whole)), agreed(copy(0)), None, there.clone());
    assert_eq!(decide(&ours), Act::Update);
    assert_eq!(decide(&copies(again(None), agreed(copy(0)), None, there)), Act::Ask(Question::Series));
}

/// P16: whatever else was changed on either side, of a series that does not go with the one there it is asked first.
#[test]
fn a_series_that_does_not_go_with_the_one_there_is_asked_about() {
    let at_odds = |copy| Here { again: true, at_odds: true, ..here(copy) };
    let there = |copy| There::Event(Seen { calendar: praxis(), copy, shape: Shape::Series });
    let asks = Act::Ask(Question::Repeats);
    for (ours, theirs) in [(0, 0), (60, 0), (0, 60), (60, 120)] {
        assert_eq!(decide(&copies(at_odds(copy(ours)), agreed(copy(0)), None, there(copy(theirs)))), asks);
    }
    // It is no series there any more.
    assert_eq!(decide(&copies(at_odds(copy(0)), agreed(copy(0)), None, seen(copy(0)))), asks);
    let gone = copies(at_odds(cancelled(copy(0))), agreed(copy(0)), None, there(copy(0)));
    assert_eq!(decide(&gone), asks);
}

/// T7: new zone rules moved it here, and not the person.
#[test]
fn a_time_that_new_zone_rules_moved_is_written_over_nothing_unasked() {
    let by_rules = |start| Here { by_rules: true, ..here(copy(start)) };
    let conflict = Act::Ask(Question::Conflict(vec![Field::Time]));
    // It stands there at the instant that was agreed on, or at a third one.
    for there in [60, 120] {
        let four = copies(by_rules(0), agreed(copy(60)), None, seen(copy(there)));
        assert_eq!(settle(four.clone()), (conflict.clone(), four));
    }
    // The rules did not move it here, and did there.
    assert_eq!(decide(&copies(by_rules(60), agreed(copy(60)), None, seen(copy(0)))), conflict);
    // What was sent arrived, or did not.
    for base in [None, agreed(copy(240))] {
        assert_eq!(settle(copies(by_rules(0), base, put(copy(60)), seen(copy(60)))).0, conflict);
    }
    assert_eq!(settle(copies(by_rules(0), agreed(copy(240)), put(copy(60)), seen(copy(240)))).0, conflict);
}

/// T7
#[test]
fn what_the_rules_moved_there_too_is_equal_and_asks_nothing() {
    let by_rules = Here { by_rules: true, ..here(copy(0)) };
    let (act, after) = settle(copies(by_rules.clone(), agreed(copy(60)), None, seen(copy(0))));
    assert_eq!((act, after.here), (Act::Nothing, here(copy(0))));
    assert_eq!(after.agreed, agreed(copy(0)), "and the next move there is taken over");
    let retitled = Here { copy: titled("Ada L.", copy(0)), ..by_rules.clone() };
    assert_eq!(settle(copies(retitled, agreed(copy(60)), None, seen(copy(0)))).0, Act::Update);
    // Whether the rules or a person moved what is cancelled here, nobody knows.
    let gone = Here { copy: cancelled(copy(0)), ..by_rules };
    assert_eq!(decide(&copies(gone, agreed(copy(60)), None, seen(copy(0)))), Act::Ask(Question::StandsThere));
}

#[test]
fn the_same_field_is_asked_about_and_both_values_stay() {
    let four = copies(here(copy(60)), agreed(copy(0)), None, seen(copy(120)));
    assert_eq!(settle(four.clone()), (Act::Ask(Question::Conflict(vec![Field::Time])), four));
}

/// Y4: the create arrived, its answer was lost, and nobody touched it.
#[test]
fn a_request_that_had_arrived_is_agreed_on() {
    let (act, after) = settle(copies(here(copy(0)), None, put(copy(0)), seen(copy(0))));
    assert_eq!((act, after.sent, after.agreed), (Act::Nothing, None, agreed(copy(0))));
}

/// Y4: the create arrived, its answer was lost, and it was moved on the phone. Nothing is put back, nobody is mailed.
#[test]
fn what_was_changed_there_after_a_lost_answer_stays() {
    let (act, after) = settle(copies(here(copy(0)), None, put(copy(0)), seen(copy(240))));
    assert_eq!((act, after.here.copy), (Act::Nothing, copy(240)));
}

#[test]
fn a_move_here_after_a_lost_answer_is_merged_on_what_was_sent() {
    let there = titled("Ada L.", copy(0));
    let (act, after) = settle(copies(here(copy(60)), None, put(copy(0)), seen(there)));
    assert_eq!((act, after.here.copy), (Act::Update, titled("Ada L.", copy(60))));
}

/// S27: a create was sent, then another time was chosen and sent; what stands there is the first.
#[test]
fn what_a_repeated_create_finds_is_asked_about_where_it_differs() {
    let sent = put(copy(120)).map(|sent| Sent { repeated: true, ..sent });
    let found = |at| copies(here(copy(120)), None, sent.clone(), seen(copy(at)));
    assert_eq!(settle(found(60)).0, Act::Ask(Question::Conflict(vec![Field::Time])));
    assert_eq!(settle(found(120)).0, Act::Nothing);
}

#[test]
fn a_request_that_had_not_arrived_is_made_again() {
    let lost = copies(here(copy(60)), agreed(copy(0)), put(copy(60)), seen(copy(0)));
    assert_eq!(settle(lost).0, Act::Update);
    let create = copies(here(copy(60)), None, put(copy(60)), There::Never);
    assert_eq!(settle(create).0, Act::Create);
}

#[test]
fn a_lost_answer_waits_until_the_calendar_was_read() {
    let lost = copies(here(copy(60)), agreed(copy(0)), put(copy(60)), There::Unread(Unread::NotSince));
    assert_eq!(decide(&lost), Act::Wait(Unread::NotSince));
}

/// Y16: the invitation went out, its answer was lost, then it was cancelled: the client is told.
#[test]
fn cancelled_after_an_invitation_whose_answer_was_lost_tells_the_guest() {
    let guest = Copy { guest: Some("ada@client.example".into()), ..copy(0) };
    let lost = copies(here(cancelled(guest.clone())), None, put(guest.clone()), seen(guest));
    assert_eq!(settle(lost).0, Act::Remove { tell: true });
}

#[test]
fn cancelled_before_anything_was_sent_sends_nothing() {
    assert_eq!(decide(&copies(here(cancelled(copy(0))), None, None, There::Never)), Act::Nothing);
}

/// Y1: connected again, and nothing is known of what was agreed on.
#[test]
fn without_knowledge_equal_copies_are_linked_and_different_ones_are_asked_about() {
    let (act, after) = settle(copies(here(copy(0)), None, None, seen(copy(0))));
    assert_eq!((act, after.agreed), (Act::Nothing, agreed(copy(0))));
    let differs = copies(here(copy(60)), None, None, seen(copy(0)));
    assert_eq!(decide(&differs), Act::Ask(Question::Conflict(vec![Field::Time])));
}

/// Y1: disconnected with a move that waited; what was agreed on was kept.
#[test]
fn connected_again_what_waited_still_goes_out() {
    let mut four = copies(here(copy(60)), agreed(copy(0)), None, seen(copy(0)));
    four.here.calendar = None;
    four.agreed = four.agreed.map(|agreed| Agreed { calendar: None, ..agreed });
    let (act, after) = settle(four);
    assert_eq!((act, after.here.calendar), (Act::Update, Some(praxis())));
}

/// Y8: dragged into another calendar there, with or without a change.
#[test]
fn an_event_that_was_moved_to_another_calendar_is_followed() {
    let there = There::Event(Seen { calendar: work(), copy: copy(60), shape: Shape::Single });
    let (act, after) = settle(copies(here(copy(0)), agreed(copy(0)), None, there));
    assert_eq!((act, after.here.calendar, after.here.copy), (Act::Nothing, Some(work()), copy(60)));
}

/// Y25: the create had arrived, then the person chose another calendar.
#[test]
fn another_calendar_chosen_here_leaves_no_twin() {
    let mut four = copies(here(copy(0)), None, put(copy(0)), seen(copy(0)));
    four.here.calendar = Some(work());
    assert_eq!(settle(four).0, Act::Relocate);
}

/// What was met there and never agreed on is not brought back either when it is deleted.
#[test]
fn what_was_asked_about_and_is_deleted_meanwhile_is_not_created_again() {
    assert_eq!(decide(&copies(here(copy(0)), None, None, There::Absent)), Act::Ask(Question::Deleted));
    assert_eq!(decide(&copies(here(cancelled(copy(0))), None, None, There::Absent)), Act::Nothing);
}

#[test]
fn deleted_there_is_asked_and_cancelled_on_both_sides_ends() {
    assert_eq!(settle(copies(here(copy(0)), agreed(copy(0)), None, There::Absent)).0, Act::Ask(Question::Deleted));
    let (act, after) = settle(copies(here(cancelled(copy(0))), agreed(copy(0)), None, There::Absent));
    assert_eq!((act, after.agreed), (Act::Nothing, None));
}

/// Y5: cancelling and moving would reach a series that somebody made of it.
#[test]
fn a_series_made_there_is_touched_only_when_the_person_says_so() {
    let there = There::Event(Seen { calendar: praxis(), copy: copy(0), shape: Shape::Series });
    for changed in [copy(60), cancelled(copy(0))] {
        let mut four = copies(here(changed), agreed(copy(0)), None, there.clone());
        assert_eq!(settle(four.clone()).0, Act::Ask(Question::Series));
        four.here.series = Some(Extent::Whole);
        assert!(matches!(settle(four).0, Act::Update | Act::Remove { .. }));
    }
    assert_eq!(settle(copies(here(copy(0)), agreed(copy(0)), None, there)).0, Act::Nothing);
}

/// P5: the person let one date of it be changed; once that stands for itself, it is the appointment and no more is asked.
#[test]
fn one_date_of_a_series_is_changed_when_the_person_says_so_and_then_stands_for_itself() {
    let there = |shape, copy| There::Event(Seen { calendar: praxis(), copy, shape });
    let mut four = copies(here(copy(60)), agreed(copy(0)), None, there(Shape::Series, copy(0)));
    four.here.series = Some(Extent::OneDate);
    assert_eq!(settle(four).0, Act::Update);
    let moved = copies(here(copy(120)), agreed(copy(60)), None, there(Shape::Date, copy(60)));
    assert_eq!(settle(moved).0, Act::Update);
    // Its cancel arrived and its answer was lost: the date is off, and nothing is left to do.
    let remove = Some(Sent { request: Request::Remove, calendar: praxis(), told: false, repeated: false });
    // Gone with the first of its series: where it stands now nobody can say, so a cancel that waits is no success either.
    let dropped = there(Shape::Dropped, cancelled(copy(60)));
    let kept = copies(here(copy(60)), agreed(copy(60)), None, dropped.clone());
    assert_eq!(decide(&kept), Act::Ask(Question::CancelledThere));
    let cancel = copies(here(cancelled(copy(60))), agreed(copy(60)), None, dropped.clone());
    assert_eq!(decide(&cancel), Act::Ask(Question::StandsThere));
    let answered = copies(here(cancelled(copy(60))), agreed(cancelled(copy(60))), None, dropped);
    assert_eq!(decide(&answered), Act::Nothing);
    let off = there(Shape::Date, cancelled(copy(60)));
    let lost = copies(here(cancelled(copy(60))), agreed(copy(60)), remove, off.clone());
    assert_eq!(settle(lost).0, Act::Nothing);
    // What is off is not put back into the series.
    let again = copies(here(copy(60)), agreed(cancelled(copy(60))), None, off);
    assert_eq!(settle(again).0, Act::Ask(Question::CancelledThere));
}

/// Y4 and Y9: cancelled on one side, and not on the other.
#[test]
fn cancelled_there_or_alive_again_there_is_asked() {
    let there = copies(here(copy(60)), agreed(copy(0)), None, seen(cancelled(copy(0))));
    assert_eq!(settle(there).0, Act::Ask(Question::CancelledThere));
    let restored = copies(here(cancelled(copy(0))), None, None, seen(copy(0)));
    assert_eq!(settle(restored).0, Act::Ask(Question::StandsThere));
    let moved = copies(here(cancelled(copy(0))), agreed(copy(0)), None, seen(copy(60)));
    assert_eq!(settle(moved).0, Act::Ask(Question::StandsThere));
}

/// Y36: a guest taken off there is not invited again by the next move here.
#[test]
fn a_guest_who_was_taken_off_there_stays_off() {
    let guest = |start| Copy { guest: Some("ada@client.example".into()), ..copy(start) };
    let (act, after) = settle(copies(here(guest(60)), agreed(guest(0)), None, seen(copy(0))));
    assert_eq!((act, after.here.copy), (Act::Update, copy(60)));
}

/// Y2: a calendar that is missing for now is waited for, one that is gone is asked about, and neither is "synced".
#[test]
fn where_a_write_cannot_go_it_waits_or_asks() {
    let mut four = copies(here(copy(0)), None, None, There::Never);
    four.target = Target::Away;
    assert_eq!(decide(&four), Act::Wait(Unread::Away));
    for target in [Target::ReadOnly, Target::Gone] {
        four.target = target;
        assert_eq!(decide(&four), Act::Ask(Question::NoCalendar(target)));
    }
    let unread = copies(here(copy(0)), agreed(copy(0)), None, There::Unread(Unread::Away));
    assert_ne!(decide(&unread), Act::Nothing);
}
