//! Kills on data that has just begun: that of version 0.1, and none at all.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use daybook_tests::computer::Computer;

use super::Moment;
use super::lane::{ends, is_sealed};

const OLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/0.1");

/// Puts the key of the data of version 0.1 into the computer's keychain.
pub fn lay_key(computer: &Computer) {
    let keys = std::fs::read_to_string(format!("{OLD}/keychain")).unwrap();
    for line in keys.lines() {
        let (item, hex) = line.split_once(' ').unwrap();
        let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
        let text = String::from_utf8(bytes.collect()).unwrap();
        let mut probe = Command::new(env!("CARGO_BIN_EXE_keychain_probe"));
        let set = probe.envs(computer.session()).args(["set", item, &text]).output().unwrap();
        assert!(set.status.success(), "{set:?}");
    }
}

/// Runs the first verb on new data and kills it after this time; then the data has to open, whole.
pub fn run(computer: &Computer, moment: Moment, after: Option<Duration>) -> (bool, Duration) {
    let folder = computer.data().with_file_name("fresh");
    let _nothing_there = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    if moment == Moment::Migrate {
        std::fs::copy(format!("{OLD}/daybook.sqlite"), folder.join("daybook.db")).unwrap();
    }
    let at = folder.to_str().unwrap();
    let first: Vec<&str> = match moment {
        Moment::Migrate => ["--data-dir", at].into_iter().chain(AGENDA).collect(),
        _ => ["--data-dir", at].into_iter().chain(BOOK).collect(),
    };
    let (ended, lasted) = ends(computer.start(&first), after);
    opens(computer, moment, &folder, ended);
    (ended.is_none(), lasted)
}

const AGENDA: [&str; 6] = ["agenda", "--from", "2026-11-30", "--to", "2026-12-06", "--json"];
const BOOK: [&str; 8] = ["book", "--client", CLIENT, "--start", "2026-12-01T10:00", "--minutes", "50", "--json"];
const CLIENT: &str = "Ottolinde Fjorquist first";

/// The data opens, and holds all or nothing of what was done.
fn opens(computer: &Computer, moment: Moment, folder: &Path, ended: Option<i32>) {
    is_sealed(folder, &[], &format!("{moment:?}"));
    if moment == Moment::Migrate {
        is_at_a_version(&folder.join("daybook.db"));
    }
    let at = folder.to_str().unwrap();
    let words: Vec<&str> = ["--data-dir", at].into_iter().chain(AGENDA).collect();
    let said = computer.daybook(&words);
    assert_eq!(said.code, 0, "{moment:?}: {said:?}");
    if moment == Moment::Migrate {
        for held in ["Ada Lovelace", "likes the window seat", "Grace Hopper", "Mia: swimming"] {
            assert!(said.out.contains(held), "{held}: {said:?}");
        }
    } else {
        let booked = said.out.matches(CLIENT).count();
        assert!(booked > 0 || ended.is_none(), "{said:?}");
        // The key that was made is the one that is used from now on.
        let words: Vec<&str> = ["--data-dir", at].into_iter().chain(BOOK).chain(["--anyway"]).collect();
        assert_eq!(computer.daybook(&words).code, 0);
    }
}

/// The file is as some migration left it, and sound.
fn is_at_a_version(file: &Path) {
    let file = rusqlite::Connection::open(file).unwrap();
    let sound: String = file.query_row("PRAGMA quick_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let version: i64 = file.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let has = |table: &str| {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE name = ?";
        file.query_row(sql, [table], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    assert!(version >= 1 && has("appointments"), "version {version}");
    assert_eq!(has("copies"), version >= 8, "half a migration: version {version}");
}
