//! Who is told, as the terminal says it: before anything is sent where that cannot be chosen.

use daybook_tests::browser::Opened;
use daybook_tests::cast::clouds;
use daybook_tests::computer::{Computer, Said};
use daybook_tests::servers::oauth::Account;
use serde_json::{Value, json};

fn run(computer: &Computer, words: &[&str]) -> Said {
    tokio::task::block_in_place(|| computer.daybook(words))
}

/// Y15, S31, S36, P6: at an account that always emails guests, "do not tell" is refused, and nothing happens.
#[tokio::test(flavor = "multi_thread")]
async fn do_not_tell_is_refused_before_anything_is_sent_where_guests_are_always_told() {
    let cloud = clouds::outlook().await;
    cloud.auth.accounts(&[Account::new("anna@praxis.example", "108", "Anna Keller")]);
    let mut computer = Computer::new();
    for (name, value) in cloud.settings() {
        computer.set(&name, value);
    }
    let mut waiting = computer.talk(&["connect", "outlook", "--no-browser", "--json"]);
    let said: Value = serde_json::from_str(&tokio::task::block_in_place(|| waiting.error_line())).unwrap();
    let opened = cloud.auth.browser().open(said["open"].as_str().unwrap()).await;
    let Opened::DeepLink { link, .. } = opened else { panic!("no link") };
    assert_eq!(run(&computer, &["finish-sign-in", &link]).code, 0);
    tokio::task::block_in_place(|| waiting.end());
    assert!(run(&computer, &["connections"]).out.contains("It tells guests of every change"));

    let book = ["book", "--client", "Ada Keller", "--email", "ada@client.example", "--invite", "--json"];
    let booked = run(&computer, &[&book[..], &["--start", "2027-12-01T10:00", "--minutes", "50"]].concat());
    assert_eq!((booked.code, &booked.json()["sync"]["state"]), (0, &json!("synced")), "{booked:?}");
    let id = booked.json()["id"].as_str().unwrap().to_owned();
    let quiet: [&[&str]; 4] = [
        &["reschedule", &id, "--start", "2027-12-02T11:00"],
        &["edit", &id, "--place", "Room 2"],
        &["mark", &id, "tentative"],
        &["cancel", &id],
    ];
    for verb in quiet {
        let refused = run(&computer, &[verb, &["--no-notify", "--json"]].concat());
        assert_eq!((refused.code, &refused.error()["code"]), (2, &json!("invite.always")), "{refused:?}");
    }
    let said = run(&computer, &["cancel", &id, "--no-notify"]);
    assert!(said.err.contains("Outlook always emails guests") && said.err.contains("--notify"), "{said:?}");
    let now = run(&computer, &["appointment", &id, "--json"]).json();
    assert_eq!((&now["status"], &now["from"]), (&json!("confirmed"), &json!("10:00")));
    assert_eq!(run(&computer, &["outbox", "--json"]).json(), json!([]));
    let told = run(&computer, &["cancel", &id, "--notify", "--json"]);
    assert_eq!((told.code, &told.json()["status"]), (0, &json!("cancelled")), "{told:?}");
    assert_eq!(run(&computer, &["cancel", &id, "--notify", "--no-notify"]).code, 2);
}
