//! The verb of calendar files.

use std::path::PathBuf;

use clap::Args;

#[derive(Args)]
#[command(
    after_help = "Reads nothing but the file: no data, no key, no network. Cancelled ones are left out. Ends with 3 if something \
could not be known, and says what on standard error.\n\n\
Examples:\n  \
daybook occurrences holidays.ics --from 2026-12-01 --to 2026-12-31\n  \
daybook occurrences - --from 2026-12-01 --to 2026-12-31 --zone Europe/Berlin --json < holidays.ics"
)]
pub struct Occurrences {
    /// A calendar file (.ics), or `-` to read it from standard input
    pub file: PathBuf,
    /// First day, such as 2026-12-01
    #[arg(long, value_name = "DAY")]
    pub from: String,
    /// Last day, such as 2026-12-31
    #[arg(long, value_name = "DAY")]
    pub to: String,
    /// Time zone of the days and the answer, such as Europe/Berlin [default: that of this computer]
    #[arg(long)]
    pub zone: Option<String>,
}
