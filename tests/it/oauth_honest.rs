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
/// As long as a verifier must be, and of somebody else.
const OTHER: &str = "a-verifier-that-was-made-up-by-somebody-else-0";

/// The request that is wrong; those before it are in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Ask,
    /// The person presses "Deny".
    Deny,
    Exchange,
    /// The same code again.
    ExchangeAgain,
    Refresh,
    /// With what a code brought that was used again.
    RefreshAfterExchangeAgain,
    /// With a token that was replaced.
    RefreshAgain,
    /// With the newest token, after one that was replaced was used again.
    RefreshAfterRefreshAgain,
}

struct Row {
    step: Step,
    /// In place of the parameters of that step; an empty one is left out.
    put: &'static [(&'static str, &'static str)],
    /// The `error` of a certified server; empty where all is well.
    says: &'static str,
    /// Where a provider documents another word, or another rule.
    google: Option<&'static str>,
    microsoft: Option<&'static str>,
}

const fn row(step: Step, put: &'static [(&'static str, &'static str)], says: &'static str) -> Row {
    Row { step, put, says, google: None, microsoft: None }
}

impl Row {
    const fn google(mut self, says: &'static str) -> Self {
        self.google = Some(says);
        self
    }

    const fn microsoft(mut self, says: &'static str) -> Self {
        self.microsoft = Some(says);
        self
    }
}

