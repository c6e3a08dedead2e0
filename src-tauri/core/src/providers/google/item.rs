//! Reads the bytes of an event as Google sends it into an [`Event`]. The caller keeps the bytes.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Timelike as _, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{calendars, ids, series};
use crate::model::event::{Busy, Event, EventStatus, Guest, Moment, Part, Reply, Unreadable};
use crate::model::start_and_end;
use crate::model::zone::Zone;

/// The largest event that is read, in bytes.
pub(super) const LARGEST: usize = 1024 * 1024;
/// Names of our private properties.
pub(super) const ID: &str = "daybookId";
pub(super) const UID: &str = "daybookUid";
pub(super) const SEALED: &str = "daybookSealed";

/// What is needed to keep an event whose content cannot be read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    pub id: String,
    #[serde(default)]
    pub etag: String,
    status: Option<String>,
    recurring_event_id: Option<String>,
    original_start_time: Option<Box<RawValue>>,
}

impl Head {
    /// Deleted: only the id is sure to be there.
    pub fn is_cancelled(&self) -> bool {
        self.status.as_deref() == Some("cancelled")
    }

    /// The series this is an occurrence of; for a deleted one, only its id tells.
    pub fn series(&self) -> Option<&str> {
        let by_id = || self.id.split_once('_').map(|(series, _)| series).filter(|_| self.is_cancelled());
        self.recurring_event_id.as_deref().or_else(by_id)
    }

