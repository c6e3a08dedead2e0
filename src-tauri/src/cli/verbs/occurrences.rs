//! What happens in a calendar file. Needs no data, no key and no network.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use daybook_core::app::occurrences::of_file;
use daybook_core::app::views::UiError;

use super::Ended;
use crate::cli::args::Occurrences;
use crate::cli::{End, print};
use crate::clock;

/// The largest file, bytes.
const LARGEST: u64 = 256 * 1024 * 1024;

pub fn occurrences(asked: &Occurrences, json: bool) -> Ended {
    let zone = asked.zone.clone().or_else(clock::zone_name).ok_or_else(|| {
        UiError::input(
            "This computer does not say in which time zone it is.",
            "Name one with --zone, such as --zone Europe/Berlin.",
        )
    })?;
    let found = of_file(&read(&asked.file)?, &asked.from, &asked.to, &zone)?;
    print::value(&found.occurrences, json, |all| print::occurrences(all, found.is_complete()))?;
    print::unknown(&found, json);
    Ok(if found.is_complete() { End::Done } else { End::NeedsYou })
}

fn read(path: &Path) -> Result<Vec<u8>, UiError> {
    let opened: io::Result<Box<dyn Read>> = if path == Path::new("-") {
        Ok(Box::new(io::stdin().lock()))
    } else {
        File::open(path).map(|file| Box::new(file) as Box<dyn Read>)
    };
    let mut all = Vec::new();
    let length = opened.and_then(|input| input.take(LARGEST + 1).read_to_end(&mut all)).map_err(|error| {
        let message = format!("The file ‘{}’ cannot be read.", path.display());
        UiError::input(message, format!("The system says: {}.", error.kind()))
    })?;
    if u64::try_from(length).is_ok_and(|length| length <= LARGEST) {
        return Ok(all);
    }
    let largest = LARGEST / 1024 / 1024;
    Err(UiError::input("The file is too large.", format!("Files of up to {largest} MB are read.")))
}
