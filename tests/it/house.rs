//! What the house was found to lack, and what keeps it from coming back: rules about files, documents and the history
//! that no compiler knows. The arrows between rooms are in `layers`.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file of the project: its path below the root, and its text.
type File = (String, String);

/// The files below these folders, or these files, whose names end so.
fn files(inside: &[&str], endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    let mut next: Vec<PathBuf> = inside.iter().map(|path| root().join(path)).collect();
    while let Some(path) = next.pop() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                next.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let path_inside = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push((path_inside, std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn documents() -> Vec<File> {
    files(&["README.md", "CONTRIBUTING.md", "SECURITY.md", "RELEASING.md", "docs", "tests/fixtures"], &[".md"])
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A test of the window that answers in the place of the core, other than by the typed answers of `ui/test`.
fn imitations(files: &[File]) -> Vec<String> {
    let own = |path: &str| path.contains("/mock/") || path.ends_with("/mock.ts");
    let makes = |text: &str| ["vi.mock(", "vi.doMock(", "implements Transport"].iter().any(|way| text.contains(way));
    let bad = files.iter().filter(|(path, text)| own(path) || makes(text) && path != "ui/test/transport.ts");
    bad.map(|(path, _)| format!("{path} imitates the core")).collect()
}

#[test]
fn h4_the_window_has_no_second_core() {
    none(&imitations(&files(&["ui/src", "ui/test"], &[".ts", ".svelte"])));
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let bad = [
        file("ui/src/api/mock/week.ts", ""),
        file("ui/src/a.test.ts", "vi.mock('../api', () => ({}));"),
        file("ui/src/b.test.ts", "class Own implements Transport {}"),
        file("ui/test/transport.ts", "export class TestTransport implements Transport {}"),
    ];
    assert_eq!(imitations(&bad).len(), 3);
}

/// SQL that changes the outbox, outside of the file of its table.
fn outbox_writes(files: &[File]) -> Vec<String> {
    const WRITES: [&str; 4] = ["insert into outbox", "update outbox", "delete from outbox", "replace into outbox"];
    let writes = |text: &str| WRITES.iter().any(|sql| text.to_lowercase().contains(sql));
    let bad = files.iter().filter(|(path, text)| !path.ends_with("store/outbox.rs") && writes(text));
    bad.map(|(path, _)| format!("{path} writes the outbox")).collect()
}

/// Its transitions get a module of their own with the next change of sync.
#[test]
fn h6_the_outbox_is_written_in_its_own_file() {
    none(&outbox_writes(&files(&["src-tauri/core/src"], &[".rs"])));
    let bad = ("src-tauri/core/src/store/events.rs".to_owned(), "UPDATE outbox SET state = 'done'".to_owned());
    assert_eq!(outbox_writes(&[bad]).len(), 1);
}

/// Paths in backticks that lead nowhere. Those with a placeholder or a pattern are for the reader.
fn lost_paths(files: &[File]) -> Vec<String> {
    let mut lost = Vec::new();
    for (file, text) in files {
        for word in text.split('`').skip(1).step_by(2) {
            let ours = ["src-tauri/", "ui/", "tests/", "docs/", "icons/"].iter().any(|first| word.starts_with(first));
            let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
            let made = ["ui/dist", "ui/node_modules"].iter().any(|made| word.starts_with(made));
            if ours && plain && !made && !word.contains("000N") && !root().join(word).exists() {
                lost.push(format!("{file}: {word}"));
            }
        }
    }
    lost
}

#[test]
fn h12_every_path_that_a_document_names_is_there() {
    none(&lost_paths(&documents()));
    let page = "`src-tauri/core/src/lost.rs`, `ui/src/state/core.svelte.ts`, `tests/it/*_honest`, `docs/<name>.md`";
    assert_eq!(lost_paths(&[("x.md".into(), page.into())]), ["x.md: src-tauri/core/src/lost.rs"]);
}

/// Variables of ours that the code reads and the page does not explain.
fn unexplained(files: &[File], page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in files {
        for (at, _) in text.match_indices("DAYBOOK_") {
            let name: String = text[at..].chars().take_while(|it| it.is_ascii_uppercase() || *it == '_').collect();
            if name.len() > "DAYBOOK_".len() && !page.contains(&format!("`{name}`")) {
                found.push(format!("{file}: {name}"));
            }
        }
    }
    found
}

#[test]
fn h13_every_environment_variable_is_explained_to_whoever_takes_over() {
    let page = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let mut code = files(&["src-tauri", "tests", "ui/src", "ui/test"], &[".rs", ".ts"]);
    code.retain(|(path, _)| path != "tests/it/house.rs");
    none(&unexplained(&code, &page));
    let bad = ("a.rs".to_owned(), "var(\"DAYBOOK_SECRETLY\")".to_owned());
    assert_eq!(unexplained(&[bad], &page), ["a.rs: DAYBOOK_SECRETLY"]);
}

/// What is wrong with a commit: how many it follows, its subject, then its body.
fn faults_of_a_commit(parents: &str, subject: &str, body: &str) -> Vec<&'static str> {
    let area = subject.split_once(": ").map(|(area, what)| (area.trim(), what.trim()));
    let rules = [
        (area.is_none_or(|(area, what)| area.is_empty() || what.is_empty()), "no `area: what`"),
        (subject.contains(';'), "two topics"),
        (subject.to_lowercase().split([' ', ':']).any(|word| word == "wip"), "not whole"),
        (body.trim().is_empty(), "no body"),
        (parents.split_whitespace().count() > 1, "a merge"),
    ];
    rules.into_iter().filter(|(wrong, _)| *wrong).map(|(_, what)| what).collect()
}

/// The last commit before the rule.
const BEFORE: &str = "4573621";

#[test]
fn h14_every_commit_has_one_topic_and_says_why() {
    assert_eq!(faults_of_a_commit("1a", "sync: a change waits its turn", "It held back the others."), [""; 0]);
    assert_eq!(faults_of_a_commit("1a", "sync: waits; texts: said", "Why."), ["two topics"]);
    assert_eq!(faults_of_a_commit("1a", "wip: sync", ""), ["not whole", "no body"]);
    assert_eq!(faults_of_a_commit("1a", "mend the sync", "Why."), ["no `area: what`"]);
    assert_eq!(faults_of_a_commit("1a 2b", "sync: all of it", "Why."), ["a merge"]);
    let range = format!("{BEFORE}..HEAD");
    let log = ["log", "--format=%h%x1f%p%x1f%s%x1f%b%x1e", &range];
    let told = Command::new("git").args(log).current_dir(root()).output();
    // An archive and a shallow clone have no history to look at.
    let Some(told) = told.ok().filter(|told| told.status.success()) else { return };
    let mut faults = Vec::new();
    for commit in String::from_utf8_lossy(&told.stdout).split('\u{1e}') {
        let [hash, parents, subject, body] = commit.trim().split('\u{1f}').collect::<Vec<_>>()[..] else { continue };
        faults
            .extend(faults_of_a_commit(parents, subject, body).iter().map(|what| format!("{hash} {subject}: {what}")));
    }
    none(&faults);
}

/// Sentences that a reader stumbled over, by words that stand nowhere else.
const STUMBLED: &[&str] = &[
    "invites whom it is to invite",
    "the one that is taken off the list",
    "unless an appointment hangs on it",
    "changes there faster than it can be written",
    "is what a lost answer left undone",
    "want a client id of whoever",
    "Set it right, so that today",
    "Another Daybook was told why",
    "answered something strange",
    "between two spans of work",
];

#[test]
fn h15_the_sentences_that_were_mended_do_not_come_back() {
    let said = |files: &[File]| -> Vec<String> {
        let found = |text: &str| STUMBLED.iter().find(|said| text.contains(**said)).copied();
        files.iter().filter_map(|(path, text)| found(text).map(|said| format!("{path}: {said}"))).collect()
    };
    let code = files(&["src-tauri", "ui/src"], &[".rs", ".ts", ".svelte"]);
    none(&said(&[code, documents()].concat()));
    assert_eq!(said(&[("a.ts".into(), "It answered something strange.".into())]).len(), 1);
}

/// Names that misled, each in the room where it did.
const MISLED: &[(&str, &[&str])] = &[
    ("src-tauri/core/src", &["taken.rs", "base.rs", "walls.rs", "windows.rs", "names.rs", "ends.rs", "people.rs"]),
    ("src-tauri/core/src/providers/outlook", &["round.rs", "mark.rs"]),
    ("src-tauri", &["place.rs"]),
    ("tests/src", &["door.rs", "gate.rs", "place.rs"]),
    ("ui", &["look.ts", "begin.ts", "place.ts"]),
];

#[test]
fn h16_the_names_that_misled_do_not_come_back() {
    let misleading = |files: &[File], names: &[&str]| -> Vec<String> {
        let bad = |path: &str| names.iter().any(|name| path.rsplit('/').next() == Some(*name));
        files.iter().filter(|(path, _)| bad(path)).map(|(path, _)| path.clone()).collect()
    };
    for (room, names) in MISLED {
        none(&misleading(&files(&[room], &[".rs", ".ts"]), names));
    }
    assert_eq!(misleading(&[("src-tauri/core/src/app/taken.rs".into(), String::new())], MISLED[0].1).len(), 1);
}
