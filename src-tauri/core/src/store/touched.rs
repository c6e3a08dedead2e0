//! What a transaction touched, so that it is announced once after COMMIT, and never when it was rolled back.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::Result;
use crate::ports::Changed;

/// What is to be read again once rows of a table have changed. A table that no face is shown anything of has none.
const TABLES: &[(&str, &[Changed])] = &[
    ("appointments", &[Changed::Agenda, Changed::Activity, Changed::Status]),
    ("calendar_connections", &[Changed::Connections, Changed::Status]),
    ("calendars", &[Changed::Connections, Changed::Agenda]),
    ("changes", &[Changed::Activity]),
    ("clients", &[Changed::Agenda]),
    ("copies", &[Changed::Agenda, Changed::Activity]),
    ("event_bodies", &[]),
    ("event_parts", &[]),
    ("events", &[Changed::Agenda]),
    ("former_calendars", &[]),
    ("occurrences", &[]),
    ("outbox", &[Changed::Agenda, Changed::Activity, Changed::Status]),
    ("pending_sign_ins", &[]),
    ("services", &[Changed::Settings, Changed::Agenda]),
    ("settings", &[Changed::Settings, Changed::Agenda, Changed::Status]),
    ("unchecked_times", &[Changed::Activity, Changed::Status]),
    ("vault_keys", &[Changed::Status]),
];

/// The tables that the running transaction wrote to.
#[derive(Clone, Default)]
pub(super) struct Touched(Arc<Mutex<BTreeSet<&'static str>>>);

impl Touched {
    /// Has `conn` tell of each row that it writes.
    pub fn watch(&self, conn: &mut Connection) -> Result<()> {
        let tables = Arc::clone(&self.0);
        let note = move |_, _: &str, table: &str, _| {
            if let Some((known, _)) = TABLES.iter().find(|(known, _)| *known == table) {
                tables.lock().unwrap_or_else(PoisonError::into_inner).insert(known);
            }
        };
        Ok(conn.update_hook(Some(note))?)
    }

    /// Forgets what a transaction before may have left, which was rolled back.
    pub fn begin(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Returns each part of what is shown that the transaction touched, once.
    pub fn take(&self) -> Vec<Changed> {
        let tables = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut parts: Vec<Changed> = Vec::new();
        for (_, changed) in TABLES.iter().filter(|(table, _)| tables.contains(table)) {
            let new: Vec<_> = changed.iter().filter(|part| !parts.contains(part)).copied().collect();
            parts.extend(new);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Announce;
    use crate::store::{Store, StoreError, settings};

    #[derive(Default)]
    struct Heard(Mutex<Vec<Changed>>);

    impl Announce for Heard {
        fn changed(&self, what: Changed) {
            self.0.lock().unwrap().push(what);
        }
    }

    fn store() -> (Store, Arc<Heard>) {
        let heard = Arc::new(Heard::default());
        (Store::in_memory().unwrap().announcing(heard.clone()), heard)
    }

    #[test]
    fn what_a_transaction_touched_is_announced_once_after_it() {
        let (store, heard) = store();
        store
            .write(|db| {
                settings::put(db, "one", "1")?;
                settings::put(db, "two", "2")?;
                assert!(heard.0.lock().unwrap().is_empty(), "not before it is written");
                Ok(())
            })
            .unwrap();
        assert_eq!(*heard.0.lock().unwrap(), [Changed::Settings, Changed::Agenda, Changed::Status]);
    }

    #[test]
    fn what_was_rolled_back_or_only_read_is_not_announced() {
        let (store, heard) = store();
        let failed: Result<()> = store.write(|db| {
            settings::put(db, "one", "1")?;
            Err(StoreError::Busy)
        });
        assert!(failed.is_err());
        store.write(|db| settings::get(db, "one")).unwrap();
        assert!(heard.0.lock().unwrap().is_empty());
    }

    /// A table that is added is thought of.
    #[test]
    fn every_table_is_known() {
        let store = Store::in_memory().unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let there: Vec<String> = store
            .read(|db| Ok(db.conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?))
            .unwrap();
        assert_eq!(there, TABLES.iter().map(|(table, _)| *table).collect::<Vec<_>>());
    }
}
