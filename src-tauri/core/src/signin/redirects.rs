//! What every sign-in makes of redirects, of no answer, and of an answer that asks for patience.

use http::{HeaderValue, Method, StatusCode, header};
use url::Url;

use super::retry_after;
use super::site::Site;
use crate::model::reason::Reason;
use crate::ports::{Clock, Http, HttpError, Limits};
use crate::providers::{LargestAnswer, Refusal, RemoteError};

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// Returns what signs a request to an address; `None` = nothing does.
pub(super) type Sign<'a> = &'a (dyn Fn(&Method, &Url) -> Result<Option<HeaderValue>, RemoteError> + Send + Sync);

/// Sends `request` to `url` and along the redirects of `site`, with everything that it carries and signed for each address.
/// Returns the last address asked, and its answer.
pub(super) async fn follow(
    http: &dyn Http,
    site: &Site,
    mut url: Url,
    request: http::Request<Vec<u8>>,
    sign: Sign<'_>,
) -> Result<(Url, http::Response<Vec<u8>>), RemoteError> {
    let (mut parts, body) = request.into_parts();
    let largest = parts.extensions.get().map(|LargestAnswer(bytes)| *bytes);
    let limits = Limits { body: largest.unwrap_or(Limits::default().body), ..Limits::default() };
    let mut asked: Vec<Url> = Vec::new();
    loop {
        site.allow(&url)?;
        // To a sign-in by cookie, for instance, which leads back to where it began.
        if asked.len() > REDIRECTS || asked.contains(&url) {
            return Err(RemoteError::NotLetIn(Reason::AuthLoop));
        }
        if let Some(signed) = sign(&parts.method, &url)? {
            parts.headers.insert(header::AUTHORIZATION, signed);
        }
        parts.uri = url.as_str().parse().map_err(|_| RemoteError::Garbled("address"))?;
        let sent = http::Request::from_parts(parts.clone(), body.clone());
        let response = http.send(sent, limits).await.map_err(|error| no_answer(error, &parts.method))?;
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
            _ => return Ok((url, response)),
        }
    }
}

/// Returns what an answer that asks for patience means.
pub(super) fn patience(response: &http::Response<Vec<u8>>, clock: &dyn Clock) -> Option<RemoteError> {
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Some(RemoteError::Throttled { until: retry_after::until(response.headers(), clock.now()) })
        }
        // A captive portal: the network wants something first.
        StatusCode::NETWORK_AUTHENTICATION_REQUIRED => Some(RemoteError::NoAnswer),
        _ => None,
    }
}

fn target(from: &Url, headers: &http::HeaderMap) -> Option<Url> {
    let location = headers.get(header::LOCATION)?;
    let mut to = from.join(std::str::from_utf8(location.as_bytes()).ok()?.trim()).ok()?;
    to.set_fragment(None);
    // A user name in an address is the server's wish, not the person's.
    if to.set_username("").is_err() || to.set_password(None).is_err() {
        return None;
    }
    Some(to)
}

/// Returns what it means that a request of this method got no answer.
pub(super) fn no_answer(error: HttpError, method: &Method) -> RemoteError {
    let only_asks = method.is_safe() || ["PROPFIND", "REPORT"].contains(&method.as_str());
    match error {
        // Of something that was to be done: whether it was is not known.
        HttpError::TooLarge if !only_asks => RemoteError::Failed,
        HttpError::Offline => RemoteError::Offline,
        HttpError::Unreached => RemoteError::Unreached,
        HttpError::Unreachable => RemoteError::NoAnswer,
        HttpError::Certificate => RemoteError::Refused(Refusal::Certificate),
        HttpError::TooLarge => RemoteError::Refused(Refusal::TooLarge),
        HttpError::Insecure => RemoteError::Refused(Refusal::Insecure),
        HttpError::Malformed => RemoteError::Garbled("not HTTP"),
    }
}
