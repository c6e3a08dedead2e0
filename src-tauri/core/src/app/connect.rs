//! Connections: look up, save, list, change, end.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::error::sign_in_error;
use super::present::{provider_label, stamp};
use super::views::{Calendar, ConnectChoice, Connection, FoundAccount, FoundCalendarView, ProviderView, UiError};
use super::{Answer, App, lock};
use crate::model::appointment::{Appointment, OutboxEntry, What};
use crate::model::client::Hue;
use crate::model::connection::{self, Account, ConnectionStatus, FoundCalendar, Health};
use crate::model::ids::{CalendarId, ConnectionId};
use crate::model::secret::Secret;
use crate::model::sign_in::TokenSet;
use crate::model::zone::Zone;
use crate::ports::Changed;
use crate::providers::{self, BadAddress, Provider, Refusal, RemoteError, Server, SignIn};
use crate::signin::session::{self, Credentials};
use crate::store::connections::SignedIn;
use crate::store::{self, Db, StoreError, appointments, calendars, connections, outbox};
use crate::sync::engine::new_calendar;

/// How long a look-up is good for.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// An account that was looked up. Not saved; forgotten with the app or after a while.
pub(super) struct Found {
    provider: &'static Provider,
    account: Account,
    user: String,
    signed_in: Kept,
    /// The person allowed reading only.
    read_only: bool,
    calendars: Vec<FoundCalendar>,
    at: DateTime<Utc>,
}

/// What a look-up was signed in with.
pub(super) enum Kept {
    Password(Secret),
    Tokens(TokenSet),
}

impl Kept {
    fn lend(&self) -> SignedIn<'_> {
        match self {
            Self::Password(password) => SignedIn::Password(password),
            Self::Tokens(tokens) => SignedIn::Tokens(tokens),
        }
    }
}

impl App {
    /// The ways to connect, in the order of the window.
    pub fn providers(&self) -> Vec<ProviderView> {
        providers::ALL
            .iter()
            .map(|provider| match &provider.sign_in {
                SignIn::Password { server, help } => ProviderView {
                    id: provider.id.to_owned(),
                    label: provider.label.to_owned(),
                    sign_in: "password".to_owned(),
                    asks_server: matches!(server, Server::Asked),
                    has_help: help.is_some(),
                    app_password: help.is_some(),
                },
                SignIn::Browser(_) => ProviderView {
                    id: provider.id.to_owned(),
                    label: provider.label.to_owned(),
                    sign_in: "browser".to_owned(),
                    asks_server: false,
                    has_help: false,
                    app_password: false,
                },
            })
            .collect()
    }

    /// Opens the page where an app password is made, in the person's own browser.
    pub fn open_help(&self, provider: &str) -> Answer<()> {
        let provider = providers::by_id(provider).ok_or_else(|| UiError::unknown_id("provider"))?;
        let SignIn::Password { help: Some(page), .. } = &provider.sign_in else {
            return Err(UiError::unknown_id("page"));
        };
        self.ports().browser.open(page).map_err(|_| {
            UiError::new("auth.no_browser", "Your browser did not open.", format!("Open {page} yourself."))
        })
    }

