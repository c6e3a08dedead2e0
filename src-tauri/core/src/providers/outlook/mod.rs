//! Outlook, through Microsoft Graph, behind the six verbs. Tokens, throttling and redirects are handled below;
//! what a calendar means is decided above.
//!
//! Every call asks for ids that survive a move, and for bodies as text. Occurrences of a series are events of
//! their own: Graph expands them, so no rule it sends is ever worked out here. It is read to tell how a series repeats.

mod account;
mod apart;
mod changes;
mod cursor;
mod dates;
mod event;
mod fields;
mod glimpse;
mod graph;
mod item;
mod left_out;
mod moved;
mod one_date;
mod others;
mod paging;
mod put;
mod reading;
mod remove;
mod repeat;
mod rule;
mod sent;
mod series;
mod tag;
#[cfg(test)]
mod tests;
mod time;

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use self::graph::Graph;
use self::reading::Reading;
use super::{
    Abilities, Access, Changes, CodeFlow, Expect, Grant, Outgoing, Provider, RemoteCalendar, RemoteError, RemoteEvent,
    SignIn, Stored, Time, Words,
};
use crate::model::connection::{Account, FoundCalendar};
use crate::model::event::OneDate;
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};

/// Work, school and personal (outlook.com) accounts, through Microsoft Graph v1.0.
pub const OUTLOOK: Provider = Provider {
    id: "outlook",
    label: "Outlook",
    words: Words { account: Some("Microsoft"), ..Words::GENERAL },
    sign_in: SignIn::Browser(CodeFlow {
        setting: "OUTLOOK",
        client_id: option_env!("OUTLOOK_CLIENT_ID"),
        // A public client has none: Microsoft refuses one that is sent.
        client_secret: None,
        auth_url: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        token_url: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        // There is none for apps: the person withdraws consent on the account's own page.
        revoke_url: None,
        api_url: "https://graph.microsoft.com/v1.0",
        scopes: &["openid", "profile", "offline_access", "User.Read", "Calendars.ReadWrite"],
        redirect: "app.daybook.desktop:/oauth/callback",
        // Paths are compared; any free port will do.
        any_path: false,
        parameters: &[("prompt", "select_account")],
        is_issuer,
        grant,
        // Graph refuses a mailbox's fifth concurrent request.
        at_once: 3,
    }),
    // Graph mails every guest of what is created, moved or removed, whatever we ask for.
    abilities: Abilities { quiet_changes: false },
    open: |access| {
        let Access { http, server, again: _, user: _, now } = access;
        Box::new(Outlook { graph: Graph { http, server }, now, reading: Mutex::default() })
    },
    read: |raw, _| item::read(raw),
    glimpse: |raw, _| glimpse::glimpse(raw),
};

/// Returns whether an issuer is a tenant of Microsoft's identity platform, in the worldwide cloud or a national one.
fn is_issuer(issuer: &str) -> bool {
    let hosts = ["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"];
    let Ok(url) = url::Url::parse(issuer) else { return false };
    let bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    url.scheme() == "https" && bare && url.host_str().is_some_and(|host| hosts.contains(&host))
}

/// Judges the granted scopes. They come back short or as URLs, in any case; `openid` and `offline_access` may be
/// missing.
fn grant(scopes: &[&str]) -> Grant {
    let names = || scopes.iter().filter_map(|scope| scope.rsplit('/').next());
    let has = |wanted: &[&str]| names().any(|name| wanted.iter().any(|one| one.eq_ignore_ascii_case(name)));
    if has(&["Calendars.ReadWrite", "Calendars.ReadWrite.Shared"]) {
        Grant::Full
    } else if has(&["Calendars.Read", "Calendars.Read.Shared", "Calendars.ReadBasic"]) {
        Grant::ReadOnly
    } else {
        Grant::Nothing
    }
}

struct Outlook {
    graph: Graph,
    now: DateTime<Utc>,
    /// The full reading that is under way.
    reading: Mutex<Option<Reading>>,
}

#[async_trait]
impl RemoteCalendar for Outlook {
    async fn whoami(&self) -> Result<Account, RemoteError> {
        account::whoami(&self.graph).await
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        account::calendars(&self.graph).await
    }

    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        let slot = || self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reading = slot().take();
        let page = changes::changes(&self.graph, self.now, calendar, since, known, &mut reading).await;
        *slot() = reading;
        page
    }

    async fn coming_weeks(&self, calendar: &CalendarHandle) -> Result<Vec<RemoteEvent>, RemoteError> {
        changes::coming_weeks(&self.graph, self.now, calendar).await
    }

    async fn during(&self, calendar: &CalendarHandle, span: Time) -> Result<Option<Vec<RemoteEvent>>, RemoteError> {
        changes::during(&self.graph, calendar, span).await.map(Some)
    }

    async fn put(&self, calendar: &CalendarHandle, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        put::put(&self.graph, calendar, out, expect).await
    }

    /// Graph tells the guests of the date.
    async fn put_date(
        &self,
        calendar: &CalendarHandle,
        out: &Outgoing,
        date: &OneDate,
        expect: &Expect,
    ) -> Result<Stored, RemoteError> {
        one_date::put(&self.graph, calendar, out, date, expect).await
    }

    /// `notify` is ignored: if there are guests, Graph tells them; if there are none, there is nobody to tell.
    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        _notify: bool,
    ) -> Result<(), RemoteError> {
        remove::remove(&self.graph, calendar, handle, expect).await
    }
}
