//! Table `appointments`.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::appointment::{Appointment, Guess, Status};
use crate::model::ids::{AppointmentId, CalendarId, ClientId, ConnectionId, EventHandle, ServiceId};
use crate::model::repeat::{Ends, Repeat};

const TABLE: &str = "appointments";

/// The form of a wall-clock start, for `chrono`.
pub const WALL: &str = "%Y-%m-%dT%H:%M";

/// The longest appointment that a form takes, in minutes.
const DAY: u32 = 1440;

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Appointment> {
    let plain = plain(row)?;
    if !row.is_bound(&facts(&plain))? {
        return Err(StoreError::Unreadable { table: TABLE });
    }
    Ok(Appointment {
        title: row.text("title")?,
        place: row.text("place")?,
        description: row.text_or_null("description")?.unwrap_or_default(),
        notes: row.text("notes")?,
        invited: row.text_or_null("invited")?,
        ..plain
    })
}

/// Reads what is not sealed. Who exchanged something of it may have exchanged the client.
fn without_texts(row: &RowReader<'_, '_, '_>) -> Result<Appointment> {
    let plain = plain(row)?;
    match row.is_bound(&facts(&plain)) {
        Ok(true) | Err(StoreError::Locked) => Ok(plain),
        Ok(false) => Ok(Appointment { client_id: ClientId::from(String::new()), ..plain }),
        Err(other) => Err(other),
    }
}

/// Returns what is bound to the row by its mark, each part after its length.
fn facts(one: &Appointment) -> Vec<u8> {
    let mut parts = vec![
        one.id.as_str().to_owned(),
        one.client_id.as_str().to_owned(),
        one.start.format(WALL).to_string(),
        one.minutes.to_string(),
        one.zone.clone(),
        one.starts_at.timestamp().to_string(),
        one.ends_at.timestamp().to_string(),
        one.status.word().to_owned(),
        one.invite.to_string(),
        one.uid.clone(),
    ];
    // The mark of one that takes place once is as it was before there were series.
    parts.extend(one.repeat.as_ref().map(Repeat::words));
    parts.iter().flat_map(|part| [part.len().to_string().as_str(), ":", part].concat().into_bytes()).collect()
}

/// Binds the rows of an older file. One that makes no sense stays as it is.
pub fn bind_all(db: &Db<'_>) -> Result<()> {
    for row in db.each(TABLE, "SELECT * FROM appointments WHERE bound IS NULL", [], plain)? {
        let Ok(one) = row else { continue };
        let mark = db.vault()?.mark(TABLE, &facts(&one));
        db.execute("UPDATE appointments SET bound = ? WHERE id = ?", [mark.as_str(), one.id.as_str()])?;
    }
    Ok(())
}

/// Reads what is not sealed, whoever wrote it.
fn plain(row: &RowReader<'_, '_, '_>) -> Result<Appointment> {
    let damaged = StoreError::Unreadable { table: TABLE };
    let at = |name| Ok::<_, StoreError>(DateTime::from_timestamp(row.plain(name)?, 0).unwrap_or(DateTime::UNIX_EPOCH));
    let Some(status) = Status::from_word(&row.plain::<String>("status")?) else { return Err(damaged) };
    let Ok(start) = NaiveDateTime::parse_from_str(&row.plain::<String>("wall_start")?, WALL) else {
        return Err(damaged);
    };
    let repeat = match row.plain::<Option<String>>("repeat")? {
        Some(words) => Some(Repeat::from_words(&words).ok_or(StoreError::Unreadable { table: TABLE })?),
        None => None,
    };
    Ok(Appointment {
        id: AppointmentId::from(row.plain::<String>("id")?),
        client_id: ClientId::from(row.plain::<String>("client_id")?),
        service_id: row.plain::<Option<String>>("service_id")?.map(ServiceId::from),
        title: String::new(),
        place: String::new(),
        description: String::new(),
        notes: String::new(),
        start,
        minutes: row.plain::<Option<u32>>("long_minutes")?.map_or_else(|| row.plain("minutes"), Ok)?,
        zone: row.plain("zone")?,
        starts_at: at("starts_at")?,
        ends_at: at("ends_at")?,
        status,
        invite: row.plain("invite")?,
        calendar_id: row.plain::<Option<String>>("calendar_id")?.map(CalendarId::from),
        uid: row.plain("uid")?,
        sequence: row.plain("sequence")?,
        calendar_event_id: row.plain::<Option<String>>("calendar_event_id")?.map(EventHandle::from),
        guessed: guesses(&row.plain::<Option<String>>("guessed")?.unwrap_or_default()),
        invited: None,
        repeat,
    })
}

