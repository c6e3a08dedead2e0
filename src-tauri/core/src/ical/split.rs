//! Splits a calendar that comes as one file into one object per event, with nothing lost: an event's master and
//! overrides together, each object with the zones it names. What an object means is read elsewhere.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::line::{self, Property};
use super::text::unescape;
use super::tree::{MAX_DEPTH, bracket};
use super::value;
use crate::model::event::Unreadable;

/// The most content lines of a file: some 100,000 events.
const MAX_LINES: usize = 2_000_000;
/// The most objects of a file.
pub const MAX_OBJECTS: usize = 50_000;
/// The most bytes of all objects together: zones are repeated in each object that names them.
pub const MAX_OUT: usize = 64 * 1024 * 1024;

/// A file, split.
#[derive(Debug, Default)]
pub struct Feed {
    /// X-WR-CALNAME, or NAME (RFC 7986 section 5.1).
    pub name: Option<String>,
    /// How often to look again: REFRESH-INTERVAL (RFC 7986 section 5.7), or X-PUBLISHED-TTL.
    pub refresh: Option<TimeDelta>,
    /// The zone of floating times, as written: X-WR-TIMEZONE.
    pub zone: Option<String>,
    pub objects: Vec<Object>,
}

/// One event, as a file of its own.
#[derive(Debug)]
pub struct Object {
    /// Empty if it has none.
    pub uid: String,
    /// It holds a VEVENT or a VFREEBUSY, and no cancellation of one. Tasks and journals take no time.
    pub takes_time: bool,
    /// A whole VCALENDAR: the file's own properties, the zones it names, its components.
    pub raw: Vec<u8>,
}

impl Object {
    /// Returns what it is called, also where its times cannot be read; empty if it has no SUMMARY.
    pub fn title(&self) -> String {
        let summary = line::split(&self.raw).find_map(|raw| named(raw, "SUMMARY"));
        summary.map(|property| unescape(property.value.trim_end())).unwrap_or_default()
    }
}

/// What a second event of one UID in a calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    /// One of its own: some servers give all of theirs the same, and none of them is free time.
    Another,
    /// Another version of the first, in one object with it (RFC 5545 section 3.8.7.4).
    Version,
}

/// Splits a file. Fails if it is not a whole calendar: what is missing would be taken for free time.
pub fn split(raw: &[u8]) -> Result<Feed, Unreadable> {
    let (mut objects, mut out) = (Vec::new(), 0_usize);
    let feed = each(raw, MAX_LINES, Twice::Another, |object| {
        out = out.saturating_add(object.raw.len());
        if objects.len() == MAX_OBJECTS {
            return Err(Unreadable("too many events"));
        }
        if out > MAX_OUT {
            return Err(Unreadable("too large"));
        }
        objects.push(object);
        Ok(())
    })?;
    Ok(Feed { objects, ..feed })
}

/// Splits a file of so many lines at most, and hands each object to `found` as soon as it is made: none is kept. What
/// `found` fails with ends it.
pub fn each(
    raw: &[u8],
    max_lines: usize,
    twice: Twice,
    mut found: impl FnMut(Object) -> Result<(), Unreadable>,
) -> Result<Feed, Unreadable> {
    let lines: Vec<&[u8]> = line::split(raw).take(max_lines.saturating_add(1)).collect();
    if lines.len() > max_lines {
        return Err(Unreadable("too many lines"));
    }
    let mut feed = Feed::default();
    let (mut rest, mut is_empty) = (lines.as_slice(), true);
    while let Some((raw, after)) = rest.split_first() {
        rest = match bracket(raw) {
            Some((true, name)) if name == "VCALENDAR" => {
                let (calendar, after) = Calendar::read(raw, after)?;
                calendar.split(&mut feed, twice, &mut found)?;
                is_empty = false;
                after
            }
            None if raw.trim_ascii().is_empty() => after,
            // A line before or after the calendars: a page of a web site, say.
            Some(_) | None => return Err(Unreadable("not iCalendar")),
        };
    }
    if is_empty { Err(Unreadable("empty")) } else { Ok(feed) }
}

