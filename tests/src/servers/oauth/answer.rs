//! Answers of the token endpoint: JSON, refusals, and those of faults.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use serde_json::Value;

use super::fault::{CLAIMS, Fault, Refusal};
use super::refuse::{self, Why};
use super::state::State;

/// Answers with the faults that ignore what was asked for.
pub fn broken(state: &mut State) -> Option<Response> {
    if state.fails(&Fault::WebPage) {
        return Some(plain(200, "text/html", "<!DOCTYPE html><html><body><p>Welcome to our hotel<br></body></html>"));
    }
    if let Some(to) = state.fault(|fault| if let Fault::RedirectsTo(to) = fault { Some(to.clone()) } else { None }) {
        return Some(and(plain(307, "text/plain", ""), LOCATION, &to));
    }
    if let Some(after) = state.fault(|fault| if let Fault::Throttled(after) = fault { Some(*after) } else { None }) {
        return Some(and(plain(429, "text/plain", "Too many requests"), RETRY_AFTER, after));
    }
    if state.fails(&Fault::Unavailable) {
        return Some(plain(503, "text/plain", "The service is unavailable."));
    }
    if let Some((status, body)) = state.fault(|fault| match fault {
        Fault::Says(status, body) => Some((*status, *body)),
        _ => None,
    }) {
        let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
        return Some(plain(status, kind, body));
    }
    if state.fails(&Fault::Flood) {
        return Some(plain(200, "application/json", &format!("{{\"access_token\":\"{}\"}}", "A".repeat(50 << 20))));
    }
    let refusal = state.fault(|fault| if let Fault::Refuses(refusal) = fault { Some(*refusal) } else { None })?;
    Some(match refusal {
        Refusal::InvalidGrant => no(state, Why::RefreshUnknown),
        Refusal::InvalidClient => no(state, Why::UnknownClient),
        Refusal::InvalidRapt => json(
            400,
            &serde_json::json!({ "error": "invalid_grant", "error_description": "reauth related error (invalid_rapt)",
                     "error_subtype": "invalid_rapt" }),
        ),
        Refusal::TemporarilyUnavailable => worded(state, (503, "temporarily_unavailable", 90_033, None), None),
        Refusal::ServerError => worded(state, (500, "server_error", 90_013, None), None),
        Refusal::InteractionRequired(suberror) => {
            worded(state, (400, "interaction_required", 50_076, Some(suberror)), Some(CLAIMS))
        }
    })
}

/// Returns the refusal of a request.
pub fn no(state: &State, why: Why) -> Response {
    let words = why.words(state.manner.wording);
    json(words.0, &refuse::body(state.manner.wording, words, None, &time(state)))
}

fn worded(state: &State, words: (u16, &'static str, u32, Option<&'static str>), claims: Option<&str>) -> Response {
    let (status, error, code, suberror) = words;
    let words = (status, error, code, suberror, "As the test wants it.");
    json(status, &refuse::body(state.manner.wording, words, claims, &time(state)))
}

fn time(state: &State) -> String {
    state.now().format("%F %TZ").to_string()
}

pub fn json(status: u16, value: &Value) -> Response {
    and(plain(status, "application/json; charset=utf-8", &value.to_string()), CACHE_CONTROL, "no-store")
}

pub fn plain(status: u16, kind: &str, text: &str) -> Response {
    let mut answer = Response::new(Body::from(text.to_owned()));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    and(answer, CONTENT_TYPE, kind)
}

fn and(mut answer: Response, name: HeaderName, value: &str) -> Response {
    answer.headers_mut().insert(name, value.parse().unwrap());
    answer
}
