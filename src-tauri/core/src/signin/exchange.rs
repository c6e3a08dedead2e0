//! The token endpoint: a code or a refresh token goes in, tokens come out (RFC 6749 sections 4.1.3 and 6).
//!
//! The crate oauth2 makes the request and reads good answers. Everything else is judged here first, because its
//! errors print what they could not read, lose `Retry-After` and drop what a provider adds.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http::{StatusCode, header};
use oauth2::basic::BasicClient;
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, TokenResponse as _, TokenUrl,
};
use serde_json::{Map, Value};

use super::registration::Registration;
use super::retry_after;
use crate::model::secret::Secret;
use crate::model::sign_in::TokenSet;
use crate::ports::{Clock, Http, HttpError, Limits};

/// The longest answer, in bytes.
const LONGEST: usize = 1024 * 1024;
/// How long a token endpoint may take: a process that ends waits for it.
const PATIENCE: Duration = Duration::from_secs(30);
/// The lifetime assumed of an access token that has none, or a strange one, in seconds.
const USUAL: i64 = 3600;
/// Lifetimes that are believed, in seconds.
const BELIEVED: std::ops::RangeInclusive<i64> = 600..=86_400;

/// The answer to a good request.
pub struct Tokens {
    pub set: TokenSet,
    /// What was granted, if the answer says so (RFC 6749 section 5.1: if not, everything asked for).
    pub scopes: Option<Vec<String>>,
}

/// Why there are no tokens. Contains no byte of a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// This computer has no network.
    #[error("offline")]
    Offline,
    /// No answer, a failing server, or something that is not an answer: nothing is known, try later.
    #[error("no answer")]
    NoAnswer,
    #[error("throttled")]
    Throttled { until: Option<DateTime<Utc>> },
    /// The person has to sign in (again).
    #[error("refused")]
    Refused { claims: Option<String> },
    /// The provider does not know Daybook like this: a wrong client id, redirect or scope.
    #[error("misconfigured: {0}")]
    Misconfigured(&'static str),
    /// The provider, or an administrator there, does not let Daybook in.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// A good answer that contains no token.
    #[error("not understood")]
    Garbled,
}

type Prepared = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// One provider's token endpoint.
pub struct TokenEndpoint<'a> {
    pub http: Arc<dyn Http>,
    pub clock: Arc<dyn Clock>,
    pub own: &'a Registration,
}

impl TokenEndpoint<'_> {
    /// Exchanges a code for tokens. Only once: any answer uses the code up.
    pub async fn trade(&self, code: Secret, verifier: Secret, redirect: &str) -> Result<Tokens, ExchangeError> {
        let text = |secret: &Secret| secret.expose_str().map(str::to_owned).ok_or(ExchangeError::Garbled);
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| ExchangeError::Garbled)?;
        let client = self.client()?.set_redirect_uri(redirect);
        let request = client
            .exchange_code(AuthorizationCode::new(text(&code)?))
            .set_pkce_verifier(PkceCodeVerifier::new(text(&verifier)?));
        let judge = self.judge();
        let answer = request.request_async(&judge).await;
        self.read(answer, judge)
    }

    /// Exchanges a refresh token for new tokens.
    pub async fn refresh(&self, token: &Secret) -> Result<Tokens, ExchangeError> {
        let token = RefreshToken::new(token.expose_str().ok_or(ExchangeError::Garbled)?.to_owned());
        let client = self.client()?;
        let judge = self.judge();
        let answer = client.exchange_refresh_token(&token).request_async(&judge).await;
        self.read(answer, judge)
    }

    fn judge(&self) -> Judge {
        Judge { http: Arc::clone(&self.http), clock: Arc::clone(&self.clock), why: Mutex::new(None) }
    }

    fn client(&self) -> Result<Prepared, ExchangeError> {
        let url = TokenUrl::new(self.own.token_url.to_string()).map_err(|_| ExchangeError::Garbled)?;
        let client = BasicClient::new(ClientId::new(self.own.client_id.clone()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(url);
        Ok(match self.own.client_secret.as_ref().and_then(Secret::expose_str) {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.to_owned())),
            None => client,
        })
    }

    fn read<E, T>(
        &self,
        answer: Result<oauth2::basic::BasicTokenResponse, RequestTokenError<E, T>>,
        judge: Judge,
    ) -> Result<Tokens, ExchangeError>
    where
        E: std::error::Error + 'static,
        T: oauth2::ErrorResponse + 'static,
    {
        // The crate's own error is dropped unread: it may contain bytes of a token.
        let Ok(answer) = answer else {
            let why = judge.why.into_inner().unwrap_or_else(PoisonError::into_inner);
            return Err(why.unwrap_or(ExchangeError::Garbled));
        };
        let lifetime = answer.expires_in().and_then(|time| i64::try_from(time.as_secs()).ok());
        let lifetime = lifetime.filter(|seconds| BELIEVED.contains(seconds)).unwrap_or(USUAL);
        let scopes = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_ref().to_owned()).collect());
        Ok(Tokens {
            set: TokenSet {
                access: Secret::new(answer.access_token().secret().as_bytes()),
                refresh: answer.refresh_token().map(|token| Secret::new(token.secret().as_bytes())),
                expires_at: Some(self.clock.now() + TimeDelta::seconds(lifetime)),
            },
            scopes,
        })
    }
}

