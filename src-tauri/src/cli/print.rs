//! What the terminal shows: one JSON value, or lines for a person.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the terminal's own file")]

use std::fmt::Write;

use daybook_core::app::views::{
    Activity, AgendaItem, Appointment, Connection, OutboxItem, ProviderView, Status, SyncReport, SyncState, UiError,
};
use daybook_core::model::reason::Reason;
use serde::Serialize;

/// Prints `value` as JSON, or as the lines that `text` makes of it.
pub fn value<T: Serialize + ?Sized>(value: &T, json: bool, text: impl FnOnce(&T) -> String) -> Result<(), UiError> {
    if json {
        let line = serde_json::to_string(value)
            .map_err(|error| UiError::new(Reason::System, "This cannot be printed as JSON.", error.to_string()))?;
        println!("{line}");
    } else {
        println!("{}", text(value).trim_end());
    }
    Ok(())
}

/// The page to open. With `--json` on standard error, for standard output holds one value.
pub fn address(url: &str, json: bool) {
    if json {
        eprintln!("{}", serde_json::json!({ "open": url }));
    } else {
        println!("Open this address in your browser:\n{url}");
    }
}

pub fn error(error: &UiError, json: bool) {
    if json {
        eprintln!("{}", serde_json::json!({ "code": error.code, "message": error.message, "hint": error.hint }));
    } else {
        eprintln!("{}", error.message);
        if !error.hint.is_empty() {
            eprintln!("{}", error.hint);
        }
    }
}

pub fn providers(all: &[ProviderView]) -> String {
    all.iter().map(|provider| format!("{:<10} {}\n", provider.id, provider.label)).collect()
}

pub fn connections(all: &[Connection]) -> String {
    if all.is_empty() {
        return "No calendar connected. Daybook works without one.".to_owned();
    }
    all.iter().map(connection).collect()
}

pub fn connection(one: &Connection) -> String {
    let primary = if one.primary { ", primary" } else { "" };
    let mut text = format!("{}, {} ({}{primary})  {}\n", one.label, one.email, words(one.status.word()), one.id);
    for calendar in &one.calendars {
        let _ = writeln!(text, "  {}", calendar_line(calendar));
    }
    text
}

pub fn calendar_line(calendar: &daybook_core::app::views::Calendar) -> String {
    let mut marks = vec![if calendar.counts_busy { "busy" } else { "ignored" }];
    if calendar.receives_bookings {
        marks.push("receives bookings");
    }
    if !calendar.can_write {
        marks.push("read only");
    }
    if calendar.gone {
        marks.push("deleted at the provider");
    }
    format!("{} ({})  {}", calendar.name, marks.join(", "), calendar.id)
}

pub fn appointment(one: &Appointment) -> String {
    let until = if one.end_day == one.day { one.to.clone() } else { format!("{} {}", one.end_day, one.to) };
    let reason = one.sync.reason.map(|reason| format!(" ({})", reason.word())).unwrap_or_default();
    let status = if one.status == Status::Confirmed { String::new() } else { format!(", {}", one.status.word()) };
    let title = if one.title == one.client { String::new() } else { format!(", {}", one.title) };
    let sync = sync_words(one.sync.state);
    format!("{} {}–{until}  {}{title}{status}, {sync}{reason}  {}\n", one.day, one.from, one.client, one.id)
}

pub fn agenda(items: &[AgendaItem]) -> String {
    if items.is_empty() {
        return "Nothing in these days.".to_owned();
    }
    items
        .iter()
        .map(|item| match item {
            AgendaItem::Appointment(item) => appointment(&item.appointment),
            AgendaItem::Busy(block) => {
                let time = if block.all_day { "all day".to_owned() } else { format!("{}–{}", block.from, block.to) };
                let kind = if block.counts { "busy" } else { "free" };
                format!("{} {time}  {}, {} ({kind})\n", block.day, block.title, block.calendar)
            }
        })
        .collect()
}

pub fn outbox(items: &[OutboxItem]) -> String {
    if items.is_empty() {
        return "All changes are in your calendars.".to_owned();
    }
    items
        .iter()
        .map(|item| {
            let reason = item.reason.map(|reason| format!(" ({})", reason.word())).unwrap_or_default();
            let (what, state) = (item.what.word(), words(item.state.word()));
            format!("{what} {}, {} {}: {state}{reason}  {}\n", item.client, item.day, item.from, item.id)
        })
        .collect()
}

/// What has not arrived: what needs the person first.
pub fn open_items(activity: Activity) -> Vec<OutboxItem> {
    let Activity { needs_you, in_progress, waiting, done_today: _, last_sync: _ } = activity;
    needs_you.into_iter().chain(in_progress).chain(waiting).collect()
}

pub fn sync(report: &SyncReport) -> String {
    let mut text = format!(
        "{} sent, {} fetched, {} failed, {} waiting\n",
        report.pushed, report.pulled, report.failed, report.waiting
    );
    for row in &report.connections {
        let reason = row.reason.map(|reason| format!(" ({})", reason.word())).unwrap_or_default();
        let _ = writeln!(text, "  {}, {}: {}{reason}", row.provider, row.email, words(row.status.word()));
    }
    text
}

fn sync_words(state: SyncState) -> &'static str {
    match state {
        SyncState::Local => "on this computer",
        SyncState::Waiting => "waiting to sync",
        SyncState::NeedsYou => "not synced",
        SyncState::Syncing | SyncState::Synced => state.word(),
    }
}

fn words(status: &str) -> String {
    status.replace('_', " ")
}
