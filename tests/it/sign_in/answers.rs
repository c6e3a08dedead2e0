//! Answers that nobody asked for, or that are not what was asked for.

use chrono::TimeDelta;
use daybook_core::app::sign_in::Arrival;
use daybook_core::app::views::SignInStep;
use daybook_tests::browser::Opened;
use daybook_tests::servers::oauth::{Account, Fault, Hostile, Person};
use url::Url;

use super::listener::sent;
use super::{ANNA, ASKED, fails, google, outlook, parameter, reaches, until, with};

/// attack 1, S66: a link that nobody waits for does nothing at all.
#[tokio::test]
async fn a_link_that_nobody_waits_for_does_nothing() {
    let here = outlook().await;
    let announced = here.world.announced.0.lock().unwrap().len();
    for link in [
        "app.daybook.desktop:/oauth/callback?code=attacker&state=x",
        "app.daybook.desktop:/oauth/callback",
        "app.daybook.desktop:/focus",
        "app.daybook.desktop:/delete?all=1",
        "app.daybook.desktop:/oauth/callback?state=a%0d%0ab&code=c",
        "file:///etc/passwd",
        "",
    ] {
        assert!(here.app.arrived(link).is_err(), "{link}");
    }
    let long = format!("app.daybook.desktop:/oauth/callback?state=s&code={}", "x".repeat(1 << 20));
    assert!(here.app.arrived(&long).is_err());
    assert!(here.world.network.sent.lock().unwrap().is_empty());
    assert_eq!(here.world.announced.0.lock().unwrap().len(), announced);
    assert_eq!(here.app.sign_in(), None);
}

/// attack 2, S9: a wrong state is refused by every way in, and the sign-in goes on.
#[tokio::test]
async fn a_wrong_state_changes_nothing_and_the_right_one_is_still_taken() {
    let here = google().await;
    let url = here.begin().await;
    for fault in [Fault::WrongState, Fault::NoState] {
        here.cloud.auth.once(fault);
        assert_eq!(here.browse(&url).await.0, 400);
        here.still_waits();
    }
    let address = here.answer(&url).await;
    let forged = with(&address, "state", "guessed");
    assert_eq!(here.app.use_link(&forged).unwrap_err().code.word(), "auth.state_mismatch");
    assert_eq!(here.app.arrived(&forged).unwrap_err().code.word(), "auth.state_mismatch");
    here.still_waits();
    here.app.arrived(&address).unwrap();
    here.connect_what_was_found().await;
    assert_eq!(here.cloud.auth.exchanges(), 1);
}

/// attack 3: another person's code under the right state is not worth anything without its verifier.
#[tokio::test]
async fn a_code_that_was_given_to_somebody_else_is_not_taken() {
    let (here, attacker) = (google().await, google().await);
    let url = here.begin().await;
    // The attacker signs in at the same server, and keeps the code.
    let theirs = attacker.begin().await;
    let theirs = theirs.replace(attacker.cloud.auth.auth_url.as_str(), here.cloud.auth.auth_url.as_str());
    let theirs = with(&theirs, "redirect_uri", &parameter(&url, "redirect_uri").unwrap());
    let stolen = parameter(&here.answer(&theirs).await, "code").unwrap();
    let address = here.answer(&url).await;
    here.app.arrived(&with(&address, "code", &stolen)).unwrap();
    assert_eq!(fails(&here.app).await, "auth.code");
    assert_eq!(here.cloud.auth.seen()[0].error, Some("invalid_grant"));
    here.nothing_came_of_it();
}

/// attack 4: somebody else's whole answer is not taken, and whose account it is is shown before anything is kept.
#[tokio::test]
async fn nobody_is_signed_in_to_an_account_they_did_not_see() {
    let (here, attacker) = (outlook().await, outlook().await);
    attacker.cloud.auth.accounts(&[Account::new("mallory@evil.example", "666", "Mallory")]);
    let theirs = attacker.answer(&attacker.begin().await).await;
    let url = here.begin().await;
    assert_eq!(here.app.arrived(&theirs).unwrap_err().code.word(), "auth.state_mismatch");
    here.still_waits();
    let link = here.answer(&url).await;
    here.app.arrived(&link).unwrap();
    let shown = reaches(&here.app, SignInStep::Found).await.account.unwrap();
    assert_eq!(shown.email, ANNA);
    here.nothing_came_of_it();
}

/// attack 5, S9: the same answer twice, at once and later: one exchange, and a friendly page each time.
#[tokio::test]
async fn the_same_answer_again_is_done_already() {
    let here = google().await;
    let url = here.begin().await;
    here.cloud.auth.once(Fault::AnswersTwice);
    let Opened::Answered(pages) = here.cloud.auth.browser().open(&url).await else { panic!("no listener") };
    assert_eq!(pages.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 200]);
    here.connect_what_was_found().await;
    let here = outlook().await;
    let link = here.answer(&here.begin().await).await;
    assert_eq!(here.app.arrived(&link), Ok(Arrival::Taken));
    assert_eq!(here.app.arrived(&link), Ok(Arrival::Already));
    here.connect_what_was_found().await;
    assert_eq!(here.app.arrived(&link), Ok(Arrival::Already));
    assert_eq!(here.cloud.auth.exchanges(), 1);
    assert_eq!(here.rows("calendar_connections"), 1);
}

