//! The arrows of `docs/architecture.md`, read from the `use` lines.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn core() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// A file without its comments and without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Which room a file of the core lies in: its first folder, or its own name.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(core().canonicalize().unwrap()).unwrap().to_owned();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Every `crate::<room>` that the code of a room names.
fn arrows() -> BTreeMap<String, Vec<(String, PathBuf)>> {
    let mut arrows: BTreeMap<String, Vec<(String, PathBuf)>> = BTreeMap::new();
    for path in rust_files(&core().canonicalize().unwrap()) {
        let from = room(&path);
        if from == "lib" || path.file_stem().is_some_and(|name| name.to_string_lossy().contains("tests")) {
            continue;
        }
        for part in code(&path).split("crate::").skip(1) {
            let to: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if to != from && !to.is_empty() {
                arrows.entry(from.clone()).or_default().push((to, path.clone()));
            }
        }
    }
    arrows
}

/// Who may know whom. A room that is not named here may know none.
const ALLOWED: &[(&str, &[&str])] = &[
    ("app", &["availability", "model", "ports", "providers", "signin", "store", "sync", "vault"]),
    ("sync", &["availability", "model", "ports", "providers", "signin", "store"]),
    ("signin", &["model", "ports", "providers", "store"]),
    ("providers", &["ical", "model"]),
    ("store", &["model", "vault"]),
    ("availability", &["ical", "model"]),
    ("ical", &["model"]),
    ("http", &["model", "ports"]),
    ("vault", &["model", "ports"]),
    ("ports", &["model"]),
    ("model", &[]),
];

#[test]
fn every_arrow_of_the_core_is_one_of_the_table() {
    let mut wrong = Vec::new();
    for (from, found) in arrows() {
        let allowed = ALLOWED.iter().find(|(room, _)| *room == from).map_or(&[][..], |(_, allowed)| *allowed);
        for (to, path) in found {
            if !allowed.contains(&to.as_str()) {
                wrong.push(format!("{from} -> {to} in {}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that docs/architecture.md does not have:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_names_no_arrow_that_is_gone() {
    let found = arrows();
    for (from, allowed) in ALLOWED {
        for to in *allowed {
            let used = found.get(*from).is_some_and(|found| found.iter().any(|(name, _)| name == to));
            assert!(used, "no code in {from} knows {to} any more: take it out of the table");
        }
    }
}

/// Each of these crates has one place.
#[test]
fn a_crate_that_touches_the_world_is_named_in_one_place_only() {
    let places: &[(&str, &[&str])] = &[
        ("reqwest", &["http.rs"]),
        ("aes_gcm", &["vault/"]),
        ("rusqlite", &["store/"]),
        ("quick_xml", &["providers/"]),
        ("tauri", &[]),
        ("keyring", &[]),
        ("std::env", &[]),
        ("std::process", &[]),
    ];
    let root = core().canonicalize().unwrap();
    for path in rust_files(&root) {
        let inside = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let code = code(&path);
        for (name, allowed) in places {
            let named = code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"));
            let fine = allowed.iter().any(|place| inside.starts_with(place));
            assert!(!named || fine, "{name} in {inside}");
        }
    }
}

#[test]
fn serde_is_not_in_the_model_and_a_providers_name_is_in_its_own_folder() {
    let root = core().canonicalize().unwrap();
    for path in rust_files(&root) {
        let inside = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let code = code(&path).to_lowercase();
        if inside.starts_with("model/") {
            assert!(!code.contains("serde"), "serde in {inside}");
        }
        if !inside.starts_with("providers/") && !inside.ends_with("_tests.rs") {
            for name in ["icloud", "apple", "\"caldav\"", "google", "outlook"] {
                assert!(!code.contains(name), "{name} in {inside}");
            }
        }
    }
}

/// A secret has no way to be shown: the type has no Debug, Display, Serialize or Clone.
#[test]
fn secrets_cannot_be_shown() {
    let text = std::fs::read_to_string(core().join("model/secret.rs")).unwrap();
    let derives = text.lines().find(|line| line.starts_with("#[derive")).unwrap();
    for shown in ["Debug", "Display", "Serialize", "Clone"] {
        assert!(!derives.contains(shown));
        assert!(!text.contains(&format!("impl {shown}")) && !text.contains(&format!("fmt::{shown} for")));
    }
}

/// No test file is forgotten.
#[test]
fn every_file_of_the_suite_is_part_of_it() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("it");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(name == "main" || main.contains(&format!("mod {name};")), "{name} is not in main.rs");
    }
}
