//! A lock that one process on this computer holds at a time. The system releases it if the process dies.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(50);

/// Why there is no lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLock {
    /// Another process holds it.
    #[error("held elsewhere")]
    Held,
    /// The file cannot be made, or the file system gives no locks: NFS, FUSE, a folder that is read only.
    #[error("refused: {0}")]
    Refused(ErrorKind),
}

/// Waits up to `patience` for the lock, which is held until the returned file is dropped.
pub async fn hold(path: &Path, patience: Duration) -> Result<File, NoLock> {
    let refused = |error: std::io::Error| NoLock::Refused(error.kind());
    let file = File::options().create(true).append(true).open(path).map_err(refused)?;
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(refused(error)),
            Err(TryLockError::WouldBlock) if waited >= patience => return Err(NoLock::Held),
            Err(TryLockError::WouldBlock) => {}
        }
        tokio::time::sleep(PAUSE).await;
        waited = waited.saturating_add(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y31
    #[tokio::test]
    async fn a_lock_that_is_held_is_told_from_one_that_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = hold(&path, Duration::ZERO).await.unwrap();
        assert_eq!(hold(&path, Duration::ZERO).await.unwrap_err(), NoLock::Held);
        drop(held);
        assert!(hold(&path, Duration::ZERO).await.is_ok());
        assert!(matches!(hold(folder.path(), Duration::ZERO).await, Err(NoLock::Refused(_))));
        assert!(matches!(hold(&folder.path().join("no/lock"), Duration::ZERO).await, Err(NoLock::Refused(_))));
    }
}
