//! SQLite: one file, one writer, readers beside it. What names a person is sealed on its way in.
//!
//! One file per table; each function takes a [`Db`], which is a connection inside a transaction.

mod columns;
#[cfg(test)]
mod note_tests;
mod open;
mod touched;

pub mod appointments;
pub mod calendars;
pub mod carried;
pub mod changes;
pub mod clients;
pub mod connections;
pub mod copies;
pub mod events;
pub mod former_calendars;
pub mod keys;
pub mod lock_file;
pub mod occurrences;
pub mod outbox;
pub mod pending_sign_ins;
pub mod services;
pub mod settings;
pub mod unchecked_times;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::{Connection, TransactionBehavior};

use crate::ports::Announce;
use crate::vault::Vault;
use touched::Touched;

pub use open::{schema, set_aside};

/// The person's data.
pub struct Store {
    writer: Mutex<Connection>,
    readers: Readers,
    vault: RwLock<Option<Vault>>,
    /// The folder of a file that could only be read when it was opened.
    read_only: Mutex<Option<PathBuf>>,
    touched: Touched,
    announce: Option<Arc<dyn Announce>>,
}

/// Where a read gets its connection.
enum Readers {
    /// Beside the writer: the file is shared, within this process and with others.
    Beside { path: PathBuf, idle: Mutex<Vec<Connection>> },
    /// The writer's own, one after the other: a database in memory belongs to its connection. (A shared cache
    /// would give each reader its own, but answer "locked" at once instead of waiting for the writer.)
    InMemory,
    /// The same, of a file that can only be read.
    OfTheFile,
}

/// A connection inside a transaction, with the vault if it is unlocked.
pub struct Db<'a> {
    conn: &'a Connection,
    vault: Option<Vault>,
}

/// Errors of the store. None of them holds any of the person's data.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The key is not here: sealed fields can be neither read nor written.
    #[error("the data is locked")]
    Locked,
    #[error("the disk is full")]
    Full,
    /// The file is no longer a database.
    #[error("the data file is damaged")]
    Damaged,
    /// A newer Daybook wrote it.
    #[error("the data file is of a newer version ({0})")]
    Newer(i64),
    /// Another process held the write lock for longer than the time limit.
    #[error("the data file is busy")]
    Busy,
    /// A sealed field of this row was changed from outside.
    #[error("a row of {table} cannot be read")]
    Unreadable { table: &'static str },
    #[error("the data folder cannot be used: {0}")]
    Folder(std::io::ErrorKind),
    #[error("database: {0}")]
    Sql(String),
}

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Returns what was read, or nothing where the row is damaged: it says so itself wherever it is shown, and holds nothing up.
pub fn or_nothing<T: Default>(read: Result<T>) -> Result<T> {
    match read {
        Err(StoreError::Unreadable { .. }) => Ok(T::default()),
        read => read,
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full,
            // The log's index, or a page, could not grow: there is no room either.
            Some(Code::SystemIoFailure) if no_room(&error) => Self::Full,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(code) => Self::Sql(format!("{code:?}")),
            None => Self::Sql("unexpected row".to_owned()),
        }
    }
}

/// Returns whether SQLite's extended code says that a file could not grow.
fn no_room(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_WRITE};
    error.sqlite_error().is_some_and(|error| {
        [SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_WRITE].contains(&error.extended_code)
    })
}

impl Store {
    /// Opens the data file in `folder`. Makes both if they are missing, readable by the owner only. A file that is there and
    /// cannot be written is opened to be read; each write then tries again.
    pub fn open(folder: &Path) -> Result<Self> {
        let (mut writer, readers, read_only) = match open_to_write(folder) {
            Ok((path, writer)) => (writer, Readers::Beside { path, idle: Mutex::new(Vec::new()) }, None),
            Err(error) if may_be_read(&error) => {
                let writer = open::connect_read_only(folder).map_err(|_| error)?;
                (writer, Readers::OfTheFile, Some(folder.to_owned()))
            }
            Err(error) => return Err(error),
        };
        let (vault, touched) = (RwLock::new(None), Touched::default());
        touched.watch(&mut writer)?;
        let (writer, read_only) = (Mutex::new(writer), Mutex::new(read_only));
        Ok(Self { writer, readers, vault, read_only, touched, announce: None })
    }

