//! One practice with a network in which faults are caused, and what it then shows.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{
    Appointment, Availability, BookDraft, Calendar, Connection, RepeatDraft, RepeatEvery, RescheduleDraft, Scope,
    SignInStep, SignInView, UiError,
};
use daybook_core::app::{App, Sought};
use daybook_core::http::WebHttp;
use daybook_core::model::secret::Secret;
use daybook_core::ports::Clock;
use daybook_tests::browser::Opened;
use daybook_tests::cast;
use daybook_tests::cast::far_side::{FarSide, SignsIn, Which};
use daybook_tests::faults::cause::Causing;
use daybook_tests::faults::outcome::{Again, Seen, Size};
use daybook_tests::faults::{Fault, PATIENCE, Request};
use daybook_tests::servers::ics::Ics;
use daybook_tests::signing_in::{find, world_of};
use daybook_tests::world::{World, draft};
use rusqlite::params;

/// A server of the tests may have much to do before it answers about a time.
const LONG: Duration = Duration::from_secs(30);

pub struct Tried {
    provider: &'static str,
    there: Option<Box<dyn FarSide>>,
    /// In the place of an account.
    link: Option<Ics>,
    world: World,
    app: App,
    causing: Arc<Causing>,
    /// How many cells were tried.
    count: i64,
    /// An appointment that is moved where another one is made.
    spare: Option<Appointment>,
    /// The series of the cell before.
    series: Option<Appointment>,
    cell: Cell,
}

/// What one cell is about.
#[derive(Default)]
struct Cell {
    day: NaiveDate,
    /// Its change meets the fault.
    subject: Option<Appointment>,
    /// It is changed too, and that should go out.
    other: Option<Appointment>,
    /// An event of somebody else's is new in the main calendar.
    planted: bool,
}

impl Cell {
    fn at(&self, hour: u32) -> String {
        format!("{}T{hour:02}:00", self.day)
    }

    /// The same in the zone of the far side: Berlin is an hour ahead in winter.
    fn instant(&self, hour: u32) -> DateTime<Utc> {
        self.day.and_hms_opt(hour - 1, 0, 0).unwrap().and_utc()
    }
}

impl Tried {
    pub async fn at(provider: &'static str) -> Self {
        let there: Option<Box<dyn FarSide>> = match provider {
            "google" => Some(cast::google::far_side().await),
            "outlook" => Some(cast::outlook::far_side().await),
            "icloud" => Some(cast::icloud::far_side().await),
            "fastmail" => Some(cast::fastmail::far_side().await),
            "caldav" => Some(cast::caldav::far_side().await),
            _ => None,
        };
        let link = if there.is_none() { Some(Ics::start(&feed(&[])).await) } else { None };
        daybook_core::http::install_crypto();
        let plain = || Arc::new(WebHttp::new(None).unwrap()) as Arc<_>;
        let real = there.as_ref().and_then(|there| there.http()).unwrap_or_else(plain);
        let causing = Arc::new(Causing::before(real, provider));
        let mut world = World::new().on(causing.clone());
        world.settings = there.as_ref().map(|there| world_of(there.as_ref()).settings).unwrap_or_default();
        let app = world.open().await;
        let cell = Cell::default();
        let mut tried = Self { provider, there, link, world, app, causing, count: 0, spare: None, series: None, cell };
        tried.connect().await;
        tried.sync().await;
        if tried.there.is_some() {
            tried.spare = Some(tried.sent("Spare", "2026-12-24T08:00").await);
        }
        tried
    }

    /// Causes the fault at this kind of request. Returns the name of what becomes of it; a dash if there is no such request.
    pub async fn cell(&mut self, request: Request, fault: Fault) -> String {
        self.count += 1;
        let day = NaiveDate::from_ymd_opt(2027, 1, 3).unwrap() + TimeDelta::days(self.count);
        self.cell = Cell { day, ..Cell::default() };
        match request {
            Request::Discover | Request::Exchange | Request::Options => return self.signs_in(request, fault).await,
            Request::Make => return self.makes_a_calendar(request, fault).await,
            Request::Ask => return self.asks(request, fault).await,
            Request::GiveBack => return self.gives_back(request, fault).await,
            _ => {}
        }
        self.prepare(request).await;
        self.world.clock.advance(TimeDelta::minutes(1));
        let now = self.world.clock.now();
        self.causing.cause(request, fault);
        let report = self.app.sync_now().await.unwrap();
        if self.causing.heal() == 0 {
            return "–".to_owned();
        }
        self.see(request, now, report.failed).name(request)
    }

