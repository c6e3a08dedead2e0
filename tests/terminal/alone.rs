//! With no account: everything stays on this computer.

use daybook_tests::computer::Computer;
use serde_json::json;

const BOOK: [&str; 8] = ["book", "--client", "Lena Brandt", "--start", "2026-12-01T10:00", "--minutes", "50", "--json"];

/// S50
#[test]
fn an_appointment_is_booked_moved_and_cancelled_without_an_account() {
    let computer = Computer::new();
    let booked = computer.daybook(&BOOK);
    assert_eq!(booked.code, 0, "{booked:?}");
    let booked = booked.json();
    assert_eq!(booked["client"], "Lena Brandt");
    assert_eq!(booked["start"], "2026-12-01T10:00:00+01:00");
    assert_eq!(booked["end"], "2026-12-01T10:50:00+01:00");
    assert_eq!(booked["zone"], "Europe/Berlin");
    assert_eq!(booked["status"], "confirmed");
    assert_eq!(booked["sync"]["state"], "local");
    for empty in ["connection_id", "calendar_id", "calendar_event_id"] {
        assert!(booked[empty].is_null(), "{empty}");
    }
    let id = booked["id"].as_str().unwrap();

    let moved = computer.daybook(&["reschedule", id, "--start", "2026-12-01T12:00", "--minutes", "30", "--json"]);
    assert_eq!((moved.code, &moved.json()["end"]), (0, &json!("2026-12-01T12:30:00+01:00")));

    let agenda = computer.daybook(&["agenda", "--from", "2026-12-01", "--to", "2026-12-01", "--json"]).json();
    assert_eq!(agenda.as_array().unwrap().len(), 1);
    assert_eq!(
        (&agenda[0]["kind"], &agenda[0]["all_day"], &agenda[0]["id"]),
        (&json!("appointment"), &json!(false), &json!(id))
    );

    let cancelled = computer.daybook(&["cancel", id, "--json"]);
    assert_eq!((cancelled.code, &cancelled.json()["status"]), (0, &json!("cancelled")));
    let nothing = computer.daybook(&["sync", "--json"]);
    assert_eq!(
        (nothing.code, nothing.json()),
        (0, json!({"pushed": 0, "pulled": 0, "failed": 0, "waiting": 0, "connections": [], "held": []}))
    );
    assert_eq!(computer.daybook(&["outbox", "--json"]).json(), json!([]));
}

/// `daybook agenda | head -1`
#[test]
fn output_that_nobody_reads_any_more_is_no_failure() {
    let computer = Computer::new();
    assert_eq!(computer.daybook(&BOOK).code, 0);
    let said = computer.unread(&["agenda", "--from", "2026-12-01", "--to", "2026-12-01"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}

/// `daybook status > FILE`, on a disk that is full.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_said() {
    let computer = Computer::new();
    let said = computer.printed_to(std::path::Path::new("/dev/full"), &["status"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.starts_with("The answer could not be written.\nWhat was asked is done."), "{said:?}");
}

#[test]
fn the_window_without_a_screen_is_a_sentence() {
    let computer = Computer::new();
    for words in [&[][..], &["app.daybook.desktop:/callback?code=1&state=2"]] {
        let said = computer.daybook(words);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{said:?}");
        assert!(said.err.starts_with("There is no screen here") && !said.err.contains("panicked"), "{said:?}");
    }
}

#[test]
fn an_overlap_is_refused_unless_it_is_meant() {
    let computer = Computer::new();
    assert_eq!(computer.daybook(&BOOK).code, 0);
    let refused = computer.daybook(&BOOK);
    assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("book.overlap")));
    assert_eq!(refused.out, "");
    assert_eq!(computer.daybook(&[&BOOK[..], &["--anyway"]].concat()).code, 0);
}

#[test]
fn what_is_not_understood_ends_with_two_and_one_error_in_json() {
    let computer = Computer::new();
    for words in [
        &["book", "--client", "A", "--json"][..],
        &["book", "--client", "A", "--start", "soon", "--minutes", "50", "--json"],
        &["book", "--client", "A", "--start", "2026-12-01T10:00", "--minutes", "many", "--json"],
        &["calendar", "x", "--json"],
        &["connect", "caldav", "--user", "a", "--json"],
        &["sing", "--json"],
    ] {
        let said = computer.daybook(words);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{words:?}");
        let error = said.error();
        assert!(["code", "message", "hint"].iter().all(|key| error[key].is_string()), "{error}");
    }
}

#[test]
fn an_unknown_id_fails_with_a_sentence() {
    let computer = Computer::new();
    let said = computer.daybook(&["cancel", "nobody"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.starts_with("There is no such appointment."), "{}", said.err);
}

#[test]
fn the_data_folder_is_the_named_one_else_that_of_the_variable() {
    let computer = Computer::new();
    let elsewhere = computer.data().with_file_name("elsewhere");
    let named = elsewhere.to_str().unwrap();
    assert_eq!(computer.daybook(&[&["--data-dir", named], &BOOK[..]].concat()).code, 0);
    assert!(elsewhere.join("daybook.db").exists());
    assert!(!computer.data().exists());
    assert_eq!(computer.daybook(&BOOK).code, 0);
    assert!(computer.data().join("daybook.db").exists());
}
