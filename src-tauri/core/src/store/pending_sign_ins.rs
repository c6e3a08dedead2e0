//! Table `pending_sign_ins`. A row is found by the mark of its one-time state, which is not kept.

use chrono::{DateTime, Utc};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::ids::{ConnectionId, SignInId};
use crate::model::secret::Secret;
use crate::model::sign_in::{PendingSignIn, Step};

const TABLE: &str = "pending_sign_ins";

fn shape(row: &RowReader<'_, '_, '_>) -> Result<PendingSignIn> {
    let damaged = || StoreError::Unreadable { table: TABLE };
    let at = |name| DateTime::from_timestamp(row.plain(name)?, 0).ok_or_else(damaged);
    let outcome: Option<String> = row.plain("outcome")?;
    let reason = row.reason("outcome")?;
    let step = match (row.plain::<String>("step")?.as_str(), outcome, reason) {
        ("waiting", ..) => Step::Waiting,
        ("claimed", ..) => Step::Claimed,
        ("done", Some(connection), _) => Step::Done(ConnectionId::from(connection)),
        ("failed", _, Some(reason)) => Step::Failed(reason),
        _ => return Err(damaged()),
    };
    Ok(PendingSignIn {
        id: SignInId::from(row.plain::<String>("id")?),
        provider: row.plain("provider")?,
        connection: row.plain::<Option<String>>("connection_id")?.map(ConnectionId::from),
        redirect: row.plain("redirect")?,
        direct: row.plain("direct")?,
        step,
        created_at: at("created_at")?,
        expires_at: at("expires_at")?,
    })
}

/// Stores a sign-in that begins, and deletes those whose time is over.
pub fn begin(
    db: &Db<'_>,
    pending: &PendingSignIn,
    state: &Secret,
    verifier: &Secret,
    now: DateTime<Utc>,
) -> Result<()> {
    db.execute("DELETE FROM pending_sign_ins WHERE expires_at < ?", [now.timestamp()])?;
    let mut columns = Columns::sealing(db, TABLE, pending.id.as_str())?;
    columns.plain("provider", pending.provider.clone());
    columns.plain("connection_id", pending.connection.as_ref().map(|id| id.as_str().to_owned()));
    columns.plain("state_mark", mark(db, state)?);
    columns.sealed("verifier", verifier.expose())?;
    columns.plain("redirect", pending.redirect.clone());
    columns.plain("direct", pending.direct);
    columns.plain("step", "waiting".to_owned());
    columns.plain("created_at", pending.created_at.timestamp());
    columns.plain("expires_at", pending.expires_at.timestamp());
    columns.upsert()
}

pub fn get(db: &Db<'_>, id: &SignInId) -> Result<Option<PendingSignIn>> {
    db.one(TABLE, "SELECT * FROM pending_sign_ins WHERE id = ?", [id.as_str()], shape)
}

pub fn by_state(db: &Db<'_>, state: &Secret) -> Result<Option<PendingSignIn>> {
    db.one(TABLE, "SELECT * FROM pending_sign_ins WHERE state_mark = ?", [mark(db, state)?], shape)
}

/// Claims a waiting sign-in and returns its verifier. `None` = another process has it.
pub fn claim(db: &Db<'_>, id: &SignInId) -> Result<Option<Secret>> {
    let sql = "UPDATE pending_sign_ins SET step = 'claimed' WHERE id = ? AND step = 'waiting'";
    if db.execute(sql, [id.as_str()])? == 0 {
        return Ok(None);
    }
    db.one(TABLE, "SELECT * FROM pending_sign_ins WHERE id = ?", [id.as_str()], |row| {
        Ok(Secret::new(row.sealed("verifier")?.to_vec()))
    })
}

/// Notes how a sign-in ended, for whoever began it in another process.
pub fn end(db: &Db<'_>, id: &SignInId, step: &Step) -> Result<()> {
    let (word, outcome) = match step {
        Step::Waiting => ("waiting", None),
        Step::Claimed => ("claimed", None),
        Step::Done(connection) => ("done", Some(connection.as_str())),
        Step::Failed(reason) => ("failed", Some(reason.word())),
    };
    let sql = "UPDATE pending_sign_ins SET step = ?, outcome = ? WHERE id = ?";
    db.execute(sql, rusqlite::params![word, outcome, id.as_str()])?;
    Ok(())
}

/// Deletes a sign-in: its answer is no longer accepted.
pub fn forget(db: &Db<'_>, id: &SignInId) -> Result<()> {
    db.execute("DELETE FROM pending_sign_ins WHERE id = ?", [id.as_str()])?;
    Ok(())
}

fn mark(db: &Db<'_>, state: &Secret) -> Result<String> {
    Ok(db.vault()?.mark("pending_sign_ins.state", state.expose()))
}
