//! The service's data: mailboxes, their calendars and items, and what was changed when.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use url::Url;

use super::delta::Round;
use super::fault::Fault;
use super::{Mail, Person, Seen};

pub(super) type Document = Map<String, Value>;

/// An event, or a series with its exceptions.
#[derive(Clone)]
pub(super) struct Item {
    pub number: u64,
    /// How often it came to another calendar: its default id is another each time.
    pub moves: u32,
    pub version: u64,
    /// Its properties as they were written, filled up.
    pub document: Document,
    /// Extended properties: id and value.
    pub properties: BTreeMap<String, String>,
    /// What single occurrences have instead, by their original date.
    pub exceptions: BTreeMap<Date, Document>,
    pub cancelled: BTreeSet<Date>,
    /// As it was before the last PATCH, until that was read once.
    pub before: Option<Box<Item>>,
}

/// What an id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub number: u64,
    pub occurrence: Option<Date>,
}

pub(super) struct LogEntry {
    pub version: u64,
    pub number: u64,
    pub was: Option<Item>,
}

pub(super) struct Calendar {
    pub id: String,
    pub name: String,
    pub can_edit: bool,
    pub items: BTreeMap<u64, Item>,
    pub log: Vec<LogEntry>,
}

pub(super) struct Mailbox {
    /// Whose; the first one is of whoever comes first.
    pub subject: Option<String>,
    pub email: String,
    /// The first is the default one.
    pub calendars: Vec<Calendar>,
    /// Which event a `transactionId` made.
    pub transactions: HashMap<String, u64>,
}

/// What stands behind a link that was given out, by its path and query.
pub(super) enum Link {
    Page,
    Delta(Round),
}

#[derive(Default)]
pub(super) struct State {
    pub base: Option<Url>,
    pub abroad: Option<Url>,
    pub person: Person,
    pub mailboxes: Vec<Mailbox>,
    /// Calendars that were dropped: the place of the mailbox, that in its list, and what lay in it.
    pub dropped: Vec<(usize, usize, Calendar)>,
    pub faults: Vec<(Fault, bool)>,
    pub seen: Vec<Seen>,
    pub mails: Vec<Mail>,
    pub undocumented: Vec<String>,
    pub links: HashMap<String, Link>,
    /// Issued links that are no longer known.
    pub forgotten: Vec<String>,
    /// Requests of each person that are not answered yet, and the most there ever were.
    pub running: HashMap<String, usize>,
    pub busiest: usize,
    /// Counts versions, items and links.
    pub count: u64,
}

impl State {
    pub(super) fn fails(&mut self, fault: &Fault) -> bool {
        self.failing(|known| (known == fault).then_some(())).is_some()
    }

    /// The first fault that concerns the request; it is used up if it was for once.
    pub(super) fn failing<T>(&mut self, concerns: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let (at, found) = self.faults.iter().enumerate().find_map(|(at, (fault, _))| Some((at, concerns(fault)?)))?;
        if self.faults[at].1 {
            self.faults.remove(at);
        }
        Some(found)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// The mailbox of `subject`, made when it comes for the first time.
    pub(super) fn mailbox_of(&mut self, subject: &str, email: &str) -> usize {
        let mine = |mailbox: &Mailbox| mailbox.subject.as_deref() == Some(subject);
        if let Some(at) = self.mailboxes.iter().position(mine) {
            return at;
        }
        let free = self.mailboxes.iter().position(|mailbox| mailbox.subject.is_none());
        let at = free.unwrap_or_else(|| {
            self.mailboxes.push(Mailbox::new(self.mailboxes.len()));
            self.mailboxes.len() - 1
        });
        self.mailboxes[at].subject = Some(subject.to_owned());
        self.mailboxes[at].email = email.to_owned();
        at
    }

    /// Finds an item in any mailbox.
    pub(super) fn calendar(&mut self, id: &str) -> &mut Calendar {
        let mut all = self.mailboxes.iter_mut().flat_map(|mailbox| &mut mailbox.calendars);
        all.find(|calendar| calendar.id == id).unwrap()
    }
}

impl Mailbox {
    pub(super) fn new(number: usize) -> Self {
        let names = [("Calendar", true), ("Private", true), ("Birthdays", false)];
        let calendars = names.into_iter().enumerate().map(|(at, (name, can_edit))| Calendar {
            id: calendar_id(number, at),
            name: name.to_owned(),
            can_edit,
            items: BTreeMap::new(),
            log: Vec::new(),
        });
        let calendars = calendars.collect();
        Self { subject: None, email: String::new(), calendars, transactions: HashMap::new() }
    }

