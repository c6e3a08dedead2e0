//! Takes requests and answers them: who may ask, what is asked, and whether both are as documented.

use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::response::Response;
use http::request::Parts;
use serde_json::{Value, json};

use super::asked::Asked;
use super::broken::{after, before};
use super::mailbox::{Mailbox, Name, State};
use super::series::kind;
use super::shape::{Operation, Shapes};
use super::{At, Person, Seen};
use crate::servers::token_check::{Caller, Denied, TokenCheck};

pub(super) struct GraphResponse {
    pub status: u16,
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
}

/// An answer, or a refusal.
pub(super) type Outcome = Result<GraphResponse, GraphResponse>;

/// One request being answered.
pub(super) struct Turn<'a> {
    pub state: &'a mut State,
    pub asked: Asked,
    pub caller: Caller,
    /// Whose mailbox.
    pub at: usize,
    /// May not read bodies.
    pub basic: bool,
}

/// The most requests of one person at a time.
const AT_ONCE: usize = 4;

/// The fifth and any later one are turned away.
pub(super) struct Running(Arc<Mutex<State>>, String);

impl Running {
    fn enter(state: &Arc<Mutex<State>>, subject: &str) -> (Self, bool) {
        let mut held = state.lock().unwrap();
        let running = held.running.entry(subject.to_owned()).or_default();
        *running += 1;
        let running = *running;
        held.busiest = held.busiest.max(running);
        drop(held);
        (Self(state.clone(), subject.to_owned()), running <= AT_ONCE)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.0.lock().unwrap().running.entry(self.1.clone()).or_default() -= 1;
    }
}

pub(super) async fn to(
    state: Arc<Mutex<State>>,
    gate: Arc<dyn TokenCheck>,
    shapes: Arc<Shapes>,
    at: At,
    parts: Parts,
    body: Bytes,
) -> Response {
    note(&state, at, &parts, &body);
    let authorization = parts.headers.get("authorization").and_then(|header| header.to_str().ok());
    if at == At::Abroad {
        return GraphResponse::json(200, json!({"value": []})).response(&parts);
    }
    let caller = match gate.caller(authorization) {
        Ok(caller) => caller,
        Err(denied) => return unauthorized(denied).response(&parts),
    };
    let (_running, let_in) = Running::enter(&state, &caller.subject);
    if !let_in {
        let message = "Application is over its MailboxConcurrency limit.";
        return refused(429, "ApplicationThrottled", message).with("retry-after", "1".to_owned()).response(&parts);
    }
    if let Some(response) = before(&state, &parts).await {
        return response;
    }
    let mut prefer = Vec::new();
    let answer = match Asked::read(&parts, &body) {
        Err(refusal) => refusal,
        Ok(asked) => {
            prefer = asked.prefer.applied.clone();
            let mut state = state.lock().unwrap();
            let at = state.mailbox_of(&caller.subject, &caller.email);
            let mut turn = Turn { state: &mut state, asked, caller, at, basic: false };
            turn.take(&shapes)
        }
    };
    if let Some(response) = after(&state, &parts).await {
        return response;
    }
    let answer = if prefer.is_empty() { answer } else { answer.with("preference-applied", prefer.join(", ")) };
    answer.response(&parts)
}

