//! Changed here and there, or at the same time; answers that are lost; refusals: nothing is lost and nothing doubled.

use chrono::{DateTime, FixedOffset, TimeDelta};
use daybook_core::app::views::{AgendaItem, EditDraft};
use daybook_tests::cast::far_side::Which;
use daybook_tests::world::{draft, form_of};

use super::{CLIENT, Practice, Practices, at, move_to, priya};

/// S27: the server stored it and the answer was lost; after a restart there is one event.
pub async fn a_lost_answer_makes_no_twin(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.there.lose_an_answer();
    practice.app.sync_now().await.unwrap();
    assert_ne!(practice.state(&booked.id).0, "needs_you");
    let id = practice.event().id;
    let app = practice.world.open().await;
    practice.world.clock.advance(TimeDelta::minutes(10));
    app.sync_now().await.unwrap();
    assert_eq!(practice.event().id, id);
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}

/// A create whose answer was lost, and then a cancel: nothing is left behind there.
pub async fn a_cancel_after_a_lost_answer_leaves_nothing_behind(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.there.lose_an_answer();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.there.events(Which::Main).len(), 1);
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.app.sync_now().await.unwrap();
    assert!(practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// One bad item never blocks the rest.
pub async fn a_refused_change_is_parked_and_the_others_go_out(practice: Practice) {
    let refused = practice.book(draft("Oskar", "2026-12-01T10:00"));
    let fine = practice.book(draft("Ada", "2026-12-01T12:00"));
    practice.there.refuse_a_create();
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.pushed, report.failed), (1, 1));
    assert_eq!(practice.state(&refused.id), ("needs_you", Some("sync.rejected")));
    assert_eq!(practice.state(&fine.id).0, "synced");
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.retry(&item.id).unwrap();
    practice.sync().await;
    assert_eq!(practice.state(&refused.id).0, "synced");
    assert_eq!(practice.there.events(Which::Main).len(), 2);
}

/// Y3: the server fails at one change each time. The others go out, the calendar is read, and in the end the person is asked.
pub async fn a_change_that_the_server_fails_at_holds_back_nothing_else(practice: Practice) {
    let stuck = practice.book(draft("Oskar", "2026-12-01T10:00"));
    let fine = practice.book(draft("Ada", "2026-12-01T12:00"));
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T15:00:00Z"));
    practice.there.fail_a_create();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&fine.id).0, "synced");
    assert_eq!(practice.status().0, "connected");
    let read = practice.app.agenda("2026-12-01", "2026-12-01").unwrap();
    assert!(read.iter().any(|item| matches!(item, AgendaItem::Busy(block) if block.title == "Dentist")));
    for _ in 0..20 {
        if practice.state(&stuck.id).0 != "waiting" {
            break;
        }
        assert_eq!(practice.state(&stuck.id).1, Some("sync.failing"));
        practice.there.fail_a_create();
        practice.world.clock.advance(TimeDelta::minutes(20));
        practice.app.sync_due().await.unwrap();
    }
    assert_eq!(practice.state(&stuck.id), ("needs_you", Some("sync.failing")));
    practice.there.heal();
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.retry(&item.id).unwrap();
    practice.sync().await;
    assert_eq!(practice.state(&stuck.id).0, "synced");
    assert_eq!(practice.there.events(Which::Main).len(), 3, "the two, and what was planted");
}

/// wanted 41: moved here and there to different times: neither is lost, the person decides; both ways.
pub async fn two_moves_of_one_appointment_are_left_to_the_person(practices: Practices) {
    for keep_mine in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
        practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(item.theirs.as_ref().map(|theirs| theirs.from.as_str()), Some("15:00"));
        // W2: to try again is no answer to that, whoever asks.
        assert_eq!(practice.app.retry(&item.id).unwrap_err().code.word(), "sync.conflict");
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.event().start, at("2026-12-01T14:00:00Z"));
        if keep_mine { practice.app.keep_mine(&item.id) } else { practice.app.use_theirs(&item.id) }.unwrap();
        practice.sync().await;
        let start = at(if keep_mine { "2026-12-01T11:00:00Z" } else { "2026-12-01T14:00:00Z" });
        assert_eq!(practice.event().start, start);
        let kept = practice.kept(&booked.id).start.parse::<DateTime<FixedOffset>>().unwrap().to_utc();
        assert_eq!((kept, practice.state(&booked.id).0), (start, "synced"));
    }
}

