//! Table `unchecked_times`: times of appointments that were chosen before all calendars were read.

use chrono::{DateTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::ids::AppointmentId;

const TABLE: &str = "unchecked_times";

/// A time that was not checked everywhere since it was chosen, or was chosen over something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncheckedTime {
    /// The appointment or, of a series, the date.
    pub id: AppointmentId,
    /// The appointment, of all dates of a series the same.
    pub appointment: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub chosen_at: DateTime<Utc>,
    /// What it overlapped then: the person knew.
    pub meant: Vec<String>,
    /// It is to be looked at again.
    pub open: bool,
    /// It overlaps something else, as is known by now.
    pub clashes: bool,
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<UncheckedTime> {
    let at = |name| Ok::<_, StoreError>(DateTime::from_timestamp(row.plain(name)?, 0).unwrap_or(DateTime::UNIX_EPOCH));
    Ok(UncheckedTime {
        id: AppointmentId::from(row.plain::<String>("id")?),
        appointment: AppointmentId::from(row.plain::<String>("appointment")?),
        starts_at: at("starts_at")?,
        ends_at: at("ends_at")?,
        chosen_at: at("chosen_at")?,
        // Unreadable, nothing was meant: rather asked once too often.
        meant: serde_json::from_str(&row.plain::<String>("meant")?).unwrap_or_default(),
        open: row.plain("open")?,
        clashes: row.plain("clashes")?,
    })
}

/// Returns those that are to be looked at again, by time.
pub fn open(db: &Db<'_>) -> Result<Vec<UncheckedTime>> {
    db.all(TABLE, "SELECT * FROM unchecked_times WHERE open ORDER BY starts_at, id", [], shape)
}

/// Returns those that overlap something, by time.
pub fn clashing(db: &Db<'_>) -> Result<Vec<UncheckedTime>> {
    db.all(TABLE, "SELECT * FROM unchecked_times WHERE clashes ORDER BY starts_at, id", [], shape)
}

/// Returns what is known of an appointment, or of a date of a series.
pub fn get(db: &Db<'_>, id: &AppointmentId) -> Result<Option<UncheckedTime>> {
    db.one(TABLE, "SELECT * FROM unchecked_times WHERE id = ?", [id.as_str()], shape)
}

/// Returns what is known of an appointment, of a series of each of its dates.
pub fn of_appointment(db: &Db<'_>, appointment: &AppointmentId) -> Result<Vec<UncheckedTime>> {
    let sql = "SELECT * FROM unchecked_times WHERE appointment = ? ORDER BY starts_at, id";
    db.all(TABLE, sql, [appointment.as_str()], shape)
}

pub fn put(db: &Db<'_>, time: &UncheckedTime) -> Result<()> {
    let mut columns = Columns::plain_row(db, TABLE, time.id.as_str());
    columns.plain("appointment", time.appointment.as_str().to_owned());
    columns.plain("starts_at", time.starts_at.timestamp());
    columns.plain("ends_at", time.ends_at.timestamp());
    columns.plain("chosen_at", time.chosen_at.timestamp());
    columns.plain("meant", serde_json::to_string(&time.meant).unwrap_or_default());
    columns.plain("open", time.open);
    columns.plain("clashes", time.clashes);
    columns.upsert()
}

/// Forgets one: it is known to be free, or is not coming any more.
pub fn remove(db: &Db<'_>, id: &AppointmentId) -> Result<()> {
    db.execute("DELETE FROM unchecked_times WHERE id = ?", [id.as_str()])?;
    Ok(())
}

/// Forgets what was meant of times that are over.
pub fn remove_over(db: &Db<'_>, now: DateTime<Utc>) -> Result<()> {
    db.execute("DELETE FROM unchecked_times WHERE NOT open AND ends_at <= ?", [now.timestamp()])?;
    Ok(())
}

/// Returns by what an occurrence of an event is known wherever it stands: a UID may name a person, and is not kept here.
pub fn mark(db: &Db<'_>, uid: &str, occurrence: &str) -> Result<String> {
    Ok(db.vault()?.mark(TABLE, format!("{}:{uid}{occurrence}", uid.len()).as_bytes()))
}
