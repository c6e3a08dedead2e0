//! The servers of `cargo x demo`, until its standard input closes. On standard output, one line each: `folder PATH` (the
//! demo's own, gone at the end), `set NAME=VALUE` for the app, `say WORDS` for the person, and `ready`.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use std::io::Read;
use std::path::Path;

#[cfg(target_os = "linux")]
use daybook_core::ports::{Keychain, KeychainError};
use daybook_tests::demo::Demo;
use jiff::tz::TimeZone;

#[cfg(target_os = "linux")]
#[path = "../../../src-tauri/src/keychain.rs"]
mod keychain;

#[tokio::main]
async fn main() {
    let folder = tempfile::Builder::new().prefix("daybook-demo-").tempdir().unwrap();
    let zone = TimeZone::system();
    let demo = Demo::start(today(&zone), &zone).await;
    println!("folder {}", folder.path().display());
    for (name, value) in demo.settings() {
        println!("set {name}={value}");
    }
    for words in demo.words() {
        println!("say {words}");
    }
    println!("ready");
    tokio::select! {
        _ = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())) => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    forget_key(&folder.path().join("data/daybook.db"));
    drop((demo, folder));
    // After Ctrl-C somebody may still be reading standard input: that thread is not waited for.
    std::process::exit(0);
}

#[allow(clippy::disallowed_methods, reason = "the window shows the week of today")]
fn today(zone: &TimeZone) -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(zone.clone()).date()
}

/// What the demo's data was sealed with is worth nothing without the data.
fn forget_key(file: &Path) {
    let Ok(db) = rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return;
    };
    let sql = "SELECT id FROM vault_keys WHERE kind = 'keychain'";
    let Ok(id) = db.query_row(sql, [], |row| row.get::<_, String>(0)) else { return };
    #[cfg(target_os = "linux")]
    if matches!(keychain::OsKeychain.delete(&format!("master-{id}")), Ok(()) | Err(KeychainError::None)) {
        return;
    }
    eprintln!("The keychain keeps an item app.daybook.desktop, master-{id}: it is of no use any more.");
}
