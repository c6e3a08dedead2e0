//! Unusual strings to plant in every field that names a person or gives access, and the search for them
//! afterwards in everything that may have kept them: files, log lines, output.
//!
//! Covers S13, S18 and S61 wherever it is called.

use std::path::Path;

use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};
use memchr::memmem;

pub const EMAIL: &str = "quixwren.thaddle@zephyrvane.example";
/// Looks like an app-specific password.
pub const PASSWORD: &str = "vexq-jwyk-zhpf-bqxm";
pub const CLIENT: &str = "Ottolinde Fjörquist";
pub const CLIENT_EMAIL: &str = "fjorq.ottolinde@plumbagowick.example";
pub const NOTES: &str = "Zyxophobia; afraid of grommelfish; ring after tea";
pub const PLACE: &str = "Wuzzlegate 17, Ümberquay";
pub const TITLE: &str = "Skronk with Quenbyrdale";

/// All canaries, with the names to use in failures.
pub const ALL: [(&str, &str); 7] = [
    ("the account's e-mail", EMAIL),
    ("the password", PASSWORD),
    ("the client's name", CLIENT),
    ("the client's e-mail", CLIENT_EMAIL),
    ("the notes", NOTES),
    ("the place", PLACE),
    ("the title", TITLE),
];

/// The shortest word that is searched by itself: shorter ones may occur by chance.
const WORD: usize = 8;

/// Asserts that no file below `dir`, no file name and nothing in `said` (log lines, output) contains a canary,
/// whole or as a long word, in any usual encoding.
///
/// # Panics
/// If one is found, or if there is not a single file to search.
pub fn assert_absent(dir: &Path, said: &[&str]) {
    assert_none_of(&ALL, dir, said);
}

/// Asserts the same for further secrets, such as tokens that a test made up.
pub fn assert_none_of(secrets: &[(&str, &str)], dir: &Path, said: &[&str]) {
    let needles = needles(secrets);
    let mut searched = 0;
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is read") {
            let entry = entry.expect("the folder is read");
            let (path, kind) = (entry.path(), entry.file_type().expect("its type"));
            assert_clean(&needles, path.to_string_lossy().as_bytes(), &format!("the name of {}", path.display()));
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                assert_clean(&needles, &std::fs::read(&path).expect("the file is read"), &path.to_string_lossy());
                searched += 1;
            }
        }
    }
    assert!(searched > 0, "no file in {} to search", dir.display());
    for text in said {
        assert_clean(&needles, text.as_bytes(), "what was said");
    }
}

/// One form of one secret.
struct Needle {
    of: String,
    form: &'static str,
    bytes: Vec<u8>,
    /// Whether case is ignored; `bytes` is lower case then.
    any_case: bool,
}

fn assert_clean(needles: &[Needle], haystack: &[u8], place: &str) {
    if let Some(found) = find(needles, haystack) {
        panic!("{} is in {place}, as {}", found.of, found.form);
    }
}

fn find<'a>(needles: &'a [Needle], haystack: &[u8]) -> Option<&'a Needle> {
    let lower = haystack.to_ascii_lowercase();
    needles.iter().find(|needle| {
        let haystack = if needle.any_case { &lower } else { haystack };
        memmem::find(haystack, &needle.bytes).is_some()
    })
}

fn needles(secrets: &[(&str, &str)]) -> Vec<Needle> {
    let mut needles = Vec::new();
    for (name, secret) in secrets {
        forms(&mut needles, name, secret);
        let words = secret.split(|letter: char| !letter.is_alphanumeric());
        for word in words.filter(|word| word.chars().count() >= WORD && word.len() < secret.len()) {
            forms(&mut needles, &format!("‘{word}’ of {name}"), word);
        }
    }
    needles
}

