//! The whole app, signed in through a browser to every provider that is signed in to that way: from the form to what
//! lies at the provider, and back. Each test walks all of them.

mod at_google;
mod at_outlook;
mod booking;
mod connecting;
mod far_side;
mod reading;
mod secrets;
mod telling;
mod tokens;

use std::time::Duration;

use chrono::{DateTime, Utc};
use daybook_core::app::App;
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{
    Appointment, BookDraft, ConnectChoice, Connection, FoundAccount, RescheduleDraft, SignInStep, SignInView,
};
use daybook_tests::browser::Opened;
use daybook_tests::cast::clouds;
use daybook_tests::world::{World, draft};

use far_side::{FarSide, Held, Which};

/// The person of the authorization servers.
const EMAIL: &str = "anna@praxis.example";
const CLIENT: &str = "priya@nair.example";

/// One practice at one provider.
struct Practice {
    there: Box<dyn FarSide>,
    world: World,
    app: App,
    connection: Connection,
}

/// Every provider with a sign-in by browser, nobody signed in yet.
async fn places() -> Vec<Box<dyn FarSide>> {
    vec![Box::new(clouds::google().await), Box::new(clouds::outlook().await)]
}

fn world_of(there: &dyn FarSide) -> World {
    let mut world = World::new();
    world.settings.extend(there.settings());
    world
}

/// The same, connected with what Daybook proposes and read once.
async fn practices() -> Vec<Practice> {
    let mut practices = Vec::new();
    for there in places().await {
        let world = world_of(there.as_ref());
        let app = world.open().await;
        let found = found(sign_in(&app, &world, there.as_ref(), None).await);
        let connection = app.connect(as_proposed(&found)).unwrap();
        app.sync_now().await.unwrap();
        there.forget_seen();
        practices.push(Practice { there, world, app, connection });
    }
    practices
}

/// Begins, lets the person consent in the browser, comes back by whichever way the provider has, and waits for the end.
async fn sign_in(app: &App, world: &World, there: &dyn FarSide, connection: Option<&str>) -> SignInView {
    let how = Begin { open: true, direct: false };
    app.begin_sign_in(&there.provider(), connection, how).await.unwrap();
    let url = world.browser.0.lock().unwrap().last().unwrap().clone();
    match there.auth().browser().open(&url).await {
        Opened::Answered(answers) => assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}"),
        Opened::DeepLink { link, .. } => drop(app.arrived(&link).unwrap()),
        Opened::Page { status, text } => panic!("the page stays: {status} {text}"),
    }
    let ended = async {
        loop {
            let view = app.sign_in().unwrap();
            match view.step {
                SignInStep::Waiting | SignInStep::Finishing => tokio::time::sleep(Duration::from_millis(5)).await,
                SignInStep::Found | SignInStep::Done | SignInStep::Failed => return view,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap()
}

fn found(view: SignInView) -> FoundAccount {
    assert_eq!(view.step, SignInStep::Found, "{:?}", view.error);
    view.account.unwrap()
}

fn as_proposed(found: &FoundAccount) -> ConnectChoice {
    let busy = found.calendars.iter().filter(|calendar| calendar.counts_busy).map(|calendar| calendar.key.clone());
    let receives = found.calendars.iter().find(|calendar| calendar.receives_bookings).map(|found| found.key.clone());
    ConnectChoice { found_id: found.found_id.clone(), busy: busy.collect(), receives, replaces: None }
}

impl Practice {
    fn name(&self) -> String {
        self.there.provider()
    }

    /// Syncs; nothing may fail.
    async fn sync(&self) {
        let report = self.app.sync_now().await.unwrap();
        assert_eq!(report.failed, 0, "{}: {report:?}, {:?}", self.name(), self.app.activity().unwrap());
    }

    /// The one event of the calendar that receives bookings.
    fn event(&self) -> Held {
        let mut events = self.there.events(Which::Main);
        assert_eq!(events.len(), 1, "{}: {events:#?}", self.name());
        events.remove(0)
    }

    fn methods(&self) -> Vec<String> {
        self.there.writes().into_iter().map(|write| write.method).collect()
    }

    fn shown(&self) -> Connection {
        let mut all = self.app.connections().unwrap();
        assert_eq!(all.len(), 1, "{}", self.name());
        all.remove(0)
    }

    fn status(&self) -> (String, Option<String>) {
        let shown = self.shown();
        (shown.status.word().to_owned(), shown.reason.map(|reason| reason.word().to_owned()))
    }

    fn state(&self, id: &str) -> (String, Option<String>) {
        let sync = self.app.appointment(id).unwrap().sync;
        (sync.state.word().to_owned(), sync.reason.map(|reason| reason.word().to_owned()))
    }

    fn book(&self, draft: BookDraft) -> Appointment {
        self.app.book(draft).unwrap().appointment
    }

    /// The data file, read past the app.
    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.world.data_dir().join("daybook.db")).unwrap()
    }
}

/// Priya, on the first of December at ten in Berlin, invited or not.
fn priya(invite: bool) -> BookDraft {
    BookDraft { email: Some(CLIENT.to_owned()), invite, ..draft("Priya Nair", "2026-12-01T10:00") }
}

fn move_to(id: &str, start: &str, notify: bool) -> RescheduleDraft {
    RescheduleDraft { id: id.to_owned(), start: start.to_owned(), notify, ..RescheduleDraft::default() }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
