//! Making, opening and migrating the file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Result, StoreError};

const FILE: &str = "daybook.db";

/// Only ever added to: a file of version n has run the first n of them.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
    include_str!("migrations/0009.sql"),
    include_str!("migrations/0010.sql"),
    include_str!("migrations/0011.sql"),
    include_str!("migrations/0012.sql"),
    include_str!("migrations/0013.sql"),
    include_str!("migrations/0014.sql"),
    include_str!("migrations/0015.sql"),
    include_str!("migrations/0016.sql"),
    include_str!("migrations/0017.sql"),
    include_str!("migrations/0018.sql"),
    include_str!("migrations/0019.sql"),
    include_str!("migrations/0020.sql"),
    include_str!("migrations/0021.sql"),
    include_str!("migrations/0022.sql"),
    include_str!("migrations/0023.sql"),
    include_str!("migrations/0024.sql"),
    include_str!("migrations/0025.sql"),
    include_str!("migrations/0026.sql"),
    include_str!("migrations/0027.sql"),
    include_str!("migrations/0028.sql"),
    include_str!("migrations/0029.sql"),
    include_str!("migrations/0030.sql"),
    include_str!("migrations/0031.sql"),
    include_str!("migrations/0032.sql"),
    include_str!("migrations/0033.sql"),
    include_str!("migrations/0034.sql"),
];

/// How many KiB of the file the writer keeps in memory: most of the indexes of 100,000 events, which come in no order.
const WRITER_KEEPS: i32 = 20 * 1024;
/// How many pages of 4 KiB the log grows to before they are carried over into the file.
const LOG_PAGES: i32 = 4000;

/// How long a write waits for another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the folder and an empty file, both for the owner only, before SQLite touches them.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf> {
    let failed = |error: std::io::Error| StoreError::Folder(error.kind());
    std::fs::create_dir_all(folder).map_err(failed)?;
    owner_only(folder, 0o700).map_err(failed)?;
    let path = folder.join(FILE);
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    drop(file);
    owner_only(&path, 0o600).map_err(failed)?;
    Ok(path)
}

#[cfg(unix)]
fn owner_only(path: &Path, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

/// On Windows a profile folder already belongs to its owner.
#[cfg(not(unix))]
fn owner_only(_path: &Path, _mode: u32) -> std::io::Result<()> {
    Ok(())
}

pub(super) fn connect(path: &Path) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    guard(conn)
}

/// Opens the file for the one connection that writes.
pub(super) fn connect_writer(path: &Path) -> Result<Connection> {
    let conn = connect(path)?;
    conn.pragma_update(None, "cache_size", -WRITER_KEEPS)?;
    conn.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    Ok(conn)
}

/// Opens a file that cannot be written: the disk is full, or the folder is read only.
pub(super) fn connect_read_only(folder: &Path) -> Result<Connection> {
    let path = folder.join(FILE);
    let has_log = folder.join(format!("{FILE}-wal")).metadata().is_ok_and(|log| log.len() > 0);
    let conn = if has_log {
        Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?
    } else {
        // Without a log nobody is writing, and SQLite would have to make one to read.
        let mut address =
            url::Url::from_file_path(&path).map_err(|()| StoreError::Folder(std::io::ErrorKind::NotFound))?;
        address.set_query(Some("immutable=1"));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        Connection::open_with_flags(address.as_str(), flags)?
    };
    conn.busy_timeout(PATIENCE)?;
    let conn = guard(conn)?;
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match usize::try_from(version) {
        Ok(version) if version == MIGRATIONS.len() => Ok(conn),
        Ok(known) if known > MIGRATIONS.len() => Err(StoreError::Newer(version)),
        // It has to be brought up to date first, which writes.
        Ok(_) | Err(_) => Err(StoreError::Full),
    }
}

/// Opens a separate database in memory, together with its journal and temporary tables.
pub(super) fn connect_in_memory() -> Result<Connection> {
    let conn = Connection::open_in_memory()?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    guard(conn)
}

