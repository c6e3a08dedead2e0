//! A connection to an account, and the calendars found there.

use chrono::{DateTime, TimeDelta, Utc};

use super::client::Hue;
use super::ids::{CalendarHandle, CalendarId, ConnectionId};
use super::reason::Reason;
use super::rules::Rules;
use super::words::words;

words! {
    /// How a connection is, in one word.
    pub enum ConnectionStatus {
        Connected = "connected",
        Syncing = "syncing",
        NeedsSignIn = "needs_sign_in",
        /// It cannot be reached: this computer has no network, or the server does not answer. The reason says which.
        Offline = "offline",
        /// The last sync failed for another reason, which is given.
        NotSyncing = "not_syncing",
        /// The provider asked to slow down.
        Waiting = "waiting",
        ReadOnly = "read_only",
        /// The stored sign-in is damaged.
        Unreadable = "unreadable",
        Paused = "paused",
        /// The key is missing, so nothing of it can be read.
        Locked = "locked",
    }
}

/// Who is signed in, as the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Stable identity at the provider: subject id or principal address. Not for display.
    pub key: String,
    /// For display, and as organizer of invitations. May equal the user name where the server knows no e-mail.
    pub email: String,
    /// The person's own name, where the account tells one and a provider does not name who invites by itself.
    pub name: Option<String>,
    /// All addresses the account answers to, without `mailto:`.
    pub addresses: Vec<String>,
    /// The server mails invitations by itself (RFC 6638 calendar-auto-schedule).
    pub server_mails: bool,
    /// Where to open the account next time: where its calendars were found, not the address typed in.
    pub server: url::Url,
}

impl Account {
    /// Returns the address invitations are sent from. `None` = the server knows no e-mail address for this
    /// account, so nobody can be invited: ORGANIZER is the owner's calendar user address (RFC 6638
    /// section 3.1), which a user name is not.
    pub fn organizer(&self) -> Option<&str> {
        self.addresses.iter().chain([&self.email]).map(|own| own.trim()).find(|own| is_mail(own))
    }

    /// Returns the name under which clients are invited; `None` = it is not known, or nobody can be invited.
    pub fn invites_as(&self) -> Option<&str> {
        self.organizer().and(self.name.as_deref()).map(str::trim).filter(|name| !name.is_empty())
    }
}

fn is_mail(text: &str) -> bool {
    let whole = !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '/' | ':'));
    whole && text.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
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
    /// The person named this very calendar, or the provider puts there what names none.
    pub preferred: bool,
    /// Not proposed to count as busy: the person hid it there, or it is another person's and may not be read.
    pub aside: bool,
}

/// A connection as it is stored. Its secrets are read separately, where they are used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    /// Id of the provider.
    pub provider: String,
    pub account: Account,
    pub user_name: String,
    pub is_primary: bool,
    /// The person gave read access only.
    pub read_only: bool,
    pub health: Health,
}

/// How a connection is doing. Readable without the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    pub status: ConnectionStatus,
    /// Why, where the status is not `Connected`.
    pub reason: Option<Reason>,
    pub paused: bool,
    /// Failed runs in a row.
    pub failures: u32,
    pub retry_at: Option<DateTime<Utc>>,
    pub last_sync_at: Option<DateTime<Utc>>,
}

/// A calendar of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub id: CalendarId,
    pub connection_id: ConnectionId,
    pub handle: CalendarHandle,
    pub name: String,
    /// The person gave it its name.
    pub named_here: bool,
    pub hue: Hue,
    pub zone: Option<String>,
    pub can_write: bool,
    pub counts_busy: bool,
    /// Which kinds of its events do, where it counts.
    pub rules: Rules,
    /// What the person wishes. It stands while the calendar cannot take any, and holds again as soon as it can.
    pub receives_bookings: bool,
    pub shown: bool,
    /// It was deleted at the provider: absent more than once, some time apart.
    pub gone: bool,
    /// Since when it is not where it should be, without proof that it is gone.
    pub missing_since: Option<DateTime<Utc>>,
    /// Why it could not be read the last time, and since when.
    pub unread: Option<(Reason, DateTime<Utc>)>,
    pub last_read_at: Option<DateTime<Utc>>,
    /// When all revisions were last compared.
    pub compared_at: Option<DateTime<Utc>>,
    /// The span that is read of it; `None` = all of it.
    pub covered: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// How often it is worth reading, where it says so; `None` = as often as any.
    pub read_every: Option<TimeDelta>,
    /// What the last reading brought and was not taken over.
    pub held: Option<Held>,
}

/// So much at once is gone or moved there that the person is asked before any of it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub since: DateTime<Utc>,
    /// How many events.
    pub events: u32,
    /// How many appointments are among them.
    pub own: u32,
    /// The person said that it is right: as much as this is taken over.
    pub let_through: bool,
}

impl Calendar {
    /// Returns why nothing is known of it by now, and since when.
    pub fn trouble(&self) -> Option<(Reason, Option<DateTime<Utc>>)> {
        match (self.gone, self.missing_since, self.unread) {
            (true, since, _) => Some((Reason::CalGone, since)),
            (false, Some(since), _) => Some((Reason::CalMissing, Some(since))),
            (false, None, Some((reason, since))) => Some((reason, Some(since))),
            (false, None, None) => None,
        }
    }

    /// Takes name and zone as they are at the provider, except for a name that the person gave.
    pub fn as_found(&self, found: &FoundCalendar) -> Self {
        Self {
            name: if self.named_here { &self.name } else { &found.name }.clone(),
            zone: found.zone.clone().or_else(|| self.zone.clone()),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S25
    #[test]
    fn only_an_e_mail_address_is_an_organizer() {
        let organizer = |email: &str, addresses: &[&str]| {
            let account = Account {
                key: String::new(),
                email: email.to_owned(),
                name: None,
                addresses: addresses.iter().map(|one| (*one).to_owned()).collect(),
                server_mails: false,
                server: url::Url::parse("https://dav.example/").unwrap(),
            };
            account.organizer().map(str::to_owned)
        };
        assert_eq!(organizer("anna", &[]), None);
        assert_eq!(organizer("anna", &["/principals/anna@example.com/", "urn:uuid:1@2"]), None);
        assert_eq!(organizer("anna@example.com", &[]).as_deref(), Some("anna@example.com"));
        assert_eq!(organizer("anna", &["anna@own.example"]).as_deref(), Some("anna@own.example"));
        assert_eq!(organizer("@", &["anna@"]), None);
    }
}
