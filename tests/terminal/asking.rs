//! S58: a person at the terminal is asked before a time is taken that could not be checked, as in the window. A script is not.

use daybook_tests::computer::Said;
use serde_json::json;

use crate::decisions::{Practice, practice};
use crate::verbs::names_no_key;

/// All that is asked ends so.
const ASKED: &str = "[y/N]";

impl Practice {
    fn typed(&self, words: &[&str], typed: &str) -> Said {
        tokio::task::block_in_place(|| self.computer.at_a_terminal(words, typed))
    }

    /// How much there is on a day.
    fn on(&self, day: &str) -> usize {
        self.run(&["agenda", "--from", day, "--to", day, "--json"]).json().as_array().unwrap().len()
    }
}

/// A practice whose only account is paused: no time of it can be checked.
async fn paused() -> Practice {
    let practice = practice().await;
    assert_eq!(practice.run(&["pause", &practice.connection]).code, 0);
    practice
}

/// A booking on this computer, of which nothing waits to be sent.
fn booking(start: &str) -> [&str; 9] {
    ["book", "--client", "Ada Keller", "--start", start, "--minutes", "50", "--calendar", "local"]
}

/// Nothing but a yes books it, and then it ends as a script's does.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_at_the_terminal_is_asked_before_a_time_is_booked_that_could_not_be_checked() {
    let practice = paused().await;
    let book = booking("2027-12-01T10:00");
    for answer in ["n\n", "\n", "what\n", "\u{4}"] {
        let asked = practice.typed(&book, answer);
        names_no_key(&asked);
        assert_eq!((asked.code, asked.out.as_str()), (1, ""), "{answer:?}: {asked:?}");
        for part in ["could not be checked: Google is paused.", "Book it anyway? [y/N] ", "Nothing was booked."] {
            assert!(asked.err.contains(part), "{answer:?}: {asked:?}");
        }
        assert_eq!(practice.on("2027-12-01"), 0, "{answer:?}");
    }
    let booked = practice.typed(&book, "y\n");
    assert!(booked.code == 3 && booked.err.contains(ASKED), "{booked:?}");
    assert!(booked.out.contains("Ada Keller") && booked.out.contains("could not be checked"), "{booked:?}");
    assert_eq!(practice.on("2027-12-01"), 1);
    let taken = practice.typed(&book, "y\n");
    assert!(taken.code == 1 && !taken.err.contains(ASKED), "what is known to be taken is refused: {taken:?}");
}

/// Nobody is asked where nobody would answer, nor where it was said beforehand.
#[tokio::test(flavor = "multi_thread")]
async fn a_script_books_a_time_that_could_not_be_checked_and_is_not_asked() {
    let practice = paused().await;
    let script = practice.run(&booking("2027-12-01T10:00"));
    assert!(script.code == 3 && !script.err.contains(ASKED), "{script:?}");
    assert!(script.out.contains("This time may clash."), "{script:?}");
    let json = practice.typed(&[&booking("2027-12-01T12:00")[..], &["--json"]].concat(), "n\n");
    assert!(json.code == 3 && !json.err.contains(ASKED), "{json:?}");
    assert_eq!(json.json()["unchecked"][0]["reason"], json!("paused"), "{json:?}");
    let meant = practice.typed(&[&booking("2027-12-01T14:00")[..], &["--anyway"]].concat(), "n\n");
    assert!(meant.code == 0 && !meant.err.contains(ASKED), "{meant:?}");
    assert_eq!(practice.on("2027-12-01"), 3);
}

/// The same of another time, and only of another time.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_at_the_terminal_is_asked_before_an_appointment_goes_to_a_time_that_could_not_be_checked() {
    let practice = paused().await;
    let booked = practice.run(&[&booking("2027-12-01T10:00")[..], &["--json"]].concat()).json();
    let id = booked["id"].as_str().unwrap();
    let start = || practice.run(&["appointment", id, "--json"]).json()["start"].as_str().unwrap()[..16].to_owned();
    for (verb, time, question, not_done) in [
        ("reschedule", "2027-12-02T10:00", "Move it anyway? [y/N] ", "Nothing was moved."),
        ("edit", "2027-12-03T10:00", "Change it anyway? [y/N] ", "Nothing was changed."),
    ] {
        let before = start();
        let words = [verb, id, "--start", time];
        let asked = practice.typed(&words, "n\n");
        assert!(asked.code == 1 && asked.err.contains(question) && asked.err.contains(not_done), "{verb}: {asked:?}");
        assert_eq!(start(), before, "{verb}");
        let moved = practice.typed(&words, "yes\n");
        assert_eq!((moved.code, start()), (3, time.to_owned()), "{verb}: {moved:?}");
    }
    let place = practice.typed(&["edit", id, "--place", "Room 2"], "n\n");
    assert!(place.code == 0 && !place.err.contains(ASKED), "{place:?}");
    let script = practice.run(&["reschedule", id, "--start", "2027-12-06T10:00"]);
    assert_eq!((script.code, start()), (3, "2027-12-06T10:00".to_owned()), "{script:?}");
}

/// The same of a series, of which it is asked once.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_at_the_terminal_is_asked_once_about_a_series_that_could_not_be_checked() {
    let practice = paused().await;
    let book = [&booking("2027-12-01T10:00")[..], &["--repeat", "FREQ=WEEKLY;COUNT=3"]].concat();
    let asked = practice.typed(&book, "n\n");
    assert_eq!((asked.code, asked.err.matches(ASKED).count()), (1, 1), "{asked:?}");
    assert!(asked.err.contains("Its dates may clash.") && asked.err.contains("Google is paused."), "{asked:?}");
    assert_eq!(practice.on("2027-12-08"), 0);
    let booked = practice.typed(&book, "y\n");
    assert_eq!((booked.code, practice.on("2027-12-08")), (3, 1), "{booked:?}");
}
