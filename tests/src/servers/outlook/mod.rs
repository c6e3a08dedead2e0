//! Microsoft Graph's calendar, as strict as the real one, with faults as a test wants them. Sign-in is not here: see
//! [`TokenCheck`](super::token_check::TokenCheck).
//!
//! Every request and answer is compared with Graph's OpenAPI file. An undocumented request is refused, and
//! fails the test when the simulator is dropped, unless the test took note of it by [`Outlook::undocumented`].

mod answer;
mod asked;
mod broken;
mod delta;
mod event;
mod fault;
mod mailbox;
mod read;
mod series;
mod shape;
mod write;
mod zones;

use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;

use self::asked::Prefer;
pub use self::fault::{Expired, Fault};
use self::mailbox::{Item, Link, Mailbox, State, calendar_id};
use self::shape::Shapes;
use super::serve::{self, Serving};
use super::token_check::TokenCheck;

/// The kind of account that everybody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Person {
    #[default]
    Work,
    /// `mail` is null, and there is no Teams.
    Personal,
    /// From another organisation, with `#EXT#` in its principal name.
    Guest,
    /// No Exchange Online mailbox: 404 `MailboxNotEnabledForRESTAPI`.
    NoMailbox,
}

/// Which host a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Graph,
    Abroad,
}

/// A request as it arrived, without its secret.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: At,
    pub method: String,
    /// With its query.
    pub path: String,
    pub had_authorization: bool,
    /// All but `Authorization`, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Invitation,
    Update,
    Cancellation,
    /// A guest's answer to the organizer.
    Response,
}

/// A mail the service sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub what: What,
    /// By its immutable id.
    pub event: String,
    pub comment: Option<String>,
}

pub struct Outlook {
    /// Ends in `/v1.0`.
    pub api_url: Url,
    state: Arc<Mutex<State>>,
    gate: Arc<dyn TokenCheck>,
    shapes: Arc<Shapes>,
    _serving: Vec<Serving>,
}

/// Read once: the file is large.
static SHAPES: LazyLock<Arc<Shapes>> = LazyLock::new(|| Arc::new(Shapes::read()));

impl Outlook {
    /// Each subject the gate knows has a mailbox; the commands below that name no id of one mean the first comer's.
    pub async fn start(gate: Arc<dyn TokenCheck>) -> Self {
        let shapes = SHAPES.clone();
        let state = Arc::new(Mutex::new(State { mailboxes: vec![Mailbox::new(0)], ..State::default() }));
        let (mut urls, mut serving) = (Vec::new(), Vec::new());
        for (at, host) in [(At::Graph, "127.0.0.1"), (At::Abroad, "localhost")] {
            let (state, gate, shapes) = (state.clone(), gate.clone(), shapes.clone());
            let server = serve::plain(move |parts, body| {
                answer::to(state.clone(), gate.clone(), shapes.clone(), at, parts, body)
            })
            .await;
            urls.push(Url::parse(&format!("http://{host}:{}/v1.0", server.address.port())).unwrap());
            serving.push(server);
        }
        let [api_url, abroad] = <[Url; 2]>::try_from(urls).unwrap();
        state.lock().unwrap().base = Some(api_url.clone());
        state.lock().unwrap().abroad = Some(abroad);
        Self { api_url, state, gate, shapes, _serving: serving }
    }

    /// The API without a network.
    pub fn in_process(gate: Arc<dyn TokenCheck>) -> Self {
        let api_url = Url::parse("http://127.0.0.1:1/v1.0").unwrap();
        let (base, abroad) = (Some(api_url.clone()), Some(Url::parse("http://localhost:1/v1.0").unwrap()));
        let state = State { mailboxes: vec![Mailbox::new(0)], base, abroad, ..State::default() };
        let (state, shapes, serving) = (Arc::new(Mutex::new(state)), SHAPES.clone(), Vec::new());
        Self { api_url, state, gate, shapes, _serving: serving }
    }

    /// Answers one request at once, and remembers nothing of it but what it did.
    ///
    /// # Panics
    /// Where a fault makes it wait.
    pub fn take(&self, request: &http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
        let (parts, body) = request.clone().into_parts();
        let (state, gate, shapes) = (self.state.clone(), self.gate.clone(), self.shapes.clone());
        let answered = std::pin::pin!(answer::to(state, gate, shapes, At::Graph, parts, body.into()));
        let Poll::Ready(answer) = answered.poll(&mut Context::from_waker(Waker::noop())) else { panic!("it waits") };
        self.forget_seen();
        serve::whole(answer)
    }

