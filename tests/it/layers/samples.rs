//! Each guard fails on a bad sample: without that, a guard that sees nothing looks like a house in order.

use std::collections::BTreeSet;

use super::arrows::{circles, crates, more_than_types, past_the_seam, renamed, rooms, siblings, taken_in};
use super::page::{Table, compare, noted, table};
use super::rules::{booking, model, provider_names, secrets, words};
use super::source::{Source, Tree};

const PAGE: &str = "\
| room | knows |
|---|---|
| app | `store` (all of it), vault |
| store, vault | model |
| model, providers | nothing |
";

pub fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// A house in order, with `files` in place of its own or beside them.
fn house(files: &[(&str, &str)]) -> Source {
    let mut house = tree(&[
        ("lib.rs", "pub mod app;\npub mod model;\npub mod providers;\npub mod store;\npub mod vault;"),
        ("app/mod.rs", "pub mod booking;\nuse crate::store::Store;\nuse crate::vault::Vault;"),
        ("app/booking.rs", "use crate::store::Store;\nfn book() {}"),
        ("model/mod.rs", "pub mod secret;"),
        ("model/secret.rs", "#[derive(Zeroize, PartialEq)]\npub struct Secret(Vec<u8>);"),
        (
            "providers/mod.rs",
            "mod caldav;\nmod icloud;\nmod other;\n\
             pub const ALL: &[&Provider] = &[&caldav::CALDAV, &icloud::ICLOUD, &other::OTHER];",
        ),
        ("providers/caldav.rs", "pub const CALDAV: Provider = Provider;"),
        ("providers/icloud.rs", "use super::caldav;"),
        ("providers/other.rs", "use super::Provider;"),
        ("store.rs", "use crate::model::secret::Secret;\nuse rusqlite::Connection;"),
        ("vault.rs", "use crate::model::secret::Secret;"),
    ]);
    house.extend(tree(files));
    Source::new(&house)
}

fn room_faults(files: &[(&str, &str)]) -> Vec<String> {
    rooms(&house(files), &table(PAGE, "room", "knows"))
}

/// The code of `model/mod.rs`, which may know no room, with one more line.
fn model_with(line: &str) -> Vec<String> {
    room_faults(&[("model/mod.rs", &format!("pub mod secret;\n{line}"))])
}

pub fn one(faults: &[String], says: &str) {
    assert!(faults.iter().any(|fault| fault.contains(says)), "none says {says:?}: {faults:?}");
}

#[test]
fn a_house_in_order_has_no_fault() {
    assert_eq!(room_faults(&[]), [""; 0]);
    assert_eq!(siblings(&house(&[]), &relatives()), [""; 0]);
    assert_eq!(booking(&house(&[])), [""; 0]);
    assert_eq!(model(&house(&[])), [""; 0]);
    assert_eq!(secrets(&house(&[])), [""; 0]);
}

