//! What the terminal shows: one JSON value, or lines for a person.

#![expect(clippy::print_stderr, reason = "this is the terminal's own room")]

mod accounts;
mod activity;
mod appointments;
mod history;
mod known;
mod occurrences;
mod practice;
mod sentences;
mod series;
mod times;

use std::io::{ErrorKind, Write as _};

use daybook_core::app::App;
use daybook_core::app::views::{Reason, UiError};
use serde::Serialize;

pub use accounts::{calendar, calendars, connection, connections, providers, status};
pub use activity::{activity, clashes, needs_you, open_items, outbox, sent_local, sync};
pub use appointments::{agenda, appointment, changed, details, undone};
pub use history::history;
pub use known::Accounts;
pub use occurrences::{occurrences, unknown};
pub use practice::{COMPUTER, DAYS, NONE, OFF, clients, service, services, setting, settings};
pub use series::{doubts, preview};
pub use times::{doubt, ignored, no_offers, offers, on_clocks, verdict};

/// Prints `value` as JSON, or as the lines that `text` makes of it.
pub fn value<T: Serialize + ?Sized>(value: &T, json: bool, text: impl FnOnce(&T) -> String) -> Result<(), UiError> {
    if json {
        let line = serde_json::to_string(value)
            .map_err(|error| UiError::new(Reason::System, "This cannot be printed as JSON.", error.to_string()))?;
        out(&line)
    } else {
        out(text(value).trim_end())
    }
}

/// Writes lines to standard output. Whoever reads it may have seen enough (`| head`), which is no failure.
fn out(lines: &str) -> Result<(), UiError> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{}", plain(lines)).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let hint = format!("What was asked is done. The system says: {}.", error.kind());
            Err(UiError::new(Reason::System, "The answer could not be written.", hint))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The same for lines that name accounts.
pub fn with_accounts<T: Serialize + ?Sized>(
    app: &App,
    shown: &T,
    json: bool,
    text: impl FnOnce(&T, &Accounts) -> String,
) -> Result<(), UiError> {
    let known = if json { Accounts::default() } else { Accounts::read(app)? };
    value(shown, json, |shown| text(shown, &known))
}

/// The page to open. With `--json` on standard error, for standard output holds one value.
pub fn address(url: &str, json: bool) -> Result<(), UiError> {
    if json {
        eprintln!("{}", serde_json::json!({ "open": url }));
        return Ok(());
    }
    out(&format!("Open this address in your browser:\n{url}"))
}

pub fn error(error: &UiError, json: bool) {
    if json {
        eprintln!("{}", serde_json::json!({ "code": error.code, "message": error.message, "hint": error.hint }));
    } else {
        eprintln!("{}", line(&error.message));
        if !error.hint.is_empty() {
            eprintln!("{}", line(&error.hint));
        }
    }
}

/// Asks the person at the terminal, after the lines that say what it is `about`. Standard output is for the answer of the verb.
pub fn question(app: &App, about: impl FnOnce(&Accounts) -> String, question: &str) -> Result<(), UiError> {
    eprint!("{}{question} [y/N] ", plain(&about(&Accounts::read(app)?)));
    Ok(())
}

/// Text without what moves the cursor, changes colours or turns the direction of writing: it may come from anybody's
/// calendar. JSON has such characters as escapes.
fn plain(text: &str) -> String {
    let acts =
        |one: char| one.is_control() && one != '\n' || matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(acts, " ")
}

/// The same in one line: a title cannot pass for lines of ours.
fn line(text: &str) -> String {
    plain(text).replace('\n', " ")
}

/// A number with what it counts: `1 minute`, `2 minutes`.
fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn minutes(count: u32) -> String {
    counted(count, "minute", "minutes")
}

/// What had not reached the account that was forgotten. With `--json` on standard error too.
pub fn left_waiting(count: u32, kept: bool, json: bool) {
    if count == 0 {
        return;
    }
    if json {
        eprintln!("{}", serde_json::json!({ "waiting": count, "kept": kept }));
        return;
    }
    let waits = counted(count, "change has", "changes have");
    let rest = match (kept, count) {
        (true, 1) => "It goes out when the account is connected again.",
        (true, _) => "They go out when the account is connected again.",
        (false, 1) => "It will not be sent.",
        (false, _) => "They will not be sent.",
    };
    eprintln!("{waits} not reached this account. {rest}");
}

/// Says that the window cannot be opened for want of a screen.
pub fn no_screen() {
    eprintln!("There is no screen here, so Daybook cannot open its window.");
    eprintln!("The terminal does the same without one: daybook --help lists the verbs.");
}

/// Returns the day of an RFC 3339 stamp.
pub fn day(stamp: &str) -> &str {
    stamp.get(..10).unwrap_or(stamp)
}

/// `2026-12-01 13:25` of an RFC 3339 stamp.
fn moment(stamp: &str) -> String {
    match (stamp.get(..10), stamp.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time}"),
        (_, _) => stamp.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A title of somebody else neither moves the cursor nor passes for a line of ours.
    #[test]
    fn what_others_wrote_is_shown_as_text_only() {
        let title = "Evil\u{1b}]0;pwned\u{7}\u{1b}[2J\r\nDone.\u{9b}1m\u{202e}live";
        assert_eq!(line(title), "Evil ]0;pwned  [2J  Done. 1m live");
        assert_eq!(plain("one\ntwo\u{1b}"), "one\ntwo ");
        assert_eq!(line("Zoë – Ж 👩‍🎨"), "Zoë – Ж 👩‍🎨");
    }
}