    /// The start that its series gives to an occurrence.
    pub fn date(&self) -> Option<DateTime<Utc>> {
        let when = serde_json::from_str::<When>(self.original_start_time.as_ref()?.get()).ok()?;
        when.moment(None).as_ref().map(instant)
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Item {
    id: String,
    #[serde(rename = "iCalUID")]
    ical_uid: Option<String>,
    recurring_event_id: Option<String>,
    status: Option<String>,
    summary: Option<String>,
    location: Option<String>,
    description: Option<String>,
    start: Option<When>,
    end: Option<When>,
    recurrence: Option<Vec<String>>,
    transparency: Option<String>,
    event_type: Option<String>,
    sequence: Option<u64>,
    attendees: Option<Vec<Attendee>>,
    organizer: Option<Organizer>,
    extended_properties: Option<Properties>,
    original_start_time: Option<When>,
    /// Put there by [`super::dates`]: of a series, the dates that stand for themselves.
    daybook_dates: Vec<Self>,
}

#[derive(Clone, Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct When {
    /// A whole day.
    date: Option<String>,
    date_time: Option<String>,
    time_zone: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Attendee {
    email: Option<String>,
    display_name: Option<String>,
    response_status: Option<String>,
    #[serde(rename = "self")]
    is_self: Option<bool>,
    organizer: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Organizer {
    email: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Properties {
    private: Option<Private>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Private {
    daybook_id: Option<String>,
    daybook_uid: Option<String>,
    daybook_sealed: Option<String>,
}

/// Reads one event. `zone` stands in if Google names none.
pub(super) fn read(raw: &[u8], home: Option<&str>) -> Result<Event, Unreadable> {
    if raw.len() > LARGEST {
        return Err(Unreadable("too large"));
    }
    let mut item: Item = serde_json::from_slice(raw).map_err(|_| Unreadable("not an event of Google's"))?;
    let dates = std::mem::take(&mut item.daybook_dates);
    let (uid, part) = item.read(home)?;
    let mut parts = vec![part];
    for date in dates {
        parts.push(date.of_series(home)?);
    }
    Ok(Event { uid, parts, rule_there: None, apart: None })
}

impl Item {
    /// Returns the UID and what there is of it.
    fn read(self, home: Option<&str>) -> Result<(String, Part), Unreadable> {
        let start = self.start.as_ref().ok_or(Unreadable("no start"))?;
        let start = start.moment(home).ok_or(Unreadable("the start is not readable"))?;
        let (start, end) = span(start, self.end.as_ref(), home)?;
        let attendees = self.attendees.unwrap_or_default();
        let answer = attendees.iter().find(|one| one.is_self == Some(true)).map(Attendee::own_reply);
        let private = self.extended_properties.and_then(|all| all.private).unwrap_or_default();
        let single = self.ical_uid.as_deref().filter(|_| self.recurring_event_id.is_none());
        let own = own_uid(&self.id, single, private.daybook_uid);
        let part = Part {
            occurrence: None,
            onward: false,
            title: self.summary.unwrap_or_default(),
            place: self.location.unwrap_or_default(),
            notes: self.description.unwrap_or_default(),
            end,
            start,
            lasts: None,
            end_guessed: false,
            rule: None,
            also: Vec::new(),
            more_dates: false,
            except: Vec::new(),
            except_rule: None,
            busy: busy(self.transparency.as_deref(), self.event_type.as_deref(), self.organizer.as_ref()),
            answer,
            travel: TimeDelta::zero(),
            status: match self.status.as_deref() {
                Some("cancelled") => EventStatus::Cancelled,
                Some("tentative") => EventStatus::Tentative,
                _ => EventStatus::Confirmed,
            },
            // Google names the calendar itself as the organizer of events without guests.
            organizer: self.organizer.and_then(|one| one.email).filter(|_| !attendees.is_empty()),
            guests: attendees.into_iter().filter_map(Attendee::guest).collect(),
            sequence: self.sequence.and_then(|number| u32::try_from(number).ok()).unwrap_or(0),
            appointment_id: private.daybook_id.filter(|id| own.is_some() && !id.is_empty()),
            original: own.is_some(),
            carried: private.daybook_sealed,
        };
        let part = series::with(&self.recurrence.unwrap_or_default(), part)?;
        Ok((own.or(self.ical_uid).unwrap_or(self.id), part))
    }

    /// Returns a date of a series that stands for itself. Of a cancelled one, only its date is sure to be there.
    fn of_series(mut self, home: Option<&str>) -> Result<Part, Unreadable> {
        let original = self.original_start_time.take();
        let date = original.as_ref().and_then(|at| at.moment(home)).ok_or(Unreadable("a date without its date"))?;
        self.start = self.start.or(original);
        let (_, part) = self.read(home)?;
        Ok(Part { occurrence: Some(date), rule: None, ..part })
    }
}

/// Returns the UID of one of our own events. It must fit the id, or be the event's own where that was made there and became
/// an appointment, because copying an event in Google Calendar copies its properties too. If another app dropped them, the id
/// still tells. `single` is the UID of what is no date of a series.
fn own_uid(id: &str, single: Option<&str>, written: Option<String>) -> Option<String> {
    let fits = |uid: &String| single == Some(uid) || ids::of(uid).iter().any(|own| own == id);
    written.filter(fits).or_else(|| ids::uid(id))
}

/// Reads what kind of time it takes. Where somebody works, and birthdays, are transparent too, and more than that.
fn busy(transparency: Option<&str>, kind: Option<&str>, organizer: Option<&Organizer>) -> Busy {
    let calendar = organizer.and_then(|one| one.email.as_deref()).unwrap_or_default();
    match (kind, transparency) {
        (Some("workingLocation"), _) => Busy::Elsewhere,
        (Some("birthday"), _) => Busy::Birthday,
        (_, _) if calendars::is_of_days(calendar) => Busy::Birthday,
        (_, Some("transparent")) => Busy::Free,
        (Some("outOfOffice"), _) => Busy::OutOfOffice,
        (_, _) => Busy::Busy,
    }
}

/// Returns start and end: missing ends, and ends before the start, do occur.
pub(super) fn span(start: Moment, end: Option<&When>, home: Option<&str>) -> Result<(Moment, Moment), Unreadable> {
    match end {
        Some(end) => start_and_end::in_order(start, end.moment(home).ok_or(start_and_end::NO_END)?),
        None => Ok(start_and_end::alone(start)),
    }
}

/// Returns an instant for comparing; whole days and floating times as if they were in UTC.
pub(super) fn instant(moment: &Moment) -> DateTime<Utc> {
    match moment {
        Moment::Date(day) => day.and_time(chrono::NaiveTime::MIN).and_utc(),
        Moment::Floating(wall) | Moment::Unknown(wall) => wall.and_utc(),
        Moment::Utc(at) => *at,
        Moment::Ruled { wall, clock } => clock.instant(*wall).first(),
        Moment::Zoned { wall, zone } => {
            Zone::named(zone).map_or_else(|_| wall.and_utc(), |zone| zone.instant(*wall).first())
        }
    }
}

impl When {
    pub fn moment(&self, home: Option<&str>) -> Option<Moment> {
        if let Some(date) = &self.date {
            return NaiveDate::parse_from_str(date.trim(), "%Y-%m-%d")
                .ok()
                .filter(|day| in_reach(*day))
                .map(Moment::Date);
        }
        let text = self.date_time.as_deref()?.trim();
        let zone = self.time_zone.as_deref().and_then(|name| Zone::named(name).ok());
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) => {
                let at = at.with_timezone(&Utc).with_nanosecond(0)?;
                in_reach(at.date_naive()).then(|| zone.map_or(Moment::Utc(at), |zone| zoned(at, &zone)))
            }
            Err(_) => {
                let wall = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()?;
                let zone = zone.or_else(|| Zone::named(home?).ok());
                in_reach(wall.date()).then(|| match zone {
                    Some(zone) => Moment::Zoned { wall, zone: zone.name().to_owned() },
                    None => Moment::Floating(wall),
                })
            }
        }
    }
}

/// Returns the wall-clock time in the zone. The second of a doubled hour can only be given as an instant.
fn zoned(at: DateTime<Utc>, zone: &Zone) -> Moment {
    let wall = zone.wall(at);
    if zone.instant(wall).first() == at {
        Moment::Zoned { wall, zone: zone.name().to_owned() }
    } else {
        Moment::Utc(at)
    }
}

/// The years in which sums of dates and zones cannot overflow.
fn in_reach(day: NaiveDate) -> bool {
    use chrono::Datelike as _;
    (1..=9998).contains(&day.year())
}

impl Attendee {
    /// Returns what the person whose calendar it is answered. Who invites need not.
    fn own_reply(&self) -> Reply {
        match self.reply() {
            Reply::None if self.organizer == Some(true) => Reply::Accepted,
            reply => reply,
        }
    }

    fn reply(&self) -> Reply {
        match self.response_status.as_deref() {
            Some("accepted") => Reply::Accepted,
            Some("tentative") => Reply::Maybe,
            Some("declined") => Reply::Declined,
            _ => Reply::None,
        }
    }

    fn guest(self) -> Option<Guest> {
        let reply = self.reply();
        Some(Guest {
            address: self.email?,
            name: self.display_name.unwrap_or_default(),
            reply,
            undelivered: false,
            unmailed: false,
        })
    }
}
