//! The house against `docs/architecture.md`: its tables are read from the page, the code by its syntax.

mod arrows;
mod imports;
mod names;
mod page;
mod rules;
mod samples;
pub mod source;
mod window;
mod window_samples;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use daybook_core::providers;
use page::{Table, compare};
use source::{Source, Tree};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub fn core() -> Source {
    Source::of(&root().join("src-tauri/core/src"))
}

pub fn shell() -> Source {
    Source::of(&root().join("src-tauri/src"))
}

fn window() -> Tree {
    source::tree(&root().join("ui/src"), &[".ts", ".svelte", ".css"])
}

fn table(first: &str, second: &str) -> Table {
    page::table(&std::fs::read_to_string(root().join("docs/architecture.md")).unwrap(), first, second)
}

/// The pairs of a table that carry a note in brackets.
fn noted(first: &str, second: &str, note: &str) -> BTreeSet<(String, String)> {
    page::noted(&std::fs::read_to_string(root().join("docs/architecture.md")).unwrap(), first, second, note)
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_of_the_core_and_the_shell_belongs_to_a_module() {
    for source in [core(), shell()] {
        none(&source.stray);
        none(&arrows::taken_in(&source));
    }
}

#[test]
fn the_rooms_of_the_core_know_each_other_as_the_page_says() {
    none(&arrows::rooms(&core(), &table("room", "knows")));
}

/// What the notes in brackets say.
#[test]
fn a_room_uses_no_more_of_another_than_the_page_says() {
    let core = core();
    let types = noted("room", "knows", "types");
    assert!(!types.is_empty(), "the notes are read");
    none(&arrows::more_than_types(&core, &types));
    let seam = &noted("room", "knows", "the seam") | &noted("room", "knows", "the list");
    none(&arrows::past_the_seam(&core, &seam));
}

#[test]
fn the_rooms_of_the_shell_know_each_other_as_the_page_says() {
    none(&arrows::rooms(&shell(), &table("room of the shell", "knows")));
}

#[test]
fn the_modules_of_a_room_lead_in_no_circle_but_those_of_the_page() {
    none(&compare(&arrows::circles(&core()), &table("inside", "circle that is left"), "the page"));
}

#[test]
fn no_provider_knows_another_but_those_of_the_page() {
    let core = core();
    assert_eq!(arrows::providers(&core).len(), providers::ALL.len());
    none(&arrows::siblings(&core, &table("provider", "is made of")));
}

#[test]
fn a_crate_that_touches_the_world_is_named_in_its_place_only() {
    let table = table("crate", "only in");
    let found = [arrows::crates(&core(), "core", &table), arrows::crates(&shell(), "shell", &table)].concat();
    none(&compare(&found, &table, "the page"));
    for manifest in ["src-tauri/Cargo.toml", "src-tauri/core/Cargo.toml", "Cargo.toml"] {
        none(&arrows::renamed(&std::fs::read_to_string(root().join(manifest)).unwrap()));
    }
}

#[test]
fn a_providers_name_is_in_the_room_of_providers_only() {
    let words = rules::words(providers::ALL.iter().map(|provider| (provider.id, provider.label)));
    let table = table("word", "may stand in");
    let of = |source: &Source, name: &str| rules::provider_names(source, name, &words, &table);
    none(&compare(&[of(&core(), "core"), of(&shell(), "shell")].concat(), &table, "the page"));
}

#[test]
fn a_booking_waits_for_nothing() {
    none(&rules::booking(&core()));
}

#[test]
fn serde_is_not_in_the_model() {
    none(&rules::model(&core()));
}

#[test]
fn secrets_cannot_be_shown() {
    none(&rules::secrets(&core()));
}

#[test]
fn the_folders_of_the_window_know_each_other_as_the_page_says() {
    let types = noted("folder", "knows", "types");
    assert!(!types.is_empty(), "the notes are read");
    let packages = packages(&std::fs::read_to_string(root().join("ui/package.json")).unwrap());
    let allowed = window::Allowed { table: &table("folder", "knows"), types: &types, packages: &packages };
    none(&window::faults(&window(), &allowed));
}

/// The packages that the window may use, by the lines of their versions.
fn packages(manifest: &str) -> BTreeSet<String> {
    let lines = manifest.lines().filter(|line| line.contains("\": \"^"));
    lines.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

/// H9
#[test]
fn a_providers_name_is_in_the_window_only_where_the_page_says() {
    let words = rules::words(providers::ALL.iter().map(|provider| (provider.id, provider.label)));
    let table = table("word in the window", "may stand in");
    none(&compare(&window::provider_names(&window(), &words, &table), &table, "the page"));
}

/// No test file is forgotten.
#[test]
fn every_file_of_the_suites_is_part_of_one() {
    for suite in ["tests/it", "tests/terminal", "tests/window"] {
        none(&Source::of(&root().join(suite)).stray);
    }
    let mut own = Source::of(&root().join("tests/src")).stray;
    own.retain(|file| !file.starts_with("bin/"));
    none(&own);
}

/// H3: the compiler refuses what the table cannot see through, such as a function of a type that another crate re-exports.
#[test]
fn clippy_refuses_the_clock_the_network_and_the_environment() {
    let list = std::fs::read_to_string(root().join("clippy.toml")).unwrap();
    let left_out: Vec<_> =
        REFUSED.iter().filter(|path| !list.contains(&format!("{{ path = \"{path}\", reason = "))).collect();
    assert!(left_out.is_empty(), "clippy.toml does not refuse {left_out:?}");
    for manifest in ["src-tauri/Cargo.toml", "src-tauri/core/Cargo.toml"] {
        let manifest = std::fs::read_to_string(root().join(manifest)).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{manifest}");
    }
}

const REFUSED: &[&str] = &[
    "chrono::Local::now",
    "chrono::Utc::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "reqwest::Client::new",
    "std::env::var",
    "std::time::SystemTime::now",
    "tokio::net::lookup_host",
];
