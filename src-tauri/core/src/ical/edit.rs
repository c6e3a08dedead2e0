//! Edits a stored object: which of its lines are ours, and which of those have to change. Only the master is touched.

use chrono::{DateTime, Utc};

use super::attendees;
use super::line::Property;
use super::patch::Patch;
use super::read;
use super::text::{escape, settled};
use super::times::{self, Times};
use super::tree::{Component, Tree};
use super::value::{self, utc_text};
use super::vtimezone;
use super::zone_names::{self, Names};
use crate::model::event::{Content, EventStatus, Moment, Part, Unreadable};

const NO_MASTER: Unreadable = Unreadable("there is no master to change");

/// Returns `base` with `content` in it.
///
/// ORGANIZER and ATTENDEE are not removed and SCHEDULE-AGENT is never changed: the server would mail a cancellation
/// (RFC 6638 section 3.2.1). The one exception is a person who is no longer invited ([`Content::uninvited`]): for them
/// a cancellation is right. Moving the master of a series leaves EXDATE and overrides on their old starts; the caller
/// knows from [`super::read()`] whether it is a series.
pub(super) fn edit(content: &Content, base: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let tree = Tree::parse(base)?;
    let names = Names::new(&tree, Some(&content.zone));
    let (component, found) = master(&tree, &names)?;
    part(content, &tree, &names, component, &found)
}

/// Returns the object with `content` in one of its parts.
pub(super) fn part(
    content: &Content,
    tree: &Tree<'_>,
    names: &Names<'_>,
    component: usize,
    part: &Part,
) -> Result<Vec<u8>, Unreadable> {
    let mut edit = Edit::new(tree, component, part)?;

    edit.text("SUMMARY", &part.title, &content.title);
    edit.text("LOCATION", &part.place, &content.place);
    // Where we have nothing to say, what stands there is somebody else's.
    edit.text("DESCRIPTION", &part.notes, &content.description);
    edit.text("X-DAYBOOK-ID", part.appointment_id.as_deref().unwrap_or_default(), &content.appointment_id);
    let moved = !content.time_stands && edit.times(&Times::of(content)?, names);
    let status = edit.status(content);
    edit.people(content, moved);
    if edit.changes() {
        edit.rides_along("X-DAYBOOK-UID", &content.uid);
        if let Some(carried) = &content.carried {
            edit.rides_along("X-DAYBOOK-SEALED", carried);
        }
    }
    let sequence = content.sequence.max(part.sequence.saturating_add(u32::from(moved || status)));
    if sequence != part.sequence {
        edit.set(Property::new("SEQUENCE", sequence.to_string()));
    }
    if edit.changes() {
        edit.set(Property::new("DTSTAMP", utc_text(content.stamp)));
        edit.set(Property::new("LAST-MODIFIED", utc_text(content.stamp)));
    }
    Ok(edit.finish())
}

/// Returns the master that a reader would take: of several, the one revised last.
pub(super) fn master(tree: &Tree<'_>, names: &Names<'_>) -> Result<(usize, Part), Unreadable> {
    let (_, drafts) = read::drafts(tree, names)?;
    let masters = drafts.into_iter().filter(|draft| draft.part.occurrence.is_none());
    // `max_by_key` would take the last of equals, a reader takes the first.
    let newest = masters.reduce(|newest, it| if newest.version() < it.version() { it } else { newest });
    newest.map(|draft| (draft.place, draft.part)).ok_or(NO_MASTER)
}

/// Changes to one part of an object.
pub(super) struct Edit<'t> {
    tree: &'t Tree<'t>,
    /// The position of the part.
    component: usize,
    master: &'t Component,
    part: &'t Part,
    /// The master's own properties with the positions of their lines.
    own: Vec<(usize, Property)>,
    patch: Patch<'t>,
    /// Lines the part did not have, in the order to write them.
    added: Vec<String>,
}

impl<'t> Edit<'t> {
    pub fn new(tree: &'t Tree<'t>, component: usize, part: &'t Part) -> Result<Self, Unreadable> {
        let master = tree.components.get(component).ok_or(NO_MASTER)?;
        let own = tree.properties(component).collect();
        Ok(Self { tree, component, master, part, own, patch: Patch::new(tree), added: Vec::new() })
    }

    fn find<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s (usize, Property)> {
        self.own.iter().filter(move |(_, property)| property.name == name)
    }

