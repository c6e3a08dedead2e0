//! When events happen: series with exceptions, across changes of the clock, and rules that are an attack.

use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use daybook_core::ical::read;
use daybook_core::model::event::Event;
use daybook_core::model::zone::Zone;
use daybook_core::recurrence::limits::MAX_OCCURRENCES;
use daybook_core::recurrence::occurrences::{Expansion, Occurrence, first_start, last_end, occurrences};

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

fn start(one: &Occurrence) -> DateTime<Utc> {
    one.span.in_zone(&home()).0
}

fn end(one: &Occurrence) -> DateTime<Utc> {
    one.span.in_zone(&home()).1
}

/// Starts as `MM-DDTHH:MM` in UTC.
fn starts(event: &Event) -> Vec<String> {
    all(event).occurrences.iter().map(|it| start(it).format("%m-%dT%H:%M").to_string()).collect()
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
    let got: Vec<_> = found.iter().map(|it| (it.part, start(it).format("%m-%dT%H:%M").to_string())).collect();
    let got: Vec<_> = got.iter().map(|(part, at)| (*part, at.as_str())).collect();
    assert_eq!(got, [(0, "03-01T09:00"), (1, "03-09T13:00"), (0, "03-22T09:00"), (0, "03-29T08:00")]);
    assert_eq!(end(&found[1]), at("2027-03-09T14:00"));
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
    assert_eq!(end(&all(&moved).occurrences[4]), at("2027-03-30T11:00"));
    let cancelled = event(&[
        WEEKLY,
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Vienna:20270315T100000\n\
         DTSTART;TZID=Europe/Vienna:20270315T100000\nSTATUS:CANCELLED",
    ]);
    assert_eq!(starts(&cancelled), ["03-01T09:00", "03-08T09:00"]);
}

