//! Calendar providers: a descriptor and six verbs each. Their names live in this folder only.

pub mod caldav;
mod fastmail;
pub mod google;
mod icloud;
mod link;
pub mod outlook;
mod shifted;
mod span;
pub mod words;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

pub use self::words::Words;
use crate::model::connection::{Account, FoundCalendar};
use crate::model::event::{Content, Event, OneDate, Unreadable};
use crate::model::glimpse::Glimpse;
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::model::zone::Zone;

/// One provider, as data.
pub struct Provider {
    /// On disk and in JSON.
    pub id: &'static str,
    /// In the window.
    pub label: &'static str,
    pub words: Words,
    pub sign_in: SignIn,
    pub abilities: Abilities,
    /// Opens the account behind `access`. No request is made yet.
    pub open: fn(Access) -> Box<dyn RemoteCalendar>,
    /// Reads an object as this provider sent it. The zone is the calendar's: it stands in where none is named,
    /// and is taken where many zones show the same times.
    pub read: fn(&[u8], Option<&str>) -> Result<Event, Unreadable>,
    /// Tells what can be told of an object that [`Self::read`] refuses.
    pub glimpse: fn(&[u8], Option<&str>) -> Glimpse,
}

/// How a person proves who they are.
pub enum SignIn {
    /// User name and password, sent by HTTP Basic.
    Password {
        server: Server,
        /// It wants a password of its own for each app.
        app_password: Option<AppPassword>,
    },
    /// In the person's own browser: an authorization code with PKCE (RFC 8252, RFC 7636).
    Browser(CodeFlow),
    /// Not at all: a calendar link, which whoever has it may read. There is no account.
    Link,
}

/// A provider's authorization server, as data. Each address, the scopes and the redirect can be
/// replaced by a setting: `setting` and `_AUTH_URL`, `_TOKEN_URL`, `_REVOKE_URL`, `_API_URL`,
/// `_SCOPES`, `_REDIRECT_URI`, `_CLIENT_ID`, `_CLIENT_SECRET`.
pub struct CodeFlow {
    /// First part of the names of its settings.
    pub setting: &'static str,
    /// What whoever builds Daybook gives to everyone, set at compile time.
    pub client_id: Option<&'static str>,
    pub client_secret: Option<&'static str>,
    pub auth_url: &'static str,
    pub token_url: &'static str,
    /// RFC 7009, where the provider has one.
    pub revoke_url: Option<&'static str>,
    /// Where the provider's own requests begin: [`Access::server`].
    pub api_url: &'static str,
    /// The least that does the job.
    pub scopes: &'static [&'static str],
    /// Without a port where it is a loopback address.
    pub redirect: &'static str,
    /// The provider takes any path of a loopback redirect: each sign-in gets one of its own.
    pub any_path: bool,
    /// Parameters of the authorization request beside those of the RFCs.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Returns whether the `iss` that a callback carries (RFC 9207) is one of this provider's; any other is refused.
    pub is_issuer: fn(&str) -> bool,
    /// What the granted scopes, as the token answer lists them, allow.
    pub grant: fn(&[&str]) -> Grant,
    /// Requests at a time per account.
    pub at_once: usize,
}

/// What a person allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    Full,
    /// Calendars can be read and not written.
    ReadOnly,
    /// No calendar: no connection.
    Nothing,
}

/// A password that is made for one app, and is not the account's own. Where and how is said in [`Words`].
pub struct AppPassword {
    /// As the provider shows it, however it was copied.
    pub tidy: fn(&Secret) -> Secret,
}

/// Where a password goes.
pub enum Server {
    /// Always this address; the named setting replaces it.
    Fixed { url: &'static str, setting: &'static str },
    /// The person names it: bare host, full address or e-mail.
    Asked {
        /// The addresses to try for what was typed, in order.
        find: fn(&str) -> Result<Vec<Url>, BadAddress>,
        /// The name under which a domain says where its servers are (RFC 6764), without the domain.
        service: &'static str,
    },
}

