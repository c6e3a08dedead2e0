//! Files of every earlier version are brought up to date, and a migration that is killed leaves the file as it was.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::*;
use crate::store::outbox;

#[test]
fn a_file_of_any_earlier_version_gets_what_was_added_and_keeps_what_it_holds() {
    for version in 1..MIGRATIONS.len() {
        let mut conn = Connection::open_in_memory().unwrap();
        for migration in &MIGRATIONS[..version] {
            conn.execute_batch(migration).unwrap();
        }
        conn.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
        conn.execute("INSERT INTO settings VALUES ('kept', 'true')", []).unwrap();
        migrate(&mut conn).unwrap();
        assert_eq!(usize::try_from(version_of(&conn)).unwrap(), MIGRATIONS.len());
        let kept: String = conn.query_row("SELECT value FROM settings", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "true");
        migrate(&mut conn).unwrap();
    }
}

/// S25: whose invitation was only forgotten here is invited, as the event has it; what waits to be sent goes on as it was meant.
#[test]
fn an_invitation_that_still_stands_in_its_event_is_shown_again() {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.pragma_update(None, "foreign_keys", "OFF").unwrap();
    for migration in &MIGRATIONS[..21] {
        conn.execute_batch(migration).unwrap();
    }
    conn.pragma_update(None, "user_version", 21).unwrap();
    for (id, invited) in [("never", None), ("stands", Some("sealed")), ("waits", Some("sealed"))] {
        let sql = "INSERT INTO appointments (id, client_id, title, title_iv, title_auth, place, place_iv, place_auth, notes, notes_iv,
                     notes_auth, wall_start, minutes, zone, starts_at, ends_at, status, invite, uid, sequence, key_id, created_at,
                     updated_at, invited)
                   VALUES (?1, 'c', '', '', '', '', '', '', '', '', '', '2026-12-01T10:00', 50, 'UTC', 0, 1, 'confirmed', 0, ?1, 0,
                     'k', 0, 0, ?2)";
        conn.execute(sql, rusqlite::params![id, invited]).unwrap();
    }
    outbox::wait_for_tests(&conn, "waits");
    migrate(&mut conn).unwrap();
    let mut query = conn.prepare("SELECT id FROM appointments WHERE invite ORDER BY id").unwrap();
    let shown: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(shown, ["stands"]);
}

/// The data file of 0.1: an account with three calendars, two events, two appointments, of which one was not sent.
fn file_of_0_1(folder: &Path) -> PathBuf {
    let path = prepare(folder).unwrap();
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/0.1/daybook.sqlite"), &path).unwrap();
    path
}

fn version_of(conn: &Connection) -> u32 {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// Every row of the file, by the columns that 0.1 knew. Bodies of events are bytes now, in a table of their own.
fn rows(conn: &Connection, columns: &[(String, String)]) -> Vec<String> {
    let apart = conn.prepare("SELECT body FROM event_bodies").is_ok();
    let with_body = "(SELECT e.*, e.number AS rowid, lower(hex(b.body)) AS body, lower(hex(b.body_iv)) AS body_iv,
                      lower(hex(b.body_auth)) AS body_auth FROM events e JOIN event_bodies b ON b.event = e.number)";
    let mut all = Vec::new();
    for (table, names) in columns {
        let table = if apart && table == "events" { with_body } else { table };
        let mut query = conn.prepare(&format!("SELECT json_array({names}) FROM {table} ORDER BY rowid")).unwrap();
        let found = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        all.extend(found.map(Result::unwrap));
    }
    all
}

/// Each table with its columns, as SQL literals.
fn columns(conn: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT m.name, group_concat('quote(' || c.name || ')')
               FROM sqlite_schema m JOIN pragma_table_info(m.name) c
               WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name";
    let mut query = conn.prepare(sql).unwrap();
    query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_body_that_is_no_hex_keeps_no_file_from_opening() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = connect(&file_of_0_1(folder.path())).unwrap();
    conn.execute("UPDATE events SET body = 'zz', body_iv = 'a'", []).unwrap();
    migrate(&mut conn).unwrap();
    let empty: u32 = conn
        .query_row(
            "SELECT count(*) FROM event_bodies WHERE body = x'' AND body_iv = x'' AND length(body_auth) = 16",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(empty, 2);
}

const DIE_AT: &str = "DAYBOOK_TEST_DIE_AT";
const DIE_IN: &str = "DAYBOOK_TEST_DIE_IN";

static LEFT: AtomicU32 = AtomicU32::new(0);

fn die(event: TraceEvent<'_>) {
    if matches!(event, TraceEvent::Stmt(..)) && LEFT.fetch_sub(1, Ordering::Relaxed) == 1 {
        std::process::abort();
    }
}

/// What the killed process does: it is no test without the one below.
#[test]
fn migrates_until_it_is_killed() {
    let Some(folder) = std::env::var_os(DIE_IN) else { return };
    let statement = std::env::var_os(DIE_AT).unwrap().into_string().unwrap();
    LEFT.store(statement.parse().unwrap(), Ordering::Relaxed);
    let mut conn = connect(&Path::new(&folder).join(FILE)).unwrap();
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(die)).unwrap();
    migrate(&mut conn).unwrap();
}

