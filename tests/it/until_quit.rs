//! Where there is no keychain and the person keeps nothing: everything works, and nothing of it touches the disk.

use daybook_core::app::App;
use daybook_core::app::views::Status;
use daybook_core::app::views::Theme;
use daybook_core::app::views::{BookDraft, KeyState};
use daybook_core::model::secret::Secret;
use daybook_core::ports::KeychainError;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::canary;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book, connect, draft, form_of};

/// The app on a computer without a keychain.
async fn without_keychain(world: &World) -> App {
    world.keychain.fail_with(Some(KeychainError::None));
    let app = world.start();
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "key.none");
    app
}

fn telling() -> BookDraft {
    BookDraft {
        email: Some(canary::CLIENT_EMAIL.into()),
        title: Some(canary::TITLE.into()),
        place: Some(canary::PLACE.into()),
        notes: Some(canary::NOTES.into()),
        ..draft(canary::CLIENT, "2026-12-01T10:00")
    }
}

/// S59: every verb works, sync included; nothing of the person is on the disk; the next start is a first run.
#[tokio::test]
async fn what_is_kept_until_quit_is_never_on_the_disk() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = without_keychain(&world).await;
    assert!(!app.status().until_quit);
    assert_eq!(app.keep_until_quit().await.unwrap(), KeyState::Ready);
    let status = app.status();
    assert!(status.until_quit && status.first_run && status.key == KeyState::Ready);

    connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    let booked = app.book(telling()).unwrap().appointment;
    assert_eq!(app.sync_now().await.unwrap().pushed, 1);
    assert!(radicale.stored()[0].contains("Skronk"), "it reaches the calendar all the same");
    let mut form = form_of(&booked);
    form.start = "2026-12-02T10:00".into();
    let edited = app.edit(form).unwrap();
    app.undo(&edited.change_id).unwrap();
    app.mark(&booked.id, Status::Tentative, false).unwrap();
    app.sync_now().await.unwrap();
    assert!(radicale.stored()[0].contains("STATUS:TENTATIVE"));
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
    assert_eq!(app.agenda("2026-11-30", "2026-12-06").unwrap().len(), 1);
    assert_eq!(app.clients("otto").unwrap().len(), 1);
    app.start_booking().unwrap();
    assert!(!app.status().first_run);

    canary::assert_absent(&world.data_dir(), &[]);
    canary::assert_none_of(&[("the user name", "correct horse")], &world.data_dir(), &[]);
    let file = rusqlite::Connection::open(world.data_dir().join("daybook.db")).unwrap();
    for table in ["vault_keys", "calendar_connections", "clients", "appointments", "events", "changes", "services"] {
        let rows: i64 = file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
    assert_eq!(world.keychain.count(), 0);

    drop(app);
    let again = without_keychain(&world).await;
    assert_eq!(again.status().key, KeyState::None);
    assert!(!again.status().until_quit);
    again.keep_until_quit().await.unwrap();
    assert!(again.agenda("2026-11-30", "2026-12-06").unwrap().is_empty());
}

/// S59: it is no way round a key: where anything is sealed, or a key can be had, it is refused.
#[tokio::test]
async fn nothing_is_kept_only_where_there_is_nothing_yet_and_no_keychain() {
    let world = World::new();
    let app = world.open().await;
    book(&app, "Ada", "2026-12-01T10:00");
    assert_eq!(app.keep_until_quit().await.unwrap_err().code.word(), "input");
    for fault in [KeychainError::None, KeychainError::Locked] {
        world.keychain.fail_with(Some(fault));
        let app = world.start();
        app.unlock(None).await.unwrap_err();
        let refused = app.keep_until_quit().await.unwrap_err();
        assert!(refused.code.word().starts_with("key."), "{:?}", refused.code);
        assert!(!app.status().until_quit);
        assert!(app.book(draft("Eve", "2026-12-02T10:00")).is_err());
    }
    // Before anything was tried there is no answer yet.
    assert!(World::new().start().keep_until_quit().await.is_err());

    // Another window chose a passphrase meanwhile.
    let world = World::new();
    let (one, two) = (without_keychain(&world).await, without_keychain(&world).await);
    one.set_passphrase(Secret::new("wandering albatross")).await.unwrap();
    assert_eq!(two.keep_until_quit().await.unwrap_err().code.word(), "key.missing");
    two.unlock(Some(Secret::new("wandering albatross"))).await.unwrap();
    assert!(!two.status().until_quit);
}

/// Two windows that keep nothing know nothing of each other, and readers never find a database locked.
#[tokio::test(flavor = "multi_thread")]
async fn readers_and_writers_of_what_is_not_kept_wait_for_each_other() {
    let world = World::new();
    let (app, other) = (without_keychain(&world).await, without_keychain(&world).await);
    app.keep_until_quit().await.unwrap();
    other.keep_until_quit().await.unwrap();
    let mut threads = Vec::new();
    for part in 0..4 {
        let app = app.clone();
        threads.push(std::thread::spawn(move || {
            for hour in 0..6 {
                let start = format!("2026-12-{:02}T{:02}:00", part + 1, hour + 8);
                app.book(draft(&format!("Client {part} {hour}"), &start)).unwrap();
                app.agenda("2026-11-30", "2026-12-06").unwrap();
                app.status();
            }
        }));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(app.agenda("2026-11-30", "2026-12-06").unwrap().len(), 24);
    assert!(other.agenda("2026-11-30", "2026-12-06").unwrap().is_empty());
}

/// What was set before, such as the language of the clock, is not lost by the choice.
#[tokio::test]
async fn settings_made_before_the_choice_stay() {
    let world = World::new();
    let app = without_keychain(&world).await;
    let mut settings = app.settings().unwrap();
    settings.theme = Theme::Dark;
    app.save_settings(settings.clone()).unwrap();
    app.keep_until_quit().await.unwrap();
    assert_eq!(app.settings().unwrap(), settings);
}
