//! The verbs of clients, services and settings, and the way to every other command.

use clap::{Args, Subcommand};

#[derive(Args)]
#[command(after_help = "Examples:\n  daybook clients\n  daybook clients lena br")]
pub struct Clients {
    /// Beginnings of words of the name or email address [default: all]
    pub query: Vec<String>,
}

#[derive(Args)]
#[command(after_help = "Without a verb: the list.\n\n\
Examples:\n  \
daybook services\n  \
daybook services save --name \"First session\" --minutes 80 --hue moss")]
#[command(disable_help_subcommand = true)]
pub struct Services {
    #[command(subcommand)]
    pub verb: Option<ServicesVerb>,
}

#[derive(Subcommand)]
pub enum ServicesVerb {
    /// Add a service, or change the one of --id
    Save(SaveService),
}

#[derive(Args)]
#[command(after_help = "With --id, what is not given stays as it is.\n\n\
Examples:\n  \
daybook services save --name \"First session\" --minutes 80 --hue moss\n  \
daybook services save --id ID --minutes 90 --break 10")]
pub struct SaveService {
    /// Id of a service, as `daybook services` prints it [default: a new one]
    #[arg(long)]
    pub id: Option<String>,
    /// What clients call it
    #[arg(long, required_unless_present = "id")]
    pub name: Option<String>,
    /// Length in minutes, 1 to 1440
    #[arg(long, value_name = "N", required_unless_present = "id")]
    pub minutes: Option<u32>,
    /// Colour: petrol, indigo, plum, moss, blue, olive, rose or slate [default: petrol]
    #[arg(long, value_name = "COLOUR")]
    pub hue: Option<String>,
    /// A line for the calendar and the client that a booking of it begins with; "" = none
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Minutes that are kept free after each appointment of it, 0 to 240 [default: 0]
    #[arg(long = "break", value_name = "MINUTES")]
    pub break_minutes: Option<u32>,
}

#[derive(Subcommand)]
#[command(disable_help_subcommand = true)]
#[command(after_help = "Examples:\n  \
daybook settings get\n  \
daybook settings set hours.friday 09:00-14:00")]
pub enum SettingsVerb {
    /// Show all settings, or the one named
    #[command(after_help = "Examples:\n  daybook settings get\n  daybook settings get zone --json")]
    Get {
        /// Name of a setting, as `daybook settings get` prints it [default: all]
        name: Option<String>,
    },
    /// Change a setting
    #[command(after_help = "zone            a time zone such as Europe/Berlin, or `computer`\n\
hours.DAY       working hours of monday to sunday: 09:00-13:00,14:00-18:00, or `off`\n\
exceptions      days off or with other hours, all of them: 2026-12-24..2027-01-01=off;2027-01-05=09:00-13:00, or `none`\n\
start_step      minutes between possible starts: 5, 10, 15, 20, 30 or 60\n\
notice_minutes  the shortest time from now to an appointment, in minutes\n\
horizon_days    the latest day for an appointment, in days from today, or `none`\n\
most_a_day      the most appointments a day, or `none`\n\
travel_minutes  minutes between two appointments at different places\n\
theme           system, light or dark\n\
hour_height     compact, normal or roomy\n\
clock           system, 24 or 12\n\
week_start      monday, sunday or saturday\n\
single_keys     true or false: single-key shortcuts in the window\n\n\
Examples:\n  \
daybook settings set zone Europe/Berlin\n  \
daybook settings set hours.friday 09:00-13:00,14:00-16:00\n  \
daybook settings set hours.saturday off\n  \
daybook settings set notice_minutes 1440")]
    Set {
        /// Name of a setting, such as start_step or hours.monday
        name: String,
        /// Its new value, such as 15 or 09:00-13:00,14:00-18:00
        value: String,
    },
}

#[derive(Args)]
#[command(
    after_help = "The commands, their arguments and results are those of the window: an unknown name lists them, and \
docs/terminal.md says where they are described. A password or passphrase is taken from standard input only (`-`). What is \
changed goes out with the next sync.\n\n\
Examples:\n  \
daybook call agenda '{\"from\": \"2026-12-01\", \"to\": \"2026-12-07\"}'\n  \
daybook call status\n  \
daybook call look_up - < sign-in.json"
)]
pub struct Call {
    /// Name of the command, such as set_calendar
    pub name: String,
    /// Its arguments as one JSON object, or `-` to read them from standard input [default: none]
    #[arg(value_name = "JSON")]
    pub arguments: Option<String>,
}