/// The content lines of a file, or some of them.
type Lines<'l> = &'l [&'l [u8]];

/// One VCALENDAR, by its lines.
struct Calendar<'l> {
    begin: &'l [u8],
    end: &'l [u8],
    /// Its own properties.
    head: Vec<&'l [u8]>,
    zones: Vec<Component<'l>>,
    others: Vec<Component<'l>>,
}

struct Component<'l> {
    name: String,
    /// From its BEGIN to its END.
    lines: Lines<'l>,
    /// UID, or TZID of a zone; empty if it has none.
    id: String,
    /// It stands for one occurrence of another component: it has a RECURRENCE-ID.
    overrides: bool,
}

/// Components that are one event, or one of whatever they are.
struct Group<'c> {
    first: &'c Component<'c>,
    others: Vec<&'c Component<'c>>,
    /// One of them is the event itself, and not only one of its occurrences.
    whole: bool,
}

impl<'l> Calendar<'l> {
    /// Reads the calendar that `begin` begins. Returns it, and the lines after it.
    fn read(begin: &'l [u8], lines: Lines<'l>) -> Result<(Self, Lines<'l>), Unreadable> {
        let mut calendar = Self { begin, end: begin, head: Vec::new(), zones: Vec::new(), others: Vec::new() };
        let mut open: Vec<String> = Vec::new();
        let mut component: Option<Component<'l>> = None;
        let mut rest = lines;
        while let Some((raw, after)) = rest.split_first() {
            match (bracket(raw), component.as_mut()) {
                (Some((true, name)), inside) => {
                    if open.len() == MAX_DEPTH {
                        return Err(Unreadable("nested too deep"));
                    }
                    if inside.is_none() {
                        component =
                            Some(Component { name: name.clone(), lines: rest, id: String::new(), overrides: false });
                    }
                    open.push(name);
                }
                (Some((false, name)), _) if open.is_empty() => {
                    if name != "VCALENDAR" {
                        return Err(Unreadable("cut off"));
                    }
                    calendar.end = raw;
                    return Ok((calendar, after));
                }
                (Some((false, name)), _) => {
                    if open.pop().is_none_or(|begun| begun != name) {
                        return Err(Unreadable("cut off"));
                    }
                    if open.is_empty()
                        && let Some(done) = component.take()
                    {
                        let length = done.lines.len().saturating_sub(after.len());
                        let done = Component { lines: done.lines.get(..length).unwrap_or(done.lines), ..done };
                        if done.name == "VTIMEZONE" { &mut calendar.zones } else { &mut calendar.others }.push(done);
                    }
                }
                (None, None) => calendar.head.push(raw),
                (None, Some(inside)) if open.len() == 1 => {
                    let wanted = if inside.name == "VTIMEZONE" { "TZID" } else { "UID" };
                    if inside.id.is_empty()
                        && let Some(property) = named(raw, wanted)
                    {
                        inside.id = unescape(property.value.trim());
                    }
                    inside.overrides |= named(raw, "RECURRENCE-ID").is_some();
                }
                (None, Some(_)) => {}
            }
            rest = after;
        }
        Err(Unreadable("cut off"))
    }

