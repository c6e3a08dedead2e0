//! What must be found nowhere: codes, tokens, verifiers, states, names and addresses; at the loudest level of the log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::canary;
use daybook_tests::servers::oauth::{Account, Fault, Hostile, Refusal};
use daybook_tests::world::draft;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

use super::far_side::Told;
use super::{as_proposed, found, move_to, places, sign_in, world_of};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The real HTTP, and what a proxy in between would have read of the sign-in's own requests.
struct Overheard {
    real: WebHttp,
    verifiers: Mutex<Vec<String>>,
}

#[async_trait]
impl Http for Overheard {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let fields = url::form_urlencoded::parse(request.body()).filter(|(name, _)| name == "code_verifier");
        self.verifiers.lock().unwrap().extend(fields.map(|(_, value)| value.into_owned()));
        self.real.send(request, limits).await
    }
}

/// S61, S13, S63: no token, code, verifier, state, address or name in a log line, a file, a view or an error, while
/// everything goes well and while everything goes wrong.
#[tokio::test]
async fn nothing_secret_is_in_a_log_a_file_an_error_or_a_view_of_another() {
    let lines = Lines::default();
    let into = lines.clone();
    // As the program filters, with its own crates at the loudest.
    let ours = Targets::new().with_default(LevelFilter::WARN).with_target("daybook_core", LevelFilter::TRACE);
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || into.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(ours).with(layer));
    for there in places().await {
        let overheard = Arc::new(Overheard { real: WebHttp::new(None).unwrap(), verifiers: Mutex::default() });
        let (world, auth) = (world_of(there.as_ref()).on(overheard.clone()), there.auth());
        let subject = "subject-of-quixwren";
        auth.accounts(&[Account::new(canary::EMAIL, subject, "Quixwren Thaddle")]);
        let app = world.open().await;
        let (mut said, mut shown) = (Vec::new(), Vec::new());

        let ended = found(sign_in(&app, &world, there.as_ref(), None).await);
        shown.push(format!("{ended:?}"));
        let connection = app.connect(as_proposed(&ended)).unwrap();
        shown.push(format!("{connection:?}"));
        app.sync_now().await.unwrap();
        let mut form = draft(canary::CLIENT, "2026-12-01T10:00");
        form.email = Some(canary::CLIENT_EMAIL.into());
        form.title = Some(canary::TITLE.into());
        form.place = Some(canary::PLACE.into());
        form.notes = Some(canary::NOTES.into());
        form.invite = true;
        let booked = app.book(form).unwrap().appointment;
        assert_eq!(app.sync_now().await.unwrap().failed, 0);
        app.reschedule(move_to(&booked.id, "2026-12-02T10:00", true)).unwrap();
        there.slow_down(0);
        app.sync_now().await.unwrap();
        there.heal();
        world.clock.advance(TimeDelta::hours(2));
        for fault in [Fault::WebPage, Fault::ErrorInSuccess, Fault::Refuses(Refusal::ServerError), Fault::NoAccessToken]
        {
            auth.fault(fault);
            app.sync_now().await.unwrap();
            auth.heal();
            world.clock.advance(TimeDelta::hours(1));
        }
        app.sync_now().await.unwrap();
        auth.revoke(canary::EMAIL);
        auth.expire_access_tokens();
        app.sync_now().await.unwrap();
        assert_eq!(app.connections().unwrap()[0].status.word(), "needs_sign_in");

        // Sign-ins that end badly, and answers that are not ours.
        for fault in [
            Fault::Declined,
            Fault::Describes(Hostile::Lines),
            Fault::Refuses(Refusal::InvalidGrant),
            Fault::TokenType("mac"),
            Fault::NoRefreshToken,
        ] {
            auth.once(fault.clone());
            let view = sign_in(&app, &world, there.as_ref(), None).await;
            shown.push(format!("{view:?}"));
            said.extend(view.error.map(|error| format!("{error:?}")));
            app.cancel_sign_in();
            auth.heal();
        }
        for link in ["app.daybook.desktop:/oauth/callback?code=c&state=s", "http://127.0.0.1/x?code=c&state=s", "x"] {
            said.push(format!("{:?}", app.arrived(link).unwrap_err()));
        }
        let again = sign_in(&app, &world, there.as_ref(), Some(&connection.id)).await;
        shown.push(format!("{again:?}"));
        app.sync_now().await.unwrap();
        for text in [format!("{:?}", app.connections()), format!("{:?}", app.activity()), format!("{:?}", app.status())]
        {
            shown.push(text);
        }
        assert!(there.mails().contains(&(canary::CLIENT_EMAIL.to_owned(), Told::Invited)), "{}", there.provider());

        // States are in the addresses the browser was given, and verifiers nowhere but on their way out.
        let opened = world.browser.0.lock().unwrap().clone();
        let states = opened.iter().map(|url| {
            let url = url::Url::parse(url).unwrap();
            url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned()
        });
        let states: Vec<String> = states.collect();
        let mut secrets: Vec<(&str, &str)> = canary::ALL.to_vec();
        secrets.push(("the subject", subject));
        let issued = auth.issued();
        secrets.extend(issued.iter().map(|token| ("a code or token", token.as_str())));
        secrets.extend(states.iter().map(|state| ("a state", state.as_str())));
        let verifiers = overheard.verifiers.lock().unwrap().clone();
        assert!(verifiers.len() > 1 && issued.len() > 4 && states.len() > 6);
        secrets.extend(verifiers.iter().map(|verifier| ("a verifier", verifier.as_str())));
        let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(log.lines().count() > 5, "the log is heard");
        said.push(log);
        canary::assert_none_of(&secrets, &world.data_dir(), &texts(&said));
        // Views show the account's and the client's own names, to their owner; and no secret.
        let tokens: Vec<(&str, &str)> = issued.iter().map(|token| ("a code or token", token.as_str())).collect();
        canary::assert_none_of(&tokens, &world.data_dir(), &texts(&shown));
    }
}

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}
