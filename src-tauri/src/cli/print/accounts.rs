//! Accounts, their calendars, and the state of the whole.

use std::fmt::Write as _;

use daybook_core::app::views::{
    AppState, AppStatus, Calendar, Connection, ConnectionStatus, Progress, ProviderView, Reason, RuleView, UiError,
    ZoneChanged, ZoneSource,
};

use super::known::{About, Accounts, account};
use super::sentences::{because, what};
use super::{counted, line, minutes, moment};

pub fn providers(all: &[ProviderView]) -> String {
    all.iter().map(|provider| format!("{:<10} {}\n", provider.id, provider.label)).collect()
}

pub fn connections(all: &[Connection], known: &Accounts) -> String {
    if all.is_empty() {
        return "No calendar connected. Daybook works without one.".to_owned();
    }
    all.iter().map(|one| connection(one, known)).collect()
}

pub fn connection(one: &Connection, known: &Accounts) -> String {
    let primary = if one.primary { ", primary" } else { "" };
    let mut text =
        format!("{}, {} ({}{primary})  {}\n", line(account(one)), line(&one.email), status_words(one.status), one.id);
    let about = About { next_try: one.next_try.as_deref(), ..known.connection(Some(&one.id)) };
    let paused = (one.status == ConnectionStatus::Paused).then_some(Reason::Paused);
    text += &because(one.reason.or(paused), &about);
    if one.mails_clients && one.always_mails {
        text += "  It tells guests of every change: --no-notify is refused.\n";
    }
    if let Some(import) = one.progress {
        let _ = writeln!(text, "    {}", first_import(import));
    }
    for own in &one.calendars {
        let _ = writeln!(text, "  {}", calendar(own));
        text += &trouble(own, &About { calendar: Some(&own.name), ..about });
    }
    text
}

/// Why nothing is known of a calendar, and since when.
pub(super) fn trouble(own: &Calendar, about: &About<'_>) -> String {
    let Some(reason) = own.reason else { return String::new() };
    let since = own.since.as_deref().map(|at| format!(" Since {}.", moment(at))).unwrap_or_default();
    format!("    {}{since}\n", what(reason, about))
}

pub fn calendars(all: &[Calendar]) -> String {
    if all.is_empty() {
        return "No calendar connected. Daybook works without one.".to_owned();
    }
    all.iter().map(|one| calendar(one) + "\n").collect()
}

pub fn calendar(one: &Calendar) -> String {
    let mut marks = vec![if one.counts_busy { "busy" } else { "ignored" }];
    if one.receives_bookings {
        marks.push("receives bookings");
    }
    if !one.can_write {
        marks.push("read only");
    }
    if one.held {
        marks.push("waiting for your answer");
    }
    if one.gone {
        marks.push("deleted at the provider");
    }
    format!("{} ({})  {}{}", line(&one.name), marks.join(", "), one.id, rules(one))
}

/// A line for each rule of a calendar that the person changed.
fn rules(one: &Calendar) -> String {
    let changed = one.rules.iter().filter(|rule| rule.counts != rule.default && one.counts_busy);
    let words = |rule: &RuleView| if rule.counts { "count as busy" } else { "do not count as busy" };
    changed.map(|rule| format!("\n    {} {} ({})", rule.which, words(rule), rule.rule.word())).collect()
}

pub(super) const fn status_words(status: ConnectionStatus) -> &'static str {
    match status {
        ConnectionStatus::Connected => "connected",
        ConnectionStatus::Syncing => "syncing",
        ConnectionStatus::NeedsSignIn => "needs sign-in",
        ConnectionStatus::Offline => "offline",
        ConnectionStatus::NotSyncing => "not syncing",
        ConnectionStatus::Waiting => "waiting",
        ConnectionStatus::ReadOnly => "read only",
        ConnectionStatus::Unreadable => "unreadable",
        ConnectionStatus::Paused => "paused",
        ConnectionStatus::Locked => "locked",
    }
}

fn first_import(import: Progress) -> String {
    match import {
        Progress { done, total: 0 } => format!("First import: {}.", counted(done, "event", "events")),
        Progress { done, total } => format!("First import: {done} of {}.", counted(total, "event", "events")),
    }
}

