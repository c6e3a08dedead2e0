//! The accounts of the practice: four providers on this computer, with the person's own events in them.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::{Value, json};

use super::week::{EVENTS, Event, Home, Time};
use crate::account::PASSWORD;
use crate::ca::Authority;
use crate::cast::clouds::{self, Cloud};
use crate::servers::google::{self, Google, HOLIDAYS};
use crate::servers::icloud_front::{Front, Hosts};
use crate::servers::oauth::Account;
use crate::servers::outlook::Outlook;
use crate::world::World;

pub const OUTLOOK_EMAIL: &str = "anna.keller@outlook.test";
pub const ICLOUD_EMAIL: &str = "anna@apfel.test";
/// As Apple shows them.
pub const ICLOUD_PASSWORD: &str = "abcd-efgh-ijkl-mnop";
/// Who signs in to the CalDAV server, with [`PASSWORD`].
pub const CALDAV_USER: &str = crate::account::USER;

/// The calendar of a [`Front`] that is used.
pub const WORK: &str = "work";

/// In the winter, when the week is.
const BERLIN_AHEAD: TimeDelta = TimeDelta::hours(1);

/// The servers. They end with the value.
pub struct FarSide {
    pub google: Cloud<Google>,
    pub outlook: Cloud<Outlook>,
    pub icloud: Front,
    pub caldav: Front,
    ca: Authority,
}

impl FarSide {
    /// All four, each with the calendars of the practice and nothing in them.
    pub async fn start() -> Self {
        let (google, outlook) = (clouds::google().await, clouds::outlook().await);
        google.auth.accounts(&[Account::new(google::EMAIL, "108234567890123456789", "Anna Keller")]);
        outlook.auth.accounts(&[Account::new(OUTLOOK_EMAIL, "7f3c1a52-0000-4000-8000-9b8a7c6d5e4f", "Anna Keller")]);
        google.api.name_calendar("primary", Home::Practice.name());
        google.api.drop_calendar(HOLIDAYS);
        let colleague = google.api.calendars(google::EMAIL).pop().unwrap();
        google.api.drop_calendar(&colleague);
        outlook.api.name_calendar(&outlook.api.default_calendar(), Home::Clinic.name());
        outlook.api.drop_calendar(&outlook.api.birthdays());
        outlook.api.drop_calendar(&outlook.api.private_calendar());
        let ca = Authority::new();
        let icloud = front(&ca, (ICLOUD_EMAIL, ICLOUD_PASSWORD), Home::Family).await;
        let caldav = front(&ca, (CALDAV_USER, PASSWORD), Home::Choir).await;
        Self { google, outlook, icloud, caldav, ca }
    }

    /// The world in which the providers lie here.
    pub fn around(&self, world: World) -> World {
        world
            .trusting(&self.ca.file())
            .under(&self.google)
            .under(&self.outlook)
            .with_address("ICLOUD_URL", self.icloud.root.as_str())
    }

    /// The person's own events of the week of `monday`.
    pub fn plant_week(&self, monday: NaiveDate) {
        for (number, event) in EVENTS.iter().enumerate() {
            self.plant(&format!("made-up-{number}"), event, monday);
        }
    }

    fn plant(&self, id: &str, event: &Event, monday: NaiveDate) {
        match event.home {
            Home::Practice => drop(self.google.api.plant("primary", at_google(event, monday))),
            Home::Private => {
                let calendars = self.google.api.calendars(google::EMAIL);
                self.google.api.plant(&calendars[1], at_google(event, monday));
            }
            Home::Clinic => {
                self.outlook.api.plant(&self.outlook.api.default_calendar(), &at_outlook(event, monday));
            }
            Home::Family => self.icloud.plant(WORK, &format!("{id}.ics"), ics(id, event, monday).as_bytes()),
            Home::Choir => self.caldav.plant(WORK, &format!("{id}.ics"), ics(id, event, monday).as_bytes()),
        }
    }

    /// The id at Google of the booking of `client`, the first one.
    pub fn event_of(&self, client: &str) -> String {
        let events = self.google.api.events_in("primary");
        let of_client = events.iter().filter(|event| event["summary"] == client);
        let found = of_client.min_by_key(|event| event["start"]["dateTime"].to_string()).expect("it was sent");
        found["id"].as_str().unwrap().to_owned()
    }

