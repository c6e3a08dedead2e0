//! Turns [`Content`] into bytes: a new object here, or an edit of what the server sent in `edit`.

use super::attendees;
use super::edit;
use super::line::{self, Property};
use super::text::escape;
use super::times::{self, Times};
use super::value::utc_text;
use super::vtimezone;
use crate::model::event::{Content, Unreadable};

const PRODID: &str = "-//Daybook//Daybook 1.0//EN";

/// Returns the object to send. `base` is what the server last sent, byte for byte.
pub fn write(content: &Content, base: Option<&[u8]>) -> Result<Vec<u8>, Unreadable> {
    match base {
        None => Ok(create(content, &Times::of(content)?)),
        Some(base) => edit::edit(content, base),
    }
}

/// Returns a whole new object.
fn create(content: &Content, times: &Times) -> Vec<u8> {
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
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::{edit, read};
    use crate::model::event::{Busy, Invitation, Moment};

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
