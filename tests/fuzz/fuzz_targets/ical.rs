//! Any bytes from a calendar server: kept byte for byte, read without harm, changed without loss, expanded in time.
#![no_main]
#![allow(dead_code)]

#[path = "../../../src-tauri/core/src/ical/mod.rs"]
mod ical;
#[path = "../../../src-tauri/core/src/recurrence/mod.rs"]
mod recurrence;
#[path = "../../../src-tauri/core/src/model"]
mod model {
    pub mod clock;
    pub mod event;
    pub mod glimpse;
    pub mod reason;
    pub mod repeat;
    pub mod span;
    pub(crate) mod words;
    pub mod zone;
}

use chrono::{DateTime, TimeDelta, Utc};
use crate::recurrence::occurrences::{first_start, last_end, occurrences};
use crate::ical::{line, read, tree::Tree, write};
use crate::model::event::Content;
use crate::model::zone::Zone;
use libfuzzer_sys::fuzz_target;

const OURS: &[&str] = &[
    "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "SEQUENCE", "DTSTAMP",
    "LAST-MODIFIED", "ATTENDEE", "ORGANIZER", "METHOD", "X-DAYBOOK-ID",
];

fuzz_target!(|raw: &[u8]| {
    let Ok(tree) = Tree::parse(raw) else { return };
    assert_eq!(tree.write(), raw);
    let Ok(event) = read(raw, Some("Europe/Vienna")) else {
        assert!(write(&content(), Some(raw)).is_err(), "what cannot be read is not written over");
        return;
    };
    let home = Zone::named("America/New_York").unwrap();
    let from: DateTime<Utc> = "2027-03-01T00:00:00Z".parse().unwrap();
    let (first, last) = (first_start(&event, &home), last_end(&event, &home));
    for it in occurrences(&event, from, from + TimeDelta::days(60), &home).occurrences {
        let (starts_at, ends_at) = it.span.in_zone(&home);
        assert!(starts_at <= ends_at);
        assert!(last.is_none_or(|end| end >= ends_at));
        assert!(first <= starts_at || event.parts.iter().any(|part| part.onward));
    }

    let Ok(new) = write(&content(), Some(raw)) else { return };
    read(&new, None).expect("what was written can be read");
    if tree.components.iter().filter(|it| it.name == "VEVENT").count() == 1 {
        assert_eq!(write(&content(), Some(&new)).unwrap(), new, "a repeat changes nothing");
    }
    // A lone CR and a lone LF become one break when the line between them goes: breaks are not compared.
    let lines = |raw: &[u8]| line::split(raw).map(|it| it.trim_ascii_end().to_vec()).collect::<Vec<_>>();
    let new = lines(&new);
    let mut new = new.iter();
    for old in lines(raw).iter().filter(|old| !old.is_empty()) {
        let name = line::Property::parse(&line::unfold(old)).map(|it| it.name);
        if name.is_none_or(|name| !OURS.contains(&name.as_str())) {
            assert!(new.any(|new| new == old), "a line is lost");
        }
    }
});

fn content() -> Content {
    Content {
        uid: "u".into(),
        appointment_id: "a-1".into(),
        carried: None,
        title: "Séance; A, K".into(),
        place: "Room 2".into(),
        description: String::new(),
        start: "2027-03-01T10:00:00".parse().unwrap(),
        end: "2027-03-01T10:50:00".parse().unwrap(),
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