    /// Signs in and lists the calendars. Nothing is saved.
    pub async fn look_up(
        &self,
        provider: &str,
        server: Option<&str>,
        user: &str,
        password: Secret,
    ) -> Answer<FoundAccount> {
        let store = self.open_store()?;
        let provider = providers::by_id(provider).ok_or_else(|| UiError::unknown_id("provider"))?;
        let SignIn::Password { server: place, help } = &provider.sign_in else {
            return Err(UiError::unknown_id("provider"));
        };
        let app_password = help.is_some();
        let user = user.trim();
        if user.is_empty() || user.chars().any(char::is_control) {
            return Err(UiError::input("A user name is needed.", ""));
        }
        let password = if app_password { as_shown_by_apple(&password) } else { password };
        if password.is_empty() {
            return Err(UiError::input("A password is needed.", ""));
        }
        let given = server.map(str::trim).filter(|given| !given.is_empty());
        let addresses = place.addresses(given.or(Some(user)), &self.ports().settings).map_err(|bad| match bad {
            BadAddress::NotAnAddress => sign_in_error(&RemoteError::Garbled("address"), given.unwrap_or(user), false),
            BadAddress::Insecure => sign_in_error(&RemoteError::Refused(Refusal::Insecure), "", false),
        })?;
        let host = addresses.first().map(shown_host).unwrap_or_default();
        let (account, calendars, user) = self
            .first_that_answers(provider, &addresses, user, &password)
            .await
            .map_err(|error| sign_in_error(&error, &host, app_password))?;
        if calendars.is_empty() {
            return Err(sign_in_error(&RemoteError::Refused(Refusal::NoCalendars), &host, app_password));
        }
        let (known, has_receiving) = store.read(|db| {
            let known = same_account(db, provider.id, &account)?;
            Ok((known, calendars::receiving(db)?.is_some()))
        })?;
        let found_id = uuid::Uuid::new_v4().to_string();
        let view = FoundAccount {
            found_id: found_id.clone(),
            provider: provider.id.to_owned(),
            email: account.email.clone(),
            connection_id: known.map(|id| id.as_str().to_owned()),
            calendars: found_views(&calendars, has_receiving),
        };
        let now = self.now();
        let mut all = lock(&self.0.found);
        all.retain(|_, found| now - found.at < GOOD_FOR);
        all.insert(
            found_id,
            Found {
                provider,
                account,
                user,
                signed_in: Kept::Password(password),
                read_only: false,
                calendars,
                at: now,
            },
        );
        Ok(view)
    }

    /// Tries each address until one is a calendar server. A refused password ends it at once: too
    /// many tries can lock an account.
    async fn first_that_answers(
        &self,
        provider: &Provider,
        addresses: &[Url],
        user: &str,
        password: &Secret,
    ) -> Result<(Account, Vec<FoundCalendar>, String), RemoteError> {
        let mut worst = RemoteError::Refused(Refusal::NoCalendars);
        for address in addresses {
            match self.ask(provider, address, user, password).await {
                Ok((account, calendars)) => return Ok((account, calendars, user.to_owned())),
                Err(RemoteError::SignedOut) => {
                    // RFC 6764 section 6: the whole address first, then the part before the @.
                    let Some((local, _)) = user.split_once('@') else { return Err(RemoteError::SignedOut) };
                    if !matches!(provider.sign_in, SignIn::Password { server: Server::Asked, .. }) {
                        return Err(RemoteError::SignedOut);
                    }
                    let (account, calendars) = self.ask(provider, address, local, password).await?;
                    return Ok((account, calendars, local.to_owned()));
                }
                Err(error) => {
                    if weight(&error) > weight(&worst) {
                        worst = error;
                    }
                }
            }
        }
        Err(worst)
    }

    async fn ask(
        &self,
        provider: &Provider,
        address: &Url,
        user: &str,
        password: &Secret,
    ) -> Result<(Account, Vec<FoundCalendar>), RemoteError> {
        let credentials = Credentials::Password { user: user.to_owned(), password: password.duplicate() };
        let remote = session::open(provider, self.ports(), address, credentials);
        let account = remote.whoami().await?;
        let calendars = remote.calendars().await?;
        Ok((account, calendars))
    }

    /// Saves an account that was looked up. The same account again updates its row (S12).
    pub fn connect(&self, choice: ConnectChoice) -> Answer<Connection> {
        let store = self.open_store()?;
        let Some(found) = lock(&self.0.found).remove(&choice.found_id) else {
            return Err(UiError::new("auth.late", "This sign-in was begun too long ago.", "Connect again."));
        };
        let now = self.now();
        let id = store.write_or(|db| {
            let known = match same_account(db, found.provider.id, &found.account)? {
                Some(known) => Some(known),
                None => damaged_row(db, found.provider.id, choice.replaces.as_deref())?,
            };
            let id = known.unwrap_or_else(ConnectionId::random);
            let connection = connection::Connection {
                id: id.clone(),
                provider: found.provider.id.to_owned(),
                account: found.account.clone(),
                user_name: found.user.clone(),
                is_primary: false,
                read_only: found.read_only,
                health: Health {
                    status: ConnectionStatus::Syncing,
                    reason: None,
                    paused: false,
                    failures: 0,
                    retry_at: None,
                    last_sync_at: None,
                },
            };
            connections::put(db, &connection, &found.signed_in.lend(), now)?;
            connections::put_health(db, &id, &connection.health)?;
            let kept = calendars::of_connection(db, &id)?;
            for (index, calendar) in found.calendars.iter().enumerate() {
                let key = calendar.handle.as_str();
                let busy = choice.busy.iter().any(|chosen| chosen == key);
                let receives = calendar.can_write && choice.receives.as_deref() == Some(key);
                let row = match kept.iter().find(|kept| kept.handle == calendar.handle) {
                    Some(kept) => connection::Calendar {
                        name: calendar.name.clone(),
                        can_write: calendar.can_write,
                        counts_busy: busy,
                        receives_bookings: receives || (kept.receives_bookings && choice.receives.is_none()),
                        gone: false,
                        ..kept.clone()
                    },
                    None => new_calendar(&id, calendar, index, busy, receives),
                };
                calendars::put(db, &row, now)?;
            }
            resume(db, &id, now)?;
            Ok(id)
        })?;
        self.0.engine.forget_listing(&id);
        for what in [Changed::Connections, Changed::Status, Changed::Agenda] {
            self.announce(what);
        }
        self.0.wake.notify_one();
        self.connection(&id)
    }