/// Returns when the last date of a series is over at the latest; `None` = it is none.
fn series_ends(one: &Appointment) -> Option<i64> {
    let repeat = one.repeat.as_ref()?;
    let last = match repeat.ends {
        Ends::Never => return Some(i64::MAX),
        Ends::On(_) | Ends::After(_) => repeat.dates(one.start.date()).last().unwrap_or(one.start.date()),
    };
    let last = repeat.moved.iter().map(|moved| moved.start.date()).chain([last]).max().unwrap_or(last);
    // Whatever zone it is in.
    let over = last.checked_add_days(Days::new(2)).map(|day| day.and_time(NaiveTime::MIN).and_utc().timestamp());
    let length = one.ends_at.timestamp().saturating_sub(one.starts_at.timestamp());
    Some(over.map_or(i64::MAX, |over| over.saturating_add(length)).max(one.ends_at.timestamp()))
}

/// Returns when the first date of a series begins at the earliest; `None` = it is none. One that was moved may be before all others.
fn series_begins(one: &Appointment) -> Option<i64> {
    let repeat = one.repeat.as_ref()?;
    let first = repeat.moved.iter().map(|moved| moved.start.date()).chain([one.start.date()]).min()?;
    // Whatever zone it is in.
    let begins = first.checked_sub_days(Days::new(2)).map(|day| day.and_time(NaiveTime::MIN).and_utc().timestamp());
    Some(begins.unwrap_or(i64::MIN))
}

/// Reads what [`guess_words`] made.
pub(super) fn guesses(words: &str) -> Vec<Guess> {
    words.split(' ').filter_map(Guess::from_word).collect()
}

/// Returns guesses as they are kept; `None` = there are none.
pub(super) fn guess_words(guessed: &[Guess]) -> Option<String> {
    let words: Vec<&str> = guessed.iter().map(|guess| guess.word()).collect();
    Some(words.join(" ")).filter(|words| !words.is_empty())
}

pub fn get(db: &Db<'_>, id: &AppointmentId) -> Result<Option<Appointment>> {
    db.one(TABLE, "SELECT * FROM appointments WHERE id = ?", [id.as_str()], shape)
}

/// Returns what can be read of an appointment even where its texts are damaged: when it is, and where it goes.
pub fn get_without_texts(db: &Db<'_>, id: &AppointmentId) -> Result<Option<Appointment>> {
    db.one(TABLE, "SELECT * FROM appointments WHERE id = ?", [id.as_str()], without_texts)
}

/// Returns the appointment with this UID, without opening it.
pub fn by_uid(db: &Db<'_>, uid: &str) -> Result<Option<AppointmentId>> {
    let sql = "SELECT id FROM appointments WHERE uid = ?";
    db.one(TABLE, sql, [uid], |row| Ok(AppointmentId::from(row.plain::<String>("id")?)))
}

/// Returns the appointment with this id, if it has this UID.
pub fn with_uid(db: &Db<'_>, id: &AppointmentId, uid: &str) -> Result<Option<AppointmentId>> {
    let sql = "SELECT id FROM appointments WHERE id = ? AND uid = ?";
    db.one(TABLE, sql, [id.as_str(), uid], |row| Ok(AppointmentId::from(row.plain::<String>("id")?)))
}

/// Returns the appointments that overlap `from..to`, cancelled ones included, ordered by start. One without length takes its moment.
/// One whose texts are damaged is there by its time.
pub fn between(db: &Db<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM appointments WHERE starts_at < ?2 AND max(ends_at, starts_at + 1) > ?1
               ORDER BY starts_at, id";
    db.each(TABLE, sql, [from.timestamp(), to.timestamp()], |row| match shape(row) {
        Err(StoreError::Unreadable { .. }) => Ok(Appointment { title: "—".to_owned(), ..without_texts(row)? }),
        read => read,
    })
}

/// Returns the series of which dates may overlap `from..to`, without those that are cancelled. One whose texts are damaged is
/// there by its time.
pub fn series_between(db: &Db<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM appointments
               WHERE series_ends > ?1 AND series_begins < ?2 AND status <> 'cancelled' ORDER BY starts_at, id";
    db.each(TABLE, sql, [from.timestamp(), to.timestamp()], |row| match shape(row) {
        Err(StoreError::Unreadable { .. }) => Ok(Appointment { title: "—".to_owned(), ..without_texts(row)? }),
        read => read,
    })
}

