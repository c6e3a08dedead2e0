//! A sign-in by the browser that was begun, and the tokens it ends in.

use chrono::{DateTime, Utc};

use super::ids::{ConnectionId, SignInId};
use super::reason::Reason;
use super::secret::Secret;

/// A sign-in that was begun. Its verifier is read apart, by the one who finishes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    pub id: SignInId,
    /// Id of the provider.
    pub provider: String,
    /// The connection to sign in to again.
    pub connection: Option<ConnectionId>,
    /// Where the answer must arrive, to the letter.
    pub redirect: String,
    /// Connects with what Daybook proposes, without asking.
    pub direct: bool,
    pub step: Step,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// How far a sign-in is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Waiting,
    /// Its answer arrived; it cannot be answered again.
    Claimed,
    Done(ConnectionId),
    Failed(Reason),
}

/// What a person's consent is worth: an access token, and mostly a refresh token.
pub struct TokenSet {
    pub access: Secret,
    pub refresh: Option<Secret>,
    /// `None` = not said.
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
