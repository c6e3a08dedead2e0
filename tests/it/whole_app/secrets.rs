//! What must be found nowhere: codes, tokens, verifiers, states, names and addresses; on the disk and at the loudest
//! level of the log.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::canary;
use daybook_tests::cast::far_side::{Did, FarSide, Told};
use daybook_tests::servers::oauth::{Account, Fault, Hostile, Refusal};
use daybook_tests::world::draft;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;

use super::{CLIENT, Practice, find, move_to, priya, sign_in, world_of};

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

/// S13, S15: tokens and the address lie sealed as hex, each field with an IV and a tag of 32 characters; nothing of
/// them can be read anywhere in the data folder. Provider and times are plain.
pub async fn tokens_lie_sealed_and_nothing_of_them_can_be_read_on_disk(practice: Practice) {
    practice.book(priya(true));
    practice.sync().await;
    let file = practice.file();
    for column in ["email", "access_token", "refresh_token", "account", "addresses"] {
        let query = format!("SELECT {column}, {column}_iv, {column}_auth FROM calendar_connections");
        let (data, iv, tag): (String, String, String) =
            file.query_row(&query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        assert!(is_hex(&data) && is_hex(&iv) && is_hex(&tag) && !data.is_empty(), "{column}");
        assert_eq!((iv.len(), tag.len()), (32, 32), "{column}");
    }
    let (provider, expires, created, updated): (String, i64, i64, i64) = file
        .query_row("SELECT provider, expires_at, created_at, updated_at FROM calendar_connections", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap();
    assert_eq!(provider, practice.there.provider());
    assert_eq!(expires - created, 3599);
    assert!(updated >= created);
    // A password is none of a sign-in by browser, and none is made up.
    let password: Option<String> =
        file.query_row("SELECT password FROM calendar_connections", [], |row| row.get(0)).unwrap();
    assert_eq!(password, None);
    let bytes = practice.world.bytes_on_disk();
    let mut secrets = practice.there.auth().issued();
    secrets.extend([practice.there.email().to_owned(), CLIENT.to_owned(), "Priya".to_owned()]);
    for secret in secrets {
        for form in [secret.clone(), secret.bytes().map(|byte| format!("{byte:02x}")).collect()] {
            assert!(!bytes.windows(form.len()).any(|window| window == form.as_bytes()));
        }
    }
}

/// S14, S40: each write seals anew: the same address twice gives other bytes, and no IV is ever used again.
pub async fn every_write_of_a_token_has_an_iv_of_its_own(practice: Practice) {
    let mut seen = HashSet::new();
    let mut count = 0;
    for _ in 0..3 {
        for column in ["email", "access_token", "refresh_token"] {
            let query = format!("SELECT {column}, {column}_iv FROM calendar_connections");
            let (data, iv): (String, String) =
                practice.file().query_row(&query, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            count += 2;
            seen.extend([data, iv]);
        }
        practice.connect_again().await;
    }
    assert_eq!(seen.len(), count);
}

/// S61, S13, S63: no token, code, verifier, state, address or name in a log line, a file, a view or an error, while
/// everything goes well and while everything goes wrong.
pub async fn nothing_secret_is_in_a_log_a_file_an_error_or_a_view_of_another(there: Box<dyn FarSide>) {
    let lines = Lines::default();
    let into = lines.clone();
    // As the program filters, with its own crates at the loudest.
    let ours = Targets::new().with_default(LevelFilter::WARN).with_target("daybook_core", LevelFilter::TRACE);
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || into.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(ours).with(layer));
    let overheard = Arc::new(Overheard { real: WebHttp::new(None).unwrap(), verifiers: Mutex::default() });
    let (world, auth) = (world_of(there.as_ref()).on(overheard.clone()), there.auth());
    let subject = "subject-of-quixwren";
    auth.accounts(&[Account::new(canary::EMAIL, subject, "Quixwren Thaddle")]);
    let app = world.open().await;
    let (mut said, mut shown) = (Vec::new(), Vec::new());

    let ended = find(&app, &world, there.as_ref()).await;
    shown.push(format!("{ended:?}"));
    let connection = app.connect_as_proposed(&ended).unwrap();
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
    for fault in [Fault::WebPage, Fault::ErrorInSuccess, Fault::Refuses(Refusal::ServerError), Fault::NoAccessToken] {
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
    for text in [format!("{:?}", app.connections()), format!("{:?}", app.activity()), format!("{:?}", app.status())] {
        shown.push(text);
    }
    assert!(there.mails().contains(&(canary::CLIENT_EMAIL.to_owned(), Told::Invited)));

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

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

/// Y17: tokens go where the person signed in, whatever a setting says later: requests, renewals, and the sign-in that is
/// given back.
pub async fn a_later_setting_sends_no_token_elsewhere(mut practice: Practice) {
    let elsewhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let evil = format!("http://{}/", elsewhere.local_addr().unwrap());
    for (name, value) in &mut practice.world.settings {
        if ["_API_URL", "_TOKEN_URL", "_REVOKE_URL"].iter().any(|end| name.ends_with(end)) {
            value.clone_from(&evil);
        }
    }
    practice.app = practice.world.open().await;
    assert_eq!(practice.file().execute("UPDATE calendar_connections SET expires_at = 1", []).unwrap(), 1);
    let refreshes = practice.there.auth().refreshes();
    practice.book(priya(false));
    practice.sync().await;
    assert_eq!((practice.did(), practice.there.auth().refreshes()), (vec![Did::Create], refreshes + 1));
    if let Some(revocation) = practice.app.disconnect(&practice.connection.id, true).unwrap() {
        practice.app.revoke(revocation).await;
        assert!(practice.there.can_revoke());
    }
    let asked = tokio::time::timeout(std::time::Duration::from_millis(50), elsewhere.accept()).await;
    assert!(asked.is_err(), "nobody asked there");
}
