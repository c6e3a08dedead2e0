//! P17: the hour that comes twice. Which of the two is meant is for the person to say, and is kept.

use daybook_core::app::views::{BookDraft, EditDraft, Fold, RescheduleDraft};
use daybook_core::app::{App, Sought};
use daybook_tests::world::{World, book, draft, form_of};

const NIGHT: &str = "2027-10-31T02:30";
const FIRST: &str = "2027-10-31T02:30:00+02:00";
const SECOND: &str = "2027-10-31T02:30:00+01:00";

fn in_the_night(client: &str, fold: Fold) -> BookDraft {
    BookDraft { fold: Some(fold), ..draft(client, NIGHT) }
}

fn move_to(id: &str, start: &str, fold: Option<Fold>) -> RescheduleDraft {
    RescheduleDraft { id: id.to_owned(), start: start.to_owned(), fold, ..RescheduleDraft::default() }
}

/// What a form is told of a time, where the appointment itself does not count.
fn asked(app: &App, except: Option<&str>, fold: Option<Fold>) -> (Option<Fold>, Vec<String>) {
    let verdict = app.check_for(NIGHT, None, &Sought { minutes: 50, except, fold, ..Sought::default() }).unwrap();
    (verdict.fold, verdict.clashes.into_iter().map(|clash| clash.title).collect())
}

/// P17: booked, moved and edited.
#[tokio::test]
async fn a_time_that_comes_twice_is_refused_until_one_of_the_two_is_named() {
    let app = World::new().open().await;
    let ada = book(&app, "Ada", "2027-10-30T10:00");
    let refused = [
        app.book(draft("Ben", NIGHT)).unwrap_err(),
        app.reschedule(move_to(&ada.id, NIGHT, None)).unwrap_err(),
        app.edit(EditDraft { start: NIGHT.to_owned(), ..form_of(&ada) }).unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.code.word(), "book.twice");
        assert_eq!(error.message, "02:30 comes twice on 31 October: the clocks go back.");
    }
    for (client, fold, start, end) in [
        ("Ben", Fold::First, FIRST, "2027-10-31T02:20:00+01:00"),
        ("Cleo", Fold::Second, SECOND, "2027-10-31T03:20:00+01:00"),
    ] {
        let booked = app.book(BookDraft { anyway: true, ..in_the_night(client, fold) }).unwrap().appointment;
        assert_eq!((booked.start.as_str(), booked.end.as_str()), (start, end));
    }
    let edited = EditDraft { start: NIGHT.to_owned(), fold: Some(Fold::Second), anyway: true, ..form_of(&ada) };
    assert_eq!(app.edit(edited).unwrap().appointment.start, SECOND);
}

/// P17: the form is told that a time comes twice, and asks about either.
#[tokio::test]
async fn a_question_about_a_time_that_comes_twice_says_which_of_the_two_it_is_about() {
    let app = World::new().open().await;
    let booked = app.book(in_the_night("Ada", Fold::Second)).unwrap().appointment;
    assert_eq!(asked(&app, None, None), (Some(Fold::First), vec![]), "it ends before the second begins");
    assert_eq!(asked(&app, None, Some(Fold::Second)), (Some(Fold::Second), vec!["Ada".to_owned()]));
    assert_eq!(asked(&app, Some(&booked.id), None), (Some(Fold::Second), vec![]), "it is asked where it stands");
    let once =
        app.check_for("2027-10-31T10:00", None, &Sought { minutes: 50, fold: Some(Fold::First), ..Sought::default() });
    assert_eq!(once.unwrap().fold, None);
}

/// P17: what changes something else, or the length, takes none for the other.
#[tokio::test]
async fn an_appointment_stays_in_the_one_of_the_two_that_it_is_in() {
    let app = World::new().open().await;
    let booked = app.book(in_the_night("Ada", Fold::Second)).unwrap().appointment;
    let longer = app.edit(EditDraft { minutes: 80, ..form_of(&booked) }).unwrap().appointment;
    assert_eq!((longer.start.as_str(), longer.end.as_str()), (SECOND, "2027-10-31T03:50:00+01:00"));
    let place = Some("Room 2".to_owned());
    assert_eq!(app.edit(EditDraft { place, ..form_of(&longer) }).unwrap().appointment.start, SECOND);
    let shorter = RescheduleDraft { minutes: Some(50), ..move_to(&booked.id, NIGHT, None) };
    assert_eq!(app.reschedule(shorter).unwrap().appointment.start, SECOND);
    let moved = app.reschedule(move_to(&booked.id, NIGHT, Some(Fold::First))).unwrap();
    assert_eq!(moved.appointment.start, FIRST);
    let back = app.undo(&moved.change_id).unwrap().appointment.unwrap();
    assert_eq!((back.start.as_str(), back.end.as_str()), (SECOND, "2027-10-31T03:20:00+01:00"));
}

#[tokio::test]
async fn which_of_the_two_means_nothing_at_a_time_that_comes_once() {
    let app = World::new().open().await;
    let booked =
        app.book(BookDraft { fold: Some(Fold::Second), ..draft("Ada", "2027-10-31T10:00") }).unwrap().appointment;
    assert_eq!(booked.start, "2027-10-31T10:00:00+01:00");
    let same = app.edit(EditDraft { fold: Some(Fold::First), ..form_of(&booked) }).unwrap();
    assert_eq!(same.change_id, "", "nothing was changed");
}
