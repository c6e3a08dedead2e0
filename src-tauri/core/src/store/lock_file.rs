//! A lock that one process on this computer holds at a time. The system lets go of it if the process dies.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(50);

/// Waits for the lock for as long as `patience`, and holds it until what it gives is dropped. `None` = somebody else holds
/// it, or the file cannot be made.
pub async fn hold(path: &Path, patience: Duration) -> Option<File> {
    let file = File::options().create(true).append(true).open(path).ok()?;
    let mut waited = Duration::ZERO;
    while file.try_lock().is_err() {
        if waited >= patience {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
        waited += PAUSE;
    }
    Some(file)
}
