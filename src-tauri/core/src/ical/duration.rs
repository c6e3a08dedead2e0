//! The end of an event: what DTEND, DURATION or neither of them means (RFC 5545 section 3.6.1), and how a length is
//! added to each form of time.

use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};

use super::value::Length;
use crate::model::event::Moment;
use crate::model::zone::Zone;

/// How long before its start a written end may lie to be the start of what was meant.
const TURNED: TimeDelta = TimeDelta::days(1);

/// Returns the start and the exclusive end: DTEND if it is usable, else DURATION, else a day for a date and no length for a time.
/// Where the end is written before the start (RFC 5545 section 3.8.2.2 forbids it), the time between the two is taken; `None` =
/// that is more than a day, and nobody knows what is meant.
pub(super) fn span(start: Moment, dtend: Option<Moment>, duration: Option<Length>) -> Option<(Moment, Moment)> {
    let written = dtend.clone().map(|end| align(end, &start));
    let turned = |end: &Moment| instant(end) < instant(&start) && !matches!(start, Moment::Date(_));
    let end = match written.filter(|end| turned(end) && duration.is_none()) {
        Some(end) => end,
        None => end(&start, dtend, duration),
    };
    if !turned(&end) {
        return Some((start, end));
    }
    (instant(&start) - instant(&end) <= TURNED).then_some((end, start))
}

fn end(start: &Moment, dtend: Option<Moment>, duration: Option<Length>) -> Moment {
    let written = dtend.map(|end| align(end, start));
    if let Some(end) = written.filter(|end| instant(end) > instant(start)) {
        return end;
    }
    match (start, duration) {
        (Moment::Date(_), Some(length)) if length.days > 0 || length.seconds > 0 => add(start, length),
        (Moment::Date(_), _) => add(start, Length { days: 1, seconds: 0 }),
        (_, Some(length)) => add(start, length),
        (_, None) => start.clone(),
    }
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
            let end = Zone::named(zone).ok().and_then(|zone| {
                let at = zone.instant(day).first().checked_add_signed(rest)?;
                Some(zone.wall(at))
            });
            Moment::Zoned { wall: end.unwrap_or(day), zone: zone.clone() }
        }
        Moment::Ruled { wall, clock } => {
            let day = wall.checked_add_days(days).unwrap_or(*wall);
            let end = clock.instant(day).first().checked_add_signed(rest);
            Moment::Ruled { wall: end.map_or(day, |at| clock.wall(at)), clock: clock.clone() }
        }
    }
}
