//! What is on its way to a calendar, and what a sync did.

use std::fmt::Write as _;

use daybook_core::app::views::{
    Activity, BookedOver, ChangedThere, HeldCalendar, ItemState, LeftOut, OutboxItem, SentLocal, SyncReport, What,
};

use super::accounts::{status_words, trouble};
use super::known::{About, Accounts, account};
use super::sentences::because;
use super::{counted, history, line, moment, times};

/// What has not arrived: what needs the person first.
pub fn open_items(activity: Activity) -> Vec<OutboxItem> {
    let Activity { needs_you, in_progress, waiting, .. } = activity;
    needs_you.into_iter().chain(in_progress).chain(waiting).collect()
}

/// Whether there is something that only the person can decide.
pub fn needs_you(activity: &Activity) -> bool {
    !(activity.needs_you.is_empty() && activity.booked_over.is_empty() && activity.held.is_empty())
}

pub fn outbox(items: &[OutboxItem], known: &Accounts) -> String {
    if items.is_empty() {
        return nothing_open(known).to_owned();
    }
    items.iter().map(|one| item(one, known)).collect()
}

pub fn activity(activity: &Activity, known: &Accounts) -> String {
    let mut text = held(&activity.held, known);
    if !activity.booked_over.is_empty() {
        text += "Clashes\n";
        text.extend(activity.booked_over.iter().map(booked_over));
    }
    for (title, items) in [
        ("Needs you", &activity.needs_you),
        ("In progress", &activity.in_progress),
        ("Waiting", &activity.waiting),
        ("Done today", &activity.done_today),
    ] {
        if !items.is_empty() {
            let _ = writeln!(text, "{title}");
            text.extend(items.iter().map(|one| item(one, known)));
        }
    }
    if !activity.changed_there.is_empty() {
        text += "Changed in your calendars today\n";
        text.extend(activity.changed_there.iter().map(there));
    }
    if !needs_you(activity) && activity.in_progress.is_empty() && activity.waiting.is_empty() {
        text.insert_str(0, &format!("{}\n", nothing_open(known)));
    }
    if let Some(at) = &activity.last_sync {
        let _ = writeln!(text, "Last sync: {}", moment(at));
    }
    text
}

pub fn clashes(all: &[BookedOver]) -> String {
    if all.is_empty() {
        return "No appointment is at a time that turned out to be taken.".to_owned();
    }
    all.iter().map(booked_over).collect()
}

/// The calendars that are not believed as they are now.
fn held(all: &[HeldCalendar], known: &Accounts) -> String {
    let mut text = String::new();
    for one in all {
        let events = counted(one.events, "event", "events");
        let own = match one.appointments {
            0 => String::new(),
            1 if one.events == 1 => ", your appointment".to_owned(),
            own if own == one.events => ", all of them your appointments".to_owned(),
            own => format!(", {} among them", counted(own, "appointment", "appointments")),
        };
        let since = moment(&one.since);
        let (provider, calendar) = (line(&one.provider), line(&one.calendar));
        let _ = writeln!(
            text,
            "{provider} · {calendar}: {events} deleted or moved{own}, since {since}  {}",
            one.calendar_id
        );
        text += &because(Some(one.reason), &known.calendar(Some(&one.calendar_id)));
        for lost in &one.lost {
            let time = if lost.all_day { "all day" } else { &lost.from };
            let title = if lost.title.is_empty() { "without a title".to_owned() } else { line(&lost.title) };
            let own = if lost.appointment_id.is_some() { ", your appointment" } else { "" };
            let _ = writeln!(text, "      {} {time}  {title}{own}", lost.day);
        }
        let listed = u32::try_from(one.lost.len()).unwrap_or(u32::MAX);
        if (1..one.events).contains(&listed) {
            let _ = writeln!(text, "      and {} more", one.events.saturating_sub(listed));
        }
    }
    text
}

/// An appointment whose time turned out to be taken, by what, and the ways out.
fn booked_over(one: &BookedOver) -> String {
    let BookedOver { appointment_id: id, client, day, from, to, clashes } = one;
    let mut text = format!("  {}, {day} {from}–{to}  {id}\n", line(client));
    for clash in clashes {
        let _ =
            writeln!(text, "    It overlaps {}. This event was not known yet when you booked.", times::clash(clash));
    }
    let _ = writeln!(text, "    Keep both: daybook activity keep {id}");
    // Of a series, this date is meant.
    let scope = if id.contains('@') { " --scope this" } else { "" };
    let _ = writeln!(text, "    Move it: daybook reschedule {id} --start TIME{scope}");
    let _ = writeln!(text, "    Cancel it: daybook cancel {id}{scope}");
    text
}

