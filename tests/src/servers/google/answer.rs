//! Takes requests and answers them: faults on command, who may ask, what is documented, and which part answers.

use std::time::Duration;

use axum::body::Bytes;
use axum::response::Response;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use http::request::Parts;
use serde_json::{Value, json};

use super::discovery::{self, Method};
use super::error::{ApiResult, Refusal};
use super::event::View;
use super::fault::{Fault, invalid_credentials};
use super::list::Bent;
use super::state::{Calendar, State};
use super::token_check::{Caller, Denied, TokenCheck};
use super::{Role, Seen, calendars, free_busy, list, read, reply, times, write};

/// What is sent, and when.
pub(super) struct Reply {
    pub response: Response,
    pub after: Duration,
    /// Never.
    pub hangs: bool,
}

/// The query, decoded, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(pub Vec<(String, String)>);

impl Query {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }
}

/// A request that was let in.
pub(super) struct Asked<'a> {
    pub caller: &'a Caller,
    pub query: Query,
    pub body: Value,
    headers: &'a HeaderMap,
    times_only: bool,
}

impl Asked<'_> {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn view(&self, calendar: &Calendar) -> ApiResult<View> {
        let zone = match self.query.get("timeZone") {
            None => calendar.zone(),
            Some(name) => {
                times::zone(name).ok_or_else(|| Refusal::invalid("Invalid time zone.").at("parameter", "timeZone"))?
            }
        };
        let most_attendees = self.query.number("maxAttendees");
        Ok(View { zone, most_attendees, times_only: self.times_only, settled: true })
    }
}

pub(super) fn to(state: &mut State, gate: &dyn TokenCheck, parts: &Parts, body: &Bytes) -> Reply {
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let found = discovery::find(parts.method.as_str(), parts.uri.path());
    note(state, parts, body, &query, found.as_ref().map(|(method, _)| method.id));
    let Some((method, path)) = found else {
        state.undocumented.push(format!("{} {}", parts.method, parts.uri.path()));
        return Reply::at_once(reply::refusal(&Refusal::not_found()));
    };
    let id = method.id;
    if let Some(response) = broken(state, id) {
        return Reply::at_once(response);
    }
    let hangs = state.failing(id, |fault| (*fault == Fault::Hang).then_some(())).is_some();
    let slow = |fault: &Fault| if let Fault::Slow(time) = fault { Some(*time) } else { None };
    let after = state.failing(id, slow).unwrap_or_default();
    if hangs {
        return Reply { response: reply::empty(200), after, hangs };
    }
    let outcome = admitted(state, gate, parts, method, query, body).and_then(|(caller, query, body)| {
        let asked = Asked { caller: &caller, query, body, headers: &parts.headers, times_only: false };
        let answer = carry_out(state, method, &path, asked)?;
        Ok((answer.0, answer.1))
    });
    let response = match outcome {
        Ok((_, None)) => reply::empty(204),
        Ok((query, Some(value))) => documented(state, method, &query, &value, parts),
        Err(refusal) => reply::refusal(&refusal),
    };
    Reply { response: reply::spoiled(state, id, response), after, hangs }
}

impl Reply {
    fn at_once(response: Response) -> Self {
        Self { response, after: Duration::ZERO, hangs: false }
    }
}

/// Answers with the faults that keep anything from being done.
fn broken(state: &mut State, id: &str) -> Option<Response> {
    let met = state.failing(id, |fault| {
        let page = matches!(fault, Fault::WebPage | Fault::ProxyPage | Fault::Flood { .. });
        (page || fault.refusal().is_some()).then(|| fault.clone())
    })?;
    Some(reply::fault(&met))
}

