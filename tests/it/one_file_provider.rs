//! A provider in one file: what `docs/adding-a-provider.md` promises, kept honest. It holds its
//! calendar in memory, numbers its changes, and passes the contract.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use daybook_core::ical;
use daybook_core::model::connection::{Account, FoundCalendar};
use daybook_core::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use daybook_core::providers::{Changes, Expect, Outgoing, Refusal, RemoteCalendar, RemoteError, RemoteEvent, Stored};
use daybook_tests::account::PASSWORD;
use daybook_tests::stage::Stage;

use crate::contract::keeps_the_contract;

/// S68
#[tokio::test]
async fn a_provider_of_one_file_passes_the_contract() {
    let shelf = Arc::new(Mutex::new(Shelf::default()));
    let held = shelf.clone();
    let open = move |_: Option<&url::Url>, password: &str| -> Box<dyn RemoteCalendar> {
        Box::new(Memory { shelf: held.clone(), signed_in: password == PASSWORD })
    };
    keeps_the_contract(&Stage::new("a provider in memory".into(), open, shelf)).await;
}

const ONLY: &str = "desk-drawer";

struct Memory {
    shelf: Arc<Mutex<Shelf>>,
    signed_in: bool,
}

/// The objects by name, each with the number of its last change; `None` = removed.
#[derive(Default)]
struct Shelf {
    objects: BTreeMap<String, (u64, Option<Vec<u8>>)>,
    now: u64,
}

impl Shelf {
    fn write(&mut self, name: &str, body: Option<Vec<u8>>) {
        self.now += 1;
        self.objects.insert(name.to_owned(), (self.now, body));
    }

    fn read(&self, name: &str) -> Option<RemoteEvent> {
        let (number, raw) = self.objects.get(name)?;
        let raw = raw.clone()?;
        Some(RemoteEvent { handle: name.into(), revision: revision(*number), event: ical::read(&raw, None), raw })
    }
}

fn revision(number: u64) -> Revision {
    number.to_string().into()
}

impl Memory {
    fn open(&self, calendar: &CalendarHandle) -> Result<std::sync::MutexGuard<'_, Shelf>, RemoteError> {
        if !self.signed_in {
            return Err(RemoteError::SignedOut);
        }
        if calendar.as_str() != ONLY {
            return Err(RemoteError::Refused(Refusal::CalendarGone));
        }
        Ok(self.shelf.lock().unwrap())
    }
}

#[async_trait]
impl RemoteCalendar for Memory {
    async fn whoami(&self) -> Result<Account, RemoteError> {
        drop(self.open(&ONLY.into())?);
        Ok(Account {
            key: "memory".into(),
            email: "anna@memory.test".into(),
            addresses: Vec::new(),
            server_mails: false,
            server: url::Url::parse("https://memory.test/").unwrap(),
        })
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        drop(self.open(&ONLY.into())?);
        let (handle, name) = (ONLY.into(), "Drawer".into());
        Ok(vec![FoundCalendar { handle, name, color: None, can_write: true, zone: None }])
    }

    async fn changes(
        &self,
        calendar: &CalendarHandle,
        since: Option<&Cursor>,
        known: &[(EventHandle, Revision)],
    ) -> Result<Changes, RemoteError> {
        let shelf = self.open(calendar)?;
        let from =
            since.map(|cursor| cursor.as_str().parse::<u64>()).transpose().map_err(|_| RemoteError::CursorLost)?;
        let mut changes = Changes { next: Some(shelf.now.to_string().into()), ..Changes::default() };
        for (name, (number, body)) in &shelf.objects {
            let handle = EventHandle::from(name.as_str());
            let same = known.contains(&(handle.clone(), revision(*number)));
            match body {
                None if since.is_some() => changes.removed.push(handle),
                Some(_) if !same && *number > from.unwrap_or(0) => changes.changed.extend(shelf.read(name)),
                None | Some(_) => {}
            }
        }
        let there = shelf.objects.iter().filter(|(_, (_, body))| body.is_some());
        changes.complete = since.is_none().then(|| there.map(|(name, _)| name.as_str().into()).collect());
        Ok(changes)
    }

    async fn put(&self, calendar: &CalendarHandle, out: &Outgoing, expect: &Expect) -> Result<Stored, RemoteError> {
        let mut shelf = self.open(calendar)?;
        let name = out.handle.as_ref().map_or(out.content.uid.as_str(), EventHandle::as_str);
        let there = shelf.read(name);
        let base = there.as_ref().map(|there| there.raw.as_slice()).or(out.base.as_deref());
        let body = ical::write(&out.content, base).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?;
        let event = ical::read(&body, None).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?;
        let ours = |there: &RemoteEvent| {
            let id = there.event.as_ref().ok().and_then(|event| event.parts[0].appointment_id.clone());
            id.as_deref() == Some(out.content.appointment_id.as_str())
        };
        match (expect, there) {
            (Expect::Absent, Some(there)) if !ours(&there) => {
                return Err(RemoteError::Conflict { theirs: Some(Box::new(there)) });
            }
            (Expect::Revision(_), None) => return Err(RemoteError::Gone),
            // What is wanted may be what is there: an answer that was lost.
            (Expect::Revision(wanted), Some(there)) if *wanted != there.revision => {
                if there.event.as_ref().ok() != Some(&event) {
                    return Err(RemoteError::Conflict { theirs: Some(Box::new(there)) });
                }
            }
            (Expect::Absent | Expect::Any | Expect::Revision(_), _) => shelf.write(name, Some(body.clone())),
        }
        let revision = revision(shelf.objects[name].0);
        Ok(Stored { handle: name.into(), revision, raw: body, event })
    }

    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        _notify: bool,
    ) -> Result<(), RemoteError> {
        let mut shelf = match self.open(calendar) {
            Err(RemoteError::Refused(Refusal::CalendarGone)) => return Ok(()),
            open => open?,
        };
        match (expect, shelf.read(handle.as_str())) {
            (_, None) => Ok(()),
            (Expect::Revision(wanted), Some(there)) if *wanted != there.revision => {
                Err(RemoteError::Conflict { theirs: Some(Box::new(there)) })
            }
            (Expect::Absent | Expect::Any | Expect::Revision(_), Some(_)) => {
                shelf.write(handle.as_str(), None);
                Ok(())
            }
        }
    }
}
