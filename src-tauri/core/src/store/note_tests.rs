//! What may be lost with the power is written without waiting for the disk, and nothing else is.

use std::sync::Barrier;

use super::*;

/// 2 = FULL, 1 = NORMAL.
fn synchronous(db: &Db<'_>) -> Result<i64> {
    Ok(db.value("PRAGMA synchronous", [], |row| row.get(0))?)
}

#[test]
fn a_note_waits_for_no_disk_and_every_other_write_does() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.write(synchronous).unwrap(), 2);
    assert_eq!(store.note(synchronous).unwrap(), 1);
    assert_eq!(store.write(synchronous).unwrap(), 2);
    // One that fails leaves nothing behind either.
    store.note(|_| Err::<(), _>(StoreError::Busy)).unwrap_err();
    assert_eq!(store.write(synchronous).unwrap(), 2);
    store.note(|db| settings::put(db, "noted", "true")).unwrap();
    assert_eq!(
        Store::open(folder.path()).unwrap().read(|db| settings::get(db, "noted")).unwrap().as_deref(),
        Some("true")
    );
}

/// Beside a note of another thread, a write is on the disk before it returns: the switch happens under the writer's lock.
#[test]
fn a_write_beside_a_note_is_not_written_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let begun = Barrier::new(2);
    std::thread::scope(|threads| {
        let notes = threads.spawn(|| {
            begun.wait();
            (0..200).map(|_| store.note(synchronous).unwrap()).all(|level| level == 1)
        });
        let writes = threads.spawn(|| {
            begun.wait();
            (0..200).map(|_| store.write(synchronous).unwrap()).all(|level| level == 2)
        });
        assert!(notes.join().unwrap() && writes.join().unwrap());
    });
}
