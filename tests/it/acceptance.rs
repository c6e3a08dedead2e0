//! `docs/acceptance.md` lists what a user can see, which test shows it, and what no test shows yet.

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

/// A row of the table: its number, the names of its tests, and whether it says what no test shows.
struct Row {
    number: u32,
    tests: Vec<String>,
    gap: bool,
}

fn rows(table: &str) -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let number = cells[0].trim_start_matches('S').parse().unwrap();
        let tests = cells[2].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Row { number, tests, gap: cells.get(3).is_some_and(|said| said.len() > 10) }
    };
    table.lines().filter(|line| line.starts_with("| S")).map(row).collect()
}

/// What is wrong with a table, where `sources` holds every test.
fn faults(table: &str, sources: &str, last: u32) -> Vec<String> {
    let rows = rows(table);
    let missing = (1..=last).filter(|number| rows.iter().all(|row| row.number != *number));
    let mut faults: Vec<_> = missing.map(|number| format!("S{number} is left out")).collect();
    for Row { number, tests, gap } in rows {
        if tests.is_empty() && !gap {
            faults.push(format!("S{number} has neither a test nor a gap"));
        }
        for test in tests {
            let forms = [format!("fn {test}("), format!("'{test}'"), format!("\"{test}\"")];
            if !forms.iter().any(|form| sources.contains(form)) {
                faults.push(format!("S{number}: there is no test {test}"));
            }
        }
    }
    faults
}

#[test]
fn every_row_is_shown_by_a_test_that_exists() {
    let mut all = String::new();
    for folder in ["src-tauri", "tests", "ui/src"] {
        sources(&root().join(folder), &mut all);
    }
    let table = std::fs::read_to_string(root().join("docs/acceptance.md")).unwrap();
    let faults = faults(&table, &all, 68);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_row_without_a_test_and_one_that_is_left_out_are_noticed() {
    let table = "| S1 | seen | `shown` | – |\n| S2 | seen | – | – |\n| S3 | seen | – | nothing shows it |\n\
        | S5 | seen | `gone` | – |\n";
    let faults = faults(table, "fn shown()", 5);
    assert_eq!(faults, ["S4 is left out", "S2 has neither a test nor a gap", "S5: there is no test gone"]);
}