/// How many compiled statements a connection keeps: more than the program has. With the usual 16, each is compiled nearly
/// every time that it runs.
const STATEMENTS: usize = 256;

fn guard(conn: Connection) -> Result<Connection> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else a statement is compiled anew whenever a value is bound that its plan could depend on, such as a LIMIT.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    // Deleted rows are overwritten, so that a removed password does not linger in free pages.
    conn.pragma_update(None, "secure_delete", true)?;
    Ok(conn)
}

pub(super) fn migrate(conn: &mut Connection) -> Result<()> {
    let newest = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > newest {
        return Err(StoreError::Newer(version));
    }
    let done = usize::try_from(version).map_err(|_| StoreError::Damaged)?;
    for migration in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", newest)?;
    tx.commit()?;
    Ok(())
}

/// Returns the schema as SQLite holds it after all migrations, for `docs/schema.sql`.
pub fn schema() -> Result<String> {
    let mut conn = Connection::open_in_memory()?;
    migrate(&mut conn)?;
    let mut statement =
        conn.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name")?;
    let parts: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(format!(
        "-- The data file of Daybook, version {}. Made from the migrations by `cargo x fix`. Do not edit.\n\n{};\n",
        MIGRATIONS.len(),
        parts.join(";\n\n")
    ))
}

/// A step of setting the data aside.
enum Aside {
    /// The file gets a second name.
    Link(PathBuf, PathBuf),
    /// Its first name goes.
    Unlink(PathBuf),
}

impl Aside {
    fn carry_out(&self) -> std::io::Result<()> {
        match self {
            Self::Link(from, to) => std::fs::hard_link(from, to),
            Self::Unlink(from) => std::fs::remove_file(from),
        }
    }
}

/// Gives the data file, and the files that belong to it, another name within the same folder. Nothing is deleted, and
/// whoever is killed in between leaves one name that has all of it.
pub fn set_aside(folder: &Path, now: chrono::DateTime<chrono::Utc>) -> Result<PathBuf> {
    let failed = |error: std::io::Error| StoreError::Folder(error.kind());
    let stamp = now.format("%Y%m%dT%H%M%SZ").to_string();
    let aside = folder.join(format!("daybook-{stamp}.db"));
    if aside.exists() {
        return Err(failed(std::io::ErrorKind::AlreadyExists.into()));
    }
    let (links, unlinks) = steps(folder, &stamp);
    if links.iter().try_for_each(Aside::carry_out).is_ok() {
        unlinks.iter().try_for_each(Aside::carry_out).map_err(failed)?;
        return Ok(aside);
    }
    // A file system without second names. What stands in the log goes into the file first, where it can.
    for step in &links {
        if let Aside::Link(_, to) = step {
            let _was_not_made = std::fs::remove_file(to);
        }
    }
    if let Ok(conn) = Connection::open_with_flags(folder.join(FILE), OpenFlags::SQLITE_OPEN_READ_WRITE) {
        let _damaged = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    for step in links {
        if let Aside::Link(from, to) = step
            && from.exists()
        {
            std::fs::rename(from, to).map_err(failed)?;
        }
    }
    Ok(aside)
}

/// Returns what there is to do: names that are added, and names that go. The file itself goes first: a log without its file
/// is not read, and a file without its log lacks the last changes.
fn steps(folder: &Path, stamp: &str) -> (Vec<Aside>, Vec<Aside>) {
    let (mut links, mut unlinks) = (Vec::new(), Vec::new());
    for suffix in ["", "-wal", "-shm"] {
        let from = folder.join(format!("{FILE}{suffix}"));
        if from.exists() {
            // The index of the log is made again by whoever opens it.
            if suffix != "-shm" {
                links.push(Aside::Link(from.clone(), folder.join(format!("daybook-{stamp}.db{suffix}"))));
            }
            unlinks.push(Aside::Unlink(from));
        }
    }
    // The log has its second name before the file has.
    links.reverse();
    (links, unlinks)
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