    fn changes(&self) -> bool {
        !self.patch.is_empty() || !self.added.is_empty()
    }

    /// Sets a property that is no reason to write by itself.
    fn rides_along(&mut self, name: &str, wanted: &str) {
        let new = Property::new(name, escape(wanted));
        if !self.find(name).any(|(_, there)| there.value == new.value) {
            self.set(new);
        }
    }

    /// Adds a line that may stand more than once.
    pub fn add(&mut self, new: &Property) {
        self.added.push(new.to_line());
    }

    /// Removes whole lines, of whatever part.
    pub fn cut(&mut self, lines: std::ops::RangeInclusive<usize>) {
        for at in lines {
            self.patch.remove(at);
        }
    }

    /// Marks the part as revised, as a change of its dates or its status asks (RFC 5546 section 2.1.4).
    pub fn revised(mut self, content: &Content) -> Self {
        let sequence = content.sequence.max(self.part.sequence.saturating_add(1));
        self.set(Property::new("SEQUENCE", sequence.to_string()));
        self.set(Property::new("DTSTAMP", utc_text(content.stamp)));
        self.set(Property::new("LAST-MODIFIED", utc_text(content.stamp)));
        self
    }

    /// Replaces the property of that name with `new`, and removes repetitions: RFC 5545 allows it once.
    pub fn set(&mut self, new: Property) {
        let places: Vec<usize> = self.find(&new.name).map(|(at, _)| *at).collect();
        match places.split_first() {
            Some((first, repeats)) => {
                self.patch.replace(*first, new.to_line());
                for at in repeats {
                    self.patch.remove(*at);
                }
            }
            None => self.added.push(new.to_line()),
        }
    }

    fn remove(&mut self, name: &str) {
        let places: Vec<usize> = self.find(name).map(|(at, _)| *at).collect();
        for at in places {
            self.patch.remove(at);
        }
    }

    /// Sets a TEXT property, if a reader would read something else.
    fn text(&mut self, name: &str, stored: &str, wanted: &str) {
        if settled(wanted).trim_end() == stored.trim_end() {
            return;
        }
        match wanted {
            "" => self.remove(name),
            wanted => self.set(Property::new(name, escape(wanted))),
        }
    }

    /// Sets start and end. Returns whether either of them moved.
    fn times(&mut self, times: &Times, names: &Names<'_>) -> bool {
        let at = |moment: &Moment| instant(moment, times);
        let start_stays = at(&self.part.start) == Some(times.start);
        let end_stays = at(&self.part.end) == Some(times.end);
        if start_stays && end_stays {
            return false;
        }
        let tzid = self.tzid(times, names);
        let floats = matches!(self.part.start, Moment::Floating(_) | Moment::Date(_));
        if !start_stays || floats {
            self.set(times.dtstart(&tzid));
        }
        let has_end = self.find("DTEND").next().is_some();
        let length_stays = !has_end
            && self.find("DURATION").next().and_then(|(_, it)| value::duration(&it.value))
                == Some(value::Length { days: 0, seconds: (times.end - times.start).num_seconds() });
        let end_floats = matches!(self.part.end, Moment::Floating(_) | Moment::Date(_));
        if !(length_stays || has_end && end_stays && !end_floats) {
            let duration = self.find("DURATION").next().map(|(at, _)| *at);
            self.remove("DURATION");
            match duration.filter(|_| !has_end) {
                Some(at) => self.patch.replace(at, times.dtend(&tzid).to_line()),
                None => self.set(times.dtend(&tzid)),
            }
        }
        true
    }

    /// Returns the TZID to write: the one in use if it means our zone, else the zone's own name, with a
    /// VTIMEZONE if the object has none for it.
    fn tzid(&mut self, times: &Times, names: &Names<'_>) -> String {
        let zone = times.zone.name();
        let used = self.find("DTSTART").find_map(|(_, it)| it.param("TZID")).map(str::to_owned);
        if let Some(used) = used.filter(|used| used != zone && zone_names::known(used).as_deref() == Some(zone)) {
            let agrees = |at: DateTime<Utc>| names.offset(&used, at) == Some(times.zone.offset(at));
            if agrees(times.start) && agrees(times.end) {
                return used;
            }
        }
        if !times.zone.is_utc() && !names.defines(zone) {
            let lines = vtimezone::lines(&times.zone, zone, times.start);
            let sibling = |it: &&Component| it.parent == self.master.parent && it.name == "VEVENT";
            let first = self.tree.components.iter().find(sibling).unwrap_or(self.master);
            self.patch.insert_before(first.begin, lines);
        }
        zone.to_owned()
    }

