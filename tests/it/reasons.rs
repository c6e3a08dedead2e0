//! H2: every reason is given by somebody. That each is said everywhere is held by the compilers: the core's table is a
//! match, the window's a `Record`.

use std::collections::BTreeSet;

use daybook_core::model::reason::Reason;
use syn::visit::{self, Visit};

use crate::layers::source::{Module, Source};

/// Rooms that only list reasons, or say them: what stands there is not given.
const LISTS: [&str; 3] = ["model::reason", "app::sentences", "cli::print"];

/// The reasons that the product gives: in an expression, outside of tests and lists. What is only matched, compared or
/// looked for is not given.
fn given(crates: &[Source]) -> BTreeSet<String> {
    let mut given = Given(BTreeSet::new());
    let listing = |module: &Module| {
        let path = module.path.join("::");
        LISTS.iter().any(|list| path == *list || path.starts_with(&format!("{list}::")))
    };
    for module in crates.iter().flat_map(|source| &source.modules).filter(|module| !listing(module)) {
        module.items.iter().for_each(|item| given.visit_item(item));
    }
    given.0
}

struct Given(BTreeSet<String>);

impl<'a> Visit<'a> for Given {
    fn visit_pat(&mut self, _: &'a syn::Pat) {}

    fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
        if !matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)) {
            visit::visit_expr_binary(self, binary);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        if !["contains", "eq", "ne", "word"].iter().any(|asks| call.method == asks) {
            visit::visit_expr_method_call(self, call);
        }
    }

    /// A list in a constant is there to look something up.
    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        if !is_list(&item.ty) {
            visit::visit_item_const(self, item);
        }
    }

    fn visit_item_static(&mut self, item: &'a syn::ItemStatic) {
        if !is_list(&item.ty) {
            visit::visit_item_static(self, item);
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

fn is_list(of: &syn::Type) -> bool {
    match of {
        syn::Type::Reference(of) => is_list(&of.elem),
        of => matches!(of, syn::Type::Array(_) | syn::Type::Slice(_)),
    }
}

#[test]
fn every_reason_is_given_somewhere() {
    let all = given(&[crate::layers::core(), crate::layers::shell()]);
    let never: Vec<_> =
        Reason::ALL.iter().map(|reason| format!("{reason:?}")).filter(|name| !all.contains(name)).collect();
    assert!(never.is_empty(), "nobody gives {never:?}: give them where they are true, or take them out of the enum");
}

#[test]
fn a_reason_that_is_only_listed_matched_compared_or_tested_is_not_given() {
    let files = [
        ("lib.rs", "mod app; mod model; mod cli; mod sync; #[cfg(test)] mod sync_tests;"),
        ("app.rs", "mod sentences;"),
        ("app/sentences.rs", "fn all() -> Reason { Reason::Said }"),
        ("model.rs", "mod reason;"),
        ("model/reason.rs", "fn known() -> Reason { Reason::Known }"),
        ("cli.rs", "mod print;"),
        ("cli/print.rs", "mod sentences;"),
        ("cli/print/sentences.rs", "fn hints() -> [Reason; 1] { [Reason::Hinted] }"),
        ("sync_tests.rs", "fn made() -> Reason { Reason::InATestFile }"),
        (
            "sync.rs",
            "
            const LOOKED_UP: &[Reason] = &[Reason::InAList];
            fn f(reason: Reason) -> Option<Reason> {
                if reason == Reason::Compared || [Reason::LookedFor].contains(&reason) { return None; }
                if matches!(reason, Reason::Asked) { return None; }
                match reason {
                    Reason::Matched | Reason::Alike => Some(crate::model::reason::Reason::Given),
                    other => Some(other),
                }
            }
            #[cfg(test)]
            fn alone() -> Reason { Reason::TestedAlone }
            #[cfg(all(test, unix))]
            mod tests { fn t() -> Reason { Reason::Tested } }
            ",
        ),
    ];
    let tree = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    assert_eq!(given(&[Source::new(&tree)]), BTreeSet::from(["Given".to_owned()]));
}
