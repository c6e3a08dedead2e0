//! Why a change that waits does so, where it does not say so itself, and when it is tried next.

use chrono::{DateTime, Utc};

use crate::model::appointment::OutboxEntry;
use crate::model::connection::{Calendar, ConnectionStatus};
use crate::model::ids::CalendarId;
use crate::model::reason::Reason;
use crate::store::copies::{Absence, Known};
use crate::store::{Db, Result, calendars, connections, copies};

/// Why a change waits, and its next try.
pub(in crate::app) type Waits = (Option<Reason>, Option<DateTime<Utc>>);

/// Returns why a change of an appointment of this calendar waits, and its next try; none is known where it waits for the
/// person.
pub(in crate::app) fn waits(db: &Db<'_>, entry: &OutboxEntry, belongs: Option<&CalendarId>) -> Result<Waits> {
    let tried = (entry.attempts > 0).then_some(entry.next_try_at);
    let known = copies::get_or_nothing(db, &entry.appointment_id)?;
    let stood = known.agreed.as_ref().and_then(|agreed| agreed.calendar.as_ref());
    let id = known.sent.as_ref().map(|sent| &sent.calendar).or(stood).or(belongs);
    let Some(calendar) = id.map(|id| calendars::get(db, id)).transpose()?.flatten() else {
        // Nothing is tried before its account is connected again.
        let away = known.home.is_some() && entry.reason.is_none_or(|reason| reason == Reason::CalAway);
        return Ok(if away { (Some(Reason::CalAway), None) } else { (entry.reason, tried) });
    };
    let Some(row) = connections::get(db, &calendar.connection_id)? else { return Ok((entry.reason, tried)) };
    let health = &row.health;
    if health.paused {
        return Ok((Some(Reason::Paused), None));
    }
    match health.status {
        ConnectionStatus::NeedsSignIn => return Ok((Some(health.reason.unwrap_or(Reason::AuthExpired)), None)),
        ConnectionStatus::Offline | ConnectionStatus::NotSyncing | ConnectionStatus::Waiting => {
            let until = health.retry_at.map(|at| at.max(entry.next_try_at));
            return Ok((entry.reason.or(health.reason), until.or(tried)));
        }
        ConnectionStatus::Connected
        | ConnectionStatus::Paused
        | ConnectionStatus::Syncing
        | ConnectionStatus::ReadOnly
        | ConnectionStatus::Unreadable
        | ConnectionStatus::Locked => {}
    }
    if entry.reason.is_some() || !looks_first(&known) {
        return Ok((entry.reason, tried));
    }
    // It waits for all of its account to be read.
    let all = calendars::of_connection(db, &row.id)?;
    if all.iter().any(|one| one.held.is_some_and(|held| !held.let_through)) {
        return Ok((Some(Reason::CalMassChange), None));
    }
    let trouble = all.iter().filter(|one| !one.gone).find_map(Calendar::trouble);
    Ok((Some(trouble.map_or(Reason::CalStale, |(reason, _)| reason)), tried))
}

/// Returns whether nothing is sent before it is known what stands there.
fn looks_first(known: &Known) -> bool {
    known.absence == Absence::Suspected || !known.looked
}
