//! With an account on a real CalDAV server.

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::network_switch::NetworkSwitch;
use daybook_tests::servers::radicale::Radicale;
use serde_json::{Value, json};

struct Practice {
    computer: Computer,
    door: NetworkSwitch,
    server: Radicale,
    _ca: Authority,
}

/// A computer that trusts the authority of a Radicale, with the way to it.
async fn practice() -> Practice {
    let ca = Authority::new();
    let server = Radicale::start(&ca).await;
    let door = NetworkSwitch::to(&server.url).await;
    let mut computer = Computer::new();
    computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
    Practice { computer, door, server, _ca: ca }
}

impl Practice {
    /// Runs a verb on a thread of its own: the door needs this one.
    async fn daybook(&self, words: &[&str]) -> daybook_tests::computer::Said {
        self.told(words, "").await
    }

    async fn told(&self, words: &[&str], input: &str) -> daybook_tests::computer::Said {
        tokio::task::block_in_place(|| self.computer.daybook_told(words, input))
    }

    async fn connect(&self, password: &str) -> daybook_tests::computer::Said {
        let words =
            ["connect", "caldav", "--url", self.door.url.as_str(), "--user", USER, "--password-stdin", "--json"];
        self.told(&words, &format!("{password}\n")).await
    }

    /// Has the connection noted as signed out, as after a changed password.
    fn refuse_the_sign_in(&self) {
        let file = rusqlite::Connection::open(self.computer.data().join("daybook.db")).unwrap();
        let refused = "UPDATE calendar_connections SET status = 'needs_sign_in', reason = 'auth.expired'";
        assert_eq!(file.execute(refused, []).unwrap(), 1);
    }

    async fn book(&self, start: &str) -> daybook_tests::computer::Said {
        self.daybook(&["book", "--client", "Lena Brandt", "--start", start, "--minutes", "50", "--json"]).await
    }
}

/// S4 S21 S30 S35
#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_reaches_the_calendar_moves_there_and_is_cancelled() {
    let practice = practice().await;
    let connected = practice.connect(PASSWORD).await;
    assert_eq!(connected.code, 0, "{connected:?}");
    let connected = connected.json();
    assert_eq!(
        (&connected["provider"], &connected["status"], &connected["primary"]),
        (&json!("caldav"), &json!("connected"), &json!(true))
    );
    let calendars = practice.daybook(&["calendars", "--json"]).await.json();
    let receiving: Vec<&Value> =
        calendars.as_array().unwrap().iter().filter(|one| one["receives_bookings"] == true).collect();
    assert_eq!(receiving.len(), 1, "{calendars}");
    assert_eq!(receiving[0]["name"], "Praxis");

    let booked = practice.book("2026-12-01T10:00").await;
    assert_eq!(booked.code, 0, "{booked:?}");
    let booked = booked.json();
    assert_eq!(booked["sync"]["state"], "synced");
    assert_eq!(booked["calendar_id"], receiving[0]["id"]);
    assert_eq!(booked["connection_id"], connected["id"]);
    let event = booked["calendar_event_id"].as_str().unwrap().to_owned();
    let id = booked["id"].as_str().unwrap();

    let moved = practice.daybook(&["reschedule", id, "--start", "2026-12-02T11:00", "--json"]).await.json();
    assert_eq!(
        (&moved["sync"]["state"], moved["calendar_event_id"].as_str()),
        (&json!("synced"), Some(event.as_str()))
    );
    let cancelled = practice.daybook(&["cancel", id, "--json"]).await.json();
    assert_eq!((&cancelled["sync"]["state"], &cancelled["status"]), (&json!("synced"), &json!("cancelled")));
    let report = practice.daybook(&["sync", "--json"]).await;
    assert_eq!((report.code, &report.json()["waiting"]), (0, &json!(0)));
}

/// S26
#[tokio::test(flavor = "multi_thread")]
async fn what_is_booked_while_the_server_is_away_goes_out_with_the_next_sync() {
    let practice = practice().await;
    assert_eq!(practice.connect(PASSWORD).await.code, 0);
    practice.door.close();
    let booked = practice.book("2026-12-01T10:00").await;
    assert_eq!((booked.code, &booked.json()["sync"]["state"]), (4, &json!("waiting")), "{booked:?}");
    assert_eq!(practice.daybook(&["outbox", "--json"]).await.json()[0]["client"], "Lena Brandt");
    let away = practice.daybook(&["sync", "--json"]).await;
    assert_eq!((away.code, &away.json()["waiting"]), (4, &json!(1)), "{away:?}");

    practice.door.open();
    let back = practice.daybook(&["sync", "--json"]).await;
    let report = back.json();
    assert_eq!((back.code, &report["pushed"], &report["waiting"]), (0, &json!(1), &json!(0)), "{back:?}");
    assert_eq!(report["connections"][0]["status"], "connected");
}

