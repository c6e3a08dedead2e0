//! Connections, by verb: look up, save, list, change, end.

mod change;
mod end;
mod list;
mod look_up;
mod make;
mod named;
mod save;
mod ways;

use crate::model::connection::Account;
use crate::model::ids::ConnectionId;
use crate::store::{self, Db, connections};

pub use end::Revocation;
pub(super) use look_up::{LookedUp, UsedSignIn};

/// Returns the connection of the same account, by the provider's own identity, not by what is displayed.
fn same_account(db: &Db<'_>, provider: &str, account: &Account) -> store::Result<Option<ConnectionId>> {
    let found = connections::all(db)?.into_iter().find(|row| {
        row.provider == provider && row.connection.as_ref().is_ok_and(|known| known.account.key == account.key)
    });
    Ok(found.map(|row| row.id))
}
