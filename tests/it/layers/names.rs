//! What a module names: `use`, paths in code and types, macros, attributes, each followed to where it leads.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, Meta, UseTree};

use super::source::{Module, Source};

/// A path that leads out of a module: `["crate", "store", "Store"]`, or the name of a crate and what follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub path: Vec<String>,
    pub line: usize,
}

impl Name {
    /// The path inside the crate; `None` where it leads out of it.
    pub fn own(&self) -> Option<&[String]> {
        self.path.split_first().filter(|(first, _)| *first == "crate").map(|(_, rest)| rest)
    }
}

/// How often a name may lead on to another: more is a circle.
const STEPS: usize = 16;

/// What modules bring into scope, of a whole crate.
pub struct Names<'a> {
    source: &'a Source,
    scopes: BTreeMap<Vec<String>, Scope>,
    /// Other names of the crate itself, by `extern crate self as …` in its root.
    own: BTreeSet<String>,
    /// Where `macro_rules` of a name stand: they are in scope below, and at the root where they are exported.
    macros: BTreeMap<String, BTreeSet<Vec<String>>>,
}

/// What `use` brings into one module.
#[derive(Default)]
struct Scope {
    named: BTreeMap<String, Vec<String>>,
    /// Modules all of which is brought in.
    whole: Vec<Vec<String>>,
}

impl<'a> Names<'a> {
    pub fn new(source: &'a Source) -> Self {
        let mut scopes: BTreeMap<Vec<String>, Scope> = BTreeMap::new();
        let (mut own, mut macros) = (BTreeSet::new(), BTreeMap::<String, BTreeSet<Vec<String>>>::new());
        for module in &source.modules {
            for item in &module.items {
                if let Item::ExternCrate(this) = item
                    && this.ident == "self"
                {
                    own.extend(this.rename.iter().map(|(_, alias)| plain(alias)));
                }
                if let Item::Macro(rules) = item
                    && let Some(name) = &rules.ident
                {
                    macros.entry(plain(name)).or_default().insert(module.path.clone());
                }
            }
            let scope = scopes.entry(module.path.clone()).or_default();
            for found in written(module) {
                match found.kind {
                    Kind::Use { alias } if alias == "*" => scope.whole.push(found.path),
                    Kind::Use { alias } => {
                        scope.named.insert(alias, found.path);
                    }
                    Kind::Path | Kind::Macro => {}
                }
            }
        }
        Self { source, scopes, own, macros }
    }

