//! Requests signed with HTTP Basic (RFC 7617).
//!
//! The password goes to the first host and to hosts of the same site. A redirect to anywhere else ends the
//! exchange; nothing is sent there.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use http::{HeaderValue, StatusCode, header};
use tokio::sync::Semaphore;
use url::Url;
use zeroize::Zeroizing;

use crate::model::secret::Secret;
use crate::ports::{Clock, Http, HttpError, Limits};
use crate::providers::{HttpResponse, Refusal, RemoteError, SignedHttp};

use super::site::Site;
use super::{challenge, retry_after};

/// The most redirects that are followed.
const REDIRECTS: usize = 5;
/// The most requests of one connection at a time; small servers choke on more.
const AT_ONCE: usize = 2;

/// One user name and password, and the site they belong to.
pub struct Basic {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    site: Site,
    user: String,
    password: Secret,
    slots: Semaphore,
}

impl Basic {
    /// `first` is the address the person entered: its site, and no other, gets the password.
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>, first: &Url, user: &str, password: Secret) -> Self {
        let slots = Semaphore::new(AT_ONCE);
        Self { http, clock, site: Site::of(first), user: user.to_owned(), password, slots }
    }

    fn authorization(&self) -> Result<HeaderValue, RemoteError> {
        let pair = Zeroizing::new([self.user.as_bytes(), b":", self.password.expose()].concat());
        let coded = Zeroizing::new(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(&*pair)));
        let mut value = HeaderValue::from_str(&coded).map_err(|_| RemoteError::Garbled("sign-in"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

#[async_trait]
impl SignedHttp for Basic {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
        let _slot = self.slots.acquire().await.map_err(|_| RemoteError::NoAnswer)?;
        let (mut parts, body) = request.into_parts();
        let mut url = Url::parse(&parts.uri.to_string()).map_err(|_| RemoteError::Garbled("address"))?;
        let mut asked: Vec<Url> = Vec::new();
        loop {
            self.site.allow(&url)?;
            if asked.len() > REDIRECTS || asked.contains(&url) {
                return Err(RemoteError::Refused(Refusal::Redirect));
            }
            parts.uri = url.as_str().parse().map_err(|_| RemoteError::Garbled("address"))?;
            parts.headers.insert(header::AUTHORIZATION, self.authorization()?);
            let signed = http::Request::from_parts(parts.clone(), body.clone());
            let response = self.http.send(signed, Limits::default()).await.map_err(no_answer)?;
            match response.status() {
                // All of them keep method and body: a PROPFIND turned into a GET finds nothing.
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => {
                    let to = target(&url, response.headers()).ok_or(RemoteError::Garbled("redirect"))?;
                    asked.push(std::mem::replace(&mut url, to));
                }
                // Never retried automatically: repeated failures lock an Apple account.
                StatusCode::UNAUTHORIZED => {
                    return Err(match challenge::password_refusal(response.headers()) {
                        challenge::PasswordRefusal::Wrong => RemoteError::SignedOut,
                        challenge::PasswordRefusal::NotByPassword => RemoteError::Refused(Refusal::Other),
                    });
                }
                StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                    let until = retry_after::until(response.headers(), self.clock.now());
                    return Err(RemoteError::Throttled { until });
                }
                // A captive portal: the network wants something first.
                StatusCode::NETWORK_AUTHENTICATION_REQUIRED => return Err(RemoteError::NoAnswer),
                _ => return Ok(HttpResponse { url, response }),
            }
        }
    }
}

pub(super) fn target(from: &Url, headers: &http::HeaderMap) -> Option<Url> {
    let location = headers.get(header::LOCATION)?;
    let mut to = from.join(std::str::from_utf8(location.as_bytes()).ok()?.trim()).ok()?;
    to.set_fragment(None);
    // A user name in an address is the server's wish, not the person's.
    if to.set_username("").is_err() || to.set_password(None).is_err() {
        return None;
    }
    Some(to)
}

pub(super) fn no_answer(error: HttpError) -> RemoteError {
    match error {
        HttpError::Offline => RemoteError::Offline,
        HttpError::Unreachable => RemoteError::NoAnswer,
        HttpError::Certificate => RemoteError::Refused(Refusal::Certificate),
        HttpError::TooLarge => RemoteError::Refused(Refusal::TooLarge),
        HttpError::Insecure => RemoteError::Refused(Refusal::Insecure),
        HttpError::Malformed => RemoteError::Garbled("not HTTP"),
    }
}

#[cfg(test)]
#[path = "basic_tests.rs"]
mod tests;
