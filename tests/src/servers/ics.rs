//! A server that gives out one calendar file at an address nobody can guess: with ETag and Last-Modified, and with
//! whatever fault a test wants.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::task::JoinHandle;

/// What stands in the address, and must not be found anywhere else.
pub const SECRET: &str = "private-8f2c0d7e41";

/// A request, by what it brought to save a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub path: String,
    pub if_none_match: Option<String>,
    pub if_modified_since: Option<String>,
    /// The answer.
    pub status: u16,
}

/// How it answers instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Status(u16),
    /// Sends on to another address.
    Redirect(String),
}

struct State {
    body: String,
    version: u32,
    fault: Option<Fault>,
    seen: Vec<Seen>,
}

pub struct Ics {
    /// The link, as a person copies it.
    pub link: String,
    state: Arc<Mutex<State>>,
    running: JoinHandle<()>,
}

impl Ics {
    pub async fn start(body: &str) -> Self {
        let state = Arc::new(Mutex::new(State { body: body.into(), version: 1, fault: None, seen: Vec::new() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = format!("http://{}/calendar/ical/anna/{SECRET}/basic.ics", listener.local_addr().unwrap());
        let held = state.clone();
        let app = Router::new().fallback(move |request: Request| {
            let answer = answer(&mut lock(&held), &request);
            async { answer }
        });
        let running = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { link, state, running }
    }

    /// Another file from now on.
    pub fn publish(&self, body: &str) {
        let mut state = lock(&self.state);
        state.body = body.into();
        state.version += 1;
    }

    pub fn fault(&self, fault: Option<Fault>) {
        lock(&self.state).fault = fault;
    }

    /// The requests since this was last asked.
    pub fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut lock(&self.state).seen)
    }
}

fn answer(state: &mut State, request: &Request) -> Response {
    let asked = |name| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let etag = format!("\"v{}\"", state.version);
    let if_none_match = asked(header::IF_NONE_MATCH);
    let path = request.uri().path();
    let response = match &state.fault {
        Some(Fault::Status(status)) => StatusCode::from_u16(*status).unwrap().into_response(),
        Some(Fault::Redirect(to)) if path.contains(SECRET) && !path.contains("moved") => {
            (StatusCode::FOUND, [(header::LOCATION, to.clone())]).into_response()
        }
        Some(Fault::Redirect(_)) | None if !path.contains(SECRET) => StatusCode::NOT_FOUND.into_response(),
        Some(Fault::Redirect(_)) | None if if_none_match.as_ref() == Some(&etag) => {
            StatusCode::NOT_MODIFIED.into_response()
        }
        Some(Fault::Redirect(_)) | None => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
                (header::ETAG, etag),
                (header::LAST_MODIFIED, "Mon, 23 Nov 2026 07:00:00 GMT".to_owned()),
            ];
            (headers, state.body.clone()).into_response()
        }
    };
    state.seen.push(Seen {
        path: path.to_owned(),
        if_modified_since: asked(header::IF_MODIFIED_SINCE),
        if_none_match,
        status: response.status().as_u16(),
    });
    response
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Drop for Ics {
    fn drop(&mut self) {
        self.running.abort();
    }
}
