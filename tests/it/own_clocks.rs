//! Times under a zone that an object defines itself, and under one that nobody knows (T5, T9). The files in `fixtures/ics` are
//! those that were found to be read wrong.

use chrono::{DateTime, Utc};
use daybook_core::ical::{read, write, write_one_date};
use daybook_core::model::event::{Content, Event, Moment, OneDate};
use daybook_core::model::zone::Zone;
use daybook_core::recurrence::occurrences::{Expansion, Occurrence, last_end, occurrences};

/// A weekly series on a clock that is that of no place, with bare line feeds.
fn weekly() -> String {
    include_str!("../fixtures/ics/vtimezone-own-rules-weekly.ics").replace('\r', "")
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().unwrap()
}

fn home() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn event(object: &str) -> Event {
    read(object.as_bytes(), Some("Europe/Berlin")).unwrap()
}

fn between(event: &Event, from: &str, to: &str) -> Expansion {
    occurrences(event, at(&format!("{from}T00:00")), at(&format!("{to}T00:00")), &home())
}

fn start(one: &Occurrence) -> DateTime<Utc> {
    one.span.in_zone(&home()).0
}

/// What begins on a day, as hour and minute in UTC; all of it known.
fn on(object: &str, day: &str) -> Vec<String> {
    let found =
        between(&event(object), day, &(day.parse::<chrono::NaiveDate>().unwrap().succ_opt().unwrap()).to_string());
    assert!(found.complete && found.occurrences.iter().all(|one| one.certain), "{found:?}");
    found.occurrences.iter().map(|one| start(one).format("%H:%M").to_string()).collect()
}

/// The series of the fixture with more lines, or another start and rule.
fn weekly_with(lines: &str) -> String {
    weekly().replace("RRULE:FREQ=WEEKLY\n", &format!("RRULE:FREQ=WEEKLY\n{lines}\n"))
}

/// T5: the rule runs on the clock that the object defines (RFC 5545 section 3.6.5), in winter and in summer, and also in the week
/// in which that clock and the one at home differ.
#[test]
fn a_series_runs_on_the_clock_that_its_object_defines() {
    for (day, starts) in [
        ("2026-12-07", "09:00"),
        ("2027-04-05", "08:00"),
        ("2027-10-18", "08:00"),
        ("2027-10-25", "09:00"),
        ("2027-11-01", "09:00"),
    ] {
        assert_eq!(on(&weekly(), day), [starts], "{day}");
    }
    assert!(matches!(event(&weekly()).parts[0].start, Moment::Ruled { .. }));
}

/// T5: rules that are those of a place today, and were not when the series began, are the object's own.
#[test]
fn a_zone_that_had_other_rules_when_the_series_began_is_not_meant() {
    let object = include_str!("../fixtures/ics/vtimezone-rules-changed-before.ics");
    assert_eq!(on(object, "2027-07-05"), ["14:00"]);
    assert_eq!(on(object, "2027-01-04"), ["15:00"]);
    assert_eq!(on(object, "2006-03-20"), ["14:00"], "New York had winter time then");
    let later = object.replace("20060109", "20260112");
    assert!(matches!(&event(&later).parts[0].start, Moment::Zoned { zone, .. } if zone == "America/New_York"));
}

/// T9: the files that were read by the wrong clock, or by none.
#[test]
fn a_name_means_what_its_object_defines_and_the_newest_names_are_known() {
    for (object, day, starts) in [
        (include_str!("../fixtures/ics/tzid-escaped-comma.ics"), "2026-07-15", "16:00"),
        (include_str!("../fixtures/ics/tzid-offset-like-with-vtimezone.ics"), "2026-07-15", "10:00"),
        (include_str!("../fixtures/ics/tzid-gmt-with-british-rules.ics"), "2027-07-22", "09:20"),
        (include_str!("../fixtures/ics/tzid-nobody-knows.ics"), "2026-12-02", "17:00"),
    ] {
        assert_eq!(on(object, day), [starts]);
    }
}

/// T5: exceptions, overrides and additional dates of a series are on its clock.
#[test]
fn exceptions_and_overrides_are_on_the_same_clock() {
    let zone = "TZID=Customized Time Zone";
    let off = weekly_with(&format!("EXDATE;{zone}:20270405T100000"));
    assert!(on(&off, "2027-04-05").is_empty());
    assert_eq!(on(&off, "2027-04-12"), ["08:00"]);
    let more = weekly_with(&format!("RDATE;{zone}:20271028T100000"));
    assert_eq!(on(&more, "2027-10-28"), ["09:00"]);
    let moved = weekly().replace(
        "END:VEVENT\n",
        &format!(
            "END:VEVENT\nBEGIN:VEVENT\nUID:z1@daybook.example\nRECURRENCE-ID;{zone}:20270412T100000\n\
             DTSTART;{zone}:20270413T150000\nDURATION:PT1H\nEND:VEVENT\n"
        ),
    );
    assert!(on(&moved, "2027-04-12").is_empty());
    assert_eq!(on(&moved, "2027-04-13"), ["13:00"]);
}

