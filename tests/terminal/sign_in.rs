//! Signing in through the browser, from a terminal: the address, the three ways back, and what follows.

use daybook_tests::browser::Opened;
use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::computer::{Computer, Said, Talking};
use daybook_tests::servers::google::{EMAIL, What};
use daybook_tests::servers::oauth::{Account, Person};
use serde_json::{Value, json};

const BOOK: [&str; 11] = [
    "book",
    "--client",
    "Lena Brandt",
    "--email",
    "lena@fremd.test",
    "--start",
    "2026-12-01T10:00",
    "--minutes",
    "50",
    "--invite",
    "--json",
];

/// A computer whose Daybook is at this cloud.
fn at<Api>(cloud: &Cloud<Api>) -> Computer {
    let mut computer = Computer::new();
    for (name, value) in cloud.settings() {
        computer.set(&name, value);
    }
    computer
}

/// Waits for a program while the servers of the test go on.
fn wait<T>(program: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(program)
}

fn run(computer: &Computer, words: &[&str]) -> Said {
    wait(|| computer.daybook(words))
}

/// Begins to connect; with the address that is to be opened.
fn begin(computer: &Computer, provider: &str) -> (Talking, String) {
    let mut waiting = computer.talk(&["connect", provider, "--no-browser", "--json"]);
    let said: Value = serde_json::from_str(&wait(|| waiting.error_line())).expect("one JSON value");
    let address = said["open"].as_str().expect("the address").to_owned();
    (waiting, address)
}

/// S7, S8: by the listener.
#[tokio::test(flavor = "multi_thread")]
async fn google_is_connected_from_a_terminal_by_the_listener() {
    let cloud = clouds::google().await;
    let computer = at(&cloud);
    let (waiting, address) = begin(&computer, "google");
    assert!(matches!(cloud.auth.browser().open(&address).await, Opened::Answered(_)));
    let said = wait(|| waiting.end());
    assert_eq!(said.code, 0, "{said:?}");
    let connection = said.json();
    assert_eq!((&connection["provider"], &connection["status"]), (&json!("google"), &json!("connected")));
    assert_eq!(run(&computer, &["connections", "--json"]).json(), json!([connection]));
}

/// S7: the address comes back as a link that nothing brings here; handed over, another process finishes it. Both print
/// the connection.
#[tokio::test(flavor = "multi_thread")]
async fn outlook_is_connected_from_a_terminal_by_the_link() {
    let cloud = clouds::outlook().await;
    let computer = at(&cloud);
    let (waiting, address) = begin(&computer, "outlook");
    let Opened::DeepLink { link, .. } = cloud.auth.browser().open(&address).await else { panic!("no link") };
    assert!(link.starts_with("app.daybook.desktop:/oauth/callback?"), "{link}");
    let finished = run(&computer, &["finish-sign-in", &link, "--json"]);
    let said = wait(|| waiting.end());
    assert_eq!((finished.code, said.code), (0, 0), "{finished:?} {said:?}");
    assert_eq!(finished.json()["id"], said.json()["id"]);
    assert_eq!(finished.json()["status"], "connected");
    let again = run(&computer, &["finish-sign-in", &link, "--json"]);
    assert_eq!((again.code, &again.error()["code"]), (1, &json!("auth.finished")), "{again:?}");
    assert_eq!(cloud.auth.exchanges(), 1);
}

/// S7: `http://localhost` in place of the link.
#[tokio::test(flavor = "multi_thread")]
async fn outlook_comes_back_to_the_listener_where_that_is_set() {
    let cloud = clouds::outlook().await;
    let mut computer = at(&cloud);
    computer.set("OUTLOOK_REDIRECT_URI", "http://localhost");
    let (waiting, address) = begin(&computer, "outlook");
    assert!(matches!(cloud.auth.browser().open(&address).await, Opened::Answered(_)));
    let said = wait(|| waiting.end());
    assert_eq!((said.code, &said.json()["provider"]), (0, &json!("outlook")), "{said:?}");
}

/// S1: the browser is opened, and the text is for a person.
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_opens_by_itself_and_the_address_is_printed_too() {
    let cloud = clouds::google().await;
    let mut computer = at(&cloud);
    computer.browser(env!("CARGO_BIN_EXE_consenting_browser").as_ref());
    let said = run(&computer, &["connect", "google"]);
    assert_eq!(said.code, 0, "{said:?}");
    let mut lines = said.out.lines();
    assert_eq!(lines.next(), Some("Open this address in your browser:"));
    assert!(lines.next().unwrap().starts_with(cloud.auth.auth_url.as_str()));
    assert!(lines.next().unwrap().starts_with("Google, anna@praxis.example (connected, primary)"), "{said:?}");
    assert_eq!(said.err, "");
    assert_eq!(cloud.auth.exchanges(), 1);
}

