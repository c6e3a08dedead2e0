//! The end of an event: what DTEND, DURATION or neither of them means (RFC 5545 section 3.6.1), and how a length is
//! added to each form of time.

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};

use crate::model::event::{Length, Moment, Unreadable};
use crate::model::start_and_end;
use crate::model::zone::Zone;

/// What a property says that may be there; `None` = it cannot be read.
pub(super) type Written<T> = Option<Option<T>>;

/// Returns the start and the exclusive end: DTEND if it is after the start, else DURATION, else what [`ends`] makes of DTEND, else a
/// day for a date and no length for a time. What is there and cannot be read is not as if it were missing.
pub(super) fn span(
    start: Moment,
    dtend: Written<Moment>,
    duration: Written<Length>,
) -> Result<(Moment, Moment), Unreadable> {
    let is_later = |end: &Moment| instant(end) > instant(&start);
    let end = match (dtend.map(|end| end.map(|end| align(end, &start))), duration) {
        (Some(Some(end)), _) if is_later(&end) => end,
        (_, Some(Some(length))) => add(&start, length),
        (Some(None), _) | (_, Some(None)) => return Err(start_and_end::NO_END),
        (Some(Some(end)), None) => end,
        (None, None) => return Ok(start_and_end::alone(start)),
    };
    start_and_end::in_order(start, end)
}

/// Returns the length that says when a time ends; `None` = it is a day, or its end is told in another way.
pub(super) fn lasts(start: &Moment, dtend: &Written<Moment>, duration: Written<Length>) -> Option<Length> {
    let end = dtend.clone().flatten().map(|end| align(end, start));
    let has_end = end.is_some_and(|end| instant(&end) > instant(start));
    duration.flatten().filter(|_| !has_end && !matches!(start, Moment::Date(_)))
}

/// Returns the end in the type of the start: a date takes the start's time of day and zone, a time gives its date.
fn align(end: Moment, start: &Moment) -> Moment {
    match (&end, start) {
        (Moment::Date(_), Moment::Date(_)) => end,
        (_, Moment::Date(_)) => Moment::Date(wall(&end).date()),
        (Moment::Date(date), _) => match start {
            Moment::Utc(at) => Moment::Utc(date.and_time(at.time()).and_utc()),
            Moment::Floating(wall) => Moment::Floating(date.and_time(wall.time())),
            Moment::Zoned { wall, zone } => Moment::Zoned { wall: date.and_time(wall.time()), zone: zone.clone() },
            Moment::Ruled { wall, clock } => Moment::Ruled { wall: date.and_time(wall.time()), clock: clock.clone() },
            Moment::Unknown(wall) => Moment::Unknown(date.and_time(wall.time())),
            Moment::Date(_) => end,
        },
        // Where nobody knows the zone of the end alone, it is the start's: no other guess is better.
        (Moment::Floating(wall) | Moment::Unknown(wall), Moment::Zoned { zone, .. }) => {
            Moment::Zoned { wall: *wall, zone: zone.clone() }
        }
        (Moment::Floating(wall) | Moment::Unknown(wall), Moment::Ruled { clock, .. }) => {
            Moment::Ruled { wall: *wall, clock: clock.clone() }
        }
        (Moment::Floating(wall), Moment::Unknown(_)) => Moment::Unknown(*wall),
        (Moment::Utc(_) | Moment::Zoned { .. } | Moment::Ruled { .. }, _)
        | (Moment::Floating(_), Moment::Utc(_) | Moment::Floating(_))
        | (Moment::Unknown(_), Moment::Utc(_) | Moment::Floating(_) | Moment::Unknown(_)) => end,
    }
}

fn wall(moment: &Moment) -> NaiveDateTime {
    match moment {
        Moment::Date(date) => (*date).into(),
        Moment::Floating(wall) | Moment::Zoned { wall, .. } | Moment::Ruled { wall, .. } | Moment::Unknown(wall) => {
            *wall
        }
        Moment::Utc(at) => at.naive_utc(),
    }
}

/// Returns a moment as an instant. Times without a known zone are read as UTC, which is enough to compare two of a kind.
pub(super) fn instant(moment: &Moment) -> DateTime<Utc> {
    match moment {
        Moment::Zoned { wall, zone } => Zone::named(zone).map_or(wall.and_utc(), |zone| zone.instant(*wall).first()),
        Moment::Ruled { wall, clock } => clock.instant(*wall).first(),
        other => wall(other).and_utc(),
    }
}

/// Adds a length: days by the calendar first, then the rest exactly (RFC 5545 section 3.3.6).
pub(super) fn add(start: &Moment, length: Length) -> Moment {
    let days = Days::new(length.days.unsigned_abs());
    let rest = TimeDelta::seconds(length.seconds);
    match start {
        Moment::Date(date) => {
            let whole = Days::new(length.seconds.unsigned_abs().div_ceil(86_400));
            Moment::Date(date.checked_add_days(days).and_then(|it| it.checked_add_days(whole)).unwrap_or(*date))
        }
        Moment::Floating(wall) => {
            Moment::Floating(wall.checked_add_days(days).and_then(|it| it.checked_add_signed(rest)).unwrap_or(*wall))
        }
        Moment::Unknown(wall) => {
            Moment::Unknown(wall.checked_add_days(days).and_then(|it| it.checked_add_signed(rest)).unwrap_or(*wall))
        }
        Moment::Utc(at) => {
            Moment::Utc(at.checked_add_days(days).and_then(|it| it.checked_add_signed(rest)).unwrap_or(*at))
        }
        Moment::Zoned { wall, zone } => {
            let day = wall.checked_add_days(days).unwrap_or(*wall);
            let zoned = |wall| Moment::Zoned { wall, zone: zone.clone() };
            let end = Zone::named(zone).ok().and_then(|zone| {
                let at = zone.instant(day).first().checked_add_signed(rest)?;
                Some(exactly(at, zoned(zone.wall(at))))
            });
            end.unwrap_or_else(|| zoned(day))
        }
        Moment::Ruled { wall, clock } => {
            let day = wall.checked_add_days(days).unwrap_or(*wall);
            let ruled = |wall| Moment::Ruled { wall, clock: clock.clone() };
            let end = clock.instant(day).first().checked_add_signed(rest);
            end.map_or_else(|| ruled(day), |at| exactly(at, ruled(clock.wall(at))))
        }
    }
}

/// Returns a moment by the wall clock if that names the instant: of an hour that comes twice, it names the first.
fn exactly(at: DateTime<Utc>, wall: Moment) -> Moment {
    if instant(&wall) == at { wall } else { Moment::Utc(at) }
}
