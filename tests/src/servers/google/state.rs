//! The service's data: each account's calendars, events with their history, and issued tokens.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::error::{ApiResult, Refusal};
use super::fault::Fault;
use super::list::{Page, SyncPoint};
use super::{Mail, Role, Seen, times};

/// Before anything happens here.
const BEGINNING: &str = "2026-11-01T08:00:00Z";

#[derive(Default)]
pub(super) struct State {
    pub calendars: Vec<Calendar>,
    /// The fault, the method it is for (`None` = all of the calendar API), and whether it goes away with the first
    /// request that it concerns.
    pub faults: Vec<(Fault, Option<&'static str>, bool)>,
    pub seen: Vec<Seen>,
    pub mails: Vec<Mail>,
    /// What a client sent, or the simulator answered, that Google does not document.
    pub undocumented: Vec<String>,
    /// The number of the last change anywhere.
    pub version: u64,
    /// `None` = issued and forgotten.
    pub tokens: HashMap<String, Option<SyncPoint>>,
    pub pages: HashMap<String, Page>,
}

pub(super) struct Calendar {
    pub id: String,
    /// The e-mail of the person in whose list it is.
    pub account: String,
    pub summary: String,
    pub zone: String,
    pub role: Role,
    pub primary: bool,
    pub hidden: bool,
    pub deleted: bool,
    /// The number of its own last change, not that of its events.
    pub version: u64,
    pub events: BTreeMap<String, Stored>,
}

/// An event, which may be cancelled; its id is never free again.
#[derive(Clone)]
pub(super) struct Stored {
    pub event: Value,
    pub version: u64,
    /// Its versions, each with the number of the change that made it.
    pub past: Vec<(u64, Value)>,
}

impl Stored {
    pub fn cancelled(&self) -> bool {
        self.event["status"] == "cancelled"
    }

    /// Returns its state when the last change was `version`.
    pub fn as_of(&self, version: u64) -> Option<&Value> {
        let known = self.past.iter().rev().find(|(made, _)| *made <= version);
        known.map(|(_, event)| event)
    }
}

impl Calendar {
    pub fn zone(&self) -> TimeZone {
        times::zone(&self.zone).unwrap()
    }

    /// Returns the exceptions of a series.
    pub fn exceptions<'a>(&'a self, series: &'a str) -> impl Iterator<Item = &'a Stored> {
        self.events.values().filter(move |stored| stored.event["recurringEventId"] == series)
    }
}

impl State {
    pub fn add_calendar(&mut self, account: &str, id: &str, summary: &str, role: Role) {
        self.version += 1;
        // Whoever else has it in their list sees the same events.
        let same = self.calendars.iter().find(|calendar| calendar.id == id);
        let events = same.map(|calendar| calendar.events.clone()).unwrap_or_default();
        self.calendars.push(Calendar {
            id: id.to_owned(),
            account: account.to_owned(),
            summary: summary.to_owned(),
            zone: "Europe/Vienna".to_owned(),
            role,
            primary: id == account,
            hidden: false,
            deleted: false,
            version: self.version,
            events,
        });
    }

    /// Returns the calendars everybody begins with.
    pub fn open_account(&mut self, email: &str) {
        if self.calendars.iter().any(|calendar| calendar.account == email) {
            return;
        }
        let own = |name: &str| format!("{name}.{}@group.calendar.google.com", email.replace('@', "."));
        self.add_calendar(email, email, email, Role::Owner);
        self.add_calendar(email, &own("private"), "Private", Role::Writer);
        self.add_calendar(email, super::HOLIDAYS, "Feiertage in Österreich", Role::Reader);
        self.add_calendar(email, &own("colleague"), "Colleague", Role::FreeBusyReader);
    }

    /// The place of a calendar in the list of `account`. `primary` is another name of the first.
    pub fn calendar(&self, account: &str, id: &str) -> ApiResult<usize> {
        let id = if id == "primary" { account } else { id };
        let mine = |calendar: &Calendar| calendar.account == account && calendar.id == id && !calendar.deleted;
        self.calendars.iter().position(mine).ok_or_else(Refusal::not_found)
    }

    /// The same for tests: of any account; `primary` is that of [`super::EMAIL`].
    pub fn calendar_anywhere(&self, id: &str) -> usize {
        let id = if id == "primary" { super::EMAIL } else { id };
        self.calendars.iter().position(|calendar| calendar.id == id && !calendar.deleted).unwrap()
    }

    /// Writes an event down, for everybody who sees its calendar: a new etag, and, unless only what is the reader's own
    /// changed, a new time of change.
    pub fn store(&mut self, calendar: usize, mut event: Value, main: bool) -> Value {
        self.version += 1;
        let version = self.version;
        let at = now(version);
        event["etag"] = json!(etag(version));
        if main || event["updated"].is_null() {
            event["updated"] = json!(stamp(at));
        }
        let id = event["id"].as_str().unwrap().to_owned();
        let of = self.calendars[calendar].id.clone();
        for calendar in self.calendars.iter_mut().filter(|calendar| calendar.id == of) {
            let stored = calendar.events.entry(id.clone()).or_insert_with(|| Stored {
                event: Value::Null,
                version,
                past: Vec::new(),
            });
            (stored.event, stored.version) = (event.clone(), version);
            stored.past.push((version, event.clone()));
        }
        event
    }

    /// The fault of this kind that is to be minded now; one that was for once is used up.
    pub fn failing<T>(&mut self, method: &str, wanted: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let concerns = |on: Option<&str>| on.map_or(method.starts_with("calendar."), |on| on == method);
        let mut found = self.faults.iter().enumerate().filter(|(_, (_, on, _))| concerns(*on));
        let (index, met) = found.find_map(|(index, (fault, ..))| Some((index, wanted(fault)?)))?;
        if self.faults[index].2 {
            self.faults.remove(index);
        }
        Some(met)
    }
}

/// Returns the service's time: one second per change.
pub(super) fn now(version: u64) -> Timestamp {
    let beginning: Timestamp = BEGINNING.parse().unwrap();
    beginning + SignedDuration::from_secs(i64::try_from(version).unwrap())
}

/// With milliseconds, as Google writes times of change.
pub(super) fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// Quoted, as Google has it.
pub(super) fn etag(version: u64) -> String {
    format!("\"{}\"", now(version).as_millisecond() * 2)
}
