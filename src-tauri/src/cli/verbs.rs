//! Each verb, carried out on the app.

use std::io::BufRead;
use std::time::Duration;

use daybook_core::app::App;
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{
    Appointment, BookDraft, Calendar, Connection, ConnectionStatus, KeyState, Reply, RescheduleDraft, SignInKind,
    SignInStep, SyncReport, SyncState, UiError,
};
use daybook_core::model::reason::Reason;
use daybook_core::model::secret::Secret;

use super::args::{self, Verb, YesNo};
use super::{End, print};

/// A booking is sent at once, for as long; what has not arrived then goes with the next sync.
const SEND: Duration = Duration::from_secs(20);
/// A new account is read at once, for as long.
const FIRST_READ: Duration = Duration::from_secs(60);
/// How often a sign-in in the browser is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// The listener ends with the program, and the browser may still be fetching its last page.
const LAST_PAGE: Duration = Duration::from_millis(500);
/// Longest line of standard input, bytes.
const LONGEST: u64 = 4096;

type Ended = Result<End, UiError>;

/// Fetches the key; with `from_stdin` from the passphrase, which also protects data that has no key yet.
pub async fn unlock(app: &App, from_stdin: bool) -> Result<(), UiError> {
    if !from_stdin {
        return app.unlock(None).await.map(drop);
    }
    let passphrase = line_of_stdin("a passphrase")?;
    match app.unlock(Some(passphrase.duplicate())).await {
        Err(_) if app.status().key == KeyState::None => app.set_passphrase(passphrase).await.map(drop),
        unlocked => unlocked.map(drop),
    }
}

pub async fn carry_out(app: &App, verb: Verb, json: bool) -> Ended {
    match verb {
        Verb::Providers => done(print::value(&app.providers(), json, |all| print::providers(all))),
        Verb::Connect(asked) => connect(app, asked, json).await,
        Verb::FinishSignIn { link } => finish_sign_in(app, &link, json).await,
        Verb::Connections => done(print::value(&app.connections()?, json, |all| print::connections(all))),
        Verb::Disconnect { id } => {
            if let Some(revocation) = app.disconnect(&id, true)? {
                app.revoke(revocation).await;
            }
            done(print::value(&app.connections()?, json, |all| print::connections(all)))
        }
        Verb::Primary { id } => {
            app.make_primary(&id)?;
            done(print::value(&connection(app, &id)?, json, print::connection))
        }
        Verb::Calendars => {
            let all: Vec<Calendar> = app.connections()?.into_iter().flat_map(|one| one.calendars).collect();
            let lines = |all: &Vec<Calendar>| all.iter().map(|one| print::calendar_line(one) + "\n").collect();
            done(print::value(&all, json, lines))
        }
        Verb::Calendar(asked) => {
            let busy = asked.busy.map(|busy| busy == YesNo::Yes);
            let changed = app.set_calendar(&asked.id, busy, asked.bookings.then_some(true), None)?;
            done(print::value(&changed, json, print::calendar_line))
        }
        Verb::Book(asked) => {
            let invite = asked.invite;
            let booked = app.book(draft(asked))?.appointment;
            let told = !(invite && nobody_can_be_invited(&booked));
            let end = send(app, booked, json).await?;
            if told {
                return Ok(end);
            }
            print::error(&not_invited(), json);
            Ok(if end == End::Done { End::NeedsYou } else { end })
        }
        Verb::Reschedule(asked) => {
            let args::Reschedule { id, start, minutes, no_notify, anyway } = asked;
            let moved =
                app.reschedule(RescheduleDraft { id, start, minutes, zone: None, notify: !no_notify, anyway })?;
            send(app, moved.appointment, json).await
        }
        Verb::Cancel { id, no_notify } => {
            let cancelled = app.cancel(&id, !no_notify)?;
            send(app, cancelled.appointment, json).await
        }
        Verb::Agenda { from, to } => done(print::value(&app.agenda(&from, &to)?, json, |all| print::agenda(all))),
        Verb::Outbox => {
            let items = print::open_items(app.activity()?);
            done(print::value(&items, json, |items| print::outbox(items)))
        }
        Verb::Sync => {
            let report = app.sync_now().await?;
            print::value(&report, json, print::sync)?;
            Ok(end_of_sync(&report, !app.activity()?.needs_you.is_empty()))
        }
    }
}

fn done(printed: Result<(), UiError>) -> Ended {
    printed.map(|()| End::Done)
}

async fn connect(app: &App, asked: args::Connect, json: bool) -> Ended {
    let known = app.providers().into_iter().find(|known| known.id == asked.provider);
    let known = known.ok_or_else(|| UiError::unknown_id("provider"))?;
    if known.sign_in == SignInKind::Browser {
        return connect_in_browser(app, &asked, json).await;
    }
    let Some(user) = asked.user else {
        let hint = "Add --user NAME --password-stdin, and give the password on standard input.";
        return Err(UiError::input(format!("{} takes a user name and a password.", known.label), hint));
    };
    let password = line_of_stdin("a password")?;
    let found = app.look_up(&asked.provider, asked.url.as_deref(), &user, password).await?;
    let id = app.connect_as_proposed(&found)?.id;
    connected(app, &id, json).await
}

