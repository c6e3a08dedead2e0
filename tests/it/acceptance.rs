//! `docs/acceptance.md` lists what a user can see, which test shows it, and what no test shows yet. The rows themselves
//! are the product's and lie in `tests/fixtures/acceptance/rows.txt`: the page may not narrow one or leave one out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::named_tests::Tests;

/// One row a line: its number, a space, its words.
const ROWS: &str = include_str!("../fixtures/acceptance/rows.txt");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// A row of the page: its number, its words, the names of its tests, and whether it says what no test shows.
struct Row<'a> {
    number: &'a str,
    text: &'a str,
    tests: Vec<&'a str>,
    gap: bool,
}

/// The rows of the page, and its lines that are none.
fn rows(page: &str) -> (Vec<Row<'_>>, Vec<String>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for line in page.lines().filter(|line| line.starts_with('|')).skip(2) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, text, tests, gap] = cells[..] else {
            faults.push(format!("no row of four cells: {line}"));
            continue;
        };
        let tests = tests.split('`').skip(1).step_by(2).collect();
        rows.push(Row { number, text, tests, gap: gap.chars().any(char::is_alphabetic) });
    }
    (rows, faults)
}

fn product(rows: &str) -> Vec<(&str, &str)> {
    rows.lines().map(|line| line.split_once(' ').unwrap_or((line, ""))).collect()
}

/// What is wrong with the page.
fn faults(page: &str, product_rows: &str, tests: &Tests) -> Vec<String> {
    let (rows, mut faults) = rows(page);
    let product = product(product_rows);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *seen.entry(row.number).or_default() += 1;
        match product.iter().find(|(number, _)| *number == row.number) {
            None => faults.push(format!("{} is no row of the product", row.number)),
            Some((_, text)) if *text != row.text => faults.push(format!("{} is in other words", row.number)),
            Some(_) => {}
        }
        if row.tests.is_empty() && !row.gap {
            faults.push(format!("{} has neither a test nor a gap", row.number));
        }
        let gone = row.tests.iter().filter(|test| !tests.has(test));
        faults.extend(gone.map(|test| format!("{}: there is no test {test}", row.number)));
    }
    for (number, _) in &product {
        match seen.get(number) {
            None => faults.push(format!("{number} is left out")),
            Some(1) => {}
            Some(times) => faults.push(format!("{number} stands there {times} times")),
        }
    }
    faults
}

#[test]
fn every_row_stands_in_the_page_in_its_own_words_and_is_shown_by_a_test_that_exists() {
    let tests = Tests::below(&root(), &["src-tauri", "tests", "ui/src"]);
    let page = std::fs::read_to_string(root().join("docs/acceptance.md")).unwrap();
    let faults = faults(&page, ROWS, &tests);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Nobody shortens the list itself.
#[test]
fn the_rows_of_the_product_are_all_there_once() {
    let numbers: Vec<&str> = product(ROWS).into_iter().map(|(number, _)| number).collect();
    let all: Vec<String> = (1..=68).map(|row| format!("S{row}")).chain((1..=31).map(|row| format!("P{row}"))).collect();
    assert_eq!(numbers, all);
    assert!(product(ROWS).iter().all(|(_, text)| text.len() > 10));
}

/// H5
#[test]
fn a_row_that_was_narrowed_left_out_or_doubled_or_names_no_test_is_noticed() {
    let product = "S1 seen\nS2 seen\nS3 seen by all\nS4 seen\nS5 seen\nS6 seen\nP1 seen";
    let page = "| Row | What | Shown by | Not yet |\n|---|---|---|---|\n\
        | S1 | seen | `near::shown` | – |\n| S2 | seen | – | – |\n| S3 | seen | – | nothing shows it |\n\
        | S5 | seen | `near::gone`, `far::shown`, `ear::shown`, `shown`, `near::helper` | – |\n\
        | S6 | seen | – | no |\n| S6 | seen | – | no |\n| S7 | seen | – | no |\n| P1 | seen | near::shown |\n";
    let mut tests = Tests::default();
    tests.file("whole::near.rs", "#[test] fn shown() {}\nfn helper() {}");
    tests.file("far.rs", "#[test] fn gone() {}");
    let wrong = faults(page, product, &tests);
    let gone = ["near::gone", "far::shown", "ear::shown", "shown", "near::helper"];
    let gone = gone.map(|test| format!("S5: there is no test {test}"));
    let others = [
        "no row of four cells: | P1 | seen | near::shown |",
        "S2 has neither a test nor a gap",
        "S3 is in other words",
        "S7 is no row of the product",
        "S4 is left out",
        "S6 stands there 2 times",
        "P1 is left out",
    ];
    for fault in gone.iter().map(String::as_str).chain(others) {
        assert!(wrong.iter().any(|found| found == fault), "{fault}: {wrong:?}");
    }
    assert_eq!(wrong.len(), gone.len() + others.len());
}