/// attack 6, S9: too late, or after it was cancelled.
#[tokio::test]
async fn an_answer_to_what_is_over_is_refused() {
    let here = google().await;
    let url = here.begin().await;
    let address = here.answer(&url).await;
    here.app.cancel_sign_in();
    assert_eq!(here.app.arrived(&address).unwrap_err().code.word(), "auth.state_mismatch");
    let url = here.begin().await;
    let address = here.answer(&url).await;
    here.world.clock.advance(TimeDelta::minutes(11));
    // The listener is there for a moment yet, with a page that says so.
    let (status, page) = here.browse(&url).await;
    assert!(status == 400 && page.contains("Begin again in Daybook"));
    assert_eq!(fails(&here.app).await, "auth.browser_timeout");
    assert!(here.app.arrived(&address).is_err());
    assert_eq!((here.cloud.auth.exchanges(), here.rows("pending_sign_ins")), (0, 0));
}

/// attack 7: each sign-in has a place of its own, and another place is not taken.
#[tokio::test]
async fn an_answer_that_comes_in_at_another_place_is_refused() {
    let here = google().await;
    let url = here.begin().await;
    let address = here.answer(&url).await;
    let redirect = parameter(&url, "redirect_uri").unwrap();
    for place in ["app.daybook.desktop:/oauth/callback", "http://127.0.0.1:1/cb/x", "http://localhost/"] {
        let elsewhere = address.replace(&redirect, place);
        assert_eq!(here.app.arrived(&elsewhere).unwrap_err().code.word(), "auth.state_mismatch", "{place}");
    }
    here.still_waits();
    let other = parameter(&here.begin().await, "redirect_uri").unwrap();
    assert_ne!(redirect.split_once("/cb/"), other.split_once("/cb/"));
}

/// attack 8: what is there twice is not taken, by the listener either.
#[tokio::test]
async fn a_parameter_that_is_there_twice_is_not_taken() {
    let here = google().await;
    let url = here.begin().await;
    for fault in [Fault::Doubles("code"), Fault::Doubles("state"), Fault::Doubles("iss"), Fault::CodeAndError] {
        here.cloud.auth.once(fault.clone());
        assert_eq!(here.browse(&url).await.0, 400, "{fault:?}");
        here.still_waits();
    }
    // What nobody knows is no reason to refuse.
    here.cloud.auth.once(Fault::Extra);
    assert_eq!(here.browse(&url).await.0, 200);
    here.connect_what_was_found().await;
}

/// attack 9: a "no" counts under the right state only.
#[tokio::test]
async fn a_no_under_a_wrong_state_ends_nothing() {
    let here = google().await;
    here.cloud.auth.person(Person { denies: true, ..Person::default() });
    let url = here.begin().await;
    here.cloud.auth.once(Fault::WrongState);
    assert_eq!(here.browse(&url).await.0, 400);
    here.still_waits();
    here.browse(&url).await;
    assert_eq!(fails(&here.app).await, "auth.browser_denied");
}

/// attack 10: what a server writes is neither shown nor kept, whatever it is.
#[tokio::test]
async fn a_description_is_never_shown() {
    let here = google().await;
    for text in [Hostile::Html, Hostile::Ansi, Hostile::Lines, Hostile::RightToLeft] {
        let url = here.begin().await;
        here.cloud.auth.once(Fault::Describes(text));
        let (_, page) = here.browse(&url).await;
        let error = reaches(&here.app, SignInStep::Failed).await.error.unwrap();
        assert_eq!(error.code.word(), "auth.browser_denied");
        let shown = format!("{page}{}{}", error.message, error.hint);
        assert!(!shown.contains(&text.text()) && !shown.contains("evil") && !shown.contains('\u{1b}'));
    }
    let url = here.begin().await;
    here.cloud.auth.once(Fault::Describes(Hostile::Flood));
    let address = Url::parse(&here.answer(&url).await).unwrap();
    let host = format!("127.0.0.1:{}", address.port().unwrap());
    let request = format!("GET {}?{} HTTP/1.1\r\nHost: {host}\r\n\r\n", address.path(), address.query().unwrap());
    let answer = sent(&host, request.as_bytes()).await;
    assert!(answer.len() < 2000 && !answer.contains("declined"));
    here.still_waits();
    assert_eq!(here.browse(&url).await.0, 200);
}

/// attack 11, S66: too long, no text, or hidden bytes: nothing is read of it.
#[tokio::test]
async fn an_answer_that_is_no_text_is_refused() {
    let here = outlook().await;
    let link = here.answer(&here.begin().await).await;
    for hostile in ["%00", "%ff", "%c0%af", "%zz", "%", "%0a", "\0", "\u{202e}\n", "\u{1b}[31m"] {
        assert!(here.app.arrived(&format!("{link}&iss={hostile}")).is_err(), "{hostile:?}");
    }
    assert!(here.app.arrived(&format!("{link}&more={}", "x".repeat(16 * 1024))).is_err());
    here.still_waits();
    here.app.arrived(&link).unwrap();
    here.connect_what_was_found().await;
}

