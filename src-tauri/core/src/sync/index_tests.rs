//! The index says what an expansion says, for every event, wherever it is asked and however time has moved on.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::ical;
use crate::recurrence::limits::MAX_OCCURRENCES;
use crate::recurrence::occurrences::Occurrence;

const ZONES: [&str; 6] =
    ["UTC", "Europe/Vienna", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati", "Etc/GMT+12"];

fn now() -> DateTime<Utc> {
    "2027-03-10T09:30:00Z".parse().unwrap()
}

fn event(lines: &str) -> Event {
    let text = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    ical::read(text.as_bytes(), None).unwrap()
}

type Row = (DateTime<Utc>, DateTime<Utc>, String);

/// What the index, made at this time, says of a span; `None` = it is asked of the event itself, or not known.
fn looked_up(
    event: &Event,
    made: DateTime<Utc>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    home: &Zone,
) -> Option<Vec<Row>> {
    let index = indexed(Some(event), made);
    index.span.filter(|(first, last)| *first <= from && to <= *last)?;
    let off = off(event);
    let own = index.happens.into_iter().filter(|one| one.part < event.parts.len());
    let there = own.filter(|one| one.span.overlaps(from - off, to + off, home));
    Some(rows(there, home))
}

/// How far beyond a span of time is looked for what is a guess.
fn off(event: &Event) -> TimeDelta {
    if event.is_placed() { TimeDelta::zero() } else { FAR_OFF }
}

fn rows(found: impl Iterator<Item = Happens>, home: &Zone) -> Vec<Row> {
    let mut rows: Vec<_> = found
        .map(|Happens { part, span, first, certain }| {
            let (start, end) = span.in_zone(home);
            (start, end, format!("{part} {span:?} {first} {certain}"))
        })
        .collect();
    rows.sort_unstable();
    rows
}

/// Returns whether the index was asked.
fn agrees(event: &Event, made: DateTime<Utc>, from: DateTime<Utc>, to: DateTime<Utc>, home: &Zone) -> bool {
    let Some(found) = looked_up(event, made, from, to, home) else { return false };
    let off = off(event);
    let expansion = occurrences(event, from - off, to + off, home);
    assert!(expansion.complete);
    let happens = |Occurrence { part, span, first, certain, .. }: Occurrence| Happens { part, span, first, certain };
    assert_eq!(found, rows(expansion.occurrences.into_iter().map(happens), home));
    true
}

fn object() -> impl Strategy<Value = String> {
    let forms =
        prop_oneof![Just(";VALUE=DATE"), Just(""), Just("Z"), Just(";TZID=Europe/Vienna"), Just(";TZID=Mittelerde")];
    let rule =
        "RRULE:FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY);INTERVAL=[1-9](;BYDAY=(MO,WE|FR|SU,TU))?(;COUNT=[1-9][0-9]?)?";
    let rule = prop_oneof![3 => rule.prop_map(|rule| format!("{rule}\r\n")), 1 => Just(String::new())];
    let days = (2025..2029_i32, 1..13_u32, 1..29_u32, 0..24_u32);
    (forms, rule, days, prop::collection::vec(1..90_i64, 0..4), 0..70_u32).prop_map(
        |(form, rule, (year, month, day, hour), off, length)| {
            let day = chrono::NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let at = |day: chrono::NaiveDate| match form {
                ";VALUE=DATE" => format!(";VALUE=DATE:{}", day.format("%Y%m%d")),
                "Z" => format!(":{}T{hour:02}3000Z", day.format("%Y%m%d")),
                form => format!("{form}:{}T{hour:02}3000", day.format("%Y%m%d")),
            };
            let off = off.into_iter().map(|days| format!("EXDATE{}\r\n", at(day + TimeDelta::days(days))));
            let length = if form == ";VALUE=DATE" { format!("P{}D", length % 9 + 1) } else { format!("PT{length}H") };
            format!("DTSTART{}\r\n{rule}{}DURATION:{length}\r\nSUMMARY:x", at(day), off.collect::<String>())
        },
    )
}

proptest! {
    /// P11: moving the window changes nothing, in any zone.
    #[test]
    fn the_index_says_what_an_expansion_says(
        lines in object(), zone in 0..ZONES.len(), begin in -390..790_i64, hours in 1..2000_i64, later in 0..300_i64
    ) {
        let (event, home) = (event(&lines), Zone::named(ZONES[zone]).unwrap());
        let from = now() + TimeDelta::days(begin);
        let to = from + TimeDelta::hours(hours);
        for made in [now(), now() + TimeDelta::days(later)] {
            agrees(&event, made, from, to, &home);
        }
    }
}

/// P11: the same of 580 series in 12 zones, and of the files in which a day or a floating time was read wrongly.
#[test]
fn the_index_says_what_an_expansion_says_of_every_fixture() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let rows = std::fs::read_to_string(fixtures.join("recurrence/zoned-580.jsonl")).unwrap();
    let mut events: Vec<_> = rows
        .lines()
        .map(|row| {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let (zone, start, rule) = (text(&row, "tzid"), text(&row, "dtstart"), text(&row, "rrule"));
            event(&format!("DTSTART;TZID={zone}:{start}\r\nRRULE:{rule}\r\nDURATION:PT50M"))
        })
        .collect();
    assert_eq!(events.len(), 580);
    for entry in std::fs::read_dir(fixtures.join("ics")).unwrap() {
        // What cannot be read is in no index.
        events.extend(ical::read(&std::fs::read(entry.unwrap().path()).unwrap(), Some("Europe/Berlin")));
    }
    let mut asked = 0_usize;
    for event in &events {
        for (zone, days) in ZONES.iter().zip([-300, -40, -1, 0, 200, 700]) {
            let from = now() + TimeDelta::days(days);
            asked += usize::from(agrees(event, now(), from, from + TimeDelta::days(30), &Zone::named(zone).unwrap()));
        }
    }
    assert!(asked > events.len() * 5, "nearly all of it is in the index: {asked}");
}

