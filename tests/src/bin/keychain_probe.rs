//! Does one thing with the keychain of the session it is started in, and prints what came of it: the
//! suites start it inside a bus of their own, because a test must not change its own environment.
//!
//! `get ITEM`, `set ITEM TEXT`, `delete ITEM`, `obtain FILE` (the record lies in FILE; a line of input is
//! one attempt and its limit in ms), `prompter` (takes the prompts of gnome-keyring and never answers one).
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

#[cfg(target_os = "linux")]
#[path = "../../../src-tauri/src/keychain.rs"]
mod keychain;

#[cfg(target_os = "linux")]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["get", item] => call::get(item),
        ["set", item, text] => call::set(item, text),
        ["delete", item] => call::delete(item),
        ["obtain", file] => call::obtain(file.as_ref()),
        ["prompter"] => call::prompter(),
        _ => std::process::exit(2),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod call {
    use std::path::Path;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use daybook_core::model::secret::Secret;
    use daybook_core::ports::Keychain;
    use daybook_core::vault::Sealed;
    use daybook_core::vault::key::{KeyKind, KeyRecord};
    use daybook_core::vault::source::KeySource;

    use super::keychain::OsKeychain;

    pub fn get(item: &str) {
        match OsKeychain.get(item) {
            Ok(Some(text)) => println!("{}", text.expose_str().unwrap()),
            Ok(None) => println!("nothing"),
            Err(problem) => println!("{problem:?}"),
        }
    }

    pub fn set(item: &str, text: &str) {
        println!("{:?}", OsKeychain.set(item, &Secret::new(text)));
    }

    pub fn delete(item: &str) {
        println!("{:?}", OsKeychain.delete(item));
    }

    /// A line an attempt: the key id or the problem, a mark made with the key, and the milliseconds.
    pub fn obtain(file: &Path) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let source = KeySource::new(Arc::new(OsKeychain));
        for limit in std::io::stdin().lines() {
            let limit = Duration::from_millis(limit.unwrap().parse().unwrap());
            let record = read(file);
            let began = Instant::now();
            let obtained = runtime.block_on(source.obtain(record.as_ref(), false, chrono::DateTime::UNIX_EPOCH, limit));
            let took = began.elapsed().as_millis();
            match obtained {
                Ok(obtained) => {
                    if let Some(record) = &obtained.new_record {
                        write(file, record);
                    }
                    println!("{} {} {took}", obtained.vault.key_id(), obtained.vault.mark("probe", b""));
                }
                Err(problem) => println!("{problem:?} - {took}"),
            }
        }
    }

    pub fn prompter() {
        let name = "org.gnome.keyring.SystemPrompter";
        let connection = zbus::blocking::connection::Builder::session().unwrap().name(name).unwrap().build().unwrap();
        println!("ready");
        // Calls come in and are never answered; the end of the bus is the end of this.
        zbus::blocking::MessageIterator::from(connection).for_each(drop);
    }

    fn read(file: &Path) -> Option<KeyRecord> {
        let text = std::fs::read_to_string(file).ok()?;
        let [id, data, iv, tag] = text.split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        Some(KeyRecord { id, kind: KeyKind::Keychain, check: Sealed { data, iv, tag }, created_at: 0 })
    }

    fn write(file: &Path, record: &KeyRecord) {
        let Sealed { data, iv, tag } = &record.check;
        std::fs::write(file, [&*record.id, data, iv, tag].join(" ")).unwrap();
    }
}