/// attack 29: one address is one address, however it is written; another is another.
#[tokio::test]
async fn the_scheme_may_be_in_capitals_and_nothing_else_may_differ() {
    let here = outlook().await;
    let link = here.answer(&here.begin().await).await;
    let (_, query) = link.split_once('?').unwrap();
    for place in [
        "app.daybook.desktop:/oauth/callback/",
        "app.daybook.desktop:/oauth/Callback",
        "app.daybook.desktop://oauth/callback",
        "app.daybook.desktop://user@oauth/callback",
        "app.daybook.desktop:oauth/callback",
        "app.daybook.desktop.evil:/oauth/callback",
    ] {
        assert!(here.app.arrived(&format!("{place}?{query}")).is_err(), "{place}");
    }
    assert!(here.app.arrived(&format!("{link}#code=other")).is_err());
    here.still_waits();
    here.app.arrived(&format!("APP.Daybook.Desktop:/oauth/callback?{query}")).unwrap();
    here.connect_what_was_found().await;
}

/// attack 35, Y38: an answer that says it is another issuer's is not exchanged.
#[tokio::test]
async fn an_answer_of_another_issuer_is_refused() {
    let here = google().await;
    let url = here.begin().await;
    here.cloud.auth.once(Fault::WrongIssuer);
    assert_eq!(here.browse(&url).await.0, 400);
    here.still_waits();
    assert_eq!(here.browse(&url).await.0, 200);
    here.connect_what_was_found().await;

    let here = outlook().await;
    let link = here.answer(&here.begin().await).await.to_string();
    assert!(here.app.arrived(&format!("{link}&iss=https%3A%2F%2Faccounts.google.com")).is_err());
    here.still_waits();
    here.app.arrived(&format!("{link}&iss=https%3A%2F%2Flogin.microsoftonline.com%2F9188040d%2Fv2.0")).unwrap();
    here.connect_what_was_found().await;
}

/// attack 16: who takes the scheme gets a code and no verifier; the sign-in runs out.
#[tokio::test]
async fn a_stolen_answer_is_worth_nothing_without_the_verifier() {
    let here = outlook().await;
    let url = here.begin().await;
    let redirect = parameter(&url, "redirect_uri").unwrap();
    let client = parameter(&url, "client_id").unwrap();
    let guess = "a".repeat(43);
    for verifier in [None, Some(parameter(&url, "code_challenge").unwrap()), Some(guess)] {
        let stolen = parameter(&here.answer(&url).await, "code").unwrap();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", &stolen),
            ("redirect_uri", &redirect),
            ("client_id", &client),
        ];
        fields.extend(verifier.as_deref().map(|verifier| ("code_verifier", verifier)));
        let (status, _, text) = daybook_tests::browser::post(&here.cloud.auth.token_url, &fields, &[]).await.unwrap();
        assert!(status == 400 && text.contains("invalid_grant"));
    }
    here.world.clock.advance(TimeDelta::minutes(11));
    assert_eq!(fails(&here.app).await, "auth.browser_timeout");
    here.nothing_came_of_it();
}

/// attack 27: the computer slept in the middle of it.
#[tokio::test]
async fn a_sign_in_does_not_outlive_a_sleep() {
    let here = google().await;
    let address = here.answer(&here.begin().await).await;
    here.world.clock.advance(TimeDelta::hours(8));
    assert_eq!(here.app.arrived(&address).unwrap_err().code.word(), "auth.browser_timeout");
    until("it says so", || here.app.sign_in().unwrap().step == SignInStep::Failed).await;
    assert_eq!(here.cloud.auth.exchanges(), 0);
    // A clock that was set back makes no sign-in good for a day.
    let url = here.begin().await;
    let address = here.answer(&url).await;
    here.world.clock.advance(TimeDelta::days(-1));
    assert_eq!(here.app.arrived(&address).unwrap_err().code.word(), "auth.browser_timeout");
}

/// attack 28: the second press is the one that counts, also where both come at once.
#[tokio::test]
async fn of_two_sign_ins_the_second_one_counts() {
    let here = google().await;
    let first = here.begin().await;
    let second = here.begin().await;
    let old = here.answer(&first).await;
    assert_eq!(here.app.arrived(&old).unwrap_err().code.word(), "auth.state_mismatch");
    let (one, other) =
        tokio::join!(here.app.begin_sign_in("google", None, ASKED), here.app.begin_sign_in("google", None, ASKED));
    drop((one, other));
    let stale = here.answer(&second).await;
    assert!(here.app.arrived(&stale).is_err());
    assert_eq!(here.rows("pending_sign_ins"), 1);
    let url = here.app.sign_in().unwrap().url;
    assert_eq!(here.browse(&url).await.0, 200);
    here.connect_what_was_found().await;
}
