//! The real [`Http`] port: one exchange over TLS, bounded in size and time. The only file that
//! names reqwest. It follows no redirects and knows nothing of sign-ins, which are [`crate::signin`]'s.

mod resolver;
mod route;
mod services;

use std::error::Error;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

pub use self::services::DnsNames;
use crate::model::host::is_this_computer;
use crate::ports::{Http, HttpError, Limits};
use resolver::Unresolved;

const USER_AGENT: &str = concat!("Daybook/", env!("CARGO_PKG_VERSION"));
const CONNECT: Duration = Duration::from_secs(10);

/// HTTP over the network. Trusts what the system trusts, plus the authorities of one extra file.
pub struct WebHttp {
    elsewhere: reqwest::Client,
    /// For this computer: never through a proxy, whatever the environment says.
    this_computer: reqwest::Client,
    /// Hosts that are answered from here, whatever the network.
    named: Vec<String>,
}

/// Why no HTTP is possible at all.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum SetupError {
    #[error("the file of extra certificate authorities cannot be read")]
    Authorities,
    #[error("the system's certificates cannot be used")]
    Tls,
}

impl WebHttp {
    /// Makes a client. `extra_ca` is a PEM file of further certificate authorities.
    pub fn new(extra_ca: Option<&Path>) -> Result<Self, SetupError> {
        Self::with_names(extra_ca, &[])
    }

    /// Like [`Self::new`], but resolves `names` from this list instead of DNS, so that a test can have
    /// hosts of its own. Certificates are checked all the same.
    pub fn with_names(extra_ca: Option<&Path>, names: &[(&str, SocketAddr)]) -> Result<Self, SetupError> {
        install_crypto();
        let authorities = match extra_ca {
            None => Vec::new(),
            Some(file) => {
                let pem = std::fs::read(file).map_err(|_| SetupError::Authorities)?;
                let found = reqwest::Certificate::from_pem_bundle(&pem).map_err(|_| SetupError::Authorities)?;
                if found.is_empty() {
                    return Err(SetupError::Authorities);
                }
                found
            }
        };
        let client = || {
            let mut builder = reqwest::Client::builder()
                .user_agent(USER_AGENT)
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .connect_timeout(CONNECT)
                .pool_idle_timeout(Duration::from_secs(60))
                .pool_max_idle_per_host(2)
                .dns_resolver(Arc::new(SystemResolver))
                .tls_certs_merge(authorities.clone());
            for (name, address) in names {
                builder = builder.resolve(name, *address);
            }
            builder
        };
        Ok(Self {
            elsewhere: client().build().map_err(|_| SetupError::Tls)?,
            this_computer: client().no_proxy().build().map_err(|_| SetupError::Tls)?,
            named: names.iter().map(|(name, _)| (*name).to_owned()).collect(),
        })
    }
}

/// Makes ring the process's one source of TLS cryptography. Safe to call again.
pub fn install_crypto() {
    // An error means that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

#[async_trait]
impl Http for WebHttp {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| HttpError::Malformed)?;
        let client = match (url.scheme(), is_this_computer(&url)) {
            ("http" | "https", true) => &self.this_computer,
            ("https", false) => &self.elsewhere,
            ("http", false) => return Err(HttpError::Insecure),
            _ => return Err(HttpError::Malformed),
        };
        let request = reqwest::Request::try_from(request).map_err(|_| HttpError::Malformed)?;
        let here =
            is_this_computer(&url) || url.host_str().is_some_and(|host| self.named.iter().any(|name| name == host));
        let answer = tokio::time::timeout(limits.time, exchange(client, request, limits)).await;
        answer.unwrap_or(Err(Failed::Unanswered)).map_err(|failed| match failed {
            Failed::Told(error) => error,
            Failed::Unanswered => HttpError::Unreachable,
            Failed::Unsent(_) if here => HttpError::Unreached,
            Failed::Unsent(silence) => silence.means(route::has_route),
        })
    }
}

/// The system's resolver, which reqwest would ask without keeping why it failed.
struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || resolver::look_up(name.as_str())).await;
            let addresses = found.map_err(|_| Unresolved { for_now: false })??;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Why an exchange came to nothing.
enum Failed {
    Told(HttpError),
    /// No connection came about.
    Unsent(Silence),
    /// It broke off, or nothing came: it may have arrived.
    Unanswered,
}

/// What is known of a connection that did not come about.
enum Silence {
    /// No name server answers.
    NoNames,
    /// Something on the network said no, or broke off.
    Refused,
    Complete,
}

