//! A provider as the demo shows it: with a made-up account, a form to fill or a browser to press Allow in, and two
//! calendars to put a week into. A calendar link is one calendar.

use std::any::Any;

use daybook_core::providers::{Provider, SignIn};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::far_side::Which;

/// When an event is.
pub enum EventTime {
    Hours(Timestamp, Timestamp),
    Day(Date),
}

type Plant = dyn Fn(Which, &str, &str, &EventTime);

pub struct OnShow {
    pub provider: &'static Provider,
    /// What leads the app here in place of the real one.
    pub settings: Vec<(String, String)>,
    /// The first words of what the account is called once it is connected.
    pub account: String,
    /// The fields of the form by their labels, and what to type; none where the browser is opened.
    pub typed: Vec<(&'static str, String)>,
    plant: Box<Plant>,
    _running: Box<dyn Any>,
}

impl OnShow {
    /// `plant` is given the calendar, an id, a title, and when.
    pub(super) fn new(
        provider: &'static Provider,
        settings: Vec<(String, String)>,
        account: String,
        plant: impl Fn(Which, &str, &str, &EventTime) + 'static,
        running: impl Any,
    ) -> Self {
        Self { provider, settings, account, typed: Vec::new(), plant: Box::new(plant), _running: Box::new(running) }
    }

    /// With the form to fill: the server where it is asked for, user name and password.
    pub(super) fn typing(mut self, server: Option<&str>, user: &str, password: &str) -> Self {
        let words = &self.provider.words;
        self.typed = server.map(|server| (words.server, server.to_owned())).into_iter().collect();
        self.typed.extend([(words.user, user.to_owned()), (words.password, password.to_owned())]);
        self
    }

    /// With a link to paste.
    pub(super) fn pasting(mut self, link: &str) -> Self {
        self.typed = vec![(self.provider.words.password, link.to_owned())];
        self
    }

    pub fn plant(&self, which: Which, id: &str, title: &str, span: &EventTime) {
        (self.plant)(which, id, title, span);
    }

    /// How a person connects it, in one line.
    pub fn words(&self) -> String {
        let how: Vec<_> = match &self.provider.sign_in {
            SignIn::Browser(_) => vec!["your browser shows a made-up sign-in page. Press Allow".to_owned()],
            SignIn::Password { .. } | SignIn::Link => {
                self.typed.iter().map(|(field, text)| format!("{field}: {text}")).collect()
            }
        };
        format!("Connect {}    {}", self.provider.label, how.join("   "))
    }
}

/// The event as an iCalendar object.
pub(super) fn object(id: &str, title: &str, span: &EventTime) -> String {
    let when = match span {
        EventTime::Hours(from, to) => {
            let [from, to] = [from, to].map(|time| time.strftime("%Y%m%dT%H%M%SZ"));
            format!("DTSTART:{from}\r\nDTEND:{to}")
        }
        EventTime::Day(day) => {
            let [from, to] = [*day, *day + 1.day()].map(|day| day.strftime("%Y%m%d").to_string());
            format!("DTSTART;VALUE=DATE:{from}\r\nDTEND;VALUE=DATE:{to}")
        }
    };
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//EN\r\nBEGIN:VEVENT\r\nUID:{id}\r\n\
         DTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n{when}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}
