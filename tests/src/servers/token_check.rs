//! Who may call a calendar API: what the authorization server of a simulator says about a token.

use std::collections::HashMap;

/// Who a token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The provider's own id of the person.
    pub subject: String,
    pub email: String,
    /// As the provider spells them.
    pub scopes: Vec<String>,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// No `Authorization: Bearer`.
    Missing,
    /// Never issued, expired, or revoked.
    Invalid,
}

pub trait TokenCheck: Send + Sync {
    /// Checks a token. `authorization` is the header as it arrived.
    fn caller(&self, authorization: Option<&str>) -> Result<Caller, Denied>;
}

/// Fixed tokens, for tests of an API without a sign-in.
pub struct FixedTokens(pub HashMap<String, Caller>);

impl TokenCheck for FixedTokens {
    fn caller(&self, authorization: Option<&str>) -> Result<Caller, Denied> {
        let token = authorization.and_then(|text| text.strip_prefix("Bearer ")).ok_or(Denied::Missing)?;
        self.0.get(token).cloned().ok_or(Denied::Invalid)
    }
}
