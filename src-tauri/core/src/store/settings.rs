//! Table `settings`: names and JSON values, nothing personal.

use rusqlite::OptionalExtension as _;

use super::{Db, Result};

pub fn get(db: &Db<'_>, name: &str) -> Result<Option<String>> {
    let mut statement = db.conn.prepare_cached("SELECT value FROM settings WHERE name = ?")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

pub fn put(db: &Db<'_>, name: &str, value: &str) -> Result<()> {
    let sql =
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.conn.prepare_cached(sql)?.execute([name, value])?;
    Ok(())
}

pub fn delete(db: &Db<'_>, name: &str) -> Result<()> {
    db.conn.prepare_cached("DELETE FROM settings WHERE name = ?")?.execute([name])?;
    Ok(())
}
