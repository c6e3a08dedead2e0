//! The faults that ignore what was asked for: before anything is done, and afterwards.

use std::sync::Mutex;

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;

use super::answer::refused;
use super::fault::Fault;
use super::mailbox::State;

pub(super) async fn before(state: &Mutex<State>, parts: &Parts) -> Option<Response> {
    let method = parts.method.as_str();
    let slow = state.lock().unwrap().failing(|fault| match fault {
        Fault::Slow(time) => Some(*time),
        _ => None,
    });
    if let Some(time) = slow {
        tokio::time::sleep(time).await;
    }
    let mut state = state.lock().unwrap();
    if state.fails(&Fault::WebPage) {
        let page = "<!DOCTYPE html><html><body><p>Welcome to our hotel<br></body></html>";
        return Some(raw("text/html", page.as_bytes().to_vec()));
    }
    if state.fails(&Fault::Malformed) {
        return Some(raw("application/json", br#"{"@odata.context":"x","value":[{"id":"AAMk"#.to_vec()));
    }
    if state.fails(&Fault::Flood) {
        return Some(raw("application/json", vec![b' '; 50 << 20]));
    }
    let (status, code, retry_after) = state.failing(|fault| match fault {
        Fault::Status { method: of, status, code, retry_after } if *of == method => {
            Some((*status, *code, *retry_after))
        }
        _ => None,
    })?;
    let mut answer = refused(status, code, "Something went wrong.");
    if let Some(time) = retry_after {
        answer = answer.with("retry-after", time.to_owned());
    }
    Some(answer.response(parts))
}

pub(super) async fn after(state: &Mutex<State>, parts: &Parts) -> Option<Response> {
    let method = parts.method.as_str();
    if state.lock().unwrap().fails(&Fault::Hang) {
        std::future::pending::<()>().await;
    }
    let status = state.lock().unwrap().failing(|fault| match fault {
        Fault::Lost { method: of, status } if *of == method => Some(*status),
        _ => None,
    })?;
    Some(refused(status, "UnknownError", "").response(parts))
}

fn raw(kind: &str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert("content-type", kind.parse().unwrap());
    response
}