/// Returns the series of which a change is open, cancelled ones too.
pub fn series_changing(db: &Db<'_>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM appointments WHERE repeat IS NOT NULL AND id IN
                 (SELECT appointment_id FROM outbox WHERE state IN ('waiting', 'needs_you')) ORDER BY id";
    db.each(TABLE, sql, [], |row| without_texts(row))
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

/// Returns how long each client's last appointments were, at most `count` of each, the last first; then those to come.
pub fn lengths_per_client(db: &Db<'_>, now: DateTime<Utc>, count: u32) -> Result<Vec<(ClientId, u32)>> {
    let sql = "SELECT client_id, minutes FROM (
                 SELECT client_id, minutes, row_number() OVER (
                   PARTITION BY client_id ORDER BY starts_at <= ?1 DESC, abs(starts_at - ?1)
                 ) AS rank FROM appointments WHERE status <> 'cancelled' AND long_minutes IS NULL
               ) WHERE rank <= ?2 ORDER BY client_id, rank";
    db.all(TABLE, sql, rusqlite::params![now.timestamp(), count], |row| {
        Ok((ClientId::from(row.plain::<String>("client_id")?), row.plain("minutes")?))
    })
}

/// Returns a client's appointments that end after `from`, invite them and are not cancelled.
pub fn inviting(db: &Db<'_>, client: &ClientId, from: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = "SELECT * FROM appointments
               WHERE client_id = ?1 AND (ends_at > ?2 OR series_ends > ?2) AND invite AND status <> 'cancelled'";
    db.each(TABLE, sql, rusqlite::params![client.as_str(), from.timestamp()], shape)
}

/// Returns the appointments that go to a calendar of this connection.
pub fn in_calendars_of(db: &Db<'_>, connection: &ConnectionId) -> Result<Vec<AppointmentId>> {
    let sql = "SELECT id FROM appointments WHERE calendar_id IN (SELECT id FROM calendars WHERE connection_id = ?)";
    db.all(TABLE, sql, [connection.as_str()], |row| Ok(AppointmentId::from(row.plain::<String>("id")?)))
}

/// Returns the appointments that end after `from`, cancelled ones included, ordered by start.
pub fn ending_after(db: &Db<'_>, from: DateTime<Utc>) -> Result<Vec<AppointmentId>> {
    let sql = "SELECT id FROM appointments WHERE ends_at > ?1 OR series_ends > ?1 ORDER BY starts_at, id";
    db.all(TABLE, sql, [from.timestamp()], |row| Ok(AppointmentId::from(row.plain::<String>("id")?)))
}

/// Has an appointment, whose texts may be damaged, take place at other instants. Its wall clock stays.
pub fn put_times(db: &Db<'_>, id: &AppointmentId, (start, end): (DateTime<Utc>, DateTime<Utc>)) -> Result<()> {
    let known = db.one(TABLE, "SELECT * FROM appointments WHERE id = ?", [id.as_str()], |row| {
        let one = plain(row)?;
        Ok((row.is_bound(&facts(&one))?, one))
    })?;
    let Some((bound, before)) = known else { return Ok(()) };
    // What was exchanged in the file stays noticed.
    let after = facts(&Appointment { starts_at: start, ends_at: end, ..before });
    let mark = if bound { Some(db.vault()?.mark(TABLE, &after)) } else { None };
    let sql = "UPDATE appointments SET starts_at = ?, ends_at = ?, bound = coalesce(?, bound) WHERE id = ?";
    db.execute(sql, rusqlite::params![start.timestamp(), end.timestamp(), mark, id.as_str()])?;
    Ok(())
}

/// Returns whether any appointment goes to a calendar.
pub fn exist_in(db: &Db<'_>, calendar: &CalendarId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM appointments WHERE calendar_id = ?)";
    Ok(db.value(sql, [calendar.as_str()], |row| row.get(0))?)
}

/// Deletes the appointments that go to a calendar of this connection, with their history.
pub fn delete_of_connection(db: &Db<'_>, connection: &ConnectionId) -> Result<()> {
    let sql = "DELETE FROM appointments WHERE calendar_id IN (SELECT id FROM calendars WHERE connection_id = ?)";
    db.execute(sql, [connection.as_str()])?;
    Ok(())
}

/// Returns the calendars of a connection that hold an appointment which ends after `from`.
pub fn calendars_of_coming(db: &Db<'_>, connection: &ConnectionId, from: DateTime<Utc>) -> Result<Vec<CalendarId>> {
    let sql =
        "SELECT DISTINCT a.calendar_id AS calendar_id FROM appointments a JOIN calendars c ON c.id = a.calendar_id
               WHERE (a.ends_at > ?1 OR a.series_ends > ?1) AND c.connection_id = ?2";
    db.all(TABLE, sql, rusqlite::params![from.timestamp(), connection.as_str()], |row| {
        Ok(CalendarId::from(row.plain::<String>("calendar_id")?))
    })
}

