//! Table `changes`: what each appointment was before every change.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::appointments::{WALL, guess_words, guesses};
use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::appointment::{Appointment, Happened, Status};
use crate::model::ids::{AppointmentId, CalendarId, ChangeId, ClientId, EventHandle, ServiceId};
use crate::model::repeat::Repeat;

const TABLE: &str = "changes";

/// A change that was saved.
pub struct SavedChange {
    pub id: ChangeId,
    pub appointment_id: AppointmentId,
    pub what: Happened,
    pub at: DateTime<Utc>,
    /// `None` = there was no appointment before.
    pub before: Option<Appointment>,
    /// Of an answer that what stands here is right: the appointment as it would be had the other side been taken.
    pub over: Option<Appointment>,
    /// For a change that also gave its client another e-mail address: the client, and the previous address.
    pub address: Option<(ClientId, Option<String>)>,
    pub undone: bool,
}

impl SavedChange {
    /// Returns the version that can be brought back: the one before the change, or what stood there and was not taken.
    pub fn earlier(&self) -> Option<&Appointment> {
        self.over.as_ref().or(self.before.as_ref())
    }
}

/// Notes a change in the transaction that makes it.
pub fn add(
    db: &Db<'_>,
    appointment: &AppointmentId,
    what: Happened,
    before: Option<&Appointment>,
    now: DateTime<Utc>,
) -> Result<ChangeId> {
    add_with_address(db, appointment, what, before, None, now)
}

/// Notes that what stands here was kept, over what stood there.
pub fn add_over(db: &Db<'_>, kept: &Appointment, over: &Appointment, now: DateTime<Utc>) -> Result<ChangeId> {
    let over = (over != kept).then(|| Box::new(Note::of(over, None)));
    write(db, &kept.id, Happened::KeptMine, Some(Note { over, ..Note::of(kept, None) }), now)
}

/// Notes a change that also gave a client another e-mail address; `address` is the previous one.
pub fn add_with_address(
    db: &Db<'_>,
    appointment: &AppointmentId,
    what: Happened,
    before: Option<&Appointment>,
    address: Option<(&ClientId, Option<&str>)>,
    now: DateTime<Utc>,
) -> Result<ChangeId> {
    write(db, appointment, what, before.map(|before| Note::of(before, address)), now)
}

fn write(
    db: &Db<'_>,
    appointment: &AppointmentId,
    what: Happened,
    note: Option<Note>,
    now: DateTime<Utc>,
) -> Result<ChangeId> {
    let id = ChangeId::random();
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.plain("appointment_id", appointment.as_str().to_owned());
    columns.plain("what", what.word().to_owned());
    let note = note.map(|note| serde_json::to_vec(&note)).transpose();
    let note = note.map_err(|_| StoreError::Unreadable { table: TABLE })?;
    columns.sealed_or_null("before", note.as_deref())?;
    columns.plain("at", now.timestamp());
    columns.upsert()?;
    Ok(id)
}

pub fn get(db: &Db<'_>, id: &ChangeId) -> Result<Option<SavedChange>> {
    db.one(TABLE, "SELECT * FROM changes WHERE id = ?", [id.as_str()], shape)
}

/// Returns the changes of an appointment, oldest first: as they were written, whatever the clock said. Of one that
/// cannot be read, only what it was is known.
pub fn of(db: &Db<'_>, appointment: &AppointmentId) -> Result<Vec<SavedChange>> {
    let sql = "SELECT * FROM changes WHERE appointment_id = ? ORDER BY rowid";
    db.all(TABLE, sql, [appointment.as_str()], |row| match shape(row) {
        Err(StoreError::Unreadable { .. }) => with_before(row, None),
        read => read,
    })
}

