//! Four providers on this computer with two made-up weeks in them, for `cargo x demo`: Google and Outlook with their
//! sign-in pages, iCloud, and a CalDAV server.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

use crate::account::{PASSWORD, USER};
use crate::ca::Authority;
use crate::cast::clouds::{self, Cloud};
use crate::servers::google::{self, Google};
use crate::servers::icloud_front::{Front, Hosts};
use crate::servers::oauth::Account;
use crate::servers::outlook::Outlook;
use crate::servers::radicale::Radicale;

/// Who signs in at Outlook. At Google it is [`google::EMAIL`].
pub const OUTLOOK_EMAIL: &str = "anna.keller@outlook.test";
pub const ICLOUD_EMAIL: &str = "anna@apfel.test";
/// As Apple shows them, and easy to type.
pub const APP_PASSWORD: &str = "abcd-efgh-ijkl-mnop";

#[derive(Clone, Copy)]
enum Where {
    Google,
    GooglePrivate,
    Outlook,
    OutlookPrivate,
    ICloud,
    CalDav,
}

/// Hour and minute of the person's own zone.
type Clock = (i8, i8);

/// Calendar, title, weekday (0 = Monday), from, to. All day where it begins and ends at 0:00.
const WEEK: [(Where, &str, i64, Clock, Clock); 20] = [
    (Where::Google, "Jonas Weber", 0, (9, 0), (9, 50)),
    (Where::Google, "Mara Voss", 0, (10, 0), (10, 50)),
    (Where::GooglePrivate, "Yoga", 0, (18, 30), (19, 30)),
    (Where::Outlook, "Clinic rota", 1, (9, 0), (12, 0)),
    (Where::CalDav, "Team meeting", 1, (13, 0), (14, 0)),
    (Where::Google, "Priya Nair", 1, (15, 0), (15, 50)),
    (Where::Google, "Hannah Krüger", 2, (9, 0), (9, 50)),
    (Where::Outlook, "Supervision", 2, (12, 0), (13, 0)),
    (Where::ICloud, "Choir", 2, (18, 30), (20, 0)),
    (Where::Google, "Oskar Lindholm", 3, (14, 0), (14, 50)),
    (Where::OutlookPrivate, "Dentist", 3, (10, 30), (11, 0)),
    (Where::CalDav, "Room is cleaned", 3, (16, 0), (17, 0)),
    (Where::Google, "Tom Ashworth", 4, (10, 0), (10, 50)),
    (Where::ICloud, "Pick up Mia", 4, (15, 0), (15, 30)),
    (Where::Outlook, "Case conference", 4, (11, 30), (12, 30)),
    (Where::ICloud, "Mia: swimming", 5, (10, 0), (11, 30)),
    (Where::GooglePrivate, "Market", 5, (9, 0), (10, 0)),
    (Where::CalDav, "Stocktaking", 5, (0, 0), (0, 0)),
    (Where::ICloud, "Visit Grandma", 6, (0, 0), (0, 0)),
    (Where::OutlookPrivate, "Long run", 6, (8, 0), (9, 30)),
];

pub struct Demo {
    pub google: Cloud<Google>,
    pub outlook: Cloud<Outlook>,
    icloud: Front,
    caldav: Radicale,
    ca: Authority,
}

impl Demo {
    /// Starts all four, with the week of `today` and the next in them.
    pub async fn start(today: Date, zone: &TimeZone) -> Self {
        let (google, outlook) = (clouds::google().await, clouds::outlook().await);
        google.auth.accounts(&[Account::new(google::EMAIL, "108234567890123456789", "Anna Keller")]);
        outlook.auth.accounts(&[Account::new(OUTLOOK_EMAIL, "7f3c1a52-0000-4000-8000-9b8a7c6d5e4f", "Anna Keller")]);
        let ca = Authority::new();
        let icloud = Front::start(&ca, Hosts::Loopback).await;
        icloud.account(ICLOUD_EMAIL, APP_PASSWORD);
        let caldav = Radicale::start(&ca).await;
        let demo = Self { google, outlook, icloud, caldav, ca };
        let monday = today - i64::from(today.weekday().to_monday_zero_offset()).days();
        for week in 0..2 {
            for (number, (calendar, title, day, from, to)) in WEEK.into_iter().enumerate() {
                let day = monday + (week * 7 + day).days();
                let id = format!("made-up-{week}-{number}");
                demo.plant(calendar, &id, title, &Span::of(day, from, to, zone));
            }
        }
        demo
    }

