//! A provider in one file: what `docs/adding-a-provider.md` promises, kept honest. It holds its
//! calendar in memory, numbers its changes, and passes the contract.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use daybook_core::ical;
use daybook_core::model::connection::{Account, FoundCalendar};
use daybook_core::model::event::{OneDate, Unreadable};
use daybook_core::model::ids::{CalendarHandle, Cursor, EventHandle, Revision};
use daybook_core::providers::{
    ALL, Abilities, BadAddress, Changes, Expect, Outgoing, Provider, Refusal, RemoteCalendar, RemoteError, RemoteEvent,
    Server, SignIn, Stored, Words,
};
use daybook_tests::account::PASSWORD;
use daybook_tests::cast::stage::Stage;

use crate::contract::{broken, missing_words, wrong_ids};

const MEMORY: Provider = Provider {
    id: "memory",
    label: "In memory",
    words: Words { intro: "Ends with the test.", ..Words::GENERAL },
    sign_in: SignIn::Password { server: Server::Asked { find: nowhere, service: "" }, app_password: None },
    abilities: Abilities { quiet_changes: true },
    open: |_| Box::new(Memory::new(Mails::WhenAsked)),
    read: ical::read,
    glimpse: ical::glimpse,
};

fn nowhere(_: &str) -> Result<Vec<url::Url>, BadAddress> {
    Err(BadAddress::NotAnAddress)
}

/// A fresh stage for it, or for one that differs from it in something.
fn stage(provider: &'static Provider, mails: Mails) -> Stage {
    let shelf = Arc::new(Mutex::new(Shelf::default()));
    let (held, there) = (shelf.clone(), shelf.clone());
    let open = move |_: Option<&url::Url>, password: &str| -> Box<dyn RemoteCalendar> {
        Box::new(Memory { shelf: held.clone(), mails, signed_in: password == PASSWORD })
    };
    Stage::new(provider, open, shelf).mailing(move || there.lock().unwrap().mails.clone())
}

/// S68
#[tokio::test]
async fn a_provider_of_one_file_passes_the_contract() {
    static WHOLE: Provider = MEMORY;
    assert_eq!(broken(|| stage(&WHOLE, Mails::WhenAsked)).await, Vec::<&str>::new());
    assert_eq!(missing_words(&WHOLE), Vec::<&str>::new());
}

/// H1
#[tokio::test]
async fn a_provider_that_cannot_read_what_it_gave_breaks_the_contract() {
    static BLIND: Provider = Provider { read: |_, _| Err(Unreadable("never")), ..MEMORY };
    let broken = broken(|| stage(&BLIND, Mails::WhenAsked)).await;
    for rule in ["an_event_comes_back_as_it_was_written", "changes_are_told_once"] {
        assert!(broken.contains(&rule), "{rule} is kept by a provider that reads nothing");
    }
}

/// H1
#[tokio::test]
async fn a_provider_that_mails_other_than_it_says_breaks_the_contract() {
    static CLAIMS_QUIET: Provider = MEMORY;
    static CLAIMS_LOUD: Provider = Provider { abilities: Abilities { quiet_changes: false }, ..MEMORY };
    let only = ["a_change_is_quiet_exactly_where_the_provider_says_so"];
    assert_eq!(broken(|| stage(&CLAIMS_QUIET, Mails::Always)).await, only);
    assert_eq!(broken(|| stage(&CLAIMS_LOUD, Mails::WhenAsked)).await, only);
    assert_eq!(broken(|| stage(&CLAIMS_LOUD, Mails::Always)).await, Vec::<&str>::new());
}

/// H1
#[test]
fn a_second_provider_of_a_name_and_a_name_that_is_no_word_are_found() {
    static SECOND: Provider = Provider { id: "icloud", ..MEMORY };
    static SPACED: Provider = Provider { id: "My Server/1", ..MEMORY };
    let all: Vec<&Provider> = ALL.iter().copied().chain([&SECOND, &SPACED]).collect();
    let said = ["icloud is the id of two providers", "\"My Server/1\" is no word of small letters and digits"];
    assert_eq!(wrong_ids(&all), said);
}

#[test]
fn a_provider_without_words_is_found() {
    static SILENT: Provider = Provider { label: " ", words: Words::GENERAL, ..MEMORY };
    assert_eq!(missing_words(&SILENT), ["a label", "what its form is for"]);
}

