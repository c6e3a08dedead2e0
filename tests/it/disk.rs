//! What lies on disk, read past the app: with SQLite, and byte for byte.

use daybook_core::app::views::{AgendaItem, KeyState};
use daybook_core::ports::KeychainError;
use daybook_tests::world::{World, book, draft};
use rusqlite::Connection;

fn file(world: &World) -> Connection {
    Connection::open(world.data_dir().join("daybook.db")).unwrap()
}

/// S18, S13 (names): nothing that names a person can be found in the data folder.
#[tokio::test]
async fn no_name_note_or_place_can_be_found_on_disk() {
    let world = World::new();
    let app = world.open().await;
    let mut form = draft("Xanthippe Quillfeather", "2026-12-01T10:00");
    form.email = Some("xanthippe@quillfeather.example".into());
    form.notes = Some("zebra-canary-note".into());
    form.place = Some("Canary Wharf 77".into());
    form.title = Some("Quagga session".into());
    let done = app.book(form).unwrap();
    app.cancel(&done.appointment.id, false).unwrap();
    let bytes = world.bytes_on_disk();
    for secret in ["Xanthippe", "quillfeather", "zebra-canary", "Canary Wharf", "Quagga"] {
        for form in [secret.to_owned(), secret.to_lowercase(), hex(secret)] {
            let found = bytes.windows(form.len()).any(|window| window == form.as_bytes());
            assert!(!found, "{form} lies on disk");
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// S14, S13 (form): every IV is unique; IV and tag are 32 lower-case hex characters each.
#[tokio::test]
async fn every_sealed_field_has_its_own_iv_and_tag() {
    let world = World::new();
    let app = world.open().await;
    for hour in 8..18 {
        book(&app, "Same Name", &format!("2026-12-01T{hour:02}:00"));
    }
    let db = file(&world);
    let mut ivs = std::collections::HashSet::new();
    let mut count = 0;
    for (table, column) in
        [("appointments", "title"), ("appointments", "place"), ("appointments", "notes"), ("clients", "name")]
    {
        let mut rows = db.prepare(&format!("SELECT {column}, {column}_iv, {column}_auth FROM {table}")).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        for row in rows {
            let (data, iv, tag): (String, String, String) = row.unwrap();
            let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(is_hex(&data) && is_hex(&iv) && is_hex(&tag));
            assert_eq!((iv.len(), tag.len()), (32, 32));
            ivs.insert(iv);
            count += 1;
        }
    }
    assert_eq!(ivs.len(), count);
    assert_eq!(count, 31);
}

/// S20: the folder and the file are for the owner only.
#[cfg(unix)]
#[tokio::test]
async fn the_data_is_readable_by_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let app = world.open().await;
    book(&app, "Ada", "2026-12-01T10:00");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&world.data_dir()), 0o700);
    for entry in std::fs::read_dir(world.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
    }
}

/// S17, S20: without its key the data is locked: no garbage, no crash, no new key, and all of it is
/// back with the key.
#[tokio::test]
async fn without_the_key_the_data_is_locked_and_untouched() {
    let world = World::new();
    let booked = book(&world.open().await, "Ada", "2026-12-01T10:00");
    let before = world.keychain.count();
    let kept = world.keychain.take();
    let app = world.start();
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "key.missing");
    assert_eq!(app.status().key, KeyState::Missing);
    assert_eq!(app.agenda("2026-12-01", "2026-12-01").unwrap_err().code.word(), "key.missing");
    assert_eq!(app.book(draft("Eve", "2026-12-02T10:00")).unwrap_err().code.word(), "key.missing");
    assert_eq!(world.keychain.count(), 0, "no new key while ciphertext exists");
    world.keychain.give_back(kept);
    assert_eq!(before, world.keychain.count());
    app.unlock(None).await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().client, "Ada");
}