/// T16: decision 0017.
#[test]
fn until_is_inclusive_and_never_loses_the_last_lesson() {
    let until = |until: &str| {
        let event = event(&[&format!("DTSTART;TZID=Europe/Vienna:20270301T100000\nRRULE:FREQ=DAILY;UNTIL={until}")]);
        let count = starts(&event).len();
        let latest = last_end(&event, &home()).unwrap();
        assert!(latest >= end(all(&event).occurrences.last().unwrap()));
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
    assert_eq!(starts(&event(&[monday])), ["03-01T10:00", "03-02T10:00"], "it counts as the first");
}

#[test]
fn additional_dates_are_added_once() {
    let event = event(&[&format!(
        "{WEEKLY}\nRDATE:20270308T090000Z,20270309T090000Z\nRDATE;VALUE=PERIOD:20270310T090000Z/PT3H"
    )]);
    let found = all(&event).occurrences;
    assert_eq!(found.len(), 7);
    let period = found.iter().find(|it| start(it) == at("2027-03-10T09:00")).unwrap();
    assert_eq!(end(period), at("2027-03-10T12:00"));
}

#[test]
fn a_whole_day_lasts_from_midnight_to_midnight_at_home() {
    let event = event(&["DTSTART;VALUE=DATE:20270328\nDTEND;VALUE=DATE:20270329"]);
    let found = all(&event).occurrences.remove(0);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(found.span.all_day(), Some((day("2027-03-28"), day("2027-03-29"))));
    assert_eq!((start(&found), end(&found)), (at("2027-03-27T23:00"), at("2027-03-28T22:00")), "23 hours");
    let tokyo = Zone::named("Asia/Tokyo").unwrap();
    let away = occurrences(&event, at("2027-01-01T00:00"), at("2028-01-01T00:00"), &tokyo);
    assert_eq!(away.occurrences[0].span.in_zone(&tokyo).0, at("2027-03-27T15:00"));
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

/// T13: the table of section 3.3.10 says that these parts "MUST NOT be used with the corresponding FREQ value". dateutil takes them
/// for a filter, libical refuses the rule: nobody knows what is meant, and the first date stands.
#[test]
fn a_rule_that_the_rfc_forbids_is_followed_nowhere() {
    for rule in [
        "FREQ=MONTHLY;BYWEEKNO=20",
        "FREQ=DAILY;BYWEEKNO=20;BYDAY=MO;COUNT=3",
        "FREQ=HOURLY;BYWEEKNO=20",
        "FREQ=WEEKLY;BYMONTHDAY=1,3",
        "FREQ=MONTHLY;BYYEARDAY=100",
    ] {
        let event = event(&[&format!("DTSTART:20270301T100000Z\nDURATION:PT1H\nRRULE:{rule}")]);
        let found = all(&event);
        assert_eq!((found.occurrences.len(), found.complete), (1, false), "{rule}");
        assert_eq!(last_end(&event, &home()), None, "{rule}");
    }
    let event = event(&[&format!("{WEEKLY}\nEXRULE:FREQ=WEEKLY;BYMONTHDAY=8")]);
    assert_eq!((all(&event).occurrences.len(), all(&event).complete), (5, false), "nothing is taken out");
}

/// T10, T14: dates that nobody knows are not before the first, and hide none that is known.
#[test]
fn dates_that_are_not_known_leave_those_that_are() {
    for lines in [
        "DTSTART:20270301T100000Z\nDURATION:PT1H\nRDATE:then,20270303T100000Z\nEXDATE:then",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20270301T100000Z\nDTSTART:20270301T100000Z\nDURATION:PT1H",
    ] {
        let event = event(&[lines]);
        let found = all(&event);
        assert!(!found.complete && start(&found.occurrences[0]) == at("2027-03-01T10:00"), "{lines}");
        assert_eq!(found.occurrences.len(), if lines.contains("RDATE") { 2 } else { 1 }, "{lines}");
        assert!(occurrences(&event, at("2027-01-01T00:00"), at("2027-03-01T10:00"), &home()).complete, "{lines}");
        assert_eq!(last_end(&event, &home()), None, "{lines}");
    }
}

/// T16: a date of its own that its series does not have, beyond COUNT or taken out by a rule, is busy: the safe side (decision 0018).
#[test]
fn a_part_of_its_own_counts_beyond_count_and_where_a_rule_takes_its_date_out() {
    let own = |date: &str, to: &str| {
        format!(
            "RECURRENCE-ID;TZID=Europe/Vienna:2027{date}T100000\nDTSTART;TZID=Europe/Vienna:2027{to}T100000\nDURATION:PT1H"
        )
    };
    let beyond = event(&[WEEKLY, &own("0405", "0406")]);
    assert_eq!(starts(&beyond).last().map(String::as_str), Some("04-06T08:00"));
    let taken_out = event(&[&format!("{WEEKLY}\nEXRULE:FREQ=WEEKLY;INTERVAL=2"), &own("0315", "0316")]);
    assert_eq!(starts(&taken_out), ["03-08T09:00", "03-16T09:00", "03-22T09:00"]);
}

/// T10: nobody knows its dates, and yet none of them is before its start or after its UNTIL.
#[test]
fn a_rule_that_cannot_be_read_says_nothing_of_the_time_before_it_and_after_its_end() {
    let rule = "FREQ=WEEKLY;INTERVAL=0;UNTIL=20270415T100000Z";
    let event = event(&[&format!("DTSTART:20270301T100000Z\nDURATION:PT1H\nRRULE:{rule}")]);
    let complete = |from: &str, to: &str| occurrences(&event, at(from), at(to), &home()).complete;
    assert!(complete("2027-01-01T00:00", "2027-02-26T00:00"));
    assert!(!complete("2027-03-01T00:00", "2027-03-02T00:00"));
    assert!(!complete("2027-04-10T00:00", "2027-04-11T00:00"));
    assert!(complete("2027-05-01T00:00", "2027-06-01T00:00"));
    assert!(last_end(&event, &home()).unwrap() < at("2027-04-18T00:00"));
}

/// T10: count-minus-one.ics
#[test]
fn no_count_is_written_as_minus_one() {
    let rule = "FREQ=WEEKLY;COUNT=-1;INTERVAL=4;BYDAY=MO;UNTIL=20270331";
    let event = event(&[&format!("DTSTART;VALUE=DATE:20261005\nRRULE:{rule}")]);
    let found = occurrences(&event, at("2026-09-01T00:00"), at("2028-01-01T00:00"), &home());
    assert!(found.complete);
    let days: Vec<_> =
        found.occurrences.iter().filter_map(|one| one.span.all_day()).map(|days| days.0.to_string()).collect();
    let mondays = ["2026-10-05", "2026-11-02", "2026-11-30", "2026-12-28", "2027-01-25", "2027-02-22", "2027-03-22"];
    assert_eq!(days, mondays);
}

/// wanted 16
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
        ("FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=1", true),
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

/// Days and times at home from 2026 to 2030, as `2027-04-30T10:00`, or as days.
fn long(event: &Event) -> Vec<String> {
    let found = occurrences(event, at("2026-01-01T00:00"), at("2030-06-01T00:00"), &home());
    assert!(found.complete);
    let text = |one: &Occurrence| match one.span.all_day() {
        Some((day, _)) => day.to_string(),
        None => home().wall(start(one)).format("%Y-%m-%dT%H:%M").to_string(),
    };
    found.occurrences.iter().map(text).collect()
}

const AT_TEN: &str = "DURATION:PT1H\nDTSTART;TZID=Europe/Vienna:";

/// T13: each part of a rule leaves the others to the start (RFC 5545 section 3.3.10). dateutil alone takes every month and weekday.
#[test]
fn what_a_rule_leaves_open_is_taken_from_the_start() {
    let rule = |start: &str, rule: &str| long(&event(&[&format!("{AT_TEN}{start}T100000\nRRULE:FREQ=YEARLY;{rule}")]));
    assert_eq!(rule("20270430", "BYMONTHDAY=-1;COUNT=3"), ["2027-04-30T10:00", "2028-04-30T10:00", "2029-04-30T10:00"]);
    assert_eq!(rule("20270520", "BYWEEKNO=20;COUNT=3"), ["2027-05-20T10:00", "2028-05-18T10:00", "2029-05-17T10:00"]);
    // What is there stands.
    assert_eq!(rule("20270430", "BYMONTH=5;BYMONTHDAY=-1;COUNT=2"), ["2027-04-30T10:00", "2027-05-31T10:00"]);
    assert_eq!(rule("20270813", "BYDAY=FR;BYMONTHDAY=13;COUNT=2"), ["2027-08-13T10:00", "2028-10-13T10:00"]);
}

/// T15: the weeks that are numbered are those of ISO 8601, and so are their years: 31 December 2029 lies in week 1 of 2030.
#[test]
fn numbered_weeks_belong_to_the_year_that_has_most_of_them() {
    let start = format!("{AT_TEN}20260101T100000\nRRULE:FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO,TH");
    let expected = ["2026-01-01T10:00", "2028-01-03T10:00", "2028-01-06T10:00", "2029-12-31T10:00", "2030-01-03T10:00"];
    assert_eq!(long(&event(&[&start])), expected);
    let late = occurrences(&event(&[&start]), at("2029-12-30T00:00"), at("2030-01-01T00:00"), &home());
    assert_eq!(late.occurrences.len(), 1, "and is found in a short span");
    let at_the_end = format!("{AT_TEN}20261231T100000\nRRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH");
    assert_eq!(long(&event(&[&at_the_end])), ["2026-12-31T10:00"], "2026 has 53 weeks, and the next such year is 2032");
}

/// T16: DTSTART counts as the first occurrence (RFC 5545 section 3.3.10), whether or not the rule takes it.
#[test]
fn the_start_counts_as_the_first_occurrence() {
    let series = |start: &str, count: u32| {
        long(&event(&[&format!("{AT_TEN}{start}T100000\nRRULE:FREQ=WEEKLY;BYDAY=MO;COUNT={count}")]))
    };
    assert_eq!(series("20260106", 3), ["2026-01-06T10:00", "2026-01-12T10:00", "2026-01-19T10:00"]);
    assert_eq!(series("20260106", 1), ["2026-01-06T10:00"]);
    assert_eq!(series("20260105", 2), ["2026-01-05T10:00", "2026-01-12T10:00"]);
}

/// T16: EXRULE (RFC 2445 section 4.8.5.2) takes starts out; one that cannot be read leaves the event unknown.
#[test]
fn what_an_exrule_takes_out_is_gone() {
    let series = |off: &str| event(&[&format!("{AT_TEN}20260101T100000\nRRULE:FREQ=DAILY;COUNT=7\nEXRULE:{off}")]);
    let days = |days: [u32; 5]| days.map(|day| format!("2026-01-{day:02}T10:00"));
    assert_eq!(long(&series("FREQ=WEEKLY;BYDAY=SA,SU")), days([1, 2, 5, 6, 7]));
    let found = occurrences(&series("FREQ=NEVER"), at("2026-01-01T00:00"), at("2027-01-01T00:00"), &home());
    assert!(!found.complete);
}

/// T16: an exception stays one, though an override describes it (RFC 5545 section 3.8.5.1); so does what lies beyond UNTIL.
#[test]
fn an_override_of_what_the_series_has_no_more_is_gone() {
    let series = format!("{AT_TEN}20270104T100000\nRRULE:FREQ=WEEKLY;UNTIL=20270118T100000Z");
    let moved = |day: u32| {
        format!(
            "RECURRENCE-ID;TZID=Europe/Vienna:202701{day:02}T100000\nDURATION:PT1H\nDTSTART;TZID=Europe/Vienna:202701{day:02}T140000"
        )
    };
    let except = format!("{series}\nEXDATE;TZID=Europe/Vienna:20270111T100000");
    assert_eq!(long(&event(&[&except, &moved(11)])), ["2027-01-04T10:00", "2027-01-18T10:00"]);
    let all = ["2027-01-04T10:00", "2027-01-11T14:00", "2027-01-18T10:00"];
    assert_eq!(long(&event(&[&series, &moved(11), &moved(25)])), all);
    // An additional date is one of the series, whatever its rule says.
    let more = format!("{series}\nRDATE;TZID=Europe/Vienna:20270125T100000");
    assert_eq!(long(&event(&[&more, &moved(11), &moved(25)])).last().unwrap(), "2027-01-25T14:00");
}

/// T17: parts of a rule about times of day MUST be ignored in a whole-day series (RFC 5545 section 3.3.10).
#[test]
fn a_whole_day_series_has_no_times_of_day() {
    for part in ["BYMINUTE=30", "BYHOUR=9", "BYSECOND=5", "BYHOUR=9;BYMINUTE=30;BYSECOND=5"] {
        let series = format!("DTSTART;VALUE=DATE:20270501\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=3;{part}");
        assert_eq!(long(&event(&[&series])), ["2027-05-01", "2027-05-03", "2027-05-05"], "{part}");
    }
}

/// T14: where no series stands beside it, the rule of an occurrence is that of the series.
#[test]
fn a_rule_without_its_series_is_one() {
    let lone = "RECURRENCE-ID;TZID=Europe/Vienna:20260107T180000\nDTSTART;TZID=Europe/Vienna:20260107T180000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=3";
    assert_eq!(long(&event(&[lone])), ["2026-01-07T18:00", "2026-01-14T18:00", "2026-01-21T18:00"]);
    let beside = format!("{AT_TEN}20260107T100000\nRRULE:FREQ=WEEKLY;COUNT=2");
    let moved = "RECURRENCE-ID;TZID=Europe/Vienna:20260107T100000\nDTSTART;TZID=Europe/Vienna:20260107T180000\nRRULE:FREQ=DAILY";
    assert_eq!(long(&event(&[&beside, moved])), ["2026-01-07T18:00", "2026-01-14T10:00"], "beside a series it is none");
}

/// T18: an end before its start is never free: the time between the two is taken.
#[test]
fn an_end_before_its_start_is_never_free() {
    let taken = |lines: &str| {
        let event = event(&[&format!("DTSTART;TZID=Europe/Vienna:20270302T110000\n{lines}")]);
        let one = all(&event).occurrences.remove(0);
        (start(&one), end(&one))
    };
    let hour = (at("2027-03-02T09:00"), at("2027-03-02T10:00"));
    assert_eq!(taken("DTEND;TZID=Europe/Vienna:20270302T100000"), hour);
    assert_eq!(taken("DTEND:20270302T090000Z"), hour);
    // A negative length is meant to be positive.
    assert_eq!(taken("DURATION:-PT1H"), (at("2027-03-02T10:00"), at("2027-03-02T11:00")));
    let far = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20270302T110000Z\r\nDTEND:19700101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert!(read(far.as_bytes(), None).is_err(), "nobody knows what is meant");
}

/// T9: a name that is no place means the VTIMEZONE that came with it (RFC 5545 sections 3.2.19, 3.6.5), whose own name is TEXT
/// (section 3.8.3.1).
#[test]
fn a_name_that_is_no_place_means_what_came_with_it() {
    let change = |kind: &str, start: &str, rule: &str, from: &str, to: &str| {
        format!(
            "BEGIN:{kind}\r\nDTSTART:{start}\r\nRRULE:FREQ=YEARLY;{rule}\r\nTZOFFSETFROM:{from}\r\nTZOFFSETTO:{to}\r\nEND:{kind}\r\n"
        )
    };
    let zone = |name: &str, winter: &str, summer: &str| {
        let autumn = change("STANDARD", "19701025T020000", "BYMONTH=10;BYDAY=-1SU", summer, winter);
        let spring = change("DAYLIGHT", "19700329T010000", "BYMONTH=3;BYDAY=-1SU", winter, summer);
        format!("BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{autumn}{spring}END:VTIMEZONE\r\n")
    };
    let start = |zone: &str, tzid: &str| {
        let object = format!(
            "BEGIN:VCALENDAR\r\n{zone}BEGIN:VEVENT\r\nUID:u\r\nDTSTART;TZID=\"{tzid}\":20270715T120000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        self::start(&all(&read(object.as_bytes(), Some("Europe/Vienna")).unwrap()).occurrences[0])
    };
    let british = |name| zone(name, "+0000", "+0100");
    for name in ["GMT", "UTC", "WET", "Etc/GMT", "UTC+0", "(GMT+00:00)"] {
        assert_eq!(start(&british(name), name), at("2027-07-15T11:00"), "{name}");
    }
    assert_eq!(start(&zone("UTC+1", "+0100", "+0200"), "UTC+1"), at("2027-07-15T10:00"));
    assert_eq!(start(&zone(r"Praxis\, York", "+0000", "+0100"), "Praxis, York"), at("2027-07-15T11:00"));
    // Without rules of its own, a name is what it says; and a place is where it is, whatever old rules came with it.
    assert_eq!(start("", "GMT"), at("2027-07-15T12:00"));
    assert_eq!(start("", "UTC+1"), at("2027-07-15T11:00"));
    assert_eq!(start(&british("Europe/Berlin"), "Europe/Berlin"), at("2027-07-15T10:00"));
    assert_eq!(start(&british("W. Europe Standard Time"), "W. Europe Standard Time"), at("2027-07-15T10:00"));
}

/// Ends in the autumn of 2026 as `MM-DDTHH:MM` in UTC: the clocks go back on 25 October at 01:00.
fn ends_in_autumn(event: &Event) -> Vec<String> {
    let found = occurrences(event, at("2026-09-01T00:00"), at("2026-12-01T00:00"), &home());
    found.occurrences.iter().map(|one| end(one).format("%m-%dT%H:%M").to_string()).collect()
}

/// RFC 5545 section 3.8.5.3: the same nominal duration applies to all members of the set, and how long each is depends on when it
/// starts. Days and weeks are nominal, hours are exact (section 3.3.6), and so is the length that DTEND gives.
#[test]
fn the_days_of_a_duration_are_those_of_the_clock_of_each_date() {
    let series = |start: u32, length: &str| {
        let lines = format!("DTSTART;TZID=Europe/Vienna:202610{start:02}T220000\n{length}\nRRULE:FREQ=WEEKLY;COUNT=3");
        ends_in_autumn(&event(&[&lines]))
    };
    assert_eq!(series(17, "DURATION:P1D"), ["10-18T20:00", "10-25T21:00", "11-01T21:00"]);
    assert_eq!(series(24, "DURATION:P1D"), ["10-25T21:00", "11-01T21:00", "11-08T21:00"]);
    assert_eq!(series(17, "DURATION:P1W"), ["10-24T20:00", "10-31T21:00", "11-07T21:00"]);
    assert_eq!(series(17, "DURATION:P1DT2H"), ["10-18T22:00", "10-25T23:00", "11-01T23:00"]);
    let exact = ["10-18T20:00", "10-25T20:00", "11-01T21:00"];
    assert_eq!(series(17, "DURATION:PT24H"), exact);
    assert_eq!(series(17, "DTEND;TZID=Europe/Vienna:20261018T220000"), exact);
    let start = "DTSTART;TZID=Europe/Vienna:20261017T220000\nDURATION:P1D";
    let more = event(&[&format!("{start}\nRDATE;TZID=Europe/Vienna:20261024T220000")]);
    assert_eq!(ends_in_autumn(&more), ["10-18T20:00", "10-25T21:00"]);
    let short = "DTSTART;TZID=Europe/Vienna:20261010T200000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4";
    let onward = format!("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Vienna:20261017T200000\n{start}");
    let ends = ["10-10T19:00", "10-18T20:00", "10-25T21:00", "11-01T21:00"];
    assert_eq!(ends_in_autumn(&event(&[short, &onward])), ends);
}

/// Of an hour that comes twice, a wall clock names the first: an exact length may end in the second.
#[test]
fn an_exact_duration_that_ends_in_the_hour_that_comes_twice_is_whole() {
    let night = event(&["DTSTART;TZID=Europe/Vienna:20261025T013000\nDURATION:PT2H\nRRULE:FREQ=DAILY;COUNT=2"]);
    assert_eq!(ends_in_autumn(&night), ["10-25T01:30", "10-26T02:30"]);
}
