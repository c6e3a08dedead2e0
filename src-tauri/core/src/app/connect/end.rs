//! Ends a connection.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::app::present::account_name;
use crate::app::views::UiError;
use crate::app::{Answer, App, lock};
use crate::model::ids::ConnectionId;
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::model::sign_in::Endpoints;
use crate::ports::Limits;
use crate::providers::{self, SignIn};
use crate::signin::registration::Registration;
use crate::store::{self, Db, appointments, calendars, connections, copies, former_calendars, outbox};
use crate::sync;

/// What the provider still has to be told after a connection has ended here.
pub struct Revocation {
    url: url::Url,
    token: Secret,
}

impl App {
    /// Ends a connection: deletes its sign-in, calendars and mirrored events here. With `keep`, its
    /// appointments stay on this computer; without, those that go to its calendars are deleted too. Pass the
    /// result to [`App::revoke`].
    pub fn disconnect(&self, id: &str, keep: bool) -> Answer<Option<Revocation>> {
        let id = ConnectionId::from(id);
        let now = self.now();
        let store = self.store()?;
        let home = self.zone(&store);
        let revocation = store.write_or(|db| {
            let row = connections::get(db, &id)?.ok_or_else(|| UiError::unknown_id("connection"))?;
            // A sign-in that cannot be read cannot be revoked either; it is deleted all the same.
            let tokens = connections::tokens(db, &id).ok().flatten();
            let endpoints = connections::endpoints(db, &id).ok().flatten();
            if keep {
                keep_aside(db, &row, now)?;
            } else {
                appointments::delete_of_connection(db, &id)?;
                if let Ok(connection) = &row.connection {
                    former_calendars::remove_of_account(db, &row.provider, &connection.account)?;
                }
            }
            let left = appointments::in_calendars_of(db, &id)?;
            connections::delete(db, &id)?;
            for appointment in left {
                // Another account may show the same calendar.
                sync::settle(db, &home, &appointment, now)?;
            }
            Ok(tokens
                .and_then(|tokens| self.revocation(&row.provider, endpoints, tokens.refresh.unwrap_or(tokens.access))))
        })?;
        self.0.engine.sessions.forget(&id);
        Ok(revocation)
    }

    /// Revokes the sign-in at the provider (RFC 7009). Whether that works changes nothing here.
    pub async fn revoke(&self, revocation: Revocation) {
        const PATIENCE: Duration = Duration::from_secs(5);
        let Some(token) = revocation.token.expose_str() else { return };
        let body = zeroize::Zeroizing::new(
            url::form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish(),
        );
        let request = http::Request::post(revocation.url.as_str())
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.as_bytes().to_vec());
        let Ok(request) = request else { return };
        match self.ports().http.send(request, Limits { time: PATIENCE, ..Limits::default() }).await {
            Ok(answer) => tracing::info!(status = answer.status().as_u16(), "a sign-in was given back"),
            Err(error) => tracing::info!(%error, "a sign-in could not be given back"),
        }
    }

    /// Revokes the sign-in while the person goes on.
    pub(in crate::app) fn revoke_meanwhile(&self, revocation: Revocation) {
        let app = self.clone();
        let mut revoking = lock(&self.0.revoking);
        revoking.retain(|task| !task.is_finished());
        revoking.push(tokio::spawn(async move { app.revoke(revocation).await }));
    }

    /// Waits until the providers were told of every connection that ended: for a process that is about to end.
    pub async fn revoked(&self) {
        let revoking = std::mem::take(&mut *lock(&self.0.revoking));
        for task in revoking {
            let _ = task.await;
        }
    }

    /// Waits until renewed tokens are saved: for a process that is about to end.
    pub async fn tokens_saved(&self) {
        self.0.engine.sessions.renewed().await;
    }

    fn revocation(&self, provider: &str, kept: Option<Endpoints>, token: Secret) -> Option<Revocation> {
        let SignIn::Browser(flow) = &providers::by_id(provider)?.sign_in else { return None };
        let url = match kept {
            Some(kept) => kept.revoke?,
            None => Registration::of(flow, &self.ports().settings).ok()?.revoke_url?,
        };
        Some(Revocation { url, token })
    }
}

/// Keeps what is known of the appointments of a connection for when it is connected again, and what waits waiting.
fn keep_aside(db: &Db<'_>, row: &connections::Row, now: DateTime<Utc>) -> store::Result<()> {
    copies::leave_home(db, &row.id)?;
    if let Ok(connection) = &row.connection {
        for calendar in calendars::of_connection(db, &row.id)? {
            if !calendar.gone || appointments::exist_in(db, &calendar.id)? || copies::any_in(db, &calendar.id)? {
                former_calendars::put(db, &row.provider, &account_name(row), &connection.account, &calendar)?;
            }
        }
    }
    for change in outbox::open_of_connection(db, &row.id)? {
        if change.waits() {
            outbox::put(db, &change.postponed(Some(Reason::CalAway), now, now))?;
        }
    }
    Ok(())
}
