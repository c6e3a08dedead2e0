//! Sealed columns: a field `x` is three columns `x`, `x_iv`, `x_auth`.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Params, Row, params_from_iter};
use zeroize::Zeroizing;

use super::{Db, Result, StoreError};
use crate::model::reason::Reason;
use crate::vault::{Place, Sealed, SealedBytes};

/// A row to write: its columns by name, sealed where they must be.
pub(super) struct Columns<'d, 'a> {
    db: &'d Db<'a>,
    table: &'static str,
    id: String,
    names: Vec<String>,
    values: Vec<Value>,
}

impl<'d, 'a> Columns<'d, 'a> {
    /// Begins a row of `table`, sealed with the current key.
    pub fn sealing(db: &'d Db<'a>, table: &'static str, id: &str) -> Result<Self> {
        let mut columns = Self::plain_row(db, table, id);
        columns.plain("key_id", db.vault()?.key_id().to_owned());
        Ok(columns)
    }

    /// Begins a row without sealed fields.
    pub fn plain_row(db: &'d Db<'a>, table: &'static str, id: &str) -> Self {
        Self { db, table, id: id.to_owned(), names: Vec::new(), values: Vec::new() }
    }

    pub fn plain(&mut self, name: &str, value: impl Into<Value>) {
        self.names.push(name.to_owned());
        self.values.push(value.into());
    }

    pub fn sealed(&mut self, name: &'static str, plain: &[u8]) -> Result<()> {
        let sealed = self.db.vault()?.seal(&Place { table: self.table, column: name, row: &self.id }, plain);
        self.plain(name, sealed.data);
        self.plain(&format!("{name}_iv"), sealed.iv);
        self.plain(&format!("{name}_auth"), sealed.tag);
        Ok(())
    }

    /// Adds a sealed field, or three NULLs if there is nothing to seal.
    pub fn sealed_or_null(&mut self, name: &'static str, plain: Option<&[u8]>) -> Result<()> {
        match plain {
            Some(plain) => self.sealed(name, plain),
            None => {
                for column in [name.to_owned(), format!("{name}_iv"), format!("{name}_auth")] {
                    self.plain(&column, Value::Null);
                }
                Ok(())
            }
        }
    }

    /// Inserts the row or, if it exists, changes the columns named here.
    pub fn upsert(self) -> Result<()> {
        let names = self.names.join(", ");
        let marks = vec!["?"; self.names.len()].join(", ");
        let sets: Vec<String> = self.names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
        let sql = format!(
            "INSERT INTO {} (id, {names}) VALUES (?, {marks}) ON CONFLICT (id) DO UPDATE SET {}",
            self.table,
            sets.join(", ")
        );
        let values = std::iter::once(Value::from(self.id)).chain(self.values);
        self.db.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(())
    }

    /// Changes the columns named here in an existing row.
    pub fn update(self) -> Result<()> {
        let sets: Vec<String> = self.names.iter().map(|name| format!("{name} = ?")).collect();
        let sql = format!("UPDATE {} SET {} WHERE id = ?", self.table, sets.join(", "));
        let values = self.values.into_iter().chain(std::iter::once(Value::from(self.id)));
        self.db.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(())
    }
}

/// A row that was read.
pub(super) struct RowReader<'r, 'd, 'a> {
    db: &'d Db<'a>,
    table: &'static str,
    row: &'r Row<'r>,
    /// The names of its columns. SQLite is asked once a row, for it counts the letters of each name anew.
    names: Vec<&'r str>,
}

impl<'r, 'd, 'a> RowReader<'r, 'd, 'a> {
    fn new(db: &'d Db<'a>, table: &'static str, row: &'r Row<'r>) -> Self {
        Self { db, table, row, names: row.as_ref().column_names().collect() }
    }

    pub fn plain<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T> {
        self.part(name, "")
    }