/// S59: no keychain at all: a passphrase, asked for at each start, and never plain text.
#[tokio::test]
async fn without_any_keychain_a_passphrase_protects_the_data() {
    let world = World::new();
    world.keychain.fail_with(Some(KeychainError::None));
    let app = world.start();
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "key.none");
    assert_eq!(app.status().key, KeyState::None);
    let secret = |text: &str| daybook_core::model::secret::Secret::new(text);
    assert_eq!(app.set_passphrase(secret("short")).await.unwrap_err().code.word(), "key.short");
    // Y46: long enough, and the first that anybody would try.
    assert_eq!(app.set_passphrase(secret("password1")).await.unwrap_err().code.word(), "key.weak");
    app.set_passphrase(secret("wandering albatross")).await.unwrap();
    let booked = book(&app, "Ada", "2026-12-01T10:00");
    let app = world.start();
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "key.passphrase");
    assert_eq!(app.unlock(Some(secret("wandering pelican"))).await.unwrap_err().code.word(), "key.wrong_passphrase");
    app.unlock(Some(secret("wandering albatross"))).await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().client, "Ada");
    let bytes = world.bytes_on_disk();
    assert!(!bytes.windows(9).any(|window| window == b"albatross"));
}

/// A locked keychain is no first run, and nothing is written.
#[tokio::test]
async fn a_locked_keychain_is_said_and_tried_again() {
    let world = World::new();
    let booked = book(&world.open().await, "Ada", "2026-12-01T10:00");
    world.keychain.fail_with(Some(KeychainError::Locked));
    let app = world.start();
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "key.locked_start");
    world.keychain.fail_with(None);
    app.unlock(None).await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().client, "Ada");
}

