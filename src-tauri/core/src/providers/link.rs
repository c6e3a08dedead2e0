//! A calendar link: one calendar, read only, at an address that anybody may read who knows it. There is no account,
//! and nothing is ever written. The address itself is kept below ([`SignedHttp`]); here only its host is known.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::words::Source;
use super::{
    Abilities, Access, Changes, Expect, Outgoing, Provider, Refusal, RemoteCalendar, RemoteError, RemoteEvent, SignIn,
    SignedHttp, Stored, Words,
};
use crate::ical::split::{Feed, Object, split};
use crate::ical::zone;
use crate::ical::{self, line};
use crate::model::connection::{Account, FoundCalendar};
use crate::model::event::OneDate;
use crate::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};

pub const LINK: Provider = Provider {
    id: "link",
    label: "Calendar link",
    words: Words {
        intro: "For any calendar that gives out an address of its own, often ending in .ics. Daybook then knows when you are busy. It cannot book there.",
        sources: &[
            Source {
                name: "Google",
                way: "**Settings**, the calendar, **Integrate calendar**, **Secret address in iCal format**",
            },
            Source {
                name: "Outlook",
                way: "**Settings**, **Calendar**, **Shared calendars**, **Publish a calendar**, the **ICS** link",
            },
            Source { name: "iCloud", way: "**Share Calendar**, **Public Calendar**, **Copy Link**" },
        ],
        password: "Calendar link",
        hint: "Whoever has this link can read the calendar.",
        shape: "https://… or webcal://…",
        kept: "Stored encrypted on this computer. Only the name of its server is ever shown.",
        refused: Some(("This link does not work.", "It may have been reset or taken back. Copy it again, as a whole.")),
        ..Words::GENERAL
    },
    sign_in: SignIn::Link,
    abilities: Abilities { quiet_changes: true },
    open: |access| {
        let Access { http, server, again: _, user, now: _ } = access;
        Box::new(Link { http, server, mark: user })
    },
    read: ical::read,
    glimpse: ical::glimpse,
};

/// The largest event that is kept as it is, in bytes. Of what is larger, as with a picture in it, the large lines are left out.
const LARGEST: usize = 1024 * 1024;
/// The one calendar there is.
const ONLY: &str = "calendar";
/// How often a link is read that says nothing about it, and the bounds of what it may say.
const EVERY: TimeDelta = TimeDelta::hours(1);
const SHORTEST: TimeDelta = TimeDelta::minutes(15);
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// The most characters of a name.
const LONGEST_NAME: usize = 200;

struct Link {
    http: Arc<dyn SignedHttp>,
    /// The host.
    server: Url,
    /// Stands for the link, and does not give it away.
    mark: String,
}

/// Where reading goes on.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    /// Of which link.
    mark: String,
    etag: Option<String>,
    modified: Option<String>,
    /// Seconds between two readings.
    every: i64,
}

