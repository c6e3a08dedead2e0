//! Writes one date of a series: as an override (RFC 5545 section 3.8.4.4), or taken out as an exception (section 3.8.5.1).
//! Every other line of the object stays byte for byte.

use chrono::{DateTime, Utc};

use super::edit::{self, Edit};
use super::line::{self, Property};
use super::read::{self, Draft};
use super::times::by_own_clock;
use super::tree::Tree;
use super::value::{utc_text, wall_text};
use super::zone_names::Names;
use crate::model::event::{Content, Moment, OneDate, Part, Unreadable};
use crate::model::zone::Zone;

/// What an override does not take from its master: the dates of the series.
const OF_THE_SERIES: [&str; 5] = ["RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"];

/// Returns `base`, the object as the server last sent it, with one date as `content` has it, or without it.
pub fn write_one_date(content: &Content, base: &[u8], date: &OneDate) -> Result<Vec<u8>, Unreadable> {
    let zone = Zone::named(&content.zone).map_err(|_| Unreadable("the zone is not known"))?;
    if date.off {
        return without(content, base, date.at, &zone);
    }
    let tree = Tree::parse(base)?;
    if of_date(&tree, content, date.at, &zone)?.is_empty() {
        let base = with_override(&tree, content, date.at, &zone)?;
        return change(content, &Tree::parse(&base)?, date.at, &zone);
    }
    change(content, &tree, date.at, &zone)
}

/// Returns the overrides of a date, as they stand in the object.
fn of_date(tree: &Tree<'_>, content: &Content, at: DateTime<Utc>, zone: &Zone) -> Result<Vec<Draft>, Unreadable> {
    let (_, drafts) = read::drafts(tree, &Names::new(tree, Some(&content.zone)))?;
    let is_it = |draft: &Draft| draft.part.occurrence.as_ref().is_some_and(|it| it.instant(zone) == at);
    Ok(drafts.into_iter().filter(is_it).collect())
}

/// Changes the override of a date, the one that a reader would take.
fn change(content: &Content, tree: &Tree<'_>, at: DateTime<Utc>, zone: &Zone) -> Result<Vec<u8>, Unreadable> {
    let all = of_date(tree, content, at, zone)?;
    let newest = all.into_iter().max_by_key(Draft::version);
    let Draft { place, part, .. } = newest.ok_or(Unreadable("the date has no override"))?;
    edit::part(content, tree, &Names::new(tree, Some(&content.zone)), place, &part)
}

/// Returns the object with an override of a date that says what its master says of it.
fn with_override(tree: &Tree<'_>, content: &Content, at: DateTime<Utc>, zone: &Zone) -> Result<Vec<u8>, Unreadable> {
    let (place, part) = edit::master(tree, &Names::new(tree, Some(&content.zone)))?;
    let master = tree.components.get(place).ok_or(Unreadable("no master"))?;
    let end = at + (part.end.instant(zone) - part.start.instant(zone));
    let form = Form::of(tree, place, &part);
    let own: std::collections::BTreeSet<usize> = tree.own_lines(place).collect();
    let mut lines = Vec::new();
    for number in master.begin..=master.end {
        let raw = line::unfold(tree.lines.get(number).copied().unwrap_or_default());
        let property = if own.contains(&number) { Property::parse(&raw) } else { None };
        match property.as_ref().map(|it| it.name.as_str()) {
            Some(name) if OF_THE_SERIES.contains(&name) => {}
            Some("DTSTART") => {
                lines.push(form.written("RECURRENCE-ID", at, zone).to_line());
                lines.push(form.written("DTSTART", at, zone).to_line());
            }
            Some("DTEND") => lines.push(form.written("DTEND", end, zone).to_line()),
            Some(_) | None => lines.push(String::from_utf8_lossy(&raw).trim_end_matches(['\r', '\n']).to_owned()),
        }
    }
    let mut patch = super::patch::Patch::new(tree);
    // Where nothing follows the master, its override comes before it.
    let after = master.end.saturating_add(1);
    patch.insert_before(if after < tree.lines.len() { after } else { master.begin }, lines);
    Ok(patch.apply())
}

