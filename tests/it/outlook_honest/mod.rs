//! The simulator of Graph's calendar tells the truth: Microsoft's own client gets along with it, and it does what the
//! documentation and the threads about it say. What a provider makes of that is not here.

mod events;
mod strict;
mod windows;

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::python;
use daybook_tests::servers::outlook::{Outlook, What};
use daybook_tests::servers::token_check::{Caller, FixedTokens};
use http::Response;
use serde_json::{Value, json};

use crate::ical_corpus::collected_data;

const IMMUTABLE: (&str, &str) = ("prefer", "IdType=\"ImmutableId\"");
const OURS: &str = "String {6f1c0b2e-5d3a-4a7e-9a51-0c7b1f7f2d10} Name daybookId";
const MARCH: &str = "startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z";

fn caller(subject: &str, scopes: &[&str]) -> Caller {
    let scopes = scopes.iter().map(|scope| scope.to_string()).collect();
    Caller { subject: subject.to_owned(), email: format!("{subject}@practice.test"), scopes }
}

async fn graph() -> Outlook {
    let all = ["https://graph.microsoft.com/calendars.ReadWrite", "User.Read"];
    let tokens = [
        ("all", caller("anna", &all)),
        ("other", caller("ben", &all)),
        ("reads", caller("anna", &["Calendars.Read", "User.Read"])),
        ("basic", caller("anna", &["Calendars.ReadBasic"])),
    ];
    let tokens: HashMap<String, Caller> = tokens.into_iter().map(|(token, who)| (token.to_owned(), who)).collect();
    Outlook::start(Arc::new(FixedTokens(tokens))).await
}

/// One request, its answer read as JSON.
struct Client<'a> {
    outlook: &'a Outlook,
    http: Arc<WebHttp>,
    token: &'static str,
}

struct Said {
    status: u16,
    body: Value,
    answer: Response<Vec<u8>>,
}

impl Said {
    fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    fn refused(&self) -> (u16, &str) {
        (self.status, self.code())
    }

    fn header(&self, name: &str) -> &str {
        self.answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn ids(&self) -> Vec<&str> {
        self.values().iter().map(|one| one["id"].as_str().unwrap()).collect()
    }

    fn values(&self) -> &[Value] {
        self.body["value"].as_array().map_or(&[], Vec::as_slice)
    }

    fn next(&self) -> String {
        self.body["@odata.nextLink"].as_str().unwrap().to_owned()
    }

    fn delta(&self) -> String {
        self.body["@odata.deltaLink"].as_str().unwrap_or_else(|| panic!("{}", self.body)).to_owned()
    }
}

fn client(outlook: &Outlook) -> Client<'_> {
    Client { outlook, http: Arc::new(WebHttp::new(None).unwrap()), token: "all" }
}

impl Client<'_> {
    fn with(&self, token: &'static str) -> Self {
        Self { outlook: self.outlook, http: self.http.clone(), token }
    }

    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Said {
        self.try_to(method, path, headers, body).await.unwrap()
    }

    async fn try_to(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<Said, HttpError> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.outlook.api_url) };
        let mut request = http::Request::builder().method(method).uri(url);
        request = request.header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(body.map_or_else(Vec::new, |body| body.to_string().into_bytes())).unwrap();
        let limits = Limits { body: 8 << 20, time: Duration::from_secs(5), ..Limits::default() };
        let answer = self.http.send(request, limits).await?;
        let body = serde_json::from_slice(answer.body()).unwrap_or_default();
        Ok(Said { status: answer.status().as_u16(), body, answer })
    }

    async fn get(&self, path: &str) -> Said {
        self.ask("GET", path, &[IMMUTABLE], None).await
    }

    async fn post(&self, path: &str, body: Value) -> Said {
        self.ask("POST", path, &[IMMUTABLE], Some(body)).await
    }

    async fn patch(&self, path: &str, body: Value) -> Said {
        self.ask("PATCH", path, &[IMMUTABLE], Some(body)).await
    }
}

fn coded(id: &str) -> String {
    id.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

fn event_path(id: &str) -> String {
    format!("/me/events/{}", coded(id))
}

fn time(at: &str) -> Value {
    json!({"dateTime": at, "timeZone": "W. Europe Standard Time"})
}

fn event(subject: &str, start: &str, end: &str) -> Value {
    json!({"subject": subject, "start": time(start), "end": time(end)})
}

fn session() -> Value {
    event("Session", "2027-03-01T10:00:00", "2027-03-01T10:50:00")
}

fn with(mut event: Value, name: &str, value: Value) -> Value {
    event[name] = value;
    event
}

fn guest(to: &str) -> Value {
    json!({"emailAddress": {"address": to, "name": to}, "type": "Required"})
}

fn weekly() -> Value {
    let rule = json!({"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["Monday"]},
        "range": {"type": "numbered", "startDate": "2027-03-01", "numberOfOccurrences": 6}});
    with(session(), "recurrence", rule)
}

/// Nothing the official client sends is undocumented, and it understands what it gets.
#[tokio::test]
async fn microsofts_own_client_gets_along_with_it() {
    let outlook = graph().await;
    let mut script = tokio::process::Command::new(python::interpreter());
    script.args(["-c", include_str!("official.py"), outlook.api_url.as_str(), "all"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        script.env_remove(name);
    }
    let output = script.stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(Duration::from_secs(180), output).await.expect("in time").expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout, b"ok\n");
    let mails: Vec<_> = outlook.mails().into_iter().map(|mail| (mail.what, mail.comment)).collect();
    let cancelled = (What::Cancellation, Some("Sorry".to_owned()));
    assert_eq!(mails, [(What::Invitation, None), (What::Update, None), cancelled]);
}

/// Every event Microsoft's pages make is made, and every field their answers show is shown.
#[tokio::test]
async fn the_examples_of_the_documentation_work() {
    let Some(folder) = collected_data() else { return };
    let lines = std::fs::read_to_string(folder.join("graph/graph-doc-examples.jsonl")).unwrap();
    let lines: Vec<Value> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut made = 0;
    for two in lines.windows(2) {
        let [asked, answered] = two else { continue };
        let posts = asked["method"] == "POST" && asked["url"].as_str().is_some_and(|url| url.ends_with("/events"));
        if !posts || asked["body"].is_null() {
            continue;
        }
        let outlook = graph().await;
        let said = client(&outlook).post("/me/events", asked["body"].clone()).await;
        assert_eq!(said.status, 201, "{asked}: {}", said.body);
        made += 1;
        if answered["status"] == 201 {
            let shown = answered["body"].as_object().unwrap();
            // One page shows a field of the beta version.
            let shown = shown.keys().filter(|name| *name != "uid");
            let missing: Vec<&String> = shown.filter(|name| said.body.get(name).is_none()).collect();
            assert!(missing.is_empty(), "{asked}: {missing:?}");
        }
    }
    assert_eq!(made, 8);
}
