//! A provider as a person on the far side sees it: what lies there, what was written and mailed, what other devices do
//! there, and what can go wrong. Which provider it is stays behind this; no rule names one.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use daybook_core::ports::Http;

use crate::servers::oauth::Auth;

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
    pub tentative: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Did {
    Create,
    Update,
    Remove,
}

/// A request that changed something, or was to.
#[derive(Clone, Debug)]
pub struct Write {
    pub did: Did,
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

/// What a guest says to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Yes,
    Maybe,
    No,
}

/// One of the two calendars of the person that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The account's own, which receives bookings.
    Main,
    Second,
}

/// How a person signs in.
pub enum SignsIn<'a> {
    InTheBrowser(&'a Auth),
    ByPassword {
        /// What is typed where the address is asked for.
        server: Option<&'a str>,
        user: &'a str,
        password: &'a str,
    },
}

pub trait FarSide {
    /// The id.
    fn provider(&self) -> &'static str;
    /// What leads the app here in place of the real one.
    fn settings(&self) -> Vec<(String, String)>;
    /// The network it lies in, where names of its own are needed.
    fn http(&self) -> Option<Arc<dyn Http>> {
        None
    }
    fn signs_in(&self) -> SignsIn<'_>;
    /// The address of the account, as it is shown.
    fn email(&self) -> &'static str;

    /// The authorization server.
    ///
    /// # Panics
    /// Where people sign in with a password.
    fn auth(&self) -> &Auth {
        match self.signs_in() {
            SignsIn::InTheBrowser(auth) => auth,
            SignsIn::ByPassword { .. } => panic!("{} has no authorization server", self.provider()),
        }
    }

    /// The person cannot choose: guests are mailed whatever is asked.
    fn always_mails(&self) -> bool;
    /// A sign-in can be given back.
    fn can_revoke(&self) -> bool;
    /// How it is told of the zone Europe/Berlin.
    fn berlin(&self) -> &'static str;

    fn events(&self, which: Which) -> Vec<Held>;
    fn writes(&self) -> Vec<Write>;
    /// How many requests of any kind came in.
    fn requests(&self) -> usize;
    fn forget_seen(&self);
    /// All since the beginning, in order.
    fn mails(&self) -> Vec<(String, Told)>;

    /// An event of the person's own, of an hour; its id.
    fn plant(&self, which: Which, title: &str, start: DateTime<Utc>) -> String;
    /// Somebody colours an event of the main calendar, writes into it and adds a guest.
    fn adorn(&self, id: &str);
    /// Somebody moves an event of the main calendar; it lasts an hour then.
    fn move_there(&self, id: &str, start: DateTime<Utc>);
    fn retitle(&self, id: &str, title: &str);
    /// Somebody writes this into the description of an event of the main calendar, in the place of what stands there.
    fn describe(&self, id: &str, text: &str);
    /// Somebody marks an event of the main calendar as tentative, or as certain.
    fn mark(&self, id: &str, tentative: bool);
    /// The only guest answers.
    fn answer(&self, id: &str, says: Says);
    fn take_away(&self, which: Which, id: &str);
    /// Somebody brings an event of the main calendar back from the bin; `whole` is what lay there of it.
    fn restore(&self, id: &str, whole: &str);
    /// Somebody copies an event of the main calendar to another hour, with all that hangs on it; the id of the copy.
    fn copy(&self, id: &str, start: DateTime<Utc>) -> String;
    /// All that lies there of an event of the main calendar.
    fn whole(&self, id: &str) -> String;
    /// Somebody drags an event of the main calendar into the second one.
    fn drag(&self, id: &str);
    /// Somebody has an event of the main calendar repeat every seven days, so many times: in a way that no series for a client
    /// has.
    fn repeat(&self, id: &str, times: u32);
    /// The same, each week: as a series for a client can. One that repeats already does so in this way from then on.
    fn repeat_weekly(&self, id: &str, times: u32);
    /// Somebody moves one date of a series of the main calendar, named by the start that the series gives it, and no other; it
    /// lasts an hour then.
    fn move_date(&self, id: &str, date: DateTime<Utc>, start: DateTime<Utc>);
    /// Somebody takes one date out of a series of the main calendar.
    fn take_date(&self, id: &str, date: DateTime<Utc>);
    /// When the dates of a series of the main calendar begin, in order.
    fn dates(&self, id: &str) -> Vec<DateTime<Utc>>;
    /// The second calendar is not there, until it is again, with all that lay in it.
    fn hide(&self, hidden: bool);
    /// The account has no calendar, until it has those again that it had.
    ///
    /// # Panics
    /// Where an account always has one.
    fn without_calendars(&self, _without: bool) {
        panic!("an account at {} always has a calendar", self.provider());
    }
    /// The person may read the second calendar and not write to it, until they may again.
    fn read_only(&self, read_only: bool);
    /// The sign-in is no longer good.
    fn end_sign_in(&self);
    /// Nobody knows any more what a cursor meant.
    fn forget_cursors(&self);

    /// The next create is done, and its answer lost.
    fn lose_an_answer(&self);
    /// The next create is refused for good.
    fn refuse_a_create(&self);
    /// The next removal is refused for good.
    fn refuse_a_removal(&self);
    /// The server fails at the next create (500), and does nothing.
    fn fail_a_create(&self);
    /// The ways it asks for patience: each with what it says about how long, in seconds.
    fn slow_downs(&self) -> Vec<Option<i64>>;
    /// Asks for patience in the way of this number, until [`Self::heal`].
    fn slow_down(&self, way: usize);
    fn heal(&self);
}