    /// What sends the app here in place of the real ones.
    pub fn settings(&self) -> Vec<(String, String)> {
        let mut settings = self.google.settings();
        settings.extend(self.outlook.settings());
        for (name, value) in [
            ("DAYBOOK_CA_FILE", self.ca.file().display().to_string()),
            ("ICLOUD_URL", self.icloud.root.to_string()),
            // A link would be brought to the Daybook that this person uses, not to the one of the demo.
            ("OUTLOOK_REDIRECT_URI", "http://localhost".to_owned()),
        ] {
            settings.push((name.to_owned(), value));
        }
        settings
    }

    /// The address of the CalDAV server.
    pub fn caldav(&self) -> &url::Url {
        &self.caldav.url
    }

    /// How to click through, line by line.
    pub fn words(&self) -> Vec<String> {
        vec![
            "Connect Google    your browser shows a made-up sign-in page; press Allow".to_owned(),
            "Connect Outlook   the same".to_owned(),
            format!("Connect iCloud    Apple Account email: {ICLOUD_EMAIL}   app-specific password: {APP_PASSWORD}"),
            format!("Connect CalDAV    server: {}   user name: {USER}   password: {PASSWORD}", self.caldav()),
        ]
    }

    fn plant(&self, calendar: Where, id: &str, title: &str, span: &Span) {
        match calendar {
            Where::Google => self.plant_at_google("primary", title, span),
            Where::GooglePrivate => {
                let calendars = self.google.api.calendars(google::EMAIL);
                self.plant_at_google(&calendars[1], title, span);
            }
            Where::Outlook => self.plant_at_outlook(&self.outlook.api.default_calendar(), title, span),
            Where::OutlookPrivate => self.plant_at_outlook(&self.outlook.api.private_calendar(), title, span),
            Where::ICloud => self.icloud.plant("work", &format!("{id}.ics"), span.ics(id, title).as_bytes()),
            Where::CalDav => self.caldav.plant(&format!("{id}.ics"), span.ics(id, title).as_bytes()),
        }
    }

    fn plant_at_google(&self, calendar: &str, title: &str, span: &Span) {
        let [start, end] = match span {
            Span::Hours(from, to) => {
                [from, to].map(|time| json!({ "dateTime": time.strftime("%FT%TZ").to_string(), "timeZone": "UTC" }))
            }
            Span::Day(day) => [*day, *day + 1.day()].map(|day| json!({ "date": day.to_string() })),
        };
        self.google.api.plant(calendar, json!({ "summary": title, "start": start, "end": end }));
    }

    fn plant_at_outlook(&self, calendar: &str, title: &str, span: &Span) {
        let [start, end] = match span {
            Span::Hours(from, to) => [from, to].map(|time| time.strftime("%FT%T").to_string()),
            Span::Day(day) => [*day, *day + 1.day()].map(|day| format!("{day}T00:00:00")),
        }
        .map(|time| json!({ "dateTime": time, "timeZone": "UTC" }));
        let all_day = matches!(span, Span::Day(_));
        let event = json!({ "subject": title, "start": start, "end": end, "isAllDay": all_day });
        self.outlook.api.plant(calendar, &event);
    }
}

enum Span {
    Hours(Timestamp, Timestamp),
    Day(Date),
}

impl Span {
    fn of(day: Date, from: Clock, to: Clock, zone: &TimeZone) -> Self {
        if from == to {
            return Self::Day(day);
        }
        let at = |(hour, minute)| {
            let local = day.to_datetime(Time::constant(hour, minute, 0, 0));
            zone.to_ambiguous_zoned(local).compatible().unwrap().timestamp()
        };
        Self::Hours(at(from), at(to))
    }

    fn ics(&self, id: &str, title: &str) -> String {
        let when = match self {
            Self::Hours(from, to) => {
                let [from, to] = [from, to].map(|time| time.strftime("%Y%m%dT%H%M%SZ"));
                format!("DTSTART:{from}\r\nDTEND:{to}")
            }
            Self::Day(day) => {
                let [from, to] = [*day, *day + 1.day()].map(|day| day.strftime("%Y%m%d").to_string());
                format!("DTSTART;VALUE=DATE:{from}\r\nDTEND;VALUE=DATE:{to}")
            }
        };
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//EN\r\nBEGIN:VEVENT\r\nUID:{id}\r\n\
             DTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n{when}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }
}
