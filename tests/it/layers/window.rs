//! The folders of `ui/src`: what imports what, read from every quoted path.

use std::collections::BTreeSet;

use super::imports::{code, imports};
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
            let imported = imports(&tree[file]).into_iter().filter_map(|import| file_of(tree, file, &import.path));
            next.extend(imported);
        }
    }
    reached
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

/// What the page allows: the table, where types alone may be known, and the packages of `ui/package.json`.
pub struct Allowed<'a> {
    pub table: &'a Table,
    pub types: &'a BTreeSet<(String, String)>,
    pub packages: &'a BTreeSet<String>,
}

/// The arrows between folders against the table, packages by their names, and Tauri in `api` only.
pub fn faults(tree: &Tree, allowed: &Allowed<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut found = Vec::new();
    let shipped = shipped(tree);
    if shipped.is_empty() {
        faults.push("no main.ts".into());
    }
    for file in &shipped {
        let text = &tree[*file];
        for import in imports(text) {
            let place = format!("{file}:{}", import.line);
            let from = folder(file);
            if let Some(package) = import.package() {
                if package.starts_with("@tauri-apps/") && from != Some("api") {
                    faults.push(format!("{place}: {package} outside of api"));
                }
                if !allowed.packages.contains(&package) {
                    faults.push(format!("{place}: {package} is no package of the window"));
                }
                continue;
            }
            let Some(from) = from else { continue };
            let path = &import.path;
            let inside = absolute(file, path);
            let whole = || tree.keys().any(|one| folder(one) == Some(&inside)).then_some(inside.as_str());
            match folder(&inside).or_else(whole) {
                Some(to) if to != from => {
                    if allowed.types.contains(&(from.to_owned(), to.to_owned())) && !import.only_types {
                        faults.push(format!("{place}: {from} may know types of {to} only"));
                    }
                    found.push((from.to_owned(), to.to_owned(), place));
                }
                Some(_) => {}
                None if file_of(tree, file, path).is_none() => {}
                None => faults.push(format!("{place}: {from} knows {inside}, which mounts it")),
            }
        }
        if folder(file).is_some_and(|from| from != "api") && text.contains("__TAURI") {
            faults.push(format!("{file}: Tauri's own object outside of api"));
        }
    }
    let table = allowed.table;
    let folders: BTreeSet<&str> = shipped.iter().filter_map(|file| folder(file)).collect();
    faults.extend(folders.iter().filter(|name| !table.contains_key(**name)).map(|name| format!("{name} has no row")));
    for (from, allowed) in table {
        let up = allowed.iter().filter(|to| BELOW.contains(&from.as_str()) && !BELOW.contains(&to.as_str()));
        faults.extend(up.map(|to| format!("the page lets {from} know the screen {to}")));
    }
    faults.extend(compare(&found, table, "the page"));
    faults
}

/// Where the name of a provider stands in what is shipped, comments left out. An id by itself has no place at all.
pub fn provider_names(tree: &Tree, words: &BTreeSet<String>, table: &Table) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for file in shipped(tree) {
        let inside = file.split('.').next().unwrap_or(file);
        for (number, line) in code(&tree[file]).to_lowercase().lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(*word)) {
                let id = ['\'', '"', '`'].iter().any(|quote| line.contains(&format!("{quote}{word}{quote}")));
                let who = if id { format!("the id {word}") } else { word.clone() };
                let listed = table.get(word).into_iter().flatten().find(|place| *place == inside);
                found.push((who, listed.map_or(inside, String::as_str).to_owned(), format!("{file}:{}", number + 1)));
            }
        }
    }
    found
}
