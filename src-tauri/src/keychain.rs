//! The Keychain port over the keychain of the operating system: Secret Service on Linux, Keychain on
//! macOS, Credential Manager on Windows. `docs/decisions/0002-keychain.md` says why these crates.
//!
//! Not here: threads, time limits and what a missing key means; those are the vault's.

use daybook_core::model::secret::Secret;
use daybook_core::ports::{Keychain, KeychainError};
use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(target_os = "windows")]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;

/// The service of all this program's items; the item is the user name of the entry.
pub const SERVICE: &str = "app.daybook.desktop";

/// The person's keychain. Holds no connection: each call opens its own, so that a keychain that was
/// locked, restarted or missing a moment ago is used as it is now.
#[derive(Default)]
pub struct OsKeychain;

impl Keychain for OsKeychain {
    fn get(&self, item: &str) -> Result<Option<Secret>, KeychainError> {
        match entry(item)?.get_secret() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(problem) => Err(said(problem)),
        }
    }

    fn set(&self, item: &str, key: &Secret) -> Result<(), KeychainError> {
        entry(item)?.set_secret(key.expose()).map_err(said)
    }

    /// Deletes an item. A missing one counts as deleted.
    fn delete(&self, item: &str) -> Result<(), KeychainError> {
        match entry(item)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(problem) => Err(said(problem)),
        }
    }
}

/// Opens the keychain. Fails if it cannot be reached: no session bus, or nothing that answers on it.
fn entry(item: &str) -> Result<Entry, KeychainError> {
    Store::new().map_err(|_| KeychainError::None)?.build(SERVICE, item, None).map_err(said)
}

/// Translates the stores' errors. Their text may name items, so it goes no further.
fn said(problem: Error) -> KeychainError {
    match problem {
        Error::NoStorageAccess(_) => KeychainError::Locked,
        _ => KeychainError::Failed,
    }
}
