//! Rules about single rooms: booking without the network, the model without serde, secrets that nothing shows,
//! providers' names in their own room.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, Type};

use super::arrows::names;
use super::names::Names;
use super::page::Table;
use super::source::{Module, Source, tokens};

fn at(module: &Module, span: Span) -> String {
    format!("{}:{}", module.file, span.start().line)
}

/// Names by which a function could reach the network, or wait for whoever does.
const WAYS_OUT: &[&str] = &[
    "tokio",
    "reqwest",
    "futures",
    "Future",
    "IntoFuture",
    "block_on",
    "spawn",
    "Http",
    "SignedHttp",
    "RemoteCalendar",
];

/// `app/booking` waits for nothing: no `async`, no `.await`, and none of the names that lead to the network.
pub fn booking(source: &Source) -> Vec<String> {
    struct Waits<'a>(&'a Module, Vec<String>);
    impl Waits<'_> {
        fn add(&mut self, what: &str, span: Span) {
            self.1.push(format!("{}: {what} in a booking", at(self.0, span)));
        }
    }
    impl<'ast> Visit<'ast> for Waits<'_> {
        fn visit_signature(&mut self, signature: &'ast syn::Signature) {
            if let Some(word) = &signature.asyncness {
                self.add("async fn", word.span);
            }
            visit::visit_signature(self, signature);
        }
        fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
            self.add("async block", block.async_token.span);
        }
        fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
            if let Some(word) = &closure.asyncness {
                self.add("async closure", word.span);
            }
            visit::visit_expr_closure(self, closure);
        }
        fn visit_expr_await(&mut self, wait: &'ast syn::ExprAwait) {
            self.add("await", wait.await_token.span);
        }
        fn visit_ident(&mut self, ident: &'ast proc_macro2::Ident) {
            if WAYS_OUT.iter().any(|way| ident == way) {
                self.add(&ident.to_string(), ident.span());
            }
        }
        fn visit_macro(&mut self, item: &'ast syn::Macro) {
            for token in tokens(item.tokens.clone()) {
                if let TokenTree::Ident(ident) = token
                    && (ident == "async" || ident == "await" || WAYS_OUT.iter().any(|way| ident == way))
                {
                    self.add(&ident.to_string(), ident.span());
                }
            }
            visit::visit_macro(self, item);
        }
    }
    let mut faults = Vec::new();
    for module in source.modules.iter().filter(|module| module.path.starts_with(&["app".into(), "booking".into()])) {
        let mut waits = Waits(module, Vec::new());
        module.items.iter().for_each(|item| waits.visit_item(item));
        faults.extend(waits.1);
    }
    for (module, name) in names(source) {
        let out = name.path.iter().any(|part| WAYS_OUT.contains(&part.as_str()))
            || name.path.starts_with(&["crate".into(), "http".into()]);
        if module.path.starts_with(&["app".into(), "booking".into()]) && out {
            faults.push(format!("{}:{}: {} in a booking", module.file, name.line, name.path.join("::")));
        }
    }
    faults
}

/// No serde in the model: neither its derives nor its names.
pub fn model(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (module, name) in names(source) {
        let serde = name
            .path
            .iter()
            .any(|part| part.starts_with("serde") || part == "Serialize" || part == "Deserialize" || part == "ts_rs");
        if module.room() == Some("model") && serde {
            faults.push(format!("{}:{}: {} in the model", module.file, name.line, name.path.join("::")));
        }
    }
    let scopes = Names::new(source);
    for module in source.modules.iter().filter(|module| module.room() == Some("model")) {
        for made in types(&scopes, module) {
            let derives = derives(&scopes, module, &made).into_iter();
            let serde = derives.filter(|(what, _)| matches!(what.as_str(), "Serialize" | "Deserialize" | "TS"));
            faults.extend(serde.map(|(what, span)| format!("{}: {what} in the model", at(module, span))));
        }
    }
    faults
}