impl Turn<'_> {
    fn take(&mut self, shapes: &Shapes) -> GraphResponse {
        let Some(operation) = shapes.operation(&self.asked.method, &self.asked.path) else {
            let mut refusal = self.strange(&format!("{} {}", self.asked.method, self.asked.verbatim));
            refusal.body.as_mut().unwrap()["error"]["code"] = json!("RequestBroker--ParseUri");
            return refusal;
        };
        let answer = self.documented(shapes, &operation).unwrap_or_else(|refusal| refusal);
        if let Err(wrong) = shapes.answer(&operation, answer.status, answer.body.as_ref()) {
            self.state.undocumented.push(format!("the simulator's own answer to {}: {wrong}", self.asked.verbatim));
        }
        answer
    }

    fn documented(&mut self, shapes: &Shapes, operation: &Operation) -> Outcome {
        shapes.query(operation, &self.asked.query).map_err(|wrong| self.strange(&wrong))?;
        let body = shapes.body(operation, self.asked.body.as_ref()).map_err(|wrong| self.strange(&wrong))?;
        self.asked.body = body;
        let path = self.asked.path.clone();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let calendars = path.get(1).is_some_and(|name| *name != "events");
        self.allowed(calendars && path.len() < 4 && path.get(2) != Some(&"calendarView"))?;
        if self.person() == Person::NoMailbox && path.len() > 1 {
            return Err(refused(404, "MailboxNotEnabledForRESTAPI", "REST API is not yet supported for this mailbox."));
        }
        let (calendar, rest) = match path.as_slice() {
            ["me"] if self.asked.method == "GET" => return self.me(),
            ["me", "calendars"] if self.asked.method == "GET" => return self.calendars(),
            ["me", "calendars", id, rest @ ..] => (Some(self.calendar(id)?), rest),
            ["me", "calendar", rest @ ..] => (Some(0), rest),
            ["me", rest @ ..] => (None, rest),
            _ => (None, &path[..]),
        };
        let at = calendar.unwrap_or(0);
        match (self.asked.method.as_str(), rest) {
            ("GET", []) if calendar.is_some() => self.one_calendar(at),
            ("GET", ["events"]) => self.events(calendar),
            ("POST", ["events"]) => self.create(at),
            ("GET", ["calendarView"]) => self.view(at),
            ("GET", ["calendarView", "delta" | "delta()"]) => self.delta(at),
            (method, ["events", id, rest @ ..]) => {
                let (at, name) = self.event(id, calendar)?;
                match (method, rest) {
                    ("GET", []) => self.one(at, name),
                    ("PATCH", []) => self.patch(at, name),
                    ("DELETE", []) => self.delete(at, name, None),
                    ("GET", ["instances"]) => self.of_series(at, name),
                    ("POST", [action]) => self.act(at, name, action),
                    _ => Err(self.strange("this is not simulated")),
                }
            }
            _ => Err(self.strange("this is not simulated")),
        }
    }

    /// Judges by the token's scopes, short or as URLs, in any case.
    fn allowed(&mut self, names_only: bool) -> Result<(), GraphResponse> {
        let scopes = self.caller.scopes.iter().map(|scope| scope.to_lowercase());
        let scopes: Vec<String> =
            scopes.map(|scope| scope.trim_start_matches("https://graph.microsoft.com/").to_owned()).collect();
        let any = |of: &[&str]| of.iter().any(|one| scopes.iter().any(|scope| scope == one));
        if self.asked.path.len() == 1 {
            let message = "Insufficient privileges to complete the operation.";
            let reads = any(&["user.read", "user.readwrite"]);
            return if reads { Ok(()) } else { Err(refused(403, "Authorization_RequestDenied", message)) };
        }
        let writes = any(&["calendars.readwrite", "calendars.readwrite.shared"]);
        let reads = writes || any(&["calendars.read", "calendars.read.shared"]);
        let basic = any(&["calendars.readbasic"]);
        self.basic = !reads && !names_only;
        let fine = if self.asked.method == "GET" { reads || basic } else { writes };
        let message = "Access is denied. Check credentials and try again.";
        if fine { Ok(()) } else { Err(refused(403, "ErrorAccessDenied", message)) }
    }

    fn calendar(&self, id: &str) -> Result<usize, GraphResponse> {
        self.mailbox().calendars.iter().position(|calendar| calendar.id == id).ok_or_else(not_found)
    }

    fn event(&self, id: &str, calendar: Option<usize>) -> Result<(usize, Name), GraphResponse> {
        let (held, name) = self.mailbox().find(id).ok_or_else(not_found)?;
        let at = self.calendar(&held.id)?;
        let item = &held.items[&name.number];
        let series = name.occurrence.is_none() || kind(&item.document) == "seriesMaster";
        if calendar.is_some_and(|calendar| calendar != at) || !series { Err(not_found()) } else { Ok((at, name)) }
    }

    /// Refuses what no documented client would ask for, or what is not simulated, and reports it when the test ends.
    pub(super) fn strange(&mut self, what: &str) -> GraphResponse {
        self.state.undocumented.push(format!("{} {}: {what}", self.asked.method, self.asked.verbatim));
        refused(400, "BadRequest", what)
    }

    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.state.mailboxes[self.at]
    }

    pub(super) fn mailbox_mut(&mut self) -> &mut Mailbox {
        &mut self.state.mailboxes[self.at]
    }

    pub(super) fn base(&self) -> String {
        self.state.base.as_ref().unwrap().to_string()
    }

    pub(super) fn context(&self, of: &str) -> String {
        format!("{}/$metadata#{of}", self.base())
    }

    pub(super) fn entity(&self, of: &str, mut entity: Value) -> Value {
        entity["@odata.context"] = json!(self.context(&format!("{of}/$entity")));
        entity
    }
}

impl GraphResponse {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), headers: Vec::new() }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self { status, body: None, headers: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(super) fn response(mut self, parts: &Parts) -> Response {
        let asked = parts.headers.get("client-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
        if let Some(error) = self.body.as_mut().and_then(|body| body.get_mut("error")) {
            let id = "5d8d505c-864f-4804-88c7-4583c966cde8";
            let client = asked.as_deref().unwrap_or(id);
            error["innerError"] = json!({"date": "2027-03-01T09:00:00", "request-id": id, "client-request-id": client});
        }
        let mut response =
            Response::new(self.body.as_ref().map_or_else(Body::empty, |body| Body::from(body.to_string())));
        *response.status_mut() = http::StatusCode::from_u16(self.status).unwrap();
        if self.body.is_some() {
            let json =
                "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
            self.headers.push(("content-type", json.to_owned()));
        }
        self.headers.extend(asked.map(|id| ("client-request-id", id)));
        for (name, value) in self.headers {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        response
    }
}

pub(super) fn refused(status: u16, code: &str, message: &str) -> GraphResponse {
    GraphResponse::json(status, json!({"error": {"code": code, "message": message}}))
}

pub(super) fn not_found() -> GraphResponse {
    refused(404, "ErrorItemNotFound", "The specified object was not found in the store.")
}

fn unauthorized(denied: Denied) -> GraphResponse {
    let message = match denied {
        Denied::Missing => "Access token is empty.",
        Denied::Invalid => "Lifetime validation failed, the token is expired.",
    };
    let challenge =
        "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"";
    refused(401, "InvalidAuthenticationToken", message).with("www-authenticate", challenge.to_owned())
}

fn note(state: &Mutex<State>, at: At, parts: &Parts, body: &Bytes) {
    let headers = parts.headers.iter().filter(|(name, _)| *name != "authorization");
    state.lock().unwrap().seen.push(Seen {
        at,
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().map_or("/", |both| both.as_str()).to_owned(),
        had_authorization: parts.headers.contains_key("authorization"),
        headers: headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").to_owned())).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    });
}
