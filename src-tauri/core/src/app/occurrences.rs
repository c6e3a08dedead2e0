//! What happens in a calendar file on some days, by the code that reads the calendars of the app. A pure function of
//! the file: it opens no data and asks nobody, so that other engines can be held against it.

use std::borrow::Cow;

use chrono::{DateTime, Days, Utc};

use super::present::{day, stamp};
use super::views::{FileOccurrence, FileOccurrences, FileUnknown, UiError};
use super::{Answer, typed};
use crate::ical;
use crate::ical::split::{Object, Twice, each};
use crate::model::event::{Event, Moment, Part, Unreadable};
use crate::model::zone::Zone;
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::{Occurrence, occurrences};

/// The most content lines of a file: some million events.
const MAX_LINES: usize = 20_000_000;
/// The most bytes of all events together: zones are repeated with each event that names them.
const MAX_BYTES: usize = 1024 * 1024 * 1024;
/// The most occurrences of one file in one answer.
const MAX_FOUND: usize = 1_000_000;
/// The most of what is not known that is named.
const MAX_NAMED: usize = 100;
/// The longest name and UID of it, in characters.
const LONGEST_NAME: usize = 200;

/// Returns what happens on the days from `from` to `to`, both included, as they are in `zone`: an IANA name, or one
/// that Windows has. Whole days and floating times are those of the zone. A file that is not a whole calendar is refused.
pub fn of_file(raw: &[u8], from: &str, to: &str, zone: &str) -> Answer<FileOccurrences> {
    let (from, to) = (typed::day(from)?, typed::day(to)?);
    if to < from {
        return Err(UiError::input("Not a span of days.", "The second day follows the first."));
    }
    let zone = ical::zone(zone).and_then(|name| Zone::named(&name).ok());
    let zone = zone.ok_or_else(|| UiError::input("Not a known time zone.", "Use a name such as Europe/Berlin."))?;
    let (from, to) = (zone.day_start(from), zone.day_start(to + Days::new(1)));
    let mut reading =
        Reading { zone, from, to, found: Vec::new(), unknown: Vec::new(), more: 0, bytes: 0, full: false };
    match each(&whole(raw), MAX_LINES, Twice::Version, |object| reading.read(&object)) {
        Err(unreadable) if !reading.full => {
            let hint = format!("Give a whole iCalendar file. What is wrong with this one: {}.", unreadable.0);
            Err(UiError::input("This is not a whole calendar.", hint))
        }
        Ok(_) | Err(_) => Ok(reading.answer()),
    }
}

/// Returns a file with a calendar around its events: some programs leave it out.
fn whole(raw: &[u8]) -> Cow<'_, [u8]> {
    let start = raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw).trim_ascii_start();
    let begins = |line: &[u8]| start.get(..line.len()).is_some_and(|it| it.eq_ignore_ascii_case(line));
    if begins(b"BEGIN:VEVENT") || begins(b"BEGIN:VTIMEZONE") {
        Cow::Owned([b"BEGIN:VCALENDAR\r\n".as_slice(), start, b"\r\nEND:VCALENDAR\r\n"].concat())
    } else {
        Cow::Borrowed(raw)
    }
}

/// What was read so far, one event after the other.
struct Reading {
    zone: Zone,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// With the instants of start and end.
    found: Vec<(DateTime<Utc>, DateTime<Utc>, FileOccurrence)>,
    unknown: Vec<FileUnknown>,
    more: u32,
    bytes: usize,
    /// A limit is reached, and the rest of the file is not read.
    full: bool,
}

impl Reading {
    /// Reads one event. Fails where there is more than is read of one file.
    fn read(&mut self, object: &Object) -> Result<(), Unreadable> {
        self.bytes = self.bytes.saturating_add(object.raw.len());
        if self.bytes > MAX_BYTES || self.found.len() > MAX_FOUND {
            self.full = true;
            self.unknown.push(FileUnknown::Rest);
            return Err(Unreadable("too large"));
        }
        if object.takes_time {
            match ical::read(&object.raw, Some(self.zone.name())) {
                Ok(event) => {
                    self.expand(&event);
                    if self.is_guessed(&event) {
                        let why = ical::unknown_zones(&object.raw, Some(self.zone.name())).join(", ");
                        let (uid, summary) = (short(&event.uid), short(title(&event)));
                        self.miss(FileUnknown::Zone { uid, summary, why: short(&why) });
                    }
                }
                Err(Unreadable(why)) => self.miss(FileUnknown::Event {
                    uid: short(&object.uid),
                    summary: short(&object.title()),
                    why: why.to_owned(),
                }),
            }
        }
        Ok(())
    }

    fn expand(&mut self, event: &Event) {
        let expansion = occurrences(event, self.from, self.to, &self.zone);
        for one in &expansion.occurrences {
            let shown = self.show(event, one);
            let (start, end) = one.span.in_zone(&self.zone);
            self.found.push((start, end, shown));
        }
        if !expansion.complete {
            self.miss(FileUnknown::Series { uid: short(&event.uid), summary: short(title(event)) });
        }
    }