impl Silence {
    /// Whose silence it is: this computer's, which has no network, or the server's.
    fn means(self, has_route: impl FnOnce() -> bool) -> HttpError {
        let offline = match self {
            Self::NoNames => true,
            Self::Refused => false,
            Self::Complete => !has_route(),
        };
        if offline { HttpError::Offline } else { HttpError::Unreached }
    }
}

async fn exchange(
    client: &reqwest::Client,
    request: reqwest::Request,
    limits: Limits,
) -> Result<http::Response<Vec<u8>>, Failed> {
    let most = limits.body;
    let mut answer = in_time(limits.silence, client.execute(request)).await?;
    if answer.content_length().is_some_and(|length| length > most as u64) {
        return Err(Failed::Told(HttpError::TooLarge));
    }
    let mut response = http::Response::new(Vec::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    // The stream is what comes after decompression, so a small bomb cannot become a large body.
    while let Some(chunk) = in_time(limits.silence, answer.chunk()).await? {
        if response.body().len().saturating_add(chunk.len()) > most {
            return Err(Failed::Told(HttpError::TooLarge));
        }
        response.body_mut().extend_from_slice(&chunk);
    }
    Ok(response)
}

/// Waits for a sign of life: a slow server is read as long as it goes on.
async fn in_time<T>(silence: Duration, life: impl Future<Output = reqwest::Result<T>>) -> Result<T, Failed> {
    let answered = tokio::time::timeout(silence, life).await.map_err(|_| Failed::Unanswered)?;
    answered.map_err(|error| kind(&error))
}

/// Returns the kind of an error, without the address in reqwest's own text.
fn kind(error: &reqwest::Error) -> Failed {
    if error.is_builder() {
        return Failed::Told(HttpError::Malformed);
    }
    // Once there is a connection, the request may have arrived whatever breaks off.
    let unanswered = |silence| if error.is_connect() { Failed::Unsent(silence) } else { Failed::Unanswered };
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return Failed::Told(tls_kind(tls));
        }
        let io = inner.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput))
            && error.is_decode()
        {
            return Failed::Told(HttpError::Malformed);
        }
        if inner.downcast_ref::<Unresolved>().is_some_and(|unresolved| unresolved.for_now) {
            return unanswered(Silence::NoNames);
        }
        if io.is_some_and(|io| was_refused(io.kind())) {
            return unanswered(Silence::Refused);
        }
        // TLS errors come wrapped in an io::Error, whose source() skips the inner error.
        cause = match io.and_then(std::io::Error::get_ref) {
            Some(held) => Some(held),
            None => inner.source(),
        };
    }
    // An answer that breaks off counts too: it may be complete next time.
    unanswered(Silence::Complete)
}

/// Somebody on the network spoke.
fn was_refused(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted)
}

fn tls_kind(error: &rustls::Error) -> HttpError {
    match error {
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => HttpError::Certificate,
        _ => HttpError::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(url: &str) -> Result<http::Response<Vec<u8>>, HttpError> {
        let request = http::Request::get(url).body(Vec::new()).unwrap();
        WebHttp::new(None).unwrap().send(request, Limits::default()).await
    }

    /// S62
    #[tokio::test]
    async fn plain_http_goes_to_this_computer_only() {
        assert_eq!(get("http://192.0.2.1/").await.unwrap_err(), HttpError::Insecure);
        assert_eq!(get("http://localhost.example.com/").await.unwrap_err(), HttpError::Insecure);
        assert_eq!(get("ftp://127.0.0.1/").await.unwrap_err(), HttpError::Malformed);
    }

    #[tokio::test]
    async fn a_closed_port_is_unreachable() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(get(&format!("http://{closed}/")).await.unwrap_err(), HttpError::Unreached);
    }

    /// H2: who is offline is told so, and no server is blamed.
    #[test]
    fn silence_is_this_computers_where_no_route_leads_out_or_no_name_server_answers() {
        assert_eq!(Silence::Complete.means(|| false), HttpError::Offline);
        assert_eq!(Silence::Complete.means(|| true), HttpError::Unreached);
        assert_eq!(Silence::NoNames.means(|| true), HttpError::Offline);
        assert_eq!(Silence::Refused.means(|| false), HttpError::Unreached);
    }

    #[tokio::test]
    async fn a_host_that_is_answered_from_here_is_never_out_of_reach_for_want_of_a_network() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let http = WebHttp::with_names(None, &[("dav.example", closed)]).unwrap();
        let request = http::Request::get(format!("https://dav.example:{}/", closed.port())).body(Vec::new()).unwrap();
        assert_eq!(http.send(request, Limits::default()).await.unwrap_err(), HttpError::Unreached);
    }

    #[test]
    fn a_file_without_certificates_is_no_authority() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(WebHttp::new(Some(file.path())), Err(SetupError::Authorities)));
    }
}