impl Link {
    /// GET; `None` = nothing changed since `seen`.
    async fn get(&self, seen: Option<&Seen>) -> Result<Option<(Feed, Seen)>, RemoteError> {
        let mut request = http::Request::get(self.server.as_str()).header(header::ACCEPT, "text/calendar, */*;q=0.1");
        if let Some(seen) = seen {
            for (name, value) in [(header::IF_NONE_MATCH, &seen.etag), (header::IF_MODIFIED_SINCE, &seen.modified)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let request = request.body(Vec::new()).map_err(|_| RemoteError::Garbled("request"))?;
        let response = self.http.send(request).await?.response;
        match response.status() {
            StatusCode::OK => {}
            // Only an answer to what was asked: a server that says so of itself has told nothing.
            StatusCode::NOT_MODIFIED if seen.is_some_and(|seen| seen.etag.is_some() || seen.modified.is_some()) => {
                return Ok(None);
            }
            _ => return Err(RemoteError::Garbled("not a calendar")),
        }
        let text = |name| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let feed = split(response.body()).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?;
        let every = feed.refresh.unwrap_or(EVERY).clamp(SHORTEST, LONGEST).num_seconds();
        let (etag, modified) = (text(header::ETAG), text(header::LAST_MODIFIED));
        Ok(Some((feed, Seen { mark: self.mark.clone(), etag, modified, every })))
    }

    /// The calendar as the file describes it, or else by the host.
    fn found(&self, feed: &Feed) -> FoundCalendar {
        let name = feed.name.as_deref().map(|name| name.trim().chars().take(LONGEST_NAME).collect::<String>());
        let host = || self.server.host_str().unwrap_or_default().to_owned();
        FoundCalendar {
            handle: ONLY.into(),
            name: name.filter(|name| !name.is_empty()).unwrap_or_else(host),
            color: None,
            can_write: false,
            zone: feed.zone.as_deref().and_then(zone),
            preferred: false,
            aside: false,
        }
    }

    fn is_ours(calendar: &CalendarHandle) -> Result<(), RemoteError> {
        if calendar.as_str() == ONLY { Ok(()) } else { Err(RemoteError::Refused(Refusal::CalendarGone)) }
    }
}

#[async_trait]
impl RemoteCalendar for Link {
    /// Nobody: the link stands for itself, and the host is all that can be shown of it.
    async fn whoami(&self) -> Result<Account, RemoteError> {
        Ok(Account {
            key: self.mark.clone(),
            email: self.server.host_str().unwrap_or_default().to_owned(),
            name: None,
            addresses: Vec::new(),
            server_mails: false,
            server: self.server.clone(),
        })
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        let (feed, _) = self.get(None).await?.ok_or(RemoteError::Garbled("not a calendar"))?;
        Ok(vec![self.found(&feed)])
    }

    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        Self::is_ours(calendar)?;
        let seen: Option<Seen> = since
            .map(|cursor| serde_json::from_str(cursor.as_str()).map_err(|_| RemoteError::CursorLost))
            .transpose()?;
        // What was seen at another link says nothing about this one.
        let seen = seen.filter(|seen| seen.mark == self.mark);
        let Some((feed, now)) = self.get(seen.as_ref()).await? else {
            let every = seen.map(|seen| TimeDelta::seconds(seen.every.clamp(0, LONGEST.num_seconds())));
            return Ok(Changes { next: since.cloned(), every, ..Changes::default() });
        };
        let known: HashMap<_, _> = known.iter().map(|(handle, revision)| (handle, revision)).collect();
        let calendar = Some(self.found(&feed));
        let (mut changed, mut present, mut names) = (Vec::new(), Vec::new(), HashMap::new());
        for object in feed.objects.into_iter().filter(|object| object.takes_time) {
            let revision = revision(&object);
            let handle = handle(&object, &revision, &mut names);
            present.push(handle.clone());
            if known.get(&handle).is_none_or(|known| **known != revision) {
                let cut = if object.raw.len() > LARGEST { ical::cut(&object.raw) } else { None };
                let raw = cut.unwrap_or(object.raw);
                let event = ical::read(&raw, None);
                changed.push(RemoteEvent { handle, revision, raw, event });
            }
        }
        let next = serde_json::to_string(&now).ok().map(Cursor::from);
        let complete = Some(present);
        let every = Some(TimeDelta::seconds(now.every));
        Ok(Changes { changed, next, complete, calendar, every, ..Changes::default() })
    }

    async fn put(&self, _: &CalendarHandle, _: &Outgoing, _: &Expect) -> Result<Stored, RemoteError> {
        Err(RemoteError::Refused(Refusal::ReadOnly))
    }

    async fn put_date(&self, _: &CalendarHandle, _: &Outgoing, _: &OneDate, _: &Expect) -> Result<Stored, RemoteError> {
        Err(RemoteError::Refused(Refusal::ReadOnly))
    }

    async fn remove(&self, _: &CalendarHandle, _: &EventHandle, _: &Expect, _: bool) -> Result<(), RemoteError> {
        Err(RemoteError::Refused(Refusal::ReadOnly))
    }
}

/// Names an object by its UID, or by what it holds. A name that stands twice in the file is counted on.
fn handle(object: &Object, revision: &Revision, names: &mut HashMap<String, u32>) -> EventHandle {
    let name = if object.uid.is_empty() { format!("#{}", revision.as_str()) } else { object.uid.clone() };
    let count = names.entry(name.clone()).or_insert(0_u32);
    *count = count.saturating_add(1);
    if *count == 1 { name.into() } else { format!("{name}#{count}").into() }
}

/// Changes with whatever an object holds but DTSTAMP, which some servers set anew at each reading.
fn revision(object: &Object) -> Revision {
    let mut hash = Sha256::new();
    for line in line::split(&object.raw) {
        if !line.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"DTSTAMP")) {
            hash.update(line);
        }
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>().into()
}