/// T21: the way takes time too, behind an event that begins where another way does as well.
#[test]
fn the_way_to_an_event_has_a_part_of_its_own() {
    let lines = "DTSTART:20270301T100000Z\r\nRRULE:FREQ=HOURLY;COUNT=3\r\nDURATION:PT30M";
    let event = event(&format!("{lines}\r\nX-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT1H"));
    let index = indexed(Some(&event), now());
    let starts = |part: usize| -> Vec<String> {
        let own = index.happens.iter().filter(|one| one.part == part);
        own.map(|one| one.span.in_zone(&Zone::utc()).0.format("%H:%M").to_string()).collect()
    };
    assert_eq!(
        (starts(0), starts(1)),
        (vec!["10:00".into(), "11:00".into(), "12:00".into()], vec!["09:00".into(), "10:00".into(), "11:00".into()])
    );
    assert_eq!(index.parts.iter().map(|part| (part.part, part.travel)).collect::<Vec<_>>(), [(0, false), (1, true)]);
    let day = self::event("DTSTART;VALUE=DATE:20270301\r\nX-APPLE-TRAVEL-DURATION:PT1H");
    assert_eq!(indexed(Some(&day), now()).happens.len(), 1, "nobody travels to a whole day");
}

#[test]
fn a_single_event_is_indexed_for_good_and_a_series_halfway_through_its_window_anew() {
    let once = indexed(Some(&event("DTSTART:20100301T100000Z\r\nDTEND:20100301T110000Z")), now());
    assert_eq!((once.span, once.due, once.happens.len()), (Some(EVER), None, 1));
    let short = indexed(Some(&event("DTSTART:20270301T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3")), now());
    assert_eq!((short.span, short.due, short.happens.len()), (Some(EVER), None, 3));
    let endless = indexed(Some(&event("DTSTART:20100301T100000Z\r\nRRULE:FREQ=WEEKLY")), now());
    assert!(endless.due > Some(now() + TimeDelta::days(300)), "{:?}", endless.due);
    let over = indexed(Some(&event("DTSTART:20100301T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3")), now());
    assert_eq!((over.span.map(|(_, to)| to), over.due), (Some(EVER.1), Some(EVER.1)), "it never comes back");
    assert_eq!(indexed(None, now()).span, None);
}