fn note(state: &mut State, parts: &Parts, body: &Bytes, query: &[(String, String)], id: Option<&'static str>) {
    let headers = parts.headers.iter().filter(|(name, _)| *name != AUTHORIZATION);
    state.seen.push(Seen {
        asked: id,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: query.to_vec(),
        had_authorization: parts.headers.contains_key(AUTHORIZATION),
        headers: headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").to_owned())).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    });
}

/// Returns who asks, and what, if both are in order.
fn admitted(
    state: &mut State,
    gate: &dyn TokenCheck,
    parts: &Parts,
    method: Method,
    query: Vec<(String, String)>,
    body: &Bytes,
) -> ApiResult<(Caller, Query, Value)> {
    let authorization = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let caller = gate.caller(authorization).map_err(|denied| match denied {
        Denied::Missing => Refusal::global(401, "required", "Login Required.").at("header", "Authorization"),
        Denied::Invalid => invalid_credentials(),
    })?;
    if !method.scopes().any(|scope| has(&caller, scope)) {
        return Err(Refusal::scope());
    }
    state.open_account(&caller.email);
    if query.iter().any(|(name, _)| name == "oauth_token" || name == "access_token") {
        state.undocumented.push(format!("{}: a token in the address", method.id));
    }
    if let Err((name, wrong)) = method.check_query(&query) {
        state.undocumented.push(wrong.clone());
        return Err(Refusal::global(400, "invalidParameter", wrong).at("parameter", name));
    }
    let body = sent(state, method, parts, body)?;
    Ok((caller, Query(query), body))
}

/// The body, as JSON of the documented shape.
fn sent(state: &mut State, method: Method, parts: &Parts, body: &Bytes) -> ApiResult<Value> {
    if !method.takes_body() {
        if !body.is_empty() {
            state.undocumented.push(format!("{}: sent a body", method.id));
            return Err(Refusal::global(400, "badRequest", "This request has no body."));
        }
        return Ok(Value::Null);
    }
    let kind = parts.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        state.undocumented.push(format!("{}: sent {kind:?} for JSON", method.id));
        return Err(Refusal::global(400, "parseError", "This API does not support parsing form-encoded input."));
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::global(400, "parseError", "Parse Error"))?;
    if !value.is_object() {
        return Err(Refusal::global(400, "parseError", "Parse Error"));
    }
    method.check_request(&value).map_err(|wrong| {
        state.undocumented.push(wrong.clone());
        Refusal::global(400, "badRequest", wrong)
    })?;
    Ok(value)
}

fn has(caller: &Caller, scope: &str) -> bool {
    let short = match scope {
        "https://www.googleapis.com/auth/userinfo.email" => "email",
        "https://www.googleapis.com/auth/userinfo.profile" => "profile",
        other => other,
    };
    caller.scopes.iter().any(|given| given == scope || given == short)
}

/// For scopes that do not reach everything: returns whether the best of them reaches a calendar of this role, and
/// whether only times.
fn reach(caller: &Caller, method: Method, calendar: &Calendar) -> ApiResult<bool> {
    let useful = method.scopes().filter(|scope| has(caller, scope));
    let reached = useful.filter_map(|scope| match scope.rsplit('/').next()? {
        "calendar.events.owned" | "calendar.events.owned.readonly" => (calendar.role == Role::Owner).then_some(false),
        "calendar.events.public.readonly" => (calendar.id == super::HOLIDAYS).then_some(false),
        "calendar.events.freebusy" => Some(true),
        // None of these was made by the program.
        "calendar.app.created" => None,
        _ => Some(false),
    });
    reached.min().ok_or_else(Refusal::scope)
}

fn carry_out(
    state: &mut State,
    method: Method,
    path: &[(String, String)],
    mut asked: Asked,
) -> ApiResult<(Query, Option<Value>)> {
    let named = |name: &str| path.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let event = named("eventId");
    let mut calendar = Err(Refusal::not_found());
    if !named("calendarId").is_empty() {
        calendar = state.calendar(&asked.caller.email, named("calendarId"));
        if let (Ok(at), true) = (&calendar, method.id.starts_with("calendar.events.")) {
            asked.times_only = reach(asked.caller, method, &state.calendars[*at])?;
        }
    }
    let value = match method.id {
        "calendar.calendarList.list" => {
            let none = state.failing(method.id, |fault| (*fault == Fault::EmptyList).then_some(())).is_some();
            let bent = bent(state, method.id);
            Some(calendars::list(state, &asked, bent.expired, none)?)
        }
        "calendar.calendarList.get" => Some(calendars::list_entry(state, calendar?)),
        "calendar.calendars.get" => Some(calendars::get(state, calendar?)),
        "calendar.events.list" => {
            let bent = bent(state, method.id);
            Some(list::list(state, calendar?, &asked, &bent)?)
        }
        "calendar.events.get" => Some(read::get(state, calendar?, event, &asked)?),
        "calendar.events.instances" => Some(read::instances(state, calendar?, event, &asked)?),
        "calendar.events.insert" => Some(write::insert(state, calendar?, &asked)?),
        "calendar.events.patch" => Some(write::patch(state, calendar?, event, &asked)?),
        "calendar.events.update" => Some(write::replace(state, calendar?, event, &asked)?),
        "calendar.events.delete" => {
            write::delete(state, calendar?, event, &asked)?;
            None
        }
        "calendar.freebusy.query" => Some(free_busy::query(state, &asked)?),
        "oauth2.userinfo.get" => Some(read::person(asked.caller)),
        other => unreachable!("{other} is documented and not simulated"),
    };
    Ok((asked.query, value))
}

fn bent(state: &mut State, id: &str) -> Bent {
    let mut is = |wanted: Fault| state.failing(id, |fault| (*fault == wanted).then_some(())).is_some();
    let (empty, repeated, expired) = (is(Fault::EmptyPage), is(Fault::RepeatedItem), is(Fault::TokenExpired));
    let at_most = state.failing(id, |fault| if let Fault::ShortPages(most) = fault { Some(*most) } else { None });
    Bent { empty, repeated, at_most, expired }
}

/// Returns the answer, after comparing it with what Google documents.
fn documented(state: &mut State, method: Method, query: &Query, value: &Value, parts: &Parts) -> Response {
    debug_assert!(method.answers());
    if let Err(wrong) = method.check_answer(value) {
        state.undocumented.push(wrong);
    }
    let part = match query.get("fields").map(|fields| method.partial(fields, value)) {
        None => value.clone(),
        Some(Ok(part)) => part,
        Some(Err(wrong)) => {
            state.undocumented.push(format!("{}: {wrong}", method.id));
            return reply::refusal(&Refusal::global(400, "invalidParameter", wrong).at("parameter", "fields"));
        }
    };
    let etag = value["etag"].as_str().map(|etag| json!(etag));
    reply::json(&part, etag.as_ref().and_then(Value::as_str), &parts.headers)
}
