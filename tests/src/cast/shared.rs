//! A server that is slow to start, shared by the tests that are under way. Each has it for itself for its turn.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OnceCell, OwnedMutexGuard};

pub(super) struct Shared<S>(Mutex<Weak<Inner<S>>>);

struct Inner<S> {
    turn: Arc<tokio::sync::Mutex<()>>,
    server: OnceCell<S>,
}

/// The server, for as long as this lives. It ends with the last turn that somebody waits for.
pub(super) struct Turn<S> {
    // Given back before the server may end.
    _turn: OwnedMutexGuard<()>,
    inner: Arc<Inner<S>>,
}

impl<S> Shared<S> {
    pub const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// Waits for a turn. The first one starts the server.
    pub async fn turn(&self, start: impl AsyncFnOnce() -> S) -> Turn<S> {
        let inner = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.upgrade().unwrap_or_else(|| {
                let made = Arc::new(Inner { turn: Arc::default(), server: OnceCell::new() });
                *known = Arc::downgrade(&made);
                made
            })
        };
        let turn = inner.turn.clone().lock_owned().await;
        inner.server.get_or_init(|| start()).await;
        Turn { _turn: turn, inner }
    }
}

impl<S> Turn<S> {
    pub fn server(&self) -> &S {
        self.inner.server.get().expect("started by the first turn")
    }
}