#[test]
fn h3_an_arrow_up_is_seen_however_it_is_written() {
    for line in [
        "use crate::store::Store;",
        "use crate::{store::Store, vault};",
        "use crate::{\n    vault as v,\n    store::{self as s, Store},\n};",
        "use super::store::Store;",
        "pub use crate::store::Store;",
        "pub(in crate::store) fn x() {}",
        "extern crate self as me; fn x() { me::store::open() }",
        "extern crate self as me; use me::{store::Store, vault};",
        "mod inner { extern crate self as me; fn x() { me::store::open() } }",
        "use crate::{self as top}; fn x() { top::store::open() }",
        "use crate as top; use top::store as kept; fn x() { kept::open() }",
        "use super as up; fn x() { up::store::open() }",
        "fn x() { by_path!(crate::store::open) }",
        "fn x() { by_path!(top = crate::{store::{self, Store}}) }",
        "macro_rules! x { () => { $crate::store::open() }; }",
        "use crate as top; fn x() -> top::store::Store { todo!() }",
        "fn x() { crate::store::open() }",
        "fn x(_: Vec<Option<crate::store::Store>>) {}",
        "impl Shown for crate::store::Store {}",
        "fn x() { match y { crate::store::State::Open => {} } }",
        "fn x() { println!(\"{}\", crate::store::open()) }",
        "macro_rules! x { () => { use $crate::{store::Store, vault}; } }",
        "#[serde(with = \"crate::store::columns\")] struct X;",
        "#[derive(crate::store::Row)] struct X;",
        "mod inner { use super::super::store::Store; }",
        "mod inner { mod further { fn x() { super::super::super::store::open() } } }",
        "fn x() { use crate::store::Store; }",
        "#[cfg(test)] mod tests { }\nuse crate::store::Store;",
        "#[cfg(not(test))] use crate::store::Store;",
        "#[cfg(any(test, unix))] use crate::store::Store;",
        "use super::*; fn x() { store::open() }",
        "pub use one::*; pub use two::*; use three::*; fn x() { one::y(); crate::store::open() }",
    ] {
        let faults = model_with(line);
        assert!(
            faults.iter().any(|fault| fault.contains("model knows store") || fault.contains("at once")),
            "{line}: {faults:?}"
        );
    }
    one(&model_with("use crate::*;"), "all of the crate at once");
    let root = "extern crate self as daybook;\npub mod app;\npub mod model;\npub mod providers;\npub mod store;\npub mod vault;";
    for line in ["use daybook::store::Store;", "fn x() { ::daybook::store::open() }"] {
        let model = format!("pub mod secret;\n{line}");
        one(&room_faults(&[("lib.rs", root), ("model/mod.rs", &model)]), "model knows store");
    }
    one(
        &room_faults(&[
            (
                "lib.rs",
                "pub mod app;\npub mod model;\npub mod providers;\npub mod store;\npub mod vault;\npub use store::Store;",
            ),
            ("model/mod.rs", "pub mod secret;\nuse crate::Store;"),
        ]),
        "model knows store",
    );
}

/// What a macro expands to stands in the room that defines it; who calls it knows that room.
#[test]
fn h3_a_macro_is_of_the_room_that_defines_it_however_it_is_called() {
    let store = "#[macro_export]\nmacro_rules! opened { () => { $crate::store::open() }; }\nuse crate::model::secret::Secret;\nuse rusqlite::Connection;";
    for line in [
        "fn x() { opened!() }",
        "fn x() { crate::opened!() }",
        "use crate::opened; fn x() { opened!() }",
        "use crate::opened as other; fn x() { other!() }",
        "fn x() { log!(crate::opened!()) }",
    ] {
        let model = format!("pub mod secret;\n{line}");
        one(&room_faults(&[("store.rs", store), ("model/mod.rs", &model)]), "model knows store");
    }
    let own = "pub mod secret;\nmacro_rules! opened { () => {}; }\nfn x() { opened!(); vec![1]; }";
    assert_eq!(room_faults(&[("model/mod.rs", own)]), [""; 0]);
}

#[test]
fn h3_code_from_the_file_of_another_room_is_named() {
    for line in [
        "#[path = \"../store.rs\"] mod mine;",
        "#[cfg_attr(unix, path = \"../store.rs\")] mod mine;",
        "include!(\"../store.rs\");",
        "fn x() { std::include!(\"../store.rs\") }",
    ] {
        let model = format!("pub mod secret;\n{line}");
        let faults = taken_in(&house(&[("model/mod.rs", &model), ("model/mine.rs", "")]));
        assert_eq!(faults.len(), 1, "{line}: {faults:?}");
    }
    assert_eq!(taken_in(&house(&[])), [""; 0]);
}

