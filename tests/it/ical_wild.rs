//! What calendars hold in the wild, row by row of what other clients have had to repair (S24).

use daybook_core::ical::{read, tree};
use daybook_core::model::event::{Busy, Event, EventStatus, Moment, Part, Reply, Unreadable};

fn object(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u-1\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

fn event(text: &str) -> Event {
    read(text.as_bytes(), Some("Europe/Vienna")).unwrap_or_else(|why| panic!("{why}: {text}"))
}

/// The one part of an event with these lines.
fn part(lines: &str) -> Part {
    event(&object(&lines.replace('\n', "\r\n"))).parts.remove(0)
}

fn zoned(wall: &str, zone: &str) -> Moment {
    Moment::Zoned { wall: wall.parse().unwrap(), zone: zone.into() }
}

fn vienna(wall: &str) -> Moment {
    zoned(wall, "Europe/Vienna")
}

fn date(text: &str) -> Moment {
    Moment::Date(text.parse().unwrap())
}

fn utc(text: &str) -> Moment {
    Moment::Utc(text.parse().unwrap())
}

const START: &str = "DTSTART;TZID=Europe/Vienna:20270301T100000";

#[test]
fn an_end_and_a_duration_together_leave_the_end() {
    let part = part(&format!("{START}\nDURATION:PT3H\nDTEND;TZID=Europe/Vienna:20270301T105000"));
    assert_eq!(part.end, vienna("2027-03-01T10:50:00"));
}

#[test]
fn without_an_end_a_time_has_no_length_and_a_date_is_a_day() {
    assert_eq!(part(START).end, vienna("2027-03-01T10:00:00"));
    assert_eq!(part("DTSTART;VALUE=DATE:20270301").end, date("2027-03-02"));
}

#[test]
fn an_end_that_is_not_after_the_start_is_not_one() {
    let same = part(&format!("{START}\nDTEND;TZID=Europe/Vienna:20270301T100000"));
    assert_eq!(same.end, same.start);
    let before = part(&format!("{START}\nDTEND:20270301T085900Z"));
    assert_eq!(
        (before.start, before.end),
        ("2027-03-01T08:59:00Z".parse().map(Moment::Utc).unwrap(), vienna("2027-03-01T10:00:00"))
    );
    // 10:00 in Vienna is after 09:59 in Vienna though its clock shows less in London.
    let elsewhere = part(&format!("{START}\nDTEND;TZID=Europe/London:20270301T093000"));
    assert_eq!(elsewhere.end, zoned("2027-03-01T09:30:00", "Europe/London"));
    let day = part("DTSTART;VALUE=DATE:20270301\nDTEND;VALUE=DATE:20270301");
    assert_eq!(day.end, date("2027-03-02"));
    let duration_instead = part(&format!("{START}\nDTEND:20270301T080000Z\nDURATION:PT50M"));
    assert_eq!(duration_instead.end, vienna("2027-03-01T10:50:00"));
}

#[test]
fn a_negative_duration_is_meant_positive_and_days_behind_a_t_are_days() {
    assert_eq!(part(&format!("{START}\nDURATION:-PT1H")).end, vienna("2027-03-01T11:00:00"));
    assert_eq!(part(&format!("{START}\nDURATION:PT2D")).end, vienna("2027-03-03T10:00:00"));
    assert_eq!(part(&format!("{START}\nDURATION:P2DT")).end, vienna("2027-03-03T10:00:00"));
    assert_eq!(part("DTSTART;VALUE=DATE:20270301\nDURATION:P3D").end, date("2027-03-04"));
    assert_eq!(part("DTSTART;VALUE=DATE:20270301\nDURATION:PT36H").end, date("2027-03-03"));
}

#[test]
fn an_end_of_another_type_is_aligned_with_the_start() {
    assert_eq!(part("DTSTART;VALUE=DATE:20270301\nDTEND:20270303T120000Z").end, date("2027-03-03"));
    assert_eq!(part(&format!("{START}\nDTEND;VALUE=DATE:20270302")).end, vienna("2027-03-02T10:00:00"));
    assert_eq!(part(&format!("{START}\nDTEND:20270301T110000")).end, vienna("2027-03-01T11:00:00"));
}

#[test]
fn a_duration_across_a_change_of_the_clock_is_exact_and_days_are_nominal() {
    let night = "DTSTART;TZID=Europe/Vienna:20270327T230000";
    assert_eq!(part(&format!("{night}\nDURATION:PT8H")).end, vienna("2027-03-28T08:00:00"));
    assert_eq!(part(&format!("{night}\nDURATION:P1D")).end, vienna("2027-03-28T23:00:00"));
}

#[test]
fn zones_are_found_under_every_name_they_go_by() {
    for (tzid, zone) in [
        ("Europe/Berlin", "Europe/Berlin"),
        ("\"Europe/Berlin\"", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/Europe/Stockholm", "Europe/Stockholm"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("America/Los Angeles", "America/Los_Angeles"),
        ("UTC+11", "Etc/GMT-11"),
        ("GMT-0300", "Etc/GMT+3"),
    ] {
        let part = part(&format!("DTSTART;TZID={tzid}:20270301T100000"));
        assert_eq!(part.start, zoned("2027-03-01T10:00:00", zone), "{tzid}");
    }
    // A name that nobody knows, without a VTIMEZONE, is none of a known zone, and so is an empty one.
    let ten = "2027-03-01T10:00:00".parse().unwrap();
    for tzid in ["Mittelerde", "Local", "\"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien\""] {
        assert_eq!(part(&format!("DTSTART;TZID={tzid}:20270301T100000")).start, Moment::Unknown(ten), "{tzid}");
    }
    let unknown = object("DTSTART;TZID=Mittelerde:20270301T100000");
    assert_eq!(read(unknown.as_bytes(), None).unwrap().parts[0].start, Moment::Unknown(ten));
    assert_eq!(part("DTSTART;TZID=\" \":20270301T100000").start, Moment::Unknown(ten));
    assert_eq!(part("DTSTART;TZID=Europe/Berlin:20270301T100000Z").start, utc("2027-03-01T10:00:00Z"));
}

fn with_vtimezone(observances: &str, tzid: &str) -> Moment {
    let zone = format!("BEGIN:VTIMEZONE\nTZID:{tzid}\n{observances}END:VTIMEZONE\n").replace('\n', "\r\n");
    let object = object(&format!("DTSTART;TZID={tzid}:20270701T100000"));
    event(&object.replacen("BEGIN:VEVENT", &format!("{zone}BEGIN:VEVENT"), 1)).parts.remove(0).start
}

#[test]
fn an_unknown_name_is_what_its_vtimezone_does() {
    let eastern = "BEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\n";
    assert_eq!(with_vtimezone(eastern, "Customized Time Zone"), zoned("2027-07-01T10:00:00", "America/New_York"));
    // Home is preferred where it fits.
    let central = "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
        BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n";
    assert_eq!(with_vtimezone(central, "Praxis"), vienna("2027-07-01T10:00:00"));
    // No zone on earth: the times are still known.
    let instant = |observances: &str| match with_vtimezone(observances, "Nowhere") {
        Moment::Ruled { wall, clock } => clock.instant(wall).first(),
        other => panic!("{other:?}"),
    };
    let odd = "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0117\nTZOFFSETTO:+0117\nEND:STANDARD\n";
    assert_eq!(Moment::Utc(instant(odd)), utc("2027-07-01T08:43:00Z"));
    // Offsets as Synology writes them: +5730 is +00:57:30, which no zone has today.
    let synology = odd.replace("+0117", "+5730");
    assert_eq!(Moment::Utc(instant(&synology)), utc("2027-07-01T09:02:30Z"));
    // Nothing in it: nobody knows.
    assert_eq!(with_vtimezone("", "Nowhere"), Moment::Unknown("2027-07-01T10:00:00".parse().unwrap()));
}

#[test]
fn stamps_that_are_doubled_missing_or_absurd_do_no_harm() {
    part(&format!("DTSTAMP:20260101T000000Z\nDTSTAMP:20270101T000000Z\n{START}"));
    part(&format!("CREATED:00010101T000000Z\nCOMPLETED:20270101\nLAST-MODIFIED:never\n{START}"));
}

#[test]
fn an_object_without_a_uid_is_read_if_it_holds_one_event() {
    let one = object(START).replace("UID:u-1\r\n", "");
    assert_eq!(event(&one).uid, "");
    let event_of = |uid: &str| format!("BEGIN:VEVENT\r\n{uid}{START}\r\nEND:VEVENT\r\n");
    let refused =
        |events: String| read(format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n").as_bytes(), None).unwrap_err();
    assert_eq!(refused(event_of("") + &event_of("")), Unreadable("no UID"));
    assert_eq!(refused(event_of("UID:a\r\n") + &event_of("UID:b\r\n")), Unreadable("more than one UID"));
    assert_eq!(refused(event_of("UID:a\r\n") + &event_of("")), Unreadable("more than one UID"));
}

#[test]
fn what_is_no_calendar_object_is_refused_for_a_reason() {
    let refused = |raw: &[u8]| read(raw, None).unwrap_err().0;
    assert_eq!(refused(b""), "empty");
    assert_eq!(refused(b" \r\n\r\n"), "empty");
    assert_eq!(refused(b"<!DOCTYPE html>\n<html><body style=\"a:b\">Sign in</body></html>"), "not iCalendar");
    assert_eq!(refused(&object(START).as_bytes()[..90]), "cut off");
    assert_eq!(refused(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), "no event in it");
    let task = object("DUE:20270301T100000Z").replace("VEVENT", "VTODO");
    assert_eq!(refused(task.as_bytes()), "no event in it");
    assert_eq!(refused(object("SUMMARY:when?").as_bytes()), "no start");
    assert_eq!(refused(object("DTSTART:tomorrow").as_bytes()), "the start is not readable");
    assert_eq!(refused(&vec![b'A'; tree::MAX_BYTES + 1]), "too large");
    assert_eq!(refused("BEGIN:VCALENDAR\r\n".repeat(30_000).as_bytes()), "nested too deep");
}

#[test]
fn text_is_read_whatever_it_was_escaped_with() {
    let part =
        part(&format!("{START}\nSUMMARY:a\\, b\\; c \\\"d\\\": e\\\\n\\Nf  \nCATEGORIES:\nLOCATION;LANGUAGE=de:\n"));
    assert_eq!(part.title, "a, b; c \"d\": e\\n\nf");
    assert_eq!(part.place, "");
}

#[test]
fn bytes_that_are_not_utf_8_and_control_characters_are_read_as_letters() {
    let mut raw = object(&format!("{START}\r\nSUMMARY:Gespr")).into_bytes();
    let at = raw.windows(5).position(|it| it == b"Gespr").unwrap() + 5;
    raw.splice(at..at, *b"\xe4ch\x00\x07");
    assert_eq!(read(&raw, None).unwrap().parts[0].title, "Gespräch\u{0}\u{7}");
}

#[test]
fn lenient_forms_of_a_date_time_are_taken() {
    assert_eq!(part("DTSTART;TZID=\"Europe/Vienna\":20270301T1000").start, vienna("2027-03-01T10:00:00"));
    assert_eq!(part("dtstart:20270301t090000z").start, utc("2027-03-01T09:00:00Z"));
    assert_eq!(part("DTSTART;VALUE=DATE:20270301T000000").start, date("2027-03-01"));
    assert_eq!(part("DTSTART:20270301").start, date("2027-03-01"));
    assert_eq!(part("DTSTART:20270301T010000-0800").start, utc("2027-03-01T09:00:00Z"));
}

/// T21: Apple's travel time, as far as it is believable.
#[test]
fn the_way_to_an_event_is_read() {
    let way = |more: &str| part(&format!("{START}\n{more}")).travel.num_minutes();
    assert_eq!(way("X-A:b"), 0);
    assert_eq!(way("X-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT45M"), 45);
    assert_eq!(way("X-APPLE-TRAVEL-DURATION:soon"), 0);
    assert_eq!(way("X-APPLE-TRAVEL-DURATION:P400D"), 8 * 60);
}

/// T21
#[test]
fn busy_and_state_are_what_the_words_say() {
    let words = |more: &str| {
        let part = part(&format!("{START}\n{more}"));
        (part.busy, part.status)
    };
    assert_eq!(words("X-A:b"), (Busy::Busy, EventStatus::Confirmed));
    assert_eq!(words("TRANSP:TRANSPARENT\nSTATUS:tentative"), (Busy::Free, EventStatus::Tentative));
    assert_eq!(words("TRANSP:OPAQUE\nSTATUS:CANCELLED"), (Busy::Busy, EventStatus::Cancelled));
    assert_eq!(words("X-MICROSOFT-CDO-BUSYSTATUS:FREE"), (Busy::Free, EventStatus::Confirmed));
    for (said, kind) in [
        ("FREE", Busy::Free),
        ("TENTATIVE", Busy::Tentative),
        ("OOF", Busy::OutOfOffice),
        ("WORKINGELSEWHERE", Busy::Elsewhere),
        ("BUSY", Busy::Busy),
        ("NOTHING", Busy::Busy),
    ] {
        assert_eq!(words(&format!("TRANSP:OPAQUE\nX-MICROSOFT-CDO-BUSYSTATUS:{said}")).0, kind, "{said}");
    }
}

#[test]
fn people_are_known_by_their_address_in_every_form() {
    let part = part(&format!(
        "{START}\nORGANIZER;CN=\"Anna; Praxis\":MAILTO:anna@example.com\n\
         ATTENDEE;PARTSTAT=ACCEPTED;CN=Anna ^'Nan^' M:mailto:a%2Bb@example.org\n\
         ATTENDEE;PARTSTAT=declined:plain@example.org\n\
         ATTENDEE;PARTSTAT=TENTATIVE;EMAIL=c@example.org:/aMjE/principal/\n\
         ATTENDEE:urn:uuid:1234"
    ));
    assert_eq!(part.organizer.as_deref(), Some("anna@example.com"));
    let guests: Vec<_> = part.guests.iter().map(|it| (it.address.as_str(), it.name.as_str(), it.reply)).collect();
    assert_eq!(
        guests,
        [
            ("a+b@example.org", "Anna \"Nan\" M", Reply::Accepted),
            ("plain@example.org", "", Reply::Declined),
            ("c@example.org", "", Reply::Maybe),
            ("urn:uuid:1234", "", Reply::None),
        ]
    );
}

#[test]
fn an_override_without_its_master_is_read() {
    let event = event(&object(&format!("{START}\r\nRECURRENCE-ID;TZID=Europe/Vienna:20270302T100000")));
    assert_eq!(event.parts.len(), 1);
    assert_eq!(event.parts[0].occurrence, Some(vienna("2027-03-02T10:00:00")));
}

#[test]
fn of_several_versions_of_an_occurrence_the_latest_counts() {
    let version = |more: &str| format!("BEGIN:VEVENT\r\nUID:u-1\r\n{START}\r\n{more}\r\nEND:VEVENT\r\n");
    let id = "RECURRENCE-ID;TZID=Europe/Vienna:20270301T100000\r\nRRULE:FREQ=DAILY";
    let text = format!(
        "BEGIN:VCALENDAR\r\n{}{}{}{}END:VCALENDAR\r\n",
        version(&format!("{id}\r\nSEQUENCE:3\r\nSUMMARY:newest")),
        version(&format!("{id}\r\nSEQUENCE:2\r\nSUMMARY:old")),
        version("RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:master\r\nDTSTAMP:20270102T000000Z"),
        version("RRULE:FREQ=DAILY;COUNT=2\r\nSUMMARY:old master\r\nDTSTAMP:20270101T000000Z"),
    );
    let event = event(&text);
    let titles: Vec<_> = event.parts.iter().map(|it| (it.title.as_str(), it.rule.as_deref())).collect();
    assert_eq!(titles, [("master", Some("FREQ=DAILY;COUNT=3")), ("newest", None)], "and a rule on an override is none");
}

#[test]
fn additional_dates_and_exceptions_come_in_lists_lines_and_periods() {
    let event = event(&object(&format!(
        "{START}\r\nDURATION:PT50M\r\nRRULE:FREQ=DAILY;COUNT=2\r\n\
         EXDATE;TZID=Europe/Vienna:20270302T100000,20270303T100000\r\nEXDATE:20270304T090000Z\r\nEXDATE:\r\n\
         RDATE;VALUE=PERIOD:20270310T090000Z/PT2H,20270311T090000Z/20270311T093000Z\r\nRDATE;VALUE=DATE:20270312"
    )));
    let master = &event.parts[0];
    assert_eq!(master.except.len(), 3);
    assert_eq!(master.also.len(), 3);
    let own: Vec<_> = event.parts[1..].iter().map(|it| (it.start.clone(), it.end.clone())).collect();
    assert_eq!(
        own,
        [
            (utc("2027-03-10T09:00:00Z"), utc("2027-03-10T11:00:00Z")),
            (utc("2027-03-11T09:00:00Z"), utc("2027-03-11T09:30:00Z")),
        ]
    );
}

/// T10: what can be read of its dates stands, and that there are more is not lost.
#[test]
fn a_date_that_cannot_be_read_leaves_all_others() {
    let some = part(&format!("{START}\nRDATE:soon,20270302T090000Z\nRRULE:FREQ=DAILY"));
    assert_eq!((some.also, some.more_dates), (vec![utc("2027-03-02T09:00:00Z")], true));
    assert_eq!(some.rule.as_deref(), Some("FREQ=DAILY"));
    for period in ["20270302T090000Z/soon", "20270312T090000Z/20270302T090000Z"] {
        let some = part(&format!("{START}\nRDATE;VALUE=PERIOD:{period}"));
        assert_eq!((some.also.len(), some.more_dates), (1, true), "{period}");
    }
    let turned = event(&object(&format!("{START}\r\nRDATE;VALUE=PERIOD:20270302T100000Z/20270302T090000Z")));
    let [master, period] = turned.parts.as_slice() else { panic!("{turned:?}") };
    assert_eq!((&period.start, &period.end), (&utc("2027-03-02T09:00:00Z"), &utc("2027-03-02T10:00:00Z")));
    assert!(!master.more_dates);
    let some = part(&format!("{START}\nEXDATE:soon,20270302T090000Z"));
    assert_eq!((some.except.len(), some.more_dates), (1, false), "it leaves time taken");
}

/// T18: what cannot be read is not as if it were missing, and of two the one that can be read counts.
#[test]
fn an_end_that_cannot_be_read_is_not_no_length() {
    let read = |lines: &str| {
        read(object(&lines.replace('\n', "\r\n")).as_bytes(), None).map(|event| event.parts[0].end.clone())
    };
    let unknown = Err(Unreadable("the end is not readable"));
    for end in ["DTEND:then", "DTEND:", "DURATION:P1Y", "DURATION:", "DTEND:then\nDURATION:PT"] {
        assert_eq!(read(&format!("{START}\n{end}")), unknown, "{end}");
        assert_eq!(read(&format!("DTSTART;VALUE=DATE:20270301\n{end}")), unknown, "{end}");
    }
    assert_eq!(read(&format!("{START}\nDTEND:then\nDURATION:PT50M")), Ok(vienna("2027-03-01T10:50:00")));
    let one = format!("{START}\nDURATION:then\nDTEND;TZID=Europe/Vienna:20270301T110000");
    assert_eq!(read(&one), Ok(vienna("2027-03-01T11:00:00")));
    assert_eq!(read(&format!("{START}\nDURATION:PT0S")), Ok(vienna("2027-03-01T10:00:00")), "its moment");
    let days = |end: &str| read(&format!("DTSTART;VALUE=DATE:20270305\nDTEND;VALUE=DATE:{end}"));
    assert_eq!((days("20270305"), days("20270304")), (Ok(date("2027-03-06")), Ok(date("2027-03-06"))));
    assert_eq!(days("20270301"), Err(Unreadable("the end is before the start")));
}

/// T14: occurrences whose series is not in the object.
#[test]
fn dates_that_stand_in_an_occurrence_without_its_series_are_not_lost() {
    let alone = part(&format!("{START}\nRECURRENCE-ID:19700102T010000Z\nRDATE:20270308T090000Z"));
    assert_eq!((alone.occurrence, alone.also, alone.more_dates), (None, vec![utc("2027-03-08T09:00:00Z")], false));
    let onward = part(&format!("{START}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20270301T090000Z"));
    assert!(onward.occurrence.is_some() && onward.onward && onward.more_dates);
    // Whoever was invited to one date has it alone.
    let one = part(&format!("{START}\nRECURRENCE-ID:20270301T090000Z"));
    assert!(one.occurrence.is_some() && !one.more_dates);
    let of = |day: u32, rule: &str| {
        let id = format!("RECURRENCE-ID:202703{day:02}T090000Z\r\nDTSTART:202703{day:02}T090000Z");
        format!("BEGIN:VEVENT\r\nUID:u-1\r\n{id}\r\n{rule}\r\nEND:VEVENT\r\n")
    };
    let two = [of(1, "RRULE:FREQ=WEEKLY"), of(2, "RRULE:FREQ=DAILY")].concat();
    let two = event(&format!("BEGIN:VCALENDAR\r\n{two}END:VCALENDAR\r\n"));
    assert!(two.parts[0].occurrence.is_none() && two.parts[0].more_dates, "{two:?}");
}

#[test]
fn a_feed_without_a_calendar_around_it_and_a_byte_order_mark_are_read() {
    let bare = format!("\u{feff}BEGIN:VEVENT\nUID:u-1\n{START}\nEND:VEVENT");
    assert_eq!(event(&bare).parts[0].start, vienna("2027-03-01T10:00:00"));
}

#[test]
fn other_components_inside_and_beside_an_event_are_not_read_as_it() {
    let part = part(&format!(
        "BEGIN:VALARM\nACTION:DISPLAY\nSUMMARY:alarm\nDTSTART:19990101T000000Z\nTRIGGER:-P2DT\nEND:VALARM\n\
         BEGIN:X-DEEP\nBEGIN:X-DEEPER\nSUMMARY:deep\nEND:X-DEEPER\nEND:X-DEEP\n{START}\nSUMMARY:mine"
    ));
    assert_eq!(part.title, "mine");
    assert_eq!(part.start, vienna("2027-03-01T10:00:00"));
}

#[test]
fn a_megabyte_of_description_and_two_thousand_exceptions_are_read() {
    let dates: Vec<_> =
        (0..2000).map(|n| format!("2030{:02}{:02}T{:02}0000Z", n / 240 + 1, n / 24 % 10 + 1, n % 24)).collect();
    let part = part(&format!("{START}\nEXDATE:{}\nDESCRIPTION:{}", dates.join(","), "ü ".repeat(350_000)));
    assert_eq!(part.except.len(), 2000);
    assert_eq!(part.notes.chars().filter(|c| *c == 'ü').count(), 350_000);
}
