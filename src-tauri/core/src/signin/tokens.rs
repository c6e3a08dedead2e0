//! The tokens of a connection: stored sealed, renewed early and once at a time, and never thrown away before
//! their successors are saved.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::bearer::{self, NoToken};
use super::exchange::{ExchangeError, TokenEndpoint};
use super::registration::Registration;
use tokio::sync::OwnedMutexGuard;
use url::Url;

use crate::model::ids::ConnectionId;
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::model::sign_in::TokenSet;
use crate::ports::{Clock, Http, Ports};
use crate::store::lock_file::NoLock;
use crate::store::{Store, connections, lock_file};

/// How long a renewal waits for one in another process.
const PATIENCE: Duration = Duration::from_secs(40);
/// How long before they expire tokens are renewed.
const EARLY: TimeDelta = TimeDelta::minutes(5);
/// For how long a place that refused a new token causes no other renewal.
const IN_VAIN: TimeDelta = TimeDelta::hours(1);
/// How many such places are remembered.
const MOST_IN_VAIN: usize = 1000;

/// What this process knows of each connection's tokens beyond what is stored.
#[derive(Clone, Default)]
pub struct Sessions(Arc<Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<Memory>>>>>);

#[derive(Default)]
struct Memory {
    /// Tokens that could not be saved yet: the stored ones may no longer be valid.
    unsaved: Option<Renewed>,
    /// What the provider wants proved at the next sign-in.
    claims: Option<String>,
    /// Where a new token was refused, and when: one calendar may be closed to an account that is signed in.
    in_vain: HashMap<String, DateTime<Utc>>,
}

/// Tokens, and the access token they replace.
struct Renewed {
    tokens: TokenSet,
    stale: Secret,
}

impl Sessions {
    /// Returns the tokens of a stored connection.
    pub fn open(&self, ports: &Ports, store: &Arc<Store>, own: Registration, id: &ConnectionId) -> Arc<Session> {
        Arc::new(Session {
            http: Arc::clone(&ports.http),
            clock: Arc::clone(&ports.clock),
            store: Arc::clone(store),
            own: Arc::new(own),
            id: id.clone(),
            lock_file: ports.data_dir.join("tokens.lock"),
            memory: self.of(id),
        })
    }

    /// Returns what the provider wants proved when the person signs in again to this connection.
    pub async fn claims(&self, id: &ConnectionId) -> Option<String> {
        self.of(id).lock().await.claims.clone()
    }

    /// Waits for the renewals that are under way, for a process that is about to end: a token that was traded for another
    /// is worth nothing any more. No longer than a token endpoint may take.
    pub async fn renewed(&self) {
        let all: Vec<_> = self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        for memory in all {
            drop(memory.lock().await);
        }
    }

    /// Forgets what was remembered with the old tokens: new ones were saved, or the connection ended.
    pub fn forget(&self, id: &ConnectionId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    fn of(&self, id: &ConnectionId) -> Arc<tokio::sync::Mutex<Memory>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id.clone()).or_default())
    }
}

/// One connection's tokens.
#[derive(Clone)]
pub struct Session {
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    store: Arc<Store>,
    own: Arc<Registration>,
    id: ConnectionId,
    lock_file: PathBuf,
    memory: Arc<tokio::sync::Mutex<Memory>>,
}

#[async_trait]
impl bearer::Tokens for Session {
    async fn current(&self) -> Result<Secret, NoToken> {
        let mut memory = Arc::clone(&self.memory).lock_owned().await;
        let kept = self.kept(&mut memory)?;
        if is_good(&kept, self.clock.now()) {
            return Ok(kept.access);
        }
        self.renewed(kept, memory).await
    }

    async fn instead_of(&self, refused: &Secret, at: &Url) -> Result<Secret, NoToken> {
        let mut memory = Arc::clone(&self.memory).lock_owned().await;
        let kept = self.kept(&mut memory)?;
        // Another task renewed them while the answer was on its way.
        if kept.access != *refused {
            return Ok(kept.access);
        }
        let age = memory.in_vain.get(at.path()).map(|since| self.clock.now() - *since);
        if age.is_some_and(|age| (TimeDelta::zero()..IN_VAIN).contains(&age)) {
            return Err(NoToken::SignedOut);
        }
        self.renewed(kept, memory).await
    }

