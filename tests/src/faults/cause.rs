//! Causes a fault at one kind of request, on the way between an app and its server. What a network does is done by a
//! network: cut, torn, silent and endless answers come over a socket.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use http::StatusCode;

use super::{Fault, Request, Said};

/// How long a silent server is waited for here.
const SHORT: Duration = Duration::from_millis(40);
/// How much a flood sends.
const FLOOD: usize = 50 << 20;

/// A network in which one kind of request can be made to fail.
pub struct Causing {
    real: Arc<dyn Http>,
    plain: WebHttp,
    provider: &'static str,
    wire: Wire,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cause: Option<(Request, Fault)>,
    /// The calendar that it is about, if it is about one.
    calendar: Option<String>,
    /// Requests of no kind of the table.
    unknown: Vec<String>,
    /// How often the fault was met.
    met: usize,
}

impl State {
    /// Returns the fault that a request meets, and how many met it before.
    fn meets(&mut self, kind: Request, calendar: String) -> Option<(Fault, usize)> {
        let (wanted, fault) = self.cause?;
        if wanted != kind || !self.is_about(&calendar) {
            return None;
        }
        self.calendar = Some(calendar);
        self.met += 1;
        Some((fault, self.met))
    }

    /// A fault at readings is one of the first calendar that meets it, and of no other.
    fn is_about(&self, calendar: &str) -> bool {
        let is_reading = matches!(self.cause, Some((Request::State | Request::ReadAll | Request::ReadNew, _)));
        !is_reading || self.calendar.as_ref().is_none_or(|met| met == calendar)
    }
}

impl Causing {
    /// The network `real`, over which this provider is reached.
    pub fn before(real: Arc<dyn Http>, provider: &'static str) -> Self {
        let plain = WebHttp::new(None).unwrap();
        Self { real, plain, provider, wire: Wire::start(), state: Mutex::default() }
    }

    /// From now on, until [`Self::heal`], each request of this kind meets the fault; a reading, where it is one of the first
    /// calendar that is read.
    pub fn cause(&self, request: Request, fault: Fault) {
        *self.state.lock().unwrap() = State { cause: Some((request, fault)), ..State::default() };
    }

    /// Returns how often the fault was met.
    pub fn heal(&self) -> usize {
        let mut state = self.state.lock().unwrap();
        state.cause = None;
        state.met
    }

    /// Returns the requests of no kind of the table since the last fault was caused.
    pub fn unknown(&self) -> Vec<String> {
        self.state.lock().unwrap().unknown.clone()
    }

    async fn over_the_wire(&self, way: &str, limits: Limits) -> HttpError {
        let request = http::Request::get(format!("http://{}/{way}", self.wire.0)).body(Vec::new()).unwrap();
        match self.plain.send(request, limits).await {
            Ok(answer) => panic!("{way} was answered: {:?}", answer.status()),
            Err(error) => error,
        }
    }
}

#[async_trait]
impl Http for Causing {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let (kind, calendar) = (Request::of(self.provider, &request), Request::calendar(&request));
        if kind == Request::Other {
            let what = format!("{} {}", request.method(), request.uri());
            self.state.lock().unwrap().unknown.push(what);
        }
        let Some((fault, page)) = self.state.lock().unwrap().meets(kind, calendar) else {
            return self.real.send(request, limits).await;
        };
        let url = request.uri().to_string();
        match fault {
            Fault::NoNetwork => Err(HttpError::Offline),
            Fault::Refused => Err(HttpError::Unreached),
            Fault::CutBefore => Err(self.over_the_wire("cut", limits).await),
            Fault::CutAfter => {
                self.real.send(request, limits).await?;
                Err(self.over_the_wire("torn", limits).await)
            }
            Fault::TimeOut => Err(self.over_the_wire("silent", Limits { silence: SHORT, ..limits }).await),
            Fault::Flood => {
                self.real.send(request, limits).await?;
                Err(self.over_the_wire("flood", limits).await)
            }
            Fault::Said(said) => Ok(said.answer(self.provider)),
            Fault::Html => Ok(answer(StatusCode::OK, "text/html", PAGE)),
            Fault::Truncated => {
                let mut answer = self.real.send(request, limits).await?;
                let half = answer.body().len() / 2;
                answer.body_mut().truncate(half);
                Ok(answer)
            }
            Fault::Empty => {
                let mut answer = self.real.send(request, limits).await?;
                answer.body_mut().clear();
                Ok(answer)
            }
            Fault::Endless => {
                let mut answer = self.real.send(first_page(request), limits).await?;
                let more = another_page(self.provider, answer.body(), &url, page);
                *answer.body_mut() = more;
                Ok(answer)
            }
        }
    }
}

const PAGE: &str = "<!doctype html><html><title>Sign in to the hotel</title><body>Welcome.</body></html>";

