//! Each verb, carried out on the app.

mod accounts;
mod activity;
mod appointments;
mod before;
mod call;
mod input;
mod occurrences;
mod settings;
mod times;
mod undo;

use daybook_core::app::App;
use daybook_core::app::views::{AppState, Calendar, ConnectionStatus, KeyState, Reason, SyncReport, SyncRow, UiError};

use super::args::{Decided, Verb};
use super::{End, print};

pub use occurrences::occurrences;

type Ended = Result<End, UiError>;

/// Fetches the key; with `from_stdin` from the passphrase, which also protects data that has no key yet.
pub async fn unlock(app: &App, from_stdin: bool) -> Result<(), UiError> {
    if !from_stdin {
        return app.unlock(None).await.map(drop);
    }
    let passphrase = input::secret_line("a passphrase")?;
    match app.unlock(Some(passphrase.duplicate())).await {
        Err(_) if app.status().key == KeyState::None => app.set_passphrase(passphrase).await.map(drop),
        unlocked => unlocked.map(drop),
    }
}

pub async fn carry_out(app: &App, verb: Verb, json: bool) -> Ended {
    match verb {
        Verb::Agenda(asked) => {
            done(print::with_accounts(app, &app.agenda(&asked.from, &asked.to)?, json, |all, known| {
                print::agenda(all, known)
            }))
        }
        Verb::Appointment { id } => done(print::with_accounts(app, &app.appointment(&id)?, json, print::details)),
        Verb::Adopt(asked) => appointments::adopt(app, asked, json).await,
        Verb::Book(asked) => appointments::book(app, asked, json).await,
        Verb::Reschedule(asked) => appointments::reschedule(app, asked, json).await,
        Verb::Edit(asked) => appointments::edit(app, asked, json).await,
        Verb::Mark(asked) => appointments::mark(app, &asked, json).await,
        Verb::Cancel(asked) => appointments::cancel(app, &asked, json).await,
        Verb::Undo(asked) => undo::undo(app, &asked, json).await,
        Verb::History { id } => {
            let entries = app.history(&id)?;
            let reachable = app.appointment(&id).is_ok_and(|of| of.invite || of.email.is_some());
            done(print::value(&entries, json, |entries: &Vec<_>| print::history(entries, reachable)))
        }
        Verb::BringBack(asked) => appointments::bring_back(app, &asked, json).await,
        Verb::Check(asked) => times::check(app, &asked, json).await,
        Verb::Free(asked) => times::free(app, &asked, json),
        Verb::Ignore(asked) => times::ignore(app, asked, json),
        Verb::Occurrences(asked) => occurrences(&asked, json),
        Verb::Clients(asked) => {
            done(print::value(&app.clients(&asked.query.join(" "))?, json, |all| print::clients(all)))
        }
        Verb::Services(asked) => settings::services(app, asked, json),
        Verb::Sync => {
            let report = app.sync_now().await?;
            let needs_you = print::needs_you(&app.activity()?);
            print::with_accounts(app, &report, json, |report, known| print::sync(report, known, needs_you))?;
            Ok(end_of_sync(&report, needs_you || is_any_unread(app, |_| true)?))
        }
        Verb::Status => {
            let status = app.status();
            let locked = app.why_locked().map(crate::cli::for_the_terminal);
            print::value(&status, json, |status| print::status(status, locked.as_ref()))?;
            let needs_you = match status.state {
                AppState::NeedsYou | AppState::Locked => true,
                AppState::UpToDate
                | AppState::Syncing
                | AppState::Offline
                | AppState::NotSyncing
                | AppState::Partly
                | AppState::Waiting
                | AppState::OnThisComputer => false,
            };
            // Of what is locked nothing can be told.
            let unread = is_any_missing(app).unwrap_or(false);
            Ok(if needs_you || unread { End::NeedsYou } else { End::Done })
        }
        Verb::Activity(asked) => match asked.decision {
            None => activity::list(app, json),
            Some(Decided::Change(decision)) => activity::decide(app, decision, json).await,
            Some(Decided::TakeOver { id }) => activity::take_over(app, &id, json).await,
        },
        Verb::Clashes => activity::clashes(app, json),
        Verb::Outbox => {
            let items = print::open_items(app.activity()?);
            done(print::with_accounts(app, &items, json, |items, known| print::outbox(items, known)))
        }
        Verb::SendLocal => activity::send_local(app, json).await,
        Verb::Providers => done(print::value(&app.providers(), json, |all| print::providers(all))),
        Verb::Connect(asked) => accounts::connect(app, asked, json).await,
        Verb::FinishSignIn { link } => accounts::finish_sign_in(app, &link, json).await,
        Verb::Connections => accounts::list(app, json),
        Verb::Disconnect(asked) => accounts::disconnect(app, &asked, json).await,
        Verb::Primary { id } => accounts::primary(app, &id, json),
        Verb::Pause(asked) => accounts::pause(app, &asked.id, !asked.off, json),
        Verb::Resume { id } => accounts::pause(app, &id, false, json),
        Verb::Calendars => accounts::calendars(app, json),
        Verb::Calendar(asked) => accounts::calendar(app, &asked, json),
        Verb::Settings(asked) => settings::settings(app, asked, json),
        Verb::Call(asked) => call::call(app, &asked, json).await,
    }
}

