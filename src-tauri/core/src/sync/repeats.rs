//! Takes over what somebody made of a series for a client there, or that somebody made one of an appointment.

use chrono::{DateTime, Utc};

use super::copies::Gathered;
use super::decide::{Act, Shape, decide};
use super::fields::master;
use super::series::{self, Repeats};
use crate::model::appointment::{Appointment, Happened, Status};
use crate::model::event::Event;
use crate::model::zone::Zone;
use crate::store::copies::Known;
use crate::store::{self, Db, appointments, changes, copies};

/// Learns what somebody made of a series there, beside what is wanted of it here, where both go together. Returns whether there
/// was something.
pub(super) fn learn(db: &Db<'_>, home: &Zone, gathered: &Gathered, now: DateTime<Utc>) -> store::Result<bool> {
    let (appointment, known) = (&gathered.appointment, &gathered.known);
    let event = gathered.linked.as_ref().and_then(|linked| linked.event.as_ref());
    let Some(event) = event.filter(|_| gathered.there().is_some()) else { return Ok(false) };
    if !series::concerns(appointment, known) {
        return begin(db, home, gathered, event, now);
    }
    // How it repeats is kept with what was agreed.
    let Some(base) = &known.agreed else { return Ok(false) };
    let (wanted, agreed) = (series::wanted(appointment), known.repeat.clone());
    let zone = series::zone_of(appointment, home);
    let Repeats::As(there) = series::stands(event, home, &zone, agreed.as_ref()) else { return Ok(false) };
    if there == agreed {
        return Ok(false);
    }
    if there != wanted {
        let tried = gathered.change.as_ref().is_some_and(|change| change.attempts > 0);
        let half_done =
            there.as_ref().is_some_and(|there| series::is_half_done(there, agreed.as_ref(), wanted.as_ref()));
        let day = |at: DateTime<Utc>| zone.wall(at).date();
        let begins = master(event).map(|part| day(part.start.instant(home)));
        // A start that was moved there is taken over, or asked about, first.
        if (tried && half_done && wanted != agreed) || begins != Some(day(base.copy.start)) {
            return Ok(false);
        }
        let Repeats::As(after) = series::together(appointment, known, event, there.as_ref(), home) else {
            return Ok(false);
        };
        if after != wanted {
            changes::add(db, &appointment.id, Happened::ChangedThere, Some(appointment), now)?;
            appointments::put(db, &Appointment { repeat: after, ..appointment.clone() }, now)?;
        }
    }
    let known = copies::get_or_nothing(db, &appointment.id)?;
    copies::put(db, &appointment.id, &Known { repeat: there, ..known })?;
    Ok(true)
}

/// Takes an appointment for the series that somebody made of it there, where it repeats as a series for a client can, begins with
/// the appointment, and nothing is wanted of it here. The person hears of it.
fn begin(db: &Db<'_>, home: &Zone, gathered: &Gathered, event: &Event, now: DateTime<Utc>) -> store::Result<bool> {
    let (appointment, known) = (&gathered.appointment, &gathered.known);
    let is_first = gathered.there().is_some_and(|seen| seen.shape == Shape::Series);
    let rests = known.agreed.is_some() && known.series.is_none() && gathered.change.is_none();
    if !is_first || !rests || appointment.status == Status::Cancelled || decide(&gathered.copies) != Act::Nothing {
        return Ok(false);
    }
    let zone = series::zone_of(appointment, home);
    let Some(repeat) = series::as_ours(event, home, &zone) else { return Ok(false) };
    changes::add(db, &appointment.id, Happened::RepeatsThere, Some(appointment), now)?;
    appointments::put(db, &Appointment { repeat: Some(repeat.clone()), ..appointment.clone() }, now)?;
    copies::put(db, &appointment.id, &Known { repeats: true, repeat: Some(repeat), ..known.clone() })?;
    Ok(true)
}
