//! Taking the newest change of an appointment back, as long as it was not sent.

use daybook_core::app::App;
use daybook_core::app::views::{self, Happened, Reason, UiError};

use super::Ended;
use super::appointments::send;
use crate::cli::answers::Undone;
use crate::cli::args::Undo;
use crate::cli::{End, print};

pub async fn undo(app: &App, asked: &Undo, json: bool) -> Ended {
    let back = app.undo_unsent(&asked.id, asked.anyway).map_err(|refused| too_late(app, &asked.id, refused))?;
    let (appointment, end) = match back.appointment {
        Some(appointment) => {
            let (now, end) = send(app, appointment).await?;
            (Some(now), end)
        }
        None => (None, End::Done),
    };
    let views::Undone { appointment_id, undone, change_id, .. } = back;
    print::with_accounts(app, &Undone { appointment_id, undone, appointment, change_id }, json, print::undone)?;
    Ok(end)
}

/// What is cancelled cannot be moved or cancelled instead: it is brought back.
fn too_late(app: &App, id: &str, refused: UiError) -> UiError {
    if refused.code != Reason::UndoLate {
        return refused;
    }
    let entries = app.history(id).unwrap_or_default();
    match entries.into_iter().find(|one| !one.what.is_only_told()) {
        Some(views::HistoryEntry { what: Happened::Cancel, change_id: Some(change), .. }) => {
            UiError { hint: format!("Bring it back: daybook bring-back {change}"), ..refused }
        }
        Some(_) | None => refused,
    }
}