    /// Every connection; also when the key is not here, and also damaged ones.
    pub fn connections(&self) -> Answer<Vec<Connection>> {
        let store = self.store()?;
        let zone = self.zone(&store);
        let syncing = self.0.engine.syncing();
        let unlocked = store.is_unlocked();
        Ok(store.read(|db| {
            connections::all(db)?.into_iter().map(|row| view(db, row, &zone, syncing.as_ref(), unlocked)).collect()
        })?)
    }

    fn connection(&self, id: &ConnectionId) -> Answer<Connection> {
        self.connections()?
            .into_iter()
            .find(|found| found.id == id.as_str())
            .ok_or_else(|| UiError::unknown_id("connection"))
    }

    /// Ends a connection: its sign-in, calendars and mirrored events are deleted here. With `keep`, its
    /// appointments stay on this computer; without, those that came to be through it are removed too.
    pub fn disconnect(&self, id: &str, keep: bool) -> Answer<()> {
        let id = ConnectionId::from(id);
        let now = self.now();
        self.store()?.write_or(|db| {
            if connections::get(db, &id)?.is_none() {
                return Err(UiError::unknown_id("connection"));
            }
            if keep {
                outbox::drop_of_connection(db, &id, now)?;
                appointments::unlink(db, &id)?;
            } else {
                appointments::delete_of_connection(db, &id)?;
            }
            Ok(connections::delete(db, &id)?)
        })?;
        for what in [Changed::Connections, Changed::Status, Changed::Agenda, Changed::Activity] {
            self.announce(what);
        }
        Ok(())
    }

    /// Makes this the primary connection; its first writable calendar receives bookings, unless one of
    /// its calendars does already.
    pub fn make_primary(&self, id: &str) -> Answer<()> {
        let id = ConnectionId::from(id);
        let now = self.now();
        self.open_store()?.write_or(|db| {
            if connections::get(db, &id)?.is_none() {
                return Err(UiError::unknown_id("connection"));
            }
            connections::make_primary(db, &id)?;
            let own = calendars::of_connection(db, &id)?;
            if own.iter().all(|calendar| !calendar.receives_bookings)
                && let Some(first) = own.iter().find(|calendar| calendar.can_write && !calendar.gone)
            {
                calendars::put(db, &connection::Calendar { receives_bookings: true, ..first.clone() }, now)?;
            }
            Ok(())
        })?;
        self.announce(Changed::Connections);
        Ok(())
    }

