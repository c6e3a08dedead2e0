//! A server that answers as a test tells it to, word for word, for answers that no other server here gives.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::response::Response;
use url::Url;

use super::serve::{self, Serving};

/// A request as it came in, its sign-in left out.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub depth: Option<String>,
    pub body: String,
}

pub struct Scripted {
    pub url: Url,
    seen: Arc<Mutex<Vec<Asked>>>,
    _serving: Serving,
}

impl Scripted {
    /// Gives each request to `answer`.
    pub async fn start(answer: impl Fn(&Asked) -> Response + Clone + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = seen.clone();
        let serving = serve::plain(move |parts, body| {
            let depth = parts.headers.get("depth").and_then(|depth| depth.to_str().ok()).map(str::to_owned);
            let asked = Asked {
                method: parts.method.to_string(),
                path: parts.uri.path().to_owned(),
                depth,
                body: String::from_utf8_lossy(&body).into_owned(),
            };
            let answer = answer(&asked);
            noted.lock().unwrap().push(asked);
            std::future::ready(answer)
        })
        .await;
        let url = Url::parse(&format!("http://{}/", serving.address)).unwrap();
        Self { url, seen, _serving: serving }
    }

    /// Every request so far, in order.
    pub fn seen(&self) -> Vec<Asked> {
        self.seen.lock().unwrap().clone()
    }

    pub fn forget_seen(&self) {
        self.seen.lock().unwrap().clear();
    }
}

impl Asked {
    /// Returns whether it is this method, at this path.
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }
}

/// Any status, any bytes.
pub fn answer(status: u16, body: impl Into<Body>) -> Response {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
    answer
}

/// A 207 with these responses.
pub fn multistatus(inside: &[u8]) -> Response {
    let head = br#"<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/">"#;
    answer(207, [&head[..], inside, b"</D:multistatus>"].concat())
}

/// One response with the properties that exist.
pub fn found(href: &str, props: &str) -> String {
    format!(
        "<D:response><D:href>{href}</D:href><D:propstat><D:prop>{props}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )
}
