//! Table `services`: what can be booked.

use std::collections::HashMap;

use super::columns::{Columns, RowReader};
use super::{Db, Result};
use crate::model::client::{Hue, Service};
use crate::model::ids::ServiceId;

const TABLE: &str = "services";

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Service> {
    Ok(Service {
        id: ServiceId::from(row.plain::<String>("id")?),
        name: row.text("name")?,
        description: row.text_or_null("description")?.unwrap_or_default(),
        minutes: row.plain("minutes")?,
        hue: Hue::from_word(&row.plain::<String>("hue")?).unwrap_or(Hue::Petrol),
        break_minutes: row.plain("break_minutes")?,
    })
}

pub fn all(db: &Db<'_>) -> Result<Vec<Service>> {
    db.all(TABLE, "SELECT * FROM services ORDER BY position, id", [], shape)
}

/// Returns one service.
pub fn get(db: &Db<'_>, id: &ServiceId) -> Result<Option<Service>> {
    db.one(TABLE, "SELECT * FROM services WHERE id = ?", [id.as_str()], shape)
}

/// Returns the break after each service that has one, in minutes. Nothing is opened for it.
pub fn breaks(db: &Db<'_>) -> Result<HashMap<ServiceId, u32>> {
    let sql = "SELECT id, break_minutes FROM services WHERE break_minutes > 0";
    let all =
        db.all(TABLE, sql, [], |row| Ok((ServiceId::from(row.plain::<String>("id")?), row.plain("break_minutes")?)))?;
    Ok(all.into_iter().collect())
}

/// Changes a service, or adds it after the others.
pub fn put(db: &Db<'_>, service: &Service) -> Result<()> {
    let position: i64 = db.value(
        "SELECT coalesce((SELECT position FROM services WHERE id = ?1), (SELECT count(*) FROM services))",
        [service.id.as_str()],
        |row| row.get(0),
    )?;
    let mut columns = Columns::sealing(db, TABLE, service.id.as_str())?;
    columns.sealed("name", service.name.as_bytes())?;
    columns.sealed("description", service.description.as_bytes())?;
    columns.plain("minutes", service.minutes);
    columns.plain("hue", service.hue.word().to_owned());
    columns.plain("break_minutes", service.break_minutes);
    columns.plain("position", position);
    columns.upsert()
}
