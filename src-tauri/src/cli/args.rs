//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Book, move and cancel appointments, with or without a network. Without a verb: open the window.
#[derive(Parser, Default)]
#[command(name = "daybook", version, args_conflicts_with_subcommands = false, disable_help_subcommand = true)]
#[command(after_help = "daybook URL hands a link (app.daybook.desktop:…) to the window.\n\
    Exit codes: 0 done, 1 failed, 2 not understood, 3 done but something needs you,\n\
    4 done here but the provider could not be reached.")]
pub struct Cli {
    /// Where the data lies [default: $DAYBOOK_DATA_DIR, else the system's place for data]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print one JSON value; errors as {"code","message","hint"}
    #[arg(long, global = true)]
    pub json: bool,
    /// Where there is no keychain: read the passphrase of the data from the first line of standard input
    #[arg(long, global = true)]
    pub passphrase_stdin: bool,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

#[derive(Subcommand)]
pub enum Verb {
    /// What can be connected
    Providers,
    /// Connect an account: looks for its calendars, then saves
    Connect(Connect),
    /// Finish a sign-in with the address the browser came back to
    FinishSignIn {
        #[arg(value_name = "URL")]
        link: String,
    },
    /// The connected accounts and their calendars
    Connections,
    /// Forget an account; your appointments stay here
    Disconnect { id: String },
    /// Make this the account whose calendar receives bookings
    Primary { id: String },
    /// The calendars of all accounts
    Calendars,
    /// Change what a calendar is for
    Calendar(Calendar),
    /// Book an appointment
    Book(Book),
    /// Move an appointment
    Reschedule(Reschedule),
    /// Cancel an appointment
    Cancel {
        id: String,
        /// Do not tell the client
        #[arg(long)]
        no_notify: bool,
    },
    /// Appointments and busy times
    Agenda {
        /// First day, such as 2026-12-01
        #[arg(long, value_name = "DAY")]
        from: String,
        /// Last day
        #[arg(long, value_name = "DAY")]
        to: String,
    },
    /// Changes on their way to a calendar
    Outbox,
    /// Send and fetch now
    Sync,
}

#[derive(Args)]
pub struct Connect {
    /// What to connect; `daybook providers` lists them
    pub provider: String,
    /// Server address [default: found by the user name, where that is an e-mail address]
    #[arg(long)]
    pub url: Option<String>,
    /// User name or e-mail address
    #[arg(long, value_name = "NAME", requires = "password_stdin")]
    pub user: Option<String>,
    /// Read the password from standard input
    #[arg(long, requires = "user")]
    pub password_stdin: bool,
    /// Where a browser signs in: print the address and open none
    #[arg(long, conflicts_with_all = ["user", "url", "password_stdin"])]
    pub no_browser: bool,
}

#[derive(Args)]
#[command(group(clap::ArgGroup::new("change").required(true).multiple(true).args(["busy", "bookings"])))]
pub struct Calendar {
    pub id: String,
    /// Its events block bookings
    #[arg(long, value_enum)]
    pub busy: Option<YesNo>,
    /// It receives bookings
    #[arg(long)]
    pub bookings: bool,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum YesNo {
    Yes,
    No,
}

#[derive(Args)]
pub struct Book {
    #[arg(long, value_name = "NAME")]
    pub client: String,
    #[arg(long)]
    pub email: Option<String>,
    /// Wall clock, such as 2026-12-01T10:00
    #[arg(long)]
    pub start: String,
    #[arg(long)]
    pub minutes: u32,
    /// Time zone of --start, such as Europe/Berlin [default: yours]
    #[arg(long)]
    pub zone: Option<String>,
    #[arg(long)]
    pub title: Option<String>,
    #[arg(long)]
    pub place: Option<String>,
    /// Private; never leaves this computer
    #[arg(long)]
    pub notes: Option<String>,
    /// Id of a calendar, or `local` [default: the one that receives bookings]
    #[arg(long, value_name = "ID")]
    pub calendar: Option<String>,
    /// Have the provider invite the client
    #[arg(long, requires = "email")]
    pub invite: bool,
    /// Book although it overlaps or could not be checked
    #[arg(long)]
    pub anyway: bool,
}

#[derive(Args)]
pub struct Reschedule {
    pub id: String,
    /// The new start, in the appointment's own zone
    #[arg(long, value_name = "T")]
    pub start: String,
    /// The new length [default: as before]
    #[arg(long)]
    pub minutes: Option<u32>,
    /// Do not tell the client
    #[arg(long)]
    pub no_notify: bool,
    /// Move although it overlaps or could not be checked
    #[arg(long)]
    pub anyway: bool,
}

impl Verb {
    /// Whether it cannot say anything while the data is locked.
    pub fn needs_key(&self) -> bool {
        match self {
            Self::Providers => false,
            Self::Connect(_)
            | Self::FinishSignIn { .. }
            | Self::Connections
            | Self::Disconnect { .. }
            | Self::Primary { .. }
            | Self::Calendars
            | Self::Calendar(_)
            | Self::Book(_)
            | Self::Reschedule(_)
            | Self::Cancel { .. }
            | Self::Agenda { .. }
            | Self::Outbox
            | Self::Sync => true,
        }
    }
}