    async fn refused_anew(&self, at: &Url) {
        let mut memory = self.memory.lock().await;
        if memory.in_vain.len() >= MOST_IN_VAIN {
            memory.in_vain.clear();
        }
        memory.in_vain.insert(at.path().to_owned(), self.clock.now());
    }
}

impl Session {
    /// Returns the stored tokens; those that could not be saved before are saved first.
    fn kept(&self, memory: &mut Memory) -> Result<TokenSet, NoToken> {
        if let Some(unsaved) = memory.unsaved.take() {
            self.save(unsaved, memory)?;
        }
        let stored = self.store.read(|db| connections::tokens(db, &self.id)).map_err(|_| NoToken::NoAnswer)?;
        stored.ok_or(NoToken::SignedOut)
    }

    /// Saves renewed tokens, unless a new sign-in stored others meanwhile.
    fn save(&self, renewed: Renewed, memory: &mut Memory) -> Result<(), NoToken> {
        let saved = self.store.write(|db| {
            let stored = connections::tokens(db, &self.id)?;
            if stored.is_some_and(|stored| stored.access == renewed.stale) {
                connections::put_tokens(db, &self.id, &renewed.tokens, self.clock.now())?;
            }
            Ok(())
        });
        saved.map_err(|error| {
            tracing::warn!(%error, "renewed tokens could not be saved; they are kept in memory and saved later");
            memory.unsaved = Some(renewed);
            NoToken::NoAnswer
        })
    }

    /// Renews the tokens to the end, also where nobody waits for them any more.
    async fn renewed(&self, stale: TokenSet, mut memory: OwnedMutexGuard<Memory>) -> Result<Secret, NoToken> {
        let session = self.clone();
        let renewal = tokio::spawn(async move { session.renew(stale, &mut memory).await });
        renewal.await.unwrap_or(Err(NoToken::NoAnswer))
    }

    /// Renews the tokens, unless another process just did. New tokens are saved before any of them is used.
    async fn renew(&self, stale: TokenSet, memory: &mut Memory) -> Result<Secret, NoToken> {
        // One renewal at a time on this computer.
        let _lock = lock_file::hold(&self.lock_file, PATIENCE).await.map_err(|why| match why {
            NoLock::Held => NoToken::NoAnswer,
            NoLock::Refused(_) => NoToken::NoLock,
        })?;
        let kept = self.kept(memory)?;
        if kept.access != stale.access {
            return Ok(kept.access);
        }
        let Some(refresh) = &kept.refresh else { return Err(NoToken::SignedOut) };
        let endpoint = TokenEndpoint { http: Arc::clone(&self.http), clock: Arc::clone(&self.clock), own: &self.own };
        let fresh = match endpoint.refresh(refresh).await {
            Ok(fresh) => fresh.set,
            Err(error) => return Err(self.failed(error, memory)),
        };
        // RFC 6749 section 6: if the answer has none, the old one stays.
        let refresh = fresh.refresh.or_else(|| kept.refresh.as_ref().map(Secret::duplicate));
        let tokens = TokenSet { refresh, access: fresh.access, expires_at: fresh.expires_at };
        self.save(Renewed { tokens, stale: kept.access }, memory)?;
        memory.claims = None;
        Ok(self.kept(memory)?.access)
    }

    /// Turns a failed renewal into what happens next. The refresh token is kept in any case: a policy that refuses it
    /// today may accept it tomorrow.
    fn failed(&self, error: ExchangeError, memory: &mut Memory) -> NoToken {
        tracing::info!(%error, "tokens were not renewed");
        match error {
            ExchangeError::Refused { claims } => {
                memory.claims = claims;
                NoToken::SignedOut
            }
            ExchangeError::Offline => NoToken::Offline,
            ExchangeError::NoAnswer | ExchangeError::Garbled => NoToken::NoAnswer,
            ExchangeError::Throttled { until } => NoToken::Throttled { until },
            ExchangeError::Misconfigured(_) => NoToken::Misconfigured,
            ExchangeError::Forbidden("admin_policy_enforced") => NoToken::Forbidden(Reason::AuthApproval),
            ExchangeError::Forbidden(_) => NoToken::Forbidden(Reason::AuthRefused),
        }
    }
}

/// Returns whether the token is good for some more minutes, by this computer's clock. If the clock was set back, the
/// provider's refusal decides, not arithmetic.
fn is_good(tokens: &TokenSet, now: DateTime<Utc>) -> bool {
    tokens.expires_at.is_none_or(|at| at - now > EARLY)
}
