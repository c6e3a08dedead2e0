//! The verbs of appointments and of times.

use clap::{Args, ValueEnum};
use daybook_core::app::views::{Scope, Status};

use super::{Which, YesNo};

#[derive(Args)]
pub struct Agenda {
    /// First day, such as 2026-12-01
    #[arg(long, value_name = "DAY")]
    pub from: String,
    /// Last day, such as 2026-12-07; a year later at most
    #[arg(long, value_name = "DAY")]
    pub to: String,
}

/// A time that is not taken yet.
#[derive(Args)]
pub struct Time {
    /// Wall clock, such as 2026-12-01T10:00
    #[arg(long, value_name = "TIME")]
    pub start: String,
    /// Length in minutes, 1 to 1440
    #[arg(long, value_name = "N")]
    pub minutes: u32,
    /// Time zone of --start, such as Europe/Berlin [default: yours]
    #[arg(long)]
    pub zone: Option<String>,
    /// Which of the two, where the clocks go back and --start comes twice
    #[arg(long, value_enum)]
    pub fold: Option<Which>,
}

/// Whether the client hears of a change.
#[derive(Args)]
pub struct Telling {
    /// Do not tell the client; refused where the account tells guests of every change
    #[arg(long)]
    no_notify: bool,
    /// Have the provider tell the client, if they were invited [default]
    #[arg(long, conflicts_with = "no_notify")]
    notify: bool,
}

impl Telling {
    pub const fn notify(&self) -> bool {
        self.notify || !self.no_notify
    }
}

#[derive(Args)]
#[command(
    after_help = "It is saved here first and then sent at once; without a network it goes out with the next sync.\n\
An overlap is refused. Where a calendar was not read lately, it is asked about the time first, for two seconds at most. Of a \
time that could not be checked it is said what was not, and you are asked whether it is meant; without a terminal, or with \
--json, it is booked unasked, said, and ends with 3.\n\
--repeat books a series: every one to four weeks (FREQ=WEEKLY;INTERVAL=2) or every month (FREQ=MONTHLY), with COUNT or UNTIL or \
neither. `daybook check --repeat` lists its odd dates before: --skip leaves one out, --move has it take place at another time.\n\n\
Examples:\n  \
daybook book --client \"Lena Brandt\" --start 2026-12-01T10:00 --minutes 50 --repeat 'FREQ=WEEKLY;COUNT=10' --skip 2026-12-29 \
--move 2026-12-08=2026-12-09T10:30\n  \
daybook book --client \"Lena Brandt\" --start 2026-12-01T10:00 --minutes 50\n  \
daybook book --client \"Lena Brandt\" --email lena@example.com --invite --start 2026-12-01T10:00 --minutes 50 --json"
)]
pub struct Book {
    /// Name of the client; a new name adds a client
    #[arg(long, value_name = "NAME")]
    pub client: String,
    /// Email address of the client
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    #[command(flatten)]
    pub time: Time,
    /// Name or id of a service; `daybook services` lists them
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// What it is called in the calendar [default: the client's name]
    #[arg(long)]
    pub title: Option<String>,
    /// Where it takes place: an address, a room, a link
    #[arg(long)]
    pub place: Option<String>,
    /// A line for the calendar and the client; "" = none [default: that of the service]
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Private; never leaves this computer
    #[arg(long)]
    pub notes: Option<String>,
    /// Id of a calendar, or `local` for this computer only [default: the one that receives bookings]
    #[arg(long, value_name = "ID")]
    pub calendar: Option<String>,
    /// Have the provider invite the client; accounts that always email guests tell them of every later change too
    #[arg(long, requires = "email")]
    pub invite: bool,
    /// Book although it overlaps; where it could not be checked, neither ask nor end with 3
    #[arg(long)]
    pub anyway: bool,
    /// Book a series with this rule of RFC 5545; --start is its first date
    #[arg(long, value_name = "RRULE")]
    pub repeat: Option<String>,
    /// Dates that the series leaves out, such as 2026-12-24,2026-12-31; they count for COUNT
    #[arg(long, value_name = "DAYS", value_delimiter = ',', requires = "repeat")]
    pub skip: Vec<String>,
    /// A date of the series that takes place at another time, such as 2026-12-08=2026-12-09T10:30; may be repeated
    #[arg(long = "move", value_name = "DAY=TIME", requires = "repeat")]
    pub moves: Vec<String>,
}

#[derive(Args)]
#[command(after_help = "Nothing is sent. From then on it is moved and cancelled like any appointment.\n\n\
Example:\n  \
daybook adopt EVENT --client \"Lena Brandt\"")]
pub struct Adopt {
    /// Id of the event, as `daybook agenda` prints it
    pub event: String,
    /// Name of the client; a new name adds a client
    #[arg(long, value_name = "NAME")]
    pub client: String,
    /// Email address of the client [default: that of the event's guest]
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Name or id of a service; `daybook services` lists them
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
}

