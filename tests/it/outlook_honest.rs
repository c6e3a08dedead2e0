//! The simulator of Graph's calendar tells the truth: Microsoft's own client gets along with it, and it does what the
//! documentation and the threads about it say. What a provider makes of that is not here.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::python;
use daybook_tests::servers::gate::{Caller, Known};
use daybook_tests::servers::outlook::{At, Expired, Fault, Outlook, Person, What};
use http::Response;
use serde_json::{Value, json};

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
    Outlook::start(Arc::new(Known(tokens))).await
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
        let limits = Limits { body: 8 << 20, time: Duration::from_secs(5) };
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
    script.args(["-c", include_str!("outlook_honest.py"), outlook.api_url.as_str(), "all"]);
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

#[tokio::test]
async fn what_is_not_documented_is_refused_and_told() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let asked = [
        ("GET", "/me/calendars?sendUpdates=none".to_owned(), None),
        ("GET", "/me/events/delta".to_owned(), None),
        ("GET", "/me/calendarView".to_owned(), None),
        ("GET", format!("/me/calendarView/delta?{MARCH}&$select=subject"), None),
        ("GET", format!("/me/calendarView?{MARCH}&$select=colour"), None),
        ("POST", "/me/events".to_owned(), Some(with(session(), "colour", json!("red")))),
        ("POST", "/me/events".to_owned(), Some(with(session(), "subject", json!(7)))),
        ("POST", "/me/events".to_owned(), Some(with(session(), "showAs", json!("opaque")))),
        ("POST", "/me/events".to_owned(), Some(with(session(), "id", json!("mine")))),
        ("PUT", "/me/calendar".to_owned(), Some(json!({}))),
    ];
    for (method, path, body) in asked {
        let said = graph.ask(method, &path, &[], body).await;
        assert_eq!(said.status, 400, "{method} {path}: {}", said.body);
        assert_eq!(outlook.undocumented().len(), 1, "{method} {path}");
    }
    assert!(outlook.ids_in(&outlook.default_calendar()).is_empty());
}

#[tokio::test]
async fn a_test_that_asks_for_something_undocumented_fails_at_its_end() {
    let outlook = graph().await;
    client(&outlook).get("/me/calendars?sendUpdates=none").await;
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(outlook))).is_err());
}

/// S8
#[tokio::test]
async fn a_token_counts_for_its_scopes_only() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let made = graph.post("/me/events", session()).await;
    let path = event_path(made.body["id"].as_str().unwrap());
    let reads = graph.with("reads");
    assert_eq!(reads.get(&path).await.status, 200);
    assert_eq!(reads.post("/me/events", session()).await.refused(), (403, "ErrorAccessDenied"));
    let basic = graph.with("basic");
    assert_eq!(basic.get("/me").await.refused(), (403, "Authorization_RequestDenied"));
    assert!(basic.get(&path).await.body.get("body").is_none());
    let nobody = graph.with("guessed");
    let said = nobody.get("/me").await;
    assert_eq!(said.refused(), (401, "InvalidAuthenticationToken"));
    assert!(said.header("www-authenticate").starts_with("Bearer"));
    let other = graph.with("other");
    assert_eq!(other.get(&path).await.refused(), (404, "ErrorItemNotFound"), "another's mailbox");
    let sent = format!("{:?}", outlook.seen());
    assert!(!sent.contains("Bearer") && outlook.seen().iter().all(|seen| seen.had_authorization));
}

#[tokio::test]
async fn accounts_are_as_odd_as_they_are() {
    let outlook = graph().await;
    let graph = client(&outlook);
    outlook.person(Person::Personal);
    let me = graph.get("/me?$select=id,displayName,mail,userPrincipalName").await.body;
    assert_eq!((&me["mail"], &me["userPrincipalName"]), (&Value::Null, &json!("anna@practice.test")));
    assert_eq!(graph.get("/me/calendars").await.values()[0]["allowedOnlineMeetingProviders"], json!([]));
    outlook.person(Person::Guest);
    let me = graph.get("/me").await.body;
    assert_eq!(me["userPrincipalName"], "anna_practice.test#EXT#@practice.onmicrosoft.com");
    outlook.person(Person::NoMailbox);
    assert_eq!(graph.get("/me").await.status, 200);
    assert_eq!(graph.get("/me/calendars").await.refused(), (404, "MailboxNotEnabledForRESTAPI"));
}

