//! What happens in a calendar file: without data, a key or a network.

use daybook_tests::computer::Computer;
use serde_json::json;

use crate::verbs::names_no_key;

const FILE: &str = "BEGIN:VCALENDAR\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Day off\r\nDTSTART;VALUE=DATE:20261202\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Evil\\n\u{1b}[2JDone.\r\nDTSTART:20261201T090000Z\r\n\
    DURATION:PT1H\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

const DAYS: [&str; 4] = ["--from", "2026-12-01", "--to", "2026-12-02"];

fn words<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["occurrences", file][..], &DAYS, more].concat()
}

#[test]
fn a_file_is_read_without_any_data() {
    let mut computer = Computer::new();
    computer.set("DAYBOOK_DATA_DIR", "/proc/no-folder-can-be-made-here");
    let path = computer.data().with_file_name("days.ics");
    std::fs::write(&path, FILE).unwrap();
    let said = computer.daybook(&words(path.to_str().unwrap(), &["--json"]));
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    let found = json!([
        {"uid": "1", "start": "2026-12-01T10:00:00+01:00", "end": "2026-12-01T11:00:00+01:00", "all_day": false,
         "summary": "Evil\n\u{1b}[2JDone."},
        {"uid": "2", "start": "2026-12-02", "end": "2026-12-03", "all_day": true, "summary": "Day off"}
    ]);
    assert_eq!(said.json(), found);
    let told = computer.daybook_told(&words("-", &["--zone", "Tokyo Standard Time"]), FILE);
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(told.out, "2026-12-01 18:00–19:00  Evil  [2JDone.\n2026-12-02 all day  Day off\n");
}

/// T10
#[test]
fn what_could_not_be_known_ends_with_three_and_is_named() {
    let computer = Computer::new();
    let broken = FILE.replace("DTSTART:20261201T090000Z", "DTSTART:soon");
    let said = computer.daybook_told(&words("-", &[]), &broken);
    assert_eq!((said.code, said.out.as_str()), (3, "2026-12-02 all day  Day off\n"), "{said:?}");
    assert_eq!(said.err, "The event ‘Evil  [2JDone.’ (UID 1) cannot be read: the start is not readable.\n");
    let said = computer.daybook_told(&words("-", &["--json"]), &broken);
    assert_eq!((said.code, said.json().as_array().map(Vec::len)), (3, Some(1)), "{said:?}");
    let named = said.error();
    assert_eq!(
        (&named["what"], &named["uid"], &named["why"]),
        (&json!("event"), &json!("1"), &json!("the start is not readable"))
    );
    let endless = FILE.replace("DURATION:PT1H", "RRULE:FREQ=NEVER");
    let said = computer.daybook_told(&words("-", &["--json"]), &endless);
    assert_eq!((said.code, &said.error()["what"]), (3, &json!("series")), "{said:?}");
}

/// T9
#[test]
fn a_time_zone_that_nobody_knows_ends_with_three_and_is_named() {
    let computer = Computer::new();
    let guessed = FILE.replace("DTSTART:20261201T090000Z", "DTSTART;TZID=Nowhere/Place:20261201T090000");
    let said = computer.daybook_told(&words("-", &["--json"]), &guessed);
    assert_eq!((said.code, said.json().as_array().map(Vec::len)), (3, Some(2)), "{said:?}");
    let title = "Evil\n\u{1b}[2JDone.";
    let named = json!({"what": "zone", "uid": "1", "summary": title, "why": "Nowhere/Place"});
    assert_eq!(said.error(), named);
}

#[test]
fn what_cannot_be_read_or_understood_ends_with_two() {
    let mut computer = Computer::new();
    let cut = &FILE[..FILE.len() - 10];
    for (words, input, message) in [
        (words("-", &["--json"]), cut, "This is not a whole calendar."),
        (words("-", &["--json"]), "", "This is not a whole calendar."),
        (words("/nowhere/days.ics", &["--json"]), "", "The file ‘/nowhere/days.ics’ cannot be read."),
        (words("-", &["--json", "--zone", "Nowhere"]), FILE, "Not a known time zone."),
        (vec!["occurrences", "-", "--from", "2026-12-02", "--to", "2026-12-01", "--json"], FILE, "Not a span of days."),
    ] {
        let said = computer.daybook_told(&words, input);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{said:?}");
        assert_eq!((&said.error()["code"], &said.error()["message"]), (&json!("input"), &json!(message)));
    }
    // T8: a computer that tells nothing of its zone.
    computer.set("TZ", "");
    let said = computer.daybook_told(&words("-", &[]), FILE);
    assert!(said.code == 2 && said.err.contains("--zone"), "{said:?}");
    names_no_key(&said);
    let said = computer.daybook_told(&words("-", &["--zone", "Europe/Berlin", "--json"]), FILE);
    assert_eq!((said.code, said.json().as_array().map(Vec::len)), (0, Some(2)), "{said:?}");
}
