//! Whether our authorization server says what a certified one says: one table of requests against both.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daybook_tests::browser::Redirect;
use daybook_tests::servers::oauth::manner::{GOOGLE_CLIENT, MICROSOFT_CLIENT};
use daybook_tests::servers::oauth::{Auth, GOOGLE, MICROSOFT, Manner, Person, RefreshRule};
use daybook_tests::servers::oidc::{CLIENT, Oidc};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::oauth_server::{VERIFIER, form};

const LOOPBACK: &str = "http://127.0.0.1:49152/oauth/callback";
const DEEP_LINK: &str = "app.daybook.desktop:/oauth/callback";

/// A server under test.
enum Server {
    Ours(Auth),
    Theirs(Oidc),
}

impl Server {
    fn auth_url(&self) -> &Url {
        match self {
            Self::Ours(auth) => &auth.auth_url,
            Self::Theirs(oidc) => &oidc.auth_url,
        }
    }

    fn token_url(&self) -> &Url {
        match self {
            Self::Ours(auth) => &auth.token_url,
            Self::Theirs(oidc) => &oidc.token_url,
        }
    }

    async fn consent(&self, address: &str, denies: bool) -> Redirect {
        match self {
            Self::Ours(auth) => {
                auth.person(Person { denies, ..Person::default() });
                auth.consent(address).await
            }
            Self::Theirs(oidc) if denies => oidc.deny(address).await,
            Self::Theirs(oidc) => oidc.consent(address).await,
        }
    }
}

/// One way to do it wrong, as a client would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Nothing,
    NoChallenge,
    ShortChallenge,
    UnknownMethod,
    UnknownClient,
    ForeignRedirect,
    Localhost,
    NoResponseType,
    OtherResponseType,
    Denied,
    SilentStranger,
    WrongVerifier,
    NoVerifier,
    ShortVerifier,
    OtherRedirect,
    NoRedirect,
    UnknownCode,
    CodeTwice,
    CodeOfAnotherClient,
    UnknownGrantType,
    NoGrantType,
    Json,
    UnknownRefreshToken,
    RefreshTwice,
    RefreshAfterCodeTwice,
    MoreScopes,
    NoRefreshToken,
    DoubledParameter,
}

/// What went wrong, what oidc-provider says, and where a provider's own documentation has another word.
const TABLE: [(Wrong, &str, Option<&str>, Option<&str>); 28] = [
    (Wrong::Nothing, "", None, None),
    (Wrong::NoChallenge, "invalid_request", None, None),
    (Wrong::ShortChallenge, "invalid_request", None, None),
    (Wrong::UnknownMethod, "invalid_request", None, None),
    // AADSTS700016 comes with `unauthorized_client`.
    (Wrong::UnknownClient, "invalid_client", None, Some("unauthorized_client")),
    // Google's page says `redirect_uri_mismatch` (dossier: google 1.2); AADSTS50011 is an `invalid_request`.
    (Wrong::ForeignRedirect, "invalid_redirect_uri", Some("redirect_uri_mismatch"), Some("invalid_request")),
    // Microsoft is the one that takes it.
    (Wrong::Localhost, "invalid_redirect_uri", Some("redirect_uri_mismatch"), Some("")),
    (Wrong::NoResponseType, "invalid_request", None, None),
    (Wrong::OtherResponseType, "unsupported_response_type", None, None),
    (Wrong::Denied, "access_denied", None, None),
    // OpenID Connect Core 3.1.2.6 knows several words for it; ours asks no password.
    (Wrong::SilentStranger, "login_required", Some("interaction_required"), Some("interaction_required")),
    (Wrong::WrongVerifier, "invalid_grant", None, None),
    (Wrong::NoVerifier, "invalid_grant", None, None),
    (Wrong::ShortVerifier, "invalid_grant", None, None),
    // Google's token endpoint has a word of its own (dossier: google 1.4).
    (Wrong::OtherRedirect, "invalid_grant", Some("redirect_uri_mismatch"), None),
    (Wrong::NoRedirect, "invalid_request", None, None),
    (Wrong::UnknownCode, "invalid_grant", None, None),
    (Wrong::CodeTwice, "invalid_grant", None, None),
    (Wrong::CodeOfAnotherClient, "invalid_client", None, Some("unauthorized_client")),
    (Wrong::UnknownGrantType, "unsupported_grant_type", None, None),
    (Wrong::NoGrantType, "invalid_request", None, None),
    (Wrong::Json, "invalid_request", None, None),
    (Wrong::UnknownRefreshToken, "invalid_grant", None, None),
    (Wrong::RefreshTwice, "invalid_grant", None, None),
    (Wrong::RefreshAfterCodeTwice, "invalid_grant", None, None),
    (Wrong::MoreScopes, "invalid_scope", None, None),
    (Wrong::NoRefreshToken, "invalid_request", None, None),
    (Wrong::DoubledParameter, "invalid_request", None, None),
];

