//! Our own ids for Google's events: the same for every attempt to write one appointment, so that a
//! repeated insert finds the first. An id stays used after its event was deleted; then the next one
//! of a short fixed series is taken.
//!
//! Google allows `0-9a-v` (base32hex) and 5 to 1024 characters.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const MARK: &str = "dbk";
/// How often one appointment can be booked again after its event was deleted there.
const AGAIN: usize = 5;

/// Returns the ids for an appointment's UID, in the order to try them.
pub(super) fn of(uid: &str) -> Vec<String> {
    let first = match uuid(uid) {
        Some(uuid) => format!("{MARK}{}", uuid.simple()),
        // A UID from elsewhere. Hexadecimal digits are all base32hex.
        None => {
            let hash = Sha256::digest(uid.as_bytes());
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{MARK}{hex}")
        }
    };
    std::iter::once(first.clone()).chain((1..=AGAIN).map(|again| format!("{first}n{again}"))).collect()
}

/// Returns whether an id is one of Daybook's own.
pub(super) fn is_own(id: &str) -> bool {
    let Some(stem) = stem(id) else { return false };
    matches!(stem.len(), 32 | 64) && stem.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Returns the UID an id was made from, if the id shows it.
pub(super) fn uid(id: &str) -> Option<String> {
    let stem = stem(id).filter(|stem| stem.len() == 32 && is_own(id))?;
    Uuid::try_parse(stem).ok().map(|uuid| uuid.to_string())
}

fn stem(id: &str) -> Option<&str> {
    let rest = id.strip_prefix(MARK)?;
    Some((1..=AGAIN).find_map(|again| rest.strip_suffix(&format!("n{again}"))).unwrap_or(rest))
}

/// Returns a UUID in the one form that an id gives back.
fn uuid(uid: &str) -> Option<Uuid> {
    Uuid::try_parse(uid).ok().filter(|uuid| uuid.to_string() == uid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

    #[test]
    fn a_uuid_makes_an_id_google_takes() {
        let ids = of(UID);
        assert_eq!(ids[0], "dbk0f8fad5bd9cb469fa16570867728950e");
        assert_eq!(ids[5], "dbk0f8fad5bd9cb469fa16570867728950en5");
        assert_eq!(ids.len(), 6);
    }

    #[test]
    fn the_ids_of_others_are_not_ours() {
        for id in ["", "dbk", "dbk0f8fad5b", "abc0f8fad5bd9cb469fa16570867728950e"] {
            assert!(!is_own(id) && uid(id).is_none(), "{id}");
        }
        // An occurrence of a series that was made of one of ours.
        assert!(!is_own("dbk0f8fad5bd9cb469fa16570867728950e_20270301T090000Z"));
    }

    proptest! {
        #[test]
        fn every_id_is_legal_own_and_the_same_each_time(text in "\\PC{0,60}") {
            for id in of(&text) {
                prop_assert!(id.len() >= 5 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'v')));
                prop_assert!(is_own(&id));
            }
            prop_assert_eq!(of(&text), of(&text));
        }

        #[test]
        fn the_uid_comes_back_from_each_of_its_ids(number in any::<u128>()) {
            let from = Uuid::from_u128(number).to_string();
            for id in of(&from) {
                prop_assert_eq!(uid(&id), Some(from.clone()));
            }
        }

        #[test]
        fn no_id_makes_it_panic(id in "(dbk)?\\PC{0,70}") {
            let _ = (is_own(&id), uid(&id));
        }
    }
}
