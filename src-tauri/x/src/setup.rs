//! `cargo x setup`: installs what is missing, and only that. The second time it only checks.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::needs::{BUILD, NO_SCREEN, Need, Packages, TESTS};
use crate::paths;
use crate::say::{Done, Stop, ask, on_path, run, say};

/// The oldest Node.js that the interface's tools run on.
const NODE: (u32, u32) = (20, 19);
const TAURI_DRIVER: &str = "tauri-driver@2.1.0";
const CARGO_DENY: &str = "cargo-deny@0.20.2";

/// Installs everything that any verb needs.
pub fn verb() -> Done {
    to_run()?;
    to_test()?;
    to_check()?;
    say("setup", "done: `cargo x run` opens the window, `cargo x test` runs every test");
    Ok(())
}

/// Installs what is needed to compile and to open the window.
pub fn to_run() -> Done {
    let screen: &[Need] = if has_screen() { &[] } else { NO_SCREEN };
    system(&[BUILD, screen])?;
    node()?;
    npm_packages(&paths::ui())
}

/// Installs what the demo needs in addition.
pub fn to_demo() -> Done {
    to_run()?;
    python_packages()
}

/// Installs what the tests need, and to compile.
pub fn to_test() -> Done {
    system(&[BUILD, NO_SCREEN, TESTS])?;
    node()?;
    npm_packages(&paths::ui())?;
    npm_packages(&paths::oidc())?;
    python_packages()?;
    if cfg!(target_os = "linux") { cargo_tool(TAURI_DRIVER) } else { Ok(()) }
}

/// Installs what the checks need, and to compile.
pub fn to_check() -> Done {
    system(&[BUILD])?;
    node()?;
    npm_packages(&paths::ui())?;
    cargo_tool(CARGO_DENY)
}

/// Returns whether there is a screen to show a window on.
pub fn has_screen() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn system(lists: &[&[Need]]) -> Done {
    if !cfg!(target_os = "linux") {
        return other_systems();
    }
    let missing: Vec<&Need> = lists.iter().flat_map(|list| list.iter()).filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        say("setup", "system packages: all there");
        return Ok(());
    }
    let Some(packages) = Packages::here() else { return Err(Stop::new(unknown_system(&missing))) };
    let names: Vec<&str> = missing.iter().flat_map(|need| packages.names(need)).collect();
    say("setup", format_args!("system packages to install: {}", names.join(" ")));
    let install = || run("setup", as_root(packages.install())?.args(&names).stdin(Stdio::inherit()));
    if let Err(first) = install() {
        let Some(refresh) = packages.refresh() else { return Err(first) };
        say("setup", "the package lists may be old: reading them anew");
        run("setup", &mut as_root(refresh)?)?;
        install()?;
    }
    match missing.iter().find(|need| !need.is_there()) {
        None => Ok(()),
        Some(need) => {
            Err(Stop::new(format!("{} is still not to be found after installing {}.", need.what, names.join(" "))))
        }
    }
}

/// Returns `command` as root, through sudo if need be.
fn as_root(command: &[&str]) -> Result<Command, Stop> {
    let root = ask("id", ["-u"]).is_some_and(|id| id == "0");
    let mut line = command.iter();
    let mut made = if root {
        Command::new(line.next().copied().unwrap_or_default())
    } else if on_path("sudo") {
        Command::new("sudo")
    } else {
        return Err(Stop::new(format!("Run this as root, then start again: {} …", command.join(" "))));
    };
    made.args(line).env("DEBIAN_FRONTEND", "noninteractive");
    Ok(made)
}

fn unknown_system(missing: &[&Need]) -> String {
    let mut text = String::from("I do not know this system's package manager. Please install:\n");
    for need in missing {
        text.push_str(&format!(
            "  {}  (Debian: {}; Fedora: {}; Arch: {})\n",
            need.what, need.apt, need.dnf, need.pacman
        ));
    }
    text.push_str("Then run the same command again.");
    text
}

fn other_systems() -> Done {
    if cfg!(target_os = "macos") && ask("xcode-select", ["-p"]).is_none() {
        return Err(Stop::new("The Xcode command line tools are missing. Install them with: xcode-select --install"));
    }
    say("setup", "system packages: none needed on this system");
    Ok(())
}

fn node() -> Done {
    let wanted = format!("Node.js {}.{} or newer", NODE.0, NODE.1);
    let hint = if on_path("brew") { "brew install node" } else { "nodejs.org, or your version manager" };
    let Some(found) = ask("node", ["--version"]) else {
        return Err(Stop::new(format!("{wanted} is needed and not on PATH ({hint}).")));
    };
    let mut parts = found.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    if (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) < NODE {
        return Err(Stop::new(format!("{wanted} is needed; `node --version` says {found} ({hint}).")));
    }
    Ok(())
}

/// Installs the npm packages of `folder` into it.
fn npm_packages(folder: &Path) -> Done {
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.installed-from");
    if same(&lock, &stamp) {
        let name = folder.strip_prefix(paths::root()).unwrap_or(folder).display();
        say("setup", format_args!("npm packages of {name}: up to date"));
        return Ok(());
    }
    // Not `npm ci`: it refuses a lock file from a machine whose registry lacks the optional packages of other
    // systems. This keeps to the locked versions all the same and leaves the lock file as it is.
    run(
        "setup",
        paths::npm().current_dir(folder).args([
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--loglevel",
            "error",
        ]),
    )?;
    fs::copy(&lock, &stamp)?;
    Ok(())
}

fn python_packages() -> Done {
    let wanted = paths::root().join("tests/requirements.txt");
    let stamp = paths::venv().join("installed-from.txt");
    if same(&wanted, &stamp) {
        say("setup", "Python packages of the tests: up to date");
        return Ok(());
    }
    let python = paths::venv().join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if ask(&python.to_string_lossy(), ["-c", "import pip"]).is_none() {
        run("setup", Command::new("python3").args(["-m", "venv", "--clear"]).arg(paths::venv()))?;
    }
    run(
        "setup",
        Command::new(python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&wanted),
    )?;
    fs::copy(&wanted, &stamp)?;
    Ok(())
}

/// Installs `name@version` into [`paths::tools`].
fn cargo_tool(tool: &str) -> Done {
    let (name, version) = tool.split_once('@').unwrap_or((tool, ""));
    let installed = fs::read_to_string(paths::tools().join(".crates.toml")).unwrap_or_default();
    if installed.contains(&format!("\"{name} {version} ")) {
        say("setup", format_args!("{name} {version}: there"));
        return Ok(());
    }
    // A separate build folder: the app's stays as it is, and this one is not needed again.
    let build = paths::cache().join("tools-build");
    run(
        "setup",
        paths::cargo()
            .args(["install", "--locked", "--quiet", tool, "--root"])
            .arg(paths::tools())
            .env("CARGO_TARGET_DIR", &build),
    )?;
    fs::remove_dir_all(&build)?;
    Ok(())
}

fn same(one: &Path, other: &Path) -> bool {
    fs::read(one).is_ok_and(|one| fs::read(other).is_ok_and(|other| one == other))
}
