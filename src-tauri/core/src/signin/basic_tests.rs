//! Where a password goes and where it never does, against a scripted Http port.

use std::sync::Mutex;

use chrono::{DateTime, Utc};

use super::*;
use http::header;

use crate::model::system_zone::SystemZone;
use crate::ports::{HttpError, Limits};
use crate::providers::Refusal;

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }
    fn zone(&self) -> SystemZone {
        SystemZone::Named("Europe/Berlin".into())
    }
}

/// Address, status, headers.
type Line = (&'static str, u16, &'static [(&'static str, &'static str)]);
/// Address, method, whether it was signed, body.
type Asked = Vec<(String, String, bool, Vec<u8>)>;

/// Answers each address with what the script says, and remembers who was asked and with what.
struct Script {
    answers: Vec<Line>,
    asked: Mutex<Asked>,
}

#[async_trait]
impl Http for Script {
    async fn send(&self, request: http::Request<Vec<u8>>, _: Limits) -> Result<http::Response<Vec<u8>>, HttpError> {
        let url = request.uri().to_string();
        let signed = request.headers().contains_key(header::AUTHORIZATION);
        let (_, status, headers) = self.answers.iter().find(|(at, ..)| *at == url).expect("an address of the script");
        self.asked.lock().unwrap().push((url, request.method().to_string(), signed, request.into_body()));
        let mut response = http::Response::builder().status(*status);
        for (name, value) in *headers {
            response = response.header(*name, *value);
        }
        Ok(response.body(Vec::new()).unwrap())
    }
}

async fn propfind(first: &str, answers: &[Line]) -> (Result<HttpResponse, RemoteError>, Asked) {
    let script = Arc::new(Script { answers: answers.to_vec(), asked: Mutex::default() });
    let first = Url::parse(first).unwrap();
    let basic = Basic::new(script.clone(), Arc::new(FixedClock), &first, "anna", Secret::new("gärtner"));
    let request = http::Request::builder().method("PROPFIND").uri(first.as_str()).body(b"<x/>".to_vec()).unwrap();
    let answer = basic.send(request).await;
    let asked = std::mem::take(&mut *script.asked.lock().unwrap());
    (answer, asked)
}

/// S67, wanted 62
#[tokio::test]
async fn a_redirect_inside_the_site_keeps_method_body_and_password() {
    for status in [301, 302, 303, 307, 308] {
        let (answer, asked) = propfind(
            "https://caldav.icloud.com/.well-known/caldav",
            &[
                (
                    "https://caldav.icloud.com/.well-known/caldav",
                    status,
                    &[("location", "https://p42-caldav.icloud.com:443/")],
                ),
                ("https://p42-caldav.icloud.com/", 207, &[]),
            ],
        )
        .await;
        assert_eq!(answer.ok().map(|answer| answer.url.to_string()).as_deref(), Some("https://p42-caldav.icloud.com/"));
        assert_eq!(asked.len(), 2);
        assert!(asked.iter().all(|(_, method, signed, body)| method == "PROPFIND" && *signed && body == b"<x/>"));
    }
}

/// S67
#[tokio::test]
async fn nothing_is_sent_to_a_foreign_host() {
    for to in [
        "https://evil.example/",
        "https://icloud.com.evil.example/",
        "//evil.example/",
        "https://caldav.icloud.com@evil.example/",
        "https://127.0.0.1/",
    ] {
        let to: &'static [(&str, &str)] = Box::leak(Box::new([("location", to)]));
        let (answer, asked) = propfind("https://caldav.icloud.com/", &[("https://caldav.icloud.com/", 302, to)]).await;
        assert!(matches!(answer, Err(RemoteError::Refused(Refusal::Redirect))));
        assert_eq!(asked.len(), 1);
    }
}

/// S62
#[tokio::test]
async fn nothing_is_sent_over_plain_http_but_to_this_computer() {
    let (answer, asked) = propfind("http://caldav.example.com/", &[]).await;
    assert!(matches!(answer, Err(RemoteError::Refused(Refusal::Insecure))));
    assert!(asked.is_empty());

    let to = [("https://caldav.example.com/", 301, &[("location", "http://caldav.example.com/dav")] as &[_])];
    let (answer, asked) = propfind("https://caldav.example.com/", &to).await;
    assert!(matches!(answer, Err(RemoteError::Refused(Refusal::Insecure))));
    assert_eq!(asked.len(), 1);

    let (answer, _) = propfind("http://127.0.0.1:5232/", &[("http://127.0.0.1:5232/", 207, &[])]).await;
    assert!(answer.is_ok());
}

