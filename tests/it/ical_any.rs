//! Properties that hold for any bytes; `tests/fuzz` asks the same with its own imagination.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::ical::{line, read, tree::Tree, write};
use daybook_core::model::event::Content;
use daybook_core::model::zone::Zone;
use daybook_core::recurrence::occurrences::{first_start, last_end, occurrences};
use proptest::prelude::*;

fn content() -> Content {
    Content {
        uid: "u".into(),
        appointment_id: "a-1".into(),
        carried: None,
        title: "Säance; A, K: \\n\n😀".into(),
        place: "Room 2".into(),
        description: "x".repeat(200),
        start: "2027-10-31T02:30:00".parse().unwrap(),
        end: "2027-10-31T02:10:00".parse().unwrap(),
        zone: "Europe/Vienna".into(),
        time_stands: false,
        repeat: None,
        tentative: true,
        sequence: 3,
        stamp: DateTime::from_timestamp(1_900_000_000, 0).unwrap(),
        invitation: None,
        uninvited: None,
    }
}

/// What every reading and writing of `raw` must hold to.
fn check(raw: &[u8]) {
    if let Ok(tree) = Tree::parse(raw) {
        assert_eq!(tree.write(), raw);
    }
    let event = read(raw, Some("Europe/Vienna"));
    if let Ok(event) = &event {
        assert!(!event.parts.is_empty());
        let home = Zone::named("America/New_York").unwrap();
        let from: DateTime<Utc> = "2027-03-01T00:00:00Z".parse().unwrap();
        let found = occurrences(event, from, from + TimeDelta::days(60), &home);
        let (first, last) = (first_start(event, &home), last_end(event, &home));
        for it in &found.occurrences {
            let (starts_at, ends_at) = it.span.in_zone(&home);
            assert!(it.part < event.parts.len() && starts_at <= ends_at);
            assert!(starts_at < from + TimeDelta::days(60) && ends_at >= from);
            assert!(first <= starts_at || event.parts.iter().any(|part| part.onward));
            assert!(last.is_none_or(|end| end >= ends_at));
        }
    }
    let Ok(new) = write(&content(), Some(raw)) else { return };
    assert!(event.is_ok(), "what cannot be read is not written over");
    let again = read(&new, None).unwrap();
    let single = Tree::parse(raw).unwrap().components.iter().filter(|it| it.name == "VEVENT").count() == 1;
    if single {
        assert_eq!(again.parts[0].title, content().title);
        assert_eq!(write(&content(), Some(&new)).unwrap(), new, "a repeat changes nothing");
    }
    // Whatever is not ours is there, in its order.
    // A lone CR and a lone LF become one break when the line between them goes: breaks are not compared.
    let lines = |raw: &[u8]| line::split(raw).map(|it| it.trim_ascii_end().to_vec()).collect::<Vec<_>>();
    let new = lines(&new);
    let mut new = new.iter();
    for old in lines(raw).iter().filter(|old| !old.is_empty()) {
        let name = line::Property::parse(&line::unfold(old)).map(|it| it.name);
        let ours = ["DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "SEQUENCE"]
            .into_iter()
            .chain(["DTSTAMP", "LAST-MODIFIED", "ATTENDEE", "ORGANIZER", "METHOD", "X-DAYBOOK-ID", "X-DAYBOOK-UID"]);
        if name.is_none_or(|name| ours.into_iter().all(|it| it != name)) {
            assert!(new.any(|new| new == old), "lost {}", String::from_utf8_lossy(old));
        }
    }
}

fn moment() -> impl Strategy<Value = String> {
    prop_oneof![
        "2027(03|10)[0-3][0-9](T[0-2][0-9][0-5][0-9]00Z?)?",
        "[0-9]{8}T[0-9]{6}Z?",
        Just("99991231T235959".to_owned()),
        Just("00010101".to_owned()),
    ]
}

fn rule() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "(INTERVAL|COUNT)=[0-9]{1,9}",
        "UNTIL=2027(03|10)[0-3][0-9](T[0-2][0-9]0000Z?)?",
        "BYDAY=(-?[1-5])?(MO|TU|SU),FR",
        "BY(MONTH|MONTHDAY|YEARDAY|WEEKNO|SETPOS|HOUR|MINUTE|SECOND)=-?[0-9]{1,3}(,[0-9]{1,2}){0,3}",
        "WKST=(SU|MO|TH)",
    ];
    let every = "(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY|MINUTELY|SECONDLY)";
    (every, proptest::collection::vec(part, 0..4))
        .prop_map(|(every, parts)| format!("FREQ={every};{}", parts.join(";")))
}