    /// Reads the column that is called `name` and then `suffix`.
    fn part<T: rusqlite::types::FromSql>(&self, name: &str, suffix: &str) -> Result<T> {
        let at = self.names.iter().position(|known| known.strip_prefix(name) == Some(suffix));
        let at = at.ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("{name}{suffix}")))?;
        Ok(self.row.get(at)?)
    }

    /// Reads why something is as it is. A word of another version is no damage, and is told as what it is.
    pub fn reason(&self, name: &str) -> Result<Option<Reason>> {
        let word: Option<String> = self.plain(name)?;
        Ok(word.map(|word| Reason::from_word(&word).unwrap_or(Reason::Unknown)))
    }

    /// Returns whether the row carries the mark over `text`, under the name of its table. One of an older file carries none.
    pub fn is_bound(&self, text: &[u8]) -> Result<bool> {
        let vault = self.db.vault()?;
        Ok(match self.plain::<Option<String>>("bound")? {
            Some(mark) => mark == vault.mark(self.table, text),
            None => !vault.binds_rows(),
        })
    }

    pub fn sealed_or_null(&self, name: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let Some(data) = self.plain::<Option<String>>(name)? else { return Ok(None) };
        let damaged = || StoreError::Unreadable { table: self.table };
        let part = |suffix: &str| self.part::<Option<String>>(name, suffix).ok().flatten().ok_or_else(damaged);
        let sealed = Sealed { data, iv: part("_iv")?, tag: part("_auth")? };
        let (id, key_id) = (self.plain::<String>("id")?, self.plain::<String>("key_id")?);
        let place = Place { table: self.table, column: name, row: &id };
        self.db.vault()?.open(&place, &key_id, &sealed).map(Some).map_err(|_| damaged())
    }

    /// Opens a field that is kept as bytes.
    pub fn sealed_bytes(&self, name: &'static str) -> Result<Zeroizing<Vec<u8>>> {
        let damaged = || StoreError::Unreadable { table: self.table };
        let part = |suffix: &str| self.part::<Option<Vec<u8>>>(name, suffix).ok().flatten().ok_or_else(damaged);
        let sealed = SealedBytes { data: part("")?, iv: part("_iv")?, tag: part("_auth")? };
        let (id, key_id) = (self.plain::<String>("id")?, self.plain::<String>("key_id")?);
        let place = Place { table: self.table, column: name, row: &id };
        self.db.vault()?.open_bytes(&place, &key_id, sealed).map_err(|_| damaged())
    }

    pub fn sealed(&self, name: &'static str) -> Result<Zeroizing<Vec<u8>>> {
        self.sealed_or_null(name)?.ok_or(StoreError::Unreadable { table: self.table })
    }

    pub fn text(&self, name: &'static str) -> Result<String> {
        self.text_or_null(name)?.ok_or(StoreError::Unreadable { table: self.table })
    }

    pub fn text_or_null(&self, name: &'static str) -> Result<Option<String>> {
        let damaged = |_| StoreError::Unreadable { table: self.table };
        self.sealed_or_null(name)?.map(|bytes| String::from_utf8(bytes.to_vec()).map_err(damaged)).transpose()
    }
}

impl<'a> Db<'a> {
    /// Runs a statement, compiled once a connection. Returns how many rows it changed.
    pub(super) fn execute(&self, sql: &str, params: impl Params) -> rusqlite::Result<usize> {
        self.conn.prepare_cached(sql)?.execute(params)
    }

    /// Returns what `shape` makes of the first row of `sql`, which is compiled once a connection.
    pub(super) fn value<T>(
        &self,
        sql: &str,
        params: impl Params,
        shape: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.conn.prepare_cached(sql)?.query_row(params, shape)
    }

    /// Returns the first row of `sql`, read by `shape`.
    pub(super) fn one<T>(
        &self,
        table: &'static str,
        sql: &str,
        params: impl Params,
        shape: impl Fn(&RowReader<'_, '_, 'a>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        statement.query_row(params, |row| Ok(shape(&RowReader::new(self, table, row)))).optional()?.transpose()
    }

    /// Returns every row of `sql`, read by `shape`. The first that cannot be read is the error.
    pub(super) fn all<T>(
        &self,
        table: &'static str,
        sql: &str,
        params: impl Params,
        shape: impl Fn(&RowReader<'_, '_, 'a>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.each(table, sql, params, shape)?.into_iter().collect()
    }

    /// Returns every row of `sql`, each with a result of its own: one damaged row does not hide the rest.
    pub(super) fn each<T>(
        &self,
        table: &'static str,
        sql: &str,
        params: impl Params,
        shape: impl Fn(&RowReader<'_, '_, 'a>) -> Result<T>,
    ) -> Result<Vec<Result<T>>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| Ok(shape(&RowReader::new(self, table, row))))?;
        let mut found = Vec::new();
        for row in rows {
            found.push(row?);
        }
        Ok(found)
    }
}