/// T5: UNTIL is an instant, and the last start is taken to it by the object's clock.
#[test]
fn a_series_ends_at_the_instant_of_its_until() {
    let until = |text: &str| weekly().replace("FREQ=WEEKLY", &format!("FREQ=WEEKLY;UNTIL={text}"));
    assert_eq!(on(&until("20270405T080000Z"), "2027-04-05"), ["08:00"]);
    assert!(on(&until("20270405T075959Z"), "2027-04-05").is_empty());
    let end = last_end(&event(&until("20270405T080000Z")), &home()).unwrap();
    assert!(end >= at("2027-04-05T09:00"));
}

/// T5: a time in the gap of an own clock is read by the offset before it, a doubled one is the first (RFC 5545 section 3.3.5).
#[test]
fn the_gap_and_the_fold_of_an_own_clock_are_read_as_those_of_any_zone() {
    let nightly = |from: &str| {
        weekly()
            .replace("20261116T100000", &format!("{from}T023000"))
            .replace("20261116T110000", &format!("{from}T033000"))
            .replace("FREQ=WEEKLY", "FREQ=DAILY;COUNT=3")
    };
    let starts = |from: &str| {
        let found = between(&event(&nightly(from)), "2027-01-01", "2028-01-01").occurrences;
        found.iter().map(|one| start(one).format("%m-%dT%H:%M").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(starts("20270327"), ["03-27T01:30", "03-28T01:30", "03-29T00:30"]);
    assert_eq!(starts("20271023"), ["10-23T00:30", "10-24T00:30", "10-25T01:30"]);
}

/// T9: however many names an object defines, none is read at home.
#[test]
fn the_seventeenth_name_of_an_object_means_its_own_definition_too() {
    let (mut zones, mut dates) = (String::new(), String::new());
    for n in 1..=20 {
        zones += &format!(
            "BEGIN:VTIMEZONE\nTZID:Own {n}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+01{n:02}\nTZOFFSETTO:+01{n:02}\n\
             END:STANDARD\nEND:VTIMEZONE\n"
        );
        dates += &format!("RDATE;TZID=Own {n}:202703{:02}T100000\n", n + 1);
    }
    let object = format!(
        "BEGIN:VCALENDAR\n{zones}BEGIN:VEVENT\nUID:u\nDTSTART:20270301T090000Z\nDURATION:PT1M\n{dates}END:VEVENT\nEND:VCALENDAR\n"
    );
    for n in 1..=20 {
        assert_eq!(on(&object, &format!("2027-03-{:02}", n + 1)), [format!("08:{:02}", 60 - n)], "{n}");
    }
}

/// T9: an offset is a clock of its own where no zone has it.
#[test]
fn offsets_of_half_an_hour_are_known() {
    let object = |tzid: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART;TZID=\"{tzid}\":20270301T100000\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    for (tzid, starts) in [
        ("UTC+05:30", "04:30"),
        ("(UTC+05:30)", "04:30"),
        ("GMT-0330", "13:30"),
        ("+05:45", "04:15"),
        ("UTC+1", "09:00"),
    ] {
        assert_eq!(on(&object(tzid), "2027-03-01"), [starts], "{tzid}");
    }
    assert!(
        !between(&event(&object("UTC+23:30")), "2027-03-01", "2027-03-02").occurrences[0].certain,
        "no clock is there"
    );
}

/// T9: what is in a zone that nobody knows is read at home and said to be a guess. Nothing else is made less certain by it, and
/// an exception in it takes out no start that is known.
#[test]
fn a_zone_that_nobody_knows_is_a_guess_that_is_told() {
    let object = |lines: &str| {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDURATION:PT1H\n{}\nEND:VEVENT\nEND:VCALENDAR\n",
            lines.replace("ZONE", "TZID=Mittelerde")
        )
    };
    let found = |lines: &str| {
        let found = between(&event(&object(lines)), "2027-03-01", "2027-03-08").occurrences;
        found.iter().map(|one| (start(one).format("%dT%H:%M").to_string(), one.certain)).collect::<Vec<_>>()
    };
    let guess = |text: &str| (text.to_owned(), false);
    let sure = |text: &str| (text.to_owned(), true);
    let daily = "DTSTART;ZONE:20270301T100000\nRRULE:FREQ=DAILY;COUNT=3";
    assert_eq!(found(daily), [guess("01T09:00"), guess("02T09:00"), guess("03T09:00")]);
    assert_eq!(found(&format!("{daily}\nEXDATE;ZONE:20270302T100000")), [guess("01T09:00"), guess("03T09:00")]);
    let last = "DTSTART;ZONE:20270301T100000\nRRULE:FREQ=DAILY;UNTIL=20270302T020000Z";
    assert_eq!(found(last), [guess("01T09:00"), guess("02T09:00")], "the last one may begin then");
    let known = "DTSTART;TZID=Europe/Berlin:20270301T100000\nRRULE:FREQ=DAILY;COUNT=2";
    assert_eq!(found(&format!("{known}\nEXDATE;ZONE:20270302T100000")), [sure("01T09:00"), sure("02T09:00")]);
    assert_eq!(
        found(&format!("{known}\nRDATE;ZONE:20270304T100000")),
        [sure("01T09:00"), sure("02T09:00"), guess("04T09:00")]
    );
    assert_eq!(found("DTSTART;TZID=\" \":20270301T100000"), [guess("01T09:00")], "an empty name is one nobody knows");
}

