//! Google's Calendar API v3 as Google documents it, with faults as a test wants them. Plain http on this computer.
//!
//! It is stricter than Google in one thing: whatever is not in the discovery document is refused instead of ignored,
//! and fails the test. Signing in is not here: a [`TokenCheck`] says whom a token stands for.

mod answer;
mod calendars;
mod discovery;
mod error;
mod event;
mod fault;
mod fields;
mod free_busy;
mod list;
mod mail;
mod read;
mod reply;
mod series;
mod state;
mod times;
mod write;

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use url::Url;

pub use self::fault::Fault;
pub use self::mail::What;
use self::state::{Calendar, State};
use super::serve::{self, Serving};
use super::token_check::{self, TokenCheck};

/// The person whose calendars are there from the beginning. Any other gets the same kinds with the first request.
pub const EMAIL: &str = "anna.keller@gmail.test";
/// A read-only calendar in everybody's list.
pub const HOLIDAYS: &str = "de.austrian#holiday@group.v.calendar.google.com";

/// What a person may do with a calendar, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    FreeBusyReader,
    Reader,
    WriterWithoutPrivateAccess,
    Writer,
    Owner,
}

impl Role {
    const ALL: [Self; 5] =
        [Self::FreeBusyReader, Self::Reader, Self::WriterWithoutPrivateAccess, Self::Writer, Self::Owner];

    /// As Google spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FreeBusyReader => "freeBusyReader",
            Self::Reader => "reader",
            Self::WriterWithoutPrivateAccess => "writerWithoutPrivateAccess",
            Self::Writer => "writer",
            Self::Owner => "owner",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A request as it arrived, without its token.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What Google calls it, such as `calendar.events.insert`.
    pub asked: Option<&'static str>,
    pub method: String,
    /// As it was sent.
    pub path: String,
    /// Decoded.
    pub query: Vec<(String, String)>,
    pub had_authorization: bool,
    /// All but `Authorization`, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A mail that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub what: What,
    /// The event's id.
    pub event: String,
}

pub struct Google {
    /// Stands for `https://www.googleapis.com/`.
    pub api_url: Url,
    state: Arc<Mutex<State>>,
    gate: Arc<dyn TokenCheck>,
    /// `None` = it is asked by [`Self::take`] only.
    _serving: Option<Serving>,
}

impl Google {
    pub async fn start(gate: Arc<dyn TokenCheck>) -> Self {
        let mut state = State::default();
        state.open_account(EMAIL);
        let state = Arc::new(Mutex::new(state));
        let (shared, asked) = (state.clone(), gate.clone());
        let serving = serve::plain(move |parts, body| {
            let (shared, gate) = (shared.clone(), asked.clone());
            async move {
                let reply = answer::to(&mut shared.lock().unwrap(), gate.as_ref(), &parts, &body);
                if reply.hangs {
                    std::future::pending::<()>().await;
                }
                tokio::time::sleep(reply.after).await;
                reply.response
            }
        })
        .await;
        let api_url = Url::parse(&format!("http://{}/", serving.address)).unwrap();
        Self { api_url, state, gate, _serving: Some(serving) }
    }

    /// The API without a network.
    pub fn in_process(gate: Arc<dyn TokenCheck>) -> Self {
        let mut state = State::default();
        state.open_account(EMAIL);
        let api_url = Url::parse("http://127.0.0.1:1/").unwrap();
        Self { api_url, state: Arc::new(Mutex::new(state)), gate, _serving: None }
    }

    /// Answers one request at once, and remembers nothing of it but what it did.
    pub fn take(&self, request: &http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
        let (parts, body) = request.clone().into_parts();
        let mut state = self.state();
        let reply = answer::to(&mut state, self.gate.as_ref(), &parts, &body.into());
        state.seen.clear();
        serve::whole(reply.response)
    }

