//! The whole app at Google: a list of calendars that comes back empty, and one calendar in the lists of two people.

use chrono::TimeDelta;
use daybook_core::app::views::{AgendaItem, Availability};
use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::cast::far_side::{FarSide, Told, Which};
use daybook_tests::servers::google::{Fault, Google, Role};
use daybook_tests::servers::oauth::{Account, Person};

use super::{CLIENT, Practice, at, find, move_to, priya};

const LIST: &str = "calendar.calendarList.list";
const BEN: &str = "ben@praxis.example";

async fn practice() -> Practice<Cloud<Google>> {
    Practice::of(Box::new(clouds::google().await)).await
}

impl Practice<Cloud<Google>> {
    /// How many appointments and how many other events the first of December shows.
    fn of_the_day(&self) -> (usize, usize) {
        let day = self.app.agenda("2026-12-01", "2026-12-01").unwrap();
        let own = day.iter().filter(|item| matches!(item, AgendaItem::Appointment(_))).count();
        (own, day.len() - own)
    }
}

/// Y2: an empty list, and again eleven minutes later, proves nothing about calendars that can still be read: they stay what they
/// were, and a booking with an invitation goes out meanwhile.
#[tokio::test]
async fn an_empty_list_of_calendars_takes_nothing_away() {
    let practice = practice().await;
    practice.there.plant(Which::Main, "Dentist", at("2026-12-01T14:00:00Z"));
    practice.sync().await;
    let before = practice.shown().calendars.iter().filter(|calendar| calendar.receives_bookings).count();
    practice.there.forget_seen();
    practice.there.api.fault_on(LIST, Fault::EmptyList);
    let booked = practice.book(priya(true));
    for looks in 1..=2 {
        practice.sync().await;
        assert_eq!(practice.there.api.seen().iter().filter(|seen| seen.asked == Some(LIST)).count(), looks);
        let shown = practice.shown();
        assert_eq!(shown.status.word(), "connected");
        assert!(shown.calendars.iter().all(|calendar| !calendar.gone), "{:?}", shown.calendars);
        assert_eq!(shown.calendars.iter().filter(|calendar| calendar.receives_bookings).count(), before);
        assert_eq!(practice.state(&booked.id), ("synced", None));
        for taken in ["2026-12-01T10:00", "2026-12-01T15:00"] {
            assert_eq!(practice.app.check(taken, 50, None, None).unwrap().answer, Availability::Busy, "{taken}");
        }
        practice.world.clock.advance(TimeDelta::minutes(11));
    }
    assert_eq!(practice.there.mails(), [(CLIENT.to_owned(), Told::Invited)]);
    practice.there.heal();
    practice.sync().await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.starts(), [at("2026-12-01T11:00:00Z"), at("2026-12-01T14:00:00Z")]);
    assert_eq!(practice.state(&booked.id), ("synced", None));
}

/// Y14: two accounts see one calendar. Each event of it is one by its UID, and an appointment in it never clashes with itself.
#[tokio::test]
async fn what_two_accounts_see_is_one_event() {
    let practice = practice().await;
    let (app, there) = (&practice.app, practice.there.as_ref());
    there.api.share(there.email(), BEN, Role::Writer);
    there.auth.accounts(&[Account::default(), Account::new(BEN, "another-subject", "Ben Beispiel")]);
    there.auth.person(Person { account: Some(BEN.to_owned()), ..Person::default() });
    let found = find(app, &practice.world, there).await;
    let shared = found.calendars.iter().find(|calendar| calendar.name == there.email()).unwrap();
    assert!(shared.counts_busy && shared.can_write);
    app.connect_as_proposed(&found).unwrap();
    assert_eq!(app.connections().unwrap().len(), 2);
    there.plant(Which::Main, "Swimming", at("2026-12-01T13:00:00Z"));
    practice.sync().await;
    assert_eq!(practice.of_the_day(), (0, 1));
    let verdict = app.check("2026-12-01T14:00", 50, None, None).unwrap();
    assert_eq!((verdict.answer, verdict.clashes.len()), (Availability::Busy, 1), "{verdict:?}");

    let booked = app.book(priya(true)).unwrap().appointment;
    for _ in 0..2 {
        practice.sync().await;
        assert_eq!((practice.of_the_day(), practice.state(&booked.id)), ((1, 1), ("synced", None)));
    }
    for (start, freed) in [("2026-12-01T10:20", "2026-12-01T09:20"), ("2026-12-01T12:00", "2026-12-01T10:20")] {
        practice.world.clock.advance(TimeDelta::seconds(2));
        // Without "anyway".
        app.reschedule(move_to(&booked.id, start, false)).unwrap();
        app.sync_due().await.unwrap();
        assert_eq!(app.check(freed, 50, None, None).unwrap().answer, Availability::Free, "{freed}");
        assert_eq!(practice.of_the_day(), (1, 1), "the other account knows of it later");
    }
    practice.world.clock.advance(TimeDelta::seconds(2));
    practice.sync().await;
    assert_eq!((practice.of_the_day(), practice.state(&booked.id)), ((1, 1), ("synced", None)));
    assert_eq!(practice.starts(), [at("2026-12-01T11:00:00Z"), at("2026-12-01T13:00:00Z")]);
    assert_eq!(there.mails(), [(CLIENT.to_owned(), Told::Invited)]);

    app.cancel(&booked.id, false).unwrap();
    for _ in 0..2 {
        practice.world.clock.advance(TimeDelta::seconds(2));
        practice.sync().await;
    }
    assert_eq!((practice.starts().len(), practice.of_the_day().1), (1, 1));
    assert!(app.activity().unwrap().needs_you.is_empty());
    assert_eq!(app.check("2026-12-01T12:00", 50, None, None).unwrap().answer, Availability::Free);
}