    /// Brings it about that such a request is made.
    async fn prepare(&mut self, request: Request) {
        let name = format!("Client {}", self.count);
        let (ten, two) = (self.cell.at(10), self.cell.at(14));
        match request {
            Request::Create => {
                self.cell.subject = Some(self.book(&name, &ten));
                let spare = self.spare.clone().unwrap();
                self.move_to(&spare.id, &two);
                self.cell.other = Some(spare);
            }
            // Where an event was removed, its calendar is looked for.
            Request::Update | Request::Remove | Request::Exists => {
                let sent = self.sent(&name, &ten).await;
                if request == Request::Update {
                    self.move_to(&sent.id, &self.cell.at(11));
                } else {
                    self.app.cancel(&sent.id, false).unwrap();
                }
                self.cell.subject = Some(sent);
                self.cell.other = Some(self.book("Other", &two));
            }
            // One event is looked at where an update met a change that somebody else made, and whether it stands there.
            Request::Fetch | Request::Within if matches!(self.provider, "google" | "outlook") => {
                let sent = self.sent(&name, &ten).await;
                let event = sent.calendar_event_id.as_deref().unwrap();
                self.there().retitle(event, &format!("{name}, their title"));
                self.move_to(&sent.id, &self.cell.at(11));
                self.cell.subject = Some(sent);
            }
            // What was written of a series comes back with the next reading.
            Request::Dates => {
                if let Some(before) = self.series.take() {
                    self.app.cancel_dates(&before.id, Scope::All, false).unwrap();
                    self.sync().await;
                }
                let repeat = RepeatDraft {
                    every: RepeatEvery::Week,
                    until: None,
                    times: Some(3),
                    skip: Vec::new(),
                    moves: Vec::new(),
                };
                let series = BookDraft { repeat: Some(repeat), anyway: true, ..draft(&name, &self.cell.at(16)) };
                self.series = Some(self.app.book(series).unwrap().appointment);
                self.cell.other = self.series.clone();
            }
            Request::Primary
            | Request::State
            | Request::ReadAll
            | Request::ReadNew
            | Request::Look
            | Request::Fetch
            | Request::List
            | Request::Renew => {
                self.plant();
                if self.there.is_some() {
                    self.cell.other = Some(self.book(&name, &two));
                }
                if matches!(request, Request::Primary | Request::State | Request::ReadAll | Request::Fetch) {
                    let none = "SET sync_cursor = NULL, sync_cursor_iv = NULL, sync_cursor_auth = NULL";
                    self.alter(&format!("UPDATE calendars {none}"), params![]);
                }
                if request == Request::Renew {
                    let past = self.world.clock.now().timestamp() - 60;
                    self.alter("UPDATE calendar_connections SET expires_at = ?", params![past]);
                }
            }
            Request::Discover
            | Request::Exchange
            | Request::Options
            | Request::Make
            | Request::Within
            | Request::Ask
            | Request::GiveBack
            | Request::Other => panic!("{request:?} is no part of a sync with {}", self.provider),
        }
    }

    /// Somebody makes two events elsewhere: at noon, and the hour after.
    fn plant(&mut self) {
        self.cell.planted = true;
        match &self.link {
            Some(link) => link.publish(&feed(&[self.cell.instant(12), self.cell.instant(13)])),
            None => {
                for hour in [12, 13] {
                    self.there().plant(Which::Main, "Theirs", self.cell.instant(hour));
                }
            }
        }
    }

