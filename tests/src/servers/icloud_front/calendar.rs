//! What the service holds.

use std::collections::BTreeMap;

use url::Url;

use super::fault::Fault;
use super::{At, Mail, Seen};
use crate::account::{PASSWORD, USER};

pub(super) const PRINCIPAL: &str = "/1234567/principal/";
pub(super) const HOME: &str = "/1234567/calendars/";

pub(super) struct State {
    /// By [`At`].
    pub urls: Vec<Url>,
    pub calendars: Vec<Calendar>,
    /// Calendars that were dropped, with their place in the list.
    pub dropped: Vec<(usize, Calendar)>,
    /// What there was before the account was without calendars.
    pub aside: Option<Vec<Calendar>>,
    /// With `true` for those that go away with the first request they concern.
    pub faults: Vec<(Fault, bool)>,
    pub seen: Vec<Seen>,
    pub mails: Vec<Mail>,
    pub moved: bool,
    /// User name and password, with a colon between.
    pub sign_in: String,
}

pub(super) struct Calendar {
    pub name: String,
    pub title: String,
    /// `resourcetype` beside `collection`.
    pub kind: &'static str,
    /// `None` = no component set.
    pub components: Option<&'static str>,
    pub writable: bool,
    pub objects: BTreeMap<String, Object>,
    /// The number of the last change.
    pub now: u64,
    /// Each name with the number of its last change.
    pub changes: BTreeMap<String, u64>,
    /// Tokens up to this number are unknown.
    pub forgotten: u64,
}

pub(super) struct Object {
    pub body: Vec<u8>,
    pub etag: String,
}

impl State {
    pub fn new() -> Self {
        let calendar = Calendar::empty;
        let calendars = vec![
            calendar("work", "Praxis", "<c:calendar/>", Some("VEVENT"), true),
            calendar("legacy", "Old", "<c:calendar/>", None, true),
            calendar("team", "Team", "<c:calendar/>", Some("VEVENT"), false),
            calendar("reminders", "Reminders", "<c:calendar/>", Some("VTODO"), true),
            calendar("news", "Holidays", "<c:calendar/><cs:subscribed/>", Some("VEVENT"), false),
            calendar("inbox", "", "<c:schedule-inbox/>", Some("VEVENT"), true),
            calendar("outbox", "", "<c:schedule-outbox/>", Some("VEVENT"), true),
            calendar("notification", "", "<cs:notification/>", None, true),
        ];
        let (urls, dropped, aside, faults, seen, mails) = Default::default();
        let sign_in = format!("{USER}:{PASSWORD}");
        Self { urls, calendars, dropped, aside, faults, seen, mails, moved: false, sign_in }
    }

    pub fn calendar(&mut self, name: &str) -> &mut Calendar {
        self.calendars.iter_mut().find(|one| one.name == name).expect("a calendar of the front")
    }

    pub fn url(&self, at: At) -> &Url {
        &self.urls[at as usize]
    }

    /// Where the account lies now.
    pub fn home_at(&self) -> At {
        if self.moved { At::OtherPartition } else { At::Partition }
    }

    /// The first fault that `concerns` accepts; gone afterwards if it was for one request.
    pub fn failing<T>(&mut self, concerns: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let (at, found) = self.faults.iter().enumerate().find_map(|(at, (fault, _))| Some((at, concerns(fault)?)))?;
        if self.faults[at].1 {
            self.faults.remove(at);
        }
        Some(found)
    }

    pub fn fails(&mut self, fault: &Fault) -> bool {
        self.failing(|one| (one == fault).then_some(())).is_some()
    }
}

impl Calendar {
    pub fn empty(
        name: &str,
        title: &str,
        kind: &'static str,
        components: Option<&'static str>,
        writable: bool,
    ) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            kind,
            components,
            writable,
            objects: BTreeMap::new(),
            now: 0,
            changes: BTreeMap::new(),
            forgotten: 0,
        }
    }

    pub fn store(&mut self, name: &str, body: Vec<u8>) {
        self.now += 1;
        self.changes.insert(name.to_owned(), self.now);
        self.objects.insert(name.to_owned(), Object { body, etag: format!("\"C={}@U=mabc\"", self.now) });
    }

    pub fn remove(&mut self, name: &str) -> bool {
        let was_there = self.objects.remove(name).is_some();
        if was_there {
            self.now += 1;
            self.changes.insert(name.to_owned(), self.now);
        }
        was_there
    }

    /// No URI, and not to be understood by anyone else.
    pub fn token(&self, at: u64) -> String {
        format!("FT=-@RU={}<{at}>", self.name)
    }

    /// The number of a token that is still known.
    pub fn number(&self, token: &str) -> Option<u64> {
        let number = token.strip_prefix(&format!("FT=-@RU={}<", self.name))?.strip_suffix('>')?.parse().ok()?;
        (number > self.forgotten || self.forgotten == 0).then_some(number)
    }
}

/// The value of the first line with this name, parameters skipped, folds undone.
pub(super) fn value(body: &[u8], name: &str) -> Option<String> {
    lines(body).into_iter().find_map(|line| {
        let (head, value) = line.split_once(':')?;
        (head == name || head.starts_with(&format!("{name};"))).then(|| value.to_owned())
    })
}

pub(super) fn lines(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body).replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    text.lines().map(str::to_owned).collect()
}