/// S25: Radicale's account has no e-mail address. Booked and sent, and said plainly that nobody was invited.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_cannot_be_is_said() {
    let practice = practice().await;
    assert_eq!(practice.connect(PASSWORD).await.code, 0);
    let mut words = vec!["book", "--client", "Lena Brandt", "--email", "lena@fremd.test", "--invite", "--json"];
    words.extend(["--start", "2026-12-01T10:00", "--minutes", "50"]);
    let booked = practice.daybook(&words).await;
    assert_eq!((booked.code, booked.error()["code"].as_str()), (3, Some("invite.no_address")), "{booked:?}");
    let booked = booked.json();
    assert_eq!((&booked["sync"]["state"], &booked["reply"]), (&json!("synced"), &json!("not_invited")));
    assert_eq!(booked["invite"], true, "the wish is remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_said_and_nothing_is_connected() {
    let practice = practice().await;
    let refused = practice.connect("not it").await;
    assert_eq!((refused.code, refused.error()["code"].as_str()), (1, Some("auth.caldav_password")));
    assert_eq!(practice.daybook(&["connections", "--json"]).await.json(), json!([]));
}

/// W18: the command that is printed for a server that refuses the sign-in works as it stands.
#[tokio::test(flavor = "multi_thread")]
async fn the_command_to_sign_in_again_names_the_server_and_works() {
    let practice = practice().await;
    let id = practice.connect(PASSWORD).await.json()["id"].as_str().unwrap().to_owned();
    practice.refuse_the_sign_in();
    let said = practice.daybook(&["connections"]).await;
    let line = said.out.lines().find_map(|line| line.trim().strip_prefix("Sign in again: daybook "));
    let words: Vec<&str> = line.unwrap_or_else(|| panic!("{said:?}")).split(' ').chain(["--json"]).collect();
    let again = practice.told(&words, &format!("{PASSWORD}\n")).await;
    assert_eq!((again.code, again.json()["id"].as_str()), (0, Some(id.as_str())), "{words:?} {again:?}");
    assert_eq!(again.json()["status"], "connected");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_forgotten_and_its_appointments_stay() {
    let practice = practice().await;
    let id = practice.connect(PASSWORD).await.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(practice.book("2026-12-01T10:00").await.code, 0);
    let gone = practice.daybook(&["disconnect", &id, "--json"]).await;
    assert_eq!((gone.code, gone.json()), (0, json!([])));
    let agenda = practice.daybook(&["agenda", "--from", "2026-12-01", "--to", "2026-12-01", "--json"]).await.json();
    assert_eq!((&agenda[0]["client"], &agenda[0]["sync"]["state"]), (&json!("Lena Brandt"), &json!("local")));
}

/// S47, W18: what the window's dialog offers, the terminal does too.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_forgotten_with_its_appointments_on_wish() {
    let practice = practice().await;
    let id = practice.connect(PASSWORD).await.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(practice.book("2026-12-01T10:00").await.code, 0);
    let gone = practice.daybook(&["disconnect", &id, "--remove", "--json"]).await;
    assert_eq!((gone.code, gone.json()), (0, json!([])));
    let agenda = practice.daybook(&["agenda", "--from", "2026-12-01", "--to", "2026-12-01", "--json"]).await.json();
    assert_eq!(agenda, json!([]));
}

/// P3: a calendar that is missing is named, with the reason and since when, until it is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_is_missing_is_named_until_it_is_back() {
    let practice = practice().await;
    assert_eq!(practice.connect(PASSWORD).await.code, 0);
    let sent = practice.book("2026-12-01T10:00").await.json();
    practice.server.hide_calendar(true);
    let synced = practice.daybook(&["sync"]).await;
    let listed = practice.daybook(&["connections"]).await;
    for said in [&synced, &listed] {
        for words in ["‘Praxis’ cannot be found at 127.0.0.1:", " right now. Since "] {
            assert!(said.out.contains(words), "{said:?}");
        }
    }
    assert_eq!((synced.code, listed.code), (3, 0));
    let shown = practice.daybook(&["appointment", sent["id"].as_str().unwrap()]).await;
    assert!(shown.out.contains("right now") && !shown.out.contains("discard"), "it was sent: {shown:?}");
    let waits = practice.book("2026-12-01T12:00").await;
    assert_eq!(waits.json()["sync"]["reason"], "cal.missing", "{waits:?}");
    // Where it cannot go is no news of one verb only.
    let codes = [waits.code, practice.daybook(&["activity"]).await.code, practice.daybook(&["status"]).await.code];
    assert_eq!(codes, [3; 3]);
    let discarded = practice.daybook(&["activity", "discard", waits.json()["id"].as_str().unwrap()]).await;
    assert_eq!(discarded.code, 0, "what is offered can be done: {discarded:?}");
    let named = |calendars: Value| {
        let praxis = calendars.as_array().unwrap().iter().find(|one| one["name"] == "Praxis").unwrap().clone();
        (praxis["reason"].clone(), praxis["since"].is_string(), praxis["receives_bookings"].clone())
    };
    let calendars = practice.daybook(&["calendars", "--json"]).await.json();
    assert_eq!(named(calendars), (json!("cal.missing"), true, json!(true)));
    practice.server.hide_calendar(false);
    assert_eq!(practice.daybook(&["sync"]).await.code, 0);
    assert_eq!(practice.daybook(&["status"]).await.code, 0);
    let calendars = practice.daybook(&["calendars", "--json"]).await.json();
    assert_eq!(named(calendars), (json!(null), false, json!(true)));
}

