//! Appointments and the days they are on.

use std::fmt::Write as _;

use daybook_core::app::views::{
    AgendaItem, Appointment, BusyBlock, Guess, Happened, Reason, Reply, Status, Sync, SyncState,
};

use super::known::{About, Accounts, account};
use super::sentences::{because, quoted};
use super::series::{passes_over, repeats};
use super::{line, minutes, times};
use crate::cli::answers::{Changed, Undone};

pub fn agenda(items: &[AgendaItem], known: &Accounts) -> String {
    if items.is_empty() {
        return "Nothing in these days.".to_owned();
    }
    items
        .iter()
        .map(|item| match item {
            AgendaItem::Appointment(item) => appointment(&item.appointment, known),
            AgendaItem::Busy(block) => busy(block),
        })
        .collect()
}

fn busy(block: &BusyBlock) -> String {
    let time = if block.all_day {
        "all day".to_owned()
    } else {
        until((&block.day, &block.from), (&block.end_day, &block.to), block.clocks.as_ref())
    };
    let title = match (block.unreadable, block.title.as_str()) {
        (true, "") => "an event that could not be read",
        (false, "") => "no title",
        (_, title) => title,
    };
    let kind = match (block.more, block.ignored, block.counts) {
        (true, _, _) => "more of it than is listed",
        (false, true, _) => "ignored",
        (false, false, true) => "busy",
        (false, false, false) => "free",
    };
    let zone = if block.zone_unknown { ", in a time zone that Daybook does not know" } else { "" };
    let unread = if block.unreadable && !block.title.is_empty() { ", could not be read" } else { "" };
    let (title, calendar) = (line(title), line(&block.calendar));
    format!("{} {time}  {title}{unread}, {calendar} ({kind}{zone})  {}\n", block.day, block.id)
}

pub fn appointment(one: &Appointment, known: &Accounts) -> String {
    let status = match one.status {
        Status::Confirmed => String::new(),
        Status::Tentative | Status::Cancelled => format!(", {}", status_words(one.status)),
    };
    let title = if one.titled { format!(", {}", line(&one.title)) } else { String::new() };
    let time = until((&one.day, &one.from), (&one.end_day, &one.to), one.clocks.as_ref());
    let sync = sync_words(&one.sync);
    let mut text = format!("{} {time}  {}{title}{status}, {sync}  {}\n", one.day, line(&one.client), one.id);
    text.extend(one.series.as_ref().map(|series| format!("    Repeats {}.\n", repeats(&series.repeat))));
    text += &guess(one);
    text += &why(one, known);
    text
}

/// What was made of the words and the length of an event alone, and how to confirm it.
fn guess(one: &Appointment) -> String {
    let taken = match (one.guessed.contains(&Guess::Client), one.guessed.contains(&Guess::Service)) {
        (false, false) => return String::new(),
        (true, false) => "Client taken from the event’s title.",
        (false, true) => "Service chosen by the event’s length.",
        (true, true) => "Client taken from the event’s title, service chosen by its length.",
    };
    let (field, name) = match (one.guessed.contains(&Guess::Client), one.service.as_deref()) {
        (false, Some(service)) => ("service", service),
        (_, _) => ("client", one.client.as_str()),
    };
    format!(
        "    {taken} Is that right? If so: daybook edit {} --{field} {}\n    If not, the same with the right name.\n",
        one.id,
        quoted(&line(name))
    )
}

/// Everything of one appointment.
pub fn details(one: &Appointment, known: &Accounts) -> String {
    let about = known.calendar(one.calendar_id.as_deref());
    let calendar = match (about.calendar, about.connection) {
        (Some(name), Some(connection)) => format!("{name} ({})", account(connection)),
        (_, _) => "this computer only".to_owned(),
    };
    let invited = if one.invite { reply_words(one.reply) } else { "not invited" };
    let email = one.email.as_deref().map(|email| format!("{email}, {invited}")).unwrap_or_default();
    let time = until((&one.day, &one.from), (&one.end_day, &one.to), one.clocks.as_ref());
    let series = one.series.as_ref().map(|series| repeats(&series.repeat));
    let there = if one.repeats { "in its calendar; this is one of the dates, the others are busy" } else { "" };
    let mut text = String::new();
    for (name, value) in [
        ("Client", one.client.as_str()),
        ("Email", &email),
        ("Title", &one.title),
        ("Time", &format!("{} {time}, {}", one.day, minutes(one.minutes))),
        ("Booked as", &format!("{} to {} in {}", one.start, one.end, one.zone)),
        ("Status", status_words(one.status)),
        ("Repeats", series.as_deref().unwrap_or(there)),
        ("Service", one.service.as_deref().unwrap_or_default()),
        ("Place", &one.place),
        ("About", &one.description),
        ("Notes", &one.notes),
        ("Calendar", &calendar),
        ("Sync", sync_words(&one.sync)),
        ("Id", &one.id),
    ] {
        if !value.is_empty() {
            let _ = writeln!(text, "{name:<10} {}", value.replace('\n', "\n           "));
        }
    }
    text += &guess(one);
    text += &why(one, known);
    text
}

