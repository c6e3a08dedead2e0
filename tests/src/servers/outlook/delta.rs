//! `calendarView/delta`: a window fixed in the token, what has changed in it, and what is gone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{GraphResponse, Outcome, Turn, refused};
use super::event::sparse;
use super::fault::{Expired, Fault};
use super::mailbox::{Calendar, Item, Link, Name};
use super::series::instances;

/// What a token means.
#[derive(Clone)]
pub(super) struct Round {
    calendar: String,
    window: (Timestamp, Timestamp),
    /// The path of the request it began with.
    path: String,
    /// Where the next round begins.
    upto: u64,
    /// Not shown yet; none, once the round is over.
    left: Option<Vec<Entry>>,
}

#[derive(Clone)]
struct Entry {
    name: Name,
    /// As it was when the round began, for the id of what is gone.
    item: Item,
    gone: bool,
    /// Shown as it is not any more.
    old: bool,
}

impl Turn<'_> {
    pub(super) fn delta(&mut self, calendar: usize) -> Outcome {
        let token = ["$deltatoken", "$skiptoken"].into_iter().find_map(|name| self.asked.option(name));
        let token = token.filter(|token| !token.is_empty()).map(str::to_owned);
        if token.is_some() {
            return self.follow();
        }
        let window = self.asked.window()?;
        let path = self.asked.verbatim.split('?').next().unwrap_or_default().to_owned();
        let calendar = &self.mailbox().calendars[calendar];
        let mut entries = Vec::new();
        for item in calendar.items.values() {
            entries.extend(present(item, window).into_iter().map(|name| entry(item, name, false)));
        }
        let round = Round { calendar: calendar.id.clone(), window, path, upto: self.state.count, left: None };
        self.begin(round, entries)
    }

    fn follow(&mut self) -> Outcome {
        let expired = self.state.failing(|fault| match fault {
            Fault::Expired(how) => Some(*how),
            _ => None,
        });
        let asked = self.asked.verbatim.clone();
        let forgotten = self.state.forgotten.contains(&asked).then_some(Expired::SyncStateNotFound(410));
        if let Some(how) = expired.or(forgotten) {
            return Err(self.expired(how));
        }
        let Some(Link::Delta(round)) = self.state.links.get(&asked) else {
            return Err(refused(
                400,
                "ErrorInvalidSyncStateData",
                "The token is badly formed, or was never given out.",
            ));
        };
        let round = round.clone();
        let Some(calendar) = self.mailbox().calendars.iter().find(|calendar| calendar.id == round.calendar) else {
            return Err(super::answer::not_found());
        };
        match round.left.clone() {
            Some(left) => self.emit(round, left, false),
            None => {
                let entries = changed(calendar, round.upto, round.window);
                let upto = self.state.count;
                self.begin(Round { upto, ..round }, entries)
            }
        }
    }

    fn expired(&mut self, how: Expired) -> GraphResponse {
        let path = self.asked.verbatim.split('?').next().unwrap_or_default();
        let message = "The sync state generation is not found; generation=1.";
        match how {
            Expired::SyncStateNotFound(status) => refused(status, "SyncStateNotFound", message),
            Expired::Location => {
                let host = self.base().trim_end_matches("/v1.0").to_owned();
                let empty = match self.state.links.get(&self.asked.verbatim) {
                    Some(Link::Delta(Round { window: (from, to), .. })) => {
                        format!("{host}{path}?startDateTime={from}&endDateTime={to}&$deltatoken=")
                    }
                    _ => format!("{host}{path}?$deltatoken="),
                };
                refused(410, "resyncRequired", "Resync required.").with("location", empty)
            }
        }
    }

    fn begin(&mut self, round: Round, mut entries: Vec<Entry>) -> Outcome {
        if let Some(first) = entries.first().filter(|entry| !entry.gone).cloned()
            && self.state.fails(&Fault::Repeats)
        {
            entries.push(first);
            entries[0].old = true;
        }
        let empty = self.state.fails(&Fault::EmptyPage);
        self.emit(round, entries, empty)
    }

    fn emit(&mut self, mut round: Round, mut entries: Vec<Entry>, empty: bool) -> Outcome {
        let most = if empty { 0 } else { self.asked.prefer.page.unwrap_or(10) };
        let rest = entries.split_off(most.min(entries.len()));
        let page: Vec<Value> = entries.iter().map(|entry| self.entry_shown(entry)).collect();
        let mut body = json!({"@odata.context": self.context("Collection(event)"), "value": page});
        let (over, number) = (rest.is_empty() && !empty, self.state.next());
        round.left = (!over).then_some(rest);
        let (kind, link) = if over { ("$deltatoken", "@odata.deltaLink") } else { ("$skiptoken", "@odata.nextLink") };
        // Not to be taken apart: what a parser would decode or sort is in it.
        let path = format!("{}?{kind}=R0usmcCM996atia_s~{number:x}%2Fq%2b-{:x}", round.path, number * 7919);
        body[link] = json!(self.link(path, Link::Delta(round)));
        Ok(GraphResponse::json(200, body))
    }

    fn entry_shown(&mut self, entry: &Entry) -> Value {
        if entry.gone {
            let id = entry.name.id(&entry.item, self.asked.prefer.immutable);
            return json!({"id": id, "@removed": {"reason": "deleted"}});
        }
        let mut item = entry.item.clone();
        if entry.old {
            item.version = item.number;
            item.document["subject"] = json!("What it was called before");
        }
        let event = self.named(&item, entry.name.occurrence);
        if event["type"] == "occurrence" { sparse(&event) } else { event }
    }
}

fn entry(item: &Item, name: Name, gone: bool) -> Entry {
    Entry { name, item: item.clone(), gone, old: false }
}

/// What of an item is in the window: itself, or its master and each occurrence.
fn present(item: &Item, (from, to): (Timestamp, Timestamp)) -> BTreeSet<Name> {
    let dates = instances(item, from, to).into_iter().map(|one| one.date);
    let mut names: BTreeSet<Name> = dates.map(|occurrence| Name { number: item.number, occurrence }).collect();
    if !names.is_empty() {
        names.insert(Name { number: item.number, occurrence: None });
    }
    names
}

/// Reports what is not in the window as removed, whether or not it ever was in it.
fn changed(calendar: &Calendar, since: u64, window: (Timestamp, Timestamp)) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut done = BTreeSet::new();
    for change in calendar.log.iter().filter(|change| change.version > since) {
        if !done.insert(change.number) {
            continue;
        }
        let now = calendar.items.get(&change.number);
        let log = calendar.log.iter().filter(|other| other.version > since && other.number == change.number);
        let past: Vec<&Item> = log.filter_map(|other| other.was.as_ref()).collect();
        let mut before: BTreeSet<Name> = past.iter().flat_map(|item| present(item, window)).collect();
        before.insert(Name { number: change.number, occurrence: None });
        let after = now.map(|item| present(item, window)).unwrap_or_default();
        let Some(any) = now.or(past.first().copied()) else { continue };
        entries.extend(before.difference(&after).map(|name| entry(past.first().unwrap_or(&any), *name, true)));
        entries.extend(after.iter().map(|name| entry(any, *name, false)));
    }
    entries
}