#[tokio::test]
async fn an_error_has_graphs_envelope_and_the_callers_request_id() {
    let outlook = graph().await;
    let said = client(&outlook).ask("GET", "/me/events/none", &[("client-request-id", "b1f0")], None).await;
    assert_eq!(said.refused(), (404, "ErrorItemNotFound"));
    assert_eq!(
        (&said.body["error"]["innerError"]["client-request-id"], said.header("client-request-id")),
        (&json!("b1f0"), "b1f0")
    );
}

/// S24: the answer was lost, the event was not.
#[tokio::test]
async fn a_transaction_makes_one_event_whatever_becomes_of_the_answer() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let booking = with(session(), "transactionId", json!("b1f0-1"));
    outlook.once(Fault::Lost { method: "POST", status: 504 });
    assert_eq!(graph.post("/me/events", booking.clone()).await.status, 504);
    let [id] = <[String; 1]>::try_from(outlook.ids_in(&outlook.default_calendar())).unwrap();
    let again = graph.post("/me/events", booking.clone()).await;
    assert_eq!(again.refused(), (400, "ErrorDuplicateTransactionId"));
    assert_eq!(again.body["error"]["@event.existingEventId"], *id);
    outlook.once(Fault::BareDuplicate);
    let bare = graph.post("/me/events", booking.clone()).await;
    assert_eq!(bare.refused(), (409, "ErrorDuplicateTransactionId"));
    assert!(bare.body["error"].get("@event.existingEventId").is_none());
    assert_eq!(graph.ask("DELETE", &event_path(&id), &[], None).await.status, 204);
    assert_eq!(graph.post("/me/events", booking).await.refused(), (400, "ErrorDuplicateTransactionId"), "for good");
    assert!(outlook.ids_in(&outlook.default_calendar()).is_empty());
}

#[tokio::test]
async fn ids_need_escaping_and_only_immutable_ones_survive_a_move() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let id = outlook.plant(&outlook.default_calendar(), &session());
    let usual = graph.ask("GET", &event_path(&id), &[], None).await.body["id"].as_str().unwrap().to_owned();
    assert!(usual != id && [&usual, &id].iter().all(|id| "/+=".chars().all(|sign| id.contains(sign))));
    assert_eq!(graph.get(&event_path(&id.to_lowercase())).await.status, 404, "case matters");
    assert_ne!(graph.get(&format!("/me/events/{id}")).await.status, 200, "a slash is a slash");
    assert_eq!(outlook.undocumented().len(), 1);
    outlook.move_to(&outlook.default_calendar(), &id, &outlook.private_calendar());
    assert_eq!(graph.get(&event_path(&usual)).await.refused(), (404, "ErrorItemNotFound"));
    let said = graph.get(&event_path(&id)).await;
    assert_eq!((said.status, said.header("preference-applied")), (200, "IdType=\"ImmutableId\""));
    let there = format!("/me/calendars/{}/events/{}", coded(&outlook.private_calendar()), coded(&id));
    assert_eq!(graph.get(&there).await.status, 200);
    let gone = format!("/me/calendars/{}/events/{}", coded(&outlook.default_calendar()), coded(&id));
    assert_eq!(graph.get(&gone).await.status, 404);
}