    /// Opens an empty store in memory: nothing is written anywhere, and it ends with the program.
    pub fn in_memory() -> Result<Self> {
        let mut writer = open::connect_in_memory()?;
        open::migrate(&mut writer)?;
        let (readers, read_only, touched) = (Readers::InMemory, Mutex::default(), Touched::default());
        touched.watch(&mut writer)?;
        let (writer, vault) = (Mutex::new(writer), RwLock::new(None));
        Ok(Self { writer, readers, vault, read_only, touched, announce: None })
    }

    /// Announces what each transaction touched, once and after COMMIT.
    #[must_use]
    pub fn announcing(self, announce: Arc<dyn Announce>) -> Self {
        Self { announce: Some(announce), ..self }
    }

    /// Returns whether nothing outlives the program.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.readers, Readers::InMemory)
    }

    pub fn unlock(&self, vault: Vault) {
        *self.vault.write().unwrap_or_else(PoisonError::into_inner) = Some(vault);
    }

    pub fn lock(&self) {
        *self.vault.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub fn is_unlocked(&self) -> bool {
        self.vault.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn vault(&self) -> Option<Vault> {
        self.vault.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads within one transaction, so from one state of the data.
    pub fn read<T>(&self, look: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        let look_in = |conn: &mut Connection| {
            let tx = conn.transaction()?;
            look(&Db { conn: &tx, vault: self.vault() })
        };
        let Readers::Beside { path, idle } = &self.readers else { return look_in(&mut lock(&self.writer)) };
        let known = lock(idle).pop();
        let mut conn = match known {
            Some(conn) => conn,
            None => open::connect(path)?,
        };
        let found = look_in(&mut conn);
        lock(idle).push(conn);
        found
    }

    /// Runs `change` in one transaction: all of it is written, or nothing.
    pub fn write<T>(&self, change: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        self.transact(true, change)
    }

    /// Like [`Self::write`], for what may be lost with the power: nobody waits until it is on the disk. What was written before
    /// stays, and so does the order of all that is written.
    pub fn note<T>(&self, change: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        self.transact(false, change)
    }

    fn transact<T>(&self, outlives_power: bool, change: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        let mut writer = lock(&self.writer);
        let mut read_only = lock(&self.read_only);
        if let Some(folder) = read_only.as_deref() {
            (_, *writer) = open_to_write(folder)?;
            self.touched.watch(&mut writer)?;
            *read_only = None;
        }
        drop(read_only);
        self.touched.begin();
        // Under the lock, so that nobody else's change is written in the same way.
        if !outlives_power {
            writer.pragma_update(None, "synchronous", "NORMAL")?;
        }
        let done = self.carry_out(&mut writer, change);
        if !outlives_power {
            writer.pragma_update(None, "synchronous", "FULL")?;
        }
        let done = done?;
        let touched = self.touched.take();
        drop(writer);
        if let Some(announce) = &self.announce {
            for part in touched {
                announce.changed(part);
            }
        }
        Ok(done)
    }

    fn carry_out<T>(&self, writer: &mut Connection, change: impl FnOnce(&Db<'_>) -> Result<T>) -> Result<T> {
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = change(&Db { conn: &tx, vault: self.vault() })?;
        tx.commit()?;
        Ok(done)
    }

    /// Returns a number that changes when another process has written to the file.
    pub fn data_version(&self) -> Result<i64> {
        Ok(lock(&self.writer).query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }
}

fn open_to_write(folder: &Path) -> Result<(PathBuf, Connection)> {
    let path = open::prepare(folder)?;
    let mut writer = open::connect_writer(&path)?;
    open::migrate(&mut writer)?;
    Ok((path, writer))
}

/// Returns whether a file that could not be opened may still be read as it is.
fn may_be_read(error: &StoreError) -> bool {
    match error {
        StoreError::Full | StoreError::Folder(_) | StoreError::Sql(_) => true,
        StoreError::Locked
        | StoreError::Damaged
        | StoreError::Newer(_)
        | StoreError::Busy
        | StoreError::Unreadable { .. } => false,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Db<'_> {
    fn vault(&self) -> Result<&Vault> {
        self.vault.as_ref().ok_or(StoreError::Locked)
    }
}
