//! The outside world as small traits. The shell builds the real ones, the tests their own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::model::secret::Secret;
use crate::model::system_zone::SystemZone;

/// This computer's time and zone.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
    /// Returns what the computer tells of its zone.
    fn zone(&self) -> SystemZone;
}

/// One HTTP exchange. An implementation follows no redirects, always checks certificates, and
/// accepts plain http for loopback addresses only.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends `request` and reads at most `limits.body` bytes of the answer.
    async fn send(&self, request: http::Request<Vec<u8>>, limits: Limits)
    -> Result<http::Response<Vec<u8>>, HttpError>;
}

/// The limits of one exchange.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest answer, in bytes.
    pub body: usize,
    /// The longest wait for the answer to begin, and then for each next piece of it.
    pub silence: Duration,
    /// From the first byte sent to the last byte read.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 16 * 1024 * 1024, silence: Duration::from_secs(60), time: Duration::from_secs(600) }
    }
}

/// Why there is no answer. Contains no address and no header, so it may be logged.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// This computer has no network: no route leads out, or no name server answers. Never said of this computer itself.
    /// Nothing was sent.
    #[error("no network")]
    Offline,
    /// No connection came about: no such name, or refused. Nothing was sent.
    #[error("no connection")]
    Unreached,
    /// Cut off, or too slow: whether the request arrived is not known.
    #[error("no answer")]
    Unreachable,
    /// The certificate is not for this host, not trusted, or out of date.
    #[error("the certificate was not accepted")]
    Certificate,
    /// The answer is longer than the limit.
    #[error("the answer is too large")]
    TooLarge,
    /// Plain http to something that is not this computer.
    #[error("the address is not https")]
    Insecure,
    /// What came back is not HTTP, or the request could not be made into HTTP.
    #[error("not HTTP")]
    Malformed,
}

/// Where a domain says that its services are: the SRV and TXT records of its name servers (RFC 2782, RFC 6763).
#[async_trait]
pub trait Names: Send + Sync {
    /// Returns what stands at a name such as `_caldavs._tcp.praxis.example`, whose answer nothing vouches for. Nothing
    /// where no name server answers.
    async fn service(&self, name: &str) -> Service;
}

/// A service as its domain announces it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Host and port, the preferred one first.
    pub servers: Vec<(String, u16)>,
    /// As they stand there, such as `path=/dav/`.
    pub texts: Vec<String>,
}

/// Stands where no name server is to be asked.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

#[async_trait]
impl Names for NoNames {
    async fn service(&self, _name: &str) -> Service {
        Service::default()
    }
}

/// Where the master key is kept: the keychain of the operating system. A call may take as long
/// as a person needs to answer a prompt; the vault runs it on a thread with a time limit. What is
/// stored is ASCII text.
pub trait Keychain: Send + Sync {
    /// Returns an item; `Ok(None)` = the keychain says that it has no such item. That does not prove a
    /// first run: a Secret Service that was never unlocked says the same.
    fn get(&self, item: &str) -> Result<Option<Secret>, KeychainError>;
    fn set(&self, item: &str, key: &Secret) -> Result<(), KeychainError>;
    fn delete(&self, item: &str) -> Result<(), KeychainError>;
}

/// Why a keychain does not answer.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum KeychainError {
    /// This computer has no keychain, or it cannot be reached.
    #[error("no keychain")]
    None,
    /// It is locked, and the person did not unlock it.
    #[error("the keychain is locked")]
    Locked,
    /// Something else; the item may or may not be there.
    #[error("the keychain failed")]
    Failed,
}

/// Opens one address in the person's own browser.
pub trait Browser: Send + Sync {
    fn open(&self, url: &str) -> Result<(), BrowserError>;
}

#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
#[error("the browser did not open")]
pub struct BrowserError;

/// Says that something changed, after it was committed; never what it is now.
pub trait Announce: Send + Sync {
    fn changed(&self, what: Changed);
}

/// The parts of the window that may need reading again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Agenda,
    Connections,
    Activity,
    Status,
    Settings,
    Key,
    SignIn,
    /// The person asked to close the window, and changes wait that could not be sent.
    Closing,
}

impl Changed {
    /// Returns the word that a window is sent.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Connections => "connections",
            Self::Activity => "activity",
            Self::Status => "status",
            Self::Settings => "settings",
            Self::Key => "key",
            Self::SignIn => "sign_in",
            Self::Closing => "closing",
        }
    }
}

/// The window, where this process has one.
pub trait Window: Send + Sync {
    /// Closes it, which ends the program.
    fn quit(&self) -> Result<(), NoWindow>;
}

/// Stands where there is no window, as in the terminal.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
#[error("there is no window")]
pub struct NoWindow;

impl Window for NoWindow {
    fn quit(&self) -> Result<(), Self> {
        Err(Self)
    }
}

/// Everything the app needs of the world.
#[derive(Clone)]
pub struct Ports {
    pub clock: Arc<dyn Clock>,
    pub http: Arc<dyn Http>,
    pub names: Arc<dyn Names>,
    pub keychain: Arc<dyn Keychain>,
    pub browser: Arc<dyn Browser>,
    pub announce: Arc<dyn Announce>,
    pub window: Arc<dyn Window>,
    /// The folder of this person's data. Made, for the owner only, if it is missing.
    pub data_dir: PathBuf,
    /// This computer's settings for providers, by name: addresses (`ICLOUD_URL`) and client ids.
    pub settings: Vec<(String, String)>,
}
