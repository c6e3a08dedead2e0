//! Why a request is refused, in the words of either provider (dossier: google 1.4, microsoft 1.4).

use serde_json::{Value, json};

use super::manner::{MICROSOFT_CLIENT, Wording};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    UnknownClient,
    WrongSecret,
    SecretMissing,
    SecretSent,
    OriginSent,
    RedirectUnknown,
    /// Not the redirect of the authorization request.
    RedirectChanged,
    /// A parameter is missing, doubled or not understood.
    Malformed,
    ResponseType,
    GrantType,
    Scope,
    NoChallenge,
    CodeUnknown,
    CodeExpired,
    CodeUsed,
    /// Wrong, missing, or sent where no challenge was.
    Verifier,
    /// Unknown, of another client, or taken back.
    RefreshUnknown,
    RefreshExpired,
    Loop,
    Declined,
    /// `prompt=none`, and something would have to be asked.
    MustAsk,
    /// Revocation of a token that is none.
    NoSuchToken,
}

/// Status, `error`, AADSTS number, `suberror`, description.
pub type Words = (u16, &'static str, u32, Option<&'static str>, &'static str);

impl Why {
    pub fn words(self, wording: Wording) -> Words {
        match wording {
            Wording::Google => {
                let (status, error, text) = self.google();
                (status, error, 0, None, text)
            }
            Wording::Microsoft => self.microsoft(),
        }
    }

    fn google(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::UnknownClient => (401, "invalid_client", "The OAuth client was not found."),
            Self::WrongSecret => (401, "invalid_client", "Unauthorized"),
            Self::SecretMissing => (400, "invalid_request", "client_secret is missing."),
            Self::SecretSent | Self::OriginSent => (400, "invalid_request", "Bad Request"),
            Self::RedirectUnknown | Self::RedirectChanged => (400, "redirect_uri_mismatch", "Bad Request"),
            Self::Malformed => (400, "invalid_request", "Parameter missing, repeated or not allowed."),
            Self::ResponseType => (400, "unsupported_response_type", "Invalid response_type."),
            Self::GrantType => (400, "unsupported_grant_type", "Invalid grant_type."),
            Self::Scope => (400, "invalid_scope", "Some requested scopes were invalid."),
            Self::NoChallenge => (400, "invalid_request", "Missing required parameter: code_challenge"),
            Self::CodeUnknown => (400, "invalid_grant", "Malformed auth code."),
            Self::CodeExpired | Self::CodeUsed => (400, "invalid_grant", "Bad Request"),
            Self::Verifier => (400, "invalid_grant", "Invalid code verifier."),
            Self::RefreshUnknown | Self::RefreshExpired => (400, "invalid_grant", "Token has been expired or revoked."),
            Self::Loop => (429, "rate_limit_exceeded", "Too many requests."),
            Self::Declined => (403, "access_denied", ""),
            Self::MustAsk => (400, "interaction_required", ""),
            Self::NoSuchToken => (400, "invalid_token", "Token expired or revoked"),
        }
    }

    fn microsoft(self) -> Words {
        match self {
            Self::UnknownClient => (400, "unauthorized_client", 700_016, None, "Application was not found."),
            Self::WrongSecret | Self::SecretSent => (
                401,
                "invalid_client",
                700_025,
                None,
                "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
            ),
            Self::SecretMissing => (401, "invalid_client", 7_000_218, None, "'client_secret' is missing."),
            Self::OriginSent => (
                400,
                "invalid_request",
                9_002_326,
                None,
                "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
            ),
            Self::RedirectUnknown => {
                (400, "invalid_request", 50_011, None, "The redirect URI does not match the redirect URIs configured.")
            }
            Self::RedirectChanged => (400, "invalid_grant", 500_112, None, "The reply address does not match."),
            Self::Malformed => {
                (400, "invalid_request", 900_144, None, "The request is malformed or lacks a parameter.")
            }
            Self::ResponseType => {
                (400, "unsupported_response_type", 700_054, None, "The response_type is not enabled.")
            }
            Self::GrantType => (400, "unsupported_grant_type", 70_003, None, "The grant type is not supported."),
            Self::Scope => (400, "invalid_scope", 70_011, None, "The provided value for 'scope' is not valid."),
            Self::NoChallenge => (400, "invalid_request", 9_002_325, None, "Proof Key for Code Exchange is required."),
            Self::CodeUnknown => (400, "invalid_grant", 9_002_313, None, "Invalid request. It is malformed."),
            Self::CodeExpired => (400, "invalid_grant", 70_008, None, "The authorization code has expired."),
            Self::CodeUsed => (400, "invalid_grant", 54_005, None, "The authorization code was already redeemed."),
            Self::Verifier => {
                (400, "invalid_grant", 501_481, None, "The Code_Verifier does not match the code_challenge.")
            }
            Self::RefreshUnknown => (400, "invalid_grant", 70_000, Some("bad_token"), "The grant is not valid."),
            Self::RefreshExpired => {
                (400, "invalid_grant", 700_082, Some("bad_token"), "The refresh token has expired due to inactivity.")
            }
            Self::Loop => (
                400,
                "invalid_grant",
                50_196,
                None,
                "The server terminated an operation because it encountered a client request loop.",
            ),
            Self::Declined => (400, "access_denied", 65_004, None, "The resource owner denied access."),
            Self::MustAsk => (400, "interaction_required", 50_058, None, "A silent sign-in was sent but nobody is."),
            Self::NoSuchToken => (400, "invalid_request", 900_144, None, "There is no such token."),
        }
    }
}

/// What Microsoft writes around a description, on three lines of its own.
pub fn described(code: u32, text: &str, time: &str) -> String {
    format!(
        "AADSTS{code}: {text}\r\nTrace ID: 0f0e0d0c-0000-4000-8000-000000000001\r\n\
         Correlation ID: {MICROSOFT_CLIENT}\r\nTimestamp: {time}"
    )
}

/// The body of a refusal at the token endpoint. `time` as `2027-03-01 09:00:00Z`.
pub fn body(wording: Wording, words: Words, claims: Option<&str>, time: &str) -> Value {
    let (_, error, code, suberror, text) = words;
    if wording == Wording::Google {
        return json!({ "error": error, "error_description": text });
    }
    let mut body = json!({
        "error": error, "error_description": described(code, text, time), "error_codes": [code],
        "timestamp": time, "trace_id": "0f0e0d0c-0000-4000-8000-000000000001", "correlation_id": MICROSOFT_CLIENT,
        "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
    });
    if let Some(suberror) = suberror {
        body["suberror"] = suberror.into();
    }
    if let Some(claims) = claims {
        body["claims"] = claims.into();
    }
    body
}