/// What happens too often is indexed for a shorter time. What cannot be held at all is opened, as is what follows a rule that nobody
/// understands: but for the time before that rule begins and after its end.
#[test]
fn an_event_of_which_not_all_is_known_is_opened() {
    let of = |rule: &str| {
        indexed(Some(&event(&format!("DTSTART:20200301T100000Z\r\nDURATION:PT1S\r\nRRULE:{rule}"))), now())
    };
    let hourly = of("FREQ=HOURLY");
    assert!(hourly.happens.len() <= MAX_OCCURRENCES && hourly.happens.len() > 1000);
    assert!(hourly.due.is_some_and(|due| due > now() && due < now() + TimeDelta::days(90)));
    let hostile = of("FREQ=SECONDLY");
    let nothing = (None, Some(EVER.1), 0);
    assert_eq!((hostile.span, hostile.due, hostile.happens.len()), nothing);
    let strange = of("FREQ=FORTNIGHTLY");
    assert_eq!((strange.span, strange.due, strange.happens.len()), nothing);
    let over = of("FREQ=FORTNIGHTLY;UNTIL=20210301T100000Z");
    assert_eq!(over.span.map(|(_, to)| to), Some(EVER.1));
    let later = "DTSTART:20271201T100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=FORTNIGHTLY";
    let later = indexed(Some(&event(later)), now());
    assert_eq!(later.span.map(|(from, _)| from), Some(EVER.0));
    assert!(later.span.is_some_and(|(_, to)| to < now() + TimeDelta::days(260)), "{:?}", later.span);
}

/// T9: a guess stands in the index as one, and for less time: it is looked for from farther away.
#[test]
fn a_time_in_a_zone_that_nobody_knows_is_indexed_as_a_guess() {
    let of = |start: &str| indexed(Some(&event(&format!("{start}\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY"))), now());
    let (guess, sure) = (of("DTSTART;TZID=Mittelerde:20200301T100000"), of("DTSTART:20200301T100000"));
    assert!(!guess.happens.is_empty() && guess.happens.iter().all(|one| !one.certain));
    assert!(sure.happens.iter().all(|one| one.certain));
    let (guess, sure) = (guess.span.unwrap(), sure.span.unwrap());
    assert_eq!((guess.0 - sure.0, sure.1 - guess.1), (FAR_OFF, FAR_OFF));
}

/// RFC 5545 sections 3.3.6 and 3.8.5.3: the clocks go forward on 28 March, and that day has 23 hours.
#[test]
fn the_days_of_a_duration_are_indexed_by_the_clock_of_each_date() {
    let weekly = "DTSTART;TZID=Europe/Vienna:20270320T220000\r\nDURATION:P1D\r\nRRULE:FREQ=WEEKLY;COUNT=2";
    let lasts = |one: &Happens| {
        let (start, end) = one.span.in_zone(&Zone::utc());
        (end - start).num_hours()
    };
    let event = event(weekly);
    assert_eq!(indexed(Some(&event), now()).happens.iter().map(lasts).collect::<Vec<_>>(), [24, 23]);
    assert!(agrees(&event, now(), now(), now() + TimeDelta::days(30), &Zone::named("Asia/Tokyo").unwrap()));
}

/// An end in a zone that nobody knows is read in that of the start, and as much of a guess as a start would be.
#[test]
fn an_end_in_a_zone_that_nobody_knows_is_indexed_as_a_guess() {
    let of = |end: &str| indexed(Some(&event(&format!("DTSTART;TZID=Europe/Vienna:20270320T100000\r\n{end}"))), now());
    assert!(of("DTEND;TZID=Europe/Vienna:20270320T110000").happens.iter().all(|one| one.certain));
    assert_eq!(
        of("DTEND;TZID=Mittelerde:20270320T110000").happens.iter().map(|one| one.certain).collect::<Vec<_>>(),
        [false]
    );
}

/// Where times of several kinds meet, each reader has other dates: such an event is opened.
#[test]
fn an_event_that_reads_otherwise_elsewhere_is_not_indexed() {
    for lines in [
        "DTSTART:20270301T100000\r\nDURATION:PT1H\r\nRDATE:20270305T100000Z",
        "DTSTART;VALUE=DATE:20270301\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:20270301T230000Z",
        "DTSTART:20270301T100000\r\nRRULE:FREQ=DAILY;UNTIL=20270401T100000Z",
        "DTSTART;TZID=Mittelerde:20270301T100000\r\nRRULE:FREQ=DAILY;UNTIL=20270401T100000Z",
        "DTSTART;TZID=Mittelerde:20270301T100000\r\nDURATION:PT1H\r\nRDATE:20270305T100000Z",
    ] {
        assert_eq!(indexed(Some(&event(lines)), now()).span, None, "{lines}");
    }
    let alike = "DTSTART;VALUE=DATE:20270301\r\nRRULE:FREQ=DAILY;UNTIL=20270303T000000Z";
    assert_eq!(indexed(Some(&event(alike)), now()).happens.len(), 3);
}