#[test]
fn h3_more_of_a_room_than_its_types_is_named() {
    let page = PAGE.replace("`store` (all of it), vault", "`store` (types), vault");
    let types = noted(&page, "room", "knows", "types");
    assert_eq!(types, BTreeSet::from([("app".to_owned(), "store".to_owned())]));
    let app = |line: &str| {
        let app =
            format!("pub mod booking;\nuse crate::store::{{Store, Row as Line}};\nuse crate::vault::Vault;\n{line}");
        more_than_types(&house(&[("app/mod.rs", &app)]), &types)
    };
    assert_eq!(app("fn x(_: &Store) -> crate::store::State { crate::store::State::Open }"), [""; 0]);
    for line in [
        "fn x() { crate::store::open() }",
        "use crate::store; fn x() { store::open() }",
        "use crate::store::open;",
        "use crate::store::*;",
        "fn x() { Store::open() }",
        "fn x() { Line::all().map(crate::store::shown) }",
        "const X: u8 = crate::store::MOST;",
    ] {
        one(&app(line), "may use types of store only");
    }
}

#[test]
fn h3_a_provider_behind_the_seam_is_named() {
    let page = "| room | knows |\n|---|---|\n| app, vault | providers (the seam) |\n";
    let seam = noted(page, "room", "knows", "the seam");
    let faults = |line: &str| past_the_seam(&house(&[("vault.rs", line)]), &seam);
    assert_eq!(faults("use crate::providers::{Provider, ALL};"), [""; 0]);
    one(&faults("use crate::providers::caldav::CALDAV;"), "vault knows the provider caldav");
    one(&faults("use crate::providers; fn x() { providers::icloud::open() }"), "vault knows the provider icloud");
}

#[test]
fn h3_super_super_is_the_room_that_it_leads_to() {
    let faults = room_faults(&[
        ("model/mod.rs", "pub mod secret;\nmod deep;"),
        ("model/deep/mod.rs", "mod er;"),
        ("model/deep/er.rs", "use super::super::super::vault::Vault;\nuse super::super::secret::Secret;"),
    ]);
    assert_eq!(faults, ["model/deep/er.rs:1: model knows vault, which the page does not have"]);
}

#[test]
fn h3_only_what_is_compiled_for_tests_is_left_out() {
    for line in [
        "#[cfg(test)] use crate::store::Store;",
        "#[cfg(all(test, unix))] mod tests { use crate::store::Store; }",
        "#[cfg(test)] mod tests { mod inner { use crate::store::Store; } }",
        "#[test] fn x() { crate::store::open() }",
        "#[tokio::test] async fn x() { crate::store::open() }",
        "struct X; impl X { #[cfg(test)] fn x() { crate::store::open() } }",
        "/// See [`crate::store::Store`].\nfn x() {} // crate::store",
    ] {
        assert_eq!(model_with(line), [""; 0], "{line}");
    }
    let tests = ("model/tests.rs", "use crate::store::Store;");
    let declared = "pub mod secret;\n#[cfg(test)]\n#[path = \"tests.rs\"]\nmod far;\nuse crate::vault::Vault;";
    let faults = room_faults(&[("model/mod.rs", declared), tests]);
    assert_eq!(faults, ["model/mod.rs:5: model knows vault, which the page does not have"]);
}

#[test]
fn a_file_that_no_module_declares_is_named() {
    assert_eq!(house(&[("model/lost.rs", "use crate::store::Store;")]).stray, ["model/lost.rs"]);
}

#[test]
fn a_row_that_no_code_uses_and_a_room_without_a_row_are_named() {
    one(&room_faults(&[("vault.rs", "")]), "vault knows model, and no code does");
    one(
        &room_faults(&[
            ("lib.rs", "pub mod app; pub mod model; pub mod providers; pub mod store; pub mod vault; mod new;"),
            ("new.rs", ""),
        ]),
        "new has no row",
    );
    one(&rooms(&house(&[]), &table(&PAGE.replace("vault |", "attic |"), "room", "knows")), "attic is no room");
}

#[test]
#[should_panic(expected = "has no table")]
fn a_page_without_the_table_is_no_permission() {
    table("| room | is |\n|---|---|\n", "room", "knows");
}

