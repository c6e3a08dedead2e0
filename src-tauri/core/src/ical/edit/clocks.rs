//! Under which definition of a zone a time is written: one by which every reader has the instant that is meant (RFC 5545 section
//! 3.6.5).

use chrono::{DateTime, TimeDelta, Utc};

use super::Edit;
use crate::ical::line::Property;
use crate::ical::times::{self, Times};
use crate::ical::tree::Component;
use crate::ical::vtimezone;
use crate::ical::zone_names::{self, Names};
use crate::model::event::Moment;
use crate::model::zone::Zone;

impl Edit<'_> {
    /// Returns start and end to write: on the clock that the object defines itself, where the start is on one, as a series and its
    /// exceptions run on it; else in our zone.
    pub(super) fn written(&mut self, times: &Times, names: &Names<'_>) -> (Property, Property) {
        if let Moment::Ruled { clock, .. } = &self.part.start
            && let Some(used) = self.find("DTSTART").next().and_then(|(_, it)| it.param("TZID"))
            && names.defines(used)
        {
            let by_clock = |name, at| times::by_own_clock(name, at, used, clock);
            return (by_clock("DTSTART", times.start), by_clock("DTEND", times.end));
        }
        let tzid = self.tzid(times, names);
        (times.dtstart(&tzid), times.dtend(&tzid))
    }

    /// Returns the TZID to write: the one in use if it means our zone, else the zone's own name, with a VTIMEZONE if the object has
    /// none for it. A definition of that name with other rules than the zone has would be followed by other readers to another
    /// time: that of a series is replaced, as all its dates follow it; else it stays for whatever else is under it, and
    /// the time is written under a name beside it.
    fn tzid(&mut self, times: &Times, names: &Names<'_>) -> String {
        let zone = times.zone.name();
        let repeats = times.repeats || self.part.rule.is_some();
        let is_right = |name: &str, at| names.offset(name, at) == Some(times.zone.offset(at));
        let agrees = |name: &str| instants(times, repeats).all(|at| is_right(name, at));
        let used = self.find("DTSTART").find_map(|(_, it)| it.param("TZID")).map(str::to_owned);
        let used = used.filter(|used| used != zone && zone_names::known(used).as_deref() == Some(zone));
        if let Some(used) = used.filter(|used| agrees(used)) {
            return used;
        }
        if times.zone.is_utc() || names.defines(zone) && agrees(zone) {
            return zone.to_owned();
        }
        let mut name = zone.to_owned();
        if names.defines(zone) && repeats {
            let tree = self.tree;
            for wrong in names.definitions(zone).filter_map(|it| tree.components.get(it)) {
                self.cut(wrong.begin..=wrong.end);
            }
        } else {
            // With a name that a reader without definitions knows at its end.
            while names.defines(&name) {
                if agrees(&name) {
                    return name;
                }
                name = format!("Daybook/{name}");
            }
        }
        let lines = vtimezone::lines(&times.zone, &name, times.start);
        let sibling = |it: &&Component| it.parent == self.master.parent && it.name == "VEVENT";
        let first = self.tree.components.iter().find(sibling).unwrap_or(self.master);
        self.patch.insert_before(first.begin, lines);
        name
    }

    /// Returns whether the object defines the name that its start is under so that other readers have it at another time.
    pub(super) fn is_told_apart(&self, times: &Times, names: &Names<'_>) -> bool {
        let Moment::Zoned { zone, .. } = &self.part.start else { return false };
        let used = self.find("DTSTART").find_map(|(_, it)| it.param("TZID"));
        let there = used.and_then(|used| names.offset(used, times.start));
        there.is_some_and(|there| Zone::named(zone).is_ok_and(|zone| zone.offset(times.start) != there))
    }
}

/// Returns the instants at which a definition has to be right: start and end, and of a series those of the year to come.
fn instants(times: &Times, repeats: bool) -> impl Iterator<Item = DateTime<Utc>> {
    let (start, end, weeks) = (times.start, times.end, if repeats { 53 } else { 0 });
    (0..=weeks).flat_map(move |week| [start + TimeDelta::weeks(week), end + TimeDelta::weeks(week)])
}
