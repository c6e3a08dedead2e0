//! Single WebDAV requests, and what a bad status means for the engine.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};
use url::Url;

use super::multistatus::{Multistatus, Preconditions, Response};
use crate::providers::{LargestAnswer, Refusal, RemoteError, SignedHttp};

/// Asks one account's server.
pub(super) struct Dav {
    pub http: Arc<dyn SignedHttp>,
}

/// An answer of any status.
pub(super) struct Reply {
    /// Where it came from after redirects.
    pub url: Url,
    /// It came from another host than the one that was asked.
    elsewhere: bool,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Dav {
    pub async fn send(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Reply, RemoteError> {
        self.exchange(method, url, headers, body, None).await
    }

    async fn exchange(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        largest: Option<LargestAnswer>,
    ) -> Result<Reply, RemoteError> {
        let mut request = http::Request::builder().method(method).uri(url.as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(largest) = largest {
            request = request.extension(largest);
        }
        let request = request.body(body).map_err(|_| RemoteError::Garbled("request"))?;
        let answer = self.http.send(request).await?;
        let (parts, body) = answer.response.into_parts();
        let elsewhere = answer.url.origin() != url.origin();
        Ok(Reply { url: answer.url, elsewhere, status: parts.status, headers: parts.headers, body })
    }

    /// Sends a PROPFIND for the named properties (`d:`, `c:`, `cs:`, `ic:` are bound). Never allprop: iCloud
    /// leaves out properties it has.
    pub async fn propfind(&self, url: &Url, depth: &str, props: &str) -> Result<Reply, RemoteError> {
        self.ask("PROPFIND", url, depth, propfind(props), None).await
    }

    /// Lists the members of a collection, in at most `largest` bytes.
    pub async fn list(&self, url: &Url, props: &str, largest: usize) -> Result<Reply, RemoteError> {
        self.ask("PROPFIND", url, "1", propfind(props), Some(LargestAnswer(largest))).await
    }

    pub async fn report(&self, url: &Url, depth: &str, body: String) -> Result<Reply, RemoteError> {
        self.ask("REPORT", url, depth, body, None).await
    }

    async fn ask(
        &self,
        method: &str,
        url: &Url,
        depth: &str,
        body: String,
        largest: Option<LargestAnswer>,
    ) -> Result<Reply, RemoteError> {
        let headers = [("content-type", "application/xml; charset=utf-8"), ("depth", depth)];
        self.exchange(method, url, &headers, body.into_bytes(), largest).await
    }
}

fn propfind(props: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/" xmlns:ic="http://apple.com/ns/ical/"><d:prop>{props}</d:prop></d:propfind>"#
    )
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim).filter(|value| !value.is_empty())
    }

    /// Returns the multistatus, or the error instead.
    pub fn multistatus(&self) -> Result<Multistatus, RemoteError> {
        if !self.status.is_success() {
            return Err(self.failure());
        }
        Multistatus::parse(&self.body).map_err(|error| if self.elsewhere { RemoteError::Gone } else { error })
    }

    /// Hands on the responses of a multistatus one by one. Returns its sync token, or the error instead.
    pub fn each(&self, take: impl FnMut(Response) -> Result<(), RemoteError>) -> Result<Option<String>, RemoteError> {
        if self.status.is_success() { Multistatus::each(&self.body, take) } else { Err(self.failure()) }
    }

    pub fn preconditions(&self) -> Preconditions {
        Preconditions::parse(&self.body)
    }

    /// Returns whether the resource is missing, or (421) no longer at this host.
    pub fn is_gone(&self) -> bool {
        matches!(self.status.as_u16(), 404 | 410 | 421)
    }

    /// Returns what an unwanted status means. 401, 429 and 503 do not come this far.
    pub fn failure(&self) -> RemoteError {
        let named = self.preconditions();
        let refused = RemoteError::Refused;
        if named.names("max-resource-size") {
            return refused(Refusal::TooLarge);
        }
        if named.names("quota-not-exceeded") || named.names("sufficient-disk-space") {
            return refused(Refusal::Quota);
        }
        match self.status.as_u16() {
            200..300 => RemoteError::Garbled("not a multistatus"),
            300..400 => RemoteError::Garbled("redirect"),
            // Led away from where it was asked, and no calendar server there.
            400 | 403 | 405 if self.elsewhere && !named.is_error => RemoteError::Gone,
            403 if named.is_empty_error() => RemoteError::Throttled { until: None },
            403 if named.is_error && !named.names("need-privileges") => refused(Refusal::Other),
            403 => refused(Refusal::ReadOnly),
            404 | 410 | 421 => RemoteError::Gone,
            409 | 412 => RemoteError::Conflict { theirs: None },
            413 => refused(Refusal::TooLarge),
            507 => refused(Refusal::Quota),
            501 | 505 => refused(Refusal::Other),
            408 | 423 | 425 | 500.. => RemoteError::Failed,
            _ => refused(Refusal::Other),
        }
    }
}