    fn see(&self, request: Request, now: DateTime<Utc>, failed: u32) -> Seen {
        let connection = self.connection();
        let time = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let is_unread = |last: Option<&str>| last.is_none_or(|last| time(last) < now);
        let unread = connection.calendars.iter().filter(|one| is_unread(one.last_read.as_deref())).count();
        // Which is the main one is asked for each of them alike.
        let met = if request == Request::Primary { connection.calendars.len() } else { 1 };
        // What goes to a calendar that is missing waits for it.
        let is_sent = |other| ["synced", "waiting cal.missing"].contains(&self.state(other).0.as_str());
        let others_sent = self.cell.other.as_ref().is_none_or(is_sent);
        let (change, next) = self.cell.subject.as_ref().map(|subject| self.state(subject)).unwrap_or_default();
        // Of a series that was written, whose dates could not be read, it is not known yet that it stands there.
        let series = self.series.as_ref().filter(|_| request == Request::Dates && is_well(&connection) && unread == 0);
        if series.is_some_and(|series| self.state(series).0 == "waiting") {
            let (size, change, again) = (Size::Request, "waiting".to_owned(), Again::NextReading);
            return Seen { size, change, others: true, connection: words(&connection), again };
        }
        let (size, others) = match () {
            () if !is_well(&connection) && self.is_done(request) => (Size::LostAnswer, others_sent),
            () if !is_well(&connection) => (Size::Connection, others_sent),
            () if unread > 0 && self.cell.subject.is_none() => (Size::Calendar, others_sent && unread == met),
            () if change.is_empty() && failed > 0 => (Size::Request, others_sent),
            () if !matches!(change.as_str(), "" | "synced") => (Size::Request, others_sent),
            () => (Size::Nothing, others_sent),
        };
        let wait = next.or(connection.next_try.clone()).map(|at| (time(&at) - self.world.clock.now()).num_seconds());
        let again = match wait {
            _ if change.starts_with("needs_you") => Again::Decided,
            _ if connection.status.word() == "needs_sign_in" && self.link.is_none() => Again::SignedIn,
            _ if size == Size::Nothing => Again::Never,
            None => Again::NextReading,
            Some(..=1_200) => Again::BackOff,
            Some(seconds) if seconds <= i64::from(PATIENCE) => Again::AsTold,
            Some(_) => Again::AfterAnHour,
        };
        if size == Size::Calendar {
            let unread = connection.calendars.iter().filter(|one| is_unread(one.last_read.as_deref()));
            unread.for_each(|one| says_why(one, now));
        }
        let is_missing = size == Size::Calendar && self.is_missing();
        let change = if is_missing { "cal.missing".to_owned() } else { change };
        if unread == 0 && self.cell.planted {
            assert_ne!(self.answer(12), Availability::Free, "read, and free all the same: {}", self.cell.day);
        }
        Seen { size, change, others, connection: words(&connection), again }
    }

    /// Tries again as time goes by and the person answers. Returns what is not as it should be then.
    pub async fn recover(&mut self, request: Request, fault: Fault) -> Vec<String> {
        if matches!(request, Request::Discover | Request::Exchange | Request::Options | Request::Make) {
            return Vec::new();
        }
        for _ in 0..3 {
            self.world.clock.advance(TimeDelta::minutes(61));
            if self.connection().status.word() == "needs_sign_in" && self.link.is_none() {
                self.connect().await;
            }
            for asked in self.app.activity().unwrap().needs_you {
                let word = asked.reason.map(|reason| reason.word());
                let is_asked = matches!(word, Some("sync.conflict" | "sync.deleted"));
                let answered = if is_asked { self.app.keep_mine(&asked.id) } else { self.app.retry(&asked.id) };
                answered.unwrap_or_else(|error| panic!("{fault:?}: {error:?}"));
            }
            self.app.sync_now().await.unwrap();
            if self.wrong(request, fault).is_empty() {
                return Vec::new();
            }
        }
        let activity = self.app.activity().unwrap();
        let said = |wrong| format!("{}, {}, in the end: {wrong}; {activity:?}", request.word(), fault.word());
        self.wrong(request, fault).into_iter().map(said).collect()
    }

