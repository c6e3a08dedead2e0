//! What every model of a provider can be asked, and what people do there.

use chrono::{DateTime, Utc};

use super::ics::Event;

/// One event as it stands there.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Number of its calendar.
    pub calendar: usize,
    /// Its name there.
    pub key: String,
    pub event: Event,
}

/// A mail that the provider sent to a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    /// The appointment, and the UID of its event.
    pub ours: Option<String>,
    pub uid: String,
    pub told: Told,
    /// Daybook asked for it; else a person did, at the provider.
    pub by_daybook: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// What the event says now.
    That {
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        title: String,
    },
    Cancelled,
}

/// What a person does at the provider, to an event by its place or to a calendar by its number.
#[derive(Clone, Debug)]
pub enum Deed {
    Plant(usize, String, DateTime<Utc>),
    Move(usize, String, DateTime<Utc>),
    Retitle(usize, String, String),
    Cancel(usize, String),
    Delete(usize, String),
    /// Brings back what was deleted last.
    BringBack,
    MakeSeries(usize, String),
    /// From one calendar to another.
    Drag(usize, String, usize),
    NameCalendar(usize, String),
    DropCalendar(usize),
    BringCalendarBack(usize),
    /// What was read up to now can no longer be gone on from.
    ForgetCursors,
    RevokeSignIn,
}

impl Deed {
    /// Returns the calendars that must be there for it.
    pub fn needs(&self) -> Vec<usize> {
        match self {
            Self::Plant(at, ..)
            | Self::Move(at, ..)
            | Self::Retitle(at, ..)
            | Self::Cancel(at, _)
            | Self::Delete(at, _)
            | Self::MakeSeries(at, _)
            | Self::NameCalendar(at, _)
            | Self::DropCalendar(at) => vec![*at],
            Self::Drag(at, _, other) => vec![*at, *other],
            Self::BringBack | Self::BringCalendarBack(_) | Self::ForgetCursors | Self::RevokeSignIn => Vec::new(),
        }
    }
}

pub trait FarSide: Send {
    /// The id of the provider.
    fn provider(&self) -> &'static str;
    /// What leads the app there.
    fn settings(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    /// Answers one request.
    fn answer(&mut self, request: &http::Request<Vec<u8>>) -> http::Response<Vec<u8>>;
    /// All that stands there and is not in the bin.
    fn standing(&self) -> Vec<Standing>;
    /// All since the beginning.
    fn mails(&self) -> &[Mail];
    /// Returns whether it could be done.
    fn carry_out(&mut self, deed: &Deed) -> bool;
    /// The password that is right, where there are any.
    fn password(&self) -> String;
    /// Names a calendar in an address; `None` = the request is about none.
    fn calendar_of(&self, request: &http::Request<Vec<u8>>) -> Option<usize>;
    /// What was sent and is not documented, forgotten with this.
    fn complaints(&mut self) -> Vec<String> {
        Vec::new()
    }
}
