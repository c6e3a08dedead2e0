//! What is on its way to a calendar, and the person's decisions about it.

use daybook_core::app::App;
use daybook_core::app::views::{Activity, OutboxItem, Reason, UiError};

use super::Ended;
use super::appointments::send;
use crate::cli::args::Decision;
use crate::cli::{End, print};

pub fn list(app: &App, json: bool) -> Ended {
    let activity = app.activity()?;
    print::with_accounts(app, &activity, json, print::activity)?;
    let accounts = app.connections()?.iter().map(|account| super::end_of(account.status)).max();
    let needs_you = print::needs_you(&activity) || accounts == Some(End::NeedsYou) || super::is_any_missing(app)?;
    Ok(if needs_you { End::NeedsYou } else { End::Done })
}

/// Lists what was booked over something.
pub fn clashes(app: &App, json: bool) -> Ended {
    let over = app.activity()?.booked_over;
    print::value(&over, json, |over| print::clashes(over))?;
    Ok(if over.is_empty() { End::Done } else { End::NeedsYou })
}

/// Takes over what is gone or moved in a calendar, and prints the calendar.
pub async fn take_over(app: &App, id: &str, json: bool) -> Ended {
    app.take_over(id)?;
    let report = app.sync_now().await?;
    let calendar = app.connections()?.into_iter().flat_map(|one| one.calendars).find(|calendar| calendar.id == id);
    let calendar = calendar.ok_or_else(|| UiError::unknown_id("calendar"))?;
    print::value(&calendar, json, print::calendar)?;
    Ok(super::end_of_sync(&report, print::needs_you(&app.activity()?)))
}

/// Decides, sends what follows from it at once, and prints the appointment.
pub async fn decide(app: &App, decision: Decision, json: bool) -> Ended {
    let (Decision::Retry { id }
    | Decision::Discard { id }
    | Decision::Keep { id }
    | Decision::Only { id }
    | Decision::Use { id, .. }
    | Decision::Choose { id, .. }) = &decision;
    let activity = app.activity()?;
    if matches!(decision, Decision::Keep { .. }) && activity.booked_over.iter().any(|one| one.appointment_id == *id) {
        app.keep_both(id)?;
        print::with_accounts(app, &app.appointment(id)?, json, print::appointment)?;
        return Ok(End::Done);
    }
    let item = open_item(activity, id)?;
    let conflict = matches!(
        item.reason,
        Some(Reason::SyncConflict | Reason::SyncRules | Reason::SyncBack | Reason::SyncSeries | Reason::SyncRepeats)
    );
    let deleted = item.reason == Some(Reason::SyncDeleted);
    match &decision {
        Decision::Retry { .. } => app.retry(&item.id).map_err(|error| which(error, &item))?,
        Decision::Discard { .. } => app.discard(&item.id)?,
        Decision::Keep { .. } if deleted || conflict => app.keep_mine(&item.id)?,
        Decision::Use { .. } if deleted => app.discard(&item.id)?,
        Decision::Use { fields, .. } if conflict => {
            app.use_theirs_of(&item.id, Some(fields.as_slice()).filter(|fields| !fields.is_empty()))?;
        }
        Decision::Keep { .. } | Decision::Use { .. } => return Err(no_other_side(&item)),
        Decision::Only { .. } => app.only_this_date(&item.id)?,
        Decision::Choose { calendar, .. } => app.choose_calendar(&item.id, calendar)?,
    }
    let (appointment, end) = send(app, app.appointment(&item.appointment_id)?).await?;
    print::with_accounts(app, &appointment, json, print::appointment)?;
    Ok(end)
}

pub async fn send_local(app: &App, json: bool) -> Ended {
    let sent = app.send_local()?;
    let report = app.sync_due().await?;
    print::value(&sent, json, print::sent_local)?;
    Ok(super::end_of_sync(&report, print::needs_you(&app.activity()?)))
}

/// The open change of this id, or of the appointment of this id.
fn open_item(activity: Activity, id: &str) -> Result<OutboxItem, UiError> {
    let found = print::open_items(activity).into_iter().find(|item| item.id == id || item.appointment_id == id);
    found.ok_or_else(|| UiError {
        hint: "`daybook activity` lists them.".to_owned(),
        ..UiError::unknown_id("open change")
    })
}

/// What the window shows as two buttons.
fn which(error: UiError, item: &OutboxItem) -> UiError {
    let UiError { code: code @ (Reason::SyncConflict | Reason::SyncRules), message, hint } = error else {
        return error;
    };
    let verbs = format!(
        "`daybook activity keep {0}` keeps what stands here, `daybook activity use {0}` takes what stands there.",
        item.id
    );
    UiError { code, message, hint: format!("{hint} {verbs}") }
}

fn no_other_side(item: &OutboxItem) -> UiError {
    UiError::input(
        "The calendar holds no other version of this appointment to choose from.",
        format!(
            "Send it again with `daybook activity retry {0}`, or forget it with `daybook activity discard {0}`.",
            item.id
        ),
    )
}