/// S42
#[tokio::test]
async fn times_are_utc_with_seven_digits_unless_preferred_and_zones_are_of_a_list() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let made = graph.post("/me/events", session()).await;
    assert_eq!(made.body["start"], json!({"dateTime": "2027-03-01T09:00:00.0000000", "timeZone": "UTC"}));
    let path = event_path(made.body["id"].as_str().unwrap());
    let both =
        [("prefer", "outlook.timezone=\"Pacific Standard Time\", outlook.body-content-type=\"text\""), IMMUTABLE];
    let said = graph.ask("GET", &path, &both, None).await;
    assert_eq!(said.body["start"]["dateTime"], "2027-03-01T01:00:00.0000000");
    assert!(said.header("preference-applied").contains("outlook.timezone=\"Pacific Standard Time\""));
    for zone in ["Europe/Vienna", "Mars/Olympus", ""] {
        let odd = json!({"dateTime": "2027-03-01T10:00:00", "timeZone": zone});
        let said = graph.patch(&path, json!({"start": odd, "end": odd})).await;
        assert_eq!(said.refused(), (400, "ErrorInvalidTimeZone"), "{zone}");
    }
    let preferred = [("prefer", "outlook.timezone=\"Europe/Vienna\"")];
    assert_eq!(graph.ask("GET", &path, &preferred, None).await.refused(), (400, "ErrorInvalidTimeZone"));
    for at in ["2027-03-01T10:00:00+01:00", "2027-03-01T10:00:00Z", "soon"] {
        let odd = json!({"dateTime": at, "timeZone": "UTC"});
        assert_eq!(
            graph.patch(&path, json!({"start": odd, "end": odd})).await.code(),
            "ErrorPropertyValidationFailure"
        );
    }
    assert_eq!(graph.patch(&path, json!({"start": time("2027-03-01T09:00:00")})).await.status, 400, "one of two");
}

#[tokio::test]
async fn an_all_day_event_is_from_midnight_to_midnight_of_its_own_zone() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let odd = with(session(), "isAllDay", json!(true));
    assert_eq!(graph.post("/me/events", odd).await.code(), "ErrorPropertyValidationFailure");
    let day = with(event("Off", "2027-03-01T00:00:00", "2027-03-02T00:00:00"), "isAllDay", json!(true));
    let path = event_path(graph.post("/me/events", day).await.body["id"].as_str().unwrap());
    assert_eq!(graph.get(&path).await.body["start"]["dateTime"], "2027-02-28T23:00:00.0000000");
    let own = [("prefer", "outlook.timezone=\"W. Europe Standard Time\"")];
    assert_eq!(graph.ask("GET", &path, &own, None).await.body["start"]["dateTime"], "2027-03-01T00:00:00.0000000");
    outlook.fault(Fault::FloatingAllDay);
    assert_eq!(graph.get(&path).await.body["start"]["dateTime"], "2027-03-01T00:00:00.0000000");
}

#[tokio::test]
async fn a_text_comes_back_as_html_and_a_body_without_the_way_in_takes_it_away() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let text = |text: &str| json!({"contentType": "text", "content": text});
    let made = graph.post("/me/events", with(session(), "body", text("2 < 3\nso"))).await;
    let path = event_path(made.body["id"].as_str().unwrap());
    assert_eq!(made.body["body"]["contentType"], "html");
    assert!(made.body["body"]["content"].as_str().unwrap().contains("2 &lt; 3<br>"));
    let as_text = [("prefer", "outlook.body-content-type=\"text\"")];
    assert_eq!(graph.ask("GET", &path, &as_text, None).await.body["body"]["content"], "2 < 3\nso");
    let met = graph.patch(&path, json!({"isOnlineMeeting": true})).await.body;
    let way = met["onlineMeeting"]["joinUrl"].as_str().unwrap();
    assert!(met["body"]["content"].as_str().unwrap().contains(way));
    let kept = graph.patch(&path, json!({"isOnlineMeeting": false})).await.body;
    assert_eq!(kept["isOnlineMeeting"], true, "it cannot be unset");
    let lost = graph.patch(&path, json!({"body": text("new")})).await.body;
    assert_eq!(lost["onlineMeeting"], Value::Null);
}

