//! Table `calendar_connections`. A damaged or locked row still has its id, provider and health.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::connection::{Account, Connection, ConnectionStatus, Health};
use crate::model::ids::ConnectionId;
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::model::sign_in::{Endpoints, TokenSet};

const TABLE: &str = "calendar_connections";

/// A row: what can always be read, and the rest if it can.
pub struct Row {
    pub id: ConnectionId,
    pub provider: String,
    pub is_primary: bool,
    pub health: Health,
    /// How often it was signed in to: tells a newer sign-in from the one a run began with.
    pub sign_ins: u32,
    pub connection: Result<Connection>,
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Row> {
    let at = |name| {
        Ok::<_, StoreError>(row.plain::<Option<i64>>(name)?.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    };
    let reason = row.reason("reason")?;
    let health = Health {
        status: match ConnectionStatus::from_word(&row.plain::<String>("status")?) {
            // Version 0.1 called every failure this.
            Some(ConnectionStatus::Offline) if !matches!(reason, Some(Reason::NetOffline | Reason::NetServer)) => {
                ConnectionStatus::NotSyncing
            }
            Some(status) => status,
            // A word of another version: nothing is known of how it is.
            None => ConnectionStatus::NotSyncing,
        },
        reason,
        paused: row.plain("paused")?,
        failures: row.plain("failures")?,
        retry_at: at("retry_at")?,
        last_sync_at: at("last_sync_at")?,
    };
    let id = ConnectionId::from(row.plain::<String>("id")?);
    let provider: String = row.plain("provider")?;
    let is_primary = row.plain("is_primary")?;
    let read_only = row.plain("read_only")?;
    let connection = sealed_part(row).map(|(account, user_name)| Connection {
        id: id.clone(),
        provider: provider.clone(),
        account,
        user_name,
        is_primary,
        read_only,
        health: health.clone(),
    });
    Ok(Row { id, provider, is_primary, health, sign_ins: row.plain("sign_ins")?, connection })
}

fn sealed_part(row: &RowReader<'_, '_, '_>) -> Result<(Account, String)> {
    let damaged = || StoreError::Unreadable { table: TABLE };
    let addresses: Vec<String> = serde_json::from_str(&row.text("addresses")?).map_err(|_| damaged())?;
    // Opened here so that a damaged password shows as a damaged connection at once, not at the next sync.
    row.sealed_or_null("password")?;
    row.sealed_or_null("access_token")?;
    row.sealed_or_null("refresh_token")?;
    let account = Account {
        key: row.text("account")?,
        email: row.text("email")?,
        name: row.text_or_null("name")?,
        addresses,
        server_mails: row.plain("server_mails")?,
        server: Url::parse(&row.text("server")?).map_err(|_| damaged())?,
    };
    Ok((account, row.text_or_null("user_name")?.unwrap_or_default()))
}

pub fn all(db: &Db<'_>) -> Result<Vec<Row>> {
    db.all(TABLE, "SELECT * FROM calendar_connections ORDER BY created_at, id", [], shape)
}

pub fn get(db: &Db<'_>, id: &ConnectionId) -> Result<Option<Row>> {
    db.one(TABLE, "SELECT * FROM calendar_connections WHERE id = ?", [id.as_str()], shape)
}

/// Returns the password, for the one exchange that sends it.
pub fn password(db: &Db<'_>, id: &ConnectionId) -> Result<Option<Secret>> {
    let found = db.one(TABLE, "SELECT * FROM calendar_connections WHERE id = ?", [id.as_str()], |row| {
        row.sealed_or_null("password")
    })?;
    Ok(found.flatten().map(|bytes| Secret::new(bytes.to_vec())))
}

/// Returns the tokens, for the one place that renews and sends them.
pub fn tokens(db: &Db<'_>, id: &ConnectionId) -> Result<Option<TokenSet>> {
    let found = db.one(TABLE, "SELECT * FROM calendar_connections WHERE id = ?", [id.as_str()], |row| {
        let secret = |name| Ok::<_, StoreError>(row.sealed_or_null(name)?.map(|bytes| Secret::new(bytes.to_vec())));
        let expires_at = row.plain::<Option<i64>>("expires_at")?.and_then(|at| DateTime::from_timestamp(at, 0));
        let refresh = secret("refresh_token")?;
        Ok(secret("access_token")?.map(|access| TokenSet { access, refresh, expires_at }))
    })?;
    Ok(found.flatten())
}

/// Replaces the stored tokens with renewed ones.
pub fn put_tokens(db: &Db<'_>, id: &ConnectionId, tokens: &TokenSet, now: DateTime<Utc>) -> Result<()> {
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    token_columns(&mut columns, tokens)?;
    columns.plain("updated_at", now.timestamp());
    columns.update()
}

fn token_columns(columns: &mut Columns<'_, '_>, tokens: &TokenSet) -> Result<()> {
    columns.sealed("access_token", tokens.access.expose())?;
    columns.sealed_or_null("refresh_token", tokens.refresh.as_ref().map(Secret::expose))?;
    columns.plain("expires_at", tokens.expires_at.map(|at| at.timestamp()));
    Ok(())
}

/// Returns where its tokens may go; `None` = it was signed in to by a version that did not keep it.
pub fn endpoints(db: &Db<'_>, id: &ConnectionId) -> Result<Option<Endpoints>> {
    let found = db.one(TABLE, "SELECT * FROM calendar_connections WHERE id = ?", [id.as_str()], |row| {
        row.sealed_or_null("endpoints")
    })?;
    let Some(bytes) = found.flatten() else { return Ok(None) };
    let damaged = || StoreError::Unreadable { table: TABLE };
    let note: Note = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    let url = |text: &str| Url::parse(text).map_err(|_| damaged());
    let revoke = note.revoke.as_deref().map(url).transpose()?;
    Ok(Some(Endpoints { api: url(&note.api)?, token: url(&note.token)?, revoke }))
}

/// Keeps where its tokens may go.
pub fn put_endpoints(db: &Db<'_>, id: &ConnectionId, endpoints: &Endpoints) -> Result<()> {
    let note = Note {
        api: endpoints.api.to_string(),
        token: endpoints.token.to_string(),
        revoke: endpoints.revoke.as_ref().map(Url::to_string),
    };
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.sealed("endpoints", &serde_json::to_vec(&note).unwrap_or_default())?;
    columns.update()
}

/// [`Endpoints`] as they are stored.
#[derive(Serialize, Deserialize)]
struct Note {
    api: String,
    token: String,
    revoke: Option<String>,
}

/// What a connection is signed in with.
pub enum SignedIn<'a> {
    Password(&'a Secret),
    Tokens(&'a TokenSet),
}

/// Saves a connection with its sign-in. The first one becomes the primary one.
pub fn put(db: &Db<'_>, connection: &Connection, signed_in: &SignedIn<'_>, now: DateTime<Utc>) -> Result<()> {
    let id = connection.id.as_str();
    let exists: bool =
        db.value("SELECT EXISTS (SELECT 1 FROM calendar_connections WHERE id = ?)", [id], |row| row.get(0))?;
    let mut columns = Columns::sealing(db, TABLE, id)?;
    columns.plain("provider", connection.provider.clone());
    columns.sealed("email", connection.account.email.as_bytes())?;
    columns.sealed("account", connection.account.key.as_bytes())?;
    columns.sealed_or_null("name", connection.account.name.as_deref().map(str::as_bytes))?;
    let addresses = serde_json::to_vec(&connection.account.addresses).unwrap_or_default();
    columns.sealed("addresses", &addresses)?;
    columns.sealed("server", connection.account.server.as_str().as_bytes())?;
    match signed_in {
        SignedIn::Password(password) => {
            columns.sealed("user_name", connection.user_name.as_bytes())?;
            columns.sealed("password", password.expose())?;
        }
        SignedIn::Tokens(tokens) => token_columns(&mut columns, tokens)?,
    }
    columns.plain("read_only", connection.read_only);
    columns.plain("server_mails", connection.account.server_mails);
    columns.plain("status", connection.health.status.word().to_owned());
    columns.plain("reason", connection.health.reason.map(|reason| reason.word().to_owned()));
    columns.plain("failures", connection.health.failures);
    columns.plain("retry_at", connection.health.retry_at.map(|at| at.timestamp()));
    columns.plain("updated_at", now.timestamp());
    mark_placed(db, &connection.id)?;
    if exists {
        columns.update()?;
        db.execute("UPDATE calendar_connections SET sign_ins = sign_ins + 1 WHERE id = ?", [id])?;
        return Ok(());
    }
    let first: bool = db.value("SELECT NOT EXISTS (SELECT 1 FROM calendar_connections)", [], |row| row.get(0))?;
    columns.plain("user_id", owner(db)?);
    columns.plain("is_primary", first);
    columns.plain("created_at", now.timestamp());
    columns.upsert()
}

/// Returns the id of the person this data folder belongs to.
fn owner(db: &Db<'_>) -> Result<String> {
    const NAME: &str = "user_id";
    if let Some(id) = super::settings::get(db, NAME)? {
        return Ok(id);
    }
    let id = uuid::Uuid::new_v4().to_string();
    super::settings::put(db, NAME, &id)?;
    Ok(id)
}

/// Keeps where the account is now, and its identity there.
pub fn put_place(db: &Db<'_>, id: &ConnectionId, server: &Url, key: &str) -> Result<()> {
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.sealed("server", server.as_str().as_bytes())?;
    columns.sealed("account", key.as_bytes())?;
    columns.update()
}

/// Keeps the person's own name.
pub fn put_name(db: &Db<'_>, id: &ConnectionId, name: Option<&str>) -> Result<()> {
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    columns.sealed_or_null("name", name.map(str::as_bytes))?;
    columns.update()
}

/// Returns whether the address was found by a version that knows accounts of several homes.
pub fn is_placed(db: &Db<'_>, id: &ConnectionId) -> Result<bool> {
    Ok(super::settings::get(db, &placed(id))?.is_some())
}

pub fn mark_placed(db: &Db<'_>, id: &ConnectionId) -> Result<()> {
    super::settings::put(db, &placed(id), "true")
}

fn placed(id: &ConnectionId) -> String {
    format!("placed.{}", id.as_str())
}

pub fn put_health(db: &Db<'_>, id: &ConnectionId, health: &Health) -> Result<()> {
    let sql = "UPDATE calendar_connections SET status = ?, reason = ?, paused = ?, failures = ?, retry_at = ?,
               last_sync_at = ? WHERE id = ?";
    db.conn.prepare_cached(sql)?.execute(rusqlite::params![
        health.status.word(),
        health.reason.map(Reason::word),
        health.paused,
        health.failures,
        health.retry_at.map(|at| at.timestamp()),
        health.last_sync_at.map(|at| at.timestamp()),
        id.as_str(),
    ])?;
    Ok(())
}

/// Makes this the one primary connection.
pub fn make_primary(db: &Db<'_>, id: &ConnectionId) -> Result<()> {
    db.execute("UPDATE calendar_connections SET is_primary = 0 WHERE is_primary = 1", [])?;
    db.execute("UPDATE calendar_connections SET is_primary = 1 WHERE id = ?", [id.as_str()])?;
    Ok(())
}

/// Deletes the sign-in, the calendars and the mirrored events. Another connection becomes primary.
pub fn delete(db: &Db<'_>, id: &ConnectionId) -> Result<()> {
    db.execute("DELETE FROM calendar_connections WHERE id = ?", [id.as_str()])?;
    super::settings::delete(db, &placed(id))?;
    db.execute(
        "UPDATE calendar_connections SET is_primary = 1
         WHERE id = (SELECT id FROM calendar_connections ORDER BY created_at, id LIMIT 1)
           AND NOT EXISTS (SELECT 1 FROM calendar_connections WHERE is_primary = 1)",
        [],
    )?;
    Ok(())
}
