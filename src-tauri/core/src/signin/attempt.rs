//! Begins a sign-in: the address the browser has to open (RFC 6749 section 4.1.1, RFC 7636).

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};

use super::registration::Registration;
use crate::model::secret::Secret;
use crate::providers::CodeFlow;

/// Random bytes in a state: 256 bits.
const STATE: u32 = 32;

/// One sign-in, before its answer.
pub struct Attempt {
    /// For the browser. Contains the state and the challenge, which are worthless without the verifier.
    pub url: String,
    /// Random, used once, and tied to this sign-in only.
    pub state: Secret,
    /// For PKCE: leaves this computer only together with the code.
    pub verifier: Secret,
}

/// What a repeated sign-in asks for in addition.
#[derive(Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// The account to propose: sign in again as this person.
    pub login_hint: Option<&'a str>,
    /// What the provider wants proved this time (OpenID Connect Core section 5.5), in its own words.
    pub claims: Option<&'a str>,
}

/// Begins a sign-in; `None` if the redirect is not an address.
pub fn begin(flow: &CodeFlow, own: &Registration, redirect: &str, wishes: Wishes<'_>) -> Option<Attempt> {
    let client = BasicClient::new(ClientId::new(own.client_id.clone()))
        .set_auth_uri(AuthUrl::new(own.auth_url.to_string()).ok()?)
        .set_redirect_uri(RedirectUrl::new(redirect.to_owned()).ok()?);
    // S256 is the only method we ask for; without one, `plain` would be assumed.
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut request = client
        .authorize_url(|| CsrfToken::new_random_len(STATE))
        .add_scopes(own.scopes.iter().cloned().map(Scope::new))
        .set_pkce_challenge(challenge);
    for (name, value) in flow.parameters {
        request = request.add_extra_param(*name, *value);
    }
    for (name, value) in [("login_hint", wishes.login_hint), ("claims", wishes.claims)] {
        if let Some(value) = value {
            request = request.add_extra_param(name, value);
        }
    }
    let (url, state) = request.url();
    Some(Attempt {
        url: url.into(),
        state: Secret::new(state.into_secret()),
        verifier: Secret::new(verifier.into_secret()),
    })
}
