//! A server that gives out one calendar file at an address nobody can guess: with ETag and Last-Modified, and with
//! whatever fault a test wants.

use std::io::{Error, Write as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use tokio::task::JoinHandle;

/// What stands in the address, and must not be found anywhere else.
pub const SECRET: &str = "private-8f2c0d7e41";

/// A request, by what it brought to save a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub path: String,
    pub if_none_match: Option<String>,
    pub if_modified_since: Option<String>,
    /// It carried a user name and a password.
    pub signed_in: bool,
    /// The answer.
    pub status: u16,
}

/// How it answers instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Status(u16),
    /// Sends on to another address.
    Redirect(String),
    /// Begins the file and breaks off.
    BreaksOff,
    /// Sends without end.
    Endless,
    /// Packs 64 MB into a few KB.
    Bomb,
}

struct State {
    body: String,
    version: u32,
    /// It sends neither ETag nor Last-Modified.
    unmarked: bool,
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
        let state = Arc::new(Mutex::new(State {
            body: body.into(),
            version: 1,
            unmarked: false,
            fault: None,
            seen: Vec::new(),
        }));
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

    /// Sends neither ETag nor Last-Modified from now on.
    pub fn unmark(&self) {
        lock(&self.state).unmarked = true;
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
        Some(Fault::BreaksOff) => {
            let half = state.body.as_bytes()[..state.body.len() / 2].to_vec();
            Body::new(Sends { first: Some(half.into()), endless: false }).into_response()
        }
        Some(Fault::Endless) => Body::new(Sends { first: None, endless: true }).into_response(),
        Some(Fault::Bomb) => ([(header::CONTENT_ENCODING, "gzip")], bomb()).into_response(),
        Some(Fault::Redirect(_)) | None if !path.contains(SECRET) => StatusCode::NOT_FOUND.into_response(),
        Some(Fault::Redirect(_)) | None if if_none_match.as_ref() == Some(&etag) => {
            StatusCode::NOT_MODIFIED.into_response()
        }
        Some(Fault::Redirect(_)) | None => {
            let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
            let marks = [(header::ETAG, etag), (header::LAST_MODIFIED, "Mon, 23 Nov 2026 07:00:00 GMT".to_owned())];
            let body = state.body.clone();
            if state.unmarked { (kind, body).into_response() } else { (kind, marks, body).into_response() }
        }
    };
    state.seen.push(Seen {
        path: path.to_owned(),
        if_modified_since: asked(header::IF_MODIFIED_SINCE),
        if_none_match,
        signed_in: asked(header::AUTHORIZATION).is_some(),
        status: response.status().as_u16(),
    });
    response
}

fn bomb() -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let piece = vec![b'\n'; 1 << 20];
    (0..64).for_each(|_| packed.write_all(&piece).unwrap());
    packed.finish().unwrap()
}

/// A body that does not end as it should.
struct Sends {
    first: Option<Bytes>,
    endless: bool,
}

impl http_body::Body for Sends {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let piece = self.first.take().or_else(|| self.endless.then(|| vec![b'\n'; 1 << 16].into()));
        Poll::Ready(Some(piece.map(Frame::data).ok_or_else(|| Error::other("broken off"))))
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Drop for Ics {
    fn drop(&mut self) {
        self.running.abort();
    }
}