/// Does one thing wrong, all else right; the word that came of it, empty where it went well.
async fn word(server: &Server, client: &str, scopes: &str, wrong: Wrong) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut asked = vec![
        ("client_id", if wrong == Wrong::UnknownClient { "nobody" } else { client }),
        ("redirect_uri", LOOPBACK),
        ("response_type", "code"),
        ("scope", scopes),
        ("state", "abc"),
        ("prompt", if wrong == Wrong::SilentStranger { "none" } else { "consent" }),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let mut put =
        |name: &str, value: &'static str| asked.iter_mut().find(|(known, _)| *known == name).unwrap().1 = value;
    match wrong {
        Wrong::ForeignRedirect => put("redirect_uri", "http://evil.example/oauth/callback"),
        Wrong::Localhost => put("redirect_uri", "http://localhost:49152/oauth/callback"),
        Wrong::OtherResponseType => put("response_type", "token"),
        Wrong::ShortChallenge => put("code_challenge", "short"),
        Wrong::UnknownMethod => put("code_challenge_method", "S512"),
        Wrong::NoChallenge => asked.retain(|(name, _)| !name.starts_with("code_challenge")),
        Wrong::NoResponseType => asked.retain(|(name, _)| *name != "response_type"),
        _ => {}
    }
    let address = Url::parse_with_params(server.auth_url().as_str(), &asked).unwrap();
    let redirect = server.consent(address.as_str(), wrong == Wrong::Denied).await;
    if let Some(error) = redirect.error() {
        return error;
    }
    let code = redirect.parameter("code").unwrap_or_else(|| panic!("{wrong:?}: {redirect:?}"));
    let mut sent = vec![
        ("grant_type", "authorization_code"),
        ("code", if wrong == Wrong::UnknownCode { "never-given-out" } else { &code }),
        (
            "redirect_uri",
            if wrong == Wrong::OtherRedirect { "http://127.0.0.1:49153/oauth/callback" } else { LOOPBACK },
        ),
        ("client_id", if wrong == Wrong::CodeOfAnotherClient { "another" } else { client }),
        ("code_verifier", VERIFIER),
    ];
    let mut put =
        |name: &str, value: &'static str| sent.iter_mut().find(|(known, _)| *known == name).unwrap().1 = value;
    match wrong {
        Wrong::WrongVerifier => put("code_verifier", "a-verifier-that-was-made-up-by-somebody-else-0"),
        Wrong::ShortVerifier => put("code_verifier", "short"),
        Wrong::UnknownGrantType => put("grant_type", "urn:of:our:own"),
        Wrong::NoVerifier => sent.retain(|(name, _)| *name != "code_verifier"),
        Wrong::NoRedirect => sent.retain(|(name, _)| *name != "redirect_uri"),
        Wrong::NoGrantType => sent.retain(|(name, _)| *name != "grant_type"),
        Wrong::DoubledParameter => sent.push(("code_verifier", VERIFIER)),
        _ => {}
    }
    let url = server.token_url();
    let kind = if wrong == Wrong::Json { "application/json" } else { "application/x-www-form-urlencoded" };
    let first = form(url, &sent, &[("content-type", kind)]).await;
    if first["error"].is_string() {
        return said(&first);
    }
    assert_eq!(first["token_type"], "Bearer", "{wrong:?}: {first}");
    let again = match wrong {
        Wrong::CodeTwice | Wrong::RefreshAfterCodeTwice => form(url, &sent, &[]).await,
        _ => Value::Null,
    };
    if wrong == Wrong::CodeTwice {
        return said(&again);
    }
    let token = first["refresh_token"].as_str().unwrap_or_else(|| panic!("{wrong:?}: {first}")).to_owned();
    let mut sent = vec![("grant_type", "refresh_token"), ("refresh_token", &token), ("client_id", client)];
    match wrong {
        Wrong::UnknownRefreshToken => sent[1].1 = "never-given-out",
        Wrong::NoRefreshToken => drop(sent.remove(1)),
        Wrong::MoreScopes => sent.push(("scope", "openid profile")),
        _ => {}
    }
    let refreshed = form(url, &sent, &[]).await;
    if wrong != Wrong::RefreshTwice || refreshed["error"].is_string() {
        return said(&refreshed);
    }
    let (old, new) = (form(url, &sent, &[]).await, refreshed["refresh_token"].as_str().unwrap().to_owned());
    assert_eq!(said(&old), "invalid_grant");
    // The one that was good goes with it.
    sent[1].1 = &new;
    said(&form(url, &sent, &[]).await)
}

