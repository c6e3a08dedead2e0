//! Reads who is signed in.

use serde::Deserialize;

use super::api::{Api, Ask, parse};
use crate::model::connection::Account;
use crate::providers::RemoteError;

#[derive(Deserialize)]
struct UserInfo {
    /// The subject, which stays when the address changes.
    id: String,
    email: String,
}

pub(super) async fn account(api: &Api) -> Result<Account, RemoteError> {
    let body = api.ask(Ask::get(&["oauth2", "v2", "userinfo"], &[])).await?;
    let UserInfo { id, email } = parse(&body, "who is signed in")?;
    if id.is_empty() || email.is_empty() {
        return Err(RemoteError::Garbled("who is signed in"));
    }
    Ok(Account {
        key: id,
        addresses: vec![email.clone()],
        email,
        name: None,
        server_mails: true,
        server: api.server.clone(),
    })
}
