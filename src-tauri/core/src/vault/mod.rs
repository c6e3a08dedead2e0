//! Encrypts single fields with AES-256-GCM, each bound to the place where it is stored.
//!
//! `docs/encryption.md` says the same in bytes, with a way to check it by hand. Not here: where
//! the master key comes from (`key`, `source`) and which columns are sealed (the store).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aes_gcm::aead::consts::U16;
use aes_gcm::aes::Aes256;
use aes_gcm::{AeadInOut as _, AesGcm, KeyInit, Nonce, Tag};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::model::secret::Secret;

mod hex;
pub mod key;
pub mod source;
pub mod strength;
#[cfg(test)]
mod tests;

/// AES-256-GCM with an IV and a tag of 16 bytes each.
type Cipher = AesGcm<Aes256, U16>;

/// Length of an IV and of a tag in bytes.
const SIXTEEN: usize = 16;

/// Where a sealed field is stored. A field moved to another place does not open there.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'static str,
    /// The plain name of the field, `email` of `email, email_iv, email_auth`.
    pub column: &'static str,
    /// The row's id.
    pub row: &'a str,
}

/// A sealed field as its three columns hold it, each in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// As long as the plain bytes.
    pub data: String,
    /// 32 characters, random for each seal.
    pub iv: String,
    /// 32 characters.
    pub tag: String,
}

/// The same as bytes, for what is large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBytes {
    /// As long as the plain bytes.
    pub data: Vec<u8>,
    /// 16 bytes, random for each seal.
    pub iv: Vec<u8>,
    /// 16 bytes.
    pub tag: Vec<u8>,
}

/// Why a field does not open.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum Unopened {
    /// Sealed under a key that is not this vault's.
    #[error("sealed with another key")]
    WrongKey,
    /// Changed, moved from another place, or never sealed by us.
    #[error("damaged")]
    Damaged,
}

/// One master key at work. Cheap to clone; the key is wiped with the last clone.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    id: String,
    master: Secret,
    marks: Zeroizing<[u8; 32]>,
    /// Every row of the file that is to be bound is: see [`Vault::binds_rows`].
    binds_rows: AtomicBool,
    /// One cipher per table, made at first use.
    ciphers: Mutex<BTreeMap<&'static str, Arc<Cipher>>>,
}

impl Vault {
    /// `master` is 32 random bytes; `key_id` is stored beside everything sealed with it.
    pub fn new(key_id: &str, master: Secret) -> Self {
        let marks = sub_key(&master, &["daybook/1/mark"]);
        let (id, binds_rows) = (key_id.to_owned(), AtomicBool::new(false));
        Self(Arc::new(Keys { id, master, marks, binds_rows, ciphers: Mutex::default() }))
    }

    pub fn key_id(&self) -> &str {
        &self.0.id
    }

    /// Returns whether the rows of this key's file carry marks over what is not sealed of them, so that a row without one was
    /// changed. The key's own proof says so, which nobody can write without the key.
    pub fn binds_rows(&self) -> bool {
        self.0.binds_rows.load(Ordering::Acquire)
    }

    pub(crate) fn set_binds_rows(&self) {
        self.0.binds_rows.store(true, Ordering::Release);
    }

