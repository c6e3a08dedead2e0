//! What a run of the sync covers, what it did, and what ends it early.

use crate::model::ids::ConnectionId;
use crate::providers::RemoteError;
use crate::store::StoreError;

/// What to do in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What is due: changes whose time has come, calendars not read for a while.
    Due,
    /// Everything, now ("Sync now"). A provider that asked to slow down is still left alone.
    All,
    /// Changes only: the program ends.
    Changes,
}

/// What a run did to one connection.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub connection: ConnectionId,
    pub pushed: u32,
    pub pulled: u32,
    pub failed: u32,
    /// Why it could not be saved how the run ended: nothing else tells of it.
    pub unsaved: Option<StoreError>,
}

impl Outcome {
    pub(super) fn add(&mut self, later: &Self) {
        self.pushed = self.pushed.saturating_add(later.pushed);
        self.pulled = self.pulled.saturating_add(later.pulled);
        self.failed = self.failed.saturating_add(later.failed);
        self.unsaved.clone_from(&later.unsaved);
    }
}

/// What ends a run of one connection early.
pub(super) enum Stop {
    Remote(RemoteError),
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
