//! Y27: a server that takes Digest only, which checks what it is sent by the letter of RFC 7616.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use http::{StatusCode, header};
use md5::Md5;
use sha2::{Digest as _, Sha256};

use crate::model::secret::Secret;
use crate::model::system_zone::SystemZone;
use crate::ports::{Clock, Http, HttpError, Limits};
use crate::providers::{RemoteError, SignedHttp as _};
use crate::signin::basic::Basic;
use std::sync::Arc;

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }
    fn zone(&self) -> SystemZone {
        SystemZone::Named("Europe/Berlin".into())
    }
}

/// Takes each nonce as often as it says, and counts what came.
struct Guard {
    sha: bool,
    uses: u32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    nonce: u32,
    used: u32,
    /// Whether each request was let in.
    asked: Vec<bool>,
}

impl Guard {
    fn new(sha: bool, uses: u32) -> Arc<Self> {
        Arc::new(Self { sha, uses, state: Mutex::default() })
    }

    fn hash(&self, text: &str) -> String {
        let bytes = if self.sha { Sha256::digest(text).to_vec() } else { hash_md5(text) };
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Returns whether the answer is right and its nonce can still be used.
    fn lets_in(&self, method: &str, uri: &str, sent: &str, state: &mut State) -> bool {
        let Some(sent) = sent.strip_prefix("Digest ") else { return false };
        let sent: HashMap<_, _> = sent
            .split(", ")
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.trim(), value.trim_matches('"')))
            .collect();
        assert_eq!(
            (sent["uri"], sent["qop"], sent["realm"], sent["opaque"]),
            (uri, "auth", "a,\\\"b", "o"),
            "{sent:?}"
        );
        let who = self.hash("anna:a,\"b:g\u{e4}rtner");
        let what = self.hash(&format!("{method}:{uri}"));
        let (nonce, count) = (sent["nonce"], sent["nc"]);
        let right = self.hash(&format!("{who}:{nonce}:{count}:{}:auth:{what}", sent["cnonce"]));
        let is_current = nonce == format!("n{}", state.nonce) && state.used < self.uses;
        if is_current {
            state.used += 1;
            assert_eq!(u32::from_str_radix(count, 16), Ok(state.used), "a count is used once");
        }
        sent["response"] == right && is_current
    }
}

fn hash_md5(text: &str) -> Vec<u8> {
    use md5::Digest as _;
    Md5::digest(text).to_vec()
}

#[async_trait::async_trait]
impl Http for Guard {
    async fn send(&self, request: http::Request<Vec<u8>>, _: Limits) -> Result<http::Response<Vec<u8>>, HttpError> {
        let uri = request.uri().path_and_query().unwrap().as_str().to_owned();
        let sent = request.headers()[header::AUTHORIZATION].to_str().unwrap_or("Basic").to_owned();
        let mut state = self.state.lock().unwrap();
        let right = self.lets_in(request.method().as_str(), &uri, &sent, &mut state);
        state.asked.push(right);
        let response = http::Response::builder();
        let response = if right && uri == "/moved" {
            response.status(StatusCode::FOUND).header(header::LOCATION, "/there?x=%20y")
        } else if right {
            response
        } else {
            (state.nonce, state.used) = (state.nonce + 1, 0);
            let digest = |algorithm: &str| {
                format!(
                    r#"Digest realm="a,\"b", nonce="n{}", opaque="o", qop="auth, auth-int", algorithm={algorithm}"#,
                    state.nonce
                )
            };
            let mut response = response.status(StatusCode::UNAUTHORIZED).header(header::WWW_AUTHENTICATE, "Bearer");
            if self.sha {
                response = response.header(header::WWW_AUTHENTICATE, digest("SHA-256"));
            }
            response.header(header::WWW_AUTHENTICATE, digest("MD5"))
        };
        Ok(response.body(Vec::new()).unwrap())
    }
}

async fn ask(basic: &Basic, path: &str) -> Result<StatusCode, RemoteError> {
    let uri = format!("https://a.example{path}");
    let request = http::Request::builder().method("PROPFIND").uri(uri).body(Vec::new()).unwrap();
    basic.send(request).await.map(|answer| answer.response.status())
}

fn signed(guard: &Arc<Guard>, password: &str) -> Basic {
    let first = url::Url::parse("https://a.example/").unwrap();
    Basic::new(guard.clone(), Arc::new(FixedClock), &first, "anna", Secret::new(password))
}

#[tokio::test]
async fn a_digest_is_answered_and_its_nonce_is_used_on() {
    for sha in [false, true] {
        let guard = Guard::new(sha, 3);
        let basic = signed(&guard, "g\u{e4}rtner");
        for path in ["/a?b=c", "/d", "/e"] {
            assert_eq!(ask(&basic, path).await.unwrap(), StatusCode::OK, "{path}");
        }
        assert_eq!(guard.state.lock().unwrap().asked, [false, true, true, true], "challenged once");
        // The nonce is used up: a new one is taken without a word.
        assert_eq!(ask(&basic, "/f").await.unwrap(), StatusCode::OK);
        assert_eq!(guard.state.lock().unwrap().asked, [false, true, true, true, false, true]);
        // Each address on the way is signed for itself.
        assert_eq!(ask(&basic, "/moved").await.unwrap(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_wrong_password_is_said_once_by_digest_too() {
    let guard = Guard::new(true, 9);
    let basic = signed(&guard, "wrong");
    assert!(matches!(ask(&basic, "/").await, Err(RemoteError::SignedOut)));
    assert_eq!(guard.state.lock().unwrap().asked, [false, false]);
}
