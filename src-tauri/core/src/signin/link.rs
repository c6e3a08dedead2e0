//! Requests to an address that is itself the secret: whoever has a calendar link can read the calendar.
//!
//! The link stays here. A provider asks for the address of the host, and what goes out is the link; an answer
//! comes from the host again. Redirects stay at the link's site.

use std::sync::Arc;

use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::redirects;
use super::site::Site;
use crate::model::host;
use crate::model::secret::Secret;
use crate::ports::{Clock, Http};
use crate::providers::{BadAddress, HttpResponse, Refusal, RemoteError, SignedHttp};

/// The longest link.
const LONGEST: usize = 4000;

/// A calendar link, and the site it belongs to.
pub struct Link {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    site: Site,
    link: Url,
    home: Url,
}

impl Link {
    pub fn new(http: Arc<dyn Http>, clock: Arc<dyn Clock>, link: &Secret) -> Result<Self, BadAddress> {
        let link = parse(link)?;
        Ok(Self { http, clock, site: Site::of(&link), home: home(&link), link })
    }

    /// The host, as an address: all of the link that may be shown, logged or given to a provider.
    pub fn home(&self) -> &Url {
        &self.home
    }

    /// A name for the link that does not give it away.
    pub fn mark(&self) -> String {
        Sha256::digest(self.link.as_str()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Reads what a person pasted: https, or webcal, which means https. Plain http goes to this computer only.
fn parse(link: &Secret) -> Result<Url, BadAddress> {
    let text = link.expose_str().ok_or(BadAddress::NotAnAddress)?.trim();
    if text.len() > LONGEST || text.chars().any(char::is_control) {
        return Err(BadAddress::NotAnAddress);
    }
    let secure = ["webcal://", "webcals://"].into_iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| format!("https://{rest}"))
    });
    let mut url = Url::parse(secure.as_deref().unwrap_or(text)).map_err(|_| BadAddress::NotAnAddress)?;
    match url.scheme() {
        "https" => {}
        "http" if host::is_this_computer(&url) => {}
        "http" => return Err(BadAddress::Insecure),
        _ => return Err(BadAddress::NotAnAddress),
    }
    url.set_fragment(None);
    let unnamed = url.set_username("").is_ok() && url.set_password(None).is_ok();
    if unnamed && url.host().is_some() { Ok(url) } else { Err(BadAddress::NotAnAddress) }
}

fn home(link: &Url) -> Url {
    let mut home = link.clone();
    home.set_path("/");
    home.set_query(None);
    home
}

#[async_trait]
impl SignedHttp for Link {
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
        if Url::parse(&request.uri().to_string()).ok().as_ref() != Some(&self.home) {
            return Err(RemoteError::Refused(Refusal::Redirect));
        }
        let (_, response) =
            redirects::follow(self.http.as_ref(), &self.site, self.link.clone(), request, &|_, _| Ok(None)).await?;
        if let Some(wait) = redirects::patience(&response, self.clock.as_ref()) {
            return Err(wait);
        }
        match response.status() {
            // It was reset or taken back, or needs a sign-in that nobody can give.
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(RemoteError::SignedOut)
            }
            status if status.is_server_error() || matches!(status.as_u16(), 408 | 409 | 412 | 423 | 425) => {
                Err(RemoteError::NoAnswer)
            }
            _ => Ok(HttpResponse { url: self.home.clone(), response: told(response) }),
        }
    }
}

/// The answer without headers that may name the link.
fn told(mut response: http::Response<Vec<u8>>) -> http::Response<Vec<u8>> {
    let kept = [http::header::ETAG, http::header::LAST_MODIFIED, http::header::CONTENT_TYPE];
    let headers: HeaderMap =
        kept.into_iter().filter_map(|name| Some((name.clone(), response.headers().get(&name)?.clone()))).collect();
    *response.headers_mut() = headers;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, BadAddress> {
        parse(&Secret::new(text)).map(|url| url.to_string())
    }

    #[test]
    fn a_link_is_https_or_webcal_and_plain_http_only_here() {
        let secure = Ok("https://cal.example/a/private-1/basic.ics?x=1".to_owned());
        assert_eq!(read(" https://cal.example/a/private-1/basic.ics?x=1#top\n"), secure);
        assert_eq!(read("webcal://cal.example/a/private-1/basic.ics?x=1"), secure);
        assert_eq!(read("WebCal://user:pass@cal.example/a/private-1/basic.ics?x=1"), secure);
        assert_eq!(read("http://127.0.0.1:5/x"), Ok("http://127.0.0.1:5/x".to_owned()));
        assert_eq!(read("http://cal.example/x"), Err(BadAddress::Insecure));
        for text in ["", "cal.example/x", "file:///etc/passwd", "webcal:", "https://", "ftp://cal.example/"] {
            assert_eq!(read(text), Err(BadAddress::NotAnAddress), "{text}");
        }
        assert_eq!(read(&format!("https://cal.example/{}", "x".repeat(LONGEST))), Err(BadAddress::NotAnAddress));
    }

    #[test]
    fn the_home_of_a_link_says_nothing_but_the_host() {
        let url = Url::parse("https://cal.example:8443/a/private-1/basic.ics?x=1").unwrap();
        assert_eq!(home(&url).as_str(), "https://cal.example:8443/");
    }
}