/// Two titles: the person decides, and what is taken from there is all of it.
pub async fn another_title_there_and_here_is_left_to_the_person(practices: Practices) {
    for mine in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        practice.edit(EditDraft { title: Some("Ours".into()), ..form_of(&booked) });
        practice.there.retitle(&practice.event().id, "Theirs");
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        if mine { practice.app.keep_mine(&item.id) } else { practice.app.use_theirs(&item.id) }.unwrap();
        practice.sync().await;
        let title = if mine { "Ours" } else { "Theirs" };
        assert_eq!(practice.kept(&booked.id).title, title);
        assert_eq!(practice.event().title, title);
        assert_eq!(practice.state(&booked.id).0, "synced");
    }
}

/// S23, S56, wanted 39, 42: deleted there, it is never deleted here in silence; booked anew, its guest is invited anew.
pub async fn what_is_deleted_there_is_asked_about_and_booked_anew_on_wish(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.sync().await;
    practice.there.take_away(Which::Main, &practice.event().id);
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.deleted")));
    assert_eq!(practice.kept(&booked.id).status.word(), "confirmed");
    let mails = practice.there.mails().len();
    let change = practice.app.activity().unwrap().needs_you.remove(0);
    assert_eq!(practice.app.retry(&change.id).unwrap_err().code.word(), "sync.deleted", "it is no answer");
    practice.app.keep_mine(&change.id).unwrap();
    practice.world.clock.advance(TimeDelta::seconds(1));
    practice.sync().await;
    assert_eq!(practice.state(&booked.id).0, "synced");
    let event = practice.event();
    assert_eq!((event.start, event.guests.as_slice()), (at("2026-12-01T09:00:00Z"), [CLIENT.to_owned()].as_slice()));
    assert_eq!(practice.there.mails().len(), mails + 1, "who is invited anew is told");
}

/// S56, wanted 39, 40: moved here and deleted there. There is one question, and however often it is synced before the answer
/// nothing is sent and nothing comes and goes; booked again, it stands there once, at the time that was chosen here.
pub async fn what_is_moved_here_and_deleted_there_is_one_question_and_no_loop(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.there.take_away(Which::Main, &practice.event().id);
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", false)).unwrap();
    for _ in 0..2 {
        practice.app.sync_now().await.unwrap();
        practice.world.clock.advance(TimeDelta::minutes(11));
    }
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.deleted")));
    practice.there.forget_seen();
    for _ in 0..4 {
        practice.app.sync_now().await.unwrap();
        practice.world.clock.advance(TimeDelta::hours(1));
        let activity = practice.app.activity().unwrap();
        assert_eq!((activity.needs_you.len(), activity.waiting.len()), (1, 0));
    }
    assert!(practice.there.writes().is_empty() && practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.kept(&booked.id).from, "11:00", "what was chosen here is kept");
    let change = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&change.id).unwrap();
    practice.world.clock.advance(TimeDelta::seconds(1));
    practice.sync().await;
    assert_eq!((practice.state(&booked.id).0, practice.starts()), ("synced", vec![at("2026-12-02T10:00:00Z")]));
}

/// S56, wanted 50: an appointment that somebody moves there, within what is read or far out of it, is moved here, and not taken
/// for deleted.
pub async fn an_appointment_that_is_moved_there_is_moved_here_however_far(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    for start in ["2026-12-03T09:00:00Z", "2031-03-03T09:00:00Z"] {
        practice.there.move_there(&practice.event().id, at(start));
        practice.sync().await;
        let kept = practice.kept(&booked.id);
        let starts_at = kept.start.parse::<DateTime<FixedOffset>>().unwrap().to_utc();
        assert_eq!((starts_at, kept.minutes), (at(start), 60), "{:?}", kept.sync);
        assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "synced"));
    }
    assert!(practice.there.writes().is_empty(), "nothing is sent back");
}
