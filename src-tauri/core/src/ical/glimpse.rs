//! A look at an object that [`read`](super::read()) refuses: what it is called, and which times it can touch. Nothing that it
//! may name is left out: unknown is never free.

use super::dates::{MAX_DATES, moment};
use super::duration;
use super::line::Property;
use super::read::MAX_PARTS;
use super::text::unescape;
use super::tree::{MAX_BYTES, Tree};
use super::value;
use super::zone_names::Names;
use crate::model::event::{Length, Moment};
use crate::model::glimpse::Glimpse;
use crate::model::reason::Reason;
use crate::model::start_and_end;
use crate::recurrence::rule::{Until, until_of};

/// Looks at an object that cannot be read. `home_zone` is as in [`read`](super::read()).
pub fn glimpse(raw: &[u8], home_zone: Option<&str>) -> Glimpse {
    let Ok(tree) = Tree::parse(raw) else {
        let too_large = raw.len() > MAX_BYTES;
        return Glimpse::nothing(if too_large { Reason::EventTooLarge } else { Reason::EventUnreadable });
    };
    let names = Names::new(&tree, home_zone);
    let events = tree.components.iter().enumerate().filter(|(_, it)| it.name == "VEVENT");
    let parts: Vec<Seen> = events.take(MAX_PARTS + 1).map(|(index, _)| Seen::of(&tree, index, &names)).collect();
    // Of what is cut off or left out nobody knows the times.
    let is_whole = !tree.torn && !parts.is_empty() && parts.len() <= MAX_PARTS;
    let dated = || parts.iter().filter(|part| part.first.is_some());
    let shown = dated().find(|part| !part.overrides).or_else(|| dated().next()).or(parts.first());
    let (title, first) = shown.map(|part| (part.title.clone(), part.first.clone())).unwrap_or_default();
    let has_no_start = parts.iter().any(|part| part.first.is_none());
    let goes_on = parts.iter().any(|part| part.goes_on);
    let named: Option<Vec<_>> = parts.into_iter().filter(|_| is_whole).map(|part| part.named).collect();
    Glimpse {
        why: if is_whole && has_no_start { Reason::EventStart } else { Reason::EventUnreadable },
        title,
        first,
        named: named.map(|all| all.concat()).filter(|all| !all.is_empty()),
        goes_on,
    }
}

/// What a part says of itself.
struct Seen {
    title: String,
    /// It stands for one date of a series.
    overrides: bool,
    first: Option<(Moment, Moment)>,
    named: Option<Vec<Moment>>,
    goes_on: bool,
}

impl Seen {
    fn of(tree: &Tree<'_>, component: usize, names: &Names<'_>) -> Self {
        let properties: Vec<Property> = tree.properties(component).map(|(_, property)| property).collect();
        let one = |name: &str| properties.iter().find(|property| property.name == name);
        let time = |property: &Property| moment(property, &property.value, names);
        let title = one("SUMMARY").map(|it| unescape(it.value.trim_end())).unwrap_or_default();
        let overrides = one("RECURRENCE-ID").is_some();
        let Some(start) = one("DTSTART").or(one("RECURRENCE-ID")).and_then(time) else {
            return Self { title, overrides, first: None, named: None, goes_on: true };
        };
        let end = one("DTEND").map(time);
        let length = one("DURATION").map(|it| value::duration(&it.value));
        let mut named: Vec<Moment> = [start.clone()].into_iter().chain(end.clone().flatten()).collect();
        let span = duration::span(start.clone(), end, length);
        let goes_on = span == Err(start_and_end::NO_END);
        let first = span.unwrap_or_else(|_| start_and_end::alone(start));
        named.push(first.1.clone());
        let lasts = duration::instant(&first.1) - duration::instant(&first.0);
        let mut dates = Dates { names, lasts: Length { days: 0, seconds: lasts.num_seconds() }, named, goes_on };
        for property in &properties {
            match property.name.as_str() {
                "RDATE" => dates.add(property),
                "RRULE" => dates.repeat(&property.value),
                _ => {}
            }
        }
        // Of two starts, nobody knows which is meant.
        for other in properties.iter().filter(|it| it.name == "DTSTART").skip(1) {
            dates.add(other);
        }
        Self { title, overrides, first: Some(first), named: Some(dates.named), goes_on: dates.goes_on }
    }
}

/// The times that a part names.
struct Dates<'n, 't> {
    names: &'n Names<'t>,
    lasts: Length,
    named: Vec<Moment>,
    /// There are more.
    goes_on: bool,
}

impl Dates<'_, '_> {
    /// Adds the dates and periods of an RDATE.
    fn add(&mut self, property: &Property) {
        for text in property.value.split(',').filter(|text| !text.trim().is_empty()) {
            if self.named.len() > MAX_DATES {
                self.goes_on = true;
                return;
            }
            let (start, end) = text.split_once('/').map_or((text, None), |(start, end)| (start, Some(end)));
            let Some(start) = moment(property, start, self.names) else {
                self.goes_on = true;
                continue;
            };
            let end = match end.map(|end| (value::duration(end), end)) {
                None => Some(duration::add(&start, self.lasts)),
                Some((Some(length), _)) => Some(duration::add(&start, length)),
                Some((None, end)) => moment(property, end, self.names),
            };
            self.goes_on |= end.is_none();
            self.named.extend([start].into_iter().chain(end));
        }
    }

