//! Answers to a Digest challenge (RFC 7616): MD5, SHA-256 and SHA-512-256, `qop=auth`.

use http::{HeaderMap, HeaderValue, Method, header};
use http_auth::{DigestClient, PasswordParams, parse_challenges};
use url::{Position, Url};

use crate::model::secret::Secret;

/// A challenge that can be answered, as often as the server takes its nonce.
pub(super) struct Digest(DigestClient);

impl Digest {
    /// Returns the first challenge of a 401 that can be answered: the server lists them as it prefers them.
    pub fn asked_for(headers: &HeaderMap) -> Option<Self> {
        headers.get_all(header::WWW_AUTHENTICATE).iter().find_map(|value| {
            let challenges = parse_challenges(value.to_str().ok()?).ok()?;
            challenges.iter().find_map(|one| DigestClient::try_from(one).ok()).map(Self)
        })
    }

    /// Returns the `Authorization` of one request. `None` = this password cannot be sent by Digest.
    pub fn answer(&mut self, method: &Method, url: &Url, user: &str, password: &Secret) -> Option<HeaderValue> {
        let uri = &url[Position::BeforePath..Position::AfterQuery];
        let params = PasswordParams {
            username: user,
            password: password.expose_str()?,
            uri,
            method: method.as_str(),
            body: None,
        };
        let mut value = HeaderValue::from_str(&self.0.respond(&params).ok()?).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
