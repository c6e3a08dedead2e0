//! A provider as the tests of the whole app see it: what lies there, what was written and mailed, and what can go wrong.
//! Which provider it is stays behind this; no test body names one.

use chrono::{DateTime, Utc};
use daybook_tests::servers::oauth::Auth;

/// One event as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: String,
    pub title: String,
    pub place: String,
    pub description: String,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// Addresses.
    pub guests: Vec<String>,
    /// What a person chose there and Daybook knows nothing of.
    pub color: String,
}

/// A request that changed something.
#[derive(Clone, Debug)]
pub struct Write {
    pub method: String,
    /// It was made under the condition that nobody else changed the event.
    pub conditional: bool,
    /// It asked for mails, or for none; `None` where that is not asked.
    pub asks_mails: Option<bool>,
    /// The zone its times are in.
    pub zone: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Invited,
    Changed,
    Cancelled,
}

/// One of the two calendars of the person that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The account's own, which receives bookings.
    Main,
    Second,
}

pub trait FarSide {
    fn provider(&self) -> String;
    fn auth(&self) -> &Auth;
    fn settings(&self) -> Vec<(String, String)>;

    /// The person cannot choose: guests are mailed whatever is asked.
    fn always_mails(&self) -> bool;
    fn can_revoke(&self) -> bool;
    /// How it is told of the zone Europe/Berlin.
    fn berlin(&self) -> &'static str;

    fn events(&self, which: Which) -> Vec<Held>;
    fn writes(&self) -> Vec<Write>;
    fn forget_seen(&self);
    /// All since the beginning, in order.
    fn mails(&self) -> Vec<(String, Told)>;

    /// An event of the person's own, of an hour; its id.
    fn plant(&self, which: Which, title: &str, start: DateTime<Utc>) -> String;
    /// Somebody colours an event there, writes into it and adds a guest.
    fn adorn(&self, id: &str);
    /// Somebody moves an event of the main calendar there; it lasts an hour then.
    fn move_there(&self, id: &str, start: DateTime<Utc>);
    fn take_away(&self, which: Which, id: &str);
    /// Nobody knows any more what a cursor meant.
    fn forget_cursors(&self);

    /// The ways it asks for patience: each with what it says about how long, in seconds.
    fn slow_downs(&self) -> Vec<Option<i64>>;
    /// Asks for patience in the way of this number, until [`Self::heal`].
    fn slow_down(&self, way: usize);
    fn heal(&self);
}