#[tokio::test]
async fn an_extended_property_is_hidden_until_it_is_asked_for() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let booking = with(session(), "singleValueExtendedProperties", json!([{"id": OURS, "value": "01J"}]));
    let made = graph.post("/me/events", booking).await.body;
    let id = made["id"].as_str().unwrap();
    let path = event_path(id);
    assert!(made.get("singleValueExtendedProperties").is_none());
    let name = OURS.replace(' ', "%20");
    let expand = format!("{path}?$expand=singleValueExtendedProperties($filter=id%20eq%20'{name}')");
    assert_eq!(graph.get(&expand).await.body["singleValueExtendedProperties"][0]["value"], "01J");
    let filter = |name: &str, value: &str| {
        let any = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{value}')");
        format!("/me/events?$filter={}", any.replace(' ', "%20"))
    };
    assert_eq!(graph.get(&filter(OURS, "01j")).await.ids(), [id], "the value without regard to case");
    assert!(graph.get(&filter(&OURS.replace("daybookId", "daybookID"), "01J")).await.ids().is_empty());
    assert!(graph.get(&filter(OURS, "01K")).await.ids().is_empty());
    assert_eq!(
        outlook.stored(&outlook.default_calendar(), id).unwrap()["singleValueExtendedProperties"][0]["value"],
        "01J"
    );
}

/// S25
#[tokio::test]
async fn a_condition_holds_by_the_etag_as_it_came_and_412_comes_for_nothing_too() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let made = graph.post("/me/events", session()).await.body;
    let (path, etag) = (event_path(made["id"].as_str().unwrap()), made["@odata.etag"].as_str().unwrap());
    assert_eq!(etag, format!("W/\"{}\"", made["changeKey"].as_str().unwrap()));
    let change = || Some(json!({"subject": "Other"}));
    assert_eq!(graph.ask("PATCH", &path, &[("if-match", etag.trim_start_matches("W/"))], change()).await.status, 412);
    outlook.once(Fault::SpuriousConflict);
    let spurious = graph.ask("PATCH", &path, &[("if-match", etag)], change()).await;
    assert_eq!(spurious.refused(), (412, "ErrorIrresolvableConflict"));
    assert_eq!(graph.ask("PATCH", &path, &[("if-match", etag)], change()).await.status, 200);
    outlook.once(Fault::StaleRead);
    assert_eq!(graph.get(&path).await.body["subject"], "Session", "as it was before");
    assert_eq!(graph.get(&path).await.body["subject"], "Other");
    assert_eq!(graph.ask("DELETE", &path, &[("if-match", etag)], None).await.status, 412);
    outlook.alter(&outlook.default_calendar(), made["id"].as_str().unwrap(), &json!({"showAs": "free"}));
    assert_eq!(graph.ask("DELETE", &path, &[("if-match", "*")], None).await.status, 204);
}

/// S22, S23
#[tokio::test]
async fn guests_are_mailed_whatever_the_caller_wants() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let path = {
        let booking = with(session(), "attendees", json!([guest("kim@x.test"), guest("lea@x.test")]));
        event_path(graph.post("/me/events", booking).await.body["id"].as_str().unwrap())
    };
    let told = |outlook: &Outlook, already: usize| -> Vec<(String, What)> {
        outlook.mails()[already..].iter().map(|mail| (mail.to.clone(), mail.what)).collect()
    };
    let to = |to: &str, what| (format!("{to}@x.test"), what);
    assert_eq!(told(&outlook, 0), [to("kim", What::Invitation), to("lea", What::Invitation)]);
    graph.patch(&path, json!({"showAs": "tentative", "reminderMinutesBeforeStart": 5})).await;
    assert_eq!(outlook.mails().len(), 2, "that is the organizer's own");
    graph.patch(&path, json!({"attendees": [guest("kim@x.test"), guest("max@x.test")]})).await;
    assert_eq!(told(&outlook, 2), [to("lea", What::Cancellation), to("max", What::Invitation)]);
    graph.patch(&path, event("Session", "2027-03-02T10:00:00", "2027-03-02T10:50:00")).await;
    assert_eq!(told(&outlook, 4), [to("kim", What::Update), to("max", What::Update)]);
    assert_eq!(graph.ask("DELETE", &path, &[], None).await.status, 204);
    assert_eq!(told(&outlook, 6), [to("kim", What::Cancellation), to("max", What::Cancellation)]);
}

