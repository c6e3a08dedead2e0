//! When events happen: series with exceptions, across changes of the clock, and rules that are an attack.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use daybook_core::availability::limits::MAX_OCCURRENCES;
use daybook_core::availability::occurrences::{Expansion, first_start, last_end, occurrences};
use daybook_core::ical::read;
use daybook_core::model::event::Event;
use daybook_core::model::zone::Zone;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().unwrap()
}

fn home() -> Zone {
    Zone::named("Europe/Vienna").unwrap()
}

fn event(events: &[&str]) -> Event {
    let mut text = String::from("BEGIN:VCALENDAR\r\n");
    for lines in events {
        text += &format!("BEGIN:VEVENT\r\nUID:u\r\n{}\r\nEND:VEVENT\r\n", lines.replace('\n', "\r\n"));
    }
    read((text + "END:VCALENDAR\r\n").as_bytes(), Some("Europe/Vienna")).unwrap()
}

fn all(event: &Event) -> Expansion {
    occurrences(event, at("2027-01-01T00:00"), at("2028-01-01T00:00"), &home())
}

/// Starts as `MM-DDTHH:MM` in UTC.
fn starts(event: &Event) -> Vec<String> {
    all(event).occurrences.iter().map(|it| it.starts_at.format("%m-%dT%H:%M").to_string()).collect()
}

const WEEKLY: &str = "DTSTART;TZID=Europe/Vienna:20270301T100000\nDURATION:PT50M\nRRULE:FREQ=WEEKLY;COUNT=5";

#[test]
fn a_series_keeps_its_wall_clock_across_the_change() {
    assert_eq!(starts(&event(&[WEEKLY])), ["03-01T09:00", "03-08T09:00", "03-15T09:00", "03-22T09:00", "03-29T08:00"]);
}

#[test]
fn a_time_in_the_gap_is_an_hour_later_and_one_in_the_overlap_the_first() {
    let night = event(&["DTSTART;TZID=Europe/Vienna:20270327T023000\nRRULE:FREQ=DAILY;COUNT=3"]);
    assert_eq!(starts(&night), ["03-27T01:30", "03-28T01:30", "03-29T00:30"]);
    let autumn = event(&["DTSTART;TZID=Europe/Vienna:20271030T023000\nRRULE:FREQ=DAILY;COUNT=3"]);
    assert_eq!(starts(&autumn), ["10-30T00:30", "10-31T00:30", "11-01T01:30"]);
}

#[test]
fn exceptions_match_as_instants_in_any_zone_and_as_days() {
    let except = |line: &str| starts(&event(&[&format!("{WEEKLY}\n{line}")])).len();
    assert_eq!(except("EXDATE;TZID=Europe/Vienna:20270308T100000"), 4);
    assert_eq!(except("EXDATE:20270308T090000Z"), 4);
    assert_eq!(except("EXDATE;TZID=America/New_York:20270308T040000"), 4);
    assert_eq!(except("EXDATE;VALUE=DATE:20270308"), 4);
    assert_eq!(except("EXDATE:20270308T100000Z"), 5);
    assert_eq!(except("EXDATE;TZID=Europe/Vienna:20270301T100000"), 4, "the start itself can be one");
}

#[test]
fn whole_day_series_take_exceptions_written_as_times() {
    let days = |line: &str| {
        starts(&event(&[&format!("DTSTART;VALUE=DATE:20270301\nRRULE:FREQ=DAILY;COUNT=3\n{line}")])).join(" ")
    };
    assert_eq!(days("X-A:b"), "02-28T23:00 03-01T23:00 03-02T23:00");
    assert_eq!(days("EXDATE:20270302T000000Z"), "02-28T23:00 03-02T23:00");
    assert_eq!(days("EXDATE:20270301T230000Z"), "02-28T23:00 03-02T23:00", "midnight at home");
    assert_eq!(days("EXDATE;TZID=Europe/Vienna:20270302T000000"), "02-28T23:00 03-02T23:00");
}

#[test]
fn a_moved_occurrence_leaves_its_old_place_and_a_cancelled_one_goes() {
    let event = event(&[
        WEEKLY,
        "RECURRENCE-ID;TZID=Europe/Vienna:20270308T100000\nDTSTART;TZID=Europe/Vienna:20270309T140000\nDURATION:PT1H",
        "RECURRENCE-ID:20270315T090000Z\nDTSTART;TZID=Europe/Vienna:20270315T100000\nSTATUS:CANCELLED",
    ]);
    let found = all(&event).occurrences;
    let got: Vec<_> = found.iter().map(|it| (it.part, it.starts_at.format("%m-%dT%H:%M").to_string())).collect();
    let got: Vec<_> = got.iter().map(|(part, at)| (*part, at.as_str())).collect();
    assert_eq!(got, [(0, "03-01T09:00"), (1, "03-09T13:00"), (0, "03-22T09:00"), (0, "03-29T08:00")]);
    assert_eq!(found[1].ends_at, at("2027-03-09T14:00"));
}