#[test]
fn h7_modules_that_lead_in_a_circle_are_named() {
    let names = |files: &[(&str, &str)]| {
        circles(&house(files)).into_iter().map(|(room, module, _)| format!("{room}/{module}")).collect::<Vec<_>>()
    };
    assert_eq!(names(&[]), [""; 0]);
    let vault = ("vault.rs", "mod key; mod source; mod other;");
    let key = ("vault/key.rs", "use super::source::Source;");
    let back = ("vault/source.rs", "fn x() { super::key::new() }");
    assert_eq!(names(&[vault, key, back, ("vault/other.rs", "use super::key;")]), ["vault/key", "vault/source"]);
    let round = ("vault/source.rs", "use super::other::Other;");
    let other = ("vault/other.rs", "use crate::vault::{key::Key};");
    assert_eq!(names(&[vault, key, round, other]), ["vault/key", "vault/other", "vault/source"]);
    let tests = ("vault/source.rs", "#[cfg(test)] mod tests { use super::super::key; }");
    assert_eq!(names(&[vault, key, tests, ("vault/other.rs", "")]), [""; 0]);
    let nothing = ("vault/other.rs", "");
    let key = ("vault/key/mod.rs", "mod made; mod kept; mod deep;");
    let made = ("vault/key/made.rs", "use super::kept::Kept;");
    let kept = ("vault/key/kept.rs", "use super::made;");
    let deep = [("vault/key/deep/mod.rs", "mod one; mod two;"), ("vault/key/deep/one.rs", "use super::two;")];
    let back = ("vault/key/deep/two.rs", "fn x() { crate::vault::key::deep::one::y() }");
    let source = ("vault/source.rs", "");
    let all = [vault, source, nothing, key, made, kept, deep[0], deep[1], back];
    assert_eq!(names(&all), ["vault/key/kept", "vault/key/made", "vault/key/deep/one", "vault/key/deep/two"]);
}

fn relatives() -> Table {
    table("| provider | is made of |\n|---|---|\n| icloud | caldav |\n", "provider", "is made of")
}

#[test]
fn h3_a_provider_that_knows_another_is_named() {
    for line in [
        "use super::caldav;",
        "use super::{Provider, icloud};",
        "use crate::providers::caldav::CALDAV;",
        "fn x() { super::caldav::open() }",
        "use super::*; fn x() { caldav::open() }",
        "use crate::providers as all; fn x() { all::icloud::open() }",
    ] {
        let faults = siblings(&house(&[("providers/other.rs", line)]), &relatives());
        one(&faults, "providers/other.rs:1: other knows");
    }
    let again = "mod caldav;\nmod icloud;\nmod other;\npub use caldav::CALDAV;\n\
                 pub const ALL: &[&Provider] = &[&CALDAV, &icloud::ICLOUD, &other::OTHER, &caldav::CALDAV];";
    let faults =
        siblings(&house(&[("providers/mod.rs", again), ("providers/other.rs", "use super::CALDAV;")]), &relatives());
    one(&faults, "other knows caldav");
    one(&siblings(&house(&[("providers/icloud.rs", "")]), &relatives()), "icloud knows caldav, and no code does");
    one(
        &siblings(&house(&[("providers/mod.rs", "mod caldav;\nmod icloud;\nmod other;")]), &relatives()),
        "not understood",
    );
}

#[test]
fn h3_a_booking_that_waits_is_named() {
    for code in [
        "async fn book() {}",
        "struct B; impl B { async fn book(&self) {} }",
        "trait Books { async fn book(&self); }",
        "fn book() { let _ = async { 1 }; }",
        "fn book() { let _ = async || 1; }",
        "fn book() -> impl std::future::Future<Output = ()> { later() }",
        "fn book() { tokio::runtime::Handle::current().block_on(x) }",
        "use tokio as t; fn book() { t::spawn(x) }",
        "fn book() { run!(async { 1 }) }",
        "use crate::http;",
        "fn book(_: &dyn SignedHttp) {}",
    ] {
        one(&booking(&house(&[("app/booking.rs", code)])), "in a booking");
        assert_eq!(booking(&house(&[("app/mod.rs", &format!("pub mod booking;\n{code}"))])), [""; 0], "{code}");
    }
}