    pub(super) fn find(&self, id: &str) -> Option<(&Calendar, Name)> {
        let name = Name::read(id)?;
        let calendar = self.calendars.iter().find(|calendar| calendar.items.contains_key(&name.number))?;
        // The default id of before a move is of nothing.
        (name.id(&calendar.items[&name.number], id.starts_with(IMMUTABLE)) == id).then_some((calendar, name))
    }
}

impl Calendar {
    /// Puts it there, or puts it anew, and remembers how it was.
    pub(super) fn store(&mut self, item: Item) {
        let (version, number) = (item.version, item.number);
        let was = self.items.insert(number, item);
        self.log.push(LogEntry { version, number, was });
    }

    pub(super) fn remove(&mut self, number: u64, version: u64) -> Option<Item> {
        let was = self.items.remove(&number)?;
        self.log.push(LogEntry { version, number, was: Some(was.clone()) });
        Some(was)
    }

    pub(super) fn change_key(&self) -> String {
        let latest = self.log.last().map_or(0, |change| change.version);
        format!("nfZyf7VcrEKLNoU37KWlkQ+{latest:06}/w==")
    }

    pub(super) fn shown(&self, default: bool, person: Person, owner: &str) -> Value {
        let teams = person != Person::Personal;
        json!({
            "id": self.id, "name": self.name, "color": "auto", "hexColor": "", "isDefaultCalendar": default,
            "changeKey": self.change_key(), "canShare": self.can_edit, "canViewPrivateItems": true,
            "canEdit": self.can_edit, "isRemovable": !default, "isTallyingResponses": default,
            "allowedOnlineMeetingProviders": if teams { json!(["teamsForBusiness"]) } else { json!([]) },
            "defaultOnlineMeetingProvider": if teams { "teamsForBusiness" } else { "unknown" },
            "owner": {"name": owner.split('@').next(), "address": owner},
        })
    }
}

impl Item {
    pub(super) fn new(number: u64, document: Document) -> Self {
        Self {
            number,
            moves: 0,
            version: number,
            document,
            properties: BTreeMap::new(),
            exceptions: BTreeMap::new(),
            cancelled: BTreeSet::new(),
            before: None,
        }
    }

    pub(super) fn change_key(&self) -> String {
        format!("ZlnW4RIAV06KYYwlrfNZvQ+{:06}/w==", self.version)
    }

    pub(super) fn etag(&self) -> String {
        format!("W/\"{}\"", self.change_key())
    }

    pub(super) fn immutable_id(&self) -> String {
        Name { number: self.number, occurrence: None }.id(self, true)
    }
}

const DEFAULT: &str = "AAMkAGI1/";
const IMMUTABLE: &str = "AAkALg/";

impl Name {
    /// One for the folder it lies in, and one for good; both with what a path cannot hold as it is.
    pub(super) fn id(self, item: &Item, immutable: bool) -> String {
        let day = self.occurrence.map_or("00000000".to_owned(), |date| date.strftime("%Y%m%d").to_string());
        if immutable {
            format!("{IMMUTABLE}{:08x}+{day}/AAA=", item.number)
        } else {
            format!("{DEFAULT}{:08x}+{:02x}{day}/AAA=", item.number, item.moves)
        }
    }

    /// By an id in either form. Case matters.
    fn read(id: &str) -> Option<Self> {
        let (immutable, rest) = match id.strip_prefix(IMMUTABLE) {
            Some(rest) => (true, rest),
            None => (false, id.strip_prefix(DEFAULT)?),
        };
        let (number, rest) = rest.split_once('+')?;
        let number = u64::from_str_radix(number, 16).ok()?;
        let day = rest.get(if immutable { 0..8 } else { 2..10 })?;
        let occurrence = match day {
            "00000000" => None,
            day => Some(Date::strptime("%Y%m%d", day).ok()?),
        };
        Some(Self { number, occurrence })
    }
}

/// Constant, whatever is preferred.
pub(super) fn calendar_id(mailbox: usize, at: usize) -> String {
    format!("AQMkADAwATM3/ZmYA+{mailbox:02}{at:02}AAA=")
}

/// When a version was made: time goes on by a second with each.
pub(super) fn made(version: u64) -> String {
    let begun: Timestamp = "2027-01-04T08:00:00Z".parse().unwrap();
    (begun + jiff::SignedDuration::from_secs(version as i64)).to_string()
}