const TABLE: &[Row] = &[
    // First, while nobody has consented. OpenID Connect Core 3.1.2.6 has several words; ours asks no password.
    row(Step::Ask, &[("prompt", "none")], "login_required")
        .google("interaction_required")
        .microsoft("interaction_required"),
    row(Step::Ask, &[], ""),
    row(Step::Ask, &[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
    row(Step::Ask, &[("code_challenge", "short")], "invalid_request"),
    row(Step::Ask, &[("code_challenge_method", "S512")], "invalid_request"),
    // AADSTS700016 comes with `unauthorized_client`.
    row(Step::Ask, &[("client_id", "nobody")], "invalid_client").microsoft("unauthorized_client"),
    // Google's page has a word of its own (dossier: google 1.2); AADSTS50011 comes with `invalid_request`.
    row(Step::Ask, &[("redirect_uri", "http://evil.example/oauth/callback")], "invalid_redirect_uri")
        .google("redirect_uri_mismatch")
        .microsoft("invalid_request"),
    // Microsoft is the one that takes it.
    row(Step::Ask, &[("redirect_uri", "http://localhost:49152/oauth/callback")], "invalid_redirect_uri")
        .google("redirect_uri_mismatch")
        .microsoft(""),
    row(Step::Ask, &[("response_type", "")], "invalid_request"),
    row(Step::Ask, &[("response_type", "token")], "unsupported_response_type"),
    row(Step::Deny, &[], "access_denied"),
    row(Step::Exchange, &[], ""),
    row(Step::Exchange, &[("code_verifier", OTHER)], "invalid_grant"),
    row(Step::Exchange, &[("code_verifier", "")], "invalid_grant"),
    row(Step::Exchange, &[("code_verifier", "short")], "invalid_request"),
    // Google's token endpoint has that word too (dossier: google 1.4).
    row(Step::Exchange, &[("redirect_uri", "http://127.0.0.1:49153/oauth/callback")], "invalid_grant")
        .google("redirect_uri_mismatch"),
    row(Step::Exchange, &[("redirect_uri", "")], "invalid_request"),
    row(Step::Exchange, &[("code", "never-given-out")], "invalid_grant"),
    row(Step::Exchange, &[("client_id", "nobody")], "invalid_client").microsoft("unauthorized_client"),
    row(Step::Exchange, &[("grant_type", "urn:of:our:own")], "unsupported_grant_type"),
    row(Step::Exchange, &[("grant_type", "")], "invalid_request"),
    row(Step::Exchange, &[("code_verifier", VERIFIER), ("code_verifier", VERIFIER)], "invalid_request"),
    row(Step::ExchangeAgain, &[], "invalid_grant"),
    row(Step::Refresh, &[], ""),
    row(Step::Refresh, &[("refresh_token", "never-given-out")], "invalid_grant"),
    row(Step::Refresh, &[("refresh_token", "")], "invalid_request"),
    row(Step::Refresh, &[("scope", "openid profile")], "invalid_scope"),
    row(Step::RefreshAfterExchangeAgain, &[], "invalid_grant"),
    row(Step::RefreshAgain, &[], "invalid_grant"),
    row(Step::RefreshAfterRefreshAgain, &[], "invalid_grant"),
];

/// A server under test, and a client of it.
struct Tested {
    server: Server,
    client: &'static str,
    scopes: &'static str,
}

enum Server {
    Ours(Auth),
    Theirs(Oidc),
}

impl Tested {
    fn urls(&self) -> (&Url, &Url) {
        match &self.server {
            Server::Ours(auth) => (&auth.auth_url, &auth.token_url),
            Server::Theirs(oidc) => (&oidc.auth_url, &oidc.token_url),
        }
    }

    async fn consent(&self, address: &str, denies: bool) -> Redirect {
        match &self.server {
            Server::Ours(auth) => {
                auth.person(Person { denies, ..Person::default() });
                auth.consent(address).await
            }
            Server::Theirs(oidc) if denies => oidc.deny(address).await,
            Server::Theirs(oidc) => oidc.consent(address).await,
        }
    }

    async fn post(&self, fields: &[(&str, &str)]) -> Value {
        let answer = form(self.urls().1, fields, &[]).await;
        assert!(answer["error"].is_string() || answer["token_type"] == "Bearer", "no error and no token: {answer}");
        answer
    }

    /// The word that comes of a row.
    async fn says(&self, row: &Row) -> String {
        let put = |step, fields: &[(&'static str, &str)]| put(fields, if row.step == step { row.put } else { &[] });
        let word = |answer: &Value| answer["error"].as_str().unwrap_or_default().to_owned();

        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let asked = put(
            Step::Ask,
            &[
                ("client_id", self.client),
                ("redirect_uri", LOOPBACK),
                ("response_type", "code"),
                ("scope", self.scopes),
                ("state", "abc"),
                ("prompt", "consent"),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        );
        let address = Url::parse_with_params(self.urls().0.as_str(), &asked).unwrap();
        let redirect = self.consent(address.as_str(), row.step == Step::Deny).await;
        if row.step == Step::Ask || redirect.error().is_some() {
            return redirect.error().unwrap_or_default();
        }

        let code = redirect.parameter("code").unwrap_or_else(|| panic!("no code: {redirect:?}"));
        let sent = put(
            Step::Exchange,
            &[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", LOOPBACK),
                ("client_id", self.client),
                ("code_verifier", VERIFIER),
            ],
        );
        let sent: Vec<_> = sent.iter().map(|(name, value)| (*name, &**value)).collect();
        let first = self.post(&sent).await;
        if row.step == Step::Exchange {
            return word(&first);
        }
        if matches!(row.step, Step::ExchangeAgain | Step::RefreshAfterExchangeAgain) {
            let again = self.post(&sent).await;
            if row.step == Step::ExchangeAgain {
                return word(&again);
            }
        }

        let refresh = async |token: &Value| {
            let token = token.as_str().unwrap_or_else(|| panic!("no refresh token: {first}"));
            let sent = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", self.client)];
            let sent = put(Step::Refresh, &sent);
            self.post(&sent.iter().map(|(name, value)| (*name, &**value)).collect::<Vec<_>>()).await
        };
        let second = refresh(&first["refresh_token"]).await;
        if matches!(row.step, Step::Refresh | Step::RefreshAfterExchangeAgain) {
            return word(&second);
        }
        let again = refresh(&first["refresh_token"]).await;
        if row.step == Step::RefreshAgain {
            return word(&again);
        }
        word(&refresh(&second["refresh_token"]).await)
    }

    /// # Panics
    /// With every row in which a word is another.
    async fn keeps_to(&self, column: fn(&Row) -> &'static str) {
        let mut differ = Vec::new();
        for row in TABLE {
            let (says, wanted) = (self.says(row).await, column(row));
            if says != wanted {
                differ.push(format!("{:?} {:?}: {says:?} in place of {wanted:?}", row.step, row.put));
            }
        }
        assert!(differ.is_empty(), "{}", differ.join("\n"));
    }
}

/// `fields` with `others` in place of those of their names.
fn put(fields: &[(&'static str, &str)], others: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let kept = fields.iter().filter(|(name, _)| others.iter().all(|(other, _)| other != name));
    let sent = kept.chain(others.iter().filter(|(_, value)| !value.is_empty()));
    sent.map(|(name, value)| (*name, (*value).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certified_server_refuses_with_the_words_of_the_table() {
    let server = Server::Theirs(Oidc::start().await);
    Tested { server, client: CLIENT, scopes: "openid email" }.keeps_to(|row| row.says).await;
}

/// Rotation is no habit of Google's: the rows about it are the strict rule's.
#[tokio::test]
async fn ours_refuses_as_google_with_the_same_words_but_where_google_documents_others() {
    let manner = Manner { refresh: RefreshRule::RotatedStrictly, ..GOOGLE };
    let server = Server::Ours(Auth::start(manner).await);
    let tested = Tested { server, client: GOOGLE_CLIENT, scopes: "openid email" };
    tested.keeps_to(|row| row.google.unwrap_or(row.says)).await;
}

#[tokio::test]
async fn ours_refuses_as_microsoft_with_the_same_words_but_where_microsoft_documents_others() {
    let manner = Manner { refresh: RefreshRule::RotatedStrictly, ..MICROSOFT };
    let server = Server::Ours(Auth::start(manner).await);
    let tested = Tested { server, client: MICROSOFT_CLIENT, scopes: "openid email offline_access" };
    tested.keeps_to(|row| row.microsoft.unwrap_or(row.says)).await;
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
