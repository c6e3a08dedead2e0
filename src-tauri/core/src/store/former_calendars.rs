//! Table `former_calendars`: calendars that were disconnected. Connected again, they are the same ones, and for what they were.

use super::columns::Columns;
use super::{Db, Result, StoreError};
use crate::model::connection::{Account, Calendar};
use crate::model::ids::{CalendarHandle, CalendarId};
use crate::model::rules::Rules;

const TABLE: &str = "former_calendars";

/// Notes a calendar that is about to be deleted with its connection.
/// `called` = what its account is called.
pub fn put(db: &Db<'_>, provider: &str, called: &str, account: &Account, calendar: &Calendar) -> Result<()> {
    let mut columns = Columns::sealing(db, TABLE, calendar.id.as_str())?;
    columns.plain("provider", provider.to_owned());
    columns.sealed("account", account.key.as_bytes())?;
    columns.sealed("handle", calendar.handle.as_str().as_bytes())?;
    columns.sealed("name", calendar.name.as_bytes())?;
    columns.sealed("called", called.as_bytes())?;
    columns.plain("counts_busy", calendar.counts_busy);
    columns.plain("rules", calendar.rules.written());
    columns.plain("receives_bookings", calendar.receives_bookings);
    columns.plain("shown", calendar.shown);
    columns.plain("can_write", calendar.can_write);
    columns.upsert()
}

/// What a calendar is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    pub counts_busy: bool,
    pub receives_bookings: bool,
    pub shown: bool,
    pub can_write: bool,
}

/// A calendar as it was when it was disconnected.
pub struct Former {
    pub id: CalendarId,
    pub handle: CalendarHandle,
    pub name: String,
    /// `None` = not noted by the version that disconnected it.
    pub role: Option<Role>,
    pub rules: Rules,
}

impl Former {
    /// Returns whether something was expected of it: it received bookings, or its time was taken.
    pub fn mattered(&self) -> bool {
        self.role.is_none_or(|role| role.counts_busy || role.receives_bookings)
    }
}

/// Returns the former calendars of this account. One that cannot be read is nobody's.
pub fn of_account(db: &Db<'_>, provider: &str, account: &Account) -> Result<Vec<Former>> {
    of_key(db, provider, &account.key)
}

fn of_key(db: &Db<'_>, provider: &str, key: &str) -> Result<Vec<Former>> {
    Ok(of_provider(db, provider)?.into_iter().filter(|(account, _)| account == key).map(|(_, former)| former).collect())
}

/// Returns all former calendars of a provider with the keys of their accounts.
pub fn of_provider(db: &Db<'_>, provider: &str) -> Result<Vec<(String, Former)>> {
    let rows = db.each(TABLE, "SELECT * FROM former_calendars WHERE provider = ?", [provider], |row| {
        let id = CalendarId::from(row.plain::<String>("id")?);
        let (handle, name) = (row.text("handle")?, row.text_or_null("name")?);
        let name = name.unwrap_or_else(|| handle.clone());
        let noted = |name| row.plain::<Option<bool>>(name);
        let role = match (noted("counts_busy")?, noted("receives_bookings")?, noted("shown")?, noted("can_write")?) {
            (Some(counts_busy), Some(receives_bookings), Some(shown), Some(can_write)) => {
                Some(Role { counts_busy, receives_bookings, shown, can_write })
            }
            (_, _, _, _) => None,
        };
        let rules = row.plain::<Option<String>>("rules")?.map(|words| Rules::read(&words)).unwrap_or_default();
        Ok((row.text("account")?, Former { id, handle: CalendarHandle::from(handle), name, role, rules }))
    })?;
    let readable = rows.into_iter().filter(|row| !matches!(row, Err(StoreError::Unreadable { .. })));
    readable.collect()
}

/// Returns the former calendars of the account that a former calendar was of, itself among them.
pub fn beside(db: &Db<'_>, id: &CalendarId) -> Result<Vec<Former>> {
    let of = db.one(TABLE, "SELECT * FROM former_calendars WHERE id = ?", [id.as_str()], |row| {
        Ok((row.plain::<String>("provider")?, row.text("account")?))
    });
    match super::or_nothing(of)? {
        Some((provider, key)) => of_key(db, &provider, &key),
        None => Ok(Vec::new()),
    }
}

/// What a former calendar and its account were called.
pub struct Called {
    pub provider: String,
    /// `None` = not noted by the version that disconnected it.
    pub account: Option<String>,
    pub calendar: Option<String>,
}

/// Returns what a former calendar was called; `None` = it is none, or its name cannot be read.
pub fn get(db: &Db<'_>, id: &CalendarId) -> Result<Option<Called>> {
    let sql = "SELECT * FROM former_calendars WHERE id = ?";
    super::or_nothing(db.one(TABLE, sql, [id.as_str()], |row| {
        let (provider, account) = (row.plain("provider")?, row.text_or_null("called")?);
        Ok(Called { provider, account, calendar: row.text_or_null("name")? })
    }))
}

/// Forgets the former calendars of an account whose appointments are not kept.
pub fn remove_of_account(db: &Db<'_>, provider: &str, account: &Account) -> Result<()> {
    of_account(db, provider, account)?.iter().try_for_each(|former| remove(db, &former.id))
}

/// Forgets a former calendar, which is connected again or has no appointments any more.
pub fn remove(db: &Db<'_>, id: &CalendarId) -> Result<()> {
    db.execute("DELETE FROM former_calendars WHERE id = ?", [id.as_str()])?;
    Ok(())
}
