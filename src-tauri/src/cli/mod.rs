//! What the window can do, for a terminal. Needs no display; prints text, or one JSON value with `--json`. The exit
//! codes are explained by `daybook --help`.

mod answers;
mod args;
mod print;
mod verbs;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use daybook_core::app::views::{Reason, UiError};
use daybook_core::app::{App, Options};
use daybook_core::ports::NoWindow;

use crate::data_dir::{self, DataDir};
use crate::{events, links, logs, ports};
use args::{Cli, Key, Occurrences, Verb};

/// What this start is for.
pub enum Wish {
    Window(DataDir),
    Verb(Box<Asked>),
    /// What happens in a file. It needs no data, nor a place for them.
    File {
        asked: Occurrences,
        json: bool,
    },
}

/// A verb, and where and how.
pub struct Asked {
    verb: Verb,
    data_dir: DataDir,
    json: bool,
    passphrase_stdin: bool,
}

/// How a verb ended, in the order of what counts more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum End {
    Done,
    Unreached,
    NeedsYou,
}

const FAILED: u8 = 1;
const NOT_UNDERSTOOD: u8 = 2;

/// Reads the command line. Ends the process where it is not understood, or asks for help or the version.
pub fn read() -> Wish {
    let words: Vec<OsString> = std::env::args_os().collect();
    let link = matches!(words.as_slice(), [_, link] if link.to_str().is_some_and(links::may_be_ours));
    let cli = if link { Cli::default() } else { parse(&words) };
    let (json, passphrase_stdin) = (cli.json, cli.passphrase_stdin);
    let verb = match cli.verb {
        Some(Verb::Occurrences(asked)) => return Wish::File { asked, json },
        verb => verb,
    };
    let Some(data_dir) = data_dir::of(cli.data_dir) else {
        let hint = "Name a folder with --data-dir or DAYBOOK_DATA_DIR.";
        print::error(&UiError::new(Reason::StoreFolder, "There is no home folder to keep data in.", hint), json);
        std::process::exit(i32::from(FAILED));
    };
    match verb {
        None => Wish::Window(data_dir),
        Some(verb) => Wish::Verb(Box::new(Asked { verb, data_dir, json, passphrase_stdin })),
    }
}

fn parse(words: &[OsString]) -> Cli {
    Cli::try_parse_from(words).unwrap_or_else(|error| {
        if error.use_stderr() && words.iter().any(|word| word == "--json") {
            let rendered = error.to_string();
            let (message, hint) = rendered.split_once("\n\n").unwrap_or((&rendered, ""));
            let message = message.trim_start_matches("error: ").trim();
            print::error(&UiError::new(Reason::Usage, message, hint.trim()), true);
            std::process::exit(i32::from(NOT_UNDERSTOOD));
        }
        error.exit()
    })
}

/// Says why no window opens, and what can be done instead.
pub fn no_screen() -> ExitCode {
    print::no_screen();
    ExitCode::from(FAILED)
}

/// Says what happens in a file.
pub fn of_file(asked: &Occurrences, json: bool) -> ExitCode {
    exit(verbs::occurrences(asked, json), json)
}

/// Carries a verb out.
pub fn run(asked: Box<Asked>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            print::error(
                &UiError::new(Reason::System, "The system gives Daybook no threads.", error.to_string()),
                asked.json,
            );
            return ExitCode::from(FAILED);
        }
    };
    let json = asked.json;
    let ended = runtime.block_on(carry_out(asked));
    // A keychain that never answers has a thread of its own: it is not waited for.
    runtime.shutdown_background();
    exit(ended, json)
}

/// Says what went wrong, and returns the exit code.
fn exit(ended: Result<End, UiError>, json: bool) -> ExitCode {
    match ended {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::NeedsYou) => ExitCode::from(3),
        Ok(End::Unreached) => ExitCode::from(4),
        Err(error) => {
            let error = for_the_terminal(error);
            print::error(&error, json);
            // What was asked for cannot be had, and nothing happened.
            let not_asked_so = matches!(error.code, Reason::Input | Reason::InviteAlways);
            ExitCode::from(if not_asked_so { NOT_UNDERSTOOD } else { FAILED })
        }
    }
}

async fn carry_out(asked: Box<Asked>) -> Result<End, UiError> {
    logs::start(&asked.data_dir.folder);
    let ports = ports::real(&asked.data_dir.folder, Arc::new(events::ToNobody), Arc::new(NoWindow))?;
    let app = App::open(ports, Options { undo_window: Duration::ZERO, ..Options::default() });
    match (asked.verb.key(), asked.passphrase_stdin) {
        (Key::Needed, from_stdin) | (Key::Welcome, from_stdin @ true) => verbs::unlock(&app, from_stdin).await?,
        // Why there is none is for the verb to say.
        (Key::Welcome, false) => drop(verbs::unlock(&app, false).await),
        (Key::Unused, _) => {}
    }
    let ended = verbs::carry_out(&app, asked.verb, asked.json).await;
    app.tokens_saved().await;
    ended
}

/// Where the window would show a form, the terminal says what to type.
fn for_the_terminal(error: UiError) -> UiError {
    let hints = [
        (Reason::KeyNone, "Add --passphrase-stdin and give a passphrase of at least 8 characters on standard input."),
        (Reason::KeyPassphrase, "Add --passphrase-stdin and give the passphrase on standard input."),
        (
            Reason::InviteAlways,
            "Nothing was changed. Use --notify in place of --no-notify to let the client be told, or leave it.",
        ),
        (Reason::BookOverlap, "Choose another time (`daybook free` lists some), or add --anyway."),
        (Reason::BookTwice, "Add --fold first for before the clocks go back, or --fold second for after."),
        (Reason::ZoneUnknown, "Choose it: `daybook settings set zone Europe/Berlin`, with the name of yours."),
    ];
    match hints.iter().find(|(code, _)| *code == error.code) {
        Some((_, hint)) => UiError { hint: (*hint).to_owned(), ..error },
        None => error,
    }
}