/// `locked` = why the data cannot be read.
pub fn status(status: &AppStatus, locked: Option<&UiError>) -> String {
    let state = match status.state {
        AppState::UpToDate => "Up to date.",
        AppState::Syncing => "Syncing.",
        AppState::Offline => "Offline: this computer has no network.",
        AppState::NotSyncing => "Not syncing: `daybook connections` says why.",
        AppState::Partly => "Not everything could be read: `daybook connections` says what and why.",
        AppState::Waiting => "Not everything is sent yet.",
        AppState::NeedsYou => "Something needs you.",
        AppState::OnThisComputer => "No calendar is connected. Everything stays on this computer.",
        AppState::Locked => "",
    };
    let why = locked.map(|error| format!("{} {}", error.message, error.hint));
    let mut text = format!("{}\n", why.as_deref().unwrap_or(state).trim_end());
    if let Some(at) = &status.last_sync {
        let _ = writeln!(text, "Last sync: {}", moment(at));
    }
    if let Some(import) = status.importing {
        let _ = writeln!(text, "{}", first_import(import));
    }
    for (count, (one, many), line) in [
        (status.needs_you, ("change needs you", "changes need you"), "daybook activity"),
        (status.calendars_need_you, ("calendar needs you", "calendars need you"), "daybook activity"),
        (status.connections_need_you, ("account needs you", "accounts need you"), "daybook connections"),
        (status.waiting, ("change waits to be sent", "changes wait to be sent"), "daybook outbox"),
        (
            status.local_only,
            ("coming appointment is only on this computer", "coming appointments are only on this computer"),
            "daybook send-local",
        ),
    ] {
        if count > 0 {
            let _ = writeln!(text, "{}: {line}", counted(count, one, many));
        }
    }
    match status.clock_off {
        0 => {}
        fast @ 1.. => _ = writeln!(text, "This computer’s clock is {} fast.", minutes(fast.unsigned_abs())),
        slow => _ = writeln!(text, "This computer’s clock is {} slow.", minutes(slow.unsigned_abs())),
    }
    let _ = writeln!(text, "{}", here(status));
    if let Some(ZoneChanged { from, to }) = &status.zone_changed {
        let _ = writeln!(
            text,
            "This computer is in {to} by now. Your appointments keep their times, which are shown in {from}.\n  \
             Show times in {to}: daybook settings set zone computer\n  \
             Stay with {from}: daybook settings set zone {from}"
        );
    }
    let _ = writeln!(text, "Data: {}", status.data_dir);
    text
}

/// What the day and the time are, and in which zone.
fn here(status: &AppStatus) -> String {
    let now = format!("It is {} {} in {}", status.today, status.now, status.zone);
    match status.zone_source {
        ZoneSource::Chosen | ZoneSource::Computer => format!("{now}."),
        ZoneSource::Rules => format!("{now}, as the rules of this computer’s clock tell."),
        ZoneSource::Unknown => {
            let choose = "daybook settings set zone Europe/Berlin";
            format!("{now}. Daybook does not know the time zone of this computer. Choose it: {choose}")
        }
    }
}

#[cfg(test)]
mod tests {
    use daybook_core::app::views::KeyState;

    use super::*;

    #[test]
    fn one_is_counted_as_one() {
        let told = |count: u32| {
            let known = AppStatus {
                key: KeyState::Ready,
                first_run: false,
                today: "2026-12-01".into(),
                now: "10:00".into(),
                zone: "Europe/Berlin".into(),
                zone_source: ZoneSource::Computer,
                zone_changed: None,
                state: AppState::NeedsYou,
                offline: false,
                syncing: None,
                waiting: count,
                needs_you: count,
                connections_need_you: count,
                calendars_need_you: count,
                importing: None,
                local_only: count,
                last_sync: None,
                data_dir: String::new(),
                clock_off: 0,
                until_quit: false,
            };
            status(&known, None)
        };
        for line in [
            "1 change needs you: ",
            "1 calendar needs you: ",
            "1 account needs you: ",
            "1 change waits ",
            "1 coming appointment is ",
        ] {
            assert!(told(1).contains(line), "{}", told(1));
        }
        for line in [
            "2 changes need you: ",
            "2 calendars need you: ",
            "2 accounts need you: ",
            "2 changes wait ",
            "2 coming appointments are ",
        ] {
            assert!(told(2).contains(line), "{}", told(2));
        }
    }
}
