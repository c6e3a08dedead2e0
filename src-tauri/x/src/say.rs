//! Prints progress, and runs other programs.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

pub type Done = Result<(), Stop>;

/// Why `cargo x` stops: a sentence for the person.
#[derive(Debug)]
pub struct Stop {
    pub sentence: String,
    pub code: ExitCode,
}

impl Stop {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: ExitCode::FAILURE }
    }

    /// The command line was not understood: exit code 2.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), code: ExitCode::from(2) }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// Prints one line of progress: `setup    npm packages: up to date`.
pub fn say(area: &str, what: impl fmt::Display) {
    eprintln!("{area:<8} {what}");
}

/// Runs `command` on this terminal, and prints how long it took if that was noticeable.
pub fn run(area: &str, command: &mut Command) -> Done {
    let line = line_of(command);
    say(area, &line);
    let began = Instant::now();
    let status = command.status().map_err(|error| Stop::new(format!("{line}: {error}")))?;
    if !status.success() {
        return Err(Stop::new(format!("{area}: `{line}` failed ({status})")));
    }
    let seconds = began.elapsed().as_secs();
    if seconds >= 5 {
        say(area, format_args!("took {}:{:02}", seconds / 60, seconds % 60));
    }
    Ok(())
}

/// Runs `command` and passes each line of its standard output to `line` after printing it.
/// Returns whether it succeeded.
pub fn run_reading(area: &str, command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool, Stop> {
    let shown = line_of(command);
    say(area, &shown);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| Stop::new(format!("{shown}: {error}")))?;
    if let Some(out) = child.stdout.take() {
        for text in BufReader::new(out).split(b'\n') {
            let text = String::from_utf8_lossy(&text?).into_owned();
            println!("{text}");
            line(&text);
        }
    }
    Ok(child.wait()?.success())
}

/// Returns the trimmed standard output of a program; `None` if it fails.
pub fn ask<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> Option<String> {
    let out = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Returns whether a program of this name is on PATH.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let suffix = std::env::consts::EXE_SUFFIX;
    std::env::split_paths(&path).any(|folder| {
        folder.join(format!("{program}{suffix}")).is_file()
            || (cfg!(windows) && folder.join(format!("{program}.cmd")).is_file())
    })
}

fn line_of(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        let arg = arg.to_string_lossy();
        line.push(' ');
        if arg.contains(' ') {
            line.push_str(&format!("'{arg}'"));
        } else {
            line.push_str(&arg);
        }
    }
    line
}
