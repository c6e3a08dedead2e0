//! Table `vault_keys`: which keys this file was sealed with, and the proof of each.

use super::columns::Columns;
use super::{Db, Result, StoreError};
use crate::vault::Sealed;
use crate::vault::key::{KeyKind, KeyRecord};

/// Returns the current key: the newest.
pub fn current(db: &Db<'_>) -> Result<Option<KeyRecord>> {
    db.one("vault_keys", "SELECT * FROM vault_keys ORDER BY created_at DESC, rowid DESC LIMIT 1", [], |row| {
        let kind: String = row.plain("kind")?;
        let kind = if kind == "keychain" {
            KeyKind::Keychain
        } else {
            let cost = |name| row.plain::<Option<u32>>(name)?.ok_or(StoreError::Unreadable { table: "vault_keys" });
            KeyKind::Passphrase {
                salt: row.plain("salt")?,
                memory_kib: cost("memory_kib")?,
                passes: cost("passes")?,
                lanes: cost("lanes")?,
            }
        };
        Ok(KeyRecord {
            id: row.plain("id")?,
            kind,
            check: Sealed { data: row.plain("proof")?, iv: row.plain("proof_iv")?, tag: row.plain("proof_auth")? },
            created_at: row.plain("created_at")?,
        })
    })
}

pub fn put(db: &Db<'_>, key: &KeyRecord) -> Result<()> {
    let mut columns = Columns::plain_row(db, "vault_keys", &key.id);
    match &key.kind {
        KeyKind::Keychain => columns.plain("kind", "keychain".to_owned()),
        KeyKind::Passphrase { salt, memory_kib, passes, lanes } => {
            columns.plain("kind", "passphrase".to_owned());
            columns.plain("salt", salt.clone());
            columns.plain("memory_kib", *memory_kib);
            columns.plain("passes", *passes);
            columns.plain("lanes", *lanes);
        }
    }
    columns.plain("proof", key.check.data.clone());
    columns.plain("proof_iv", key.check.iv.clone());
    columns.plain("proof_auth", key.check.tag.clone());
    columns.plain("created_at", key.created_at);
    columns.upsert()
}

/// Has the current key's proof say that the rows of this file are bound.
pub fn note_bound(db: &Db<'_>) -> Result<()> {
    let vault = db.vault()?;
    match current(db)?.filter(|record| record.id == vault.key_id()) {
        Some(record) => put(db, &record.bound(vault)),
        None => Ok(()),
    }
}

/// Returns whether anything in this file is sealed: if so, no new key may ever be made.
pub fn holds_ciphertext(db: &Db<'_>) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM calendar_connections) OR EXISTS (SELECT 1 FROM clients)
               OR EXISTS (SELECT 1 FROM appointments) OR EXISTS (SELECT 1 FROM services)";
    Ok(db.value(sql, [], |row| row.get(0))?)
}
