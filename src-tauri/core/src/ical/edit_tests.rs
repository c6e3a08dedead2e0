use crate::ical::{read, write};
use crate::model::event::{Content, Invitation, Reply};

const BASE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nPRODID:-//Somebody//Else//EN\r\n\
        X-WR-CALNAME:Praxis\r\n\
        BEGIN:VTIMEZONE\r\nTZID:Europe/Vienna\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n\
        TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\nUID:u-1\r\ndtstart;tzid=Europe/Vienna:20270301T100000\r\n\
        DTEND;TZID=Europe/Vienna:20270301T105000\r\nSUMMARY;LANGUAGE=de:Sitzung \r\n  A. K.\r\nSEQUENCE:4\r\n\
        DTSTAMP:20260101T000000Z\r\nDTSTAMP:20260101T000001Z\r\n\
        ORGANIZER;SCHEDULE-AGENT=CLIENT:mailto:anna@example.com\r\n\
        ATTENDEE;PARTSTAT=ACCEPTED;CN=Anna:mailto:anna@example.com\r\n\
        ATTENDEE;X-A=\"b;c\";PARTSTAT=ACCEPTED;SCHEDULE-STATUS=1.2:MAILTO:klient@example.org\r\n\
        X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=\"Long, \r\n  name\":geo:1,2\r\nX-DAYBOOK-ID:a-1\r\n\
        BEGIN:VALARM\r\nACTION:DISPLAY\r\nSUMMARY:not ours\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Vienna:20270308T100000\r\n\
        DTSTART;TZID=Europe/Vienna:20270308T110000\r\nSUMMARY:Sitzung  A. K.\r\nDTSTAMP:20260101T000000Z\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";

pub fn content() -> Content {
    Content {
        uid: "u-1".into(),
        appointment_id: "a-1".into(),
        carried: None,
        title: "Sitzung  A. K.".into(),
        place: String::new(),
        description: String::new(),
        start: "2027-03-01T10:00:00".parse().unwrap(),
        end: "2027-03-01T10:50:00".parse().unwrap(),
        zone: "Europe/Vienna".into(),
        time_stands: false,
        repeat: None,
        tentative: false,
        sequence: 0,
        stamp: "2027-02-28T09:00:00Z".parse().unwrap(),
        invitation: None,
        uninvited: None,
    }
}

fn written(content: &Content, base: &str) -> String {
    String::from_utf8(write(content, Some(base.as_bytes())).unwrap()).unwrap()
}

/// Lines of `new` that `old` does not have, and the other way round.
fn difference(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let only = |a: &str, b: &str| {
        a.split("\r\n").filter(|line| !b.split("\r\n").any(|it| it == *line)).map(str::to_owned).collect()
    };
    (only(old, new), only(new, old))
}

#[test]
fn where_nothing_means_something_else_only_method_goes() {
    assert_eq!(written(&content(), BASE), BASE.replace("METHOD:REQUEST\r\n", ""));
    let again = written(&content(), &written(&content(), BASE));
    assert_eq!(again, BASE.replace("METHOD:REQUEST\r\n", ""), "and a repeat changes nothing");
}

/// A time that stands is left in its own form: a whole day, to the second, or of no length at all.
#[test]
fn a_time_that_stands_is_left_as_it_is_written() {
    for (start, end) in [
        ("DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270302"),
        ("DTSTART:20270301T090030Z", "DTEND:20270301T095000Z"),
        ("DTSTART:20271031T013000Z", "DTEND:20271031T013000Z"),
    ] {
        let base = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u-1\r\n{start}\r\n{end}\r\nSUMMARY:Other\r\nX-DAYBOOK-ID:a-1\r\n\
                 DTSTAMP:20260101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let stands = Content { time_stands: true, end: content().start, ..content() };
        let (gone, new) = difference(&base, &written(&stands, &base));
        assert!(!gone.iter().chain(&new).any(|line| line.starts_with("DT") && !line.starts_with("DTSTAMP")), "{new:?}");
        assert!(new.iter().any(|line| line.starts_with("SUMMARY:Sitzung")), "{new:?}");
    }
}

#[test]
fn a_new_title_keeps_replies_sequence_and_every_other_line() {
    let new = written(&Content { title: "Séance; A. K.".into(), ..content() }, BASE);
    let (gone, come) = difference(BASE, &new);
    // The alarm's and the override's SUMMARY stay; the folded one was ours.
    assert_eq!(gone, ["METHOD:REQUEST", "SUMMARY;LANGUAGE=de:Sitzung ", "  A. K.", "DTSTAMP:20260101T000001Z"]);
    let stamps = ["DTSTAMP:20270228T090000Z", "X-DAYBOOK-UID:u-1", "LAST-MODIFIED:20270228T090000Z"];
    assert_eq!(come, ["SUMMARY:Séance\\; A. K.", stamps[0], stamps[1], stamps[2]]);
    assert!(new.find("LAST-MODIFIED").unwrap() < new.find("BEGIN:VALARM").unwrap());
}