fn done(printed: Result<(), UiError>) -> Ended {
    printed.map(|()| End::Done)
}

fn end_of_sync(report: &SyncReport, changes_need_person: bool) -> End {
    // A change that failed goes out with the next sync.
    let end = |row: &SyncRow| end_of(row.status).max(if row.failed > 0 { End::Unreached } else { End::Done });
    let worst = report.connections.iter().map(end).max().unwrap_or(End::Done);
    if changes_need_person { End::NeedsYou } else { worst }
}

/// Returns whether a calendar that counts as busy or receives bookings is not known, for such a reason.
fn is_any_unread(app: &App, such: impl Fn(Reason) -> bool) -> Result<bool, UiError> {
    let matters = |one: &Calendar| !one.gone && (one.counts_busy || one.receives_bookings);
    let all = app.connections()?;
    Ok(all.iter().flat_map(|one| &one.calendars).any(|one| matters(one) && one.reason.is_some_and(&such)))
}

/// Returns whether one of them cannot be found, although its account answers.
fn is_any_missing(app: &App) -> Result<bool, UiError> {
    is_any_unread(app, |reason| reason == Reason::CalMissing)
}

/// How a verb ends that was to reach an account.
fn end_of(status: ConnectionStatus) -> End {
    match status {
        ConnectionStatus::NeedsSignIn | ConnectionStatus::Unreadable | ConnectionStatus::Locked => End::NeedsYou,
        ConnectionStatus::Offline | ConnectionStatus::NotSyncing | ConnectionStatus::Waiting => End::Unreached,
        ConnectionStatus::Connected
        | ConnectionStatus::Syncing
        | ConnectionStatus::ReadOnly
        | ConnectionStatus::Paused => End::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(status: ConnectionStatus) -> SyncReport {
        let row = SyncRow {
            id: "1".into(),
            provider: "caldav".into(),
            email: "a@b.example".into(),
            status,
            reason: None,
            pushed: 0,
            pulled: 0,
            failed: 0,
            waiting: 0,
        };
        SyncReport { connections: vec![row], ..SyncReport::default() }
    }

    #[test]
    fn how_a_sync_ended_is_told_by_its_exit_code() {
        assert_eq!(end_of_sync(&SyncReport::default(), false), End::Done);
        assert_eq!(end_of_sync(&report(ConnectionStatus::Connected), false), End::Done);
        assert_eq!(end_of_sync(&report(ConnectionStatus::Offline), false), End::Unreached);
        assert_eq!(end_of_sync(&report(ConnectionStatus::NotSyncing), false), End::Unreached);
        assert_eq!(end_of_sync(&report(ConnectionStatus::Offline), true), End::NeedsYou);
        assert_eq!(end_of_sync(&report(ConnectionStatus::NeedsSignIn), false), End::NeedsYou);
        let mut failed = report(ConnectionStatus::Connected);
        failed.connections[0].failed = 1;
        assert_eq!(end_of_sync(&failed, false), End::Unreached);
        assert_eq!(end_of_sync(&failed, true), End::NeedsYou);
    }
}
