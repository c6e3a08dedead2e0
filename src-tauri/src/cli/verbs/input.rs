//! What comes on standard input.

use std::io::{BufRead as _, IsTerminal as _, Read};

use daybook_core::app::views::UiError;
use daybook_core::model::secret::Secret;

/// Longest line of standard input, bytes.
const LONGEST: u64 = 4096;
/// Most that is read of standard input, bytes.
const MOST: u64 = 1024 * 1024;

/// Returns whether a person sits at the terminal, and reads there what they are asked.
pub fn is_person_there(json: bool) -> bool {
    !json && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Reads one line of standard input. Returns whether it says yes.
pub fn is_yes() -> bool {
    let mut line = Vec::new();
    let read = Read::take(std::io::stdin().lock(), LONGEST).read_until(b'\n', &mut line);
    read.is_ok() && matches!(line.trim_ascii().to_ascii_lowercase().as_slice(), b"y" | b"yes")
}

/// Reads what is left of standard input.
pub fn rest() -> Result<Secret, UiError> {
    let mut all = Vec::new();
    match Read::take(std::io::stdin().lock(), MOST).read_to_end(&mut all) {
        Ok(_) => Ok(Secret::new(all)),
        Err(_) => Err(UiError::input("Standard input could not be read.", "Pipe the arguments in.")),
    }
}

/// Reads one line of standard input, without its end.
pub fn secret_line(what: &str) -> Result<Secret, UiError> {
    let mut line = Vec::new();
    let read = Read::take(std::io::stdin().lock(), LONGEST).read_until(b'\n', &mut line);
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    let line = Secret::new(line);
    if read.is_err() || line.is_empty() {
        return Err(UiError::input(
            format!("Standard input holds no line with {what}."),
            "Pipe it in, or type it and press Enter.",
        ));
    }
    Ok(line)
}
