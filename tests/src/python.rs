//! The Python environment with the servers of `requirements.txt`.

use std::path::PathBuf;

/// Returns `DAYBOOK_TEST_PYTHON`, else the interpreter that `cargo x setup` made.
pub fn interpreter() -> PathBuf {
    let named = std::env::var_os("DAYBOOK_TEST_PYTHON").map(PathBuf::from);
    let venv = std::env::var_os("DAYBOOK_VENV").map(PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let made = venv.or_else(|| cache.or(home).map(|cache| cache.join("daybook/venv")));
    let python = named.or_else(|| made.map(|venv| venv.join("bin/python"))).unwrap_or_default();
    assert!(python.exists(), "{} is not there: `cargo x setup` makes it", python.display());
    python
}
