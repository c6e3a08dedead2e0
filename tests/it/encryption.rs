//! The manual test of `docs/encryption.md`, done by the script printed there.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use daybook_tests::python;
use daybook_tests::world::{World, book};

const GUIDE: &str = include_str!("../../docs/encryption.md");

/// The fenced block of the guide that begins with this line, without its indentation.
fn printed(first_line: &str) -> String {
    let lines: Vec<&str> = GUIDE.lines().skip_while(|line| line.trim_start() != first_line).collect();
    let indent = lines.first().expect("the guide prints it").len() - first_line.len();
    let block = lines.iter().take_while(|line| line.trim_start() != "```");
    block.map(|line| line.get(indent..).unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn open_field(world: &World, key: &[u8], [table, column, row]: [&str; 3]) -> Output {
    let mut script = Command::new(python::interpreter());
    script.arg("-c").arg(printed("import base64, sqlite3, struct, sys"));
    script.arg(world.data_dir().join("daybook.db")).args([table, column, row]);
    script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = script.spawn().expect("Python runs");
    child.stdin.take().expect("its input").write_all(key).expect("it reads the key");
    child.wait_with_output().expect("it ends")
}

/// S13, S19: AES of another maker opens the field in its own place, and nowhere else.
#[tokio::test]
async fn the_printed_script_opens_a_field_with_the_key_of_the_keychain() {
    let world = World::new();
    let app = world.open().await;
    book(&app, "Zoë Quillfeather", "2026-12-01T10:00");
    let db = rusqlite::Connection::open(world.data_dir().join("daybook.db")).expect("the data file");
    let id: String = db.query_row("SELECT id FROM clients", [], |row| row.get(0)).expect("the client");
    let key_id: String = db.query_row("SELECT id FROM vault_keys", [], |row| row.get(0)).expect("the key's record");
    let mut items = world.keychain.take();
    let key = items.remove(&format!("master-{key_id}")).expect("the item as the guide names it");

    let opened = open_field(&world, key.expose(), ["clients", "name", &id]);
    assert_eq!(String::from_utf8_lossy(&opened.stdout).trim(), "Zoë Quillfeather", "{opened:?}");

    db.execute("UPDATE clients SET email = name, email_iv = name_iv, email_auth = name_auth", []).expect("moved");
    let moved = open_field(&world, key.expose(), ["clients", "email", &id]);
    assert!(String::from_utf8_lossy(&moved.stderr).contains("InvalidTag"), "{moved:?}");
}