/// H9
#[test]
fn a_provider_in_the_words_of_another_is_found() {
    static BORROWED: Provider = Provider { words: Words { intro: "Like iCloud.", ..Words::GENERAL }, ..MEMORY };
    assert_eq!(missing_words(&BORROWED), ["words that are about no other provider"]);
}

const ONLY: &str = "desk-drawer";

struct Memory {
    shelf: Arc<Mutex<Shelf>>,
    mails: Mails,
    signed_in: bool,
}

/// When its guests are told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mails {
    WhenAsked,
    Always,
}

/// The objects by name, each with the number of its last change; `None` = removed.
#[derive(Default)]
struct Shelf {
    objects: BTreeMap<String, (u64, Option<Vec<u8>>)>,
    now: u64,
    /// To whom.
    mails: Vec<String>,
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
    fn new(mails: Mails) -> Self {
        Self { shelf: Arc::default(), mails, signed_in: true }
    }

    fn tell(&self, shelf: &mut Shelf, name: &str, notify: bool) {
        let guests = shelf.read(name).and_then(|there| there.event.ok()).map(|event| event.parts[0].guests.clone());
        if notify || self.mails == Mails::Always {
            shelf.mails.extend(guests.into_iter().flatten().map(|guest| guest.address));
        }
    }

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
            name: None,
            addresses: vec!["anna@memory.test".into()],
            server_mails: true,
            server: url::Url::parse("https://memory.test/").unwrap(),
        })
    }

    async fn calendars(&self) -> Result<Vec<FoundCalendar>, RemoteError> {
        drop(self.open(&ONLY.into())?);
        let (handle, name) = (ONLY.into(), "Drawer".into());
        Ok(vec![FoundCalendar {
            handle,
            name,
            color: None,
            can_write: true,
            zone: None,
            preferred: false,
            aside: false,
        }])
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
        // What is wanted may be what is there: an answer that was lost.
        let same = |there: &RemoteEvent| there.event.as_ref().ok() == Some(&event);
        let newer = |there: &RemoteEvent| match expect {
            Expect::Absent => true,
            Expect::Revision(wanted) => *wanted != there.revision,
            Expect::Any => false,
        };
        match (expect, there) {
            (Expect::Revision(_), None) => return Err(RemoteError::Gone),
            (_, Some(there)) if newer(&there) => {
                if !same(&there) {
                    return Err(RemoteError::Conflict { theirs: Some(Box::new(there)) });
                }
            }
            (Expect::Absent | Expect::Any | Expect::Revision(_), _) => {
                shelf.write(name, Some(body.clone()));
                self.tell(&mut shelf, name, out.notify);
            }
        }
        let revision = revision(shelf.objects[name].0);
        Ok(Stored { handle: name.into(), revision, raw: body, event })
    }

    async fn put_date(
        &self,
        calendar: &CalendarHandle,
        out: &Outgoing,
        date: &OneDate,
        expect: &Expect,
    ) -> Result<Stored, RemoteError> {
        let mut shelf = self.open(calendar)?;
        let name = out.handle.as_ref().ok_or(RemoteError::Gone)?.as_str();
        let there = shelf.read(name).ok_or(RemoteError::Gone)?;
        if *expect != Expect::Revision(there.revision.clone()) {
            return Err(RemoteError::Conflict { theirs: Some(Box::new(there)) });
        }
        let garbled = |unreadable: Unreadable| RemoteError::Garbled(unreadable.0);
        let body = ical::write_one_date(&out.content, &there.raw, date).map_err(garbled)?;
        let event = ical::read(&body, None).map_err(garbled)?;
        shelf.write(name, Some(body.clone()));
        let revision = revision(shelf.objects[name].0);
        Ok(Stored { handle: name.into(), revision, raw: body, event })
    }

    async fn remove(
        &self,
        calendar: &CalendarHandle,
        handle: &EventHandle,
        expect: &Expect,
        notify: bool,
    ) -> Result<(), RemoteError> {
        let mut shelf = self.open(calendar)?;
        match (expect, shelf.read(handle.as_str())) {
            (_, None) => Err(RemoteError::Gone),
            (Expect::Revision(wanted), Some(there)) if *wanted != there.revision => {
                Err(RemoteError::Conflict { theirs: Some(Box::new(there)) })
            }
            (Expect::Absent | Expect::Any | Expect::Revision(_), Some(_)) => {
                self.tell(&mut shelf, handle.as_str(), notify);
                shelf.write(handle.as_str(), None);
                Ok(())
            }
        }
    }
}
