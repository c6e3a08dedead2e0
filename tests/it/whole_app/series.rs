//! A series that somebody made at the provider out of an appointment: of it only the date that is the appointment is moved or
//! cancelled, where the person says so.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::views::{Appointment, Availability};
use daybook_tests::cast::far_side::Which;

use super::{Practice, Practices, at, move_to, priya};

const OWN: &str = "2026-12-01T09:00:00Z";

/// The dates of three weeks, the first of them at another time or off.
fn weeks(first: Option<&str>) -> Vec<DateTime<Utc>> {
    let others = [1, 2].map(|weeks| at(OWN) + TimeDelta::weeks(weeks));
    first.map(at).into_iter().chain(others).collect()
}

impl Practice {
    /// An appointment whose event is repeated for three weeks there, and was read since; the id of the event.
    async fn repeated(&self, invite: bool) -> (Appointment, String) {
        let booked = self.sent(priya(invite)).await;
        let id = self.event().id;
        self.there.repeat(&id, 3);
        self.sync().await;
        assert_eq!(self.there.dates(&id), weeks(Some(OWN)));
        assert_eq!(self.state(&booked.id).0, "synced");
        (self.kept(&booked.id), id)
    }

    /// Answers the one question, which is about a series.
    fn only_this_date(&self, id: &str) {
        assert_eq!(self.state(id), ("needs_you", Some("sync.series")));
        let item = self.app.activity().unwrap().needs_you.remove(0);
        self.app.only_this_date(&item.id).unwrap();
    }

    fn taken(&self, start: &str) -> Availability {
        self.app.check(start, 50, None, None).unwrap().answer
    }

    /// What the third reading shows of an appointment at this time, and of the dates beside it.
    async fn rests(&self, id: &str, from: &str) {
        for _ in 0..2 {
            self.sync().await;
        }
        let kept = self.kept(id);
        assert_eq!((kept.from.as_str(), kept.sync.state.word()), (from, "synced"));
        assert!(self.app.activity().unwrap().needs_you.is_empty());
        for week in ["2026-12-08T10:00", "2026-12-15T10:00"] {
            assert_eq!(self.taken(week), Availability::Busy, "{week}");
        }
    }
}

/// P5: moved twice, and then cancelled, it is no more than its date each time, and asked about once.
pub async fn of_a_series_only_this_date_is_moved_on_wish(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.app.sync_now().await.unwrap();
    assert!(practice.there.writes().is_empty(), "nothing is written unasked");
    practice.only_this_date(&booked.id);
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-02T11:00:00Z")));
    practice.rests(&booked.id, "12:00").await;
    let history = practice.app.history(&booked.id).unwrap();
    let told = |word| history.iter().any(|entry| entry.what.word() == word);
    assert!(told("one_date") && !told("kept_mine"), "{history:?}");
    assert_eq!(practice.taken("2026-12-01T10:00"), Availability::Free);
    assert_eq!(practice.taken("2026-12-02T12:00"), Availability::Busy);
    let check = practice.app.check("2026-12-02T12:00", 50, None, Some(&booked.id)).unwrap();
    assert_eq!(check.answer, Availability::Free, "it stands there once: {check:?}");

    practice.app.reschedule(move_to(&booked.id, "2026-12-03T12:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-03T11:00:00Z")));
    practice.rests(&booked.id, "12:00").await;
    practice.app.cancel(&booked.id, false).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(None));
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// P5: the others stay, its time is free, and it stays cancelled.
pub async fn of_a_series_only_this_date_is_cancelled_on_wish(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.app.cancel(&booked.id, false).unwrap();
    practice.app.sync_now().await.unwrap();
    practice.only_this_date(&booked.id);
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(None));
    practice.rests(&booked.id, "10:00").await;
    assert_eq!(practice.kept(&booked.id).status.word(), "cancelled");
    assert_eq!(practice.taken("2026-12-01T10:00"), Availability::Free);
    assert!(!practice.there.events(Which::Main).is_empty(), "the series is there");
}

/// P5, Y4: the answer to a change of one date is lost: it is looked for, and made once.
pub async fn an_answer_that_is_lost_about_one_date_makes_no_second_change(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    for start in [Some("2026-12-02T12:00"), None] {
        match start {
            Some(start) => drop(practice.app.reschedule(move_to(&booked.id, start, false)).unwrap()),
            None => drop(practice.app.cancel(&booked.id, false).unwrap()),
        }
        if start.is_some() {
            practice.only_this_date(&booked.id);
        }
        practice.there.forget_seen();
        practice.world.network.lose_an_answer_to(&["PUT", "PATCH", "DELETE"]);
        practice.app.sync_due().await.unwrap();
        assert_eq!(practice.there.dates(&id), weeks(start.map(|_| "2026-12-02T11:00:00Z")), "it had arrived");
        practice.world.clock.advance(TimeDelta::minutes(20));
        practice.rests(&booked.id, "12:00").await;
        assert_eq!(practice.there.dates(&id), weeks(start.map(|_| "2026-12-02T11:00:00Z")));
        assert_eq!(practice.there.writes().len(), 1, "{:?}", practice.there.writes());
    }
}

/// P5: whoever changed the series meanwhile made another one of it than the person was asked about.
pub async fn a_series_that_changed_meanwhile_is_asked_about_again(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.only_this_date(&booked.id);
    practice.there.forget_seen();
    practice.there.retitle(&id, "Group");
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.there.dates(&id), weeks(Some(OWN)), "nothing was written over it");
    practice.only_this_date(&booked.id);
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-02T11:00:00Z")));
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.title.as_str(), kept.from.as_str(), kept.sync.state.word()), ("Group", "12:00", "synced"));
}

/// P5, P6: a guest is told of one date, or is not, as of any other change.
pub async fn of_one_date_whoever_is_to_be_told_is_told(practices: Practices) {
    for notify in [true, false] {
        let practice = practices.another().await;
        if !notify && practice.there.always_mails() {
            continue;
        }
        let (booked, id) = practice.repeated(true).await;
        let mut mails = practice.there.mails().len();
        practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", notify)).unwrap();
        practice.only_this_date(&booked.id);
        practice.sync().await;
        assert_eq!(practice.there.mails().len() > mails, notify, "{:?}", practice.there.mails());
        mails = practice.there.mails().len();
        practice.app.cancel(&booked.id, notify).unwrap();
        practice.sync().await;
        assert_eq!(practice.there.mails().len() > mails, notify, "{:?}", practice.there.mails());
        assert_eq!(practice.there.dates(&id), weeks(None));
    }
}