#[test]
fn an_occurrence_moved_into_the_span_from_far_away_is_found() {
    let event = event(&[
        WEEKLY,
        "RECURRENCE-ID;TZID=Europe/Vienna:20270308T100000\nDTSTART;TZID=Europe/Vienna:20271209T140000\nDURATION:PT1H",
    ]);
    let found = occurrences(&event, at("2027-12-01T00:00"), at("2027-12-31T00:00"), &home());
    assert_eq!(found.occurrences.len(), 1);
    assert_eq!(last_end(&event, &home()).map(|end| end >= at("2027-12-09T14:00")), Some(true));
}

#[test]
fn an_occurrence_without_its_master_is_found() {
    let event = event(&["RECURRENCE-ID:20270301T090000Z\nDTSTART:20270302T090000Z\nDTEND:20270302T100000Z"]);
    assert_eq!(starts(&event), ["03-02T09:00"]);
}

#[test]
fn this_and_all_later_ones_can_be_moved_and_cancelled() {
    let moved = event(&[
        WEEKLY,
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Vienna:20270315T100000\n\
         DTSTART;TZID=Europe/Vienna:20270316T110000\nDURATION:PT2H",
    ]);
    assert_eq!(starts(&moved), ["03-01T09:00", "03-08T09:00", "03-16T10:00", "03-23T10:00", "03-30T09:00"]);
    assert_eq!(all(&moved).occurrences[4].ends_at, at("2027-03-30T11:00"));
    let cancelled = event(&[
        WEEKLY,
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Vienna:20270315T100000\n\
         DTSTART;TZID=Europe/Vienna:20270315T100000\nSTATUS:CANCELLED",
    ]);
    assert_eq!(starts(&cancelled), ["03-01T09:00", "03-08T09:00"]);
}

#[test]
fn until_is_inclusive_and_never_loses_the_last_lesson() {
    let until = |until: &str| {
        let event = event(&[&format!("DTSTART;TZID=Europe/Vienna:20270301T100000\nRRULE:FREQ=DAILY;UNTIL={until}")]);
        let count = starts(&event).len();
        let end = last_end(&event, &home()).unwrap();
        assert!(end >= all(&event).occurrences.last().unwrap().ends_at);
        count
    };
    assert_eq!(until("20270303T090000Z"), 3);
    assert_eq!(until("20270303T085959Z"), 2);
    assert_eq!(until("20270303T100000"), 3, "local time");
    assert_eq!(until("20270303"), 3, "a day");
    let days =
        |until: &str| starts(&event(&[&format!("DTSTART;VALUE=DATE:20270301\nRRULE:FREQ=DAILY;UNTIL={until}")])).len();
    assert_eq!(days("20270303"), 3);
    assert_eq!(days("20270303T000000Z"), 3);
    assert_eq!(days("20270302T230000Z"), 3, "midnight at home");
    assert_eq!(days("20270303T225959Z"), 3, "the last second at home");
}

#[test]
fn a_series_that_ended_before_it_began_does_not_happen() {
    assert!(starts(&event(&["DTSTART:20270301T100000Z\nRRULE:FREQ=DAILY;UNTIL=20270201T000000Z"])).is_empty());
}

#[test]
fn a_start_that_the_rule_does_not_take_still_happens() {
    let monday = "DTSTART:20270301T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2";
    assert_eq!(starts(&event(&[monday])), ["03-01T10:00", "03-02T10:00", "03-09T10:00"]);
}

#[test]
fn additional_dates_are_added_once() {
    let event = event(&[&format!(
        "{WEEKLY}\nRDATE:20270308T090000Z,20270309T090000Z\nRDATE;VALUE=PERIOD:20270310T090000Z/PT3H"
    )]);
    let found = all(&event).occurrences;
    assert_eq!(found.len(), 7);
    let period = found.iter().find(|it| it.starts_at == at("2027-03-10T09:00")).unwrap();
    assert_eq!(period.ends_at, at("2027-03-10T12:00"));
}

#[test]
fn a_whole_day_lasts_from_midnight_to_midnight_at_home() {
    let event = event(&["DTSTART;VALUE=DATE:20270328\nDTEND;VALUE=DATE:20270329"]);
    let found = all(&event).occurrences.remove(0);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(found.all_day, Some((day("2027-03-28"), day("2027-03-29"))));
    assert_eq!((found.starts_at, found.ends_at), (at("2027-03-27T23:00"), at("2027-03-28T22:00")), "23 hours");
    let away = occurrences(&event, at("2027-01-01T00:00"), at("2028-01-01T00:00"), &Zone::named("Asia/Tokyo").unwrap());
    assert_eq!(away.occurrences[0].starts_at, at("2027-03-27T15:00"));
}