/// Prints the address of the provider's page and waits for the person to come back, whichever way.
async fn connect_in_browser(app: &App, asked: &args::Connect, json: bool) -> Ended {
    if asked.user.is_some() || asked.url.is_some() {
        return Err(UiError::input("This account is signed in to in the browser.", "Leave out --user and --url."));
    }
    let begun = app.begin_sign_in(&asked.provider, None, Begin { open: !asked.no_browser, direct: true }).await?;
    print::address(&begun.url, json);
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(now) = app.sign_in() else { return Err(UiError::unknown_id("sign-in")) };
        match now.step {
            SignInStep::Waiting | SignInStep::Finishing => {}
            SignInStep::Done => return connected(app, &now.connection_id.unwrap_or_default(), json).await,
            SignInStep::Found | SignInStep::Failed => {
                tokio::time::sleep(LAST_PAGE).await;
                return Err(now.error.unwrap_or_else(|| UiError::unknown_id("connection")));
            }
        }
    }
}

async fn finish_sign_in(app: &App, link: &str, json: bool) -> Ended {
    match app.finish_sign_in(link).await? {
        Some(connection) => connected(app, &connection.id, json).await,
        None => Err(UiError::new(
            Reason::AuthFinished,
            "This sign-in was finished before.",
            "`daybook connections` lists it.",
        )),
    }
}

async fn connected(app: &App, id: &str, json: bool) -> Ended {
    // Busy times are worth little before they were read once. What this does not reach, `sync` does.
    let _ = tokio::time::timeout(FIRST_READ, app.sync_due()).await;
    done(print::value(&connection(app, id)?, json, print::connection))
}

/// Sends a change at once, as far as that is possible, and prints what it has become.
async fn send(app: &App, changed: Appointment, json: bool) -> Ended {
    if changed.sync.state != SyncState::Waiting {
        return done(print::value(&changed, json, print::appointment));
    }
    let sent = tokio::time::timeout(SEND, app.sync_due()).await;
    let now = app.appointment(&changed.id)?;
    print::value(&now, json, print::appointment)?;
    Ok(match (now.sync.state, sent) {
        (SyncState::NeedsYou, _) => End::NeedsYou,
        // An open window is at it.
        (SyncState::Waiting, Ok(Err(error))) if error.code == Reason::SyncElsewhere => End::Done,
        (SyncState::Waiting | SyncState::Syncing, _) => End::Unreached,
        (SyncState::Local | SyncState::Synced, _) => End::Done,
    })
}

/// The calendar's account has no address to invite in the name of. Only on this computer it may still go to another.
fn nobody_can_be_invited(booked: &Appointment) -> bool {
    booked.invite && booked.calendar_id.is_some() && booked.reply == Reply::NotInvited
}

fn not_invited() -> UiError {
    UiError::new(
        Reason::InviteNoAddress,
        "It is booked, and the client is not invited.",
        "The account of this calendar has no e-mail address to invite in the name of. Tell them yourself.",
    )
}

fn end_of_sync(report: &SyncReport, changes_need_person: bool) -> End {
    use ConnectionStatus::{Locked, NeedsSignIn, Offline, Unreadable, Waiting};
    let any = |these: &[ConnectionStatus]| report.connections.iter().any(|row| these.contains(&row.status));
    if changes_need_person || any(&[NeedsSignIn, Unreadable, Locked]) {
        End::NeedsYou
    } else if any(&[Offline, Waiting]) {
        End::Unreached
    } else {
        End::Done
    }
}

fn connection(app: &App, id: &str) -> Result<Connection, UiError> {
    let found = app.connections()?.into_iter().find(|connection| connection.id == id);
    found.ok_or_else(|| UiError::unknown_id("connection"))
}

fn draft(asked: args::Book) -> BookDraft {
    let args::Book { client, email, start, minutes, zone, title, place, notes, calendar, invite, anyway } = asked;
    BookDraft {
        client_id: None,
        client,
        email,
        service_id: None,
        start,
        minutes,
        zone,
        title,
        place,
        notes,
        calendar_id: calendar,
        invite,
        anyway,
    }
}

/// One line of standard input, without its end.
fn line_of_stdin(what: &str) -> Result<Secret, UiError> {
    let mut line = Vec::new();
    let read = std::io::Read::take(std::io::stdin().lock(), LONGEST).read_until(b'\n', &mut line);
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    let line = Secret::new(line);
    if read.is_err() || line.is_empty() {
        return Err(UiError::input(
            format!("Standard input holds no line with {what}."),
            "Pipe it in, or type it and press Enter.",
        ));
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use daybook_core::app::views::SyncRow;

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
        assert_eq!(end_of_sync(&report(ConnectionStatus::Offline), true), End::NeedsYou);
        assert_eq!(end_of_sync(&report(ConnectionStatus::NeedsSignIn), false), End::NeedsYou);
    }
}