/// Returns the object without a date.
fn without(content: &Content, base: &[u8], at: DateTime<Utc>, zone: &Zone) -> Result<Vec<u8>, Unreadable> {
    let tree = Tree::parse(base)?;
    let own = of_date(&tree, content, at, zone)?;
    let names = Names::new(&tree, Some(&content.zone));
    let Ok((place, part)) = edit::master(&tree, &names) else {
        // There are overrides only: the date says itself that it is off.
        let Draft { place, part, .. } = own.into_iter().next().ok_or(Unreadable("the date is not there"))?;
        let mut edit = Edit::new(&tree, place, &part)?;
        edit.set(Property::new("STATUS", "CANCELLED"));
        return Ok(edit.revised(content).finish());
    };
    let mut edit = Edit::new(&tree, place, &part)?;
    for component in own.iter().filter_map(|draft| tree.components.get(draft.place)) {
        edit.cut(component.begin..=component.end);
    }
    if !part.except.iter().any(|except| except.instant(zone) == at) {
        edit.add(&Form::of(&tree, place, &part).written("EXDATE", at, zone));
    }
    Ok(edit.revised(content).finish())
}

/// How the master writes its start, and so every date of the series (RFC 5545 sections 3.8.4.4 and 3.8.5.1).
pub(super) struct Form {
    start: Moment,
    tzid: Option<String>,
}

impl Form {
    pub fn of(tree: &Tree<'_>, master: usize, part: &Part) -> Self {
        let start = tree.properties(master).find(|(_, property)| property.name == "DTSTART");
        let tzid = start.and_then(|(_, property)| property.param("TZID").map(str::to_owned));
        Self { start: part.start.clone(), tzid }
    }