fn places() -> Table {
    table(
        "| crate | only in |\n|---|---|\n| rusqlite | core/store |\n| std::env | core/vault |\n| tauri* | shell |\n\
         | chrono::Utc::now, tokio::net::lookup_host, std::net::ToSocketAddrs, tokio::fs | nothing |\n",
        "crate",
        "only in",
    )
}

#[test]
fn a_crate_outside_its_place_is_named_however_it_is_brought_in() {
    for (line, says) in [
        ("use rusqlite::Connection;", "rusqlite knows core/model"),
        ("use ::rusqlite::Connection;", "rusqlite knows core/model"),
        ("use rusqlite as sql; fn x() { sql::open() }", "rusqlite knows core/model"),
        ("extern crate rusqlite as sql;", "rusqlite knows core/model"),
        ("fn x() { rusqlite::open() }", "rusqlite knows core/model"),
        ("fn x() { log!(rusqlite::open()) }", "rusqlite knows core/model"),
        ("use std::{env, fs};", "std::env knows core/model"),
        ("use std as s; fn x() { s::env::var(\"HOME\") }", "std::env knows core/model"),
        ("use std::*; fn x() { env::var(\"HOME\") }", "std::env knows core/model"),
        ("use tauri_plugin_opener::open;", "tauri* knows core/model"),
        ("use chrono::Utc; fn x() { Utc::now() }", "chrono::Utc::now knows core/model"),
        ("use chrono::{Utc as Zulu}; fn x() { y.unwrap_or_else(Zulu::now) }", "chrono::Utc::now knows core/model"),
        ("fn x() { log!(chrono::Utc::now()) }", "chrono::Utc::now knows core/model"),
        ("use tokio::net; fn x() { net::lookup_host(y) }", "tokio::net::lookup_host knows core/model"),
        ("use std::net::{IpAddr, ToSocketAddrs as _};", "std::net::ToSocketAddrs knows core/model"),
        ("use tokio::*; fn x() { fs::read(y) }", "tokio::fs knows core/model"),
        ("async fn x() { tokio::fs::read(y).await }", "tokio::fs knows core/model"),
    ] {
        let house = house(&[("model/mod.rs", &format!("pub mod secret;\n{line}"))]);
        one(&compare(&crates(&house, "core", &places()), &places(), "the page"), says);
    }
    let used = compare(&crates(&house(&[]), "core", &places()), &places(), "the page");
    one(&used, "std::env knows core/vault, and no code does");
    assert!(!used.iter().any(|fault| fault.contains("rusqlite")), "{used:?}");
    assert_eq!(
        renamed("[package]\nname = \"x\"\n[dependencies]\nsql = { package = \"rusqlite\", version = \"1\" }").len(),
        1
    );
}

