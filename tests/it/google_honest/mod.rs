//! Whether the simulator of Google tells the truth: Google's own client finds what it expects, the discovery document
//! is the one the client carries, and what the dossier says of the service is so. No provider of ours is in here.

mod faults;
mod listing;
mod mirror;
mod writing;

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::Arc;

use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::python;
use daybook_tests::servers::google::{EMAIL, Google};
use daybook_tests::servers::token_check::{Caller, FixedTokens};
use serde_json::{Value, json};

const ALL: &str = "token-for-everything";

/// The simulator, and someone who asks it with the real network.
struct Desk {
    google: Google,
    http: WebHttp,
}

/// A status and a body.
type Told = (u16, Value);

impl Desk {
    async fn open() -> Self {
        Self::with_tokens(&[]).await
    }

    /// With tokens for less than everything.
    async fn with_tokens(tokens: &[(&str, &[&str])]) -> Self {
        let all = ["calendar", "userinfo.email"];
        let tokens = tokens.iter().copied().chain([(ALL, &all[..])]);
        let caller = |scopes: &[&str]| Caller {
            subject: "1001".to_owned(),
            email: EMAIL.to_owned(),
            scopes: scopes.iter().map(|scope| format!("https://www.googleapis.com/auth/{scope}")).collect(),
        };
        let known: HashMap<String, Caller> = tokens.map(|(token, scopes)| (token.to_owned(), caller(scopes))).collect();
        Self { google: Google::start(Arc::new(FixedTokens(known))).await, http: WebHttp::new(None).unwrap() }
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> Told {
        self.ask_with(ALL, method, path, &[], body).await.unwrap()
    }

    async fn get(&self, path: &str) -> Told {
        self.ask("GET", path, Value::Null).await
    }

    /// The address is below `calendar/v3/`.
    async fn ask_with(
        &self,
        token: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Result<Told, HttpError> {
        let url = self.google.api_url.join("calendar/v3/").unwrap().join(path).unwrap();
        let mut request = http::Request::builder().method(method).uri(url.as_str());
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        if !bytes.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let answer = self.http.send(request.body(bytes).unwrap(), Limits::default()).await?;
        Ok((answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or(Value::Null)))
    }

    /// An event of the primary calendar.
    async fn insert(&self, event: Value) -> Value {
        let (status, made) = self.ask("POST", "calendars/primary/events", event).await;
        assert_eq!(status, 200, "{made}");
        made
    }
}

/// An hour on a day of March 2027.
fn hour(day: u8, summary: &str) -> Value {
    let at = |hour: u8| json!({"dateTime": format!("2027-03-{day:02}T{hour:02}:00:00Z"), "timeZone": "Europe/Vienna"});
    json!({"summary": summary, "start": at(9), "end": at(10)})
}

/// The status and the reason of a refusal.
fn reason(told: &Told) -> (u16, &str) {
    let error = &told.1["error"];
    assert_eq!(error["code"], told.0, "{}", told.1);
    assert_eq!(error["errors"][0]["message"].is_string(), error["message"].is_string());
    (told.0, error["errors"][0]["reason"].as_str().unwrap())
}

#[tokio::test]
async fn googles_own_client_finds_what_it_expects() {
    let desk = Desk::open().await;
    let run = tokio::process::Command::new(python::interpreter())
        .args(["-c", include_str!("client.py"), desk.google.api_url.as_str(), ALL])
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert_eq!(said.trim(), "done", "{}", String::from_utf8_lossy(&run.stderr));
    assert!(desk.google.seen().iter().all(|seen| seen.had_authorization && seen.asked.is_some()));
}

#[tokio::test]
async fn the_discovery_document_is_the_one_googles_client_carries() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/google");
    let made = tempfile::tempdir().unwrap();
    let run = tokio::process::Command::new(python::interpreter())
        .args([format!("{fixtures}/reduce.py").as_ref(), made.path().as_os_str()])
        .output()
        .await
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for name in ["calendar.v3.json", "oauth2.v2.json"] {
        let read = |folder: &std::path::Path| std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(read(made.path()) == read(fixtures.as_ref()), "{name} is not what reduce.py makes");
    }
}

#[tokio::test]
async fn what_google_does_not_document_is_refused_and_noted() {
    let desk = Desk::open().await;
    let mut event = hour(1, "A");
    event["subject"] = json!("Outlook's word");
    let told = desk.ask("POST", "calendars/primary/events", event).await;
    assert_eq!(reason(&told), (400, "badRequest"));
    let mut event = hour(1, "A");
    event["attendees"] = json!([{"email": 7}]);
    assert_eq!(desk.ask("POST", "calendars/primary/events", event).await.0, 400);
    for path in [
        "calendars/primary/events?top=5",
        "calendars/primary/events?singleEvents=yes",
        "calendars/primary/events?fields=items(name)",
    ] {
        assert_eq!(reason(&desk.get(path).await), (400, "invalidParameter"), "{path}");
    }
    assert_eq!(desk.ask("DELETE", "calendars/primary/events/abcde", json!({"why": "x"})).await.0, 400);
    assert_eq!(desk.get("calendars/primary/happenings").await.0, 404);
    let noted = desk.google.undocumented();
    assert_eq!(noted.len(), 7, "{noted:#?}");
    assert_eq!(noted[0], "calendar.events.insert: sent subject, which is not documented");
}

#[tokio::test]
async fn a_simulator_that_met_something_undocumented_fails_its_test() {
    let desk = Desk::open().await;
    desk.get("calendars/primary/events?top=5").await;
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(desk)));
    assert!(dropped.unwrap_err().downcast_ref::<String>().unwrap().contains("parameter top is not documented"));
}