/// S10: who says no is told so, and nothing is connected.
#[tokio::test(flavor = "multi_thread")]
async fn who_declines_is_not_connected() {
    let cloud = clouds::google().await;
    cloud.auth.person(Person { denies: true, ..Person::default() });
    let computer = at(&cloud);
    let (waiting, address) = begin(&computer, "google");
    assert!(matches!(cloud.auth.browser().open(&address).await, Opened::Answered(_)));
    let said = wait(|| waiting.end());
    assert_eq!((said.code, said.out.as_str(), &said.error()["code"]), (1, "", &json!("auth.browser_denied")));
    assert_eq!(run(&computer, &["connections", "--json"]).json(), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_no_sign_in_is_refused_and_the_one_that_waits_goes_on() {
    let cloud = clouds::outlook().await;
    let computer = at(&cloud);
    let (waiting, address) = begin(&computer, "outlook");
    for (link, code) in [
        ("app.daybook.desktop:/oauth/callback?code=1&state=somebody-elses", "auth.state_mismatch"),
        ("https://example.com/", "auth.bad_link"),
    ] {
        let refused = run(&computer, &["finish-sign-in", link, "--json"]);
        assert_eq!((refused.code, refused.error()["code"].as_str()), (1, Some(code)), "{refused:?}");
    }
    assert_eq!(cloud.auth.exchanges(), 0);
    let link = cloud.auth.consent(&address).await.location().to_owned();
    assert_eq!(run(&computer, &["finish-sign-in", &link]).code, 0);
    assert_eq!(wait(|| waiting.end()).code, 0);
}

/// What is not set up says which setting, and where; written there, it works.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_client_id_the_way_out_is_told_and_works() {
    let cloud = clouds::google().await;
    let mut computer = Computer::new();
    let providers = run(&computer, &["providers", "--json"]).json();
    let ids: Vec<_> = providers.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["google", "outlook", "icloud", "fastmail", "caldav", "link"]);

    let refused = run(&computer, &["connect", "google", "--no-browser", "--json"]);
    assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("auth.not_set_up")), "{refused:?}");
    let file = computer.data().join(".env.local");
    let hint = refused.error()["hint"].as_str().unwrap().to_owned();
    assert!(hint.contains("GOOGLE_CLIENT_ID=") && hint.contains(file.to_str().unwrap()), "{hint}");
    assert!(hint.contains("docs/providers.md"), "{hint}");

    // Who Daybook is stands in the file. Where its requests go does not: the file is not asked for that (Y17).
    let (addresses, lines): (Vec<_>, Vec<_>) =
        cloud.settings().into_iter().partition(|(name, _)| name.ends_with("_URL"));
    let lines: String = lines.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::write(&file, format!("# mine\n{lines}GOOGLE_TOKEN_URL=https://evil.example/\n")).unwrap();
    for (name, value) in addresses {
        computer.set(&name, value);
    }
    let (waiting, address) = begin(&computer, "google");
    assert!(matches!(cloud.auth.browser().open(&address).await, Opened::Answered(_)));
    let said = wait(|| waiting.end());
    assert_eq!((said.code, &said.json()["status"]), (0, &json!("connected")), "{said:?}");
}

/// S23, S47: the client is mailed once, and the sign-in is given back at the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_invited_and_the_sign_in_is_given_back() {
    let cloud = clouds::google().await;
    cloud.auth.accounts(&[Account::new(EMAIL, "108", "Anna Keller")]);
    let computer = at(&cloud);
    let (waiting, address) = begin(&computer, "google");
    cloud.auth.browser().open(&address).await;
    let connection = wait(|| waiting.end()).json();

    let booked = run(&computer, &BOOK);
    assert_eq!((booked.code, &booked.json()["sync"]["state"]), (0, &json!("synced")), "{booked:?}");
    let mails = cloud.api.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!((mails[0].to.as_str(), mails[0].what), ("lena@fremd.test", What::Invitation));
    let synced = run(&computer, &["sync", "--json"]);
    assert_eq!((synced.code, &synced.json()["connections"][0]["status"]), (0, &json!("connected")), "{synced:?}");

    let gone = run(&computer, &["disconnect", connection["id"].as_str().unwrap(), "--json"]);
    assert_eq!((gone.code, gone.json()), (0, json!([])), "{gone:?}");
    assert_eq!(revocations(&cloud), [200]);
    assert_eq!(cloud.auth.allowed(EMAIL), Vec::<String>::new());
    assert_eq!(cloud.api.events_in("primary").len(), 1, "what was booked stays there");
}

/// S47: the program does not end before the provider was told, whichever way it was asked.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_the_command_of_the_window_ends_is_given_back_too() {
    let cloud = clouds::google().await;
    let computer = at(&cloud);
    let (waiting, address) = begin(&computer, "google");
    cloud.auth.browser().open(&address).await;
    let connection = wait(|| waiting.end()).json();
    let asked = json!({ "id": connection["id"], "keep": true }).to_string();
    let gone = run(&computer, &["call", "disconnect", &asked]);
    assert_eq!(gone.code, 0, "{gone:?}");
    assert_eq!(revocations(&cloud), [200]);
}

/// How the provider answered to each sign-in that was given back.
fn revocations<Api>(cloud: &Cloud<Api>) -> Vec<u16> {
    cloud.auth.seen().into_iter().filter(|seen| seen.path == "/revoke").map(|seen| seen.status).collect()
}