    /// Y3: every request of this kind stays without an answer, for hours. What matters is read all the same, and in the
    /// end the person is asked.
    pub async fn never_answered(&mut self, request: Request) {
        self.count += 1;
        self.cell.day = NaiveDate::from_ymd_opt(2027, 1, 3).unwrap();
        self.prepare(request).await;
        self.causing.cause(request, Fault::CutBefore);
        let subject = self.cell.subject.clone().unwrap();
        for round in 0..20 {
            self.world.clock.advance(TimeDelta::minutes(20));
            let now = self.world.clock.now();
            self.app.sync_now().await.unwrap();
            if round > 0 {
                assert!(is_well(&self.connection()), "round {round}: {}", words(&self.connection()));
                let read =
                    |last: Option<String>| last.is_some_and(|at| DateTime::parse_from_rfc3339(&at).unwrap() >= now);
                assert!(self.connection().calendars.into_iter().all(|calendar| read(calendar.last_read)), "{round}");
                assert_eq!(self.state(self.cell.other.as_ref().unwrap()).0, "synced");
            }
            if self.state(&subject).0.starts_with("needs_you") {
                break;
            }
        }
        assert_eq!(self.state(&subject).0, "needs_you sync.failing");
    }

    /// What is not as it should be once all is well.
    fn wrong(&self, request: Request, fault: Fault) -> Vec<String> {
        let mut wrong = Vec::new();
        let connection = self.connection();
        if !is_well(&connection) {
            wrong.push(format!("the connection is {}", words(&connection)));
        }
        for one in self.cell.subject.iter().chain(&self.cell.other) {
            let state = self.state(one).0;
            if state != "synced" {
                wrong.push(format!("a change is {state}"));
            }
        }
        if let Some(subject) = &self.cell.subject {
            let stands = self.stands(subject);
            let wanted = match request {
                Request::Create | Request::GiveBack => vec![self.cell.instant(10)],
                Request::Remove | Request::Exists => Vec::new(),
                _ => vec![self.cell.instant(11)],
            };
            if stands != wanted {
                wrong.push(format!("it stands there at {stands:?} and not at {wanted:?}"));
            }
        }
        // An event that was once too large is not asked for again before it changes.
        let is_unknown = (request, fault) == (Request::Fetch, Fault::Flood) && self.answer(12) == Availability::Unknown;
        if self.cell.planted && self.answer(12) != Availability::Busy && !is_unknown {
            wrong.push(format!("what stands there is {:?}", self.answer(12)));
        }
        wrong
    }

    /// A calendar is said to be missing.
    fn is_missing(&self) -> bool {
        let verdict = self.app.check(&self.cell.at(12), 30, None, None).unwrap();
        verdict.unchecked.iter().any(|gap| gap.reason.word() == "cal.missing")
    }

    /// What the change asks for was done there, whatever was answered.
    fn is_done(&self, request: Request) -> bool {
        let Some(subject) = &self.cell.subject else { return false };
        let stands = self.stands(subject);
        match request {
            Request::Create => !stands.is_empty(),
            Request::Remove | Request::Exists => stands.is_empty(),
            _ => stands == [self.cell.instant(11)],
        }
    }

    /// When the events of an appointment begin there.
    fn stands(&self, one: &Appointment) -> Vec<DateTime<Utc>> {
        let events = self.there().events(Which::Main).into_iter();
        events
            .filter(|event| event.title.starts_with(&one.client) && event.start.date_naive() == self.cell.day)
            .map(|event| event.start)
            .collect()
    }

    /// Ends the connection, of which the provider is told, and connects again. What was booked is to come back with it, once.
    async fn gives_back(&mut self, request: Request, fault: Fault) -> String {
        let name = format!("Client {}", self.count);
        let sent = self.sent(&name, &self.cell.at(10)).await;
        self.cell.subject = Some(sent);
        let revocation = self.app.disconnect(&self.connection().id, true).unwrap().expect("a sign-in to give back");
        self.causing.cause(request, fault);
        self.app.revoke(revocation).await;
        let met = self.causing.heal();
        let left = self.app.connections().unwrap();
        self.connect().await;
        match met {
            0 => "–".to_owned(),
            _ if left.is_empty() => "done".to_owned(),
            _ => format!("{left:?}"),
        }
    }

