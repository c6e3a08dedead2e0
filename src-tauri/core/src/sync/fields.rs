//! Turns an appointment, or a calendar's event, into the fields both know.

use chrono::{DateTime, Utc};

use super::plan::Fields;
use crate::model::appointment::{Appointment, Status};
use crate::model::event::{Event, EventStatus, Moment};
use crate::model::zone::Zone;

pub(crate) fn fields_here(appointment: &Appointment) -> Fields {
    Fields {
        start: appointment.starts_at,
        end: appointment.ends_at,
        title: appointment.title.clone(),
        place: appointment.place.clone(),
        tentative: appointment.status == Status::Tentative,
        cancelled: appointment.status == Status::Cancelled,
    }
}

/// Returns the fields of an event's master, `None` if it has no part. Floating times are read in `home`.
pub(crate) fn fields_of(event: &Event, home: &Zone) -> Option<Fields> {
    let part = event.parts.iter().find(|part| part.occurrence.is_none()).or_else(|| event.parts.first())?;
    Some(Fields {
        start: instant(&part.start, home),
        end: instant(&part.end, home),
        title: part.title.clone(),
        place: part.place.clone(),
        tentative: part.status == EventStatus::Tentative,
        cancelled: part.status == EventStatus::Cancelled,
    })
}

fn instant(moment: &Moment, home: &Zone) -> DateTime<Utc> {
    match moment {
        Moment::Date(day) => home.day_start(*day),
        Moment::Floating(wall) => home.instant(*wall).first(),
        Moment::Utc(at) => *at,
        Moment::Zoned { wall, zone } => match Zone::named(zone) {
            Ok(zone) => zone.instant(*wall).first(),
            Err(_) => home.instant(*wall).first(),
        },
    }
}

/// Returns the appointment with the merged fields: its wall clock follows the instant, in its own zone.
/// An appointment cancelled here stays cancelled.
pub(crate) fn adopt(appointment: &Appointment, fields: &Fields) -> Appointment {
    let zone = Zone::named(&appointment.zone).unwrap_or_else(|_| Zone::utc());
    let minutes = (fields.end - fields.start).num_minutes().clamp(1, 1440);
    let status = match (fields.cancelled, fields.tentative) {
        (true, _) => Status::Cancelled,
        (false, _) if appointment.status == Status::Cancelled => Status::Cancelled,
        (false, true) => Status::Tentative,
        (false, false) => Status::Confirmed,
    };
    Appointment {
        start: zone.wall(fields.start),
        minutes: u32::try_from(minutes).unwrap_or(1),
        starts_at: fields.start,
        ends_at: fields.end,
        title: fields.title.clone(),
        place: fields.place.clone(),
        status,
        ..appointment.clone()
    }
}
