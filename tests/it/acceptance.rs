//! `docs/acceptance.md` lists what a user can see, and which test shows it.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn sources(folder: &Path, found: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                sources(&path, found);
            }
        } else if name.ends_with(".rs") || name.ends_with(".ts") {
            found.push_str(&std::fs::read_to_string(&path).unwrap());
            found.push('\n');
        }
    }
}

/// The rows of the table: row, and the names of its tests.
fn rows() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(root().join("docs/acceptance.md")).unwrap();
    text.lines()
        .filter(|line| line.starts_with("| S"))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let tests = cells[2].split('`').skip(1).step_by(2).map(str::to_owned).collect();
            (cells[0].to_owned(), tests)
        })
        .collect()
}

#[test]
fn every_row_is_shown_by_a_test_that_exists() {
    let mut all = String::new();
    for folder in ["src-tauri", "tests", "ui/src"] {
        sources(&root().join(folder), &mut all);
    }
    let rows = rows();
    assert!(rows.len() >= 30, "the table is read");
    for (row, tests) in rows {
        assert!(!tests.is_empty(), "{row} has no test");
        for test in tests {
            let here = all.contains(&format!("fn {test}("))
                || all.contains(&format!("'{test}'"))
                || all.contains(&format!("\"{test}\""));
            assert!(here, "{row}: there is no test {test}");
        }
    }
}
