//! CalDAV (RFC 4791) behind the five verbs. iCalendar is left to [`crate::ical`], and passwords are
//! not known here. A relative of CalDAV is a descriptor with a [`Dialect`].

mod collection;
mod cursor;
mod dav;
mod dialect;
pub mod discover;
mod download;
mod href;
mod listing;
mod multistatus;
mod object;
mod revision;
mod sync;
mod write;
mod xml;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use url::Url;

use self::collection::Collection;
use self::cursor::Mark;
use self::dav::Dav;
pub use self::dialect::{Dialect, STANDARD};
use self::discover::Discovery;
use self::sync::Reading;
use super::{
    Abilities, Access, Changes, Expect, Outgoing, Provider, Refusal, RemoteCalendar, RemoteError, Server, SignIn,
    Stored, Words,
};
use crate::model::connection::{Account, FoundCalendar};
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};

/// Any server that speaks CalDAV.
pub const CALDAV: Provider = Provider {
    id: "caldav",
    label: "Other (CalDAV)",
    words: Words {
        intro: "For Nextcloud, Posteo, mailbox.org and most other calendar servers.",
        hint: "If your server offers app passwords, use one. You can revoke it without changing your main password.",
        kept: "Only secure addresses (https) are used. Stored encrypted on this computer.",
        ..Words::GENERAL
    },
    sign_in: SignIn::Password { server: Server::Asked { find: discover::candidates }, app_password: None },
    abilities: Abilities { quiet_changes: true },
    open: |access| open(access, &STANDARD),
    read: crate::ical::read,
};

/// Opens the account behind `access`, in a dialect.
pub fn open(access: Access, dialect: &'static Dialect) -> Box<dyn RemoteCalendar> {
    let Access { http, server, user, now: _ } = access;
    Box::new(CalDav {
        dav: Dav { http },
        server,
        user,
        dialect,
        found: Mutex::default(),
        reading: Mutex::default(),
        marks: Mutex::default(),
    })
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

struct CalDav {
    dav: Dav,
    server: Url,
    user: String,
    dialect: &'static Dialect,
    /// What discovery found, if it was needed: an account opened at its home can sync without it.
    found: Mutex<Option<Discovery>>,
    /// The full reading that is under way.
    reading: Mutex<Option<Reading>>,
    /// The states of collections that the list of calendars gave, each good for one look.
    marks: Mutex<HashMap<CalendarHandle, Mark>>,
}

impl CalDav {
    async fn found(&self) -> Result<Discovery, RemoteError> {
        if let Some(found) = self.remembered() {
            return Ok(found);
        }
        let found = match discover::find(&self.dav, &self.server).await {
            Ok(found) => found,
            // The stored address is out of date: iCloud moves accounts between hosts.
            Err(RemoteError::Refused(Refusal::NoCalendars)) => self.search().await?,
            Err(error) => return Err(error),
        };
        self.remember(found.clone());
        Ok(found)
    }

    /// Begins again at the well-known address.
    async fn search(&self) -> Result<Discovery, RemoteError> {
        let starts = discover::STARTS.iter().filter_map(|path| href::at_origin(&self.server, path));
        for start in starts.filter(|start| *start != self.server) {
            match discover::find(&self.dav, &start).await {
                Err(RemoteError::Refused(Refusal::NoCalendars)) => {}
                other => return other,
            }
        }
        Err(RemoteError::Refused(Refusal::NoCalendars))
    }

    fn remembered(&self) -> Option<Discovery> {
        lock(&self.found).clone()
    }

    fn remember(&self, found: Discovery) {
        *lock(&self.found) = Some(found);
    }

    /// Reads a page, going on with the list that the page before was taken from.
    async fn page(
        &self,
        collection: &Collection<'_>,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        let listed = lock(&self.marks).remove(calendar);
        let mut reading = lock(&self.reading).take();
        let page = sync::changes(collection, since, known, &mut reading, listed).await;
        *lock(&self.reading) = reading;
        page
    }

    fn collection(&self, calendar: &CalendarHandle) -> Result<Collection<'_>, RemoteError> {
        let base = self.remembered().map_or_else(|| self.server.clone(), |found| found.home);
        Collection::open(&self.dav, self.dialect, &base, calendar)
    }

    /// After "not there": returns the calendar at the host where it is now, or `None` if it is where it
    /// was expected and only the event is missing. A calendar that is nowhere is an error.
    async fn moved(&self, calendar: &CalendarHandle) -> Result<Option<Collection<'_>>, RemoteError> {
        let asked = self.collection(calendar)?;
        if asked.exists().await? {
            return Ok(None);
        }
        let found = match self.search().await {
            Ok(found) => found,
            Err(RemoteError::Refused(Refusal::NoCalendars)) => return Err(RemoteError::Refused(Refusal::CalendarGone)),
            Err(error) => return Err(error),
        };
        self.remember(found);
        let now = self.collection(calendar)?;
        if now.url == asked.url || !now.exists().await? {
            return Err(RemoteError::Refused(Refusal::CalendarGone));
        }
        Ok(Some(now))
    }
}

#[async_trait]
impl RemoteCalendar for CalDav {
    async fn whoami(&self) -> Result<Account, RemoteError> {
        let found = self.found().await?;
        Ok(discover::account(&self.dav, &found, &self.user, self.dialect).await)
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        let at_home = match self.remembered() {
            Some(_) => None,
            None => listing::at_home(&self.dav, &self.server, self.dialect).await?,
        };
        let listed = match at_home {
            Some(listed) => listed,
            None => listing::calendars(&self.dav, &self.found().await?, self.dialect).await?,
        };
        *lock(&self.marks) = listed.marks;
        Ok(listed.calendars)
    }

    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        match self.page(&self.collection(calendar)?, calendar, since, known).await {
            Err(RemoteError::Gone) => match self.moved(calendar).await? {
                Some(now) => self.page(&now, calendar, since, known).await,
                None => Err(RemoteError::Garbled("a calendar that is there and is not")),
            },
            other => other,
        }
    }

    async fn put(&self, calendar: &CalendarHandle, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        lock(&self.marks).clear();
        match write::put(&self.collection(calendar)?, out, expect).await {
            Err(RemoteError::Gone) => match self.moved(calendar).await? {
                Some(now) => write::put(&now, out, expect).await,
                None if *expect == Expect::Absent => Err(RemoteError::Refused(Refusal::Other)),
                None => Err(RemoteError::Gone),
            },
            other => other,
        }
    }

    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        _notify: bool,
    ) -> Result<(), RemoteError> {
        lock(&self.marks).clear();
        match write::remove(&self.collection(calendar)?, handle, expect).await {
            // Gone is what was wanted, unless the account has left this host.
            Err(RemoteError::Gone) => match self.moved(calendar).await {
                Ok(None) | Err(RemoteError::Refused(Refusal::CalendarGone)) => Ok(()),
                Ok(Some(now)) => match write::remove(&now, handle, expect).await {
                    Err(RemoteError::Gone) => Ok(()),
                    other => other,
                },
                Err(error) => Err(error),
            },
            other => other,
        }
    }
}
