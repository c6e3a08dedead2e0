//! Requests signed with a user name and a password: by HTTP Basic (RFC 7617), or by Digest where a server takes that only.
//!
//! The password goes to the first host and to hosts of the same site. A redirect to anywhere else ends the
//! exchange; nothing is sent there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use base64::Engine as _;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::sync::Semaphore;
use url::Url;
use zeroize::Zeroizing;

use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::ports::{Clock, Http};
use crate::providers::{HttpResponse, RemoteError, SignedHttp};

use super::digest::Digest;
use super::site::Site;
use super::{challenge, redirects};

/// The most requests of one connection at a time; small servers choke on more.
const AT_ONCE: usize = 2;

/// One user name and password, and the site they belong to.
pub struct Basic {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    site: Site,
    user: String,
    password: Secret,
    /// The challenge of a server that takes Digest only.
    digest: Mutex<Option<Digest>>,
    slots: Semaphore,
}

impl Basic {
    /// `first` is the address the person entered: its site, and no other, gets the password.
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>, first: &Url, user: &str, password: Secret) -> Self {
        let slots = Semaphore::new(AT_ONCE);
        Self { http, clock, site: Site::of(first), user: user.to_owned(), password, digest: Mutex::default(), slots }
    }

    async fn follow(
        &self,
        url: Url,
        request: http::Request<Vec<u8>>,
    ) -> Result<(Url, http::Response<Vec<u8>>), RemoteError> {
        let sign = |method: &Method, url: &Url| match self.digest().as_mut() {
            None => self.authorization().map(Some),
            Some(digest) => match digest.answer(method, url, &self.user, &self.password) {
                Some(value) => Ok(Some(value)),
                None => Err(RemoteError::NotLetIn(Reason::AuthNoPassword)),
            },
        };
        redirects::follow(self.http.as_ref(), &self.site, url, request, &sign).await
    }

    /// Returns whether a 401 asks for Digest in place of Basic, and keeps its challenge.
    fn is_challenged(&self, headers: &HeaderMap) -> bool {
        if challenge::password_refusal(headers) == challenge::PasswordRefusal::Wrong {
            return false;
        }
        let asked_for = Digest::asked_for(headers);
        let is_asked_for = asked_for.is_some();
        if is_asked_for {
            *self.digest() = asked_for;
        }
        is_asked_for
    }

    fn by_digest(&self) -> bool {
        self.digest().is_some()
    }

    fn digest(&self) -> MutexGuard<'_, Option<Digest>> {
        self.digest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn authorization(&self) -> Result<HeaderValue, RemoteError> {
        let pair = Zeroizing::new([self.user.as_bytes(), b":", self.password.expose()].concat());
        let coded = Zeroizing::new(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(&*pair)));
        let mut value = HeaderValue::from_str(&coded).map_err(|_| RemoteError::NotLetIn(Reason::AuthNoPassword))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

#[async_trait]
impl SignedHttp for Basic {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
        let _slot = self.slots.acquire().await.map_err(|_| RemoteError::NoAnswer)?;
        let url = Url::parse(&request.uri().to_string()).map_err(|_| RemoteError::Garbled("address"))?;
        let (mut url, mut response) = self.follow(url, request.clone()).await?;
        if response.status() == StatusCode::UNAUTHORIZED && self.is_challenged(response.headers()) {
            // Once: the challenge is new or its nonce was too old. After that the password is wrong.
            (url, response) = self.follow(url, request).await?;
        }
        // Never retried automatically: repeated failures lock an Apple account.
        if response.status() == StatusCode::UNAUTHORIZED {
            return Err(match challenge::password_refusal(response.headers()) {
                challenge::PasswordRefusal::NotByPassword if !self.by_digest() => {
                    RemoteError::NotLetIn(Reason::AuthNoPassword)
                }
                challenge::PasswordRefusal::Wrong | challenge::PasswordRefusal::NotByPassword => RemoteError::SignedOut,
            });
        }
        redirects::patience(&response, self.clock.as_ref()).map_or(Ok(HttpResponse { url, response }), Err)
    }
}

#[cfg(test)]
#[path = "basic_tests.rs"]
mod tests;