    /// Changes what a calendar is for. `None` = as it was.
    pub fn set_calendar(
        &self,
        id: &str,
        counts_busy: Option<bool>,
        receives_bookings: Option<bool>,
        shown: Option<bool>,
    ) -> Answer<Calendar> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let now = self.now();
        let changed = store.write_or(|db| {
            let calendar = calendars::get(db, &CalendarId::from(id))?.ok_or_else(|| UiError::unknown_id("calendar"))?;
            if receives_bookings == Some(true) && (!calendar.can_write || calendar.gone) {
                let message = format!("‘{}’ takes no bookings.", calendar.name);
                return Err(UiError::new("cal.read_only", message, "Choose another calendar."));
            }
            let calendar = connection::Calendar {
                counts_busy: counts_busy.unwrap_or(calendar.counts_busy),
                receives_bookings: receives_bookings.unwrap_or(calendar.receives_bookings),
                shown: shown.unwrap_or(calendar.shown),
                ..calendar
            };
            calendars::put(db, &calendar, now)?;
            Ok(calendar)
        })?;
        for what in [Changed::Connections, Changed::Agenda] {
            self.announce(what);
        }
        // A calendar that was neither drawn nor counted was not read either.
        self.0.wake.notify_one();
        Ok(calendar_view(&changed, &zone))
    }

    pub fn pause(&self, id: &str, paused: bool) -> Answer<()> {
        let id = ConnectionId::from(id);
        self.store()?.write_or(|db| {
            let row = connections::get(db, &id)?.ok_or_else(|| UiError::unknown_id("connection"))?;
            Ok(connections::put_health(db, &id, &Health { paused, retry_at: None, ..row.health })?)
        })?;
        self.announce(Changed::Connections);
        self.announce(Changed::Status);
        self.0.wake.notify_one();
        Ok(())
    }

    /// Sends the appointments that are only on this computer to the calendar that receives bookings. How many.
    pub fn send_local(&self) -> Answer<u32> {
        let now = self.now();
        let sent = self.open_store()?.write_or(|db| {
            let calendar = calendars::receiving(db)?.ok_or_else(|| {
                UiError::new("cal.none_writable", "No calendar can take bookings.", "Connect a calendar first.")
            })?;
            let local = appointments::local_from(db, now)?;
            for appointment in &local {
                let sent = Appointment { calendar_id: Some(calendar.id.clone()), ..appointment.clone() };
                appointments::put(db, &sent, now)?;
                self.send_again(db, &sent, What::Book, sent.invite)?;
            }
            Ok(u32::try_from(local.len()).unwrap_or(u32::MAX))
        })?;
        self.booked();
        Ok(sent)
    }
}

/// The connection of the same account: by the provider's own identity, not by what is displayed.
fn same_account(db: &Db<'_>, provider: &str, account: &Account) -> store::Result<Option<ConnectionId>> {
    let found = connections::all(db)?.into_iter().find(|row| {
        row.provider == provider && row.connection.as_ref().is_ok_and(|known| known.account.key == account.key)
    });
    Ok(found.map(|row| row.id))
}

/// A row whose sign-in is damaged, and which the person signs in to anew.
fn damaged_row(db: &Db<'_>, provider: &str, id: Option<&str>) -> store::Result<Option<ConnectionId>> {
    let Some(id) = id else { return Ok(None) };
    let row = connections::get(db, &ConnectionId::from(id))?;
    Ok(row.filter(|row| row.provider == provider && row.connection.is_err()).map(|row| row.id))
}

/// What waited for a new sign-in goes out again.
fn resume(db: &Db<'_>, id: &ConnectionId, now: DateTime<Utc>) -> store::Result<()> {
    for entry in outbox::waiting_for(db, id)? {
        outbox::put(db, &OutboxEntry { reason: None, next_try_at: now, updated_at: now, ..entry })?;
    }
    Ok(())
}

/// Which of several failures says most about what to do.
fn weight(error: &RemoteError) -> u8 {
    match error {
        RemoteError::SignedOut => 9,
        RemoteError::Refused(Refusal::Certificate) => 8,
        RemoteError::Refused(Refusal::Redirect) => 7,
        RemoteError::Refused(Refusal::Insecure) => 6,
        RemoteError::Throttled { .. } => 5,
        RemoteError::Refused(Refusal::TooLarge) => 4,
        RemoteError::Offline => 3,
        RemoteError::Garbled(_) => 2,
        RemoteError::Refused(
            Refusal::ReadOnly | Refusal::NoCalendars | Refusal::CalendarGone | Refusal::Quota | Refusal::Other,
        )
        | RemoteError::Conflict { .. }
        | RemoteError::Gone
        | RemoteError::CursorLost => 1,
    }
}

/// An app password as Apple shows it, `abcd-efgh-ijkl-mnop`, however it was copied. Anything that is
/// not 16 letters goes out as it was typed.
fn as_shown_by_apple(password: &Secret) -> Secret {
    let letters: Vec<u8> =
        password.expose().iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-').collect();
    let letters = zeroize::Zeroizing::new(letters);
    if letters.len() == 16 && letters.iter().all(u8::is_ascii_alphabetic) {
        Secret::new(letters.chunks(4).collect::<Vec<_>>().join(&b'-'))
    } else {
        password.duplicate()
    }
}

