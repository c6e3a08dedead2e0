//! `docs/acceptance.md` lists what a user can see, which test shows it, and what no test shows yet.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The text of a source, by its module: the path below the folder that holds the crate's own, such as `sign_in::answers`.
type Sources = Vec<(String, String)>;

fn sources(folder: &Path, inside: &str, found: &mut Sources) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                sources(&path, &format!("{inside}{name}::"), found);
            }
        } else if let Some(stem) = name.strip_suffix(".rs").or_else(|| name.strip_suffix(".ts")) {
            let module =
                if stem == "mod" { inside.trim_end_matches("::").to_owned() } else { format!("{inside}{stem}") };
            found.push((module, std::fs::read_to_string(&path).unwrap()));
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

/// Whether a module holds this test. A row names it by the end of its path, such as `sign_in::answers::a_link`.
fn is_there(test: &str, sources: &Sources) -> bool {
    let Some((module, test)) = test.rsplit_once("::") else { return false };
    let forms = [format!("fn {test}("), format!("'{test}'"), format!("\"{test}\"")];
    let named = |known: &str| known.strip_suffix(module).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"));
    sources.iter().any(|(known, text)| named(known) && forms.iter().any(|form| text.contains(form)))
}

/// What is wrong with a table, where `sources` holds every test.
fn faults(table: &str, sources: &Sources, last: u32) -> Vec<String> {
    let rows = rows(table);
    let missing = (1..=last).filter(|number| rows.iter().all(|row| row.number != *number));
    let mut faults: Vec<_> = missing.map(|number| format!("S{number} is left out")).collect();
    for Row { number, tests, gap } in rows {
        if tests.is_empty() && !gap {
            faults.push(format!("S{number} has neither a test nor a gap"));
        }
        for test in tests {
            if !is_there(&test, sources) {
                faults.push(format!("S{number}: there is no test {test}"));
            }
        }
    }
    faults
}

#[test]
fn every_row_is_shown_by_a_test_that_exists() {
    let mut all = Vec::new();
    for folder in ["src-tauri", "tests", "ui/src"] {
        sources(&root().join(folder), "", &mut all);
    }
    let table = std::fs::read_to_string(root().join("docs/acceptance.md")).unwrap();
    let faults = faults(&table, &all, 68);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// H5
#[test]
fn a_row_without_a_test_one_that_is_left_out_and_a_test_in_another_module_are_noticed() {
    let table = "| S1 | seen | `near::shown` | – |\n| S2 | seen | – | – |\n| S3 | seen | – | nothing shows it |\n\
        | S5 | seen | `near::gone`, `far::shown`, `ear::shown`, `shown` | – |\n";
    let there = ("whole::near".to_owned(), "fn shown()".to_owned());
    let elsewhere = ("far".to_owned(), "fn gone()".to_owned());
    let wrong = faults(table, &vec![there, elsewhere], 5);
    let missing =
        ["near::gone", "far::shown", "ear::shown", "shown"].map(|test| format!("S5: there is no test {test}"));
    assert_eq!(wrong[..2], ["S4 is left out", "S2 has neither a test nor a gap"]);
    assert_eq!(wrong[2..], missing);
}
