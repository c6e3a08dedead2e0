//! Who knows whom: the rooms of a crate, providers among themselves, and the crates that have one place.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;
use syn::{Item, Type};

use super::names::{Name, Names};
use super::page::{Table, compare};
use super::source::{Module, Source};

/// Each name of a crate, with the module that it stands in.
pub fn names(source: &Source) -> Vec<(&Module, Name)> {
    let names = Names::new(source);
    source.modules.iter().flat_map(|module| names.of(module).into_iter().map(move |name| (module, name))).collect()
}

fn place(module: &Module, name: &Name) -> String {
    format!("{}:{}", module.file, name.line)
}

/// The arrows between the rooms of a crate.
pub fn rooms(source: &Source, table: &Table) -> Vec<String> {
    let rooms = source.rooms();
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for (module, name) in names(source) {
        let (Some(from), Some(own)) = (module.room(), name.own()) else { continue };
        match own.first() {
            Some(to) if to == "*" => faults.push(format!("{}: all of the crate at once", place(module, &name))),
            Some(to) if to != from && rooms.contains(to) => {
                found.push((from.to_owned(), to.clone(), place(module, &name)));
            }
            _ => {}
        }
    }
    let named = table.iter().flat_map(|(from, to)| [from].into_iter().chain(to));
    faults.extend(named.filter(|room| !rooms.contains(*room)).map(|room| format!("the page's {room} is no room")));
    faults.extend(rooms.iter().filter(|room| !table.contains_key(*room)).map(|room| format!("{room} has no row")));
    faults.extend(compare(&found, table, "the page"));
    faults
}

/// The modules of the list `ALL` in `providers`: one for each provider.
pub fn providers(source: &Source) -> BTreeSet<String> {
    struct Modules(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Modules {
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            self.0.extend(path.path.segments.iter().rev().nth(1).map(|module| module.ident.to_string()));
        }
    }
    let mut modules = Modules(BTreeSet::new());
    for module in source.modules.iter().filter(|module| module.path == ["providers"]) {
        for item in &module.items {
            if let Item::Const(list) = item
                && list.ident == "ALL"
                && matches!(&*list.ty, Type::Reference(_))
            {
                modules.visit_expr(&list.expr);
            }
        }
    }
    modules.0
}

/// No provider knows another, but for those of the table.
pub fn siblings(source: &Source, table: &Table) -> Vec<String> {
    let providers = providers(source);
    let mut found = Vec::new();
    for (module, name) in names(source) {
        let [room, from, ..] = &module.path[..] else { continue };
        let Some([to_room, to, ..]) = name.own() else { continue };
        if room == "providers" && to_room == "providers" && from != to && providers.contains(to) {
            found.push((from.clone(), to.clone(), place(module, &name)));
        }
    }
    let mut faults = compare(&found, table, "the page");
    if providers.len() < 2 {
        faults.push("the list providers::ALL was not understood".into());
    }
    faults
}

/// Where a room that may use only the types of another uses more: a function, a constant, a type's own function.
pub fn more_than_types(source: &Source, only: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut faults = Vec::new();
    for (module, name) in names(source) {
        let (Some(from), Some(own)) = (module.room(), name.own()) else { continue };
        let Some(to) = own.first().filter(|to| only.contains(&(from.to_owned(), (*to).clone()))) else { continue };
        let modules = (1..=own.len()).rev().find(|length| source.module(&own[..*length]).is_some()).unwrap_or(1);
        let is_type = |word: &String| {
            word.starts_with(char::is_uppercase) && (word.len() == 1 || word.contains(char::is_lowercase))
        };
        if let Some(more) = own[modules..].iter().find(|word| !is_type(word)) {
            faults.push(format!("{}: {from} may use types of {to} only, and uses {more}", place(module, &name)));
        }
    }
    faults
}