/// It goes along with another change, and takes the place of what the event carried.
#[test]
fn what_travels_sealed_is_no_reason_to_write() {
    let carries = |text: &str| Content { carried: Some(text.into()), ..content() };
    let same = write(&carries("1.b2xk"), Some(BASE.as_bytes())).unwrap();
    assert!(!String::from_utf8(same).unwrap().contains("X-DAYBOOK-SEALED"));
    let first = written(&Content { title: "Other".into(), ..carries("1.b2xk") }, BASE);
    let second = written(&Content { title: "Third".into(), ..carries("1.bmV3") }, &first);
    assert!(!second.contains("1.b2xk") && second.matches("X-DAYBOOK-SEALED:1.bmV3\r\n").count() == 1, "{second}");
    let kept = written(&Content { title: "Fourth".into(), ..content() }, &second);
    assert!(kept.contains("X-DAYBOOK-SEALED:1.bmV3\r\n"), "{kept}");
}

#[test]
fn a_new_time_raises_the_sequence_and_asks_the_client_again() {
    let moved = Content {
        start: "2027-03-02T09:00:00".parse().unwrap(),
        end: "2027-03-02T09:50:00".parse().unwrap(),
        ..content()
    };
    let new = written(&moved, BASE);
    assert!(new.contains("\r\nDTSTART;TZID=Europe/Vienna:20270302T090000\r\n"));
    assert!(new.contains("\r\nDTEND;TZID=Europe/Vienna:20270302T095000\r\n"));
    assert!(new.contains("\r\nSEQUENCE:5\r\n"));
    assert!(new.contains("\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Anna:mailto:anna@example.com\r\n"), "the organizer comes");
    let unfolded = new.replace("\r\n ", "");
    assert!(unfolded.contains(
        "ATTENDEE;X-A=\"b;c\";PARTSTAT=NEEDS-ACTION;SCHEDULE-STATUS=1.2;RSVP=TRUE:MAILTO:klient@example.org\r\n"
    ));
    assert!(new.contains("ORGANIZER;SCHEDULE-AGENT=CLIENT:mailto:anna@example.com\r\n"));
    assert_eq!(new.matches("BEGIN:VTIMEZONE").count(), 1);
    assert!(new.contains("DTSTART;TZID=Europe/Vienna:20270308T110000"), "the override keeps its own time");
    assert_eq!(read(new.as_bytes(), None).unwrap().parts[0].guests[1].reply, Reply::None);
    assert_eq!(written(&moved, &new), new, "and a repeat changes nothing");
}

#[test]
fn a_new_zone_brings_its_vtimezone_before_the_event() {
    let moved = Content { zone: "Asia/Tokyo".into(), ..content() };
    let new = written(&moved, BASE);
    let (_, come) = difference(BASE, &new);
    assert!(come.contains(&"TZID:Asia/Tokyo".to_owned()));
    assert!(new.find("TZID:Asia/Tokyo").unwrap() < new.find("BEGIN:VEVENT").unwrap());
    assert!(new.contains("DTSTART;TZID=Asia/Tokyo:20270301T100000"));
}

#[test]
fn the_same_instants_in_another_spelling_are_no_change() {
    let base = BASE
        .replace("dtstart;tzid=Europe/Vienna:20270301T100000", "DTSTART:20270301T090000Z")
        .replace("DTEND;TZID=Europe/Vienna:20270301T105000", "DURATION:PT50M");
    assert_eq!(written(&content(), &base), base.replace("METHOD:REQUEST\r\n", ""));
}

#[test]
fn a_duration_stays_while_it_is_true_and_else_becomes_an_end() {
    let base = BASE.replace("DTEND;TZID=Europe/Vienna:20270301T105000", "DURATION:PT50M");
    let later = Content {
        start: "2027-03-01T11:00:00".parse().unwrap(),
        end: "2027-03-01T11:50:00".parse().unwrap(),
        ..content()
    };
    assert!(written(&later, &base).contains("DURATION:PT50M"));
    let longer = Content { end: "2027-03-01T11:00:00".parse().unwrap(), ..content() };
    let new = written(&longer, &base);
    assert!(!new.contains("DURATION") && new.contains("DTEND;TZID=Europe/Vienna:20270301T110000"));
    assert!(new.contains("dtstart;tzid=Europe/Vienna:20270301T100000"), "the start did not move");
}

