//! How the two authorization servers differ, as data. A test changes one field to get an option:
//! `Manner { secret: SecretRule::Demanded, ..GOOGLE }`.

use std::time::Duration;

/// How an authorization server behaves.
#[derive(Clone, Copy)]
pub struct Manner {
    /// As a person reads it on the page.
    pub name: &'static str,
    /// Whose words errors are put in.
    pub wording: Wording,
    /// `iss` of id tokens, and of the redirect where [`Self::says_issuer`].
    pub issuer: &'static str,
    /// `iss` comes along with a code (RFC 9207).
    pub says_issuer: bool,
    pub authorize_path: &'static str,
    pub token_path: &'static str,
    pub revoke_path: Option<&'static str>,
    pub clients: &'static [Client],
    pub secret: SecretRule,
    /// A request with `Origin` counts as a web page's (AADSTS9002326).
    pub refuses_origin: bool,
    /// `response_mode=form_post`.
    pub form_post: bool,
    /// An error in the request is shown to the person, never to the client.
    pub keeps_errors: bool,
    /// The person ticks each scope separately.
    pub granular: bool,
    pub refresh_given: Given,
    pub refresh: RefreshRule,
    /// The lifetime of an access token in seconds.
    pub expires_in: u32,
    /// `expires_in` is a JSON string.
    pub expires_in_text: bool,
    /// How long a refresh token lives after its last use; `None` = for ever.
    pub refresh_life: Option<Duration>,
    /// This many identical token requests within [`LOOP_WINDOW`] are a loop (AADSTS50196).
    pub loop_guard: Option<usize>,
}

pub const LOOP_WINDOW: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    Google,
    Microsoft,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretRule {
    /// Checked if it is sent.
    Optional,
    Demanded,
    /// A public client that sends one is refused (AADSTS700025).
    Refused,
}

/// When a code brings a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The person saw a consent page for it.
    ForConsent,
    /// `offline_access` is among the scopes.
    ForOfflineAccess,
}

/// What happens to used refresh tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshRule {
    /// No new one comes for it.
    Kept,
    /// A new one with each refresh, the old one stays good.
    Rotated,
    /// A new one with each refresh; the old one, used again, ends the whole family (RFC 9700, 4.14.2).
    RotatedStrictly,
}

/// A program that is registered.
#[derive(Clone, Copy)]
pub struct Client {
    pub id: &'static str,
    pub secret: Option<&'static str>,
    pub redirects: Redirects,
}

/// Where a client may have answers sent.
#[derive(Clone, Copy)]
pub enum Redirects {
    /// `http://127.0.0.1` or `http://[::1]`, any port, any path.
    Loopback,
    /// The reversed client id as a scheme, with a path after a single slash.
    ReversedId,
    /// Only these, character by character, except for the port of `localhost` and `127.0.0.1`.
    Listed(&'static [&'static str]),
}

pub const GOOGLE_CLIENT: &str = "100200300-daybook.apps.googleusercontent.com";
/// Google gives desktop clients one and does not take it for a secret.
pub const GOOGLE_SECRET: &str = "GOCSPX-known-to-everybody";
pub const GOOGLE_IOS_CLIENT: &str = "100200300-daybookios.apps.googleusercontent.com";
pub const MICROSOFT_CLIENT: &str = "1f2e3d4c-0000-4000-8000-5a6b7c8d9e0f";
pub const MICROSOFT_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Clients of type "Desktop app" and "iOS".
pub const GOOGLE: Manner = Manner {
    name: "Google",
    wording: Wording::Google,
    issuer: "https://accounts.google.com",
    says_issuer: true,
    authorize_path: "/o/oauth2/v2/auth",
    token_path: "/token",
    revoke_path: Some("/revoke"),
    clients: &[
        Client { id: GOOGLE_CLIENT, secret: Some(GOOGLE_SECRET), redirects: Redirects::Loopback },
        Client { id: GOOGLE_IOS_CLIENT, secret: None, redirects: Redirects::ReversedId },
    ],
    secret: SecretRule::Optional,
    refuses_origin: false,
    form_post: false,
    keeps_errors: true,
    granular: true,
    refresh_given: Given::ForConsent,
    refresh: RefreshRule::Kept,
    expires_in: 3599,
    expires_in_text: false,
    refresh_life: None,
    loop_guard: None,
};

/// A client of type "Mobile and desktop applications" under `common`.
pub const MICROSOFT: Manner = Manner {
    name: "Microsoft",
    wording: Wording::Microsoft,
    issuer: "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
    says_issuer: false,
    authorize_path: "/common/oauth2/v2.0/authorize",
    token_path: "/common/oauth2/v2.0/token",
    revoke_path: None,
    clients: &[Client {
        id: MICROSOFT_CLIENT,
        secret: None,
        redirects: Redirects::Listed(&[
            "app.daybook.desktop:/oauth/callback",
            "http://localhost",
            "http://localhost/oauth/callback",
            "http://127.0.0.1",
            "http://127.0.0.1/oauth/callback",
        ]),
    }],
    secret: SecretRule::Refused,
    refuses_origin: true,
    form_post: true,
    keeps_errors: false,
    granular: false,
    refresh_given: Given::ForOfflineAccess,
    refresh: RefreshRule::Rotated,
    expires_in: 3599,
    expires_in_text: false,
    refresh_life: Some(Duration::from_secs(90 * 24 * 60 * 60)),
    loop_guard: Some(20),
};