fn shown_host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    }
}

fn found_views(found: &[FoundCalendar], has_receiving: bool) -> Vec<FoundCalendarView> {
    let first_writable = found.iter().position(|calendar| calendar.can_write);
    found
        .iter()
        .enumerate()
        .map(|(index, calendar)| FoundCalendarView {
            key: calendar.handle.as_str().to_owned(),
            name: calendar.name.clone(),
            hue: calendar
                .color
                .as_deref()
                .and_then(Hue::nearest)
                .unwrap_or(Hue::ALL[index % Hue::ALL.len()])
                .word()
                .to_owned(),
            can_write: calendar.can_write,
            counts_busy: calendar.can_write,
            receives_bookings: !has_receiving && first_writable == Some(index),
        })
        .collect()
}

fn view(
    db: &Db<'_>,
    row: connections::Row,
    zone: &Zone,
    syncing: Option<&ConnectionId>,
    unlocked: bool,
) -> store::Result<Connection> {
    let status = match (&row.connection, row.health.paused) {
        (Err(StoreError::Locked), _) => ConnectionStatus::Locked,
        (Err(_), _) => ConnectionStatus::Unreadable,
        (Ok(_), true) => ConnectionStatus::Paused,
        (Ok(_), false) if syncing == Some(&row.id) => ConnectionStatus::Syncing,
        (Ok(_), false) => row.health.status,
    };
    let reason = match status {
        ConnectionStatus::Unreadable => Some("store.record".to_owned()),
        ConnectionStatus::Locked => Some("key.missing".to_owned()),
        ConnectionStatus::Paused | ConnectionStatus::Connected => None,
        ConnectionStatus::Syncing
        | ConnectionStatus::NeedsSignIn
        | ConnectionStatus::Offline
        | ConnectionStatus::Waiting
        | ConnectionStatus::ReadOnly => row.health.reason.clone(),
    };
    let calendars = if unlocked {
        match calendars::of_connection(db, &row.id) {
            Ok(found) => found.iter().map(|calendar| calendar_view(calendar, zone)).collect(),
            Err(StoreError::Unreadable { .. }) => Vec::new(),
            Err(other) => return Err(other),
        }
    } else {
        Vec::new()
    };
    let known = row.connection.as_ref().ok();
    let waiting = outbox::waiting_for(db, &row.id)?.len();
    Ok(Connection {
        id: row.id.as_str().to_owned(),
        label: provider_label(&row.provider),
        provider: row.provider,
        email: known.map(|known| known.account.email.clone()).unwrap_or_default(),
        status: status.word().to_owned(),
        reason,
        host: known.map(|known| shown_host(&known.account.server)).unwrap_or_default(),
        primary: row.is_primary,
        mails_clients: known.is_some_and(|known| known.account.server_mails),
        last_sync: row.health.last_sync_at.map(|at| stamp(at, zone)),
        next_try: row.health.retry_at.map(|at| stamp(at, zone)),
        progress: None,
        waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
        calendars,
    })
}

fn calendar_view(calendar: &connection::Calendar, zone: &Zone) -> Calendar {
    Calendar {
        id: calendar.id.as_str().to_owned(),
        connection_id: calendar.connection_id.as_str().to_owned(),
        name: calendar.name.clone(),
        hue: calendar.hue.word().to_owned(),
        can_write: calendar.can_write,
        counts_busy: calendar.counts_busy,
        receives_bookings: calendar.receives_bookings,
        shown: calendar.shown,
        gone: calendar.gone,
        last_read: calendar.last_read_at.map(|at| stamp(at, zone)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_password_goes_out_as_apple_shows_it_however_it_was_pasted() {
        for pasted in ["abcdefghijklmnop", "abcd-efgh-ijkl-mnop", " abcd efgh\tijkl mnop\n"] {
            let sent = as_shown_by_apple(&Secret::new(pasted));
            assert!(sent.expose() == b"abcd-efgh-ijkl-mnop");
        }
        assert!(as_shown_by_apple(&Secret::new("my own pass-word")).expose() == b"my own pass-word");
    }
}
