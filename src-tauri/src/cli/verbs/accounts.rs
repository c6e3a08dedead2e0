//! Accounts and their calendars: connect, list, pause, forget.

use std::time::Duration;

use daybook_core::app::App;
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{self, Connection, ConnectionStatus, Reason, SignInKind, SignInStep, UiError};

use super::{Ended, done, input};
use crate::cli::args::{Calendar, Connect, Disconnect, YesNo};
use crate::cli::{End, print};

/// A new account is read at once, for as long.
const FIRST_READ: Duration = Duration::from_secs(60);
/// How often a sign-in in the browser is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// The listener ends with the program, and the browser may still be fetching its last page.
const LAST_PAGE: Duration = Duration::from_millis(500);

pub fn list(app: &App, json: bool) -> Ended {
    done(print::with_accounts(app, &app.connections()?, json, |all, known| print::connections(all, known)))
}

pub async fn disconnect(app: &App, asked: &Disconnect, json: bool) -> Ended {
    let waiting = connection(app, &asked.id)?.waiting;
    if let Some(revocation) = app.disconnect(&asked.id, !asked.remove)? {
        app.revoke(revocation).await;
    }
    print::left_waiting(waiting, !asked.remove, json);
    list(app, json)
}

pub fn primary(app: &App, id: &str, json: bool) -> Ended {
    app.make_primary(id)?;
    show(app, id, json)
}

pub fn pause(app: &App, id: &str, paused: bool, json: bool) -> Ended {
    app.pause(id, paused)?;
    show(app, id, json)
}

pub fn calendars(app: &App, json: bool) -> Ended {
    let all: Vec<views::Calendar> = app.connections()?.into_iter().flat_map(|one| one.calendars).collect();
    done(print::value(&all, json, |all| print::calendars(all)))
}

pub fn calendar(app: &App, asked: &Calendar, json: bool) -> Ended {
    let busy = asked.busy.map(|busy| busy == YesNo::Yes);
    let mut changed = app.set_calendar(&asked.id, busy, asked.bookings.then_some(true), None)?;
    for (rule, counts) in &asked.rules {
        changed = app.set_rule(&asked.id, *rule, *counts)?;
    }
    done(print::value(&changed, json, print::calendar))
}

pub async fn connect(app: &App, asked: Connect, json: bool) -> Ended {
    let known = app.providers().into_iter().find(|known| known.id == asked.provider);
    let known = known.ok_or_else(|| UiError {
        hint: "`daybook providers` lists what can be connected.".to_owned(),
        ..UiError::unknown_id("provider")
    })?;
    if asked.link_stdin && known.sign_in != SignInKind::Link {
        return Err(UiError::input(format!("{} takes no calendar link.", known.label), "Try `daybook connect link`."));
    }
    if known.sign_in == SignInKind::Browser {
        return connect_in_browser(app, &asked, json).await;
    }
    if known.sign_in == SignInKind::Link {
        if !asked.link_stdin {
            let hint = "Add --link-stdin, and give the link on standard input.";
            return Err(UiError::input(format!("{} is an address that is a secret.", known.label), hint));
        }
        let found = app.look_up(&asked.provider, None, "", input::secret_line("a calendar link")?).await?;
        let id = app.connect_in_place_of(&found, asked.replaces, asked.name)?.id;
        return connected(app, &id, json).await;
    }
    let Some(user) = asked.user else {
        let hint = "Add --user NAME --password-stdin, and give the password on standard input.";
        return Err(UiError::input(format!("{} takes a user name and a password.", known.label), hint));
    };
    let password = input::secret_line("a password")?;
    let (provider, url) = (&asked.provider, asked.url.as_deref());
    let found = match &asked.make_calendar {
        Some(name) => app.make_calendar(provider, url, &user, password, name).await?,
        None => app.look_up(provider, url, &user, password).await.map_err(may_be_made)?,
    };
    let id = app.connect_as_proposed(&found)?.id;
    connected(app, &id, json).await
}

/// What the window shows as a button.
fn may_be_made(error: UiError) -> UiError {
    match error {
        UiError { code: code @ Reason::AuthNoCalendar, message, hint } => {
            UiError { code, message, hint: format!("{hint} Add --make-calendar NAME.") }
        }
        other => other,
    }
}

/// Prints the address of the provider's page and waits for the person to come back, whichever way.
async fn connect_in_browser(app: &App, asked: &Connect, json: bool) -> Ended {
    if asked.user.is_some() || asked.url.is_some() {
        return Err(UiError::input("This account is signed in to in the browser.", "Leave out --user and --url."));
    }
    let begun = app.begin_sign_in(&asked.provider, None, Begin { open: !asked.no_browser, direct: true }).await?;
    print::address(&begun.url, json)?;
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

pub async fn finish_sign_in(app: &App, link: &str, json: bool) -> Ended {
    match app.finish_sign_in(link).await? {
        Some(connection) => connected(app, &connection.id, json).await,
        None => Err(UiError::of(Reason::AuthFinished)),
    }
}

async fn connected(app: &App, id: &str, json: bool) -> Ended {
    // Busy times are worth little before they were read once. What this does not reach, `sync` does.
    let read = tokio::time::timeout(FIRST_READ, app.sync_due()).await;
    show(app, id, json)?;
    let status = connection(app, id)?.status;
    // An open window may be at it.
    let is_cut_off = status == ConnectionStatus::Syncing && read.is_err();
    Ok(if is_cut_off { End::Unreached } else { super::end_of(status) })
}

fn show(app: &App, id: &str, json: bool) -> Ended {
    done(print::with_accounts(app, &connection(app, id)?, json, print::connection))
}

fn connection(app: &App, id: &str) -> Result<Connection, UiError> {
    let found = app.connections()?.into_iter().find(|connection| connection.id == id);
    found.ok_or_else(|| UiError::unknown_id("connection"))
}
