//! `docs/sign-in.md` lists the 35 attacks and faults, and which test shows each.

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file that may hold such a test.
fn sources() -> String {
    let mut found = String::new();
    let mut folders = vec![root().join("tests/it"), root().join("src-tauri/core/src"), root().join("src-tauri/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found += &std::fs::read_to_string(&path).unwrap();
            }
        }
    }
    found
}

/// The line above a test that says what it covers.
fn said_above<'a>(all: &'a str, test: &str) -> Option<&'a str> {
    let (before, _) = all.split_once(&format!("fn {test}("))?;
    let doc = before.rfind("///")?;
    Some(&before[before[..doc].rfind("\n\n").unwrap_or(0)..])
}

#[test]
fn every_attack_of_the_page_is_shown_by_a_test_that_names_it() {
    let page = std::fs::read_to_string(root().join("docs/sign-in.md")).unwrap();
    let all = sources();
    let mut next = 1;
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let Ok(number) = cells[0].parse::<u32>() else { continue };
        assert_eq!(number, next, "the rows are in order");
        next += 1;
        let tests: Vec<_> = cells.last().unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "attack {number} has no test");
        for test in tests {
            let said = said_above(&all, test).unwrap_or_else(|| panic!("attack {number}: there is no test {test}"));
            let numbers = said.split(|sign: char| !sign.is_alphanumeric());
            assert!(
                said.contains("attack") && numbers.into_iter().any(|word| word == number.to_string()),
                "{test} does not name attack {number}"
            );
        }
    }
    assert_eq!(next, 36, "there are 35 attacks");
}
