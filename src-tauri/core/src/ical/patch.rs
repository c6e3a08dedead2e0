//! Changes to single lines of a tree; every line that is not named stays byte for byte.

use std::collections::BTreeMap;

use super::line;
use super::tree::Tree;

/// Changes that are collected while the tree is read and applied at once.
pub(super) struct Patch<'t> {
    tree: &'t Tree<'t>,
    /// By position: the new line, unfolded, or `None` to remove the line.
    replaced: BTreeMap<usize, Option<String>>,
    /// By position: the lines to insert before it.
    inserted: BTreeMap<usize, Vec<String>>,
}

impl<'t> Patch<'t> {
    pub fn new(tree: &'t Tree<'t>) -> Self {
        Self { tree, replaced: BTreeMap::new(), inserted: BTreeMap::new() }
    }

    pub fn replace(&mut self, at: usize, line: String) {
        self.replaced.insert(at, Some(line));
    }

    pub fn remove(&mut self, at: usize) {
        self.replaced.insert(at, None);
    }

    pub fn insert_before(&mut self, at: usize, lines: impl IntoIterator<Item = String>) {
        self.inserted.entry(at).or_default().extend(lines);
    }

    pub fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.inserted.is_empty()
    }

    /// Returns the bytes with the changes in them. New lines end as the first line of the base does.
    pub fn apply(self) -> Vec<u8> {
        let first = self.tree.lines.first().copied().unwrap_or_default();
        let bare = first.ends_with(b"\n") && !first.ends_with(b"\r\n");
        let line_break = if bare { "\n" } else { "\r\n" };
        let mut out = Vec::new();
        for (at, raw) in self.tree.lines.iter().enumerate() {
            for line in self.inserted.get(&at).into_iter().flatten() {
                line::fold(line, line_break, &mut out);
            }
            match self.replaced.get(&at) {
                Some(Some(line)) => line::fold(line, line_break, &mut out),
                Some(None) => {}
                None => out.extend_from_slice(raw),
            }
        }
        out
    }
}
