//! Table `unchecked_times`: times of appointments that were chosen before all calendars were read.

use chrono::{DateTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::ids::AppointmentId;

const TABLE: &str = "unchecked_times";

/// A time that was not checked everywhere since it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncheckedTime {
    pub appointment: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub chosen_at: DateTime<Utc>,
    /// What it overlapped then: the person knew.
    pub meant: Vec<String>,
    /// It overlaps something else, as is known by now.
    pub clashes: bool,
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<UncheckedTime> {
    let at = |name| Ok::<_, StoreError>(DateTime::from_timestamp(row.plain(name)?, 0).unwrap_or(DateTime::UNIX_EPOCH));
    Ok(UncheckedTime {
        appointment: AppointmentId::from(row.plain::<String>("id")?),
        starts_at: at("starts_at")?,
        ends_at: at("ends_at")?,
        chosen_at: at("chosen_at")?,
        // Unreadable, nothing was meant: rather asked once too often.
        meant: serde_json::from_str(&row.plain::<String>("meant")?).unwrap_or_default(),
        clashes: row.plain("clashes")?,
    })
}

/// Returns all of them, by time.
pub fn all(db: &Db<'_>) -> Result<Vec<UncheckedTime>> {
    db.all(TABLE, "SELECT * FROM unchecked_times ORDER BY starts_at, id", [], shape)
}

/// Returns those that overlap something, by time.
pub fn clashing(db: &Db<'_>) -> Result<Vec<UncheckedTime>> {
    db.all(TABLE, "SELECT * FROM unchecked_times WHERE clashes ORDER BY starts_at, id", [], shape)
}

pub fn put(db: &Db<'_>, time: &UncheckedTime) -> Result<()> {
    let mut columns = Columns::plain_row(db, TABLE, time.appointment.as_str());
    columns.plain("starts_at", time.starts_at.timestamp());
    columns.plain("ends_at", time.ends_at.timestamp());
    columns.plain("chosen_at", time.chosen_at.timestamp());
    columns.plain("meant", serde_json::to_string(&time.meant).unwrap_or_default());
    columns.plain("clashes", time.clashes);
    columns.upsert()
}

/// Forgets one: it is known to be free, is not coming any more, or the person keeps it.
pub fn remove(db: &Db<'_>, id: &AppointmentId) -> Result<()> {
    db.execute("DELETE FROM unchecked_times WHERE id = ?", [id.as_str()])?;
    Ok(())
}