#[test]
fn the_span_is_half_open() {
    let event = event(&["DTSTART:20270301T100000Z\nDTEND:20270301T110000Z"]);
    let found = |from: &str, to: &str| occurrences(&event, at(from), at(to), &home()).occurrences.len();
    assert_eq!(found("2027-03-01T11:00", "2027-03-01T12:00"), 0);
    assert_eq!(found("2027-03-01T09:00", "2027-03-01T10:00"), 0);
    assert_eq!(found("2027-03-01T10:59", "2027-03-01T12:00"), 1);
    let point = self::event(&["DTSTART:20270301T100000Z"]);
    let found = |from: &str, to: &str| occurrences(&point, at(from), at(to), &home()).occurrences.len();
    assert_eq!(found("2027-03-01T10:00", "2027-03-01T12:00"), 1);
    assert_eq!(found("2027-03-01T09:00", "2027-03-01T10:00"), 0);
}

#[test]
fn a_rule_that_cannot_be_read_leaves_the_event_and_says_so() {
    for rule in [
        "DATE;TZID=x",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=MONTHLY;RSCALE=CHINESE",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=HOURLY;BYMONTHDAY=99",
    ] {
        let event = event(&[&format!("DTSTART:20270301T100000Z\nRRULE:{rule}")]);
        let found = all(&event);
        assert_eq!(found.occurrences.len(), 1, "{rule}");
        assert!(!found.complete, "{rule}");
        assert_eq!(last_end(&event, &home()), None, "{rule}");
    }
}

#[test]
fn an_old_endless_series_is_found_at_once() {
    let event =
        event(&["DTSTART;TZID=Europe/Vienna:19800107T100000\nDURATION:PT50M\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"]);
    let found = occurrences(&event, at("2027-03-01T00:00"), at("2027-03-08T00:00"), &home());
    assert_eq!(found.occurrences.len(), 3);
    assert!(found.complete);
    assert_eq!(last_end(&event, &home()), None);
    assert_eq!(first_start(&event, &home()), at("1980-01-07T09:00"));
}

/// Hostile rules end soon, and say that they did not end.
#[test]
fn a_rule_that_is_an_attack_is_cut_short_and_says_so() {
    for (rule, complete) in [
        ("FREQ=SECONDLY", false),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", true),
        ("FREQ=SECONDLY;BYHOUR=3;BYMINUTE=3;BYSECOND=3", false),
        ("FREQ=MINUTELY;COUNT=999999999", false),
        ("FREQ=DAILY;COUNT=999999999;BYMONTH=2;BYMONTHDAY=30", true),
        ("FREQ=YEARLY;BYYEARDAY=366;INTERVAL=4294967295", true),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", true),
        ("FREQ=WEEKLY;BYWEEKNO=53;BYYEARDAY=1", true),
        (
            "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;\
             BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19;BYSECOND=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15;BYSETPOS=-1",
            false,
        ),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", true),
    ] {
        let event = event(&[&format!("DTSTART:19700101T000000Z\nDTEND:19700101T000001Z\nRRULE:{rule}")]);
        let began = Instant::now();
        let found = all(&event);
        let _ = last_end(&event, &home());
        assert!(began.elapsed() < Duration::from_secs(5), "{rule} took {:?}", began.elapsed());
        assert!(found.occurrences.len() <= MAX_OCCURRENCES, "{rule}");
        assert_eq!(found.complete, complete, "{rule}");
    }
}

#[test]
fn absurd_spans_and_dates_do_no_harm() {
    let event = event(&["DTSTART:00010101T000000Z\nDTEND:99991231T235959Z\nRRULE:FREQ=YEARLY"]);
    let found = occurrences(&event, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, &home());
    assert!(!found.occurrences.is_empty() && !found.complete);
    let far = self::event(&["DTSTART;TZID=Pacific/Kiritimati:99991231T235959\nDURATION:P36000D\nRRULE:FREQ=DAILY"]);
    occurrences(&far, at("2027-01-01T00:00"), DateTime::<Utc>::MAX_UTC, &Zone::named("Etc/GMT+12").unwrap());
    last_end(&far, &home());
}

/// What a person may ask for is bounded; what calendars hold is not.
#[test]
fn events_of_other_centuries_are_read_as_they_are() {
    let old = event(&["DTSTART;TZID=Europe/Vienna:18500101T100000\nDURATION:PT50M\nRRULE:FREQ=WEEKLY"]);
    assert_eq!((all(&old).occurrences.len(), all(&old).complete), (52, true));
    let far = event(&["DTSTART:25000301T100000Z\nDURATION:PT50M"]);
    assert_eq!(all(&far).occurrences, []);
    assert_eq!(occurrences(&far, at("2500-03-01T00:00"), at("2500-03-02T00:00"), &home()).occurrences.len(), 1);
}
