//! One request to Microsoft Graph and what its answer means. Errors are told apart by their code, and by the
//! status only if the code is unknown; none of their text is kept.

use std::fmt::Write as _;
use std::sync::Arc;

use http::{Method, StatusCode, header};
use serde_json::Value;
use url::Url;

use crate::providers::{Refusal, RemoteError, SignedHttp};

/// RFC 7240
pub(super) const PREFER: header::HeaderName = header::HeaderName::from_static("prefer");

/// An account at Graph.
pub(super) struct Graph {
    pub http: Arc<dyn SignedHttp>,
    /// `https://graph.microsoft.com/v1.0`, or what replaces it.
    pub server: Url,
}

/// An answer.
pub(super) struct Reply {
    pub status: StatusCode,
    pub body: Vec<u8>,
}

impl Graph {
    /// Returns the address of `path` below the server's, with each part encoded (ids contain `/`, `+` and `=`). `Gone`
    /// if a part cannot be an id.
    pub fn address(&self, path: &[&str], query: &str) -> Result<Url, RemoteError> {
        let mut text = self.server.as_str().trim_end_matches('/').to_owned();
        for part in path {
            if part.is_empty() || part.bytes().all(|byte| byte == b'.') {
                return Err(RemoteError::Gone);
            }
            text.push('/');
            text.push_str(&encoded(part));
        }
        if !query.is_empty() {
            text.push('?');
            text.push_str(query);
        }
        Url::parse(&text).map_err(|_| RemoteError::Garbled("address"))
    }

    /// Follows a link the server gave, as it is. The token goes to the server's own origin only.
    pub fn link(&self, link: &str) -> Result<Url, RemoteError> {
        let url = Url::parse(link).map_err(|_| RemoteError::Garbled("link"))?;
        if url.origin() == self.server.origin() { Ok(url) } else { Err(RemoteError::Refused(Refusal::Redirect)) }
    }

    pub async fn get(&self, url: &Url) -> Result<Reply, RemoteError> {
        self.send(Method::GET, url, &[], Vec::new()).await
    }

    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: &[(header::HeaderName, &str)],
        body: Vec<u8>,
    ) -> Result<Reply, RemoteError> {
        let mut request =
            http::Request::builder().method(method).uri(url.as_str()).header(header::ACCEPT, "application/json");
        // On every call: ids of one kind are unknown to the other.
        let mut prefer = r#"IdType="ImmutableId", outlook.body-content-type="text""#.to_owned();
        for (name, value) in headers {
            if name == PREFER {
                prefer = format!("{prefer}, {value}");
            } else {
                request = request.header(name, *value);
            }
        }
        request = request.header(PREFER, prefer);
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(body).map_err(|_| RemoteError::Garbled("request"))?;
        let response = self.http.send(request).await?.response;
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // The page of a hotel's network or a proxy, not Graph.
        if kind.trim_start().to_ascii_lowercase().starts_with("text/html") {
            return Err(RemoteError::NoAnswer);
        }
        Ok(Reply { status: response.status(), body: response.into_body() })
    }
}

impl Reply {
    /// Returns the answer of a successful call.
    pub fn value(&self) -> Result<Value, RemoteError> {
        if !self.status.is_success() {
            return Err(self.failure());
        }
        match serde_json::from_slice(&self.body) {
            Ok(value @ Value::Object(_)) => Ok(value),
            Ok(_) | Err(_) => Err(RemoteError::Garbled("not a JSON object")),
        }
    }

    /// Returns what to do about an unsuccessful answer.
    pub fn failure(&self) -> RemoteError {
        let known = self.codes().iter().find_map(|code| by_code(code));
        known.unwrap_or_else(|| by_status(self.status))
    }

    pub fn has_code(&self, wanted: &str) -> bool {
        self.codes().iter().any(|code| code.eq_ignore_ascii_case(wanted))
    }

    /// Returns the item an error is about (`ErrorDuplicateTransactionId`).
    pub fn existing(&self) -> Option<String> {
        self.error()?.get("@event.existingEventId")?.as_str().map(str::to_owned).filter(|id| !id.is_empty())
    }