    /// Returns whether an event may lie in these days in another way than is listed, because nobody knows a zone that it names.
    fn is_guessed(&self, event: &Event) -> bool {
        let unplaced = |part: &Part| part.except.iter().any(|it| !it.is_placed());
        if event.is_placed() && !event.parts.iter().any(unplaced) {
            return false;
        }
        let (from, to) = (self.from - FAR_OFF, self.to + FAR_OFF);
        let found = occurrences(event, from, to, &self.zone);
        // Which date an exception takes out, or an override stands for, is a guess too. Where the series itself is one, that is
        // said already.
        let is_known = event.parts.first().is_some_and(|part| part.start.is_placed());
        let mut named = event.parts.iter().flat_map(|part| part.except.iter().chain(&part.occurrence));
        let is_near = |it: &Moment| !it.is_placed() && (from..to).contains(&it.instant(&self.zone));
        found.occurrences.iter().any(|one| !one.certain) || (is_known && named.any(is_near))
    }

    fn show(&self, event: &Event, one: &Occurrence) -> FileOccurrence {
        let (starts_at, ends_at) = one.span.in_zone(&self.zone);
        let all_day = one.span.all_day();
        let (start, end) = match all_day {
            Some((first, after)) => (day(first), day(after)),
            None => (stamp(starts_at, &self.zone), stamp(ends_at, &self.zone)),
        };
        let summary = event.parts.get(one.part).map(|part| part.title.clone()).unwrap_or_default();
        FileOccurrence { uid: event.uid.clone(), start, end, all_day: all_day.is_some(), summary }
    }

    fn miss(&mut self, what: FileUnknown) {
        if self.unknown.len() < MAX_NAMED {
            self.unknown.push(what);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    fn answer(mut self) -> FileOccurrences {
        self.found.sort_by_key(|(start, end, _)| (*start, *end));
        let occurrences = self.found.into_iter().map(|(_, _, shown)| shown).collect();
        FileOccurrences { occurrences, unknown: self.unknown, more_unknown: self.more }
    }
}

/// What an event is called; empty if it has no title.
fn title(event: &Event) -> &str {
    event.parts.first().map(|part| part.title.as_str()).unwrap_or_default()
}

fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_berlin(raw: &str) -> Answer<FileOccurrences> {
        of_file(raw.as_bytes(), "2026-12-01", "2026-12-31", "Europe/Berlin")
    }

    fn starts(found: &FileOccurrences) -> Vec<&str> {
        found.occurrences.iter().map(|one| one.start.as_str()).collect()
    }

    #[test]
    fn events_without_a_calendar_around_them_are_read() {
        let bare = |uid: u32| format!("begin:VEVENT\r\nUID:{uid}\r\nDTSTART:2026120{uid}T090000Z\r\nEND:VEVENT\r\n");
        let found = in_berlin(&format!("\u{feff}\r\n{}{}", bare(2), bare(1))).unwrap();
        assert_eq!(starts(&found), ["2026-12-01T10:00:00+01:00", "2026-12-02T10:00:00+01:00"]);
        assert!(in_berlin(bare(1).trim_end_matches("END:VEVENT\r\n")).is_err(), "cut off");
    }

    #[test]
    fn what_is_not_known_is_named_up_to_a_limit_and_counted() {
        let broken = "BEGIN:VEVENT\nSUMMARY:Rota\nDTSTART:soon\nEND:VEVENT\n".repeat(MAX_NAMED + 7);
        let found = in_berlin(&format!("BEGIN:VCALENDAR\n{broken}END:VCALENDAR\n")).unwrap();
        assert_eq!((found.unknown.len(), found.more_unknown, found.is_complete()), (MAX_NAMED, 7, false));
        let first = FileUnknown::Event {
            uid: String::new(),
            summary: "Rota".to_owned(),
            why: "the start is not readable".to_owned(),
        };
        assert_eq!(found.unknown[0], first);
    }

    #[test]
    fn what_was_asked_for_must_make_sense() {
        let ask = |from: &str, to: &str, zone: &str| {
            let calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
            of_file(calendar, from, to, zone).map_err(|error| error.message)
        };
        assert_eq!(ask("2026-12-01", "2026-12-01", "Europe/Berlin"), Ok(FileOccurrences::default()));
        assert_eq!(ask("2026-12-02", "2026-12-01", "Europe/Berlin"), Err("Not a span of days.".to_owned()));
        assert_eq!(ask("2026-02-30", "2026-12-01", "Europe/Berlin"), Err("There is no 30 February.".to_owned()));
        assert_eq!(ask("2026-12-01", "2026-12-01", "Nowhere"), Err("Not a known time zone.".to_owned()));
    }
}