/// Where a room that may know the seam of the providers, or their list, knows one of them.
pub fn past_the_seam(source: &Source, only: &BTreeSet<(String, String)>) -> Vec<String> {
    let providers = providers(source);
    let mut faults = Vec::new();
    for (module, name) in names(source) {
        let (Some(from), Some([to, inside, ..])) = (module.room(), name.own()) else { continue };
        if only.contains(&(from.to_owned(), to.clone())) && to == "providers" && providers.contains(inside) {
            faults.push(format!("{}: {from} knows the provider {inside}", place(module, &name)));
        }
    }
    faults
}

/// Code that is taken in from another file than its module's own, and would count for the wrong room.
pub fn taken_in(source: &Source) -> Vec<String> {
    let mut faults = source.moved.clone();
    let included = |name: &Name| name.path.last().is_some_and(|last| last == "include");
    let names = names(source).into_iter().filter(|(_, name)| included(name));
    faults.extend(names.map(|(module, name)| format!("{}: include! takes code in", place(module, &name))));
    faults
}

/// Which modules lead in a circle to those beside them, on every level below the rooms, as (their parent, module, an
/// arrow of the circle).
pub fn circles(source: &Source) -> Vec<(String, String, String)> {
    let mut arrows: BTreeMap<(Vec<String>, String), BTreeMap<String, String>> = BTreeMap::new();
    for (module, name) in names(source) {
        let Some(own) = name.own() else { continue };
        let shared = module.path.iter().zip(own).take_while(|(from, to)| from == to).count();
        let (Some(from), Some(to)) = (module.path.get(shared), own.get(shared)) else { continue };
        let parent = &module.path[..shared];
        let beside = source.module(parent).is_some_and(|parent| parent.children.contains(to));
        if shared > 0 && beside {
            let place = format!("{} -> {to}", place(module, &name));
            arrows.entry((parent.to_vec(), from.clone())).or_default().entry(to.clone()).or_insert(place);
        }
    }
    let reach = |parent: &Vec<String>, start: &String| {
        let mut reached = BTreeSet::new();
        let mut next = vec![start.clone()];
        while let Some(at) = next.pop() {
            let further = arrows.get(&(parent.clone(), at)).into_iter().flat_map(BTreeMap::keys);
            next.extend(further.filter(|to| reached.insert((*to).clone())).cloned());
        }
        reached
    };
    let mut found = Vec::new();
    for ((parent, from), to) in &arrows {
        for (to, place) in to {
            if reach(parent, to).contains(from) {
                found.push((parent.join("/"), from.clone(), place.clone()));
            }
        }
    }
    found
}

/// Where a crate of the table is named in `source`. `of` stands before each place: `core` or `shell`.
pub fn crates(source: &Source, of: &str, table: &Table) -> Vec<(String, String, String)> {
    let places: BTreeSet<&String> = table.values().flatten().collect();
    let mut found = Vec::new();
    for (module, name) in names(source) {
        if name.own().is_some() {
            continue;
        }
        let path = name.path.join("::");
        let inside = [of].into_iter().chain(module.path.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
        for (listed, allowed) in table {
            let named = match listed.strip_suffix('*') {
                Some(beginning) => path.starts_with(beginning),
                None => path == *listed || path.starts_with(&format!("{listed}::")),
            };
            // `use std::*` hides which part is used.
            let hidden = path.strip_suffix("::*").is_some_and(|all| listed.starts_with(&format!("{all}::")));
            if !named && !hidden {
                continue;
            }
            let within = |place: &&&String| inside == ***place || inside.starts_with(&format!("{place}/"));
            let here = places.iter().filter(|place| allowed.contains(**place)).find(within);
            let here = here.map_or_else(|| inside.clone(), |place| (*place).clone());
            found.push((listed.clone(), here, place(module, &name)));
        }
    }
    found
}

/// A dependency under another name would slip past the table.
pub fn renamed(manifest: &str) -> Vec<String> {
    let renamed = manifest.lines().filter(|line| !line.starts_with("name") && line.contains("package ="));
    renamed.map(|line| format!("a dependency under another name: {line}")).collect()
}
