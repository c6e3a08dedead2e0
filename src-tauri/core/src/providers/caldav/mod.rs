//! CalDAV (RFC 4791) behind the six verbs. iCalendar is left to [`crate::ical`], and passwords are
//! not known here. A relative of CalDAV is a descriptor with a [`Dialect`].

mod collection;
mod cursor;
mod dav;
mod dialect;
pub mod discover;
mod download;
mod during;
mod href;
mod listing;
mod make;
mod multistatus;
mod object;
mod revision;
mod sync;
mod write;
mod xml;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::TimeDelta;
use url::Url;

use self::collection::Collection;
use self::cursor::Mark;
use self::dav::Dav;
pub use self::dialect::{Dialect, STANDARD};
use self::discover::Discovery;
use self::sync::{Asked, Reading, UnderWay};
use super::{
    Abilities, Access, Changes, Expect, Moved, Outgoing, Provider, Refusal, RemoteCalendar, RemoteError, RemoteEvent,
    Server, SignIn, Stored, Time, Words,
};
use crate::model::connection::{Account, FoundCalendar};
use crate::model::event::OneDate;
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use crate::model::reason::Reason;

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
    sign_in: SignIn::Password {
        server: Server::Asked { find: discover::candidates, service: "_caldavs._tcp" },
        app_password: None,
    },
    abilities: Abilities { quiet_changes: false },
    open: |access| open(access, &STANDARD),
    read: crate::ical::read,
    glimpse: crate::ical::glimpse,
};

