//! Ends a connection.

use std::time::Duration;

use crate::app::views::UiError;
use crate::app::{Answer, App, lock};
use crate::model::ids::ConnectionId;
use crate::model::secret::Secret;
use crate::ports::{Changed, Limits};
use crate::providers::{self, SignIn};
use crate::signin::registration::Registration;
use crate::store::{appointments, connections, outbox};

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
        let revocation = self.store()?.write_or(|db| {
            let row = connections::get(db, &id)?.ok_or_else(|| UiError::unknown_id("connection"))?;
            // A sign-in that cannot be read cannot be revoked either; it is deleted all the same.
            let tokens = connections::tokens(db, &id).ok().flatten();
            if keep {
                for change in outbox::open_of_connection(db, &id)? {
                    outbox::put(db, &change.dropped(now))?;
                }
                appointments::unlink(db, &id)?;
            } else {
                appointments::delete_of_connection(db, &id)?;
            }
            connections::delete(db, &id)?;
            Ok(tokens.and_then(|tokens| self.revocation(&row.provider, tokens.refresh.unwrap_or(tokens.access))))
        })?;
        self.0.engine.sessions.forget(&id);
        for what in [Changed::Connections, Changed::Status, Changed::Agenda, Changed::Activity] {
            self.announce(what);
        }
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

    fn revocation(&self, provider: &str, token: Secret) -> Option<Revocation> {
        let SignIn::Browser(flow) = &providers::by_id(provider)?.sign_in else { return None };
        let url = Registration::of(flow, &self.ports().settings).ok()?.revoke_url?;
        Some(Revocation { url, token })
    }
}
