//! Taking the newest change of an appointment back, as long as it was not sent.

use daybook_core::app::App;
use daybook_core::app::views;

use super::Ended;
use super::appointments::send;
use crate::cli::answers::Undone;
use crate::cli::args::Undo;
use crate::cli::{End, print};

pub async fn undo(app: &App, asked: &Undo, json: bool) -> Ended {
    let back = app.undo_unsent(&asked.id, asked.anyway)?;
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
