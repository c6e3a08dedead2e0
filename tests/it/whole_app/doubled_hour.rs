//! P17: an appointment in the hour that comes twice, at the calendar and back. RFC 5545 section 3.3.5 knows the first by its wall
//! clock only.

use daybook_core::app::views::{AgendaItem, BookDraft, Fold, RescheduleDraft};
use daybook_tests::world::draft;

use super::again::second_computer;
use super::{Practice, at, move_to};

const NIGHT: &str = "2027-10-31T02:30";

/// Booked in the second and moved to the first and back: it stands there where it is here.
pub async fn the_second_of_two_equal_hours_stays_the_second_there_and_here(practice: Practice) {
    let booked = practice.sent(BookDraft { fold: Some(Fold::Second), ..draft("Ada", NIGHT) }).await;
    let stands = |fold: Fold| {
        let (start, end, here) = match fold {
            Fold::First => ("2027-10-31T00:30:00Z", "2027-10-31T01:20:00Z", "2027-10-31T02:30:00+02:00"),
            Fold::Second => ("2027-10-31T01:30:00Z", "2027-10-31T02:20:00Z", "2027-10-31T02:30:00+01:00"),
        };
        let event = practice.event();
        assert_eq!((event.start, event.end), (at(start), at(end)), "{fold:?}");
        let kept = practice.kept(&booked.id);
        assert_eq!((kept.start.as_str(), kept.zone.as_str()), (here, "Europe/Berlin"), "{fold:?}");
        assert_eq!(practice.state(&booked.id), ("synced", None), "{fold:?}");
    };
    stands(Fold::Second);
    practice.sync().await;
    assert!(practice.did().is_empty(), "nothing is sent twice");
    for fold in [Fold::First, Fold::Second] {
        let moved = RescheduleDraft { fold: Some(fold), ..move_to(&booked.id, NIGHT, false) };
        practice.app.reschedule(moved).unwrap();
        practice.sync().await;
        practice.sync().await;
        stands(fold);
    }
    let (_world, app) = second_computer(&practice).await;
    app.sync_now().await.unwrap();
    let found = app.agenda("2027-10-31", "2027-10-31").unwrap();
    let [AgendaItem::Appointment(one)] = found.as_slice() else { panic!("{found:?}") };
    let read = &one.appointment;
    assert_eq!((read.start.as_str(), read.zone.as_str()), ("2027-10-31T02:30:00+01:00", "Europe/Berlin"));
    assert_eq!((&read.id, read.sync.state.word()), (&booked.id, "synced"));
}

/// What ends in that hour has its whole length there.
pub async fn what_ends_in_a_doubled_hour_has_its_length_there(practice: Practice) {
    for (start, minutes, fold, end) in [
        ("2027-10-31T01:30", 120, None, "2027-10-31T01:30:00Z"),
        ("2027-10-31T01:30", 60, None, "2027-10-31T00:30:00Z"),
        (NIGHT, 50, Some(Fold::First), "2027-10-31T01:20:00Z"),
    ] {
        let booked = practice.sent(BookDraft { minutes, fold, ..draft("Ada", start) }).await;
        assert_eq!(practice.event().end, at(end), "{start}, {minutes}");
        assert_eq!(practice.state(&booked.id), ("synced", None), "{start}, {minutes}");
        practice.app.cancel(&booked.id, false).unwrap();
        practice.sync().await;
    }
}