#[derive(Args)]
#[command(
    after_help = "An overlap is refused. Where a calendar was not read lately, it is asked about the time first, for two seconds at most. Of a \
time that could not be checked it is said what was not, and you are asked whether it is meant; without a terminal, or with \
--json, it is taken unasked, said, and ends with 3.\n\
A date of a series wants --scope; with `later` the dates from that one on become a series of their own, whose id is printed.\n\n\
Examples:\n  \
daybook reschedule ID --start 2026-12-02T11:00\n  \
daybook reschedule ID --start 2026-12-02T11:00 --minutes 80 --no-notify\n  \
daybook reschedule ID@2026-12-08 --start 2026-12-09T10:30 --scope this"
)]
pub struct Reschedule {
    /// Id of the appointment, as `daybook agenda` prints it
    pub id: String,
    /// The new start, such as 2026-12-02T11:00, in the appointment's own zone
    #[arg(long, value_name = "TIME")]
    pub start: String,
    /// The new length in minutes, 1 to 1440 [default: as before]
    #[arg(long, value_name = "N")]
    pub minutes: Option<u32>,
    /// Which of the two, where the clocks go back and --start comes twice
    #[arg(long, value_enum)]
    pub fold: Option<Which>,
    #[command(flatten)]
    pub telling: Telling,
    /// Move although it overlaps; where it could not be checked, neither ask nor end with 3
    #[arg(long)]
    pub anyway: bool,
    /// How much of a series is moved; with `later` and `all` the others of them go along as far
    #[arg(long, value_enum)]
    pub scope: Option<HowMuch>,
}

/// How much of a series is meant.
#[derive(Clone, Copy, ValueEnum)]
pub enum HowMuch {
    /// The date alone
    This,
    /// That date and all after it
    Later,
    /// All of the series
    All,
}

impl HowMuch {
    /// Returns it as the app has it.
    pub fn scope(self) -> Scope {
        match self {
            Self::This => Scope::This,
            Self::Later => Scope::Later,
            Self::All => Scope::All,
        }
    }
}

#[derive(Args)]
#[command(group(clap::ArgGroup::new("changes").required(true).multiple(true).args(
    ["client", "email", "start", "minutes", "zone", "fold", "service", "title", "place", "description", "notes", "invite"])))]
