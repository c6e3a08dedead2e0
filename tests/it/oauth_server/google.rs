//! In the manner of Google.

use std::time::Duration;

use daybook_tests::browser::{Redirect, post};
use daybook_tests::servers::oauth::manner::{GOOGLE_CLIENT, GOOGLE_IOS_CLIENT, GOOGLE_SECRET};
use daybook_tests::servers::oauth::{Account, Auth, Fault, GOOGLE, Manner, Person};
use daybook_tests::servers::token_check::{Denied, TokenCheck};
use serde_json::Value;

use super::{ANNA, As, EVENTS, LIST, TO_GOOGLE, VERIFIER, claims, form, known, text};

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

/// An app in status "Testing" (dossier: google 1.4).
#[tokio::test]
async fn a_time_limited_grant_says_so_and_ends() {
    let week = Duration::from_secs(7 * 24 * 3600);
    let auth = Auth::start(Manner { refresh_life: Some(week), expires_in_text: true, ..GOOGLE }).await;
    let answer = TO_GOOGLE.signs_in(&auth).await;
    assert_eq!(answer["refresh_token_expires_in"], 604_799);
    assert_eq!(answer["expires_in"], "3599");
    auth.advance(week);
    assert_eq!(TO_GOOGLE.refreshes(&auth, &answer["refresh_token"]).await["error"], "invalid_grant");
}

#[tokio::test]
async fn id_tokens_are_of_the_servers_clock_but_where_it_is_told_otherwise() {
    let auth = Auth::start(GOOGLE).await;
    auth.set_clock("2027-03-01T09:00:00Z".parse().unwrap());
    let issued = claims(&TO_GOOGLE.signs_in(&auth).await["id_token"])["iat"].as_i64().unwrap();
    assert!((1_803_891_600..1_803_891_660).contains(&issued), "{issued}");
    auth.once(Fault::SkewedIdToken(-86_400));
    let skewed = claims(&TO_GOOGLE.signs_in(&auth).await["id_token"])["exp"].as_i64().unwrap();
    assert!(skewed < issued);
}
