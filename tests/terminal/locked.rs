//! Without a key: no keychain on this computer, or a locked one.

use std::time::Instant;

use daybook_tests::computer::Computer;
use daybook_tests::keyring::Keyring;

const AGENDA: [&str; 6] = ["agenda", "--from", "2026-12-01", "--to", "2026-12-02", "--json"];
const BOOK: [&str; 8] = ["book", "--client", "Lena", "--start", "2026-12-01T10:00", "--minutes", "50", "--json"];

/// S59
#[test]
fn where_there_is_no_keychain_a_passphrase_protects_the_data() {
    let computer = Computer::with(Keyring::absent());
    let refused = computer.daybook(&BOOK);
    assert_eq!((refused.code, refused.error()["code"].as_str()), (1, Some("key.none")));
    assert!(refused.error()["hint"].as_str().unwrap().contains("--passphrase-stdin"));

    let told = |words: &[&str], passphrase: &str| {
        computer.daybook_told(&[words, &["--passphrase-stdin"]].concat(), &format!("{passphrase}\n"))
    };
    assert_eq!(told(&BOOK, "short").error()["code"], "key.short");
    assert_eq!(told(&BOOK, "a long enough passphrase").code, 0);
    assert_eq!(told(&AGENDA, "another passphrase").error()["code"], "key.wrong_passphrase");
    assert_eq!(told(&AGENDA, "a long enough passphrase").json()[0]["client"], "Lena");
    assert_eq!(computer.daybook(&AGENDA).error()["code"], "key.passphrase");
}

#[test]
fn a_locked_keychain_is_said_in_time_and_loses_nothing() {
    let mut computer = Computer::new();
    assert_eq!(computer.daybook(&BOOK).code, 0);
    computer.keyring().lock();
    let began = Instant::now();
    let said = computer.daybook(&AGENDA);
    assert_eq!((said.code, said.error()["code"].as_str()), (1, Some("key.locked_start")));
    assert!(began.elapsed().as_secs() < 15);
    computer.keyring().unlock();
    assert_eq!(computer.daybook(&AGENDA).json()[0]["client"], "Lena");
}