    pub fn written(&self, name: &str, at: DateTime<Utc>, zone: &Zone) -> Property {
        match (&self.start, &self.tzid) {
            (Moment::Date(_), _) => {
                let day = zone.wall(at).date().format("%Y%m%d").to_string();
                Property::new(name, day).with("VALUE", "DATE")
            }
            (Moment::Floating(_), _) => Property::new(name, wall_text(zone.wall(at))),
            (Moment::Zoned { zone: own, .. }, Some(tzid)) => match Zone::named(own) {
                Ok(own) if own.instant(own.wall(at)).first() == at => {
                    Property::new(name, wall_text(own.wall(at))).with("TZID", tzid)
                }
                Ok(_) | Err(_) => Property::new(name, utc_text(at)),
            },
            (Moment::Ruled { clock, .. }, Some(tzid)) => by_own_clock(name, at, tzid, clock),
            // Nobody knows the instant, but that it is written as the master is.
            (Moment::Unknown(_), Some(tzid)) => Property::new(name, wall_text(zone.wall(at))).with("TZID", tzid),
            (Moment::Unknown(_), None) => Property::new(name, wall_text(zone.wall(at))),
            (Moment::Zoned { .. } | Moment::Ruled { .. } | Moment::Utc(_), _) => Property::new(name, utc_text(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Timelike as _;

    use super::*;

    const BASE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Else//EN\r\n\
        BEGIN:VTIMEZONE\r\nTZID:Europe/Vienna\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n\
        TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
        BEGIN:VEVENT\r\nUID:u-1\r\nDTSTART;TZID=Europe/Vienna:20270301T100000\r\nDTEND;TZID=Europe/Vienna:20270301T105000\r\n\
        RRULE:FREQ=WEEKLY;COUNT=10\r\nEXDATE;TZID=Europe/Vienna:20270315T100000\r\nSUMMARY:Sitzung \r\n  A. K.\r\nSEQUENCE:4\r\n\
        DTSTAMP:20260101T000000Z\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\nX-DAYBOOK-ID:a-1\r\n\
        BEGIN:VALARM\r\nACTION:DISPLAY\r\nSUMMARY:not ours\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID;TZID=Europe/Vienna:20270308T100000\r\n\
        DTSTART;TZID=Europe/Vienna:20270308T110000\r\nSUMMARY:Another\r\nDTSTAMP:20260101T000000Z\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";

    fn content() -> Content {
        let (start, end) = ("2027-03-02T15:00:00".parse().unwrap(), "2027-03-02T15:50:00".parse().unwrap());
        Content { start, end, ..edit::tests::content() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn written(base: &str, date: &OneDate) -> String {
        String::from_utf8(write_one_date(&content(), base.as_bytes(), date).unwrap()).unwrap()
    }

    /// Whether `new` is `old` with lines put in, and these lines.
    fn inserted(old: &str, new: &str) -> Vec<String> {
        let mut rest = old.split("\r\n").peekable();
        let more = new.split("\r\n").filter(|line| rest.next_if(|kept| kept == line).is_none()).map(str::to_owned);
        let more = more.collect();
        assert_eq!(rest.next(), None, "nothing of it is lost:\n{new}");
        more
    }

    #[test]
    fn a_date_that_is_moved_gets_an_override_and_nothing_else_changes() {
        let date = OneDate { at: at("2027-03-01T09:00:00Z"), off: false };
        let new = written(BASE, &date);
        let more = inserted(BASE, &new);
        for line in [
            "RECURRENCE-ID;TZID=Europe/Vienna:20270301T100000",
            "DTSTART;TZID=Europe/Vienna:20270302T150000",
            "DTEND;TZID=Europe/Vienna:20270302T155000",
            "SEQUENCE:5",
            "DTSTAMP:20270228T090000Z",
            "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
            "TRIGGER:-PT15M",
        ] {
            assert!(more.iter().any(|one| one == line), "{line} is not among {more:#?}");
        }
        assert!(!more.iter().any(|line| line.starts_with("RRULE") || line.starts_with("EXDATE")), "{more:#?}");
        // Moved again, its own override is changed.
        let later = Content {
            start: content().start.with_hour(17).unwrap(),
            end: content().end.with_hour(17).unwrap(),
            ..content()
        };
        let again = String::from_utf8(write_one_date(&later, new.as_bytes(), &date).unwrap()).unwrap();
        assert_eq!(again.matches("BEGIN:VEVENT").count(), 3);
        assert!(again.contains("20270302T170000") && again.contains("SEQUENCE:6"), "{again}");
    }

    #[test]
    fn a_date_that_is_off_becomes_an_exception() {
        let new = written(BASE, &OneDate { at: at("2027-03-01T09:00:00Z"), off: true });
        assert!(
            new.contains("EXDATE;TZID=Europe/Vienna:20270301T100000\r\n") && new.contains("SEQUENCE:5\r\n"),
            "{new}"
        );
        assert!(new.contains("EXDATE;TZID=Europe/Vienna:20270315T100000\r\n") && new.contains("SUMMARY:Another"));
        // With its override, where it had one.
        let new = written(BASE, &OneDate { at: at("2027-03-08T09:00:00Z"), off: true });
        assert!(
            new.contains("EXDATE;TZID=Europe/Vienna:20270308T100000\r\n") && !new.contains("SUMMARY:Another"),
            "{new}"
        );
        let event = crate::ical::read(new.as_bytes(), None).unwrap();
        assert_eq!((event.parts.len(), event.parts[0].except.len()), (1, 2));
    }

    #[test]
    fn dates_are_written_as_the_series_begins() {
        for (start, exception) in [
            ("DTSTART:20270301T090000Z\r\nDTEND:20270301T095000Z", "EXDATE:20270308T090000Z"),
            ("DTSTART:20270301T100000\r\nDTEND:20270301T105000", "EXDATE:20270308T100000"),
        ] {
            let base =
                format!("BEGIN:VEVENT\r\nUID:u-1\r\n{start}\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:A\r\nEND:VEVENT\r\n");
            let date = OneDate { at: at("2027-03-08T09:00:00Z"), off: true };
            assert!(written(&base, &date).contains(exception), "{}", written(&base, &date));
            let moved = written(&base, &OneDate { off: false, ..date });
            assert!(moved.contains(&exception.replace("EXDATE", "RECURRENCE-ID")), "{moved}");
            assert_eq!(crate::ical::read(moved.as_bytes(), None).unwrap().parts.len(), 2);
        }
    }
}