/// Sends requests and lets only good answers through to the crate. The Http port follows no redirects.
struct Judge {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    why: Mutex<Option<ExchangeError>>,
}

impl<'c> AsyncHttpClient<'c> for Judge {
    type Error = Stopped;
    type Future = Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, Stopped>> + Send + 'c>>;

    fn call(&'c self, request: oauth2::HttpRequest) -> Self::Future {
        Box::pin(async move {
            self.send(request).await.map_err(|error| {
                *self.why.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Stopped
            })
        })
    }
}

impl Judge {
    async fn send(&self, request: oauth2::HttpRequest) -> Result<oauth2::HttpResponse, ExchangeError> {
        let limits = Limits { body: LONGEST, silence: PATIENCE, time: PATIENCE };
        let response = self.http.send(request, limits).await.map_err(|error| match error {
            HttpError::Offline => ExchangeError::Offline,
            HttpError::TooLarge => ExchangeError::Garbled,
            HttpError::Unreached
            | HttpError::Unreachable
            | HttpError::Certificate
            | HttpError::Insecure
            | HttpError::Malformed => ExchangeError::NoAnswer,
        })?;
        let good = judge(&response, self.clock.now())?;
        let mut out = http::Response::new(serde_json::to_vec(&good).map_err(|_| ExchangeError::Garbled)?);
        out.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
        Ok(out)
    }
}

/// An answer that is not passed on; the reason is kept elsewhere.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
struct Stopped;

/// Returns the fields of a token answer, or what happens next.
fn judge(response: &http::Response<Vec<u8>>, now: DateTime<Utc>) -> Result<Map<String, Value>, ExchangeError> {
    let status = response.status();
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        return Err(ExchangeError::Throttled { until: retry_after::until(response.headers(), now) });
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(ExchangeError::NoAnswer);
    }
    // A page instead of an answer comes from something in between, such as a proxy. Nobody was signed out.
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(response.body()) else {
        return Err(ExchangeError::NoAnswer);
    };
    match fields.get("error").and_then(Value::as_str) {
        Some(word) => return Err(refusal(word, status, &fields)),
        None if !status.is_success() || fields.contains_key("error") => return Err(ExchangeError::NoAnswer),
        None => {}
    }
    let bearer =
        fields.get("token_type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    let token = fields.get("access_token").and_then(Value::as_str).is_some_and(|token| !token.is_empty());
    if !bearer || !token {
        return Err(ExchangeError::Garbled);
    }
    let keep = ["access_token", "token_type", "refresh_token", "scope"];
    let mut good: Map<String, Value> =
        keep.iter().filter_map(|name| Some(((*name).to_owned(), fields.get(*name)?.clone()))).collect();
    good.retain(|_, value| value.as_str().is_some_and(|text| !text.is_empty()));
    // A number, or a number as text.
    let seconds = match fields.get("expires_in") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    if let Some(seconds) = seconds {
        good.insert("expires_in".to_owned(), seconds.into());
    }
    Ok(good)
}

