//! Seals what travels in an event, as text that every calendar keeps. It is in no table.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};

use super::{Db, Result};
use crate::model::carried::Carried;
use crate::model::ids::{AppointmentId, ClientId, ServiceId};
use crate::vault::{Place, SealedBytes};

/// What the text begins with: the number of its form.
const FORM: &str = "1.";
/// The longest text, in bytes. Google keeps 1024 characters of a property.
const LONGEST: usize = 1024;
/// Plain bytes are filled up with spaces to a multiple of this, so that their length tells little.
const STEP: usize = 128;
/// The most plain bytes: as text they are shorter than [`LONGEST`].
const MOST: usize = 640;
/// Length of an IV and of a tag in bytes.
const SIXTEEN: usize = 16;

#[derive(Serialize, Deserialize)]
struct Note {
    client: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<String>,
}

impl Note {
    fn of(carried: &Carried) -> Self {
        let service = carried.service.as_ref().map(|(id, name)| (id.as_str().to_owned(), name.clone()));
        Self { client: carried.client.as_str().to_owned(), service, told: carried.told.clone() }
    }

    /// Returns the plain bytes. What does not fit is left out, the least important first.
    fn bytes(mut self) -> Option<Vec<u8>> {
        loop {
            let mut bytes = serde_json::to_vec(&self).ok()?;
            if bytes.len() <= MOST {
                bytes.resize(bytes.len().next_multiple_of(STEP), b' ');
                return Some(bytes);
            }
            match (&mut self.service, &mut self.told) {
                (Some((_, name)), _) if !name.is_empty() => name.clear(),
                (_, told @ Some(_)) => *told = None,
                (service @ Some(_), None) => *service = None,
                (None, None) => return None,
            }
        }
    }
}

/// Seals what an event carries, for this appointment and this UID only. `None` = it does not fit.
pub fn seal(db: &Db<'_>, id: &AppointmentId, uid: &str, carried: &Carried) -> Result<Option<String>> {
    let Some(plain) = Note::of(carried).bytes() else { return Ok(None) };
    let row = row(id, uid);
    let SealedBytes { data, iv, tag } = db.vault()?.seal_bytes(&place(&row), &plain);
    Ok(Some(format!("{FORM}{}", BASE64.encode([iv, tag, data].concat()))))
}

/// Opens what [`seal`] made. `None` = another key sealed it, another event carried it, or it is none of ours.
pub fn open(db: &Db<'_>, id: &AppointmentId, uid: &str, text: &str) -> Result<Option<Carried>> {
    let vault = db.vault()?;
    let row = row(id, uid);
    let read = || {
        let text = text.strip_prefix(FORM).filter(|_| text.len() <= LONGEST)?;
        let mut iv = BASE64.decode(text).ok()?;
        let mut tag = iv.split_off_checked(SIXTEEN)?;
        let data = tag.split_off_checked(SIXTEEN)?;
        let plain = vault.open_bytes(&place(&row), vault.key_id(), SealedBytes { data, iv, tag }).ok()?;
        let Note { client, service, told } = serde_json::from_slice(&plain).ok()?;
        let service = service.map(|(id, name)| (ServiceId::from(id), name));
        Some(Carried { client: ClientId::from(client), service, told })
    };
    Ok(read())
}

/// Splits bytes where there are as many.
trait Split: Sized {
    fn split_off_checked(&mut self, at: usize) -> Option<Self>;
}

impl Split for Vec<u8> {
    fn split_off_checked(&mut self, at: usize) -> Option<Self> {
        (at <= self.len()).then(|| self.split_off(at))
    }
}

/// What it is bound to. The length comes first, so that no other pair reads the same.
fn row(id: &AppointmentId, uid: &str) -> String {
    format!("{}:{}{uid}", id.as_str().len(), id.as_str())
}