/// Opens the account behind `access`, in a dialect.
pub fn open(access: Access, dialect: &'static Dialect) -> Box<dyn RemoteCalendar> {
    let Access { http, server, again, user, now } = access;
    Box::new(CalDav {
        dav: Dav { http },
        soon: (now - TimeDelta::weeks(1), now + TimeDelta::weeks(8)),
        server,
        again,
        user,
        dialect,
        moved: Mutex::default(),
        told: AtomicBool::default(),
        found: Mutex::default(),
        reading: Mutex::default(),
        asked: Mutex::default(),
        marks: Mutex::default(),
    })
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

struct CalDav {
    dav: Dav,
    soon: sync::Soon,
    server: Url,
    /// Where a person would begin.
    again: Vec<Url>,
    user: String,
    dialect: &'static Dialect,
    /// What discovery found, if it was needed: an account opened at its home can sync without it.
    found: Mutex<Option<Discovery>>,
    /// The account was found elsewhere than at `server`.
    moved: Mutex<Option<Moved>>,
    /// The engine knows.
    told: AtomicBool,
    /// The full reading that is under way.
    reading: Mutex<Option<Reading>>,
    /// What was answered about changes, for whoever asks for them next.
    asked: Mutex<Option<Asked>>,
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
            Err(error) if self.may_have_moved(&error) => match self.search().await? {
                Some(found) => found,
                None => return Err(error),
            },
            Err(error) => return Err(error),
        };
        self.remember(found.clone());
        Ok(found)
    }

    /// Returns whether an error may come from a place that the account has left.
    fn may_have_moved(&self, error: &RemoteError) -> bool {
        let elsewhere = || self.again.iter().any(|again| again.origin() != self.home().origin());
        match error {
            RemoteError::Gone | RemoteError::Refused(Refusal::NoCalendars | Refusal::Redirect | Refusal::Insecure) => {
                true
            }
            // A host whose name is given up does not answer.
            RemoteError::Unreached | RemoteError::NoAnswer => elsewhere(),
            RemoteError::NotLetIn(reason) => *reason == Reason::AuthLoop,
            RemoteError::Offline
            | RemoteError::Failed
            | RemoteError::Throttled { .. }
            | RemoteError::SignedOut
            | RemoteError::Conflict { .. }
            | RemoteError::CursorLost
            | RemoteError::Garbled(_)
            | RemoteError::Refused(
                Refusal::ReadOnly
                | Refusal::Certificate
                | Refusal::TooLarge
                | Refusal::CalendarGone
                | Refusal::Quota
                | Refusal::Other,
            ) => false,
        }
    }

    /// Begins again at the well-known addresses of the host, and then where a person would. `None` = the account is
    /// nowhere. A place that does not answer proves nothing.
    async fn search(&self) -> Result<Option<Discovery>, RemoteError> {
        let here = discover::STARTS.iter().filter_map(|path| href::at_origin(&self.server, path));
        let starts = here.chain(self.again.iter().cloned()).filter(|start| *start != self.server);
        let (mut unmoved, mut silent) = (None, None);
        for start in starts {
            match discover::find(&self.dav, &start).await {
                // A host that was left may still lead to the home that was left.
                Ok(found) if found.home == self.home() => unmoved = Some(found),
                Ok(found) => return Ok(Some(found)),
                Err(
                    RemoteError::NotLetIn(Reason::AuthLoop)
                    | RemoteError::Refused(Refusal::NoCalendars | Refusal::Redirect | Refusal::Insecure),
                ) => {}
                // A web server of the same name may know nobody, which says nothing about the sign-in here.
                Err(RemoteError::SignedOut) if !self.is_home_of(&start) => {}
                Err(error @ (RemoteError::SignedOut | RemoteError::Throttled { .. } | RemoteError::Offline)) => {
                    return Err(error);
                }
                Err(error) => silent = Some(error),
            }
        }
        match (unmoved, silent) {
            (None, Some(error)) => Err(error),
            (unmoved, _) => Ok(unmoved),
        }
    }

    /// Where the account's home is, as far as is known.
    fn home(&self) -> Url {
        self.remembered().map_or_else(|| self.server.clone(), |found| found.home)
    }

    fn remembered(&self) -> Option<Discovery> {
        lock(&self.found).clone()
    }

    fn remember(&self, found: Discovery) {
        let server = discover::place(&found);
        if server != self.server {
            let (before, now) = (self.server.path().to_owned(), found.home.path().to_owned());
            // The address was no home where the home is inside of it.
            let handles = (before.ends_with('/') && !now.starts_with(&before)).then_some((before, now));
            *lock(&self.moved) = Some(Moved { server, key: discover::key(&found, self.dialect), handles });
            self.told.store(false, Ordering::Relaxed);
        }
        *lock(&self.found) = Some(found);
    }

    /// Returns whether a refused sign-in at `start` is one of this account.
    fn is_home_of(&self, start: &Url) -> bool {
        self.dialect.moving_hosts || start.origin() == self.server.origin()
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
        let mut under_way = UnderWay { reading: lock(&self.reading).take(), asked: lock(&self.asked).take() };
        let page = sync::changes(collection, since, known, &mut under_way, listed, self.soon).await;
        *lock(&self.reading) = under_way.reading;
        page
    }

    /// Writes an event, or one date of it.
    async fn write(
        &self,
        calendar: &CalendarHandle,
        out: &Outgoing,
        date: Option<&OneDate>,
        expect: &Expect,
    ) -> Result<Stored, RemoteError> {
        lock(&self.marks).clear();
        match write::put(&self.collection(calendar)?, out, date, expect).await {
            Err(error) if self.may_have_moved(&error) => {
                let unanswered = matches!(error, RemoteError::NoAnswer);
                match self.elsewhere_of_a_write(calendar, error).await? {
                    Some(now) => {
                        let written = write::put(&now, out, date, expect).await;
                        if unanswered { written.map_err(RemoteError::of_a_look) } else { written }
                    }
                    // Nothing is missing that a create would need.
                    None if *expect == Expect::Absent => Err(RemoteError::Failed),
                    None => Err(write::missing(&self.collection(calendar)?, out).await?),
                }
            }
            other => other,
        }
    }

    fn collection(&self, asked: &CalendarHandle) -> Result<Collection<'_>, RemoteError> {
        let home = self.home();
        let moved = lock(&self.moved).as_ref().and_then(|moved| moved.handle(asked.as_str()));
        let calendar = moved.map(CalendarHandle::from);
        Collection::open(&self.dav, self.dialect, &home, calendar.as_ref().unwrap_or(asked))
    }

    /// After `error`, which may mean that the account has moved: returns the calendar where it is now, or `None` if it is
    /// where it was expected and only the event is missing. A calendar that is nowhere is an error.
    async fn elsewhere(
        &self,
        calendar: &CalendarHandle,
        error: RemoteError,
    ) -> Result<Option<Collection<'_>>, RemoteError> {
        let asked = self.collection(calendar)?;
        let gone = matches!(error, RemoteError::Gone);
        if gone && asked.exists().await? {
            return Ok(None);
        }
        let nowhere = if gone { RemoteError::Refused(Refusal::CalendarGone) } else { error };
        let Some(found) = self.search().await? else { return Err(nowhere) };
        self.remember(found);
        let now = self.collection(calendar)?;
        if now.url == asked.url || !now.exists().await? { Err(nowhere) } else { Ok(Some(now)) }
    }

    /// The same after a write. One that got no answer may have been carried out, whatever is said where its account is looked for.
    async fn elsewhere_of_a_write(
        &self,
        calendar: &CalendarHandle,
        error: RemoteError,
    ) -> Result<Option<Collection<'_>>, RemoteError> {
        let unanswered = matches!(error, RemoteError::NoAnswer);
        let found = self.elsewhere(calendar, error).await;
        if unanswered { found.map_err(RemoteError::after_a_write) } else { found }
    }
}