    /// Returns the first person's own calendar.
    pub fn default_calendar(&self) -> String {
        calendar_id(0, 0)
    }

    /// Returns the second calendar, which is writable too.
    pub fn private_calendar(&self) -> String {
        calendar_id(0, 1)
    }

    /// Returns the read-only calendar.
    pub fn birthdays(&self) -> String {
        calendar_id(0, 2)
    }

    /// The ids of a person's calendars, the default one first; none before the first request.
    pub fn calendars_of(&self, subject: &str) -> Vec<String> {
        let state = self.state();
        let mailbox = state.mailboxes.iter().find(|mailbox| mailbox.subject.as_deref() == Some(subject));
        mailbox.into_iter().flat_map(|mailbox| &mailbox.calendars).map(|calendar| calendar.id.clone()).collect()
    }

    pub fn person(&self, person: Person) {
        self.state().person = person;
    }

    /// Sets a fault from now on, until [`Self::heal`].
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push((fault, false));
    }

    /// Sets a fault for the next request that it applies to.
    pub fn once(&self, fault: Fault) {
        self.state().faults.push((fault, true));
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

    /// Returns the most concurrent requests of one person so far.
    pub fn most_at_once(&self) -> usize {
        self.state().busiest
    }

    /// The mails since this was asked last.
    pub fn take_mails(&self) -> Vec<Mail> {
        std::mem::take(&mut self.state().mails)
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.state().mails.clone()
    }

    /// What was asked for and is not documented, or not simulated. Taken: it fails no test any more.
    pub fn undocumented(&self) -> Vec<String> {
        std::mem::take(&mut self.state().undocumented)
    }

    /// Puts an event there as Outlook itself would, read-only fields and all. Its immutable id.
    pub fn plant(&self, calendar: &str, event: &Value) -> String {
        let mut state = self.state();
        let number = state.next();
        let document = event::fresh(event.as_object().unwrap(), "practice@outlook.test");
        assert!(event::checked(&document).is_ok(), "{event} is no event");
        let item = Item::new(number, document);
        let id = item.immutable_id();
        state.calendar(calendar).store(item);
        id
    }

    /// Changes an event as Outlook itself would: no mail, another ETag.
    pub fn alter(&self, calendar: &str, id: &str, fields: &Value) {
        self.change(calendar, id, |item| event::write(&mut item.document, fields.as_object().unwrap()));
    }

    /// Changes one date of a series as Outlook itself would, and leaves the others; `date` is the start by its rule.
    pub fn alter_date(&self, calendar: &str, series: &str, date: jiff::Timestamp, fields: &Value) {
        self.change(calendar, series, |item| {
            let day = series::day_of(item, date).expect("a date of the series");
            let was = series::occurrence(item, day);
            let mut now = was.clone();
            event::write(&mut now, fields.as_object().unwrap());
            let own = now.into_iter().filter(|(name, value)| was.get(name) != Some(value));
            item.exceptions.entry(day).or_default().extend(own);
        });
    }

    /// Cancels one date of a series as Outlook itself would, without a mail.
    pub fn take_date_away(&self, calendar: &str, series: &str, date: jiff::Timestamp) {
        self.change(calendar, series, |item| {
            let day = series::day_of(item, date).expect("a date of the series");
            item.exceptions.remove(&day);
            item.cancelled.insert(day);
        });
    }

    /// A guest answers, as Outlook itself notes it; `response` is Graph's word.
    pub fn answer(&self, calendar: &str, id: &str, guest: &str, response: &str) {
        self.change(calendar, id, |item| {
            let guests = item.document["attendees"].as_array_mut().unwrap();
            let asked = guests.iter_mut().find(|one| one["emailAddress"]["address"] == guest).expect("a guest");
            asked["status"] = json!({ "response": response, "time": "2026-11-23T08:30:00Z" });
        });
    }

    /// What lies there, in UTC, its text as text, with every extended property.
    pub fn stored(&self, calendar: &str, id: &str) -> Option<Value> {
        let mut state = self.state();
        let item = state.calendar(calendar).items.values().find(|item| item.immutable_id() == id)?;
        let prefer = Prefer {
            immutable: true,
            text: true,
            zone: TimeZone::UTC,
            zone_name: "UTC".to_owned(),
            page: None,
            applied: Vec::new(),
        };
        let expand = item.properties.keys().cloned().collect();
        let how = event::How { prefer: &prefer, select: None, expand, floating: false, bodies: true };
        Some(event::shown(item, None, &how))
    }

    /// Returns when the dates of a series begin, as they stand.
    pub fn dates_of(&self, calendar: &str, series: &str) -> Vec<jiff::Timestamp> {
        let mut state = self.state();
        let item = state.calendar(calendar).items.values().find(|item| item.immutable_id() == series).unwrap().clone();
        let far: jiff::Timestamp = "2040-01-01T00:00:00Z".parse().unwrap();
        series::instances(&item, jiff::Timestamp::UNIX_EPOCH, far).into_iter().map(|one| one.start).collect()
    }

    /// Returns the immutable ids of everything there.
    pub fn ids_in(&self, calendar: &str) -> Vec<String> {
        self.state().calendar(calendar).items.values().map(Item::immutable_id).collect()
    }

    /// Takes an event away as Outlook itself would, without a mail.
    pub fn take_away(&self, calendar: &str, id: &str) {
        let mut state = self.state();
        let version = state.next();
        let calendar = state.calendar(calendar);
        let number = calendar.items.values().find(|item| item.immutable_id() == id).unwrap().number;
        calendar.remove(number, version);
    }

    /// The person restores it from the deleted items: only the immutable id stays.
    pub fn restore(&self, calendar: &str, id: &str) {
        let mut state = self.state();
        let version = state.next();
        let calendar = state.calendar(calendar);
        let mut gone = calendar.log.iter().rev().filter_map(|change| change.was.as_ref());
        let item = gone.find(|item| item.immutable_id() == id).unwrap().clone();
        calendar.store(Item { version, moves: item.moves + 2, ..item });
    }

    /// The person drags it to another calendar: only the immutable id stays.
    pub fn move_to(&self, calendar: &str, id: &str, other: &str) {
        let mut state = self.state();
        let version = state.next();
        let from = state.calendar(calendar);
        let number = from.items.values().find(|item| item.immutable_id() == id).unwrap().number;
        let item = from.remove(number, version).unwrap();
        state.calendar(other).store(Item { version, moves: item.moves + 1, ..item });
    }

    /// Copies an event as Outlook itself does, extended properties included; the copy's id.
    pub fn copy(&self, calendar: &str, id: &str) -> String {
        let mut state = self.state();
        let number = state.next();
        let calendar = state.calendar(calendar);
        let mut copied = calendar.items.values().find(|item| item.immutable_id() == id).unwrap().clone();
        copied.document.insert("transactionId".to_owned(), Value::Null);
        let copy = Item { number, version: number, moves: 0, before: None, ..copied };
        let id = copy.immutable_id();
        calendar.store(copy);
        id
    }

    /// Forgets all delta tokens issued so far.
    pub fn forget_tokens(&self) {
        let mut state = self.state();
        let State { links, forgotten, .. } = &mut *state;
        forgotten.extend(links.iter().filter(|(_, link)| matches!(link, Link::Delta(_))).map(|(path, _)| path.clone()));
    }

    /// The person gives a calendar another name.
    pub fn name_calendar(&self, id: &str, name: &str) {
        name.clone_into(&mut self.state().calendar(id).name);
    }

    pub fn drop_calendar(&self, id: &str) {
        let mut state = self.state();
        for number in 0..state.mailboxes.len() {
            let calendars = &mut state.mailboxes[number].calendars;
            if let Some(at) = calendars.iter().position(|calendar| calendar.id == id) {
                let gone = calendars.remove(at);
                state.dropped.push((number, at, gone));
            }
        }
    }

    /// Brings back a calendar that was dropped, with all that lay in it.
    pub fn bring_calendar_back(&self, id: &str) {
        let mut state = self.state();
        let known = state.dropped.iter().position(|(.., calendar)| calendar.id == id).expect("it was dropped");
        let (number, at, back) = state.dropped.remove(known);
        state.mailboxes[number].calendars.insert(at, back);
    }

    /// Changes whether the person may write to a calendar.
    pub fn let_write(&self, id: &str, can_edit: bool) {
        self.state().calendar(id).can_edit = can_edit;
    }

    fn change(&self, calendar: &str, id: &str, change: impl FnOnce(&mut Item)) {
        let mut state = self.state();
        let version = state.next();
        let calendar = state.calendar(calendar);
        let mut item = calendar.items.values().find(|item| item.immutable_id() == id).unwrap().clone();
        change(&mut item);
        item.version = version;
        calendar.store(item);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Outlook {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let undocumented = self.undocumented();
            assert!(undocumented.is_empty(), "not as documented: {undocumented:#?}");
        }
    }
}
