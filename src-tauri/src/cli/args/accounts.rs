//! The verbs of accounts and their calendars.

use clap::Args;
use daybook_core::app::views::Rule;

use super::YesNo;

#[derive(Args)]
#[command(after_help = "Examples:\n  \
daybook connect google\n  \
daybook connect outlook --no-browser\n  \
printf '%s\\n' \"$PASSWORD\" | daybook connect caldav --url https://dav.example --user anna --password-stdin\n  \
daybook connect link --link-stdin --name 'School holidays' < link.txt")]
pub struct Connect {
    /// What to connect; `daybook providers` lists them
    pub provider: String,
    /// Server address [default: found by the user name, where that is an email address]
    #[arg(long)]
    pub url: Option<String>,
    /// User name or email address
    #[arg(long, value_name = "NAME", requires = "password_stdin")]
    pub user: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long, requires = "user")]
    pub password_stdin: bool,
    /// Make a calendar of this name there, if the account has none
    #[arg(long, value_name = "NAME", requires = "user")]
    pub make_calendar: Option<String>,
    /// Read a calendar link (https or webcal) from the first line of standard input
    #[arg(long, conflicts_with_all = ["user", "url", "password_stdin"])]
    pub link_stdin: bool,
    /// Your own name for the calendar of a link [default: what it is called there]
    #[arg(long, value_name = "NAME", requires = "link_stdin")]
    pub name: Option<String>,
    /// Id of the connection whose link no longer works: the new one takes its place, and what you chose stays
    #[arg(long, value_name = "ID", requires = "link_stdin")]
    pub replaces: Option<String>,
    /// Where a browser signs in: print the address and open none
    #[arg(long, conflicts_with_all = ["user", "url", "password_stdin", "link_stdin"])]
    pub no_browser: bool,
}

#[derive(Args)]
#[command(
    after_help = "Its sign-in is deleted here and revoked at the provider. Events there stay as they are, and busy \
times from there are removed here.\n\n\
Examples:\n  daybook disconnect ID\n  daybook disconnect ID --remove"
)]
pub struct Disconnect {
    /// Id of the connection, as `daybook connections` prints it
    pub id: String,
    /// Remove the appointments of its calendars here too; a change that waits for them is not sent
    #[arg(long)]
    pub remove: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  daybook pause ID\n  daybook pause ID --off")]
pub struct Pause {
    /// Id of the connection, as `daybook connections` prints it
    pub id: String,
    /// Sync it again, as `daybook resume` does
    #[arg(long)]
    pub off: bool,
}

#[derive(Args)]
#[command(group(clap::ArgGroup::new("change").required(true).multiple(true).args(["busy", "bookings", "rules"])))]
#[command(
    after_help = "A rule says of one kind of its events whether they count as busy: all_day, tentative, unanswered (an \
invitation that you have not answered), unanswered_all_day, declined, free (marked so), out_of_office, elsewhere (where you \
work), birthdays (holidays too), travel (the way to an event). `daybook calendars` prints those that you changed, and with \
--json all of them.\n\n\
Examples:\n  \
daybook calendar ID --busy no\n  \
daybook calendar ID --bookings\n  \
daybook calendar ID --rule tentative=free --rule unanswered_all_day=busy"
)]
pub struct Calendar {
    /// Id of the calendar, as `daybook calendars` prints it
    pub id: String,
    /// Whether its events block bookings
    #[arg(long, value_enum)]
    pub busy: Option<YesNo>,
    /// It receives bookings
    #[arg(long)]
    pub bookings: bool,
    /// Whether events of one kind count as busy, as in tentative=free; may be repeated
    #[arg(long = "rule", value_name = "KIND=busy|free", value_parser = rule)]
    pub rules: Vec<(Rule, bool)>,
}

fn rule(text: &str) -> Result<(Rule, bool), String> {
    let (kind, counts) = text.split_once('=').ok_or("write it as tentative=free")?;
    let counts = match counts {
        "busy" => true,
        "free" => false,
        _ => return Err("a kind counts as busy or as free".to_owned()),
    };
    let known = || Rule::ALL.iter().copied().filter(|rule| *rule != Rule::Busy);
    let rule = known().find(|rule| rule.word() == kind);
    rule.map(|rule| (rule, counts)).ok_or_else(|| {
        let words: Vec<_> = known().map(Rule::word).collect();
        format!("the kinds are {}", words.join(", "))
    })
}
