//! 251 calendar files that others collected, broken ones among them: nothing is lost, nothing falls over. They are not
//! part of the project; `ical_wild` and `ical_any` are, and try the same on files of our own.

use std::path::PathBuf;

use chrono::DateTime;
use daybook_core::ical::{self, line, tree::Tree};
use daybook_core::model::event::Content;

/// The folder that `DAYBOOK_TEST_DATA` names. It is not part of the project: without it these tests are skipped, and say so.
pub fn collected_data() -> Option<PathBuf> {
    let folder = std::env::var_os("DAYBOOK_TEST_DATA").map(PathBuf::from);
    match &folder {
        Some(folder) => assert!(folder.is_dir(), "DAYBOOK_TEST_DATA: {} is not there", folder.display()),
        None => println!("skipped: DAYBOOK_TEST_DATA names no folder"),
    }
    folder
}

fn files() -> Vec<(String, Vec<u8>)> {
    let Some(folder) = collected_data() else { return Vec::new() };
    let mut files = Vec::new();
    for source in ["icalendar", "allenporter-ical"] {
        for entry in std::fs::read_dir(folder.join("ics").join(source)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "ics") {
                files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    assert_eq!(files.len(), 251);
    files
}

fn content() -> Content {
    Content {
        uid: "u".into(),
        appointment_id: "a-1".into(),
        carried: None,
        title: "Ein anderer Titel".into(),
        place: String::new(),
        description: String::new(),
        start: "2031-05-05T10:00:00".parse().unwrap(),
        end: "2031-05-05T10:50:00".parse().unwrap(),
        zone: "Europe/Vienna".into(),
        time_stands: false,
        repeat: None,
        tentative: false,
        sequence: 0,
        stamp: DateTime::from_timestamp(1_900_000_000, 0).unwrap(),
        invitation: None,
        uninvited: None,
    }
}

/// S24: what a server holds is written back as it was.
#[test]
fn every_file_is_written_back_byte_for_byte() {
    for (name, raw) in files() {
        let tree = Tree::parse(&raw).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(tree.write(), raw, "{name}");
    }
}

#[test]
fn every_file_is_read_or_refused_for_a_reason() {
    let mut reasons = std::collections::BTreeMap::<String, Vec<String>>::new();
    let mut read = 0;
    for (name, raw) in files() {
        match ical::read(&raw, Some("Europe/Vienna")) {
            Ok(event) => {
                assert!(!event.parts.is_empty(), "{name}");
                read += 1;
            }
            Err(why) => reasons.entry(why.to_string()).or_default().push(name),
        }
    }
    println!("{read} read; {reasons:#?}");
}

/// A new title and time over every file that can be read: all that is not ours comes back as it was.
#[test]
fn a_change_keeps_every_line_that_is_not_ours() {
    const OURS: &[&str] = &[
        "DTSTART",
        "DTEND",
        "DURATION",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "STATUS",
        "SEQUENCE",
        "DTSTAMP",
        "LAST-MODIFIED",
        "ATTENDEE",
        "METHOD",
        "X-DAYBOOK-ID",
        "X-DAYBOOK-UID",
    ];
    let mut written = 0;
    for (name, raw) in files() {
        let Ok(new) = ical::write(&content(), Some(&raw)) else { continue };
        written += 1;
        let mut lines: Vec<&[u8]> = line::split(&new).collect();
        // Every old line that is not ours is there, in its order.
        let mut from = 0;
        for old in line::split(&raw) {
            let ours = line::Property::parse(&line::unfold(old)).is_some_and(|it| OURS.contains(&it.name.as_str()));
            if ours {
                continue;
            }
            match lines[from..].iter().position(|it| *it == old) {
                Some(at) => from += at + 1,
                None => panic!("{name}: lost {}", String::from_utf8_lossy(old)),
            }
        }
        lines.clear();
        let event = ical::read(&new, None).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(event.parts[0].title, content().title, "{name}");
        assert_eq!(ical::write(&content(), Some(&new)).unwrap(), new, "{name}: a repeat changes nothing");
    }
    println!("{written} written");
}
