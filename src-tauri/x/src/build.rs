//! `cargo x build`: the release binary and the packages for this system.

use std::process::Command;

use crate::paths;
use crate::say::{Done, Stop, run, say};
use crate::setup;

pub fn verb() -> Done {
    setup::to_run()?;
    // The npm package brings the bundler as a program; it builds interface and binary by itself.
    let mut tauri =
        Command::new(paths::ui().join("node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" }));
    tauri.current_dir(paths::root()).env("CARGO_TARGET_DIR", paths::target()).arg("build");
    paths::clean(&mut tauri);
    run("build", &mut tauri)?;
    for folder in ["deb", "rpm", "dmg", "macos", "msi", "nsis"] {
        let Ok(made) = std::fs::read_dir(paths::target().join("release/bundle").join(folder)) else { continue };
        for file in made.flatten().map(|entry| entry.path()).filter(|path| path.is_file()) {
            say("build", file.display());
        }
    }
    Ok(())
}

/// Builds the interface into `ui/dist`, if any of its files is newer.
pub fn interface() -> Done {
    let built = paths::ui().join("dist/index.html").metadata().and_then(|meta| meta.modified()).ok();
    if built.is_some() && newest(&paths::ui()) <= built {
        say("build", "interface: up to date");
        return Ok(());
    }
    run("build", paths::npm().args(["run", "--silent", "build"]))
}

/// Builds the app with what is in `ui/dist`.
pub fn app(profile: &str) -> Done {
    programs(profile, &["daybook"])
}

/// Builds programs of the workspace.
pub fn programs(profile: &str, names: &[&str]) -> Done {
    interface()?;
    let mut cargo = paths::cargo();
    // The whole workspace, so that features are those of `cargo test --workspace` and nothing is compiled twice.
    cargo.args(["build", "--workspace"]).args(names.iter().flat_map(|name| ["--bin", name]));
    match profile {
        "debug" => {}
        "release" => {
            cargo.arg("--release");
        }
        "simulate" => {
            cargo.args(["--profile", profile]);
        }
        other => return Err(Stop::usage(format!("no profile `{other}`"))),
    }
    run("build", &mut cargo)
}

/// Returns when the newest file of the interface was written, except what is made or installed.
fn newest(folder: &std::path::Path) -> Option<std::time::SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    entries
        .filter(|entry| !["node_modules", "dist"].iter().any(|made| entry.file_name() == *made))
        .filter_map(|entry| {
            let meta = entry.metadata().ok()?;
            if meta.is_dir() { newest(&entry.path()) } else { meta.modified().ok() }
        })
        .max()
}