    fn error(&self) -> Option<Value> {
        let mut body: Value = serde_json::from_slice(&self.body).ok()?;
        body.get_mut("error").map(Value::take)
    }

    /// Returns the code, and the finer ones inside it.
    fn codes(&self) -> Vec<String> {
        let mut codes = Vec::new();
        let mut at = self.error();
        for _ in 0..4 {
            let Some(mut error) = at else { break };
            codes.extend(error.get("code").and_then(Value::as_str).map(str::to_ascii_lowercase));
            at = ["innerError", "innererror"].iter().find_map(|name| error.get_mut(name).map(Value::take));
        }
        codes
    }
}

/// `code` in lower case.
fn by_code(code: &str) -> Option<RemoteError> {
    Some(match code {
        "mailboxnotenabledforrestapi" | "mailboxnotsupportedforrestapi" => RemoteError::Refused(Refusal::NoCalendars),
        "erroraccessdenied" | "accessdenied" | "authorization_requestdenied" => RemoteError::Refused(Refusal::ReadOnly),
        "quotalimitreached" | "errorquotaexceeded" => RemoteError::Refused(Refusal::Quota),
        "syncstatenotfound" | "syncstateinvalid" | "resyncrequired" => RemoteError::CursorLost,
        "resyncchangesapplydifferences" | "resyncchangesuploaddifferences" => RemoteError::CursorLost,
        // An id of another form belongs to nothing.
        "erroritemnotfound" | "resourcenotfound" | "itemnotfound" | "errorinvalididmalformed" => RemoteError::Gone,
        // 403 instead of 404 for the immutable id of a deleted item (msgraph-sdk-dotnet#3047).
        "errorcannotdeleteobject" => RemoteError::Gone,
        "errorirresolvableconflict" | "resourcemodified" => RemoteError::Conflict { theirs: None },
        "toomanyrequests" | "applicationthrottled" | "activitylimitreached" => RemoteError::Throttled { until: None },
        _ => return None,
    })
}

fn by_status(status: StatusCode) -> RemoteError {
    match status.as_u16() {
        401 => RemoteError::SignedOut,
        403 => RemoteError::Refused(Refusal::Other),
        404 | 410 => RemoteError::Gone,
        429 => RemoteError::Throttled { until: None },
        409 | 412 => RemoteError::Conflict { theirs: None },
        413 => RemoteError::Refused(Refusal::TooLarge),
        507 => RemoteError::Refused(Refusal::Quota),
        408 | 423 | 425 | 500..=599 => RemoteError::Failed,
        400..=499 => RemoteError::Refused(Refusal::Other),
        _ => RemoteError::Garbled("status"),
    }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 section 2.3).
pub(super) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status: StatusCode::from_u16(status).unwrap(), body: body.into() }
    }

    #[test]
    fn the_code_decides_in_any_case_and_the_finer_one_counts() {
        let denied = reply(404, r#"{"error":{"code":"ErrorAccessDENIED","message":"secret name"}}"#);
        assert!(matches!(denied.failure(), RemoteError::Refused(Refusal::ReadOnly)));
        assert!(!denied.failure().to_string().contains("secret"));
        let finer = reply(410, r#"{"error":{"code":"Gone","innererror":{"code":"SyncStateNotFound"}}}"#);
        assert!(matches!(finer.failure(), RemoteError::CursorLost));
        let none = reply(404, r#"{"error":{"code":"MailboxNotEnabledForRESTAPI"}}"#);
        assert!(matches!(none.failure(), RemoteError::Refused(Refusal::NoCalendars)));
        assert!(matches!(reply(404, "").failure(), RemoteError::Gone));
        assert!(matches!(reply(502, "<html>").failure(), RemoteError::Failed));
        assert!(matches!(reply(403, r#"{"error":[]}"#).failure(), RemoteError::Refused(Refusal::Other)));
    }

    #[test]
    fn an_id_stays_one_part_of_the_path() {
        assert_eq!(encoded("AA/b+c=="), "AA%2Fb%2Bc%3D%3D");
    }
}
