//! A browser sign-in that was begun, and the tokens it ends with.

use chrono::{DateTime, Utc};
use url::Url;

use super::ids::{ConnectionId, SignInId};
use super::reason::Reason;
use super::secret::Secret;

/// A sign-in that was begun. Its verifier is read separately, by whoever finishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    pub id: SignInId,
    /// Id of the provider.
    pub provider: String,
    /// The connection to sign in to again.
    pub connection: Option<ConnectionId>,
    /// Where the answer must arrive, to the letter.
    pub redirect: String,
    /// Connects with Daybook's proposal, without asking.
    pub direct: bool,
    pub step: Step,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// How far a sign-in is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Waiting,
    /// Its answer has arrived; it cannot be answered again.
    Claimed,
    Done(ConnectionId),
    Failed(Reason),
}

/// Where the tokens of a connection may go, as it was when the person signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    pub api: Url,
    pub token: Url,
    pub revoke: Option<Url>,
}

/// What consent gives: an access token and, usually, a refresh token.
pub struct TokenSet {
    pub access: Secret,
    pub refresh: Option<Secret>,
    /// `None` = the provider did not say.
    pub expires_at: Option<DateTime<Utc>>,
}

impl TokenSet {
    pub fn duplicate(&self) -> Self {
        Self {
            access: self.access.duplicate(),
            refresh: self.refresh.as_ref().map(Secret::duplicate),
            expires_at: self.expires_at,
        }
    }
}
