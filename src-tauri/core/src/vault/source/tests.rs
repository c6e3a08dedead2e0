//! The keychain as the vault meets it: full, empty, locked, absent, forgetful, and one that waits for a person.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};

use super::*;
use crate::vault::Place;

/// A keychain in memory. `say` sets what it answers; `Waits` holds a call until it is set to something else.
#[derive(Default)]
struct Fake {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    items: BTreeMap<String, Vec<u8>>,
    mood: Mood,
    calls: u32,
    inside: u32,
    most_inside: u32,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Mood {
    #[default]
    Answers,
    Waits,
    Refuses(KeychainError),
    /// Takes a key, and answers later that there is none.
    Forgets,
    Panics,
}

impl Fake {
    fn say(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
        self.changed.notify_all();
    }

    fn calls(&self) -> u32 {
        self.state.lock().unwrap().calls
    }

    fn call<T>(&self, act: impl FnOnce(&mut State) -> T) -> Result<T, KeychainError> {
        let mut state = self.state.lock().unwrap();
        state.calls += 1;
        state.inside += 1;
        state.most_inside = state.most_inside.max(state.inside);
        self.changed.notify_all();
        let mut state = self.changed.wait_while(state, |state| state.mood == Mood::Waits).unwrap();
        state.inside -= 1;
        match state.mood {
            Mood::Refuses(problem) => Err(problem),
            Mood::Panics => {
                drop(state);
                panic!("as ordered")
            }
            Mood::Answers | Mood::Waits | Mood::Forgets => Ok(act(&mut state)),
        }
    }

    /// Until a call waits for the person.
    fn until_asked(&self) {
        let state = self.state.lock().unwrap();
        drop(self.changed.wait_while(state, |state| state.inside == 0).unwrap());
    }
}

impl Keychain for Fake {
    fn get(&self, item: &str) -> Result<Option<Secret>, KeychainError> {
        self.call(|state| {
            let kept = state.items.get(item).filter(|_| state.mood != Mood::Forgets);
            kept.map(|text| Secret::new(text.clone()))
        })
    }

    fn set(&self, item: &str, key: &Secret) -> Result<(), KeychainError> {
        self.call(|state| drop(state.items.insert(item.to_owned(), key.expose().to_vec())))
    }

    fn delete(&self, item: &str) -> Result<(), KeychainError> {
        self.call(|state| drop(state.items.remove(item)))
    }
}

struct Table {
    fake: Arc<Fake>,
    source: KeySource,
}

const SOON: Duration = Duration::from_millis(50);
const EVER: Duration = Duration::from_secs(60);

impl Table {
    fn new() -> Self {
        let fake = Arc::new(Fake::default());
        Self { source: KeySource::new(fake.clone()), fake }
    }

    async fn obtain(&self, record: Option<&KeyRecord>, limit: Duration) -> Result<Obtained, KeyProblem> {
        self.source.obtain(record, false, DateTime::UNIX_EPOCH, limit).await
    }

    async fn first_run(&self) -> KeyRecord {
        self.obtain(None, EVER).await.ok().unwrap().new_record.unwrap()
    }

