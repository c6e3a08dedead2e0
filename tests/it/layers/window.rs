//! The folders of `ui/src`: what imports what, read from every quoted path.

use std::collections::BTreeSet;

use super::page::{Table, compare};
use super::source::Tree;

/// Folders below the screens: no row of the page may give them one.
pub const BELOW: &[&str] = &["api", "parts", "state", "style", "text", "time"];

/// What the window ships: all that `main.ts` reaches. The rest are tests, and may know everything.
fn shipped(tree: &Tree) -> BTreeSet<&String> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&String> = tree.keys().filter(|file| *file == "main.ts").collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            let imported = imports(&tree[file]).into_iter().filter_map(|(path, _)| file_of(tree, file, &path));
            next.extend(imported);
        }
    }
    reached
}

/// Quoted paths, each with its line: `from '…'`, `import('…')`, `@import "…"`, `glob('…')`.
fn imports(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for (quote, start) in line.match_indices(['\'', '"', '`']).map(|(at, quote)| (quote, at + 1)) {
            let Some(length) = line[start..].find(quote) else { continue };
            let quoted = &line[start..start + length];
            let path =
                ["./", "../", "/src/", "src/", "@tauri-apps/", "$lib"].iter().any(|first| quoted.starts_with(first))
                    || quoted == "."
                    || quoted == "..";
            if path && !quoted.contains(' ') {
                found.push((quoted.to_owned(), number + 1));
            }
        }
    }
    found
}

/// `../time/civil` seen from `calendar/blocks.ts` is `time/civil`.
fn absolute(from: &str, path: &str) -> String {
    if let Some(inside) = path.strip_prefix("/src/").or_else(|| path.strip_prefix("src/")) {
        return inside.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn file_of<'a>(tree: &'a Tree, from: &str, path: &str) -> Option<&'a String> {
    let inside = absolute(from, path);
    let endings = ["", ".ts", ".svelte", ".svelte.ts", ".css", "/index.ts"];
    endings.iter().find_map(|ending| tree.get_key_value(&format!("{inside}{ending}")).map(|(file, _)| file))
}

fn folder(path: &str) -> Option<&str> {
    path.split_once('/').map(|(folder, _)| folder)
}

/// The arrows between folders against the table, and Tauri in `api` only.
pub fn faults(tree: &Tree, table: &Table) -> Vec<String> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    let shipped = shipped(tree);
    if shipped.is_empty() {
        faults.push("no main.ts".into());
    }
    for (file, text) in tree {
        let Some(from) = folder(file) else { continue };
        if !shipped.contains(file) {
            continue;
        }
        for (path, line) in imports(text) {
            let place = format!("{file}:{line}");
            if path.starts_with("@tauri-apps/") {
                if from != "api" {
                    faults.push(format!("{place}: {path} outside of api"));
                }
                continue;
            }
            let inside = absolute(file, &path);
            match folder(&inside)
                .or_else(|| tree.keys().any(|one| folder(one) == Some(&inside)).then_some(inside.as_str()))
            {
                Some(to) if to != from => found.push((from.to_owned(), to.to_owned(), place)),
                Some(_) => {}
                None if file_of(tree, file, &path).is_none() => {}
                None => faults.push(format!("{place}: {from} knows {inside}, which mounts it")),
            }
        }
        if from != "api" && text.contains("__TAURI") {
            faults.push(format!("{file}: Tauri's own object outside of api"));
        }
    }
    let folders: BTreeSet<&str> = shipped.iter().filter_map(|file| folder(file)).collect();
    faults.extend(folders.iter().filter(|name| !table.contains_key(**name)).map(|name| format!("{name} has no row")));
    for (from, allowed) in table {
        let up = allowed.iter().filter(|to| BELOW.contains(&from.as_str()) && !BELOW.contains(&to.as_str()));
        faults.extend(up.map(|to| format!("the page lets {from} know the screen {to}")));
    }
    faults.extend(compare(&found, table, "the page"));
    faults
}