fn property() -> impl Strategy<Value = String> {
    let zone = prop_oneof![
        Just(String::new()),
        Just(";VALUE=DATE".to_owned()),
        Just(";TZID=Europe/Vienna".to_owned()),
        Just(";TZID=\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"".to_owned()),
        Just(";TZID=Own".to_owned()),
    ];
    prop_oneof![
        4 => ("(DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID|DTSTAMP)", zone, moment()).prop_map(|(a, b, c)| format!("{a}{b}:{c}")),
        2 => rule().prop_map(|rule| format!("RRULE:{rule}")),
        1 => "DURATION:-?PT?[0-9]{1,6}[WDHMS]",
        1 => "(SUMMARY|LOCATION|DESCRIPTION|STATUS|SEQUENCE|TRANSP|METHOD|X-DAYBOOK-ID|X-DAYBOOK-UID)(;X=\"a;b\")?:[ -~äö😀]{0,90}",
        1 => "(ATTENDEE|ORGANIZER);CN=\"A; B\";PARTSTAT=ACCEPTED:(mailto:)?[a-c]@example.org",
        1 => Just("X-APPLE-STRUCTURED-LOCATION;X-TITLE=\"a \r\n  b\":geo:1,2".to_owned()),
        1 => Just("BEGIN:VALARM\r\nSUMMARY:alarm\r\nEND:VALARM".to_owned()),
        1 => "[ -~]{0,40}",
    ]
}

fn object() -> impl Strategy<Value = Vec<u8>> {
    let event = proptest::collection::vec(property(), 1..12).prop_map(|lines| {
        format!("BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20270301T100000Z\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"))
    });
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:\\+0[0-2]17\r\n\
        TZOFFSETTO:\\+0[0-2]17\r\n(RRULE:FREQ=YEARLY;BYMONTH=[1-9];BYDAY=1SU\r\n)?END:STANDARD\r\nEND:VTIMEZONE\r\n";
    let broken = (any::<bool>(), any::<prop::sample::Index>(), any::<u8>());
    (proptest::collection::vec(event, 1..4), zone, broken).prop_map(|(events, zone, (breaks, at, byte))| {
        let mut raw = format!("BEGIN:VCALENDAR\r\n{zone}{}END:VCALENDAR\r\n", events.concat()).into_bytes();
        if breaks {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        raw
    })
}

/// Starts, lengths and rules at the end of what can be written, under every frequency.
#[test]
fn the_largest_numbers_that_a_calendar_can_hold_do_no_harm() {
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:00000101T000000\r\nTZOFFSETFROM:-2359\r\n\
        TZOFFSETTO:+2359\r\nRRULE:FREQ=YEARLY;INTERVAL=4294967295;UNTIL=99991231T235959Z\r\nRDATE:99991231T235959\r\n\
        END:STANDARD\r\nEND:VTIMEZONE\r\n";
    let times = [
        "DTSTART:00000101T000000+2359\r\nDTEND:99991231T235959-2359",
        "DTSTART;TZID=Own:00000101T000000\r\nDURATION:P36525D",
        "DTSTART;VALUE=DATE:99991231\r\nDURATION:P4294967295W4294967295W",
    ];
    let rules = ["INTERVAL=4294967295", "COUNT=4294967295;INTERVAL=4294967295", "COUNT=4294967295;BYYEARDAY=-366,366"];
    let home = Zone::named("Pacific/Kiritimati").unwrap();
    for every in ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"] {
        for (times, rule) in times.iter().flat_map(|times| rules.map(|rule| (times, rule))) {
            let raw = format!(
                "BEGIN:VCALENDAR\r\n{zone}BEGIN:VEVENT\r\nUID:u\r\nSEQUENCE:4294967295\r\n{times}\r\n\
                 RRULE:FREQ={every};{rule}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:u\r\n\
                 RECURRENCE-ID;RANGE=THISANDFUTURE:00000101T000000Z\r\nDTSTART:99991231T235959Z\r\nEND:VEVENT\r\n\
                 END:VCALENDAR\r\n"
            );
            check(raw.as_bytes());
            // A length that is none is not known.
            let Ok(event) = read(raw.as_bytes(), None) else {
                assert!(times.contains("4294967295W"), "{raw}");
                continue;
            };
            occurrences(&event, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, &home);
            last_end(&event, &home);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 150 } else { 5_000 }))]

    #[test]
    fn any_object_is_kept_read_and_changed_without_loss(raw in object()) {
        check(&raw);
    }

    #[test]
    fn any_bytes_are_kept_and_do_no_harm(raw in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&raw);
    }
}
