//! In the manner of Microsoft.

use std::time::Duration;

use daybook_tests::browser::Redirect;
use daybook_tests::servers::oauth::{Auth, MICROSOFT, Person, RefreshRule};
use daybook_tests::servers::token_check::Denied;
use serde_json::Value;

use super::{ANNA, As, TO_MICROSOFT, known};

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