/// Returns whether an appointment has or ever had an event of this UID, as far as its history can be read.
pub fn had_uid(db: &Db<'_>, appointment: &Appointment, uid: &str) -> Result<bool> {
    let mut before = of(db, &appointment.id)?.into_iter().filter_map(|change| change.before);
    Ok(appointment.uid == uid || before.any(|before| before.uid == uid))
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<SavedChange> {
    let before = row.sealed_or_null("before")?;
    let note = before.map(|bytes| serde_json::from_slice::<Note>(&bytes)).transpose();
    with_before(row, note.map_err(|_| StoreError::Unreadable { table: TABLE })?)
}

fn with_before(row: &RowReader<'_, '_, '_>, mut note: Option<Note>) -> Result<SavedChange> {
    let unreadable = || StoreError::Unreadable { table: TABLE };
    let address = note.as_mut().and_then(|note| note.address.take());
    let over = note.as_mut().and_then(|note| note.over.take()).and_then(|over| Note::into(*over));
    let before = note.map(Note::into);
    if matches!(before, Some(None)) {
        return Err(unreadable());
    }
    Ok(SavedChange {
        id: ChangeId::from(row.plain::<String>("id")?),
        appointment_id: AppointmentId::from(row.plain::<String>("appointment_id")?),
        what: Happened::from_word(&row.plain::<String>("what")?).ok_or_else(unreadable)?,
        at: DateTime::from_timestamp(row.plain("at")?, 0).ok_or_else(unreadable)?,
        before: before.flatten(),
        over,
        address: address.map(|(client, before)| (ClientId::from(client), before)),
        undone: row.plain("undone")?,
    })
}

/// Returns the appointments that were found in a calendar at `since` or later. What the person made of an event is none of
/// them: its time was busy before.
pub fn found_since(db: &Db<'_>, since: DateTime<Utc>) -> Result<Vec<AppointmentId>> {
    let sql = "SELECT appointment_id FROM changes WHERE what = 'found' AND at >= ? ORDER BY rowid";
    db.all(TABLE, sql, [since.timestamp()], |row| Ok(AppointmentId::from(row.plain::<String>("appointment_id")?)))
}

/// Returns what was changed in calendars at `since` or later, or was answered about that, the newest `at_most`, newest first.
pub fn there_since(db: &Db<'_>, since: DateTime<Utc>, at_most: u32) -> Result<Vec<(AppointmentId, ChangeId)>> {
    let sql = "SELECT id, appointment_id FROM changes
               WHERE what IN ('changed_there', 'moved_there', 'repeats_there', 'deleted_there', 'used_theirs') AND at >= ?
               ORDER BY at DESC, rowid DESC LIMIT ?";
    db.all(TABLE, sql, rusqlite::params![since.timestamp(), at_most], |row| {
        Ok((AppointmentId::from(row.plain::<String>("appointment_id")?), ChangeId::from(row.plain::<String>("id")?)))
    })
}

/// Returns whether an appointment was found in a calendar, and neither booked here nor made of an event by the person.
pub fn was_found(db: &Db<'_>, appointment: &AppointmentId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM changes WHERE appointment_id = ? AND what = 'found')";
    Ok(db.value(sql, [appointment.as_str()], |row| row.get(0))?)
}

/// Returns the newest change of an appointment, the only one that can be undone: the last that was written, whatever the
/// clock said. What leaves the appointment as it is takes nothing back: that it was made to repeat there does not where it became
/// a series by that. What was kept goes along with the change that it was about until it is carried out.
pub fn newest_of(db: &Db<'_>, appointment: &AppointmentId) -> Result<Option<ChangeId>> {
    let sql = "SELECT * FROM changes WHERE appointment_id = ? AND undone = 0 AND what <> 'deleted_there'
               AND (what <> 'repeats_there' OR EXISTS (SELECT 1 FROM appointments a WHERE a.id = changes.appointment_id
                    AND a.repeat IS NOT NULL))
               AND (what <> 'kept_mine' OR NOT EXISTS (SELECT 1 FROM outbox o WHERE o.appointment_id = changes.appointment_id
                    AND o.kept = 1 AND o.created_at <= changes.at AND o.state IN ('waiting', 'needs_you')))
               ORDER BY rowid DESC LIMIT 1";
    db.one(TABLE, sql, [appointment.as_str()], |row| Ok(ChangeId::from(row.plain::<String>("id")?)))
}

/// Returns whether somebody made an appointment a series there.
pub fn made_to_repeat(db: &Db<'_>, appointment: &AppointmentId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM changes WHERE appointment_id = ? AND what = 'repeats_there')";
    Ok(db.value(sql, [appointment.as_str()], |row| row.get(0))?)
}

pub fn mark_undone(db: &Db<'_>, id: &ChangeId) -> Result<()> {
    db.execute("UPDATE changes SET undone = 1 WHERE id = ?", [id.as_str()])?;
    Ok(())
}

/// Notes that two changes are of one act, and are taken back together.
pub fn tie(db: &Db<'_>, one: &ChangeId, other: &ChangeId) -> Result<()> {
    db.execute("UPDATE changes SET together = ?1 WHERE id IN (?1, ?2)", [one.as_str(), other.as_str()])?;
    Ok(())
}

/// Returns the other change of the same act, if that made two.
pub fn tied_to(db: &Db<'_>, id: &ChangeId) -> Result<Option<ChangeId>> {
    let sql = "SELECT id FROM changes WHERE together = (SELECT together FROM changes WHERE id = ?1) AND id <> ?1";
    db.one(TABLE, sql, [id.as_str()], |row| Ok(ChangeId::from(row.plain::<String>("id")?)))
}

/// An appointment as JSON, sealed as a whole.
#[derive(Serialize, Deserialize)]
struct Note {
    id: String,
    client_id: String,
    service_id: Option<String>,
    title: String,
    place: String,
    #[serde(default)]
    description: String,
    notes: String,
    start: String,
    minutes: u32,
    zone: String,
    starts_at: i64,
    ends_at: i64,
    status: String,
    invite: bool,
    calendar_id: Option<String>,
    uid: String,
    sequence: u32,
    calendar_event_id: Option<String>,
    #[serde(default)]
    invited: Option<String>,
    #[serde(default)]
    repeat: Option<String>,
    #[serde(default)]
    guessed: Option<String>,
    /// The client's id, and their previous address.
    #[serde(default)]
    address: Option<(String, Option<String>)>,
    #[serde(default)]
    over: Option<Box<Self>>,
}

impl Note {
    fn of(appointment: &Appointment, address: Option<(&ClientId, Option<&str>)>) -> Self {
        Self {
            id: appointment.id.as_str().to_owned(),
            client_id: appointment.client_id.as_str().to_owned(),
            service_id: appointment.service_id.as_ref().map(|id| id.as_str().to_owned()),
            title: appointment.title.clone(),
            place: appointment.place.clone(),
            description: appointment.description.clone(),
            notes: appointment.notes.clone(),
            start: appointment.start.format(WALL).to_string(),
            minutes: appointment.minutes,
            zone: appointment.zone.clone(),
            starts_at: appointment.starts_at.timestamp(),
            ends_at: appointment.ends_at.timestamp(),
            status: appointment.status.word().to_owned(),
            invite: appointment.invite,
            calendar_id: appointment.calendar_id.as_ref().map(|id| id.as_str().to_owned()),
            uid: appointment.uid.clone(),
            sequence: appointment.sequence,
            calendar_event_id: appointment.calendar_event_id.as_ref().map(|id| id.as_str().to_owned()),
            invited: appointment.invited.clone(),
            repeat: appointment.repeat.as_ref().map(Repeat::words),
            guessed: guess_words(&appointment.guessed),
            address: address.map(|(client, before)| (client.as_str().to_owned(), before.map(str::to_owned))),
            over: None,
        }
    }

    fn into(self) -> Option<Appointment> {
        Some(Appointment {
            id: AppointmentId::from(self.id),
            client_id: ClientId::from(self.client_id),
            service_id: self.service_id.map(ServiceId::from),
            title: self.title,
            place: self.place,
            description: self.description,
            notes: self.notes,
            start: NaiveDateTime::parse_from_str(&self.start, WALL).ok()?,
            minutes: self.minutes,
            zone: self.zone,
            starts_at: DateTime::from_timestamp(self.starts_at, 0)?,
            ends_at: DateTime::from_timestamp(self.ends_at, 0)?,
            status: Status::from_word(&self.status)?,
            invite: self.invite,
            calendar_id: self.calendar_id.map(CalendarId::from),
            uid: self.uid,
            sequence: self.sequence,
            calendar_event_id: self.calendar_event_id.map(EventHandle::from),
            invited: self.invited,
            repeat: match self.repeat {
                Some(words) => Some(Repeat::from_words(&words)?),
                None => None,
            },
            guessed: guesses(&self.guessed.unwrap_or_default()),
        })
    }
}
