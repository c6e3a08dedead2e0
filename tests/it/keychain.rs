//! The real keychain port and the vault's way to it, against a real gnome-keyring on a private bus.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use daybook_tests::keyring::{Keyring, NO_BUS};

const PROBE: &str = env!("CARGO_BIN_EXE_keychain_probe");
/// Longer than any call that is not waiting for a person.
const PATIENT: u32 = 60_000;

/// What `keychain_probe` prints.
fn probe(keyring: &Keyring, args: &[&str]) -> String {
    said(keyring.command(PROBE).args(args))
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("the probe runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// One start of the app, as far as its key goes.
struct App {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

#[derive(Debug, PartialEq)]
struct KeyReport {
    /// The key's id, or the problem.
    said: String,
    /// Equal for equal keys.
    mark: String,
    took_ms: u32,
}

impl App {
    fn start(keyring: &Keyring, record: &str) -> Self {
        Self::spawn(keyring.command(PROBE).arg("obtain").arg(file(keyring, record)))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the probe runs");
        let ask = child.stdin.take().expect("its input");
        let answers = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, ask, answers }
    }

    fn obtain(&mut self, limit_ms: u32) -> KeyReport {
        writeln!(self.ask, "{limit_ms}").expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        let [said, mark, took] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line:?}") };
        KeyReport { said: said.into(), mark: mark.into(), took_ms: took.parse().expect("milliseconds") }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Where the record of a data folder lies.
fn file(keyring: &Keyring, record: &str) -> PathBuf {
    keyring.home().join(record)
}

fn first_run(keyring: &Keyring, record: &str) -> KeyReport {
    let answer = App::start(keyring, record).obtain(PATIENT);
    assert_ne!(answer.mark, "-", "{answer:?}");
    answer
}

fn problem(keyring: &Keyring, record: &str) -> String {
    App::start(keyring, record).obtain(PATIENT).said
}

#[test]
fn an_item_is_kept_replaced_and_deleted() {
    let keyring = Keyring::unlocked();
    assert_eq!(probe(&keyring, &["get", "one"]), "nothing");
    assert_eq!(probe(&keyring, &["set", "one", "a"]), "Ok(())");
    assert_eq!(probe(&keyring, &["set", "two", "b"]), "Ok(())");
    assert_eq!(probe(&keyring, &["set", "one", "c"]), "Ok(())");
    assert_eq!(probe(&keyring, &["get", "one"]), "c");
    assert_eq!(probe(&keyring, &["delete", "one"]), "Ok(())");
    assert_eq!(probe(&keyring, &["delete", "one"]), "Ok(())");
    assert_eq!(probe(&keyring, &["get", "one"]), "nothing");
    assert_eq!(probe(&keyring, &["get", "two"]), "b");
}

#[test]
fn the_key_of_the_first_run_is_the_key_of_the_next_start() {
    let keyring = Keyring::unlocked();
    let first = first_run(&keyring, "record");
    let next = App::start(&keyring, "record").obtain(PATIENT);
    assert_eq!((next.said, next.mark), (first.said, first.mark));
}

/// S20; and S17, since another person's keychain holds no such item either.
#[test]
fn a_deleted_item_is_a_missing_key_and_another_data_folder_keeps_its_own() {
    let keyring = Keyring::unlocked();
    let (mine, other) = (first_run(&keyring, "mine"), first_run(&keyring, "other"));
    assert_ne!(mine.mark, other.mark);

    assert_eq!(probe(&keyring, &["delete", &format!("master-{}", mine.said)]), "Ok(())");
    assert_eq!(problem(&keyring, "mine"), "Missing");
    let still = App::start(&keyring, "other").obtain(PATIENT);
    assert_eq!((still.said, still.mark), (other.said, other.mark));
}

/// S17.
#[test]
fn the_data_of_another_computer_have_a_missing_key() {
    let (home, away) = (Keyring::unlocked(), Keyring::unlocked());
    first_run(&home, "record");
    std::fs::copy(file(&home, "record"), file(&away, "record")).expect("the data are copied");
    assert_eq!(problem(&away, "record"), "Missing");
}

#[test]
fn a_locked_keychain_whose_prompt_is_refused_is_locked_until_it_is_unlocked() {
    let mut keyring = Keyring::unlocked();
    let first = first_run(&keyring, "record");
    keyring.lock();
    let mut app = App::start(&keyring, "record");
    assert_eq!(app.obtain(PATIENT).said, "Locked");
    assert_eq!(problem(&keyring, "new"), "Locked");

    keyring.unlock();
    assert_eq!(app.obtain(PATIENT).mark, first.mark, "the same program must find the keychain again");
}

#[test]
fn an_unanswered_prompt_never_hangs_the_program() {
    let mut keyring = Keyring::unlocked();
    let first = first_run(&keyring, "record");
    keyring.lock();
    keyring.leave_prompts_open(PROBE);
    let mut app = App::start(&keyring, "record");
    for _ in 0..2 {
        let answer = app.obtain(1_000);
        assert_eq!(answer.said, "NoAnswer");
        assert!(answer.took_ms < 10_000, "{answer:?}");
    }

    keyring.refuse_prompts();
    assert_eq!(app.obtain(PATIENT).said, "Locked", "the prompt was refused or the next one is");
    keyring.unlock();
    assert_eq!(app.obtain(PATIENT).mark, first.mark);
}

/// A keychain that nobody ever unlocked says "no such item" as if it were empty.
#[test]
fn a_first_run_with_a_keychain_never_unlocked_makes_no_key() {
    let mut keyring = Keyring::absent();
    keyring.lock();
    assert_eq!(probe(&keyring, &["get", "one"]), "nothing");
    assert_eq!(problem(&keyring, "record"), "Locked");
    assert!(!file(&keyring, "record").exists());
}

/// S59.
#[test]
fn without_a_secret_service_a_first_run_is_told_that_there_is_no_keychain() {
    let mut keyring = Keyring::absent();
    let mut app = App::start(&keyring, "record");
    assert_eq!(app.obtain(PATIENT).said, "None");

    keyring.unlock();
    assert_ne!(app.obtain(PATIENT).mark, "-", "a keychain that came later is found");
}

/// S59.
#[test]
fn without_a_bus_a_first_run_is_told_that_there_is_no_keychain() {
    let keyring = Keyring::absent();
    let mut nowhere = keyring.command(PROBE);
    nowhere.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    assert_eq!(said(nowhere.args(["get", "one"])), "None");
    let mut nowhere = keyring.command(PROBE);
    nowhere.env_remove("DBUS_SESSION_BUS_ADDRESS");
    assert_eq!(said(nowhere.args(["set", "one", "a"])), "Err(None)");
}

#[test]
fn data_whose_keychain_is_out_of_reach_are_not_offered_another_key() {
    let keyring = Keyring::unlocked();
    first_run(&keyring, "record");
    let mut app = App::spawn(
        keyring.command(PROBE).arg("obtain").arg(file(&keyring, "record")).env("DBUS_SESSION_BUS_ADDRESS", NO_BUS),
    );
    assert_eq!(app.obtain(PATIENT).said, "Failed");
}
