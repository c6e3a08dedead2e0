//! The master key: what is remembered of it, and how a passphrase makes one.
//!
//! A record contains nothing secret. The key itself is in the keychain (`source`) or in the person's head.

use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::{Place, Sealed, Vault, hex, random};
use crate::model::secret::Secret;

/// Length of a master key in bytes.
pub(super) const KEY: usize = 32;

/// What a check contains when opened with the right key.
const CHECK: &[u8] = b"daybook";
/// The same where the rows of the file are bound.
const BOUND: &[u8] = b"daybook, rows bound";

/// One master key as the data file remembers it: a row of `vault_keys`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// 16 random hex characters, stored beside everything sealed with the key.
    pub id: String,
    pub kind: KeyKind,
    /// A known word sealed with the key (column `proof`): it opens for the right key only.
    pub check: Sealed,
    /// Unix time, seconds.
    pub created_at: i64,
}

/// Where the key comes from at each start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The keychain of this person on this computer.
    Keychain,
    /// The person, by argon2id (RFC 9106) with these costs.
    Passphrase {
        /// 16 bytes, hex.
        salt: String,
        memory_kib: u32,
        passes: u32,
        lanes: u32,
    },
}

/// Why there is no key now. None of these loses anything, and none leads to a new key by itself.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// The keychain is locked and was not unlocked.
    #[error("the keychain is locked")]
    Locked,
    /// The keychain answers, but does not hold the key of this data.
    #[error("the key is missing")]
    Missing,
    /// First run, and this computer has no keychain: the person may choose a passphrase. Never returned
    /// when data exists.
    #[error("this computer has no keychain")]
    None,
    /// The key is made from a passphrase, which only the person knows.
    #[error("a passphrase is needed")]
    NeedsPassphrase,
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// The keychain did not answer within the time limit: most likely its prompt is still open.
    #[error("the keychain does not answer")]
    NoAnswer,
    /// The keychain that holds the key cannot be reached or failed, or the record makes no sense.
    #[error("the keychain failed")]
    Failed,
}

/// The costs of a new passphrase key: RFC 9106's choice for little memory, with twice the memory.
const MEMORY_KIB: u32 = 128 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// Makes the vault of a passphrase. Takes about half a second of one core and 128 MiB: not for an async thread.
pub fn from_passphrase(record: &KeyRecord, passphrase: Secret) -> Result<Vault, KeyProblem> {
    let vault = Vault::new(&record.id, stretch(&record.kind, &passphrase)?);
    if record.fits(&vault) { Ok(vault) } else { Err(KeyProblem::WrongPassphrase) }
}

/// Makes a new key from a passphrase; as slow as `from_passphrase`. An empty passphrase is refused.
pub fn create_with_passphrase(passphrase: Secret, now: DateTime<Utc>) -> Result<(Vault, KeyRecord), KeyProblem> {
    let salt = hex::encode(&random::<16>());
    create(KeyKind::Passphrase { salt, memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES }, passphrase, now)
}

/// Makes a key that is stored nowhere, for a store in memory that ends with the program. There is a record
/// because every sealed row names one; nobody asks where its key comes from.
pub fn until_quit(now: DateTime<Utc>) -> (Vault, KeyRecord) {
    let vault = Vault::new(&new_id(), new_key());
    let record = KeyRecord::new(&vault, KeyKind::Keychain, now);
    (vault, record)
}

impl KeyRecord {
    pub(super) fn new(vault: &Vault, kind: KeyKind, now: DateTime<Utc>) -> Self {
        let id = vault.key_id().to_owned();
        let check = vault.seal(&place(&id), BOUND);
        vault.set_binds_rows();
        Self { id, kind, check, created_at: now.timestamp() }
    }

    /// Returns the record of the same key in a file whose rows are bound.
    pub(crate) fn bound(self, vault: &Vault) -> Self {
        Self { check: vault.seal(&place(&self.id), BOUND), ..self }
    }

    /// Returns whether `vault` holds the key this record was made with.
    pub(super) fn fits(&self, vault: &Vault) -> bool {
        let Ok(word) = vault.open(&place(&self.id), &self.id, &self.check) else { return false };
        if **word == *BOUND {
            vault.set_binds_rows();
        }
        **word == *BOUND || **word == *CHECK
    }
}

pub(super) fn new_id() -> String {
    hex::encode(&random::<8>())
}

pub(super) fn new_key() -> Secret {
    Secret::new(*Zeroizing::new(random::<KEY>()))
}

fn create(kind: KeyKind, passphrase: Secret, now: DateTime<Utc>) -> Result<(Vault, KeyRecord), KeyProblem> {
    if passphrase.is_empty() {
        return Err(KeyProblem::WrongPassphrase);
    }
    let vault = Vault::new(&new_id(), stretch(&kind, &passphrase)?);
    let record = KeyRecord::new(&vault, kind, now);
    Ok((vault, record))
}