impl Server {
    /// The addresses to try, in order. `given` is what the person typed, `settings` are
    /// [`crate::ports::Ports::settings`].
    pub fn addresses(&self, given: Option<&str>, settings: &[(String, String)]) -> Result<Vec<Url>, BadAddress> {
        match self {
            Self::Fixed { url, setting } => {
                let replaced = settings.iter().find(|(name, _)| name == setting).map(|(_, url)| url.as_str());
                Url::parse(replaced.unwrap_or(url)).map(|url| vec![url]).map_err(|_| BadAddress::NotAnAddress)
            }
            Self::Asked { find, .. } => find(given.unwrap_or_default()),
        }
    }

    /// Where to look for the account of `user` once it has left its address: where a person would begin.
    pub fn again(&self, user: &str, settings: &[(String, String)]) -> Vec<Url> {
        let leads_anywhere = matches!(self, Self::Fixed { .. }) || user.contains('@');
        leads_anywhere.then(|| self.addresses(Some(user), settings).ok()).flatten().unwrap_or_default()
    }
}

/// Why what was typed leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    #[error("not the address of a server")]
    NotAnAddress,
    /// Plain http to another computer.
    #[error("the address is not https")]
    Insecure,
}

/// What the window may promise.
pub struct Abilities {
    /// The person can choose for each change whether the client is told. A server that schedules mails of each change, and
    /// a SCHEDULE-AGENT that is added later makes it mail a cancellation (RFC 6638 section 3.2.1).
    pub quiet_changes: bool,
}

/// What a provider is given to work with.
pub struct Access {
    /// Adds the sign-in, follows redirects by the rules, never shows the secret.
    pub http: Arc<dyn SignedHttp>,
    /// Where to begin: the address from the connection.
    pub server: Url,
    /// Where to begin again, in order, if the account is not there any more: where a person would.
    pub again: Vec<Url>,
    /// The user name, for display where the server has no e-mail.
    pub user: String,
    /// For providers that read a span of time around today.
    pub now: DateTime<Utc>,
}

/// HTTP that carries this connection's sign-in, to the hosts that may have it and to no other.
#[async_trait]
pub trait SignedHttp: Send + Sync {
    /// Sends to `request`'s absolute address. Redirects are followed (method and body kept, at most
    /// five). The answer's address is the last one asked.
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError>;
}

/// How many bytes the answer to a request may have, as an extension of the request; else as many as any.
#[derive(Clone, Copy, Debug)]
pub struct LargestAnswer(pub usize);

/// An answer, and where it came from after redirects.
pub struct HttpResponse {
    pub url: Url,
    pub response: http::Response<Vec<u8>>,
}

/// An account is at another place than the one it was opened at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it is to be opened from now on.
    pub server: Url,
    /// [`Account::key`] there.
    pub key: String,
    /// Handles of its calendars that begin with the first begin with the second now.
    pub handles: Option<(String, String)>,
}

impl Moved {
    /// Returns the handle of a calendar that was in another folder.
    pub fn handle(&self, before: &str) -> Option<String> {
        let (from, to) = self.handles.as_ref()?;
        let rest = before.strip_prefix(from.as_str()).filter(|rest| !rest.is_empty())?;
        Some(format!("{to}{rest}"))
    }
}

/// From one instant to another.
pub type Time = (DateTime<Utc>, DateTime<Utc>);

/// The most events of an answer about one time: what holds more is left to reading.
pub const MOST_ASKED: u32 = 200;

/// The six verbs. Each is safe to repeat.
#[async_trait]
pub trait RemoteCalendar: Send + Sync {
    async fn whoami(&self) -> Result<Account, RemoteError>;

    /// Returns, once, where the account was found if that is not where it was opened.
    fn moved(&self) -> Option<Moved> {
        None
    }

    /// The calendars that hold events, read-only ones included.
    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError>;

    /// Makes an empty calendar, which the list has from then on. Only where an account may have none.
    async fn make_calendar(&self, _name: &str) -> Result<(), RemoteError> {
        Err(RemoteError::Refused(Refusal::Other))
    }