#[tokio::test]
async fn only_an_organizer_cancels_and_only_a_guest_answers() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let theirs = json!({"isOrganizer": false, "organizer": {"emailAddress": {"address": "boss@x.test"}}});
    let mut invited = session();
    invited.as_object_mut().unwrap().extend(theirs.as_object().unwrap().clone());
    let id = outlook.plant(&outlook.default_calendar(), &invited);
    let act = |id: &str, action: &str| format!("{}/{action}", event_path(id));
    let said = graph.post(&act(&id, "cancel"), json!({"comment": "no"})).await;
    assert_eq!(said.body["error"]["message"], "You need to be an organizer to cancel a meeting.");
    assert_eq!(graph.post(&act(&id, "decline"), json!({"sendResponse": false})).await.status, 202);
    assert!(outlook.mails().is_empty());
    assert_eq!(graph.get(&event_path(&id)).await.body["responseStatus"]["response"], "declined");
    let own = outlook.plant(&outlook.default_calendar(), &session());
    assert_eq!(graph.post(&act(&own, "accept"), json!({})).await.status, 400);
    assert_eq!(graph.post(&act(&own, "cancel"), json!({"comment": "no"})).await.status, 202);
    assert_eq!(outlook.stored(&outlook.default_calendar(), &own), None);
}

#[tokio::test]
async fn a_window_shows_occurrences_with_a_uid_of_their_own() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let master = graph.post("/me/events", weekly()).await.body;
    assert_eq!(master["type"], "seriesMaster");
    let view = graph.get(&format!("/me/calendarView?{MARCH}")).await;
    // Summer begins on the 28th: nine o'clock UTC, then eight.
    let starts: Vec<&str> = view.values().iter().map(|one| one["start"]["dateTime"].as_str().unwrap()).collect();
    assert_eq!(starts.len(), 5);
    assert_eq!((starts[3], starts[4]), ("2027-03-22T09:00:00.0000000", "2027-03-29T08:00:00.0000000"));
    assert!(view.values().iter().all(|one| one["seriesMasterId"] == master["id"] && one["type"] == "occurrence"));
    let uids: std::collections::HashSet<_> = view.values().iter().map(|one| one["iCalUId"].to_string()).collect();
    assert_eq!(uids.len(), 5);
    assert_eq!(graph.get("/me/events").await.ids(), [master["id"].as_str().unwrap()]);

    let second = event_path(view.ids()[1]);
    let across = event("Moved", "2027-03-16T10:00:00", "2027-03-16T10:50:00");
    assert_eq!(graph.patch(&second, across).await.refused(), (400, "ErrorOccurrenceCrossingBoundary"));
    let moved = graph.patch(&second, event("Moved", "2027-03-09T10:00:00", "2027-03-09T10:50:00")).await.body;
    assert_eq!((&moved["type"], &moved["originalStart"]), (&json!("exception"), &json!("2027-03-08T09:00:00Z")));
    assert_eq!(graph.ask("DELETE", &event_path(view.ids()[2]), &[], None).await.status, 204);
    assert_eq!(graph.get(&event_path(view.ids()[2])).await.status, 404);
    let view = graph.get(&format!("/me/calendarView?{MARCH}")).await;
    let names: Vec<&Value> = view.values().iter().map(|one| &one["subject"]).collect();
    assert_eq!(names, ["Session", "Moved", "Session", "Session"]);
    let select = format!("{}?$select=cancelledOccurrences", event_path(master["id"].as_str().unwrap()));
    assert_eq!(graph.get(&select).await.body["cancelledOccurrences"].as_array().unwrap().len(), 1);
}

