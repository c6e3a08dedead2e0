//! What both have in common: PKCE, secrets, codes.

use std::time::Duration;

use daybook_tests::servers::oauth::manner::{GOOGLE_SECRET, MICROSOFT_CLIENT};
use daybook_tests::servers::oauth::{Auth, GOOGLE, MICROSOFT, Manner, SecretRule};
use daybook_tests::servers::token_check::Denied;

use super::{TO_GOOGLE, TO_MICROSOFT, VERIFIER, form, known};

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