#[tokio::test]
async fn another_person_has_other_calendars() {
    let other = Caller {
        subject: "1002".to_owned(),
        email: "ben@x.test".to_owned(),
        scopes: vec!["https://www.googleapis.com/auth/calendar".to_owned(), "openid".to_owned()],
    };
    let google = Google::start(Arc::new(FixedTokens(HashMap::from([("bens".to_owned(), other)])))).await;
    google.plant("primary", hour(1, "Anna's"));
    let desk = Desk { google, http: WebHttp::new(None).unwrap() };
    let ask = |path: &'static str| desk.ask_with("bens", "GET", path, &[], Value::Null);
    let (_, page) = ask("calendars/primary/events").await.unwrap();
    assert_eq!((&page["summary"], &page["items"]), (&json!("ben@x.test"), &json!([])));
    assert_eq!(ask("calendars/anna.keller@gmail.test/events").await.unwrap().0, 404);
    // Without the scope for it there is no address.
    assert_eq!(ask("/oauth2/v2/userinfo").await.unwrap(), (200, json!({"id": "1002"})));
}

#[tokio::test]
async fn each_method_wants_one_of_its_scopes() {
    let tokens: [(&str, &[&str]); 4] = [
        ("events", &["calendar.events"]),
        ("list", &["calendar.calendarlist.readonly"]),
        ("owned", &["calendar.events.owned"]),
        ("times", &["calendar.events.freebusy"]),
    ];
    let desk = Desk::with_tokens(&tokens).await;
    let (list, events) = ("users/me/calendarList", "calendars/primary/events");
    let private = format!("calendars/{}/events", desk.google.calendars(EMAIL)[1]);
    let expected = [
        ("events", list, 403),
        ("events", "calendars/primary", 403),
        ("events", events, 200),
        ("list", list, 200),
        ("list", events, 403),
        ("owned", events, 200),
        ("owned", private.as_str(), 403),
        ("times", events, 200),
    ];
    for (token, path, status) in expected {
        let told = desk.ask_with(token, "GET", path, &[], Value::Null).await.unwrap();
        assert_eq!(told.0, status, "{token} {path}");
        if status == 403 {
            assert_eq!(told.1["error"]["status"], "PERMISSION_DENIED");
            assert_eq!(told.1["error"]["details"][0]["reason"], "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
            assert_eq!(reason(&told), (403, "insufficientPermissions"));
        }
    }
    desk.insert(hour(1, "Secret")).await;
    let (_, page) = desk.ask_with("times", "GET", events, &[], Value::Null).await.unwrap();
    assert!(page["items"][0]["start"].is_object() && page["items"][0]["summary"].is_null());
    for token in ["", "stolen"] {
        let told = desk.ask_with(token, "GET", events, &[], Value::Null).await.unwrap();
        assert_eq!(told.1["error"]["errors"][0]["location"], "Authorization");
        assert_eq!(reason(&told), (401, if token.is_empty() { "required" } else { "authError" }));
    }
}
