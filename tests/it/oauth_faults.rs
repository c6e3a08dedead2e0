//! Whether each fault of our authorization server is there, and goes away again.

use std::time::Duration;

use daybook_tests::browser::{Redirect, post};
use daybook_tests::servers::oauth::{Auth, Fault, GOOGLE, Hostile, MICROSOFT, Refusal};
use serde_json::{Value, json};

use crate::oauth_server::{EVENTS, TO_GOOGLE, TO_MICROSOFT};

const ANNA: &str = "anna@praxis.example";

/// Where the browser is sent with `fault`, which is gone the next time.
async fn sent(auth: &Auth, fault: Fault) -> Redirect {
    auth.once(fault);
    let address = TO_GOOGLE.asks(auth, &[("prompt", "consent")]);
    let redirect = auth.consent(&address).await;
    let healthy = auth.consent(&address).await;
    assert_eq!(healthy.parameter("state").as_deref(), Some("st-ate_1"));
    assert_eq!(healthy.parameters().iter().filter(|(name, _)| name == "code").count(), 1);
    redirect
}

fn all(redirect: &Redirect, name: &str) -> Vec<String> {
    redirect.parameters().into_iter().filter(|(known, _)| known == name).map(|(_, value)| value).collect()
}

#[tokio::test]
async fn the_way_back_goes_wrong_as_told() {
    let auth = Auth::start(GOOGLE).await;
    assert!(matches!(sent(&auth, Fault::NeverAnswers).await, Redirect::Page { status: 200, .. }));
    assert!(matches!(sent(&auth, Fault::AnswersTwice).await, Redirect::To { times: 2, .. }));
    let wrong = all(&sent(&auth, Fault::WrongState).await, "state");
    assert!(wrong.len() == 1 && wrong[0] != "st-ate_1");
    assert!(all(&sent(&auth, Fault::NoState).await, "state").is_empty());
    for name in ["code", "state", "iss"] {
        assert_eq!(all(&sent(&auth, Fault::Doubles(name)).await, name).len(), 2, "{name}");
    }
    let extra = sent(&auth, Fault::Extra).await;
    assert_eq!((all(&extra, "hd").len(), all(&extra, "").len(), all(&extra, "code").len()), (1, 1, 1));
    assert_eq!(all(&sent(&auth, Fault::WrongIssuer).await, "iss"), ["https://issuer.evil.example"]);
    let declined = sent(&auth, Fault::Declined).await;
    assert_eq!((all(&declined, "error"), all(&declined, "state").len()), (vec!["access_denied".to_owned()], 1));
    let both = sent(&auth, Fault::CodeAndError).await;
    assert_eq!((all(&both, "error").len(), all(&both, "code").len()), (1, 1));
    for text in [Hostile::Html, Hostile::Ansi, Hostile::Lines, Hostile::RightToLeft, Hostile::Flood] {
        let redirect = sent(&auth, Fault::Describes(text)).await;
        assert_eq!(all(&redirect, "error_description"), [text.text()]);
        assert!(all(&redirect, "code").is_empty());
    }
}

/// The answer to a refresh with `fault`: status, `Retry-After`, body. The one after it is good.
async fn refreshed(auth: &Auth, fault: Fault) -> (u16, String, String) {
    let (_, token) = auth.token_for(ANNA, &[EVENTS]);
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("client_id", TO_GOOGLE.client)];
    auth.once(fault);
    let (status, headers, text) = post(&auth.token_url, &fields, &[]).await.unwrap();
    let (healthy, _, _) = post(&auth.token_url, &fields, &[]).await.unwrap();
    assert_eq!(healthy, 200);
    let after = headers.get("retry-after").or(headers.get("location"));
    (status.as_u16(), after.map_or(String::new(), |value| value.to_str().unwrap().to_owned()), text)
}