fn content(start: &str, end: &str) -> Content {
    Content {
        uid: "z1@daybook.example".into(),
        appointment_id: "a-1".into(),
        carried: None,
        title: "Supervision".into(),
        place: String::new(),
        description: String::new(),
        start: start.parse().unwrap(),
        end: end.parse().unwrap(),
        zone: "Europe/Berlin".into(),
        time_stands: false,
        repeat: None,
        tentative: false,
        sequence: 0,
        stamp: at("2026-11-02T09:00"),
        invitation: None,
        uninvited: None,
    }
}

/// T5: what is moved stays on the clock that its object defines, and its name and definition stay.
#[test]
fn a_move_is_written_on_the_clock_that_the_object_defines() {
    let moved = content("2027-10-26T15:00:00", "2027-10-26T16:00:00");
    let new = String::from_utf8(write(&moved, Some(weekly().as_bytes())).unwrap()).unwrap();
    // By that clock it is winter, and at home still summer.
    assert!(new.contains("DTSTART;TZID=Customized Time Zone:20271026T140000\n"), "{new}");
    assert!(new.contains("DTEND;TZID=Customized Time Zone:20271026T150000\n"), "{new}");
    assert_eq!(new.matches("BEGIN:VTIMEZONE").count(), 1);
    assert_eq!(on(&new, "2027-10-26"), ["13:00"]);
    assert_eq!(write(&moved, Some(new.as_bytes())).unwrap(), new.as_bytes(), "a repeat changes nothing");
    // The doubled hour's second half has no name on that clock.
    let doubled = content("2027-10-24T03:30:00", "2027-10-24T04:30:00");
    let new = String::from_utf8(write(&doubled, Some(weekly().as_bytes())).unwrap()).unwrap();
    assert!(new.contains("DTSTART:20271024T013000Z\n") && new.contains(":20271024T033000\n"), "{new}");
    assert_eq!(on(&new, "2027-10-24"), ["01:30"]);
}

/// A definition of Berlin by which it is London, and without summer time.
const WRONG: &str = "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\n\
                     TZOFFSETTO:+0000\nEND:STANDARD\nEND:VTIMEZONE\n";

fn under_a_wrong_definition(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\n{WRONG}BEGIN:VEVENT\nUID:z1@daybook.example\nDTSTART;TZID=Europe/Berlin:20270301T100000\n\
         DTEND;TZID=Europe/Berlin:20270301T110000\n{lines}SUMMARY:Supervision\nX-DAYBOOK-ID:a-1\nEND:VEVENT\nEND:VCALENDAR\n"
    )
}

