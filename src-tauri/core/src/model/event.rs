//! An event as a calendar holds it: one master and its overrides, in our types.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::clock::OwnClock;
use super::repeat::Repeat;
use super::words::words;
use super::zone::Zone;

/// The rule of a series whose dates are events of their own there: so it is seen to be a series, and nothing of it is moved. It
/// is never expanded, and says nothing of how the series repeats.
pub const DATES_OF_THEIR_OWN: &str = "FREQ=DAILY;COUNT=1";

/// One stored object of a calendar: all parts share `uid`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub uid: String,
    /// The master first (if there is one), then the overrides.
    pub parts: Vec<Part>,
    /// Of a series whose dates are events of their own there: its rule, as an RRULE has it; `None` = that is not told.
    pub rule_there: Option<String>,
    /// Of such a series: what is told of its dates; `None` = nothing is.
    pub apart: Option<Apart>,
}

/// What is told of the dates of a series that are events of their own there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// From when and until when they are told; of dates outside nothing is.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Those that stand at another time: the start that the series gives, and the one at which it takes place.
    pub dates: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// All that take place, by the start that the series gives; `None` = that is not told.
    pub stand: Option<Vec<DateTime<Utc>>>,
    /// Those after the first that stand for themselves, as far as they are told. They are events of their own, and not parts
    /// of this one.
    pub own: Vec<Part>,
}

/// So near to the end of what is told, a date may have been moved beyond it.
const EDGE: TimeDelta = TimeDelta::days(31);
/// Where the clocks change, two readers may give a date an hour apart.
const AN_HOUR: TimeDelta = TimeDelta::hours(1);

impl Apart {
    /// Returns whether it is told if the date to which the series gives this start takes place.
    pub fn tells(&self, by_rule: DateTime<Utc>) -> bool {
        self.stand.is_some() && by_rule >= self.from && by_rule < self.to - EDGE
    }

    /// Returns whether that date is known not to take place. Whether the series gives it at all is not looked at.
    pub fn lacks(&self, by_rule: DateTime<Utc>) -> bool {
        let is_there = |one: &DateTime<Utc>| (*one - by_rule).abs() <= AN_HOUR;
        self.tells(by_rule) && !self.stand.iter().flatten().any(is_there)
    }
}

impl Event {
    /// Returns whether all its times are in zones that are known.
    pub fn is_placed(&self) -> bool {
        let of = |part: &Part| {
            let own = [&part.start, &part.end].into_iter().chain(&part.occurrence);
            !part.end_guessed && own.chain(&part.also).all(Moment::is_placed)
        };
        self.parts.iter().all(of)
    }
}

/// A master, or the override of one occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The original start of the occurrence this one replaces; `None` on a master.
    pub occurrence: Option<Moment>,
    /// For an override: all later occurrences move with it (RANGE=THISANDFUTURE).
    pub onward: bool,
    pub title: String,
    pub place: String,
    pub notes: String,
    pub start: Moment,
    /// Exclusive. Equal to `start` if the event has no length.
    pub end: Moment,
    /// The DURATION that says when a time ends, of each date by the clock that it starts on (RFC 5545 section 3.8.5.3). `None` = each
    /// date is exactly as long as this one.
    pub lasts: Option<Length>,
    /// The end is written in a zone that nobody knows, and is read in that of the start.
    pub end_guessed: bool,
    /// The value of RRULE without its name. Several, which RFC 5545 leaves undefined, stand on a line each.
    pub rule: Option<String>,
    /// RDATE
    pub also: Vec<Moment>,
    /// It has more dates, and nobody knows which: one cannot be read, or the series that it belongs to is not there.
    pub more_dates: bool,
    /// EXDATE
    pub except: Vec<Moment>,
    /// The starts that a rule takes out again: EXRULE of RFC 2445 (section 4.8.5.2), which RFC 5545 has no more. As `rule`.
    pub except_rule: Option<String>,
    pub busy: Busy,
    /// What the person themselves answered to an invitation, where the provider says so.
    pub answer: Option<Reply>,
    /// How long the way to it takes (X-APPLE-TRAVEL-DURATION).
    pub travel: TimeDelta,
    pub status: EventStatus,
    pub guests: Vec<Guest>,
    /// Address of the organizer, without `mailto:`.
    pub organizer: Option<String>,
    /// RFC 5545 SEQUENCE.
    pub sequence: u32,
    /// The id of the Daybook appointment this event was written for (X-DAYBOOK-ID). A copy that somebody made of the event
    /// has none, where it can be told from it.
    pub appointment_id: Option<String>,
    /// It names the UID under which it was written, and has it: it is no copy.
    pub original: bool,
    /// What Daybook wrote into it for other computers, sealed. Anybody may have put anything in its place.
    pub carried: Option<String>,
}