fn said(answer: &Value) -> String {
    let error = answer["error"].as_str().unwrap_or_default().to_owned();
    assert!(!error.is_empty() || answer["access_token"].is_string(), "neither an error nor a token: {answer}");
    error
}

/// # Panics
/// With all rows in which a word is another.
async fn table(server: &Server, client: &str, scopes: &str, column: fn(&Row) -> &'static str) {
    let mut differ = Vec::new();
    for row in &TABLE {
        let (got, wanted) = (word(server, client, scopes, row.0).await, column(row));
        if got != wanted {
            differ.push(format!("{:?}: {got:?} in place of {wanted:?}", row.0));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

type Row = (Wrong, &'static str, Option<&'static str>, Option<&'static str>);

#[tokio::test(flavor = "multi_thread")]
async fn a_certified_server_refuses_with_the_words_of_the_table() {
    let server = Server::Theirs(Oidc::start().await);
    table(&server, CLIENT, "openid email", |row| row.1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ours_refuses_as_google_with_the_same_words_but_where_google_documents_others() {
    // Rotation is no habit of Google's; the rows about it are the strict rule's.
    let manner = Manner { refresh: RefreshRule::RotatedStrictly, ..GOOGLE };
    let server = Server::Ours(Auth::start(manner).await);
    table(&server, GOOGLE_CLIENT, "openid email", |row| row.2.unwrap_or(row.1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ours_refuses_as_microsoft_with_the_same_words_but_where_microsoft_documents_others() {
    let manner = Manner { refresh: RefreshRule::RotatedStrictly, ..MICROSOFT };
    let server = Server::Ours(Auth::start(manner).await);
    table(&server, MICROSOFT_CLIENT, "openid email offline_access", |row| row.3.unwrap_or(row.1)).await;
}

/// The deep link is taken by the certified server too, and comes back with what was sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_certified_server_answers_at_the_deep_link_and_names_itself() {
    let oidc = Oidc::start().await;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let asked = [
        ("client_id", CLIENT),
        ("redirect_uri", DEEP_LINK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "a/b+c"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let address = Url::parse_with_params(oidc.auth_url.as_str(), &asked).unwrap();
    let redirect = oidc.consent(address.as_str()).await;
    assert!(redirect.location().starts_with("app.daybook.desktop:/oauth/callback?"), "{redirect:?}");
    assert_eq!(redirect.parameter("state").as_deref(), Some("a/b+c"));
    assert_eq!(redirect.parameter("iss").as_deref(), Some(oidc.issuer.as_str()));
}