/// Judges by the words of RFC 6749 section 5.2 and those that providers add, never by their sentences.
fn refusal(word: &str, status: StatusCode, fields: &Map<String, Value>) -> ExchangeError {
    let claims = fields.get("claims").and_then(Value::as_str).filter(|claims| claims.len() <= 4096);
    // For whoever has to find out why: words and numbers only, never sentences.
    let detail = ["suberror", "error_subtype"].iter().find_map(|name| plain_word(fields.get(*name)?.as_str()?));
    let number = fields.get("error_codes").and_then(|codes| codes.get(0)).and_then(Value::as_u64);
    tracing::info!(word = plain_word(word).unwrap_or_default(), detail, number, "no tokens");
    match word {
        "invalid_grant" | "interaction_required" | "consent_required" | "login_required" | "access_denied" => {
            ExchangeError::Refused { claims: claims.map(str::to_owned) }
        }
        "temporarily_unavailable" | "server_error" | "internal_failure" => ExchangeError::NoAnswer,
        "slow_down" => ExchangeError::Throttled { until: None },
        "invalid_client" => ExchangeError::Misconfigured("invalid_client"),
        "unauthorized_client" => ExchangeError::Misconfigured("unauthorized_client"),
        "invalid_scope" => ExchangeError::Misconfigured("invalid_scope"),
        "redirect_uri_mismatch" => ExchangeError::Misconfigured("redirect_uri_mismatch"),
        "invalid_request" => ExchangeError::Misconfigured("invalid_request"),
        "unsupported_grant_type" => ExchangeError::Misconfigured("unsupported_grant_type"),
        "disabled_client" => ExchangeError::Misconfigured("disabled_client"),
        "deleted_client" => ExchangeError::Misconfigured("deleted_client"),
        "org_internal" => ExchangeError::Forbidden("org_internal"),
        "admin_policy_enforced" => ExchangeError::Forbidden("admin_policy_enforced"),
        // Section 5.2: authorization servers refuse with these two. Others come from something in between.
        _ if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED) => {
            ExchangeError::Misconfigured("other")
        }
        _ => ExchangeError::NoAnswer,
    }
}

/// Returns a word such as providers use: short, with nothing but lower-case letters and underscores in it.
fn plain_word(text: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (text.len() <= 40 && text.bytes().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Map<String, Value>, ExchangeError> {
        let response = http::Response::builder().status(status).header("retry-after", "30");
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        judge(&response.body(body.as_bytes().to_vec()).unwrap(), now)
    }

    const GOOD: &str = r#"{"access_token":"a-1","token_type":"Bearer","expires_in":"3599","scope":"x","more":[1]}"#;

    #[test]
    fn only_what_is_needed_of_a_good_answer_is_read_on() {
        let good = answer(200, GOOD).unwrap();
        assert_eq!(good.keys().collect::<Vec<_>>(), ["access_token", "expires_in", "scope", "token_type"]);
        assert_eq!(good["expires_in"], 3599);
    }

    /// attack 18
    #[test]
    fn what_is_no_token_is_none() {
        for (status, body) in [
            (200, r#"{"token_type":"Bearer"}"#),
            (200, r#"{"access_token":"","token_type":"Bearer"}"#),
            (200, r#"{"access_token":"a","token_type":"mac"}"#),
            (200, r#"{"access_token":7,"token_type":"Bearer"}"#),
            (201, r#"{"access_token":"a"}"#),
        ] {
            assert_eq!(answer(status, body), Err(ExchangeError::Garbled), "{status} {body}");
        }
        assert_eq!(answer(200, r#"{"error":"invalid_grant"}"#), Err(ExchangeError::Refused { claims: None }));
    }

    /// attack 26, S41: only a word of the provider signs anybody out.
    #[test]
    fn a_network_or_a_server_that_fails_signs_nobody_out() {
        for (status, body) in [
            (200, "<html>Sign in to the hotel</html>"),
            (500, ""),
            (302, ""),
            (511, ""),
            (408, ""),
            (400, "<html>"),
            (403, "<html>Blocked by policy</html>"),
            (404, r#"{"access_token":"a","token_type":"Bearer"}"#),
            (404, r#"{"error":"not found"}"#),
            (403, r#"{"error":{"code":403}}"#),
        ] {
            assert_eq!(answer(status, body), Err(ExchangeError::NoAnswer), "{status} {body}");
        }
        assert_eq!(answer(400, r#"{"error":"temporarily_unavailable"}"#), Err(ExchangeError::NoAnswer));
        let until = Some("2026-11-22T12:00:30Z".parse().unwrap());
        assert_eq!(answer(503, "busy"), Err(ExchangeError::Throttled { until }));
        assert_eq!(answer(429, "{}"), Err(ExchangeError::Throttled { until }));
    }

    #[test]
    fn what_the_provider_wants_proved_is_kept() {
        let body = r#"{"error":"interaction_required","suberror":"basic_action","claims":"{\"access_token\":{}}"}"#;
        let claims = Some("{\"access_token\":{}}".to_owned());
        assert_eq!(answer(400, body), Err(ExchangeError::Refused { claims }));
        assert_eq!(answer(401, r#"{"error":"invalid_client"}"#), Err(ExchangeError::Misconfigured("invalid_client")));
    }
}
