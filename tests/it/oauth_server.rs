//! Whether our authorization server is as strict as the dossiers say, in the manner of Google and of Microsoft.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daybook_tests::browser::{Opened, Redirect, post};
use daybook_tests::process::free_address;
use daybook_tests::servers::gate::{Denied, Gate};
use daybook_tests::servers::oauth::manner::{GOOGLE_CLIENT, GOOGLE_IOS_CLIENT, GOOGLE_SECRET, MICROSOFT_CLIENT};
use daybook_tests::servers::oauth::{Account, Auth, Fault, GOOGLE, MICROSOFT, Manner, Person, RefreshRule, SecretRule};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
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

#[tokio::test]
async fn as_google_it_gives_what_google_gives() {
    let auth = Auth::start(GOOGLE).await;
    let redirect = auth.consent(&TO_GOOGLE.asks(&auth, &[("nonce", "n1")])).await;
    assert_eq!(redirect.parameter("state").as_deref(), Some("st-ate_1"));
    assert_eq!(redirect.parameter("iss").as_deref(), Some("https://accounts.google.com"));
    let code = redirect.parameter("code").unwrap();
    assert!(code.starts_with("4/") && redirect.location().contains("code=4%2F"), "{redirect:?}");
    let answer = TO_GOOGLE.exchange(&auth, &code, &[]).await;
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&"Bearer".into(), &3599.into()));
    let scope = format!("openid https://www.googleapis.com/auth/userinfo.email {EVENTS} {LIST}");
    assert_eq!(answer["scope"], scope);
    let identity = claims(&answer["id_token"]);
    assert_eq!((&identity["aud"], &identity["nonce"]), (&GOOGLE_CLIENT.into(), &"n1".into()));
    assert_eq!((&identity["sub"], &identity["email"]), (&Account::default().subject.into(), &ANNA.into()));
    assert_eq!(known(&auth, &answer["access_token"]).unwrap().join(" "), scope);
    let refreshed = TO_GOOGLE.refreshes(&auth, &answer["refresh_token"]).await;
    assert!(known(&auth, &refreshed["access_token"]).is_ok());
    assert_eq!(refreshed["refresh_token"], Value::Null);
    assert_eq!((auth.exchanges(), auth.refreshes()), (1, 1));
}

/// Trap: a second sign-in without `prompt=consent` yields no refresh token (dossier: google 1.2).
#[tokio::test]
async fn google_gives_a_refresh_token_for_a_consent_page_only() {
    let auth = Auth::start(GOOGLE).await;
    TO_GOOGLE.signs_in(&auth).await;
    let again = auth.consent(&TO_GOOGLE.asks(&auth, &[])).await;
    let answer = TO_GOOGLE.exchange(&auth, &again.parameter("code").unwrap(), &[]).await;
    assert_eq!(answer["refresh_token"], Value::Null);
    assert!(TO_GOOGLE.signs_in(&auth).await["refresh_token"].is_string());
    // Who took it back is asked again.
    auth.revoke(ANNA);
    let silent = auth.consent(&TO_GOOGLE.asks(&auth, &[("prompt", "none")])).await;
    assert_eq!(silent.parameter("error").as_deref(), Some("interaction_required"));
}

