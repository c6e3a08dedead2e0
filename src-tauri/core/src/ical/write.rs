//! Turns [`Content`] into bytes: a new object here, or an edit of what the server sent in `edit`, and in `overrides` of those
//! dates of a series for a client that stand for themselves.

use super::attendees;
use super::edit;
use super::line::{self, Property};
use super::overrides;
use super::repeat;
use super::text::escape;
use super::times::{self, Times};
use super::value::utc_text;
use super::vtimezone;
use crate::model::event::{Content, Unreadable};

const PRODID: &str = "-//Daybook//Daybook 1.0//EN";

/// Returns the object to send. `base` is what the server last sent, byte for byte.
pub fn write(content: &Content, base: Option<&[u8]>) -> Result<Vec<u8>, Unreadable> {
    match base {
        None => {
            let new = create(content, &Times::of(content)?)?;
            match content.repeat.as_ref().filter(|repeat| !repeat.moved.is_empty()) {
                Some(repeat) => overrides::follow(content, repeat, &new, new.clone()),
                None => Ok(new),
            }
        }
        Some(base) => {
            let written = edit::edit(content, base)?;
            match &content.repeat {
                Some(repeat) => overrides::follow(content, repeat, base, written),
                None => Ok(written),
            }
        }
    }
}

/// Returns a whole new object.
fn create(content: &Content, times: &Times) -> Result<Vec<u8>, Unreadable> {
    let zone = times.zone.name();
    let stamp = utc_text(content.stamp);
    let text = |name: &str, value: &str| Property::new(name, escape(value)).to_line();
    let plain = |name: &str, value: &str| Property::new(name, value).to_line();

    let mut lines = vec![plain("BEGIN", "VCALENDAR"), plain("VERSION", "2.0"), plain("PRODID", PRODID)];
    if !times.zone.is_utc() {
        lines.extend(vtimezone::lines(&times.zone, zone, times.start));
    }
    lines.push(plain("BEGIN", "VEVENT"));
    lines.push(text("UID", &content.uid));
    for name in ["DTSTAMP", "CREATED", "LAST-MODIFIED"] {
        lines.push(plain(name, &stamp));
    }
    lines.push(plain("SEQUENCE", &content.sequence.to_string()));
    lines.push(times.dtstart(zone).to_line());
    lines.push(times.dtend(zone).to_line());
    if let Some(repeats) = &content.repeat {
        lines.extend(repeat::recurrence_lines(repeats, content.start, &times.zone)?);
    }
    lines.push(text("SUMMARY", &content.title));
    if !content.place.is_empty() {
        lines.push(text("LOCATION", &content.place));
    }
    if !content.description.is_empty() {
        lines.push(text("DESCRIPTION", &content.description));
    }
    lines.push(plain("STATUS", times::status(content)));
    lines.push(plain("TRANSP", "OPAQUE"));
    lines.push(plain("CLASS", "PRIVATE"));
    lines.push(text("X-DAYBOOK-ID", &content.appointment_id));
    lines.push(text("X-DAYBOOK-UID", &content.uid));
    lines.extend(content.carried.as_ref().map(|carried| text("X-DAYBOOK-SEALED", carried)));
    if let Some(invitation) = &content.invitation {
        lines.push(attendees::organizer(invitation).to_line());
        lines.push(attendees::attendee(invitation).to_line());
    }
    lines.push(plain("END", "VEVENT"));
    lines.push(plain("END", "VCALENDAR"));

    let mut out = Vec::new();
    for line in lines {
        line::fold(&line, "\r\n", &mut out);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::{edit, read};
    use crate::model::event::{Busy, Invitation, Moment};
    use crate::model::repeat::{Ends, Every, Repeat};
    use crate::model::zone::Zone;
    use crate::recurrence::occurrences::occurrences;

    const CARRIED: &str = "1.c2VhbGVk";

    fn content() -> Content {
        Content {
            uid: "3f0e6a4c-7a5d-4a52-9a39-0d7f4c5d1b11".into(),
            carried: Some(CARRIED.into()),
            title: "Session – A. K.".into(),
            place: "Room 2; left, door".into(),
            ..edit::tests::content()
        }
    }

    /// RFC 5545 section 3.3.5: a time in UTC has a Z and no TZID, by whatever name the computer knows it.
    #[test]
    fn utc_by_any_of_its_names_is_written_as_instants_without_a_zone() {
        for zone in ["UTC", "Etc/UTC", "Etc/Zulu", "Universal"] {
            let content = Content { zone: zone.into(), ..content() };
            let raw = String::from_utf8(write(&content, None).unwrap()).unwrap();
            assert!(raw.contains("DTSTART:20270301T100000Z\r\n"), "{zone}: {raw}");
            assert!(!raw.contains("TZID") && !raw.contains("VTIMEZONE"), "{zone}: {raw}");
            let (start, end) = ("2027-03-02T10:00:00".parse().unwrap(), "2027-03-02T10:50:00".parse().unwrap());
            let moved = Content { start, end, ..content };
            let again = write(&moved, Some(raw.as_bytes())).unwrap();
            assert!(!String::from_utf8(again).unwrap().contains("TZID"), "{zone}");
        }
    }

    #[test]
    fn a_new_object_is_read_back_as_it_was_meant() {
        let raw = write(&content(), None).unwrap();
        let event = read(&raw, None).unwrap();
        let part = &event.parts[0];
        assert_eq!((event.uid.as_str(), event.parts.len()), ("3f0e6a4c-7a5d-4a52-9a39-0d7f4c5d1b11", 1));
        assert_eq!((part.title.as_str(), part.place.as_str()), ("Session – A. K.", "Room 2; left, door"));
        assert_eq!(part.start, Moment::Zoned { wall: content().start, zone: "Europe/Vienna".into() });
        assert_eq!(part.end, Moment::Zoned { wall: content().end, zone: "Europe/Vienna".into() });
        assert_eq!(part.busy, Busy::Busy);
        assert_eq!((part.appointment_id.as_deref(), part.original), (Some("a-1"), true));
        assert_eq!(part.carried.as_deref(), Some(CARRIED));
        assert!(part.organizer.is_none() && part.guests.is_empty());
    }

    /// Mondays from 1 March 2027.
    fn series(every: Every, ends: Ends, skip: &[&str]) -> Content {
        let skip = skip.iter().map(|day| day.parse().unwrap()).collect();
        Content { repeat: Some(Repeat { every, ends, skip, moved: Vec::new() }), ..content() }
    }

    #[test]
    fn a_series_has_its_rule_and_what_is_left_out_in_the_form_of_its_start() {
        let ends = Ends::On("2027-06-30".parse().unwrap());
        // The 16th is none of its dates.
        let weekly = series(Every::Weeks(2), ends, &["2027-03-29", "2027-03-16", "2027-03-15"]);
        let raw = String::from_utf8(write(&weekly, None).unwrap()).unwrap();
        assert!(
            raw.contains(
                "DTSTART;TZID=Europe/Vienna:20270301T100000\r\nDTEND;TZID=Europe/Vienna:20270301T105000\r\n\
                 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270630T215959Z\r\n\
                 EXDATE;TZID=Europe/Vienna:20270315T100000\r\nEXDATE;TZID=Europe/Vienna:20270329T100000\r\nSUMMARY:"
            ),
            "{raw}"
        );
        let raw = write(&Content { zone: "Etc/UTC".into(), ..weekly }, None).unwrap();
        let raw = String::from_utf8(raw).unwrap();
        assert!(
            raw.contains(
                "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270630T235959Z\r\n\
                 EXDATE:20270315T100000Z\r\nEXDATE:20270329T100000Z\r\nSUMMARY:"
            ),
            "{raw}"
        );
    }

    #[test]
    fn a_series_is_read_back_as_it_was_meant() {
        let vienna = Zone::named("Europe/Vienna").unwrap();
        for every in [Every::Weeks(3), Every::MonthlyByDate, Every::MonthlyByWeekday] {
            let monthly = series(every, Ends::After(4), &["2027-04-01", "2027-04-12"]);
            let (repeat, start) = (monthly.repeat.clone().unwrap(), monthly.start);
            let event = read(&write(&monthly, None).unwrap(), None).unwrap();
            assert!(repeat::is_repeated(&event, &repeat, start, &vienna), "{every:?}");
            for other in [
                Repeat { ends: Ends::After(5), ..repeat.clone() },
                Repeat { every: Every::Weeks(1), ..repeat.clone() },
                Repeat { skip: vec![start.date()], ..repeat.clone() },
            ] {
                assert!(!repeat::is_repeated(&event, &other, start, &vienna), "{other:?}");
            }
            let single = read(&write(&content(), None).unwrap(), None).unwrap();
            assert!(!repeat::is_repeated(&single, &repeat, start, &vienna));
        }
    }

    /// The hour that was agreed on, in winter and summer, whatever a reader knows of the zone.
    #[test]
    fn a_series_without_an_end_keeps_its_hour_by_the_zone_that_it_brings() {
        let raw = write(&series(Every::Weeks(1), Ends::Never, &[]), None).unwrap();
        let raw = String::from_utf8(raw).unwrap().replace("Europe/Vienna", "Praxis");
        assert!(raw.contains("TZID:Praxis\r\n") && raw.contains("DTSTART;TZID=Praxis:"), "{raw}");
        let event = read(raw.as_bytes(), None).unwrap();
        let (from, to) = ("2080-01-01T00:00:00Z".parse().unwrap(), "2081-01-01T00:00:00Z".parse().unwrap());
        let found = occurrences(&event, from, to, &Zone::named("Asia/Tokyo").unwrap());
        let vienna = Zone::named("Europe/Vienna").unwrap();
        assert!(found.complete && found.occurrences.len() >= 52, "{}", found.occurrences.len());
        for one in found.occurrences {
            let (starts_at, _) = one.span.in_zone(&vienna);
            assert_eq!(vienna.wall(starts_at).time(), content().start.time(), "{starts_at}");
        }
    }

    #[test]
    fn a_change_that_names_no_series_leaves_the_rule_as_it_stands() {
        let there = series(Every::Weeks(1), Ends::Never, &["2027-03-08"]);
        let raw = write(&there, None).unwrap();
        let kept = "RRULE:FREQ=WEEKLY;BYDAY=MO\r\nEXDATE;TZID=Europe/Vienna:20270308T100000\r\n";
        for repeat in [None, there.repeat] {
            let renamed = Content { title: "Other".into(), repeat, ..content() };
            let again = String::from_utf8(write(&renamed, Some(&raw)).unwrap()).unwrap();
            assert!(again.contains("SUMMARY:Other\r\n"), "{again}");
            assert!(again.contains(kept) && again.matches("RRULE:FREQ=WEEKLY").count() == 1, "{again}");
        }
    }

    /// P16: another date that is left out, an end, another hour: the object is the series that is wanted, and says so once.
    #[test]
    fn a_series_is_changed_into_the_one_that_is_wanted() {
        let raw = write(&series(Every::Weeks(1), Ends::Never, &["2027-03-08"]), None).unwrap();
        let ended = series(Every::Weeks(1), Ends::On("2027-06-30".parse().unwrap()), &["2027-03-08", "2027-03-22"]);
        let (start, end) = ("2027-03-02T15:00:00".parse().unwrap(), "2027-03-02T15:50:00".parse().unwrap());
        let skip = vec!["2027-03-16".parse().unwrap()];
        let moved = Content {
            start,
            end,
            repeat: Some(Repeat { every: Every::Weeks(1), ends: Ends::Never, skip, moved: Vec::new() }),
            ..content()
        };
        let vienna = Zone::named("Europe/Vienna").unwrap();
        for wanted in [ended, moved, series(Every::Weeks(1), Ends::Never, &[])] {
            let again = write(&wanted, Some(&raw)).unwrap();
            let event = read(&again, None).unwrap();
            let repeat = wanted.repeat.clone().unwrap();
            assert!(repeat::is_repeated(&event, &repeat, wanted.start, &vienna), "{}", String::from_utf8_lossy(&again));
            assert_eq!(event.parts[0].sequence, 1);
            let once_more = write(&wanted, Some(&again)).unwrap();
            assert_eq!(once_more, again, "and a repeat changes nothing");
        }
    }

    /// P16: what somebody added beside its rule is none of the series that is wanted.
    #[test]
    fn a_series_that_is_written_has_no_dates_beside_its_rule() {
        let weekly = series(Every::Weeks(1), Ends::After(4), &["2027-03-08"]);
        let (repeat, vienna) = (weekly.repeat.clone().unwrap(), Zone::named("Europe/Vienna").unwrap());
        let raw = String::from_utf8(write(&weekly, None).unwrap()).unwrap();
        let more = "RDATE;TZID=Europe/Vienna:20270303T100000\r\nEXRULE:FREQ=MONTHLY\r\nSUMMARY:";
        let there = raw.replacen("SUMMARY:", more, 1);
        assert!(!repeat::is_repeated(&read(there.as_bytes(), None).unwrap(), &repeat, weekly.start, &vienna));
        let again = write(&weekly, Some(there.as_bytes())).unwrap();
        assert!(repeat::is_repeated(&read(&again, None).unwrap(), &repeat, weekly.start, &vienna));
    }

    #[test]
    fn a_series_cannot_begin_at_an_hour_that_does_not_exist() {
        let (start, end) = ("2027-03-28T02:30:00".parse().unwrap(), "2027-03-28T04:00:00".parse().unwrap());
        let night = Content { start, end, ..series(Every::Weeks(1), Ends::Never, &[]) };
        assert!(write(&night, None).is_err());
        assert!(write(&Content { repeat: None, ..night }, None).is_ok());
    }

    /// A calendar gives a copy another UID, and keeps what it does not know.
    #[test]
    fn a_copy_of_our_event_is_not_ours() {
        let raw = String::from_utf8(write(&content(), None).unwrap()).unwrap();
        let copy = raw.replace("\r\nUID:3f0e6a4c", "\r\nUID:4f0e6a4c");
        let part = &read(copy.as_bytes(), None).unwrap().parts[0];
        assert_eq!((part.appointment_id.as_deref(), part.original), (None, false));
        let earlier = raw.replace("X-DAYBOOK-UID:", "X-ANOTHER:");
        let part = &read(earlier.as_bytes(), None).unwrap().parts[0];
        assert_eq!((part.appointment_id.as_deref(), part.original), (Some("a-1"), false));
    }

    #[test]
    fn only_an_invitation_names_people_and_says_at_once_who_mails() {
        let mut content = content();
        content.invitation = Some(Invitation {
            organizer: "anna@example.com".into(),
            organizer_name: "Keller, Anna".into(),
            client_address: "klient@example.org".into(),
            client_name: "Klient, A.".into(),
            server_mails: false,
        });
        let text = String::from_utf8(write(&content, None).unwrap()).unwrap().replace("\r\n ", "");
        assert!(text.contains("ORGANIZER;CN=\"Keller, Anna\":mailto:anna@example.com\r\n"));
        assert!(text.contains(
            "ATTENDEE;CN=\"Klient, A.\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;\
             SCHEDULE-AGENT=CLIENT:mailto:klient@example.org\r\n"
        ));
    }
}