fn forms(needles: &mut Vec<Needle>, of: &str, text: &str) {
    let mut add = |form, bytes: Vec<u8>, any_case| {
        let bytes = if any_case { bytes.to_ascii_lowercase() } else { bytes };
        needles.push(Needle { of: of.to_owned(), form, bytes, any_case });
    };
    let hex = |byte: &u8| format!("{byte:02x}");
    add("UTF-8", text.into(), true);
    add("UTF-16, little end first", text.encode_utf16().flat_map(u16::to_le_bytes).collect(), true);
    add("UTF-16, big end first", text.encode_utf16().flat_map(u16::to_be_bytes).collect(), true);
    add("hex", text.bytes().map(|byte| hex(&byte)).collect::<String>().into(), true);
    add("JSON escapes", escaped(text, |letter| letter.is_ascii(), |unit| format!("\\u{unit:04x}")).into(), true);
    add("percent coding", percent(text).into(), true);
    for (form, alphabet) in [("base64", &alphabet::STANDARD), ("base64url", &alphabet::URL_SAFE)] {
        let engine = GeneralPurpose::new(alphabet, NO_PAD);
        // A text inside a longer one may begin at any of three places in a group of four characters; the
        // characters it shares with its neighbours are left out.
        for (before, shared) in [(0, 0), (1, 2), (2, 3)] {
            let code = engine.encode([&vec![0; before], text.as_bytes()].concat());
            let whole = (before + text.len()) / 3 * 4;
            add(form, code.as_bytes()[shared..whole].to_vec(), false);
        }
    }
}

fn escaped(text: &str, plain: impl Fn(char) -> bool, code: impl Fn(u16) -> String) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if plain(letter) {
            out.push(letter);
        } else {
            out.extend(letter.encode_utf16(&mut [0; 2]).iter().map(|unit| code(*unit)));
        }
    }
    out
}

/// Percent-encodes as in a query or a path: RFC 3986 leaves letters, digits and `-._~` as they are.
fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn found(text: impl AsRef<[u8]>) -> bool {
        find(&needles(&ALL), text.as_ref()).is_some()
    }

    #[test]
    fn a_canary_is_found_in_every_coding() {
        for (name, secret) in ALL {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
            let wide: Vec<u8> = format!("…{secret}…").encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(found(format!("x{secret}y")), "{name}");
            assert!(found(secret.to_ascii_uppercase()), "{name}");
            assert!(found(format!("0{hex}0")), "{name}");
            assert!(found(&wide), "{name}");
            assert!(found(percent(secret)), "{name}");
            assert!(found(escaped(secret, |letter| letter.is_ascii(), |unit| format!("\\u{unit:04X}"))), "{name}");
            for before in ["", "a", "ab", "abc", "user:"] {
                assert!(found(STANDARD.encode(format!("{before}{secret}!"))), "{name} behind {before:?}");
            }
        }
    }

    #[test]
    fn one_long_word_of_a_canary_is_found() {
        for word in ["ottolinde", "Zyxophobia", "zephyrvane", "Quenbyrdale"] {
            assert!(found(word), "{word}");
        }
    }

    #[test]
    fn other_texts_pass() {
        let other = "Anna Weber, anna@example.org, app-specific password, Tuesdays with notes";
        assert!(!found(other) && !found(STANDARD.encode(other)));
    }

    #[test]
    fn files_in_folders_and_names_of_files_are_searched() {
        let caught = |name: &str, text: &str| {
            let dir = tempfile::tempdir().expect("a folder");
            let file = dir.path().join("logs").join(name);
            std::fs::create_dir(dir.path().join("logs")).expect("a folder in it");
            std::fs::write(file, text).expect("a file in that");
            std::panic::catch_unwind(|| assert_absent(dir.path(), &[])).is_err()
        };
        assert!(!caught("log", "nothing"));
        assert!(caught("log", PASSWORD));
        assert!(caught("grommelfish", "nothing"));
    }

    #[test]
    #[should_panic(expected = "no file in")]
    fn an_empty_folder_proves_nothing() {
        assert_absent(tempfile::tempdir().expect("a folder").path(), &[]);
    }

    #[test]
    #[should_panic(expected = "the password is in what was said, as UTF-8")]
    fn what_was_said_is_searched() {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("db"), "").expect("a file");
        assert_absent(dir.path(), &["fine", &format!("Basic {PASSWORD}")]);
    }
}