    fn split(
        self,
        feed: &mut Feed,
        twice: Twice,
        found: &mut impl FnMut(Object) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        let mut cancels = false;
        for property in self.head.iter().filter_map(|raw| Property::parse(&line::unfold(raw))) {
            let text = || Some(unescape(property.value.trim())).filter(|text| !text.is_empty());
            match property.name.as_str() {
                "X-WR-CALNAME" => feed.name = text().or(feed.name.take()),
                "NAME" => feed.name = feed.name.take().or_else(text),
                "X-WR-TIMEZONE" => feed.zone = feed.zone.take().or_else(text),
                "REFRESH-INTERVAL" => feed.refresh = interval(&property).or(feed.refresh),
                "X-PUBLISHED-TTL" => feed.refresh = feed.refresh.or_else(|| interval(&property)),
                // RFC 5546 section 3.2.5: what it holds does not take place.
                "METHOD" => cancels |= property.value.trim().eq_ignore_ascii_case("CANCEL"),
                _ => {}
            }
        }
        // Parts of one event, in the order of the file. An event without a UID is one of its own.
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut by_uid: HashMap<(&str, bool), usize> = HashMap::new();
        for part in &self.others {
            let key = (part.id.as_str(), takes_time(part));
            let known = by_uid.get(&key).and_then(|&group| groups.get_mut(group));
            let is_version =
                |known: &Group<'_>| twice == Twice::Version && [part, known.first].iter().all(|it| it.name == "VEVENT");
            let belongs = |known: &Group<'_>| part.overrides || !known.whole || is_version(known);
            match known.filter(|known| !part.id.is_empty() && belongs(known)) {
                Some(group) => {
                    group.whole |= !part.overrides;
                    group.others.push(part);
                }
                None => {
                    by_uid.entry(key).or_insert(groups.len());
                    groups.push(Group { first: part, others: Vec::new(), whole: !part.overrides });
                }
            }
        }
        let zones: HashMap<&str, &Component<'_>> =
            self.zones.iter().rev().map(|zone| (zone.id.as_str(), zone)).collect();
        for Group { first, others, whole: _ } in groups {
            let parts = || std::iter::once(first).chain(others.iter().copied());
            let tzids = tzids(parts().flat_map(|part| part.lines));
            let zones = tzids.iter().filter_map(|tzid| zones.get(tzid.as_str()).copied());
            let inner = zones.chain(parts()).flat_map(|component| component.lines);
            let mut raw = self.begin.to_vec();
            for line in self.head.iter().chain(inner).chain([&self.end]) {
                raw.extend_from_slice(line);
            }
            found(Object { uid: first.id.clone(), takes_time: takes_time(first) && !cancels, raw })?;
        }
        Ok(())
    }
}

fn takes_time(part: &Component<'_>) -> bool {
    matches!(part.name.as_str(), "VEVENT" | "VFREEBUSY")
}

/// Returns the zones that these lines name, each once, in order.
fn tzids<'l>(lines: impl Iterator<Item = &'l &'l [u8]>) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for raw in lines {
        let unfolded = line::unfold(raw);
        if !unfolded.windows(4).any(|four| four.eq_ignore_ascii_case(b"TZID")) {
            continue;
        }
        let Some(tzid) = Property::parse(&unfolded).and_then(|it| it.param("TZID").map(str::to_owned)) else {
            continue;
        };
        if seen.insert(tzid.clone()) {
            all.push(tzid);
        }
    }
    all
}

/// The property of a line, if it has this name.
fn named(raw: &[u8], name: &str) -> Option<Property> {
    let start = raw.first()?;
    if !start.eq_ignore_ascii_case(name.as_bytes().first()?) {
        return None;
    }
    Property::parse(&line::unfold(raw)).filter(|property| property.name == name)
}

