//! The listener that a browser comes back to (RFC 8252 sections 7.3 and 8.3).
//!
//! It is bound before the browser opens and gone when the sign-in is over. Any program on this computer can knock,
//! so only a GET of the one path, under the name that was asked for, is read, and a wrong answer changes
//! nothing. The pages are constant; they repeat nothing of what came in.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use super::callback;
use super::registration::Loopback;

/// The most connections at a time; more have to wait.
const AT_ONCE: usize = 32;
/// The time limit of one connection; a slower one is cut off.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the last page can still be fetched.
const LINGER: Duration = Duration::from_secs(10);
/// How often to look for a port that is free for IPv4 and IPv6.
const TRIES: u32 = 8;

/// What became of an address that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It belongs to the current sign-in: the listener is done.
    Taken,
    /// It does not: go on listening.
    Strange,
}

/// Whom an address is handed to.
pub type Door = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Acceptance> + Send>> + Send + Sync>;

/// Bound sockets, and the address at which a browser reaches them.
pub struct Bound {
    sockets: Vec<TcpListener>,
    host: String,
    path: String,
    redirect: String,
}

/// A running listener. It ends when this is dropped.
pub struct Listening {
    tasks: Vec<JoinHandle<()>>,
    room: Arc<Room>,
}

impl Listening {
    /// Ends the listener: every socket closes once there was time to fetch the last page.
    pub fn finish(&self) {
        self.room.over.send_replace(true);
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Bound {
    /// Binds the sockets. `localhost` is two addresses, and a browser may try either: if another program has one of
    /// them, neither is used.
    pub async fn bind(wanted: &Loopback) -> io::Result<Self> {
        let mut tried: u32 = 0;
        let sockets = loop {
            match sockets(&wanted.host, wanted.port.unwrap_or(0)).await {
                Ok(sockets) => break sockets,
                Err(error) if wanted.port.is_none() && tried < TRIES => {
                    tracing::debug!(%error, "a port was taken in one family");
                    tried = tried.saturating_add(1);
                }
                Err(error) => return Err(error),
            }
        };
        let port = sockets.first().ok_or(io::ErrorKind::AddrNotAvailable)?.local_addr()?.port();
        let host = format!("{}:{port}", wanted.host);
        let path = match &wanted.path {
            Some(path) => path.clone(),
            None => format!("/cb/{}", random()),
        };
        let redirect = match path.as_str() {
            // As it was registered: some providers compare the path character by character.
            "/" => format!("http://{host}"),
            path => format!("http://{host}{path}"),
        };
        Ok(Self { sockets, host, path, redirect })
    }

    /// Returns the address the provider is asked to send the browser to.
    pub fn redirect(&self) -> &str {
        &self.redirect
    }

    /// Starts to answer.
    pub fn serve(self, door: Door) -> Listening {
        let room = Arc::new(Room {
            // A default port is not written into Host.
            hosts: [self.host.clone(), self.host.trim_end_matches(":80").to_owned()],
            path: self.path,
            door,
            over: watch::Sender::new(false),
        });
        let slots = Arc::new(Semaphore::new(AT_ONCE));
        let sockets = self.sockets.into_iter();
        let listen = |socket| tokio::spawn(listen(socket, Arc::clone(&room), Arc::clone(&slots)));
        Listening { tasks: sockets.map(listen).collect(), room }
    }
}

/// Binds 127.0.0.1 or [::1] or, for a name, both; never anything that another computer can reach.
async fn sockets(host: &str, port: u16) -> io::Result<Vec<TcpListener>> {
    let v4 = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
    match host {
        "127.0.0.1" => Ok(vec![TcpListener::bind(v4).await?]),
        "[::1]" => Ok(vec![TcpListener::bind(v6).await?]),
        _ => {
            let first = TcpListener::bind(v4).await?;
            let second = SocketAddr::from((Ipv6Addr::LOCALHOST, first.local_addr()?.port()));
            match TcpListener::bind(second).await {
                Ok(second) => Ok(vec![first, second]),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
                // This computer has no IPv6, so no browser on it tries that either.
                Err(_) => Ok(vec![first]),
            }
        }
    }
}

struct Room {
    hosts: [String; 2],
    path: String,
    door: Door,
    /// Of both sockets.
    over: watch::Sender<bool>,
}

async fn listen(socket: TcpListener, room: Arc<Room>, slots: Arc<Semaphore>) {
    let mut over = room.over.subscribe();
    let serve = async {
        loop {
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            let Ok((stream, _)) = socket.accept().await else {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let room = Arc::clone(&room);
            tokio::spawn(async move {
                let _slot = slot;
                let answer = service_fn(|request| answer(request, &room));
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(PATIENCE)
                    .keep_alive(false)
                    .max_buf_size(callback::LONGEST * 2)
                    .serve_connection(TokioIo::new(stream), answer);
                // A token exchange may happen in between: only reading the request is quick.
                let _ = tokio::time::timeout(LINGER.saturating_mul(6), connection).await;
            });
        }
    };
    tokio::select! {
        () = serve => {}
        () = async { let _ = over.wait_for(|over| *over).await; tokio::time::sleep(LINGER).await; } => {}
    }
}

const DONE: &str = "/done";

async fn answer(request: Request<Incoming>, room: &Room) -> Result<Response<Full<Bytes>>, Infallible> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    // attack 14: a name that leads here by DNS is not the name that was asked for; nor are two names.
    if !host.is_some_and(|host| room.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host))) || hosts.next().is_some()
    {
        return Ok(page(StatusCode::FORBIDDEN, WRONG));
    }
    let prefetched = ["sec-purpose", "purpose"].iter().any(|name| {
        request.headers().get(*name).is_some_and(|value| value.as_bytes().windows(8).any(|part| part == b"prefetch"))
    });
    let path = request.uri().path();
    if path != room.path && path != DONE {
        return Ok(page(StatusCode::NOT_FOUND, WRONG));
    }
    if request.method() != Method::GET || prefetched {
        return Ok(page(StatusCode::METHOD_NOT_ALLOWED, WRONG));
    }
    if path == DONE && path != room.path {
        return Ok(page(StatusCode::OK, FINISHED));
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let address = format!("http://{}{path}{query}", room.hosts[0]);
    match (room.door)(address).await {
        Acceptance::Taken => {
            room.over.send_replace(true);
            // Takes the code out of the address bar and of the history.
            let mut response = page(StatusCode::SEE_OTHER, FINISHED);
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(DONE));
            Ok(response)
        }
        Acceptance::Strange => Ok(page(StatusCode::BAD_REQUEST, WRONG)),
    }
}

const FINISHED: &str = "Back to Daybook. You can close this page; what happened is shown in Daybook.";
const WRONG: &str = "This is not the page Daybook waits for. Begin again in Daybook.";

fn page(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let body = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Daybook</title><body><h1>Daybook</h1><p>{text}</p>"
    );
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONNECTION, "close"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn random() -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(uuid::Uuid::new_v4().as_bytes())
}
