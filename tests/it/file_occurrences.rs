//! What happens in a calendar file, as `daybook occurrences` lists it. `tests/fixtures/ics` holds the least of files
//! that were read wrongly once.

use daybook_core::app::occurrences::of_file;
use daybook_core::app::views::{FileOccurrence, FileOccurrences, FileUnknown};
use daybook_core::ical::split::MAX_OBJECTS;

const BERLIN: &str = "Europe/Berlin";

/// A file of `tests/fixtures/ics`, over the years that its events are in.
fn fixture(name: &str, zone: &str) -> FileOccurrences {
    let path = format!("{}/fixtures/ics/{name}.ics", env!("CARGO_MANIFEST_DIR"));
    of_file(&std::fs::read(path).unwrap(), "2026-01-01", "2030-12-31", zone).unwrap()
}

fn file(events: &[&str]) -> String {
    let events: String = events.iter().map(|lines| format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n")
}

fn in_december(file: &str) -> FileOccurrences {
    of_file(file.as_bytes(), "2026-12-01", "2026-12-31", BERLIN).unwrap()
}

/// Each as `title start`, without seconds and offset.
fn list(found: &FileOccurrences) -> Vec<String> {
    assert!(found.is_complete(), "{found:?}");
    found.occurrences.iter().map(|one| format!("{} {}", one.summary, &one.start[..one.start.len().min(16)])).collect()
}

/// T13, T15, T16, T18
#[test]
fn series_that_were_read_wrongly_once_are_read_right() {
    let days = |name: &str| {
        let found = fixture(name, BERLIN);
        assert!(found.is_complete(), "{name}: {found:?}");
        found.occurrences.into_iter().map(|one| one.start).collect::<Vec<_>>()
    };
    let at_ten = |days: &[&str]| days.iter().map(|day| format!("{day}T10:00:00+01:00")).collect::<Vec<_>>();
    let course = days("count-with-a-start-outside-the-rule");
    assert_eq!(course, at_ten(&["2026-01-06", "2026-01-12", "2026-01-19"]));
    let training = days("yearly-byweekno-interval");
    assert_eq!(training, at_ten(&["2026-01-01", "2028-01-03", "2028-01-06", "2029-12-31"]));
    let clinic = days("exrule");
    assert_eq!(clinic, at_ten(&["2026-01-01", "2026-01-02", "2026-01-05", "2026-01-06", "2026-01-07"]));
    assert_eq!(days("exdate-and-override-of-one-start"), at_ten(&["2027-01-04", "2027-01-18"]));
    let turned = fixture("end-before-start", BERLIN).occurrences.remove(0);
    assert_eq!(
        (turned.start.as_str(), turned.end.as_str()),
        ("2026-12-02T10:00:00+01:00", "2026-12-02T11:00:00+01:00")
    );
}

/// T3, T4
#[test]
fn whole_days_and_floating_times_are_those_of_whoever_asks() {
    for (zone, offset) in [(BERLIN, "+01:00"), ("Asia/Tokyo", "+09:00"), ("Pacific Standard Time", "-08:00")] {
        let day = FileOccurrence {
            uid: "d1@daybook.example".into(),
            start: "2026-12-02".into(),
            end: "2026-12-03".into(),
            all_day: true,
            summary: "Day off".into(),
        };
        assert_eq!(fixture("all-day", zone).occurrences, [day], "{zone}");
        let lunch = fixture("floating", zone).occurrences.remove(0);
        assert_eq!((lunch.start, lunch.all_day), (format!("2026-12-02T18:00:00{offset}"), false));
    }
}

/// T10
#[test]
fn an_event_that_cannot_be_read_is_named_and_hides_no_other() {
    let found = fixture("start-not-a-date", BERLIN);
    let why = "the start is not readable".to_owned();
    let rota = FileUnknown::Event { uid: "u3@daybook.example".into(), summary: "Rota".into(), why };
    assert_eq!((found.occurrences.len(), found.unknown), (0, vec![rota.clone()]));
    let both = in_december(&file(&[
        "UID:u3@daybook.example\nSUMMARY:Rota\nDTSTART:garbage",
        "UID:2\nSUMMARY:Call\nDTSTART:20261202T090000Z",
    ]));
    assert_eq!((both.occurrences[0].summary.as_str(), both.unknown), ("Call", vec![rota]));
}

#[test]
fn a_series_whose_rule_cannot_be_read_is_named() {
    let found = in_december(&file(&["UID:7\nSUMMARY:Rota\nDTSTART:20261202T090000Z\nRRULE:FREQ=NEVER"]));
    assert_eq!(found.unknown, [FileUnknown::Series { uid: "7".into(), summary: "Rota".into() }]);
    assert_eq!(found.occurrences.len(), 1, "what is known stands");
}

#[test]
fn events_of_many_uids_are_read_in_any_order_and_told_by_their_starts() {
    let moved = "UID:1\nSUMMARY:Later\nRECURRENCE-ID:20261202T090000Z\nDTSTART:20261202T130000Z";
    let gone = "UID:1\nRECURRENCE-ID:20261203T090000Z\nDTSTART:20261203T090000Z\nSTATUS:CANCELLED";
    let series = "UID:1\nSUMMARY:Lesson\nDTSTART:20261201T090000Z\nRRULE:FREQ=DAILY;COUNT=4";
    let other = "UID:2\nSUMMARY:Call\nDTSTART:20261201T080000Z";
    let nameless = "SUMMARY:No UID\nDTSTART:20261202T080000Z";
    let expected = [
        "Call 2026-12-01T09:00",
        "Lesson 2026-12-01T10:00",
        "No UID 2026-12-02T09:00",
        "Later 2026-12-02T14:00",
        "Lesson 2026-12-04T10:00",
    ];
    assert_eq!(list(&in_december(&file(&[moved, nameless, gone, series, other]))), expected);
    assert_eq!(list(&in_december(&file(&[other, series, gone, nameless, moved]))), expected);
    let apart = file(&[other, moved, series, gone]) + &file(&[nameless]);
    assert_eq!(list(&in_december(&apart)), expected, "in two calendars");
}

#[test]
fn what_does_not_take_place_or_is_no_event_is_left_out() {
    let call = file(&["UID:1\nSUMMARY:Call\nDTSTART:20261202T090000Z"]);
    assert_eq!(list(&in_december(&call)), ["Call 2026-12-02T10:00"]);
    let cancelled = call.replace("VERSION:2.0", "METHOD:CANCEL");
    assert_eq!(list(&in_december(&cancelled)), [""; 0]);
    assert_eq!(list(&in_december(&call.replace("UID:1", "UID:1\nSTATUS:CANCELLED"))), [""; 0]);
    for component in ["VTODO", "VJOURNAL"] {
        assert_eq!(list(&in_december(&call.replace("VEVENT", component))), [""; 0], "{component}");
    }
}

#[test]
fn both_days_belong_to_the_span_and_so_does_what_reaches_into_it() {
    let find = |lines: &str, from: &str, to: &str| {
        let found = of_file(file(&[&format!("UID:1\n{lines}")]).as_bytes(), from, to, BERLIN).unwrap();
        found.occurrences.len()
    };
    let late = "DTSTART;TZID=Europe/Berlin:20261202T235900";
    assert_eq!(find(late, "2026-12-01", "2026-12-02"), 1);
    assert_eq!(find(late, "2026-12-01", "2026-12-01"), 0);
    assert_eq!(find(late, "2026-12-03", "2026-12-03"), 0);
    let night = "DTSTART;TZID=Europe/Berlin:20261202T220000\nDURATION:PT4H";
    assert_eq!(find(night, "2026-12-03", "2026-12-03"), 1);
    let days = "DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261204";
    assert_eq!((find(days, "2026-12-03", "2026-12-03"), find(days, "2026-12-04", "2026-12-04")), (1, 0));
}

#[test]
fn times_are_told_with_the_offset_of_their_day_across_a_change_of_the_clocks() {
    let nightly = file(&["UID:1\nDTSTART;TZID=Europe/Berlin:20270327T023000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"]);
    let found = of_file(nightly.as_bytes(), "2027-03-27", "2027-03-29", "W. Europe Standard Time").unwrap();
    let told: Vec<_> = found.occurrences.iter().map(|one| one.start.as_str()).collect();
    // RFC 5545 section 3.3.5: an hour that is missing is read with the offset before.
    assert_eq!(told, ["2027-03-27T02:30:00+01:00", "2027-03-28T03:30:00+02:00", "2027-03-29T02:30:00+02:00"]);
}

#[test]
fn a_file_that_is_not_a_whole_calendar_is_refused() {
    let whole = file(&["UID:1\nDTSTART:20261202T090000Z"]);
    for broken in [&whole[..whole.len() - 20], "<html>", "", "\n", &format!("{whole}<p>")] {
        let refused = of_file(broken.as_bytes(), "2026-12-01", "2026-12-31", BERLIN);
        assert_eq!(refused.unwrap_err().message, "This is not a whole calendar.", "{broken}");
    }
    assert_eq!(in_december(&file(&[])), FileOccurrences::default());
}

/// More than a calendar link may hold.
#[test]
fn a_large_file_is_read_as_a_whole() {
    let event = |at: usize| {
        let (day, hour) = (at % 28 + 1, at % 22);
        format!("BEGIN:VEVENT\nUID:{at}\nDTSTART:202612{day:02}T{hour:02}0000Z\nEND:VEVENT\n")
    };
    let events: String = (0..=MAX_OBJECTS).map(event).collect();
    let found = in_december(&format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n"));
    assert!(found.is_complete(), "{:?}", found.unknown);
    assert_eq!(found.occurrences.len(), MAX_OBJECTS + 1);
    assert!(found.occurrences.is_sorted_by_key(|one| &one.start));
}

/// The zones that nobody knows; nothing else may be unknown.
fn named(found: &FileOccurrences) -> Vec<String> {
    let why = |one: &FileUnknown| if let FileUnknown::Zone { why, .. } = one { Some(why.clone()) } else { None };
    let all: Vec<_> = found.unknown.iter().filter_map(why).collect();
    assert_eq!(all.len(), found.unknown.len(), "{found:?}");
    all
}

/// T9: unknown is never certain. What is in a zone that nobody knows is listed as a guess, and named.
#[test]
fn a_zone_that_nobody_knows_is_named_wherever_it_stands() {
    let told = |lines: &str| in_december(&file(&[&format!("UID:1\nSUMMARY:Call\n{lines}")]));
    for tzid in ["Nowhere/Place", "PST", "CST", "\"\""] {
        let found = told(&format!("DTSTART;TZID={tzid}:20261202T100000\nDURATION:PT1H"));
        assert_eq!(named(&found), [tzid.trim_matches('"')], "{found:?}");
        assert_eq!(found.occurrences[0].start, "2026-12-02T10:00:00+01:00", "{tzid}");
    }
    let daily = "DTSTART;TZID=Europe/Berlin:20261201T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3";
    for (more, count) in [
        ("RDATE;TZID=Nowhere/Place:20261210T100000", 4),
        ("RDATE;VALUE=PERIOD;TZID=Nowhere/Place:20261210T100000/PT2H", 4),
        ("EXDATE;TZID=Nowhere/Place:20261202T100000", 3),
    ] {
        let found = told(&format!("{daily}\n{more}"));
        assert_eq!((named(&found), found.occurrences.len()), (vec!["Nowhere/Place".to_owned()], count), "{more}");
    }
    let end = told("DTSTART;TZID=Europe/Berlin:20261201T100000\nDTEND;TZID=Nowhere/Place:20261201T110000");
    assert_eq!(
        (named(&end), end.occurrences[0].end.as_str()),
        (vec!["Nowhere/Place".to_owned()], "2026-12-01T11:00:00+01:00")
    );
    let series = format!("UID:1\n{daily}");
    let moved = "UID:1\nRECURRENCE-ID;TZID=Nowhere/Place:20261202T100000\nDTSTART;TZID=Europe/Berlin:20261202T150000";
    assert_eq!(named(&in_december(&file(&[&series, moved]))), ["Nowhere/Place"]);
    for observances in ["", "BEGIN:STANDARD\nDTSTART:soon\nTZOFFSETFROM:east\nTZOFFSETTO:west\nEND:STANDARD\n"] {
        let zone = format!("BEGIN:VTIMEZONE\nTZID:Nowhere/Place\n{observances}END:VTIMEZONE\nBEGIN:VEVENT");
        let call = file(&["UID:1\nDTSTART;TZID=Nowhere/Place:20261202T100000"]).replacen("BEGIN:VEVENT", &zone, 1);
        assert_eq!(named(&in_december(&call)), ["Nowhere/Place"], "{observances}");
    }
}

/// T9: a guess is 14 hours off at most.
#[test]
fn a_zone_that_nobody_knows_is_named_where_it_may_touch_the_days_and_nowhere_else() {
    let on = |lines: &str, day: &str| {
        let call = file(&[&format!("UID:1\n{lines}\nDURATION:PT1H")]);
        let found = of_file(call.as_bytes(), day, day, BERLIN).unwrap();
        (found.occurrences.len(), named(&found).len())
    };
    let call = "DTSTART;TZID=Nowhere/Place:20261202T200000";
    let days = ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"];
    assert_eq!(days.map(|day| on(call, day)), [(0, 0), (1, 1), (0, 1), (0, 0)]);
    let series = "DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY\nEXDATE;TZID=Nowhere/Place:20261202T200000";
    assert_eq!(days.map(|day| on(series, day)), [(1, 0), (1, 1), (1, 1), (1, 0)]);
}

/// RFC 5545 section 3.8.5.3: DTSTART is the first member of the set, whatever day stands beside it.
#[test]
fn an_additional_day_does_not_hide_the_start_on_it() {
    let lines = "UID:1\nDTSTART:19970101T180000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:19970101/19970102,19970103/P1D";
    let found = of_file(file(&[lines]).as_bytes(), "1996-12-30", "1997-01-10", BERLIN).unwrap();
    assert_eq!(list(&found), [" 1997-01-01", " 1997-01-01T19:00", " 1997-01-03"]);
    // An exception, and an override of the whole day, still stand for the time on it.
    let series = "UID:1\nDTSTART:20261201T180000Z\nRRULE:FREQ=DAILY;COUNT=2";
    let moved = "UID:1\nRECURRENCE-ID;VALUE=DATE:20261202\nDTSTART:20261205T180000Z";
    assert_eq!(list(&in_december(&file(&[series, moved]))), [" 2026-12-01T19:00", " 2026-12-05T19:00"]);
}

/// RFC 5545 section 3.8.7.4: of several versions of an event, the one with the higher SEQUENCE is it; of equals the one that was
/// stamped later, else the last in the file.
#[test]
fn of_two_events_with_one_uid_the_later_version_is_listed() {
    let version = |more: &str, title: &str| format!("UID:1\nDTSTART:20261202T090000Z\nSUMMARY:{title}{more}");
    let other = "UID:2\nDTSTART:20261203T090000Z\nSUMMARY:Other";
    for (earlier, later) in [
        ("\nSEQUENCE:1\nDTSTAMP:20261101T000000Z", "\nSEQUENCE:2\nDTSTAMP:20260101T000000Z"),
        ("", "\nSEQUENCE:1"),
        ("\nDTSTAMP:20260101T000000Z", "\nDTSTAMP:20261101T000000Z"),
        ("\nLAST-MODIFIED:20260101T000000Z", "\nLAST-MODIFIED:20261101T000000Z"),
    ] {
        let (old, new) = (version(earlier, "Old"), version(later, "New"));
        for [first, last] in [[&old, &new], [&new, &old]] {
            let found = in_december(&file(&[first, other, last]));
            assert_eq!(list(&found), ["New 2026-12-02T10:00", "Other 2026-12-03T10:00"], "{first}");
        }
    }
    let equal = file(&[&version("", "First"), &version("", "Last")]);
    assert_eq!(list(&in_december(&equal)), ["Last 2026-12-02T10:00"]);
    let cancelled = file(&[&version("\nSEQUENCE:1\nSTATUS:CANCELLED", "Off"), &version("", "On")]);
    assert_eq!(list(&in_december(&cancelled)), [""; 0]);
}

/// RFC 5545 section 3.3.10: a part of a rule MUST NOT stand twice. What is not followed is named.
#[test]
fn a_rule_with_a_part_twice_or_with_nothing_in_it_is_not_followed() {
    for rule in ["FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;COUNT=2;COUNT=3", ""] {
        let found = in_december(&file(&[&format!("UID:7\nDTSTART:20261202T090000Z\nRRULE:{rule}")]));
        let series = FileUnknown::Series { uid: "7".into(), summary: String::new() };
        assert_eq!((found.occurrences.len(), found.unknown), (1, vec![series]), "{rule}");
    }
}

/// RFC 5545 section 3.6.1: DTSTART MUST NOT stand twice, and of two nobody knows which is meant.
#[test]
fn an_event_with_two_starts_is_named() {
    let found = in_december(&file(&["UID:7\nDTSTART:20261202T090000Z\nDTSTART:20261203T090000Z"]));
    let why = "more than one start".to_owned();
    let event = FileUnknown::Event { uid: "7".into(), summary: String::new(), why };
    assert_eq!((found.occurrences.len(), found.unknown), (0, vec![event]));
    let same = file(&["UID:7\nDTSTART:20261202T090000Z\nDTSTART:20261202T090000Z"]);
    assert_eq!(list(&in_december(&same)), [" 2026-12-02T10:00"], "it says one thing");
}