/// A length: whole days follow the calendar, the rest is exact (RFC 5545 section 3.3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    pub days: i64,
    pub seconds: i64,
}

/// A point in a calendar, in the form it was written in (RFC 5545 section 3.3.5).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A whole day.
    Date(NaiveDate),
    /// A wall-clock time, wherever the reader is.
    Floating(NaiveDateTime),
    /// An instant.
    Utc(DateTime<Utc>),
    /// A wall-clock time in a zone; `zone` is an IANA name, already mapped from what was written.
    Zoned { wall: NaiveDateTime, zone: String },
    /// A wall-clock time by the changes that its object defines, which are those of no known zone (section 3.6.5).
    Ruled { wall: NaiveDateTime, clock: OwnClock },
    /// A wall-clock time in a zone that nobody knows.
    Unknown(NaiveDateTime),
}

impl Moment {
    /// Returns the instant that a reader in `home` takes it for: a day begins there. In a zone that is not known that is a guess.
    pub fn instant(&self, home: &Zone) -> DateTime<Utc> {
        match self {
            Self::Date(day) => home.day_start(*day),
            Self::Floating(wall) | Self::Unknown(wall) => home.instant(*wall).first(),
            Self::Utc(at) => *at,
            Self::Zoned { wall, zone } => {
                Zone::named(zone).map_or_else(|_| home.instant(*wall).first(), |zone| zone.instant(*wall).first())
            }
            Self::Ruled { wall, clock } => clock.instant(*wall).first(),
        }
    }

    /// Returns whether it is not in a zone that nobody knows.
    pub fn is_placed(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

words! {
    /// What kind of the person's time it takes, as its calendar has it.
    pub enum Busy {
        Busy = "busy",
        Free = "free",
        /// It may come to nothing.
        Tentative = "tentative",
        OutOfOffice = "out_of_office",
        /// Where the person works that day.
        Elsewhere = "elsewhere",
        /// A birthday, or a public holiday.
        Birthday = "birthday",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStatus {
    Confirmed,
    Tentative,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Without `mailto:`.
    pub address: String,
    pub name: String,
    pub reply: Reply,
    /// The server says that the invitation could not be delivered (SCHEDULE-STATUS, RFC 6638 section 7.3).
    pub undelivered: bool,
    /// Whether to mail them is left to others than the server (SCHEDULE-AGENT, RFC 6638 section 7.1).
    pub unmailed: bool,
}

/// PARTSTAT
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    None,
    Accepted,
    Maybe,
    Declined,
}

/// What Daybook writes about an appointment into a provider's event. Everything else there is
/// not ours and stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub uid: String,
    pub appointment_id: String,
    /// What other computers are told, sealed; `None` = what the event carries stays. It is never a reason to write by itself.
    pub carried: Option<String>,
    pub title: String,
    pub place: String,
    /// The description that goes to the provider (never the private notes); empty = there is none.
    pub description: String,
    /// Wall-clock start in `zone`, and the end as an instant's wall clock in the same zone.
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// IANA name.
    pub zone: String,
    /// The event stands at this time already: it is left as it is written there, in whatever zone and form.
    pub time_stands: bool,
    /// A series that begins at `start`; `None` = a single event, and how an event repeats that is there already is left as it is.
    pub repeat: Option<Repeat>,
    pub tentative: bool,
    /// RFC 5545 SEQUENCE to write if the base has no higher one.
    pub sequence: u32,
    /// Now, for DTSTAMP, CREATED and LAST-MODIFIED.
    pub stamp: DateTime<Utc>,
    /// `None` = a plain private event with no ORGANIZER and no ATTENDEE.
    pub invitation: Option<Invitation>,
    /// An address that was invited and is to be removed: the appointment is now for another client or address, or the
    /// invitation was taken back.
    pub uninvited: Option<String>,
}

/// What becomes of one date of a series. Every other date stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneDate {
    /// The start that the series gives it, wherever it was moved since.
    pub at: DateTime<Utc>,
    /// It is taken out of the series.
    pub off: bool,
}

/// Whom the event invites, and who invites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// An address the account itself uses, without `mailto:`.
    pub organizer: String,
    /// Their name; empty = not known.
    pub organizer_name: String,
    pub client_address: String,
    pub client_name: String,
    /// False = SCHEDULE-AGENT=CLIENT: the server must not mail (RFC 6638 section 7.1).
    pub server_mails: bool,
}

/// Why an object could not be read. Holds nothing of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unreadable: {0}")]
pub struct Unreadable(pub &'static str);
