//! Table `outbox`: at most one open change per appointment, and what became of earlier ones.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::change::{Change, Stored};
use crate::model::appointment::{OutboxEntry, OutboxState, Then, What};
use crate::model::ids::{AppointmentId, CalendarId, ClientId, ConnectionId, OutboxId};

const TABLE: &str = "outbox";

fn shape(row: &RowReader<'_, '_, '_>) -> Result<OutboxEntry> {
    let at = |name| Ok::<_, StoreError>(DateTime::from_timestamp(row.plain(name)?, 0).unwrap_or(DateTime::UNIX_EPOCH));
    let maybe = |name| {
        Ok::<_, StoreError>(row.plain::<Option<i64>>(name)?.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    };
    let damaged = || StoreError::Unreadable { table: TABLE };
    Ok(OutboxEntry {
        id: OutboxId::from(row.plain::<String>("id")?),
        appointment_id: AppointmentId::from(row.plain::<String>("appointment_id")?),
        what: What::from_word(&row.plain::<String>("what")?).ok_or_else(damaged)?,
        state: OutboxState::from_word(&row.plain::<String>("state")?).ok_or_else(damaged)?,
        reason: row.reason("reason")?,
        old_starts_at: maybe("old_starts_at")?,
        theirs: maybe("theirs_start")?.zip(maybe("theirs_end")?),
        notify: row.plain("notify")?,
        attempts: row.plain("attempts")?,
        not_before: at("not_before")?,
        next_try_at: at("next_try_at")?,
        created_at: at("created_at")?,
        updated_at: at("updated_at")?,
        kept: row.plain("kept")?,
        then: then(row)?,
    })
}

fn then(row: &RowReader<'_, '_, '_>) -> Result<Option<Then>> {
    let client: Option<String> = row.plain("client_id")?;
    let at = |name| Ok::<_, StoreError>(row.plain::<Option<i64>>(name)?.and_then(|at| DateTime::from_timestamp(at, 0)));
    let (Some(client), Some(starts_at), Some(ends_at)) = (client, at("starts_at")?, at("ends_at")?) else {
        return Ok(None);
    };
    let calendar_id = row.plain::<Option<String>>("calendar_id")?.map(CalendarId::from);
    let told = row.plain("told")?;
    Ok(Some(Then { client_id: ClientId::from(client), starts_at, ends_at, calendar_id, told }))
}

/// Reads a row of an open change.
fn open_shape(row: &RowReader<'_, '_, '_>) -> Result<Change> {
    Change::stored(shape(row)?).ok_or(StoreError::Unreadable { table: TABLE })
}

/// Returns an open change; `None` = there is none with this id, or it is closed.
pub fn get(db: &Db<'_>, id: &OutboxId) -> Result<Option<Change>> {
    let found = db.one(TABLE, "SELECT * FROM outbox WHERE id = ?", [id.as_str()], shape)?;
    Ok(found.and_then(Change::stored))
}

/// Returns the open change of an appointment.
pub fn open_of(db: &Db<'_>, appointment: &AppointmentId) -> Result<Option<Change>> {
    let sql = "SELECT * FROM outbox WHERE appointment_id = ? AND state IN ('waiting', 'needs_you')";
    db.one(TABLE, sql, [appointment.as_str()], open_shape)
}

/// Returns every open change, oldest first.
pub fn open(db: &Db<'_>) -> Result<Vec<Change>> {
    db.all(
        TABLE,
        "SELECT * FROM outbox WHERE state IN ('waiting', 'needs_you') ORDER BY created_at, rowid",
        [],
        open_shape,
    )
}

/// The change, its appointment, and the calendar that its next request is about: where an answer was lost, else where its event
/// was seen last, else where it belongs.
const WITH_CALENDAR: &str = "outbox o JOIN appointments a ON a.id = o.appointment_id
    LEFT JOIN copies k ON k.id = a.id
    JOIN calendars c ON c.id = coalesce(
      (SELECT id FROM calendars WHERE id = k.sent_calendar),
      (SELECT id FROM calendars WHERE id = k.agreed_calendar), a.calendar_id)";

/// Returns the appointments that have an open change.
pub fn with_open_change(db: &Db<'_>) -> Result<HashSet<AppointmentId>> {
    let sql = "SELECT appointment_id FROM outbox WHERE state IN ('waiting', 'needs_you')";
    let ids = db.all(TABLE, sql, [], |row| Ok(AppointmentId::from(row.plain::<String>("appointment_id")?)))?;
    Ok(ids.into_iter().collect())
}

/// Returns the changes that this connection has yet to send, oldest first.
pub fn waiting_for(db: &Db<'_>, connection: &ConnectionId) -> Result<Vec<Change>> {
    let sql = format!(
        "SELECT o.* FROM {WITH_CALENDAR} WHERE o.state = 'waiting' AND c.connection_id = ? ORDER BY o.created_at, o.rowid"
    );
    db.all(TABLE, &sql, [connection.as_str()], open_shape)
}

/// Returns every open change of the appointments in the calendars of a connection.
pub fn open_of_connection(db: &Db<'_>, connection: &ConnectionId) -> Result<Vec<Change>> {
    let sql = "SELECT o.* FROM outbox o JOIN appointments a ON a.id = o.appointment_id
               JOIN calendars c ON c.id = a.calendar_id
               WHERE o.state IN ('waiting', 'needs_you') AND c.connection_id = ?";
    db.all(TABLE, sql, [connection.as_str()], open_shape)
}

/// Returns the changes finished since `since`, newest first.
pub fn done_since(db: &Db<'_>, since: DateTime<Utc>) -> Result<Vec<OutboxEntry>> {
    let sql = "SELECT * FROM outbox WHERE state = 'done' AND updated_at >= ? ORDER BY updated_at DESC, closed DESC, id LIMIT 500";
    db.all(TABLE, sql, [since.timestamp()], shape)
}

/// Returns when the last change of an appointment arrived.
pub fn last_done(db: &Db<'_>, appointment: &AppointmentId) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT max(updated_at) FROM outbox WHERE state = 'done' AND appointment_id = ?";
    let seconds: Option<i64> = db.value(sql, [appointment.as_str()], |row| row.get(0))?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Returns when an appointment was last written into another calendar than this one.
pub fn last_done_elsewhere(
    db: &Db<'_>,
    appointment: &AppointmentId,
    calendar: &CalendarId,
) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT max(updated_at) FROM outbox WHERE state = 'done' AND appointment_id = ? AND calendar_id IS NOT ?";
    let seconds: Option<i64> = db.value(sql, [appointment.as_str(), calendar.as_str()], |row| row.get(0))?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Returns what calendars were told of an appointment, in the order in which it was carried out.
pub fn sent_of(db: &Db<'_>, appointment: &AppointmentId) -> Result<Vec<OutboxEntry>> {
    let sql =
        "SELECT * FROM outbox WHERE appointment_id = ? AND state = 'done' AND attempts > 0 AND client_id IS NOT NULL
               ORDER BY closed, updated_at, rowid";
    db.all(TABLE, sql, [appointment.as_str()], shape)
}

/// Returns when the client was last told of an appointment, at `since` or later.
pub fn told_since(db: &Db<'_>, appointment: &AppointmentId, since: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT max(updated_at) FROM outbox WHERE appointment_id = ? AND state = 'done' AND told = 1 AND updated_at >= ?";
    let seconds: Option<i64> =
        db.value(sql, rusqlite::params![appointment.as_str(), since.timestamp()], |row| row.get(0))?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Counts open changes by state: waiting, needs you.
pub fn counts(db: &Db<'_>) -> Result<(u32, u32)> {
    let sql =
        "SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'needs_you') FROM outbox";
    Ok(db.value(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Returns when the next change that waits for this connection may be tried.
pub fn next_due(db: &Db<'_>, connection: &ConnectionId) -> Result<Option<DateTime<Utc>>> {
    let sql = format!(
        "SELECT min(max(o.not_before, o.next_try_at)) FROM {WITH_CALENDAR} WHERE o.state = 'waiting' AND c.connection_id = ?"
    );
    let seconds: Option<i64> = db.value(&sql, [connection.as_str()], |row| row.get(0))?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Stores a change as its state machine left it.
pub fn put(db: &Db<'_>, entry: &impl Stored) -> Result<()> {
    let mut columns = Columns::plain_row(db, TABLE, entry.id.as_str());
    columns.plain("appointment_id", entry.appointment_id.as_str().to_owned());
    columns.plain("what", entry.what.word().to_owned());
    columns.plain("state", entry.state.word().to_owned());
    columns.plain("reason", entry.reason.map(|reason| reason.word().to_owned()));
    columns.plain("old_starts_at", entry.old_starts_at.map(|at| at.timestamp()));
    columns.plain("theirs_start", entry.theirs.map(|(start, _)| start.timestamp()));
    columns.plain("theirs_end", entry.theirs.map(|(_, end)| end.timestamp()));
    columns.plain("notify", entry.notify);
    columns.plain("attempts", entry.attempts);
    columns.plain("not_before", entry.not_before.timestamp());
    columns.plain("next_try_at", entry.next_try_at.timestamp());
    columns.plain("created_at", entry.created_at.timestamp());
    columns.plain("updated_at", entry.updated_at.timestamp());
    columns.plain("kept", entry.kept);
    if entry.state == OutboxState::Done {
        let sql = "SELECT 1 + coalesce(max(closed), 0) FROM outbox WHERE appointment_id = ?";
        columns.plain("closed", db.value(sql, [entry.appointment_id.as_str()], |row| row.get::<_, i64>(0))?);
    }
    let then = entry.then.as_ref();
    columns.plain("client_id", then.map(|then| then.client_id.as_str().to_owned()));
    columns.plain("starts_at", then.map(|then| then.starts_at.timestamp()));
    columns.plain("ends_at", then.map(|then| then.ends_at.timestamp()));
    columns.plain("calendar_id", then.and_then(|then| then.calendar_id.as_ref()).map(|id| id.as_str().to_owned()));
    columns.plain("told", then.is_some_and(|then| then.told));
    columns.upsert()
}

/// Has a change of an appointment wait, in a file of any version.
#[cfg(test)]
pub(super) fn wait_for_tests(conn: &rusqlite::Connection, appointment: &str) {
    let sql =
        "INSERT INTO outbox (id, appointment_id, what, state, notify, not_before, next_try_at, created_at, updated_at)
               VALUES (?1, ?1, 'change', 'waiting', 0, 0, 0, 0, 0)";
    conn.execute(sql, [appointment]).unwrap();
}