/// P13, T21: a rule of a calendar is changed and printed in words, and one that is none is named.
#[tokio::test(flavor = "multi_thread")]
async fn a_rule_of_a_calendar_is_changed_and_printed_in_words() {
    let practice = practice().await;
    assert_eq!(practice.connect(PASSWORD).await.code, 0);
    let calendars = practice.daybook(&["calendars", "--json"]).await.json();
    let praxis = calendars.as_array().unwrap().iter().find(|one| one["name"] == "Praxis").unwrap();
    let tentative = json!({ "rule": "tentative", "which": "tentative events", "counts": true, "default": true });
    assert!(praxis["rules"].as_array().unwrap().contains(&tentative), "{praxis}");
    let id = praxis["id"].as_str().unwrap();
    let changed = practice.daybook(&["calendar", id, "--rule", "tentative=free", "--rule", "free=busy"]).await;
    assert_eq!(changed.code, 0, "{changed:?}");
    let told = practice.daybook(&["calendars"]).await;
    assert!(told.out.contains("\n    tentative events do not count as busy (tentative)\n"), "{told:?}");
    assert!(told.out.contains("\n    events marked as free count as busy (free)\n"), "{told:?}");
    let wrong = practice.daybook(&["calendar", id, "--rule", "moonlight=free"]).await;
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert_eq!(practice.daybook(&["calendar", id, "--rule", "tentative=busy"]).await.code, 0);
    assert!(!practice.daybook(&["calendars"]).await.out.contains("(tentative)"));
}

/// P3, Y2: a booking that no calendar receives is said, unless it was meant to stay here.
#[tokio::test(flavor = "multi_thread")]
async fn a_booking_that_goes_nowhere_is_said() {
    let practice = practice().await;
    assert_eq!(practice.connect(PASSWORD).await.code, 0);
    let calendars = practice.daybook(&["calendars", "--json"]).await.json();
    let praxis = calendars.as_array().unwrap().iter().find(|one| one["name"] == "Praxis").unwrap()["id"].clone();
    let nowhere = json!({ "id": praxis, "receivesBookings": false }).to_string();
    assert_eq!(practice.daybook(&["call", "set_calendar", &nowhere]).await.code, 0);
    let booked = practice.book("2026-12-01T10:00").await;
    assert_eq!((booked.code, &booked.error()["code"]), (3, &json!("cal.none_receives")), "{booked:?}");
    assert_eq!(booked.json()["sync"]["state"], "local");
    let mut meant = vec!["book", "--client", "Lena Brandt", "--start", "2026-12-02T10:00", "--minutes", "50"];
    meant.extend(["--calendar", "local"]);
    assert_eq!(practice.daybook(&meant).await.code, 0);
    assert_eq!(practice.daybook(&["calendar", praxis.as_str().unwrap(), "--bookings"]).await.code, 0);
    assert_eq!(practice.book("2026-12-03T10:00").await.code, 0);
}

/// S47: what has not reached an account is counted when it is forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn forgetting_an_account_says_what_waits() {
    let practice = practice().await;
    let id = practice.connect(PASSWORD).await.json()["id"].as_str().unwrap().to_owned();
    practice.door.close();
    assert_eq!(practice.book("2026-12-01T10:00").await.code, 4);
    let gone = practice.daybook(&["disconnect", &id]).await;
    assert_eq!(gone.code, 0, "{gone:?}");
    let sentence = "1 change has not reached this account. It goes out when the account is connected again.";
    assert!(gone.err.contains(sentence), "{gone:?}");
}