#[tokio::test]
async fn google_shows_errors_of_a_request_and_never_sends_them_on() {
    let auth = Auth::start(GOOGLE).await;
    let wrong: [(&[(&str, &str)], &str); 8] = [
        (&[("redirect_uri", "http://localhost:8080")], "redirect_uri_mismatch"),
        (&[("redirect_uri", "app.daybook.desktop:/oauth/callback")], "redirect_uri_mismatch"),
        (&[("client_id", "nobody")], "invalid_client"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "S384")], "invalid_request"),
        (&[("scope", "Calendars.ReadWrite")], "invalid_scope"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "form_post")], "invalid_request"),
    ];
    for (more, word) in wrong {
        let redirect = auth.consent(&TO_GOOGLE.asks(&auth, more)).await;
        assert!(matches!(redirect, Redirect::Page { .. }), "{more:?}: {redirect:?}");
        assert_eq!(redirect.error().as_deref(), Some(word), "{more:?}");
    }
    let twice = TO_GOOGLE.asks(&auth, &[]) + "&state=other";
    assert_eq!(auth.consent(&twice).await.error().as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn an_ios_client_of_google_comes_back_by_its_own_scheme() {
    let auth = Auth::start(GOOGLE).await;
    let redirect = "com.googleusercontent.apps.100200300-daybookios:/oauth2redirect";
    let ios = As { client: GOOGLE_IOS_CLIENT, redirect, ..TO_GOOGLE };
    assert!(ios.signs_in(&auth).await["refresh_token"].is_string());
}

#[tokio::test]
async fn a_missing_method_means_a_plain_challenge() {
    for (manner, with) in [(GOOGLE, TO_GOOGLE), (MICROSOFT, TO_MICROSOFT)] {
        let auth = Auth::start(manner).await;
        let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "")];
        let code = auth.consent(&with.asks(&auth, &plain)).await.parameter("code").unwrap();
        assert!(with.exchange(&auth, &code, &[]).await["access_token"].is_string());
        // And a challenge that was made for S256 is not met by its verifier.
        let unsaid = auth.consent(&with.asks(&auth, &[("code_challenge_method", ""), ("prompt", "consent")])).await;
        let answer = with.exchange(&auth, &unsaid.parameter("code").unwrap(), &[]).await;
        assert_eq!(answer["error"], "invalid_grant");
    }
}

#[tokio::test]
async fn a_secret_is_demanded_checked_or_refused_as_the_manner_has_it() {
    let demanding = Auth::start(Manner { secret: SecretRule::Demanded, ..GOOGLE }).await;
    let code = TO_GOOGLE.code(&demanding).await;
    let answer = TO_GOOGLE.exchange(&demanding, &code, &[]).await;
    assert_eq!(
        (&answer["error"], &answer["error_description"]),
        (&"invalid_request".into(), &"client_secret is missing.".into())
    );
    let wrong = TO_GOOGLE.exchange(&demanding, &code, &[("client_secret", "no")]).await;
    assert_eq!(wrong["error"], "invalid_client");
    assert!(
        TO_GOOGLE.exchange(&demanding, &code, &[("client_secret", GOOGLE_SECRET)]).await["access_token"].is_string()
    );

    let microsoft = Auth::start(MICROSOFT).await;
    let code = TO_MICROSOFT.code(&microsoft).await;
    let answer = TO_MICROSOFT.exchange(&microsoft, &code, &[("client_secret", "x")]).await;
    assert_eq!((&answer["error"], &answer["error_codes"][0]), (&"invalid_client".into(), &700_025.into()));
    let origin =
        form(&microsoft.token_url, &[("client_id", MICROSOFT_CLIENT)], &[("origin", "tauri://localhost")]).await;
    assert_eq!((&origin["error"], &origin["error_codes"][0]), (&"invalid_request".into(), &9_002_326.into()));
    assert!(TO_MICROSOFT.exchange(&microsoft, &code, &[]).await["access_token"].is_string());
}

#[tokio::test]
async fn a_code_is_good_once_and_for_ten_minutes() {
    for (manner, with) in [(GOOGLE, TO_GOOGLE), (MICROSOFT, TO_MICROSOFT)] {
        let auth = Auth::start(manner).await;
        let late = with.code(&auth).await;
        auth.advance(Duration::from_secs(600));
        assert_eq!(with.exchange(&auth, &late, &[]).await["error"], "invalid_grant");
        let code = with.code(&auth).await;
        let first = with.exchange(&auth, &code, &[]).await;
        assert!(known(&auth, &first["access_token"]).is_ok());
        assert_eq!(with.exchange(&auth, &code, &[]).await["error"], "invalid_grant");
        // RFC 6749, 4.1.2: what the first use brought is gone.
        assert_eq!(known(&auth, &first["access_token"]), Err(Denied::Invalid));
        assert_eq!(with.refreshes(&auth, &first["refresh_token"]).await["error"], "invalid_grant");
        // A wrong verifier has no second attempt.
        let code = with.code(&auth).await;
        let guess = [
            ("grant_type", "authorization_code"),
            ("code", &*code),
            ("redirect_uri", with.redirect),
            ("client_id", with.client),
            ("code_verifier", "a-verifier-that-was-made-up-by-somebody-else-0"),
        ];
        assert_eq!(form(&auth.token_url, &guess, &[]).await["error"], "invalid_grant");
        assert_eq!(with.exchange(&auth, &code, &[]).await["error"], "invalid_grant");
    }
}