    async fn problem(&self, record: Option<&KeyRecord>) -> KeyProblem {
        self.obtain(record, EVER).await.err().unwrap()
    }
}

#[tokio::test]
async fn a_first_run_makes_one_key_and_the_next_start_finds_it() {
    let table = Table::new();
    let first = table.obtain(None, EVER).await.ok().unwrap();
    let record = first.new_record.unwrap();
    assert_eq!(record.kind, KeyKind::Keychain);

    let second = table.obtain(Some(&record), EVER).await.ok().unwrap();
    assert_eq!(second.new_record, None);
    let place = Place { table: "clients", column: "name", row: "k-1" };
    assert_eq!(&**second.vault.open(&place, &record.id, &first.vault.seal(&place, b"Anna")).unwrap(), b"Anna");

    let items = &table.fake.state.lock().unwrap().items;
    assert_eq!(items.keys().collect::<Vec<_>>(), [&format!("master-{}", record.id)]);
    assert_eq!(BASE64.decode(items.values().next().unwrap()).unwrap().len(), 32);
}

/// S20, S17.
#[tokio::test]
async fn a_key_that_is_gone_is_missing_and_never_made_anew() {
    let table = Table::new();
    let record = table.first_run().await;
    table.fake.state.lock().unwrap().items.clear();
    assert_eq!(table.problem(Some(&record)).await, KeyProblem::Missing);
    assert!(table.fake.state.lock().unwrap().items.is_empty());
}

#[tokio::test]
async fn another_key_under_the_same_name_is_missing() {
    let table = Table::new();
    let record = table.first_run().await;
    for foreign in [BASE64.encode([7; 32]), BASE64.encode([7; 16]), "not base64 ".into(), String::new()] {
        for text in table.fake.state.lock().unwrap().items.values_mut() {
            *text = foreign.clone().into_bytes();
        }
        assert_eq!(table.problem(Some(&record)).await, KeyProblem::Missing, "{foreign}");
    }
}

#[tokio::test]
async fn sealed_data_without_a_record_never_get_a_new_key() {
    let table = Table::new();
    let obtained = table.source.obtain(None, true, DateTime::UNIX_EPOCH, EVER).await;
    assert_eq!(obtained.err(), Some(KeyProblem::Missing));
    assert_eq!(table.fake.calls(), 0);
}

#[tokio::test]
async fn a_key_the_keychain_does_not_give_back_is_not_used() {
    let table = Table::new();
    table.fake.say(Mood::Forgets);
    assert_eq!(table.problem(None).await, KeyProblem::Failed);
}

/// S59: only a first run may lead to a passphrase.
#[tokio::test]
async fn no_keychain_is_said_on_a_first_run_only() {
    let table = Table::new();
    let record = table.first_run().await;
    table.fake.say(Mood::Refuses(KeychainError::None));
    assert_eq!(table.problem(None).await, KeyProblem::None);
    assert_eq!(table.problem(Some(&record)).await, KeyProblem::Failed);
}

#[tokio::test]
async fn a_locked_or_failing_keychain_says_so_and_opens_later() {
    let table = Table::new();
    let record = table.first_run().await;
    for (told, problem) in [(KeychainError::Locked, KeyProblem::Locked), (KeychainError::Failed, KeyProblem::Failed)] {
        table.fake.say(Mood::Refuses(told));
        assert_eq!(table.problem(None).await, problem);
        assert_eq!(table.problem(Some(&record)).await, problem);
        table.fake.say(Mood::Answers);
        assert!(table.obtain(Some(&record), EVER).await.is_ok());
    }
}

#[tokio::test]
async fn a_passphrase_record_does_not_touch_the_keychain() {
    let table = Table::new();
    let kind = KeyKind::Passphrase { salt: "00".repeat(16), memory_kib: 256, passes: 2, lanes: 1 };
    let record = KeyRecord::new(&super::super::key::until_quit(DateTime::UNIX_EPOCH).0, kind, DateTime::UNIX_EPOCH);
    assert_eq!(table.problem(Some(&record)).await, KeyProblem::NeedsPassphrase);
    assert_eq!(table.fake.calls(), 0);
}

#[tokio::test]
async fn an_unanswered_prompt_ends_at_the_limit_and_is_never_doubled() {
    let table = Table::new();
    let record = table.first_run().await;
    let before = table.fake.calls();
    table.fake.say(Mood::Waits);
    for _ in 0..3 {
        assert_eq!(table.obtain(Some(&record), SOON).await.err(), Some(KeyProblem::NoAnswer));
    }
    table.fake.until_asked();
    assert_eq!(table.fake.calls(), before + 1);

    table.fake.say(Mood::Answers);
    assert!(table.obtain(Some(&record), EVER).await.is_ok());
    assert_eq!(table.fake.calls(), before + 1, "the late answer was not used");
}

#[tokio::test]
async fn a_first_run_that_was_answered_late_keeps_its_one_key() {
    let table = Table::new();
    table.fake.say(Mood::Waits);
    assert_eq!(table.obtain(None, SOON).await.err(), Some(KeyProblem::NoAnswer));
    table.fake.say(Mood::Answers);
    let record = table.first_run().await;
    let items = table.fake.state.lock().unwrap().items.keys().cloned().collect::<Vec<_>>();
    assert_eq!(items, [format!("master-{}", record.id)]);
}

#[tokio::test]
async fn a_refusal_nobody_waited_for_is_asked_again() {
    let table = Table::new();
    let record = table.first_run().await;
    table.fake.say(Mood::Waits);
    assert_eq!(table.obtain(Some(&record), SOON).await.err(), Some(KeyProblem::NoAnswer));
    table.fake.until_asked();
    table.fake.say(Mood::Refuses(KeychainError::Locked));
    while table.source.underway.lock().await.as_ref().is_some_and(|errand| errand.answer.is_empty()) {
        tokio::task::yield_now().await;
    }
    table.fake.say(Mood::Answers);
    assert!(table.obtain(Some(&record), EVER).await.is_ok());
}

#[tokio::test]
async fn a_call_that_will_never_end_is_given_up_in_time() {
    let mut table = Table::new();
    table.source.prompt_life = Duration::ZERO;
    let record = table.first_run().await;
    table.fake.say(Mood::Waits);
    assert_eq!(table.obtain(Some(&record), SOON).await.err(), Some(KeyProblem::NoAnswer));
    table.fake.until_asked();
    table.fake.state.lock().unwrap().mood = Mood::Answers; // The one that waits is not told.
    assert!(table.obtain(Some(&record), EVER).await.is_ok());
}

#[tokio::test]
async fn calls_of_many_tasks_go_one_at_a_time() {
    let table = Arc::new(Table::new());
    let record = table.first_run().await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (table, record) = (Arc::clone(&table), record.clone());
            tokio::spawn(async move { table.obtain(Some(&record), EVER).await.is_ok() })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    assert_eq!(table.fake.state.lock().unwrap().most_inside, 1);
}

#[tokio::test]
async fn a_keychain_that_breaks_is_a_failure_and_no_end() {
    let table = Table::new();
    table.fake.say(Mood::Panics);
    assert_eq!(table.problem(None).await, KeyProblem::Failed);
    table.fake.say(Mood::Answers);
    table.first_run().await;
}
