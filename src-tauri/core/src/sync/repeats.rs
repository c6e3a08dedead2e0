//! Takes over what somebody made of a series for a client there: other dates, or none.

use chrono::{DateTime, Utc};

use super::copies::Gathered;
use super::series::{self, Repeats};
use crate::model::appointment::{Appointment, Happened};
use crate::model::zone::Zone;
use crate::store::copies::Known;
use crate::store::{self, Db, appointments, changes, copies};

/// Learns what somebody made of a series there, where nothing else was wanted of it here. Returns whether there was something.
pub(super) fn learn(db: &Db<'_>, home: &Zone, gathered: &Gathered, now: DateTime<Utc>) -> store::Result<bool> {
    let (appointment, known) = (&gathered.appointment, &gathered.known);
    let event = gathered.linked.as_ref().and_then(|linked| linked.event.as_ref());
    let Some(event) = event.filter(|_| gathered.there().is_some() && series::concerns(appointment, known)) else {
        return Ok(false);
    };
    let (wanted, agreed) = (series::wanted(appointment), known.repeat.clone());
    let zone = series::zone_of(appointment, home);
    let Repeats::As(there) = series::stands(event, home, &zone, agreed.as_ref()) else { return Ok(false) };
    if there == agreed || (there != wanted && wanted != agreed) {
        return Ok(false);
    }
    if there != wanted {
        let after = Appointment { repeat: there.clone(), ..appointment.clone() };
        changes::add(db, &appointment.id, Happened::ChangedThere, Some(appointment), now)?;
        appointments::put(db, &after, now)?;
    }
    let known = copies::get_or_nothing(db, &appointment.id)?;
    // It is kept with what was agreed.
    if known.agreed.is_none() {
        return Ok(there != wanted);
    }
    copies::put(db, &appointment.id, &Known { repeat: there, ..known })?;
    Ok(true)
}