#[tokio::test]
async fn access_tokens_run_out_by_the_servers_clock_and_end_with_what_was_allowed() {
    let auth = Auth::start(GOOGLE).await;
    let answer = TO_GOOGLE.signs_in(&auth).await;
    auth.advance(Duration::from_secs(3590));
    assert!(known(&auth, &answer["access_token"]).is_ok());
    auth.advance(Duration::from_secs(9));
    assert_eq!(known(&auth, &answer["access_token"]), Err(Denied::Invalid));
    let (access, refresh) = auth.token_for(ANNA, &[EVENTS]);
    assert_eq!(known(&auth, &access.clone().into()).unwrap(), [EVENTS]);
    auth.expire_access_tokens();
    assert_eq!(known(&auth, &access.into()), Err(Denied::Invalid));
    let newer = TO_GOOGLE.refreshes(&auth, &refresh.clone().into()).await;
    // Revoking an access token ends its refresh token, and all else the person allowed.
    let revoke_url = auth.revoke_url.clone().unwrap();
    let (status, _, _) = post(&revoke_url, &[("token", text(&newer["access_token"]))], &[]).await.unwrap();
    assert_eq!(status, 200);
    assert_eq!(known(&auth, &newer["access_token"]), Err(Denied::Invalid));
    assert_eq!(TO_GOOGLE.refreshes(&auth, &refresh.into()).await["error"], "invalid_grant");
    assert_eq!(TO_GOOGLE.refreshes(&auth, &answer["refresh_token"]).await["error"], "invalid_grant");
    assert_eq!(form(&revoke_url, &[("token", "none")], &[]).await["error"], "invalid_token");
    assert_eq!(auth.caller(None), Err(Denied::Missing));
    assert_eq!(auth.caller(Some("Basic abc")), Err(Denied::Missing));
}

#[tokio::test]
async fn microsoft_rotates_and_the_old_token_stays_good_until_the_rule_is_strict() {
    let auth = Auth::start(MICROSOFT).await;
    let answer = TO_MICROSOFT.signs_in(&auth).await;
    assert_eq!(answer["scope"], "openid Calendars.ReadWrite User.Read");
    let first = TO_MICROSOFT.refreshes(&auth, &answer["refresh_token"]).await;
    assert_ne!(first["refresh_token"], answer["refresh_token"]);
    let second = TO_MICROSOFT.refreshes(&auth, &answer["refresh_token"]).await;
    assert!(second["refresh_token"].is_string());
    auth.refresh_rule(RefreshRule::RotatedStrictly);
    assert_eq!(TO_MICROSOFT.refreshes(&auth, &answer["refresh_token"]).await["error"], "invalid_grant");
    assert_eq!(TO_MICROSOFT.refreshes(&auth, &second["refresh_token"]).await["suberror"], "bad_token");
    assert_eq!(known(&auth, &second["access_token"]), Err(Denied::Invalid));
    // 90 days after its last use; none without `offline_access`.
    let answer = TO_MICROSOFT.signs_in(&auth).await;
    auth.advance(Duration::from_secs(91 * 24 * 3600));
    let late = TO_MICROSOFT.refreshes(&auth, &answer["refresh_token"]).await;
    assert_eq!((&late["error"], &late["error_codes"][0]), (&"invalid_grant".into(), &700_082.into()));
    let online = As { scopes: "openid Calendars.Read", ..TO_MICROSOFT };
    assert_eq!(online.signs_in(&auth).await["refresh_token"], Value::Null);
}

