//! The dates that a calendar still holds of a series for a client which was changed here.

use crate::app::series::dates;
use crate::availability::spans::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::AppointmentId;
use crate::model::zone::Zone;
use crate::store::{self, Db, Result, StoreError, appointments, copies};
use crate::sync;

/// Returns the dates that a series had before a change of it that waits to be sent, and that is all that differs there.
pub(super) fn replaced(db: &Db<'_>, series: &Appointment, home: &Zone, (from, to): Span) -> Result<Vec<Appointment>> {
    match sync::is_ours_to_change(db, home, &series.id) {
        Ok(true) => {}
        Ok(false) | Err(StoreError::Unreadable { .. }) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    }
    let known = copies::get_or_nothing(db, &series.id)?;
    let (Some(agreed), Some(repeat)) = (known.agreed, known.repeat) else { return Ok(Vec::new()) };
    let zone = Zone::named(&series.zone).unwrap_or_else(|_| home.clone());
    let before = Appointment {
        start: zone.wall(agreed.copy.start),
        starts_at: agreed.copy.start,
        ends_at: agreed.copy.end,
        title: agreed.copy.title,
        repeat: Some(repeat),
        ..series.clone()
    };
    Ok(dates(&before, from, to))
}

/// Returns those of the appointments, and the one that is being moved, that are a later date of a series that was made there: where a
/// calendar has an event for each date, theirs is not the one of the series.
pub(super) fn later_dates(
    db: &Db<'_>,
    own: &[Appointment],
    except: Option<&AppointmentId>,
) -> Result<Vec<Appointment>> {
    let is_later =
        |id: &AppointmentId| Ok::<_, StoreError>(copies::repeats(db, id)? && copies::get_or_nothing(db, id)?.later);
    let mut later = Vec::new();
    for one in own.iter().filter(|one| one.status != Status::Cancelled) {
        if is_later(&one.id)? {
            later.push(one.clone());
        }
    }
    if let Some(id) = except
        && is_later(id)?
    {
        later.extend(store::or_nothing(appointments::get(db, id))?);
    }
    Ok(later)
}
