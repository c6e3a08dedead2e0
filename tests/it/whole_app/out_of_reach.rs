//! The calendar that receives bookings is missing for a while, or may only be read: it is said, nothing of it is taken for
//! free, and it receives bookings again by itself. It is the second one, for no provider takes the account's own away.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::views::{Availability, Calendar, Reason};
use daybook_tests::cast::far_side::Which;
use daybook_tests::world::draft;

use super::{Practice, at};

impl Practice {
    fn book_in_the_second(&self) {
        let calendars = self.shown().calendars;
        let second = calendars.iter().find(|calendar| calendar.can_write && !calendar.receives_bookings).unwrap();
        self.app.set_calendar(&second.id, None, Some(true), None).unwrap();
    }

    fn receiving(&self) -> Calendar {
        self.shown().calendars.into_iter().find(|calendar| calendar.receives_bookings).unwrap()
    }

    fn starts_in_the_second(&self) -> Vec<DateTime<Utc>> {
        let mut starts: Vec<_> = self.there.events(Which::Second).into_iter().map(|event| event.start).collect();
        starts.sort();
        starts
    }

    /// All is well by itself, and the next booking goes to the same calendar.
    async fn receives_again(&self, booked: &[&str]) {
        // What the list frees may be sent in the run after it.
        for _ in 0..2 {
            self.world.clock.advance(TimeDelta::minutes(2));
            self.sync().await;
        }
        let later = self.sent(draft("Cleo", "2026-12-01T14:00")).await;
        for id in booked.iter().copied().chain([later.id.as_str()]) {
            assert_eq!(self.state(id), ("synced", None));
        }
        let receives = self.receiving();
        assert!(receives.can_write && !receives.gone);
        assert_eq!((receives.reason, receives.since), (None, None));
        let hours = ["2026-12-01T09:00:00Z", "2026-12-01T11:00:00Z", "2026-12-01T13:00:00Z"];
        assert_eq!(self.starts_in_the_second(), hours.map(at));
        assert!(self.there.events(Which::Main).is_empty());
        let activity = self.app.activity().unwrap();
        assert!(activity.needs_you.is_empty() && activity.waiting.is_empty());
        assert_eq!(self.app.check("2026-12-01T16:00", 50, None, None).unwrap().answer, Availability::Free);
    }
}

/// P3, Y2: absent in one look, it is named with the reason and since when, its time is unknown, and a booking waits for it in
/// sight.
pub async fn a_calendar_that_is_missing_for_a_while_receives_bookings_again(practice: Practice) {
    practice.book_in_the_second();
    let ada = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    practice.there.hide(true);
    practice.app.sync_now().await.unwrap();
    let missing = practice.receiving();
    assert!(!missing.gone);
    assert_eq!((missing.reason, missing.since.is_some()), (Some(Reason::CalMissing), true));
    let verdict = practice.app.check("2026-12-01T16:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Unknown);
    assert!(verdict.unchecked.iter().any(|gap| gap.reason == Reason::CalMissing), "{:?}", verdict.unchecked);
    let ben = practice.book(draft("Ben", "2026-12-01T12:00"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&ada.id), ("waiting", Some("cal.missing")));
    assert_eq!(practice.state(&ben.id), ("waiting", Some("cal.missing")));
    assert!(practice.kept(&ben.id).sync.change_id.is_some(), "it can be sent elsewhere, or discarded");
    assert_eq!(practice.app.status().local_only, 0);
    practice.there.hide(false);
    practice.receives_again(&[&ada.id, &ben.id]).await;
}

/// P3, Y2: absent again ten minutes later, it counts as deleted and what belongs there is asked about. Where it is back after
/// all, the questions have answered themselves.
pub async fn a_calendar_that_counted_as_deleted_receives_bookings_again_once_it_is_back(practice: Practice) {
    practice.book_in_the_second();
    let ada = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    practice.there.hide(true);
    practice.app.sync_now().await.unwrap();
    practice.world.clock.advance(TimeDelta::minutes(11));
    practice.app.sync_now().await.unwrap();
    assert!(practice.receiving().gone);
    let ben = practice.book(draft("Ben", "2026-12-01T12:00"));
    practice.app.sync_now().await.unwrap();
    for id in [&ada.id, &ben.id] {
        assert_eq!(practice.state(id), ("needs_you", Some("cal.gone")));
    }
    assert_eq!(practice.app.status().local_only, 0);
    practice.there.hide(false);
    practice.receives_again(&[&ada.id, &ben.id]).await;
}

/// P3, Y2: it may only be read for a while. What is booked meanwhile is a question, and goes there once it may be written again.
pub async fn a_calendar_that_was_read_only_for_a_while_receives_bookings_again(practice: Practice) {
    practice.book_in_the_second();
    let ada = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    practice.there.read_only(true);
    practice.sync().await;
    assert!(!practice.receiving().can_write, "and it is still the one that receives bookings");
    assert_eq!(practice.state(&ada.id), ("synced", None));
    let ben = practice.book(draft("Ben", "2026-12-01T12:00"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&ben.id), ("needs_you", Some("cal.read_only")));
    let asked: Vec<_> =
        practice.app.activity().unwrap().needs_you.into_iter().map(|item| item.appointment_id).collect();
    assert_eq!(asked, std::slice::from_ref(&ben.id));
    assert_eq!(practice.app.status().local_only, 0);
    assert_eq!(practice.app.check("2026-12-01T16:00", 50, None, None).unwrap().answer, Availability::Free);
    practice.there.read_only(false);
    practice.receives_again(&[&ada.id, &ben.id]).await;
}

/// The calendar that receives bookings is missing for the moment in which its account is connected again: no other one takes
/// its place, what is booked waits for it, and its time is not known.
pub async fn a_calendar_that_is_missing_while_it_is_connected_again_gets_its_role_back(practice: Practice) {
    practice.book_in_the_second();
    practice.sync().await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.hide(true);
    practice.connect_again().await;
    practice.app.sync_now().await.unwrap();
    let booked = practice.book(draft("Ada", "2026-12-01T10:00"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("waiting", Some("cal.missing")));
    assert_eq!(practice.app.check("2026-12-02T10:00", 30, None, None).unwrap().answer, Availability::Unknown);
    practice.there.hide(false);
    for _ in 0..2 {
        practice.world.clock.advance(TimeDelta::minutes(2));
        practice.sync().await;
    }
    assert_eq!(practice.state(&booked.id).0, "synced");
    assert_eq!(practice.starts_in_the_second(), [at("2026-12-01T09:00:00Z")]);
    assert!(practice.there.events(Which::Main).is_empty());
}
