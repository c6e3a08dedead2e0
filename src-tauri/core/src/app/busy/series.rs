//! The dates that a calendar still holds of a series for a client which was changed here.

use crate::app::series::dates;
use crate::availability::spans::Span;
use crate::model::appointment::Appointment;
use crate::model::zone::Zone;
use crate::store::{Db, Result, StoreError, copies};
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
