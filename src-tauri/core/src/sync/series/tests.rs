//! How events repeat, as far as a series for a client can.

use super::*;
use crate::ical;
use crate::model::event::Apart;
use crate::model::repeat::{Ends, Every};

fn event(rule: &str, more: &str) -> Event {
    let text = format!(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u-1\r\nDTSTART;TZID=Europe/Berlin:20270302T100000\r\n\
         DTEND;TZID=Europe/Berlin:20270302T105000\r\n{rule}SUMMARY:Ada\r\nEND:VEVENT\r\n{more}END:VCALENDAR\r\n"
    );
    ical::read(text.as_bytes(), None).unwrap()
}

fn told(event: &Event) -> Repeats {
    let berlin = Zone::named("Europe/Berlin").unwrap();
    repeats(event, &Zone::utc(), &berlin)
}

#[test]
fn of_an_event_is_told_how_it_repeats_if_a_series_for_a_client_can() {
    let skip = vec!["2027-03-09".parse().unwrap(), "2027-04-06".parse().unwrap()];
    let series = Repeat { every: Every::Weeks(1), ends: Ends::After(8), skip, moved: Vec::new() };
    let rule = "RRULE:FREQ=WEEKLY;COUNT=8\r\nEXDATE;TZID=Europe/Berlin:20270309T100000\r\n";
    let off = "BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20270406T100000\r\n\
               DTSTART;TZID=Europe/Berlin:20270406T100000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n";
    assert_eq!(told(&event(rule, off)), Repeats::As(Some(series)), "over a change of the clocks too");
    assert_eq!(told(&event("", "")), Repeats::As(None));
    assert_eq!(told(&event("RRULE:FREQ=DAILY\r\n", "")), Repeats::Otherwise);
    assert_eq!(told(&event("RRULE:FREQ=DAILY;COUNT=1\r\n", "")), Repeats::Untold);
}

/// One date of it, as somebody else may have it.
fn own(date: &str, start: &str, more: &str) -> String {
    format!(
        "BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Berlin:{date}T100000\r\n{start}\r\n{more}END:VEVENT\r\n"
    )
}

fn moved(date: &str, start: &str) -> Moved {
    Moved { date: date.parse().unwrap(), start: start.parse().unwrap() }
}

/// P16: of a date that stands for itself its time counts, whatever else is its own.
#[test]
fn a_date_that_stands_at_another_time_is_moved() {
    let rule = "RRULE:FREQ=WEEKLY\r\n";
    let later = own("20270309", "DTSTART;TZID=Europe/Berlin:20270310T150000", "SUMMARY:Other\r\n");
    let renamed = own("20270316", "DTSTART;TZID=Europe/Berlin:20270316T100000", "SUMMARY:Other\r\n");
    let Repeats::As(Some(read)) = told(&event(rule, &(later + &renamed))) else { panic!("a series") };
    assert_eq!(read.moved, [moved("2027-03-09", "2027-03-10T15:00:00")]);
    for no_date_of_ours in [
        own("20270309", "DTSTART;VALUE=DATE:20270309", ""),
        own("20270309", "DTSTART:20271031T013000Z", ""),
        own("20270309", "DTSTART;TZID=Europe/Berlin:20270309T100000", "")
            .replace("RECURRENCE-ID;", "RECURRENCE-ID;RANGE=THISANDFUTURE;"),
    ] {
        assert_eq!(told(&event(rule, &no_date_of_ours)), Repeats::Otherwise, "{no_date_of_ours}");
    }
}

/// P16: a series runs on the clock of its appointment, or it is none that can be held here.
#[test]
fn a_series_that_nobody_agreed_on_is_ours_on_our_clock_only() {
    let of = |rule: &str, zone: &str| as_ours(&event(rule, ""), &Zone::utc(), &Zone::named(zone).unwrap());
    let weekly = "RRULE:FREQ=WEEKLY;COUNT=8\r\n";
    assert_eq!(of(weekly, "Europe/Berlin").map(|repeat| repeat.ends), Some(Ends::After(8)));
    assert!(of(weekly, "Europe/Vienna").is_some(), "the same clock");
    for other in ["America/New_York", "Africa/Lagos", "UTC"] {
        assert_eq!(of(weekly, other), None, "{other}");
    }
    let never = "RRULE:FREQ=WEEKLY;COUNT=1\r\nEXDATE;TZID=Europe/Berlin:20270302T100000\r\n";
    assert_eq!(of(never, "Europe/Berlin"), None, "it has no date");
    assert_eq!(of("RRULE:FREQ=DAILY\r\n", "Europe/Berlin"), None);
    assert_eq!(of("", "Europe/Berlin"), None);
}