/// S36
#[tokio::test]
async fn pages_hold_ten_and_a_link_works_only_as_it_is() {
    let outlook = graph().await;
    let graph = client(&outlook);
    for number in 0..23 {
        outlook.plant(&outlook.default_calendar(), &with(session(), "subject", json!(number.to_string())));
    }
    let view = format!("/me/calendarView?{MARCH}");
    let first = graph.get(&view).await;
    assert_eq!(first.values().len(), 10);
    let second = graph.get(&first.next()).await;
    let third = graph.get(&second.next()).await;
    assert_eq!((third.values().len(), third.body.get("@odata.nextLink")), (3, None));
    assert_eq!(graph.get(&format!("{view}&$skip=5")).await.refused(), (400, "BadRequest"));
    assert_eq!(graph.get(&format!("{view}&$top=1000")).await.values().len(), 23);
    assert_eq!(graph.get(&format!("{view}&$top=1001")).await.status, 400);
    let local = view.replace("00Z", "00+02:00");
    assert_eq!(graph.get(&local).await.code(), "ErrorInvalidParameter", "a plus is a space");
    outlook.once(Fault::NextLinkAbroad);
    let lured = graph.get(&view).await.next();
    assert!(lured.starts_with("http://localhost:"));
    graph.get(&lured).await;
    assert_eq!(outlook.seen().iter().filter(|seen| seen.at == At::Abroad && seen.had_authorization).count(), 1);
}

/// S35, S37
#[tokio::test]
async fn a_delta_says_what_changed_in_its_window_and_what_is_not_there_any_more() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let own = outlook.default_calendar();
    let id = outlook.plant(&own, &session());
    let start = format!("/me/calendarView/delta?{MARCH}");
    let first = graph.get(&start).await;
    assert_eq!(first.ids(), [&id]);
    let nothing = graph.get(&first.delta()).await;
    assert!(nothing.values().is_empty());
    let outside = outlook.plant(&own, &event("Later", "2027-06-01T10:00:00", "2027-06-01T11:00:00"));
    outlook.alter(&own, &id, &json!({"subject": "Other"}));
    let said = graph.get(&nothing.delta()).await;
    let by = |said: &Said, id: &str| said.values().iter().find(|one| one["id"] == id).cloned().unwrap();
    assert_eq!(by(&said, &id)["subject"], "Other");
    assert_eq!(by(&said, &outside)["@removed"]["reason"], "deleted", "though it was never there");
    // Out of the window is removed, and is not deleted.
    outlook.alter(&own, &id, &event("Other", "2027-05-03T10:00:00", "2027-05-03T11:00:00"));
    let said = graph.get(&said.delta()).await;
    assert_eq!((said.ids(), &said.values()[0]["@removed"]["reason"]), (vec![&*id], &json!("deleted")));
    assert_eq!(graph.get(&event_path(&id)).await.status, 200);
    outlook.take_away(&own, &id);
    assert_eq!(graph.get(&said.delta()).await.values()[0]["@removed"]["reason"], "deleted");
}

/// S35
#[tokio::test]
async fn a_delta_has_pages_empty_ones_and_repeats() {
    let outlook = graph().await;
    let graph = client(&outlook);
    for number in 0..5 {
        outlook.plant(&outlook.default_calendar(), &with(session(), "subject", json!(number.to_string())));
    }
    outlook.fault(Fault::EmptyPage);
    outlook.fault(Fault::Repeats);
    let few = [IMMUTABLE, ("prefer", "odata.maxpagesize=2")];
    let start = format!("/me/calendars/{}/calendarView/delta?{MARCH}", coded(&outlook.default_calendar()));
    let mut said = graph.ask("GET", &start, &few, None).await;
    assert!(said.values().is_empty() && said.body.get("@odata.deltaLink").is_none());
    let mut names = Vec::new();
    while said.body.get("@odata.nextLink").is_some() {
        said = graph.ask("GET", &said.next(), &few, None).await;
        assert!(said.values().len() <= 2);
        names.extend(said.values().iter().map(|one| one["subject"].as_str().unwrap().to_owned()));
    }
    assert_eq!(names, ["What it was called before", "1", "2", "3", "4", "0"]);
    let link = said.delta();
    assert_eq!(graph.get(&link.replace("%2b", "%2B")).await.status, 400, "not as it is");
}

