//! A browser whose person consents, as `xdg-open` first on PATH: opens the address it is given, presses what the sign-in page offers
//! first, and goes on to the app's listener, or hands a deep link to `xdg-open`.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

use std::process::{Command, ExitCode};

use daybook_tests::browser::{Browser, Opened};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let address = std::env::args().nth(1).unwrap_or_default();
    // A deep link that nobody registered comes back here by way of `xdg-open`: round and round.
    if !address.starts_with("http") {
        eprintln!("only web pages are opened");
        return ExitCode::from(2);
    }
    match Browser::new().open(&address).await {
        Opened::Answered(_) => ExitCode::SUCCESS,
        Opened::DeepLink { link, times } => {
            let opened = (0..times).all(|_| Command::new("xdg-open").arg(&link).status().unwrap().success());
            ExitCode::from(u8::from(!opened))
        }
        Opened::Page { status, .. } => {
            eprintln!("the sign-in page stayed open: {status}");
            ExitCode::from(3)
        }
    }
}