    /// Adds the end of a rule.
    fn repeat(&mut self, rule: &str) {
        let until = until_of(rule).map(|until| match until {
            Until::Date(day) => Moment::Date(day),
            Until::Wall(wall) => Moment::Floating(wall),
            Until::Utc(at) => Moment::Utc(at),
        });
        self.goes_on |= until.is_none();
        self.named.extend(until.map(|until| duration::add(&until, self.lasts)));
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::ical::read;
    use crate::model::zone::Zone;

    fn object(lines: &str) -> String {
        let lines = lines.replace('\n', "\r\n");
        format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nSUMMARY:Rota\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    fn seen(raw: &str) -> Glimpse {
        assert!(read(raw.as_bytes(), None).is_err(), "{raw}");
        glimpse(raw.as_bytes(), None)
    }

    /// When it can take place, in UTC.
    fn span(raw: &str) -> Option<(String, Option<String>)> {
        let text = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M").to_string();
        seen(raw).span(&Zone::utc()).map(|(from, to)| (text(from), to.map(text)))
    }

    /// T10
    #[test]
    fn what_has_no_readable_start_is_named_and_may_be_at_any_time() {
        let found = seen(&object("DTSTART:garbage\nDTEND:20261202T110000Z"));
        assert_eq!((found.why, found.title.as_str(), &found.first), (Reason::EventStart, "Rota", &None));
        assert_eq!(found.span(&Zone::utc()), None);
    }

    /// T10
    #[test]
    fn what_has_a_start_touches_nothing_before_it_and_nothing_after_its_end() {
        let start = "DTSTART:20261202T100000Z\nDTEND:20261202T110000Z";
        let broken = object(&format!("{start}\nRDATE:then\nRECURRENCE-ID:then"));
        assert_eq!(span(&broken), Some(("2026-12-02T10:00".into(), None)), "a date of it is not known");
        let turned = object("DTSTART:20261204T100000Z\nDTEND:20261202T110000Z");
        assert_eq!(span(&turned), Some(("2026-12-02T11:00".into(), Some("2026-12-06T10:00".into()))));
        assert_eq!(
            seen(&turned).first.map(|first| first.0),
            Some(Moment::Utc("2026-12-04T10:00:00Z".parse().unwrap()))
        );
        let series = format!("{start}\nRRULE:FREQ=DAILY;UNTIL=20261210T100000Z\nRECURRENCE-ID:then");
        assert_eq!(span(&object(&series)), Some(("2026-12-02T10:00".into(), Some("2026-12-12T11:00".into()))));
    }

    /// RFC 5545 section 3.6.1: of two starts, nobody knows which is meant.
    #[test]
    fn what_has_two_starts_touches_both_and_an_empty_rule_may_go_on() {
        let twice = "DTSTART:20261202T100000Z\nDURATION:PT1H\nDTSTART:20261209T100000Z";
        assert_eq!(span(&object(twice)), Some(("2026-12-02T10:00".into(), Some("2026-12-11T11:00".into()))));
        assert_eq!(span(&object(&format!("{twice}\nRRULE:"))), Some(("2026-12-02T10:00".into(), None)));
    }

    /// T18: how long it lasts is not known either.
    #[test]
    fn what_has_no_readable_end_is_shown_at_its_start_and_may_go_on() {
        let at = |text: &str| Moment::Utc(text.parse().unwrap());
        let ten = at("2026-12-02T10:00:00Z");
        for end in ["DTEND:then", "DTEND:", "DURATION:P1Y", "DURATION:an hour", "DTEND:then\nDURATION:an hour"] {
            let broken = object(&format!("DTSTART:20261202T100000Z\n{end}"));
            let found = seen(&broken);
            assert_eq!((found.title.as_str(), found.first), ("Rota", Some((ten.clone(), ten.clone()))), "{end}");
            assert_eq!(span(&broken), Some(("2026-12-02T10:00".into(), None)), "{end}");
        }
        let day = |text: &str| Moment::Date(text.parse().unwrap());
        let found = seen(&object("DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:then"));
        assert_eq!((found.first, found.goes_on), (Some((day("2026-12-02"), day("2026-12-03"))), true));
        // Days that end before they begin.
        let found = seen(&object("DTSTART;VALUE=DATE:20261212\nDTEND;VALUE=DATE:20261202"));
        assert_eq!((found.first, found.goes_on), (Some((day("2026-12-12"), day("2026-12-13"))), false));
    }

    /// T10
    #[test]
    fn of_what_is_cut_off_the_times_are_not_known_although_it_is_named() {
        let whole = object("DTSTART:20261202T100000Z");
        let found = seen(whole.trim_end().trim_end_matches("END:VCALENDAR"));
        assert_eq!((found.why, found.title.as_str(), found.first.is_some()), (Reason::EventUnreadable, "Rota", true));
        assert_eq!(found.span(&Zone::utc()), None);
        for nothing in ["", "<html></html>", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"] {
            let found = seen(nothing);
            assert_eq!((found.why, found.span(&Zone::utc())), (Reason::EventUnreadable, None), "{nothing}");
        }
    }
}
