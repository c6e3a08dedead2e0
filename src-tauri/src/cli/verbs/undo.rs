//! Taking the newest change of an appointment back, as long as it was not sent.

use daybook_core::app::App;
use daybook_core::app::views::Reason;

use super::Ended;
use super::appointments::send;
use crate::cli::answers::Undone;
use crate::cli::{End, print};

pub async fn undo(app: &App, id: &str, json: bool) -> Ended {
    let appointment_id = app.undo_unsent(id)?;
    let left = match app.appointment(&appointment_id) {
        Ok(appointment) => Some(appointment),
        Err(error) if error.code == Reason::NotFound => None,
        Err(error) => return Err(error),
    };
    let (appointment, end) = match left {
        Some(appointment) => {
            let (now, end) = send(app, appointment).await?;
            (Some(now), end)
        }
        None => (None, End::Done),
    };
    print::with_accounts(app, &Undone { appointment_id, appointment }, json, print::undone)?;
    Ok(end)
}