#[tokio::test]
async fn redirects_without_end_are_given_up() {
    let circle = [
        ("https://a.example/", 301, &[("location", "/b")] as &[_]),
        ("https://a.example/b", 301, &[("location", "/")] as &[_]),
    ];
    let (answer, asked) = propfind("https://a.example/", &circle).await;
    assert!(matches!(answer, Err(RemoteError::NotLetIn(Reason::AuthLoop))));
    assert_eq!(asked.len(), 2);

    let line = [
        ("https://a.example/", 301, &[("location", "/1")] as &[_]),
        ("https://a.example/1", 301, &[("location", "/2")] as &[_]),
        ("https://a.example/2", 301, &[("location", "/3")] as &[_]),
        ("https://a.example/3", 301, &[("location", "/4")] as &[_]),
        ("https://a.example/4", 301, &[("location", "/5")] as &[_]),
        ("https://a.example/5", 301, &[("location", "/6")] as &[_]),
    ];
    let (answer, asked) = propfind("https://a.example/", &line).await;
    assert!(matches!(answer, Err(RemoteError::NotLetIn(Reason::AuthLoop))));
    assert_eq!(asked.len(), 6);
}

/// wanted 59, 60, 63
#[tokio::test]
async fn a_401_is_asked_once_whatever_its_header() {
    let combined =
        &[("www-authenticate", r#"X-MobileMe-AuthToken realm="MMCalDav", Basic realm="MMCalDav""#)] as &[_];
    for headers in [combined, &[]] {
        let (answer, asked) =
            propfind("https://caldav.icloud.com/", &[("https://caldav.icloud.com/", 401, headers)]).await;
        assert!(matches!(answer, Err(RemoteError::SignedOut)));
        assert_eq!(asked.len(), 1);
    }
    let others: [&[(&str, &str)]; 4] = [
        &[("www-authenticate", "Digest realm=x")],
        &[("www-authenticate", "Digest realm=x, nonce=y, algorithm=SHA3, qop=auth")],
        &[("www-authenticate", "Bearer realm=x")],
        &[("www-authenticate", "Negotiate")],
    ];
    for headers in others {
        let other = [("https://a.example/", 401, headers)];
        let (answer, asked) = propfind("https://a.example/", &other).await;
        assert!(matches!(answer, Err(RemoteError::NotLetIn(Reason::AuthNoPassword))), "Y27: {headers:?}");
        assert_eq!(asked.len(), 1);
    }
}

#[tokio::test]
async fn a_busy_server_says_until_when() {
    for status in [429, 503] {
        let busy = [("https://a.example/", status, &[("retry-after", "90")] as &[_])];
        let (answer, _) = propfind("https://a.example/", &busy).await;
        let Err(RemoteError::Throttled { until }) = answer else { panic!("not throttled") };
        assert_eq!(until, Some("2026-11-22T12:01:30Z".parse().unwrap()));
    }
    let (answer, _) = propfind("https://a.example/", &[("https://a.example/", 503, &[])]).await;
    assert!(matches!(answer, Err(RemoteError::Throttled { until: None })));
}

#[test]
fn the_header_is_basic_in_utf8_and_hides_from_debug() {
    let script = Arc::new(Script { answers: Vec::new(), asked: Mutex::default() });
    let first = Url::parse("https://a.example/").unwrap();
    let basic = Basic::new(script, Arc::new(FixedClock), &first, "anna", Secret::new("gärtner"));
    let value = basic.authorization().unwrap();
    assert_eq!(value.as_bytes(), b"Basic YW5uYTpnw6RydG5lcg==");
    assert_eq!(format!("{value:?}"), "Sensitive");
}

/// Holds every request until three have had the time to come, and counts how many were there at once.
#[derive(Default)]
struct Slow {
    now: Mutex<(usize, usize)>,
}

#[async_trait]
impl Http for Slow {
    async fn send(&self, _: http::Request<Vec<u8>>, _: Limits) -> Result<http::Response<Vec<u8>>, HttpError> {
        {
            let mut counted = self.now.lock().unwrap();
            counted.0 += 1;
            counted.1 = counted.1.max(counted.0);
        }
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        self.now.lock().unwrap().0 -= 1;
        Ok(http::Response::new(Vec::new()))
    }
}

#[tokio::test]
async fn no_more_than_two_requests_are_under_way_at_once() {
    let slow = Arc::new(Slow::default());
    let first = Url::parse("https://a.example/").unwrap();
    let basic = Arc::new(Basic::new(slow.clone(), Arc::new(FixedClock), &first, "anna", Secret::new("x")));
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let basic = basic.clone();
            tokio::spawn(async move {
                let request = http::Request::get("https://a.example/").body(Vec::new()).unwrap();
                basic.send(request).await.is_ok()
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    assert_eq!(slow.now.lock().unwrap().1, AT_ONCE);
}