#[tokio::test]
async fn a_series_in_a_delta_is_its_master_and_sparse_occurrences() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let id = outlook.plant(&outlook.default_calendar(), &weekly());
    let said = graph.get(&format!("/me/calendarView/delta?{MARCH}")).await;
    assert_eq!((said.values().len(), &said.values()[0]["type"]), (6, &json!("seriesMaster")));
    assert!(said.values()[1..].iter().all(|one| one.get("subject").is_none() && one["seriesMasterId"] == *id));
    let rule = weekly()["recurrence"].to_string().replace("Monday", "Tuesday");
    outlook.alter(
        &outlook.default_calendar(),
        &id,
        &json!({"recurrence": serde_json::from_str::<Value>(&rule).unwrap()}),
    );
    let moved = graph.get(&said.delta()).await;
    let gone = moved.values().iter().filter(|one| one.get("@removed").is_some()).count();
    assert_eq!(
        (gone, moved.values().len() - gone),
        (5, 5 + 1 - usize::from(moved.body.get("@odata.nextLink").is_some()))
    );
}

#[tokio::test]
async fn a_delta_token_runs_out_in_each_of_its_ways() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let start = format!("/me/calendarView/delta?{MARCH}");
    let link = graph.get(&start).await.delta();
    outlook.once(Fault::Expired(Expired::Location));
    let gone = graph.get(&link).await;
    assert_eq!(gone.status, 410);
    assert!(gone.header("location").ends_with("$deltatoken="));
    assert_eq!(graph.get(gone.header("location")).await.status, 200, "where to begin again");
    outlook.once(Fault::Expired(Expired::SyncStateNotFound(400)));
    assert_eq!(graph.get(&link).await.refused(), (400, "SyncStateNotFound"));
    assert_eq!(graph.get(&link).await.status, 200);
    outlook.forget_tokens();
    assert_eq!(graph.get(&link).await.refused(), (410, "SyncStateNotFound"));
    assert_eq!(graph.get(&start).await.status, 200);
    outlook.drop_calendar(&outlook.private_calendar());
    assert_eq!(graph.get("/me/calendars").await.values().len(), 2);
    let path = format!("/me/calendars/{}/calendarView?{MARCH}", coded(&outlook.private_calendar()));
    assert_eq!(graph.get(&path).await.refused(), (404, "ErrorItemNotFound"));
}

/// S60
#[tokio::test]
async fn the_fifth_request_at_a_time_is_turned_away() {
    let outlook = graph().await;
    let graph = client(&outlook);
    outlook.fault(Fault::Slow(Duration::from_millis(600)));
    let all = tokio::join!(graph.get("/me"), graph.get("/me"), graph.get("/me"), graph.get("/me"), graph.get("/me"));
    let all = [all.0, all.1, all.2, all.3, all.4];
    let turned: Vec<_> = all.iter().filter(|said| said.status == 429).collect();
    assert_eq!(turned.len(), 1);
    assert_eq!((turned[0].code(), turned[0].header("retry-after")), ("ApplicationThrottled", "1"));
    assert_eq!(outlook.most_at_once(), 5);
    outlook.heal();
    assert_eq!(graph.get("/me").await.status, 200);
}

/// S61, S63
#[tokio::test]
async fn what_can_go_wrong_goes_wrong_on_command() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let busy = Fault::Status { method: "GET", status: 429, code: "TooManyRequests", retry_after: Some("7") };
    outlook.once(busy);
    let said = graph.get("/me").await;
    assert_eq!((said.refused(), said.header("retry-after")), ((429, "TooManyRequests"), "7"));
    outlook.once(Fault::WebPage);
    let said = graph.get("/me").await;
    assert_eq!((said.status, said.header("content-type")), (200, "text/html"));
    outlook.once(Fault::Malformed);
    let said = graph.get("/me").await;
    assert_eq!((said.status, said.body), (200, Value::Null));
    outlook.once(Fault::Flood);
    assert!(matches!(graph.try_to("GET", "/me", &[], None).await, Err(HttpError::TooLarge)));
    outlook.once(Fault::Hang);
    let hung = graph.try_to("POST", "/me/events", &[], Some(session()));
    assert!(tokio::time::timeout(Duration::from_millis(500), hung).await.is_err());
    assert_eq!(outlook.ids_in(&outlook.default_calendar()).len(), 1, "it was done all the same");
    assert_eq!(graph.get("/me").await.status, 200, "and whoever gave up is not counted any more");
}