fn answer(status: StatusCode, kind: &str, body: &str) -> http::Response<Vec<u8>> {
    http::Response::builder().status(status).header("content-type", kind).body(body.as_bytes().to_vec()).unwrap()
}

impl Said {
    /// The answer in the words of this provider.
    fn answer(self, provider: &str) -> http::Response<Vec<u8>> {
        let (word, kind, body) = (self.word, "application/json", self.status);
        let is_token = matches!(provider, "google" | "outlook") && word.contains('_');
        let text = match provider {
            _ if is_token => format!(r#"{{"error":"{word}"}}"#),
            "google" => {
                format!(
                    r#"{{"error":{{"code":{body},"message":"x","errors":[{{"domain":"global","reason":"{word}"}}]}}}}"#
                )
            }
            "outlook" => format!(r#"{{"error":{{"code":"{word}","message":"x"}}}}"#),
            _ if word == "<error>" => r#"<?xml version="1.0"?><D:error xmlns:D="DAV:"/>"#.to_owned(),
            _ => {
                // RFC 4791 section 5.3.2.1; the others are WebDAV's own.
                let space = if word == "no-uid-conflict" { "C" } else { "D" };
                format!(
                    r#"<?xml version="1.0"?><D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><{space}:{word}/></D:error>"#
                )
            }
        };
        let (kind, text) = match (provider, word) {
            (_, "") => ("text/plain", String::new()),
            ("google" | "outlook", _) => (kind, text),
            _ => ("application/xml", text),
        };
        let mut answer = answer(StatusCode::from_u16(self.status).unwrap(), kind, &text);
        if let Some(seconds) = self.wait {
            answer.headers_mut().insert("retry-after", seconds.into());
        }
        answer
    }
}

/// The request without what names a later page, so that the server answers it again and again.
fn first_page(request: http::Request<Vec<u8>>) -> http::Request<Vec<u8>> {
    let (mut parts, body) = request.into_parts();
    let mut url = url::Url::parse(&parts.uri.to_string()).unwrap();
    let kept: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| !matches!(name.as_str(), "pageToken" | "again")).collect();
    if url.query().is_some() {
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    parts.uri = url.as_str().parse().unwrap();
    http::Request::from_parts(parts, body)
}

/// The answer with a next page after it.
fn another_page(provider: &str, body: &[u8], url: &str, page: usize) -> Vec<u8> {
    if !matches!(provider, "google" | "outlook") {
        // RFC 6578 section 3.6: cut, with a token to go on from.
        let text = String::from_utf8(body.to_vec()).unwrap();
        let (text, rest) = text.rsplit_once("</").unwrap_or((&text, ""));
        let more = format!(
            r#"<D:response xmlns:D="DAV:"><D:href>{}</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>"#,
            url::Url::parse(url).unwrap().path()
        );
        let whole = format!("{text}{more}</{rest}");
        return match whole.split_once("sync-token>") {
            Some((head, tail)) => format!("{head}sync-token>{page}-{tail}").into_bytes(),
            None => whole.into_bytes(),
        };
    }
    let mut body: serde_json::Value = serde_json::from_slice(body).unwrap();
    let fields = body.as_object_mut().unwrap();
    if provider == "google" {
        fields.remove("nextSyncToken");
        fields.insert("nextPageToken".into(), format!("page-{page}").into());
    } else {
        let mut next = url::Url::parse(url).unwrap();
        let kept: Vec<(String, String)> = next.query_pairs().into_owned().filter(|(name, _)| name != "again").collect();
        next.query_pairs_mut().clear().extend_pairs(kept).append_pair("again", &page.to_string());
        fields.remove("@odata.deltaLink");
        fields.insert("@odata.nextLink".into(), next.to_string().into());
    }
    serde_json::to_vec(&body).unwrap()
}

/// A server that never answers as it should. Ends with the program: its threads wait for nobody.
struct Wire(SocketAddr);

impl Wire {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                std::thread::spawn(move || misbehave(caller));
            }
        });
        Self(address)
    }
}

fn misbehave(mut caller: TcpStream) {
    use std::io::Read as _;
    let mut head = [0_u8; 2048];
    let read = caller.read(&mut head).unwrap_or_default();
    let asked = String::from_utf8_lossy(&head[..read]).into_owned();
    let way = asked.split(['/', ' ']).nth(2).unwrap_or_default();
    let _gone = match way {
        "cut" => Ok(()),
        "torn" => caller.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<half").map(drop),
        "silent" => caller.read(&mut head).map(drop),
        "flood" => flood(&mut caller),
        other => panic!("no way {other}"),
    };
}

fn flood(caller: &mut TcpStream) -> std::io::Result<()> {
    caller.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
    let piece = vec![b' '; 1 << 16];
    for _ in 0..FLOOD / piece.len() {
        caller.write_all(&piece)?;
    }
    Ok(())
}