/// A type of the crate: its full path, its attributes, and where the types lead that it is made of.
struct Made<'a> {
    path: Vec<String>,
    attributes: &'a [syn::Attribute],
    of: BTreeSet<Vec<String>>,
}

fn types<'a>(names: &Names<'_>, module: &'a Module) -> Vec<Made<'a>> {
    struct Parts<'a>(&'a Names<'a>, &'a Module, BTreeSet<Vec<String>>);
    impl<'ast> Visit<'ast> for Parts<'_> {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            self.2.insert(self.0.resolve(self.1, path));
            visit::visit_path(self, path);
        }
        fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
    }
    let mut found = Vec::new();
    for item in &module.items {
        let mut parts = Parts(names, module, BTreeSet::new());
        let (name, attributes) = match item {
            Item::Struct(item) => {
                parts.visit_fields(&item.fields);
                (&item.ident, &item.attrs)
            }
            Item::Enum(item) => {
                item.variants.iter().for_each(|variant| parts.visit_fields(&variant.fields));
                (&item.ident, &item.attrs)
            }
            Item::Type(item) => {
                parts.visit_type(&item.ty);
                (&item.ident, &item.attrs)
            }
            _ => continue,
        };
        let path = ["crate".to_owned()].into_iter().chain(module.path.iter().cloned()).chain([name.to_string()]);
        found.push(Made { path: path.collect(), attributes, of: parts.2 });
    }
    found
}

/// What a `derive` of the type says, `cfg_attr` included, each by its own name.
fn derives(names: &Names<'_>, module: &Module, made: &Made<'_>) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for attribute in made.attributes {
        let syn::Meta::List(list) = &attribute.meta else { continue };
        if attribute.path().is_ident("derive") || list.tokens.to_string().contains("derive") {
            for token in tokens(list.tokens.clone()) {
                if let TokenTree::Ident(word) = token {
                    let path = names.resolve(module, &syn::Path::from(word.clone()));
                    found.extend(path.last().map(|last| (last.clone(), word.span())));
                }
            }
        }
    }
    found
}

/// Traits that show what a value holds.
const SHOWING: &[&str] = &["Debug", "Display", "Serialize", "ToString", "LowerHex", "UpperHex"];

/// Traits that hand it on unseen.
const HANDING: &[&str] = &["Clone", "Copy", "Deref", "DerefMut", "AsRef", "Borrow", "ToOwned", "Into"];

/// A secret has no way to be shown, nor has anything that holds one. `Zeroizing` counts as one: its `Debug` shows all.
pub fn secrets(source: &Source) -> Vec<String> {
    let names = Names::new(source);
    let secret: Vec<String> = ["crate", "model", "secret", "Secret"].map(String::from).into();
    let mut holders = BTreeSet::from([secret.clone(), ["zeroize", "Zeroizing"].map(String::from).into()]);
    let made: Vec<_> = source
        .modules
        .iter()
        .flat_map(|module| types(&names, module).into_iter().map(move |made| (module, made)))
        .collect();
    if !made.iter().any(|(_, made)| made.path == secret) {
        return vec!["model::secret::Secret is not where it was".into()];
    }
    loop {
        let more = made.iter().filter(|(_, made)| made.of.iter().any(|part| holders.contains(part)));
        let more: Vec<_> = more.map(|(_, made)| made.path.clone()).filter(|path| !holders.contains(path)).collect();
        if more.is_empty() {
            break;
        }
        holders.extend(more);
    }
    let shows = |of: &Vec<String>, what: &str| {
        holders.contains(of) && SHOWING.contains(&what) || *of == secret && HANDING.contains(&what)
    };
    let mut faults = Vec::new();
    for (module, made) in &made {
        let derives = derives(&names, module, made).into_iter().filter(|(what, _)| shows(&made.path, what));
        faults.extend(derives.map(|(what, span)| format!("{}: {} has {what}", at(module, span), made.path.join("::"))));
    }
    for module in &source.modules {
        for item in &module.items {
            let Item::Impl(item) = item else { continue };
            let (Some((path, _)), Type::Path(of)) = (&item.trait_, &*item.self_ty) else { continue };
            let of = names.resolve(module, &of.path);
            let Some(what) = names.resolve(module, path).pop() else { continue };
            let given = path.segments.last().is_some_and(|last| takes(&names, module, last, &secret));
            if shows(&of, &what) || given && what == "From" {
                let span = path.segments[0].ident.span();
                faults.push(format!("{}: {} has {what}", at(module, span), of.join("::")));
            }
        }
    }
    faults
}