#[test]
fn h3_the_name_of_a_provider_outside_its_room_is_named_whoever_it_is() {
    let words = words([("icloud", "iCloud"), ("new", "NewCloud"), ("caldav", "Other (CalDAV)")].into_iter());
    assert_eq!(words, BTreeSet::from(["caldav", "icloud", "new", "newcloud"].map(String::from)));
    for code in [
        "fn x() { if id == \"newcloud\" {} }",
        "fn newcloud_quirk() {}",
        "enum Kind { NewCloud }",
        "fn x() { say!(\"Connect NewCloud\") }",
        "#[serde(rename = \"newcloud\")] struct X;",
        "const X: &[u8] = b\"newcloud\";",
    ] {
        let found = provider_names(&house(&[("vault.rs", code)]), "core", &words, &Table::new());
        assert!(
            found.iter().any(|(word, place, _)| word.ends_with("newcloud") && place == "core/vault"),
            "{code}: {found:?}"
        );
    }
    let quiet = "/// As NewCloud does.\nid!(\n/// As NewCloud does.\nX);\n#[cfg(test)] mod tests { const X: &str = \"newcloud\"; }";
    assert_eq!(provider_names(&house(&[("vault.rs", quiet)]), "core", &words, &Table::new()), []);
    let named =
        provider_names(&house(&[("vault.rs", "mod newcloud { pub fn quirk() {} }")]), "core", &words, &Table::new());
    assert!(!named.is_empty(), "a module with the name of one");
    let listed = table("| word | may stand in |\n|---|---|\n| caldav | core/app |\n", "word", "may stand in");
    let key = "fn x() { say(Key::NoCaldav, \"caldav_none\") }";
    let held = |code: &str| {
        let found = provider_names(&house(&[("app/booking.rs", code)]), "core", &words, &listed);
        compare(&found, &listed, "the page")
    };
    assert_eq!(held(key), [""; 0]);
    one(&held(&format!("{key} fn y() {{ id == \"caldav\" }}")), "the id caldav");
}

#[test]
fn serde_in_the_model_is_named() {
    for line in [
        "use serde::Serialize;",
        "use serde::{Deserialize as D};",
        "#[derive(Clone, serde::Serialize)] pub struct X;",
        "#[cfg_attr(unix, derive(Serialize))] pub struct X;",
        "impl serde::Serialize for X {}",
        "fn x() { serde_json::to_string(&1) }",
    ] {
        one(&model(&house(&[("model/mod.rs", &format!("pub mod secret;\n{line}"))])), "in the model");
    }
}

#[test]
fn h3_a_secret_that_can_be_shown_is_named() {
    let secret = "pub struct Secret(Vec<u8>);";
    for code in [
        format!("#[derive(Zeroize, Debug)] {secret}"),
        format!("#[derive(Clone)] {secret}"),
        format!("#[cfg_attr(unix, derive(Debug))] {secret}"),
        format!("use std::fmt::Debug as Kept; #[derive(Kept)] {secret}"),
        format!("{secret} impl std::fmt::Debug for Secret {{}}"),
        format!("use std::fmt; {secret} impl fmt::Display for Secret {{}}"),
        format!("{secret} impl serde::Serialize for Secret {{}}"),
        format!("{secret} impl std::ops::Deref for Secret {{}}"),
        format!("{secret} impl From<Secret> for String {{}}"),
    ] {
        assert_eq!(secrets(&house(&[("model/secret.rs", &code)])).len(), 1, "{code}");
    }
    for code in [
        "use crate::model::secret::Secret; #[derive(Debug)] struct Holder { key: Option<Secret> }",
        "#[derive(Serialize)] struct Holder(crate::model::secret::Secret);",
        "use crate::model::secret::Secret as Hidden; #[derive(Debug)] enum Holder { One(Hidden), None }",
        "use crate::model::secret; #[derive(Debug)] struct Holder(secret::Secret);",
        "struct Inner(crate::model::secret::Secret); #[derive(Debug)] struct Holder { inner: Vec<Inner> }",
        "type Pair = (u8, crate::model::secret::Secret); #[derive(Debug)] struct Holder(Pair);",
        "struct Holder(crate::model::secret::Secret); impl std::fmt::Debug for Holder {}",
        "use zeroize::Zeroizing; #[derive(Debug)] struct Holder(Zeroizing<Vec<u8>>);",
        "impl std::fmt::Debug for crate::model::secret::Secret {}",
    ] {
        assert_eq!(secrets(&house(&[("vault.rs", code)])).len(), 1, "{code}");
    }
    let fine = "use crate::model::secret::Secret; struct Holder(Secret); #[derive(Debug)] struct Secrets(u8);";
    assert_eq!(secrets(&house(&[("vault.rs", fine)])), [""; 0]);
    one(&secrets(&house(&[("model/secret.rs", "")])), "not where it was");
}
