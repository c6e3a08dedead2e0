//! The documents hold together: their links lead somewhere, the tests they name exist, decisions have one form.

use std::path::{Path, PathBuf};

use crate::named_tests::Tests;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// Every file below `folder` with this ending, leaving out what is made or installed.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            if !name.starts_with('.') && !["node_modules", "dist", "target", "gen", "shots"].contains(&name.as_str()) {
                found.extend(files(&path, ending));
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found
}

/// Markdown without its code, where brackets mean something else.
fn prose(markdown: &str) -> String {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            lines.push(line.split('`').step_by(2).collect::<String>());
        }
    }
    lines.join("\n")
}

/// Where the links of a document lead, without those to the web.
fn targets(markdown: &str) -> Vec<String> {
    let text = prose(markdown);
    let rest = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let local = rest.map(|(target, _)| target.to_owned());
    local.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

/// The anchors of a document's headings, as GitHub makes them.
fn anchors(markdown: &str) -> Vec<String> {
    let headings = markdown.lines().filter_map(|line| line.strip_prefix('#'));
    headings
        .map(|heading| heading.trim_start_matches('#').trim().to_lowercase())
        .map(|heading| heading.replace(' ', "-"))
        .map(|heading| heading.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect())
        .collect()
}

/// The links of a document in `folder` that lead nowhere.
fn dead_links(folder: &Path, name: &str, markdown: &str) -> Vec<String> {
    let leads = |target: &str| {
        let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let file = if path.is_empty() { folder.join(name) } else { folder.join(path) };
        let Some(anchor) = anchor else { return file.exists() };
        let text = if path.is_empty() { Ok(markdown.to_owned()) } else { std::fs::read_to_string(&file) };
        text.is_ok_and(|text| anchors(&text).iter().any(|known| known == anchor))
    };
    targets(markdown).into_iter().filter(|target| !leads(target)).collect()
}

/// Words in backticks that look like the name of a test.
fn tests_named(markdown: &str) -> Vec<&str> {
    let coded = markdown.split('`').skip(1).step_by(2);
    coded.filter(|word| word.matches('_').count() >= 3 && word.chars().all(|c| c.is_lowercase() || c == '_')).collect()
}

/// What a decision's note lacks.
fn faults_of_a_decision(name: &str, markdown: &str) -> Vec<String> {
    let number = name.get(..4).unwrap_or_default();
    let mut faults = Vec::new();
    if !markdown.starts_with(&format!("# {number} ")) {
        faults.push(format!("{name}: the title does not begin with `# {number} `"));
    }
    for row in ["| Date | 20", "| State | accepted", "| Look again when | "] {
        let superseded = row == "| State | accepted" && markdown.contains("| State | superseded by [");
        if !superseded && !markdown.contains(row) {
            faults.push(format!("{name}: no row `{row}…`"));
        }
    }
    for part in ["\n## Decided\n", "\n## Why\n", "\n## Cost\n"] {
        if !markdown.contains(part) {
            faults.push(format!("{name}: no part `{}`", part.trim()));
        }
    }
    faults
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    let mut dead = Vec::new();
    for path in files(&root(), ".md") {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let found = dead_links(path.parent().unwrap(), &name, &text);
        dead.extend(found.into_iter().map(|target| format!("{}: {target}", path.display())));
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let named = tests_named(&page);
    assert!(named.len() > 30, "the table is read");
    let tests = Tests::below(&root(), &["src-tauri", "tests", "ui/src"]);
    let gone: Vec<_> = named.into_iter().filter(|test| !tests.anywhere(test)).collect();
    assert!(gone.is_empty(), "SECURITY.md names tests that are gone: {gone:?}");
}

/// Complaints 1 to 60: each has a row, and each row its tests.
#[test]
fn every_complaint_is_answered_by_tests_that_exist() {
    let page = std::fs::read_to_string(root().join("docs/complaints.md")).unwrap();
    let tests = Tests::below(&root(), &["src-tauri", "tests", "ui/src"]);
    let faults = unanswered(&page, &tests);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let mut all: Vec<u32> = page.lines().flat_map(numbers).collect();
    all.sort_unstable();
    assert_eq!(all, (1..=60).collect::<Vec<_>>(), "each of them once");
}

#[test]
fn a_complaint_without_a_test_or_with_one_that_is_gone_is_noticed() {
    let mut tests = Tests::default();
    tests.file("near.rs", "#[test] fn shown() {}");
    let page = "| Complaint | What | Shown by |\n|---|---|---|\n| a#1 | so | `near::shown` |\n| b#2 | so | – |\n\
        | c#3 | so | `near::gone` |\n";
    assert_eq!(unanswered(page, &tests), ["b#2 is shown by no test", "c#3: there is no test near::gone"]);
    assert_eq!(numbers("| 53, 54. a#1, b#2: lost. Twice | so | `near::shown` |"), [53, 54]);
    assert_eq!(numbers("| a#1: lost. Twice | so | `near::shown` |"), [0; 0]);
}

/// The numbers that a row of a page of complaints begins with.
fn numbers(line: &str) -> Vec<u32> {
    let first = line.strip_prefix("| ").and_then(|row| row.split_once(". ")).map(|(first, _)| first);
    first.unwrap_or_default().split(", ").filter_map(|number| number.parse().ok()).collect()
}

/// What is wrong with the rows of a page of complaints.
fn unanswered(page: &str, tests: &Tests) -> Vec<String> {
    let mut faults = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| ") && line.contains('#')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let complaint = cells[0].split(':').next().unwrap_or_default();
        let named: Vec<&str> = cells[cells.len() - 1].split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            faults.push(format!("{complaint} is shown by no test"));
        }
        let gone = named.into_iter().filter(|test| !tests.has(test));
        faults.extend(gone.map(|test| format!("{complaint}: there is no test {test}")));
    }
    faults
}

#[test]
fn every_decision_has_one_form_and_stands_in_the_list() {
    let folder = root().join("docs/decisions");
    let list = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let mut faults = Vec::new();
    for path in files(&folder, ".md") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        faults.extend(faults_of_a_decision(&name, &std::fs::read_to_string(&path).unwrap()));
        if !list.contains(&format!("({name})")) {
            faults.push(format!("{name} is not in the list"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_dead_link_a_lost_anchor_and_a_careless_decision_are_noticed() {
    let folder = root();
    let bad = "See [this](docs/nothing.md), [that](#no-such-part) and [there](README.md#nowhere).";
    assert_eq!(dead_links(&folder, "X.md", bad), ["docs/nothing.md", "#no-such-part", "README.md#nowhere"]);
    let good =
        "# One part\n[a](README.md) [b](#one-part) [c](https://example.org/x) `[d](code.md)`\n```\n[e](code.md)\n```\n";
    assert!(dead_links(&folder, "X.md", good).is_empty());
    assert_eq!(tests_named("`a_test_that_is_gone` and `not_one`, `src/a_b_c_d.rs`"), ["a_test_that_is_gone"]);
    assert_eq!(faults_of_a_decision("0099-x.md", "# 99 Something\n\nBecause.").len(), 7);
}
