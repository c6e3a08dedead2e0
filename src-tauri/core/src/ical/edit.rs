//! Edits a stored object: which of its lines are ours, and which of those have to change. Only the master is touched.

mod clocks;

use chrono::{DateTime, Utc};

use super::attendees;
use super::line::Property;
use super::patch::Patch;
use super::read;
use super::repeat;
use super::text::{escape, settled};
use super::times::{self, Times};
use super::tree::{Component, Tree};
use super::value::{self, utc_text};
use super::zone_names::Names;
use crate::model::event::{Content, EventStatus, Length, Moment, Part, Unreadable};
use crate::model::zone::Zone;

const NO_MASTER: Unreadable = Unreadable("there is no master to change");

/// Returns `base` with `content` in it.
///
/// ORGANIZER and ATTENDEE are not removed and SCHEDULE-AGENT is never changed: the server would mail a cancellation
/// (RFC 6638 section 3.2.1). The one exception is a person who is no longer invited ([`Content::uninvited`]): for them
/// a cancellation is right. Moving the master of a series leaves overrides on their old starts, and EXDATE too unless
/// [`Content::repeat`] says what is left out; then [`super::overrides`] has them follow.
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
    let again = edit.series(content)?;
    let status = edit.status(content);
    edit.people(content, moved || again);
    if edit.changes() {
        edit.rides_along("X-DAYBOOK-UID", &content.uid);
        if let Some(carried) = &content.carried {
            edit.rides_along("X-DAYBOOK-SEALED", carried);
        }
    }
    let sequence = content.sequence.max(part.sequence.saturating_add(u32::from(moved || again || status)));
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
    let newest = masters.max_by_key(read::Draft::version);
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
        let (dtstart, dtend) = self.written(times, names);
        let floats = matches!(self.part.start, Moment::Floating(_) | Moment::Date(_));
        if !start_stays || floats || self.is_told_apart(times, names) {
            self.set(dtstart);
        }
        let has_end = self.find("DTEND").next().is_some();
        let length_stays = !has_end
            && self.find("DURATION").next().and_then(|(_, it)| value::duration(&it.value))
                == Some(Length { days: 0, seconds: (times.end - times.start).num_seconds() });
        let end_floats = matches!(self.part.end, Moment::Floating(_) | Moment::Date(_));
        if !(length_stays || has_end && end_stays && !end_floats) {
            let duration = self.find("DURATION").next().map(|(at, _)| *at);
            self.remove("DURATION");
            match duration.filter(|_| !has_end) {
                Some(at) => self.patch.replace(at, dtend.to_line()),
                None => self.set(dtend),
            }
        }
        true
    }

    /// Sets how a series repeats, and what is left out of it. Returns whether that changed.
    fn series(&mut self, content: &Content) -> Result<bool, Unreadable> {
        let Some(wanted) = content.repeat.as_ref().filter(|_| self.part.occurrence.is_none()) else { return Ok(false) };
        let zone = Zone::named(&content.zone).map_err(|_| Unreadable("the zone is not known"))?;
        let (same_rule, same_dates) = repeat::says(self.part, wanted, content.start, &zone);
        let (rule, except) = repeat::properties(wanted, content.start, &zone)?;
        if !same_rule {
            self.set(rule);
        }
        if !same_dates {
            self.remove("EXDATE");
            for except in &except {
                self.add(except);
            }
        }
        // No series for a client has dates beside its rule, or a rule of what is left out.
        let more = !self.part.also.is_empty() || self.part.more_dates || self.part.except_rule.is_some();
        if more {
            self.remove("RDATE");
            self.remove("EXRULE");
        }
        Ok(!(same_rule && same_dates) || more)
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

/// Returns the instant of a stored time; `None` for a whole day, which is no appointment, and in a zone that nobody knows.
fn instant(moment: &Moment, times: &Times) -> Option<DateTime<Utc>> {
    (!matches!(moment, Moment::Date(_) | Moment::Unknown(_))).then(|| moment.instant(&times.zone))
}

#[cfg(test)]
#[path = "edit_tests.rs"]
pub(super) mod tests;