/// S19: a field moved to another row does not open there; S51: what is damaged hides nothing else.
#[tokio::test]
async fn swapped_and_flipped_fields_are_noticed_and_hide_nothing_else() {
    let world = World::new();
    let app = world.open().await;
    let one = book(&app, "Ada", "2026-12-01T10:00");
    let two = book(&app, "Ben", "2026-12-01T12:00");
    let three = book(&app, "Cleo", "2026-12-01T14:00");
    drop(app);
    let db = file(&world);
    let swap = "UPDATE appointments SET (title, title_iv, title_auth) =
                (SELECT title, title_iv, title_auth FROM appointments WHERE id = ?2) WHERE id = ?1";
    assert_eq!(db.execute(swap, [&one.id, &two.id]).unwrap(), 1);
    let flip =
        "UPDATE appointments SET title = CASE substr(title, 1, 1) WHEN '0' THEN '1' ELSE '0' END || substr(title, 2)
                WHERE id = ?";
    assert_eq!(db.execute(flip, [&two.id]).unwrap(), 1);
    let app = world.open().await;
    assert_eq!(app.appointment(&one.id).unwrap_err().code.word(), "store.record");
    assert_eq!(app.appointment(&two.id).unwrap_err().code.word(), "store.record");
    assert_eq!(app.appointment(&three.id).unwrap().client, "Cleo");
    // What is damaged is there by its time, and takes it.
    assert_eq!(app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 3);
    let verdict = app.check("2026-12-01T10:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, daybook_core::app::views::Availability::Busy);
}

/// Y42, P28: what is not sealed of an appointment is bound to it. Whoever exchanges it in the file is noticed, whether with a mark
/// of another row or with none.
#[tokio::test]
async fn what_is_not_sealed_of_an_appointment_cannot_be_exchanged_unnoticed() {
    let world = World::new();
    let app = world.open().await;
    let one = book(&app, "Ada", "2026-12-01T10:00");
    let two = book(&app, "Ben", "2026-12-01T12:00");
    drop(app);
    let kept = world.copy_data();
    let other = format!("(SELECT client_id FROM appointments WHERE id = '{}')", two.id);
    let mark = format!("(SELECT bound FROM appointments WHERE id = '{}')", two.id);
    for exchanged in [
        format!("client_id = {other}"),
        format!("client_id = {other}, bound = {mark}"),
        "starts_at = starts_at + 3600, ends_at = ends_at + 3600".to_owned(),
        "wall_start = '2026-12-01T11:00'".to_owned(),
        "zone = 'Europe/London'".to_owned(),
        "minutes = 20".to_owned(),
        "invite = 1 - invite".to_owned(),
        "status = 'tentative'".to_owned(),
        "uid = 'other'".to_owned(),
        "bound = NULL".to_owned(),
        "bound = NULL, invite = 1 - invite".to_owned(),
    ] {
        world.put_back(&kept);
        let sql = format!("UPDATE appointments SET {exchanged} WHERE id = ?");
        assert_eq!(file(&world).execute(&sql, [&one.id]).unwrap(), 1);
        let app = world.open().await;
        assert_eq!(app.appointment(&one.id).unwrap_err().code.word(), "store.record", "{exchanged}");
        let shown = app.agenda("2026-12-01", "2026-12-01").unwrap();
        let clients = |name: &str| {
            let of = |item: &AgendaItem| matches!(item, AgendaItem::Appointment(of) if of.appointment.client == name);
            shown.iter().filter(|item| of(item)).count()
        };
        assert_eq!((clients("Ada"), clients("Ben"), clients("—")), (0, 1, 1), "{exchanged}: {shown:?}");
        assert_eq!(app.appointment(&two.id).unwrap().client, "Ben");
    }
}

#[tokio::test]
async fn a_damaged_file_and_a_newer_one_are_said_and_left_alone() {
    let world = World::new();
    std::fs::create_dir_all(world.data_dir()).unwrap();
    let path = world.data_dir().join("daybook.db");
    std::fs::write(&path, b"this was never a database, but it is somebody's file").unwrap();
    let app = world.start();
    assert_eq!(app.status().key, KeyState::Damaged);
    assert_eq!(app.agenda("2026-12-01", "2026-12-01").unwrap_err().code.word(), "store.file");
    assert_eq!(std::fs::read(&path).unwrap(), b"this was never a database, but it is somebody's file");
    // Start fresh sets it aside; nothing is deleted.
    app.start_fresh().await.unwrap();
    book(&app, "Ada", "2026-12-01T10:00");
    let aside = std::fs::read_dir(world.data_dir())
        .unwrap()
        .flatten()
        .any(|entry| std::fs::read(entry.path()).is_ok_and(|bytes| bytes.starts_with(b"this was never a database")));
    assert!(aside);
    drop(app);
    file(&world).pragma_update(None, "user_version", 999).unwrap();
    let app = world.start();
    assert_eq!(app.status().key, KeyState::Newer);
    assert_eq!(app.unlock(None).await.unwrap_err().code.word(), "store.newer");
}

/// Two processes begin at the same moment: one key, and both can read what the other wrote.
#[tokio::test]
async fn two_first_starts_at_once_agree_on_one_key() {
    for _ in 0..5 {
        let world = World::new();
        let (one, two) = (world.start(), world.start());
        let (first, second) = tokio::join!(one.unlock(None), two.unlock(None));
        first.unwrap();
        second.unwrap();
        let booked = book(&one, "Ada", "2026-12-01T10:00");
        assert_eq!(two.appointment(&booked.id).unwrap().client, "Ada");
        let keys: i64 = file(&world).query_row("SELECT count(*) FROM vault_keys", [], |row| row.get(0)).unwrap();
        assert_eq!(keys, 1);
    }
}

/// Y31: a lock that the file system refuses is no other Daybook.
#[tokio::test]
async fn a_folder_whose_files_cannot_be_locked_is_named() {
    let world = World::new();
    let app = world.open().await;
    app.sync_now().await.unwrap();
    std::fs::remove_file(world.data_dir().join("sync.lock")).unwrap();
    std::fs::create_dir(world.data_dir().join("sync.lock")).unwrap();
    let told = app.sync_now().await.unwrap_err();
    assert_eq!(told.code.word(), "store.lock");
    assert!(told.hint.contains("directory"), "{told:?}");
}
