//! The log: `logs/daybook.log` in the data folder, for its owner only, at most two files of a megabyte.
//!
//! Below `warn` only our own crates are logged, whatever the level: libraries print what passes through them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Bytes; a full file becomes `daybook.old.log`.
const FULL: u64 = 1024 * 1024;

/// Starts the log. `DAYBOOK_LOG` is error, warn, info, debug or trace. Daybook works without a log too.
pub fn start(data_dir: &Path) {
    let wanted = std::env::var_os("DAYBOOK_LOG").and_then(|word| word.to_str()?.parse::<Level>().ok());
    let level = wanted.unwrap_or(Level::INFO);
    let Ok(log) = Log::open(data_dir.join("logs")) else { return };
    let ours =
        Targets::new().with_default(LevelFilter::WARN).with_targets([("daybook_core", level), ("daybook_lib", level)]);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(log);
    // A second start in one process (tests) keeps the first log.
    let _ = tracing_subscriber::registry().with(ours).with(lines).try_init();
}

struct Log {
    folder: PathBuf,
    file: Mutex<(File, u64)>,
}

impl Log {
    fn open(folder: PathBuf) -> io::Result<Self> {
        let mut maker = DirBuilder::new();
        maker.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
        maker.create(&folder)?;
        let file = append(&folder)?;
        let size = file.metadata()?.len();
        Ok(Self { folder, file: Mutex::new((file, size)) })
    }
}

fn append(folder: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(folder.join("daybook.log"))
}

impl Write for &Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if held.1 >= FULL {
            // Another Daybook may have done it already: then a nearly empty file is renamed, once.
            fs::rename(self.folder.join("daybook.log"), self.folder.join("daybook.old.log"))?;
            *held = (append(&self.folder)?, 0);
        }
        held.0.write_all(bytes)?;
        held.1 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_is_set_aside_and_there_are_never_more_than_two() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::open(folder.path().join("logs")).unwrap();
        let line = vec![b'x'; 64 * 1024];
        for _ in 0..40 {
            (&log).write_all(&line).unwrap();
        }
        let files: Vec<u64> = fs::read_dir(folder.path().join("logs"))
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len())
            .collect();
        assert_eq!(files.len(), 2);
        assert!(files.iter().all(|size| *size <= FULL + 64 * 1024));
    }

    #[cfg(unix)]
    #[test]
    fn the_log_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        Log::open(folder.path().join("logs")).unwrap();
        let mode = fs::metadata(folder.path().join("logs/daybook.log")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
