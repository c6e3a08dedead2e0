//! The same sign-in at a certified authorization server (oidc-provider), with Graph behind it: so that what is shown
//! is not only that our app fits our own server.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::sign_in::Arrival;
use daybook_core::app::views::SignInStep;
use daybook_tests::servers::oidc::{CLIENT, Oidc};
use daybook_tests::servers::outlook::Outlook;
use daybook_tests::servers::token_check::{Caller, Denied, TokenCheck};
use daybook_tests::world::World;

use super::{ASKED, fails, parameter, reaches, with};

/// Lets every token in that was not called back: who they are for is the other server's secret.
#[derive(Default)]
struct AnyToken {
    known: Mutex<BTreeSet<String>>,
    called_back: Mutex<BTreeSet<String>>,
}

impl AnyToken {
    fn call_back(&self) {
        let known = std::mem::take(&mut *self.known.lock().unwrap());
        self.called_back.lock().unwrap().extend(known);
    }
}

impl TokenCheck for AnyToken {
    fn caller(&self, authorization: Option<&str>) -> Result<Caller, Denied> {
        let token = authorization.and_then(|text| text.strip_prefix("Bearer ")).ok_or(Denied::Missing)?;
        if self.called_back.lock().unwrap().contains(token) {
            return Err(Denied::Invalid);
        }
        self.known.lock().unwrap().insert(token.to_owned());
        let scopes = ["User.Read", "Calendars.ReadWrite"].map(str::to_owned).to_vec();
        Ok(Caller { subject: "anna".to_owned(), email: super::ANNA.to_owned(), scopes })
    }
}

struct Certified {
    oidc: Oidc,
    gate: Arc<AnyToken>,
    _graph: Outlook,
    world: World,
    app: App,
}

impl Certified {
    async fn new(redirect: &str) -> Self {
        let oidc = Oidc::start().await;
        let gate = Arc::new(AnyToken::default());
        let graph = Outlook::start(gate.clone()).await;
        let mut world = World::new();
        for (name, value) in [
            ("CLIENT_ID", CLIENT),
            ("AUTH_URL", oidc.auth_url.as_str()),
            ("TOKEN_URL", oidc.token_url.as_str()),
            ("REVOKE_URL", oidc.revoke_url.as_str()),
            ("API_URL", graph.api_url.as_str()),
            ("REDIRECT_URI", redirect),
        ] {
            world = world.with_address(&format!("OUTLOOK_{name}"), value);
        }
        // Its own pages ask for consent where `prompt` says so; offline access is given for that only.
        let app = world.open().await;
        Self { oidc, gate, _graph: graph, world, app }
    }

    async fn begin(&self) -> String {
        let url = self.app.begin_sign_in("outlook", None, ASKED).await.unwrap().url;
        with(&url, "prompt", "consent")
    }

    async fn connect(&self) {
        let address = self.oidc.consent(&self.begin().await).await.location().to_owned();
        assert_eq!(self.app.arrived(&address), Ok(Arrival::Taken));
        let found = reaches(&self.app, SignInStep::Found).await.account.unwrap();
        self.app.connect_as_proposed(&found).unwrap();
        self.app.cancel_sign_in();
    }

    fn status(&self) -> String {
        self.app.connections().unwrap().pop().unwrap().status.word().to_owned()
    }
}

const LINK: &str = "app.daybook.desktop:/oauth/callback";

/// S5, S7: link and listener, a refusal, and one exchange for one code.
#[tokio::test]
async fn a_certified_server_signs_in_by_link_and_by_listener() {
    for redirect in [LINK, "http://127.0.0.1/cb"] {
        let here = Certified::new(redirect).await;
        let denied = here.oidc.deny(&here.begin().await).await.location().to_owned();
        here.app.arrived(&denied).unwrap();
        assert_eq!(fails(&here.app).await, "auth.browser_denied");
        let url = here.begin().await;
        assert!(parameter(&url, "redirect_uri").unwrap().starts_with(redirect.trim_end_matches("/cb")));
        let address = here.oidc.consent(&url).await.location().to_owned();
        here.app.arrived(&with(&address, "code", "made-up")).unwrap();
        assert_eq!(fails(&here.app).await, "auth.code");
        here.connect().await;
        here.app.sync_now().await.unwrap();
        assert_eq!(here.status(), "connected");
    }
}

/// attack 21, S40, S43: its refresh tokens rotate, and an old one that comes again ends the whole family.
#[tokio::test]
async fn a_certified_server_rotates_and_an_old_token_ends_the_sign_in() {
    let here = Certified::new(LINK).await;
    here.connect().await;
    let copy = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(copy.path().join("data")).unwrap();
    for entry in std::fs::read_dir(here.world.data_dir()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join("data").join(entry.file_name())).unwrap();
    }
    for _ in 0..3 {
        here.world.clock.advance(TimeDelta::hours(2));
        here.app.sync_now().await.unwrap();
        assert_eq!(here.status(), "connected");
    }
    // Refused by the calendar: renewed once more, and done.
    here.gate.call_back();
    here.app.sync_now().await.unwrap();
    assert_eq!(here.status(), "connected");
    // A copy of the folder from before, as after a crash or from a backup.
    let Certified { oidc, gate, _graph, world, app } = here;
    drop(app);
    let world = World { dir: copy, ..world };
    let app = world.open().await;
    let here = Certified { oidc, gate, _graph, world, app };
    here.app.sync_now().await.unwrap();
    assert_eq!(here.status(), "needs_sign_in");
    here.connect().await;
    here.app.sync_now().await.unwrap();
    assert_eq!(here.status(), "connected");
}