    /// Sets a fault for every request to the calendar API, until [`Self::heal`].
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push((fault, None, false));
    }

    /// Sets a fault for the next request to the calendar API that it applies to.
    pub fn once(&self, fault: Fault) {
        self.state().faults.push((fault, None, true));
    }

    /// Sets a fault for every request of one kind, such as `calendar.events.insert` or `oauth2.userinfo.get`.
    pub fn fault_on(&self, method: &'static str, fault: Fault) {
        self.state().faults.push((fault, Some(method), false));
    }

    /// Sets a fault for the next request of one kind.
    pub fn once_on(&self, method: &'static str, fault: Fault) {
        self.state().faults.push((fault, Some(method), true));
    }

    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// Returns every request so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    pub fn forget_seen(&self) {
        self.state().seen.clear();
    }

    /// The mails since this was asked last.
    pub fn take_mails(&self) -> Vec<Mail> {
        std::mem::take(&mut self.state().mails)
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.state().mails.clone()
    }

    /// Puts an event there as another device would, or in the place of one; its id. `primary` is that of [`EMAIL`].
    /// What is not said is filled in, and nothing is checked: what lies at Google is not always clean.
    pub fn plant(&self, calendar: &str, event: Value) -> String {
        let mut state = self.state();
        let at = state.calendar_anywhere(calendar);
        let mut event = event;
        if event["id"].is_null() {
            let of_series = event["recurringEventId"].as_str().map(|master| {
                let slot = times::begins(&event["originalStartTime"], &jiff::tz::TimeZone::UTC).unwrap();
                let all_day = event["originalStartTime"]["date"].is_string();
                format!("{master}_{}", slot.strftime(if all_day { "%Y%m%d" } else { "%Y%m%dT%H%M%SZ" }))
            });
            event["id"] = json!(of_series.unwrap_or_else(|| write::fresh_id(state.version)));
        }
        let mut event = write::furnished(&state, at, event, EMAIL);
        if event["organizer"]["email"] != state.calendars[at].id {
            event["organizer"].as_object_mut().unwrap().remove("self");
        }
        if let Ok(tidy) = event::accepted(event.clone(), &state.calendars[at]) {
            event = tidy;
        }
        let id = event["id"].as_str().unwrap().to_owned();
        state.store(at, event, true);
        id
    }

    /// Changes an event as another device would: a patch, after which nothing is checked.
    pub fn edit(&self, calendar: &str, id: &str, patch: Value) {
        let mut event = self.stored(calendar, id).unwrap();
        event::merge(&mut event, &patch);
        self.plant(calendar, event);
    }

    /// What lies there, a cancelled event too, with times in UTC.
    pub fn stored(&self, calendar: &str, id: &str) -> Option<Value> {
        let state = self.state();
        let at = state.calendar_anywhere(calendar);
        state.calendars[at].events.get(id).map(|stored| stored.event.clone())
    }

    /// Returns the events of a calendar that are not cancelled, with times in UTC.
    pub fn events_in(&self, calendar: &str) -> Vec<Value> {
        let state = self.state();
        let at = state.calendar_anywhere(calendar);
        let live = state.calendars[at].events.values().filter(|stored| !stored.cancelled());
        live.map(|stored| stored.event.clone()).collect()
    }

    /// Returns the dates of a series as they stand, without those that are cancelled.
    pub fn dates_of(&self, calendar: &str, series: &str) -> Vec<Value> {
        let state = self.state();
        let calendar = &state.calendars[state.calendar_anywhere(calendar)];
        let made = series::occurrences(&calendar.events[series].event, &calendar.zone());
        let as_it_is = |one: Value| {
            let own = calendar.events.get(one["id"].as_str().unwrap());
            own.map_or(one, |own| own.event.clone())
        };
        made.into_iter().map(as_it_is).filter(|one| one["status"] != "cancelled").collect()
    }

    /// Cancels an event, or one occurrence of a series, as another device would.
    pub fn take_away(&self, calendar: &str, id: &str) {
        let mut state = self.state();
        let at = state.calendar_anywhere(calendar);
        let old = read::found(&state.calendars[at], id).unwrap();
        write::cancel(&mut state, at, &old, mail::Tell::Nobody);
    }

    /// The person drags an event to another calendar: it keeps its id and its UID (events.move).
    pub fn move_to(&self, calendar: &str, id: &str, other: &str) {
        let mut state = self.state();
        let (from, to) = (state.calendar_anywhere(calendar), state.calendar_anywhere(other));
        let old = read::found(&state.calendars[from], id).unwrap();
        write::cancel(&mut state, from, &old, mail::Tell::Nobody);
        state.store(to, old, true);
    }

    /// Makes all sync tokens so far out of date.
    pub fn forget_tokens(&self) {
        self.state().tokens.values_mut().for_each(|token| *token = None);
    }

    /// Adds a calendar to the list of [`EMAIL`].
    pub fn add_calendar(&self, id: &str, summary: &str, role: Role) {
        self.state().add_calendar(EMAIL, id, summary, role);
    }

    /// Another person has a calendar in their list too: the same one, with the same events.
    pub fn share(&self, id: &str, with: &str, role: Role) {
        let mut state = self.state();
        state.open_account(with);
        let at = state.calendar_anywhere(id);
        let summary = state.calendars[at].summary.clone();
        state.add_calendar(with, id, &summary, role);
    }

    /// The person gives a calendar another name.
    pub fn name_calendar(&self, id: &str, name: &str) {
        self.change_calendar(id, |calendar| name.clone_into(&mut calendar.summary));
    }

    /// Removes the calendar, for everybody or for this person.
    pub fn drop_calendar(&self, id: &str) {
        self.change_calendar(id, |calendar| calendar.deleted = true);
    }

    /// Brings back a calendar that was removed.
    pub fn bring_calendar_back(&self, id: &str) {
        let mut state = self.state();
        state.version += 1;
        let version = state.version;
        for calendar in state.calendars.iter_mut().filter(|calendar| calendar.id == id) {
            (calendar.deleted, calendar.version) = (false, version);
        }
    }

    /// Hides the calendar: it is left out of the list unless hidden ones are asked for.
    pub fn hide_calendar(&self, id: &str) {
        self.change_calendar(id, |calendar| calendar.hidden = true);
    }

    /// Changes what the person may do with a calendar.
    pub fn change_role(&self, id: &str, role: Role) {
        self.change_calendar(id, |calendar| calendar.role = role);
    }

    fn change_calendar(&self, id: &str, change: impl FnOnce(&mut Calendar)) {
        let mut state = self.state();
        let at = state.calendar_anywhere(id);
        state.version += 1;
        state.calendars[at].version = state.version;
        change(&mut state.calendars[at]);
    }

    /// Returns the ids of a person's calendars, in the order of the list.
    pub fn calendars(&self, email: &str) -> Vec<String> {
        let state = self.state();
        let mine = state.calendars.iter().filter(|calendar| calendar.account == email && !calendar.deleted);
        mine.map(|calendar| calendar.id.clone()).collect()
    }

    /// What was sent or answered that Google does not document, forgotten with this. Anything left fails the test.
    pub fn undocumented(&self) -> Vec<String> {
        std::mem::take(&mut self.state().undocumented)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Google {
    fn drop(&mut self) {
        let left = self.state.lock().map(|state| state.undocumented.clone()).unwrap_or_default();
        assert!(left.is_empty() || std::thread::panicking(), "not documented by Google: {left:#?}");
    }
}