    /// Asks about a time that somebody took since the calendars were read; and again, once all is well.
    async fn asks(&mut self, request: Request, fault: Fault) -> String {
        self.plant();
        self.causing.cause(request, fault);
        let told = self.asked(12).await;
        if self.causing.heal() == 0 {
            return "–".to_owned();
        }
        assert_eq!(self.asked(12).await, Availability::Busy, "{fault:?}: asked again");
        let connection = words(&self.connection());
        let seen =
            |size, change: &str, again| Seen { size, change: change.to_owned(), others: true, connection, again };
        let seen = match told {
            Availability::Busy => seen(Size::Nothing, "", Again::Never),
            Availability::Free => seen(Size::Request, "", Again::NextQuestion),
            Availability::Unknown => seen(Size::Request, "unknown", Again::NextQuestion),
        };
        seen.name(request)
    }

    async fn asked(&self, hour: u32) -> Availability {
        let sought = Sought { minutes: 30, ..Sought::default() };
        self.app.check_within(LONG, &self.cell.at(hour), None, &sought).await.unwrap().answer
    }

    /// Has a calendar made in an account that has none.
    async fn makes_a_calendar(&self, request: Request, fault: Fault) -> String {
        let SignsIn::ByPassword { server, user, password } = self.there().signs_in() else {
            panic!("{} makes no calendars", self.provider)
        };
        self.there().without_calendars(true);
        self.causing.cause(request, fault);
        let made = self.app.make_calendar(self.provider, server, user, Secret::new(password), "Praxis").await;
        let met = self.causing.heal();
        self.there().without_calendars(false);
        ended(met, made.map(drop))
    }

    async fn signs_in(&self, request: Request, fault: Fault) -> String {
        let kind = if self.link.is_some() { Request::ReadNew } else { request };
        self.causing.cause(kind, fault);
        let signs_in = self.there.as_ref().map(|there| there.signs_in());
        let signed_in = match (&self.link, signs_in) {
            (Some(link), _) => self.look_up(None, "", &link.link).await,
            (None, Some(SignsIn::ByPassword { server, user, password })) => self.look_up(server, user, password).await,
            (None, Some(SignsIn::InTheBrowser(_))) => {
                let view = self.consents().await;
                if view.step == SignInStep::Found { Ok(()) } else { Err(view.error.unwrap()) }
            }
            (None, None) => panic!("nobody is there"),
        };
        ended(self.causing.heal(), signed_in)
    }

    async fn look_up(&self, server: Option<&str>, user: &str, password: &str) -> Result<(), UiError> {
        self.app.look_up(self.provider, server, user, Secret::new(password)).await.map(drop)
    }

    /// Signs in in the browser, up to whatever end.
    async fn consents(&self) -> SignInView {
        self.app.begin_sign_in(self.provider, None, Begin { open: true, direct: false }).await.unwrap();
        let url = self.world.browser.0.lock().unwrap().last().unwrap().clone();
        match self.there().auth().browser().open(&url).await {
            Opened::Answered(_) => {}
            Opened::DeepLink { link, .. } => drop(self.app.arrived(&link).unwrap()),
            Opened::Page { status, text } => panic!("the page stays: {status} {text}"),
        }
        loop {
            let view = self.app.sign_in().unwrap();
            match view.step {
                SignInStep::Waiting | SignInStep::Finishing => tokio::time::sleep(Duration::from_millis(2)).await,
                SignInStep::Found | SignInStep::Done | SignInStep::Failed => return view,
            }
        }
    }

    /// Returns the requests that the last cell made and the table has not.
    pub fn unknown(&self) -> Vec<String> {
        let said = |what| format!("a request of no kind of the table: {what}");
        self.causing.unknown().into_iter().map(said).collect()
    }

    fn there(&self) -> &dyn FarSide {
        self.there.as_deref().expect("a far side")
    }

