//! Requests signed with an access token (RFC 6750). Where tokens come from and how they are renewed is
//! decided elsewhere.
//!
//! The token goes to the site of the provider's own address and to no other; no redirect is followed.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use http::{HeaderValue, StatusCode, header};
use tokio::sync::Semaphore;
use url::Url;
use zeroize::Zeroizing;

use super::redirects::{no_answer, patience};
use super::site::Site;
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::ports::{Clock, Http, Limits};
use crate::providers::{HttpResponse, Refusal, RemoteError, SignedHttp};

/// The access tokens of one connection.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Returns a token that should be good for some more minutes.
    async fn current(&self) -> Result<Secret, NoToken>;

    /// Returns a token to replace `refused`, which the provider did not accept at this address; `SignedOut` if there is none.
    async fn instead_of(&self, refused: &Secret, at: &Url) -> Result<Secret, NoToken>;

    /// Notes that a token that was new was refused at this address: a newer one would be no better.
    async fn refused_anew(&self, _at: &Url) {}
}

/// Why there is no token. It cannot say anything about the request that the token was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoToken {
    /// This computer has no network.
    Offline,
    /// No answer, or none that makes sense: try later.
    NoAnswer,
    Throttled {
        until: Option<DateTime<Utc>>,
    },
    /// The person has to sign in again.
    SignedOut,
    /// The provider does not know Daybook like this: a wrong client id, secret or scope.
    Misconfigured,
    /// The provider, or an administrator there, does not let Daybook in.
    Forbidden(Reason),
    /// The file system gives no lock, without which two processes would renew one token.
    NoLock,
}

impl From<NoToken> for RemoteError {
    fn from(why: NoToken) -> Self {
        match why {
            NoToken::Offline => Self::Offline,
            NoToken::NoAnswer => Self::NoAnswer,
            NoToken::Throttled { until } => Self::Throttled { until },
            NoToken::SignedOut => Self::SignedOut,
            NoToken::Misconfigured => Self::NotLetIn(Reason::AuthMisconfigured),
            NoToken::NoLock => Self::NotLetIn(Reason::StoreLock),
            NoToken::Forbidden(reason) => Self::NotLetIn(reason),
        }
    }
}

/// One account, and the site its tokens belong to.
pub struct Bearer {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    tokens: Arc<dyn Tokens>,
    site: Site,
    slots: Semaphore,
}

impl Bearer {
    /// `first` is the provider's address: its site, and no other, gets the tokens. At most `at_once` requests
    /// run at a time.
    pub fn new(
        http: Arc<dyn Http>,
        clock: Arc<dyn Clock>,
        tokens: Arc<dyn Tokens>,
        first: &Url,
        at_once: usize,
    ) -> Self {
        Self { http, clock, tokens, site: Site::of(first), slots: Semaphore::new(at_once.max(1)) }
    }

    async fn once(
        &self,
        request: &http::Request<Vec<u8>>,
        token: &Secret,
    ) -> Result<http::Response<Vec<u8>>, RemoteError> {
        let mut signed = request.clone();
        signed.headers_mut().insert(header::AUTHORIZATION, authorization(token)?);
        self.http.send(signed, Limits::default()).await.map_err(|error| no_answer(error, request.method()))
    }
}

#[async_trait]
impl SignedHttp for Bearer {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| RemoteError::Garbled("address"))?;
        self.site.allow(&url)?;
        let _slot = self.slots.acquire().await.map_err(|_| RemoteError::NoAnswer)?;
        let token = self.tokens.current().await?;
        let mut response = self.once(&request, &token).await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            // Once only: a provider that refuses a fresh token is not asked again automatically.
            let fresh = self.tokens.instead_of(&token, &url).await?;
            response = self.once(&request, &fresh).await?;
            if response.status() == StatusCode::UNAUTHORIZED {
                self.tokens.refused_anew(&url).await;
            }
        }
        if let Some(wait) = patience(&response, self.clock.as_ref()) {
            return Err(wait);
        }
        match response.status() {
            StatusCode::UNAUTHORIZED => Err(RemoteError::SignedOut),
            status if status.is_redirection() && status != StatusCode::NOT_MODIFIED => {
                Err(RemoteError::Refused(Refusal::Redirect))
            }
            _ => Ok(HttpResponse { url, response }),
        }
    }
}

fn authorization(token: &Secret) -> Result<HeaderValue, RemoteError> {
    let text = Zeroizing::new([b"Bearer ", token.expose()].concat());
    let mut value = HeaderValue::from_bytes(&text).map_err(|_| RemoteError::NotLetIn(Reason::AuthNotUnderstood))?;
    value.set_sensitive(true);
    Ok(value)
}
