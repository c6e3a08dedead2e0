//! The words of the command line: the options of every verb, the list of verbs, and what `--help` says of each.

mod accounts;
mod appointments;
mod changes;
#[cfg(test)]
mod help;
mod occurrences;
mod practice;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use daybook_core::app::views::Fold;

pub use accounts::{Calendar, Connect, Disconnect, Pause};
pub use appointments::{Adopt, Agenda, Book, Cancel, Check, Edit, Free, HowMuch, Ignore, Mark, Reschedule};
pub use changes::{Activity, BringBack, Decided, Decision, Undo};
pub use occurrences::Occurrences;
pub use practice::{Call, Clients, SaveService, Services, ServicesVerb, SettingsVerb};

/// Book, move and cancel appointments, with or without a network. Without a verb: open the window.
#[derive(Parser, Default)]
#[command(name = "daybook", version, args_conflicts_with_subcommands = false, disable_help_subcommand = true)]
#[command(after_help = "`daybook VERB --help` explains a verb, with examples. `daybook URL` hands a link \
(app.daybook.desktop:…) to the window.\n\n\
Exit codes:\n  \
0  done\n  \
1  failed\n  \
2  not understood, or not to be had: the command line, or what a value says. Nothing was done\n  \
3  done, but something needs you: a decision, a sign-in, a time that is taken or could not be checked\n  \
4  done here, but the provider could not be reached, or its server failed at it: it goes out with the next sync\n\n\
With --json, standard output holds one JSON value, and an error is {\"code\",\"message\",\"hint\"} on standard error.")]
pub struct Cli {
    /// Folder of the data [default: $DAYBOOK_DATA_DIR, else the system's place for data]
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
    /// List appointments and busy times
    #[command(after_help = "Example:\n  daybook agenda --from 2026-12-01 --to 2026-12-07")]
    Agenda(Agenda),
    /// Show one appointment with all that is known of it
    #[command(after_help = "Example:\n  daybook appointment ID")]
    Appointment {
        /// Id of the appointment, as `daybook agenda` prints it
        id: String,
    },
    /// Book an appointment
    Book(Book),
    /// Make an appointment of an event that you made elsewhere
    Adopt(Adopt),
    /// Move an appointment
    Reschedule(Reschedule),
    /// Change an appointment; what is not given stays as it is
    Edit(Edit),
    /// Mark an appointment as confirmed or tentative
    Mark(Mark),
    /// Cancel an appointment
    Cancel(Cancel),
    /// Take the newest change of an appointment back, unless it was sent already
    Undo(Undo),
    /// Show what happened to an appointment: who changed what, when, and who was told
    #[command(after_help = "Example:\n  daybook history ID")]
    History {
        /// Id of the appointment, as `daybook agenda` prints it
        id: String,
    },
    /// Make an appointment again what it was before a change
    BringBack(BringBack),
    /// Say whether a time is free: free, busy or unknown
    Check(Check),
    /// List the next free times within your working hours
    Free(Free),
    /// Have an event that cannot be read take no time
    Ignore(Ignore),
    /// List what happens in a calendar file on some days
    Occurrences(Occurrences),
    /// List clients, those seen last first
    Clients(Clients),
    /// List or save what clients can book
    Services(Services),
    /// Send and fetch now
    #[command(after_help = "Example:\n  daybook sync")]
    Sync,
    /// Show at one look whether everything is well
    #[command(after_help = "Ends with 3 if something needs you.\n\nExample:\n  daybook status --json")]
    Status,
    /// List the changes on their way and those of today, and decide about what needs you
    Activity(Activity),
    /// List the appointments that turned out to be at a time that is taken, and by what
    #[command(after_help = "Ends with 3 if there is one.\n\nExample:\n  daybook clashes --json")]
    Clashes,
    /// List the changes that have not reached a calendar yet
    #[command(after_help = "Example:\n  daybook outbox --json")]
    Outbox,
    /// Send the appointments that are only on this computer to the calendar that receives bookings
    #[command(after_help = "Example:\n  daybook send-local")]
    SendLocal,
    /// List what can be connected
    #[command(after_help = "Example:\n  daybook providers")]
    Providers,
    /// Connect an account: look for its calendars, then save
    Connect(Connect),
    /// Finish a sign-in with the address the browser came back to
    #[command(after_help = "Example:\n  daybook finish-sign-in 'app.daybook.desktop:/oauth/callback?code=…'")]
    FinishSignIn {
        /// The whole address out of the browser's address bar
        #[arg(value_name = "URL")]
        link: String,
    },
    /// List the connected accounts and their calendars
    #[command(after_help = "Example:\n  daybook connections")]
    Connections,
    /// Forget an account; your appointments stay here, unless you say otherwise
    Disconnect(Disconnect),
    /// Make this the account whose calendar receives bookings
    #[command(after_help = "Example:\n  daybook primary ID")]
    Primary {
        /// Id of the connection, as `daybook connections` prints it
        id: String,
    },
    /// Stop syncing an account for a while; its times count as unknown meanwhile
    Pause(Pause),
    /// Sync a paused account again
    #[command(after_help = "Example:\n  daybook resume ID")]
    Resume {
        /// Id of the connection, as `daybook connections` prints it
        id: String,
    },
    /// List the calendars of all accounts
    #[command(after_help = "Example:\n  daybook calendars")]
    Calendars,
    /// Change what a calendar is for
    Calendar(Calendar),
    /// Show or change the settings
    #[command(subcommand)]
    Settings(SettingsVerb),
    /// Call any command of the window by its name, with its arguments as JSON
    Call(Call),
}

/// What a verb does with the key of the data.
#[derive(Clone, Copy)]
pub enum Key {
    /// It can say nothing while the data is locked.
    Needed,
    /// It says more with it.
    Welcome,
    Unused,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum YesNo {
    Yes,
    No,
}

/// Before or after the clocks go back.
#[derive(Clone, Copy, ValueEnum)]
pub enum Which {
    First,
    Second,
}

impl Which {
    /// Returns it as the app has it.
    pub fn fold(self) -> Fold {
        match self {
            Self::First => Fold::First,
            Self::Second => Fold::Second,
        }
    }
}

impl Verb {
    /// What it does with the key of the data.
    pub const fn key(&self) -> Key {
        match self {
            Self::Providers | Self::Occurrences(_) => Key::Unused,
            Self::Status | Self::Call(_) => Key::Welcome,
            Self::Agenda(_)
            | Self::Appointment { .. }
            | Self::Book(_)
            | Self::Adopt(_)
            | Self::Reschedule(_)
            | Self::Edit(_)
            | Self::Mark(_)
            | Self::Cancel(_)
            | Self::Undo(_)
            | Self::History { .. }
            | Self::BringBack(_)
            | Self::Check(_)
            | Self::Free(_)
            | Self::Ignore(_)
            | Self::Clients(_)
            | Self::Services(_)
            | Self::Sync
            | Self::Activity(_)
            | Self::Clashes
            | Self::Outbox
            | Self::SendLocal
            | Self::Connect(_)
            | Self::FinishSignIn { .. }
            | Self::Connections
            | Self::Disconnect(_)
            | Self::Primary { .. }
            | Self::Pause(_)
            | Self::Resume { .. }
            | Self::Calendars
            | Self::Calendar(_)
            | Self::Settings(_) => Key::Needed,
        }
    }
}
