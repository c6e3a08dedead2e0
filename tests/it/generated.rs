//! Files made from the code are committed and must not be stale. `cargo x fix` writes them anew.

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Compares a committed file with what the code says, or writes it when `DAYBOOK_WRITE_GENERATED` is set.
fn check(path: &str, now: &str) {
    let file = root().join(path);
    if std::env::var_os("DAYBOOK_WRITE_GENERATED").is_some() {
        std::fs::write(&file, now).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == now, "{path} is stale: run `cargo x fix`");
}

#[test]
fn the_typescript_types_are_those_of_the_views() {
    check("ui/src/api/types.ts", &daybook_core::app::bindings::types());
}

/// H8
#[test]
fn the_calls_of_the_interface_are_the_list_of_commands() {
    check("ui/src/api/commands.ts", &daybook_core::app::bindings::calls());
}

/// S65, H8: the window may ask every command of the list, hear that something changed, and nothing else.
#[test]
fn the_window_is_granted_the_list_of_commands() {
    let mut granted = vec!["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()];
    granted.extend(daybook_core::app::commands::names().iter().map(|name| format!("allow-{}", name.replace('_', "-"))));
    let granted: Vec<String> = granted.iter().map(|name| format!("    \"{name}\"")).collect();
    let file = format!(
        r#"{{
  "$schema": "../gen/schemas/desktop-schema.json",
  "identifier": "main",
  "description": "What the window may ask: our own commands, and to hear that something changed.",
  "windows": [
    "main"
  ],
  "permissions": [
{}
  ]
}}
"#,
        granted.join(",\n")
    );
    check("src-tauri/capabilities/main.json", &file);
}

/// H2
#[test]
fn the_sentences_of_the_window_and_of_the_docs_are_those_of_the_core() {
    check("ui/src/text/messages.ts", &daybook_core::app::sentences::generated::typescript());
    check("docs/messages.md", &daybook_core::app::sentences::generated::markdown());
}

#[test]
fn the_schema_in_the_docs_is_that_of_the_migrations() {
    check("docs/schema.sql", &daybook_core::store::schema().unwrap());
}

#[test]
fn the_document_of_faults_is_the_table_of_the_tests() {
    check("docs/faults.md", &daybook_tests::faults::document::markdown());
}
