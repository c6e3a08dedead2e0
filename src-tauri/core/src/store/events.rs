//! Tables `events` and `event_bodies`: the mirror of each calendar, byte for byte.

use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension as _;
use zeroize::Zeroizing;

use super::columns::{Columns, RowReader};
use super::occurrences::{self, Indexed};
use super::{Db, Result, StoreError};
use crate::model::ids::{AppointmentId, CalendarId, EventHandle, EventId, Revision};
use crate::vault::Place;

const TABLE: &str = "events";

/// An event with its body. Where that is missing, the event is damaged and not gone.
const WHOLE: &str =
    "SELECT e.*, b.body, b.body_iv, b.body_auth FROM events e LEFT JOIN event_bodies b ON b.event = e.number";

/// One object of a calendar, as it was last read.
#[derive(Clone)]
pub struct Mirrored {
    pub id: EventId,
    pub calendar_id: CalendarId,
    pub handle: EventHandle,
    pub revision: Revision,
    pub body: Zeroizing<Vec<u8>>,
    pub readable: bool,
    /// Start of the first occurrence, where it floats as of UTC; `None` = not known.
    pub starts_at: Option<DateTime<Utc>>,
    /// End of the last occurrence, likewise; `None` = endless or not known.
    pub ends_at: Option<DateTime<Utc>>,
    pub appointment_id: Option<AppointmentId>,
    /// It cannot be read, and the person said of this version that it takes no time. Storing the event changes nothing about it.
    pub ignored: bool,
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Mirrored> {
    let at = |name| {
        Ok::<_, StoreError>(row.plain::<Option<i64>>(name)?.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    };
    let revision = row.plain::<String>("revision")?;
    Ok(Mirrored {
        id: EventId::from(row.plain::<String>("id")?),
        calendar_id: CalendarId::from(row.plain::<String>("calendar_id")?),
        handle: EventHandle::from(row.text("handle")?),
        ignored: row.plain::<Option<String>>("ignored")?.is_some_and(|ignored| ignored == revision),
        revision: Revision::from(revision),
        body: row.sealed_bytes("body")?,
        readable: row.plain("readable")?,
        starts_at: at("starts_at")?,
        ends_at: at("ends_at")?,
        appointment_id: row.plain::<Option<String>>("appointment_id")?.map(AppointmentId::from),
    })
}

/// How far the bounds of a row may be from those for a reader elsewhere, in seconds: a row of an older file has those for a reader
/// where it was read.
const SLACK: i64 = 26 * 3600;

/// The events that are not indexed for all of a time, by the bounds of their rows.
pub(super) const NOT_INDEXED: &str = "SELECT e.*, b.body, b.body_iv, b.body_auth
    FROM events e INDEXED BY events_partly_indexed CROSS JOIN calendars c ON c.id = e.calendar_id
    LEFT JOIN event_bodies b ON b.event = e.number
    WHERE e.index_due IS NOT NULL AND (e.indexed_from IS NULL OR e.indexed_from > ?1 OR e.indexed_to < ?2)
      AND (e.starts_at IS NULL OR e.starts_at < ?4) AND (e.ends_at IS NULL OR e.ends_at >= ?3)
      AND (c.shown OR c.counts_busy) AND NOT c.gone";

/// Returns the events that have to be opened to tell what happens in `from..to`: those with an occurrence that may overlap it, or
/// whose time is unknown, and that are not indexed for all of it. They are of calendars that are drawn or count as busy; the
/// events of our own appointments are among them.
pub fn not_indexed(db: &Db<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Result<Mirrored>>> {
    let (from, to) = (from.timestamp(), to.timestamp());
    db.each(TABLE, NOT_INDEXED, [from, to, from.saturating_sub(SLACK), to.saturating_add(SLACK)], shape)
}

pub fn by_handle(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle) -> Result<Option<Mirrored>> {
    let mark = mark(db, handle)?;
    let sql = format!("{WHOLE} WHERE e.calendar_id = ? AND e.handle_mark = ?");
    db.one(TABLE, &sql, [calendar.as_str(), &mark], shape)
}

/// When an event takes place, as its row says without opening it.
pub struct Placed {
    pub revision: Revision,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub appointment_id: Option<AppointmentId>,
}

impl Placed {
    /// Returns whether some of it may still be to come.
    pub fn is_coming(&self, now: DateTime<Utc>) -> bool {
        self.ends_at.is_none_or(|end| end > now)
    }
}

/// Returns when an event takes place, without opening its body.
pub fn placed(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle) -> Result<Option<Placed>> {
    let mark = mark(db, handle)?;
    let sql =
        "SELECT revision, starts_at, ends_at, appointment_id FROM events WHERE calendar_id = ? AND handle_mark = ?";
    db.one(TABLE, sql, [calendar.as_str(), &mark], |row| {
        let at = |name| {
            let seconds = row.plain::<Option<i64>>(name)?;
            Ok::<_, StoreError>(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
        };
        let appointment_id = row.plain::<Option<String>>("appointment_id")?.map(AppointmentId::from);
        Ok(Placed {
            revision: Revision::from(row.plain::<String>("revision")?),
            starts_at: at("starts_at")?,
            ends_at: at("ends_at")?,
            appointment_id,
        })
    })
}

/// Returns whether an event is there that could not be read, and is not known to be an appointment's.
pub fn is_unread(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle) -> Result<bool> {
    let mark = mark(db, handle)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM events WHERE calendar_id = ? AND handle_mark = ?
               AND NOT readable AND appointment_id IS NULL)";
    Ok(db.value(sql, [calendar.as_str(), &mark], |row| row.get(0))?)
}

/// Returns whether an appointment has another event than this one.
pub fn stands_elsewhere(db: &Db<'_>, id: &AppointmentId, calendar: &CalendarId, handle: &EventHandle) -> Result<bool> {
    let mark = mark(db, handle)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM events WHERE appointment_id = ?
               AND NOT (calendar_id = ? AND handle_mark = ?))";
    Ok(db.value(sql, [id.as_str(), calendar.as_str(), &mark], |row| row.get(0))?)
}

/// Returns how many events of a calendar may still be to come.
pub fn count_coming(db: &Db<'_>, calendar: &CalendarId, now: DateTime<Utc>) -> Result<u32> {
    let sql = "SELECT count(*) FROM events WHERE calendar_id = ? AND (ends_at IS NULL OR ends_at > ?)";
    Ok(db.value(sql, rusqlite::params![calendar.as_str(), now.timestamp()], |row| row.get(0))?)
}

/// Returns what the mirror holds for an appointment, in whatever calendar.
pub fn linked_to(db: &Db<'_>, id: &AppointmentId) -> Result<Vec<Result<Mirrored>>> {
    let sql = format!("{WHOLE} WHERE e.appointment_id = ? ORDER BY e.number");
    db.each(TABLE, &sql, [id.as_str()], shape)
}

/// Returns the appointment that an event was written for, without opening its body.
pub fn appointment_at(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle) -> Result<Option<AppointmentId>> {
    let mark = mark(db, handle)?;
    let sql = "SELECT appointment_id FROM events WHERE calendar_id = ? AND handle_mark = ?";
    let found = db.one(TABLE, sql, [calendar.as_str(), &mark], |row| {
        Ok(row.plain::<Option<String>>("appointment_id")?.map(AppointmentId::from))
    })?;
    Ok(found.flatten())
}

/// Returns what the providers hold for these appointments, each in its own calendar.
pub fn of_appointments(db: &Db<'_>, ids: &[&AppointmentId]) -> Result<Vec<Result<Mirrored>>> {
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    let sql = format!(
        "{WHOLE} JOIN appointments a ON a.id = e.appointment_id AND a.calendar_id = e.calendar_id
         WHERE e.appointment_id IN (SELECT value FROM json_each(?))"
    );
    db.each(TABLE, &sql, [ids], shape)
}

/// Returns what the mirror knows of a calendar: each handle and its revision.
pub fn known(db: &Db<'_>, calendar: &CalendarId) -> Result<Vec<(EventHandle, Revision)>> {
    db.all(TABLE, "SELECT * FROM events WHERE calendar_id = ?", [calendar.as_str()], |row| {
        Ok((EventHandle::from(row.text("handle")?), Revision::from(row.plain::<String>("revision")?)))
    })
}

pub fn count(db: &Db<'_>, calendar: &CalendarId) -> Result<u32> {
    let sql = "SELECT count(*) FROM events WHERE calendar_id = ?";
    Ok(db.value(sql, [calendar.as_str()], |row| row.get(0))?)
}

/// Stores what the provider holds in the mirror, one row per handle, and when it happens. A damaged row is replaced.
pub fn put(db: &Db<'_>, event: &Mirrored, indexed: &Indexed, now: DateTime<Utc>) -> Result<()> {
    let mark = mark(db, &event.handle)?;
    let sql = "SELECT id FROM events WHERE calendar_id = ? AND handle_mark = ?";
    let known =
        db.conn.prepare_cached(sql)?.query_row([event.calendar_id.as_str(), &mark], |row| row.get(0)).optional()?;
    let id = known.map_or_else(|| event.id.clone(), |id: String| EventId::from(id));
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.plain("calendar_id", event.calendar_id.as_str().to_owned());
    columns.sealed("handle", event.handle.as_str().as_bytes())?;
    columns.plain("handle_mark", mark);
    columns.plain("revision", event.revision.as_str().to_owned());
    columns.plain("readable", event.readable);
    columns.plain("starts_at", event.starts_at.map(|at| at.timestamp()));
    columns.plain("ends_at", event.ends_at.map(|at| at.timestamp()));
    columns.plain("appointment_id", event.appointment_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.plain("heir_of", None::<String>);
    columns.plain("updated_at", now.timestamp());
    occurrences::note(&mut columns, indexed);
    columns.upsert()?;
    let sealed = db.vault()?.seal_bytes(&Place { table: TABLE, column: "body", row: id.as_str() }, &event.body);
    let sql = "INSERT INTO event_bodies (event, body, body_iv, body_auth) SELECT number, ?2, ?3, ?4 FROM events WHERE id = ?1
               ON CONFLICT (event) DO UPDATE SET body = excluded.body, body_iv = excluded.body_iv, body_auth = excluded.body_auth";
    db.execute(sql, rusqlite::params![id.as_str(), sealed.data, sealed.iv, sealed.tag])?;
    occurrences::put_rows(db, &id, indexed)
}

/// Deletes an event that is no longer at the provider. Returns whether it was known.
pub fn remove(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle) -> Result<bool> {
    let mark = mark(db, handle)?;
    let sql = "DELETE FROM events WHERE calendar_id = ? AND handle_mark = ?";
    Ok(db.execute(sql, [calendar.as_str(), &mark])? > 0)
}

/// Notes the appointment that an event stands for.
pub fn link(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle, id: &AppointmentId) -> Result<()> {
    let mark = mark(db, handle)?;
    let sql = "UPDATE events SET appointment_id = ?, heir_of = NULL WHERE calendar_id = ? AND handle_mark = ?";
    db.execute(sql, [id.as_str(), calendar.as_str(), &mark])?;
    Ok(())
}

/// Notes that an event may take over this appointment: another computer booked the appointment again as that event.
pub fn note_heir(db: &Db<'_>, calendar: &CalendarId, handle: &EventHandle, id: &AppointmentId) -> Result<()> {
    let sql = "UPDATE events SET heir_of = ? WHERE calendar_id = ? AND handle_mark = ?";
    db.execute(sql, [id.as_str(), calendar.as_str(), &mark(db, handle)?])?;
    Ok(())
}

/// Returns the events that may take over an appointment and are no appointment's yet, from calendars that are where they should be.
pub fn heirs_of(db: &Db<'_>, id: &AppointmentId) -> Result<Vec<Result<Mirrored>>> {
    let sql = format!(
        "{WHOLE} JOIN calendars c ON c.id = e.calendar_id
         WHERE e.heir_of = ? AND e.appointment_id IS NULL AND NOT c.gone AND c.missing_since IS NULL ORDER BY e.number"
    );
    db.each(TABLE, &sql, [id.as_str()], shape)
}

/// Notes which events are gone or moved in a calendar that is held back. What was noted before is forgotten.
pub fn hold(db: &Db<'_>, calendar: &CalendarId, handles: &[EventHandle]) -> Result<()> {
    db.execute("UPDATE events SET held = 0 WHERE calendar_id = ? AND held = 1", [calendar.as_str()])?;
    for handle in handles {
        let sql = "UPDATE events SET held = 1 WHERE calendar_id = ? AND handle_mark = ?";
        db.execute(sql, [calendar.as_str(), &mark(db, handle)?])?;
    }
    Ok(())
}

/// Returns what was noted of a calendar that is held back, as it was before, the next first.
pub fn held_in(db: &Db<'_>, calendar: &CalendarId) -> Result<Vec<Result<Mirrored>>> {
    let sql = format!("{WHOLE} WHERE e.calendar_id = ? AND e.held = 1 ORDER BY e.starts_at");
    db.each(TABLE, &sql, [calendar.as_str()], shape)
}

/// Returns when an event was last taken over into the mirror.
pub fn read_at(db: &Db<'_>, id: &EventId) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT updated_at FROM events WHERE id = ?";
    let seconds: Option<i64> = db.value(sql, [id.as_str()], |row| row.get(0)).optional()?;
    Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
}

/// Returns one event of the mirror.
pub fn get(db: &Db<'_>, id: &EventId) -> Result<Option<Mirrored>> {
    db.one(TABLE, &format!("{WHOLE} WHERE e.id = ?"), [id.as_str()], shape)
}

/// Returns the events that end after `from`, and those whose end is not known.
pub fn ending_after(db: &Db<'_>, from: DateTime<Utc>) -> Result<Vec<EventId>> {
    let sql = "SELECT id FROM events WHERE ends_at IS NULL OR ends_at > ?";
    db.all(TABLE, sql, [from.timestamp()], |row| Ok(EventId::from(row.plain::<String>("id")?)))
}

/// Notes when an event takes place. What was read of it stays.
pub fn put_times(db: &Db<'_>, id: &EventId, start: DateTime<Utc>, end: Option<DateTime<Utc>>) -> Result<()> {
    let sql = "UPDATE events SET starts_at = ?, ends_at = ? WHERE id = ?";
    db.execute(sql, rusqlite::params![start.timestamp(), end.map(|end| end.timestamp()), id.as_str()])?;
    Ok(())
}

/// Notes that an event takes no time as it stands there now, or that it counts again.
pub fn ignore(db: &Db<'_>, id: &EventId, ignore: bool) -> Result<()> {
    let sql = "UPDATE events SET ignored = CASE WHEN ?2 THEN revision END WHERE id = ?1";
    db.execute(sql, rusqlite::params![id.as_str(), ignore])?;
    Ok(())
}

/// Has what the mirror still holds for an appointment stand for itself until its calendar says whether it is there: what was
/// seen may be what was just removed through another account. It is read again where it is.
pub fn doubt(db: &Db<'_>, id: &AppointmentId) -> Result<()> {
    let sql = "UPDATE events SET appointment_id = NULL, heir_of = NULL, revision = '' WHERE appointment_id = ?";
    db.execute(sql, [id.as_str()])?;
    Ok(())
}

/// Has what the mirror holds for an appointment stand for itself: it is booked again under another UID.
pub fn unlink(db: &Db<'_>, id: &AppointmentId) -> Result<()> {
    db.execute("UPDATE events SET appointment_id = NULL WHERE appointment_id = ?", [id.as_str()])?;
    Ok(())
}

fn mark(db: &Db<'_>, handle: &EventHandle) -> Result<String> {
    Ok(db.vault()?.mark("events.handle", handle.as_str().as_bytes()))
}