/// T22: what is moved is at the same time for a reader who goes by the definition and for one who goes by the name. What was there
/// stays.
#[test]
fn a_move_is_not_written_under_a_definition_that_is_wrong() {
    let moved = content("2027-07-05T14:00:00", "2027-07-05T15:00:00");
    let new = String::from_utf8(write(&moved, Some(under_a_wrong_definition("").as_bytes())).unwrap()).unwrap();
    assert!(new.contains(WRONG) && new.contains("DTSTART;TZID=Daybook/Europe/Berlin:20270705T140000\n"), "{new}");
    assert_eq!(on(&new, "2027-07-05"), ["12:00"]);
    assert_eq!(on(&new.replace("Daybook/Europe/Berlin", "Own"), "2027-07-05"), ["12:00"]);
    assert_eq!(write(&moved, Some(new.as_bytes())).unwrap(), new.as_bytes(), "a repeat changes nothing");
    let again = content("2027-12-06T14:00:00", "2027-12-06T15:00:00");
    let again = String::from_utf8(write(&again, Some(new.as_bytes())).unwrap()).unwrap();
    assert_eq!((again.matches("BEGIN:VTIMEZONE").count(), on(&again, "2027-12-06")), (2, vec!["13:00".to_owned()]));
    // An end that moves takes the start along.
    let longer = content("2027-03-01T10:00:00", "2027-03-01T12:00:00");
    let longer = String::from_utf8(write(&longer, Some(under_a_wrong_definition("").as_bytes())).unwrap()).unwrap();
    assert_eq!(longer.matches("TZID=Daybook/Europe/Berlin:20270301T1").count(), 2, "{longer}");
}

/// T22: of a series, all dates follow the definition: the wrong one is replaced.
#[test]
fn a_series_that_is_moved_brings_a_definition_that_is_right() {
    let series = under_a_wrong_definition("RRULE:FREQ=WEEKLY\n");
    let moved = content("2027-03-01T14:00:00", "2027-03-01T15:00:00");
    let new = String::from_utf8(write(&moved, Some(series.as_bytes())).unwrap()).unwrap();
    assert!(!new.contains(WRONG) && new.matches("BEGIN:VTIMEZONE").count() == 1, "{new}");
    for object in [&new, &new.replace("Europe/Berlin", "Own")] {
        assert_eq!(
            (on(object, "2027-07-05"), on(object, "2027-12-06")),
            (vec!["12:00".to_owned()], vec!["13:00".to_owned()])
        );
    }
    // A definition that is right is left as it is.
    let later = content("2027-03-02T09:00:00", "2027-03-02T10:00:00");
    let later = String::from_utf8(write(&later, Some(new.as_bytes())).unwrap()).unwrap();
    let zone = |text: &str| text[..text.find("BEGIN:VEVENT").unwrap()].to_owned();
    assert_eq!(zone(&later), zone(&new));
}

/// T5: one date of such a series is named as the series names it.
#[test]
fn one_date_of_a_series_is_written_on_its_own_clock() {
    let there = content("2027-10-25T16:00:00", "2027-10-25T17:00:00");
    let date = |off| OneDate { at: at("2027-10-25T09:00"), off };
    let text = |date| String::from_utf8(write_one_date(&there, weekly().as_bytes(), &date).unwrap()).unwrap();
    let gone = text(date(true));
    assert!(gone.contains("EXDATE;TZID=Customized Time Zone:20271025T100000\n"), "{gone}");
    assert!(on(&gone, "2027-10-25").is_empty());
    let moved = text(date(false));
    assert!(moved.contains("RECURRENCE-ID;TZID=Customized Time Zone:20271025T100000\n"), "{moved}");
    assert!(moved.contains("DTSTART;TZID=Customized Time Zone:20271025T150000\n"), "{moved}");
    assert_eq!(on(&moved, "2027-10-25"), ["14:00"]);
}

/// T9: an event in a zone that nobody knows is written in ours once it is moved, or set to where it is thought to be.
#[test]
fn what_we_write_is_in_a_zone_that_is_known() {
    let object = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:z1@daybook.example\nDTSTART;TZID=Mittelerde:20270301T100000\n\
                  DTEND;TZID=Mittelerde:20270301T110000\nSUMMARY:Supervision\nX-DAYBOOK-ID:a-1\nEND:VEVENT\nEND:VCALENDAR\n";
    for start in ["10", "14"] {
        let there = content(&format!("2027-03-01T{start}:00:00"), "2027-03-01T15:00:00");
        let new = String::from_utf8(write(&there, Some(object.as_bytes())).unwrap()).unwrap();
        assert!(new.contains(&format!("DTSTART;TZID=Europe/Berlin:20270301T{start}0000\n")), "{new}");
        assert!(
            new.contains("DTEND;TZID=Europe/Berlin:20270301T150000\n") && new.contains("TZID:Europe/Berlin\n"),
            "{new}"
        );
    }
    let stands =
        Content { time_stands: true, title: "Other".into(), ..content("2027-03-01T10:00:00", "2027-03-01T11:00:00") };
    let new = String::from_utf8(write(&stands, Some(object.as_bytes())).unwrap()).unwrap();
    assert!(new.contains("DTSTART;TZID=Mittelerde:20270301T100000\n"), "{new}");
}
