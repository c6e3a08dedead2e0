//! Table `clients`.

use chrono::{DateTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result};
use crate::model::client::Client;
use crate::model::ids::ClientId;

const TABLE: &str = "clients";

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Client> {
    Ok(Client {
        id: ClientId::from(row.plain::<String>("id")?),
        name: row.text("name")?,
        email: row.text_or_null("email")?,
        phone: row.text_or_null("phone")?,
    })
}

pub fn get(db: &Db<'_>, id: &ClientId) -> Result<Option<Client>> {
    db.one(TABLE, "SELECT * FROM clients WHERE id = ?", [id.as_str()], shape)
}

/// Returns every client, each with a result of its own: one damaged row hides nobody else.
pub fn all(db: &Db<'_>) -> Result<Vec<Result<Client>>> {
    db.each(TABLE, "SELECT * FROM clients ORDER BY updated_at DESC", [], shape)
}

pub fn put(db: &Db<'_>, client: &Client, now: DateTime<Utc>) -> Result<()> {
    let exists = get(db, &client.id)?.is_some();
    let mut columns = Columns::sealing(db, TABLE, client.id.as_str())?;
    columns.sealed("name", client.name.as_bytes())?;
    columns.sealed_or_null("email", client.email.as_deref().map(str::as_bytes))?;
    columns.sealed_or_null("phone", client.phone.as_deref().map(str::as_bytes))?;
    columns.plain("updated_at", now.timestamp());
    if exists {
        columns.update()
    } else {
        columns.plain("created_at", now.timestamp());
        columns.upsert()
    }
}