fn place(id: &str) -> Place<'_> {
    Place { table: "vault_keys", column: "proof", row: id }
}

fn stretch(kind: &KeyKind, passphrase: &Secret) -> Result<Secret, KeyProblem> {
    let KeyKind::Passphrase { salt, memory_kib, passes, lanes } = kind else { return Err(KeyProblem::Failed) };
    // Others may have written the file with this record: refuse costs that would stop this computer.
    let (memory_kib, passes, lanes) = (*memory_kib, *passes, *lanes);
    if memory_kib > 1024 * 1024 || passes > 16 || lanes > 16 {
        return Err(KeyProblem::Failed);
    }
    let salt = hex::decode(salt).ok_or(KeyProblem::Failed)?;
    let params = Params::new(memory_kib, passes, lanes, Some(KEY)).map_err(|_| KeyProblem::Failed)?;
    let mut key = Zeroizing::new([0; KEY]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose(), &salt, &mut *key)
        .map_err(|_| KeyProblem::Failed)?;
    Ok(Secret::new(*key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fleeting() -> Vault {
        until_quit(DateTime::UNIX_EPOCH).0
    }

    fn cheap(salt: &str) -> KeyKind {
        KeyKind::Passphrase { salt: salt.into(), memory_kib: 256, passes: 2, lanes: 1 }
    }

    fn passphrase(text: &str) -> Secret {
        Secret::new(text.as_bytes())
    }

    const SALT: &str = "000102030405060708090a0b0c0d0e0f";

    /// Made by Python's `cryptography` 48; the script is in `docs/encryption.md`.
    #[test]
    fn another_implementation_makes_the_same_key_of_a_passphrase() {
        let key = stretch(&cheap(SALT), &passphrase("Zwölf Boxkämpfer")).unwrap();
        assert_eq!(hex::encode(key.expose()), "43a4707fef1df9b3f55c6e2033bf1a3dd7a02c44d3cdcebfe53a8ca8fa8d98c8");
    }

    #[test]
    fn a_passphrase_opens_what_it_sealed_and_another_does_not() {
        let (vault, record) = create(cheap(SALT), passphrase("correct horse"), DateTime::UNIX_EPOCH).unwrap();
        let place = Place { table: "clients", column: "name", row: "k-1" };
        let sealed = vault.seal(&place, b"Anna");

        let again = from_passphrase(&record, passphrase("correct horse")).ok().unwrap();
        assert_eq!(&**again.open(&place, &record.id, &sealed).unwrap(), b"Anna");
        assert_eq!(from_passphrase(&record, passphrase("correct hors")).err(), Some(KeyProblem::WrongPassphrase));
        assert_eq!(from_passphrase(&record, passphrase("")).err(), Some(KeyProblem::WrongPassphrase));
    }

    #[test]
    fn an_empty_passphrase_makes_no_key() {
        let made = create_with_passphrase(passphrase(""), DateTime::UNIX_EPOCH);
        assert_eq!(made.err(), Some(KeyProblem::WrongPassphrase));
    }

    #[test]
    fn costs_that_would_stop_the_computer_are_refused() {
        let record = |kind| {
            let vault = fleeting();
            KeyRecord::new(&vault, kind, DateTime::UNIX_EPOCH)
        };
        let hostile = [
            KeyKind::Passphrase { salt: SALT.into(), memory_kib: u32::MAX, passes: 2, lanes: 1 },
            KeyKind::Passphrase { salt: SALT.into(), memory_kib: 256, passes: u32::MAX, lanes: 1 },
            KeyKind::Passphrase { salt: SALT.into(), memory_kib: 256, passes: 2, lanes: u32::MAX },
            KeyKind::Passphrase { salt: SALT.into(), memory_kib: 0, passes: 0, lanes: 0 },
            cheap("not hex"),
            cheap(""),
            KeyKind::Keychain,
        ];
        for kind in hostile {
            let record = record(kind);
            assert_eq!(from_passphrase(&record, passphrase("x")).err(), Some(KeyProblem::Failed), "{:?}", record.kind);
        }
    }

    #[test]
    fn a_record_fits_its_own_key_only() {
        let vault = fleeting();
        let record = KeyRecord::new(&vault, KeyKind::Keychain, DateTime::UNIX_EPOCH);
        assert!(record.fits(&vault));
        assert!(!record.fits(&fleeting()));
        assert!(!record.fits(&Vault::new(&record.id, new_key())));
    }

    #[test]
    fn a_key_until_quit_is_another_each_time() {
        assert_ne!(fleeting().mark("email", b"anna"), fleeting().mark("email", b"anna"));
    }
}
