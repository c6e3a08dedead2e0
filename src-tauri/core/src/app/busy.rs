//! Reads what takes the person's time: their appointments, and the events of their calendars. What of it counts is judged in
//! `availability`.

mod expand;
mod hiding;
mod mirror;
mod news;
mod rows;
mod series;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::series::{dates, row_of};
use crate::availability::busy_times::BusyTimes;
use crate::availability::gaps::{self, Gap};
use crate::availability::hidden::hide_dates;
use crate::availability::spans::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::AppointmentId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::{Db, Result, appointments, calendars, connections};
use crate::sync::Answered;
use hiding::Hiding;
use mirror::{Found, Known, from_calendars};

/// Reads what overlaps `from..to`. `except` is the appointment that is being moved.
pub(super) fn taken(
    db: &Db<'_>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    home: &Zone,
    now: DateTime<Utc>,
    except: Option<&AppointmentId>,
) -> Result<BusyTimes> {
    taken_and_heard(db, (from, to), home, now, except, &[])
}

/// Returns the same by what calendars answered just now as well: that is known of them, however long ago they were read.
pub(super) fn taken_and_heard(
    db: &Db<'_>,
    (from, to): Span,
    home: &Zone,
    now: DateTime<Utc>,
    except: Option<&AppointmentId>,
    heard: &[Answered],
) -> Result<BusyTimes> {
    let believed = news::believed(db, (from, to), home, heard)?;
    // Where a date of a series is moved, the others are not in its way.
    let except = except.map(row_of);
    let except = except.as_ref();
    let mut own = Vec::new();
    let mut unchecked = Vec::new();
    for appointment in appointments::between(db, from, to)? {
        match appointment {
            // Its dates are added below.
            Ok(appointment) if appointment.repeat.is_some() && appointment.status != Status::Cancelled => {}
            Ok(appointment) if Some(&appointment.id) != except => own.push(appointment),
            Ok(_) => {}
            Err(_) => unchecked.push(Gap::of_all(None, Reason::StoreRecord)),
        }
    }
    let (mut its_dates, mut replaced) = (Vec::new(), Vec::new());
    for series in appointments::series_between(db, from, to)? {
        match series {
            Ok(series) => its_dates.extend(dates(&series, from, to)),
            Err(_) => unchecked.push(Gap::of_all(None, Reason::StoreRecord)),
        }
    }
    // What was taken out of a series here may stand there beyond its last date. A damaged row hides nothing.
    for series in appointments::series_changing(db)?.into_iter().flatten() {
        replaced.extend(series::replaced(db, &series, home, (from, to))?);
    }
    let accounts = connections::all(db)?;
    let mut known: Known<'_> = HashMap::new();
    for calendar in calendars::all(db)? {
        let Ok(calendar) = calendar else {
            unchecked.push(Gap::of_all(None, Reason::StoreRecord));
            continue;
        };
        let Some(row) = accounts.iter().find(|row| row.id == calendar.connection_id) else { continue };
        if calendar.counts_busy && !calendar.gone && !believed.contains(&calendar.id) {
            unchecked.extend(gaps::of_calendar(rows::source(&calendar, row), now, (from, to)));
        }
        known.insert(calendar.id.clone(), (calendar, row));
    }
    let mut hiding = Hiding::new(&own, except, home);
    let mut found = Found { blocks: Vec::new(), unchecked };
    from_calendars(db, (from, to), home, &known, &mut hiding, &mut found)?;
    let later = series::later_dates(db, &own, except)?;
    let dates_of_ours: Vec<&Appointment> = its_dates.iter().chain(&replaced).chain(&later).collect();
    let unread_at =
        news::add(db, (from, to), home, &known, &mut hiding, (heard, dates_of_ours.as_slice()), &mut found)?;
    let Found { mut blocks, unchecked } = found;
    hide_dates(&mut blocks, &dates_of_ours);
    own.extend(its_dates.into_iter().filter(|date| Some(&row_of(&date.id)) != except));
    Ok(BusyTimes::of(own, blocks, unchecked, unread_at))
}
