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

use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::ports::{Clock, Http};
use crate::providers::{HttpResponse, RemoteError, SignedHttp};

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
        let mut signed = request;
        signed.headers_mut().insert(header::AUTHORIZATION, self.authorization()?);
        let (url, response) = redirects::follow(self.http.as_ref(), &self.site, url, signed).await?;
        // Never retried automatically: repeated failures lock an Apple account.
        if response.status() == StatusCode::UNAUTHORIZED {
            return Err(match challenge::password_refusal(response.headers()) {
                challenge::PasswordRefusal::Wrong => RemoteError::SignedOut,
                challenge::PasswordRefusal::NotByPassword => RemoteError::NotLetIn(Reason::AuthNoPassword),
            });
        }
        redirects::patience(&response, self.clock.as_ref()).map_or(Ok(HttpResponse { url, response }), Err)
    }
}

#[cfg(test)]
#[path = "basic_tests.rs"]
mod tests;
