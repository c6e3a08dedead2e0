//! A crate's modules, as they are compiled outside tests: found from its root by `mod`, not by the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Item, Meta, Stmt, Token};

/// Text by path below the crate's `src`, with `/` between the parts.
pub type Tree = BTreeMap<String, String>;

/// Reads the files below `root` whose name ends in one of `endings`.
pub fn tree(root: &Path, endings: &[&str]) -> Tree {
    let mut found = Tree::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                let inside = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(inside, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// A module, without what is compiled for tests only.
pub struct Module {
    /// `["providers", "google", "item"]`; empty for the root.
    pub path: Vec<String>,
    pub file: String,
    pub items: Vec<Item>,
    /// The modules that it declares.
    pub children: BTreeSet<String>,
}

impl Module {
    /// The first part of its path; `None` for the root.
    pub fn room(&self) -> Option<&str> {
        self.path.first().map(String::as_str)
    }
}

/// A crate as source.
pub struct Source {
    pub modules: Vec<Module>,
    /// Files that no module declares.
    pub stray: Vec<String>,
    /// Modules whose file is said by `#[path]`: it may be that of another room.
    pub moved: Vec<String>,
}

impl Source {
    /// Panics where a file does not parse: a guard must not pass over what it cannot read.
    pub fn new(tree: &Tree) -> Self {
        let mut reader = Reader { tree, modules: Vec::new(), seen: BTreeSet::new(), moved: Vec::new() };
        for root in ["lib.rs", "main.rs"] {
            if tree.contains_key(root) {
                reader.file(root.into(), Vec::new(), false);
            }
        }
        let stray = tree.keys().filter(|file| !reader.seen.contains(*file)).cloned().collect();
        Self { modules: reader.modules, stray, moved: reader.moved }
    }

    /// The crate of this repository whose `src` is `folder`.
    pub fn of(folder: &Path) -> Self {
        Self::new(&tree(folder, &[".rs"]))
    }

    pub fn rooms(&self) -> BTreeSet<String> {
        let roots = self.modules.iter().filter(|module| module.path.is_empty());
        roots.flat_map(|module| module.children.iter().cloned()).collect()
    }

    pub fn module(&self, path: &[String]) -> Option<&Module> {
        self.modules.iter().find(|module| module.path == path)
    }
}

struct Reader<'a> {
    tree: &'a Tree,
    modules: Vec<Module>,
    seen: BTreeSet<String>,
    moved: Vec<String>,
}

impl Reader<'_> {
    fn file(&mut self, file: String, path: Vec<String>, in_tests: bool) {
        self.seen.insert(file.clone());
        let code = syn::parse_file(&self.tree[&file]).unwrap_or_else(|error| panic!("{file}: {error}"));
        let in_tests = in_tests || code.attrs.iter().any(only_in_tests);
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", &file));
        let below = match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => join(folder, name.trim_end_matches(".rs")),
        };
        let beside = folder.to_owned();
        self.items(code.items, &file, path, &below, &beside, in_tests);
    }

    /// `below` = where the files of its modules lie; `beside` = where a `#[path]` begins.
    fn items(&mut self, items: Vec<Item>, file: &str, path: Vec<String>, below: &str, beside: &str, in_tests: bool) {
        let mut own = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: Vec::new() };
        let mut children = BTreeSet::new();
        for item in items {
            let Item::Mod(module) = item else {
                own.items.push(item);
                continue;
            };
            let name = module.ident.to_string().trim_start_matches("r#").to_owned();
            let in_tests = in_tests || module.attrs.iter().any(only_in_tests);
            if !in_tests && module.attrs.iter().any(says_path) {
                self.moved.push(format!("{file}: mod {name} takes its file by #[path]"));
            }
            let inside: Vec<String> = path.iter().chain([&name]).cloned().collect();
            let folder = join(below, &name);
            match module.content {
                Some((_, items)) => self.items(items, file, inside, &folder, &folder, in_tests),
                None => {
                    let given = module.attrs.iter().find_map(path_of).map(|given| join(beside, &given));
                    let usual = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
                    let found = given.into_iter().chain(usual).find(|file| self.tree.contains_key(file));
                    let found = found.unwrap_or_else(|| panic!("{file}: no file for mod {name}"));
                    self.file(found, inside, in_tests);
                }
            }
            if !in_tests {
                children.insert(name);
            }
        }
        if !in_tests {
            WithoutTests.visit_file_mut(&mut own);
            self.modules.push(Module { path, file: file.into(), items: own.items, children });
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The file of `#[path = "…"]`.
fn path_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("path").then(|| text.value())
}

/// `#[path = "…"]` and `#[cfg_attr(…, path = "…")]`.
fn says_path(attribute: &Attribute) -> bool {
    let inside = |list: &syn::MetaList| tokens(list.tokens.clone());
    let named = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "path");
    path_of(attribute).is_some() || matches!(&attribute.meta, Meta::List(list) if inside(list).iter().any(named))
}

/// Whether it leaves its item out of everything but tests. `#[cfg(not(test))]` and `#[cfg(any(test, …))]` do not.
fn only_in_tests(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last().map(|segment| segment.ident.to_string());
    match (last.as_deref(), &attribute.meta) {
        (Some("test"), _) => true,
        (Some("cfg"), Meta::List(list)) => list.parse_args::<Meta>().is_ok_and(|meta| needs_test(&meta)),
        _ => false,
    }
}

fn needs_test(condition: &Meta) -> bool {
    let parts = |list: &syn::MetaList| {
        list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).into_iter().flatten().collect::<Vec<_>>()
    };
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => parts(list).iter().any(needs_test),
        Meta::List(list) if list.path.is_ident("any") => {
            let parts = parts(list);
            !parts.is_empty() && parts.iter().all(needs_test)
        }
        _ => false,
    }
}

struct WithoutTests;

impl VisitMut for WithoutTests {
    fn visit_file_mut(&mut self, file: &mut syn::File) {
        file.items.retain(|item| !attributes(item).iter().any(only_in_tests));
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        item.items.retain(|part| match part {
            syn::ImplItem::Const(part) => !part.attrs.iter().any(only_in_tests),
            syn::ImplItem::Fn(part) => !part.attrs.iter().any(only_in_tests),
            syn::ImplItem::Type(part) => !part.attrs.iter().any(only_in_tests),
            _ => true,
        });
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|stmt| match stmt {
            Stmt::Item(item) => !attributes(item).iter().any(only_in_tests),
            Stmt::Local(local) => !local.attrs.iter().any(only_in_tests),
            Stmt::Expr(..) | Stmt::Macro(_) => true,
        });
        visit_mut::visit_block_mut(self, block);
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Every token of a stream, those inside brackets too, documentation left out.
pub fn tokens(stream: TokenStream) -> Vec<TokenTree> {
    let mut found = Vec::new();
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let inside = tokens(group.stream());
                let doc = matches!(inside.first(), Some(TokenTree::Ident(word)) if word == "doc");
                if !(doc && group.delimiter() == Delimiter::Bracket) {
                    found.extend(inside);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => found.push(tree),
        }
    }
    found
}
