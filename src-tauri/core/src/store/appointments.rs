//! Table `appointments`.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::{AppointmentId, CalendarId, ClientId, ConnectionId, EventHandle, ServiceId};

const TABLE: &str = "appointments";

/// The form of a wall-clock start, for `chrono`.
pub const WALL: &str = "%Y-%m-%dT%H:%M";

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Appointment> {
    let damaged = StoreError::Unreadable { table: TABLE };
    let at = |name| Ok::<_, StoreError>(DateTime::from_timestamp(row.plain(name)?, 0).unwrap_or(DateTime::UNIX_EPOCH));
    let Some(status) = Status::from_word(&row.plain::<String>("status")?) else { return Err(damaged) };
    let Ok(start) = NaiveDateTime::parse_from_str(&row.plain::<String>("wall_start")?, WALL) else {
        return Err(damaged);
    };
    Ok(Appointment {
        id: AppointmentId::from(row.plain::<String>("id")?),
        client_id: ClientId::from(row.plain::<String>("client_id")?),
        service_id: row.plain::<Option<String>>("service_id")?.map(ServiceId::from),
        title: row.text("title")?,
        place: row.text("place")?,
        notes: row.text("notes")?,
        start,
        minutes: row.plain("minutes")?,
        zone: row.plain("zone")?,
        starts_at: at("starts_at")?,
        ends_at: at("ends_at")?,
        status,
        invite: row.plain("invite")?,
        calendar_id: row.plain::<Option<String>>("calendar_id")?.map(CalendarId::from),
        uid: row.plain("uid")?,
        sequence: row.plain("sequence")?,
        calendar_event_id: row.plain::<Option<String>>("calendar_event_id")?.map(EventHandle::from),
        invited: row.text_or_null("invited")?,
    })
}

pub fn get(db: &Db<'_>, id: &AppointmentId) -> Result<Option<Appointment>> {
    db.one(TABLE, "SELECT * FROM appointments WHERE id = ?", [id.as_str()], shape)
}

pub fn by_uid(db: &Db<'_>, uid: &str) -> Result<Option<Appointment>> {
    db.one(TABLE, "SELECT * FROM appointments WHERE uid = ?", [uid], shape)
}

/// Returns the appointments that overlap `from..to`, cancelled ones included, ordered by start.
pub fn between(db: &Db<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM appointments WHERE starts_at < ?2 AND ends_at > ?1 ORDER BY starts_at, id";
    db.each(TABLE, sql, [from.timestamp(), to.timestamp()], shape)
}

/// Returns each client's last appointment that began before `now`, or else their next one.
pub fn latest_per_client(db: &Db<'_>, now: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM (
                 SELECT *, row_number() OVER (
                   PARTITION BY client_id ORDER BY starts_at <= ?1 DESC, abs(starts_at - ?1)
                 ) AS rank FROM appointments WHERE status <> 'cancelled'
               ) WHERE rank = 1";
    db.each(TABLE, sql, [now.timestamp()], shape)
}

/// Returns a client's appointments that end after `from`, invite them and are not cancelled.
pub fn inviting(db: &Db<'_>, client: &ClientId, from: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM appointments WHERE client_id = ? AND ends_at > ? AND invite AND status <> 'cancelled'";
    db.each(TABLE, sql, rusqlite::params![client.as_str(), from.timestamp()], shape)
}

/// Unlinks the appointments that go to a calendar of this connection: they stay on this computer from now on.
pub fn unlink(db: &Db<'_>, connection: &ConnectionId) -> Result<()> {
    let sql = "UPDATE appointments SET calendar_id = NULL, calendar_event_id = NULL
               WHERE calendar_id IN (SELECT id FROM calendars WHERE connection_id = ?)";
    db.conn.execute(sql, [connection.as_str()])?;
    Ok(())
}

/// Deletes the appointments that go to a calendar of this connection, with their history.
pub fn delete_of_connection(db: &Db<'_>, connection: &ConnectionId) -> Result<()> {
    let sql = "DELETE FROM appointments WHERE calendar_id IN (SELECT id FROM calendars WHERE connection_id = ?)";
    db.conn.execute(sql, [connection.as_str()])?;
    Ok(())
}

/// Counts what [`local_from`] would return.
pub fn count_local(db: &Db<'_>, from: DateTime<Utc>) -> Result<u32> {
    let sql = "SELECT count(*) FROM appointments WHERE calendar_id IS NULL AND status <> 'cancelled' AND ends_at > ?";
    Ok(db.conn.query_row(sql, [from.timestamp()], |row| row.get(0))?)
}

/// Returns the confirmed and tentative appointments from `from` on that are kept on this computer only.
pub fn local_from(db: &Db<'_>, from: DateTime<Utc>) -> Result<Vec<Appointment>> {
    let sql = "SELECT * FROM appointments WHERE calendar_id IS NULL AND status <> 'cancelled' AND ends_at > ?
               ORDER BY starts_at";
    db.all(TABLE, sql, [from.timestamp()], shape)
}

pub fn exists_any(db: &Db<'_>) -> Result<bool> {
    Ok(db.conn.query_row("SELECT EXISTS (SELECT 1 FROM appointments)", [], |row| row.get(0))?)
}

pub fn put(db: &Db<'_>, appointment: &Appointment, now: DateTime<Utc>) -> Result<()> {
    let exists: bool = db.conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM appointments WHERE id = ?)",
        [appointment.id.as_str()],
        |row| row.get(0),
    )?;
    let mut columns = Columns::sealing(db, TABLE, appointment.id.as_str())?;
    columns.plain("client_id", appointment.client_id.as_str().to_owned());
    columns.plain("service_id", appointment.service_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.sealed("title", appointment.title.as_bytes())?;
    columns.sealed("place", appointment.place.as_bytes())?;
    columns.sealed("notes", appointment.notes.as_bytes())?;
    columns.plain("wall_start", appointment.start.format(WALL).to_string());
    columns.plain("minutes", appointment.minutes);
    columns.plain("zone", appointment.zone.clone());
    columns.plain("starts_at", appointment.starts_at.timestamp());
    columns.plain("ends_at", appointment.ends_at.timestamp());
    columns.plain("status", appointment.status.word().to_owned());
    columns.plain("invite", appointment.invite);
    columns.plain("calendar_id", appointment.calendar_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.plain("calendar_event_id", appointment.calendar_event_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.sealed_or_null("invited", appointment.invited.as_deref().map(str::as_bytes))?;
    columns.plain("uid", appointment.uid.clone());
    columns.plain("sequence", appointment.sequence);
    columns.plain("updated_at", now.timestamp());
    if exists {
        columns.update()
    } else {
        columns.plain("created_at", now.timestamp());
        columns.upsert()
    }
}

/// Deletes a booking as if it had never been made. Only for one of which nothing was sent.
pub fn delete(db: &Db<'_>, id: &AppointmentId) -> Result<()> {
    db.conn.execute("DELETE FROM appointments WHERE id = ?", [id.as_str()])?;
    Ok(())
}