#[tokio::test]
async fn microsoft_answers_by_form_where_it_is_asked_to_and_takes_html_out_of_the_state() {
    let auth = Auth::start(MICROSOFT).await;
    let local = As { redirect: "http://localhost:49152", ..TO_MICROSOFT };
    let query = auth.consent(&local.asks(&auth, &[("state", "a<b>c</b>d")])).await;
    assert!(query.location().starts_with("http://localhost:49152/?code="), "{query:?}");
    assert_eq!(query.parameter("state").as_deref(), Some("acd"));
    let form = auth.consent(&local.asks(&auth, &[("response_mode", "form_post"), ("prompt", "consent")])).await;
    assert!(matches!(form, Redirect::Post { .. }), "{form:?}");
    let answer = local.exchange(&auth, &form.parameter("code").unwrap(), &[]).await;
    assert!(answer["access_token"].is_string(), "{answer}");
    let shown = auth.consent(&local.asks(&auth, &[("redirect_uri", "http://[::1]:49152/")])).await;
    assert!(matches!(shown, Redirect::Page { .. }), "{shown:?}");
    let told = auth.consent(&local.asks(&auth, &[("code_challenge", "")])).await;
    assert!(matches!(told, Redirect::To { .. }), "{told:?}");
    assert_eq!(told.parameter("state").as_deref(), Some("st-ate_1"));
    auth.person(Person { denies: true, ..Person::default() });
    let denied = auth.consent(&local.asks(&auth, &[("prompt", "consent")])).await;
    assert_eq!(denied.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(denied.parameter("error_subcode").as_deref(), Some("cancel"));
    assert!(denied.parameter("error_description").unwrap().starts_with("AADSTS65004"));
}

#[tokio::test]
async fn microsoft_stops_a_client_that_asks_the_same_again_and_again() {
    let auth = Auth::start(MICROSOFT).await;
    let (_, token) = auth.token_for(ANNA, &["Calendars.ReadWrite", "offline_access"]);
    let token = token.into();
    for _ in 0..20 {
        assert!(TO_MICROSOFT.refreshes(&auth, &token).await["access_token"].is_string());
    }
    let stopped = TO_MICROSOFT.refreshes(&auth, &token).await;
    assert_eq!((&stopped["error"], &stopped["error_codes"][0]), (&"invalid_grant".into(), &50_196.into()));
    auth.advance(Duration::from_secs(300));
    assert!(TO_MICROSOFT.refreshes(&auth, &token).await["access_token"].is_string());
}

#[tokio::test]
async fn people_choose_an_account_and_leave_boxes_empty() {
    let auth = Auth::start(GOOGLE).await;
    let ben = Account::new("ben@praxis.example", "222", "Ben <b>Bold</b>");
    auth.accounts(&[Account::default(), ben]);
    auth.person(Person {
        account: Some("ben@praxis.example".to_owned()),
        unticks: vec![EVENTS.to_owned()],
        denies: false,
    });
    let answer = TO_GOOGLE.signs_in(&auth).await;
    assert_eq!(claims(&answer["id_token"])["sub"], "222");
    assert_eq!(answer["scope"], format!("openid https://www.googleapis.com/auth/userinfo.email {LIST}"));
    assert!(!auth.allowed("ben@praxis.example").contains(&EVENTS.to_owned()));
    // A hint chooses beforehand, and the person may choose another.
    auth.person(Person::default());
    let hinted = auth.consent(&TO_GOOGLE.asks(&auth, &[("login_hint", "ben@praxis.example")])).await;
    let answer = TO_GOOGLE.exchange(&auth, &hinted.parameter("code").unwrap(), &[]).await;
    assert_eq!(claims(&answer["id_token"])["email"], "ben@praxis.example");
}

#[tokio::test]
async fn what_was_seen_holds_names_and_no_secrets() {
    let auth = Auth::start(GOOGLE).await;
    let code = TO_GOOGLE.code(&auth).await;
    let answer = TO_GOOGLE.exchange(&auth, &code, &[("client_secret", GOOGLE_SECRET)]).await;
    TO_GOOGLE.refreshes(&auth, &answer["refresh_token"]).await;
    let seen = auth.seen();
    assert!(seen[0].has("client_secret") && seen[0].has("code_verifier") && !seen[1].has("client_secret"));
    assert_eq!((seen[0].status, seen[1].grant_type.as_deref()), (200, Some("refresh_token")));
    let written = format!("{seen:?}");
    let issued = auth.issued();
    assert_eq!(issued.len(), 4);
    assert!(issued.iter().all(|secret| !written.contains(secret.as_str())));
    assert!(!written.contains(GOOGLE_SECRET) && !written.contains(VERIFIER));
}

#[tokio::test]
async fn the_browser_goes_on_to_a_listener_and_hands_over_a_deep_link() {
    let auth = Auth::start(MICROSOFT).await;
    let deep = auth.browser().open(&TO_MICROSOFT.asks(&auth, &[])).await;
    let Opened::DeepLink { link, times: 1 } = deep else { panic!("{deep:?}") };
    assert!(link.starts_with("app.daybook.desktop:/oauth/callback?code="), "{link}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect = format!("http://127.0.0.1:{}/oauth/callback", listener.local_addr().unwrap().port());
    let app = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = vec![0; 4096];
        let length = stream.read(&mut read).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone").await.unwrap();
        String::from_utf8_lossy(&read[..length]).into_owned()
    });
    let opened = auth.browser().open(&TO_MICROSOFT.asks(&auth, &[("redirect_uri", &redirect)])).await;
    assert_eq!(opened, Opened::Answered(vec![(200, "done".to_owned())]));
    assert!(app.await.unwrap().starts_with("GET /oauth/callback?code="));
    // Nobody listens any more: that is no failure of the browser.
    let gone = format!("http://{}/oauth/callback", free_address());
    let opened = auth.browser().open(&TO_MICROSOFT.asks(&auth, &[("redirect_uri", &gone)])).await;
    assert_eq!(opened, Opened::Answered(Vec::new()));
}

