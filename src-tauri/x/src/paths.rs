//! Where things are: the checkout, the build folder, and what is kept between checkouts.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Returns the folder of the tests' certified sign-in server.
pub fn oidc() -> PathBuf {
    root().join("tests/oidc")
}

/// Returns the folder of what outlives a checkout: tools, the tests' Python environment and, if it was made, `target`.
pub fn cache() -> PathBuf {
    let base = if cfg!(windows) {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        std::env::home_dir().map(|home| home.join("Library/Caches"))
    } else {
        std::env::var_os("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| std::env::home_dir().map(|home| home.join(".cache")))
    };
    base.unwrap_or_else(|| root().join("target")).join("daybook")
}

/// Returns the build folder: `CARGO_TARGET_DIR`, else `target` in [`cache`] if it exists, else `target` here.
pub fn target() -> PathBuf {
    if let Some(named) = std::env::var_os("CARGO_TARGET_DIR") {
        return root().join(named);
    }
    let kept = cache().join("target");
    if kept.is_dir() { kept } else { root().join("target") }
}

/// Returns the folder of the programs that `cargo x` installed with cargo.
pub fn tools() -> PathBuf {
    cache().join("tools")
}

/// Returns the folder of the tests' Python environment.
pub fn venv() -> PathBuf {
    cache().join("venv")
}

/// Returns the built app. `profile` is `debug` or `release`.
pub fn binary(profile: &str) -> PathBuf {
    program(profile, "daybook")
}

/// Returns any built program.
pub fn program(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Returns a cargo command in the checkout, with its build folder.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).env("CARGO_TARGET_DIR", target());
    clean(&mut command);
    command
}

/// Removes what cargo told `cargo x` about its own package: build scripts look at it, and everything that depends on
/// them would be compiled again.
pub fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"].iter().any(|about| name.starts_with(about)) {
            command.env_remove(name.as_ref());
        }
    }
}

/// Returns an npm command in the interface's folder.
pub fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(ui());
    command
}