#[test]
fn a_zone_under_another_name_stays_if_its_vtimezone_is_true() {
    let base = BASE.replace("Europe/Vienna", "W. Europe Standard Time");
    let moved = |day: &str| Content {
        start: format!("{day}T09:00:00").parse().unwrap(),
        end: format!("{day}T09:50:00").parse().unwrap(),
        zone: "Europe/Berlin".into(),
        time_stands: false,
        ..content()
    };
    let winter = written(&moved("2027-03-02"), &base);
    assert!(winter.contains("DTSTART;TZID=W. Europe Standard Time:20270302T090000"));
    // That VTIMEZONE knows no summer time.
    let summer = written(&moved("2027-07-02"), &base);
    assert!(summer.contains("DTSTART;TZID=Europe/Berlin:20270702T090000"));
    assert!(summer.contains("TZID:Europe/Berlin"));
}

#[test]
fn an_invitation_that_comes_later_is_added_and_one_that_goes_is_left() {
    let invitation = |address: &str| {
        Some(Invitation {
            organizer: "anna@example.com".into(),
            organizer_name: String::new(),
            client_address: address.into(),
            client_name: "K".into(),
            server_mails: true,
        })
    };
    let there = written(&Content { invitation: invitation("Klient@Example.org"), ..content() }, BASE);
    assert_eq!(there, BASE.replace("METHOD:REQUEST\r\n", ""));
    let other = written(&Content { invitation: invitation("other@example.org"), ..content() }, BASE);
    assert_eq!(other.matches("\r\nATTENDEE").count(), 3);
    assert_eq!(other.matches("\r\nORGANIZER").count(), 1);
}

#[test]
fn who_it_is_no_longer_for_is_taken_off_the_list_and_nobody_else() {
    let gone = Content { uninvited: Some("Klient@example.org".into()), ..content() };
    let new = written(&gone, BASE);
    assert!(!new.contains("klient@example.org"), "{new}");
    assert!(new.contains("ATTENDEE;PARTSTAT=ACCEPTED;CN=Anna") && new.contains("\r\nORGANIZER"));
    assert_eq!(written(&gone, &new), new, "and a repeat changes nothing");
    let alone = BASE.replace("ATTENDEE;PARTSTAT=ACCEPTED;CN=Anna:mailto:anna@example.com\r\n", "");
    let private = written(&gone, &alone);
    assert!(!private.contains("ATTENDEE") && !private.contains("ORGANIZER"), "both or neither");
    let invitation = Invitation {
        organizer: "anna@example.com".into(),
        organizer_name: String::new(),
        client_address: "new@example.org".into(),
        client_name: "K".into(),
        server_mails: true,
    };
    let swapped = written(&Content { invitation: Some(invitation), ..gone }, &alone);
    assert!(swapped.contains("mailto:new@example.org") && !swapped.contains("klient@example.org"));
    assert_eq!(swapped.matches("\r\nORGANIZER").count(), 1);
}

#[test]
fn places_descriptions_and_states_come_and_go() {
    let there = Content { place: "Room 2".into(), description: "Bring it".into(), tentative: true, ..content() };
    let new = written(&there, BASE);
    assert!(new.contains("LOCATION:Room 2\r\n") && new.contains("DESCRIPTION:Bring it\r\n"));
    assert!(new.contains("STATUS:TENTATIVE\r\n") && new.contains("SEQUENCE:5\r\n"));
    let gone = written(&content(), &new);
    assert!(!gone.contains("LOCATION:") && !gone.contains("DESCRIPTION:"));
    assert!(gone.contains("STATUS:CONFIRMED\r\n") && gone.contains("SEQUENCE:6\r\n"));
}

/// RFC 5545 wants a comma escaped, and many write it plainly.
#[test]
fn a_plain_comma_is_part_of_the_place_and_stays_as_it_is_written() {
    let base = BASE.replacen("SUMMARY;", "LOCATION:Studio A, 2nd floor; ring twice\r\nSUMMARY;", 1);
    let place = read(base.as_bytes(), None).unwrap().parts[0].place.clone();
    assert_eq!(place, "Studio A, 2nd floor; ring twice");
    let renamed = written(&Content { place, title: "Other".into(), ..content() }, &base);
    assert!(renamed.contains("LOCATION:Studio A, 2nd floor; ring twice\r\n"), "{renamed}");
}

#[test]
fn an_object_with_bare_line_feeds_keeps_them() {
    let base = BASE.replace("\r\n", "\n");
    let new = written(&Content { title: "Other".into(), ..content() }, &base);
    assert!(!new.contains('\r'));
}