/// The window's tests name it as `BROWSER`.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_stub_browser_hands_a_deep_link_to_the_system_as_often_as_it_is_sent() {
    use std::os::unix::fs::PermissionsExt;

    let auth = Auth::start(MICROSOFT).await;
    let folder = tempfile::tempdir().unwrap();
    let system = folder.path().join("xdg-open");
    std::fs::write(&system, "#!/bin/sh\necho \"$1\" >> \"$(dirname \"$0\")/opened\"\n").unwrap();
    std::fs::set_permissions(&system, std::fs::Permissions::from_mode(0o700)).unwrap();
    let open = |address: String| {
        let mut browser = tokio::process::Command::new(env!("CARGO_BIN_EXE_consenting_browser"));
        let path = std::env::join_paths([folder.path(), "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
        browser.arg(address).env("PATH", path).stderr(std::process::Stdio::null()).kill_on_drop(true);
        async move { browser.status().await.unwrap().code() }
    };
    auth.once(Fault::AnswersTwice);
    assert_eq!(open(TO_MICROSOFT.asks(&auth, &[])).await, Some(0));
    let opened = std::fs::read_to_string(folder.path().join("opened")).unwrap();
    let links: Vec<&str> = opened.lines().collect();
    assert!(links.len() == 2 && links[0] == links[1], "{links:?}");
    assert!(links[0].starts_with("app.daybook.desktop:/oauth/callback?code="));
    auth.once(Fault::NeverAnswers);
    assert_eq!(open(TO_MICROSOFT.asks(&auth, &[])).await, Some(3));
    assert_eq!(open(links[0].to_owned()).await, Some(2));
}
