//! H2: every reason is given by somebody. That each is said everywhere is held by the compilers: the core's table is a
//! match, the window's a `Record`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use daybook_core::model::reason::Reason;
use syn::visit::{self, Visit};

/// Where reasons are given, and the files that only list them.
const ROOTS: [&str; 2] = ["../src-tauri/core/src", "../src-tauri/src"];
const LISTS: [&str; 2] = ["model/reason.rs", "app/sentences"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The variants that code gives: in an expression, outside of tests. What is only matched or compared is not given.
fn given(code: &str) -> BTreeSet<String> {
    let mut given = Given(BTreeSet::new());
    given.visit_file(&syn::parse_file(code).unwrap());
    given.0
}

struct Given(BTreeSet<String>);

impl<'a> Visit<'a> for Given {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        let test = module.attrs.iter().any(|attribute| {
            attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
        });
        if !test {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_pat(&mut self, _: &'a syn::Pat) {}

    fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
        if !matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)) {
            visit::visit_expr_binary(self, binary);
        }
    }

    fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
        let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [.., list, variant] = names.as_slice()
            && list == "Reason"
        {
            self.0.insert(variant.clone());
        }
    }
}

#[test]
fn every_reason_is_given_somewhere() {
    let mut all = BTreeSet::new();
    for root in ROOTS {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(root);
        for file in rust_files(&root) {
            let inside = file.strip_prefix(&root).unwrap();
            if !LISTS.iter().any(|list| inside.starts_with(list)) {
                all.extend(given(&std::fs::read_to_string(&file).unwrap()));
            }
        }
    }
    let never: Vec<_> =
        Reason::ALL.iter().map(|reason| format!("{reason:?}")).filter(|name| !all.contains(name)).collect();
    assert!(never.is_empty(), "nobody gives {never:?}: give them where they are true, or take them out of the enum");
}

#[test]
fn a_reason_that_is_only_matched_compared_or_tested_is_not_given() {
    let code = "
        fn f(reason: Reason) -> Option<Reason> {
            if reason == Reason::Compared { return None; }
            match reason { Reason::Matched | Reason::Alike => Some(crate::model::reason::Reason::Given), other => Some(other) }
        }
        #[cfg(test)]
        mod tests { fn t() -> Reason { Reason::Tested } }
    ";
    assert_eq!(given(code), BTreeSet::from(["Given".to_owned()]));
}
