//! Whether our authorization server is as strict as the dossiers say, in the manner of Google and of Microsoft.

mod both;
mod browser;
mod google;
mod microsoft;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daybook_tests::browser::post;
use daybook_tests::servers::oauth::Auth;
use daybook_tests::servers::oauth::manner::{GOOGLE_CLIENT, MICROSOFT_CLIENT};
use daybook_tests::servers::token_check::{Denied, TokenCheck};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

/// A code verifier as RFC 7636 wants it.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const EVENTS: &str = "https://www.googleapis.com/auth/calendar.events";
const LIST: &str = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";
const ANNA: &str = "anna@praxis.example";

/// A client of one of the two, with a redirect that fits.
#[derive(Clone, Copy)]
pub struct As {
    pub client: &'static str,
    pub redirect: &'static str,
    pub scopes: &'static str,
}

pub const TO_GOOGLE: As = As {
    client: GOOGLE_CLIENT,
    redirect: "http://127.0.0.1:49152/cb/x",
    scopes: "openid email https://www.googleapis.com/auth/calendar.events \
             https://www.googleapis.com/auth/calendar.calendarlist.readonly",
};
pub const TO_MICROSOFT: As = As {
    client: MICROSOFT_CLIENT,
    redirect: "app.daybook.desktop:/oauth/callback",
    scopes: "openid offline_access https://graph.microsoft.com/Calendars.ReadWrite User.Read",
};

impl As {
    /// An authorization request in order, `more` put in place of or beside its parameters.
    pub fn asks(&self, auth: &Auth, more: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let mut asked = vec![
            ("client_id", self.client),
            ("redirect_uri", self.redirect),
            ("response_type", "code"),
            ("scope", self.scopes),
            ("state", "st-ate_1"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in more {
            asked.retain(|(known, _)| known != name);
            asked.push((name, value));
        }
        asked.retain(|(_, value)| !value.is_empty());
        Url::parse_with_params(auth.auth_url.as_str(), &asked).unwrap().into()
    }

    pub async fn code(&self, auth: &Auth) -> String {
        let redirect = auth.consent(&self.asks(auth, &[("prompt", "consent")])).await;
        redirect.parameter("code").unwrap_or_else(|| panic!("no code: {redirect:?}"))
    }

    pub async fn exchange(&self, auth: &Auth, code: &str, more: &[(&str, &str)]) -> Value {
        let sent = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect),
            ("client_id", self.client),
            ("code_verifier", VERIFIER),
        ];
        form(&auth.token_url, &[&sent, more].concat(), &[]).await
    }

    /// The whole way: the answer with the tokens.
    pub async fn signs_in(&self, auth: &Auth) -> Value {
        let code = self.code(auth).await;
        let answer = self.exchange(auth, &code, &[]).await;
        assert!(answer["access_token"].is_string(), "{answer}");
        answer
    }

    pub async fn refreshes(&self, auth: &Auth, token: &Value) -> Value {
        let sent = [("grant_type", "refresh_token"), ("refresh_token", text(token)), ("client_id", self.client)];
        form(&auth.token_url, &sent, &[]).await
    }
}

/// The answer to a form as JSON; null where it is none.
pub async fn form(url: &Url, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Value {
    let (_, _, text) = post(url, fields, headers).await.unwrap_or_else(|| panic!("{url} does not answer"));
    serde_json::from_str(&text).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn known(auth: &Auth, access: &Value) -> Result<Vec<String>, Denied> {
    auth.caller(Some(&format!("Bearer {}", text(access)))).map(|caller| caller.scopes)
}

fn claims(token: &Value) -> Value {
    let part = text(token).split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