async fn refreshed_json(auth: &Auth, fault: Fault) -> (u16, Value) {
    let (status, _, text) = refreshed(auth, fault).await;
    (status, serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn the_token_endpoint_goes_wrong_as_told() {
    let auth = Auth::start(GOOGLE).await;
    let (status, _, page) = refreshed(&auth, Fault::WebPage).await;
    assert!(status == 200 && page.starts_with("<!DOCTYPE html>"));
    let (status, error) = refreshed_json(&auth, Fault::ErrorInSuccess).await;
    assert_eq!((status, &error["error"]), (200, &json!("invalid_grant")));
    assert_eq!(refreshed_json(&auth, Fault::NoAccessToken).await.1["access_token"], Value::Null);
    assert_eq!(refreshed_json(&auth, Fault::TokenType("mac")).await.1["token_type"], "mac");
    assert!(refreshed(&auth, Fault::Flood).await.2.len() > 50 << 20);
    let (status, to, _) = refreshed(&auth, Fault::RedirectsTo("http://127.0.0.1:1/steal".to_owned())).await;
    assert_eq!((status, to.as_str()), (307, "http://127.0.0.1:1/steal"));
    let (status, after, _) = refreshed(&auth, Fault::Throttled("17")).await;
    assert_eq!((status, after.as_str()), (429, "17"));
    let (status, _, text) = refreshed(&auth, Fault::Unavailable).await;
    assert_eq!((status, text.as_str()), (503, "The service is unavailable."));
    assert_eq!(refreshed_json(&auth, Fault::OnlyScopes(&["email"])).await.1["scope"], "");
    for value in [json!("3599"), json!(-1), json!(1e300), json!(u64::MAX), Value::Null, json!([1])] {
        assert_eq!(refreshed_json(&auth, Fault::ExpiresIn(value.clone())).await.1["expires_in"], value);
    }
    for (refusal, status, word) in [
        (Refusal::InvalidGrant, 400, "invalid_grant"),
        (Refusal::InvalidRapt, 400, "invalid_grant"),
        (Refusal::TemporarilyUnavailable, 503, "temporarily_unavailable"),
        (Refusal::ServerError, 500, "server_error"),
        (Refusal::InvalidClient, 401, "invalid_client"),
    ] {
        let got = refreshed_json(&auth, Fault::Refuses(refusal)).await;
        assert_eq!((got.0, &got.1["error"]), (status, &json!(word)));
    }
    assert_eq!(auth.refreshes(), auth.seen().len());
}

#[tokio::test]
async fn an_answer_is_slow_or_lost_after_what_it_would_have_told_was_done() {
    let auth = Auth::start(MICROSOFT).await;
    let (_, token) = auth.token_for(ANNA, &["Calendars.ReadWrite", "offline_access"]);
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", token.as_str()), ("client_id", TO_MICROSOFT.client)];
    let before = auth.issued().len();
    auth.once(Fault::DropsAnswer);
    assert!(post(&auth.token_url, &fields, &[]).await.is_none());
    assert_eq!(auth.issued().len(), before + 2);
    auth.fault(Fault::Slow(Duration::from_secs(3600)));
    let slow = tokio::time::timeout(Duration::from_millis(300), post(&auth.token_url, &fields, &[])).await;
    assert!(slow.is_err());
    auth.heal();
    assert_eq!(post(&auth.token_url, &fields, &[]).await.unwrap().0, 200);
}

/// S24: what Microsoft asks for beside a new sign-in comes along.
#[tokio::test]
async fn a_claims_challenge_and_its_suberror_are_in_the_answer() {
    let auth = Auth::start(MICROSOFT).await;
    let (_, token) = auth.token_for(ANNA, &["Calendars.ReadWrite", "offline_access"]);
    auth.once(Fault::Refuses(Refusal::InteractionRequired("basic_action")));
    let answer = TO_MICROSOFT.refreshes(&auth, &token.into()).await;
    assert_eq!((&answer["error"], &answer["suberror"]), (&json!("interaction_required"), &json!("basic_action")));
    assert!(answer["claims"].as_str().unwrap().contains("capolids"));
    assert!(answer["error_description"].as_str().unwrap().starts_with("AADSTS50076: "));
    assert!(answer["correlation_id"].is_string() && answer["trace_id"].is_string());
}

#[tokio::test]
async fn a_sign_in_brings_fewer_scopes_no_refresh_token_or_a_bad_id_token() {
    let auth = Auth::start(GOOGLE).await;
    auth.once(Fault::OnlyScopes(&["openid"]));
    assert_eq!(TO_GOOGLE.signs_in(&auth).await["scope"], "openid");
    auth.once(Fault::NoRefreshToken);
    assert_eq!(TO_GOOGLE.signs_in(&auth).await["refresh_token"], Value::Null);
    auth.once(Fault::BrokenIdToken);
    assert_eq!(TO_GOOGLE.signs_in(&auth).await["id_token"].as_str().unwrap().split('.').nth(1), Some(""));
}