fn interval(property: &Property) -> Option<TimeDelta> {
    let length = value::duration(&property.value)?;
    TimeDelta::try_days(length.days)?.checked_add(&TimeDelta::try_seconds(length.seconds)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FEED: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:School\\, holidays\r\n\
        REFRESH-INTERVAL;VALUE=DURATION:P1DT1H\r\nX-WR-TIMEZONE:Europe/Vienna\r\n\
        BEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:B\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=A:20270101T100000\r\nEND:VEVENT\r\n\
        BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\n\
        BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20270101T100000Z\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;TZID=A:20270102T100000\r\nBEGIN:VALARM\r\nUID:9\r\nEND:VALARM\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nSUMMARY:no uid\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:no uid\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_event_has_its_overrides_and_its_zones_with_it() {
        let feed = split(FEED.as_bytes()).unwrap();
        assert_eq!(feed.name.as_deref(), Some("School, holidays"));
        assert_eq!(feed.refresh, Some(TimeDelta::hours(25)));
        assert_eq!(feed.zone.as_deref(), Some("Europe/Vienna"));
        let uids: Vec<_> = feed.objects.iter().map(|it| (it.uid.as_str(), it.takes_time)).collect();
        assert_eq!(uids, [("1", true), ("1", false), ("2", true), ("", true), ("", true)]);
        let text = |at: usize| String::from_utf8(feed.objects[at].raw.clone()).unwrap();
        assert_eq!(text(0).matches("BEGIN:VEVENT").count(), 2);
        assert!(text(0).contains("TZID:A\r\n") && !text(0).contains("TZID:B\r\n"));
        assert!(!text(2).contains("VTIMEZONE") && text(2).contains("X-WR-CALNAME"));
    }

    #[test]
    fn an_interval_that_no_number_holds_says_nothing() {
        let hours = "4294967295H".repeat(600_000);
        let feed = format!("BEGIN:VCALENDAR\nREFRESH-INTERVAL;VALUE=DURATION:P{hours}\nEND:VCALENDAR\n");
        assert_eq!(split(feed.as_bytes()).unwrap().refresh, None);
    }

    #[test]
    fn a_file_that_ends_early_is_refused_wherever_it_ends() {
        let whole = FEED.trim_end().len();
        for cut in 0..whole {
            assert!(split(&FEED.as_bytes()[..cut]).is_err(), "{cut} of {whole}");
        }
        assert!(split(&FEED.as_bytes()[..whole]).is_ok());
    }

    #[test]
    fn a_uid_that_stands_twice_hides_no_event() {
        let event = |more: &str| format!("BEGIN:VEVENT\nUID:1\n{more}\nEND:VEVENT\n");
        let (first, second, moved) = (event("A:1"), event("A:2"), event("RECURRENCE-ID:20270102T100000"));
        let feed = split(format!("BEGIN:VCALENDAR\n{moved}{first}{second}{moved}END:VCALENDAR\n").as_bytes()).unwrap();
        let held: Vec<_> = feed.objects.iter().map(|it| String::from_utf8(it.raw.clone()).unwrap()).collect();
        assert_eq!(held.len(), 2);
        assert!(held[0].contains("A:1") && held[0].matches("RECURRENCE-ID").count() == 2, "{held:?}");
        assert!(held[1].contains("A:2") && !held[1].contains("RECURRENCE-ID"), "{held:?}");
    }

    /// RFC 5545 section 3.8.7.4
    #[test]
    fn whoever_asks_for_versions_has_all_of_one_uid_in_one_object() {
        let event = |uid: &str, more: &str| format!("BEGIN:VEVENT\nUID:{uid}\n{more}\nEND:VEVENT\n");
        let busy = "BEGIN:VFREEBUSY\nUID:1\nEND:VFREEBUSY\n";
        let nameless = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(2);
        let events = [event("1", "A:1"), event("2", "A:2"), event("1", "A:3"), busy.to_owned(), nameless].concat();
        let file = format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n");
        let mut held = Vec::new();
        let keep = |object: Object| {
            held.push(String::from_utf8(object.raw).unwrap());
            Ok(())
        };
        each(file.as_bytes(), MAX_LINES, Twice::Version, keep).unwrap();
        assert_eq!(held.len(), 5, "{held:?}");
        assert!(held[0].contains("A:1") && held[0].contains("A:3") && !held[0].contains("VFREEBUSY"), "{held:?}");
        assert_eq!(split(file.as_bytes()).unwrap().objects.len(), 6);
    }

    #[test]
    fn what_is_cut_off_or_no_calendar_is_not_taken_for_less() {
        for cut in [FEED.len() - 17, FEED.len() - 40, 300] {
            assert_eq!(split(&FEED.as_bytes()[..cut]).unwrap_err(), Unreadable("cut off"));
        }
        assert_eq!(split(b"<html>BEGIN:VCALENDAR").unwrap_err(), Unreadable("not iCalendar"));
        assert_eq!(split(b"").unwrap_err(), Unreadable("empty"));
        assert_eq!(split(b" \r\n\n").unwrap_err(), Unreadable("empty"));
        assert!(split(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n").unwrap().objects.is_empty());
        let deep = [b"BEGIN:VCALENDAR\n".as_slice(), &b"BEGIN:A\n".repeat(100)].concat();
        assert_eq!(split(&deep).unwrap_err(), Unreadable("nested too deep"));
    }

    #[test]
    fn what_a_file_cancels_takes_no_time() {
        let file = |method: &str| {
            format!("BEGIN:VCALENDAR\n{method}BEGIN:VEVENT\nUID:1\nSUMMARY:A\\, b\nEND:VEVENT\nEND:VCALENDAR\n")
        };
        let first = |method: &str| split(file(method).as_bytes()).unwrap().objects.remove(0);
        assert!(!first("method:Cancel\n").takes_time);
        assert!(first("METHOD:PUBLISH\n").takes_time && first("").takes_time);
        assert_eq!(first("").title(), "A, b");
        let both = split((file("METHOD:CANCEL\n") + &file("")).as_bytes()).unwrap();
        assert_eq!(both.objects.iter().map(|it| it.takes_time).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn many_events_and_zones_that_multiply_are_bounded() {
        let event = |uid: usize| format!("BEGIN:VEVENT\nUID:{uid}\nDTSTART;TZID=Z:20270101T100000\nEND:VEVENT\n");
        let events = |count| (0..count).map(event).collect::<String>();
        let many = format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events(MAX_OBJECTS + 1));
        assert_eq!(split(many.as_bytes()).unwrap_err(), Unreadable("too many events"));
        let fat = "X-FAT:yes\n".repeat(100_000);
        let grows =
            format!("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Z\n{fat}END:VTIMEZONE\n{}END:VCALENDAR\n", events(90));
        assert_eq!(split(grows.as_bytes()).unwrap_err(), Unreadable("too large"));
    }

    /// The components of a file other than zones, each as its bytes.
    fn components(raw: &[u8]) -> Vec<Vec<u8>> {
        let lines: Vec<_> = line::split(raw).collect();
        let (mut all, mut rest) = (Vec::new(), lines.as_slice());
        while let Some((begin, after)) = rest.split_first() {
            let (calendar, after) = Calendar::read(begin, after).unwrap();
            all.extend(calendar.others.iter().map(|part| part.lines.concat()));
            rest = after;
        }
        all.sort();
        all
    }

    proptest! {
        #[test]
        fn every_component_is_in_exactly_one_object(
            parts in proptest::collection::vec(
                (prop_oneof!["VEVENT", "VTODO", "VFREEBUSY", "X-THING"], "[ab1]{0,2}", "[A-C]", 0..3usize), 0..30),
            calendars in 1..3usize,
        ) {
            let mut raw = String::new();
            for _ in 0..calendars {
                raw += "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE\r\n";
                for (name, uid, zone, alarms) in &parts {
                    let uid = if uid.is_empty() { String::new() } else { format!("UID:{uid}\r\n") };
                    let alarms = "BEGIN:VALARM\r\nX:1\r\nEND:VALARM\r\n".repeat(*alarms);
                    raw += &format!("BEGIN:{name}\r\n{uid}DTSTART;TZID={zone}:2\r\n 027\r\n{alarms}END:{name}\r\n");
                }
                raw += "END:VCALENDAR\r\n";
            }
            let feed = split(raw.as_bytes()).unwrap();
            let mut out: Vec<_> = feed.objects.iter().flat_map(|object| components(&object.raw)).collect();
            out.sort();
            prop_assert_eq!(out, components(raw.as_bytes()));
        }

        #[test]
        fn any_bytes_are_split_or_refused(raw in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = split(&raw);
        }
    }
}
