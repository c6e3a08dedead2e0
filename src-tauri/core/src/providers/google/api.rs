//! Single requests to Google: address, headers, and an answer or a [`Fault`].

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use url::Url;

use super::failure::{Fault, fault};
use crate::model::ids::{CalendarHandle, Revision};
use crate::providers::{RemoteError, SignedHttp};

/// Makes requests for one account.
pub(super) struct Api {
    pub http: Arc<dyn SignedHttp>,
    /// Where all paths begin.
    pub server: Url,
    pub now: DateTime<Utc>,
}

/// One calendar of the account.
pub(super) struct Calendar<'a> {
    pub api: &'a Api,
    pub handle: &'a CalendarHandle,
}

/// A request without its sign-in.
pub(super) struct Ask<'a> {
    pub method: &'static str,
    pub path: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    /// If-Match: write over this state only.
    pub over: Option<&'a Revision>,
    /// JSON.
    pub body: Option<Vec<u8>>,
}

impl<'a> Ask<'a> {
    pub fn get(path: &'a [&'a str], query: &'a [(&'a str, &'a str)]) -> Self {
        Self { method: "GET", path, query, over: None, body: None }
    }
}

impl Api {
    pub fn calendar<'a>(&'a self, handle: &'a CalendarHandle) -> Calendar<'a> {
        Calendar { api: self, handle }
    }

    /// Sends a request and returns the body of a good answer.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Vec<u8>, Fault> {
        let url = self.url(ask.path, ask.query)?;
        let mut request = http::Request::builder().method(ask.method).uri(url.as_str());
        if let Some(revision) = ask.over {
            // That of a series also tells of its dates.
            request = request.header("if-match", revision.as_str().split(' ').next().unwrap_or_default());
        }
        if ask.body.is_some() {
            request = request.header("content-type", "application/json; charset=utf-8");
        }
        let request = request.body(ask.body.unwrap_or_default()).map_err(|_| RemoteError::Garbled("request"))?;
        let response = self.http.send(request).await?.response;
        // Google answers in JSON: an HTML page comes from something in between, such as a hotel's network.
        if is_page(&response) {
            return Err(RemoteError::NoAnswer.into());
        }
        if response.status().is_success() {
            return Ok(response.into_body());
        }
        Err(fault(response.status().as_u16(), response.body(), self.now))
    }

    fn url(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Url, RemoteError> {
        // Names from elsewhere must not climb out of their path.
        if path.iter().any(|one| matches!(*one, "" | "." | "..")) {
            return Err(RemoteError::Garbled("a name that no path can hold"));
        }
        let mut url = self.server.clone();
        url.set_query(None);
        url.path_segments_mut().map_err(|()| RemoteError::Garbled("address"))?.pop_if_empty().extend(path);
        url.query_pairs_mut().append_pair("prettyPrint", "false").extend_pairs(query);
        Ok(url)
    }
}

impl Calendar<'_> {
    /// Makes a request below this calendar.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Vec<u8>, Fault> {
        let mut path = vec!["calendar", "v3", "calendars", self.handle.as_str()];
        path.extend(ask.path);
        self.api.ask(Ask { path: &path, ..ask }).await
    }

    /// Returns whether the calendar exists, after something in it did not.
    pub async fn exists(&self) -> Result<bool, RemoteError> {
        match self.ask(Ask::get(&["events"], &[("maxResults", "1")])).await {
            Ok(_) => Ok(true),
            Err(Fault::Gone) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

/// Reads JSON; `what` names it in the error.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8], what: &'static str) -> Result<T, RemoteError> {
    serde_json::from_slice(body).map_err(|_| RemoteError::Garbled(what))
}

fn is_page(response: &http::Response<Vec<u8>>) -> bool {
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim_start().to_ascii_lowercase().starts_with("text/html")
        || response.body().trim_ascii_start().first() == Some(&b'<')
}