/// A change: the appointment, and what its time is known to hold besides, unless that was `meant`.
pub fn changed(changed: &Changed, known: &Accounts, meant: bool) -> String {
    let mut text = appointment(&changed.appointment, known);
    // Of one of its dates nothing else is moved.
    let one = Some(&changed.appointment).filter(|one| changed.time.is_some() && !one.id.contains('@'));
    let passed = one.and_then(|one| passes_over(&one.series.as_ref()?.repeat, &one.start));
    text.extend(passed.map(|said| format!("    {said}\n")));
    if let Some(time) = changed.time.as_ref().filter(|_| !meant) {
        text.extend(time.clashes.iter().map(|clash| format!("    It overlaps {}.\n", times::clash(clash))));
        text += &times::unchecked(&time.unchecked, known, "    This time may clash. ");
        text += &times::limits(&time.limits, "    ");
    }
    text
}

pub fn undone(undone: &Undone, known: &Accounts) -> String {
    let what = match undone.undone {
        Happened::Book | Happened::Found | Happened::Adopted | Happened::Sent => "Booking undone.",
        Happened::Move => "Move undone.",
        Happened::Cancel => "Cancellation undone.",
        Happened::Undo => "Done again.",
        Happened::Change
        | Happened::BringBack
        | Happened::ChangedThere
        | Happened::MovedThere
        | Happened::RepeatsThere
        | Happened::DeletedThere
        | Happened::BookedAgain
        | Happened::ChoseCalendar
        | Happened::KeptMine
        | Happened::UsedTheirs
        | Happened::OneDate
        | Happened::WholeSeries
        | Happened::Discard => "Change undone.",
    };
    match &undone.appointment {
        None => format!("{what} It had not been sent, and nothing is left of it."),
        Some(now) => format!(
            "{what} {}:\n{}",
            if undone.undone == Happened::Undo { "Now" } else { "Back to" },
            appointment(now, known)
        ),
    }
}

fn why(one: &Appointment, known: &Accounts) -> String {
    let ours = format!("{} {}–{}", one.day, one.from, one.to);
    let about = About {
        client: Some(&one.client),
        change: one.sync.change_id.as_ref().map(|_| one.id.as_str()),
        cancelled: one.status == Status::Cancelled,
        ours: Some(&ours),
        theirs: one.sync.theirs.as_ref(),
        differs: &one.sync.differs,
        along: &one.sync.along,
        next_try: one.sync.next_try.as_deref(),
        ..known.calendar(one.calendar_id.as_deref())
    };
    let mut text = because(one.sync.reason, &about);
    if one.reply == Reply::Undelivered && one.status != Status::Cancelled && known.is_to_come(&one.end_day) {
        let client = line(&one.client);
        let _ = writeln!(
            text,
            "    The invitation could not be delivered, so {client} may not know of this. Tell them yourself."
        );
    }
    text
}

fn until((day, from): (&str, &str), (end_day, to): (&str, &str), clocks: Option<&(String, String)>) -> String {
    let (from, to) = times::on_clocks(from, to, clocks);
    if end_day == day { format!("{from}–{to}") } else { format!("{from}–{end_day} {to}") }
}

const fn status_words(status: Status) -> &'static str {
    match status {
        Status::Confirmed => "confirmed",
        Status::Tentative => "tentative",
        Status::Cancelled => "cancelled",
    }
}

const fn sync_words(sync: &Sync) -> &'static str {
    match sync.state {
        SyncState::Local => "on this computer",
        SyncState::Waiting => "waiting to sync",
        SyncState::Syncing => "syncing",
        SyncState::Synced => "synced",
        SyncState::NeedsYou if matches!(sync.reason, Some(Reason::CalMassChange)) => "waiting for your answer",
        SyncState::NeedsYou => "not synced",
    }
}

const fn reply_words(reply: Reply) -> &'static str {
    match reply {
        Reply::NotInvited => "not invited",
        Reply::None => "no reply yet",
        Reply::Accepted => "accepted",
        Reply::Maybe => "maybe",
        Reply::Declined => "declined",
        Reply::Undelivered => "the invitation could not be delivered",
    }
}
