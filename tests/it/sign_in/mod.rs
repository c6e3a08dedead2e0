//! Signing in through the browser, from the press of the button to kept tokens: what a person sees, and the 35 attacks
//! and faults of `docs/sign-in.md`, against authorization servers and calendars on this computer.

mod answers;
mod journey;
mod keeping;
mod listener;
mod oidc;
mod page;
mod processes;
mod renewing;
mod token_endpoint;

use std::time::Duration;

use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{Connection, SignInStep, SignInView};
use daybook_core::app::{App, Options};
use daybook_core::ports::{Browser, BrowserError, Ports};
use daybook_tests::browser::Opened;
use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::servers::google::Google;
use daybook_tests::servers::outlook::Outlook;
use daybook_tests::world::{World, until};

const ANNA: &str = "anna@praxis.example";
/// As the window begins: the browser opens, and the person is asked what to do with what was found.
const ASKED: Begin = Begin { open: true, direct: false };
/// As the terminal does.
const DIRECT: Begin = Begin { open: false, direct: true };
/// More than anything here takes.
const LONG: Duration = Duration::from_secs(30);

/// A computer, and one provider it can sign in to.
struct Practice<Api> {
    cloud: Cloud<Api>,
    world: World,
    app: App,
}

async fn google() -> Practice<Google> {
    Practice::at(clouds::google().await).await
}

async fn outlook() -> Practice<Outlook> {
    Practice::at(clouds::outlook().await).await
}

impl<Api> Practice<Api> {
    async fn at(cloud: Cloud<Api>) -> Self {
        let world = World::new().under(&cloud);
        let app = world.open().await;
        Self { cloud, world, app }
    }

    /// Presses Connect. The address that the browser was told to open.
    async fn begin(&self) -> String {
        self.app.begin_sign_in(&self.cloud.provider(), None, ASKED).await.unwrap().url
    }

    /// The address that the person's consent leads to, where nobody goes yet.
    async fn answer(&self, url: &str) -> String {
        self.cloud.auth.consent(url).await.location().to_owned()
    }

    /// The person consents, and the browser goes on to the listener. Status and text of its last page.
    async fn browse(&self, url: &str) -> (u16, String) {
        match self.cloud.auth.browser().open(url).await {
            Opened::Answered(mut answers) => answers.pop().expect("the listener is there"),
            other => panic!("the browser did not come back: {other:?}"),
        }
    }

    /// The whole sign-in: begun, consented to, and what was found is connected.
    async fn connect(&self) -> Connection {
        let url = self.begin().await;
        let address = self.answer(&url).await;
        self.app.arrived(&address).unwrap();
        self.connect_what_was_found().await
    }

    async fn connect_what_was_found(&self) -> Connection {
        let found = reaches(&self.app, SignInStep::Found).await.account.unwrap();
        let connection = self.app.connect_as_proposed(&found).unwrap();
        self.app.cancel_sign_in();
        connection
    }

    /// What the window says of the only connection: its status, and why.
    fn health(&self) -> (String, Option<String>) {
        let mut all = self.app.connections().unwrap();
        let only = all.pop().expect("a connection");
        assert!(all.is_empty());
        (only.status.word().to_owned(), only.reason.map(|reason| reason.word().to_owned()))
    }

    fn nothing_came_of_it(&self) {
        assert!(self.app.connections().unwrap().is_empty());
        assert_eq!(self.rows("calendar_connections"), 0);
    }

    /// Nobody asked the network for anything, and the sign-in goes on.
    fn still_waits(&self) {
        assert_eq!(self.app.sign_in().unwrap().step, SignInStep::Waiting);
        assert_eq!(self.cloud.auth.exchanges(), 0);
    }

    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.world.data_dir().join("daybook.db")).unwrap()
    }

    fn rows(&self, table: &str) -> i64 {
        self.file().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }
}

/// Waits until the sign-in is at this step.
async fn reaches(app: &App, step: SignInStep) -> SignInView {
    let seen = async {
        loop {
            match app.sign_in() {
                Some(view) if view.step == step => return view,
                Some(view) if view.step == SignInStep::Failed => panic!("the sign-in failed: {:?}", view.error),
                Some(_) | None => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    tokio::time::timeout(LONG, seen).await.unwrap_or_else(|_| panic!("it stays at {:?}", app.sign_in()))
}

/// The key of the message a sign-in fails with.
async fn fails(app: &App) -> String {
    let view = reaches(app, SignInStep::Failed).await;
    view.error.unwrap().code.word().to_owned()
}

/// A parameter of an address.
fn parameter(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?')?.1;
    url::form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// The same address with another value of one parameter.
fn with(address: &str, name: &str, value: &str) -> String {
    let (place, query) = address.split_once('?').unwrap();
    let mut changed = url::form_urlencoded::Serializer::new(String::new());
    for (known, old) in url::form_urlencoded::parse(query.as_bytes()) {
        let kept = if known == name { value } else { &old };
        changed.append_pair(&known, kept);
    }
    format!("{place}?{}", changed.finish())
}

/// A computer on which no browser opens.
struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _url: &str) -> Result<(), BrowserError> {
        Err(BrowserError)
    }
}

async fn open_with(ports: Ports) -> App {
    let app = App::open(ports, Options { undo_window: Duration::ZERO, keychain_limit: Duration::from_secs(5) });
    app.unlock(None).await.unwrap();
    app
}
