//! The folder of this person's data.

use std::path::PathBuf;

/// The folder's name in the platform's place for data.
const NAME: &str = if cfg!(target_os = "linux") { "daybook" } else { "app.daybook.desktop" };

/// Where the data is, and whether that is the usual place.
#[derive(Clone, Debug)]
pub struct DataDir {
    pub folder: PathBuf,
    pub usual: bool,
}

/// Returns `named` (`--data-dir`), else `DAYBOOK_DATA_DIR`, else the platform's place: `~/.local/share/daybook` on
/// Linux, `~/Library/Application Support/app.daybook.desktop` on macOS, `%LOCALAPPDATA%\app.daybook.desktop` on
/// Windows. `None` = there is no home folder.
pub fn of(named: Option<PathBuf>) -> Option<DataDir> {
    let set = || std::env::var_os("DAYBOOK_DATA_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = named.or_else(set) {
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        return Some(DataDir { folder, usual: false });
    }
    let base = if cfg!(target_os = "macos") { dirs::data_dir() } else { dirs::data_local_dir() };
    base.map(|base| DataDir { folder: base.join(NAME), usual: true })
}
