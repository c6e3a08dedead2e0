//! The dates of a series for a client that stand for themselves (RFC 5545 section 3.8.4.4): those that are moved, and what
//! somebody else made of one. Each goes along with its series; of what is theirs only the time changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::attendees;
use super::edit::{self, Edit};
use super::line;
use super::one_date::{Form, write_one_date};
use super::patch::Patch;
use super::read::{self, Draft};
use super::tree::Tree;
use super::zone_names::Names;
use crate::model::event::{Content, EventStatus, Moment, OneDate, Part, Unreadable};
use crate::model::repeat::{Ends, Repeat};
use crate::model::zone::Zone;
use crate::recurrence::repeat::parse;

const NO_MASTER: Unreadable = Unreadable("there is no master to change");

/// What every override has in its own way, beside what is Daybook's. All else of one that is only moved is what its series says.
const ITS_OWN: [&str; 12] = [
    "RECURRENCE-ID",
    "DTSTART",
    "DTEND",
    "DURATION",
    "SEQUENCE",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "RRULE",
    "RDATE",
    "EXDATE",
    "EXRULE",
];

/// Returns `written`, whose master is as `content` has it already, with each date where it is wanted. `base` is the object as the
/// server last sent it: what a date shares with its master there goes along.
pub(super) fn follow(content: &Content, wanted: &Repeat, base: &[u8], written: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let zone = Zone::named(&content.zone).map_err(|_| Unreadable("the zone is not known"))?;
    let tree = Tree::parse(base)?;
    let (_, before) = edit::master(&tree, &Names::new(&tree, Some(&content.zone)))?;
    let dates = Dates { content, wanted: wanted.normal(content.start), before: &before, zone: &zone };
    let Standing { renamed, kept, length } = dates.renamed(&written)?;
    let mut raw = renamed.unwrap_or(written);
    let mut back = BTreeSet::new();
    for (day, there) in &kept {
        raw = dates.written(*day, Some(&there.part), length, &raw)?;
        let stood = there.part.start.instant(&zone);
        let was_moved = there.part.occurrence.as_ref().is_some_and(|by_rule| by_rule.instant(&zone) != stood);
        if was_moved && dates.start(*day) == dates.by_rule(*day) {
            back.insert(dates.by_rule(*day));
        }
    }
    for moved in dates.wanted.moved.iter().filter(|moved| !kept.contains_key(&moved.date)) {
        raw = dates.written(moved.date, None, length, &raw)?;
    }
    Ok(dates.without_bare(&back, &raw)?.unwrap_or(raw))
}

/// The dates of a series that is written.
struct Dates<'a> {
    content: &'a Content,
    wanted: Repeat,
    /// The master as it stood.
    before: &'a Part,
    zone: &'a Zone,
}

/// What stands there of single dates.
struct Standing {
    /// The object with each of them under the date that it is now; `None` = it is that already.
    renamed: Option<Vec<u8>>,
    /// By the day that the series gives it.
    kept: BTreeMap<NaiveDate, Draft>,
    /// How long a date of the series is.
    length: TimeDelta,
}