    async fn connect(&self) {
        let found = match &self.link {
            Some(link) => self.app.look_up("link", None, "", Secret::new(link.link.as_str())).await.unwrap(),
            None => find(&self.app, &self.world, self.there()).await,
        };
        self.app.connect_as_proposed(&found).unwrap();
    }

    async fn sync(&self) {
        let report = self.app.sync_now().await.unwrap();
        assert_eq!(report.failed, 0, "{report:?}, {:?}", self.app.activity().unwrap());
    }

    fn book(&self, client: &str, start: &str) -> Appointment {
        self.app.book(draft(client, start)).unwrap().appointment
    }

    async fn sent(&self, client: &str, start: &str) -> Appointment {
        let booked = self.book(client, start);
        self.sync().await;
        self.app.appointment(&booked.id).unwrap()
    }

    fn move_to(&self, id: &str, start: &str) {
        let (id, start) = (id.to_owned(), start.to_owned());
        self.app.reschedule(RescheduleDraft { id, start, anyway: true, ..RescheduleDraft::default() }).unwrap();
    }

    /// Changes the data file, past the app.
    fn alter(&self, sql: &str, values: impl rusqlite::Params) {
        let file = rusqlite::Connection::open(self.world.data_dir().join("daybook.db")).unwrap();
        file.execute(sql, values).unwrap();
    }

    fn connection(&self) -> Connection {
        self.app.connections().unwrap().remove(0)
    }

    /// State and reason of an appointment, and when it is tried again.
    fn state(&self, one: &Appointment) -> (String, Option<String>) {
        let sync = self.app.appointment(&one.id).unwrap().sync;
        let reason = sync.reason.map(|reason| format!(" {}", reason.word())).unwrap_or_default();
        (format!("{}{reason}", sync.state.word()), sync.next_try)
    }

    fn answer(&self, hour: u32) -> Availability {
        self.app.check(&self.cell.at(hour), 30, None, None).unwrap().answer
    }
}

/// How a look-up ended, of which the fault met so many requests.
fn ended(met: usize, ended: Result<(), UiError>) -> String {
    match ended {
        _ if met == 0 => "–".to_owned(),
        Ok(()) => "done".to_owned(),
        // Who asks for a password of its own says so in a word of its own.
        Err(error) if error.code.word() == "auth.app_password" => "`auth.caldav_password`".to_owned(),
        Err(error) => format!("`{}`", error.code.word()),
    }
}

/// Status and reason. A link is well when it can be read.
fn words(connection: &Connection) -> String {
    let reason = connection.reason.map(|reason| format!(" {}", reason.word())).unwrap_or_default();
    let status = if is_well(connection) { "connected" } else { connection.status.word() };
    format!("{status}{reason}")
}

/// Whoever looks at a calendar that was not read is told why, and since when.
fn says_why(calendar: &Calendar, now: DateTime<Utc>) {
    let (name, why) = (&calendar.name, calendar.reason.map(|reason| reason.word()));
    let whys = ["cal.refused", "cal.failing", "cal.not_understood", "cal.missing"];
    assert!(why.is_some_and(|why| whys.contains(&why)), "{name} was not read, and says {why:?}");
    let since = calendar.since.as_deref().map(|since| DateTime::parse_from_rfc3339(since).unwrap().to_utc());
    assert_eq!(since, Some(now), "{name} was not read: {why:?}");
}

fn is_well(connection: &Connection) -> bool {
    matches!(connection.status.word(), "connected" | "read_only")
}

/// A calendar file with events of an hour.
fn feed(starts: &[DateTime<Utc>]) -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//another//EN\r\n".to_owned();
    for start in starts {
        let [from, to] = [*start, *start + TimeDelta::hours(1)].map(|time| time.format("%Y%m%dT%H%M%SZ").to_string());
        text.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{from}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Theirs\r\nDTSTART:{from}\r\nDTEND:{to}\r\nEND:VEVENT\r\n"
        ));
    }
    text + "END:VCALENDAR\r\n"
}