    /// Every invited client answers at Google.
    pub fn everybody_answers(&self, word: &str) {
        for event in self.google.api.events_in("primary") {
            self.answer(&event, word);
        }
    }

    /// One client answers at Google.
    pub fn answers(&self, client: &str, word: &str) {
        let event = self.google.api.stored("primary", &self.event_of(client)).unwrap();
        self.answer(&event, word);
    }

    fn answer(&self, event: &Value, word: &str) {
        let Some(guest) = event["attendees"].as_array().and_then(|all| all.first()) else { return };
        let patch = json!({ "attendees": [{ "email": guest["email"], "responseStatus": word }] });
        self.google.api.edit("primary", event["id"].as_str().unwrap(), patch);
    }

    /// Somebody moves a booking there, to a time of the practice's clock.
    pub fn moves(&self, client: &str, day: NaiveDate, from: &str, to: &str) {
        let at = |time: &str| json!({ "dateTime": format!("{day}T{time}:00+01:00"), "timeZone": "Europe/Berlin" });
        let patch = json!({ "start": at(from), "end": at(to) });
        self.google.api.edit("primary", &self.event_of(client), patch);
    }
}

async fn front(ca: &Authority, (user, password): (&str, &str), home: Home) -> Front {
    let front = Front::start(ca, Hosts::Loopback).await;
    front.account(user, password);
    front.name_calendar(WORK, home.name());
    for other in ["legacy", "team", "news"] {
        front.drop_calendar(other);
    }
    front
}

fn at_google(event: &Event, monday: NaiveDate) -> Value {
    let day = monday + Days::new(event.day);
    let [start, end] = match event.time {
        Time::Hours(from, to) => {
            [from, to].map(|time| json!({ "dateTime": format!("{day}T{time}:00+01:00"), "timeZone": "Europe/Berlin" }))
        }
        Time::Days(days) => [day, day + Days::new(days)].map(|day| json!({ "date": day.to_string() })),
    };
    let blocks = if event.free { "transparent" } else { "opaque" };
    json!({ "summary": event.title, "start": start, "end": end, "transparency": blocks })
}

fn at_outlook(event: &Event, monday: NaiveDate) -> Value {
    let day = monday + Days::new(event.day);
    let [start, end] = match event.time {
        Time::Hours(from, to) => [from, to].map(|time| utc(day, time).format("%FT%T").to_string()),
        Time::Days(days) => [day, day + Days::new(days)].map(|day| format!("{day}T00:00:00")),
    }
    .map(|time| json!({ "dateTime": time, "timeZone": "UTC" }));
    json!({ "subject": event.title, "start": start, "end": end, "isAllDay": matches!(event.time, Time::Days(_)) })
}

/// The event as a CalDAV server keeps it.
pub fn ics(id: &str, event: &Event, monday: NaiveDate) -> String {
    let day = monday + Days::new(event.day);
    let when = match event.time {
        Time::Hours(from, to) => {
            let [from, to] = [from, to].map(|time| format!("{}T{}00", day.format("%Y%m%d"), time.replace(':', "")));
            format!("DTSTART;TZID=Europe/Berlin:{from}\r\nDTEND;TZID=Europe/Berlin:{to}")
        }
        Time::Days(days) => {
            let [from, to] = [day, day + Days::new(days)].map(|day| day.format("%Y%m%d"));
            format!("DTSTART;VALUE=DATE:{from}\r\nDTEND;VALUE=DATE:{to}")
        }
    };
    let blocks = if event.free { "TRANSPARENT" } else { "OPAQUE" };
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//EN\r\nBEGIN:VEVENT\r\nUID:{id}\r\n\
         DTSTAMP:20260101T000000Z\r\nSUMMARY:{}\r\n{when}\r\nTRANSP:{blocks}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        event.title
    )
}

fn utc(day: NaiveDate, time: &str) -> NaiveDateTime {
    day.and_time(time.parse().or_else(|_| format!("{time}:00").parse()).unwrap()) - BERLIN_AHEAD
}