/// What somebody changed in a calendar, and how to see more of it.
fn there(one: &ChangedThere) -> String {
    let time = one.entry.after.as_ref().map(|time| format!(", {} {}", time.day, time.from)).unwrap_or_default();
    let told = history::entry(&one.entry, false);
    format!("  {}{time}  {}\n    {told}", line(&one.client), one.appointment_id)
}

fn nothing_open(known: &Accounts) -> &'static str {
    if known.any() {
        "All changes are in your calendars."
    } else {
        "No calendar is connected. Everything stays on this computer."
    }
}

fn item(one: &OutboxItem, known: &Accounts) -> String {
    let what = match one.what {
        What::Book => "Book",
        What::Move => "Move",
        What::Cancel => "Cancel",
        What::Change => "Change",
    };
    let was = match (&one.old_day, &one.old_from) {
        (Some(day), Some(from)) => format!(" (before: {day} {from})"),
        (_, _) => String::new(),
    };
    let place = match (&one.provider, &one.calendar) {
        (Some(provider), Some(calendar)) => format!(", {provider} · {calendar}"),
        (_, _) => String::new(),
    };
    let state = match one.state {
        ItemState::Waiting => waiting(one),
        ItemState::Syncing => "going out now".to_owned(),
        ItemState::NeedsYou => "needs you".to_owned(),
        ItemState::Done => format!("done at {}", moment(&one.at)),
    };
    let mut text = format!("  {what} {}, {} {}{was}{place}: {state}  {}\n", one.client, one.day, one.from, one.id);
    let ours = format!("{} {}", one.day, one.from);
    let account = known.connection(one.connection_id.as_deref());
    let its = account
        .connection
        .iter()
        .flat_map(|known| &known.calendars)
        .find(|its| Some(&its.name) == one.calendar.as_ref());
    let about = About {
        calendar: one.calendar.as_deref(),
        calendar_id: its.map(|its| its.id.as_str()),
        client: Some(&one.client),
        change: Some(&one.id),
        cancelled: one.what == What::Cancel,
        ours: Some(&ours),
        theirs: one.theirs.as_ref(),
        differs: &one.differs,
        along: &one.along,
        next_try: one.next_try.as_deref(),
        ..account
    };
    text += &because(one.reason, &about);
    text
}

fn waiting(one: &OutboxItem) -> String {
    match one.attempts {
        0 => "waiting".to_owned(),
        1 => "waiting, tried once".to_owned(),
        times => format!("waiting, tried {times} times"),
    }
}

pub fn sync(report: &SyncReport, known: &Accounts, needs_you: bool) -> String {
    let mut text = format!(
        "{} sent, {} fetched, {} failed, {} waiting\n",
        report.pushed, report.pulled, report.failed, report.waiting
    );
    for row in &report.connections {
        let about = known.connection(Some(&row.id));
        let label = about.connection.map_or(row.provider.as_str(), account);
        let _ = writeln!(text, "  {label}, {}: {}", row.email, status_words(row.status));
        let next_try = about.connection.and_then(|known| known.next_try.as_deref());
        text += &because(row.reason, &About { next_try, ..about });
        for own in about.connection.iter().flat_map(|known| &known.calendars) {
            text += &trouble(own, &About { calendar: Some(&own.name), ..about });
        }
    }
    text += &held(&report.held, known);
    if needs_you {
        text += "Something needs you: daybook activity\n";
    }
    text
}

pub fn sent_local(sent: &SentLocal) -> String {
    let mut text = match sent.sent {
        0 => "No coming appointment is only on this computer.".to_owned(),
        1 => "1 appointment is on its way to your calendar.".to_owned(),
        many => format!("{many} appointments are on their way to your calendar."),
    };
    if !sent.left_out.is_empty() {
        text += "\nNot sent, because it stands in an account that is not connected any more:";
    }
    for LeftOut { appointment_id, client, day, from, calendar } in &sent.left_out {
        let calendar = calendar.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        text += &format!("\n    {day} {from}, {client}{calendar}  {appointment_id}");
    }
    text
}
