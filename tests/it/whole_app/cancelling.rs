//! A cancel that does not get through, or that somebody takes back there: what stands there is taken, and is said.

use chrono::TimeDelta;
use daybook_core::app::views::Availability;
use daybook_tests::cast::far_side::{Did, Which};
use daybook_tests::world::draft;

use super::{Practice, Practices, priya};

const TEN: &str = "2026-12-01T10:00";

impl Practice {
    /// Nobody else gets the time of the appointment.
    fn ten_is_taken(&self) {
        assert_eq!(self.app.check(TEN, 50, None, None).unwrap().answer, Availability::Busy);
        assert_eq!(self.app.book(draft("Ben", TEN)).unwrap_err().code.word(), "book.overlap");
    }
}

/// Y9, T2: the provider refuses the cancel. The time is taken for as long as the event stands there, and once the cancel is
/// discarded the appointment stands here as it does there.
pub async fn a_cancel_that_is_refused_and_discarded_makes_it_stand_again(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let stands = practice.event();
    practice.there.refuse_a_removal();
    practice.app.cancel(&booked.id, false).unwrap();
    let report = practice.app.sync_now().await.unwrap();
    assert_eq!((report.pushed, report.failed), (0, 1));
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.rejected")));
    practice.ten_is_taken();
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.discard(&item.id).unwrap();
    for _ in 0..2 {
        let kept = practice.kept(&booked.id);
        assert_eq!((kept.status.word(), kept.from.as_str(), kept.sync.state.word()), ("confirmed", "10:00", "synced"));
        assert!(practice.app.activity().unwrap().needs_you.is_empty());
        practice.ten_is_taken();
        practice.world.clock.advance(TimeDelta::minutes(10));
        practice.sync().await;
    }
    assert_eq!(practice.event(), stands);
    assert!(practice.did().iter().all(|did| *did == Did::Remove), "only the cancel was ever sent");
}

/// Y9, T2: cancelled here and gone there, then brought back from the bin there. It is asked about, and its time is taken until
/// it is answered; both answers.
pub async fn what_comes_back_from_the_bin_there_is_asked_about_and_takes_its_time(practices: Practices) {
    for stands in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        let id = practice.event().id;
        let whole = practice.there.whole(&id);
        practice.app.cancel(&booked.id, false).unwrap();
        practice.sync().await;
        assert!(practice.there.events(Which::Main).is_empty());
        assert_eq!((practice.kept(&booked.id).status.word(), practice.state(&booked.id).0), ("cancelled", "synced"));
        assert_eq!(practice.app.check(TEN, 50, None, None).unwrap().answer, Availability::Free);
        practice.there.restore(&id, &whole);
        for _ in 0..2 {
            practice.world.clock.advance(TimeDelta::minutes(1));
            practice.sync().await;
            assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.back")));
            practice.ten_is_taken();
        }
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        if stands { practice.app.use_theirs(&item.id) } else { practice.app.keep_mine(&item.id) }.unwrap();
        practice.world.clock.advance(TimeDelta::seconds(1));
        practice.sync().await;
        let status = if stands { "confirmed" } else { "cancelled" };
        assert_eq!((practice.kept(&booked.id).status.word(), practice.state(&booked.id).0), (status, "synced"));
        assert_eq!(practice.there.events(Which::Main).len(), usize::from(stands));
        // Cancelled once more, it is told as that, though the question came from there.
        let requests: &[_] = if stands { &["book", "cancel"] } else { &["book", "cancel", "cancel"] };
        assert_eq!(practice.requests(&booked.id), requests);
        // S55: what stood there and was not chosen is in the history.
        let history = practice.app.history(&booked.id).unwrap();
        let kept = history.iter().find(|entry| entry.what.word() == "kept_mine");
        assert_eq!(kept.is_none(), stands);
        let gave_up = kept.is_none_or(|kept| {
            kept.changed.iter().any(|one| (one.before.as_str(), one.after.as_str()) == ("confirmed", "cancelled"))
        });
        assert!(gave_up, "{kept:?}");
        let answer = if stands { Availability::Busy } else { Availability::Free };
        assert_eq!(practice.app.check(TEN, 50, None, None).unwrap().answer, answer);
    }
}

/// Deleted there while a cancel waits that never left, which is then discarded: nobody cancelled it here, so it is asked about.
pub async fn what_was_deleted_there_while_a_cancel_waited_is_asked_about_once_that_is_discarded(practices: Practices) {
    for offline in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(true)).await;
        let reached = |reached: bool| {
            if offline { practice.world.network.unplug(!reached) } else { practice.world.network.refuse(!reached) }
        };
        reached(false);
        practice.app.cancel(&booked.id, true).unwrap();
        practice.world.clock.advance(TimeDelta::minutes(1));
        practice.app.sync_due().await.unwrap();
        reached(true);
        practice.there.take_away(Which::Main, &practice.event().id);
        let mails = practice.there.mails().len();
        let item = practice.app.activity().unwrap().waiting.remove(0);
        practice.app.discard(&item.id).unwrap();
        assert!(practice.app.activity().unwrap().waiting.is_empty(), "nothing of it was sent");
        for _ in 0..2 {
            practice.world.clock.advance(TimeDelta::minutes(10));
            practice.app.sync_now().await.unwrap();
            assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.deleted")));
        }
        assert!(practice.there.events(Which::Main).is_empty());
        assert_eq!(practice.there.mails().len(), mails, "nobody is invited anew unasked");
        let history = practice.app.history(&booked.id).unwrap();
        assert!(history.iter().any(|entry| entry.what.word() == "deleted_there"), "{history:?}");
    }
}
