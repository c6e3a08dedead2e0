//! What the token endpoint may answer to a code.

use std::time::Duration;

use daybook_tests::servers::oauth::{Auth, Fault, GOOGLE, Refusal};
use serde_json::{Value, json};

use super::{ANNA, Practice, fails, google};
use daybook_tests::servers::google::Google;

/// How a sign-in fails whose exchange goes wrong so.
async fn failing(here: &Practice<Google>, fault: Fault) -> String {
    let url = here.begin().await;
    here.cloud.auth.once(fault);
    here.browse(&url).await;
    let code = fails(&here.app).await;
    here.nothing_came_of_it();
    here.cloud.auth.heal();
    code
}

/// attack 18: an answer that is no token is none; nobody is sent on to another server.
#[tokio::test]
async fn an_answer_that_is_no_token_connects_nothing() {
    let here = google().await;
    let thief = Auth::start(GOOGLE).await;
    for (fault, code) in [
        (Fault::ErrorInSuccess, "auth.code"),
        (Fault::NoAccessToken, "auth.not_understood"),
        (Fault::TokenType("mac"), "auth.not_understood"),
        (Fault::Flood, "auth.not_understood"),
        (Fault::NoRefreshToken, "auth.no_refresh_token"),
        (Fault::Throttled("30"), "rate.limited"),
        (Fault::Refuses(Refusal::InvalidClient), "auth.misconfigured"),
        (Fault::Refuses(Refusal::ServerError), "net.server"),
    ] {
        assert_eq!(failing(&here, fault.clone()).await, code, "{fault:?}");
    }
    let code = failing(&here, Fault::RedirectsTo(thief.token_url.to_string())).await;
    assert!(["net.server", "auth.not_understood"].contains(&code.as_str()), "{code}");
    assert!(thief.seen().is_empty(), "a code was carried to another server");
    // One exchange each: a code that was answered is not tried again.
    assert_eq!(here.cloud.auth.exchanges(), 9);
    assert_eq!(here.connect().await.email, ANNA);
}

/// attack 18: a lifetime is a number, a text, or not believed; a broken id token is not read.
#[tokio::test]
async fn a_strange_lifetime_is_no_reason_to_fail() {
    for value in
        [json!("3599"), json!(-1), json!(0), json!(1e300), json!(u64::MAX), json!([1]), json!("x"), Value::Null]
    {
        let here = google().await;
        here.cloud.auth.once(Fault::ExpiresIn(value.clone()));
        here.cloud.auth.once(Fault::BrokenIdToken);
        here.connect().await;
        here.app.sync_now().await.unwrap();
        assert_eq!((here.health().0.as_str(), here.cloud.auth.refreshes()), ("connected", 0), "{value}");
        let at: i64 =
            here.file().query_row("SELECT expires_at FROM calendar_connections", [], |row| row.get(0)).unwrap();
        let left = at - daybook_core::ports::Clock::now(here.world.clock.as_ref()).timestamp();
        assert!((600..=86_400).contains(&left), "{value} was taken for {left}");
    }
}

/// attack 26: a network that shows its own page for everything.
#[tokio::test]
async fn the_page_of_a_hotel_is_no_answer() {
    let here = google().await;
    assert_eq!(failing(&here, Fault::WebPage).await, "net.server");
    assert_eq!(failing(&here, Fault::Unavailable).await, "rate.limited");
    // Slow is not broken.
    here.cloud.auth.once(Fault::Slow(Duration::from_millis(200)));
    assert_eq!(here.connect().await.email, ANNA);
}
