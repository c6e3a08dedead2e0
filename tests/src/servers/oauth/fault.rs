//! What can go wrong on command: on the way back to the app, and at the token endpoint.

use std::time::Duration;

use serde_json::Value;

/// Each is something that a server, a network or an attacker has been seen to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The page stays open; the app hears nothing.
    NeverAnswers,
    /// The browser goes to the redirect twice.
    AnswersTwice,
    WrongState,
    NoState,
    /// This parameter (`code`, `state` …) occurs twice.
    Doubles(&'static str),
    /// Parameters nobody knows, among them an empty one.
    Extra,
    WrongIssuer,
    /// `error=access_denied`, whatever the person presses.
    Declined,
    /// `code` beside `error`.
    CodeAndError,
    /// An error with this description.
    Describes(Hostile),

    /// Takes this long to answer.
    Slow(Duration),
    /// Does what it was asked, then closes the connection without an answer.
    DropsAnswer,
    /// 200 and a page to sign in, as behind a hotel's network.
    WebPage,
    /// 200 and `{"error":…}`.
    ErrorInSuccess,
    NoAccessToken,
    TokenType(&'static str),
    /// 50 MB of JSON.
    Flood,
    /// 307 to another server's address.
    RedirectsTo(String),
    /// 429, with `Retry-After`.
    Throttled(&'static str),
    /// 503 and plain text.
    Unavailable,
    /// Grants only these scopes, as a request spells them.
    OnlyScopes(&'static [&'static str]),
    NoRefreshToken,
    /// `expires_in` is this; left out if null.
    ExpiresIn(Value),
    Refuses(Refusal),
    /// This status and body, whatever was asked: HTML if it begins with `<`, else JSON.
    Says(u16, &'static str),
    /// `iat` and `exp` of id tokens are off by so many seconds.
    SkewedIdToken(i64),
    /// The id token is not a token.
    BrokenIdToken,
}

/// An `error_description` that must not reach a screen or a log unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hostile {
    Html,
    /// Escape sequences of a terminal.
    Ansi,
    Lines,
    /// Text that runs backwards (U+202E).
    RightToLeft,
    /// 5 MB.
    Flood,
}

impl Hostile {
    pub fn text(self) -> String {
        match self {
            Self::Html => "<img src=x onerror=alert(1)><a href=\"https://evil.example\">sign in here</a>".to_owned(),
            Self::Ansi => "\u{1b}[2J\u{1b}]0;owned\u{7}\u{1b}[31mwiped".to_owned(),
            Self::Lines => "declined\r\n2027-03-01 INFO signed in\n\nSet-Cookie: a=b".to_owned(),
            Self::RightToLeft => "\u{202e}delcnac saw ngis-in".to_owned(),
            Self::Flood => "declined ".repeat(5 * 1024 * 1024 / 9),
        }
    }
}

/// How the token endpoint refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    InvalidGrant,
    /// Google's "sign in again" of an organization: `error_subtype`.
    InvalidRapt,
    TemporarilyUnavailable,
    ServerError,
    InvalidClient,
    /// With `claims` and this `suberror`, as for a new second factor.
    InteractionRequired(&'static str),
}

/// What a claims challenge asks for; it goes back in `claims` of the next authorization request.
pub const CLAIMS: &str = r#"{"access_token":{"capolids":{"essential":true,"values":["c1"]}}}"#;
