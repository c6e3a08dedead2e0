//! A connection to an account, and the calendars found there.

use super::ids::CalendarHandle;

/// Words of the window for a connection; lower case with `_` on disk and in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionStatus {
    Connected,
    Syncing,
    NeedsSignIn,
    Offline,
    /// The provider asked to slow down.
    Waiting,
    ReadOnly,
    /// The stored sign-in is damaged.
    Unreadable,
    Paused,
    /// The key is not here, so nothing of it can be read.
    Locked,
}

impl ConnectionStatus {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Syncing => "syncing",
            Self::NeedsSignIn => "needs_sign_in",
            Self::Offline => "offline",
            Self::Waiting => "waiting",
            Self::ReadOnly => "read_only",
            Self::Unreadable => "unreadable",
            Self::Paused => "paused",
            Self::Locked => "locked",
        }
    }
}

/// Who is signed in, as the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Stable identity at the provider: subject id or principal address. Not for display.
    pub key: String,
    /// For display, and as organizer of invitations. May equal the user name where the server knows no e-mail.
    pub email: String,
    /// All addresses the account answers to, without `mailto:`.
    pub addresses: Vec<String>,
    /// The server mails invitations by itself (RFC 6638 calendar-auto-schedule).
    pub server_mails: bool,
    /// Where to open the account the next time: found calendars first, not the address typed in.
    pub server: url::Url,
}

/// A calendar as the provider lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundCalendar {
    pub handle: CalendarHandle,
    pub name: String,
    /// `#rrggbb`, if the provider gives one.
    pub color: Option<String>,
    pub can_write: bool,
    /// IANA name, if the provider gives one that is known.
    pub zone: Option<String>,
}