    /// Returns where reading goes on if nothing changed since; `None` = only [`Self::changes`] tells. It is asked first, because
    /// most readings bring nothing, and then need not know what the mirror holds.
    async fn nothing_new(&self, _calendar: &CalendarHandle, _since: &Cursor) -> Result<Option<Cursor>, RemoteError> {
        Ok(None)
    }

    /// What changed since `since` (`None` = from the beginning). `known` is what the mirror holds,
    /// for servers that have no change log. One page; call again while `more`.
    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError>;

    /// Returns the events of the coming weeks, where [`Self::changes`] does not bring those first by itself. It is asked once in
    /// the first reading of a calendar, and only if that takes more than one page.
    async fn coming_weeks(&self, _calendar: &CalendarHandle) -> Result<Vec<RemoteEvent>, RemoteError> {
        Ok(Vec::new())
    }

    /// Returns what takes place, or may, between two instants, as it stands there now: in one request, and [`MOST_ASKED`] events at
    /// most. It is asked for one booking, and nothing of it is kept. `None` = asking tells no more than reading does.
    async fn during(&self, _calendar: &CalendarHandle, _span: Time) -> Result<Option<Vec<RemoteEvent>>, RemoteError> {
        Ok(None)
    }

    /// Writes `outgoing` over what `expect` says is there. What already says the same counts as written; anything else that
    /// is there instead is [`RemoteError::Conflict`], and nothing is written.
    async fn put(&self, calendar: &CalendarHandle, outgoing: &Outgoing, expect: &Expect)
    -> Result<Stored, RemoteError>;

    /// Writes one date of a series, or takes it out, and leaves every other date as it is. `outgoing` names the series; what
    /// `expect` says is there is all of it, and [`Stored`] as well.
    async fn put_date(
        &self,
        calendar: &CalendarHandle,
        outgoing: &Outgoing,
        date: &OneDate,
        expect: &Expect,
    ) -> Result<Stored, RemoteError>;

    /// Removes the event. `Ok` is what a look afterwards found: it is not there, and its calendar is. Where it was gone before,
    /// which may be because it stands in another calendar, it is [`RemoteError::Gone`]. One that stands there all the same is
    /// [`RemoteError::Conflict`], or [`RemoteError::Failed`] where it was said to be removed. `notify` = its guests are told, where the provider leaves the choice.
    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        notify: bool,
    ) -> Result<(), RemoteError>;
}

/// What must be there for a write to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    Absent,
    Revision(Revision),
    Any,
}

/// An event on its way out.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The name it has there, once it has one.
    pub handle: Option<EventHandle>,
    pub content: Content,
    /// What the server last sent, byte for byte: whatever is not ours is kept from it.
    pub base: Option<Vec<u8>>,
    /// The guests are told, where the provider leaves the choice.
    pub notify: bool,
}

/// What the server holds after a write.
#[derive(Clone, Debug)]
pub struct Stored {
    pub handle: EventHandle,
    pub revision: Revision,
    pub raw: Vec<u8>,
    pub event: Event,
}

/// A page of changes.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub changed: Vec<RemoteEvent>,
    pub removed: Vec<EventHandle>,
    /// Where to go on.
    pub next: Option<Cursor>,
    /// `changed` is everything there is: what the mirror holds beside it is gone there. Set on the
    /// last page of a full read only; it names all that exists, unchanged ones included.
    pub complete: Option<Vec<EventHandle>>,
    /// All of this is about events that touch this span of time only (`complete` too); `None` = about all
    /// there are. Outside of it nothing is known, and unknown is never free.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The calendar itself, where its name and zone come with its events; `None` = as `calendars` gave it.
    pub calendar: Option<FoundCalendar>,
    /// How often this calendar is worth reading, where it says so; `None` = as often as any. What was read stands for as
    /// long, and no longer.
    pub every: Option<TimeDelta>,
    /// There is another page: ask again with `next`.
    pub more: bool,
    /// Another process may go on at `next` as well. Then the last page says nothing of what is gone (`complete`).
    pub resumes: bool,
    /// How many events the further pages will bring, where that is known.
    pub left: Option<u32>,
}

