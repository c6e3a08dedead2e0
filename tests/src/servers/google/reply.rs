//! Answers as bytes, whole and spoiled.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use serde_json::Value;

use super::error::Refusal;
use super::fault::Fault;
use super::state::State;

const JSON: &str = "application/json; charset=UTF-8";
const HTML: &str = "text/html; charset=UTF-8";

pub(super) fn empty(status: u16) -> Response {
    with(status, None, Body::empty())
}

pub(super) fn refusal(refusal: &Refusal) -> Response {
    let mut response = with(refusal.status, Some(JSON), Body::from(refusal.body().to_string()));
    if refusal.status == 401 {
        let challenge = r#"Bearer realm="https://accounts.google.com/", error="invalid_token""#;
        response.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
    }
    response
}

/// Compressed for who says twice that it is wanted: in `Accept-Encoding`, and by the word in `User-Agent`.
pub(super) fn json(value: &Value, etag: Option<&str>, asked: &HeaderMap) -> Response {
    let says =
        |name: &str| asked.get(name).and_then(|text| text.to_str().ok()).is_some_and(|text| text.contains("gzip"));
    let text = value.to_string();
    let zipped = says("accept-encoding") && says("user-agent");
    let body = if zipped {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    } else {
        text.into_bytes()
    };
    let mut response = with(200, Some(JSON), Body::from(body));
    if zipped {
        response.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    }
    if let Some(etag) = etag {
        response.headers_mut().insert("etag", etag.parse().unwrap());
    }
    response
}

/// What comes instead of an answer.
pub(super) fn fault(fault: &Fault) -> Response {
    match fault {
        Fault::WebPage => {
            with(200, Some(HTML), Body::from("<!DOCTYPE html><html><body><p>Welcome to our hotel<br></body></html>"))
        }
        Fault::ProxyPage => with(502, Some(HTML), Body::from("<html><body><h1>502 Bad Gateway</h1></body></html>")),
        Fault::Flood { announced } => {
            let flood = Bytes::from(vec![b'x'; 50 << 20]);
            with(200, Some(JSON), if *announced { Body::from(flood) } else { Body::new(Unannounced(Some(flood))) })
        }
        other => {
            let mut response = refusal(&other.refusal().unwrap());
            if let Fault::Unavailable(seconds) = other {
                response.headers_mut().insert("retry-after", (*seconds).into());
            }
            response
        }
    }
}

/// The answer, after the faults that let everything be done first.
pub(super) fn spoiled(state: &mut State, id: &str, whole: Response) -> Response {
    let met = state.failing(id, |fault| match fault {
        Fault::DownAfterwards | Fault::TornAfterwards => whole.status().is_success().then(|| fault.clone()),
        Fault::Malformed => (whole.status() == 200).then(|| fault.clone()),
        _ => None,
    });
    match met {
        Some(Fault::DownAfterwards) => refusal(&Refusal::global(500, "backendError", "Backend Error")),
        Some(Fault::TornAfterwards) => with(200, Some(JSON), Body::new(Unannounced(None))),
        Some(_) => with(200, Some(JSON), Body::from(r#"{"kind": "calendar#event", "etag": "\"31"#)),
        None => whole,
    }
}

fn with(status: u16, kind: Option<&str>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
    if let Some(kind) = kind {
        response.headers_mut().insert("content-type", kind.parse().unwrap());
    }
    response
}

/// A body of unannounced length, or, where there is none, one that fails.
struct Unannounced(Option<Bytes>);

impl HttpBody for Unannounced {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        match self.0.take() {
            Some(bytes) if bytes.is_empty() => Poll::Ready(None),
            Some(mut bytes) => {
                let piece = bytes.split_to(bytes.len().min(64 << 10));
                self.0 = Some(bytes);
                Poll::Ready(Some(Ok(http_body::Frame::data(piece))))
            }
            None => Poll::Ready(Some(Err(std::io::Error::other("cut off")))),
        }
    }
}