/// Returns the appointments that belong into a calendar, or whose event stands there, and that end after `from`.
pub fn coming_in(db: &Db<'_>, calendar: &CalendarId, from: DateTime<Utc>) -> Result<Vec<AppointmentId>> {
    let sql = "SELECT id FROM appointments a WHERE (ends_at > ?1 OR series_ends > ?1) AND (calendar_id = ?2 OR EXISTS
                 (SELECT 1 FROM events WHERE appointment_id = a.id AND calendar_id = ?2)) ORDER BY starts_at";
    db.all(TABLE, sql, rusqlite::params![from.timestamp(), calendar.as_str()], |row| {
        Ok(AppointmentId::from(row.plain::<String>("id")?))
    })
}

/// On this computer and nowhere else: what stands in an account that is not connected any more is not among them.
const LOCAL: &str = "calendar_id IS NULL AND status <> 'cancelled' AND (ends_at > ?1 OR series_ends > ?1)
    AND NOT EXISTS (SELECT 1 FROM copies k WHERE k.id = appointments.id
                    AND (k.agreed IS NOT NULL OR k.sent IS NOT NULL OR k.from_mirror = 1))";

/// Returns the coming appointments of accounts that are not connected any more, where they still stand or may stand.
pub fn standing_elsewhere(db: &Db<'_>, from: DateTime<Utc>) -> Result<Vec<Appointment>> {
    let sql = "SELECT a.* FROM appointments a JOIN copies k ON k.id = a.id
               WHERE a.calendar_id IS NULL AND a.status <> 'cancelled' AND (a.ends_at > ?1 OR a.series_ends > ?1)
                 AND (k.agreed IS NOT NULL OR k.sent IS NOT NULL OR k.from_mirror = 1) ORDER BY a.starts_at";
    db.all(TABLE, sql, [from.timestamp()], without_texts)
}

/// Counts what [`local_from`] would return.
pub fn count_local(db: &Db<'_>, from: DateTime<Utc>) -> Result<u32> {
    let sql = format!("SELECT count(*) FROM appointments WHERE {LOCAL}");
    Ok(db.value(&sql, [from.timestamp()], |row| row.get(0))?)
}

/// Returns the confirmed and tentative appointments from `from` on that are kept on this computer only.
pub fn local_from(db: &Db<'_>, from: DateTime<Utc>) -> Result<Vec<Result<Appointment>>> {
    let sql = format!("SELECT * FROM appointments WHERE {LOCAL} ORDER BY starts_at");
    db.each(TABLE, &sql, [from.timestamp()], shape)
}

pub fn exists_any(db: &Db<'_>) -> Result<bool> {
    Ok(db.value("SELECT EXISTS (SELECT 1 FROM appointments)", [], |row| row.get(0))?)
}

pub fn put(db: &Db<'_>, appointment: &Appointment, now: DateTime<Utc>) -> Result<()> {
    let exists: bool =
        db.value("SELECT EXISTS (SELECT 1 FROM appointments WHERE id = ?)", [appointment.id.as_str()], |row| {
            row.get(0)
        })?;
    let mut columns = Columns::sealing(db, TABLE, appointment.id.as_str())?;
    columns.plain("client_id", appointment.client_id.as_str().to_owned());
    columns.plain("service_id", appointment.service_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.sealed("title", appointment.title.as_bytes())?;
    columns.sealed("place", appointment.place.as_bytes())?;
    columns.sealed("description", appointment.description.as_bytes())?;
    columns.sealed("notes", appointment.notes.as_bytes())?;
    columns.plain("wall_start", appointment.start.format(WALL).to_string());
    columns.plain("minutes", appointment.minutes.clamp(1, DAY));
    columns.plain("long_minutes", Some(appointment.minutes).filter(|minutes| !(1..=DAY).contains(minutes)));
    columns.plain("zone", appointment.zone.clone());
    columns.plain("starts_at", appointment.starts_at.timestamp());
    columns.plain("ends_at", appointment.ends_at.timestamp());
    columns.plain("status", appointment.status.word().to_owned());
    columns.plain("invite", appointment.invite);
    columns.plain("calendar_id", appointment.calendar_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.plain("calendar_event_id", appointment.calendar_event_id.as_ref().map(|id| id.as_str().to_owned()));
    columns.sealed_or_null("invited", appointment.invited.as_deref().map(str::as_bytes))?;
    columns.plain("guessed", guess_words(&appointment.guessed));
    columns.plain("repeat", appointment.repeat.as_ref().map(Repeat::words));
    columns.plain("series_ends", series_ends(appointment));
    columns.plain("series_begins", series_begins(appointment));
    columns.plain("uid", appointment.uid.clone());
    columns.plain("sequence", appointment.sequence);
    columns.plain("bound", db.vault()?.mark(TABLE, &facts(appointment)));
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
    db.execute("DELETE FROM appointments WHERE id = ?", [id.as_str()])?;
    Ok(())
}