    /// All that a module names: as written from the root on, and where that leads by re-exports.
    pub fn of(&self, module: &Module) -> Vec<Name> {
        let mut names = Vec::new();
        for found in written(module) {
            let Some(path) = self.absolute(&module.path, &found, STEPS) else { continue };
            let end = self.follow(path.clone());
            for path in [path, end] {
                let rules = self.rules(&path, &found.kind).filter(|rules| rules[1..rules.len() - 1] != module.path[..]);
                names.extend(rules.map(|path| Name { path, line: found.line }));
                names.push(Name { path, line: found.line });
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// Where a path of code leads that stands in `module`. What nothing brought in is the module's own.
    pub fn resolve(&self, module: &Module, path: &syn::Path) -> Vec<String> {
        let segments: Vec<String> = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
        let written = Written { outside: path.leading_colon.is_some(), ..Written::of(segments.clone()) };
        match self.absolute(&module.path, &written, STEPS) {
            Some(path) => self.follow(path),
            None => ["crate".to_owned()].into_iter().chain(module.path.iter().cloned()).chain(segments).collect(),
        }
    }

    /// `None` for a local name.
    fn absolute(&self, at: &[String], found: &Written, steps: usize) -> Option<Vec<String>> {
        let first = found.path.first()?;
        let rooted = |rest: &[String]| ["crate".to_owned()].iter().chain(rest).cloned().collect::<Vec<_>>();
        if found.outside {
            let rest = self.own.contains(first).then(|| rooted(&found.path[1..]));
            return Some(rest.unwrap_or_else(|| found.path.clone()));
        }
        match first.as_str() {
            "crate" => return Some(found.path.clone()),
            "Self" => return None,
            "self" | "super" => {
                let up = found.path.iter().take_while(|part| *part == "super").count();
                let up = up + found.path.iter().skip(1).take_while(|part| first == "self" && *part == "super").count();
                let rest = found.path.iter().skip_while(|part| *part == "self" || *part == "super");
                let base = &at[..at.len().saturating_sub(up)];
                return Some(rooted(base).into_iter().chain(rest.cloned()).collect());
            }
            _ => {}
        }
        let rest = &found.path[1..];
        if let Some(scope) = self.scopes.get(at) {
            if let Some(target) = scope.named.get(first).filter(|target| target.first() != Some(first) && steps > 0) {
                let path = target.iter().chain(rest).cloned().collect();
                let written = Written { whole: found.whole, ..Written::of(path) };
                return self.absolute(at, &written, steps - 1);
            }
            // What one `*` brings is not sought in another: two would double the work at every step.
            for whole in scope.whole.iter().filter(|_| !found.whole) {
                let star = Written { whole: true, ..Written::of(whole.clone()) };
                let Some(whole) = self.absolute(at, &star, steps) else { continue };
                let Some(inside) = whole.strip_prefix(&["crate".to_owned()]) else { continue };
                let inside = inside.strip_suffix(&["*".to_owned()]).unwrap_or(inside);
                if inside != at && self.brings(inside, first) {
                    return Some(rooted(inside).into_iter().chain(found.path.iter().cloned()).collect());
                }
            }
        }
        // One word alone is as often a variable.
        let bare = found.path.len() == 1 && matches!(found.kind, Kind::Path);
        if !bare && self.source.module(at).is_some_and(|module| module.children.contains(first)) {
            return Some(rooted(at).into_iter().chain(found.path.iter().cloned()).collect());
        }
        if !bare && self.own.contains(first) {
            return Some(rooted(rest));
        }
        (!bare).then(|| found.path.clone())
    }

    /// The modules whose `macro_rules` a macro may be: by its bare name, or by its name at the root.
    fn rules(&self, path: &[String], kind: &Kind) -> impl Iterator<Item = Vec<String>> {
        let name = match path {
            [name] if matches!(kind, Kind::Macro) => Some(name),
            [root, name] if root == "crate" => Some(name),
            _ => None,
        };
        let places = name.and_then(|name| Some((name, self.macros.get(name)?)));
        places.into_iter().flat_map(|(name, places)| {
            places.iter().map(|place| {
                ["crate".to_owned()].into_iter().chain(place.iter().cloned()).chain([name.clone()]).collect()
            })
        })
    }

    fn brings(&self, module: &[String], name: &str) -> bool {
        self.source.module(module).is_some_and(|module| module.children.contains(name))
            || self.scopes.get(module).is_some_and(|scope| scope.named.contains_key(name))
    }

    /// Where a path of this crate leads when `pub use` is followed.
    fn follow(&self, mut path: Vec<String>) -> Vec<String> {
        for _ in 0..STEPS {
            let Some((_, inside)) = path.split_first().filter(|(first, _)| *first == "crate") else { break };
            let known = (0..inside.len()).rev().find(|length| self.source.module(&inside[..*length]).is_some());
            let Some(at) = known else { break };
            let rest = Written { kind: Kind::Use { alias: String::new() }, ..Written::of(inside[at..].to_vec()) };
            let next = self.absolute(&inside[..at], &rest, STEPS).filter(|next| *next != path);
            match next {
                Some(next) if self.brings(&inside[..at], &rest.path[0]) => path = next,
                _ => break,
            }
        }
        path
    }
}

/// A path as it stands in a module.
struct Written {
    path: Vec<String>,
    line: usize,
    /// It begins with `::`.
    outside: bool,
    /// It is the path of a `*`.
    whole: bool,
    kind: Kind,
}

enum Kind {
    /// What it is called here; `*` = all of it.
    Use {
        alias: String,
    },
    Path,
    /// What is called with `!`.
    Macro,
}

impl Written {
    fn of(path: Vec<String>) -> Self {
        Self { path, line: 0, outside: false, whole: false, kind: Kind::Path }
    }
}

fn written(module: &Module) -> Vec<Written> {
    let mut reader = Reader { found: Vec::new() };
    for item in &module.items {
        reader.visit_item(item);
    }
    reader.found
}

struct Reader {
    found: Vec<Written>,
}

fn plain(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

impl Reader {
    fn add(&mut self, path: Vec<String>, span: Span, outside: bool, kind: Kind) {
        self.found.push(Written { path, line: span.start().line, outside, whole: false, kind });
    }

    fn tree(&mut self, prefix: &[String], tree: &UseTree, outside: bool) {
        let with = |name: &Ident| prefix.iter().cloned().chain([plain(name)]).collect::<Vec<_>>();
        // `use a::{self}` is `a`; `use self::a` is not.
        let leaf = |name: &Ident| if name == "self" && !prefix.is_empty() { prefix.to_vec() } else { with(name) };
        match tree {
            UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree, outside),
            UseTree::Name(name) => {
                let path = leaf(&name.ident);
                let alias = path.last().cloned().unwrap_or_default();
                self.add(path, name.ident.span(), outside, Kind::Use { alias });
            }
            UseTree::Rename(name) => {
                let kind = Kind::Use { alias: plain(&name.rename) };
                self.add(leaf(&name.ident), name.ident.span(), outside, kind);
            }
            UseTree::Glob(star) => {
                let path = prefix.iter().cloned().chain(["*".to_owned()]).collect();
                self.add(path, star.star_token.spans[0], outside, Kind::Use { alias: "*".into() });
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(prefix, tree, outside)),
        }
    }

    /// Paths among loose tokens, grouped ones too: `crate::{store::Store, vault}`.
    fn loose(&mut self, stream: TokenStream, prefix: &[String]) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let colons = |at: usize| {
            let colon = |at: usize| matches!(trees.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
            colon(at) && colon(at + 1)
        };
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                TokenTree::Ident(first) => {
                    let mut path: Vec<String> = prefix.iter().cloned().chain([plain(first)]).collect();
                    at += 1;
                    let mut grouped = false;
                    while colons(at) {
                        match trees.get(at + 2) {
                            Some(TokenTree::Ident(next)) => path.push(plain(next)),
                            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                                self.loose(group.stream(), &path);
                                grouped = true;
                            }
                            _ => break,
                        }
                        at += 3;
                    }
                    if !grouped {
                        self.add(path, first.span(), false, Kind::Path);
                    }
                }
                TokenTree::Group(group) => {
                    self.loose(group.stream(), &[]);
                    at += 1;
                }
                TokenTree::Literal(_) | TokenTree::Punct(_) => at += 1,
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree, item.leading_colon.is_some());
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let alias = item.rename.as_ref().map_or(&item.ident, |(_, alias)| alias);
        let this = item.ident == "self";
        let path = if this { "crate".to_owned() } else { plain(&item.ident) };
        self.add(vec![path], item.ident.span(), !this, Kind::Use { alias: plain(alias) });
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first() {
            let segments = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
            self.add(segments, first.ident.span(), path.leading_colon.is_some(), Kind::Path);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        if let Some(first) = item.path.segments.first() {
            let segments = item.path.segments.iter().map(|segment| plain(&segment.ident)).collect();
            self.add(segments, first.ident.span(), item.path.leading_colon.is_some(), Kind::Macro);
        }
        self.loose(item.tokens.clone(), &[]);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        self.visit_path(attribute.path());
        match &attribute.meta {
            Meta::List(list) => {
                self.loose(list.tokens.clone(), &[]);
                for token in super::source::tokens(list.tokens.clone()) {
                    if let TokenTree::Literal(text) = token {
                        self.quoted(&text.to_string(), text.span());
                    }
                }
            }
            Meta::NameValue(pair) => self.visit_expr(&pair.value),
            Meta::Path(_) => {}
        }
    }
}

impl Reader {
    /// `#[serde(with = "crate::store::columns")]`.
    fn quoted(&mut self, literal: &str, span: Span) {
        if let Ok(path) = syn::parse_str::<syn::Path>(literal.trim_matches('"')) {
            let segments = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
            self.add(segments, span, path.leading_colon.is_some(), Kind::Path);
        }
    }
}
