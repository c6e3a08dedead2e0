//! Google Calendar, API v3, behind the six verbs. Signing in is not here: requests are signed
//! below ([`SignedHttp`](super::SignedHttp)), and answers of 401, 429 and 503 never come this far.

mod account;
mod api;
mod body;
mod calendars;
mod changes;
mod cursor;
mod dates;
mod failure;
#[cfg(test)]
mod flow_tests;
mod glimpse;
mod grant;
mod ids;
mod item;
#[cfg(test)]
mod item_tests;
mod moved;
mod object;
mod one_date;
mod series;
mod write;

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use self::api::Api;
use self::changes::Reading;
use super::{
    Abilities, Access, Changes, CodeFlow, Expect, Outgoing, Provider, RemoteCalendar, RemoteError, RemoteEvent, SignIn,
    Stored, Time, Words,
};
use crate::model::connection::{Account, FoundCalendar};
use crate::model::event::OneDate;
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};

pub const GOOGLE: Provider = Provider {
    id: "google",
    label: "Google",
    words: Words {
        allow: "Tick **both calendar boxes** when Google asks, or Daybook can show events but not book.",
        allow_now: "Sign in again and tick both boxes.",
        stuck: "Does Google say that it **hasn’t verified this app**? Press **Advanced**, then **Go to Daybook**. If the page shows an error, it will not bring you back here: press **Cancel** and try again.",
        ends: "While a client ID of your own is in testing, Google also ends each sign-in after seven days.",
        ..Words::GENERAL
    },
    sign_in: SignIn::Browser(CodeFlow {
        setting: "GOOGLE",
        client_id: option_env!("GOOGLE_CLIENT_ID"),
        client_secret: option_env!("GOOGLE_CLIENT_SECRET"),
        auth_url: "https://accounts.google.com/o/oauth2/v2/auth",
        token_url: "https://oauth2.googleapis.com/token",
        revoke_url: Some("https://oauth2.googleapis.com/revoke"),
        api_url: "https://www.googleapis.com",
        scopes: &[
            "openid",
            "email",
            "https://www.googleapis.com/auth/calendar.events",
            "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
        ],
        // The only form that a client of type "Desktop app" may use, with any free port.
        redirect: "http://127.0.0.1",
        any_path: true,
        // Without a consent page, an account that consented before may get no refresh token.
        parameters: &[("access_type", "offline"), ("prompt", "select_account consent")],
        is_issuer: |issuer| issuer == "https://accounts.google.com",
        grant: grant::grant,
        at_once: 4,
    }),
    abilities: Abilities { quiet_changes: true },
    open,
    read: item::read,
    glimpse: glimpse::glimpse,
};

fn open(access: Access) -> Box<dyn RemoteCalendar> {
    let Access { http, server, again: _, user: _, now } = access;
    Box::new(Google { api: Api { http, server, now }, reading: Mutex::default() })
}

struct Google {
    api: Api,
    /// The full reading that is under way.
    reading: Mutex<Option<Reading>>,
}

#[async_trait]
impl RemoteCalendar for Google {
    async fn whoami(&self) -> Result<Account, RemoteError> {
        account::account(&self.api).await
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        calendars::calendars(&self.api).await
    }

    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        let slot = || self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut reading = slot().take();
        let page = changes::changes(&self.api.calendar(calendar), since, known, &mut reading).await;
        *slot() = reading;
        page
    }

    async fn coming_weeks(&self, calendar: &CalendarHandle) -> Result<Vec<RemoteEvent>, RemoteError> {
        changes::coming_weeks(&self.api.calendar(calendar)).await
    }

    /// By a list of events: `freeBusy` wants a scope of its own.
    async fn during(&self, calendar: &CalendarHandle, span: Time) -> Result<Option<Vec<RemoteEvent>>, RemoteError> {
        changes::during(&self.api.calendar(calendar), span).await.map(Some)
    }

    async fn put(&self, calendar: &CalendarHandle, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        moved::put(&self.api.calendar(calendar), out, expect).await
    }

    async fn put_date(
        &self,
        calendar: &CalendarHandle,
        out: &Outgoing,
        date: &OneDate,
        expect: &Expect,
    ) -> Result<Stored, RemoteError> {
        one_date::put(&self.api.calendar(calendar), out, date, expect).await
    }

    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        notify: bool,
    ) -> Result<(), RemoteError> {
        write::remove(&self.api.calendar(calendar), handle, expect, notify).await
    }
}