/// Whether `From<Secret>`: another way out of it.
fn takes(names: &Names<'_>, module: &Module, last: &syn::PathSegment, secret: &Vec<String>) -> bool {
    let syn::PathArguments::AngleBracketed(list) = &last.arguments else { return false };
    list.args.iter().any(|part| match part {
        syn::GenericArgument::Type(Type::Path(path)) => names.resolve(module, &path.path) == *secret,
        _ => false,
    })
}

/// Words of a provider that are ordinary words too: no name by themselves.
const ORDINARY: &[&str] = &["other", "calendar", "link", "links", "address"];

/// The words by which a provider is known, from its id and its label.
pub fn words<'a>(providers: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeSet<String> {
    let text = |(id, label): (&str, &str)| format!("{id} {label}").to_lowercase();
    let all: Vec<String> = providers.map(text).collect();
    let words = all.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    words.filter(|word| word.len() > 2 && !ORDINARY.contains(word)).map(str::to_owned).collect()
}

/// A provider's name in code outside of `providers`, but for the places of the table. An id by itself has no place at all:
/// `"caldav"` asks which provider it is, `auth.caldav_none` is a key.
pub fn provider_names(
    source: &Source,
    of: &str,
    words: &BTreeSet<String>,
    table: &Table,
) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for module in source.modules.iter().filter(|module| module.room() != Some("providers")) {
        let inside = [of].into_iter().chain(module.path.iter().map(String::as_str)).collect::<Vec<_>>().join("/");
        let names = module.path.iter().map(|name| (name.clone(), Span::call_site()));
        for (text, span) in names.chain(module.items.iter().flat_map(spoken)) {
            let text = text.trim_matches('"').to_lowercase();
            for word in words.iter().filter(|word| text.contains(*word)) {
                let within = |place: &&String| inside == **place || inside.starts_with(&format!("{place}/"));
                let listed = table.get(word).into_iter().flatten().find(within);
                let who = if text == *word { format!("the id {word}") } else { word.clone() };
                found.push((who, listed.unwrap_or(&inside).clone(), at(module, span)));
            }
        }
    }
    found
}

/// Every identifier and literal of an item, its documentation left out.
fn spoken(item: &Item) -> Vec<(String, Span)> {
    #[derive(Default)]
    struct Words(Vec<(String, Span)>);
    impl Words {
        fn loose(&mut self, stream: TokenStream) {
            for token in tokens(stream) {
                if matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_)) {
                    self.0.push((token.to_string(), token.span()));
                }
            }
        }
    }
    impl<'ast> Visit<'ast> for Words {
        fn visit_ident(&mut self, ident: &'ast proc_macro2::Ident) {
            self.0.push((ident.to_string(), ident.span()));
        }
        fn visit_lit(&mut self, literal: &'ast syn::Lit) {
            match literal {
                syn::Lit::Str(text) => self.0.push((text.value(), text.span())),
                syn::Lit::ByteStr(text) => {
                    self.0.push((String::from_utf8_lossy(&text.value()).into_owned(), text.span()))
                }
                _ => {}
            }
        }
        fn visit_macro(&mut self, item: &'ast syn::Macro) {
            self.loose(item.tokens.clone());
            visit::visit_macro(self, item);
        }
        fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
            if !attribute.path().is_ident("doc") {
                if let syn::Meta::List(list) = &attribute.meta {
                    self.loose(list.tokens.clone());
                }
                visit::visit_attribute(self, attribute);
            }
        }
    }
    let mut words = Words::default();
    words.visit_item(item);
    words.0
}
