//! Table `calendars`.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::OptionalExtension as _;

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::client::Hue;
use crate::model::connection::{Calendar, Held};
use crate::model::ids::{CalendarHandle, CalendarId, ConnectionId, Cursor};
use crate::model::reason::Reason;
use crate::model::rules::Rules;

const TABLE: &str = "calendars";

/// How long a calendar must have been absent to count as deleted. One bad answer of a provider is over by then.
const PROOF: TimeDelta = TimeDelta::minutes(10);

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Calendar> {
    let at = |name| {
        Ok::<_, StoreError>(row.plain::<Option<i64>>(name)?.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    };
    let reason = row.reason("unread_reason")?;
    // A damaged name is read anew with the list of calendars.
    let (name, named) = match row.text("name") {
        Err(StoreError::Unreadable { .. }) => ("—".to_owned(), false),
        name => (name?, true),
    };
    Ok(Calendar {
        id: CalendarId::from(row.plain::<String>("id")?),
        connection_id: ConnectionId::from(row.plain::<String>("connection_id")?),
        handle: CalendarHandle::from(row.text("handle")?),
        name,
        named_here: row.plain::<bool>("named_here")? && named,
        hue: Hue::from_word(&row.plain::<String>("hue")?).unwrap_or(Hue::Slate),
        zone: row.plain("zone")?,
        can_write: row.plain("can_write")?,
        counts_busy: row.plain("counts_busy")?,
        rules: row.plain::<Option<String>>("rules")?.map(|words| Rules::read(&words)).unwrap_or_default(),
        receives_bookings: row.plain("receives_bookings")?,
        shown: row.plain("shown")?,
        gone: row.plain("gone")?,
        missing_since: at("missing_since")?,
        unread: at("unread_since")?.map(|since| (reason.unwrap_or(Reason::Unknown), since)),
        last_read_at: at("last_read_at")?,
        compared_at: at("compared_at")?,
        covered: at("covered_from")?.zip(at("covered_to")?),
        read_every: row.plain::<Option<i64>>("read_every")?.and_then(TimeDelta::try_seconds),
        held: match at("held_since")? {
            Some(since) => {
                let (events, own) = (row.plain("held_events")?, row.plain("held_own")?);
                Some(Held { since, events, own, let_through: row.plain("held_let")? })
            }
            None => None,
        },
    })
}

/// Returns every calendar, each with a result of its own.
pub fn all(db: &Db<'_>) -> Result<Vec<Result<Calendar>>> {
    db.each(TABLE, "SELECT * FROM calendars ORDER BY created_at, rowid", [], shape)
}

/// Returns the calendars of a connection that can be read. One damaged row holds back no other.
pub fn of_connection(db: &Db<'_>, id: &ConnectionId) -> Result<Vec<Calendar>> {
    let sql = "SELECT * FROM calendars WHERE connection_id = ? ORDER BY created_at, rowid";
    let rows = db.each(TABLE, sql, [id.as_str()], shape)?;
    rows.into_iter().filter(|row| !matches!(row, Err(StoreError::Unreadable { .. }))).collect()
}

/// Returns the calendars of a connection whose handle is damaged.
pub fn without_handle(db: &Db<'_>, id: &ConnectionId) -> Result<Vec<CalendarId>> {
    let sql = "SELECT * FROM calendars WHERE connection_id = ?";
    let rows = db.all(TABLE, sql, [id.as_str()], |row| {
        let damaged = matches!(row.text("handle"), Err(StoreError::Unreadable { .. }));
        Ok(damaged.then_some(CalendarId::from(row.plain::<String>("id")?)))
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// Gives a calendar its handle back, and has it read from the beginning.
pub fn mend_handle(db: &Db<'_>, id: &CalendarId, handle: &CalendarHandle) -> Result<()> {
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.sealed("handle", handle.as_str().as_bytes())?;
    columns.update()?;
    put_cursor(db, id, None)
}

pub fn get(db: &Db<'_>, id: &CalendarId) -> Result<Option<Calendar>> {
    db.one(TABLE, "SELECT * FROM calendars WHERE id = ?", [id.as_str()], shape)
}

/// Returns the calendar that receives bookings.
pub fn receiving(db: &Db<'_>) -> Result<Option<Calendar>> {
    db.one(TABLE, "SELECT * FROM calendars WHERE receives_bookings = 1", [], shape)
}

pub fn put(db: &Db<'_>, calendar: &Calendar, now: DateTime<Utc>) -> Result<()> {
    if calendar.receives_bookings {
        let sql = "UPDATE calendars SET receives_bookings = 0 WHERE receives_bookings = 1 AND id <> ?";
        db.execute(sql, [calendar.id.as_str()])?;
    }
    let exists: bool =
        db.value("SELECT EXISTS (SELECT 1 FROM calendars WHERE id = ?)", [calendar.id.as_str()], |row| row.get(0))?;
    if exists && calendar.counts_busy && !calendar.gone {
        let sql = "UPDATE calendars SET counts_since = ?1 WHERE id = ?2 AND (NOT counts_busy OR gone)";
        db.execute(sql, rusqlite::params![now.timestamp(), calendar.id.as_str()])?;
    }
    let mut columns = Columns::sealing(db, TABLE, calendar.id.as_str())?;
    columns.plain("connection_id", calendar.connection_id.as_str().to_owned());
    columns.sealed("handle", calendar.handle.as_str().as_bytes())?;
    columns.sealed("name", calendar.name.as_bytes())?;
    columns.plain("named_here", calendar.named_here);
    columns.plain("hue", calendar.hue.word().to_owned());
    columns.plain("zone", calendar.zone.clone());
    columns.plain("can_write", calendar.can_write);
    columns.plain("counts_busy", calendar.counts_busy);
    columns.plain("rules", calendar.rules.written());
    columns.plain("receives_bookings", calendar.receives_bookings);
    columns.plain("shown", calendar.shown);
    columns.plain("gone", calendar.gone);
    columns.plain("missing_since", calendar.missing_since.map(|at| at.timestamp()));
    columns.plain("last_read_at", calendar.last_read_at.map(|at| at.timestamp()));
    columns.plain("compared_at", calendar.compared_at.map(|at| at.timestamp()));
    columns.plain("updated_at", now.timestamp());
    if exists {
        columns.update()
    } else {
        columns.plain("created_at", now.timestamp());
        columns.plain("counts_since", now.timestamp());
        columns.upsert()
    }
}

/// Gives calendars of a connection new handles, where `moved` has one.
pub fn move_handles(db: &Db<'_>, id: &ConnectionId, moved: impl Fn(&str) -> Option<String>) -> Result<()> {
    for calendar in of_connection(db, id)? {
        let Some(handle) = moved(calendar.handle.as_str()) else { continue };
        let mut columns = Columns::sealing(db, TABLE, calendar.id.as_str())?;
        columns.sealed("handle", handle.as_bytes())?;
        columns.update()?;
    }
    Ok(())
}

/// Returns where reading goes on.
pub fn cursor(db: &Db<'_>, id: &CalendarId) -> Result<Option<Cursor>> {
    let sql = "SELECT * FROM calendars WHERE id = ?";
    // Where it is damaged, the calendar is read from the beginning, as if it had never been read.
    let found = super::or_nothing(db.one(TABLE, sql, [id.as_str()], |row| row.text_or_null("sync_cursor")))?;
    Ok(found.flatten().map(Cursor::from))
}

pub fn put_cursor(db: &Db<'_>, id: &CalendarId, cursor: Option<&Cursor>) -> Result<()> {
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.sealed_or_null("sync_cursor", cursor.map(|cursor| cursor.as_str().as_bytes()))?;
    columns.update()
}

/// Notes a complete reading: when, of which span, and whether it compared everything.
pub fn put_read(
    db: &Db<'_>,
    id: &CalendarId,
    at: DateTime<Utc>,
    covered: Option<(DateTime<Utc>, DateTime<Utc>)>,
    every: Option<TimeDelta>,
    compared: bool,
) -> Result<()> {
    let sql = "UPDATE calendars SET last_read_at = ?1, counts_since = CASE WHEN gone THEN ?1 ELSE counts_since END,
               gone = 0, missing_since = NULL, unread_since = NULL, unread_reason = NULL, covered_from = ?2, covered_to = ?3, read_every = ?6,
               held_since = NULL, held_events = 0, held_own = 0, held_let = 0, still_to_read = NULL,
               compared_at = CASE WHEN ?4 THEN ?1 ELSE compared_at END WHERE id = ?5";
    let (from, to) = (covered.map(|span| span.0.timestamp()), covered.map(|span| span.1.timestamp()));
    db.execute(
        sql,
        rusqlite::params![at.timestamp(), from, to, compared, id.as_str(), every.map(|every| every.num_seconds())],
    )?;
    Ok(())
}

/// Notes that a calendar was read, and that it is as it was.
pub fn put_read_again(db: &Db<'_>, id: &CalendarId, at: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE calendars SET last_read_at = ?1, counts_since = CASE WHEN gone THEN ?1 ELSE counts_since END,
               gone = 0, missing_since = NULL, unread_since = NULL, unread_reason = NULL, held_since = NULL, held_events = 0, held_own = 0, held_let = 0 WHERE id = ?2";
    db.execute(sql, rusqlite::params![at.timestamp(), id.as_str()])?;
    Ok(())
}

/// Returns the calendars that were ever read to their end.
pub fn ever_read(db: &Db<'_>) -> Result<HashSet<CalendarId>> {
    let sql = "SELECT id FROM calendars WHERE last_read_at IS NOT NULL";
    let ids = db.all(TABLE, sql, [], |row| Ok(CalendarId::from(row.plain::<String>("id")?)))?;
    Ok(ids.into_iter().collect())
}

/// Returns whether each calendar that counts was read later than `at`.
pub fn all_read_since(db: &Db<'_>, at: DateTime<Utc>) -> Result<bool> {
    let sql = "SELECT NOT EXISTS
                 (SELECT 1 FROM calendars WHERE counts_busy AND NOT gone AND coalesce(last_read_at, 0) <= ?)";
    Ok(db.value(sql, [at.timestamp()], |row| row.get(0))?)
}

/// Notes that a calendar comes to count: what is to come is held against it once it is read.
pub fn count_anew(db: &Db<'_>, id: &CalendarId, now: DateTime<Utc>) -> Result<()> {
    db.execute(
        "UPDATE calendars SET counts_since = ?1 WHERE id = ?2",
        rusqlite::params![now.timestamp(), id.as_str()],
    )?;
    Ok(())
}

/// Notes the same of all calendars of a connection.
pub fn all_count_anew(db: &Db<'_>, id: &ConnectionId, now: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE calendars SET counts_since = ?1 WHERE connection_id = ?2";
    db.execute(sql, rusqlite::params![now.timestamp(), id.as_str()])?;
    Ok(())
}

/// Returns the calendars that came to count, were read since, and were held against nothing yet, each with since when it counts.
pub fn came_to_count(db: &Db<'_>, now: DateTime<Utc>) -> Result<Vec<(CalendarId, DateTime<Utc>)>> {
    // A time that is still to come was written while the clock was ahead.
    let sql = "SELECT id, counts_since FROM calendars WHERE counts_since IS NOT NULL AND counts_busy AND NOT gone
               AND missing_since IS NULL AND held_since IS NULL AND (last_read_at >= counts_since
                    OR (last_read_at IS NOT NULL AND counts_since > ?))";
    db.all(TABLE, sql, [now.timestamp()], |row| {
        let since = DateTime::from_timestamp(row.plain("counts_since")?, 0).unwrap_or(DateTime::UNIX_EPOCH);
        Ok((CalendarId::from(row.plain::<String>("id")?), since))
    })
}

/// Notes that what is to come was held against a calendar.
pub fn was_held_against(db: &Db<'_>, id: &CalendarId) -> Result<()> {
    db.execute("UPDATE calendars SET counts_since = NULL WHERE id = ?", [id.as_str()])?;
    Ok(())
}

/// Notes how much of a first reading is still to come.
pub fn put_still_to_read(db: &Db<'_>, id: &CalendarId, left: Option<u32>) -> Result<()> {
    let sql = "UPDATE calendars SET still_to_read = ? WHERE id = ?";
    db.execute(sql, rusqlite::params![left, id.as_str()])?;
    Ok(())
}

/// Returns how many events the first readings of a connection have brought, and how many are still to come; `None` = it is not
/// known of any. Readable without the key.
pub fn first_readings(db: &Db<'_>, id: &ConnectionId) -> Result<(u32, Option<u32>)> {
    let sql =
        "SELECT (SELECT count(*) FROM events e JOIN calendars c ON c.id = e.calendar_id WHERE c.connection_id = ?1),
                 (SELECT sum(still_to_read) FROM calendars WHERE connection_id = ?1)";
    Ok(db.value(sql, [id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Notes that a reading was not taken over, and how many events and appointments it would have removed or moved.
pub fn hold(db: &Db<'_>, id: &CalendarId, (events, own): (u32, u32), now: DateTime<Utc>) -> Result<()> {
    let sql =
        "UPDATE calendars SET held_since = coalesce(held_since, ?1), held_events = ?2, held_own = ?3, held_let = 0
               WHERE id = ?4";
    db.execute(sql, rusqlite::params![now.timestamp(), events, own, id.as_str()])?;
    Ok(())
}

/// Notes that what was held back is right. Returns false if nothing was.
pub fn let_through(db: &Db<'_>, id: &CalendarId) -> Result<bool> {
    let sql = "UPDATE calendars SET held_let = 1 WHERE id = ? AND held_since IS NOT NULL";
    Ok(db.execute(sql, [id.as_str()])? > 0)
}

/// Returns how many calendars are held back and not answered for. Readable without the key.
pub fn count_held(db: &Db<'_>) -> Result<u32> {
    let sql = "SELECT count(*) FROM calendars WHERE held_since IS NOT NULL AND NOT held_let";
    Ok(db.value(sql, [], |row| row.get(0))?)
}

/// Returns whether a calendar of this connection is to be read because the person has answered.
pub fn any_let_through(db: &Db<'_>, id: &ConnectionId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM calendars WHERE connection_id = ? AND held_let)";
    Ok(db.value(sql, [id.as_str()], |row| row.get(0))?)
}

/// Notes that a calendar was not where it should be. Once is no proof: it is missing from now on, and its time is unknown.
/// Absent again after [`PROOF`], it counts as deleted. What it is for stays, and holds again when it is back. Returns
/// whether it counts as deleted.
pub fn note_absent(db: &Db<'_>, id: &CalendarId, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE calendars SET gone = gone OR coalesce(?1 - missing_since >= ?2, 0),
                 missing_since = CASE WHEN missing_since <= ?1 THEN missing_since ELSE ?1 END WHERE id = ?3 RETURNING gone";
    let values = rusqlite::params![now.timestamp(), PROOF.num_seconds(), id.as_str()];
    Ok(db.value(sql, values, |row| row.get(0)).optional()?.unwrap_or(true))
}

/// Notes that a calendar could not be read, and why. It stands until the calendar is read.
pub fn note_unread(db: &Db<'_>, id: &CalendarId, why: Reason, now: DateTime<Utc>) -> Result<()> {
    // A time that is still to come was written while the clock was ahead.
    let sql = "UPDATE calendars SET unread_since = CASE WHEN unread_since <= ?1 THEN unread_since ELSE ?1 END,
               unread_reason = ?2 WHERE id = ?3";
    db.execute(sql, rusqlite::params![now.timestamp(), why.word(), id.as_str()])?;
    Ok(())
}