    /// Seals `plain` for `place` under a new random IV.
    ///
    /// # Panics
    /// If the system has no random numbers: a guessable IV would give the key away.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Sealed {
        let sealed = self.seal_bytes(place, plain);
        Sealed { data: hex::encode(&sealed.data), iv: hex::encode(&sealed.iv), tag: hex::encode(&sealed.tag) }
    }

    /// Does what [`Self::seal`] does, without turning it into text.
    pub fn seal_bytes(&self, place: &Place<'_>, plain: &[u8]) -> SealedBytes {
        self.seal_under(place, plain, random())
    }

    /// Opens what `seal` made for the same place; `key_id` is the one stored in that row.
    pub fn open(&self, place: &Place<'_>, key_id: &str, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let bytes = |text: &str| hex::decode(text).ok_or(Unopened::Damaged);
        if key_id != self.0.id {
            return Err(Unopened::WrongKey);
        }
        let (data, iv, tag) = (bytes(&sealed.data)?, bytes(&sealed.iv)?, bytes(&sealed.tag)?);
        self.open_bytes(place, key_id, SealedBytes { data, iv, tag })
    }

    /// Opens what `seal_bytes` made, as [`Self::open`] does.
    pub fn open_bytes(
        &self,
        place: &Place<'_>,
        key_id: &str,
        sealed: SealedBytes,
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        if key_id != self.0.id {
            return Err(Unopened::WrongKey);
        }
        let mut bytes = Zeroizing::new(sealed.data);
        let iv = Nonce::from(sixteen(sealed.iv)?);
        let tag = Tag::from(sixteen(sealed.tag)?);
        self.cipher(place.table)
            .decrypt_inout_detached(&iv, &self.binding(place), bytes.as_mut_slice().into(), &tag)
            .map_err(|_| Unopened::Damaged)?;
        Ok(bytes)
    }

    /// Returns a blind index of 64 hex characters: equal for equal `text` under the same `what`, so that a row can
    /// be found by a sealed value. It tells whoever reads the file which rows are equal, and no more.
    pub fn mark(&self, what: &str, text: &[u8]) -> String {
        // HMAC accepts keys of any length, so this error cannot occur.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&*self.0.marks) else { unreachable!() };
        mac.update(&length(what.as_bytes()));
        mac.update(what.as_bytes());
        mac.update(text);
        hex::encode(&mac.finalize().into_bytes())
    }

    fn seal_under(&self, place: &Place<'_>, plain: &[u8], iv: [u8; SIXTEEN]) -> SealedBytes {
        let mut bytes = plain.to_vec();
        let tag = self.cipher(place.table).encrypt_inout_detached(
            &Nonce::from(iv),
            &self.binding(place),
            bytes.as_mut_slice().into(),
        );
        // Fails only past 64 GiB, which no field can hold.
        let Ok(tag) = tag else { unreachable!() };
        SealedBytes { data: bytes, iv: iv.to_vec(), tag: tag.to_vec() }
    }

    /// Returns the additional data of a field: table, column, row id and key id, each after its length.
    fn binding(&self, place: &Place<'_>) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(128);
        for part in [place.table, place.column, place.row, self.key_id()] {
            bytes.extend_from_slice(&length(part.as_bytes()));
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }

    fn cipher(&self, table: &'static str) -> Arc<Cipher> {
        let mut ciphers = self.0.ciphers.lock().unwrap_or_else(PoisonError::into_inner);
        let cipher = ciphers.entry(table).or_insert_with(|| {
            let key = sub_key(&self.0.master, &["daybook/1/seal/", table]);
            Arc::new(<Cipher as KeyInit>::new((&*key).into()))
        });
        Arc::clone(cipher)
    }
}

/// Derives a key by HKDF-SHA256 (RFC 5869) without salt; the info string is the parts joined.
fn sub_key(master: &Secret, info: &[&str]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let info = info.concat();
    // Fails only past 255 blocks; this asks for one.
    let Ok(()) = Hkdf::<Sha256>::new(None, master.expose()).expand(info.as_bytes(), &mut *key) else { unreachable!() };
    key
}

/// Returns random bytes from the operating system.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(problem) = getrandom::fill(&mut bytes) {
        panic!("this system has no random numbers: {problem}");
    }
    bytes
}

/// Returns the length of a part as 4 bytes, big-endian.
fn length(part: &[u8]) -> [u8; 4] {
    u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes()
}

fn sixteen(bytes: Vec<u8>) -> Result<[u8; SIXTEEN], Unopened> {
    bytes.try_into().map_err(|_| Unopened::Damaged)
}