/// One object of a calendar.
#[derive(Clone, Debug)]
pub struct RemoteEvent {
    pub handle: EventHandle,
    pub revision: Revision,
    /// As sent, byte for byte.
    pub raw: Vec<u8>,
    /// `Err` = it could not be read: kept, reported, and never taken for free time.
    pub event: Result<Event, Unreadable>,
}

/// Errors by what happens next.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// This computer has no network, and nothing was sent: wait for it.
    #[error("offline")]
    Offline,
    /// No connection to the server comes about, and nothing was sent: wait for it.
    #[error("not reached")]
    Unreached,
    /// The server does not answer, or not as it should: wait for it.
    #[error("no answer")]
    NoAnswer,
    /// The server failed at this one request, with 5xx, 408, 423 or 425: it is made again later, and others are made meanwhile.
    #[error("failed")]
    Failed,
    /// Wait until then; `None` = the engine's own back-off.
    #[error("throttled")]
    Throttled { until: Option<DateTime<Utc>> },
    /// Ask the person to sign in.
    #[error("signed out")]
    SignedOut,
    /// The sign-in does not work, for this reason. That is the connection's trouble, never that of what was to be sent.
    #[error("not let in: {}", .0.word())]
    NotLetIn(Reason),
    /// Somebody else changed it: `theirs` is what is there now, `None` where it could not be read.
    #[error("conflict")]
    Conflict { theirs: Option<Box<RemoteEvent>> },
    /// It is not there (any more).
    #[error("gone")]
    Gone,
    /// The cursor is too old: read from the beginning.
    #[error("the change log is lost")]
    CursorLost,
    /// The provider will not: park it for the person.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Not understood: park and report. Holds nothing of the content.
    #[error("not understood: {0}")]
    Garbled(&'static str),
}

impl RemoteError {
    /// Returns what an error is that came when it was looked at what may stand already: that nothing of the look was sent says
    /// nothing of what was written before it.
    pub fn of_a_look(self) -> Self {
        if matches!(self, Self::Offline | Self::Unreached) { Self::NoAnswer } else { self }
    }

    /// Returns what an error is that came after a write was carried out, when it was looked at: whatever it says, it does not
    /// say that nothing was written.
    pub fn after_a_write(self) -> Self {
        match self {
            Self::NoAnswer | Self::Failed | Self::Garbled(_) | Self::Refused(Refusal::CalendarGone) => self,
            Self::Offline
            | Self::Unreached
            | Self::Throttled { .. }
            | Self::SignedOut
            | Self::NotLetIn(_)
            | Self::Conflict { .. }
            | Self::Gone
            | Self::CursorLost
            | Self::Refused(_) => Self::Failed,
        }
    }
}

/// Why a provider will not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    ReadOnly,
    /// Not a calendar server, or no calendars at this address.
    NoCalendars,
    /// Plain http, or a redirect to it.
    Insecure,
    /// The certificate is not for this host.
    Certificate,
    /// A redirect to a host that must not have the password, or without end.
    Redirect,
    TooLarge,
    /// The calendar itself is gone.
    CalendarGone,
    Quota,
    Other,
}

/// Every provider there is, in the order of the window. The contract suite walks this list.
pub const ALL: &[&Provider] =
    &[&google::GOOGLE, &outlook::OUTLOOK, &icloud::ICLOUD, &fastmail::FASTMAIL, &caldav::CALDAV, &link::LINK];

/// The provider with this id.
pub fn by_id(id: &str) -> Option<&'static Provider> {
    ALL.iter().copied().find(|provider| provider.id == id)
}

/// Returns the zone that a name means in calendars, such as `W. Europe Standard Time`, `America/Los Angeles` or `UTC+2`.
pub fn zone_called(name: &str) -> Option<Zone> {
    let found = crate::ical::zone(name)?;
    // In a calendar the end of a path is enough; whoever types `Europe/GMT` means something else.
    let parts = |text: &str| text.matches('/').count();
    if parts(name) > parts(&found) {
        return None;
    }
    Zone::named(&found).ok()
}
