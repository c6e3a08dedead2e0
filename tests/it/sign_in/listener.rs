//! Everything on this computer can knock at the listener, and every web page can make a browser do so.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::{ASKED, LONG, Practice, google, parameter, until};
use daybook_tests::cast::clouds;
use daybook_tests::servers::google::Google;
use daybook_tests::servers::outlook::Outlook;
use daybook_tests::world::World;

/// A sign-in that waits, and where its answer would go.
struct NetworkSwitch {
    here: Practice<Google>,
    url: String,
    host: String,
    path: String,
    query: String,
}

impl NetworkSwitch {
    async fn new() -> Self {
        let here = google().await;
        let url = here.begin().await;
        let address = Url::parse(&here.answer(&url).await).unwrap();
        let host = format!("127.0.0.1:{}", address.port().unwrap());
        Self { here, url, host, path: address.path().to_owned(), query: address.query().unwrap().to_owned() }
    }

    /// One request, and all that comes back.
    async fn knock(&self, method: &str, path: &str, headers: &str) -> String {
        self.raw(&format!("{method} {path} HTTP/1.1\r\n{headers}\r\n")).await
    }

    async fn raw(&self, request: &str) -> String {
        sent(&self.host, request.as_bytes()).await
    }

    fn right(&self) -> String {
        format!("{}?{}", self.path, self.query)
    }

    fn headers(&self) -> String {
        format!("Host: {}\r\n", self.host)
    }

    /// The right one is still taken.
    async fn stays_open(self) {
        self.here.still_waits();
        assert_eq!(self.here.browse(&self.url).await.0, 200);
        self.here.connect_what_was_found().await;
    }
}

/// What comes back, until the connection ends.
pub(super) async fn sent(host: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(host).await.unwrap();
    // A listener may have read enough before all is sent.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(LONG, stream.read_to_end(&mut answer)).await.expect("the connection ends");
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

/// attack 12: a program that tries paths, methods and states.
#[tokio::test]
async fn a_program_that_tries_its_luck_at_the_listener_gets_nothing() {
    let door = NetworkSwitch::new().await;
    let headers = door.headers();
    for path in ["/", "/cb", "/cb/", "/cb/x", "/callback", "/done/x", "/.env", "/cb/../cb"] {
        assert_eq!(status(&door.knock("GET", &format!("{path}?{}", door.query), &headers).await), "404", "{path}");
    }
    for method in ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"] {
        let answer = door.knock(method, &door.right(), &format!("{headers}Content-Length: 0\r\n")).await;
        assert_eq!(status(&answer), "405", "{method}");
    }
    for guess in 0..50 {
        let path = format!("{}?code=c&state={guess}", door.path);
        assert_eq!(status(&door.knock("GET", &path, &headers).await), "400");
    }
    door.stays_open().await;
}

/// attack 13: a web page that lets the browser fetch, preflight or prefetch; a browser that wants an icon.
#[tokio::test]
async fn a_web_page_learns_and_changes_nothing() {
    let door = NetworkSwitch::new().await;
    let page = format!("{}Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n", door.headers());
    for (method, path) in [("GET", "/"), ("GET", "/favicon.ico"), ("OPTIONS", "/"), ("GET", door.path.as_str())] {
        let answer = door.knock(method, path, &page).await;
        assert!(["400", "404", "405"].contains(&status(&answer)), "{answer}");
        let answer = answer.to_lowercase();
        assert!(!answer.contains("access-control-") && !answer.contains("evil.example"));
        assert!(answer.contains("cache-control: no-store") && answer.contains("referrer-policy: no-referrer"));
        assert!(answer.contains("content-security-policy: default-src 'none'"));
    }
    for ahead in ["Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender", "Purpose: prefetch"] {
        let answer = door.knock("GET", &door.right(), &format!("{}{ahead}\r\n", door.headers())).await;
        assert_eq!(status(&answer), "405", "{ahead}");
    }
    door.stays_open().await;
}

/// attack 14: a name of somebody else's that leads to this computer.
#[tokio::test]
async fn a_foreign_host_name_is_refused_whatever_it_asks() {
    let door = NetworkSwitch::new().await;
    let port = door.host.split_once(':').unwrap().1.to_owned();
    let hosts = [
        "Host: evil.example\r\n".to_owned(),
        format!("Host: evil.example:{port}\r\n"),
        format!("Host: localhost:{port}\r\n"),
        format!("Host: 127.0.0.1.evil.example:{port}\r\n"),
        "Host: 127.0.0.1\r\n".to_owned(),
        format!("Host: {}\r\nHost: evil.example\r\n", door.host),
        String::new(),
    ];
    for host in hosts {
        let answer = door.knock("GET", &door.right(), &host).await;
        assert!(["400", "403"].contains(&status(&answer)), "{host:?} {answer}");
    }
    door.stays_open().await;
}

