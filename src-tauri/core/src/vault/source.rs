//! Fetches the master key from the keychain: one call at a time, on a thread of its own, and never for longer
//! than a time limit. If a call is still running at the limit (its prompt is open), the next one joins
//! it, so that no second prompt opens beside it and no late answer is lost.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, oneshot};
use tokio::time::timeout;

use super::Vault;
use super::key::{KEY, KeyKind, KeyProblem, KeyRecord, new_id, new_key};
use crate::model::secret::Secret;
use crate::ports::{Keychain, KeychainError};

/// How long a running call is joined. A keychain that died with its prompt open never answers at all;
/// after this time, asking again makes a new call.
const PROMPT_LIFE: Duration = Duration::from_secs(300);

/// Access to the keychain; one for the life of the program.
pub struct KeySource {
    keychain: Arc<dyn Keychain>,
    prompt_life: Duration,
    underway: Mutex<Option<Errand>>,
}

/// A key, and what must be stored about it.
pub struct Obtained {
    pub vault: Vault,
    /// On a first run only: store it before anything is sealed. If another process has stored one
    /// meanwhile, drop this and obtain again with that one.
    pub new_record: Option<KeyRecord>,
}

/// What is asked of the keychain.
#[derive(Clone, PartialEq, Eq)]
enum Wish {
    /// The key of this id.
    Find(String),
    /// A new key, for a first run.
    Make,
}

struct Errand {
    wish: Wish,
    began: Instant,
    answer: oneshot::Receiver<KeyResult>,
}

/// The key's id and the key.
type KeyResult = Result<(String, Secret), KeyProblem>;

impl KeySource {
    pub fn new(keychain: Arc<dyn Keychain>) -> Self {
        Self { keychain, prompt_life: PROMPT_LIFE, underway: Mutex::new(None) }
    }

    /// Returns the key of `record`, or a new one if there is no record and nothing sealed.
    ///
    /// Waits at most `limit`. A new key is made on a first run only, and is used only once the keychain
    /// has returned it.
    pub async fn obtain(
        &self,
        record: Option<&KeyRecord>,
        holds_ciphertext: bool,
        now: DateTime<Utc>,
        limit: Duration,
    ) -> Result<Obtained, KeyProblem> {
        let wish = match record.map(|record| (&record.kind, record)) {
            Some((KeyKind::Keychain, record)) => Wish::Find(record.id.clone()),
            Some((KeyKind::Passphrase { .. }, _)) => return Err(KeyProblem::NeedsPassphrase),
            None if holds_ciphertext => return Err(KeyProblem::Missing),
            None => Wish::Make,
        };
        let answer = timeout(limit, self.ask(wish)).await.unwrap_or(Err(KeyProblem::NoAnswer));
        let (id, key) = answer?;
        let vault = Vault::new(&id, key);
        match record {
            Some(record) if record.fits(&vault) => Ok(Obtained { vault, new_record: None }),
            Some(_) => Err(KeyProblem::Missing),
            None => {
                let new_record = Some(KeyRecord::new(&vault, KeyKind::Keychain, now));
                Ok(Obtained { vault, new_record })
            }
        }
    }

    /// May be dropped while it waits; the call goes on for whoever asks next.
    async fn ask(&self, wish: Wish) -> KeyResult {
        let mut underway = self.underway.lock().await;
        if let Some(errand) = underway.as_mut().filter(|errand| errand.began.elapsed() < self.prompt_life) {
            let (awaited, answer) = match errand.answer.try_recv() {
                Ok(answer) => (false, answer),
                Err(oneshot::error::TryRecvError::Closed) => (false, Err(KeyProblem::Failed)),
                Err(oneshot::error::TryRecvError::Empty) => (true, errand.done().await),
            };
            let same = errand.wish == wish;
            *underway = None;
            // A late key is as good as any. A late refusal is stale: whoever presses "Unlock keychain" again
            // should be asked again.
            if same && (awaited || answer.is_ok()) {
                return answer;
            }
        }
        let answer = underway.insert(Errand::start(Arc::clone(&self.keychain), wish)).done().await;
        *underway = None;
        answer
    }
}

impl Errand {
    fn start(keychain: Arc<dyn Keychain>, wish: Wish) -> Self {
        let (send, answer) = oneshot::channel();
        let asked = wish.clone();
        // Not tokio's blocking pool: a prompt that nobody answers would keep the program from ending. If no
        // thread can be started, `send` is dropped, which reads as a failure.
        let _detached = std::thread::Builder::new().name("keychain".into()).spawn(move || {
            let _nobody_waits = send.send(asked.run(&*keychain));
        });
        Self { wish, began: Instant::now(), answer }
    }

    async fn done(&mut self) -> KeyResult {
        (&mut self.answer).await.unwrap_or(Err(KeyProblem::Failed))
    }
}

impl Wish {
    /// Runs on the keychain's thread, for as long as the keychain takes.
    fn run(self, keychain: &dyn Keychain) -> KeyResult {
        match self {
            Self::Find(id) => {
                // With data at stake, an unreachable keychain is no reason to offer another kind of key.
                let text = keychain.get(&item(&id)).map_err(|problem| match problem {
                    KeychainError::Locked => KeyProblem::Locked,
                    KeychainError::None | KeychainError::Failed => KeyProblem::Failed,
                })?;
                let key = text.as_ref().and_then(decoded).ok_or(KeyProblem::Missing)?;
                Ok((id, key))
            }
            Self::Make => {
                let (id, key) = (new_id(), new_key());
                let problem = |problem| match problem {
                    KeychainError::Locked => KeyProblem::Locked,
                    KeychainError::None => KeyProblem::None,
                    KeychainError::Failed => KeyProblem::Failed,
                };
                keychain.set(&item(&id), &Secret::new(BASE64.encode(key.expose()))).map_err(problem)?;
                let kept = keychain.get(&item(&id)).map_err(problem)?.as_ref().and_then(decoded);
                if kept.is_some_and(|kept| kept == key) { Ok((id, key)) } else { Err(KeyProblem::Failed) }
            }
        }
    }
}

/// Returns the name of the keychain item that holds the key of this id.
fn item(id: &str) -> String {
    format!("master-{id}")
}

/// Decodes an item: base64, because some keychains store nothing but text.
fn decoded(text: &Secret) -> Option<Secret> {
    let key = Secret::new(BASE64.decode(text.expose().trim_ascii()).ok()?);
    (key.expose().len() == KEY).then_some(key)
}

#[cfg(test)]
mod tests;