fn place(row: &str) -> Place<'_> {
    Place { table: "carried", column: "carried", row }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::store::Store;
    use crate::vault::key;

    const UID: &str = "3f0e6a4c-7a5d-4a52-9a39-0d7f4c5d1b11";

    fn store() -> Store {
        let store = Store::in_memory().unwrap();
        store.unlock(key::until_quit(DateTime::UNIX_EPOCH).0);
        store
    }

    fn id() -> AppointmentId {
        AppointmentId::from("0b7f6bd2-3a54-4f6e-9a4e-1f0d6a9f5c11")
    }

    fn carried() -> Carried {
        Carried {
            client: ClientId::from("c-1"),
            service: Some((ServiceId::from("s-1"), "Séance \"à deux\"".into())),
            told: Some("priya@nair.example".into()),
        }
    }

    fn sealed(store: &Store, carried: &Carried) -> String {
        store.read(|db| seal(db, &id(), UID, carried)).unwrap().unwrap()
    }

    fn opened(store: &Store, id: &AppointmentId, uid: &str, text: &str) -> Option<Carried> {
        store.read(|db| open(db, id, uid, text)).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_for_its_own_event_and_under_its_own_key_only() {
        let store = store();
        let text = sealed(&store, &carried());
        assert_eq!(opened(&store, &id(), UID, &text), Some(carried()));
        assert_eq!(opened(&store, &id(), "another", &text), None, "swapped to a copy");
        assert_eq!(opened(&store, &AppointmentId::from("a-2"), UID, &text), None, "swapped between events");
        // The same letters, divided otherwise.
        let id = id();
        let (from, to) = id.as_str().split_at(30);
        assert_eq!(opened(&store, &AppointmentId::from(from), &format!("{to}{UID}"), &text), None);
        assert_eq!(opened(&self::store(), &id, UID, &text), None, "another key");
    }

    #[test]
    fn what_is_cut_changed_long_or_of_another_form_is_nothing() {
        let store = store();
        let text = sealed(&store, &carried());
        for end in 0..text.len() {
            assert_eq!(opened(&store, &id(), UID, &text[..end]), None);
        }
        let other = text.replace(FORM, "2.");
        let long = format!("{text}{}", "A".repeat(1024 * 1024));
        for text in [other.as_str(), &long, &format!("{text}A"), "1.", "1.%%%", "1.\u{1f600}", &"A".repeat(1024 * 1024)]
        {
            assert_eq!(opened(&store, &id(), UID, text), None);
        }
    }

    /// Nobody who can read the event learns a name from it, nor how long one is.
    #[test]
    fn the_text_is_short_and_says_nothing() {
        let store = store();
        let of = |name: &str, told: &str| Carried {
            service: Some((ServiceId::from("s-1"), name.into())),
            told: Some(told.into()),
            ..carried()
        };
        let some = sealed(&store, &of("Couples", "ada@x.example"));
        assert_eq!(some.len(), sealed(&store, &of("Individual", "priya@nair.example")).len());
        assert_ne!(some, sealed(&store, &of("Couples", "ada@x.example")), "sealed anew each time");
        for plain in ["Couples", "ada", "c-1", "s-1"] {
            assert!(!some.contains(plain), "{plain}");
        }
        let long = of(&"\u{1f600}\"".repeat(200), &format!("{}@x.example", "a".repeat(2000)));
        let text = sealed(&store, &long);
        assert!(text.len() <= LONGEST && text.is_ascii(), "{}", text.len());
        let kept = opened(&store, &id(), UID, &text).unwrap();
        assert_eq!((kept.client, kept.told), (long.client, None));
        assert!(sealed(&store, &of(&"n".repeat(400), &format!("{}@x.example", "a".repeat(60)))).len() <= LONGEST);
    }

    proptest! {
        #[test]
        fn anything_is_opened_or_nothing(text in "(1\\.)?[A-Za-z0-9_=-]{0,200}|\\PC{0,60}") {
            prop_assert_eq!(opened(&store(), &id(), UID, &text), None);
        }
    }
}
