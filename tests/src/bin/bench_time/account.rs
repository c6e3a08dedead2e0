//! A CalDAV account of one calendar in the memory of this process: it answers at once, and says what changed since a token.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::servers::scripted::found;
use http::{Request, Response};

use super::calendar::Calendar;

/// Where a person would begin.
pub const ADDRESS: &str = "https://time.test/home/";
const CALENDAR: &str = "/home/work/";

pub struct Account {
    calendar: Calendar,
    state: Mutex<State>,
}

/// What changed since it was made: the number of the change that an event was last changed by, and what is written there.
#[derive(Default)]
struct State {
    now: u64,
    changed: BTreeMap<usize, (u64, String)>,
}

impl Account {
    pub fn new(calendar: Calendar) -> Self {
        Self { calendar, state: Mutex::default() }
    }

    /// Somebody writes this in the place of an event.
    pub fn put(&self, number: usize, text: String) {
        let mut state = self.state.lock().unwrap();
        state.now += 1;
        let now = state.now;
        state.changed.insert(number, (now, text));
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> (u16, String) {
        let state = self.state.lock().unwrap();
        let body = String::from_utf8_lossy(request.body());
        let depth = request.headers().get("depth").and_then(|depth| depth.to_str().ok());
        let token = format!("<D:sync-token>{}</D:sync-token>", state.now);
        let me = "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>";
        let home = format!("<D:resourcetype><D:collection/></D:resourcetype>{me}");
        let about = format!("{KIND}{token}{me}");
        let inside = match (request.method().as_str(), request.uri().path(), depth) {
            ("PROPFIND", "/me/", _) => {
                found("/me/", "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>")
            }
            ("PROPFIND", "/home/", Some("1")) => found("/home/", &home) + &found(CALENDAR, &about),
            ("PROPFIND", "/home/", _) => found("/home/", &home),
            ("PROPFIND", CALENDAR, Some("1")) => {
                let mut list = found(CALENDAR, KIND);
                for number in 0..self.calendar.count() {
                    list += &state.member(number, "");
                }
                list
            }
            ("PROPFIND", CALENDAR, _) => found(CALENDAR, &about),
            ("REPORT", CALENDAR, _) if body.contains("multiget") => {
                let numbers = body.split(CALENDAR).skip(1).filter_map(|rest| rest.get(..6)?.parse().ok());
                numbers.map(|number| state.member(number, &self.data(&state, number))).collect()
            }
            ("REPORT", CALENDAR, _) if body.contains("sync-collection") => {
                let since = body.split("sync-token>").nth(1).and_then(|rest| rest.split('<').next()?.parse().ok());
                let since: u64 = since.unwrap_or_default();
                let news = state.changed.iter().filter(|(_, (version, _))| *version > since);
                news.map(|(number, _)| state.member(*number, &self.data(&state, *number))).collect::<String>() + &token
            }
            ("REPORT", CALENDAR, _) if body.contains("calendar-query") => {
                let soon = (0..self.calendar.count()).filter(|number| self.calendar.is_soon(*number));
                soon.map(|number| state.member(number, "")).collect()
            }
            ("OPTIONS", ..) => return (200, String::new()),
            _ => return (404, String::new()),
        };
        (207, format!("{HEAD}{inside}</D:multistatus>"))
    }

    fn data(&self, state: &State, number: usize) -> String {
        let object = state.changed.get(&number).map_or_else(|| self.calendar.object(number), |(_, text)| text.clone());
        format!("<C:calendar-data>{object}</C:calendar-data>")
    }
}

impl State {
    fn member(&self, number: usize, data: &str) -> String {
        let version = self.changed.get(&number).map_or(0, |(version, _)| *version);
        found(&format!("{CALENDAR}{number:06}.ics"), &format!("<D:getetag>\"{number}-{version}\"</D:getetag>{data}"))
    }
}

const KIND: &str = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>";

const HEAD: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">"#;

#[async_trait]
impl Http for Account {
    async fn send(&self, request: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        let (status, text) = self.answer(&request);
        let mut answer = Response::new(text.into_bytes());
        *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
        Ok(answer)
    }
}