#[command(
    after_help = "Only what is given changes. \"\" empties a text. Notes and service stay on this computer and send nothing.\n\
A new time that overlaps is refused. Where a calendar was not read lately, it is asked about the time first, for two seconds at \
most. Of a time that could not be checked it is said what was not, and you are asked whether it is meant; without a terminal, \
or with --json, it is taken unasked, said, and ends with 3.\n\n\
Examples:\n  \
daybook edit ID --place \"Room 2\" --notes \"Asked for a longer break\"\n  \
daybook edit ID --start 2026-12-02T11:00 --minutes 80\n  \
daybook edit ID --title \"\""
)]
pub struct Edit {
    /// Id of the appointment, as `daybook agenda` prints it
    pub id: String,
    /// Name of the client it is with; a new name adds a client
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// Email address of the client; "" removes it
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// The new start, such as 2026-12-02T11:00
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
    /// The new length in minutes, 1 to 1440
    #[arg(long, value_name = "N")]
    pub minutes: Option<u32>,
    /// Time zone of --start, such as Europe/Berlin [default: the appointment's own]
    #[arg(long, requires = "start")]
    pub zone: Option<String>,
    /// Which of the two, where the clocks go back and the time comes twice
    #[arg(long, value_enum)]
    pub fold: Option<Which>,
    /// Name or id of a service; "" for none
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// What it is called in the calendar; "" for the client's name
    #[arg(long)]
    pub title: Option<String>,
    /// Where it takes place; "" for nowhere
    #[arg(long)]
    pub place: Option<String>,
    /// A line for the calendar and the client; "" empties it
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Private; never leaves this computer
    #[arg(long)]
    pub notes: Option<String>,
    /// Whether the provider invites the client
    #[arg(long, value_enum)]
    pub invite: Option<YesNo>,
    #[command(flatten)]
    pub telling: Telling,
    /// Change although a new time overlaps; where it could not be checked, neither ask nor end with 3
    #[arg(long)]
    pub anyway: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  daybook mark ID tentative")]
pub struct Mark {
    /// Id of the appointment, as `daybook agenda` prints it
    pub id: String,
    /// How certain it is
    #[arg(value_enum)]
    pub status: Certainty,
    #[command(flatten)]
    pub telling: Telling,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Certainty {
    Confirmed,
    Tentative,
}

impl From<Certainty> for Status {
    fn from(certainty: Certainty) -> Self {
        match certainty {
            Certainty::Confirmed => Self::Confirmed,
            Certainty::Tentative => Self::Tentative,
        }
    }
}

#[derive(Args)]
#[command(after_help = "It stays in the agenda as cancelled. Cancelling again changes nothing.\n\
A date of a series wants --scope; what is cancelled of it is left out, and the series goes on.\n\n\
Examples:\n  \
daybook cancel ID --no-notify\n  \
daybook cancel ID@2026-12-08 --scope later")]
pub struct Cancel {
    /// Id of the appointment, as `daybook agenda` prints it
    pub id: String,
    /// How much of a series is cancelled
    #[arg(long, value_enum)]
    pub scope: Option<HowMuch>,
    #[command(flatten)]
    pub telling: Telling,
}

#[derive(Args)]
#[command(
    after_help = "Free ends with 0; busy and unknown end with 3. Unknown is never free: it names each calendar that \
could not be checked, and why. The calendars themselves are asked, for two seconds at most. With --json, \
`verdict` is free, busy or unknown, `reasons` says why, `next_free` is the next time that is, and `limits` says what \
of your own it breaks: hours, days off, notice, breaks.\n\n\
Examples:\n  \
daybook check --start 2026-12-01T10:00 --minutes 50\n  \
daybook check --start 2026-12-01T10:00 --minutes 50 --zone Europe/Berlin --except ID --json\n  \
daybook check --start 2026-12-01T10:00 --minutes 50 --repeat 'FREQ=WEEKLY;COUNT=10'"
)]
pub struct Check {
    #[command(flatten)]
    pub time: Time,
    /// Name or id of a service, whose break follows it [default: that of --except]
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// Where it takes place, for the way between two places [default: that of --except]
    #[arg(long)]
    pub place: Option<String>,
    /// An appointment that does not count, because it is the one to be moved
    #[arg(long, value_name = "ID")]
    pub except: Option<String>,
    /// Ask no calendar: answer by what was read
    #[arg(long)]
    pub offline: bool,
    /// List the odd dates of a series with this rule: taken, not known, against your limits, or moved by the clocks
    #[arg(long, value_name = "RRULE", conflicts_with = "except")]
    pub repeat: Option<String>,
    /// A date of the series that takes place at another time, such as 2026-12-08=2026-12-09T10:30; may be repeated
    #[arg(long = "move", value_name = "DAY=TIME", requires = "repeat")]
    pub moves: Vec<String>,
}

#[derive(Args)]
#[command(
    after_help = "It stays in the agenda and takes no time. Once it is changed in its calendar, it counts again.\n\n\
Examples:\n  \
daybook ignore EVENT\n  \
daybook ignore EVENT --stop"
)]
pub struct Ignore {
    /// Id of the event, as `daybook check` and `daybook agenda` print it
    pub event: String,
    /// Have it count again
    #[arg(long)]
    pub stop: bool,
}

#[derive(Args)]
#[command(
    after_help = "Without --to it looks 60 days ahead. Ends with 3 if there is none, or if one of them could not be \
checked in every calendar. Beyond the days that Daybook reads of a calendar there is none. What you set of your own time \
holds: working hours, days off, notice, breaks, and how many a day (`daybook settings get`).\n\n\
Examples:\n  \
daybook free --from 2026-12-01 --minutes 50\n  \
daybook free --from 2026-12-01T14:00 --minutes 80 --count 3 --json\n  \
daybook free --from 2026-12-01 --to 2026-12-05 --service \"First session\" --json"
)]
pub struct Free {
    /// First day, or a time of one: 2026-12-01 or 2026-12-01T14:00
    #[arg(long, value_name = "DAY")]
    pub from: String,
    /// Last day, such as 2026-12-05; a year later at most
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Length in minutes, 1 to 1440 [default: what is usual for the client, else that of the service]
    #[arg(long, value_name = "N", required_unless_present_any = ["service", "client"])]
    pub minutes: Option<u32>,
    /// Name or id of a service that gives the length, and the break after it; `daybook services` lists them
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// Name or id of a client; as long as most of their last appointments
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// Where it takes place, for the way between two places [default: that of --except]
    #[arg(long)]
    pub place: Option<String>,
    /// How many, 1 to 50 [default: 5; with --to all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=50))]
    pub count: Option<u32>,
    /// An appointment that does not count, because it is the one to be moved
    #[arg(long, value_name = "ID")]
    pub except: Option<String>,
}