    /// Sets the status. Returns whether it changed.
    fn status(&mut self, content: &Content) -> bool {
        let wanted = if content.tentative { EventStatus::Tentative } else { EventStatus::Confirmed };
        if self.part.status == wanted {
            return false;
        }
        self.set(Property::new("STATUS", times::status(content)));
        true
    }

    /// Asks everybody again if the time moved (RFC 6638 section 3.2.8), and invites the client if need be.
    fn people(&mut self, content: &Content, moved: bool) {
        let organizer = self.part.organizer.clone().unwrap_or_default();
        let (gone, guests): (Vec<_>, Vec<_>) = self.find("ATTENDEE").cloned().partition(|(_, guest)| {
            content.uninvited.as_deref().is_some_and(|gone| attendees::address(guest).eq_ignore_ascii_case(gone.trim()))
        });
        for (at, _) in &gone {
            self.patch.remove(*at);
        }
        for (at, mut guest) in guests.iter().filter(|_| moved).cloned() {
            let reply = guest.param("PARTSTAT").unwrap_or("NEEDS-ACTION");
            let asked = guest.param("RSVP").is_some_and(|it| it.eq_ignore_ascii_case("TRUE"));
            let waits = reply.eq_ignore_ascii_case("NEEDS-ACTION") && asked;
            if waits || attendees::address(&guest).eq_ignore_ascii_case(&organizer) {
                continue;
            }
            guest.set_param("PARTSTAT", "NEEDS-ACTION");
            guest.set_param("RSVP", "TRUE");
            self.patch.replace(at, guest.to_line());
        }
        let Some(invitation) = &content.invitation else {
            // Both or neither (RFC 5545 section 3.8.4.3).
            if !gone.is_empty() && guests.is_empty() {
                self.remove("ORGANIZER");
            }
            return;
        };
        let client = invitation.client_address.trim();
        if guests.iter().any(|(_, guest)| attendees::address(guest).eq_ignore_ascii_case(client)) {
            return;
        }
        if organizer.is_empty() {
            self.set(attendees::organizer(invitation));
        }
        self.added.push(attendees::attendee(invitation).to_line());
    }

    /// Finishes the edit. METHOD is dropped: it belongs to messages, not to stored objects (RFC 4791 section 4.1).
    pub fn finish(mut self) -> Vec<u8> {
        for (index, component) in self.tree.components.iter().enumerate() {
            if component.name == "VCALENDAR" {
                let methods = self.tree.properties(index).filter(|(_, property)| property.name == "METHOD");
                methods.for_each(|(at, _)| self.patch.remove(at));
            }
        }
        // Before the first component inside: properties come first (RFC 5545 section 3.6).
        let inner = self.tree.components.iter().filter(|it| it.parent == Some(self.component)).map(|it| it.begin).min();
        if !self.added.is_empty() {
            self.patch.insert_before(inner.unwrap_or(self.master.end), self.added);
        }
        self.patch.apply()
    }
}

/// Returns the instant of a stored time; `None` for a whole day, which is never the time of an appointment.
fn instant(moment: &Moment, times: &Times) -> Option<DateTime<Utc>> {
    match moment {
        Moment::Date(_) => None,
        Moment::Utc(at) => Some(*at),
        Moment::Floating(wall) => Some(times.zone.instant(*wall).first()),
        Moment::Zoned { wall, zone } => {
            crate::model::zone::Zone::named(zone).ok().map(|zone| zone.instant(*wall).first())
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
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
            assert!(
                !gone.iter().chain(&new).any(|line| line.starts_with("DT") && !line.starts_with("DTSTAMP")),
                "{new:?}"
            );
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
        assert!(
            new.contains("\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Anna:mailto:anna@example.com\r\n"),
            "the organizer comes"
        );
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

    #[test]
    fn an_object_with_bare_line_feeds_keeps_them() {
        let base = BASE.replace("\r\n", "\n");
        let new = written(&Content { title: "Other".into(), ..content() }, &base);
        assert!(!new.contains('\r'));
    }
}
