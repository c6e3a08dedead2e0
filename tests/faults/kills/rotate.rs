//! Kills while a refresh token is renewed that is good for one use. Tokens that a provider gave and nobody could save are
//! gone, and no program gets them back: then, and only then, the person is asked to sign in.

use std::process::Child;
use std::time::{Duration, Instant};

use daybook_tests::servers::oauth::{Auth, Fault};
use serde_json::json;

use super::lane::{Lane, RUN_OUT};

/// Longer than any process here lives.
const FOR_EVER: Duration = Duration::from_secs(60);
/// The longest that tokens are on their way where a process is killed at any time.
const A_WHILE: Duration = Duration::from_millis(200);

/// How often one run may try a refresh token that is refused: for the list of calendars, for the first of them, for a change.
const MOST_TRIES: usize = 3;

/// Has the next tokens arrive late, by this share of a while, or never.
pub fn delay(auth: &Auth, unanswered: bool, share: f64) {
    auth.once(Fault::Slow(if unanswered { FOR_EVER } else { A_WHILE.mul_f64(share) }));
}

/// Kills a process as soon as the provider has given new tokens, which are on their way. Returns the exit code if it ended
/// by itself.
pub fn dies_unanswered(mut child: Child, auth: &Auth) -> (Option<i32>, Duration) {
    let began = Instant::now();
    while auth.refreshes() == 0 {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), began.elapsed());
        }
        assert!(began.elapsed() < Duration::from_secs(120), "a verb does not end");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    (None, began.elapsed())
}

/// The law, after a kill: the provider gave new tokens once, however often it was asked. If they were saved, or were never
/// given, the sign-in goes on by itself. If they were lost, the refresh token that is left is tried in one run and in no
/// other, the connection says that it needs a sign-in, and what waits is kept. Then the person signs in.
pub fn settle(lane: &mut Lane, at: &str) {
    let Some(auth) = lane.place.auth() else { return };
    auth.heal();
    let expires: i64 =
        lane.file().query_row("SELECT expires_at FROM calendar_connections", [], |row| row.get(0)).unwrap();
    let is_saved = expires != RUN_OUT;
    let said = lane.sync();
    let (given, refused) = renewals(auth);
    let at = format!("{at}, saved: {is_saved}, refused: {refused}");
    let report = said.json();
    let row = &report["connections"][0];
    assert_eq!(given, 1, "{at}: new tokens for the old ones: {report}");
    if refused == 0 {
        assert_eq!((said.code, &row["status"]), (0, &json!("connected")), "{at}: {report}");
        return;
    }
    assert!(!is_saved, "{at}: what was saved is what is used: {report}");
    assert!(refused <= MOST_TRIES, "{at}: no storm");
    let needs = (said.code, &row["status"], &row["reason"]);
    assert_eq!(needs, (3, &json!("needs_sign_in"), &json!("auth.expired")), "{at}: {report}");
    assert_eq!(report["waiting"], 1, "{at}: what was booked is kept: {report}");
    assert_eq!(lane.sync().code, 3, "{at}");
    assert_eq!(renewals(auth), (given, refused), "{at}: nobody asks again");
    lane.sign_in(&at);
    lane.counts.signed_out += 1;
}

/// How often the provider gave new tokens since it was last looked at, and how often it refused to.
fn renewals(auth: &Auth) -> (usize, usize) {
    let seen = auth.seen();
    let of = |given: bool| {
        let renewals = seen.iter().filter(|seen| seen.grant_type.as_deref() == Some("refresh_token"));
        renewals.filter(|seen| (seen.status == 200) == given).count()
    };
    (of(true), of(false))
}
