//! The commands by name (H8): what a face asks in JSON, and what it is told when it asks wrongly.

use daybook_core::app::commands;
use daybook_core::app::views::UiError;
use daybook_core::model::appointment::Status;
use daybook_core::model::reason::Reason;
use daybook_tests::world::World;
use serde_json::{Value, json};

/// What a person typed, which no error may repeat.
const TYPED: &str = "hunter2";

fn shown(error: &UiError) -> String {
    serde_json::to_string(error).unwrap()
}

#[tokio::test]
async fn a_booking_can_be_made_and_moved_by_name_and_json() {
    let world = World::new();
    let app = world.open().await;
    let draft = json!({
        "client": "Priya Shah", "start": "2026-12-01T10:00", "minutes": 50, "invite": false, "anyway": false,
    });
    let booked = app.call("book", json!({ "draft": draft })).await.unwrap();
    let id = booked["appointment"]["id"].as_str().unwrap();
    assert_eq!(app.call("appointment", json!({ "id": id })).await.unwrap(), booked["appointment"]);
    let held = app.call("mark", json!({ "id": id, "status": "tentative", "notify": false })).await.unwrap();
    assert_eq!(held["appointment"]["status"], "tentative");
    app.call("undo", json!({ "changeId": held["change_id"] })).await.unwrap();
    assert_eq!(app.appointment(id).unwrap().status, Status::Confirmed);
    let verdict = app.call("check", json!({ "start": "2026-12-01T10:00", "minutes": 50, "zone": null })).await.unwrap();
    assert_eq!(verdict["answer"], "busy", "what may be null may be left out");
    let verdict = app.call("check", json!({ "start": "2026-12-01T10:00", "minutes": 50, "except": id })).await.unwrap();
    assert_eq!(verdict["answer"], "free");
    assert_eq!(app.call("sign_in", Value::Null).await.unwrap(), Value::Null);
    assert_eq!(app.call("start_booking", json!({})).await.unwrap(), Value::Null);
    assert_eq!(app.call("agenda", json!({ "from": "then", "to": "now" })).await.unwrap_err().code, Reason::Input);
}

#[tokio::test]
async fn an_unknown_command_is_answered_with_those_there_are() {
    let app = World::new().open().await;
    let error = app.call(TYPED, json!({ "password": TYPED })).await.unwrap_err();
    assert_eq!(error.code, Reason::NotFound);
    assert!(error.hint.contains("status, agenda, ") && error.hint.contains("quit"));
    assert!(!shown(&error).contains(TYPED));
}

#[tokio::test]
async fn every_command_refuses_an_argument_that_it_does_not_take() {
    let app = World::new().open().await;
    for command in commands::all() {
        let error = app.call(command.name, json!({ "nonsense": TYPED })).await.unwrap_err();
        assert_eq!(error.code, Reason::Input, "{}", command.name);
        assert!(!shown(&error).contains(TYPED));
        for argument in &command.arguments {
            assert!(error.hint.contains(&argument.name), "{} names {}", command.name, argument.name);
        }
    }
}

#[tokio::test]
async fn a_wrong_or_missing_argument_is_named_and_never_repeated() {
    let app = World::new().open().await;
    for (command, arguments, message, hint) in [
        ("check", json!({ "minutes": 50 }), "check needs start.", "string"),
        ("check", json!({ "start": TYPED, "minutes": TYPED }), "check does not take this for minutes.", "number"),
        ("undo", json!({ "changeId": [TYPED] }), "undo does not take this for changeId.", "string"),
        ("book", json!({ "draft": { "notes": TYPED } }), "book does not take this for draft.", "`client` is missing"),
        ("book", json!({ "draft": TYPED }), "book does not take this for draft.", "BookDraft"),
        ("book", json!([TYPED]), "The arguments of book are not an object.", "{"),
        ("set_passphrase", json!({ "passphrase": { "a": TYPED } }), "set_passphrase does not take this", "string"),
        ("unlock", json!({ "passphrase": [TYPED] }), "unlock does not take this for passphrase.", "string | null"),
        (
            "look_up",
            json!({ "provider": "caldav", "user": TYPED, "password": 7 }),
            "look_up does not take this for password.",
            "string",
        ),
    ] {
        let error = app.call(command, arguments).await.unwrap_err();
        assert_eq!(error.code, Reason::Input);
        assert!(error.message.starts_with(message), "{}", error.message);
        assert!(error.hint.contains(hint), "{}", error.hint);
        assert!(!shown(&error).contains(TYPED));
    }
}

#[tokio::test]
async fn a_passphrase_given_by_name_protects_the_data() {
    let world = World::new();
    world.keychain.fail_with(Some(daybook_core::ports::KeychainError::None));
    let app = world.start();
    assert!(app.call("unlock", json!({ "passphrase": null })).await.is_err());
    let set = app.call("set_passphrase", json!({ "passphrase": "correct horse" })).await.unwrap();
    assert_eq!(set, "ready");
    drop(app);
    let app = world.start();
    let wrong = app.call("unlock", json!({ "passphrase": TYPED })).await.unwrap_err();
    assert_eq!(wrong.code, Reason::KeyWrongPassphrase);
    assert!(!shown(&wrong).contains(TYPED));
    assert_eq!(app.call("unlock", json!({ "passphrase": "correct horse" })).await.unwrap(), "ready");
}

#[tokio::test]
async fn where_there_is_no_window_nothing_pretends_to_close_it() {
    let app = World::new().open().await;
    let error = app.call("quit", Value::Null).await.unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (Reason::NotFound, "There is no window here."));
}