#[async_trait]
impl RemoteCalendar for CalDav {
    async fn whoami(&self) -> Result<Account, RemoteError> {
        let found = self.found().await?;
        Ok(discover::account(&self.dav, &found, &self.user, self.dialect).await)
    }

    fn moved(&self) -> Option<Moved> {
        lock(&self.moved).clone().filter(|_| !self.told.swap(true, Ordering::Relaxed))
    }

    async fn make_calendar(&self, name: &str) -> Result<(), RemoteError> {
        make::make(&self.dav, &self.found().await?.home, name).await
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        let at_home = match self.remembered() {
            Some(_) => None,
            None => listing::at_home(&self.dav, &self.server, self.dialect).await?,
        };
        let mut listed = match at_home {
            Some(listed) => listed,
            None => listing::calendars(&self.dav, &self.found().await?, self.dialect).await?,
        };
        // A home that holds nothing may have been left.
        if listed.calendars.is_empty()
            && let Some(found) = self.search().await?.filter(|found| found.home != self.home())
        {
            listed = listing::calendars(&self.dav, &found, self.dialect).await?;
            self.remember(found);
        }
        *lock(&self.marks) = listed.marks;
        Ok(listed.calendars)
    }

    async fn nothing_new(&self, calendar: &CalendarHandle, since: &Cursor) -> Result<Option<Cursor>, RemoteError> {
        let listed = lock(&self.marks).get(calendar).cloned();
        let (same, asked) = sync::nothing_new(&self.collection(calendar)?, since, listed).await?;
        *lock(&self.asked) = asked;
        if same.is_some() {
            lock(&self.marks).remove(calendar);
        }
        Ok(same)
    }

    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        match self.page(&self.collection(calendar)?, calendar, since, known).await {
            Err(error) if self.may_have_moved(&error) => match self.elsewhere(calendar, error).await? {
                Some(now) => self.page(&now, calendar, since, known).await,
                None => Err(RemoteError::Garbled("a calendar that is there and is not")),
            },
            other => other,
        }
    }

    /// Asked where it was last: an account that has moved is looked for by reading.
    async fn during(&self, calendar: &CalendarHandle, span: Time) -> Result<Option<Vec<RemoteEvent>>, RemoteError> {
        during::during(&self.collection(calendar)?, span).await.map(Some)
    }

    async fn put(&self, calendar: &CalendarHandle, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        self.write(calendar, out, None, expect).await
    }

    async fn put_date(
        &self,
        calendar: &CalendarHandle,
        out: &Outgoing,
        date: &OneDate,
        expect: &Expect,
    ) -> Result<Stored, RemoteError> {
        self.write(calendar, out, Some(date), expect).await
    }

    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        _notify: bool,
    ) -> Result<(), RemoteError> {
        lock(&self.marks).clear();
        // What is not there is gone only where the calendar answers for it.
        let removed = write::remove(&self.collection(calendar)?, handle, expect).await;
        let is_removed = removed.is_ok();
        let error = match removed {
            Ok(()) => RemoteError::Gone,
            Err(error) if self.may_have_moved(&error) => error,
            Err(error) => return Err(error),
        };
        let unanswered = matches!(error, RemoteError::NoAnswer);
        let elsewhere = self.elsewhere_of_a_write(calendar, error).await;
        match if is_removed { elsewhere.map_err(RemoteError::after_a_write) } else { elsewhere }? {
            None if is_removed => Ok(()),
            None => Err(RemoteError::Gone),
            Some(now) => {
                let removed = write::remove(&now, handle, expect).await;
                if unanswered { removed.map_err(RemoteError::of_a_look) } else { removed }
            }
        }
    }
}