/// P16: where dates are events of their own, what is told of them is taken, and of all others what was agreed.
#[test]
fn of_a_series_without_a_rule_the_dates_are_as_they_are_told() {
    let (first, second) = (moved("2027-03-09", "2027-03-10T15:00:00"), moved("2027-03-16", "2027-03-17T15:00:00"));
    let far = moved("2029-03-06", "2029-03-07T15:00:00");
    let of =
        |moved: &[Moved]| Repeat { every: Every::Weeks(1), ends: Ends::Never, skip: Vec::new(), moved: moved.to_vec() };
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let dates = vec![(at("2027-03-16T09:00:00Z"), at("2027-03-17T14:00:00Z"))];
    let (from, to) = (at("2026-03-02T00:00:00Z"), at("2028-03-02T00:00:00Z"));
    let apart = Apart { from, to, dates, stand: None, own: Vec::new() };
    let there = Event { apart: Some(apart), ..event("RRULE:FREQ=DAILY;COUNT=1\r\n", "") };
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let read = |agreed: Option<&Repeat>| stands(&there, &Zone::utc(), &berlin, agreed);
    assert_eq!(read(Some(&of(&[first, far]))), Repeats::As(Some(of(&[second, far]))));
    assert_eq!(read(None), Repeats::Untold);
    let untold = Event { apart: None, ..there };
    assert_eq!(stands(&untold, &Zone::utc(), &berlin, Some(&of(&[first]))), Repeats::Untold);
}

/// P16: where the rule is told beside such dates, a date that is not among them is left out, as far as they are told.
#[test]
fn a_rule_that_is_told_counts_with_the_dates_that_are_there() {
    let at = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let stand = ["2027-03-02T09:00:00Z", "2027-03-16T09:00:00Z", "2027-03-30T08:00:00Z"].map(at).to_vec();
    let (from, to) = (at("2026-03-02T00:00:00Z"), at("2027-05-03T00:00:00Z"));
    let dates = vec![(at("2027-03-16T09:00:00Z"), at("2027-03-17T14:00:00Z"))];
    let apart = Apart { from, to, dates, stand: Some(stand), own: Vec::new() };
    let told = |rule: &str| Event {
        rule_there: Some(rule.to_owned()),
        apart: Some(apart.clone()),
        ..event("RRULE:FREQ=DAILY;COUNT=1\r\n", "")
    };
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let skip = vec![day("2027-03-09"), day("2027-03-23")];
    let moved = vec![moved("2027-03-16", "2027-03-17T15:00:00")];
    let read = Repeat { every: Every::Weeks(1), ends: Ends::Never, skip, moved };
    let weekly = told("FREQ=WEEKLY;INTERVAL=1;WKST=SU;BYDAY=TU");
    assert_eq!(stands(&weekly, &Zone::utc(), &berlin, None), Repeats::As(Some(read.clone())));
    // From 2 April on nothing is told: what was agreed stays.
    let agreed = Repeat { skip: vec![day("2027-03-16"), day("2027-04-06")], moved: Vec::new(), ..read };
    let both = Repeat { skip: [read.skip.clone(), vec![day("2027-04-06")]].concat(), ..read };
    assert_eq!(stands(&weekly, &Zone::utc(), &berlin, Some(&agreed)), Repeats::As(Some(both)));
    let daily = told("FREQ=DAILY;INTERVAL=1");
    assert_eq!(stands(&daily, &Zone::utc(), &berlin, Some(&agreed)), Repeats::Otherwise);
}

/// P16: dates that are written one by one may be half there.
#[test]
fn what_is_half_written_is_no_change_of_theirs() {
    let (one, two) = (moved("2027-03-09", "2027-03-10T15:00:00"), moved("2027-03-16", "2027-03-17T15:00:00"));
    let of = |moved: &[Moved], skip: &[&str]| Repeat {
        every: Every::Weeks(1),
        ends: Ends::Never,
        skip: skip.iter().map(|day| day.parse().unwrap()).collect(),
        moved: moved.to_vec(),
    };
    let (agreed, wanted) = (of(&[], &[]), of(&[one, two], &["2027-03-23"]));
    for there in [of(&[one], &[]), of(&[], &["2027-03-23"]), of(&[two], &["2027-03-23"])] {
        assert!(is_half_done(&there, Some(&agreed), Some(&wanted)), "{there:?}");
    }
    let theirs = moved("2027-03-09", "2027-03-11T15:00:00");
    for there in [of(&[theirs], &[]), of(&[one], &["2027-03-30"])] {
        assert!(!is_half_done(&there, Some(&agreed), Some(&wanted)), "{there:?}");
    }
    assert!(is_half_done(&of(&[one], &["2027-03-23"]), None, Some(&wanted)));
}