/// attack 11: what is no HTTP, or too much of it.
#[tokio::test]
async fn what_is_no_request_is_cut_off() {
    let door = NetworkSwitch::new().await;
    let headers = door.headers();
    let long = "x".repeat(100 * 1024);
    for request in [
        "\0\0\0\0\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        format!("GET {}&more={long} HTTP/1.1\r\n{headers}\r\n", door.right()),
        format!("GET {} HTTP/1.1\r\n{headers}X: {long}\r\n\r\n", door.right()),
        format!("GET {} HTTP/9.9\r\n{headers}\r\n", door.right()),
        format!("GET {}%00 HTTP/1.1\r\n{headers}\r\n", door.right()),
        format!("GET {}&iss=%ff HTTP/1.1\r\n{headers}\r\n", door.right()),
    ] {
        let answer = door.raw(&request).await;
        assert!(!answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 3"), "{answer}");
    }
    door.stays_open().await;
}

/// attack 12: connections that say nothing, or a letter at a time, do not keep the browser out for long.
#[tokio::test]
async fn a_hundred_connections_that_say_nothing_keep_nobody_out() {
    let door = NetworkSwitch::new().await;
    let mut silent = Vec::new();
    for at in 0..100 {
        let mut stream = TcpStream::connect(&door.host).await.unwrap();
        if at % 2 == 0 {
            stream.write_all(b"GET /").await.unwrap();
        }
        silent.push(stream);
    }
    door.stays_open().await;
    drop(silent);
}

/// An app that comes back to a name, as it is registered at Microsoft.
async fn by_name(port: u16) -> Practice<Outlook> {
    let cloud = clouds::outlook().await;
    let redirect = format!("http://localhost:{port}/oauth/callback");
    let world = World::new().under(&cloud).with_address("OUTLOOK_REDIRECT_URI", &redirect);
    let app = world.open().await;
    Practice { cloud, world, app }
}

/// A port that is free in both families, and a listener at one of them.
async fn taken(host: &str) -> (TcpListener, u16) {
    loop {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let other = if host == "::1" { "127.0.0.1" } else { "::1" };
        if TcpListener::bind((other, port)).await.is_ok() {
            return (listener, port);
        }
    }
}

/// attack 15: a name is two addresses; where another program has one of them, no browser is sent there.
#[tokio::test]
async fn where_another_program_listens_at_the_same_name_no_sign_in_begins() {
    for host in ["::1", "127.0.0.1"] {
        let (held, port) = taken(host).await;
        let here = by_name(port).await;
        let refused = here.app.begin_sign_in("outlook", None, ASKED).await.unwrap_err();
        assert_eq!(refused.code.word(), "auth.no_listener");
        assert!(here.world.browser.0.lock().unwrap().is_empty());
        drop(held);
        here.app.begin_sign_in("outlook", None, ASKED).await.unwrap();
    }
    // Google is given the address itself and no name.
    let here = google().await;
    assert!(parameter(&here.begin().await, "redirect_uri").unwrap().starts_with("http://127.0.0.1:"));
}

/// attack 6, 15: at a name it listens twice, and when the sign-in is over it listens nowhere.
#[tokio::test]
async fn both_sockets_of_a_name_answer_and_both_are_gone_afterwards() {
    let (held, port) = taken("::1").await;
    drop(held);
    let here = by_name(port).await;
    let url = here.begin().await;
    for address in [format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        let answer = sent(&address, format!("GET /x HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").as_bytes()).await;
        assert_eq!(status(&answer), "404");
    }
    let address = Url::parse(&here.answer(&url).await).unwrap();
    let request =
        format!("GET {}?{} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n", address.path(), address.query().unwrap());
    assert_eq!(status(&sent(&format!("[::1]:{port}"), request.as_bytes()).await), "303");
    super::reaches(&here.app, daybook_core::app::views::SignInStep::Found).await;
    // What was found is still on the screen.
    let gone = |address: String| {
        std::net::TcpStream::connect_timeout(&address.parse().unwrap(), Duration::from_secs(1)).is_err()
    };
    until("the ports are closed", || gone(format!("127.0.0.1:{port}")) && gone(format!("[::1]:{port}"))).await;
}

/// attack 28: the listener of a sign-in that was replaced or cancelled is gone at once.
#[tokio::test]
async fn nothing_listens_for_a_sign_in_that_is_over() {
    let door = NetworkSwitch::new().await;
    let closed = |host: &str| std::net::TcpStream::connect(host).is_err();
    let second = door.here.begin().await;
    until("the first is closed", || closed(&door.host)).await;
    let redirect = Url::parse(&parameter(&second, "redirect_uri").unwrap()).unwrap();
    let host = format!("127.0.0.1:{}", redirect.port().unwrap());
    assert!(!closed(&host));
    door.here.app.cancel_sign_in();
    until("the second is closed", || closed(&host)).await;
}