impl Dates<'_> {
    /// Gives each date that stands for itself the name it has now. One that the series has no more goes, and one that was off.
    fn renamed(&self, base: &[u8]) -> Result<Standing, Unreadable> {
        let tree = Tree::parse(base)?;
        let names = Names::new(&tree, Some(&self.content.zone));
        let (place, master) = edit::master(&tree, &names)?;
        let form = Form::of(&tree, place, &master);
        let (_, drafts) = read::drafts(&tree, &names)?;
        let mut patch = Patch::new(&tree);
        let mut kept: BTreeMap<NaiveDate, Draft> = BTreeMap::new();
        for draft in drafts {
            let Some(occurrence) = draft.part.occurrence.as_ref().filter(|_| !draft.part.onward) else { continue };
            let at = occurrence.instant(self.zone);
            let before = self.zone.wall(at).date();
            // What is no date of the series is nothing of ours.
            if !self.had(before) {
                continue;
            }
            let is_off = draft.part.status == EventStatus::Cancelled;
            let day = self.day_now(before).filter(|day| !is_off && self.has(*day));
            let Some(day) = day else {
                if let Some(component) = tree.components.get(draft.place) {
                    (component.begin..=component.end).for_each(|line| patch.remove(line));
                }
                continue;
            };
            let now = self.by_rule(day);
            if now != at || !same_form(&self.before.start, &master.start) {
                let line = tree.properties(draft.place).find(|(_, property)| property.name == "RECURRENCE-ID");
                if let Some((line, _)) = line {
                    patch.replace(line, form.written("RECURRENCE-ID", now, self.zone).to_line());
                }
            }
            if kept.get(&day).is_none_or(|other| other.version() < draft.version()) {
                kept.insert(day, draft);
            }
        }
        let renamed = if patch.is_empty() { None } else { Some(patch.apply()) };
        let length = master.end.instant(self.zone) - master.start.instant(self.zone);
        Ok(Standing { renamed, kept, length })
    }

    /// Returns whether the series had a date as it stood, whatever became of it.
    fn had(&self, day: NaiveDate) -> bool {
        let start = self.zone.wall(self.before.start.instant(self.zone));
        let rule = self.before.rule.as_ref().and_then(|rule| parse(rule, start, self.zone).ok());
        rule.is_none_or(|before| before.has(start.date(), day))
    }

    fn has(&self, day: NaiveDate) -> bool {
        self.wanted.has(self.content.start.date(), day)
    }

    /// Returns which day a date is on now: where the series begins on another one, that of the same number.
    fn day_now(&self, day: NaiveDate) -> Option<NaiveDate> {
        let from = self.zone.wall(self.before.start.instant(self.zone)).date();
        let to = self.content.start.date();
        if from == to {
            return Some(day);
        }
        let one = Repeat { every: self.wanted.every, ends: Ends::Never, skip: vec![day], moved: Vec::new() };
        one.begun_on(from, to).skip.first().copied()
    }

    /// Returns the start that the series gives a date.
    fn by_rule(&self, day: NaiveDate) -> DateTime<Utc> {
        self.zone.instant(day.and_time(self.content.start.time())).first()
    }

    /// Returns the start at which a date takes place.
    fn start(&self, day: NaiveDate) -> DateTime<Utc> {
        self.zone.instant(self.wanted.start_of(self.content.start, day)).first()
    }

    /// Writes one date, over what stands there of it.
    fn written(
        &self,
        day: NaiveDate,
        there: Option<&Part>,
        length: TimeDelta,
        base: &[u8],
    ) -> Result<Vec<u8>, Unreadable> {
        let content = match there {
            Some(there) => self.content_over(day, there, length),
            None => self.at(self.start(day), length),
        };
        write_one_date(&content, base, &OneDate { at: self.by_rule(day), off: false })
    }

    fn at(&self, start: DateTime<Utc>, length: TimeDelta) -> Content {
        let (start, end) = (self.zone.wall(start), self.zone.wall(start + length));
        Content { start, end, time_stands: false, repeat: None, ..self.content.clone() }
    }

    /// Returns what is written over a date that stands for itself: what it shared with its series goes along, and all else stays.
    fn content_over(&self, day: NaiveDate, there: &Part, length: TimeDelta) -> Content {
        let (before, zone) = (self.before, self.zone);
        let own = there.end.instant(zone) - there.start.instant(zone);
        let shared = before.end.instant(zone) - before.start.instant(zone);
        let length = if own == shared || own.is_zero() { length } else { own };
        let start = self.start(day);
        let now = self.at(start, length);
        let text = |there: &str, before: &str, wanted: &str| {
            if there == before { wanted.to_owned() } else { there.to_owned() }
        };
        let is_guest = |part: &Part, address: &str| {
            part.guests.iter().any(|guest| guest.address.trim().eq_ignore_ascii_case(address.trim()))
        };
        let invitation = now.invitation.filter(|invitation| !is_guest(before, &invitation.client_address));
        let follows = there.status == before.status;
        Content {
            title: text(&there.title, &before.title, &now.title),
            place: text(&there.place, &before.place, &now.place),
            description: text(&there.notes, &before.notes, &now.description),
            time_stands: there.start.instant(zone) == start && own == length,
            tentative: if follows { now.tentative } else { there.status == EventStatus::Tentative },
            appointment_id: there.appointment_id.clone().unwrap_or_default(),
            sequence: 0,
            invitation,
            ..now
        }
    }

    /// Returns the object without those of these dates of which nothing is left but what their series says; `None` = there is none.
    fn without_bare(&self, back: &BTreeSet<DateTime<Utc>>, raw: &[u8]) -> Result<Option<Vec<u8>>, Unreadable> {
        if back.is_empty() {
            return Ok(None);
        }
        let tree = Tree::parse(raw)?;
        let names = Names::new(&tree, Some(&self.content.zone));
        let (place, master) = edit::master(&tree, &names)?;
        let (_, drafts) = read::drafts(&tree, &names)?;
        let sequence = drafts.iter().map(|draft| draft.part.sequence).max().unwrap_or(0).saturating_add(1);
        let length = |part: &Part| part.end.instant(self.zone) - part.start.instant(self.zone);
        let of_series = said(&tree, place);
        let is_bare = |draft: &&Draft| {
            let at = draft.part.occurrence.as_ref().map(|it| it.instant(self.zone));
            at.is_some_and(|at| back.contains(&at))
                && length(&draft.part) == length(&master)
                && said(&tree, draft.place) == of_series
        };
        let bare: Vec<&Draft> = drafts.iter().filter(is_bare).collect();
        if bare.is_empty() {
            return Ok(None);
        }
        let mut edit = Edit::new(&tree, place, &master)?;
        for draft in bare {
            let component = tree.components.get(draft.place).ok_or(NO_MASTER)?;
            edit.cut(component.begin..=component.end);
        }
        // Else a guest who was told of the date would take it for older than what they have.
        let content = Content { sequence: self.content.sequence.max(sequence), ..self.content.clone() };
        Ok(Some(edit.revised(&content).finish()))
    }
}

/// Returns what a part says beside its own dates; of its guests, who they are.
fn said(tree: &Tree<'_>, part: usize) -> Vec<String> {
    let own: BTreeSet<usize> = tree.own_lines(part).collect();
    let mut all: Vec<String> = tree
        .properties(part)
        .filter(|(_, it)| !ITS_OWN.contains(&it.name.as_str()) && !it.name.starts_with("X-DAYBOOK-"))
        .map(|(_, it)| match it.name.as_str() {
            "ATTENDEE" => format!("ATTENDEE:{}", attendees::address(&it).to_ascii_lowercase()),
            _ => it.to_line(),
        })
        .collect();
    all.sort_unstable();
    let Some(component) = tree.components.get(part) else { return all };
    let inner = (component.begin..component.end).skip(1).filter(|line| !own.contains(line));
    let raw = inner.filter_map(|line| tree.lines.get(line));
    all.extend(raw.map(|raw| String::from_utf8_lossy(&line::unfold(raw)).into_owned()));
    all
}

/// Returns whether two times are written in one form (RFC 5545 section 3.3.5).
fn same_form(one: &Moment, other: &Moment) -> bool {
    if let (Moment::Zoned { zone: one, .. }, Moment::Zoned { zone: other, .. }) = (one, other) {
        return one == other;
    }
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

#[cfg(test)]
#[path = "overrides_tests.rs"]
mod tests;
