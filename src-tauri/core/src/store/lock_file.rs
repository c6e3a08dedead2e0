//! A lock that one process on this computer holds at a time. The system releases it if the process dies.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(50);

/// Waits up to `patience` for the lock, which is held until the returned file is dropped. `None` = another process
/// holds it, or the file cannot be made.
pub async fn hold(path: &Path, patience: Duration) -> Option<File> {
    let file = File::options().create(true).append(true).open(path).ok()?;
    let mut waited = Duration::ZERO;
    while file.try_lock().is_err() {
        if waited >= patience {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
        waited = waited.saturating_add(PAUSE);
    }
    Some(file)
}