#[test]
fn a_migration_that_is_killed_at_any_statement_loses_nothing_and_is_completed_at_the_next_opening() {
    let mut kills = 0;
    for statement in 1.. {
        let folder = tempfile::tempdir().unwrap();
        let path = file_of_0_1(folder.path());
        let before = Connection::open(&path).unwrap();
        assert_eq!(version_of(&before), 3);
        let columns = columns(&before);
        let held = rows(&before, &columns);
        assert!(held.len() > 15, "{held:?}");
        drop(before);

        let killed = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::open::tests::migrates_until_it_is_killed"])
            .env(DIE_AT, statement.to_string())
            .env(DIE_IN, folder.path())
            .output()
            .unwrap();
        let survived = killed.status.success();
        let after = Connection::open(&path).unwrap();
        // All of it or nothing.
        let expected = if survived { MIGRATIONS.len() } else { 3 };
        assert_eq!(usize::try_from(version_of(&after)).unwrap(), expected, "killed at statement {statement}");
        assert_eq!(rows(&after, &columns), held);
        drop(after);

        let mut conn = connect(&path).unwrap();
        migrate(&mut conn).unwrap();
        assert_eq!(usize::try_from(version_of(&conn)).unwrap(), MIGRATIONS.len());
        assert_eq!(rows(&conn, &columns), held);
        let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
        let unsaid: u32 = conn
            .query_row("SELECT COUNT(*) FROM calendars WHERE read_every IS NULL AND NOT named_here", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(unsaid, 3);
        if survived {
            break;
        }
        kills += 1;
    }
    // BEGIN, the version, each migration, the version again, COMMIT.
    assert!(kills >= 5, "{kills}");
}

/// A data folder where everything is in the log.
fn as_a_killed_process_leaves_it(rows: u32) -> tempfile::TempDir {
    let running = tempfile::tempdir().unwrap();
    let mut conn = connect(&prepare(running.path()).unwrap()).unwrap();
    conn.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    migrate(&mut conn).unwrap();
    for row in 0..rows {
        conn.execute("INSERT INTO settings VALUES (?, 'true')", [format!("kept{row}")]).unwrap();
    }
    let killed = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(running.path()).unwrap() {
        let from = entry.unwrap().path();
        std::fs::copy(&from, killed.path().join(from.file_name().unwrap())).unwrap();
    }
    killed
}

/// Y39: killed between any two steps, one name has all that was committed, and the next start destroys nothing of it.
#[test]
fn setting_the_data_aside_loses_no_commit_when_it_is_cut_off() {
    let held = |path: &Path| -> Option<u32> {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
        conn.query_row("SELECT count(*) FROM settings WHERE name LIKE 'kept%'", [], |row| row.get(0)).ok()
    };
    let mut cut = 0;
    for done in 0.. {
        let folder = as_a_killed_process_leaves_it(5);
        let path = folder.path().join(FILE);
        let (links, unlinks) = steps(folder.path(), "then");
        let all: Vec<Aside> = links.into_iter().chain(unlinks).collect();
        for step in all.iter().take(done) {
            step.carry_out().unwrap();
        }
        let aside = folder.path().join("daybook-then.db");
        let mut next = connect(&prepare(folder.path()).unwrap()).unwrap();
        migrate(&mut next).unwrap();
        drop(next);
        let found = [held(&path), held(&aside)].into_iter().flatten().max();
        assert_eq!(found, Some(5), "cut off after {done} of {} steps", all.len());
        if done >= all.len() {
            break;
        }
        cut += 1;
    }
    assert!(cut >= 4, "{cut}");
}

#[test]
fn what_was_set_aside_opens_under_its_new_name() {
    let folder = as_a_killed_process_leaves_it(1);
    let aside = set_aside(folder.path(), "2026-11-23T08:00:00Z".parse().unwrap()).unwrap();
    assert!(!folder.path().join(FILE).exists() && !folder.path().join("daybook.db-wal").exists());
    let kept: String = connect(&aside).unwrap().query_row("SELECT value FROM settings", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "true");
}
