//! The verbs of what is on its way to a calendar.

use clap::{Args, Subcommand};
use daybook_core::app::views::HistoryField;

#[derive(Args)]
#[command(
    after_help = "The terminal sends a change at once. So this takes back what has not gone out (no network, a paused \
account), and what no calendar is told of (notes, or an appointment that is only on this computer). What was sent is changed \
back with reschedule, edit or cancel, and the client is told as of any change.\n\n\
Examples:\n  \
daybook undo CHANGE_ID\n  \
daybook undo ID --json"
)]
pub struct Undo {
    /// Id of the change (`change_id` of the JSON of book, reschedule, edit, mark or cancel), or of the appointment
    pub id: String,
    /// Although the time it goes back to was taken meanwhile
    #[arg(long)]
    pub anyway: bool,
}

#[derive(Args)]
#[command(
    after_help = "Nothing of the history is erased: bringing back is a new change, which is sent like any other. \
`daybook history ID` prints the ids of the changes.\n\n\
Examples:\n  \
daybook bring-back CHANGE_ID\n  \
daybook bring-back CHANGE_ID --no-notify --json"
)]
pub struct BringBack {
    /// Id of the change before which the appointment was as it shall be again
    pub change_id: String,
    /// Do not have the client told by the provider's mail
    #[arg(long)]
    pub no_notify: bool,
    /// Although the time is taken
    #[arg(long)]
    pub anyway: bool,
}

#[derive(Args)]
#[command(after_help = "Without a verb: the list. It ends with 3 if something needs you.\n\n\
Examples:\n  \
daybook activity\n  \
daybook activity retry ID\n  \
daybook activity keep ID\n  \
daybook activity choose ID --calendar CALENDAR_ID\n  \
daybook activity take-over CALENDAR_ID")]
#[command(disable_help_subcommand = true)]
pub struct Activity {
    #[command(subcommand)]
    pub decision: Option<Decided>,
}

#[derive(Subcommand)]
pub enum Decided {
    #[command(flatten)]
    Change(Decision),
    /// Much of a calendar is gone or moved: that is right
    #[command(
        after_help = "Where by now even more of it is gone, that is asked anew. Without this, what was known of the calendar stays \
busy; `daybook sync` looks again.\n\nExample:\n  daybook activity take-over CALENDAR_ID"
    )]
    TakeOver {
        /// Id of the calendar, as `daybook activity` prints it
        #[arg(value_name = "CALENDAR_ID")]
        id: String,
    },
}

#[derive(Subcommand)]
pub enum Decision {
    /// Send a change again now
    #[command(after_help = "Example:\n  daybook activity retry ID")]
    Retry {
        /// Id of the change or of its appointment, as `daybook activity` prints it
        id: String,
    },
    /// Forget a change that could not be sent
    #[command(
        after_help = "A booking stays on this computer; a move takes the time the calendar has; what was deleted there is \
cancelled here.\n\nExample:\n  daybook activity discard ID"
    )]
    Discard {
        /// Id of the change or of its appointment, as `daybook activity` prints it
        id: String,
    },
    /// Changed there too: what stands here is right
    #[command(
        after_help = "Your version is written over the one in the calendar. What was deleted there is booked there \
again.\n\nExample:\n  daybook activity keep ID"
    )]
    Keep {
        /// Id of the change or of its appointment, as `daybook activity` prints it
        id: String,
    },
    /// Changed there too: what stands in the calendar is right
    #[command(
        after_help = "The appointment takes what the calendar has. What was deleted there is cancelled here. With `--field`, only these \
of the fields asked about are taken, and the others are written over those in the calendar.\n\n\
Examples:\n  daybook activity use ID\n  daybook activity use ID --field title"
    )]
    Use {
        /// Id of the change or of its appointment, as `daybook activity` prints it
        id: String,
        /// Only this of what differs: time, title, place, description, status, invitation or calendar; may be given again
        #[arg(long = "field", value_name = "FIELD", value_parser = field)]
        fields: Vec<HistoryField>,
    },
    /// Made into a series there: change or cancel only this date
    #[command(after_help = "Every other date of the series stays as it is.\n\nExample:\n  daybook activity only ID")]
    Only {
        /// Id of the change or of its appointment, as `daybook activity` prints it
        id: String,
    },
    /// Send a booking to another calendar
    #[command(after_help = "Example:\n  daybook activity choose ID --calendar CALENDAR_ID")]
    Choose {
        /// Id of the change or of its appointment, as `daybook activity` prints it
        id: String,
        /// Id of the calendar, as `daybook calendars` prints it
        #[arg(long, value_name = "ID")]
        calendar: String,
    },
}

fn field(word: &str) -> Result<HistoryField, String> {
    HistoryField::from_word(word).ok_or_else(|| "it is called as `daybook activity` prints it".to_owned())
}
