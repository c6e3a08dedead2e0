//! Every test of the project, by the module it stands in: read from the source, so that a page can name one and a guard
//! can say that it is not there. A function that no runner calls is no test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Names of tests by module: the path below the folder that holds the crate, such as `sign_in::answers`.
#[derive(Default)]
pub struct Tests(BTreeMap<String, BTreeSet<String>>);

impl Tests {
    /// Those below these folders of the project.
    pub fn below(root: &Path, folders: &[&str]) -> Self {
        let mut tests = Self::default();
        for folder in folders {
            tests.folder(&root.join(folder), "");
        }
        tests
    }

    fn folder(&mut self, folder: &Path, inside: &str) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "dist", "target", "gen"].contains(&name.as_str()) {
                    self.folder(&path, &format!("{inside}{name}::"));
                }
            } else if name.ends_with(".rs") || name.ends_with(".test.ts") {
                self.file(&format!("{inside}{name}"), &std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// Those of one file, `sign_in::answers.rs` or `connections::page.test.ts`.
    pub fn file(&mut self, name: &str, text: &str) {
        if let Some(module) = name.strip_suffix(".ts") {
            self.0.entry(module.into()).or_default().extend(vitest(text));
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let module = stem.strip_suffix("::mod").unwrap_or(stem);
            let code = text.parse::<TokenStream>().unwrap_or_else(|error| panic!("{name}: {error}"));
            rust(code, module, &mut self.0);
        }
    }

    /// Whether a module holds this test. It is named by the end of its path, such as `answers::a_link`.
    pub fn has(&self, test: &str) -> bool {
        let Some((module, test)) = test.rsplit_once("::") else { return false };
        let ends = |known: &str| known.strip_suffix(module).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"));
        self.0.iter().any(|(known, tests)| ends(known) && tests.contains(test))
    }

    /// Whether any module holds a test of this name.
    pub fn anywhere(&self, test: &str) -> bool {
        self.0.values().any(|tests| tests.contains(test))
    }
}

/// Functions under `#[test]` or `#[tokio::test]`, those in modules, blocks and macros too, and the rules of the cast.
fn rust(code: TokenStream, module: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let trees: Vec<TokenTree> = code.into_iter().collect();
    let (mut test, mut ignored) = (false, false);
    for (at, tree) in trees.iter().enumerate() {
        let next = trees.get(at + 1);
        match (tree, next) {
            (TokenTree::Punct(mark), Some(TokenTree::Group(attribute))) if mark.as_char() == '#' => {
                let last = attribute_name(attribute);
                test |= last.as_deref() == Some("test");
                ignored |= last.as_deref() == Some("ignore");
            }
            (TokenTree::Ident(word), Some(TokenTree::Ident(name))) if word == "fn" => {
                if test && !ignored {
                    found.entry(module.into()).or_default().insert(name.to_string());
                }
                (test, ignored) = (false, false);
            }
            (TokenTree::Ident(word), Some(TokenTree::Punct(_))) if word == "with_cast" => {
                if let Some(TokenTree::Group(list)) = trees.get(at + 2) {
                    cast(list.stream(), module, found);
                }
            }
            (TokenTree::Punct(mark), _) if mark.as_char() == ';' => (test, ignored) = (false, false),
            (TokenTree::Group(group), _) if group.delimiter() != Delimiter::Bracket => {
                rust(group.stream(), module, found);
            }
            _ => {}
        }
    }
}

/// `test` of `#[tokio::test(start_paused = true)]`.
fn attribute_name(attribute: &Group) -> Option<String> {
    let path = attribute.stream().into_iter().take_while(|tree| match tree {
        TokenTree::Punct(mark) => mark.as_char() == ':',
        TokenTree::Ident(_) => true,
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    });
    path.filter(|tree| matches!(tree, TokenTree::Ident(_))).last().map(|name| name.to_string())
}

/// `books in writing { a_rule, another, }`: the macros of the cast make a test of each, for every member.
fn cast(list: TokenStream, module: &str, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let trees: Vec<TokenTree> = list.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        match (tree, trees.get(at + 1), trees.get(at + 2)) {
            (TokenTree::Ident(word), Some(TokenTree::Ident(file)), Some(TokenTree::Group(rules))) if word == "in" => {
                let rules = rules.stream().into_iter().filter(|tree| matches!(tree, TokenTree::Ident(_)));
                found.entry(format!("{module}::{file}")).or_default().extend(rules.map(|rule| rule.to_string()));
            }
            (TokenTree::Group(group), ..) => cast(group.stream(), module, found),
            _ => {}
        }
    }
}

/// The names given to `it` and `test`, `.each` included. What is skipped or still to be written is none.
fn vitest(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    if code.contains("describe.skip(") {
        return BTreeSet::new();
    }
    let mut found = BTreeSet::new();
    for begin in ["it(", "test(", "it.each(", "test.each("] {
        for (at, _) in code.match_indices(begin) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || "_.$".contains(letter)) {
                continue;
            }
            let rest = &code[at + begin.len()..];
            let rest = if begin.ends_with("each(") { after_the_table(rest) } else { rest };
            let name = rest.trim_start();
            if let Some(quote) = name.chars().next().filter(|quote| "'\"`".contains(*quote)) {
                found.extend(name[1..].split_once(quote).map(|(name, _)| name.to_owned()));
            }
        }
    }
    found
}

/// What follows `it.each(…)(`.
fn after_the_table(rest: &str) -> &str {
    let mut depth = 1;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return rest[at + 1..].strip_prefix('(').unwrap_or_default();
        }
    }
    ""
}

#[test]
fn only_what_a_runner_calls_is_a_test() {
    let mut tests = Tests::default();
    tests.file(
        "whole::near.rs",
        r##"
        #[test]
        fn plain() {}
        /// `#[test]` fn told() {}
        fn helper() {}
        const TEXT: &str = "#[test] fn quoted() {}";
        // #[test] fn commented() {}
        #[tokio::test(start_paused = true)]
        async fn waits() { fn inner() {} }
        #[test]
        #[ignore = "by hand"]
        fn ignored() {}
        #[cfg(test)]
        mod tests { #[test] pub(crate) fn inside() {} fn beside() {} }
        proptest! { #[test] fn any(input in ".*") {} }
        #[test_case(1)]
        fn cases() {}
        macro_rules! makes { ($name:ident) => { #[test] fn $name() {} }; }
        with_cast! { whole! { { books in writing { a_rule, } every in reading { another, } } } }
        "##,
    );
    for there in ["near::plain", "whole::near::waits", "near::inside", "near::any", "near::writing::a_rule"] {
        assert!(tests.has(there), "{there}");
    }
    for none in ["helper", "told", "quoted", "commented", "inner", "ignored", "beside", "tests", "cases", "name"] {
        assert!(!tests.anywhere(none), "{none}");
    }
    assert!(!tests.has("plain") && !tests.has("ear::plain") && !tests.has("near::a_rule"));
    tests.file(
        "page.test.ts",
        "it('is seen', () => {});\ntest(\"is \u{201c}said\u{201d}\", x);\nit.each(['a', f('(b)')])('is each: %s', x);\n\
         // it('is left out', x);\nit.skip('is skipped', x);\nit.todo('is to come');\nexpect('is a word');\nsplit('is no test');",
    );
    assert_eq!(
        tests.0["page.test"].iter().map(String::as_str).collect::<Vec<_>>(),
        ["is each: %s", "is seen", "is \u{201c}said\u{201d}"]
    );
}
